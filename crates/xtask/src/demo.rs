//! `cargo xtask demo`: build the binary and show the sample organisation.

use std::path::Path;

use anyhow::{Context, Result};

use crate::shell;

/// Builds `allhands` and runs its `demo` with these further words. Returns its exit code.
///
/// The profile `quick` is optimised and rebuilds incrementally.
///
/// # Errors
/// When cargo cannot be started.
pub fn run(root: &Path, further: &[String]) -> Result<u8> {
    let build = [
        "run",
        "--profile",
        "quick",
        "--package",
        "allhands",
        "--",
        "demo",
    ];
    let words: Vec<&str> = build
        .into_iter()
        .chain(further.iter().map(String::as_str))
        .collect();
    shell::say("building allhands, optimised; the first time takes some minutes");
    let status = shell::command(root, "cargo", &words).status();
    let status = status.context("`cargo` cannot be started")?;
    // A process ended by a signal has no code; what was needed is then not there.
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(3))
}
