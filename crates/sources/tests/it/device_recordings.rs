//! Recorded HTTP of tools that know devices: every answer is read or left out with a reason, and
//! nothing in an answer that is read gets lost. `device_recordings.yaml` beside this file says
//! what is expected; it is read at run time.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;
use sources::Collected;
use testkit::unwrap::{Body, har};

use crate::{
    real::{data, json},
    support::{input, run},
};

type Counts = BTreeMap<String, usize>;

/// What is expected of the recordings of one tool.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    connector: String,
    /// The folder of the recordings, where it is not the name of the entry.
    folder: Option<String>,
    /// Only recordings whose name holds this; the others are of another connector.
    #[serde(default)]
    only: String,
    /// Part of an address, `$` for its end, and why its answers are left out.
    #[serde(default, rename = "left out")]
    left_out: IndexMap<String, String>,
    #[serde(default)]
    gives: BTreeMap<String, Counts>,
    #[serde(default)]
    authors: Vec<Authors>,
}

/// What the test that made a recording counts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Authors {
    recording: String,
    test: String,
    counts: Counts,
    beside: Counts,
}

impl Expected {
    fn reason(&self, url: &str) -> Option<&str> {
        let fits = |part: &str| match part.strip_suffix('$') {
            Some(end) => url.ends_with(end),
            None => url.contains(part),
        };
        let mut reasons = self.left_out.iter();
        let found = reasons.find(|(part, _)| fits(part));
        found.map(|(_, why)| why.as_str())
    }
}

/// What becomes of one answer.
#[derive(Debug, PartialEq)]
enum Became {
    /// Its records by kind and native id.
    Records(BTreeSet<(String, String)>),
    /// A page with nothing on it.
    EmptyPage,
    /// The connector knows it and leaves it out.
    LeftOut,
    /// What is not accounted for.
    Lost(String),
}

fn became(connector: &str, body: &Body) -> Became {
    let read = run(connector, vec![input("answer.json", &body.bytes)]);
    if read.problems.iter().any(|one| one.code == "file-unmatched") {
        return Became::Lost("no scope reads it".to_owned());
    }
    if !read.runs.iter().any(|run| run.snapshot_at.is_some()) {
        return Became::LeftOut;
    }
    if let Some(lost) = silent(&read) {
        return Became::Lost(lost);
    }
    let keys = read.records.iter().map(|record| {
        let key = &record.key;
        (key.kind.to_string(), key.native_id.to_string())
    });
    let keys: BTreeSet<_> = keys.collect();
    if keys.is_empty() && read.rejected.is_empty() {
        return Became::EmptyPage;
    }
    Became::Records(keys)
}

/// A raw record that gave neither a record nor a reason, or one that was refused.
fn silent(read: &Collected) -> Option<String> {
    if let Some(refused) = read.rejected.first() {
        return Some(format!("{}: {}", refused.place, refused.reason));
    }
    let lines = read.raw.values().flat_map(|bytes| {
        let stream = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
        stream.map(Result::unwrap)
    });
    let mut silent = lines.filter(|line| line["key"].is_null());
    silent.next().map(|line| format!("gives nothing: {line}"))
}

/// How many answers became what, over all recordings of one tool.
#[derive(Default)]
struct Tally {
    recordings: usize,
    read: usize,
    empty: usize,
    left_out: usize,
    records: usize,
    wrong: Vec<String>,
}

fn recordings(folder: &Path, only: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name.contains(only) {
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// Reads one recording answer by answer, and counts its records.
fn one(expected: &Expected, name: &str, text: &str, tally: &mut Tally) -> Counts {
    tally.recordings += 1;
    let mut keys = BTreeSet::new();
    let bodies = har(text).unwrap();
    let spoken = |body: &Body| serde_json::from_slice::<Value>(&body.bytes).is_ok();
    for body in bodies.iter().filter(|body| spoken(body)) {
        let says = match (
            became(&expected.connector, body),
            expected.reason(&body.url),
        ) {
            (Became::Records(found), None) => {
                tally.read += 1;
                keys.extend(found);
                continue;
            }
            (Became::EmptyPage, _) => {
                tally.empty += 1;
                continue;
            }
            (Became::LeftOut, Some(_)) => {
                tally.left_out += 1;
                continue;
            }
            (Became::Records(_), Some(why)) => format!("is read, and was to be left out: {why}"),
            (Became::LeftOut, None) => "is left out, and nothing says why".to_owned(),
            (Became::Lost(how), _) => how,
        };
        tally.wrong.push(format!("{name}: {}: {says}", body.url));
    }
    tally.records += keys.len();
    let mut counts = Counts::new();
    for (kind, _) in keys {
        *counts.entry(kind).or_default() += 1;
    }
    counts
}

/// Whether the authors of a recording count what we count.
fn authors_agree(index: &Value, folder: &str, authors: &Authors, ours: &Counts) -> Option<String> {
    let snapshots = index["files"]["_snapshots"][folder].as_array().unwrap();
    let found = snapshots.iter().find(|one| one["test"] == *authors.test);
    let theirs = found.and_then(|one| one["entities"].as_u64());
    let counted: usize = authors.counts.values().chain(authors.beside.values()).sum();
    let same = |(kind, count): (&String, &usize)| ours.get(kind).copied().unwrap_or(0) == *count;
    let agree = theirs == Some(counted as u64) && authors.counts.iter().all(same);
    (!agree).then(|| {
        let Authors { test, counts, .. } = authors;
        format!("`{test}` counts {theirs:?}, told are {counted}, {counts:?} of {ours:?}")
    })
}

fn tool(folder: &Path, named: &str, expected: &Expected, index: &Value) -> Tally {
    let mut tally = Tally::default();
    let mut all = BTreeMap::new();
    for (name, text) in recordings(folder, &expected.only) {
        let counts = one(expected, &name, &text, &mut tally);
        all.insert(name, counts);
    }
    for (name, counts) in &all {
        let none = Counts::new();
        let told = expected.gives.get(name).unwrap_or(&none);
        if told != counts {
            let says = format!("{name}: gives {counts:?}, told are {told:?}");
            tally.wrong.push(says);
        }
    }
    let missing = expected
        .gives
        .keys()
        .filter(|name| !all.contains_key(*name));
    tally
        .wrong
        .extend(missing.map(|name| format!("{name}: there is no such recording")));
    for authors in &expected.authors {
        let ours = all.get(&authors.recording).cloned().unwrap_or_default();
        tally
            .wrong
            .extend(authors_agree(index, named, authors, &ours));
    }
    tally
}

#[test]
fn every_recorded_answer_about_devices_is_read_or_left_out_with_a_reason() {
    let Some(data) = data() else { return };
    let har = data.join("api/har");
    let index = json(&har.join("INDEX.json"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/device_recordings.yaml");
    let text = fs::read_to_string(path).unwrap();
    let expected: IndexMap<String, Expected> = serde_yaml_ng::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    println!("tool               recordings  read  empty  left out  records");
    for (name, expected) in &expected {
        let folder = expected.folder.as_ref().unwrap_or(name);
        let tally = tool(&har.join(folder), folder, expected, &index);
        let Tally {
            recordings,
            read,
            empty,
            left_out,
            records,
            ..
        } = tally;
        println!("{name:<18} {recordings:>10} {read:>5} {empty:>6} {left_out:>9} {records:>8}");
        wrong.extend(tally.wrong.iter().map(|says| format!("- {name}: {says}")));
    }
    assert!(wrong.is_empty(), "not accounted for:\n{}", wrong.join("\n"));
}

#[test]
fn an_answer_that_no_scope_reads_and_nothing_leaves_out_is_lost() {
    let body = |text: &str| Body {
        url: "https://example.com/".to_owned(),
        status: 200,
        bytes: text.as_bytes().to_vec(),
    };
    let became = |text: &str| became("kandji", &body(text));
    assert!(matches!(became(r#"{"strange": 1}"#), Became::Lost(_)));
    assert!(matches!(
        became(r#"[{"device_id": "", "device_name": "x"}]"#),
        Became::Lost(_)
    ));
    assert_eq!(became("[]"), Became::EmptyPage);
    assert_eq!(became(r#"{"detail": "no"}"#), Became::LeftOut);
    assert!(matches!(
        became(r#"[{"device_id": "1", "device_name": "x"}]"#),
        Became::Records(_)
    ));
}
