//! The page of the command line says what the binary says today.

use crate::world::{Ran, allhands, repository};

/// Commands in commands, and no deeper: more would be a loop in what the binary prints.
const DEPTH: usize = 3;

/// The sections of the page as the binary would have them, one for each command.
fn sections(command: &[String], all: &mut Vec<String>) {
    let asked = allhands().args(command).arg("--help").output().unwrap();
    let help = Ran::from(asked).ends(0).stdout;
    let lines: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
    let name = [vec!["allhands".to_owned()], command.to_vec()].concat();
    let (name, text) = (name.join(" "), lines.join("\n"));
    all.push(format!("## {name}\n\n```text\n{text}\n```\n"));
    if command.len() < DEPTH {
        for inner in commands(&help) {
            sections(&[command.to_vec(), vec![inner]].concat(), all);
        }
    }
}

/// The commands a help text lists.
fn commands(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    listed
        .take_while(|line| !line.is_empty())
        // What is indented further goes on with the line above.
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_page_of_the_command_line_is_fresh() {
    let page = std::fs::read_to_string(repository("docs/reference/cli.md")).unwrap();
    let mut all = Vec::new();
    sections(&[], &mut all);
    assert!(all.len() > 20, "commands are found: {}", all.len());
    for section in &all {
        let name = section.lines().next().unwrap();
        assert!(
            page.contains(section.as_str()),
            "`{name}` is stale: run `cargo xtask docs`"
        );
    }
    let told = page.lines().filter(|line| line.starts_with("## ")).count();
    assert_eq!(told, all.len(), "a command went: run `cargo xtask docs`");
}

#[test]
fn every_command_has_an_example() {
    let mut all = Vec::new();
    sections(&[], &mut all);
    for section in all
        .iter()
        .filter(|section| !section.contains("\nCommands:\n"))
    {
        assert!(section.contains("Example"), "no example in\n{section}");
    }
}
