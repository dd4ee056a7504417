//! What holds of every message, whatever rules and tools put into it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use model::{EntityId, Finding, FindingId, Severity};
use people::{Addressed, How, fold, limits};
use proptest::prelude::*;

use crate::fixtures::{COMPANY, finding, now, to_ann};

/// One addressed finding, in the words a strategy can vary.
#[derive(Clone, Debug)]
struct Case {
    finding: Finding,
    person: u64,
    name: String,
    title: String,
    because: String,
    message: String,
    steps: Vec<String>,
    minutes: Option<u32>,
    path: String,
}

impl Case {
    fn addressed(&self) -> Addressed<'_> {
        Addressed {
            rule_title: self.title.clone(),
            because: self.because.clone(),
            message: self.message.clone(),
            steps: self.steps.clone(),
            minutes: self.minutes,
            to: EntityId::new("person", self.person),
            to_first_name: self.name.clone(),
            how: How::FixedBy(self.path.clone()),
            values: BTreeMap::new(),
            ..to_ann(&self.finding, &self.name)
        }
    }
}

fn text(most: usize) -> impl Strategy<Value = String> {
    let odd = [
        "laptop",
        "{user.name}",
        "{",
        "}",
        "a\nb",
        "It's",
        "4.",
        "{due date}.",
        "ÄÖÜ",
    ];
    prop::collection::vec(prop::sample::select(odd.to_vec()), 0..most)
        .prop_map(|words| words.join(" "))
}

fn due() -> impl Strategy<Value = Option<Timestamp>> {
    prop::option::of((-500_i64..500).prop_map(|hours| now() + hours.hours()))
}

fn case() -> impl Strategy<Value = Case> {
    let severity = prop::sample::select(Severity::ALL.to_vec());
    let finding = ("[a-d]", 1_u64..6, due(), severity)
        .prop_map(|(rule, laptop, due, severity)| finding(&rule, laptop, due, severity));
    let texts = (text(9), text(20), text(40), text(90));
    let step = text(40).prop_map(|words| format!("Step {words}"));
    let work = (
        prop::collection::vec(step, 0..6),
        prop::option::of(0_u32..500),
        text(12),
    );
    (finding, 1_u64..4, texts, work).prop_map(|(finding, person, texts, work)| {
        let (name, title, because, message) = texts;
        let (steps, minutes, path) = work;
        Case {
            finding,
            person,
            name,
            title,
            because,
            message,
            steps,
            minutes,
            path,
        }
    })
}

fn all_ids(cases: &[Case]) -> BTreeSet<(u64, FindingId)> {
    cases
        .iter()
        .map(|case| (case.person, case.finding.id.clone()))
        .collect()
}

proptest! {
    #[test]
    fn no_message_is_over_its_limits(cases in prop::collection::vec(case(), 1..12)) {
        let addressed: Vec<_> = cases.iter().map(Case::addressed).collect();
        for message in fold(&addressed, now(), &TimeZone::UTC, COMPANY) {
            let words = message.body.split_whitespace().count();
            prop_assert!(words <= limits::WORDS, "{words} words:\n{}", message.body);
            let characters = message.subject.chars().count();
            prop_assert!(characters <= limits::SUBJECT_CHARACTERS, "{}", message.subject);
            prop_assert!(message.things.len() <= limits::THINGS);
            let asked = |line: &&str| line.contains(". Step");
            prop_assert!(message.body.lines().filter(asked).count() <= limits::STEPS);
        }
    }

    #[test]
    fn no_finding_is_lost_or_told_twice(cases in prop::collection::vec(case(), 1..12)) {
        let addressed: Vec<_> = cases.iter().map(Case::addressed).collect();
        let messages = fold(&addressed, now(), &TimeZone::UTC, COMPANY);
        let mut told = Vec::new();
        for message in &messages {
            let shown = message.things.iter().flat_map(|thing| &thing.findings);
            told.extend(shown.chain(&message.later).map(|id| (message.to.number, id.clone())));
        }
        let once: BTreeSet<_> = told.iter().cloned().collect();
        prop_assert_eq!(once.len(), told.len());
        prop_assert_eq!(once, all_ids(&cases));
    }

    #[test]
    fn things_shown_and_left_are_all_things(cases in prop::collection::vec(case(), 1..12)) {
        let addressed: Vec<_> = cases.iter().map(Case::addressed).collect();
        for message in fold(&addressed, now(), &TimeZone::UTC, COMPANY) {
            let own = cases.iter().filter(|case| case.person == message.to.number);
            let things: BTreeSet<_> = own.map(|case| &case.finding.entity).collect();
            prop_assert_eq!(message.things.len() + message.more, things.len());
        }
    }

    #[test]
    fn the_order_of_arrival_changes_nothing(
        cases in prop::collection::vec(case(), 1..8).prop_map(distinct),
    ) {
        let addressed: Vec<_> = cases.iter().map(Case::addressed).collect();
        let reversed: Vec<_> = cases.iter().rev().map(Case::addressed).collect();
        let zone = TimeZone::UTC;
        let again = fold(&reversed, now(), &zone, COMPANY);
        let ids = |messages: &[people::Message]| -> Vec<_> {
            messages.iter().map(|m| (m.to.clone(), m.things.iter()
                .map(|thing| (thing.thing.clone(), thing.findings.clone()))
                .collect::<Vec<_>>(), m.later.clone())).collect()
        };
        prop_assert_eq!(ids(&fold(&addressed, now(), &zone, COMPANY)), ids(&again));
    }
}

/// Each finding once: given twice with different words, either may be told.
fn distinct(cases: Vec<Case>) -> Vec<Case> {
    let mut seen = BTreeSet::new();
    cases
        .into_iter()
        .filter(|case| seen.insert((case.person, case.finding.id.clone())))
        .collect()
}
