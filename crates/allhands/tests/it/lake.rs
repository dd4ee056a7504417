//! What was observed, in a lake.

use std::fs;

use serde_json::Value;
use testkit::storage::Storage;

use crate::world::{World, laptops};

const MONDAY: &str = "2026-06-01T07:00:00Z";
const TUESDAY: &str = "2026-06-02T07:00:00Z";
const FRIDAY: &str = "2026-06-05T07:00:00Z";

fn set(world: &World, settings: &str) {
    let file = world.root().join("allhands.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(file, format!("{settings}{text}")).unwrap();
}

/// What a question comes to at an instant.
fn rows(world: &World, question: &str, at: &str) -> Value {
    let told = world
        .run_at(&["sql", question, "--format", "json"], at)
        .ends(0);
    told.data()["rows"].clone()
}

fn two_laptops(world: &World) {
    let all = [
        ("1", "C02AAA111", "e1", false),
        ("2", "C02AAA222", "e2", true),
    ];
    world.write_at("exports/jamf.json", laptops(&all).as_bytes(), TUESDAY);
}

const DEVICES: &str = "SELECT number, name, \"user\" FROM device ORDER BY number";

#[test]
fn a_workspace_in_a_lake_tells_the_same_as_one_in_folders() {
    let folders = World::with_laptops();
    let lake = World::with_laptops();
    set(&lake, "lake = \"data/lake\"\n");
    for world in [&folders, &lake] {
        world.pass_at(MONDAY).ends(0);
        two_laptops(world);
        world.pass_at(TUESDAY).ends(0);
    }
    for command in [
        ["finding", "list", "--all"].as_slice(),
        &["explain", "device-1"],
        &["who", "device-2"],
    ] {
        let told = |world: &World| world.run_at(command, TUESDAY).ends(0).stdout;
        assert_eq!(told(&lake), told(&folders), "{command:?}");
    }
    for question in [
        DEVICES,
        "SELECT * FROM device_provenance ORDER BY number",
        "SELECT id, name, state FROM finding ORDER BY id",
        "SELECT * FROM person_laptops ORDER BY from_number, to_number",
    ] {
        let told = rows(&folders, question, TUESDAY);
        assert!(!told.as_array().unwrap().is_empty(), "{question}");
        assert_eq!(rows(&lake, question, TUESDAY), told, "{question}");
        let then = |world| world_at_monday(world, question);
        assert_eq!(then(&lake), then(&folders), "{question}, on Monday");
    }
    assert_eq!(rows(&lake, DEVICES, MONDAY).as_array().unwrap().len(), 1);
    assert!(
        lake.root()
            .join("data/lake/tables/device/_delta_log")
            .is_dir()
    );
    assert!(!lake.root().join("data/observations").exists());
}

/// What is told of Monday; findings are not, by then.
fn world_at_monday(world: &World, question: &str) -> String {
    world
        .run_at(&["sql", question, "--format", "json"], MONDAY)
        .stdout
}

#[test]
fn findings_cannot_be_asked_about_as_they_were() {
    let world = World::with_laptops();
    world.pass_at(MONDAY).ends(0);
    world.pass_at(TUESDAY).ends(0);
    let told = world
        .run_at(&["sql", "SELECT * FROM finding"], MONDAY)
        .ends(2);
    told.says("leave `--at` out");
}

#[test]
fn a_lake_carries_on_where_the_folder_ended() {
    let world = World::with_laptops();
    world.pass_at(MONDAY).ends(0);
    let before = rows(&world, DEVICES, MONDAY);
    set(&world, "lake = \"data/lake\"\n");
    assert_eq!(rows(&world, DEVICES, MONDAY), before, "before the next run");
    two_laptops(&world);
    world.pass_at(TUESDAY).ends(0);
    assert_eq!(
        rows(&world, DEVICES, MONDAY),
        before,
        "what was carried over"
    );
    assert_eq!(rows(&world, DEVICES, TUESDAY)[0], before[0], "numbers stay");
    let list = world
        .run_at(&["lake", "list", "--format", "json"], TUESDAY)
        .ends(0)
        .data();
    let runs: Vec<u64> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["run"].as_u64().unwrap())
        .collect();
    assert_eq!(runs, [1, 2]);

    // Left by mistake, the folder would give other numbers to what comes next.
    let file = world.root().join("allhands.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("lake =", "# lake =")).unwrap();
    world
        .run_at(&["run"], FRIDAY)
        .ends(2)
        .says("name it again: `lake = \"data/lake\"`");
}

#[test]
fn old_runs_end_and_what_is_kept_stays_whole() {
    let world = World::with_laptops();
    set(&world, "lake = \"data/lake\"\nlake_keep = \"2 days\"\n");
    world.pass_at(MONDAY).ends(0);
    two_laptops(&world);
    world.pass_at(TUESDAY).ends(0);
    world
        .run_at(&["lake", "vacuum"], TUESDAY)
        .ends(0)
        .says("No run is old enough to go.");
    world
        .run_at(&["lake", "vacuum"], FRIDAY)
        .ends(0)
        .says("Removed 1 run.");
    world
        .run_at(&["lake", "list"], FRIDAY)
        .ends(0)
        .says("1 run kept, the latest 2");
    world
        .run_at(&["sql", DEVICES], MONDAY)
        .ends(2)
        .says("the first run is of 2026-06-02");
    assert_eq!(rows(&world, DEVICES, FRIDAY).as_array().unwrap().len(), 2);
    world
        .run_at(&["lake", "vacuum", "--keep", "soon"], FRIDAY)
        .ends(2)
        .says("90 days");
    world.pass_at(FRIDAY).ends(0);
}

#[test]
fn a_workspace_without_a_lake_says_how_to_have_one() {
    let world = World::with_laptops();
    world
        .run(&["lake", "list"])
        .ends(2)
        .says("lake = \"data/lake\"");
    set(&world, "lake = \"ftp://somewhere\"\n");
    world.run(&["run"]).ends(2).says("s3://bucket/prefix");
}

/// A workspace whose lake is in storage that speaks S3.
fn in_storage(storage: &Storage, prefix: &str) -> World {
    let mut world = World::with_laptops();
    set(&world, &format!("lake = \"s3://records/{prefix}\"\n"));
    world.settle(storage.environment());
    world
}

/// Everything that was judged, as a person and as a program read it.
fn judged(world: &World) -> String {
    let told = [
        ["finding", "list", "--all"].as_slice(),
        &["finding", "list", "--all", "--format", "json"],
        &["explain", "device-1"],
        &["who", "device-2"],
        &["sql", DEVICES, "--format", "csv"],
    ];
    told.map(|command| world.run_at(command, TUESDAY).ends(0).stdout)
        .concat()
}

#[test]
fn a_lake_in_s3_comes_to_the_same_verdicts_byte_for_byte() {
    let Some(storage) = Storage::with_bucket("records") else {
        return;
    };
    let folders = World::with_laptops();
    let lake = in_storage(&storage, "allhands");
    for world in [&folders, &lake] {
        world.pass_at(MONDAY).ends(0);
        two_laptops(world);
        world.pass_at(TUESDAY).ends(0);
    }
    assert_eq!(judged(&lake), judged(&folders));
    let listed = lake.run_at(&["lake", "list", "--format", "json"], TUESDAY);
    assert_eq!(listed.ends(0).data().as_array().unwrap().len(), 2);
}

#[test]
fn storage_that_fails_in_the_middle_leaves_nothing_half_committed() {
    let Some(storage) = Storage::with_bucket("records") else {
        return;
    };
    let whole = World::with_laptops();
    whole.pass_at(MONDAY).ends(0);
    let monday = rows(&whole, DEVICES, MONDAY);
    two_laptops(&whole);
    whole.pass_at(TUESDAY).ends(0);

    // What a pass takes where nothing fails.
    let calm = in_storage(&storage, "calm");
    calm.pass_at(MONDAY).ends(0);
    two_laptops(&calm);
    let plenty = 1_000_000;
    storage.allow(plenty);
    calm.pass_at(TUESDAY).ends(0);
    let takes = plenty - storage.allowed();
    assert!(takes > 20, "{takes} requests");

    for (at, part) in ["first", "early", "middle", "late"].into_iter().enumerate() {
        let cut = takes * i64::try_from(at).unwrap() / 4 + 1;
        storage.allow(plenty);
        let world = in_storage(&storage, part);
        world.pass_at(MONDAY).ends(0);
        two_laptops(&world);
        storage.allow(cut);
        world.pass_at(TUESDAY).ends(3);
        storage.allow(plenty);
        // It is as it was, until a pass comes to its end.
        assert_eq!(
            rows(&world, DEVICES, MONDAY),
            monday,
            "{part}, {cut} of {takes}"
        );
        world.pass_at(TUESDAY).ends(0);
        assert_eq!(judged(&world), judged(&whole), "{part}, {cut} of {takes}");
    }
}
