//! Sources that contradict each other: nothing is lost, and a rule can ask for it.

use std::collections::BTreeSet;

use inventory::{Delivery, Resolution};
use model::{Life, Reading, ScopeOutcome, Value};

use super::{Tale, of, written};
use crate::support::{complete, day, failed};

/// What a source says of the disk encryption of one laptop.
fn says(source: &str, now: u32, encrypted: Option<bool>) -> Delivery {
    let mut record = written(&format!("{source}/device/{source}: serial number=7XKQ2B3"));
    let reading = encrypted.map_or(Reading::Unknown, |on| Reading::Known(Value::Flag(on)));
    record.fields.insert("disk encryption".to_owned(), reading);
    let mut delivery = complete(source, day(now), vec![record]);
    let filled = BTreeSet::from(["disk encryption".to_owned()]);
    delivery.states[0].fields.insert("device".into(), filled);
    delivery
}

/// The rows of the laptop: what they are about, what they say, and whether they are sure.
fn rows(resolution: &Resolution) -> Vec<(String, bool)> {
    let parts = of(resolution, "jamf/jamf").parts.get("disagreements");
    let text = |part: &model::entity::Part| {
        let says = part.facts["says"].reading().text().unwrap_or_default();
        (format!("{}: {says}", part.key), part.sure)
    };
    parts.into_iter().flatten().map(text).collect()
}

fn supplied_by(resolution: &Resolution) -> Vec<&str> {
    let coverage = &resolution.inventory.coverage;
    let supplying = coverage.supplying("device", "disagreements");
    supplying.map(|(scope, _)| scope.source.as_str()).collect()
}

#[test]
fn two_sources_that_say_different_things_are_a_row_that_names_both() {
    let resolution = Tale::new().deliver(&[
        says("jamf", 0, Some(true)),
        says("crowdstrike", 0, Some(false)),
    ]);
    let row = "disk encryption: on (jamf), off (crowdstrike)".to_owned();
    assert_eq!(rows(&resolution), [(row, true)]);
    assert_eq!(supplied_by(&resolution), ["crowdstrike", "jamf"]);
}

#[test]
fn sources_that_agree_or_do_not_know_are_no_row() {
    for other in [Some(true), None] {
        let resolution =
            Tale::new().deliver(&[says("jamf", 0, Some(true)), says("crowdstrike", 0, other)]);
        assert_eq!(rows(&resolution), []);
    }
}

#[test]
fn where_one_source_alone_tells_of_a_field_nobody_can_say_that_all_agree() {
    let resolution = Tale::new().deliver(&[says("jamf", 0, Some(true))]);
    assert_eq!(rows(&resolution), []);
    assert_eq!(supplied_by(&resolution), [""; 0]);
}

#[test]
fn what_a_source_said_before_it_failed_is_only_perhaps_a_contradiction() {
    let mut tale = Tale::new();
    tale.deliver(&[
        says("jamf", 0, Some(true)),
        says("crowdstrike", 0, Some(false)),
    ]);
    let mut silent = failed("crowdstrike");
    silent.states[0].outcome = ScopeOutcome::Failed;
    let filled = BTreeSet::from(["disk encryption".to_owned()]);
    silent.states[0].fields.insert("device".into(), filled);
    let resolution = tale.deliver(&[says("jamf", 1, Some(true)), silent]);
    let sure: Vec<bool> = rows(&resolution).iter().map(|row| row.1).collect();
    assert_eq!(sure, [false]);
    assert_eq!(of(&resolution, "jamf/jamf").life, Life::Live);
}

#[test]
fn how_a_text_is_written_is_no_contradiction() {
    let resolution = Tale::new().day(&[
        "jamf/device/jamf: serial number=7XKQ2B3; manufacturer: Apple; operating system: macOS",
        "edr/device/a: serial number=7XKQ2B3; manufacturer: Apple Inc.; operating system: MACOS",
    ]);
    assert_eq!(rows(&resolution), []);
}
