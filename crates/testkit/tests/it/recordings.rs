//! Real recordings unwrap, where there are any.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "where real data lies is told through the environment, and a skip is said aloud"
)]

use std::{fs, path::PathBuf};

use testkit::unwrap;

/// The folder of real data, or none after saying so.
fn real_data() -> Option<PathBuf> {
    if let Ok(folder) = std::env::var("ALLHANDS_TEST_DATA") {
        return Some(PathBuf::from(folder));
    }
    assert!(
        std::env::var("CI").is_err(),
        "ALLHANDS_TEST_DATA names no folder of real data"
    );
    eprintln!("SKIPPED: ALLHANDS_TEST_DATA names no folder of real data");
    None
}

/// All files below a folder whose names end so.
fn below(folder: PathBuf, ending: &str) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_recorded_answer_in_json_can_be_read() {
    let Some(data) = real_data() else { return };
    let recordings = below(data.join("api/har"), ".har");
    assert!(recordings.len() > 100, "{}", recordings.len());
    let (mut bodies, mut json) = (0, 0);
    for path in recordings {
        let recording = unwrap::har(&fs::read_to_string(&path).unwrap());
        for body in recording.unwrap_or_else(|error| panic!("{}: {error}", path.display())) {
            assert!((200..300).contains(&body.status));
            assert!(!body.bytes.is_empty());
            bodies += 1;
            json += u32::from(serde_json::from_slice::<serde_json::Value>(&body.bytes).is_ok());
        }
    }
    // Counted by another program: 363 bodies of any status are JSON, a few successes are pages.
    assert!(json > 300 && bodies - json < 20, "{json} of {bodies}");
}

#[test]
fn every_named_answer_can_be_read() {
    let Some(data) = real_data() else { return };
    let files = below(data.join("api/cartography"), ".json");
    let files: Vec<_> = files
        .into_iter()
        .filter(|f| !f.ends_with("EXPECTED.json"))
        .collect();
    assert!(files.len() > 100, "{}", files.len());
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let keys: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
        let bodies = unwrap::cartography(&text).unwrap();
        assert_eq!(bodies.len(), keys.len(), "{}", path.display());
        for body in bodies {
            let value: serde_json::Value = serde_json::from_slice(&body.bytes).unwrap();
            let inside = value
                .as_str()
                .and_then(|text| serde_json::from_str(text).ok());
            let packed = inside.is_some_and(|v: serde_json::Value| v.is_object() || v.is_array());
            assert!(
                !packed,
                "{} of {} is still wrapped",
                body.url,
                path.display()
            );
        }
    }
}
