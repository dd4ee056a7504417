//! Since when rules are in force here. No clock of a finding starts earlier.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{RuleId, Vocabulary};
use rules::tree::Rule;

use crate::ports::{InForce, PassRecord};

/// Since when each rule is in force: as the latest pass says where it judged the same version,
/// else since now. A rule that is merely unreadable today keeps its day.
pub(super) fn of(
    rules: &[Rule],
    vocabulary: &Vocabulary,
    set_aside: &BTreeSet<RuleId>,
    latest: Option<&PassRecord>,
    at: Timestamp,
) -> BTreeMap<RuleId, InForce> {
    let known = |rule: &RuleId| latest.and_then(|pass| pass.in_force.get(rule));
    let read = rules.iter().map(|rule| {
        let version = rules::version(rule, vocabulary);
        let same = known(&rule.id).filter(|it| it.version == version);
        let since = same.map_or(at, |it| it.since.min(at));
        (rule.id.clone(), InForce { version, since })
    });
    let unread = set_aside
        .iter()
        .filter_map(|rule| Some((rule.clone(), known(rule)?.clone())));
    unread.chain(read).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

    use super::*;

    const KINDS: &str = "kind: device\nplural: devices\nfields:\n  name: {type: text}\n";

    fn at(day: u32) -> Timestamp {
        format!("2026-03-{day:02}T12:00:00Z").parse().unwrap()
    }

    fn vocabulary() -> Vocabulary {
        let kinds = rules::read_vocabulary(KINDS, "kinds.yaml").unwrap();
        rules::assemble(kinds).unwrap()
    }

    /// A rule that asks for a name.
    fn rule(id: &str, name: &str) -> Rule {
        let vocabulary = vocabulary();
        let text = format!(
            "Rule: {id}\nId: {id}\nSeverity: low\nActivity: \"Devices\"\n\
             Expectation: Every device must have name \"{name}\"\n"
        );
        let parsed = rules::parse(&text, "a.rule", id, &vocabulary);
        parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems))
    }

    /// A pass: its day, the rules that are read, and those that cannot be.
    type Day<'a> = (u32, &'a [Rule], &'a [&'a str]);

    /// Since when `a` is in force after these passes.
    fn since(days: &[Day<'_>]) -> Option<Timestamp> {
        let mut latest: Option<PassRecord> = None;
        for (day, rules, unread) in days {
            let unread = unread.iter().copied().map(RuleId::new).collect();
            latest = Some(PassRecord {
                key: day.to_string(),
                at: at(*day),
                run: 1,
                sources: BTreeMap::new(),
                rules: BTreeMap::new(),
                vocabulary: String::new(),
                in_force: of(rules, &vocabulary(), &unread, latest.as_ref(), at(*day)),
            });
        }
        latest?.in_force.get("a").map(|it| it.since)
    }

    #[test]
    fn a_rule_is_in_force_since_the_first_pass_that_judged_it_as_it_reads() {
        let (old, new, other) = ([rule("a", "x")], [rule("a", "y")], [rule("b", "x")]);
        let both = [rule("a", "x"), rule("b", "x")];
        let cases: [(&str, &[Day<'_>], Option<u32>); 7] = [
            ("never judged", &[(1, &other, &[])], None),
            ("at once", &[(1, &old, &[])], Some(1)),
            (
                "ever since",
                &[(1, &old, &[]), (2, &both, &[]), (9, &old, &[])],
                Some(1),
            ),
            (
                "adopted later",
                &[(1, &other, &[]), (5, &both, &[])],
                Some(5),
            ),
            (
                "rewritten",
                &[(1, &old, &[]), (5, &new, &[]), (6, &new, &[])],
                Some(5),
            ),
            (
                "taken away",
                &[(1, &old, &[]), (5, &other, &[]), (9, &both, &[])],
                Some(9),
            ),
            (
                "unreadable",
                &[(1, &old, &[]), (5, &other, &["a"]), (9, &both, &[])],
                Some(1),
            ),
        ];
        for (case, days, expected) in cases {
            assert_eq!(since(days), expected.map(at), "{case}");
        }
    }

    #[test]
    fn a_pass_over_an_earlier_instant_lies_in_no_future() {
        let rules = [rule("a", "x")];
        assert_eq!(since(&[(5, &rules, &[]), (2, &rules, &[])]), Some(at(2)));
    }
}
