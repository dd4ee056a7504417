//! From verdict to finding: opening and closing, confirmation, items and clocks, the worst case
//! (paragraphs 12 to 15).

use std::fs;

use serde_json::{Value, json};

use super::{
    exports::{Mac, accounts, candidates, checks, hosts, jamf, workday, worker, worker_with},
    june,
};
use crate::world::World;

const LEFT: &str = "leavers-have-no-working-accounts";
const LEAVER: &str = "leavers-have-no-working-accounts@person-1";
const OWN: &str = "own@device-1";

/// A laptop without disk encryption, and an own rule that wants it where the firewall is on.
fn with_open_finding() -> World {
    let world = World::new();
    world.export("workday", "people.json", workday(&[worker("e1")]), 1);
    world.source("workday");
    world.source("jamf");
    world.export("jamf", "computers.json", jamf(&[open_mac(Some(true))]), 1);
    wants(&world, "disk encryption on");
    let pass = world.day(1);
    assert_eq!((pass.count("opened"), pass.count("closed")), (1, 0));
    world
}

fn wants(world: &World, what: &str) {
    let text = format!("Every laptop where firewall is on must have {what}");
    world.rule("own", &text, "Fix within: 7 days\n");
}

fn open_mac(firewall: Option<bool>) -> Mac<'static> {
    Mac {
        encrypted: Some(false),
        firewall,
        ..Mac::new("1", "C02AAA111", "e1")
    }
}

#[track_caller]
fn closed_because(world: &World, id: &str, day: u32) -> Value {
    world.finding(id, day)["closed_because"].clone()
}

// 12: opening and closing.

#[test]
fn unknown_opens_nothing_and_closes_nothing() {
    let world = with_open_finding();
    world.export("jamf", "computers.json", jamf(&[open_mac(None)]), 2);
    let pass = world.day(2);
    assert_eq!(pass.verdicts("own"), "unknown 1");
    assert_eq!((pass.count("opened"), pass.count("closed")), (0, 0));
    assert_eq!(world.findings(2), [OWN]);
}

#[test]
fn what_the_rule_does_not_speak_of_any_more_is_not_called_fixed() {
    let world = with_open_finding();
    world.export("jamf", "computers.json", jamf(&[open_mac(Some(false))]), 2);
    let pass = world.day(2);
    assert_eq!((pass.count("closed"), pass.count("fixed")), (1, 0));
    assert_eq!(closed_because(&world, OWN, 2), "no_longer_applies");
}

#[test]
fn a_rule_that_changed_its_mind_fixed_nothing() {
    let world = with_open_finding();
    wants(&world, "firewall on");
    let pass = world.day(2);
    assert_eq!(pass.verdicts("own"), "met 1");
    assert_eq!((pass.count("closed"), pass.count("fixed")), (1, 0));
    assert_eq!(closed_because(&world, OWN, 2), "superseded");
}

#[test]
fn a_rule_that_is_taken_away_retires_its_findings() {
    let world = with_open_finding();
    fs::remove_file(world.root().join("rules/own.rule")).unwrap();
    assert_eq!(world.day(2).count("closed"), 1);
    assert_eq!(closed_because(&world, OWN, 2), "rule_retired");
}

#[test]
fn a_rule_that_cannot_be_read_leaves_its_findings_as_they_are() {
    let world = with_open_finding();
    wants(&world, "disk encrption on");
    let pass = world.troubled_day(2);
    assert_eq!(pass.count("closed"), 0);
    assert_eq!(world.findings(2), [OWN]);
    wants(&world, "disk encryption on");
    let pass = world.day(2);
    assert_eq!((pass.count("opened"), pass.count("closed")), (0, 0));
}

#[test]
fn a_part_that_never_missed_does_not_hold_the_finding_open() {
    let world = World::new();
    let text = "Every laptop must have disk encryption on and must have firewall on";
    world.rule("own", text, "");
    world.source("jamf");
    world.export("jamf", "computers.json", jamf(&[open_mac(None)]), 1);
    assert_eq!(world.day(1).verdicts("own"), "missed 1");
    let fixed = Mac {
        encrypted: Some(true),
        ..open_mac(None)
    };
    world.export("jamf", "computers.json", jamf(&[fixed]), 2);
    let pass = world.day(2);
    assert_eq!(pass.verdicts("own"), "unknown 1");
    assert_eq!(pass.count("fixed"), 1);
}

// 13: confirmation counts snapshots.

fn with_agent_export(last_seen: &str, day: u32) -> World {
    let world = World::new();
    world.adopt(&["laptops-run-the-endpoint-agent"]);
    let people = [worker_with(
        "e1",
        &[("Handles_Customer_Data", json!(false))],
    )];
    world.export("workday", "people.json", workday(&people), day);
    world.source("workday");
    world.source("jamf");
    world.source("crowdstrike");
    agents(&world, last_seen, day);
    world
}

fn agents(world: &World, last_seen: &str, day: u32) {
    let macs = [Mac::new("1", "C02AAA111", "e1")];
    world.export("jamf", "computers.json", jamf(&macs), day);
    let host = hosts(&[("a1", "C02AAA111", last_seen)]);
    world.export("crowdstrike", "hosts.json", host, day);
}

#[test]
fn while_the_rule_waits_a_finding_is_uncounted_and_untold() {
    let silent = "2026-05-10T05:00:00Z";
    let id = "laptops-run-the-endpoint-agent@device-1";
    let world = with_agent_export(silent, 1);
    let pass = world.day(1);
    assert_eq!((pass.count("detected"), pass.count("opened")), (1, 0));
    assert_eq!(pass.0["judged"]["open"], 0);
    assert_eq!(world.findings(1), Vec::<String>::new());
    let told = world.run_at(&["remind", "--dry-run", "--format", "json"], &june(1, 8));
    assert!(!told.ends(0).stdout.contains(id));
    // It opens when the wait is over, and was missed since the first evidence.
    agents(&world, silent, 2);
    assert_eq!(world.day(2).count("opened"), 1);
    assert_eq!(world.finding(id, 2)["missed_since"], june(1, 6));
    assert_eq!(world.history(id, 2), ["detected", "opened"]);
}

#[test]
fn what_is_met_again_while_the_rule_waits_was_never_told() {
    let world = with_agent_export("2026-05-10T05:00:00Z", 1);
    world.day(1);
    agents(&world, &june(2, 5), 2);
    let pass = world.day(2);
    assert_eq!((pass.count("opened"), pass.count("closed")), (0, 0));
    let history = world.history("laptops-run-the-endpoint-agent@device-1", 2);
    assert_eq!(history, ["detected", "lapsed: fixed_verified"]);
}

/// A leaver among five who stay, each with accounts; who works is said by id.
fn with_leaver(working: &[&str], day: u32) -> World {
    let world = World::new();
    world.adopt(&[LEFT]);
    world.source("workday");
    world.source("google-workspace");
    accounts_of(&world, working, day);
    world
}

/// The people as they are, and the accounts of that day: `a...` are the leaver's.
fn accounts_of(world: &World, working: &[&str], day: u32) {
    let mut people = vec![worker_with(
        "e0",
        &[("Termination_Date", json!("2026-05-20"))],
    )];
    people.extend(["e1", "e2", "e3", "e4", "e5"].map(worker));
    world.export("workday", "people.json", workday(&people), day);
    let all = ["a1", "a2", "b1", "b2", "b3", "b4", "b5"];
    let listed = all
        .iter()
        .filter(|id| !working.contains(&&*format!("no {id}")));
    let all: Vec<(&str, &str, bool)> = listed
        .map(|id| match id.strip_prefix('b') {
            Some("1") => (*id, "e1", true),
            Some(_) => (*id, "e2", true),
            None => (*id, "e0", working.contains(id)),
        })
        .collect();
    world.export("google-workspace", "users.json", accounts(&all), day);
}

#[test]
fn two_snapshots_without_an_account_end_it_and_close_the_finding_once() {
    let world = with_leaver(&["a1"], 1);
    assert_eq!(world.day(1).count("opened"), 1);
    // The first snapshot without it proves nothing; reading it again proves no more.
    accounts_of(&world, &["no a1"], 2);
    for _ in 0..3 {
        let pass = world.day(2);
        assert_eq!(pass.count("closed"), 0);
    }
    assert_eq!(world.findings(2), [LEAVER]);
    // The second is the confirmation; no two more clean looks are asked for.
    accounts_of(&world, &["no a1"], 3);
    let pass = world.day(3);
    assert_eq!((pass.count("closed"), pass.count("fixed")), (1, 1));
    accounts_of(&world, &["no a1"], 4);
    assert_eq!(world.day(4).count("closed"), 0);
}

#[test]
fn one_complete_snapshot_that_says_suspended_is_enough() {
    let world = with_leaver(&["a1"], 1);
    world.day(1);
    accounts_of(&world, &[], 2);
    let pass = world.day(2);
    assert_eq!((pass.count("closed"), pass.count("fixed")), (1, 1));
}

#[test]
fn an_app_that_is_not_in_the_next_list_is_gone_at_once() {
    let world = World::new();
    let text = "Every laptop must have no app where name is \"Old Chat\"";
    world.rule("own", text, "");
    world.source("jamf");
    let with = |apps| Mac {
        apps,
        ..Mac::new("1", "C02AAA111", "e1")
    };
    let before = jamf(&[with(&["Old Chat", "Browser"])]);
    world.export("jamf", "computers.json", before, 1);
    assert_eq!(world.day(1).count("opened"), 1);
    world.export("jamf", "computers.json", jamf(&[with(&["Browser"])]), 2);
    assert_eq!(world.day(2).count("fixed"), 1);
}

// 14: items and clocks.

fn open_items(story: &Value) -> Vec<String> {
    let clocks = story["clocks"].as_array().unwrap().iter();
    let running = clocks.filter(|clock| clock["cleared_at"].is_null());
    running
        .map(|clock| clock["label"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn of_two_accounts_each_has_its_clock_and_the_finding_is_due_with_the_next() {
    let world = with_leaver(&["a1"], 1);
    world.day(1);
    accounts_of(&world, &["a1", "a2"], 2);
    world.day(2);
    let both = world.finding(LEAVER, 2);
    assert_eq!(
        open_items(&both),
        ["a1@linden.example", "a2@linden.example"]
    );
    assert_eq!(both["due"], "2026-06-02T23:59:59Z", "{both}");

    accounts_of(&world, &["a2"], 3);
    let pass = world.day(3);
    assert_eq!(pass.count("closed"), 0);
    let one = world.finding(LEAVER, 3);
    assert_eq!(open_items(&one), ["a2@linden.example"]);
    assert_eq!(one["due"], "2026-06-03T23:59:59Z");
    assert_eq!(
        world.history(LEAVER, 3),
        ["opened", "item_added", "item_cleared"]
    );
    accounts_of(&world, &[], 4);
    assert_eq!(world.day(4).count("fixed"), 1);
}

/// When a finding about a hire without a background check is due, counted from the start date.
fn due_for_a_start_on(start: Value) -> Value {
    let world = World::new();
    let hire = worker_with("e1", &[("Start_Date", start), ("Hire_Date", Value::Null)]);
    world.export("workday", "people.json", workday(&[hire]), 1);
    world.source("workday");
    world.source("checkr");
    let known = candidates(&["e1", "e2"]);
    world.export("checkr", "candidates.json", known, 1);
    let other = [("e2", "clear", Some("2026-05-01T08:00:00Z"))];
    world.export("checkr", "reports.json", checks(&other), 1);
    let labels = "Fix within: 3 days\nCount from: start date\n";
    world.rule(
        "screened",
        "Every person must have a background check",
        labels,
    );
    assert_eq!(world.day(1).verdicts("screened"), "met 1, missed 1");
    world.finding("screened@person-1", 1)["due"].clone()
}

#[test]
fn a_clock_starts_at_the_named_date_and_never_before_it_was_missed() {
    assert_eq!(
        due_for_a_start_on(json!("2026-06-10")),
        "2026-06-13T23:59:59Z"
    );
    assert_eq!(
        due_for_a_start_on(json!("2026-05-04")),
        "2026-06-04T23:59:59Z",
        "it was not overdue at birth"
    );
    assert_eq!(due_for_a_start_on(Value::Null), "2026-06-04T23:59:59Z");
}

#[test]
fn no_clock_starts_before_the_time_ran_out() {
    let world = with_agent_export("2026-06-01T05:00:00Z", 7);
    assert_eq!(world.day(7).0["judged"]["rules"][0]["met"], 1);
    // Seven days of silence are over at five; the export is that of yesterday, when they were not.
    let at = "2026-06-08T05:30:00Z";
    let pass = world.pass_at(at).ends(0).data();
    assert_eq!(pass["changes"]["detected"], 1, "{pass}");
    let finding = world.finding("laptops-run-the-endpoint-agent@device-1", 8);
    assert_eq!(finding["missed_since"], at, "{finding}");
    assert_eq!(finding["clocks"][0]["anchor"], at);
}

// 15: the worst is assumed, and said.

const WORST: &str = "Severity: medium; critical where user's handles customer data is yes\n\
                     Fix within: 14 days; 2 days where user's handles customer data is yes\n";

fn with_worst_case(handles: Option<bool>) -> World {
    let world = World::new();
    handling(&world, handles, 1);
    world.source("workday");
    world.source("jamf");
    let text = "Every laptop must have disk encryption on";
    world.rule("own", text, WORST);
    world.day(1);
    world
}

fn handling(world: &World, handles: Option<bool>, day: u32) {
    let columns = handles.map(|yes| ("Handles_Customer_Data", json!(yes)));
    let person = worker_with("e1", columns.as_slice());
    world.export("workday", "people.json", workday(&[person]), day);
    let macs = jamf(&[open_mac(Some(true))]);
    world.export("jamf", "computers.json", macs, day);
}

#[test]
fn what_is_unknown_when_a_finding_opens_counts_as_the_worst_and_is_said() {
    let world = with_worst_case(None);
    let finding = world.finding(OWN, 1);
    assert_eq!(finding["severity"], "critical");
    assert_eq!(finding["due"], "2026-06-03T23:59:59Z");
    assert_eq!(finding["worst_assumed"], true);
    world
        .run_at(&["finding", "show", OWN], &june(1, 8))
        .says("assume the worst");
    // Once it is known, it is no more than it is.
    handling(&world, Some(false), 2);
    world.day(2);
    let finding = world.finding(OWN, 2);
    assert_eq!(finding["severity"], "medium");
    assert_eq!(finding["worst_assumed"], false);
    assert_eq!(finding["due"], "2026-06-15T23:59:59Z");
}

#[test]
fn what_becomes_unknown_on_an_open_finding_keeps_its_last_answer() {
    let world = with_worst_case(Some(false));
    handling(&world, None, 2);
    world.day(2);
    let finding = world.finding(OWN, 2);
    assert_eq!(finding["severity"], "medium");
    assert_eq!(finding["due"], "2026-06-15T23:59:59Z");
    assert_eq!(finding["worst_assumed"], false);
}

#[test]
fn a_deadline_that_gets_shorter_counts_from_the_day_it_did() {
    let world = with_worst_case(Some(false));
    handling(&world, Some(true), 6);
    world.day(6);
    let finding = world.finding(OWN, 6);
    assert_eq!(finding["severity"], "critical");
    assert_eq!(finding["due"], "2026-06-08T23:59:59Z");
}

#[test]
fn steps_for_one_system_go_only_to_those_who_surely_have_it() {
    let world = with_open_finding();
    fs::remove_file(world.root().join("rules/own.rule")).unwrap();
    world.adopt(&["laptops-are-encrypted"]);
    let told = |platform: Value, day: u32| {
        let mut export = jamf(&[open_mac(Some(true))]);
        export["results"][0]["general"]["platform"] = platform;
        world.export("jamf", "computers.json", export, day);
        world.day(day);
        let remind = ["remind", "--dry-run", "--to", "Person e1"];
        world.run_at(&remind, &june(day, 8)).ends(0).stdout
    };
    let sure = told(json!("Mac"), 2);
    assert!(sure.contains("FileVault"), "{sure}");
    let unsure = told(Value::Null, 3);
    assert!(!unsure.contains("FileVault"), "{unsure}");
    assert!(unsure.contains("Ask the IT desk"), "{unsure}");
}

// 17: unknown that counts as missed.

#[test]
fn unknown_fails_only_while_everybody_who_would_know_answers() {
    let world = World::new();
    let text = "Every laptop must have firewall on";
    world.rule("own", text, "When unknown: fail\n");
    world.source("jamf");
    world.export("jamf", "computers.json", jamf(&[open_mac(None)]), 1);
    assert_eq!(world.day(1).verdicts("own"), "missed 1");
    let pass = world.day(5);
    assert_eq!(pass.verdicts("own"), "unknown 1");
    assert_eq!(pass.count("closed"), 0);
    world.export("jamf", "computers.json", jamf(&[open_mac(Some(true))]), 6);
    assert_eq!(world.day(6).count("fixed"), 1);
}
