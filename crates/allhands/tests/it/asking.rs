//! Questions: what is asked for is found, and what is misspelt is answered with what works.

use serde_json::Value;

use crate::{
    demo::demo_folder,
    world::{NOW, Ran, World, allhands},
};

/// A question to the demo.
fn ask(args: &[&str]) -> Ran {
    let mut command = allhands();
    command.args(args).arg("--workspace").arg(demo_folder());
    command.output().unwrap().into()
}

#[test]
fn a_person_is_found_by_their_mail_address_although_an_account_has_it_too() {
    let mail = "rafael.banerji@linden.example";
    ask(&["report", "person", mail])
        .ends(0)
        .says("Rafael Banerji");
    ask(&["remind", "--dry-run", "--to", mail])
        .ends(0)
        .says("1 message; nothing was sent.");
    ask(&["who", mail]).ends(2).says("is the account");
    ask(&["report", "person", "rafael-banerji-mbp"])
        .ends(2)
        .says("is a device, not a person");
}

#[test]
fn a_list_of_nothing_is_never_a_misspelt_name() {
    ask(&["finding", "list", "--rule", "laptops-are-encryptd"])
        .ends(2)
        .says("did you mean `laptops-are-encrypted`?");
    ask(&["finding", "list", "--department", "Finanse"])
        .ends(2)
        .says("did you mean `Finance`?");
    ask(&["finding", "list", "--rule", "screening-is-ordered-in-time"])
        .ends(0)
        .says("No open finding of screening-is-ordered-in-time.");
    ask(&["explain", "laptops-are-encrypted@device-999999"])
        .ends(2)
        .says("there is no finding");
}

#[test]
fn a_list_is_narrowed_down_by_severity_and_kind() {
    let list = |more: &[&str]| {
        let words = ["finding", "list", "--format", "json", "--most", "5000"];
        ask(&[&words, more].concat()).ends(0).json()
    };
    let all = list(&[]);
    let is = |row: &Value, field: &str, word: &str| row[field].as_str() == Some(word);
    let about = |row: &Value| row["entity"].as_str().unwrap().starts_with("device-");
    let of = |wanted: &dyn Fn(&Value) -> bool| -> Vec<Value> {
        let rows = all["data"].as_array().unwrap().iter();
        rows.filter(|row| wanted(row)).cloned().collect()
    };
    let critical = of(&|row| is(row, "severity", "critical"));
    let devices = of(&|row| about(row) && is(row, "severity", "high"));
    assert!(critical.len() > 1 && devices.len() > 1);
    assert_eq!(
        list(&["--severity", "critical"])["data"],
        Value::from(critical)
    );
    let narrow = ["--severity", "high", "--kind", "devices"];
    assert_eq!(list(&narrow)["data"], Value::from(devices.clone()));

    // What is in a department is read another way, and means the same.
    let finance = [
        "--severity",
        "high",
        "--kind",
        "device",
        "--department",
        "Finance",
    ];
    let in_finance = |row: &Value| row["department"].as_str() == Some("Finance");
    let expected: Vec<Value> = devices.into_iter().filter(|row| in_finance(row)).collect();
    assert_eq!(list(&finance)["data"], Value::from(expected));

    ask(&[
        "finding",
        "list",
        "--severity",
        "high",
        "--kind",
        "device",
        "--most",
        "1",
    ])
    .ends(0)
    .says("open high findings about devices; `--most");
}

#[test]
fn a_kind_that_findings_are_not_kept_by_is_answered_with_what_works() {
    ask(&["finding", "list", "--kind", "laptop"])
        .ends(2)
        .says("`--kind device` lists them with every other device");
    ask(&["finding", "list", "--kind", "devise"])
        .ends(2)
        .says("did you mean `device`?");
    ask(&["finding", "list", "--severity", "hihg"])
        .ends(2)
        .says("critical");
}

#[test]
fn with_all_what_is_no_longer_open_comes_last() {
    let words = [
        "finding", "list", "--all", "--most", "5000", "--format", "json",
    ];
    let all = ask(&words).ends(0).json();
    let rows = all["data"].as_array().unwrap();
    let over = |row: &Value| matches!(row["state"].as_str(), Some("closed" | "detected"));
    let first = rows.iter().position(over).unwrap();
    assert!(first > 0 && rows[first..].iter().all(over));
    ask(&["finding", "list", "--all", "--most", "1"])
        .ends(0)
        .says(&format!("1 of {} findings", rows.len()));
}

#[test]
fn before_the_first_pass_a_list_says_what_to_do() {
    let world = World::new();
    world
        .run(&["finding", "list"])
        .ends(0)
        .says("Nothing was judged yet: `allhands run` does.");
    world
        .run(&["report", "department", "Finance"])
        .ends(2)
        .says("no source has told of any department");
}

#[test]
fn a_program_is_told_in_json_why_nothing_was_done() {
    let world = World::new();
    let ran = world
        .run_at(&["who", "nobody", "--format", "json"], NOW)
        .ends(2);
    let told = ran.json();
    assert_eq!(told["format"], "allhands.error");
    assert!(told["data"].is_null());
    assert_eq!(told["problems"][0]["code"], "nothing-collected");
}

#[test]
fn a_source_without_files_is_told_once() {
    let world = World::new();
    world
        .run(&["source", "add", "jamf", "--files", "exports/jamf/*.json"])
        .ends(0)
        .says("no file matches yet");
    let ran = world.run(&["source", "check"]).ends(1);
    assert_eq!(ran.stderr.matches("problem:").count(), 1, "{}", ran.stderr);
    assert_eq!(ran.stdout.matches("failed").count(), 1, "{}", ran.stdout);
}

#[test]
fn a_file_without_a_rule_is_not_a_rule_without_mistakes() {
    let world = World::new();
    world.write("empty.rule", "\n");
    let path = world.root().join("empty.rule");
    world
        .run(&["rule", "check", &path.to_string_lossy()])
        .ends(1)
        .says("there is no rule in it");
}

#[test]
fn files_beside_the_workspace_are_named_without_detours() {
    let world = World::new();
    world
        .run(&["source", "add", "jamf", "--files", "../elsewhere/*.json"])
        .ends(0);
    let written = std::fs::read_to_string(world.root().join("sources/jamf.yaml")).unwrap();
    assert!(written.contains("/elsewhere/*.json"), "{written}");
    assert!(!written.contains(".."), "{written}");
}

/// One schedule for the command that tells people and the one that explains deadlines.
#[test]
fn reminders_follow_the_schedule_that_never_goes_quiet() {
    let all = ask(&["remind", "--dry-run", "--format", "json"])
        .ends(0)
        .data();
    let schedule = all["schedule"].as_object().unwrap();
    let long = |one: &&(&String, &serde_json::Value)| one.1["stage"]["overdue"]["levels"] == 4;
    let found: Vec<_> = schedule.iter().collect();
    let (finding, telling) = found
        .iter()
        .find(long)
        .expect("something is overdue for weeks");
    assert!(
        !telling["managers"].as_array().unwrap().is_empty(),
        "{telling}"
    );
    let explained = ask(&["deadline", "explain", finding, "--format", "json"])
        .ends(0)
        .data();
    assert_eq!(explained["next_reminder"], telling["next"]);
    ask(&["remind", "--dry-run"])
        .ends(0)
        .says("levels of managers are told as well");

    // A daily run tells what came up since the last one, and counts the rest.
    let since = [
        "remind",
        "--dry-run",
        "--since",
        "2026-06-08",
        "--format",
        "json",
    ];
    let daily = ask(&since).ends(0).data();
    let told = daily["schedule"].as_object().unwrap();
    assert!(!told.is_empty() && told.len() < schedule.len());
    let before = usize::try_from(daily["told_before"].as_u64().unwrap()).unwrap();
    assert_eq!(told.len() + before, schedule.len());
    let late = told
        .values()
        .filter(|one| one["since"].as_str() < Some("2026-06-08"));
    assert_eq!(late.count(), 0);
}
