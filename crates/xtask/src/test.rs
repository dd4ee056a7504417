//! `cargo xtask test`: everything that must hold, one way, for people and for CI.

mod web_app;

use std::path::Path;

use anyhow::{Context, Result};

use crate::{
    shell::{self, say},
    tidy,
    tree::Tree,
};

/// Where the tests run: a skip is allowed at a desk, never in CI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    /// Somebody's own.
    Desk,
    /// The environment variable `CI` is set.
    Ci,
}

/// Whether tests over real data can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RealData {
    /// [`DATA`] names a folder.
    There,
    /// Such tests skip.
    Absent,
}

/// What the tests find around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// Where they run.
    pub machine: Machine,
    /// Whether those over real data can run.
    pub real_data: RealData,
}

/// The environment variable that names the folder of real data.
pub const DATA: &str = "ALLHANDS_TEST_DATA";

/// How many checks and tests there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Held.
    pub passed: u64,
    /// Did not hold, or could not run where a skip is no answer.
    pub failed: u64,
    /// Could not run, and why was said.
    pub skipped: u64,
}

impl Tally {
    /// The closing line.
    pub fn line(&self) -> String {
        let skipped = match self.skipped {
            0 => String::new(),
            n => format!(", {n} skipped"),
        };
        format!("{} passed, {} failed{skipped}", self.passed, self.failed)
    }

    /// Adds what one line of a test binary's output counts, if it counts anything.
    pub fn read(&mut self, line: &str) {
        let Some(counts) = line.trim().strip_prefix("test result: ") else {
            return;
        };
        for part in counts.split([';', '.']) {
            let mut words = part.trim().split(' ');
            let (Some(number), Some(name)) = (words.next(), words.next()) else {
                continue;
            };
            let number: u64 = number.parse().unwrap_or_default();
            match name {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.skipped += number,
                _ => {}
            }
        }
    }

    fn gate(&mut self, name: &str, holds: bool) {
        if holds {
            self.passed += 1;
        } else {
            self.failed += 1;
            say(&format!("failed: {name}"));
        }
    }
}

/// Runs all checks, prints what each says and the tally at the end.
///
/// A failed check does not keep the next one from running.
///
/// # Errors
/// When cargo cannot be started or the tree cannot be read.
pub fn run(root: &Path, around: Surroundings) -> Result<Tally> {
    let mut tally = Tally::default();
    let machine = around.machine;
    tools(root, machine, &mut tally)?;
    storage(root, machine, &mut tally)?;
    component(
        root,
        machine,
        &mut tally,
        "rustfmt",
        &["fmt", "--all", "--check"],
    )?;
    step("tidy");
    tally.gate("tidy", tell(&Tree::read(root)?));
    let pages = web_app::build(root, machine, &mut tally)?;
    let lints = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "--deny",
        "warnings",
    ];
    component(root, machine, &mut tally, "clippy", &lints)?;
    step("cargo test --workspace");
    let before = tally.failed;
    let all = ["test", "--workspace", "--no-fail-fast"];
    let done = shell::lines(root, "cargo", &all, |line| tally.read(line))?;
    // What does not compile prints no count.
    if !done && tally.failed == before {
        tally.gate("cargo test", false);
    }
    web_app::browse(root, machine, pages, &mut tally)?;
    if around.real_data == RealData::Absent {
        say(&format!(
            "\nSKIPPED: tests over real data; `{DATA}` names the folder that holds it"
        ));
        absent(machine, &mut tally);
    }
    say("");
    say(&tally.line());
    Ok(tally)
}

/// Prints what tidy says; whether it has nothing against the tree.
pub fn tell(tree: &Tree) -> bool {
    for note in tidy::notes(tree) {
        say(&format!("note: {note}"));
    }
    let complaints = tidy::all(tree);
    for complaint in &complaints {
        say(&complaint.to_string());
    }
    if complaints.is_empty() {
        say(&format!(
            "tidy: {}",
            tidy::names().collect::<Vec<_>>().join(", ")
        ));
    }
    complaints.is_empty()
}

fn step(name: &str) {
    say(&format!("\n== {name}"));
}

/// A check of a component that some installations of Rust lack.
fn component(
    root: &Path,
    machine: Machine,
    tally: &mut Tally,
    name: &str,
    words: &[&str],
) -> Result<()> {
    step(&shell::words_of("cargo", words));
    let installed = || shell::works(root, "cargo", &[words[0], "--version"]);
    let add = ["component", "add", name];
    if !installed() && machine == Machine::Ci && shell::works(root, "rustup", &["--version"]) {
        shell::run(root, "rustup", &add)?;
    }
    if installed() {
        let holds = shell::run(root, "cargo", words)?;
        tally.gate(words[0], holds);
        return Ok(());
    }
    say(&format!(
        "SKIPPED: `{name}` is not installed; run `rustup component add {name}`"
    ));
    absent(machine, tally);
    Ok(())
}

/// What the tests need beside Rust: a C compiler (SQLite is compiled in), git, a database server,
/// Python and a browser.
fn tools(root: &Path, machine: Machine, tally: &mut Tally) -> Result<()> {
    let works = |program: &str| shell::works(root, program, &["--version"]);
    // Debian keeps the programs of a database server where no command is looked for.
    let postgres = [
        "-c",
        "ls /usr/lib/postgresql/*/bin/initdb || command -v initdb",
    ];
    let missing: Vec<&str> = [
        (works("cc"), "gcc libc6-dev"),
        (works("git"), "git"),
        (shell::works(root, "sh", &postgres), "postgresql"),
        (
            shell::works(root, "python3", &["-c", "import ensurepip"]),
            "python3-venv",
        ),
        (works("chromium"), "chromium"),
    ]
    .into_iter()
    .filter(|(there, _)| !there)
    .flat_map(|(_, packages)| packages.split(' '))
    .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let install = [
        vec!["install", "--yes", "--no-install-recommends"],
        missing.clone(),
    ]
    .concat();
    let debian = Path::new("/etc/debian_version").exists();
    let root_there = shell::output(root, "id", &["-u"]).is_ok_and(|id| id.trim() == "0");
    if debian && (root_there || machine == Machine::Ci) {
        shell::run(root, "apt-get", &["update", "--quiet"])?;
        let done = shell::run(root, "apt-get", &install).context("tools of the tests")?;
        tally.gate("installing tools", done);
    } else {
        say(&format!(
            "MISSING: run `apt-get install {}` (or what it is here)",
            missing.join(" ")
        ));
        absent(machine, tally);
    }
    Ok(())
}

/// Storage that speaks S3, for tests of the lake: `moto` from PyPI, in a folder of its own, which
/// the tests find there.
fn storage(root: &Path, machine: Machine, tally: &mut Tally) -> Result<()> {
    const FOLDER: &str = "target/tools/s3";
    let folder = root.join(FOLDER).join("bin");
    let program = |name: &str| folder.join(name).to_string_lossy().into_owned();
    if shell::works(root, &program("moto_server"), &["--help"]) {
        return Ok(());
    }
    step("storage for tests: moto from PyPI");
    let install = [
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "moto[server]==5.2.5",
    ];
    let done = shell::works(root, "python3", &["-m", "venv", "--clear", FOLDER])
        && shell::run(root, &program("pip"), &install)?;
    if !done {
        say("MISSING: Python with `venv`, or PyPI: tests of a lake in S3 are skipped");
        absent(machine, tally);
    }
    Ok(())
}

fn absent(machine: Machine, tally: &mut Tally) {
    match machine {
        Machine::Desk => tally.skipped += 1,
        Machine::Ci => tally.failed += 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_of_all_test_binaries_are_added() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; ...",
            "test result: FAILED. 5 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; ...",
        ] {
            tally.read(line);
        }
        assert_eq!(
            tally,
            Tally {
                passed: 7,
                failed: 1,
                skipped: 1
            }
        );
        assert_eq!(tally.line(), "7 passed, 1 failed, 1 skipped");
    }

    #[test]
    fn what_is_absent_is_a_skip_at_a_desk_and_a_failure_in_ci() {
        let mut tally = Tally::default();
        absent(Machine::Desk, &mut tally);
        assert_eq!(tally.line(), "0 passed, 0 failed, 1 skipped");
        absent(Machine::Ci, &mut tally);
        assert_eq!(tally.failed, 1);
    }
}
