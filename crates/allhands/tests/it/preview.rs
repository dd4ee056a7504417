//! Whom a rule would reach, asked before it is in force.

use serde_json::Value;

use crate::{
    demo::demo_folder,
    world::{NOW, Ran, World, allhands, laptops},
};

/// A preview of some drafts, by name and text, in the demo.
fn demo_preview(drafts: &[(&str, &str)], args: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let mut command = allhands();
    command.args(["rule", "preview"]);
    for (name, text) in drafts {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        command.arg(path);
    }
    command.args(args).arg("--workspace").arg(demo_folder());
    Ran::from(command.output().unwrap())
}

/// The shipped rule about endpoint agents with another window, and other labels.
fn agent_rule(window: &str, labels: &str) -> String {
    format!(
        "Rule: Laptops run the endpoint agent\nId: laptops-run-the-endpoint-agent\n\
         Severity: high\nSettings: max silence = {window}\nExpectation:\n  \
         Every laptop where status is \"active\"\n  \
         must have an endpoint agent where last seen is within the last [max silence]\n\
         Fix within: 7 days\nActivity: \"Endpoint protection\"\nFixed by: user\n{labels}"
    )
}

/// How many entities go from one verdict to another.
fn moved(sheet: &Value, from: &str, to: &str) -> usize {
    let transitions = sheet["transitions"].as_array().unwrap();
    let found = transitions
        .iter()
        .find(|t| t["from"] == from && t["to"] == to);
    found.map_or(0, |t| t["entities"].as_array().unwrap().len())
}

fn sheet(ran: Ran) -> Value {
    ran.ends(0).data()["sheets"][0].clone()
}

#[test]
fn a_shorter_window_shows_who_would_miss_it_and_the_work_it_asks_for() {
    let rule = agent_rule("3 days", "Effort: 10 minutes\n");
    let sheet = sheet(demo_preview(&[("a.rule", &rule)], &["--format", "json"]));
    let newly = moved(&sheet, "met", "missed");
    let kept = moved(&sheet, "missed", "missed");
    assert!(newly > 0 && kept > 0, "{newly} {kept}");
    assert_eq!(sheet["counts"]["missed"], newly + kept);
    assert_eq!(sheet["effort"]["newly_missed_minutes"], 10 * newly);
    let by = |list: &str| -> u64 {
        let shares = sheet[list].as_array().unwrap().iter();
        shares.map(|share| share["missed"].as_u64().unwrap()).sum()
    };
    assert_eq!(by("departments"), (newly + kept) as u64);
    assert_eq!(by("owners"), (newly + kept) as u64);
    assert_ne!(sheet["version"], sheet["compared_with"]);
}

#[test]
fn a_narrower_rule_says_that_coverage_is_lost() {
    let rule = agent_rule("7 days", "").replace(
        "where status is \"active\"",
        "where (status is \"active\" and operating system is \"Windows\")",
    );
    let ran = demo_preview(&[("a.rule", &rule)], &[]).ends(0);
    ran.says("missed -> not applicable   <- coverage lost")
        .says("met -> not applicable   <- coverage lost");
}

#[test]
fn a_department_that_tightens_is_judged_under_both_rules() {
    let rule = agent_rule(
        "12 hours",
        "Tightens: laptops-run-the-endpoint-agent\nIn: \"Sales\"\n",
    )
    .replace("Id: laptops-run-the-endpoint-agent", "Id: sales-laptops");
    let ran = demo_preview(&[("sales-laptops.rule", &rule)], &["--format", "json"]);
    let data = ran.ends(0).data();
    let sheet = &data["sheets"][0];
    assert_eq!(sheet["baseline"], "laptops-run-the-endpoint-agent");
    assert_eq!(
        sheet["compared_with"],
        Value::Null,
        "the tightening itself is new"
    );
    let newly = moved(sheet, "met", "missed");
    assert!(newly > 0);
    let all = sheet["transitions"].as_array().unwrap();
    let newly_missed = all
        .iter()
        .find(|t| t["from"] == "met" && t["to"] == "missed");
    for entity in newly_missed.unwrap()["entities"].as_array().unwrap() {
        let named = &data["entities"][entity.as_str().unwrap()];
        assert_eq!(named["department"], "Sales", "{named}");
    }
    assert_eq!(
        moved(sheet, "missed", "met"),
        0,
        "tightening forgives nothing"
    );
}

#[test]
fn several_rules_are_shown_one_by_one_and_together() {
    let sales = agent_rule(
        "12 hours",
        "Tightens: laptops-run-the-endpoint-agent\nIn: \"Sales\"\n",
    )
    .replace("Id: laptops-run-the-endpoint-agent", "Id: sales-laptops");
    let all = agent_rule("3 days", "Effort: 10 minutes\n");
    let drafts = [("sales-laptops.rule", sales.as_str()), ("a.rule", &all)];
    let data = demo_preview(&drafts, &["--format", "json"]).ends(0).data();
    let newly: Vec<u64> = data["sheets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sheet| moved(sheet, "met", "missed") as u64)
        .collect();
    let together = data["together"]["newly_missed"].as_u64().unwrap();
    assert!(
        together > *newly.iter().max().unwrap(),
        "{newly:?} {together}"
    );
    assert!(together <= newly.iter().sum(), "{newly:?} {together}");
}

#[test]
fn what_no_source_tells_names_the_connector_that_would() {
    let world = World::with_laptops();
    world.pass_at(NOW).ends(0);
    let rule = "Every person must have a background check";
    world.write("drafts/a.rule", rule);
    let draft = world.root().join("drafts/a.rule");
    let draft = draft.to_str().unwrap();
    let ran = world.run(&["rule", "preview", draft, "--format", "json"]);
    let data = ran.ends(0).data();
    let unknown = data["sheets"][0]["unknown"].as_array().unwrap();
    assert_eq!(unknown[0]["why"], "not_connected");
    assert_eq!(unknown[0]["would_tell"][0], "checkr");
    assert_eq!(
        data["sheets"][0]["counts"]["unknown"], 2,
        "unknown is never a pass"
    );
    world
        .run(&["rule", "preview", draft])
        .says("allhands source add checkr");
}

#[test]
fn a_file_that_is_edited_in_place_is_compared_with_what_was_judged_last() {
    let world = World::with_laptops();
    let rule = |version: &str| {
        format!(
            "Rule: Laptops are new\nId: new-laptops\nSeverity: low\nActivity: \"Laptops\"\n\
             Expectation: Every laptop must have operating system version at least {version}\n"
        )
    };
    world.write("rules/new-laptops.rule", &rule("15"));
    world.pass_at(NOW).ends(0);
    let file = world.root().join("rules/new-laptops.rule");
    let preview = || {
        let args = [
            "rule",
            "preview",
            file.to_str().unwrap(),
            "--format",
            "json",
        ];
        sheet(world.run(&args))
    };
    let same = preview();
    assert_eq!(same["version"], same["compared_with"]);
    assert_eq!(moved(&same, "met", "met"), 1);

    world.write("rules/new-laptops.rule", &rule("26"));
    let edited = preview();
    assert_ne!(edited["version"], edited["compared_with"]);
    assert_eq!(moved(&edited, "met", "missed"), 1);
}

#[test]
fn a_preview_leaves_no_trace() {
    let world = World::with_laptops();
    world.pass_at(NOW).ends(0);
    let before = world
        .run(&["finding", "list", "--all", "--format", "json"])
        .data();
    let runs = || {
        let folder = world.root().join("data/observations");
        let mut names: Vec<_> = walk(&folder);
        names.sort();
        names
    };
    let (files, rule) = (runs(), agent_rule("1 hour", ""));
    world.write("a.rule", &rule);
    let draft = world.root().join("a.rule");
    world
        .run(&["rule", "preview", draft.to_str().unwrap()])
        .ends(0);
    let after = world
        .run(&["finding", "list", "--all", "--format", "json"])
        .data();
    assert_eq!(before, after);
    assert_eq!(files, runs());
}

fn walk(folder: &std::path::Path) -> Vec<(std::path::PathBuf, u64)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => all.extend(walk(&entry.path())),
            false => all.push((entry.path(), entry.metadata().unwrap().len())),
        }
    }
    all
}

#[test]
fn the_author_says_of_ten_missed_and_ten_met_whether_the_rule_is_right() {
    let rule = agent_rule("3 days", "");
    let drawn = demo_preview(&[("a.rule", &rule)], &["--sample"]).ends(0);
    let again = demo_preview(&[("a.rule", &rule)], &["--sample"]).ends(0);
    assert_eq!(
        drawn.stdout, again.stdout,
        "the same version draws the same"
    );
    assert_eq!(drawn.stdout.matches("= ?").count(), 20);

    let folder = tempfile::tempdir().unwrap();
    let labels = folder.path().join("labels.txt");
    let label = |text: String, code: i32| {
        std::fs::write(&labels, text).unwrap();
        let args = ["--labels", labels.to_str().unwrap()];
        demo_preview(&[("a.rule", &rule)], &args).ends(code)
    };
    let right = drawn.stdout.replace("= ?", "= right");
    label(right.clone(), 0).says("20 of 20 verdicts are right");
    label(right.replacen("= right", "= wrong", 2), 0).says("can go on");
    label(right.replacen("= right", "= wrong", 3), 1).says("mend the rule first");
    label(drawn.stdout, 1).says("20 verdicts still to be looked at");
    label(right.replacen("= right", "= perhaps", 1), 2).says("neither `right` nor `wrong`");
}

#[test]
fn a_rule_that_tightens_what_is_not_in_force_says_what_to_do() {
    let rule = agent_rule("1 day", "Tightens: no-such-rule\n");
    let rule = rule.replace("Id: laptops-run-the-endpoint-agent", "Id: stricter");
    demo_preview(&[("stricter.rule", &rule)], &[])
        .ends(1)
        .says("it tightens `no-such-rule`, and there is no rule of that id");
}

#[test]
fn without_records_there_is_nobody_to_show() {
    let world = World::new();
    world.write("a.rule", &agent_rule("1 day", ""));
    let draft = world.root().join("a.rule");
    world
        .run(&["rule", "preview", draft.to_str().unwrap()])
        .ends(2)
        .says("nothing was collected yet");
}

const WORDS: &str = "extends: device\nwords:\n  current:\n    where: {field: operating system \
                     version, is at least: \"15\"}\n";

#[test]
fn a_changed_word_shows_which_rules_move_and_which_laptops() {
    let world = World::with_laptops();
    world.write("vocabulary/mine.yaml", WORDS);
    let rule = |id: &str, must: &str| {
        let text = format!(
            "Rule: {id}\nId: {id}\nSeverity: low\nActivity: \"Laptops\"\n\
             Expectation: Every laptop must {must}\n"
        );
        world.write(&format!("rules/{id}.rule"), &text);
    };
    rule("laptops-are-current", "be current");
    rule("laptops-have-names", "have serial number known");
    world.write(
        "exports/jamf.json",
        &laptops(&[
            ("1", "C02AAA111", "e1", true),
            ("2", "C02AAA112", "e2", true),
        ]),
    );
    world.pass_at(NOW).ends(0);

    world.write("vocabulary/mine.yaml", &WORDS.replace("15", "26"));
    let file = world.root().join("vocabulary/mine.yaml");
    let file = file.to_str().unwrap();
    let data = world
        .run(&["rule", "preview", file, "--format", "json"])
        .ends(0)
        .data();
    let words = &data["words"];
    assert_eq!(words["changed"][0], "device: current");
    assert_eq!(words["rules"].as_array().unwrap().len(), 1);
    assert_eq!(words["rules"][0]["rule"], "laptops-are-current");
    assert_eq!(moved(&words["rules"][0], "met", "missed"), 2);
    assert_eq!(words["untouched"], 2);
    world
        .run(&["rule", "preview", "--vocabulary-change", file])
        .ends(0)
        .says("met -> missed")
        .says("Laptop 1, Laptop 2")
        .says("2 rules in force not touched");

    // A word that goes away takes its rule with it, which is worse than any verdict.
    world.write("w2/mine.yaml", &WORDS.replace("current", "modern"));
    let other = world.root().join("w2/mine.yaml");
    world
        .run(&["rule", "preview", other.to_str().unwrap()])
        .says("laptops-are-current: it could no longer be read")
        .says("coverage lost");
}

#[test]
fn a_department_that_chooses_another_value_is_compared_with_its_earlier_one() {
    let world = World::with_laptops();
    let base = "Rule: Laptops are new\nId: new-laptops\nSeverity: low\nActivity: \"Laptops\"\n\
                Settings: oldest = 10\nExpectation: Every laptop must have operating system \
                version at least [oldest]\n";
    world.write("rules/new-laptops.rule", base);
    let short = |oldest: u32| {
        format!(
            "Rule: Bakery laptops are newer\nId: bakery-laptops\nTightens: new-laptops\n\
             In: \"Bakery\"\nSettings: oldest = {oldest}\n"
        )
    };
    world.write("rules/bakery-laptops.rule", &short(12));
    world.pass_at(NOW).ends(0);
    world.write("rules/bakery-laptops.rule", &short(26));
    let file = world.root().join("rules/bakery-laptops.rule");
    let args = [
        "rule",
        "preview",
        file.to_str().unwrap(),
        "--format",
        "json",
    ];
    let sheet = sheet(world.run(&args));
    assert_ne!(sheet["compared_with"], Value::Null);
    assert_ne!(sheet["compared_with"], sheet["version"]);
    assert_eq!(sheet["baseline"], "new-laptops");
    assert_eq!(moved(&sheet, "met", "missed"), 1);
}
