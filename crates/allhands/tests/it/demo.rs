//! The demo, as a visitor sees it.

use std::{path::Path, sync::LazyLock};

use serde_json::Value;
use tempfile::TempDir;

use crate::world::{Ran, allhands};

/// One demo for all tests that only look at it, with what it printed.
static DEMO: LazyLock<(TempDir, Ran)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ran = demo(&folder.path().join("demo"), &["--format", "json"]);
    (folder, ran)
});

pub(crate) fn demo_folder() -> std::path::PathBuf {
    DEMO.0.path().join("demo")
}

fn demo(folder: &Path, args: &[&str]) -> Ran {
    allhands()
        .arg("demo")
        .arg(folder)
        .args(args)
        .output()
        .unwrap()
        .into()
}

#[test]
fn the_demo_shows_findings_that_open_wait_close_and_return() {
    assert_eq!(DEMO.1.code, Some(0), "{:?}", DEMO.1);
    let data = DEMO.1.data();
    let sum = |what: &str| -> u64 {
        let passes = data["passes"].as_array().unwrap().iter();
        passes
            .map(|pass| pass["changes"][what].as_u64().unwrap())
            .sum()
    };
    for what in ["detected", "opened", "fixed", "reopened"] {
        assert!(sum(what) > 0, "nothing {what}: {}", data["passes"]);
    }
    let things = &data["summary"]["things"];
    assert!(things["person"].as_u64().unwrap() >= 390, "{things}");
    assert!(things["repository"].as_u64().unwrap() >= 60, "{things}");
    assert!(
        !data["summary"]["silent"].as_array().unwrap().is_empty(),
        "a source is stale"
    );
    assert_departments_add_up(&data["report"]);
}

/// Law 11: department figures sum to the organisation's to the cent.
fn assert_departments_add_up(report: &Value) {
    let departments = report["departments"].as_array().unwrap();
    let cents: u64 = departments
        .iter()
        .filter_map(|d| d["debt"]["debt"]["money"]["minor"].as_u64())
        .sum();
    assert_eq!(
        report["debt"]["money"]["minor"].as_u64().unwrap_or(0),
        cents
    );
    let open: u64 = departments
        .iter()
        .map(|d| d["work"]["open"].as_u64().unwrap())
        .sum();
    assert_eq!(report["work"]["open"].as_u64().unwrap(), open);
}

#[test]
fn the_same_seed_tells_the_same_story() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo");
    let mut again = demo(&path, &["--format", "json"]).ends(0).data();
    again["folder"] = DEMO.1.data()["folder"].clone();
    assert_eq!(DEMO.1.data(), again);
}

#[test]
fn a_folder_with_other_things_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.txt"), "keep").unwrap();
    demo(folder.path(), &[]).ends(2).says("not an earlier demo");
    assert!(folder.path().join("mine.txt").exists());
}

#[test]
fn every_page_of_the_demo_can_be_asked_for() {
    let path = demo_folder();
    for args in [
        &["remind", "--dry-run"][..],
        &["report", "department"],
        &["who", "--kind", "service"],
        &["who", "--kind", "device"],
        &["finding", "list", "--all"],
        &["source", "list"],
        &["rule", "list"],
    ] {
        for format in ["text", "json"] {
            let mut command = allhands();
            command
                .args(args)
                .args(["--format", format])
                .arg("--workspace")
                .arg(&path);
            Ran::from(command.output().unwrap()).ends(0);
        }
    }
}
