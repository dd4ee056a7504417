//! The documents are what NIST's own schemas ask for, in both versions.

use std::{collections::BTreeSet, io::Read as _};

use flate2::read::GzDecoder;
use impact::{
    Counts,
    evidence::{
        OscalVersion, Scope,
        oscal::{assessment_results, poam},
        states::elsewhere,
    },
};
use jsonschema::Validator;
use model::{CloseReason, FindingState};
use proptest::prelude::*;
use serde_json::Value;

use super::world::{REASONS, RULE, STATES, Words, World, finding, running};

fn schema(packed: &[u8]) -> Validator {
    let mut text = String::new();
    GzDecoder::new(packed)
        .read_to_string(&mut text)
        .expect("a packed schema");
    let schema = serde_json::from_str(&text).expect("a schema");
    jsonschema::validator_for(&schema).expect("a schema that can be used")
}

/// The schemas of one version.
struct Schemas {
    version: OscalVersion,
    results: Validator,
    poam: Validator,
}

fn schemas() -> [Schemas; 2] {
    let complete = || schema(include_bytes!("../../oscal/complete-1.0.4.json.gz"));
    [
        Schemas {
            version: OscalVersion::V1_0_4,
            results: complete(),
            poam: complete(),
        },
        Schemas {
            version: OscalVersion::V1_2_1,
            results: schema(include_bytes!(
                "../../oscal/assessment-results-1.2.1.json.gz"
            )),
            poam: schema(include_bytes!("../../oscal/poam-1.2.1.json.gz")),
        },
    ]
}

fn complaints(schema: &Validator, document: &Value) -> Vec<String> {
    let says =
        |error: jsonschema::ValidationError<'_>| format!("{}: {error}", error.instance_path());
    schema.iter_errors(document).map(says).collect()
}

/// Both documents of a world.
fn documents(world: &World, version: OscalVersion) -> (Value, Option<Value>) {
    let scopes = [Scope::All];
    let evidence = world.evidence(&scopes);
    let results = serde_json::to_value(assessment_results(&evidence, version)).expect("JSON");
    let plan = poam(&evidence, version).map(|plan| serde_json::to_value(plan).expect("JSON"));
    (results, plan)
}

fn all_valid(schemas: &[Schemas], world: &World) -> Result<(), String> {
    for of in schemas {
        let (results, plan) = documents(world, of.version);
        let mut wrong = complaints(&of.results, &results);
        wrong.extend(plan.iter().flat_map(|plan| complaints(&of.poam, plan)));
        if !wrong.is_empty() {
            return Err(format!("{}: {}", of.version, wrong.join("\n")));
        }
    }
    Ok(())
}

#[test]
fn every_state_and_every_reason_is_valid_in_both_versions() {
    let schemas = schemas();
    all_valid(&schemas, &World::of_every_state()).expect("valid");
    all_valid(&schemas, &World::default()).expect("valid with nothing found");
}

#[test]
fn the_schemas_do_refuse_what_is_wrong() {
    for of in schemas() {
        let (mut results, plan) = documents(&World::of_every_state(), of.version);
        let mut plan = plan.expect("a plan");
        results["assessment-results"]["results"][0]["observations"][0]["collected"] =
            Value::from("yesterday");
        plan["plan-of-action-and-milestones"]["poam-items"][0]["number"] = Value::from(1);
        assert!(!complaints(&of.results, &results).is_empty());
        assert!(!complaints(&of.poam, &plan).is_empty());
    }
}

#[test]
fn an_exception_is_open_risk_in_every_format() {
    let excepted = elsewhere(&finding(1, FindingState::Excepted));
    assert_eq!(excepted.oscal, "deviation-approved");
    assert_eq!(excepted.ocsf, 2, "in progress, and not suppressed");
    assert_eq!(excepted.vex, "exploitable");
    assert_eq!(excepted.response, Some("will_not_fix"));
}

#[test]
fn states_are_called_what_the_table_says() {
    let says = |state| {
        let row = elsewhere(&finding(1, state));
        (row.oscal, row.ocsf, row.vex)
    };
    let table = [
        ("investigating", 1, "in_triage"),
        ("open", 2, "exploitable"),
        ("remediating", 2, "exploitable"),
        ("remediating", 2, "exploitable"),
        ("open", 2, "exploitable"),
        ("deviation-requested", 2, "exploitable"),
        ("deviation-approved", 2, "exploitable"),
        ("closed", 4, "resolved"),
    ];
    assert_eq!(STATES.map(says), table);
    let closed = |reason: CloseReason| {
        let mut finding = finding(1, FindingState::Closed);
        finding.closed_because = Some(reason);
        let row = elsewhere(&finding);
        assert_eq!((row.oscal, row.response), ("closed", None));
        (row.ocsf, row.vex)
    };
    let table = [
        (4, "resolved"),
        (4, "not_affected"),
        (4, "not_affected"),
        (4, "not_affected"),
        (4, "not_affected"),
        (4, "not_affected"),
        (3, "false_positive"),
        (4, "not_affected"),
    ];
    assert_eq!(REASONS.map(closed), table);
}

#[test]
fn what_the_sources_do_not_tell_does_not_satisfy_a_control() {
    let world = World {
        findings: vec![finding(1, FindingState::Closed)],
        ..World::default()
    };
    let target = |counts: Counts| {
        let scopes = [Scope::All];
        let mut evidence = world.evidence(&scopes);
        for rule in evidence.rules.values_mut() {
            rule.counts = counts;
        }
        let results = assessment_results(&evidence, OscalVersion::V1_2_1);
        let results = serde_json::to_value(results).expect("JSON");
        let result = &results["assessment-results"]["results"][0];
        let status = &result["findings"][0]["target"]["status"];
        (status["state"].clone(), status["reason"].clone())
    };
    let counts = |met, missed, unknown, excepted| Counts {
        met,
        missed,
        unknown,
        excepted,
    };
    let is = |state: &str, reason: &str| (Value::from(state), Value::from(reason));
    assert_eq!(target(counts(9, 0, 0, 0)), is("satisfied", "pass"));
    assert_eq!(target(counts(9, 0, 1, 0)), is("not-satisfied", "other"));
    assert_eq!(target(counts(9, 1, 1, 0)), is("not-satisfied", "fail"));
    assert_eq!(target(counts(9, 0, 0, 1)), is("not-satisfied", "fail"));
}

#[test]
fn one_weakness_on_many_things_is_one_item_with_the_list_of_them() {
    let mut world = World::default();
    for number in 1..=3 {
        let mut finding = finding(number, FindingState::Open);
        finding.clocks = vec![running(RULE, "CVE-2026-1"), running(RULE, "CVE-2026-2")];
        world.findings.push(finding);
    }
    world.findings[2].clocks[1].cleared_at = Some(world.findings[2].clocks[1].last_seen);
    world.number(crate::fixtures::now());
    let (_, plan) = documents(&world, OscalVersion::V1_2_1);
    let plan = plan.expect("a plan");
    let items = plan["plan-of-action-and-milestones"]["poam-items"]
        .as_array()
        .expect("items");
    let says: Vec<(&str, &str)> = items
        .iter()
        .map(|item| (&item["title"], &item["description"]))
        .map(|(title, says)| (title.as_str().expect("text"), says.as_str().expect("text")))
        .collect();
    let expected = [
        (
            "CVE-2026-1: Laptops are encrypted",
            "On 3 things: device-1, device-2, device-3.",
        ),
        (
            "CVE-2026-2: Laptops are encrypted",
            "On 2 things: device-1, device-2.",
        ),
    ];
    assert_eq!(says, expected);
}

#[test]
fn no_two_things_of_a_document_share_an_id_and_every_pointer_leads_somewhere() {
    for version in OscalVersion::ALL {
        let (results, plan) = documents(&World::of_every_state(), version);
        for document in [results, plan.expect("a plan")] {
            let (mut ids, mut pointers) = (Vec::new(), Vec::new());
            walk(&document, &mut ids, &mut pointers);
            let known: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
            assert_eq!(known.len(), ids.len(), "an id stands twice");
            for pointer in pointers {
                assert!(known.contains(pointer.as_str()), "{pointer} leads nowhere");
            }
        }
    }
}

fn walk(value: &Value, ids: &mut Vec<String>, pointers: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value.as_str()) {
                    ("uuid", Some(id)) => ids.push(id.to_owned()),
                    (key, Some(id)) if key.ends_with("-uuid") => pointers.push(id.to_owned()),
                    _ => walk(value, ids, pointers),
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|value| walk(value, ids, pointers)),
        _ => {}
    }
}

#[test]
fn the_same_evidence_makes_the_same_documents() {
    let once = documents(&World::of_every_state(), OscalVersion::V1_2_1);
    let again = documents(&World::of_every_state(), OscalVersion::V1_2_1);
    assert_eq!(once, again);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn whatever_people_and_tools_write_the_documents_stay_valid(
        texts in proptest::collection::vec("\\PC{0,12}|[ \\t\\r\\n]{0,3}|[=+@\"<&']{1,4}", 7),
    ) {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap_or_default();
        let mut world = World::of_every_state();
        world.findings[1].clocks[0].label = next();
        world.words = Words {
            organisation: next(),
            thing: next(),
            because: next(),
            actor: next(),
            framework: next(),
            requirement: next(),
        };
        world.number(crate::fixtures::now());
        thread_local! {
            static SCHEMAS: [Schemas; 2] = schemas();
        }
        let valid = SCHEMAS.with(|schemas| all_valid(schemas, &world));
        prop_assert!(valid.is_ok(), "{}", valid.unwrap_err());
    }
}
