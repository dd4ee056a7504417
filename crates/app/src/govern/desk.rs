//! The desk at which decisions about rules are prepared: everything they need, read once.
//!
//! A decision is prepared as entries; [`Desk::write`] says whether they may be taken, and only what
//! it returns is stored.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use judge::Clock;
use model::{EntityId, Finding, Place, Problem, Problems, RuleId, Verdict, Vocabulary};
use rules::{lint::Lint, tree::Rule};

use super::{
    bench::{Bench, Roster},
    entry::{By, Entry, SheetKey, Signer, Step},
    history::{History, VersionRecord},
    published::{self, Draft},
    words::{Words, pinned},
};
use crate::{
    collect::{self, Observed},
    matrix,
    parties::View,
    ports::{GovernWrite, Observations, PassRecord, PortError},
    preview::{ImpactSheet, Transition, impact},
    workspace::{RulesFrom, Workspace, nearest},
};

/// Everything decisions about rules need.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The workspace, with what is in force.
    pub workspace: &'a Workspace,
    /// The same with the words of its files, in which drafts are written.
    pub drafted: Workspace,
    /// What was observed, in those words.
    pub observed: Observed,
    /// All findings, closed ones too.
    pub findings: Vec<Finding>,
    /// The latest pass.
    pub pass: Option<PassRecord>,
    /// The instant verdicts are made at: that of the latest pass.
    pub judged_at: Timestamp,
    /// The instant of the decision.
    pub at: Timestamp,
    /// What was decided so far, under the numbers people have now.
    pub history: History,
}

/// A rule with its impact, as it is handed to the approvers.
#[derive(Debug)]
pub struct Prepared {
    /// The rule, by itself.
    pub rule: Rule,
    /// Its version.
    pub version: String,
    /// What it would change.
    pub sheet: ImpactSheet,
    /// Who signs.
    pub bench: Bench,
    /// What is worth telling its author.
    pub lints: Vec<Lint>,
}

impl<'a> Desk<'a> {
    /// Reads what decisions need.
    ///
    /// # Errors
    /// When rules are not published here, or what was kept cannot be read.
    pub fn open(
        workspace: &'a Workspace,
        observations: &impl Observations,
        (findings, pass): (Vec<Finding>, Option<PassRecord>),
        at: Timestamp,
    ) -> Result<Self, DeskError> {
        if workspace.settings.rules != RulesFrom::Published {
            let says = "rules are files here, and in force as they are";
            let problem = Problem::new("govern-files", says, Place::file("allhands.toml"));
            return Err(DeskError::Refused(vec![problem.advise(
                "write `rules = \"published\"` to have them signed first",
            )]));
        }
        let judged_at = pass.as_ref().map_or(at, |pass| pass.at);
        let mut drafted = workspace.clone();
        drafted.vocabulary = workspace.drafting.clone();
        let mut observed = collect::observed(&drafted, observations, judged_at)?;
        // Who may sign is what the matrix says by now, not at the latest pass.
        let (people, words) = (&observed.inventory, &drafted.vocabulary);
        observed.matrix = matrix::resolved(&drafted, people, words, (judged_at, at));
        let history = workspace
            .decided
            .history
            .clone()
            .resolved(&observed.inventory);
        Ok(Self {
            workspace,
            drafted,
            observed,
            findings,
            pass,
            judged_at,
            at,
            history,
        })
    }

    /// The people, as they are now.
    pub fn view(&self) -> View<'_> {
        View {
            inventory: &self.observed.inventory,
            vocabulary: &self.drafted.vocabulary,
            zone: &self.workspace.settings.time_zone,
            at: self.judged_at,
            matrix: Some(&self.observed.matrix),
        }
    }

    /// Who signs what.
    pub fn roster(&self) -> Roster<'_> {
        Roster {
            settings: &self.workspace.settings,
            view: self.view(),
        }
    }

    fn clock(&self) -> Clock {
        self.workspace.clock(self.judged_at)
    }

    /// The draft of a file or of a rule.
    ///
    /// # Errors
    /// When nothing there waits to be proposed.
    pub fn draft(&self, name: &str) -> Result<&'a Draft, Problem> {
        let id = rule_id(name);
        let drafts = &self.workspace.drafts;
        if let Some(draft) = drafts.iter().find(|draft| draft.loaded.rule.id == id) {
            return Ok(draft);
        }
        let refuse = |code, says: String| Problem::new(code, says, Place::file("command line"));
        if self.history.in_force(&id).is_some() {
            let says = format!("`{id}` is in force as it reads");
            return Err(refuse("govern-unchanged", says));
        }
        let wrong = self.workspace.problems.iter().find(|problem| {
            let file = problem.place.file.as_deref().unwrap_or_default();
            file.contains(&format!("/{id}."))
        });
        if let Some(problem) = wrong {
            return Err(problem.clone());
        }
        let says = format!("there is no draft `{id}`: no file in `rules/`, nor adopted");
        let problem = refuse("govern-no-draft", says);
        Err(
            match nearest(
                id.as_str(),
                drafts.iter().map(|d| d.loaded.rule.id.as_str()),
            ) {
                Some(near) => problem.advise(format!("did you mean `{near}`?")),
                None => problem.advise("`allhands rule status` lists what waits"),
            },
        )
    }

    /// A rule with its impact, its lints and its chairs.
    ///
    /// # Errors
    /// When it cannot be judged, or a chair could not be filled.
    pub fn prepare(&self, rule: &Rule, together: &[Rule]) -> Result<Prepared, Vec<Problem>> {
        let rule = published::standalone(rule);
        let sheet = self.sheet(&rule, together)?;
        let bench = self.roster().bench(&rule, sheet.people.affected)?;
        let alone = crate::lint::judge_alone(
            &self.drafted,
            &self.observed.tables,
            std::slice::from_ref(&rule),
            self.judged_at,
        )
        .map_err(|Problems(problems)| problems)?;
        let inventory = &self.observed.inventory;
        let lints = crate::lint::lint(
            &self.drafted,
            (inventory, &self.observed.matrix),
            &alone,
            &rule,
        );
        Ok(Prepared {
            version: published::version(&rule, &self.drafted.vocabulary),
            rule,
            sheet,
            bench,
            lints,
        })
    }

    /// What putting a rule in force would change, beside the others that come with it.
    ///
    /// # Errors
    /// When they cannot be judged together.
    pub fn sheet(&self, rule: &Rule, together: &[Rule]) -> Result<ImpactSheet, Vec<Problem>> {
        let vocabulary = &self.drafted.vocabulary;
        let in_force = self.workspace.rules_in_force();
        let mut others: Vec<Rule> = in_force
            .iter()
            .filter(|other| together.iter().all(|new| new.id != other.id))
            .cloned()
            .collect();
        others.extend(together.iter().filter(|new| new.id != rule.id).cloned());
        let now = in_force.iter().find(|old| old.id == rule.id);
        let clock = self.clock();
        let sheet = impact(&self.drafted, &self.observed, rule, now, &others, &clock);
        let mut sheet = sheet.map_err(|Problems(problems)| problems)?;
        // One vocabulary judges both sides; where a word changed, the old side meant another.
        let changed = now.is_some_and(|now| {
            let then = Words::of(now, &self.workspace.vocabulary);
            then.differing(&Words::of(now, vocabulary)).next().is_some()
        });
        if changed {
            sheet.transitions = self.moved(&sheet, &in_force)?;
            sheet.compared_with =
                now.map(|now| published::version(now, &self.workspace.vocabulary));
        }
        Ok(sheet)
    }

    /// The transitions of a sheet from the verdicts of what is in force, in its own words.
    fn moved(
        &self,
        sheet: &ImpactSheet,
        in_force: &[Rule],
    ) -> Result<Vec<Transition>, Vec<Problem>> {
        let vocabulary: &Vocabulary = &self.workspace.vocabulary;
        let tables = judge::tables(&self.observed.inventory, vocabulary);
        let before = judge::judge(in_force, vocabulary, &tables, &self.clock())
            .map_err(|Problems(problems)| problems)?;
        let verdicts = [
            Verdict::Met,
            Verdict::Missed,
            Verdict::Unknown,
            Verdict::NotApplicable,
        ];
        let mut was: BTreeMap<EntityId, Verdict> = BTreeMap::new();
        for verdict in verdicts {
            let entities = before.entities(&sheet.baseline, verdict);
            was.extend(entities.map(|entity| (entity, verdict)));
        }
        let mut moved: BTreeMap<(Option<Verdict>, Verdict), Vec<EntityId>> = BTreeMap::new();
        for transition in &sheet.transitions {
            for entity in &transition.entities {
                let from = was.get(entity).copied();
                let entities = moved.entry((from, transition.to)).or_default();
                entities.push(entity.clone());
            }
        }
        let transition = |((from, to), entities)| Transition { from, to, entities };
        Ok(moved.into_iter().map(transition).collect())
    }

    /// The stored rule of a version, in the words it was signed with.
    ///
    /// # Errors
    /// When its text is not there, or cannot be read any more.
    pub fn stored(&self, id: &RuleId, record: &VersionRecord) -> Result<Rule, Vec<Problem>> {
        let damaged = |says: &str| {
            let place = Place::file(format!("rule {id}"));
            let says = format!("the text of `{id}` that was signed {says}");
            vec![Problem::new("published-damaged", says, place)]
        };
        let texts = &self.workspace.decided.texts;
        let text = texts
            .get(&record.text)
            .ok_or_else(|| damaged("is not there"))?;
        let words: Words =
            serde_json::from_str(&text.words).map_err(|_| damaged("cannot be read back"))?;
        let vocabulary =
            pinned(&self.workspace.drafting, [&words]).map_err(|Problems(problems)| problems)?;
        let parsed = rules::parse(&text.text, "as published", id.as_str(), &vocabulary);
        match parsed.rule {
            Some(rule) if parsed.problems.0.is_empty() => Ok(rule),
            _ => Err(parsed.problems.0),
        }
    }

    /// One step by a person, now.
    pub fn entry(&self, rule: &RuleId, version: &str, by: &Signer, step: Step) -> Entry {
        Entry {
            rule: rule.clone(),
            version: version.to_owned(),
            at: self.at,
            by: By::Person(by.clone()),
            step,
            reason: String::new(),
        }
    }

    /// What approvers sign of a sheet.
    pub fn key(&self, sheet: &ImpactSheet) -> (SheetKey, String) {
        // A sheet has neither keys that are no text nor numbers that JSON cannot hold.
        let text = serde_json::to_string(sheet).unwrap_or_default();
        let key = SheetKey {
            digest: blake3::hash(text.as_bytes()).to_hex().to_string(),
            at: self.at,
            run: sheet.snapshot.run,
            snapshot: sheet.snapshot.digest.clone(),
            counts: sheet.counts,
            people: sheet.people.affected,
        };
        (key, text)
    }

    /// The same steps as something to store, if all of them may be taken one after the other.
    ///
    /// # Errors
    /// The first that may not; then nothing is to be stored.
    pub fn write(&self, entries: Vec<Entry>) -> Result<GovernWrite, Problem> {
        let known = self.workspace.decided.history.entries();
        if known == 0 {
            let says = "governance has not begun here";
            let problem = Problem::new("govern-begun", says, Place::file("allhands.toml"));
            return Err(problem.advise("`allhands run` notes what is in force, and begins it"));
        }
        self.history.after(&entries)?;
        Ok(GovernWrite {
            known,
            entries,
            ..GovernWrite::default()
        })
    }

    /// Drafts by what they are called, each once; without names all of them.
    ///
    /// # Errors
    /// Each name that is no draft.
    pub fn drafts(&self, names: &[String]) -> Result<Vec<&'a Draft>, Vec<Problem>> {
        if names.is_empty() {
            return Ok(self.workspace.drafts.iter().collect());
        }
        let mut seen = BTreeSet::new();
        let (mut found, mut problems) = (Vec::new(), Vec::new());
        for name in names {
            match self.draft(name) {
                Ok(draft) if seen.insert(draft.loaded.rule.id.clone()) => found.push(draft),
                Ok(_) => {}
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            Ok(found)
        } else {
            Err(problems)
        }
    }
}

/// The rule of a name: an id, or a file whose stem is one.
pub fn rule_id(name: &str) -> RuleId {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    RuleId::new(stem.split_once('.').map_or(stem, |(stem, _)| stem))
}

/// Why a decision cannot be prepared.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The person's turn: what has to be different.
    #[error("it is refused")]
    Refused(Vec<Problem>),
    /// What was kept cannot be read or written.
    #[error(transparent)]
    Port(#[from] PortError),
}
