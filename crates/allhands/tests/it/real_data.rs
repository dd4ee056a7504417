//! Real exports and real responsibility data that nobody here wrote.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::world::{World, real_data};

const AT: &str = "2026-11-02T00:00:00Z";
/// The recordings carry no date of their own that would still be fresh.
const AS_OF: [&str; 2] = ["--as-of", "2026-11-01"];

/// Unwraps recorded answers into the exports of a source.
fn unwrap(world: &World, from: &[PathBuf], source: &str) {
    let folder = world.root().join("exports").join(source);
    fs::create_dir_all(&folder).unwrap();
    for path in from {
        let text = fs::read_to_string(path).unwrap();
        let is_har = path.extension().is_some_and(|e| e == "har");
        let bodies = if is_har {
            testkit::unwrap::har(&text).unwrap()
        } else {
            testkit::unwrap::cartography(&text).unwrap()
        };
        let stem = path.file_stem().unwrap().to_string_lossy();
        for (at, body) in bodies.iter().enumerate() {
            fs::write(folder.join(format!("{stem}.{at}.json")), &body.bytes).unwrap();
        }
    }
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect()
}

fn add(world: &World, connector: &str, files: &Path) {
    let files = files.to_string_lossy();
    let mut args = vec!["source", "add", connector, "--files", &files];
    args.extend(AS_OF);
    world.run_at(&args, AT).ends(0);
}

/// A device is one in the endpoint agent and the device manager, although one of the manager's
/// own answers had its serial number redacted.
#[test]
fn a_recorded_laptop_is_one_in_two_tools() {
    let Some(data) = real_data("a_recorded_laptop_is_one_in_two_tools") else {
        return;
    };
    let world = World::new();
    for source in ["kandji", "crowdstrike"] {
        unwrap(
            &world,
            &files_of(&data.join("api/har").join(source)),
            source,
        );
        add(&world, source, &world.root().join("exports").join(source));
    }
    world.run_at(&["run"], AT);
    let data = world
        .run_at(&["explain", "C02D91CNPV4M", "--format", "json"], AT)
        .ends(0)
        .data();
    let merged = data["merged"].to_string();
    assert!(
        merged.contains("crowdstrike") && merged.contains("kandji"),
        "{data:#}"
    );
    assert!(
        merged.contains("serial number C02D91CNPV4M (strong)"),
        "{data:#}"
    );
    assert!(
        data["ignored"].to_string().contains("[REDACTED]"),
        "{data:#}"
    );
}

/// Reading everything again at the same instant changes nothing.
#[test]
fn real_answers_read_twice_change_nothing() {
    let Some(data) = real_data("real_answers_read_twice_change_nothing") else {
        return;
    };
    let world = World::new();
    for (source, recorded) in [
        ("jamf", "api/har/jamf"),
        ("kandji", "api/har/kandji"),
        ("crowdstrike", "api/har/crowdstrike"),
        ("github", "api/har/github"),
        ("google-workspace", "api/har/google"),
        ("workday", "api/cartography/workday"),
        ("checkr", "hr/background-checks"),
    ] {
        unwrap(&world, &files_of(&data.join(recorded)), source);
        add(&world, source, &world.root().join("exports").join(source));
    }
    world.adopt(&[
        "laptops-run-the-endpoint-agent",
        "accounts-use-two-factor-sign-in",
    ]);
    let first = world.pass_at(AT).data();
    assert!(
        first["collected"]["records"].as_u64().unwrap() > 40,
        "{first:#}"
    );
    let again = world.pass_at(AT).data();
    assert_eq!(again["collected"]["changed"], false);
    assert_eq!(
        again["changes"],
        serde_json::json!({
            "detected": 0, "opened": 0, "reopened": 0, "closed": 0, "fixed": 0, "other": 0,
        })
    );
}

/// The Kubernetes community's own responsibility data. The figures were counted independently
/// from the same files: 113 OWNERS files, 22 name nobody who is still a member of the
/// organisations, 4 exactly one.
#[test]
fn the_kubernetes_community_knows_who_answers_for_each_directory() {
    let test = "the_kubernetes_community_knows_who_answers_for_each_directory";
    let Some(data) = real_data(test) else { return };
    let world = World::new();
    add(
        &world,
        "kubernetes-org",
        &data.join("ownership/kubernetes-org/config"),
    );
    add(
        &world,
        "kubernetes-owners",
        &data.join("ownership/kubernetes-community"),
    );
    let pass = world.pass_at(AT).ends(0).data();
    // 1,303 different logins in three organisations; one of them is written in two ways.
    assert_eq!(pass["collected"]["entities"]["account"]["entities"], 1303);
    let who = ["who", "--kind", "code path", "--format", "json"];
    let answers = world.run_at(&who, AT).ends(0).data();
    assert_eq!(answers["entities"], 113);
    assert_eq!(answers["unowned"], 22);
    assert_eq!(answers["one_person"], 4);
}

/// Its groups as a responsibility matrix. The figures were counted independently from the same
/// files: of 113 directories with an OWNERS file the groups of `sigs.yaml` name nobody who is
/// accountable for 34, exactly one person for none, several for 79. In 77 of these every one of
/// them may also approve changes, by the directory's own OWNERS or one above.
#[test]
fn the_kubernetes_community_is_a_responsibility_matrix() {
    let test = "the_kubernetes_community_is_a_responsibility_matrix";
    let Some(data) = real_data(test) else { return };
    let community = data.join("ownership/kubernetes-community");
    let world = World::new();
    add(&world, "kubernetes-owners", &community);
    add(&world, "kubernetes-sigs", &community);
    world.pass_at(AT).ends(0);
    let sigs = community.join("sigs.yaml");
    let import = ["matrix", "import", &sigs.to_string_lossy(), "--write"];
    world.run_at(&import, AT).ends(0);
    world.pass_at(AT).ends(0);
    let cover = [
        "matrix",
        "cover",
        "Answer for directories",
        "--format",
        "json",
    ];
    let cover = world.run_at(&cover, AT).ends(0).data()["covers"][0].clone();
    let directories: Vec<&Value> = cover["things"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|thing| is_here(&community, thing["name"].as_str().unwrap()))
        .collect();
    let having = |wanted: std::ops::RangeInclusive<usize>| {
        let people = |thing: &&&Value| wanted.contains(&thing["ids"].as_array().unwrap().len());
        directories.iter().filter(people).count()
    };
    assert_eq!(directories.len(), 113);
    assert_eq!((having(0..=0), having(1..=1), having(2..=99)), (34, 0, 79));
    let agrees = |how: &str| {
        let sources = directories.iter().map(|thing| &thing["sources"]);
        sources.filter(|sources| *sources == how).count()
    };
    assert_eq!((agrees("all"), agrees("some"), agrees("none")), (77, 1, 1));
    assert_eq!(cover["possibly"], 0);
}

/// Whether a path is a directory with an OWNERS file of its own, and not one that `sigs.yaml` links
/// to in another repository.
fn is_here(community: &Path, name: &str) -> bool {
    community.join(name).join("OWNERS").is_file()
}
