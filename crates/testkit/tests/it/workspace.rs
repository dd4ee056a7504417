//! The workspace files are what the product reads.

use std::collections::BTreeSet;

use crate::exports::LINDEN;

#[test]
fn every_exported_folder_has_its_source() {
    let exported: BTreeSet<_> = LINDEN
        .snapshots
        .iter()
        .flat_map(|snapshot| &snapshot.files)
        .map(|file| file.path.split('/').nth(1).unwrap())
        .collect();
    let configured: BTreeSet<_> = LINDEN
        .workspace
        .keys()
        .filter_map(|path| path.strip_prefix("sources/")?.strip_suffix(".yaml"))
        .collect();
    assert_eq!(exported, configured);
}

#[test]
fn the_yaml_files_can_be_read() {
    for (path, text) in LINDEN
        .workspace
        .iter()
        .filter(|(path, _)| path.ends_with(".yaml"))
    {
        let read: Result<serde_yaml_ng::Value, _> = serde_yaml_ng::from_str(text);
        assert!(read.is_ok(), "{path} {read:?}");
    }
}

#[test]
fn the_screening_vendor_is_stale_on_the_last_day_and_nothing_else_is() {
    for (path, text) in LINDEN
        .workspace
        .iter()
        .filter(|(path, _)| path.starts_with("sources/"))
    {
        let yaml: serde_yaml_ng::Value = serde_yaml_ng::from_str(text).unwrap();
        let fresh_for: model::span::Length = yaml["fresh for"].as_str().unwrap().parse().unwrap();
        let source = path
            .trim_start_matches("sources/")
            .trim_end_matches(".yaml");
        let folder = format!("exports/{source}/");
        for (at, snapshot) in LINDEN.snapshots.iter().enumerate() {
            let written = LINDEN.snapshots[..=at].iter().flat_map(|s| &s.files);
            let newest = written
                .filter(|f| f.path.starts_with(&folder))
                .map(|f| f.modified)
                .max()
                .unwrap();
            let fresh = fresh_for.after_instant(newest, &jiff::tz::TimeZone::UTC) >= snapshot.at;
            assert_eq!(fresh, source != "checkr" || at < 4, "{source} on day {at}");
        }
    }
}

#[test]
fn every_adopted_rule_is_named_once() {
    let yaml: serde_yaml_ng::Value =
        serde_yaml_ng::from_str(&LINDEN.workspace["rules/adopted.yaml"]).unwrap();
    let rules = yaml["adopted"].as_sequence().unwrap();
    let ids: BTreeSet<_> = rules
        .iter()
        .map(|rule| rule["rule"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), rules.len());
    assert_eq!(ids.len(), 14);
}
