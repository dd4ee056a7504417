//! Tables and other tools' rules on the command line: the guide's own example, followed.

use std::fs;

use crate::world::{Ran, allhands, repository};

/// The table of the guide.
fn table() -> String {
    let guide = fs::read_to_string(repository("docs/guide/decision-tables.md")).unwrap();
    let (_, rest) = guide.split_once("```text\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

fn rule(folder: &std::path::Path, args: &[&str]) -> Ran {
    let ran = allhands()
        .arg("rule")
        .args(args)
        .current_dir(folder)
        .output();
    ran.unwrap().into()
}

#[test]
fn the_table_of_the_guide_becomes_rules_and_a_table_again() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("vendors.csv"), table()).unwrap();
    rule(folder.path(), &["check", "vendors.csv"]).ends(0);
    let said = rule(
        folder.path(),
        &["convert", "vendors.csv", "--to", "sentence"],
    )
    .ends(0);
    fs::write(folder.path().join("all.rule"), &said.stdout).unwrap();
    let back = rule(folder.path(), &["convert", "all.rule", "--to", "table"]).ends(0);
    fs::write(folder.path().join("again.csv"), &back.stdout).unwrap();
    let again = rule(folder.path(), &["convert", "again.csv", "--to", "table"]).ends(0);
    assert_eq!(again.stdout, back.stdout);
    assert!(
        back.stdout.contains("within the next 90 days"),
        "{}",
        back.stdout
    );
}

#[test]
fn a_mistake_in_a_table_names_row_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = table().replace(
        "Vendors that renew soon,active",
        "Vendors that renew soon,actve",
    );
    fs::write(folder.path().join("vendors.csv"), wrong).unwrap();
    rule(folder.path(), &["check", "vendors.csv"])
        .ends(1)
        .says("row 10, column `where status`: `status` cannot be `actve`");
}

#[test]
fn rules_about_different_things_are_refused_as_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let laptops = repository("catalogue/rules/devices/laptops-are-encrypted.rule");
    let people = repository("catalogue/rules/people/screening-is-ordered-in-time.rule");
    let (laptops, people) = (laptops.to_string_lossy(), people.to_string_lossy());
    rule(
        folder.path(),
        &["convert", &laptops, &people, "--to", "table"],
    )
    .ends(2)
    .says("a table holds rules about the same things");
}

#[test]
fn policies_of_fleet_are_taken_over_as_skeletons_that_check_as_drafts() {
    let folder = tempfile::tempdir().unwrap();
    let policies = "- name: Disk encryption is on\n  query: SELECT 1;\n  platform: darwin\n";
    fs::write(folder.path().join("fleet.yml"), policies).unwrap();
    let taken = rule(folder.path(), &["import", "fleet.yml", "--from", "fleet"]).ends(0);
    fs::write(folder.path().join("skeletons.rule"), &taken.stdout).unwrap();
    rule(folder.path(), &["check", "skeletons.rule"])
        .ends(0)
        .says("a draft");
    let none = rule(
        folder.path(),
        &["import", "skeletons.rule", "--from", "fleet"],
    );
    assert_ne!(none.code, Some(0), "{}", none.stdout);
}
