//! People act on findings: they claim, dispute and ask for exceptions, and evidence decides.

use crate::world::{World, laptops, people};

const FINDING: &str = "laptops-are-locked-away@device-1";
const RULE: &str = r#"Rule: Laptops are encrypted before they travel
Severity: medium
Because: A lost laptop that is encrypted is a lost laptop, and nothing more.
Expectation:
  Every laptop where status is "active" must have disk encryption on
Fix within: 60 days
Activity: "Endpoint protection"
Fixed by: user
Effort: 5 minutes
Message: The disk of {laptop.name} is not encrypted.
Steps:
  1. Switch it on.
"#;
const MATRIX: &str = "Activity,Accountable,Responsible\n\
    Endpoint protection,e2@linden.example,e1@linden.example\n";

/// One laptop that is not encrypted, used by the first of three people; the second is accountable.
fn world() -> World {
    let world = World::with_laptops();
    world.write("rules/laptops-are-locked-away.rule", RULE);
    world.write("responsibilities/security.csv", MATRIX);
    world.adopt(&[]);
    world.write("exports/workday.json", &people(&["e1", "e2", "e3"]));
    export(&world, false, "2026-06-01T06:00:00Z");
    world.run(&["run"]).ends(0);
    world
}

fn export(world: &World, encrypted: bool, at: &str) {
    let text = laptops(&[("1", "C02AAA111", "e1", encrypted)]);
    world.write_at("exports/jamf.json", text.as_bytes(), at);
    let staff = people(&["e1", "e2", "e3"]);
    world.write_at("exports/workday.json", staff.as_bytes(), at);
}

fn by<'a>(command: &[&'a str], person: &'a str) -> Vec<&'a str> {
    let why = ["--because", "the spare part comes at the end of the month"];
    [command, &["--as", person], &why].concat()
}

const E1: &str = "e1@linden.example";
const E2: &str = "e2@linden.example";
const E3: &str = "e3@linden.example";

fn state(world: &World, at: &str) -> String {
    let shown = world.run_at(&["finding", "show", FINDING, "--format", "json"], at);
    let state = shown.ends(0).data()["state"].clone();
    state.as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_claim_waits_for_evidence() {
    let world = world();
    world
        .run(&by(&["finding", "claim", FINDING], E1))
        .ends(0)
        .says("said to be fixed");
    assert_eq!(state(&world, "2026-06-01T08:00:00Z"), "fix_claimed");
    export(&world, false, "2026-06-02T06:00:00Z");
    world.pass_at("2026-06-02T07:00:00Z").ends(0);
    assert_eq!(state(&world, "2026-06-02T07:00:00Z"), "open");
    export(&world, true, "2026-06-03T06:00:00Z");
    world.pass_at("2026-06-03T07:00:00Z").ends(0);
    assert_eq!(state(&world, "2026-06-03T07:00:00Z"), "closed");
    world
        .run_at(&["finding", "show", FINDING], "2026-06-03T07:00:00Z")
        .ends(0)
        .says("still missed after it was said to be fixed");
}

#[test]
fn a_dispute_is_settled_by_somebody_else() {
    let world = world();
    world
        .run(&by(
            &["finding", "dispute", FINDING, "--not-mine", "--whose", E3],
            E1,
        ))
        .ends(0)
        .says("disputed");
    let own = by(&["finding", "settle", FINDING, "--give-to", E3], E1);
    world.run(&own).ends(1).says("cannot settle the dispute");
    world
        .run(&by(&["finding", "settle", FINDING, "--give-to", E3], E2))
        .ends(0);
    world.run(&["finding", "list"]).ends(0).says("Person e3");
    world
        .run(&by(&["finding", "settle", FINDING, "--stands"], E2))
        .ends(1)
        .says("not in dispute");
}

#[test]
fn an_exception_is_asked_for_approved_by_another_and_ends() {
    let world = world();
    let ask = ["finding", "except", FINDING, "--until", "2026-06-30"];
    world
        .run(&by(&ask, E1))
        .ends(0)
        .says("It waits for Person e2");
    assert_eq!(state(&world, "2026-06-01T08:00:00Z"), "exception_requested");
    let approve = |person| by(&["exception", "approve", "1"], person);
    world.run(&approve(E1)).ends(1).says("cannot approve it");
    world
        .run(&approve(E3))
        .ends(1)
        .says("may not approve")
        .says("Person e2");
    let over = ["exception", "approve", "1", "--until", "2026-05-01"];
    world
        .run(&by(&over, E2))
        .ends(1)
        .says("end before it begins");
    world.run(&approve(E2)).ends(0).says("in force until");
    assert_eq!(state(&world, "2026-06-01T08:00:00Z"), "excepted");

    export(&world, false, "2026-06-20T06:00:00Z");
    let pass = world.pass_at("2026-06-20T07:00:00Z").ends(0);
    assert_eq!(pass.data()["judged"]["open"], 1, "open risk all the same");
    assert_eq!(state(&world, "2026-06-20T07:00:00Z"), "excepted");
    export(&world, false, "2026-07-01T06:00:00Z");
    world.pass_at("2026-07-01T07:00:00Z").ends(0);
    assert_eq!(state(&world, "2026-07-01T07:00:00Z"), "open");
    world
        .run_at(&["exception", "list"], "2026-07-01T07:00:00Z")
        .ends(0)
        .says("No exception waits or is in force.");
}

#[test]
fn who_carries_the_risk_leaves_and_the_exception_with_them() {
    let world = world();
    let ask = ["finding", "except", FINDING, "--until", "2026-06-30"];
    world.run(&by(&ask, E1)).ends(0);
    world.run(&by(&["exception", "approve", "1"], E2)).ends(0);
    export(&world, false, "2026-06-05T06:00:00Z");
    let staff = people(&["e1", "e2", "e3"]);
    let left = staff.replacen(
        "\"Employee_ID\":\"e2\"",
        "\"Termination_Date\":\"2026-06-03\",\"Employee_ID\":\"e2\"",
        1,
    );
    assert_ne!(staff, left);
    world.write_at(
        "exports/workday.json",
        left.as_bytes(),
        "2026-06-05T06:00:00Z",
    );
    world.pass_at("2026-06-05T07:00:00Z").ends(0);
    assert_eq!(state(&world, "2026-06-05T07:00:00Z"), "open");
    world
        .run_at(&["exception", "list", "--all"], "2026-06-05T07:00:00Z")
        .ends(0)
        .says("the one who carries the risk is not here any more");
}

#[test]
fn what_cannot_be_excepted_says_why() {
    let world = world();
    let ask = |until, because| {
        let named = ["finding", "except", FINDING, "--until", until];
        let who = ["--as", E1, "--because", because];
        world.run(&[&named[..], &who].concat())
    };
    let reason = "the spare part comes at the end of the month";
    ask("2026-12-31", reason).ends(1).says("90 days at most");
    ask("2026-05-01", reason)
        .ends(1)
        .says("end before it begins");
    ask("2026-06-10", "later")
        .ends(1)
        .says("fewer than 20 characters");
    let elsewhere = [
        "finding",
        "except",
        "--rule",
        "laptops-are-locked-away",
        "--where",
        "laptop where model is \"none such\"",
        "--until",
        "2026-06-10",
    ];
    world
        .run(&by(&elsewhere, E1))
        .ends(1)
        .says("nothing of that misses");
}

#[test]
fn a_condition_covers_what_surely_fits_it() {
    let world = world();
    let ask = [
        "finding",
        "except",
        "--rule",
        "laptops-are-locked-away",
        "--where",
        "laptop where status is \"active\"",
        "--until",
        "2026-06-10",
    ];
    world.run(&by(&ask, E1)).ends(0);
    world.run(&by(&["exception", "approve", "1"], E2)).ends(0);
    assert_eq!(state(&world, "2026-06-01T08:00:00Z"), "excepted");
    world
        .run(&by(&["exception", "revoke", "1"], E1))
        .ends(0)
        .says("it was revoked");
    assert_eq!(state(&world, "2026-06-01T08:00:00Z"), "open");
}

#[test]
fn an_exception_ends_when_what_is_done_instead_is_missed() {
    let world = world();
    let watch = RULE
        .replace(
            "Laptops are encrypted before they travel",
            "Laptops are of a known model",
        )
        .replace(
            "must have disk encryption on",
            "must have model one of \"MacBook Pro\"",
        );
    world.write("rules/laptops-are-of-a-known-model.rule", &watch);
    world.pass_at("2026-06-01T07:30:00Z").ends(0);
    let ask = [
        "finding",
        "except",
        FINDING,
        "--until",
        "2026-06-30",
        "--watched-by",
    ];
    let at = "2026-06-01T08:00:00Z";
    world
        .run_at(
            &by(&[&ask[..], &["laptops-are-of-a-knwn-model"]].concat(), E1),
            at,
        )
        .ends(1)
        .says("did you mean `laptops-are-of-a-known-model`?");
    world
        .run_at(
            &by(&[&ask[..], &["laptops-are-of-a-known-model"]].concat(), E1),
            at,
        )
        .ends(0);
    world
        .run_at(&by(&["exception", "approve", "1"], E2), at)
        .ends(0);
    export(&world, false, "2026-06-02T06:00:00Z");
    world.pass_at("2026-06-02T07:00:00Z").ends(0);
    assert_eq!(state(&world, "2026-06-02T07:00:00Z"), "excepted");

    let other = laptops(&[("1", "C02AAA111", "e1", false)]).replace("MacBook Pro", "MacBook Air");
    let staff = people(&["e1", "e2", "e3"]);
    world.write_at(
        "exports/jamf.json",
        other.as_bytes(),
        "2026-06-03T06:00:00Z",
    );
    world.write_at(
        "exports/workday.json",
        staff.as_bytes(),
        "2026-06-03T06:00:00Z",
    );
    world.pass_at("2026-06-03T07:00:00Z").ends(0);
    assert_eq!(state(&world, "2026-06-03T07:00:00Z"), "open");
    world
        .run_at(&["exception", "list", "--all"], "2026-06-03T07:00:00Z")
        .ends(0)
        .says("laptops-are-of-a-known-model");
}
