//! The labels around the sentence: severity, deadline, enforcement, wait, unknowns. Of each the
//! stricter of two rules counts, so a looser one would do nothing.

use std::cmp::Ordering;

use model::{Severity, span::Length};

use super::{amount::Amount, direction::Direction, refusal::Refusal};
use crate::{
    document::label::Label,
    tree::{EnforceRow, Mode, Row, Rule, WhenUnknown},
};

/// Who speaks in a refusal.
pub(super) struct Parties<'n> {
    /// Whose rule is tightened: `the organisation`.
    pub(super) above: &'n str,
    /// Who tightens it: `Finance`.
    pub(super) unit: &'n str,
}

/// What of the labels of a tightening is looser than in its baseline.
pub(super) fn looser(unit: &Rule, baseline: &Rule, who: &Parties<'_>) -> Vec<Refusal> {
    let says_itself = |label: Label| {
        let inherits = unit.inherits.as_ref();
        inherits.is_none_or(|inherits| !inherits.labels.contains(label.name()))
    };
    let mut refusals = Vec::new();
    if says_itself(Label::Severity) {
        refusals.extend(severity(unit, baseline, who));
    }
    if says_itself(Label::FixWithin) {
        refusals.extend(fix_within(unit, baseline, who));
    }
    if says_itself(Label::Wait) {
        refusals.extend(wait(unit, baseline, who));
    }
    // `report` is what holds where nothing is said, and says nothing then.
    if unit
        .order
        .iter()
        .any(|key| key == Label::WhenUnknown.name())
    {
        refusals.extend(when_unknown(unit, baseline, who));
    }
    if says_itself(Label::Enforce) {
        refusals.extend(enforce(unit, baseline, who));
    }
    refusals
}

/// The rows that surely hold wherever another one does.
fn above<'r, T>(rows: &'r [Row<T>], row: &'r Row<T>) -> impl Iterator<Item = &'r T> {
    let holds = |one: &&Row<T>| one.condition.is_none() || one.condition == row.condition;
    rows.iter().filter(holds).map(|one| &one.value)
}

fn severity(unit: &Rule, baseline: &Rule, who: &Parties<'_>) -> Option<Refusal> {
    let (limit, value) = unit.severity.iter().find_map(|row| {
        let limit = above(&baseline.severity, row).max()?;
        (row.value < *limit).then_some((*limit, row.value))
    })?;
    let choices: Vec<&str> = Severity::ALL
        .into_iter()
        .filter(|level| *level >= limit)
        .map(Severity::as_str)
        .collect();
    let Parties { above, unit } = who;
    let choices = choices.join(" or ");
    let says = format!("{above} says {limit}; {unit} may choose {choices}, not {value}");
    Some(Refusal::of(Label::Severity, says).advise(format!("Severity: {limit}")))
}

fn fix_within(unit: &Rule, baseline: &Rule, who: &Parties<'_>) -> Option<Refusal> {
    let (limit, value) = unit.fix_within.iter().find_map(|row| {
        let mut limits = above(&baseline.fix_within, row).map(|limit| limit.length);
        let limit = limits.find(|limit| is_longer(row.value.length, *limit))?;
        Some((limit, row.value.length))
    })?;
    let (limit, value) = (Amount::Length(limit), Amount::Length(value));
    let says = format!(
        "{} gives {limit} to fix it; {} may choose {}, not {}",
        who.above,
        who.unit,
        limit.choice(Direction::Smaller),
        value.beside(&limit)
    );
    Some(Refusal::of(Label::FixWithin, says).advise(format!("Fix within: {limit}")))
}

fn wait(unit: &Rule, baseline: &Rule, who: &Parties<'_>) -> Option<Refusal> {
    let value = unit.wait.as_ref()?.length;
    let Parties { above, unit } = who;
    let Some(limit) = &baseline.wait else {
        let says = format!("{above} does not wait before it tells; {unit} may not either");
        let refusal = Refusal::of(Label::Wait, says).advise("leave `Wait` out");
        return (value.count > 0).then_some(refusal);
    };
    let (longer, limit) = (is_longer(value, limit.length), Amount::Length(limit.length));
    let says = format!(
        "{above} waits at most {limit} before it tells; {unit} may choose {}, not {}",
        limit.choice(Direction::Smaller),
        Amount::Length(value).beside(&limit)
    );
    longer.then(|| Refusal::of(Label::Wait, says).advise(format!("Wait: {limit}")))
}

fn when_unknown(unit: &Rule, baseline: &Rule, who: &Parties<'_>) -> Option<Refusal> {
    let Parties { above, unit: name } = who;
    let (says, advice) = match (&baseline.when_unknown, &unit.when_unknown) {
        (WhenUnknown::Fail, WhenUnknown::Report | WhenUnknown::FailAfter(_)) => (
            format!("for {above} what stays unknown counts as missed; {name} may choose `fail`"),
            "When unknown: fail".to_owned(),
        ),
        (WhenUnknown::FailAfter(limit), WhenUnknown::Report) => (
            format!(
                "for {above} what stays unknown counts as missed after {limit}; {name} may choose \
                 `fail after` {}, not `report`",
                Amount::Length(*limit).choice(Direction::Smaller)
            ),
            format!("When unknown: fail after {limit}"),
        ),
        (WhenUnknown::FailAfter(limit), WhenUnknown::FailAfter(value))
            if is_longer(*value, *limit) =>
        {
            let amount = Amount::Length(*limit);
            (
                format!(
                    "for {above} what stays unknown counts as missed after {limit}; {name} may \
                     choose {}, not {}",
                    amount.choice(Direction::Smaller),
                    Amount::Length(*value).beside(&amount)
                ),
                format!("When unknown: fail after {limit}"),
            )
        }
        _ => return None,
    };
    Some(Refusal::of(Label::WhenUnknown, says).advise(advice))
}

fn enforce(unit: &Rule, baseline: &Rule, who: &Parties<'_>) -> Option<Refusal> {
    let covers = |limit: &EnforceRow, row: &EnforceRow| {
        let everywhere = limit.at.is_empty();
        let here = !row.at.is_empty() && row.at.iter().all(|point| limit.at.contains(point));
        (limit.condition.is_none() || limit.condition == row.condition) && (everywhere || here)
    };
    let (limit, row) = unit.enforce.iter().find_map(|row| {
        let limits = baseline.enforce.iter().filter(|limit| covers(limit, row));
        let limit = limits.map(|limit| limit.mode).max()?;
        (row.mode < limit).then_some((limit, row))
    })?;
    let at = match row.at.as_slice() {
        [] => String::new(),
        points => format!(" at {}", points.join(", ")),
    };
    let (limit, value) = (word(limit), word(row.mode));
    let choices = match limit {
        "warn" => "`warn` or `block`".to_owned(),
        other => format!("`{other}`"),
    };
    let Parties { above, unit } = who;
    let says = format!("{above} says `{limit}`{at}; {unit} may choose {choices}, not `{value}`");
    Some(Refusal::of(Label::Enforce, says).advise(format!("Enforce: {limit}")))
}

fn word(mode: Mode) -> &'static str {
    let words = crate::document::rows::MODES.iter();
    let mut words = words.filter(|(_, one)| *one == mode);
    words.next().map_or("monitor", |(word, _)| *word)
}

/// Whether one length is surely longer than another.
fn is_longer(one: Length, other: Length) -> bool {
    Amount::Length(one).order(&Amount::Length(other)) == Some(Ordering::Greater)
}
