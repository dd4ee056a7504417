//! Bad input is normal input: a clear error, the rest goes on, nothing is lost.

use std::{fs, os::unix::fs::symlink, process::Command};

use crate::world::{NOW, World, laptops, people};

#[test]
fn a_truncated_export_fails_its_scope_and_ends_no_record() {
    let world = World::with_laptops();
    world.pass_at(NOW).ends(0);
    let whole = laptops(&[("1", "C02AAA111", "e1", true)]);
    let cut = &whole.as_bytes()[..whole.len() - 40];
    world.write_at("exports/jamf.json", cut, "2026-06-02T06:00:00Z");
    let ran = world.pass_at("2026-06-02T07:00:00Z").ends(3);
    let data = ran.data();
    assert_eq!(data["collected"]["entities"]["device"]["entities"], 1);
    assert_eq!(data["collected"]["entities"]["device"]["gone"], 0);
    assert_eq!(
        data["collected"]["entities"]["person"]["entities"], 2,
        "the rest goes on"
    );
}

#[test]
fn an_empty_file_is_a_failure_not_an_empty_fleet() {
    let world = World::with_laptops();
    world.pass_at(NOW).ends(0);
    for day in 2..5 {
        world.write_at(
            "exports/jamf.json",
            b"",
            &format!("2026-06-0{day}T06:00:00Z"),
        );
        let ran = world.pass_at(&format!("2026-06-0{day}T07:00:00Z")).ends(3);
        assert_eq!(ran.data()["collected"]["entities"]["device"]["gone"], 0);
        ran.says("empty");
    }
}

#[test]
fn a_fleet_that_shrinks_suddenly_in_a_complete_export_is_held() {
    let world = World::with_laptops();
    let serials: Vec<(String, String)> = (1..=8)
        .map(|n| (n.to_string(), format!("C02H{n:05}")))
        .collect();
    let fleet: Vec<_> = serials
        .iter()
        .map(|(n, s)| (n.as_str(), s.as_str(), "e1", true))
        .collect();
    world.write("exports/jamf.json", &laptops(&fleet));
    world.pass_at(NOW).ends(0);
    world.write_at(
        "exports/jamf.json",
        laptops(&fleet[..1]).as_bytes(),
        "2026-06-02T06:00:00Z",
    );
    let ran = world.pass_at("2026-06-02T07:00:00Z");
    assert_eq!(ran.data()["collected"]["entities"]["device"]["gone"], 0);
    ran.says("it fell from 8 records to 1");
}

#[test]
fn one_bad_record_is_set_aside_with_its_place_and_reason() {
    let world = World::with_laptops();
    let mut export: serde_json::Value =
        serde_json::from_str(&laptops(&[("1", "C02AAA111", "e1", true)])).unwrap();
    export["results"]
        .as_array_mut()
        .unwrap()
        .push(serde_json::json!("not a computer"));
    export["totalCount"] = 2.into();
    world.write("exports/jamf.json", &export.to_string());
    let data = world.pass_at(NOW).data();
    let set_aside = &data["collected"]["quarantined"][0];
    assert_eq!(set_aside["place"]["index"], 1, "{data}");
    assert_eq!(data["collected"]["entities"]["device"]["entities"], 1);
}

#[test]
fn a_field_of_the_wrong_type_is_unknown_and_never_a_pass() {
    let world = World::with_laptops();
    let export = laptops(&[("1", "C02AAA111", "e1", true)]).replace(
        "\"fileVault2Enabled\":true",
        "\"fileVault2Enabled\":\"perhaps\"",
    );
    world.write("exports/jamf.json", &export);
    let data = world.pass_at(NOW).data();
    assert_eq!(data["judged"]["rules"][0]["met"], 0);
    assert_eq!(data["judged"]["rules"][0]["unknown"], 1, "{data}");
}

#[test]
fn shifted_columns_of_a_register_are_set_aside() {
    let world = World::new();
    let header = first_line("catalogue/connectors/vendors-csv/recorded");
    let columns = header.split(',').count();
    let row = |name: &str, cells: usize| format!("{name}{}\n", ",".repeat(cells - 1));
    let text = format!("{header}\n{}{}", row("v1", columns), row("v2", columns + 1));
    world.write("exports/vendors.csv", &text);
    world
        .run(&[
            "source",
            "add",
            "vendors-csv",
            "--files",
            "exports/vendors.csv",
        ])
        .ends(0);
    let data = world.pass_at(NOW).data();
    assert_eq!(
        data["collected"]["entities"]["vendor"]["entities"], 1,
        "{data}"
    );
    assert_eq!(data["collected"]["quarantined"][0]["place"]["line"], 3);
}

#[test]
fn another_encoding_is_read_and_said() {
    let world = World::with_laptops();
    let text = people(&["e1", "e2"]).replace("Person e1", "Zo\u{eb}");
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    world.write_at("exports/workday.json", &latin, NOW);
    world.pass_at(NOW);
    world.run(&["who", "Zo\u{eb}"]).ends(0);
}

fn first_line(folder: &str) -> String {
    let folder = crate::world::repository(folder);
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|e| e.path())
        .collect();
    files.sort();
    fs::read_to_string(&files[0])
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .to_owned()
}

#[test]
fn people_who_manage_each_other_end_no_pass() {
    let world = World::with_laptops();
    let text = people(&["e1", "e2"]);
    let mut report: serde_json::Value = serde_json::from_str(&text).unwrap();
    report["Report_Entry"][0]["Worker_s_Manager_group"] = serde_json::json!([{"Manager_ID": "e2"}]);
    report["Report_Entry"][1]["Worker_s_Manager_group"] = serde_json::json!([{"Manager_ID": "e1"}]);
    world.write("exports/workday.json", &report.to_string());
    world.pass_at(NOW).ends(0);
    world.run(&["who", "Person e1"]).ends(0);
}

#[test]
fn of_two_files_the_unreadable_one_makes_the_source_partial() {
    let world = World::with_laptops();
    world.write(
        "exports/many/a.json",
        &laptops(&[("1", "C02AAA111", "e1", true)]),
    );
    symlink(
        "/nowhere/at/all.json",
        world.root().join("exports/many/b.json"),
    )
    .unwrap();
    let add = [
        "source",
        "add",
        "jamf",
        "--name",
        "many",
        "--files",
        "exports/many/*.json",
    ];
    world.run(&add).ends(0);
    let data = world.pass_at(NOW).data();
    let many = data["collected"]["sources"].as_array().unwrap().iter();
    let many = many
        .clone()
        .find(|source| source["source"] == "many")
        .unwrap();
    assert_eq!(many["outcome"], "partial", "{many}");
    assert_eq!(many["scopes"][0]["outcome"], "partial");
    assert_eq!(many["scopes"][0]["accepted"], 1);
}

#[test]
fn a_rule_with_three_mistakes_tells_all_three_and_stops_nothing() {
    let world = World::with_laptops();
    let rule = "Rule: Wrong in three ways\nSeverity: hihg\nExpectation:\n  \
        Every labtop must have firewal on\nActivity: \"Endpoint protection\"\n";
    world.write("rules/wrong.rule", rule);
    let ran = world.run(&[
        "rule",
        "check",
        &world.root().join("rules/wrong.rule").to_string_lossy(),
    ]);
    ran.ends(1).says("labtop").says("laptop").says("hihg");
    // The pass goes on with the other rules and says that the configuration is wrong.
    let data = world.pass_at(NOW).ends(2).data();
    assert_eq!(data["judged"]["rules"].as_array().unwrap().len(), 1);
}

#[test]
fn a_rule_that_cannot_be_read_today_retires_nothing() {
    let world = World::with_laptops();
    let rule = "Rule: Laptops have a firewall\nSeverity: low\nExpectation:\n  \
        Every laptop must have disk encryption on\nFix within: 7 days\n\
        Activity: \"Endpoint protection\"\nMessage (en): Please.\nSteps:\n  1. Do it.\n";
    world.write(
        "exports/jamf.json",
        &laptops(&[("1", "C02AAA111", "e1", false)]),
    );
    world.write("rules/own.rule", rule);
    world.pass_at(NOW).ends(0);
    world.write(
        "rules/own.rule",
        &rule.replace("laptop must", "labtop must"),
    );
    let data = world.pass_at("2026-06-01T08:00:00Z").ends(2).data();
    assert_eq!(data["changes"]["closed"], 0, "{data}");
    world.run(&["finding", "list"]).says("own@device-1");
}

#[test]
fn an_unknown_kind_is_named_with_the_nearest() {
    let world = World::with_laptops();
    world.pass_at(NOW).ends(0);
    world
        .run(&["who", "--kind", "servise"])
        .ends(2)
        .says("did you mean `service`?");
}

#[test]
fn a_data_folder_that_cannot_be_written_ends_with_three() {
    let world = World::with_laptops();
    fs::write(world.root().join("data"), "in the way").unwrap();
    world.run(&["run"]).ends(3).says("data").says("try:");
}

#[test]
fn a_full_disk_leaves_what_was_there() {
    let world = World::with_laptops();
    world.pass_at(NOW).ends(0);
    let before = world
        .run(&["finding", "list", "--format", "json"])
        .ends(0)
        .stdout;
    let fleet: Vec<(String, String)> = (1..400)
        .map(|n| (n.to_string(), format!("C02F{n:05}")))
        .collect();
    let export: Vec<_> = fleet
        .iter()
        .map(|(n, s)| (n.as_str(), s.as_str(), "e1", false))
        .collect();
    let at = "2026-06-02T06:00:00Z";
    world.write_at("exports/jamf.json", laptops(&export).as_bytes(), at);
    // No file may grow past 64 KiB: writing the run fails in the middle.
    let plain = world.command(&["run"], "2026-06-02T07:00:00Z");
    let mut limited = Command::new("bash");
    limited
        .arg("-c")
        .arg("ulimit -f 64; trap '' XFSZ; exec \"$@\"")
        .arg("bash");
    limited.arg(plain.get_program()).args(plain.get_args());
    let ran = crate::world::Ran::from(limited.output().unwrap());
    assert_eq!(ran.code, Some(3), "{ran:?}");
    let after = world
        .run(&["finding", "list", "--format", "json"])
        .ends(0)
        .stdout;
    assert_eq!(before, after);
    // With room again the same command does the work.
    let data = world.pass_at("2026-06-02T07:00:00Z").ends(0).data();
    assert_eq!(data["changes"]["opened"], 399, "{}", data["judged"]);
}

#[test]
fn settings_that_are_wrong_say_what_works() {
    let world = World::new();
    world.write(
        "allhands.toml",
        "organisation = \"Linden\"\ntimezone = \"UTC\"\n",
    );
    world
        .run(&["run"])
        .ends(2)
        .says("did you mean `time_zone`?");
}
