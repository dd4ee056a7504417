//! Real answers of where software is kept, built and run: every record of them is accounted for.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use model::Record;
use serde_json::Value;

use crate::{
    real::{all_complete, data, inputs, json, recording, tree},
    support::{counted, input, of_kind, run},
};

/// The recordings of a tool, by name.
fn recordings(tool: &str) -> Option<Vec<PathBuf>> {
    let folder = data()?.join("api/har").join(tool);
    let paths = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|ext| ext == "har"))
        .collect();
    found.sort();
    Some(found)
}

/// Reads all that was answered in a recording; nothing of it may be unknown to the connector.
fn accounts_read(connector: &str, path: &Path) -> usize {
    let bodies: Vec<Value> = recording(path, "");
    let collected = run(connector, inputs(&bodies));
    let unread: Vec<_> = collected
        .problems
        .iter()
        .filter(|problem| problem.code == "file-unmatched")
        .collect();
    assert!(unread.is_empty(), "{}: {unread:?}", path.display());
    assert_eq!(collected.rejected, [], "{}", path.display());
    of_kind(&collected, "account").len()
}

#[test]
fn every_recorded_answer_of_github_is_read_or_known_to_say_nothing() {
    let Some(paths) = recordings("github") else {
        return;
    };
    let read: usize = paths.iter().map(|path| accounts_read("github", path)).sum();
    assert_eq!((paths.len(), read), (6, 18));
}

#[test]
fn every_recorded_answer_of_jira_is_read_or_known_to_say_nothing() {
    let Some(paths) = recordings("jira") else {
        return;
    };
    let read: usize = paths.iter().map(|path| accounts_read("jira", path)).sum();
    assert_eq!((paths.len(), read), (31, 18));
}

fn pointers<'a>(record: &'a Record, link: &'a str) -> impl Iterator<Item = &'a str> {
    let refs = record
        .refs
        .iter()
        .filter(move |pointer| pointer.link == link);
    refs.flat_map(|pointer| pointer.by.iter().map(|claim| claim.value.as_str()))
}

#[test]
fn the_groups_of_a_large_project_have_the_leads_and_subprojects_that_were_counted() {
    let Some(data) = data() else { return };
    let expected = json(&data.join("ownership/EXPECTED.json"))["sigs"].clone();
    let count = |name: &str| usize::try_from(expected[name].as_u64().unwrap()).unwrap();
    let files = tree(&data.join("ownership/kubernetes-community"), &["sigs.yaml"]);
    let collected = run("kubernetes-sigs", files);
    all_complete(&collected);
    let teams = of_kind(&collected, "team");
    let (below, groups): (Vec<_>, Vec<_>) = teams
        .into_iter()
        .partition(|team| team.key.native_id.contains('/'));
    assert_eq!(below.len(), count("subprojects"));
    let wanted = count("sigs") + count("working_groups") + count("committees");
    assert_eq!(groups.len(), wanted);
    let mut leads: BTreeMap<&str, usize> = BTreeMap::new();
    for group in &groups {
        for login in pointers(group, "maintainers") {
            *leads.entry(login).or_default() += 1;
        }
    }
    let several: BTreeSet<String> = leads
        .iter()
        .filter(|(_, groups)| **groups > 1)
        .map(|(login, _)| login.to_lowercase())
        .collect();
    // Leads of former times were counted too; they answer for nothing any more.
    let named = expected["people_leading_two_or_more_groups"].as_array();
    let named: BTreeSet<String> = named
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_lowercase)
        .collect();
    assert_eq!((several.len(), named.len()), (23, 44));
    assert!(several.is_subset(&named), "{several:?}");
    assert_eq!(
        of_kind(&collected, "code path").len(),
        count("owners_links")
    );
}

#[test]
fn the_operations_of_a_large_api_are_all_there() {
    let Some(data) = data() else { return };
    let document = fs::read(data.join("openapi/real/github/api.github.com.slim.json")).unwrap();
    let collected = run("openapi", vec![input("github.json", document)]);
    all_complete(&collected);
    let status = counted(&collected, "api operation", "status");
    assert_eq!(status["documented"] + status["deprecated"], 1223);
    assert_eq!(status["deprecated"], 37);
}

#[test]
fn lists_of_components_that_are_valid_are_read() {
    let Some(data) = data() else { return };
    let folder = data.join("sbom/cyclonedx-spec-valid-invalid");
    let mut read = 0;
    for version in ["1.5", "1.6"] {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder.join(version))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_str().unwrap();
            if !name.starts_with("valid-") || !name.ends_with(".json") {
                continue;
            }
            let document = json(&path);
            let collected = run("cyclonedx", vec![input(name, document.to_string())]);
            let told: Vec<_> = collected
                .problems
                .iter()
                .filter(|problem| {
                    problem.code == "file-unmatched" || problem.code.starts_with("records")
                })
                .collect();
            assert!(told.is_empty(), "{name}: {told:?}");
            assert_eq!(collected.rejected, [], "{name}");
            let top = document["components"].as_array().map_or(0, Vec::len);
            assert!(of_kind(&collected, "component").len() >= top, "{name}");
            read += 1;
        }
    }
    assert_eq!(read, 20);
}
