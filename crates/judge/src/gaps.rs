//! What was missing where a verdict is unknown: one gap per source and field or relation.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use arrow_buffer::BooleanBuffer;
use model::{KindName, SourceId, SourceState, verdict::Truth};
use rules::tree::{Anchor, Condition, FieldCondition, Operand, Path, Reference, Rule};

use crate::{
    bits::Noted,
    evaluate::{Along, Frame, Name, Pass, Positions, Silences, Unplaced, conditions, escapes},
};

/// A field or relation of a kind that was not known, and whether everybody was asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lack {
    kind: KindName,
    name: String,
}

/// Who should have told what.
type Blame = (Option<SourceId>, Lack);

/// The positions that lack something, by what they lack.
type Lacks = BTreeMap<Lack, Noted>;

/// One data gap: a source that should have told, and how many entities are unknown for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct DataGap {
    /// The source; none when no source is connected that would tell.
    pub source: Option<SourceId>,
    /// The root kind, or the part's kind.
    pub kind: KindName,
    /// The field, word, link or relation.
    pub name: String,
    /// How many entities are unknown for it, over all rules.
    pub entities: u64,
}

/// The unknown positions of a rule that lack something that some source was not asked for.
pub(crate) fn unanswered<'a>(
    pass: &Pass<'a>,
    rule: &Rule,
    frame: &Frame<'a, '_>,
    unknown: &BooleanBuffer,
) -> BooleanBuffer {
    let mut open = Noted::none(frame.len());
    let notes = Notes::Open(&mut open);
    Walk::new(pass, frame, notes).rule(rule, frame, unknown);
    open.rows()
}

/// Data gaps over all rules: entities are counted once per gap.
#[derive(Default)]
pub(crate) struct Collected<'a, 'c> {
    /// The rows of each kind, as far as they were looked at.
    lacks: BTreeMap<KindName, Lacks>,
    /// Conditions that rules have in common, to be looked into once for all of them.
    later: Later<'a, 'c>,
}

/// Conditions that are about one thing, by the kind they are asked of, and where that is unknown.
type Later<'a, 'c> = HashMap<(&'a str, Name), (&'c Condition, Noted)>;

/// How many entities are unknown for what nobody told.
#[derive(Default)]
pub(crate) struct Affected(BTreeMap<Blame, u64>);

impl<'a: 'c, 'c> Collected<'a, 'c> {
    /// Adds what the unknown positions of one rule lack: the rows of a frame, the same for all
    /// rules of its kind.
    pub(crate) fn add(
        &mut self,
        pass: &Pass<'a>,
        rule: &'c Rule,
        frame: &Frame<'a, '_>,
        unknown: &BooleanBuffer,
    ) {
        let lacks = self.lacks.entry(frame.table.kind.clone()).or_default();
        let walk = Walk::new(pass, frame, Notes::Lacks(lacks));
        walk.leaving(&mut self.later).rule(rule, frame, unknown);
    }

    /// How many entities each gap affects.
    pub(crate) fn count(mut self, pass: &Pass<'a>) -> Affected {
        for ((kind, _), (condition, unknown)) in self.later {
            let frame = pass.whole(kind);
            let lacks = self.lacks.entry(frame.table.kind.clone()).or_default();
            let mut walk = Walk::new(pass, &frame, Notes::Lacks(lacks));
            walk.inside(condition, &frame, &unknown.rows(), &Own::Same);
        }
        let mut affected = Affected::default();
        for (lack, rows) in self.lacks.into_values().flatten() {
            let entities = rows.rows().count_set_bits() as u64;
            for source in to_blame(pass, &lack) {
                *affected.0.entry((source, lack.clone())).or_default() += entities;
            }
        }
        affected
    }
}

impl Affected {
    /// Adds those of other rows.
    pub(crate) fn add(&mut self, other: Self) {
        for (blame, count) in other.0 {
            *self.0.entry(blame).or_default() += count;
        }
    }

    /// One gap per source and field or relation.
    pub(crate) fn finish(self) -> Vec<DataGap> {
        self.0
            .into_iter()
            .map(|((source, lack), entities)| DataGap {
                source,
                kind: lack.kind,
                name: lack.name,
                entities,
            })
            .collect()
    }
}

/// The sources that would know: those that did not answer, else all of them, else none.
fn to_blame(pass: &Pass<'_>, lack: &Lack) -> BTreeSet<Option<SourceId>> {
    let coverage = &pass.tables.coverage;
    let (kind, name) = (lack.kind.as_str(), lack.name.as_str());
    let scopes: Vec<&SourceState> = coverage
        .filling(kind, name)
        .chain(coverage.supplying(kind, name).map(|(scope, _)| scope))
        .collect();
    let names = |silent_only: bool| -> BTreeSet<Option<SourceId>> {
        scopes
            .iter()
            .filter(|scope| !silent_only || !scope.tells_absence(pass.clock.now))
            .map(|scope| Some(scope.source.clone()))
            .collect()
    };
    [names(true), names(false)]
        .into_iter()
        .find(|names| !names.is_empty())
        .unwrap_or_else(|| BTreeSet::from([None]))
}

/// A walk down a condition along what is unknown in it.
struct Walk<'p, 'a, 'g, 'c> {
    pass: &'p Pass<'a>,
    notes: Notes<'g>,
    /// How many positions the rule's frame has.
    rows: usize,
    /// Where conditions about one thing wait for what other rules ask of it.
    later: Option<&'g mut Later<'a, 'c>>,
}

/// What is noted on the way.
enum Notes<'g> {
    /// Which positions lack what.
    Lacks(&'g mut Lacks),
    /// Positions that lack something that some source was not asked for.
    Open(&'g mut Noted),
}

/// Where in the rule's frame the positions of a frame belong.
enum Own<'o, 'a> {
    /// They are those of the rule's frame.
    Same,
    These(Vec<u32>),
    /// They are the edges of a run of parents, and these belong there.
    Below(&'o Along<'a>, &'o Own<'o, 'a>),
}

impl Own<'_, '_> {
    fn of(&self, at: u32) -> u32 {
        match self {
            Self::Same => at,
            Self::These(own) => own[at as usize],
            Self::Below(along, own) => own.of(along.parent(at)),
        }
    }

    fn note(&self, positions: &BooleanBuffer, into: &mut Noted) {
        match self {
            Self::Same => into.note_all(positions),
            Self::These(own) => positions
                .set_indices()
                .for_each(|at| into.note(own[at] as usize)),
            Self::Below(along, own) => own.note(&along.above(positions), into),
        }
    }
}

impl<'p, 'a: 'c, 'g, 'c> Walk<'p, 'a, 'g, 'c> {
    fn new(pass: &'p Pass<'a>, frame: &Frame<'a, '_>, notes: Notes<'g>) -> Self {
        Self {
            pass,
            notes,
            rows: frame.len(),
            later: None,
        }
    }

    /// The same, leaving what rules may have in common for later.
    fn leaving(self, later: &'g mut Later<'a, 'c>) -> Self {
        let later = Some(later);
        Self { later, ..self }
    }

    /// What the unknown positions of a rule's frame lack.
    fn rule(mut self, rule: &'c Rule, frame: &Frame<'a, '_>, unknown: &BooleanBuffer) {
        self.membership(frame, unknown, &Own::Same);
        for word in &rule.expectation.subject.words {
            let unknown = &self.pass.word(word, frame).unknown() & unknown;
            if unknown.has_true() {
                self.word(word, frame, &unknown, &Own::Same);
            }
        }
        for condition in conditions(rule) {
            self.condition(condition, frame, unknown, &Own::Same);
        }
        if rule.within.is_empty() && rule.except_within.is_empty() {
            return;
        }
        let (within, except) = (&rule.within, &rule.except_within);
        let bound = self.pass.bound(within, except, Unplaced::InNone, frame);
        let unknown = &bound.unknown() & unknown;
        self.lack(frame.kind, "unit", &unknown, &Own::Same, None);
    }

    /// Notes that positions lack something, of some of which everybody was asked; `own` is each
    /// position's place in the rule's frame.
    fn lack(
        &mut self,
        kind: &str,
        name: &str,
        positions: &BooleanBuffer,
        own: &Own<'_, 'a>,
        answered: Option<&BooleanBuffer>,
    ) {
        if !positions.has_true() {
            return;
        }
        let kind = KindName::new(self.pass.vocabulary.root(kind));
        let lack = Lack {
            kind,
            name: name.to_owned(),
        };
        match &mut self.notes {
            Notes::Lacks(lacks) => {
                let none = || Noted::none(self.rows);
                own.note(positions, lacks.entry(lack).or_insert_with(none));
            }
            Notes::Open(open) => match answered {
                Some(answered) => own.note(&(positions & &!answered), open),
                None => own.note(positions, open),
            },
        }
    }

    fn membership(&mut self, frame: &Frame<'a, '_>, within: &BooleanBuffer, own: &Own<'_, 'a>) {
        let unknown = &self.pass.member(frame).unknown() & within;
        if !unknown.has_true() {
            return;
        }
        match self.pass.lexicon.kind(frame.kind) {
            Some(definition) => self.condition(definition, frame, &unknown, own),
            None => self.lack(frame.kind, frame.kind, &unknown, own, None),
        }
    }

    fn condition(
        &mut self,
        condition: &'c Condition,
        frame: &Frame<'a, '_>,
        within: &BooleanBuffer,
        own: &Own<'_, 'a>,
    ) {
        let unknown = &self.pass.truth(condition, frame).unknown() & within;
        if unknown.has_true() && !self.left(condition, frame.kind, &unknown, own) {
            self.inside(condition, frame, &unknown, own);
        }
    }

    /// What a condition is made of, where it is unknown.
    fn inside(
        &mut self,
        condition: &'c Condition,
        frame: &Frame<'a, '_>,
        unknown: &BooleanBuffer,
        own: &Own<'_, 'a>,
    ) {
        match condition {
            Condition::All(all) | Condition::Any(all) => {
                for one in all {
                    self.condition(one, frame, unknown, own);
                }
            }
            Condition::Not(inner) => self.condition(inner, frame, unknown, own),
            Condition::Word { word, .. } => self.word(word, frame, unknown, own),
            Condition::Field(field) => self.field(field, frame, unknown, own),
            Condition::Relation(relation) => {
                let inner = relation.condition.as_deref();
                self.relation(&relation.relation, inner, None, frame, unknown, own);
            }
            Condition::Total(total) => {
                let inner = total.condition.as_deref();
                self.relation(
                    &total.relation,
                    inner,
                    Some(&total.field),
                    frame,
                    unknown,
                    own,
                );
            }
        }
    }

    fn word(
        &mut self,
        word: &str,
        frame: &Frame<'a, '_>,
        unknown: &BooleanBuffer,
        own: &Own<'_, 'a>,
    ) {
        let Pass {
            lexicon,
            vocabulary,
            ..
        } = self.pass;
        if let Some(definition) = lexicon.word(vocabulary, frame.kind, word) {
            return self.condition(definition, frame, unknown, own);
        }
        let path = Path {
            links: Vec::new(),
            field: Some(word.to_owned()),
        };
        self.path(&path, frame.kind, frame.rows.clone(), unknown, own);
    }

    /// Whether a condition was left for later. What positions lack for it is the same whichever
    /// rule asks, so that those of all rules are looked into at once.
    fn left(
        &mut self,
        condition: &'c Condition,
        kind: &'a str,
        unknown: &BooleanBuffer,
        own: &Own<'_, 'a>,
    ) -> bool {
        use Condition::{Field, Relation, Total};
        let (Some(later), Own::Same) = (&mut self.later, own) else {
            return false;
        };
        if !matches!(condition, Field(_) | Relation(_) | Total(_)) {
            return false;
        }
        let none = || (condition, Noted::none(self.rows));
        let waiting = later.entry((kind, self.pass.name(condition)));
        waiting.or_insert_with(none).1.note_all(unknown);
        true
    }

    fn field(
        &mut self,
        condition: &FieldCondition,
        frame: &Frame<'a, '_>,
        unknown: &BooleanBuffer,
        own: &Own<'_, 'a>,
    ) {
        let rows = frame.rows.clone();
        let left = self.path(&condition.path, frame.kind, rows, unknown, own);
        // Where the left side is known, the right side is not.
        let rest = unknown & &!&left;
        for reference in condition.values.iter().filter_map(reference) {
            let (kind, rows) = frame.outward(reference.out);
            self.path(&reference.path, kind, Positions::These(rows), &rest, own);
        }
        if condition
            .values
            .iter()
            .all(|value| reference(value).is_none())
        {
            // Known, and yet not to be compared: the source wrote what nobody can read.
            let name = condition.path.field.as_deref().unwrap_or_default();
            self.lack(frame.kind, name, &rest, own, None);
        }
    }

    /// Notes where a path leads to nothing known, and says where it did.
    fn path(
        &mut self,
        path: &Path,
        kind: &'a str,
        rows: Positions,
        within: &BooleanBuffer,
        own: &Own<'_, 'a>,
    ) -> BooleanBuffer {
        let cells = self.pass.cells_at(path, kind, rows);
        let Silences {
            silent,
            asked,
            arrived,
        } = self.pass.silences(path, kind, &cells, within);
        if let Some(name) = &path.field {
            let there = &silent & &arrived;
            self.lack(cells.table.kind.as_str(), name, &there, own, Some(&asked));
        }
        if let Some(link) = path.links.first() {
            self.lack(kind, link, &(&silent & &!&arrived), own, Some(&asked));
        }
        silent
    }

    fn relation(
        &mut self,
        relation: &str,
        condition: Option<&'c Condition>,
        summed: Option<&String>,
        frame: &Frame<'a, '_>,
        unknown: &BooleanBuffer,
        own: &Own<'_, 'a>,
    ) {
        let reads_own = condition.is_none_or(|condition| escapes(condition) == 0);
        if let Some(along) = self
            .pass
            .along(relation, frame)
            .filter(|_| reads_own && summed.is_none())
        {
            return self.edges((relation, condition), frame, &along, unknown, own);
        }
        // Only the rows of what is unknown are looked at, however many there are in all.
        let positions: Vec<u32> = unknown.set_indices_u32().collect();
        let frame = frame.only(&positions);
        let own: Vec<u32> = positions.into_iter().map(|at| own.of(at)).collect();
        let Some(kin) = self.pass.kin(relation, &frame) else {
            return;
        };
        let below = kin.parent.iter().map(|parent| own[*parent as usize]);
        let below = Own::These(below.collect());
        let own = Own::These(own);
        self.lack(frame.kind, relation, &!&kin.complete, &own, None);
        let inner = self.pass.open(&kin, &frame);
        let within = BooleanBuffer::new_set(inner.len());
        self.lack(frame.kind, relation, &!&kin.sure, &below, None);
        if self.pass.vocabulary.root(kin.to) != kin.to {
            self.membership(&inner, &within, &below);
        }
        if let Some(condition) = condition {
            self.condition(condition, &inner, &within, &below);
        }
        if let Some(field) = summed {
            let counted = condition.map_or_else(
                || within.clone(),
                |condition| {
                    let truth = self.pass.truth(condition, &inner);
                    let fits = (0..inner.len()).map(|at| truth.get(at) != Truth::False);
                    &within & &fits.collect::<BooleanBuffer>()
                },
            );
            let path = Path {
                links: Vec::new(),
                field: Some(field.clone()),
            };
            self.path(&path, kin.to, inner.rows.clone(), &counted, &below);
        }
    }

    /// The same for a run of parents, by what is unknown of all their edges at once.
    fn edges(
        &mut self,
        (relation, condition): (&str, Option<&'c Condition>),
        frame: &Frame<'a, '_>,
        along: &Along<'a>,
        unknown: &BooleanBuffer,
        own: &Own<'_, 'a>,
    ) {
        let complete = self.pass.complete(relation, Some(along.edges), frame);
        self.lack(frame.kind, relation, &(unknown & &!&complete), own, None);
        let within = along.below(unknown);
        let below = Own::Below(along, own);
        self.lack(
            frame.kind,
            relation,
            &(&within & &!&along.sure()),
            &below,
            None,
        );
        let inner = self.pass.children(along);
        if self.pass.vocabulary.root(along.to) != along.to {
            self.membership(&inner, &within, &below);
        }
        if let Some(condition) = condition {
            self.condition(condition, &inner, &within, &below);
        }
    }
}

fn reference(operand: &Operand) -> Option<&Reference> {
    match operand {
        Operand::The(reference)
        | Operand::Offset {
            from: Anchor::The(reference),
            ..
        } => Some(reference),
        Operand::Setting { value, .. } => reference(value),
        _ => None,
    }
}
