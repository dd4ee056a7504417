//! What one rule says of every row of a frame.

use std::collections::BTreeMap;

use arrow_buffer::BooleanBuffer;
use model::{
    EntityId, Verdict,
    span::Length,
    verdict::{Truth, UnknownSince},
};
use rules::tree::{Condition, Rule, WhenUnknown};

use crate::{
    Clock,
    bits::Bits,
    evaluate::{Frame, Pass, Unplaced},
    gaps::unanswered,
};

/// What one rule says of every position of a frame: whom it binds, and each of its parts.
pub(crate) struct Ruling {
    /// Whether it speaks of the entity.
    pub(crate) applies: Bits,
    /// Whether the entity is as each part expects.
    pub(crate) parts: Vec<Bits>,
    /// Where unknown counts as missed, because everybody who would know was asked.
    pub(crate) fails: BooleanBuffer,
    /// Since when it is unknown, for a rule that says after how long that counts as missed.
    pub(crate) since: BTreeMap<EntityId, UnknownSince>,
}

impl Ruling {
    /// Judges a rule by its own sentence.
    pub(crate) fn of<'a>(
        pass: &Pass<'a>,
        rule: &Rule,
        frame: &Frame<'a, '_>,
        unplaced: Unplaced,
    ) -> Self {
        let subject = &rule.expectation.subject;
        let mut applies = pass.member(frame);
        for word in words(rule) {
            applies = applies.and(&pass.truth(&word, frame));
        }
        if let Some(condition) = &subject.condition {
            applies = applies.and(&pass.truth(condition, frame));
        }
        if let Some(unless) = &rule.expectation.unless {
            applies = applies.and(&pass.truth(unless, frame).not());
        }
        if !rule.within.is_empty() || !rule.except_within.is_empty() {
            let bound = pass.bound(&rule.within, &rule.except_within, unplaced, frame);
            applies = applies.and(&bound);
        }
        let parts = rule
            .expectation
            .parts
            .iter()
            .map(|part| pass.truth(part, frame))
            .collect();
        let mut ruling = Self {
            applies,
            parts,
            fails: BooleanBuffer::new_unset(frame.len()),
            since: BTreeMap::new(),
        };
        if rule.when_unknown != WhenUnknown::Report {
            let unknown = ruling.masks().unknown;
            let unanswered = unanswered(pass, rule, frame, &unknown);
            ruling.fails = &unknown & &!&unanswered;
            if let WhenUnknown::FailAfter(length) = rule.when_unknown {
                ruling.wait(pass, (rule, length), frame, &unknown);
            }
        }
        ruling
    }

    /// Unknown counts as missed only once it was so for long enough. The clock stops while a
    /// source that would know is not complete and fresh (semantics 17).
    fn wait<'a>(
        &mut self,
        pass: &Pass<'a>,
        (rule, length): (&Rule, Length),
        frame: &Frame<'a, '_>,
        unknown: &BooleanBuffer,
    ) {
        let Clock { now, zone, .. } = pass.clock;
        let before = pass.unknowns.get(&rule.id);
        let mut over = vec![false; frame.len()];
        for at in unknown.set_indices() {
            let id = frame.table.id(frame.rows.row(at));
            let counts = self.fails.value(at);
            let before = before.and_then(|before| before.get(&id)).copied();
            let since = UnknownSince::next(before, *now, counts);
            let calendar = pass.clock.calendars.of(pass.place_at(frame, at));
            over[at] = counts && length.by(calendar).after_instant(since.since, zone) <= *now;
            self.since.insert(id, since);
        }
        self.fails = BooleanBuffer::from(over);
    }

    /// The verdict of one position.
    pub(crate) fn verdict(&self, at: usize) -> Verdict {
        let all = self
            .parts
            .iter()
            .map(|part| part.get(at))
            .min()
            .unwrap_or(Truth::True);
        self.settle(at, verdict(self.applies.get(at), all))
    }

    /// The verdict of one part at one position.
    pub(crate) fn part(&self, part: usize, at: usize) -> Verdict {
        self.settle(at, verdict(self.applies.get(at), self.parts[part].get(at)))
    }

    fn settle(&self, at: usize, verdict: Verdict) -> Verdict {
        match verdict {
            Verdict::Unknown if self.fails.value(at) => Verdict::Missed,
            other => other,
        }
    }

    /// The verdicts of all positions.
    pub(crate) fn masks(&self) -> Masks {
        let rows = self.applies.sure.len();
        let all = Bits::all(Truth::True, rows);
        let must = self.parts.iter().fold(all, |all, part| all.and(part));
        let missed = &(&self.applies.sure & &!&must.possible) | &self.fails;
        let met = &self.applies.possible & &must.sure;
        let unknown = &(&self.applies.possible & &!&met) & &!&missed;
        Masks {
            missed,
            unknown,
            met,
        }
    }
}

/// Verdicts of all positions; where none is set, the rule does not apply.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Masks {
    pub(crate) missed: BooleanBuffer,
    pub(crate) unknown: BooleanBuffer,
    pub(crate) met: BooleanBuffer,
}

impl Masks {
    /// Both rules hold: the worse verdict counts (semantics 18).
    pub(crate) fn meet(&self, other: &Self) -> Self {
        let missed = &self.missed | &other.missed;
        let unknown = &(&self.unknown | &other.unknown) & &!&missed;
        let met = &(&(&self.met | &other.met) & &!&missed) & &!&unknown;
        Self {
            missed,
            unknown,
            met,
        }
    }

    /// Only these rows are judged.
    pub(crate) fn only(&self, rows: &BooleanBuffer) -> Self {
        Self {
            missed: &self.missed & rows,
            unknown: &self.unknown & rows,
            met: &self.met & rows,
        }
    }

    /// The rows with a verdict, among those that are judged.
    pub(crate) fn rows(&self, verdict: Verdict, judged: &BooleanBuffer) -> BooleanBuffer {
        match verdict {
            Verdict::Missed => self.missed.clone(),
            Verdict::Unknown => self.unknown.clone(),
            Verdict::Met => self.met.clone(),
            Verdict::NotApplicable => judged & &!&(&(&self.missed | &self.unknown) | &self.met),
        }
    }

    /// Nothing applies to so many rows.
    pub(crate) fn none(rows: usize) -> Self {
        let unset = BooleanBuffer::new_unset(rows);
        Self {
            missed: unset.clone(),
            unknown: unset.clone(),
            met: unset,
        }
    }

    pub(crate) fn get(&self, at: usize) -> Verdict {
        match (
            self.missed.value(at),
            self.unknown.value(at),
            self.met.value(at),
        ) {
            (true, ..) => Verdict::Missed,
            (_, true, _) => Verdict::Unknown,
            (.., true) => Verdict::Met,
            _ => Verdict::NotApplicable,
        }
    }
}

/// The verdict from whether a rule applies and whether what it expects is so (2.6 of the study).
fn verdict(applies: Truth, must: Truth) -> Verdict {
    match (applies, must) {
        (Truth::False, _) => Verdict::NotApplicable,
        (_, Truth::True) => Verdict::Met,
        (Truth::True, Truth::False) => Verdict::Missed,
        _ => Verdict::Unknown,
    }
}

/// The adjectives before the kind.
pub(crate) fn words(rule: &Rule) -> impl Iterator<Item = Condition> {
    let words = rule.expectation.subject.words.iter();
    words.map(|word| Condition::Word {
        word: word.clone(),
        negated: false,
    })
}

/// The conditions that say whom a rule speaks of, apart from the kind and the unit.
pub(crate) fn scope(rule: &Rule) -> Vec<Condition> {
    let subject = &rule.expectation.subject;
    let unless = rule
        .expectation
        .unless
        .iter()
        .map(|c| Condition::Not(Box::new(c.clone())));
    words(rule)
        .chain(subject.condition.iter().cloned())
        .chain(unless)
        .collect()
}
