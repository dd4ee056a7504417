//! Numbers of the plan: given once, never reused; what is closed stays closed.

use std::collections::{BTreeMap, BTreeSet};

use impact::evidence::{
    PoamRow,
    numbers::{Stands, Weakness, advance},
};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

use crate::fixtures::at;

fn day(number: i64) -> Timestamp {
    at("2026-01-01T00:00:00Z")
        .checked_add((24 * number).hours())
        .expect("a day")
}

fn weakness(by: &str) -> Weakness {
    Weakness {
        rule: "laptops-have-no-known-holes".into(),
        by: by.to_owned(),
    }
}

fn stands(all: &[(&str, i64, Option<i64>)]) -> BTreeMap<Weakness, Stands> {
    let one = |(by, opened, closed): &(&str, i64, Option<i64>)| {
        let stands = Stands {
            opened_at: day(*opened),
            closed_at: closed.map(day),
        };
        (weakness(by), stands)
    };
    all.iter().map(one).collect()
}

/// A plan over several exports.
#[derive(Default)]
struct Plan(Vec<PoamRow>);

impl Plan {
    fn export(&mut self, on: i64, all: &[(&str, i64, Option<i64>)]) -> Vec<String> {
        self.keep(advance(&self.0, &stands(all), day(on)));
        self.0.iter().map(told).collect()
    }

    fn keep(&mut self, rows: Vec<PoamRow>) {
        for row in rows {
            self.0.retain(|kept| kept.number != row.number);
            self.0.push(row);
        }
        self.0.sort_by_key(|row| row.number);
    }
}

fn told(row: &PoamRow) -> String {
    let state = if row.closed_at.is_some() {
        "closed"
    } else {
        "open"
    };
    let again = row.recurrence_of.map(|old| format!(" again after {old}"));
    format!(
        "{} {} {state}{}",
        row.label(),
        row.weakness.by,
        again.unwrap_or_default()
    )
}

#[test]
fn numbers_follow_from_when_a_weakness_began() {
    let mut plan = Plan::default();
    let first = plan.export(10, &[("CVE-B", 3, None), ("CVE-A", 5, None)]);
    assert_eq!(first, ["POAM-0001 CVE-B open", "POAM-0002 CVE-A open"]);
    let later = plan.export(
        20,
        &[("CVE-0", 1, None), ("CVE-A", 5, None), ("CVE-B", 3, None)],
    );
    assert_eq!(later[2], "POAM-0003 CVE-0 open", "older, but found later");
}

#[test]
fn what_comes_back_is_a_new_item_that_names_the_old_one() {
    let mut plan = Plan::default();
    plan.export(10, &[("CVE-A", 3, None)]);
    let closed = plan.export(20, &[("CVE-A", 3, Some(15))]);
    assert_eq!(closed, ["POAM-0001 CVE-A closed"]);
    let still = plan.export(25, &[("CVE-A", 3, Some(15))]);
    assert_eq!(still, closed, "a second look changes nothing");
    let again = plan.export(30, &[("CVE-A", 22, None)]);
    assert_eq!(
        again,
        [
            "POAM-0001 CVE-A closed",
            "POAM-0002 CVE-A open again after 1"
        ]
    );
}

#[test]
fn what_was_over_before_the_first_export_is_numbered_once_and_closed() {
    let mut plan = Plan::default();
    let first = plan.export(10, &[("CVE-A", 3, Some(5))]);
    assert_eq!(first, ["POAM-0001 CVE-A closed"]);
    assert_eq!(plan.export(20, &[("CVE-A", 3, Some(5))]), first);
}

#[test]
fn what_nobody_knows_any_more_closes_when_that_is_seen() {
    let mut plan = Plan::default();
    plan.export(10, &[("CVE-A", 3, None)]);
    plan.export(20, &[]);
    assert_eq!(plan.0[0].closed_at, Some(day(20)));
}

#[test]
fn a_finding_that_comes_back_with_its_old_date_opens_after_the_old_item_closed() {
    let mut plan = Plan::default();
    plan.export(10, &[("CVE-A", 3, None)]);
    plan.export(20, &[("CVE-A", 3, Some(15))]);
    plan.export(30, &[("CVE-A", 3, None)]);
    assert_eq!(plan.0[1].opened_at, day(15));
    assert_eq!(plan.0[1].recurrence_of, Some(1));
}

proptest! {
    #[test]
    fn over_any_exports_numbers_stay_and_closed_items_stay_closed(
        exports in proptest::collection::vec(
            proptest::collection::vec((0_u8..4, 0_i64..50, proptest::option::of(0_i64..30)), 0..5),
            1..12,
        ),
    ) {
        let mut plan = Plan::default();
        for (export, on) in exports.iter().zip(1_i64..) {
            let before = plan.0.clone();
            let all: BTreeMap<Weakness, Stands> = export
                .iter()
                .map(|(by, opened, open_for)| {
                    let closed_at = open_for.map(|days| day(opened + days));
                    let stands = Stands { opened_at: day(*opened), closed_at };
                    (weakness(&by.to_string()), stands)
                })
                .collect();
            let rows = advance(&plan.0, &all, day(100 + on));
            plan.keep(rows);
            let again = advance(&plan.0, &all, day(100 + on));
            prop_assert!(again.is_empty(), "a second look changes {again:?}");
            let numbers: BTreeSet<u32> = plan.0.iter().map(|row| row.number).collect();
            prop_assert_eq!(numbers.len(), plan.0.len());
            for old in &before {
                let new = plan.0.iter().find(|row| row.number == old.number).expect("kept");
                prop_assert_eq!((&new.weakness, new.opened_at), (&old.weakness, old.opened_at));
                prop_assert_eq!(new.recurrence_of, old.recurrence_of);
                prop_assert!(old.closed_at.is_none() || new.closed_at == old.closed_at);
            }
            for (weakness, stands) in &all {
                let open = plan.0.iter().filter(|row| row.weakness == *weakness);
                let open = open.filter(|row| row.closed_at.is_none()).count();
                prop_assert_eq!(open, usize::from(stands.closed_at.is_none()));
            }
        }
    }
}
