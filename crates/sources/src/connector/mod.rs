//! A connector: what a tool's answers look like, and how they become records. It is data.
//!
//! ```yaml
//! connector: jamf                 # the name of its folder
//! title: Jamf Pro
//! fresh for: 2 days               # how long an answer stays fresh
//! http: {...}                     # where and how the tool is asked, see `http`, with the
//!                                 # `request` of each scope
//! skips: has("token")             # bodies with nothing to read; `skips files` names such files
//! scopes:
//!   computers:
//!     format: json                # json, ndjson, yaml, csv, codeowners
//!     matches: has("results")     # which bodies are of this scope; `columns` of a table
//!     files: OWNERS               # which names files of this scope have
//!     records: .results[]         # where the raw records are
//!     total: .totalCount          # how many there are on all pages
//!     more: .next                 # whether another page follows this one
//!     complete: .done             # whether this body is everything
//!     snapshot at: .generated     # when it was produced; else file name, source, file
//!     emits:                      # what each raw record gives
//!       - kind: device
//!         key: .id
//!         where: .type == "mac"   # others are of another sort, not wrong
//!         as of: .reportDate      # what the facts are about
//!         same key: merge         # one thing in several raw records; else a second is refused
//!                                 # (`newest`: the newer counts; `yield`: another scope's counts)
//!         fields:
//!           name: .name
//!           status: {is: active}
//!           operating system: {from: .platform, values: {Mac: macOS}, otherwise: Linux}
//!           disk encryption: {from: .state, on: ENCRYPTED, off: [PLAIN], unknown: PENDING}
//!           last seen: {from: .seen, epoch: ms, none: 0, "null": none, missing: unknown}
//!         claims: {serial number: .serial, login: {from: .login, scope: github}}
//!         links: {user: {by: {email: .user.email}, owner: assigned}}
//!         parts: {apps: {each: ".apps[]", key: .id, kind: app, fields: {name: .name}}}
//!         supplies: [{relation: endpoint agents, of: device}]
//!         no record means: {security training completed on: none}
//! ```
//! A claim's `scope` says where its value is unique: a word all sources of the tool share, a
//! program, or `$source` for ids that each installation of the tool counts for itself.
//!
//! A program is jq. It sees the file as `$file`, the instant of the snapshot as `$snapshot` and
//! the raw record as `$record`. A link may have `each` (one pointer for each item) and `else`
//! (tried where nobody is found).

mod check;
pub mod http;
pub(crate) mod shape;

use std::collections::{BTreeMap, BTreeSet};

use globset::{Glob, GlobSet, GlobSetBuilder};
use indexmap::IndexMap;
use model::{KindName, OwnerClass, Problem, Problems, Vocabulary, span::Length};
use serde_json::Value;

pub use self::http::{Auth, Http, Paging, Request};
pub(crate) use self::shape::{Meaning, SameKey};
use crate::{format::Format, program::Program, time::Epoch};

/// What a tool's answers look like, and how they become records; checked against a vocabulary.
#[derive(Clone, Debug)]
pub struct Connector {
    /// Its name: `jamf`.
    pub name: String,
    /// What people call the tool.
    pub title: String,
    /// How long an answer stays fresh, where a source does not say.
    pub fresh_for: Length,
    /// How the tool is asked over HTTP.
    pub http: Option<Http>,
    /// Bodies that hold nothing to read (lists of ids, tokens) and are left out silently.
    pub(crate) skips: Option<Program>,
    /// Files of these names are left out silently.
    pub(crate) skips_files: Option<GlobSet>,
    /// Its scopes, in the order of the file.
    pub(crate) scopes: Vec<Scope>,
}

impl Connector {
    /// The names of its scopes, in the order of the file.
    pub fn scope_names(&self) -> impl Iterator<Item = &str> {
        self.scopes.iter().map(|scope| scope.name.as_str())
    }

    /// The kinds it gives records of.
    pub fn kinds(&self) -> BTreeSet<KindName> {
        self.scopes
            .iter()
            .flat_map(|scope| &scope.emits)
            .map(|emit| emit.root.clone())
            .collect()
    }
}

/// One sort of answer.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(crate) name: String,
    pub(crate) format: Format,
    pub(crate) request: Option<Request>,
    pub(crate) matches: Option<Program>,
    pub(crate) columns: Vec<String>,
    pub(crate) files: Option<GlobSet>,
    pub(crate) records: Program,
    pub(crate) complete: Option<Program>,
    pub(crate) total: Option<Program>,
    pub(crate) more: Option<Program>,
    pub(crate) snapshot_at: Option<Program>,
    pub(crate) emits: Vec<Emit>,
}

/// One record that each raw record of a scope gives.
#[derive(Clone, Debug)]
pub(crate) struct Emit {
    pub(crate) kind: KindName,
    pub(crate) root: KindName,
    pub(crate) key: Program,
    pub(crate) only: Option<Program>,
    pub(crate) as_of: Option<Program>,
    pub(crate) same_key: SameKey,
    pub(crate) fields: IndexMap<String, FieldMap>,
    pub(crate) claims: Vec<ClaimMap>,
    pub(crate) links: Vec<LinkMap>,
    pub(crate) parts: Vec<PartMap>,
    pub(crate) supplies: Vec<model::coverage::Supplies>,
    pub(crate) absent_means_none: BTreeSet<String>,
}

/// How one field is read.
#[derive(Clone, Debug)]
pub(crate) struct FieldMap {
    pub(crate) from: From,
    pub(crate) values: BTreeMap<String, String>,
    pub(crate) otherwise: Option<String>,
    pub(crate) on: Vec<Value>,
    pub(crate) off: Vec<Value>,
    pub(crate) none: Vec<Value>,
    pub(crate) unknown: Vec<Value>,
    pub(crate) epoch: Option<Epoch>,
    pub(crate) null: Meaning,
    pub(crate) empty: Meaning,
    pub(crate) missing: Meaning,
}

/// Where a value stands.
#[derive(Clone, Debug)]
pub(crate) enum From {
    /// In the raw record.
    Program(Program),
    /// In the connector itself: true of every record.
    Constant(Value),
}

/// An identifier that is read.
#[derive(Clone, Debug)]
pub(crate) struct ClaimMap {
    pub(crate) key: String,
    pub(crate) from: Program,
    pub(crate) scope: Option<ScopeOf>,
}

/// Where an identifier is unique.
#[derive(Clone, Debug)]
pub(crate) enum ScopeOf {
    Text(String),
    Program(Program),
    /// The source itself: ids that a tool counts from one are unique in it only.
    Source,
}

/// A pointer to another entity that is read.
#[derive(Clone, Debug)]
pub(crate) struct LinkMap {
    pub(crate) link: String,
    pub(crate) to: KindName,
    pub(crate) many: bool,
    pub(crate) each: Option<Program>,
    pub(crate) by: Vec<ClaimMap>,
    pub(crate) owner: Option<OwnerClass>,
    pub(crate) otherwise: Option<Box<LinkMap>>,
}

/// Nested rows that are read.
#[derive(Clone, Debug)]
pub(crate) struct PartMap {
    pub(crate) relation: String,
    pub(crate) kind: KindName,
    pub(crate) each: Program,
    pub(crate) key: Program,
    pub(crate) fields: IndexMap<String, FieldMap>,
}

/// Reads a connector and checks every word of it.
///
/// # Errors
/// Every problem found: not YAML, a kind, field, link or identifier the vocabulary does not have
/// (with the nearest one), a jq program that does not compile (with its place).
pub fn read_connector(
    text: &str,
    file: &str,
    vocabulary: &Vocabulary,
) -> Result<Connector, Problems> {
    let shape: shape::ConnectorText = serde_yaml_ng::from_str(text).map_err(|error| {
        let mut place = model::Place::file(file);
        if let Some(at) = error.location() {
            place.line = Some(at.line() as u64);
            place.column = Some(at.column() as u64);
        }
        Problems(vec![Problem::new("E-CONNECTOR", error.to_string(), place)])
    })?;
    let mut checker = check::Checker::new(text, file, vocabulary);
    let connector = checker.connector(shape);
    let requests = connector.scopes.iter().filter_map(|scope| {
        scope
            .request
            .as_ref()
            .map(|request| (scope.name.as_str(), scope.format, request))
    });
    checker
        .problems
        .extend(http::check(connector.http.as_ref(), requests, text, file));
    if checker.problems.is_empty() {
        Ok(connector)
    } else {
        checker.problems.sort_by(|a, b| a.place.cmp(&b.place));
        Err(Problems(checker.problems))
    }
}

/// The patterns of a scope's files. A pattern without `/` is for the file's own name.
fn globs(patterns: &[String]) -> Result<Option<GlobSet>, globset::Error> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern)?);
        if !pattern.contains('/') {
            set.add(Glob::new(&format!("**/{pattern}"))?);
        }
    }
    set.build().map(Some)
}
