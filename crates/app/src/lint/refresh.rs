//! L8: a deadline or a window is shorter than the time an answer of the source is believed.
//!
//! Advice. A source that stays fresh for eight days may answer once a week. Then something that was
//! mended in time may be seen to be so only after a deadline of two days, and something seen
//! yesterday may look as if it was last seen a week ago. Of several sources the quickest counts.
//!
//! Repair: read that source more often and set its `fresh for` accordingly, or give more time.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use model::{SourceState, span::Length};
use rules::{
    lint::{Level, Lint},
    tree::{Condition, Operand, Operator, Rule},
};

use super::Live;

pub(super) fn check(live: &Live<'_>) -> Vec<Lint> {
    let rule = live.rule;
    let scopes = believed(live);
    let Some((slowest, believed)) = scopes.iter().max_by_key(|(_, believed)| **believed) else {
        return Vec::new();
    };
    let mut lints = Vec::new();
    let shortest = rule.fix_within.iter().map(|row| row.value.length);
    if let Some(deadline) = shortest.min_by_key(|length| exact(live, *length))
        && exact(live, deadline) < *believed
    {
        let says = format!(
            "answers of `{slowest}` are believed for {}, so what is mended may be seen only after \
             the {deadline} that `Fix within` gives",
            days(*believed)
        );
        let repair = format!("read `{slowest}` more often and shorten its `fresh for`");
        let lint = Lint::new("L8", Level::Advice, rule, "Fix within").says(says);
        lints.push(lint.repair(repair));
    }
    let mut windows = Vec::new();
    for part in &rule.expectation.parts {
        windows_of(part, &mut windows);
    }
    let shortest = windows
        .into_iter()
        .min_by_key(|length| exact(live, *length));
    if let Some(window) = shortest.filter(|window| exact(live, *window) < *believed) {
        let says = format!(
            "answers of `{slowest}` are believed for {}, so what is as it should be may look older \
             than {window}",
            days(*believed)
        );
        let repair = format!(
            "ask for a window of at least {}, or read `{slowest}` more often",
            days(*believed)
        );
        let lint = Lint::new("L8", Level::Advice, rule, "Expectation").says(says);
        lints.push(lint.repair(repair));
    }
    lints
}

/// The sources that tell what the parts of the rule look at, each with how long it is believed:
/// for each field or relation the quickest.
fn believed(live: &Live<'_>) -> BTreeMap<String, SignedDuration> {
    let mut parts = Rule {
        severity: Vec::new(),
        fix_within: Vec::new(),
        enforce: Vec::new(),
        messages: Vec::new(),
        steps: Vec::new(),
        fixed_by: Vec::new(),
        count_from: None,
        ..live.rule.clone()
    };
    parts.expectation.subject.words.clear();
    parts.expectation.subject.condition = None;
    parts.expectation.unless = None;
    let reads = rules::reads(&parts, live.view.vocabulary);
    let coverage = &live.view.inventory.coverage;
    let mut sources = BTreeMap::new();
    for (kind, name) in reads.fields.iter().chain(&reads.links) {
        let filling = coverage.filling(kind.as_str(), name);
        let supplying = coverage
            .supplying(kind.as_str(), name)
            .map(|(scope, _)| scope);
        let quickest: Option<&SourceState> =
            filling.chain(supplying).min_by_key(|scope| scope.fresh_for);
        if let Some(scope) = quickest {
            sources.insert(scope.source.to_string(), scope.fresh_for);
        }
    }
    sources
}

/// The windows of a condition in which something has to have happened.
fn windows_of(condition: &Condition, windows: &mut Vec<Length>) {
    match condition {
        Condition::All(all) | Condition::Any(all) => {
            all.iter().for_each(|one| windows_of(one, windows));
        }
        Condition::Not(_) | Condition::Word { .. } | Condition::Total(_) => {}
        Condition::Relation(relation) => {
            if let Some(inner) = &relation.condition {
                windows_of(inner, windows);
            }
        }
        Condition::Field(field) if field.operator == Operator::IsWithinTheLast => {
            windows.extend(field.values.iter().filter_map(length));
        }
        Condition::Field(_) => {}
    }
}

fn length(value: &Operand) -> Option<Length> {
    match value {
        Operand::Length(length) => Some(*length),
        Operand::Setting { value, .. } => length(value),
        _ => None,
    }
}

/// How long a length is from now on.
fn exact(live: &Live<'_>, length: Length) -> SignedDuration {
    let now = live.view.at;
    now.duration_until(length.after_instant(now, live.view.zone))
}

fn days(duration: SignedDuration) -> String {
    match duration.as_hours() {
        24 => "1 day".to_owned(),
        hours if hours % 24 == 0 => format!("{} days", hours / 24),
        1 => "1 hour".to_owned(),
        hours => format!("{hours} hours"),
    }
}
