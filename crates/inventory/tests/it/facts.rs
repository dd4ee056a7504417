//! Facts: all readings kept, the one that counts first.

use model::{Entity, Life, Reading, Record, Value};

use crate::support::{Fill, World, complete, day, failed, record, resolved, snapshot, text};

fn device(source: &str) -> Record {
    record(
        &format!("{source}/device/{source}"),
        &["serial number=C02T7X1"],
    )
}

fn flag(on: bool) -> Reading {
    Reading::Known(Value::Flag(on))
}

/// The readings of a field, the one that counts first.
fn readings(entity: &Entity, field: &str) -> Vec<String> {
    let facts = &entity.facts[field].0;
    let word = |reading: &Reading| match reading {
        Reading::Known(value) => value.to_string(),
        Reading::None => "none".to_owned(),
        Reading::Unknown => "unknown".to_owned(),
    };
    facts
        .iter()
        .map(|f| format!("{} {}", f.provenance.source, word(&f.reading)))
        .collect()
}

#[test]
fn the_source_a_field_trusts_first_counts_before_newer_ones() {
    let edr = device("edr")
        .with("disk encryption", flag(false))
        .dated(day(9));
    let jamf = device("jamf")
        .with("disk encryption", flag(true))
        .dated(day(1));
    let resolution = resolved(vec![edr, jamf]);
    let device = &resolution.inventory.of("device")[0];
    assert_eq!(
        readings(device, "disk encryption"),
        ["jamf true", "edr false"]
    );
    assert_eq!(device.facts["disk encryption"].disputed().count(), 1);
}

#[test]
fn a_second_source_of_a_trusted_connector_is_trusted_as_well() {
    let edr = device("edr").with("disk encryption", flag(false));
    for (source, first) in [("jamf-2", "jamf-2 true"), ("jamfish", "edr false")] {
        let other = device(source).with("disk encryption", flag(true));
        let resolution = resolved(vec![edr.clone(), other]);
        assert_eq!(
            readings(&resolution.inventory.of("device")[0], "disk encryption")[0],
            first
        );
    }
}

#[test]
fn the_connector_a_source_names_decides_whom_a_field_trusts() {
    let edr = complete(
        "edr",
        day(0),
        vec![device("edr").with("disk encryption", flag(false))],
    );
    let macs = vec![device("macs").with("disk encryption", flag(true))];
    let mut macs = complete("macs", day(0), macs);
    macs.states[0].connector = "jamf".to_owned();
    let resolution = World::default().pass(&[edr, macs], day(0));
    assert_eq!(
        readings(&resolution.inventory.of("device")[0], "disk encryption")[0],
        "macs true"
    );
}

#[test]
fn without_authority_the_newest_reading_counts() {
    let old = device("edr").with("name", text("old")).dated(day(1));
    let new = device("jamf").with("name", text("new")).dated(day(2));
    let resolution = resolved(vec![old, new]);
    assert_eq!(
        readings(&resolution.inventory.of("device")[0], "name"),
        ["jamf new", "edr old"]
    );
    assert_eq!(resolution.inventory.of("device")[0].name, "new");
}

#[test]
fn unknown_says_less_than_anything() {
    let unknown = device("jamf")
        .with("disk encryption", Reading::Unknown)
        .dated(day(9));
    let known = device("edr")
        .with("disk encryption", flag(false))
        .dated(day(1));
    let resolution = resolved(vec![unknown, known]);
    let device = &resolution.inventory.of("device")[0];
    assert_eq!(
        readings(device, "disk encryption"),
        ["edr false", "jamf unknown"]
    );
    assert_eq!(device.facts["disk encryption"].disputed().count(), 0);
}

#[test]
fn none_of_a_live_source_beats_an_old_value_of_an_unconfirmed_one() {
    let mut world = World::default();
    let old = device("jamf").with("name", text("old"));
    let now = device("edr").with("name", Reading::None);
    world.pass(&snapshot(day(0), vec![old, now.clone()]), day(0));
    let later = world.pass(
        &[failed("jamf"), complete("edr", day(1), vec![now])],
        day(1),
    );
    assert_eq!(
        readings(&later.inventory.of("device")[0], "name"),
        ["edr none", "jamf old"]
    );
}

#[test]
fn a_tombstone_says_nothing_while_another_record_is_reported() {
    let mut world = World::default();
    let jamf = device("jamf").with("disk encryption", flag(true));
    let edr = device("edr").with("name", text("ada"));
    let other = record("jamf/device/other", &["serial number=ZZZZ9999"]);
    world.pass(
        &snapshot(day(0), vec![jamf, edr.clone(), other.clone()]),
        day(0),
    );
    let mut last = None;
    for n in 1..4 {
        last = Some(world.pass(&snapshot(day(n), vec![edr.clone(), other.clone()]), day(n)));
    }
    let last = last.unwrap();
    let device = &last.inventory.of("device")[0];
    assert_eq!(device.life, Life::Live);
    assert!(device.reading("disk encryption").is_unknown());
    assert_eq!(device.members.len(), 2, "the tombstone is still a member");
}

#[test]
fn equal_parts_of_one_entity_collapse() {
    let jamf = device("jamf")
        .app("org.browser", "1.0")
        .app("org.mail", "3.0");
    let edr = device("edr").app("org.browser", "2.0").dated(day(5));
    let resolution = resolved(vec![jamf, edr]);
    let apps = &resolution.inventory.of("device")[0].parts["apps"];
    let keys: Vec<&str> = apps.iter().map(|part| part.key.as_str()).collect();
    assert_eq!(keys, ["org.browser", "org.mail"]);
    let version = &apps[0].facts["version"];
    assert_eq!(version.reading(), &text("2.0"), "the newer record counts");
    assert_eq!(version.0.len(), 2);
}

#[test]
fn a_part_with_a_record_of_its_own_lives_with_its_parent_and_has_no_number() {
    let app = record("scanner/app/org.browser", &[])
        .with("version", text("1.0"))
        .link("device", "device", "serial number=c02t7x1");
    let nobodys = record("scanner/app/lost", &[]).link("device", "device", "serial number=NOBODY1");
    let resolution = resolved(vec![device("jamf"), app, nobodys]);
    assert!(resolution.inventory.of("app").is_empty());
    let apps = &resolution.inventory.of("device")[0].parts["apps"];
    assert_eq!(
        (apps.len(), apps[0].key.as_str(), apps[0].sure),
        (1, "org.browser", true)
    );
}
