//! The sealed log from the command line: signed, checked, exported, witnessed, and what somebody
//! changed behind it.

use std::fs;

use crate::world::{Ran, World, laptops, people};

const E1: &str = "e1@linden.example";

/// Two passes over laptops; the second finds one more.
fn world() -> World {
    let world = World::with_laptops();
    pass(
        &world,
        &[("1", "C02AAA111", "e1", false)],
        "2026-06-01T07:00:00Z",
    );
    let both = [
        ("1", "C02AAA111", "e1", false),
        ("2", "C02AAA222", "e2", false),
    ];
    pass(&world, &both, "2026-06-02T07:00:00Z");
    world
}

fn pass(world: &World, all: &[(&str, &str, &str, bool)], at: &str) {
    world.write_at("exports/jamf.json", laptops(all).as_bytes(), at);
    let staff = people(&["e1", "e2"]);
    world.write_at("exports/workday.json", staff.as_bytes(), at);
    world.run_at(&["run"], at).ends(0);
}

/// Changes bytes of the ledger as somebody with the file in their hands would.
fn tamper(world: &World, from: &str, to: &str) {
    assert_eq!(
        from.len(),
        to.len(),
        "a text of the same length fits in its place"
    );
    let file = world.root().join("data/ledger.db");
    let ahead = world.root().join("data/ledger.db-wal");
    assert!(
        !ahead.exists(),
        "a command that has ended leaves the whole ledger in its file"
    );
    let mut bytes = fs::read(&file).unwrap();
    let found: Vec<usize> = (0..bytes.len().saturating_sub(from.len()))
        .filter(|at| bytes[*at..].starts_with(from.as_bytes()))
        .collect();
    assert!(!found.is_empty(), "`{from}` is not in the ledger");
    for at in found {
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    fs::write(&file, bytes).unwrap();
}

fn path(world: &World, name: &str) -> String {
    world.root().join(name).display().to_string()
}

fn verify(world: &World, more: &[&str]) -> Ran {
    world.run(&[&["log", "verify"], more].concat())
}

/// The key of the log, as `log verify` tells it.
fn key(world: &World) -> String {
    let report = verify(world, &["--format", "json"]).ends(0).data();
    report["keys"][0].as_str().unwrap().to_owned()
}

#[test]
fn each_pass_is_sealed_and_signed_and_all_of_it_holds() {
    let world = world();
    let said = verify(&world, &[])
        .ends(0)
        .says("Everything stands as it was sealed");
    assert!(!said.stdout.contains("not signed yet"), "{}", said.stdout);
    let report = verify(&world, &["--format", "json"]).ends(0).data();
    // The beginning, two passes, and the key that the first of them made.
    assert_eq!(
        (&report["entries"], &report["covered"]),
        (&4.into(), &4.into())
    );
    world.run(&["log", "list"]).ends(0).says("pass 2");
}

#[cfg(unix)]
#[test]
fn the_key_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = world();
    let file = fs::metadata(world.root().join("data/log.key")).unwrap();
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_changed_reason_is_reported_with_the_entry_it_was_sealed_in() {
    let world = world();
    tamper(&world, "disk encryption is off", "disk encryption is on?");
    verify(&world, &[])
        .ends(1)
        .says("History was changed. The first bad entry is 1.")
        .says("is not as it was sealed");
}

#[test]
fn an_old_backup_that_was_restored_shows_against_a_kept_checkpoint() {
    let world = world();
    let (backup, kept) = (path(&world, "old.backup"), path(&world, "kept"));
    world.run(&["backup", &backup]).ends(0);
    pass(
        &world,
        &[("1", "C02AAA111", "e1", true)],
        "2026-06-03T07:00:00Z",
    );
    let checkpoint = world.run(&["log", "checkpoint"]).ends(0).stdout;
    world.write("kept", &checkpoint);
    verify(&world, &["--against", &kept]).ends(0);
    world.run(&["restore", &backup, "--force"]).ends(0);
    verify(&world, &[]).ends(0).says("vouched for itself");
    verify(&world, &["--against", &kept])
        .ends(1)
        .says("The first bad entry is 4.")
        .says("the last ones are missing");
}

#[test]
fn an_exported_log_is_checked_without_a_workspace_and_refused_after_one_byte() {
    let world = world();
    let (folder, key) = (path(&world, "exported"), key(&world));
    world
        .run(&["log", "export", &folder])
        .ends(0)
        .says("log verify");
    let checked = [folder.as_str(), "--vkey", &key];
    verify(&world, &checked).ends(0);
    let file = world.root().join("exported/tile/entries/000.p/4");
    let mut bytes = fs::read(&file).unwrap();
    let last = bytes.len() - 20;
    bytes[last] ^= 1;
    fs::write(&file, bytes).unwrap();
    verify(&world, &checked)
        .ends(1)
        .says("The first bad entry is 3.");
}

#[test]
fn a_witness_signs_what_grew_and_refuses_another_history() {
    let world = world();
    let (folder, key, memory) = (
        path(&world, "one"),
        key(&world),
        path(&world, "witness.json"),
    );
    let witness = |folder: &str| {
        let names = [
            "--vkey",
            &key,
            "--name",
            "audit.example.org",
            "--memory",
            &memory,
        ];
        world.run(&[&["log", "witness", folder][..], &names].concat())
    };
    world.run(&["log", "export", &folder]).ends(0);
    witness(&folder).ends(0).says("\u{2014} audit.example.org ");
    pass(
        &world,
        &[("1", "C02AAA111", "e1", true)],
        "2026-06-03T07:00:00Z",
    );
    let grown = path(&world, "two");
    world.run(&["log", "export", &grown]).ends(0);
    witness(&grown).ends(0);
    // The older one again: the log would have gone back.
    witness(&folder).ends(1).says("the last ones are missing");
}

#[test]
fn one_entry_is_proven_by_itself() {
    let world = world();
    world
        .run(&["log", "proof", "2"])
        .ends(0)
        .says("c2sp.org/tlog-proof@v1")
        .says("index 2");
    world
        .run(&["log", "proof", "99"])
        .ends(2)
        .says("no checkpoint covers");
}

#[test]
fn somebody_is_erased_and_everything_still_holds() {
    let world = world();
    let because = ["--as", E1, "--because", "two boards"];
    world
        .run(&[&["match", "apart", "jamf 1", "jamf 2"][..], &because].concat())
        .ends(0);
    let why = ["--as", "e2@linden.example", "--because", "she asked"];
    world
        .run(&[&["log", "erase", E1][..], &why].concat())
        .ends(0)
        .says("1 decision");
    verify(&world, &[])
        .ends(0)
        .says("Of 1 the words were erased.");
    let decided = world.run(&["match", "list"]).ends(0).stdout;
    assert!(!decided.contains(E1), "{decided}");
}

#[test]
fn a_new_key_is_introduced_by_the_old_one_and_the_old_one_signs_no_more() {
    let world = world();
    let old = key(&world);
    let file = world.root().join("data/log.key");
    let old_file = fs::read_to_string(&file).unwrap();
    let why = [
        "--as",
        "e1@linden.example",
        "--because",
        "the machine changed hands",
    ];
    let rotated = world.run_at(
        &[&["log", "rotate-key", "--format", "json"], why.as_slice()].concat(),
        "2026-06-04T07:00:00Z",
    );
    let rotated = rotated.ends(0).data();
    assert_eq!(rotated["before"], old.as_str());
    let new = rotated["key"].as_str().unwrap();
    assert_ne!(new, old);
    // Who knows the old key follows to the new one, in the ledger and in an export.
    pass(
        &world,
        &[("1", "C02AAA111", "e1", true)],
        "2026-06-05T06:00:00Z",
    );
    verify(&world, &["--vkey", &old]).ends(0);
    verify(&world, &["--vkey", new]).ends(1);
    verify(&world, &["--vkey", &old, "--vkey", new]).ends(0);
    let folder = path(&world, "exported");
    world.run(&["log", "export", &folder]).ends(0);
    world
        .run(&["log", "verify", &folder, "--vkey", new])
        .ends(0);
    // The old key, and one that nobody introduced, sign nothing.
    let new_file = fs::read_to_string(&file).unwrap();
    let stranger = World::with_laptops();
    stranger.run(&["run"]).ends(0);
    let strange = fs::read_to_string(stranger.root().join("data/log.key")).unwrap();
    for refused in [&old_file, &strange] {
        fs::write(&file, refused).unwrap();
        world
            .run(&["log", "checkpoint"])
            .says("the log is signed with another key");
    }
    fs::write(&file, new_file).unwrap();
    world.run(&["log", "checkpoint"]).ends(0);
    verify(&world, &["--vkey", &key(&stranger)]).ends(1);
}
