//! Whole screens, as a person sees them.

use std::path::Path;

use crate::{
    demo::demo_folder,
    world::{Ran, allhands},
};

/// What a command prints in the demo, without the place it happens to lie in.
fn screen(args: &[&str]) -> String {
    let mut command = allhands();
    command.args(args).arg("--workspace").arg(demo_folder());
    Ran::from(command.output().unwrap()).ends(0).stdout
}

/// A text without what differs from one machine to the next: where the demo lies, and how the
/// binary is called where it is not installed.
fn without(path: &Path, text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with("  alias allhands="));
    let lines: Vec<&str> = lines.collect();
    lines
        .join("\n")
        .replace(&path.display().to_string(), "DEMO")
}

#[test]
fn the_first_help() {
    let help = Ran::from(allhands().arg("--help").output().unwrap()).ends(0);
    insta::assert_snapshot!("help", help.stdout);
}

#[test]
fn the_first_screen_of_the_demo() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo");
    let ran = Ran::from(allhands().arg("demo").arg(&path).output().unwrap()).ends(0);
    assert!(ran.stdout.lines().count() <= 45, "one screen, not a page");
    let text = without(&path, &ran.stdout);
    insta::assert_snapshot!("demo", text);
}

#[test]
fn a_laptop_that_two_tools_know() {
    insta::assert_snapshot!("explain_laptop", screen(&["explain", "rafael-banerji-mbp"]));
}

#[test]
fn a_finding_that_a_stricter_department_made() {
    let found = "laptops-run-the-endpoint-agent@device-452";
    insta::assert_snapshot!("finding", screen(&["finding", "show", found]));
}
