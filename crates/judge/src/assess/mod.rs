//! One verdict in full: parts, items, reasons, severity, deadline. The entity is evaluated again
//! as a batch of one row, by the same kernels as everything else.

mod evidence;
mod family;
mod items;
mod part;
mod reading;
mod reasons;
mod related;

use jiff::Timestamp;
use model::{
    Calendar, EntityId, RuleId, Severity, Verdict,
    span::Length,
    verdict::{Assessment, Truth},
};
use rules::tree::{LengthValue, Row, Rule};

pub use family::Say;
use reasons::deciding;
pub(crate) use reasons::{Teller, Told};

use crate::{
    Judgement,
    evaluate::{Frame, Pass, Positions, Reach, Unplaced},
    judgement::Family,
    ruling::Ruling,
    tables::Table,
};

/// How many clauses a verdict's sentence has at most; the rest are in its reasons.
const CLAUSES: usize = 4;

impl Judgement {
    /// Everything about one verdict; nothing for an entity or rule that was not judged.
    pub fn assess(&self, rule: &RuleId, entity: &EntityId) -> Option<Assessment> {
        let (family, table, row) = self.find(rule, entity)?;
        let pass = self.rows();
        let judged = self.singles(&pass, family, (table, row));
        let mut assessment = assess(&pass, entity, &judged?);
        assessment.rule_version.clone_from(&family.version);
        Some(assessment)
    }

    /// An evaluation that looks at single rows only.
    fn rows(&self) -> Pass<'_> {
        let words = (&self.vocabulary, &self.lexicon);
        let pass = Pass::new(words, &self.tables, &self.vacant, &self.clock, Reach::Rows);
        pass.with_unknowns(&self.unknowns)
    }

    /// A baseline and its tightenings on the entity of one row.
    fn singles<'a, 'r>(
        &'a self,
        pass: &Pass<'a>,
        family: &'r Family,
        (table, row): (&'a Table, u32),
    ) -> Option<Vec<Single<'a, 'r>>> {
        let single = |rule: &'r Rule| {
            let kind = self
                .vocabulary
                .kind(rule.expectation.subject.kind.as_str())?;
            let frame = Frame {
                kind: kind.kind.as_str(),
                table,
                rows: Positions::These(vec![row]),
                outer: None,
            };
            Some(Single::new(pass, rule, frame, Unplaced::InNone))
        };
        family.rules.iter().map(single).collect()
    }
}

/// One rule on one entity.
pub(crate) struct Single<'a, 'r> {
    pub(crate) rule: &'r Rule,
    pub(crate) frame: Frame<'a, 'r>,
    pub(crate) ruling: Ruling,
}

impl<'a, 'r> Single<'a, 'r> {
    pub(crate) fn new(
        pass: &Pass<'a>,
        rule: &'r Rule,
        frame: Frame<'a, 'r>,
        unplaced: Unplaced,
    ) -> Self {
        let ruling = Ruling::of(pass, rule, &frame, unplaced);
        Self {
            rule,
            frame,
            ruling,
        }
    }

    pub(crate) fn verdict(&self) -> Verdict {
        self.ruling.verdict(0)
    }
}

/// The baseline and its tightenings on one entity, as one result (semantics 18).
fn assess<'a>(pass: &Pass<'a>, entity: &EntityId, family: &[Single<'a, '_>]) -> Assessment {
    let verdict = family
        .iter()
        .map(Single::verdict)
        .max()
        .unwrap_or(Verdict::NotApplicable);
    let binding: Vec<&Single<'a, '_>> = match family
        .iter()
        .any(|one| one.verdict() != Verdict::NotApplicable)
    {
        true => family
            .iter()
            .filter(|one| one.verdict() != Verdict::NotApplicable)
            .collect(),
        false => family.iter().take(1).collect(),
    };
    let explained: Vec<Vec<Vec<Told>>> = family
        .iter()
        .map(|one| Teller { pass }.parts(one))
        .collect();
    let told = deciding_of(verdict, family, &explained);
    let place = place(pass, family);
    let calendar = pass.clock.calendars.of(place);
    let severity = strongest(pass, &binding, |r| &r.severity, |a, b| a > b);
    let fix_within = strongest(
        pass,
        &binding,
        |r| &r.fix_within,
        |a, b| shorter(pass, (a, b), calendar),
    );
    let worst_assumed =
        verdict == Verdict::Missed && (severity.is_assumed() || fix_within.is_assumed());
    let parts = family
        .iter()
        .zip(&explained)
        .flat_map(|(one, parts)| {
            let parts = parts.iter().enumerate();
            parts.map(move |(part, told)| part::verdict(pass, one, part, told))
        })
        .collect();
    // Where one rule counts from the first miss, no date of another may put that off.
    let starts: Option<Vec<Timestamp>> = binding
        .iter()
        .map(|one| items::subject_clock(pass, one))
        .collect();
    let count_from = starts.and_then(|starts| starts.into_iter().min());
    Assessment {
        rule: family
            .first()
            .map_or_else(|| "".into(), |one| one.rule.id.clone()),
        rule_version: String::new(),
        entity: entity.clone(),
        verdict,
        parts,
        because: sentence(verdict, told.iter().copied()),
        severity: severity.value.unwrap_or(Severity::Low),
        fix_within: fix_within.value.map(|value: LengthValue| value.length),
        worst_assumed,
        count_from,
        wait: wait(pass, &binding, calendar),
        place: place.map(str::to_owned),
        snapshot_at: told.iter().filter_map(|told| told.snapshot_at()).max(),
        complete: told.iter().all(|told| told.complete),
        reasons: told.iter().flat_map(|told| told.reasons.clone()).collect(),
    }
}

/// What decided the verdict of the whole: what decided each rule that came to it.
fn deciding_of<'t>(
    verdict: Verdict,
    family: &[Single<'_, '_>],
    explained: &'t [Vec<Vec<Told>>],
) -> Vec<&'t Told> {
    // A tightening that does not apply says nothing that its baseline does not.
    let most = match verdict {
        Verdict::NotApplicable => 1,
        _ => family.len(),
    };
    let all = family.iter().zip(explained);
    all.filter(|(one, _)| one.verdict() == verdict)
        .take(most)
        .flat_map(|(one, parts)| deciding(one, parts))
        .collect()
}

/// The verdict in a sentence.
pub(crate) fn sentence<'t>(verdict: Verdict, told: impl IntoIterator<Item = &'t Told>) -> String {
    let mut clauses: Vec<&str> = Vec::new();
    for told in told {
        if !clauses.contains(&told.clause.as_str()) {
            clauses.push(&told.clause);
        }
    }
    let more = clauses.len().saturating_sub(CLAUSES);
    clauses.truncate(CLAUSES);
    let mut text = format!("{verdict} because: {}", clauses.join("; "));
    if more > 0 {
        text.push_str(&format!("; and {more} more"));
    }
    text
}

/// The row that counts, with and without those whose condition is unknown.
struct Strongest<T> {
    value: Option<T>,
    sure: Option<T>,
}

impl<T: PartialEq> Strongest<T> {
    /// Whether an unknown condition made it stronger (semantics 15).
    fn is_assumed(&self) -> bool {
        self.value != self.sure
    }
}

/// The strongest row that matches; unknown rows count as matching.
fn strongest<'a, T: Clone>(
    pass: &Pass<'a>,
    binding: &[&Single<'a, '_>],
    rows: impl Fn(&Rule) -> &Vec<Row<T>>,
    stronger: impl Fn(&T, &T) -> bool,
) -> Strongest<T> {
    let mut best = Strongest {
        value: None,
        sure: None,
    };
    let keep = |slot: &mut Option<T>, value: &T| {
        if slot.as_ref().is_none_or(|old| stronger(value, old)) {
            *slot = Some(value.clone());
        }
    };
    for one in binding {
        for row in rows(one.rule) {
            let truth = row.condition.as_ref().map_or(Truth::True, |condition| {
                pass.truth(condition, &one.frame).get(0)
            });
            if truth != Truth::False {
                keep(&mut best.value, &row.value);
            }
            if truth == Truth::True {
                keep(&mut best.sure, &row.value);
            }
        }
    }
    best
}

/// The place an entity belongs to, whose calendar it follows.
fn place<'a>(pass: &Pass<'a>, family: &[Single<'a, '_>]) -> Option<&'a str> {
    family.first().and_then(|one| pass.place_at(&one.frame, 0))
}

fn shorter(pass: &Pass<'_>, (a, b): (&LengthValue, &LengthValue), calendar: &Calendar) -> bool {
    ends(pass, a.length, calendar) < ends(pass, b.length, calendar)
}

/// When a length that starts now is over: what makes lengths of different units comparable.
fn ends(pass: &Pass<'_>, length: Length, calendar: &Calendar) -> Timestamp {
    let length = length.by(calendar);
    length.after_instant(pass.clock.now, &pass.clock.zone)
}

/// The shortest wait; a rule without one does not wait.
fn wait(pass: &Pass<'_>, binding: &[&Single<'_, '_>], calendar: &Calendar) -> Option<Length> {
    let waits: Option<Vec<Length>> = binding
        .iter()
        .map(|one| one.rule.wait.as_ref().map(|wait| wait.length))
        .collect();
    waits?
        .into_iter()
        .min_by_key(|wait| ends(pass, *wait, calendar))
}
