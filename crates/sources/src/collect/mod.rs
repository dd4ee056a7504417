//! One run of one source: which files belong to which scope, what fits, what is complete.
//!
//! Law 2 lives here: a scope is complete only where every file that could be part of it was read
//! to its end, and where nothing in it was refused without a trace.

mod asked;
mod file;
mod finish;
mod keep;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fmt,
    io::Read,
};

use jiff::Timestamp;
use model::{
    Problem, Record, RecordKey, Rejected, ScopeRun, SourceState, Vocabulary, problem::Place,
};

pub use asked::collect_fetched;

use crate::{
    connector::{Connector, Scope},
    fetch::Ending,
    snapshot::{Dated, dated, newest},
    source::SourceConfig,
};

/// One file of a source.
pub struct Input {
    /// Its path, relative to the source; dates are looked for in its last part.
    pub name: String,
    /// When it was last written.
    pub modified: Option<Timestamp>,
    /// What is in it.
    pub content: Content,
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The content of a file, or why there is none.
pub enum Content {
    /// Its bytes, read once.
    Bytes(Box<dyn Read>),
    /// Why it cannot be opened.
    Unreadable(String),
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(_) => f.write_str("Bytes"),
            Self::Unreadable(why) => f.debug_tuple("Unreadable").field(why).finish(),
        }
    }
}

/// What a run delivered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collected {
    /// How each scope ended. A scope no file was for, while others had files, is not named: it
    /// was not asked, and nothing may be concluded about it.
    pub runs: Vec<ScopeRun>,
    /// What each of these scopes can tell.
    pub states: Vec<SourceState>,
    /// Accepted records, in the order of their keys.
    pub records: Vec<Record>,
    /// Records that do not fit.
    pub rejected: Vec<Rejected>,
    /// The raw records of each scope: NDJSON of `{"key","file","index","raw"}`.
    pub raw: BTreeMap<String, Vec<u8>>,
    /// What a person should know or act on.
    pub problems: Vec<Problem>,
}

/// Reads the files of one source.
pub fn collect(
    connector: &Connector,
    config: &SourceConfig,
    inputs: Vec<Input>,
    vocabulary: &Vocabulary,
    now: Timestamp,
) -> Collected {
    let mut files: Vec<(Dated, Input)> = inputs
        .into_iter()
        .map(|input| (dated(&input.name), input))
        .collect();
    let newest = newest(files.iter().map(|(dated, _)| dated));
    // Older days of the same export are not the snapshot; they are not even opened.
    files.retain(|(dated, _)| match (dated.at, newest.get(&dated.pattern)) {
        (Some(at), Some(newest)) => at == *newest,
        _ => true,
    });
    // Newest first, so that the first file of a scope decides its date; then by name, so that
    // nothing depends on the order of arrival.
    files.sort_by(|a, b| (b.0.at, &a.1.name).cmp(&(a.0.at, &b.1.name)));
    let mut run = Run::new(connector, config, vocabulary, now);
    run.look_at_trees(&files);
    for (dated, input) in files {
        run.file(dated, input);
    }
    run.finish()
}

/// How many files that no scope is for are told one by one.
const UNMATCHED_TOLD: u64 = 3;

/// A run in progress.
struct Run<'a> {
    connector: &'a Connector,
    config: &'a SourceConfig,
    vocabulary: &'a Vocabulary,
    now: Timestamp,
    scopes: Vec<ScopeState<'a>>,
    /// What makes every scope of the source partial.
    doubts: Vec<String>,
    /// Files that no scope is for.
    unmatched: u64,
    records: Vec<Record>,
    seen: BTreeMap<RecordKey, usize>,
    /// Records that leave the word to any other scope of their key, with their scope.
    yielding: BTreeMap<usize, usize>,
    rejected: Vec<Rejected>,
    notes: BTreeMap<NoteKey, NoteCount>,
    problems: Vec<Problem>,
}

/// A field that could not be read for one reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct NoteKey {
    scope: usize,
    kind: String,
    field: String,
    reason: String,
}

/// How often, and the first time.
#[derive(Debug)]
struct NoteCount {
    count: u64,
    place: Place,
    value: String,
}

/// A scope in progress.
struct ScopeState<'a> {
    scope: &'a Scope,
    /// How asking for it ended; none where files were read.
    asked: Option<Ending>,
    /// Keys that came on two of its pages.
    moved: BTreeSet<String>,
    /// Of these, how often the second page said something else.
    moved_changed: u64,
    /// Files that belong to it.
    files: u64,
    /// What makes it partial.
    doubts: Vec<String>,
    /// The date in the names of its files.
    date: Option<Timestamp>,
    /// The newest modification of a tree of files.
    tree: Option<Timestamp>,
    /// When the source produced it: the oldest of its pages.
    snapshot: Option<Timestamp>,
    /// Digests of its raw records, where the source says how many there are.
    distinct: HashSet<blake3::Hash>,
    total: Option<u64>,
    pages_with_more: u64,
    last_pages: u64,
    accepted: u64,
    rejected: u64,
    raw: Vec<u8>,
}

impl<'a> Run<'a> {
    fn new(
        connector: &'a Connector,
        config: &'a SourceConfig,
        vocabulary: &'a Vocabulary,
        now: Timestamp,
    ) -> Self {
        let scopes = connector.scopes.iter().map(|scope| ScopeState {
            scope,
            asked: None,
            moved: BTreeSet::new(),
            moved_changed: 0,
            files: 0,
            doubts: Vec::new(),
            date: None,
            tree: None,
            snapshot: None,
            distinct: HashSet::new(),
            total: None,
            pages_with_more: 0,
            last_pages: 0,
            accepted: 0,
            rejected: 0,
            raw: Vec::new(),
        });
        Self {
            connector,
            config,
            vocabulary,
            now,
            scopes: scopes.collect(),
            doubts: Vec::new(),
            unmatched: 0,
            records: Vec::new(),
            seen: BTreeMap::new(),
            yielding: BTreeMap::new(),
            rejected: Vec::new(),
            notes: BTreeMap::new(),
            problems: Vec::new(),
        }
    }

    /// Files found by their name (OWNERS in every folder) are one tree, as new as its newest file.
    fn look_at_trees(&mut self, files: &[(Dated, Input)]) {
        for state in &mut self.scopes {
            if let Some(globs) = &state.scope.files {
                let modified = files
                    .iter()
                    .filter(|(_, input)| globs.is_match(&input.name))
                    .filter_map(|(_, input)| input.modified);
                state.tree = modified.max();
            }
        }
    }
}

impl ScopeState<'_> {
    fn doubt(&mut self, why: impl Into<String>) {
        let why = why.into();
        if !self.doubts.contains(&why) {
            self.doubts.push(why);
        }
    }
}
