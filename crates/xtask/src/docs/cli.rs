//! The page of the command line: what the binary itself says, command by command.

use std::{fmt::Write, path::Path};

use anyhow::{Result, bail};

use crate::shell;

const INTRODUCTION: &str = "
# Command line

Every command takes `--format text|json`. Data goes to standard output, progress and messages to
standard error.

| exit code | means |
|---|---|
| 0 | done |
| 1 | findings, or a check that refused |
| 2 | the request or the input was wrong |
| 3 | something that was needed could not be reached |
";

/// How deep commands nest; more would be a loop in what the binary prints.
const DEPTH: usize = 3;

/// The page, from the help of the built binary and of each of its commands.
///
/// # Errors
/// When the binary does not build or a command has no help.
pub fn page(root: &Path) -> Result<String> {
    let mut page = INTRODUCTION.to_owned();
    one(root, &mut page, &[])?;
    Ok(page)
}

/// The document of the API, as the built binary prints it.
///
/// # Errors
/// When the binary does not build.
pub fn api(root: &Path) -> Result<String> {
    let words = [
        "run",
        "--quiet",
        "--package",
        "allhands",
        "--",
        "serve",
        "--openapi",
    ];
    shell::output(root, "cargo", &words)
}

fn one(root: &Path, page: &mut String, command: &[String]) -> Result<()> {
    let mut words = vec!["run", "--quiet", "--package", "allhands", "--"];
    words.extend(command.iter().map(String::as_str));
    words.push("--help");
    let name = [vec!["allhands".to_owned()], command.to_vec()]
        .concat()
        .join(" ");
    let help = shell::output(root, "cargo", &words)?;
    if help.trim().is_empty() {
        bail!("`{name} --help` says nothing");
    }
    // Writing to a text cannot fail.
    let _ = write!(page, "\n## {name}\n\n```text\n{}\n```\n", trimmed(&help));
    if command.len() < DEPTH {
        for inner in commands(&help) {
            one(root, page, &[command.to_vec(), vec![inner]].concat())?;
        }
    }
    Ok(())
}

/// The commands a help text lists under `Commands:`, `help` left out.
pub fn commands(help: &str) -> Vec<String> {
    help.lines()
        .skip_while(|line| line.trim() != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with(' ') || line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

fn trimmed(help: &str) -> String {
    let lines: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_and_their_wrapped_texts_are_not() {
        let help = "Does things\n\nCommands:\n  run   does\n        one thing\n\n  who   asks\n  \
                    help  helps\n\nOptions:\n  -h    help\n";
        assert_eq!(commands(help), ["run", "who"]);
        assert_eq!(commands("Options:\n  -h  help\n"), Vec::<String>::new());
    }
}
