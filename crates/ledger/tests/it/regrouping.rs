//! What holds however records are merged, split and moved about: generated histories.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use ledger::Split;
use model::{FindingState, Verdict};
use proptest::prelude::*;

use crate::story::{Fallen, Says, Story, device, noon, says};

/// How many records there are.
const RECORDS: usize = 5;

/// One pass: which group each record is in, and whether it is missed.
#[derive(Clone, Debug)]
struct Day {
    groups: [usize; RECORDS],
    missed: [bool; RECORDS],
}

fn history() -> impl Strategy<Value = Vec<Day>> {
    let missed = proptest::array::uniform(proptest::bool::weighted(0.7));
    let day = (proptest::array::uniform(0..RECORDS), missed)
        .prop_map(|(groups, missed)| Day { groups, missed });
    proptest::collection::vec(day, 1..10)
}

/// Numbers as the inventory gives them: a group keeps the one most of its records had, a number
/// that nobody keeps is another name of the group its first record is in.
#[derive(Default)]
struct Numbers {
    last: u64,
    of: BTreeMap<usize, u64>,
    merged: Vec<(u64, u64)>,
}

impl Numbers {
    fn regroup(&mut self, groups: &[usize; RECORDS], at: Timestamp) -> Fallen {
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (record, group) in groups.iter().enumerate() {
            members.entry(*group).or_default().push(record);
        }
        let before = self.of.clone();
        let mut bids: Vec<(std::cmp::Reverse<usize>, u64, usize)> = Vec::new();
        for (group, records) in &members {
            let mut held: BTreeMap<u64, usize> = BTreeMap::new();
            for number in records.iter().filter_map(|record| before.get(record)) {
                *held.entry(*number).or_default() += 1;
            }
            bids.extend(
                held.into_iter()
                    .map(|(n, held)| (std::cmp::Reverse(held), n, *group)),
            );
        }
        bids.sort_unstable();
        let mut given: BTreeMap<usize, u64> = BTreeMap::new();
        for (_, number, group) in bids {
            if !given.contains_key(&group) && !given.values().any(|taken| *taken == number) {
                given.insert(group, number);
            }
        }
        for (group, records) in &members {
            let number = *given.entry(*group).or_insert_with(|| {
                self.last += 1;
                self.last
            });
            self.of
                .extend(records.iter().map(|record| (*record, number)));
        }
        self.fallen(&before, at)
    }

    fn fallen(&mut self, before: &BTreeMap<usize, u64>, at: Timestamp) -> Fallen {
        let kept: BTreeSet<u64> = self.of.values().copied().collect();
        let mut fallen = Fallen::default();
        let mut ended = BTreeMap::new();
        for (record, number) in before {
            if !kept.contains(number) {
                ended.entry(*number).or_insert(self.of[record]);
            }
        }
        self.merged.extend(ended.iter().map(|(l, s)| (*l, *s)));
        for (record, number) in before {
            let from = ended.get(number).copied().unwrap_or(*number);
            let to = self.of[record];
            if from != to {
                let (from, to) = (device(from), device(to));
                fallen.split.push(Split { at, from, to });
            }
        }
        fallen.split.sort();
        fallen.split.dedup();
        let merged = self.merged.iter();
        fallen.merged = merged.map(|(l, s)| (device(*l), device(*s))).collect();
        fallen
    }
}

/// What the entities say: a row for each record that is missed.
fn judged(numbers: &Numbers, day: &Day, date: &str) -> Vec<Says> {
    let mut rows: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for (record, number) in &numbers.of {
        let rows = rows.entry(*number).or_default();
        if day.missed[*record] {
            rows.push(format!("r{record}"));
        }
    }
    let say = |(number, rows): (u64, Vec<String>)| {
        let verdict = match rows.is_empty() {
            true => Verdict::Met,
            false => Verdict::Missed,
        };
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        says(verdict, date).about(number).rows(&rows)
    };
    rows.into_iter().map(say).collect()
}

proptest! {
    /// Each record that is missed has exactly one clock that runs, in the one finding of what it
    /// belongs to, and never a younger one than before.
    #[test]
    fn no_clock_is_lost_doubled_or_younger_when_records_are_regrouped(history in history()) {
        let mut story = Story::default();
        let mut numbers = Numbers::default();
        let mut anchors: BTreeMap<usize, Timestamp> = BTreeMap::new();
        let mut now = noon("2026-03-01");
        for day in &history {
            now += SignedDuration::from_hours(24);
            let fallen = numbers.regroup(&day.groups, now);
            let date = now.to_string()[..10].to_owned();
            story.pass_at(now, judged(&numbers, day, &date), &fallen);
            let pending: Vec<_> = story
                .all()
                .into_iter()
                .filter(|finding| finding.state != FindingState::Closed)
                .collect();
            for record in 0..RECORDS {
                let end = format!("/r{record}");
                let running: Vec<_> = pending
                    .iter()
                    .flat_map(|f| f.clocks.iter().map(move |clock| (&f.entity, clock)))
                    .filter(|(_, clock)| clock.cleared_at.is_none() && clock.key.ends_with(&end))
                    .collect();
                if !day.missed[record] {
                    prop_assert_eq!(running.len(), 0, "r{} is met", record);
                    anchors.remove(&record);
                    continue;
                }
                prop_assert_eq!(running.len(), 1, "r{}: {:?}", record, running);
                let (entity, clock) = running[0];
                prop_assert_eq!(entity, &device(numbers.of[&record]));
                let before = anchors.insert(record, clock.anchor).unwrap_or(clock.anchor);
                prop_assert!(clock.anchor <= before, "r{} is younger", record);
            }
        }
    }
}
