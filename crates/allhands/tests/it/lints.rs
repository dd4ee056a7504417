//! `rule lint` and what `rule check` tells of it.

use std::path::PathBuf;

use crate::world::{NOW, World};

const RULE: &str = "Rule: Laptops have a firewall\nSeverity: low\nExpectation:\n  Every laptop \
                    where (status is \"active\" and status is \"lost\")\n  must have firewall on\n\
                    Fix within: 7 days\nActivity: \"Firewalls\"\nFixed by: user\n";

fn mine(world: &World, text: &str) -> String {
    world.write("rules/mine.rule", text);
    let path: PathBuf = world.root().join("rules/mine.rule");
    path.to_string_lossy().into_owned()
}

#[test]
fn a_rule_that_contradicts_itself_is_refused_with_its_line() {
    let world = World::new();
    let file = mine(&world, RULE);
    let lint = world
        .run(&["rule", "lint", &file, "--format", "json"])
        .ends(1);
    let told = &lint.data()[0];
    assert_eq!(told["live"], false);
    assert_eq!(told["lints"][0]["code"], "L4");
    assert_eq!(told["lints"][0]["level"], "error");
    assert_eq!(told["lints"][0]["place"]["line"], 3);
    world
        .run(&["rule", "lint", &file])
        .ends(1)
        .says("no laptop can ever be `status is \"active\"` and `status is \"lost\"`")
        .says("in Expectation, line 3");
    // A check tells it and refuses only what cannot be read.
    world.run(&["rule", "check", &file]).ends(0).says("[L4]");
}

#[test]
fn with_data_a_rule_is_looked_at_on_what_was_collected() {
    let world = World::with_laptops();
    world.pass_at(NOW).ends(0);
    let vendors = "Rule: Vendors are reviewed\nSeverity: low\nExpectation:\n  Every vendor \
                   must have security review completed on within the last 1 year\n\
                   Fix within: 30 days\n";
    let file = mine(&world, vendors);
    world
        .run(&["rule", "lint", &file])
        .ends(0)
        .says("no vendors were collected, so it applies to nobody yet")
        .says("allhands source add");
    // Without files: what is in force, the shipped rule and the new one.
    let all = world.run(&["rule", "lint", "--format", "json"]).ends(0);
    let data = all.data();
    let rules: Vec<&str> = data
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["rule"].as_str().unwrap())
        .collect();
    assert_eq!(rules, ["laptops-are-encrypted", "mine"]);
}

#[test]
fn nothing_is_told_of_the_shipped_rules_from_their_trees() {
    let folder = std::env::temp_dir();
    let ran = crate::world::allhands()
        .args(["rule", "lint", "--format", "json"])
        .current_dir(folder)
        .output()
        .unwrap();
    let ran = crate::world::Ran::from(ran).ends(0);
    for rule in ran.data().as_array().unwrap() {
        let heavy = rule["lints"].as_array().unwrap().iter();
        let heavy: Vec<_> = heavy.filter(|lint| lint["level"] != "advice").collect();
        assert!(heavy.is_empty(), "{} {heavy:?}", rule["rule"]);
    }
}
