//! `cargo xtask demo`: build the web app and the binary, and show the sample organisation.

use std::{path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{shell, ui};

/// Builds `allhands` and runs its `demo` with these further words, or in `target/demo` when there
/// are none; that one it serves until somebody stops it. Returns its exit code.
///
/// The profile `quick` is optimised and rebuilds incrementally. Folders are those of the caller.
///
/// # Errors
/// When cargo cannot be started, or the web app does not build where there is Node.
pub fn run(root: &Path, further: &[String]) -> Result<u8> {
    ui::build_or_say(root)?;
    shell::say("building allhands, optimised; the first time takes some minutes");
    let mut cargo = Command::new("cargo");
    cargo.args([
        "run",
        "--profile",
        "quick",
        "--package",
        "allhands",
        "--manifest-path",
    ]);
    cargo.arg(root.join("Cargo.toml")).args(["--", "demo"]);
    if further.is_empty() {
        cargo.arg(root.join("target").join("demo")).arg("--serve");
    }
    let status = cargo
        .args(further)
        .status()
        .context("`cargo` cannot be started")?;
    // A process ended by a signal has no code; what was needed is then not there.
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(3))
}
