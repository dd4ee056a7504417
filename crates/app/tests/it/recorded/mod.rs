//! Payloads of real tools, and what an independent program says must be known after reading them.
//!
//! `api/cartography` of the real data holds recorded answers of many tools, and `EXPECTED.json`
//! what another inventory program makes of them: "these nodes exist", "these relationships exist",
//! as exact sets. Here the same answers go through the shipped connectors, and each check either
//! passes or is explained in a sentence. `<provider>.yaml` beside this file says how; it is read at
//! run time, so that nothing is compiled when it changes. Its form is told in [`mapping`].

#![allow(
    clippy::print_stdout,
    reason = "what a test counts or skips is told to people"
)]

mod accounted;
mod checks;
mod jq;
mod mapping;
mod people;
pub(crate) mod scene;
mod traffic;
mod view;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use checks::{Check, Outcome};
use mapping::Mapping;
use scene::Stage;

fn setting(name: &str) -> Option<String> {
    std::env::vars()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
}

/// The recorded answers; absent it is said loudly, and under CI it fails.
pub(crate) fn data() -> Option<PathBuf> {
    let folder = setting("ALLHANDS_TEST_DATA").map(PathBuf::from);
    if folder.is_none() {
        assert!(
            setting("CI").is_none(),
            "ALLHANDS_TEST_DATA is not set, and CI must not skip"
        );
        println!("SKIPPED: set ALLHANDS_TEST_DATA to run the checks over recorded payloads");
    }
    folder.map(|data| data.join("api/cartography"))
}

/// Whether a provider is looked at: `ALLHANDS_RECORDED=aws,jamf` narrows a run while one works.
fn wanted(provider: &str) -> bool {
    setting("ALLHANDS_RECORDED").is_none_or(|only| only.split(',').any(|one| one == provider))
}

/// Passed, explained, wrong.
#[derive(Default)]
struct Tally {
    passed: usize,
    explained: usize,
    wrong: Vec<String>,
}

#[test]
fn every_check_over_recorded_payloads_passes_or_is_explained() {
    let Some(data) = data() else { return };
    let mapping = Mapping::read();
    let checks = Check::read(&data);
    let mut stage = Stage::new(&data, &mapping);
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut pending: BTreeMap<&str, usize> = BTreeMap::new();
    let mut used = BTreeSet::new();
    for check in checks.iter().filter(|check| wanted(check.provider())) {
        let provider = check.provider();
        if !mapping.providers.contains(provider) {
            *pending.entry(provider).or_default() += 1;
            continue;
        }
        let explained = mapping.explanation(check);
        used.extend(explained);
        let tally = tallies.entry(provider).or_default();
        match (stage.judge(check), explained) {
            (Outcome::Passes, None) => tally.passed += 1,
            (Outcome::Passes, Some(at)) => tally.wrong.push(format!(
                "{check}\n    passes, and is explained nevertheless: {}",
                mapping.explained[at].why
            )),
            (Outcome::Differs(_), Some(_)) => tally.explained += 1,
            (Outcome::Differs(how), None) => tally.wrong.push(format!("{check}\n    {how}")),
        }
    }
    for (at, explained) in mapping.explained.iter().enumerate() {
        if wanted(&explained.provider) && !used.contains(&at) {
            let tally = tallies.entry(&explained.provider).or_default();
            let why = &explained.why;
            tally.wrong.push(format!("explains no check: {why}"));
        }
    }
    report(&tallies, &pending);
}

fn report(tallies: &BTreeMap<&str, Tally>, pending: &BTreeMap<&str, usize>) {
    let mut wrong = Vec::new();
    println!("{:<14} passed explained wrong  of", "provider");
    for (provider, tally) in tallies {
        let (passed, explained) = (tally.passed, tally.explained);
        let of = passed + explained + tally.wrong.len();
        let bad = tally.wrong.len();
        println!("{provider:<14} {passed:>6} {explained:>9} {bad:>5} {of:>3}");
        wrong.extend(&tally.wrong);
    }
    assert!(
        pending.is_empty(),
        "checks of tools without a mapping: {pending:?}"
    );
    let list: Vec<String> = wrong.iter().map(|one| format!("- {one}")).collect();
    assert!(
        wrong.is_empty(),
        "{} checks are neither met nor rightly explained:\n{}",
        wrong.len(),
        list.join("\n")
    );
}

#[test]
fn every_recorded_answer_is_accounted_for() {
    let Some(data) = data() else { return };
    let mapping = Mapping::read();
    let mut stage = Stage::new(&data, &mapping);
    let mut wrong = Vec::new();
    let mut counts = accounted::Counts::default();
    for file in files(&data) {
        let provider = file.split('/').next().unwrap_or_default();
        if !wanted(provider) {
            continue;
        }
        wrong.extend(accounted::wrong(&mut stage, &file, &mut counts));
    }
    println!("{counts}");
    let list: Vec<String> = wrong.iter().map(|one| format!("- {one}")).collect();
    assert!(wrong.is_empty(), "not accounted for:\n{}", list.join("\n"));
}

/// All recordings, as their path without `.json`.
fn files(data: &std::path::Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![data.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(data).unwrap().with_extension("");
                found.insert(name.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    found.remove("EXPECTED");
    found
}
