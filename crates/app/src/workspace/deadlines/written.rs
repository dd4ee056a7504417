//! One table as it is written down.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use jiff::civil::Date;
use ledger::policies::{Eased, Input, Outcome, Revoked, Row, Table, Tightens};
use model::{KindName, Place, Problem, Vocabulary, deadline::Forensics, span::Length};
use rules::tree::{Condition, Path};
use serde::Deserialize;

use super::{Asks, DeadlineTable, length};

/// What stands for counting from the first evidence.
const FIRST: &str = "first evidence";

/// What stands for no date.
const UPGRADE: &str = "with the next upgrade";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    revoked: Option<WrittenRevoked>,
    #[serde(default)]
    about: Option<String>,
    #[serde(default, rename = "counts from")]
    counts_from: Option<String>,
    #[serde(default)]
    inputs: IndexMap<String, WrittenInput>,
    #[serde(default, rename = "never eases")]
    never_eases: BTreeSet<String>,
    #[serde(default, rename = "no later than")]
    no_later_than: Vec<String>,
    #[serde(default, rename = "evaluate within")]
    evaluate_within: Option<String>,
    #[serde(default, rename = "fix exists since")]
    fix_exists_since: Option<String>,
    #[serde(default, rename = "decide within")]
    decide_within: Option<String>,
    #[serde(default)]
    tightens: Option<String>,
    #[serde(default)]
    unit: Option<String>,
    rows: Vec<IndexMap<String, Words>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRevoked {
    on: Date,
    #[serde(rename = "replaced by")]
    replaced_by: String,
}

/// A condition that is so or not, or one for each word.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenInput {
    YesOrNo(String),
    Words(IndexMap<String, String>),
}

/// One word, or several.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Words {
    One(String),
    Several(Vec<String>),
}

/// A table that was read, before it is known what it tightens.
pub(super) struct Written {
    /// The table it tightens.
    pub(super) tightens: Option<String>,
    unit: String,
    table: Table,
    asks: Asks,
}

impl Written {
    /// The table. One that tightens takes over what it does not say itself.
    pub(super) fn table(self, id: &str, wider: Option<&DeadlineTable>) -> (Table, Asks) {
        let (mut table, mut asks) = (self.table, self.asks);
        id.clone_into(&mut table.id);
        if let Some(wider) = wider {
            table.about = wider.table.about.clone();
            table.counts_from.clone_from(&wider.table.counts_from);
            asks.counts_from.clone_from(&wider.asks.counts_from);
            if table.inputs.is_empty() {
                table.inputs.clone_from(&wider.table.inputs);
                asks.words.clone_from(&wider.asks.words);
            }
            table.tightens = Some(Tightens {
                table: wider.table.id.clone(),
                unit: self.unit,
            });
        }
        (table, asks)
    }
}

/// Reads one table.
pub(super) fn read(
    text: &str,
    file: &str,
    vocabulary: &Vocabulary,
) -> Result<Written, Vec<Problem>> {
    let written: File = serde_yaml_ng::from_str(text).map_err(|error| {
        let mut place = Place::file(file);
        if let Some(at) = error.location() {
            place.line = Some(at.line() as u64);
            place.column = Some(at.column() as u64);
        }
        let problem = unreadable(error.to_string(), place);
        vec![problem.advise("`allhands deadline show cisa-bod-26-04 --format json` is an example")]
    })?;
    let mut reader = Reader {
        file,
        vocabulary,
        about: KindName::new("vulnerability"),
        problems: Vec::new(),
    };
    let read = reader.table(written);
    match reader.problems.is_empty() {
        true => Ok(read),
        false => Err(reader.problems),
    }
}

fn unreadable(says: impl Into<String>, place: Place) -> Problem {
    Problem::new("deadline-unreadable", says, place)
}

struct Reader<'r> {
    file: &'r str,
    vocabulary: &'r Vocabulary,
    about: KindName,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn wrong(&mut self, says: impl Into<String>, advice: &str) {
        let problem = unreadable(says, Place::file(self.file));
        self.problems.push(problem.advise(advice));
    }

    fn table(&mut self, file: File) -> Written {
        self.kind(file.about.as_deref());
        let counts_from = file.counts_from.filter(|from| from.trim() != FIRST);
        let mut asks = Asks {
            counts_from: self.date(counts_from.as_deref()),
            fix_exists_since: self.date(file.fix_exists_since.as_deref()),
            ..Asks::default()
        };
        for field in &file.no_later_than {
            let path = self.date(Some(field));
            asks.no_later_than
                .extend(path.map(|path| (field.clone(), path)));
        }
        let mut inputs = Vec::new();
        for (name, written) in file.inputs {
            let words = self.input(written);
            inputs.push(Input {
                words: words.iter().map(|(word, _)| word.clone()).collect(),
                eased: match file.never_eases.contains(&name) {
                    true => Eased::Never,
                    false => Eased::ByEvidence,
                },
                name: name.clone(),
            });
            asks.words.insert(name, words);
        }
        let decide_within = self.length(file.decide_within);
        if file.fix_exists_since.is_some() && decide_within.is_none() {
            let says = "it pauses while no fix exists, and never ends";
            self.wrong(says, "add `decide within: 192 days`");
        }
        if file.tightens.is_some() != file.unit.is_some() {
            let says = "`tightens:` and `unit:` stand together";
            self.wrong(says, "write `tightens: cisa-bod-26-04` and `unit: Finance`");
        }
        let rows = file.rows.into_iter().map(|row| self.row(row)).collect();
        Written {
            tightens: file.tightens,
            unit: file.unit.unwrap_or_default(),
            table: Table {
                id: String::new(),
                title: file.title,
                source: file.source,
                version: file.version,
                revoked: file.revoked.map(|revoked| Revoked {
                    on: revoked.on,
                    replaced_by: revoked.replaced_by,
                }),
                about: self.about.clone(),
                counts_from,
                inputs,
                rows,
                no_later_than: file.no_later_than,
                evaluate_within: self.length(file.evaluate_within),
                fix_exists_since: file.fix_exists_since,
                decide_within,
                tightens: None,
            },
            asks,
        }
    }

    fn kind(&mut self, about: Option<&str>) {
        let Some(about) = about else { return };
        match self.vocabulary.kind(about) {
            Some(kind) => self.about = KindName::new(self.vocabulary.root(kind.kind.as_str())),
            None => {
                let kinds = self
                    .vocabulary
                    .kinds
                    .values()
                    .map(|kind| kind.kind.as_str());
                let advice = match super::nearest(about, kinds) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`about: vulnerability` is what shipped tables say".to_owned(),
                };
                self.wrong(format!("there is no kind `{about}`"), &advice);
            }
        }
    }

    fn length(&mut self, text: Option<String>) -> Option<Length> {
        let text = text?;
        match length::read(&text) {
            Ok(length) => Some(length),
            Err(wrong) => {
                self.wrong(
                    wrong.to_string(),
                    "write it like `14 days`, `12 hours` or `0.5 days`",
                );
                None
            }
        }
    }

    fn date(&mut self, path: Option<&str>) -> Option<Path> {
        match rules::parse_path(path?, self.file, &self.about, self.vocabulary) {
            Ok(path) => Some(path),
            Err(more) => {
                self.problems.extend(more.0);
                None
            }
        }
    }

    fn condition(&mut self, text: &str) -> Option<Condition> {
        match rules::parse_condition(text, self.file, &self.about, self.vocabulary) {
            Ok(condition) => Some(condition),
            Err(more) => {
                self.problems.extend(more.0);
                None
            }
        }
    }

    fn input(&mut self, written: WrittenInput) -> Vec<(String, Condition)> {
        match written {
            WrittenInput::YesOrNo(text) => {
                let Some(condition) = self.condition(&text) else {
                    return Vec::new();
                };
                let not = Condition::Not(Box::new(condition.clone()));
                vec![("yes".to_owned(), condition), ("no".to_owned(), not)]
            }
            WrittenInput::Words(words) => words
                .into_iter()
                .filter_map(|(word, text)| Some((word, self.condition(&text)?)))
                .collect(),
        }
    }

    fn row(&mut self, written: IndexMap<String, Words>) -> Row {
        let mut row = Row {
            when: BTreeMap::new(),
            outcome: Outcome::default(),
        };
        let mut says_when = false;
        for (key, words) in written {
            let one = match &words {
                Words::One(word) => word.clone(),
                Words::Several(words) => words.join(", "),
            };
            match key.as_str() {
                "fix within" => {
                    says_when = true;
                    row.outcome.fix_within = self.length(Some(one));
                }
                "mitigate within" => row.outcome.mitigate_within = self.length(Some(one)),
                "fix" if one == UPGRADE => says_when = true,
                "fix" => self.wrong(format!("`fix: {one}` says nothing"), UPGRADE),
                "forensics" if one == "required" => row.outcome.forensics = Forensics::Required,
                "forensics" => self.wrong(format!("`forensics: {one}` says nothing"), "required"),
                _ => {
                    let words = match words {
                        Words::One(word) => BTreeSet::from([word]),
                        Words::Several(words) => words.into_iter().collect(),
                    };
                    row.when.insert(key, words);
                }
            }
        }
        if !says_when {
            let advice = "write `fix within: 14 days` or `fix: with the next upgrade`";
            self.wrong("a row does not say by when to fix", advice);
        }
        row
    }
}
