//! The files of a bundle. The same evidence, log and key always make the same bytes.

use std::collections::BTreeMap;

use serde::Serialize;
use tlog::SigningKey;

use super::{
    AuditedPass, AuditedSource, Evidence, OscalVersion, Sealed, csv, html, manifest,
    oscal::{assessment_results, poam},
};

/// Files by name, `/` between folders.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The name of the checkpoint.
pub const CHECKPOINT: &str = "checkpoint";
/// The name of the table.
pub const TABLE: &str = "findings.csv";
/// How the name of the proof of an entry ends.
pub const PROOF: &str = ".tlog-proof";

/// The program that checks a bundle with nothing but Python.
pub const VERIFY_PY: &str = include_str!("verify.py");
const VERIFY_MD: &str = include_str!("VERIFY.md");

/// Why a bundle cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Ours: a document cannot be written as JSON.
    #[error("`{file}` cannot be written: {source}")]
    Document {
        /// Which.
        file: &'static str,
        /// Why.
        source: serde_json::Error,
    },
    /// The key's turn: it does not sign.
    #[error("the list of files cannot be signed: {0}")]
    Unsigned(String),
}

/// What the rules and the sources said, for programs.
#[derive(Debug, Serialize)]
struct Said<'e> {
    passes: &'e [AuditedPass],
    sources: &'e [AuditedSource],
}

/// All files of a bundle.
///
/// # Errors
/// When the key does not sign.
pub fn files(
    evidence: &Evidence<'_>,
    sealed: &Sealed,
    version: OscalVersion,
    key: &SigningKey,
) -> Result<Files, BundleError> {
    let mut files = Files::new();
    let checkpoint = sealed.checkpoint.to_string();
    let mut json = |name: &'static str, document: Result<Vec<u8>, serde_json::Error>| {
        let bytes = document.map_err(|source| BundleError::Document { file: name, source })?;
        files.insert(name.to_owned(), bytes);
        Ok(())
    };
    let results = assessment_results(evidence, version);
    json(
        "oscal/assessment-results.json",
        serde_json::to_vec(&results),
    )?;
    if let Some(plan) = poam(evidence, version) {
        json("oscal/poam.json", serde_json::to_vec(&plan))?;
    }
    json("rules.json", serde_json::to_vec_pretty(&evidence.rules))?;
    let said = Said {
        passes: &evidence.passes,
        sources: &evidence.sources,
    };
    json("sources.json", serde_json::to_vec_pretty(&said))?;
    let mut text = |name: &str, bytes: Vec<u8>| files.insert(name.to_owned(), bytes);
    text(TABLE, csv::findings(evidence));
    text("report.html", html::report(evidence, &checkpoint).into());
    text("verify.py", VERIFY_PY.into());
    text("VERIFY.md", VERIFY_MD.into());
    text(CHECKPOINT, checkpoint.into());
    records(&mut files, sealed)?;
    sign(
        &mut files,
        &format!("{} as of {}", evidence.about(), evidence.at),
        key,
    )?;
    Ok(files)
}

/// Adds the list of all other files and its signature.
///
/// # Errors
/// When the key does not sign.
pub fn sign(files: &mut Files, about: &str, key: &SigningKey) -> Result<(), BundleError> {
    let about: Vec<&str> = about.split_whitespace().collect();
    manifest::sign(files, &about.join(" "), key).map_err(BundleError::Unsigned)
}

fn records(files: &mut Files, sealed: &Sealed) -> Result<(), BundleError> {
    for record in &sealed.records {
        let stem = format!("records/{:06}", record.proof.index);
        files.insert(format!("{stem}.json"), record.entry.clone().into());
        files.insert(format!("{stem}{PROOF}"), record.proof.to_string().into());
        if !record.beside.is_empty() {
            let json = serde_json::to_vec_pretty(&record.beside);
            let file = "records";
            let json = json.map_err(|source| BundleError::Document { file, source })?;
            files.insert(format!("{stem}.beside.json"), json);
        }
    }
    for (size, path) in sealed.since.iter().filter(|(_, path)| !path.is_empty()) {
        let lines: String = path.iter().map(|hash| format!("{hash}\n")).collect();
        files.insert(format!("consistency/{size}"), lines.into());
    }
    Ok(())
}
