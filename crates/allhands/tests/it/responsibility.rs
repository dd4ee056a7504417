//! The responsibility matrix: taken over, looked at, changed, acknowledged, and asked by the rest.

use crate::world::{Ran, World, laptops};

const TABLE: &str = "Activity,Accountable,Responsible,Consulted\n\
    Endpoint protection,e1@linden.example,Person e2,tbd\n\
    Keep the responsibility matrix,e1@linden.example,Person e1,\n";
const RULE: &str = "security-activities-have-one-accountable-person";
const SOON: &str = "2026-06-01T09:00:00Z";

/// Two people, a laptop that nobody has and that is not encrypted, and a table.
fn world() -> World {
    let world = World::with_laptops();
    world.write(
        "exports/jamf.json",
        &laptops(&[("1", "C02AAA111", "e9", false)]),
    );
    world.adopt(&["laptops-are-encrypted", RULE]);
    world.write("responsibilities/security.csv", TABLE);
    world.run(&["run"]).ends(0);
    world
}

fn matrix(world: &World, args: &[&str]) -> Ran {
    world.run(&[&["matrix"], args].concat())
}

/// The verdict counts of the rule about activities, after another pass.
fn judged(world: &World, at: &str) -> (u64, u64, u64) {
    let pass = world.pass_at(at).ends(0).data();
    let rules = pass["judged"]["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["rule"] == RULE).unwrap();
    let count = |verdict: &str| rule[verdict].as_u64().unwrap();
    (count("met"), count("missed"), count("unknown"))
}

#[test]
fn the_table_is_shown_with_names_and_what_reaches_nobody() {
    let world = world();
    matrix(&world, &["show"])
        .ends(0)
        .says("Endpoint protection")
        .says("Person e1")
        .says("!tbd");
    matrix(&world, &["show", "endpoint protection"])
        .ends(0)
        .says("accountable  Person e1")
        .says("`tbd`, who stands for nobody")
        .says("laptops-are-encrypted");
    matrix(&world, &["show", "Endpoint protektion"])
        .ends(2)
        .says("did you mean `Endpoint protection`?");
    matrix(&world, &["duties", "e2@linden.example"])
        .ends(0)
        .says("responsible  Endpoint protection, not acknowledged");
}

#[test]
fn activities_are_entities_that_rules_and_questions_speak_of() {
    let world = world();
    assert_eq!(judged(&world, "2026-06-01T07:00:00Z"), (2, 0, 0));
    world
        .run(&["who", "Endpoint protection"])
        .ends(0)
        .says("Person e1 (person-1) answers for Endpoint protection");
    world
        .run(&["explain", "activity-1"])
        .ends(0)
        .says("responsibilities");
    let two = TABLE.replace(
        "e1@linden.example,Person e2",
        "Person e1;Person e2,Person e2",
    );
    world.write("responsibilities/security.csv", &two);
    assert_eq!(judged(&world, SOON), (1, 1, 0), "two are accountable");
    world
        .run_at(&["finding", "list"], SOON)
        .ends(0)
        .says("Endpoint protection");
}

#[test]
fn an_activity_keeps_its_number_and_says_the_same_again_without_a_new_run() {
    let world = world();
    let run = |world: &World, at| world.pass_at(at).ends(0).data()["collected"].clone();
    let again = run(&world, SOON);
    assert_eq!(again["changed"], false, "{again:#}");
    world.write(
        "responsibilities/more.csv",
        "Activity,Accountable,Responsible\nBackups,e2@linden.example,Person e2\n",
    );
    assert_eq!(run(&world, SOON)["changed"], true);
    let show = matrix(&world, &["show", "--format", "json"]).ends(0).data();
    let number = |title: &str| {
        let rows = show["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["title"] == title).unwrap();
        row["entity"].as_str().unwrap().to_owned()
    };
    assert_eq!(number("Endpoint protection"), "activity-1");
    assert_eq!(number("Backups"), "activity-3");
}

#[test]
fn what_nobody_else_fixes_goes_to_who_is_responsible() {
    let world = world();
    let goes_to = |world: &World| {
        let list = world.run(&["finding", "list", "--format", "json"]);
        let list = list.ends(0).data();
        let all = list.as_array().unwrap().clone();
        let laptop = all
            .iter()
            .find(|row| row["rule"] == "laptops-are-encrypted");
        laptop.unwrap()["goes_to"]
            .as_str()
            .unwrap_or("nobody")
            .to_owned()
    };
    assert_eq!(goes_to(&world), "Person e2");
    let narrow = "- activity: Endpoint protection\n  applies to: laptops where disk encryption is \
        \"off\"\n  responsible: Person e1\n";
    world.write("responsibilities/narrow.yaml", narrow);
    assert_eq!(
        goes_to(&world),
        "Person e1",
        "the narrower scope comes first"
    );
    let other = narrow.replace("off", "on");
    world.write("responsibilities/narrow.yaml", &other);
    assert_eq!(goes_to(&world), "Person e2", "it is about other laptops");
}

#[test]
fn people_change_it_and_what_was_is_kept() {
    let world = world();
    let by = |args: &[&str], person: &str| {
        let mail = format!("{person}@linden.example");
        matrix(
            &world,
            &[args, &["--as", &mail, "--because", "as agreed"]].concat(),
        )
    };
    by(&["assign", "Endpoint protection", "S", "Person e2"], "e2")
        .ends(1)
        .says("Person e1 may");
    by(
        &["assign", "Endpoint protection", "consulted", "Nobody Known"],
        "e1",
    )
    .ends(1)
    .says("`Nobody Known` is nobody's name here");
    by(
        &["assign", "Endpoint protection", "consulted", "Person e2"],
        "e1",
    )
    .ends(0)
    .says("Act 1: Person e2 is consulted about Endpoint protection.");
    by(
        &[
            "end",
            "Endpoint protection",
            "consulted",
            "tbd",
            "--on",
            "2026-06-02",
        ],
        "e1",
    )
    .ends(0)
    .says("2026-06-02 is the last day");
    let consulted = |at: &str| {
        let args = ["matrix", "show", "Endpoint protection", "--format", "json"];
        let shown = world.run_at(&args, at).ends(0).data();
        let held = shown["rows"][0]["held"]["C"].as_array().cloned();
        let names = held.unwrap_or_default();
        names
            .iter()
            .map(|party| party["written"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(consulted("2026-05-31"), ["tbd"], "before anybody acted");
    assert_eq!(consulted("2026-06-02"), ["tbd", "Person e2"]);
    assert_eq!(consulted("2026-06-03"), ["Person e2"]);
}

#[test]
fn not_mine_is_a_disagreement_until_somebody_else_has_it() {
    let world = world();
    let said = [
        "acknowledge",
        "Endpoint protection",
        "--as",
        "e1@linden.example",
    ];
    let says = |answer: &str| matrix(&world, &[&said[..], &[answer]].concat());
    says("--not-mine").ends(0).says("says \"not mine\"");
    assert_eq!(judged(&world, "2026-06-02T07:00:00Z"), (1, 1, 0));
    matrix(
        &world,
        &[
            "acknowledge",
            "Backups",
            "--mine",
            "--as",
            "e1@linden.example",
        ],
    )
    .ends(2)
    .says("no activity is called `Backups`");
    says("--mine").ends(0);
    matrix(&world, &["show"]).ends(0).says("2026-06-01");
    let after = "2026-06-03T07:00:00Z";
    assert_eq!(judged(&world, after), (2, 0, 0), "they said it is theirs");
}

#[test]
fn somebody_stands_in_for_a_time() {
    let world = world();
    let args = ["delegate", "Endpoint protection", "--to", "Person e1"];
    let until = ["--until", "2026-06-03", "--as", "e2@linden.example"];
    matrix(&world, &[&args[..], &until].concat())
        .ends(0)
        .says("e1@linden.example stands in until 2026-06-03");
    let responsible = |at: &str| world.run_at(&["matrix", "show", "Endpoint protection"], at);
    responsible("2026-06-03T12:00:00Z")
        .ends(0)
        .says("Person e1 (for Person e2 until 2026-06-03)");
    responsible("2026-06-04T12:00:00Z")
        .ends(0)
        .says("responsible  Person e2");
}

#[test]
fn what_is_exported_and_imported_again_changes_nothing() {
    let world = world();
    for sheet in ["csv", "yaml"] {
        let text = matrix(&world, &["export", "--to", sheet]).ends(0).stdout;
        let file = format!("security.{sheet}");
        world.write(&file, &text);
        let path = world.root().join(&file);
        let path = path.to_string_lossy();
        matrix(&world, &["import", &path])
            .ends(0)
            .says("2 rows, and nothing new.")
            .says("`--write` keeps them");
    }
    world.write("new.csv", "Task;Approver;Budget\nBackups;Person e2;3\n");
    let path = world.root().join("new.csv");
    let path = path.to_string_lossy().into_owned();
    matrix(&world, &["import", &path, "--write"])
        .ends(0)
        .says("+ Person e2 is accountable for Backups")
        .says("1 row kept in `responsibilities/new.csv`")
        .says("`Budget`");
    matrix(&world, &["show", "Backups"])
        .ends(0)
        .says("Person e2");
}

#[test]
fn what_held_then_says_that_files_are_those_of_now() {
    let world = world();
    world
        .run_at(&["matrix", "show"], "2026-03-01T09:00:00Z")
        .ends(0)
        .says("Endpoint protection")
        .says("are read as they are now");
}
