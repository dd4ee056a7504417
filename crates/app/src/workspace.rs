//! A workspace, read and checked: settings, vocabulary, connectors, sources, rules in force.
//!
//! Reading never stops at the first mistake. What is wrong is a problem with its place; what is
//! right goes on. A rule whose file does not parse is *set aside*, not retired: its findings wait.

pub mod adopted;
mod calendars;
mod deadlines;
mod settings;

use std::collections::{BTreeMap, BTreeSet};

use inventory::Decision;
use jiff::Timestamp;
use judge::Clock;
use ledger::acts::Act;
use model::{Calendars, Place, Problem, Problems, RuleId, SourceId, Vocabulary};
use rules::{Baselines, Notation, Parsed, tree::Rule};
use sources::{Connector, SourceConfig};

use crate::{
    gaps,
    govern::{self, Decided, Draft, Stage, State},
    matrix::Written,
    tighten::{Standing, read_in_order, refusals},
};

pub use deadlines::{Asks, DeadlineTable, DeadlineTables, Listed};
pub use settings::{RulesFrom, Settings, StoreSetting};

/// Texts by path relative to the workspace (or to the catalogue): `rules/mine.rule`.
pub type Texts = BTreeMap<String, String>;

/// Where a rule comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Shipped with the product.
    Catalogue,
    /// A file of this workspace.
    Workspace,
}

/// A rule that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedRule {
    /// Its tree.
    pub rule: Rule,
    /// Its file.
    pub file: String,
    /// Its text as written.
    pub text: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it is in force: a file of the workspace, or an adopted rule of the catalogue.
    pub in_force: bool,
}

/// Everything a pass needs to know before it looks at a record.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// `allhands.toml`.
    pub settings: Settings,
    /// The shipped words and the workspace's own.
    pub vocabulary: Vocabulary,
    /// Which days people work, place by place.
    pub calendars: Calendars,
    /// How much time there is to fix what.
    pub deadlines: DeadlineTables,
    /// Connectors by name.
    pub connectors: BTreeMap<String, Connector>,
    /// Sources, in order of name.
    pub sources: Vec<SourceConfig>,
    /// Rules, in order of id.
    pub rules: Vec<LoadedRule>,
    /// Rules whose file is there but cannot be read: their findings are left as they are.
    pub set_aside: BTreeSet<RuleId>,
    /// Sources whose file is there but cannot be read: their records are left as they are.
    pub sources_set_aside: BTreeSet<SourceId>,
    /// Who answers for which activity, as the files say; [`Self::matrix`] adds what was decided.
    pub written: Written,
    /// The words as the files have them, for drafts; [`Self::vocabulary`] is what is in force.
    pub drafting: Vocabulary,
    /// Files and adopted rules that say something else than what was published.
    pub drafts: Vec<Draft>,
    /// Published rules whose file is gone.
    pub files_gone: BTreeSet<RuleId>,
    /// What was decided about rules; empty where rules are files.
    pub decided: Decided,
    /// What people decided about records and owners, the oldest first.
    pub decisions: Vec<Decision>,
    /// What people decided about findings, exceptions and responsibilities, the oldest first.
    pub acts: Vec<Act>,
    /// The detectors of gaps in the matrix, with their pages.
    pub detectors: BTreeMap<RuleId, gaps::Page>,
    /// Controls that are required, by framework.
    pub required: gaps::Required,
    /// How each published rule stands; empty where rules are files.
    pub standing: BTreeMap<RuleId, govern::Standing>,
    /// What is wrong with the rest.
    pub problems: Vec<Problem>,
}

impl Workspace {
    /// The trees of the rules in force. A tightening that is only monitored is not among them: its
    /// misses would be findings of its baseline, and people would be told of them.
    pub fn rules_in_force(&self) -> Vec<Rule> {
        let monitored = |rule: &Rule| {
            let standing = self.standing.get(&rule.id);
            rule.tightens.is_some() && standing.is_some_and(|it| it.stage == Stage::Monitor)
        };
        self.rules
            .iter()
            .filter(|loaded| loaded.in_force && !monitored(&loaded.rule))
            .map(|loaded| loaded.rule.clone())
            .collect()
    }

    /// The time of a pass at an instant: the organisation's zone, and its calendars.
    pub fn clock(&self, at: Timestamp) -> Clock {
        Clock {
            now: at,
            zone: self.settings.time_zone.clone(),
            calendars: self.calendars.clone(),
        }
    }

    /// Whether a rule is paused: nobody is asked to do anything about it.
    pub fn is_paused(&self, rule: &RuleId) -> bool {
        let standing = self.standing.get(rule);
        standing.is_some_and(|it| it.state == State::Paused)
    }

    /// A rule by id.
    pub fn rule(&self, id: &RuleId) -> Option<&LoadedRule> {
        self.rules.iter().find(|rule| &rule.rule.id == id)
    }

    /// The texts that speak of a finding: those of its rule, or of the detector that found it.
    pub fn speaking(&self, id: &RuleId) -> Option<&Rule> {
        let detector = || self.detectors.get(id).map(|page| &page.rule);
        self.rule(id).map(|loaded| &loaded.rule).or_else(detector)
    }

    /// Reads a workspace on top of the shipped catalogue.
    ///
    /// # Errors
    /// Only when there is nothing to go on with: no readable settings or no vocabulary at all.
    pub fn read(texts: &Texts, catalogue: &Texts) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let settings = Settings::read(texts)?;
        let calendars = calendars::read(texts, &settings, &mut problems);
        let mut vocabulary = read_vocabulary(texts, catalogue)?;
        settings.domains.teach(&mut vocabulary);
        let deadlines = deadlines::read(texts, catalogue, &settings, &vocabulary, &mut problems);
        let connectors = read_connectors(texts, catalogue, &vocabulary, &mut problems);
        let (sources, sources_set_aside) = read_sources(texts, &connectors, &mut problems);
        let written = Written::read(texts, catalogue, &vocabulary, &mut problems);
        let keeper = &settings.security_activity;
        let (detectors, required) = gaps::read_pages(texts, catalogue, keeper, &mut problems);
        let mut this = Self {
            settings,
            drafting: vocabulary.clone(),
            vocabulary,
            calendars,
            deadlines,
            connectors,
            sources,
            rules: Vec::new(),
            set_aside: BTreeSet::new(),
            sources_set_aside,
            written,
            drafts: Vec::new(),
            files_gone: BTreeSet::new(),
            decided: Decided::default(),
            decisions: Vec::new(),
            acts: Vec::new(),
            detectors,
            required,
            standing: BTreeMap::new(),
            problems,
        };
        this.read_rules(texts, catalogue);
        Ok(this)
    }

    fn read_rules(&mut self, texts: &Texts, catalogue: &Texts) {
        let adopted = adopted::read(texts, &mut self.problems);
        let shipped = below(catalogue, "rules/", &["rule"]).map(|(file, text)| RuleFile {
            file,
            text,
            origin: Origin::Catalogue,
            in_force: adopted.contains_key(&RuleId::new(stem(file))),
        });
        let shipped: Vec<RuleFile<'_>> = shipped.collect();
        let own = self.own_rules(texts, &shipped);
        let files = [shipped, own].concat();
        let read =
            |one: &RuleFile<'_>, baselines: &Baselines| one.read(&self.vocabulary, baselines);
        let parsed = read_in_order(&files, &mut Baselines::new(), read);
        for (file, parsed) in files.iter().zip(parsed) {
            self.take_rule(file, parsed);
        }
        let shipped = self
            .rules
            .iter()
            .filter(|loaded| loaded.origin == Origin::Catalogue);
        let shipped: BTreeSet<RuleId> = shipped.map(|loaded| loaded.rule.id.clone()).collect();
        for (id, adopted) in &adopted {
            if !shipped.contains(id) && !self.set_aside.contains(id) {
                self.problems
                    .push(unknown_rule(id, &adopted.place, &shipped));
            }
            self.keep_to_version(id, adopted);
        }
        self.rules.sort_by(|a, b| a.rule.id.cmp(&b.rule.id));
        while let Some((id, problems)) = self.refused() {
            self.rules.retain(|loaded| loaded.rule.id != id);
            self.set_aside.insert(id);
            self.problems.extend(problems);
        }
    }

    /// Sets an adopted rule aside that reads otherwise than the version that was adopted. Where
    /// rules are published, what was signed counts instead.
    fn keep_to_version(&mut self, id: &RuleId, adopted: &adopted::Adopted) {
        let (Some(wanted), Some(loaded)) = (&adopted.version, self.rule(id)) else {
            return;
        };
        let version = rules::version(&loaded.rule, &self.vocabulary);
        if version == *wanted || self.settings.rules == RulesFrom::Published {
            return;
        }
        let says = format!("`{id}` is version {version} now, and version {wanted} was adopted");
        let problem = Problem::new("adopted-version", says, adopted.place.clone());
        let advice = format!("read it with `allhands rule explain {id}`, then write {version}");
        self.problems.push(problem.advise(advice));
        self.rules.retain(|loaded| loaded.rule.id != *id);
        self.set_aside.insert(id.clone());
    }

    /// The rule files of the workspace that have an id of their own.
    fn own_rules<'t>(&mut self, texts: &'t Texts, shipped: &[RuleFile<'_>]) -> Vec<RuleFile<'t>> {
        let mut first: BTreeMap<&str, &str> = BTreeMap::new();
        let mut own: Vec<RuleFile<'t>> = Vec::new();
        for (file, text) in own_rules(texts) {
            let id = stem(file);
            if shipped.iter().any(|one| stem(one.file) == id) {
                let says = format!("`{id}` is the id of a shipped rule");
                let advice = format!(
                    "give the file another name, or adopt the shipped rule in `{}`",
                    adopted::FILE
                );
                let problem = Problem::new("rule-id-taken", says, Place::file(file));
                self.problems.push(problem.advise(advice));
                continue;
            }
            if let Some(other) = first.insert(id, file) {
                // Which of the two is meant nobody can tell, so neither is.
                own.retain(|one| stem(one.file) != id);
                self.problems.push(twice(id, file, other));
                self.set_aside.insert(RuleId::new(id));
                continue;
            }
            own.push(RuleFile {
                file,
                text,
                origin: Origin::Workspace,
                in_force: true,
            });
        }
        own
    }

    /// A tightening in force that would do nothing, or has nothing to tighten.
    fn refused(&self) -> Option<(RuleId, Vec<Problem>)> {
        let in_force = self.rules.iter().filter(|loaded| loaded.in_force);
        in_force.into_iter().find_map(|loaded| {
            let standing = |id: &RuleId| self.standing(id);
            let refusals = refusals(&loaded.rule, standing, &self.vocabulary);
            let problems = refusals.iter();
            let problems = problems.map(|one| one.problem(&loaded.file, &loaded.text));
            let problems: Vec<Problem> = problems.collect();
            (!problems.is_empty()).then(|| (loaded.rule.id.clone(), problems))
        })
    }

    /// How a rule that somebody wants to tighten stands here.
    pub fn standing(&self, id: &RuleId) -> Standing<'_> {
        match self.rule(id) {
            Some(loaded) if loaded.in_force => Standing::InForce(&loaded.rule),
            Some(_) => Standing::NotInForce,
            None if self.set_aside.contains(id) => Standing::SetAside,
            None => {
                let ids = self.rules.iter().map(|loaded| loaded.rule.id.as_str());
                Standing::Nowhere(nearest(id.as_str(), ids))
            }
        }
    }

    fn take_rule(&mut self, one: &RuleFile<'_>, parsed: Parsed) {
        let id = stem(one.file);
        let clean = parsed.problems.0.is_empty();
        self.problems.extend(parsed.problems.0);
        match parsed.rule {
            Some(rule) if clean && rule.id.as_str() == id => {
                self.rules.push(LoadedRule {
                    rule,
                    file: one.file.to_owned(),
                    text: one.text.to_owned(),
                    origin: one.origin,
                    in_force: one.in_force,
                });
            }
            Some(rule) if clean => {
                let says = format!("the file is called `{id}` but its rule says `{}`", rule.id);
                let problem = Problem::new("rule-id-differs", says, Place::file(one.file));
                self.problems.push(problem.advise("make the two the same"));
                self.set_aside.insert(RuleId::new(id));
            }
            _ => {
                self.set_aside.insert(RuleId::new(id));
            }
        }
    }
}

/// A file that holds a rule.
#[derive(Clone, Copy)]
struct RuleFile<'t> {
    file: &'t str,
    text: &'t str,
    origin: Origin,
    in_force: bool,
}

impl RuleFile<'_> {
    fn read(&self, vocabulary: &Vocabulary, baselines: &Baselines) -> Parsed {
        let notation = Notation::of_file(self.file).unwrap_or(Notation::Sentence);
        notation.parse_with(self.text, self.file, stem(self.file), vocabulary, baselines)
    }
}

/// The stem of a path: what the file is called.
fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

/// The rules of a workspace: sentence documents and YAML, the list of adopted ones aside.
fn own_rules(texts: &Texts) -> impl Iterator<Item = (&str, &str)> {
    below(texts, "rules/", &["rule", "yaml", "yml"]).filter(|(file, _)| *file != adopted::FILE)
}

fn twice(id: &str, file: &str, other: &str) -> Problem {
    let says = format!("`{id}` is the rule of `{other}` as well");
    let problem = Problem::new("rule-id-taken", says, Place::file(file));
    problem.advise("keep one of the two files, or give one another name")
}

/// Texts below a folder with one of some endings.
fn below<'a>(
    texts: &'a Texts,
    folder: &'a str,
    endings: &'a [&str],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    texts.iter().filter_map(move |(path, text)| {
        let ending = path.rsplit('.').next().unwrap_or_default();
        (path.starts_with(folder) && endings.contains(&ending))
            .then_some((path.as_str(), text.as_str()))
    })
}

/// The shipped vocabulary with the workspace's own kinds behind it.
///
/// # Errors
/// When any of it does not parse: rules judged on half a vocabulary would mean something else.
pub fn read_vocabulary(texts: &Texts, catalogue: &Texts) -> Result<Vocabulary, Problems> {
    let mut kinds = Vec::new();
    let mut problems = Vec::new();
    let named = |file: &str, text| (file.to_owned(), text);
    let shipped = below(catalogue, "vocabulary/", &["yaml", "yml"])
        .map(|(file, text)| named(&format!("catalogue/{file}"), text));
    let own = below(texts, "vocabulary/", &["yaml", "yml"]).map(|(file, text)| named(file, text));
    for (file, text) in shipped.chain(own) {
        match rules::read_vocabulary(text, &file) {
            Ok(more) => kinds.extend(more),
            Err(more) => problems.extend(more.0),
        }
    }
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    rules::assemble(kinds)
}

fn read_connectors(
    texts: &Texts,
    catalogue: &Texts,
    vocabulary: &Vocabulary,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Connector> {
    let mut connectors = BTreeMap::new();
    let shipped = below(catalogue, "connectors/", &["yaml"]);
    for (file, text) in shipped.chain(below(texts, "connectors/", &["yaml"])) {
        // `connectors/jamf/connector.yaml`; recorded answers lie one folder deeper.
        let parts: Vec<&str> = file.split('/').collect();
        let [_, name, "connector.yaml"] = parts.as_slice() else {
            continue;
        };
        match sources::read_connector(text, file, vocabulary) {
            Ok(connector) => {
                connectors.insert((*name).to_owned(), connector);
            }
            Err(more) => problems.extend(more.0),
        }
    }
    connectors
}

fn read_sources(
    texts: &Texts,
    connectors: &BTreeMap<String, Connector>,
    problems: &mut Vec<Problem>,
) -> (Vec<SourceConfig>, BTreeSet<SourceId>) {
    let mut read = Vec::new();
    let mut set_aside = BTreeSet::new();
    for (file, text) in below(texts, "sources/", &["yaml", "yml"]) {
        let id = SourceId::new(stem(file));
        match sources::read_source(text, file, id.clone()) {
            Ok(config) if connectors.contains_key(&config.connector) => {
                let connector = &connectors[&config.connector];
                let wrong = sources::fetch::check_source(connector, &config, file);
                match wrong.is_empty() {
                    true => read.push(config),
                    false => drop(set_aside.insert(id)),
                }
                problems.extend(wrong);
            }
            Ok(config) => {
                problems.push(unknown_connector(
                    &config.connector,
                    Place::file(file),
                    connectors,
                ));
                set_aside.insert(id);
            }
            Err(more) => {
                problems.extend(more.0);
                set_aside.insert(id);
            }
        }
    }
    (read, set_aside)
}

/// "There is no connector of that name", with the nearest ones.
pub fn unknown_connector(
    name: &str,
    place: Place,
    connectors: &BTreeMap<String, Connector>,
) -> Problem {
    let says = format!("there is no connector called `{name}`");
    let problem = Problem::new("connector-unknown", says, place);
    match nearest(name, connectors.keys().map(String::as_str)) {
        Some(near) => problem.advise(format!("did you mean `{near}`?")),
        None => problem,
    }
    .advise("`allhands source list --connectors` shows them all")
}

fn unknown_rule(id: &RuleId, place: &Place, shipped: &BTreeSet<RuleId>) -> Problem {
    let says = format!("`{id}` is adopted, but no shipped rule has that id");
    let problem = Problem::new("rule-unknown", says, place.clone());
    match nearest(id.as_str(), shipped.iter().map(RuleId::as_str)) {
        Some(near) => problem.advise(format!("did you mean `{near}`?")),
        None => problem.advise("`allhands rule list` shows them all"),
    }
}

/// The nearest of some names, when one is near enough to be meant.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let score = |other: &str| strsim::jaro_winkler(&name.to_lowercase(), &other.to_lowercase());
    names
        .map(|other| (score(other), other))
        .filter(|(score, _)| *score >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, other)| other)
}
