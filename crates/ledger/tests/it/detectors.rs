//! Each detector fires on its fixture and stays silent on the clean twin.
//!
//! The fixtures are `tests/detectors/*.yaml`, called by the detector's short name. People and
//! things stand in them by name; the limits are the shipped ones.

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use ledger::{
    Pass,
    matrix::{
        Scope, Seat, Settling,
        detectors::{
            ALL, Detector, Handle, Look, Manual, Party, Seen, Settled, Told, Way, assessments,
            settle,
        },
    },
    policies::Deadlines,
};
use model::{
    Calendars, CloseReason, EntityId, Finding, FindingState, Severity, Verdict, id::ActivityId,
};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

const AT: &str = "2026-06-30T12:00:00Z";

/// Who plays in the fixtures.
const CAST: &[(&str, &str)] = &[
    ("Ana", "person-1"),
    ("Bo", "person-2"),
    ("Cy", "person-3"),
    ("Di", "person-4"),
    ("Ed", "person-5"),
    ("Flo", "person-6"),
    ("Sales", "department-1"),
    ("Legal", "department-2"),
    ("Platform", "team-1"),
    ("Patching", "activity-1"),
    ("Reviews", "activity-2"),
    ("Rules", "activity-3"),
    ("old laptop", "device-1"),
    ("new laptop", "device-2"),
    ("payments", "repository-1"),
    ("website", "repository-2"),
    ("Cloudwash", "vendor-1"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    /// What it shows, for people.
    fires: String,
    seen: Value,
    /// By subject, what its gap says first.
    says: BTreeMap<String, String>,
    #[serde(default)]
    parties: Vec<String>,
    severity: Option<Severity>,
    /// What the twin has otherwise, for people.
    twin: String,
    change: Value,
    /// Of whom the twin knows too little.
    unknown: Option<String>,
}

struct Scene {
    file: String,
    fixture: Fixture,
    detector: &'static Detector,
    manual: Manual,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn manual(detector: &Detector) -> Manual {
    let file = root().join(format!("../../catalogue/detectors/{}.yaml", detector.id));
    let text = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    serde_yaml_ng::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

fn scenes() -> Vec<Scene> {
    let folder = fs::read_dir(root().join("tests/detectors")).unwrap();
    let mut files: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
    files.sort();
    let scene = |path: &std::path::PathBuf| {
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        let fixture = serde_yaml_ng::from_str(&text).unwrap_or_else(|e| panic!("{file}: {e}"));
        let short = file.split('-').next().unwrap();
        let detector = Detector::find(short).unwrap_or_else(|| panic!("{file}: no detector"));
        let manual = manual(detector);
        Scene {
            file,
            fixture,
            detector,
            manual,
        }
    };
    files.iter().map(scene).collect()
}

fn at() -> Timestamp {
    AT.parse().unwrap()
}

/// Names become ids, and `3 days ago` an instant.
fn cast(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            if let Some((_, id)) = CAST.iter().find(|(name, _)| name == text) {
                return Value::from(*id);
            }
            let days = text
                .strip_suffix(" days ago")
                .and_then(|days| days.parse().ok());
            let then = |days: i64| at() - SignedDuration::from_hours(24 * days);
            days.map_or_else(|| value.clone(), |days| Value::from(then(days).to_string()))
        }
        Value::Array(all) => Value::Array(all.iter().map(cast).collect()),
        Value::Object(all) => {
            let key = |key: &String| CAST.iter().find(|(name, _)| name == key);
            let entry = |(name, one): (&String, &Value)| {
                (
                    key(name).map_or_else(|| name.clone(), |(_, id)| (*id).to_owned()),
                    cast(one),
                )
            };
            Value::Object(all.iter().map(entry).collect())
        }
        _ => value.clone(),
    }
}

/// A change over a scene: mappings are merged, nothing takes a key away, all else is replaced.
fn merge(into: &mut Value, change: &Value) {
    match (into, change) {
        (Value::Object(into), Value::Object(change)) => {
            for (key, one) in change {
                if one.is_null() {
                    into.remove(key);
                } else if let Some(old) = into.get_mut(key) {
                    merge(old, one);
                } else {
                    into.insert(key.clone(), one.clone());
                }
            }
        }
        (into, change) => *into = change.clone(),
    }
}

fn seen(scene: &Scene, value: &Value) -> Seen {
    let mut seen: Seen =
        serde_json::from_value(cast(value)).unwrap_or_else(|e| panic!("{}: {e}", scene.file));
    seen.at = at();
    let name = |(name, id): &(&str, &str)| (id.parse().unwrap(), (*name).to_owned());
    seen.names = CAST.iter().map(name).collect();
    for (id, activity) in &mut seen.activities {
        let name = ActivityId::from(id.to_string());
        for seat in &mut activity.seats {
            seat.seat = Some(Seat {
                activity: name.clone(),
                letter: seat.letter,
                party: seat.party.key(),
                scope: Scope::default(),
            });
        }
        activity.id = Some(name);
    }
    for topic in scene.detector.needs {
        let by = BTreeMap::from([("responsibilities".into(), at())]);
        seen.told.insert(*topic, Told { by, complete: true });
    }
    seen
}

impl Scene {
    fn fires(&self) -> Seen {
        seen(self, &self.fixture.seen)
    }

    fn clean(&self) -> Seen {
        let mut value = self.fixture.seen.clone();
        merge(&mut value, &self.fixture.change);
        seen(self, &value)
    }

    fn look(&self, seen: &Seen) -> Look {
        self.detector.look(seen, &self.manual.limits())
    }
}

fn id(name: &str) -> EntityId {
    let found = CAST.iter().find(|(known, _)| *known == name);
    found
        .unwrap_or_else(|| panic!("{name} is not in the cast"))
        .1
        .parse()
        .unwrap()
}

#[test]
fn every_detector_has_a_pair_and_a_page() {
    assert_eq!(ALL.len(), 28);
    let scenes = scenes();
    for (number, detector) in ALL.iter().enumerate() {
        assert_eq!(detector.short(), format!("R{:02}", number + 1));
        let has = scenes.iter().any(|scene| scene.detector.id == detector.id);
        assert!(has, "{} has no fixture", detector.id);
        let manual = manual(detector);
        assert!(manual.messages.contains_key("en"), "{}", detector.id);
        assert!(manual.messages.contains_key("de"), "{}", detector.id);
        assert!(!manual.steps.is_empty(), "{}", detector.id);
    }
}

#[test]
fn each_fires_on_its_fixture() {
    for scene in scenes() {
        let look = scene.look(&scene.fires());
        let found = look
            .gaps
            .iter()
            .map(|gap| (gap.subject.clone(), gap.says().to_owned()));
        let wanted = scene.fixture.says.iter();
        let wanted = wanted.map(|(name, says)| (id(name), says.clone()));
        let (found, wanted): (BTreeMap<_, _>, BTreeMap<_, _>) = (found.collect(), wanted.collect());
        assert_eq!(found, wanted, "{}: {}", scene.file, scene.fixture.fires);
        let gap = &look.gaps[0];
        assert_eq!(gap.verdict, Verdict::Missed, "{}", scene.file);
        let parties: Vec<EntityId> = scene.fixture.parties.iter().map(|one| id(one)).collect();
        assert_eq!(gap.rows[0].parties, parties, "{}", scene.file);
        assert!(
            !gap.rows[0].ways.is_empty(),
            "{}: no way to settle it",
            scene.file
        );
        let severity = scene.manual.severity(gap.weight);
        assert_eq!(
            severity,
            scene.fixture.severity.unwrap_or(severity),
            "{}",
            scene.file
        );
    }
}

#[test]
fn each_stays_silent_on_its_twin() {
    for scene in scenes() {
        let look = scene.look(&scene.clean());
        let found = look
            .gaps
            .iter()
            .map(|gap| (gap.subject.clone(), gap.verdict));
        let wanted = scene
            .fixture
            .unknown
            .iter()
            .map(|name| (id(name), Verdict::Unknown));
        let (found, wanted): (Vec<_>, Vec<_>) = (found.collect(), wanted.collect());
        assert_eq!(found, wanted, "{}: {}", scene.file, scene.fixture.twin);
        assert!(look.subjects > 0, "{}: it looked at nothing", scene.file);
    }
}

/// One pass over the ledger with what a scene comes to.
fn record(scene: &Scene, findings: &[Finding], seen: &Seen, day: i64) -> Vec<Finding> {
    let assessed = assessments(&scene.look(seen), &scene.manual, seen, findings);
    let calendars = Calendars::default();
    let pass = Pass {
        at: at() + SignedDuration::from_hours(24 * day),
        zone: TimeZone::UTC,
        calendars: &calendars,
        assessments: &assessed,
        retired: &[],
        gone: &[],
        merged: &[],
        split: &[],
        in_force_since: &BTreeMap::new(),
        exceptions: ledger::exceptions::Exceptions::none(),
        left: &std::collections::BTreeSet::new(),
        surely: &BTreeMap::new(),
        held_back: &BTreeMap::new(),
        deadlines: &Deadlines::default(),
    };
    let changes = ledger::record(findings, &pass);
    let mut after: BTreeMap<_, _> = findings
        .iter()
        .map(|one| (one.id.clone(), one.clone()))
        .collect();
    after.extend(
        changes
            .findings
            .into_iter()
            .map(|one| (one.id.clone(), one)),
    );
    after.into_values().collect()
}

fn told_on(mut seen: Seen, day: i64) -> Seen {
    for told in seen.told.values_mut() {
        for when in told.by.values_mut() {
            *when = at() + SignedDuration::from_hours(24 * day);
        }
    }
    seen
}

#[test]
fn a_gap_opens_with_a_deadline_and_closes_on_evidence_only() {
    for scene in scenes() {
        let opened = record(&scene, &[], &scene.fires(), 0);
        assert_eq!(opened.len(), 1, "{}", scene.file);
        assert_eq!(opened[0].state, FindingState::Open, "{}", scene.file);
        assert!(opened[0].due.is_some(), "{}", scene.file);

        // Nobody tells any more: that closes nothing.
        let mut silent = told_on(scene.fires(), 1);
        silent.told.clear();
        let held = record(&scene, &opened, &silent, 1);
        assert_eq!(
            held[0].state,
            FindingState::Open,
            "{}: silence closed it",
            scene.file
        );

        let clean = record(&scene, &held, &told_on(scene.clean(), 2), 2);
        let closed = clean[0].closed_because;
        match scene.fixture.unknown {
            Some(_) => assert_eq!(closed, None, "{}: unknown closed it", scene.file),
            None => assert_eq!(closed, Some(CloseReason::FixedVerified), "{}", scene.file),
        }
    }
}

#[test]
fn a_detector_that_is_told_nothing_says_who_would_tell() {
    for scene in scenes() {
        for topic in scene.detector.needs {
            let mut seen = scene.fires();
            seen.told.remove(topic);
            let look = scene.look(&seen);
            assert!(look.silent.contains(topic), "{}", scene.file);
            assert!(look.gaps.is_empty() && look.subjects == 0, "{}", scene.file);
            assert!(!topic.would_tell().is_empty());
        }
    }
}

static TWO_SELECTORS: LazyLock<Scene> = LazyLock::new(|| {
    scenes()
        .into_iter()
        .find(|scene| scene.file == "r02")
        .unwrap()
});

#[test]
fn every_way_that_is_offered_changes_something() {
    for scene in scenes() {
        let look = scene.look(&scene.fires());
        let rows = look.gaps.iter().flat_map(|gap| &gap.rows);
        for row in rows.filter(|row| !matches!(row.handle, Handle::Owner | Handle::Pick(_))) {
            let by = row.parties.first().cloned().unwrap_or_else(|| id("Flo"));
            let settled = Settled {
                by: &by,
                written: "somebody@example.org",
                because: "we talked",
                today: "2026-06-30".parse().unwrap(),
            };
            for way in &row.ways {
                let how = match way {
                    Way::Mine => Settling::Mine,
                    Way::Theirs => Settling::Theirs,
                    Way::Neither => Settling::Neither,
                    Way::Assign => Settling::Assigned("flo@example.org".to_owned()),
                    Way::End => Settling::Ended,
                    Way::Unmeasured => Settling::Unmeasured,
                    Way::Adopt | Way::Delegate | Way::Elsewhere => continue,
                };
                let acts = settle(row, &how, &settled);
                assert!(!acts.is_empty(), "{}: {way:?} changes nothing", scene.file);
            }
        }
    }
}

fn people() -> impl Strategy<Value = Vec<(usize, Vec<bool>)>> {
    let over = prop::collection::vec(any::<bool>(), 6);
    prop::collection::vec((0_usize..4, over), 0..5)
}

proptest! {
    /// R02 speaks of a thing exactly where two different people hold it, whatever the selectors.
    #[test]
    fn overlap_is_found_on_things(seats in people()) {
        let scene = &*TWO_SELECTORS;
        let mut seen = scene.fires();
        let activity = seen.activities.get_mut(&id("Patching")).unwrap();
        let template = activity.seats[0].clone();
        activity.seats = seats.iter().map(|(person, over)| {
            let mut seat = template.clone();
            seat.party = Party::Person(EntityId::new("person", *person as u64 + 1));
            let held = over.iter().enumerate().filter(|(_, held)| **held);
            seat.over = held.map(|(at, _)| EntityId::new("device", at as u64 + 1)).collect();
            seat
        }).collect();
        let holders = |thing: usize| {
            let mut who: Vec<usize> =
                seats.iter().filter(|(_, over)| over[thing]).map(|(person, _)| *person).collect();
            who.sort_unstable();
            who.dedup();
            who.len()
        };
        let several = (0..6).any(|thing| holders(thing) > 1);
        prop_assert_eq!(!scene.look(&seen).gaps.is_empty(), several);
    }
}
