//! What the shipped activities promise to those who take them into their matrix.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use ledger::matrix::{Activity, Letter};

use crate::catalogue::{self, files, requirements, shipped, vocabulary};

/// Activities that no shipped rule measures, each with its reason.
const UNMEASURED: [(&str, &str); 1] = [(
    "security-rules",
    "approvals of rules are kept by governance itself",
)];

/// Safeguards of each of the 18 CIS Controls 8.1.
const SAFEGUARDS: [u32; 18] = [5, 7, 14, 12, 6, 8, 7, 12, 7, 7, 5, 8, 11, 9, 7, 14, 9, 5];

/// Controls of each theme of annex A of ISO 27001:2022, from A.5.
const THEMES: [(u32, u32); 4] = [(5, 37), (6, 8), (7, 14), (8, 34)];

/// Every shipped activity by its id.
fn activities() -> BTreeMap<String, Activity> {
    let read = |path: std::path::PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let activity = serde_yaml_ng::from_str(&text).unwrap_or_else(|e| panic!("{stem}: {e}"));
        (stem, activity)
    };
    files("catalogue/activities")
        .into_iter()
        .map(read)
        .collect()
}

/// Whether an id is one of a framework's.
fn is_known(framework: &str, id: &str) -> bool {
    let number = |text: &str| text.parse::<u32>().ok();
    match framework {
        "CIS Controls 8.1" => id.split_once('.').is_some_and(|(control, safeguard)| {
            let most = number(control).and_then(|c| SAFEGUARDS.get(c.checked_sub(1)? as usize));
            most.is_some_and(|most| number(safeguard).is_some_and(|s| (1..=*most).contains(&s)))
        }),
        "ISO 27001:2022" => id.strip_prefix("A.").is_some_and(|id| {
            id.split_once('.').is_some_and(|(theme, control)| {
                let theme = THEMES.iter().find(|(at, _)| number(theme) == Some(*at));
                theme.is_some_and(|(_, most)| {
                    number(control).is_some_and(|c| (1..=*most).contains(&c))
                })
            })
        }),
        _ => catalogue::FRAMEWORKS
            .iter()
            .find(|(name, _)| *name == framework)
            .is_some_and(|(_, list)| requirements(list).contains(id)),
    }
}

#[test]
fn every_rule_belongs_to_a_shipped_activity_that_lists_it() {
    let activities = activities();
    let by_title: BTreeMap<&str, &Activity> = activities
        .values()
        .map(|one| (one.title.as_str(), one))
        .collect();
    assert_eq!(by_title.len(), activities.len(), "two of one title");
    let mut wrong = Vec::new();
    for (rule, _) in shipped(&vocabulary()) {
        let named = rule.activity.as_deref().unwrap_or_default();
        match by_title.get(named) {
            None => wrong.push(format!("{}: no activity {named:?}", rule.id)),
            Some(activity) if !activity.measured_by.contains(&rule.id) => {
                wrong.push(format!("{named}: does not list {}", rule.id));
            }
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_that_measures_an_activity_is_shipped_and_the_others_say_why_not() {
    let rules: BTreeSet<_> = shipped(&vocabulary())
        .into_iter()
        .map(|(rule, _)| rule.id)
        .collect();
    let mut unmeasured = BTreeSet::new();
    for (id, activity) in activities() {
        for rule in &activity.measured_by {
            assert!(rules.contains(rule), "{id} is measured by {rule}");
        }
        let says_why = activity.unmeasured_because.is_some();
        assert_eq!(activity.measured_by.is_empty(), says_why, "{id}");
        if says_why {
            unmeasured.insert(id);
        }
    }
    let listed: BTreeSet<String> = UNMEASURED.iter().map(|(id, _)| (*id).to_owned()).collect();
    assert_eq!(unmeasured, listed);
}

#[test]
fn every_requirement_of_an_activity_is_one_of_its_framework() {
    let mut wrong = Vec::new();
    for (id, activity) in activities() {
        for framework in ["NIST CSF 2.0", "NIST SP 800-53"] {
            let named = activity.frameworks.get(framework);
            assert!(
                named.is_some_and(|ids| !ids.is_empty()),
                "{id}: {framework}"
            );
        }
        for (framework, ids) in &activity.frameworks {
            let unknown = ids.iter().filter(|id| !is_known(framework, id));
            wrong.extend(unknown.map(|one| format!("{id}: {framework} {one}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_no_requirement_of_a_framework_is_told_from_what_is_one() {
    for (framework, id, known) in [
        ("CIS Controls 8.1", "1.5", true),
        ("CIS Controls 8.1", "1.6", false),
        ("CIS Controls 8.1", "0.1", false),
        ("CIS Controls 8.1", "19.1", false),
        ("ISO 27001:2022", "A.8.34", true),
        ("ISO 27001:2022", "A.8.35", false),
        ("ISO 27001:2022", "8.34", false),
        ("NIST SP 800-53", "IA-2(1)", true),
        ("NIST SP 800-53", "IA-99", false),
        ("NIST CSF 2.0", "PR.DS-03", false),
    ] {
        assert_eq!(is_known(framework, id), known, "{framework} {id}");
    }
}

#[test]
fn every_activity_says_in_two_languages_what_is_true_when_it_is_done_and_who_does_it() {
    let vocabulary = vocabulary();
    for (id, activity) in activities() {
        assert!(activity.statement.ends_with('.'), "{id}");
        let german = &activity.translations["de"];
        assert!(
            !german.title.is_empty() && german.statement.ends_with('.'),
            "{id}"
        );
        assert!(activity.cadence.is_some(), "{id} has no cadence");
        for letter in [Letter::A, Letter::R] {
            assert!(
                !activity.needs[&letter].is_empty(),
                "{id}: nobody is {letter}"
            );
        }
        if let Some(about) = &activity.about {
            let read = rules::parse_subject(about, &id, &vocabulary);
            assert!(read.is_ok(), "{id}: {about}: {:?}", read.err());
        }
    }
}

#[test]
fn the_duties_of_everybody_leave_a_record_that_rules_can_read() {
    let vocabulary = vocabulary();
    let duties: Vec<_> = activities()
        .into_iter()
        .filter(|(_, activity)| activity.for_everyone)
        .collect();
    let ids: Vec<&str> = duties.iter().map(|(id, _)| id.as_str()).collect();
    let named = [
        "ask-security",
        "handle-data",
        "report-suspicious",
        "take-training",
        "use-approved-ways",
    ];
    assert_eq!(ids, named);
    for (id, duty) in &duties {
        assert_eq!(duty.needs[&Letter::R], ["everyone"], "{id}");
        // Training is a day noted on the person, not a record of its own.
        match &duty.recorded_as {
            None => assert_eq!(id, "take-training"),
            Some(kind) => assert!(vocabulary.kinds.contains_key(kind), "{id}: {kind}"),
        }
    }
}
