//! A workspace in a temporary folder and the binary to run in it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The instant most tests work at.
pub(crate) const NOW: &str = "2026-06-01T07:00:00Z";

/// A workspace to play in.
pub(crate) struct World {
    folder: TempDir,
    /// What its commands find in their environment.
    environment: Vec<(&'static str, String)>,
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The `data` of a JSON answer.
    pub(crate) fn data(&self) -> Value {
        self.json()["data"].clone()
    }

    /// The whole JSON answer.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.stdout, self.stderr))
    }

    /// Fails unless the command ended with this code.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        self
    }

    /// Fails unless the messages hold a text.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        let all = format!("{}{}", self.stdout, self.stderr);
        assert!(all.contains(text), "`{text}` is not said in:\n{all}");
        self
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The binary, without the surroundings of the test runner.
pub(crate) fn allhands() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_allhands"));
    command.env("NO_COLOR", "1");
    command
}

impl World {
    /// An empty workspace.
    pub(crate) fn new() -> Self {
        let world = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            environment: Vec::new(),
        };
        let init = allhands()
            .arg("init")
            .arg(world.root())
            .output()
            .expect("the binary starts");
        Ran::from(init).ends(0);
        world
    }

    /// A workspace with people from an HR system and laptops from a device manager.
    pub(crate) fn with_laptops() -> Self {
        let world = Self::new();
        world.write("exports/workday.json", &people(&["e1", "e2"]));
        world.write(
            "exports/jamf.json",
            &laptops(&[("1", "C02AAA111", "e1", true)]),
        );
        world
            .run(&[
                "source",
                "add",
                "workday",
                "--files",
                "exports/workday.json",
            ])
            .ends(0);
        world
            .run(&["source", "add", "jamf", "--files", "exports/jamf.json"])
            .ends(0);
        world.adopt(&["laptops-are-encrypted"]);
        world
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("w")
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        self.write_at(path, text.as_bytes(), NOW);
    }

    /// Writes a file as an export of that instant.
    pub(crate) fn write_at(&self, path: &str, bytes: &[u8], modified: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("it can be made");
        fs::write(&path, bytes).expect("it can be written");
        let at: jiff::Timestamp = modified.parse().expect("a timestamp");
        let file = fs::File::options()
            .write(true)
            .open(&path)
            .expect("it was just written");
        file.set_modified(at.into()).expect("it is ours");
    }

    pub(crate) fn adopt(&self, rules: &[&str]) {
        let lines: String = rules
            .iter()
            .map(|rule| format!("  - rule: {rule}\n"))
            .collect();
        self.write("rules/adopted.yaml", &format!("adopted:\n{lines}"));
    }

    /// Runs a command in the workspace at [`NOW`].
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_at(args, NOW)
    }

    /// Runs a command in the workspace at an instant.
    pub(crate) fn run_at(&self, args: &[&str], at: &str) -> Ran {
        self.command(args, at)
            .output()
            .expect("the binary starts")
            .into()
    }

    /// A full pass as JSON.
    pub(crate) fn pass_at(&self, at: &str) -> Ran {
        self.run_at(&["run", "--format", "json"], at)
    }

    /// Its commands find this in their environment from now on.
    pub(crate) fn settle(&mut self, environment: impl IntoIterator<Item = (&'static str, String)>) {
        self.environment.extend(environment);
    }

    /// A command that is not started yet.
    pub(crate) fn command(&self, args: &[&str], at: &str) -> Command {
        let mut command = allhands();
        command.current_dir(self.folder.path()).args(args);
        command
            .arg("--workspace")
            .arg(self.root())
            .args(["--at", at])
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// A path of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

/// An HR report of invented people.
pub(crate) fn people(ids: &[&str]) -> String {
    let entry = |id: &&str| {
        json!({
            "Employee_ID": id, "Name": format!("Person {id}"), "Worker_Type": "Employee",
            "Email_-_Work": format!("{id}@linden.example"),
            "Supervisory_Organization": "Bakery", "Worker_s_Manager_group": [],
        })
    };
    json!({ "Report_Entry": ids.iter().map(entry).collect::<Vec<_>>() }).to_string()
}

/// A device manager's answer: id, serial number, employee, disk encryption.
pub(crate) fn laptops(all: &[(&str, &str, &str, bool)]) -> String {
    let one = |(id, serial, employee, encrypted): &(&str, &str, &str, bool)| {
        json!({
            "id": id, "udid": format!("00008103-00AA00000000000{id}"),
            "general": {
                "name": format!("Laptop {id}"), "platform": "Mac",
                "reportDate": "2026-06-01T06:00:00Z", "lastContactTime": "2026-06-01T06:00:00Z",
                "remoteManagement": {"managed": true},
            },
            "hardware": {"serialNumber": serial, "model": "MacBook Pro"},
            "operatingSystem": {"name": "macOS", "version": "15.5"},
            "diskEncryption": {"fileVault2Enabled": encrypted},
            "userAndLocation": {
                "username": employee, "email": format!("{employee}@linden.example"),
            },
        })
    };
    let results: Vec<Value> = all.iter().map(one).collect();
    json!({ "totalCount": results.len(), "results": results }).to_string()
}

/// The folder of real data, or nothing, said loudly. Under CI a missing folder is a failure.
pub(crate) fn real_data(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("ALLHANDS_TEST_DATA").map(PathBuf::from);
    if folder.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "{test} needs ALLHANDS_TEST_DATA under CI"
        );
        eprintln!("SKIPPED: {test} needs real data; set ALLHANDS_TEST_DATA to its folder");
    }
    folder
}
