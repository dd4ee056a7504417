//! What people read: why an entity is one thing, and who answers for it.

use inventory::{explain, who};
use model::{OwnerClass, Record};

use crate::support::{Fill, day, entity_of, person, record, resolved, text, vocabulary};

fn organisation() -> Vec<Record> {
    vec![
        person("1", "Ada"),
        person("2", "Bo"),
        record(
            "jamf/device/7001",
            &["serial number=C02-T7", "mac address=da:a1:19:00:00:01"],
        )
        .with("name", text("ada-macbook"))
        .with("manufacturer", text("Dell Inc."))
        .owner(OwnerClass::Assigned, "user", "person", "employee id=1")
        .dated(day(0)),
        record("crowdstrike/device/9f", &["serial number=c02t7"])
            .with("name", text("ada-old"))
            .with("manufacturer", text("Dell"))
            .owner(OwnerClass::Inferred, "user", "person", "employee id=2"),
        record(
            "cmdb/device/c",
            &["serial number=C02T7", "serial number=none"],
        )
        .with("manufacturer", text("Dell")),
        record("scan/device/s", &["serial number=C02T7"]).with("manufacturer", text("HP")),
    ]
}

#[test]
fn every_merge_refusal_and_ignored_value_is_a_sentence() {
    let resolution = resolved(organisation());
    let entity = entity_of(&resolution, "7001");
    let explanation = explain(entity, &resolution.inventory, &vocabulary());
    assert_eq!(
        explanation.merged,
        [
            "cmdb c and jamf 7001 are the same device: serial number C02T7 (strong)",
            "crowdstrike 9f and jamf 7001 are the same device: serial number C02T7 (strong)",
        ]
    );
    assert_eq!(explanation.merged.len() + 1, explanation.records.len());
    assert!(explanation.refused.iter().any(|line| {
        line == "cmdb c and scan s are not the same device although both have serial number \
                 C02T7: their manufacturers differ: dell and hp"
    }));
    assert_eq!(
        explanation.ignored,
        [
            "mac address da:a1:19:00:00:01 is ignored: it is not an address a manufacturer gave \
         (1 records)",
            "serial number none is ignored: it is a placeholder (1 records)",
        ]
    );
}

#[test]
fn a_fact_names_its_source_and_the_values_that_lost() {
    let resolution = resolved(organisation());
    let entity = entity_of(&resolution, "7001");
    let explanation = explain(entity, &resolution.inventory, &vocabulary());
    let name = explanation
        .facts
        .iter()
        .find(|line| line.field == "name")
        .unwrap();
    assert_eq!(
        name.says,
        "name is ada-old, says crowdstrike 9f as of 2026-06-01 12:00 UTC"
    );
    assert_eq!(
        name.others,
        ["ada-macbook, says jamf 7001 as of 2026-06-01 12:00 UTC"]
    );
}

#[test]
fn who_answers_is_said_with_its_evidence() {
    let resolution = resolved(organisation());
    let answer = who(
        entity_of(&resolution, "7001"),
        &resolution.inventory,
        &vocabulary(),
    );
    assert_eq!(answer.says, "Ada (person-1) answers for ada-old");
    assert_eq!(answer.people, ["Ada"]);
    assert_eq!(
        answer.evidence,
        [
            "Ada (person-1) is assigned as user by jamf 7001",
            "Bo (person-2) is inferred as user by crowdstrike 9f",
        ]
    );
    let disagree: Vec<&str> = answer
        .disagree
        .iter()
        .map(|source| source.as_str())
        .collect();
    assert_eq!(disagree, ["crowdstrike"]);
}

#[test]
fn a_gap_is_said_with_its_reason() {
    let laptop = record("jamf/device/1", &[]).with("name", text("spare"));
    let resolution = resolved(vec![laptop]);
    let answer = who(
        entity_of(&resolution, "1"),
        &resolution.inventory,
        &vocabulary(),
    );
    assert_eq!(
        answer.says,
        "nobody answers for spare: no source names anybody"
    );
}
