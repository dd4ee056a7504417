//! The peers: Python scripts in an environment of their own, each in a process of its own.

use std::{
    io,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::{columns, components, rows, tasks::score_json};

/// One script of `peers/`, and the package it is about.
pub struct Peer {
    /// Its name in the table.
    pub name: &'static str,
    pub script: &'static str,
    /// What has to be installed for it.
    pub packages: &'static [&'static str],
    /// Records it is run on at most unless asked for more.
    pub up_to: u64,
}

/// Every peer. To add one: a script that prints what the others print, and an entry here.
pub const PEERS: &[Peer] = &[
    Peer {
        name: "scipy connected_components",
        script: "scipy_components.py",
        packages: &["scipy", "numpy"],
        up_to: 5_000_000,
    },
    Peer {
        name: "DuckDB label propagation",
        script: "duckdb_labels.py",
        packages: &["duckdb", "numpy", "pyarrow"],
        up_to: 5_000_000,
    },
    Peer {
        name: "Splink clustering",
        script: "splink_clusters.py",
        packages: &["splink", "duckdb", "numpy", "pyarrow"],
        up_to: 5_000_000,
    },
    Peer {
        name: "networkx components",
        script: "networkx_components.py",
        packages: &["networkx", "numpy"],
        // An object for every edge: about a kilobyte a record.
        up_to: 1_000_000,
    },
];

/// A folder with Python and what the peers need.
pub struct Environment(PathBuf);

impl Environment {
    /// Makes it where it is not there yet.
    pub fn at(folder: &Path) -> Result<Self, String> {
        let python = folder.join("bin/python");
        if !python.exists() {
            let made = Command::new("python3")
                .args(["-m", "venv"])
                .arg(folder)
                .output();
            finished(made, "python3 -m venv")?;
        }
        Ok(Self(python))
    }

    /// Installs what a peer needs from PyPI; quick where it is there.
    pub fn install(&self, peer: &Peer) -> Result<(), String> {
        let mut pip = Command::new(&self.0);
        pip.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]);
        finished(pip.args(peer.packages).output(), "pip install").map(|_| ())
    }

    /// Runs a peer on a folder and holds its labels against the truth.
    pub fn run(&self, peer: &Peer, folder: &Path, threads: usize) -> Result<Value, String> {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("correlation/peers");
        let mut script = Command::new(&self.0);
        script
            .arg(scripts.join(peer.script))
            .arg(folder)
            .arg(threads.to_string());
        let said = finished(script.output(), peer.script)?;
        let line = said.lines().last().unwrap_or_default();
        let mut told: Value =
            serde_json::from_str(line).map_err(|error| format!("said `{line}`: {error}"))?;
        let score = scored(folder).map_err(|error| error.to_string())?;
        told["scores"] = serde_json::json!([{"what": "all", "score": score}]);
        Ok(told)
    }
}

fn scored(folder: &Path) -> io::Result<Value> {
    let truth = columns::read(&folder.join(rows::TRUTH))?;
    let labels = columns::read(&folder.join("labels.u32"))?;
    if truth.len() != labels.len() {
        let (have, want) = (labels.len(), truth.len());
        return Err(io::Error::other(format!(
            "{have} labels for {want} records"
        )));
    }
    Ok(score_json(&components::scored(&truth, &labels)))
}

/// What a command printed, or the last line of its complaint.
fn finished(ended: io::Result<std::process::Output>, what: &str) -> Result<String, String> {
    let output = ended.map_err(|error| format!("`{what}` did not start: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let last = errors
        .trim_end()
        .lines()
        .last()
        .unwrap_or("it said nothing");
    Err(format!("`{what}` ended with {}: {last}", output.status))
}
