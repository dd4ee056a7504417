//! A sentence, wished for: its conditions made true or false one by one on a made-up entity.

use jiff::civil::Date;
use model::Vocabulary;

use super::{
    Aim, day, facts,
    options::{nothing, options, typical},
    say,
};
use crate::{
    leaves::{Leaf, Step, leaves, references},
    names,
    tree::{
        Anchor, Condition, Expectation, FieldCondition, Operand, Operator, Path, Reference, Stated,
        StatedLink, StatedValue,
    },
};

/// What is done to the condition that an example is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Take {
    /// It holds, by the n-th of the values that make it hold.
    Holds(usize),
    /// It does not, by the n-th.
    Fails(usize),
    /// Nothing is there.
    None,
    /// Nothing is known.
    Unknown,
}

impl Take {
    pub(super) fn aim(self) -> Aim {
        match self {
            Self::Holds(_) => Aim::Inside,
            Self::Fails(_) => Aim::Outside,
            Self::None => Aim::Nothing,
            Self::Unknown => Aim::NotKnown,
        }
    }

    /// Whether it is to hold, and by which value; nothing where no value is stated.
    pub(super) fn by(self) -> Option<(bool, usize)> {
        match self {
            Self::Holds(nth) => Some((true, nth)),
            Self::Fails(nth) => Some((false, nth)),
            Self::None | Self::Unknown => None,
        }
    }
}

/// What is wished first. What is stated first stays, so where two conditions fight over a field
/// one order serves where the other does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The clause of the probe, then the others.
    ProbeFirst,
    /// As the sentence is read.
    AsRead,
}

/// Whether a wish could be granted beside those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Granted {
    Yes,
    No,
}

impl Granted {
    pub(super) fn when(granted: bool) -> Self {
        if granted { Self::Yes } else { Self::No }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self::when(self == Self::Yes && other == Self::Yes)
    }
}

/// The entity a condition speaks of, and those around it.
pub(super) struct Here<'s> {
    pub(super) kind: &'s str,
    pub(super) states: &'s mut Vec<Stated>,
    /// What is stated of the outer scopes, the nearest last, each with its kind.
    pub(super) outer: &'s [(String, Vec<Stated>)],
    /// The word that opened this scope, for related rows.
    pub(super) word: Option<&'s str>,
}

/// Makes up one example.
pub(super) struct Inventor<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) today: Date,
    pub(super) probe: Option<(&'a Leaf, Take)>,
    order: Order,
    /// The names that were spoken of, in the order of the sentence.
    pub(super) names: Vec<String>,
    /// What was done to the probed condition: `last seen 8 days ago`.
    pub(super) told: Option<String>,
}

impl<'a> Inventor<'a> {
    pub(super) fn new(
        vocabulary: &'a Vocabulary,
        today: Date,
        probe: Option<(&'a Leaf, Take)>,
        order: Order,
    ) -> Self {
        Self {
            vocabulary,
            today,
            probe,
            order,
            names: Vec::new(),
            told: None,
        }
    }

    /// What is stated of the example; nothing where the probe cannot be done.
    pub(super) fn of(&mut self, expectation: &Expectation) -> Option<Vec<Stated>> {
        let kind = expectation.subject.kind.as_str();
        let mut states = Vec::new();
        self.names = spoken(expectation, self.vocabulary);
        for (index, word) in expectation.subject.words.iter().enumerate() {
            let condition = Condition::Word {
                word: word.clone(),
                negated: false,
            };
            self.clause(&condition, Step::Word(index), true, kind, &mut states);
        }
        let parts = expectation.parts.iter().enumerate();
        let clauses = expectation
            .subject
            .condition
            .iter()
            .map(|condition| (Step::Where, condition))
            .chain(parts.map(|(index, part)| (Step::Part(index), part)))
            .chain(
                expectation
                    .unless
                    .iter()
                    .map(|unless| (Step::Unless, unless)),
            );
        let mut clauses: Vec<(Step, &Condition)> = clauses.collect();
        if self.order == Order::ProbeFirst {
            clauses.sort_by_key(|(step, _)| !self.aims_at(&[*step]));
        }
        for (step, condition) in clauses {
            let holds = step != Step::Unless;
            self.clause(condition, step, holds, kind, &mut states);
        }
        (self.probe.is_none() || self.told.is_some()).then_some(states)
    }

    fn clause(
        &mut self,
        condition: &Condition,
        step: Step,
        holds: bool,
        kind: &str,
        states: &mut Vec<Stated>,
    ) {
        let mut here = Here {
            kind,
            states,
            outer: &[],
            word: None,
        };
        self.want(condition, &mut vec![step], holds, &mut here);
    }

    /// Whether the probe is this condition or stands in it.
    pub(super) fn aims_at(&self, path: &[Step]) -> bool {
        self.probe
            .is_some_and(|(leaf, _)| leaf.path.starts_with(path))
    }

    /// What is to be done here, where this is the probe.
    fn take(&self, path: &[Step]) -> Option<Take> {
        self.probe
            .and_then(|(leaf, take)| (leaf.path == path).then_some(take))
    }

    /// Notes what was done to the probe, in the words of an example.
    fn tell(&mut self, here: &Here<'_>, words: &str) {
        self.told = Some(match here.word {
            Some(word) => format!("{word} {words}"),
            None => words.to_owned(),
        });
    }

    /// Makes a condition hold or not. Around the probe everything is set so that the probe
    /// decides: beside it what `and` joins holds, and what `or` joins does not.
    pub(super) fn want(
        &mut self,
        condition: &Condition,
        path: &mut Vec<Step>,
        holds: bool,
        here: &mut Here<'_>,
    ) -> Granted {
        match condition {
            Condition::All(items) => self.joined(items, path, (holds, true), here),
            Condition::Any(items) => self.joined(items, path, (holds, false), here),
            Condition::Not(inner) => {
                path.push(Step::Inside);
                let granted = self.want(inner, path, !holds, here);
                path.pop();
                granted
            }
            Condition::Word { word, negated } => {
                let take = self.take(path);
                let by = take.map_or(Some((holds, 0)), Take::by);
                let granted = match by {
                    Some((holds, _)) => self.word(word, holds != *negated, here),
                    None => Granted::Yes,
                };
                if take.is_some() {
                    let words = match by {
                        Some((holds, _)) if holds != *negated => word.clone(),
                        Some(_) => format!("not {word}"),
                        None => format!("not known whether {word}"),
                    };
                    self.tell(here, &words);
                }
                granted
            }
            Condition::Field(field) if field.path.field.is_none() => {
                self.link(field, self.take(path), holds, here)
            }
            Condition::Field(field) => self.field(field, self.take(path), holds, here),
            Condition::Relation(relation) => {
                let take = self.take(path);
                let granted = self.relation(relation, path, (take, holds), here);
                if take.is_some() && granted == Granted::Yes {
                    let words =
                        say::rows(here.states, &relation.relation, here.kind, self.vocabulary);
                    self.tell(here, &words);
                }
                granted
            }
            Condition::Total(total) => {
                let take = self.take(path);
                let granted = self.total(total, path, (take, holds), here);
                if take.is_some() && granted == Granted::Yes {
                    let words = say::rows(here.states, &total.relation, here.kind, self.vocabulary);
                    self.tell(here, &words);
                }
                granted
            }
        }
    }

    /// Conditions joined by `and` (whose neutral is to hold) or `or` (not to).
    fn joined(
        &mut self,
        items: &[Condition],
        path: &mut Vec<Step>,
        (holds, neutral): (bool, bool),
        here: &mut Here<'_>,
    ) -> Granted {
        let mut order: Vec<usize> = (0..items.len()).collect();
        let aimed = |at: &usize| {
            let mut path = path.clone();
            path.push(Step::Item(*at));
            self.aims_at(&path)
        };
        order.sort_by_key(|at| !aimed(at));
        let mut granted = Granted::Yes;
        for (turn, at) in order.into_iter().enumerate() {
            // One of them decides: the probe, else the first.
            let wish = if turn == 0 { holds } else { neutral };
            path.push(Step::Item(at));
            granted = granted.and(self.want(&items[at], path, wish, here));
            path.pop();
        }
        granted
    }

    fn word(&self, word: &str, holds: bool, here: &mut Here<'_>) -> Granted {
        let said = here.states.iter().find_map(|stated| match stated {
            Stated::Word { word: other, holds } if other == word => Some(*holds),
            _ => None,
        });
        if said.is_none() {
            let word = word.to_owned();
            here.states.push(Stated::Word { word, holds });
        }
        Granted::when(said.is_none_or(|said| said == holds))
    }

    fn field(
        &mut self,
        condition: &FieldCondition,
        take: Option<Take>,
        holds: bool,
        here: &mut Here<'_>,
    ) -> Granted {
        let vocabulary = self.vocabulary;
        let path = &condition.path;
        let Some(field) = names::typed(vocabulary, here.kind, path).and_then(|typed| typed.field)
        else {
            return Granted::No;
        };
        let Some(values) = self.meant(&condition.values, here) else {
            return Granted::No;
        };
        let by = take.map_or(Some((holds, 0)), Take::by);
        let mut offered = match by {
            Some((holds, _)) => options(field, condition.operator, &values, holds, self.today),
            None => options(field, Operator::IsEmpty, &[], true, self.today),
        };
        if take == Some(Take::Unknown) {
            offered.values = vec![StatedValue::Unknown];
        } else if take == Some(Take::None) {
            offered.values = vec![nothing(field)];
        }
        if let Some(before) = facts::value(here.states, path) {
            return Granted::when(take.is_none() && offered.accept(before));
        }
        let nth = by.map_or(0, |(_, nth)| nth);
        let picked = offered.values.get(nth).cloned();
        let Some((value, name)) = picked.zip(path.field.clone()) else {
            return Granted::No;
        };
        if take.is_some() {
            let words = say::field(path, &value, Some(field), vocabulary);
            self.tell(here, &words);
        }
        match facts::follow(here.states, &path.links) {
            Some(states) => {
                states.push(Stated::Field { field: name, value });
                Granted::Yes
            }
            None => Granted::No,
        }
    }

    /// A comparison of where a link leads: known or not, the same as another or not.
    fn link(
        &mut self,
        condition: &FieldCondition,
        take: Option<Take>,
        holds: bool,
        here: &mut Here<'_>,
    ) -> Granted {
        let path = &condition.path;
        let (base, polarity) = condition.operator.base();
        let same = polarity == crate::operators::Polarity::Positive;
        let by = take.map_or(Some((holds, 0)), Take::by);
        if by.is_some_and(|(_, nth)| nth > 0) {
            return Granted::No;
        }
        let kind = names::typed(self.vocabulary, here.kind, path).map_or("", |typed| typed.kind);
        let to = match (by, base) {
            (None, _) if take == Some(Take::Unknown) => StatedLink::Unknown,
            (None, _) => StatedLink::None,
            (Some((holds, _)), Operator::IsKnown) if holds == same => named(kind, 0),
            (Some((holds, _)), Operator::IsEmpty) if holds != same => named(kind, 0),
            (Some(_), Operator::IsKnown | Operator::IsEmpty) => StatedLink::None,
            (Some((holds, _)), _) => {
                let outer = condition.values.iter().find_map(|value| match value {
                    Operand::The(reference) => self.named_outside(reference, here),
                    _ => None,
                });
                match (outer, holds == same) {
                    (Some(outer), true) => outer,
                    (_, _) => named(kind, 1),
                }
            }
        };
        let Some((last, before)) = path.links.split_last() else {
            return Granted::No;
        };
        if let Some(there) = facts::link(here.states, &path.links) {
            let fits = match (&to, there) {
                (StatedLink::Named(_), StatedLink::Named(_) | StatedLink::With(_)) => {
                    base == Operator::IsKnown || base == Operator::IsEmpty || to == *there
                }
                (to, there) => to == there,
            };
            return Granted::when(take.is_none() && fits);
        }
        if take.is_some() {
            let words = say::link(path, &to);
            self.tell(here, &words);
        }
        match facts::follow(here.states, before) {
            Some(states) => {
                let link = last.clone();
                states.push(Stated::Link { link, to });
                Granted::Yes
            }
            None => Granted::No,
        }
    }

    /// Whom a reference names in an outer scope.
    fn named_outside(&self, reference: &Reference, here: &Here<'_>) -> Option<StatedLink> {
        let at = here.outer.len().checked_sub(reference.out)?;
        let (_, states) = here.outer.get(at)?;
        facts::link(states, &reference.path.links).cloned()
    }

    /// The values of a comparison with references looked up: days as days.
    pub(super) fn meant(&self, values: &[Operand], here: &Here<'_>) -> Option<Vec<Operand>> {
        values
            .iter()
            .map(|value| match value {
                Operand::The(reference) => self.outside(reference, here),
                Operand::Offset {
                    from: Anchor::The(reference),
                    length,
                    back,
                } => {
                    let from = day::meant(&self.outside(reference, here)?, self.today)?;
                    let at = day::counted(from, length.length, *back);
                    Some(day::said(at, self.today))
                }
                Operand::Setting { value, .. } => Some((**value).clone()),
                // An example knows no settings.
                Operand::Offset { length, .. } if length.setting.is_some() => {
                    Some(day::said(day::meant(value, self.today)?, self.today))
                }
                other => Some(other.clone()),
            })
            .collect()
    }

    /// The value that a reference reads in an outer scope.
    fn outside(&self, reference: &Reference, here: &Here<'_>) -> Option<Operand> {
        let at = here.outer.len().checked_sub(reference.out)?;
        let (_, states) = here.outer.get(at)?;
        match facts::value(states, &reference.path)? {
            StatedValue::Known(values) => values.first().cloned(),
            StatedValue::None { .. } | StatedValue::Unknown => None,
        }
    }

    /// States what a condition about related rows will read of the entity they belong to.
    pub(super) fn settle(&self, condition: &Condition, here: &mut Here<'_>) {
        let own: Vec<Path> = references(condition)
            .into_iter()
            .filter(|(below, reference)| *below == reference.out)
            .map(|(_, reference)| reference.path.clone())
            .collect();
        for path in own {
            self.settle_path(&path, here);
        }
    }

    fn settle_path(&self, path: &Path, here: &mut Here<'_>) {
        let Some(typed) = names::typed(self.vocabulary, here.kind, path) else {
            return;
        };
        match (&path.field, typed.field) {
            (Some(name), Some(field)) => {
                if facts::value(here.states, path).is_none()
                    && let Some(value) = typical(field, self.today).into_iter().next()
                    && let Some(states) = facts::follow(here.states, &path.links)
                {
                    let field = name.clone();
                    states.push(Stated::Field { field, value });
                }
            }
            _ => {
                if let Some((last, before)) = path.links.split_last()
                    && facts::link(here.states, &path.links).is_none()
                    && let Some(states) = facts::follow(here.states, before)
                {
                    let (link, to) = (last.clone(), named(typed.kind, 0));
                    states.push(Stated::Link { link, to });
                }
            }
        }
    }
}

/// The words, fields, links and relations of a sentence, in its order.
fn spoken(expectation: &Expectation, vocabulary: &Vocabulary) -> Vec<String> {
    leaves(expectation, vocabulary)
        .into_iter()
        .flat_map(|leaf| match leaf.condition {
            Condition::Word { word, .. } => vec![word],
            Condition::Field(field) => {
                let Path { mut links, field } = field.path;
                links.extend(field);
                links
            }
            Condition::Relation(relation) => vec![relation.relation],
            Condition::Total(total) => vec![total.relation, total.field],
            Condition::All(_) | Condition::Any(_) | Condition::Not(_) => Vec::new(),
        })
        .collect()
}

/// Somebody or something with an invented name.
fn named(kind: &str, nth: usize) -> StatedLink {
    StatedLink::Named(match (kind, nth) {
        ("person", 0) => "Ann Example".to_owned(),
        ("person", _) => "Bob Sample".to_owned(),
        (kind, 0) => format!("Example {kind}"),
        (kind, _) => format!("Other {kind}"),
    })
}
