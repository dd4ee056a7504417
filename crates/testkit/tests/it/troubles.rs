//! Every trouble is really in the files.

mod devices;
mod elsewhere;
mod people;

use std::collections::BTreeSet;

use testkit::{Trouble, demo::Day};

use crate::exports::LINDEN;

/// A trouble by its name.
fn trouble(name: &str) -> &'static Trouble {
    let found = LINDEN
        .troubles()
        .iter()
        .find(|trouble| trouble.name == name);
    found.unwrap_or_else(|| panic!("no trouble is called `{name}`"))
}

/// The ids of a trouble's records in one source.
fn ids(name: &str, source: &str) -> Vec<&'static str> {
    let places = trouble(name)
        .records
        .iter()
        .filter(|place| place.source == source);
    let ids: Vec<_> = places.filter_map(|place| place.record.as_deref()).collect();
    assert!(!ids.is_empty(), "`{name}` has no record in {source}");
    ids
}

/// The id of a trouble's only record in one source.
fn id(name: &str, source: &str) -> &'static str {
    let ids = ids(name, source);
    assert_eq!(ids.len(), 1, "{name}");
    ids[0]
}

/// The days on which something holds are the days the trouble names, and no others.
fn holds_on_its_days(name: &str, holds: impl Fn(Day) -> bool) {
    let days: Vec<_> = Day::ALL.into_iter().filter(|&day| holds(day)).collect();
    assert_eq!(days, trouble(name).days, "{name}");
}

#[test]
fn every_trouble_has_a_name_of_its_own() {
    let names: BTreeSet<_> = LINDEN
        .troubles()
        .iter()
        .map(|trouble| trouble.name)
        .collect();
    assert_eq!(names.len(), LINDEN.troubles().len());
    assert_eq!(names.len(), 36);
}

#[test]
fn every_record_a_trouble_names_is_in_the_files_of_its_days() {
    for trouble in LINDEN.troubles() {
        assert!(
            !trouble.records.is_empty() && !trouble.days.is_empty(),
            "{}",
            trouble.name
        );
        for place in &trouble.records {
            let Some(record) = &place.record else {
                continue;
            };
            let folder = format!("exports/{}/", place.source);
            for &day in &trouble.days {
                let snapshots = &LINDEN.snapshots[..=day.index()];
                let paths: BTreeSet<_> = snapshots
                    .iter()
                    .flat_map(|s| &s.files)
                    .map(|f| &f.path)
                    .collect();
                let mut files = paths
                    .into_iter()
                    .filter(|path| path.starts_with(&folder))
                    .filter_map(|path| LINDEN.file(day, path));
                let named = files.any(|f| std::str::from_utf8(&f.bytes).unwrap().contains(record));
                assert!(
                    named,
                    "{}: {record} is not in {folder} on {day:?}",
                    trouble.name
                );
            }
        }
    }
}
