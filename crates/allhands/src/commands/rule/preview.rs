//! `allhands rule preview`: whom a rule would reach, before anybody is told.

mod sample;
mod text;
mod words;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use app::{
    collect::{Observed, observed},
    govern::standalone,
    parties::View,
    ports::{LedgerStore, PassRecord},
    preview::{
        ImpactSheet, Labelled, Named, Preview, Proposed, Spoken, Together, WordChange,
        differ_in_words_only, judged_last, named, previews, words as word_change, words_last,
    },
    workspace::{Origin, RulesFrom, Texts, Workspace},
};
use jiff::Timestamp;
use judge::Clock;
use model::{EntityId, Problem, Problems, Vocabulary};
use rules::tree::Rule;
use serde::Serialize;
use store::Store;

use super::documents::{self, Document};
use crate::{
    cli::{Cli, PreviewArgs},
    outcome::{CommandError, Outcome},
    output::Out,
    wire::{self, Site},
};

/// What a preview comes to.
#[derive(Debug, Serialize)]
struct Answer {
    /// One sheet for each rule that could be judged.
    sheets: Vec<ImpactSheet>,
    /// All of them at once, where they are several.
    together: Option<Together>,
    /// What changed words move, where a vocabulary was given.
    words: Option<WordChange>,
    /// What the author says of the verdicts drawn from each sheet, where they were given.
    labelled: Vec<Labelled>,
    /// The names behind the ids.
    entities: BTreeMap<EntityId, Named>,
}

/// Everything a preview is made of.
struct Scene {
    site: Site,
    /// The workspace as it would be: in the words of its files, changed ones included.
    workspace: Workspace,
    /// The words in force, where others are to be compared with them.
    words_before: Option<Vocabulary>,
    observed: Observed,
    proposed: Vec<Proposed>,
    problems: Vec<Problem>,
    clock: Clock,
}

pub(super) fn preview(cli: &Cli, args: &PreviewArgs, out: &Out) -> Result<Outcome, CommandError> {
    let scene = Scene::set(cli, args)?;
    if (args.sample || args.labels.is_some()) && scene.proposed.len() > 1 {
        let says = "verdicts are drawn from one rule at a time";
        let advice = "give one rule, or leave out `--sample` and `--labels`";
        return Err(CommandError::asked("preview-sample", says, advice));
    }
    let workspace = &scene.workspace;
    let found = previews(workspace, &scene.observed, &scene.proposed, &scene.clock);
    let mut problems = scene.problems.clone();
    let mut each: Vec<Preview> = Vec::new();
    for one in found.each {
        match one {
            Ok(preview) => each.push(preview),
            Err(Problems(more)) => problems.extend(more),
        }
    }
    let words = scene.words()?;
    let mut entities: BTreeMap<EntityId, Named> = BTreeMap::new();
    for preview in &each {
        entities.extend(named(&scene.view(), preview));
    }
    if let Some(change) = &words {
        entities.extend(words::named(&scene.view(), change));
    }
    let labelled = match &args.labels {
        Some(file) => sample::read(file, &each)?,
        None => Vec::new(),
    };
    let goes_on = labelled.iter().all(|one| one.goes_on);
    let answer = Answer {
        sheets: each.iter().map(|preview| preview.sheet.clone()).collect(),
        together: found.together,
        words,
        labelled,
        entities,
    };
    let told = text::Told {
        workspace,
        each: &each,
        most: args.most,
        at: scene.clock.now,
    };
    out.answer(
        "allhands.rule_preview",
        scene.clock.now,
        answer,
        &problems,
        |answer| match () {
            () if args.sample => sample::written(&told, answer),
            () if args.labels.is_some() => sample::judged(answer),
            () => text::preview(&told, answer),
        },
    );
    Ok(if problems.is_empty() && goes_on {
        Outcome::Clean
    } else {
        Outcome::Findings
    })
}

impl Scene {
    fn set(cli: &Cli, args: &PreviewArgs) -> Result<Self, CommandError> {
        let root = wire::find(cli)?;
        let site = wire::open_at(&root)?;
        let (rules, changes) = sorted(args, &root)?;
        let is_changed = !changes.is_empty();
        let workspace = would_be(&site, changes)?;
        let documents = documents::among(&workspace, &rules)?;
        let mut problems = Vec::new();
        let mut read: Vec<(Rule, Option<PathBuf>)> = Vec::new();
        for document in &documents {
            match rule_of(document, &workspace.vocabulary) {
                // A tightening that is refused would change nothing.
                Some(rule) if document.problems.is_empty() && document.refusals.is_empty() => {
                    read.push((standalone(&rule), document.path.clone()));
                }
                _ => {
                    problems.extend(document.problems.iter().cloned());
                    problems.extend(document.refusals.iter().cloned());
                }
            }
        }
        let kept = wire::block_on(kept(&site, &workspace, read, wire::now(cli)))??;
        let observed = observed(&workspace, &site.observations()?, kept.at)?;
        if observed.snapshot.run == 0 {
            let advice = "add a source with `allhands source add`, then `allhands run`";
            let says = "nothing was collected yet, so nobody can be shown";
            return Err(CommandError::asked("nothing-collected", says, advice));
        }
        let in_force = || site.workspace.vocabulary.clone();
        let before = kept.words.filter(|_| !is_published(&site.workspace));
        Ok(Self {
            words_before: is_changed.then(|| before.unwrap_or_else(in_force)),
            observed,
            proposed: kept.proposed,
            problems,
            clock: site.workspace.clock(kept.at),
            site,
            workspace,
        })
    }

    fn view(&self) -> View<'_> {
        View {
            inventory: &self.observed.inventory,
            vocabulary: &self.workspace.vocabulary,
            zone: &self.clock.zone,
            at: self.clock.now,
            matrix: Some(&self.observed.matrix),
        }
    }

    /// What the changed words move; none where none are changed.
    fn words(&self) -> Result<Option<WordChange>, CommandError> {
        let Some(words_before) = &self.words_before else {
            return Ok(None);
        };
        let vocabulary = &self.workspace.vocabulary;
        let then = match differ_in_words_only(words_before, vocabulary) {
            true => self.observed.in_words(words_before),
            false => {
                let mut before = self.site.workspace.clone();
                before.vocabulary = words_before.clone();
                observed(&before, &self.site.observations()?, self.clock.now)?
            }
        };
        let before = Spoken {
            vocabulary: words_before,
            observed: &then,
        };
        let after = Spoken {
            vocabulary,
            observed: &self.observed,
        };
        Ok(Some(word_change(
            &self.site.workspace,
            before,
            after,
            &self.clock,
        )?))
    }
}

/// Whether rules come into force by being signed.
fn is_published(workspace: &Workspace) -> bool {
    workspace.settings.rules == RulesFrom::Published && workspace.decided.history.has_begun()
}

/// The workspace with some vocabulary files as they would be; what was signed stays in force.
fn would_be(site: &Site, changes: Texts) -> Result<Workspace, CommandError> {
    let mut words = site.workspace.drafting.clone();
    if !changes.is_empty() {
        let changed = wire::open_changed(&site.root, changes)?.workspace;
        if !is_published(&site.workspace) {
            return Ok(changed);
        }
        words = changed.vocabulary;
    }
    let mut workspace = site.workspace.clone();
    workspace.vocabulary = words;
    Ok(workspace)
}

/// Rule files, and the texts of vocabulary files by their place in the workspace.
fn sorted(args: &PreviewArgs, root: &Path) -> Result<(Vec<PathBuf>, Texts), CommandError> {
    let mut rules = Vec::new();
    let mut changes = Texts::new();
    let read =
        |file: &Path| io::read_text(file).map_err(|error| CommandError::wrong(error.problem()));
    for file in &args.files {
        let is_yaml = file.extension().is_some_and(|e| e == "yaml" || e == "yml");
        match is_yaml.then(|| read(file)).transpose()? {
            Some(text) if words::is_vocabulary(&text) => {
                changes.insert(words::place(file, root), text);
            }
            _ => rules.push(file.clone()),
        }
    }
    for file in &args.vocabulary_change {
        changes.insert(words::place(file, root), read(file)?);
    }
    Ok((rules, changes))
}

/// The rule of a document; a sentence alone becomes a rule without texts.
fn rule_of(document: &Document, vocabulary: &Vocabulary) -> Option<Rule> {
    let Some(sentence) = &document.sentence else {
        return document.rule.clone();
    };
    let printed = rules::print_expectation(sentence, vocabulary).replace('\n', "\n  ");
    let text = format!(
        "Rule: This sentence\nId: this-sentence\nSeverity: medium\nActivity: \"this sentence\"\n\
         Expectation:\n  {printed}\n"
    );
    rules::parse(&text, &document.name, "this-sentence", vocabulary).rule
}

/// What the ledger keeps of the latest pass.
struct Kept {
    proposed: Vec<Proposed>,
    words: Option<Vocabulary>,
    at: Timestamp,
}

async fn kept(
    site: &Site,
    workspace: &Workspace,
    read: Vec<(Rule, Option<PathBuf>)>,
    now: Timestamp,
) -> Result<Kept, CommandError> {
    let ledger = site.ledger().await?;
    let pass = ledger.latest_pass().await?;
    let mut proposed = Vec::new();
    for (rule, path) in read {
        let stands = in_force(site, workspace, (&ledger, pass.as_ref()), &rule, path);
        let in_force = stands.await?;
        proposed.push(Proposed { rule, in_force });
    }
    let words = match &pass {
        Some(pass) => words_last(&ledger, pass).await?,
        None => None,
    };
    let at = pass.map_or(now, |pass| pass.at);
    Ok(Kept {
        proposed,
        words,
        at,
    })
}

/// The version in force of a rule: as the latest pass judged it where the rule's own file is
/// being edited, else as the workspace has it.
async fn in_force(
    site: &Site,
    workspace: &Workspace,
    (ledger, pass): (&Store, Option<&PassRecord>),
    rule: &Rule,
    path: Option<PathBuf>,
) -> Result<Option<Rule>, CommandError> {
    let Some(loaded) = workspace.rule(&rule.id).filter(|loaded| loaded.in_force) else {
        return Ok(None);
    };
    let same = |file: &Path| file.canonicalize().ok();
    let edited = loaded.origin == Origin::Workspace
        && !is_published(workspace)
        && path.is_some_and(|path| same(&path) == same(&site.root.join(&loaded.file)));
    let in_force = match pass {
        _ if !edited => Some(loaded.rule.clone()),
        Some(pass) => judged_last(ledger, pass, &rule.id, &workspace.vocabulary).await?,
        None => None,
    };
    Ok(in_force.as_ref().map(standalone))
}
