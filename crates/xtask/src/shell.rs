//! Talking to the terminal and to other programs.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// A line for people.
#[expect(clippy::print_stdout, reason = "a task talks to the terminal")]
pub fn say(line: &str) {
    println!("{line}");
}

/// The folder that holds the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// A program, started from the root with the terminal's own input and output.
pub fn command(root: &Path, program: &str, words: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new(program);
    command.args(words).current_dir(root);
    command
}

/// Runs a program to its end; whether it succeeded.
///
/// # Errors
/// When it cannot be started.
pub fn run(root: &Path, program: &str, words: &[impl AsRef<OsStr>]) -> Result<bool> {
    let status = command(root, program, words).status();
    Ok(status
        .with_context(|| format!("`{program}` cannot be started"))?
        .success())
}

/// What a program prints; its messages go to the terminal.
///
/// # Errors
/// When it cannot be started or fails.
pub fn output(root: &Path, program: &str, words: &[impl AsRef<OsStr>]) -> Result<String> {
    let output = command(root, program, words)
        .stderr(Stdio::inherit())
        .output();
    let output = output.with_context(|| format!("`{program}` cannot be started"))?;
    if !output.status.success() {
        bail!("`{}` failed", words_of(program, words));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program, shows each line it prints and gives it to `each`; whether it succeeded.
///
/// # Errors
/// When it cannot be started or read.
pub fn lines(
    root: &Path,
    program: &str,
    words: &[impl AsRef<OsStr>],
    mut each: impl FnMut(&str),
) -> Result<bool> {
    let mut child = command(root, program, words)
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{program}` cannot be started"))?;
    let stdout = child.stdout.take().context("its output is not readable")?;
    for line in BufReader::new(stdout).lines() {
        let line = line.with_context(|| format!("the output of `{program}` is not readable"))?;
        say(&line);
        each(&line);
    }
    Ok(child.wait()?.success())
}

/// Whether a program can be started and succeeds, without a word to the terminal.
pub fn works(root: &Path, program: &str, words: &[&str]) -> bool {
    let quiet = command(root, program, words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    quiet.is_ok_and(|status| status.success())
}

/// A command line as people type it.
pub fn words_of(program: &str, words: &[impl AsRef<OsStr>]) -> String {
    let words = words
        .iter()
        .map(|word| word.as_ref().to_string_lossy().into_owned());
    std::iter::once(program.to_owned())
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ")
}
