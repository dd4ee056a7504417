//! What an auditor is given: the findings of a scope, what was decided about them, what the
//! sources had said, and proof that none of it was changed since.
//!
//! [`Evidence`] is everything the documents are made of; the same evidence always makes the same
//! bytes. [`bundle::files`] makes all of them, [`check::check`] reads a bundle back. To add a
//! document, write one file here and one line in [`bundle`].

pub mod bundle;
pub mod check;
pub mod csv;
pub mod html;
pub mod items;
pub mod manifest;

pub mod numbers;
pub mod oscal;
pub mod sealed;
pub mod states;

use std::{collections::BTreeMap, fmt, str::FromStr};

use jiff::{Timestamp, tz::TimeZone};
use model::{EntityId, Event, Finding, RuleId, RunOutcome, SourceId};
use serde::Serialize;

pub use bundle::{BundleError, Files};
pub use numbers::PoamRow;
pub use oscal::OscalVersion;
pub use sealed::{Beside, Opened, ProvenItem, Sealed, SealedRecord};

use crate::Counts;

/// What a bundle is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The whole organisation.
    All,
    /// What belongs to one department, by its name.
    Department(String),
    /// What one rule asks for.
    Rule(RuleId),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Department(name) => write!(f, "department={name}"),
            Self::Rule(rule) => write!(f, "rule={rule}"),
        }
    }
}

/// Text that names no scope.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a scope: write `all`, `department=NAME` or `rule=ID`")]
pub struct ScopeError(String);

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some(("department", name)) if !name.is_empty() => Ok(Self::Department(name.to_owned())),
            Some(("rule", rule)) if !rule.is_empty() => Ok(Self::Rule(RuleId::new(rule))),
            None if text == "all" => Ok(Self::All),
            _ => Err(ScopeError(text.to_owned())),
        }
    }
}

/// A finding with what an auditor needs beside it.
#[derive(Clone, Debug)]
pub struct Audited<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// What happened to it, oldest first.
    pub events: Vec<Event>,
    /// What the thing is called; its id where names are withheld.
    pub thing: String,
    /// The thing a weakness was found on: itself, or what it is a part of.
    pub host: EntityId,
    /// What the host is called; its id where names are withheld.
    pub host_name: String,
    /// The weakness, where the thing itself is one: `CVE-2026-1234`.
    pub weakness: Option<String>,
    /// Its department.
    pub department: Option<String>,
    /// Who answers for it; an id where names are withheld.
    pub answers: Option<String>,
    /// The latest verdict in a sentence, without names where they are withheld.
    pub because: String,
}

/// A rule that findings speak of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditedRule {
    /// Its title.
    pub title: String,
    /// Its sentence, on one line.
    pub sentence: String,
    /// The requirements of frameworks it helps to meet: `NIST SP 800-53 SI-2`.
    pub references: Vec<Requirement>,
    /// What it came to in the scope, at the latest pass.
    pub counts: Counts,
}

/// A requirement of a framework.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Requirement {
    /// The framework with its edition.
    pub framework: String,
    /// The requirement as the framework numbers it.
    pub id: String,
}

/// One pass of judging, and how collecting had ended for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditedPass {
    /// The instant it speaks of.
    pub at: Timestamp,
    /// The run of collecting it judged.
    pub run: u64,
    /// How collecting ended, by source.
    pub sources: BTreeMap<SourceId, RunOutcome>,
}

/// What a scope of a source had said when the latest pass judged it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditedSource {
    /// The source.
    pub source: SourceId,
    /// The scope within it.
    pub scope: String,
    /// How reading it ended.
    pub outcome: RunOutcome,
    /// When the source produced what was read.
    pub snapshot_at: Option<Timestamp>,
    /// Digest (BLAKE3, hexadecimal) of the raw records as they were read, where they were.
    pub digest: Option<String>,
}

/// Everything the documents of a bundle are made of.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    /// What the organisation is called.
    pub organisation: &'a str,
    /// The name of its sealed log; ids in documents are derived from it.
    pub origin: &'a str,
    /// The instant of the latest pass, which everything here speaks of.
    pub at: Timestamp,
    /// What was closed before is left out.
    pub since: Option<Timestamp>,
    /// The organisation's zone.
    pub zone: &'a TimeZone,
    /// What it is about, at least one.
    pub scopes: &'a [Scope],
    /// Findings of the scope that somebody was told of, in order of id.
    pub findings: Vec<Audited<'a>>,
    /// The rules in the scope.
    pub rules: BTreeMap<RuleId, AuditedRule>,
    /// The passes since then, oldest first.
    pub passes: Vec<AuditedPass>,
    /// What the sources had said.
    pub sources: Vec<AuditedSource>,
    /// The organisation's numbered items, closed ones too.
    pub numbers: &'a [PoamRow],
}

impl Evidence<'_> {
    /// What the bundle is about, in words: `Finance`, `rule laptops-are-encrypted`.
    pub fn about(&self) -> String {
        let one = |scope: &Scope| match scope {
            Scope::All => self.organisation.to_owned(),
            Scope::Department(name) => name.clone(),
            Scope::Rule(rule) => format!("rule {rule}"),
        };
        self.scopes.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// The title of a rule; its id where it is no longer known.
    pub(crate) fn title(&self, rule: &RuleId) -> String {
        let known = self.rules.get(rule);
        known.map_or_else(|| rule.to_string(), |rule| rule.title.clone())
    }
}
