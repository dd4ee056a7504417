//! What is in force where rules are published: what was signed, whatever the files say today.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{Place, Problem, Problems, RuleId, Vocabulary};
use rules::tree::Rule;

use super::{
    entry::{By, Entry, Step},
    history::{History, VersionRecord},
    state::{Stage, State},
    words::{Words, pinned},
};
use crate::{
    ports::{GovernWrite, GovernanceStore, KeptText, PortError},
    workspace::{LoadedRule, Origin, RulesFrom, Workspace},
};

/// Everything that was decided about rules, with the texts it speaks of.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// What the steps come to.
    pub history: History,
    /// Every step, the oldest first.
    pub entries: Vec<Entry>,
    /// The texts, by digest.
    pub texts: BTreeMap<String, KeptText>,
}

impl Decided {
    /// Reads what was decided.
    ///
    /// # Errors
    /// When it cannot be read, or the steps could not have been taken: somebody changed them.
    pub async fn read(store: &impl GovernanceStore) -> Result<Self, PortError> {
        let entries = store.entries().await?;
        let history = History::replay(&entries).map_err(|problem| {
            PortError::Damaged(problem.advise("restore the ledger from a backup"))
        })?;
        let texts = store.texts().await?.into_iter();
        Ok(Self {
            history,
            entries,
            texts: texts.map(|text| (text.digest.clone(), text)).collect(),
        })
    }
}

/// How a rule in force stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The version, as it was signed.
    pub version: String,
    /// Live or paused.
    pub state: State,
    /// How far it is rolled out.
    pub stage: Stage,
    /// When its clocks may start: since people are told of it, or are told of it again.
    pub clocks_from: Option<Timestamp>,
    /// Why its new findings wait, while they do.
    pub hold: Option<super::history::Hold>,
}

impl Standing {
    fn of(record: &VersionRecord) -> Option<Self> {
        // What was found in force as a file goes on with the clocks it had.
        let found = record.author == By::File;
        let told = record.told_since.filter(|_| !found);
        Some(Self {
            version: record.version.clone(),
            state: record.state,
            stage: record.stage?,
            clocks_from: told.max(record.released_at),
            hold: record.hold.clone(),
        })
    }

    /// How the ledger holds it back, if it does.
    pub fn held_back(&self) -> Option<ledger::HeldBack> {
        match self.state {
            State::Paused => Some(ledger::HeldBack::Paused),
            _ if self.stage == Stage::Monitor || self.hold.is_some() => {
                Some(ledger::HeldBack::Quiet)
            }
            _ => None,
        }
    }
}

/// A file, or an adopted rule, that says something else than what is in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The rule as it reads there.
    pub loaded: LoadedRule,
    /// Whether a version of it is in force.
    pub change: Change,
}

/// What a draft would change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// No version of the rule is in force.
    New,
    /// Another version is.
    Changed,
}

impl Change {
    /// What the file is, in words.
    pub fn says(self) -> &'static str {
        match self {
            Self::New => "a new file",
            Self::Changed => "a changed file",
        }
    }
}

/// A rule by itself: a tightening in the short form with everything it takes from its baseline,
/// so that what is signed stays as it is when the baseline changes.
pub fn standalone(rule: &Rule) -> Rule {
    Rule {
        inherits: None,
        ..rule.clone()
    }
}

/// The version of a rule as it is signed: see [`rules::version`] and [`standalone`].
pub fn version(rule: &Rule, vocabulary: &Vocabulary) -> String {
    rules::version(&standalone(rule), vocabulary)
}

/// The text of a rule as it is signed, with what its words mean.
pub fn kept(rule: &Rule, vocabulary: &Vocabulary) -> KeptText {
    let rule = standalone(rule);
    let text = rules::print(&rule, vocabulary);
    let words = Words::of(&rule, vocabulary);
    // Words have neither keys that are no text nor numbers that JSON cannot hold.
    let words = serde_json::to_string(&words).unwrap_or_default();
    KeptText {
        digest: digest(&text, &words),
        text,
        words,
    }
}

fn digest(text: &str, words: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(text.len() as u64).to_le_bytes());
    hasher.update(text.as_bytes());
    hasher.update(words.as_bytes());
    hasher.finalize().to_hex().to_string()
}

/// The first steps: governance begins, and the rules in force by file stay so.
pub fn beginning(workspace: &Workspace, at: Timestamp) -> GovernWrite {
    let mut write = GovernWrite {
        known: 0,
        entries: vec![Entry::began(at)],
        ..GovernWrite::default()
    };
    for loaded in workspace.rules.iter().filter(|rule| rule.in_force) {
        let text = kept(&loaded.rule, &workspace.vocabulary);
        write.entries.push(Entry {
            rule: loaded.rule.id.clone(),
            version: version(&loaded.rule, &workspace.vocabulary),
            at,
            by: By::File,
            step: Step::Found {
                stage: Stage::Block,
                text: text.digest.clone(),
            },
            reason: String::new(),
        });
        write.texts.push(text);
    }
    write
}

/// A version in force, read back.
struct InForce<'a> {
    rule: &'a RuleId,
    record: &'a VersionRecord,
    text: &'a KeptText,
    words: Words,
}

impl Workspace {
    /// The workspace as it is governed: in force is what was signed. A file that says something
    /// else is a draft; a file that is gone changes nothing. Where rules are files, and where
    /// governance has not begun, nothing changes.
    pub fn governed(mut self, decided: Decided) -> Self {
        if self.settings.rules == RulesFrom::Published && decided.history.has_begun() {
            self.govern(&decided);
        }
        self.decided = decided;
        self
    }

    fn govern(&mut self, decided: &Decided) {
        // A file that cannot be read is a draft that cannot: what is in force stays in force.
        let broken = std::mem::take(&mut self.set_aside);
        let mut in_force = Vec::new();
        for (rule, versions) in decided.history.rules() {
            let Some(record) = versions.iter().find(|v| v.state.is_in_force()) else {
                continue;
            };
            match read_back(rule, record, decided) {
                Ok(read) => in_force.push(read),
                Err(problem) => {
                    self.problems.push(problem);
                    self.set_aside.insert(rule.clone());
                }
            }
        }
        let drafting = self.vocabulary.clone();
        match pinned(&drafting, in_force.iter().map(|read| &read.words)) {
            Ok(vocabulary) => self.vocabulary = vocabulary,
            Err(Problems(problems)) => self.problems.extend(problems),
        }
        let files = std::mem::take(&mut self.rules);
        for read in &in_force {
            let file = files.iter().find(|loaded| loaded.rule.id == *read.rule);
            self.put_in_force(read, file);
        }
        self.keep_drafts(files, &broken, &drafting, decided);
        self.drafting = drafting;
        self.rules.sort_by(|a, b| a.rule.id.cmp(&b.rule.id));
    }

    fn put_in_force(&mut self, read: &InForce<'_>, file: Option<&LoadedRule>) {
        let id = read.rule.as_str();
        let name = format!("rule {id} as published");
        let parsed = rules::parse(&read.text.text, &name, id, &self.vocabulary);
        let clean = parsed.problems.0.is_empty();
        let Some(rule) = parsed.rule.filter(|_| clean) else {
            self.problems.extend(parsed.problems.0);
            self.set_aside.insert(read.rule.clone());
            return;
        };
        if let Some(standing) = Standing::of(read.record) {
            self.standing.insert(read.rule.clone(), standing);
        }
        self.rules.push(LoadedRule {
            rule,
            file: file.map_or(name, |file| file.file.clone()),
            text: read.text.text.clone(),
            origin: file.map_or(Origin::Workspace, |file| file.origin),
            in_force: true,
        });
    }

    /// Files that say something else, shipped rules that are not adopted, and rules whose file is
    /// gone.
    fn keep_drafts(
        &mut self,
        files: Vec<LoadedRule>,
        broken: &BTreeSet<RuleId>,
        drafting: &Vocabulary,
        decided: &Decided,
    ) {
        let known: BTreeSet<RuleId> = self.rules.iter().map(|r| r.rule.id.clone()).collect();
        let here: BTreeSet<&RuleId> = files
            .iter()
            .filter(|f| f.in_force)
            .map(|f| &f.rule.id)
            .collect();
        let gone = known
            .iter()
            .filter(|rule| !here.contains(*rule) && !broken.contains(*rule));
        self.files_gone = gone.cloned().collect();
        for mut loaded in files {
            let id = &loaded.rule.id;
            let asked_for = loaded.in_force;
            let live = decided.history.in_force(id);
            let same = self.rule(id).is_some_and(|now| {
                version(&now.rule, &self.vocabulary) == version(&loaded.rule, drafting)
            });
            let change = match live {
                Some(_) => Change::Changed,
                None => Change::New,
            };
            loaded.in_force = false;
            // A shipped rule that nobody adopted is not a draft; it is listed as before.
            if asked_for && !same {
                self.drafts.push(Draft {
                    loaded: loaded.clone(),
                    change,
                });
            }
            if !known.contains(&loaded.rule.id) {
                self.rules.push(loaded);
            }
        }
    }
}

fn read_back<'a>(
    rule: &'a RuleId,
    record: &'a VersionRecord,
    decided: &'a Decided,
) -> Result<InForce<'a>, Problem> {
    let damaged = |says: &str| {
        let says = format!("the text of `{rule}` that was signed {says}");
        Problem::new(
            "published-damaged",
            says,
            Place::file(format!("rule {rule}")),
        )
        .advise("restore the ledger from a backup; until then its findings wait")
    };
    let text = decided
        .texts
        .get(&record.text)
        .ok_or_else(|| damaged("is not there"))?;
    if digest(&text.text, &text.words) != record.text {
        return Err(damaged("was changed afterwards"));
    }
    let words = serde_json::from_str(&text.words).map_err(|_| damaged("cannot be read back"))?;
    Ok(InForce {
        rule,
        record,
        text,
        words,
    })
}
