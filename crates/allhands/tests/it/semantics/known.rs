//! What is known: times, none and unknown, complete relations, percentages, references
//! (paragraphs 5 to 10).

use serde_json::{Value, json};

use super::{
    exports::{
        Mac, candidates, checks, hosts, jamf, mail, members, service, team, workday, worker,
        worker_with,
    },
    june,
};
use crate::world::World;

const ENCRYPTED: &str = "laptops-are-encrypted";
const AGENT: &str = "laptops-run-the-endpoint-agent";
const TRAINED: &str = "people-who-handle-customer-data-are-trained";
const SCREENED: &str = "new-hires-are-screened-before-they-start";
const LEFT: &str = "leavers-have-no-working-accounts";
const OWNED: &str = "services-have-an-owner";

fn with_people(people: &[Value]) -> World {
    let world = World::new();
    world.export("workday", "people.json", workday(people), 1);
    world.source("workday");
    world
}

fn with_macs(macs: &[Mac<'_>]) -> World {
    let world = with_people(&[worker("e1"), worker("e2")]);
    world.export("jamf", "computers.json", jamf(macs), 1);
    world.source("jamf");
    world
}

// 5: three times.

#[test]
fn when_the_export_job_died_what_was_met_turns_unknown_and_nothing_closes() {
    let open = Mac {
        encrypted: Some(false),
        ..Mac::new("2", "C02BBB222", "e2")
    };
    let world = with_macs(&[Mac::new("1", "C02AAA111", "e1"), open]);
    world.adopt(&[ENCRYPTED]);
    assert_eq!(world.day(1).verdicts(ENCRYPTED), "met 1, missed 1");
    assert_eq!(world.day(2).verdicts(ENCRYPTED), "met 1, missed 1");
    // The same old file is read every day.
    for day in 4..9 {
        let pass = world.day(day);
        assert_eq!(pass.verdicts(ENCRYPTED), "unknown 2", "on day {day}");
        assert_eq!(pass.count("closed"), 0);
    }
    assert_eq!(world.findings(8), ["laptops-are-encrypted@device-2"]);
}

#[test]
fn an_agent_that_is_silent_for_long_is_missed_and_not_unknown() {
    let world = with_macs(&[Mac::new("1", "C02AAA111", "e1")]);
    world.adopt(&[AGENT]);
    world.source("crowdstrike");
    let silent = hosts(&[("a1", "C02AAA111", "2026-05-10T05:00:00Z")]);
    world.export("crowdstrike", "hosts.json", silent, 1);
    assert_eq!(world.day(1).verdicts(AGENT), "missed 1");
}

#[test]
fn when_an_answer_was_produced_is_said_by_its_name_or_by_hand_before_its_date_on_disk() {
    let fresh = Mac::new("1", "C02AAA111", "e1");
    let verdicts = |file: &str, as_of: Option<&str>| {
        let world = World::new();
        world.adopt(&[ENCRYPTED]);
        let path = format!("exports/jamf/{file}");
        let body = jamf(&[fresh]).to_string();
        world.write_at(&path, body.as_bytes(), &june(9, 6));
        let mut add = vec!["source", "add", "jamf", "--files", "exports/jamf/*"];
        add.extend(as_of.iter().flat_map(|at| ["--as-of", at]));
        world.run(&add).ends(0);
        world.day(9).verdicts(ENCRYPTED)
    };
    assert_eq!(verdicts("computers.json", None), "met 1");
    assert_eq!(verdicts("computers-2026-06-01.json", None), "unknown 1");
    assert_eq!(verdicts("computers.json", Some("2026-06-01")), "unknown 1");
}

// 6: none, unknown, not asked.

#[test]
fn a_disk_encryption_of_null_is_not_off() {
    let unsaid = Mac {
        encrypted: None,
        ..Mac::new("1", "C02AAA111", "e1")
    };
    let world = with_macs(&[unsaid]);
    world.adopt(&[ENCRYPTED]);
    let pass = world.day(1);
    assert_eq!(pass.verdicts(ENCRYPTED), "unknown 1");
    assert_eq!(pass.count("opened"), 0);
}

#[test]
fn an_empty_end_date_means_that_there_is_none() {
    let ended = |id, date: Value| worker_with(id, &[("Termination_Date", date)]);
    let mut unsaid = worker("e4");
    unsaid.as_object_mut().unwrap().remove("Termination_Date");
    let people = [
        ended("e1", Value::Null),
        ended("e2", json!("")),
        ended("e3", json!("2026-05-20")),
        unsaid,
    ];
    let world = with_people(&people);
    world.adopt(&[LEFT]);
    // Null and empty: staying. No column: nobody knows. No list of accounts: unknown as well.
    assert_eq!(world.day(1).verdicts(LEFT), "unknown 2, not applicable 2");
}

fn with_training() -> World {
    let handles = ("Handles_Customer_Data", json!(true));
    let people = ["e1", "e2"].map(|id| worker_with(id, std::slice::from_ref(&handles)));
    let world = with_people(&people);
    world.adopt(&[TRAINED]);
    let register = "employee id,email,security training completed on\ne1,,2026-03-01\n";
    world.export("training-csv", "training.csv", register, 1);
    world.source("training-csv");
    world
}

#[test]
fn who_is_not_in_a_complete_register_was_never_trained() {
    let world = with_training();
    assert_eq!(world.day(1).verdicts(TRAINED), "met 1, missed 1");
}

#[test]
fn who_is_not_in_a_stale_register_may_well_be_trained() {
    let world = with_training();
    world.day(1);
    let people = ["e1", "e2"].map(|id| worker_with(id, &[("Handles_Customer_Data", json!(true))]));
    let later = "2026-07-15T06:00:00Z";
    let people = workday(&people).to_string();
    world.write_at("exports/workday/people.json", people.as_bytes(), later);
    let pass = super::Pass(world.pass_at("2026-07-15T07:00:00Z").ends(0).data());
    assert_eq!(pass.verdicts(TRAINED), "unknown 2");
    assert_eq!(pass.count("closed"), 0);
}

#[test]
fn a_register_that_cannot_be_read_proves_nobody_untrained() {
    let world = with_training();
    world.export("training-csv", "training.csv", "", 1);
    assert_eq!(world.troubled_day(1).verdicts(TRAINED), "unknown 2");
}

// 7: `is known`.

#[test]
fn is_known_is_false_only_where_everybody_who_would_know_was_asked() {
    let unsaid = Mac {
        firewall: None,
        ..Mac::new("1", "C02AAA111", "e1")
    };
    let world = with_macs(&[unsaid, Mac::new("2", "C02BBB222", "e2")]);
    let known = "Every laptop must have firewall known";
    world.rule("firewall-known", known, "");
    assert_eq!(world.day(1).verdicts("firewall-known"), "met 1, missed 1");
    assert_eq!(world.day(4).verdicts("firewall-known"), "unknown 2");
}

#[test]
fn a_team_that_is_empty_or_a_placeholder_is_not_known() {
    let world = World::new();
    world.adopt(&[OWNED]);
    world.source("backstage");
    let catalogue = [
        service("shop", Some("group:default/platform")),
        service("mill", Some("tbd")),
        service("oven", Some("bakers")),
        service("cart", None),
        team("platform", &["mira-l"]),
        team("bakers", &[]),
    ];
    world.source("github");
    world.export("github", "members.json", members(&["mira-l"]), 1);
    world.export("backstage", "catalog-info.yaml", catalogue.concat(), 1);
    assert_eq!(world.day(1).verdicts(OWNED), "met 1, missed 3");
}

#[test]
fn a_team_of_people_whom_no_source_knows_is_not_empty() {
    let world = World::new();
    world.adopt(&[OWNED]);
    world.source("backstage");
    let catalogue = [
        service("shop", Some("platform")),
        team("platform", &["mira-l"]),
    ];
    world.export("backstage", "catalog-info.yaml", catalogue.concat(), 1);
    assert_eq!(world.day(1).verdicts(OWNED), "unknown 1");
    world.source("github");
    world.export("github", "members.json", members(&["mira-l"]), 1);
    assert_eq!(world.day(1).verdicts(OWNED), "met 1");
}

// 8: complete relations.

#[test]
fn when_the_agent_source_is_down_no_laptop_misses() {
    let world = with_macs(&[
        Mac::new("1", "C02AAA111", "e1"),
        Mac::new("2", "C02BBB222", "e2"),
    ]);
    world.adopt(&[AGENT]);
    world.source("crowdstrike");
    assert_eq!(
        world.troubled_day(1).verdicts(AGENT),
        "unknown 2",
        "no file"
    );
    world.export("crowdstrike", "hosts.json", "", 1);
    assert_eq!(world.troubled_day(1).verdicts(AGENT), "unknown 2", "empty");
    world.export("crowdstrike", "hosts.json", hosts(&[]), 1);
    let pass = world.troubled_day(1);
    assert_eq!(pass.verdicts(AGENT), "unknown 2", "an empty first run");
    assert_eq!(pass.count("opened") + pass.count("detected"), 0);
}

#[test]
fn agents_of_a_stale_source_prove_neither() {
    let macs = [
        Mac::new("1", "C02AAA111", "e1"),
        Mac::new("2", "C02BBB222", "e2"),
    ];
    let world = with_macs(&macs);
    world.adopt(&[AGENT]);
    world.source("crowdstrike");
    let host = hosts(&[("a1", "C02AAA111", &june(1, 5))]);
    world.export("crowdstrike", "hosts.json", host, 1);
    assert_eq!(world.day(1).verdicts(AGENT), "met 1, missed 1");
    world.export("jamf", "computers.json", jamf(&macs), 4);
    let people = workday(&[worker("e1"), worker("e2")]);
    world.export("workday", "people.json", people, 4);
    let pass = world.day(4);
    assert_eq!(pass.verdicts(AGENT), "unknown 2");
    // One gap for the owner of the source, and the laptops are a count.
    let gap = &pass.0["judged"]["data_gaps"][0];
    assert_eq!(gap["source"], "crowdstrike", "{gap}");
    assert_eq!(gap["name"], "endpoint agents");
    assert_eq!(gap["entities"], 2);
}

#[test]
fn with_half_of_the_agents_only_those_that_are_there_count() {
    let world = with_macs(&[
        Mac::new("1", "C02AAA111", "e1"),
        Mac::new("2", "C02BBB222", "e2"),
    ]);
    world.adopt(&[AGENT]);
    world.source("crowdstrike");
    let first = hosts(&[("a1", "C02AAA111", &june(1, 5))]);
    world.export("crowdstrike", "hosts-1.json", first, 1);
    world.export("crowdstrike", "hosts-2.json", "{\"resources\": [{\"dev", 1);
    assert_eq!(world.troubled_day(1).verdicts(AGENT), "met 1, unknown 1");
}

#[test]
fn a_rejected_host_that_shares_the_serial_number_may_be_the_agent() {
    let world = with_macs(&[
        Mac::new("1", "C02AAA111", "e1"),
        Mac::new("2", "C02BBB222", "e2"),
    ]);
    world.adopt(&[AGENT]);
    world.source("crowdstrike");
    let mut all = hosts(&[
        ("a1", "C02AAA111", &june(1, 5)),
        ("a3", "C02CCC333", &june(1, 5)),
    ]);
    all["resources"][0]["device_id"] = Value::Null;
    world.export("crowdstrike", "hosts.json", all, 1);
    let pass = world.troubled_day(1);
    // Laptop 1 may have that agent. Laptop 2 has none, and the source would know. The third is a
    // box that has one, whatever it is.
    assert_eq!(pass.verdicts(AGENT), "met 1, missed 1, unknown 1");
}

#[test]
fn a_rejected_host_without_any_identifier_may_be_anybodys_agent() {
    let world = with_macs(&[Mac::new("1", "C02AAA111", "e1")]);
    world.adopt(&[AGENT]);
    world.source("crowdstrike");
    let mut all = hosts(&[("a3", "C02CCC333", &june(1, 5))]);
    all["resources"]
        .as_array_mut()
        .unwrap()
        .push(json!("not a host"));
    world.export("crowdstrike", "hosts.json", all, 1);
    let pass = world.troubled_day(1);
    assert_eq!(pass.verdicts(AGENT), "met 1, unknown 1");
}

#[test]
fn a_drop_that_is_held_proves_nothing() {
    let fleet: Vec<(String, String)> = (1..=8)
        .map(|n| (n.to_string(), format!("C02H{n:05}")))
        .collect();
    let macs: Vec<Mac<'_>> = fleet.iter().map(|(n, s)| Mac::new(n, s, "e1")).collect();
    let world = with_macs(&macs);
    world.adopt(&[AGENT]);
    world.source("crowdstrike");
    let agents: Vec<(&str, &str, &str)> = fleet
        .iter()
        .map(|(n, s)| (&**n, &**s, "2026-06-01T05:00:00Z"))
        .collect();
    world.export("crowdstrike", "hosts.json", hosts(&agents), 1);
    assert_eq!(world.day(1).verdicts(AGENT), "met 8");
    world.export("crowdstrike", "hosts.json", hosts(&agents[..1]), 2);
    world.export("jamf", "computers.json", jamf(&macs), 2);
    let pass = world.troubled_day(2);
    assert_eq!(pass.verdicts(AGENT), "met 1, unknown 7");
}

// 9: percent.

const MOST: &str = "Every department must have at least 50 percent of its people \
                    where country is known";

#[test]
fn a_percentage_of_an_incomplete_set_is_unknown_empty_or_not() {
    let world = with_people(&[worker("e1")]);
    world.rule("departments", MOST, "");
    world.source("departments-csv");
    let register = "department\nBakery\nMill\n";
    world.export("departments-csv", "departments.csv", register, 1);
    // Nobody in the bakery tells a country; the mill is empty, and all people are listed.
    assert_eq!(world.day(1).verdicts("departments"), "met 1, missed 1");
    assert_eq!(world.day(4).verdicts("departments"), "unknown 2");
}

#[test]
fn the_latest_of_an_incomplete_set_is_at_least_what_is_there() {
    let verdicts = |completed: &str, whole: bool| {
        let world = with_people(&[worker("e1")]);
        let recent = "Every person where the latest completed on of its background checks \
                      is on or after 2026-01-01 must have country known";
        world.rule("recent", recent, "");
        world.source("checkr");
        world.export("checkr", "candidates.json", candidates(&["e1"]), 1);
        let mut reports = checks(&[("e1", "clear", Some(completed))]);
        reports["count"] = json!(if whole { 1 } else { 2 });
        world.export("checkr", "reports.json", reports, 1);
        world.troubled_day(1).verdicts("recent")
    };
    assert_eq!(verdicts("2020-05-01T08:00:00Z", true), "not applicable 1");
    assert_eq!(verdicts("2020-05-01T08:00:00Z", false), "unknown 1");
    assert_eq!(verdicts("2026-05-01T08:00:00Z", false), "missed 1");
}

// 10: references, and dates in the organisation's zone.

fn hired(id: &str) -> Value {
    worker_with(id, &[("Start_Date", json!("2026-05-04"))])
}

#[test]
fn a_check_counts_when_it_was_completed_on_or_before_the_persons_own_start_date() {
    let ids = ["e1", "e2", "e3", "e4"];
    let world = with_people(&ids.map(hired));
    world.adopt(&[SCREENED]);
    world.source("checkr");
    world.export("checkr", "candidates.json", candidates(&ids), 1);
    let all = [
        ("e1", "clear", Some("2026-05-01T08:00:00Z")),
        ("e2", "clear", Some("2026-05-04T08:00:00Z")),
        ("e3", "clear", Some("2026-05-05T08:00:00Z")),
    ];
    world.export("checkr", "reports.json", checks(&all), 1);
    assert_eq!(world.day(1).verdicts(SCREENED), "met 2, missed 2");
    let late: Vec<String> = world.findings(1);
    assert_eq!(late.len(), 2);
    world
        .run_at(&["who", &mail("e3")], &june(1, 8))
        .ends(0)
        .says("Person e3");
}

#[test]
fn a_comparison_with_a_start_date_that_is_not_there_is_unknown() {
    let none = [("Start_Date", Value::Null), ("Hire_Date", Value::Null)];
    let world = with_people(&[worker_with("e1", &none)]);
    let before = "Every person must have a background check \
                  where completed on is on or before the person's start date";
    world.rule("before", before, "");
    world.source("checkr");
    world.export("checkr", "candidates.json", candidates(&["e1"]), 1);
    let all = [("e1", "clear", Some("2026-05-04T08:00:00Z"))];
    world.export("checkr", "reports.json", checks(&all), 1);
    assert_eq!(world.day(1).verdicts("before"), "unknown 1");
}

#[test]
fn an_instant_is_a_day_in_the_zone_of_the_organisation() {
    let world = with_people(&[hired("e1")]);
    world.adopt(&[SCREENED]);
    world.source("checkr");
    world.export("checkr", "candidates.json", candidates(&["e1"]), 1);
    // Half past eleven in the evening of the fourth in UTC is the fifth in Berlin.
    let all = [("e1", "clear", Some("2026-05-04T23:30:00Z"))];
    world.export("checkr", "reports.json", checks(&all), 1);
    let zone = |zone: &str| {
        let settings = format!("organisation = \"Linden\"\ntime_zone = \"{zone}\"\n");
        world.write("allhands.toml", &settings);
    };
    zone("UTC");
    assert_eq!(world.day(1).verdicts(SCREENED), "met 1");
    zone("Europe/Berlin");
    assert_eq!(world.day(1).verdicts(SCREENED), "missed 1");
}
