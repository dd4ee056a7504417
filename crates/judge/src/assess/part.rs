//! One part of a rule on one entity: its verdict, its rows, and the evidence for it alone.

use jiff::Timestamp;
use model::{
    Verdict,
    verdict::{Item, PartVerdict},
};

use super::{
    Single, Told,
    evidence::{Evidence, merge},
    items::{self, Rows},
};
use crate::evaluate::{Pass, Unplaced};

/// What one part says, with what was told about it.
pub(super) fn verdict<'a>(
    pass: &Pass<'a>,
    one: &Single<'a, '_>,
    part: usize,
    told: &[Told],
) -> PartVerdict {
    let verdict = one.ruling.part(part, 0);
    let mut evidence = Evidence::new();
    for told in told {
        merge(&mut evidence, &told.evidence);
    }
    let snapshot_at = evidence.values().max().copied();
    let mut rows = Rows::default();
    let mut ran_out = false;
    if verdict == Verdict::Missed {
        rows = items::missed(pass, one, part);
        if let Some(at) = snapshot_at.filter(|at| *at < pass.clock.now) {
            ran_out = note_run_out(pass, one, part, at, &mut rows);
        }
    }
    PartVerdict {
        rule: one.rule.id.clone(),
        part,
        verdict,
        items: rows.missed.into_values().collect(),
        unsure: rows.unsure,
        ran_out,
        snapshot_at,
        complete: told.iter().all(|told| told.complete),
        evidence,
    }
}

/// Looks at the same facts at the instant they were told, and marks the rows that they did not
/// miss yet. Says whether the part as a whole was not missed.
///
/// What was met when it was told and is missed now is missed because time passed; evidence of
/// the miss is no older than that (semantics 14).
fn note_run_out(
    pass: &Pass<'_>,
    one: &Single<'_, '_>,
    part: usize,
    at: Timestamp,
    rows: &mut Rows,
) -> bool {
    let clock = pass.clock.at(at);
    let then = pass.at(&clock);
    let told = Single::new(&then, one.rule, one.frame.clone(), Unplaced::InNone);
    let was_missed = told.ruling.part(part, 0) == Verdict::Missed;
    if rows.missed.is_empty() {
        return !was_missed;
    }
    let before = match was_missed {
        true => items::missed(&then, &told, part),
        false => Rows::default(),
    };
    let mark = |item: &mut Item| item.ran_out = !before.missed.contains_key(&item.key);
    rows.missed.values_mut().for_each(mark);
    !was_missed
}
