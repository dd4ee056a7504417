//! Recorded HTTP traffic with the real tools: each answer becomes records, or a reason why not.
//!
//! `traffic/<product>.yaml` says what becomes of the answers below `api/har/<product>`:
//!
//! ```yaml
//! bodies: |                           # jq over {file, method, url, status}, for each JSON body
//!   if .url | test("/token$") then {skip: "a token"}
//!   else {connector: "okta", name: "users.json"} end     # also `leaves out: <reason>`
//! expect:                             # entities of a kind that one recording comes to
//!   users_1: {account: 12}
//! counted by the authors:             # entities their tests count, and what of these is no
//!   - {test: "#fetchUsers should collect data 1", file: users_1, kind: account, besides: 1}
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Cursor,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use serde_json::{Value, json};
use sources::{Content, Input};

use super::{
    accounted::{self, Counts},
    data,
    jq::Names,
    mapping::Mapping,
    scene::{Scene, Stage},
    wanted,
};

/// What is said of one product.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Product {
    bodies: String,
    #[serde(default)]
    expect: BTreeMap<String, BTreeMap<String, usize>>,
    #[serde(default, rename = "counted by the authors")]
    counted: Vec<Counted>,
    /// The test that accounts for these answers, where it is another one.
    #[serde(default, rename = "accounted for by")]
    elsewhere: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    test: String,
    file: String,
    kind: String,
    besides: usize,
}

/// What becomes of one body.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Becomes {
    skip: Option<String>,
    connector: Option<String>,
    name: Option<String>,
    #[serde(default, rename = "leaves out")]
    leaves_out: Option<String>,
}

/// One answer of a recording, for a connector.
pub(super) struct Answer {
    pub(super) connector: String,
    name: String,
    left_out: bool,
    pub(super) body: Value,
}

impl Answer {
    pub(super) fn input(&self) -> Input {
        Input {
            name: self.name.clone(),
            modified: Some("2026-06-01T06:00:00Z".parse().unwrap()),
            content: Content::Bytes(Box::new(Cursor::new(self.body.to_string().into_bytes()))),
        }
    }
}

/// What a recording holds.
#[derive(Default)]
pub(super) struct Recording {
    pub(super) answers: Vec<Answer>,
    skipped: BTreeMap<String, usize>,
    refused: usize,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/recorded/traffic")
}

/// All products somebody said something of.
pub(super) fn products() -> BTreeMap<String, Product> {
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let product =
            serde_yaml_ng::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, product)
    };
    let files = fs::read_dir(folder()).unwrap();
    files.map(|entry| read(entry.unwrap().path())).collect()
}

/// The recordings of a product, by name.
pub(super) fn recordings(har: &Path, product: &str) -> BTreeMap<String, PathBuf> {
    let files = fs::read_dir(har.join(product)).unwrap();
    let paths = files.map(|entry| entry.unwrap().path());
    let names = paths.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path));
    names.collect()
}

impl Stage<'_> {
    /// Reads a recording: JSON bodies in the order they came.
    pub(super) fn traffic(&mut self, product: &Product, file: &str, path: &Path) -> Recording {
        let whole: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let mut recording = Recording::default();
        let exchanges = whole["log"]["entries"].as_array();
        let Some(exchanges) = exchanges else {
            // An answer saved by hand.
            let about = json!({"file": file, "method": "GET", "url": file, "status": 200});
            self.answer(product, about, whole, &mut recording);
            return recording;
        };
        for exchange in exchanges {
            let (request, response) = (&exchange["request"], &exchange["response"]);
            let text = response["content"]["text"].as_str().unwrap_or_default();
            let Some(body) = unpacked(text) else { continue };
            let status = response["status"].as_u64().unwrap();
            if status >= 300 {
                recording.refused += 1;
                continue;
            }
            let (method, url) = (&request["method"], &request["url"]);
            let about = json!({"file": file, "method": method, "url": url, "status": status});
            self.answer(product, about, body, &mut recording);
        }
        recording
    }

    fn answer(&mut self, product: &Product, about: Value, body: Value, into: &mut Recording) {
        let becomes = self
            .programs
            .first(&product.bodies, &about, &Names::default());
        let becomes: Becomes =
            serde_json::from_value(becomes).unwrap_or_else(|error| panic!("{about}: {error}"));
        match (becomes.skip, becomes.connector) {
            (Some(why), None) => {
                assert!(why.contains(' '), "say why {about} is skipped");
                *into.skipped.entry(why).or_default() += 1;
            }
            (None, Some(connector)) => into.answers.push(Answer {
                connector,
                name: becomes
                    .name
                    .unwrap_or_else(|| format!("answer-{}.json", into.answers.len())),
                left_out: becomes.leaves_out.is_some(),
                body,
            }),
            other => panic!("{about}: read or skip: {other:?}"),
        }
    }

    /// What these answers come to together.
    pub(super) fn of_answers<'r>(
        &mut self,
        answers: impl Iterator<Item = (String, &'r Answer)>,
    ) -> Scene {
        let mut inputs: BTreeMap<(String, String), Vec<Input>> = BTreeMap::new();
        for (source, answer) in answers {
            let of_source = inputs.entry((source, answer.connector.clone()));
            of_source.or_default().push(answer.input());
        }
        self.settle(inputs)
    }
}

/// The JSON of a body. Recorders keep what came packed as the hexadecimal digits of its pieces.
fn unpacked(text: &str) -> Option<Value> {
    let body: Value = serde_json::from_str(text).ok()?;
    let pieces = body.as_array().filter(|pieces| {
        let first = pieces.first().and_then(Value::as_str);
        first.is_some_and(|first| first.starts_with("1f8b"))
    });
    let Some(pieces) = pieces else {
        return Some(body);
    };
    let digits: String = pieces.iter().filter_map(Value::as_str).collect();
    let bytes: Vec<u8> = (0..digits.len() / 2)
        .map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    serde_json::from_reader(flate2::read::GzDecoder::new(&*bytes)).ok()
}

fn kinds(scene: &Scene) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for entity in scene.resolution.inventory.all() {
        *counts.entry(entity.id.kind.to_string()).or_insert(0) += 1;
    }
    counts
}

#[test]
fn every_recorded_answer_of_a_real_tool_is_accounted_for() {
    let Some(data) = data() else { return };
    let har = data.parent().unwrap().join("har");
    let mapping = Mapping::read();
    let mut stage = Stage::new(&data, &mapping);
    let index: Value =
        serde_json::from_str(&fs::read_to_string(har.join("INDEX.json")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    println!("{:<14} files bodies read skipped refused", "product");
    for (name, product) in products().iter().filter(|(name, _)| wanted(name)) {
        if let Some(elsewhere) = &product.elsewhere {
            println!("{name:<14} accounted for by {elsewhere}");
            continue;
        }
        let mut row = [0; 5];
        let mut counts = Counts::default();
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        let mut found: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for (file, path) in recordings(&har, name) {
            let recording = stage.traffic(product, &file, &path);
            let skipped: usize = recording.skipped.values().sum();
            row[0] += 1;
            row[1] += recording.answers.len() + skipped + recording.refused;
            row[2] += recording.answers.len();
            row[3] += skipped;
            row[4] += recording.refused;
            for (why, count) in &recording.skipped {
                *reasons.entry(why.clone()).or_default() += count;
            }
            for answer in &recording.answers {
                let scene = stage.of_answers(std::iter::once((name.clone(), answer)));
                let says = accounted::one(&scene, answer.left_out, &mut counts);
                wrong.extend(
                    says.iter()
                        .map(|says| format!("{name}/{file} {}: {says}", answer.name)),
                );
            }
            let answers = recording
                .answers
                .iter()
                .map(|answer| (name.clone(), answer));
            found.insert(file.clone(), kinds(&stage.of_answers(answers)));
        }
        wrong.extend(miscounted(name, product, &found, &index));
        let [files, bodies, read, skipped, refused] = row;
        println!("{name:<14} {files:>5} {bodies:>6} {read:>4} {skipped:>7} {refused:>7}  {counts}");
        for (why, count) in reasons {
            println!("               {count} x {why}");
        }
    }
    let list: Vec<String> = wrong.iter().map(|one| format!("- {one}")).collect();
    assert!(wrong.is_empty(), "not accounted for:\n{}", list.join("\n"));
}

/// Counts that are not as we or the authors of the recordings say.
fn miscounted(
    name: &str,
    product: &Product,
    found: &BTreeMap<String, BTreeMap<String, usize>>,
    index: &Value,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let of = |file: &str, kind: &str| {
        let kinds = found.get(file);
        kinds.map(|kinds| kinds.get(kind).copied().unwrap_or_default())
    };
    for (file, expected) in &product.expect {
        for (kind, count) in expected {
            if of(file, kind) != Some(*count) {
                wrong.push(format!(
                    "{name}/{file}: {count} {kind}, not {:?}",
                    found.get(file)
                ));
            }
        }
    }
    let snapshots = index["files"]["_snapshots"][name].as_array();
    for told in &product.counted {
        let counted = snapshots
            .into_iter()
            .flatten()
            .find(|snapshot| snapshot["test"] == told.test.as_str())
            .and_then(|snapshot| snapshot["entities"].as_u64());
        let ours = of(&told.file, &told.kind).map(|count| (count + told.besides) as u64);
        if ours.is_none() || ours != counted {
            wrong.push(format!(
                "{name}: {told:?}: the authors count {counted:?}, we {ours:?}"
            ));
        }
    }
    let listed: BTreeSet<&String> = product.expect.keys().collect();
    let unknown = listed.iter().filter(|file| !found.contains_key(**file));
    wrong.extend(unknown.map(|file| format!("{name}: there is no recording `{file}`")));
    wrong
}
