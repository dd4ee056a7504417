//! What everybody does: guidelines reach those they concern, a new version asks again, and Security
//! answers for its own promises.

use serde_json::{Value, json};

use crate::world::World;

const DAY: &str = "2026-06-01T07:00:00Z";
const NEXT: &str = "2026-06-02T07:00:00Z";
const LATER: &str = "2026-07-06T07:00:00Z";

/// Three people: two of Engineering, one of Sales.
fn world() -> World {
    let world = World::new();
    export(&world, DAY);
    let files = [
        "source",
        "add",
        "workday",
        "--files",
        "exports/workday.json",
    ];
    world.run(&files).ends(0);
    world.adopt(&[
        "guidelines-are-acknowledged",
        "security-reports-are-looked-at",
        "questions-to-security-are-answered",
    ]);
    world.run(&["run"]).ends(0);
    world
}

fn export(world: &World, at: &str) {
    let person = |(id, name, department): (&str, &str, Value)| {
        json!({"Employee_ID": id, "Name": name, "Worker_Type": "Employee",
            "Email_-_Work": format!("{id}@linden.example"), "Hire_Date": "2024-03-01",
            "Cost_Center": department, "Supervisory_Organization": department,
            "Termination_Date": "", "Worker_s_Manager_group": []})
    };
    let all = [
        ("e1", "Ana Bloom", json!("Engineering")),
        ("e2", "Bo Chen", json!("Engineering")),
        ("e3", "Cy Dahl", json!("Sales")),
    ];
    let report = json!({"Report_Entry": all.map(person)});
    world.write_at("exports/workday.json", report.to_string().as_bytes(), at);
}

const PUBLISH: [&str; 4] = ["--as", "Ana Bloom", "--because", "everybody should know"];

fn publish(world: &World, file: &str, at: &str) {
    let command = [&["guideline", "publish", file][..], &PUBLISH].concat();
    world.run_at(&command, at).ends(0);
}

fn acknowledge(world: &World, guideline: &str, who: &str, at: &str) {
    let command = ["guideline", "acknowledge", guideline, "--as", who];
    world.run_at(&command, at).ends(0).says("Thank you");
}

/// Verdicts of a rule in a pass: met, missed, unknown.
fn verdicts(world: &World, rule: &str, at: &str) -> [u64; 3] {
    let ran = world.pass_at(at).ends(0).data();
    let rules = ran["judged"]["rules"].as_array().unwrap();
    let counts = rules.iter().find(|one| one["rule"] == rule).unwrap();
    ["met", "missed", "unknown"].map(|verdict| counts[verdict].as_u64().unwrap())
}

const RULE: &str = "guidelines-are-acknowledged";

#[test]
fn before_a_guideline_is_published_nothing_is_known_and_nobody_is_asked() {
    let world = world();
    assert_eq!(verdicts(&world, RULE, DAY), [0, 0, 3]);
}

#[test]
fn whoever_has_not_acknowledged_a_guideline_is_asked_until_they_have() {
    let world = world();
    publish(&world, "data-handling", DAY);
    assert_eq!(verdicts(&world, RULE, DAY), [0, 3, 0]);
    acknowledge(&world, "data-handling", "bo chen", DAY);
    export(&world, NEXT);
    assert_eq!(verdicts(&world, RULE, NEXT), [1, 2, 0]);
    world
        .run_at(&["guideline", "list"], NEXT)
        .ends(0)
        .says("Data handling (version 1), data-handling")
        .says("for everyone: 1 of 3 have acknowledged it");
    world
        .run_at(&["guideline", "show", "data-handling"], NEXT)
        .ends(0)
        .says("Not yet: Ana Bloom, Cy Dahl");
}

#[test]
fn a_guideline_for_engineering_asks_engineering_only() {
    let world = world();
    let text = "---\ntitle: Safe coding\nversion: 1\n\
                audience: people where department's name is \"Engineering\"\n---\nBe kind.\n";
    world.write("guides/safe-coding.md", text);
    let file = world.root().join("guides/safe-coding.md");
    publish(&world, file.to_str().unwrap(), DAY);
    assert_eq!(verdicts(&world, RULE, DAY), [1, 2, 0]);
    acknowledge(&world, "Safe coding", "e1@linden.example", DAY);
    acknowledge(&world, "Safe coding", "e2@linden.example", DAY);
    export(&world, NEXT);
    assert_eq!(verdicts(&world, RULE, NEXT), [3, 0, 0]);
}

#[test]
fn whoever_may_be_in_the_audience_is_neither_asked_nor_counted_as_having_read_it() {
    let world = world();
    let register = "guideline,version,published on,audience\n\
                    Odd,1,2026-05-01,people where shoe size is 43\n";
    world.write("exports/guidelines.csv", register);
    let add = [
        "source",
        "add",
        "guidelines-csv",
        "--files",
        "exports/guidelines.csv",
    ];
    world.run(&add).ends(0);
    assert_eq!(verdicts(&world, RULE, DAY), [0, 0, 3]);
}

#[test]
fn a_new_version_asks_again_and_who_acknowledged_the_old_one_is_kept() {
    let world = world();
    let text =
        |version: u32| format!("---\ntitle: Travel\nversion: {version}\n---\nNo {version}.\n");
    world.write("guides/travel.md", &text(1));
    let file = world.root().join("guides/travel.md");
    publish(&world, file.to_str().unwrap(), DAY);
    for who in ["Ana Bloom", "Bo Chen", "Cy Dahl"] {
        acknowledge(&world, "travel", who, DAY);
    }
    assert_eq!(verdicts(&world, RULE, DAY), [3, 0, 0]);
    world.write("guides/travel.md", &text(2));
    publish(&world, file.to_str().unwrap(), NEXT);
    export(&world, NEXT);
    assert_eq!(verdicts(&world, RULE, NEXT), [0, 3, 0]);
    let old = [
        "guideline",
        "show",
        "travel",
        "--version",
        "1",
        "--format",
        "json",
    ];
    let old = world.run_at(&old, NEXT).ends(0).data();
    assert_eq!(old["guideline"]["status"], "replaced");
    assert_eq!(old["text"], "No 1.\n");
    assert_eq!(old["acknowledgements"].as_array().unwrap().len(), 3);
    let again = [
        &["guideline", "publish", file.to_str().unwrap()][..],
        &PUBLISH,
    ]
    .concat();
    world
        .run_at(&again, NEXT)
        .ends(1)
        .says("version 2 of `travel` was published before");
}

#[test]
fn what_cannot_be_published_or_acknowledged_says_what_can() {
    let world = world();
    let publish = |text: &str| {
        world.write("guides/odd.md", text);
        let file = world.root().join("guides/odd.md");
        world.run(
            &[
                &["guideline", "publish", file.to_str().unwrap()][..],
                &PUBLISH,
            ]
            .concat(),
        )
    };
    publish("No head.\n")
        .ends(2)
        .says("the lines that say what it is are missing");
    publish("---\ntitle: Odd\nversion: 1\n---\n \n")
        .ends(2)
        .says("its text is empty");
    publish("---\ntitle: Odd\nversion: 1\naudience: laptops\n---\nText.\n")
        .ends(2)
        .says("no people")
        .says("audience: everyone");
    world
        .run(&["guideline", "acknowledge", "odd", "--as", "Ana Bloom"])
        .ends(1)
        .says("no guideline `odd` holds");
    world
        .run(&["guideline", "show", "odd"])
        .ends(2)
        .says("no guideline is called `odd`");
    world
        .run(&[
            "guideline",
            "acknowledge",
            "data-handling",
            "--as",
            "Nobody",
        ])
        .ends(1);
}

#[test]
fn security_is_held_to_its_own_promises() {
    let world = world();
    let report = ["security", "report", "Strange mail", "--as", "Cy Dahl"];
    let number = world
        .run(&[&report[..], &["--format", "json"]].concat())
        .ends(0);
    let number = number.data()["number"].to_string();
    let ask = [
        "security",
        "ask",
        "May we use the new survey tool?",
        "--as",
        "Bo Chen",
    ];
    world
        .run(&ask)
        .ends(0)
        .says("Security answers within two weeks");
    let reports = "security-reports-are-looked-at";
    let questions = "questions-to-security-are-answered";
    assert_eq!(verdicts(&world, reports, DAY), [0, 0, 0]);
    export(&world, LATER);
    assert_eq!(verdicts(&world, reports, LATER), [0, 1, 0]);
    assert_eq!(verdicts(&world, questions, LATER), [0, 1, 0]);
    world
        .run_at(&["security", "list", "--waiting"], LATER)
        .ends(0)
        .says("Strange mail")
        .says("May we use the new survey tool?");
    let answer = [
        "security",
        "answer",
        &number,
        "Harmless, thank you",
        "--as",
        "Ana Bloom",
    ];
    world.run_at(&answer, LATER).ends(0).says("Answered");
    let next = "2026-07-07T07:00:00Z";
    export(&world, next);
    assert_eq!(verdicts(&world, reports, next), [1, 0, 0]);
    assert_eq!(verdicts(&world, questions, next), [0, 1, 0]);
    let nobody = ["security", "answer", "99", "Yes", "--as", "Ana Bloom"];
    world
        .run_at(&nobody, next)
        .ends(1)
        .says("`allhands security list` shows them");
}
