//! People say what is theirs and what is not, and somebody asks who answered earlier.

use crate::{
    demo::demo_folder,
    world::{Ran, World, allhands, laptops, people},
};

const LATER: &str = "2026-06-05T07:00:00Z";

/// A laptop of the first of two people that is not encrypted.
fn world() -> World {
    let world = World::with_laptops();
    world.write(
        "exports/jamf.json",
        &laptops(&[("1", "C02AAA111", "e1", false)]),
    );
    world.run(&["run"]).ends(0);
    world
}

fn says(world: &World, answer: &[&str], person: &str) -> Ran {
    let mail = format!("{person}@linden.example");
    let args = [&["who", "device-1"], answer, &["--as", &mail]].concat();
    world.run(&args)
}

/// To whom the finding about the laptop goes.
fn goes_to(world: &World) -> String {
    let ran = world.run(&["finding", "list", "--all", "--format", "json"]);
    let data = ran.ends(0).data();
    data[0]["goes_to"].as_str().unwrap_or("nobody").to_owned()
}

#[test]
fn who_denies_a_laptop_is_not_asked_about_it_any_more() {
    let world = world();
    assert_eq!(goes_to(&world), "Person e1");
    says(&world, &["--not-mine", "--because", "given back"], "e1")
        .ends(0)
        .says("Decision 1: Person e1 says: not mine.")
        .says("nobody answers for Laptop 1: everybody named says that it is not theirs")
        .says("also named: Person e1 (person-1) by jamf: Person e1 said on 2026-06-01");
    assert_eq!(goes_to(&world), "nobody");
    world
        .run(&["who", "--unowned", "device"])
        .ends(0)
        .says("nobody answers for 1 of 1 devices")
        .says("1  everybody named says that it is not theirs");
    says(&world, &["--take-back"], "e1")
        .ends(0)
        .says("Person e1 (person-1) answers for Laptop 1");
    assert_eq!(goes_to(&world), "Person e1");
    world
        .run(&["who", "--unowned"])
        .ends(0)
        .says("nobody answers for");
}

#[test]
fn a_deputy_gets_the_findings_until_the_last_day() {
    let world = world();
    let deputy = ["--delegate-to", "Person e2", "--until", "2026-06-04"];
    says(&world, &deputy, "e1")
        .ends(0)
        .says("Person e2 (person-2) answers for Laptop 1")
        .says("answers in the place of Person e1 until 2026-06-04 (decision 1)");
    assert_eq!(goes_to(&world), "Person e2");
    world.pass_at(LATER).ends(0);
    world
        .run_at(&["who", "device-1"], LATER)
        .ends(0)
        .says("Person e1 (person-1) answers for Laptop 1");
    assert_eq!(goes_to(&world), "Person e1");
}

#[test]
fn only_who_is_named_may_answer_and_the_security_lead() {
    let world = world();
    says(&world, &["--mine"], "e2")
        .ends(1)
        .says("no source names Person e2 for Laptop 1 (device-1)")
        .says("who is accountable for `Security rules` in `responsibilities/`");
    says(&world, &["--mine", "--for", "Person e1"], "e2")
        .ends(1)
        .says("Person e2 cannot answer for Person e1");
    says(&world, &["--not-mine"], "e2").ends(1);
    let nobody = ["--delegate-to", "Person e1", "--until", "2026-06-04"];
    says(&world, &nobody, "e2")
        .ends(1)
        .says("Person e2 does not answer for Laptop 1");
    says(&world, &["--take-back"], "e1")
        .ends(1)
        .says("Person e1 has said nothing about Laptop 1");
    world.write(
        "responsibilities/security.csv",
        "Activity,Unit,Accountable,Responsible\nSecurity rules,,e2@linden.example,\n",
    );
    says(&world, &["--mine", "--for", "Person e1"], "e2")
        .ends(0)
        .says("Person e1 says: mine (noted by Person e2)")
        .says("that it is theirs (decision 1), noted by e2@linden.example");
    world
        .run(&["who", "device-1", "--mine"])
        .ends(2)
        .says("--as");
}

#[test]
fn somebody_asks_who_answered_at_an_earlier_instant() {
    let world = world();
    let handed_on = laptops(&[("1", "C02AAA111", "e2", false)]);
    world.write_at("exports/jamf.json", handed_on.as_bytes(), LATER);
    world.write_at(
        "exports/workday.json",
        people(&["e1", "e2"]).as_bytes(),
        LATER,
    );
    world.pass_at(LATER).ends(0);
    let at = |instant: &str| world.run_at(&["who", "device-1"], instant);
    at("2026-06-04")
        .ends(0)
        .says("Person e1 (person-1) answers for Laptop 1")
        .says("As of 2026-06-04 00:00 UTC: run 1, collected on 2026-06-01 07:00 UTC.");
    at("2026-06-06")
        .ends(0)
        .says("Person e2 (person-2) answers for Laptop 1")
        .says("run 2");
    at("2026-05-31")
        .ends(2)
        .says("nothing had been collected by 2026-05-31T00:00:00Z")
        .says("the first run is of 2026-06-01T07:00:00Z");
    world
        .run_at(&["explain", "device-1"], "2026-06-04")
        .ends(0)
        .says("run 1")
        .says("Person e1 (person-1) answers for Laptop 1");
    let json = world.run_at(
        &["who", "device-1", "person-1", "--format", "json"],
        "2026-06-04",
    );
    let data = json.ends(0).data();
    assert_eq!(data["answers"][0]["as_of"]["run"], 1);
    assert_eq!(data["answers"][1]["entity"], "person-1");
    // What was said since did not hold then.
    let no = ["who", "device-1", "--not-mine", "--as", "Person e2"];
    world.run_at(&no, "2026-06-07").ends(0);
    at("2026-06-06")
        .ends(0)
        .says("Person e2 (person-2) answers for Laptop 1");
    at("2026-06-08").ends(0).says("nobody answers for Laptop 1");
}

#[test]
fn ten_things_of_the_demo_have_sources_that_disagree() {
    let ask = |args: &[&str]| -> Ran {
        let mut command = allhands();
        command.args(args).arg("--workspace").arg(demo_folder());
        command.output().unwrap().into()
    };
    let all = ask(&["who", "--kind", "device", "--format", "json"])
        .ends(0)
        .data();
    let ids: Vec<String> = all["answers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|answer| answer["entity"].as_str().unwrap().to_owned())
        .collect();
    let mut args = vec!["who", "--format", "json"];
    args.extend(ids.iter().map(String::as_str));
    let told = ask(&args).ends(0).data();
    let disagree = |answer: &&serde_json::Value| {
        !answer["disagree"].as_array().unwrap().is_empty() && answer["others"].is_array()
    };
    let answers = told["answers"].as_array().unwrap();
    assert!(answers.iter().filter(disagree).count() >= 10);
}
