//! `allhands rule lint`: what is worth telling the author of a rule that can be read.

use std::fmt::Write as _;

use app::ask::Known;
use judge::Judgement;
use model::{Place, Problem, RuleId};
use rules::{
    Notation,
    lint::{Level, Lint, sort, tree},
    tree::Rule,
};
use serde::Serialize;

use super::documents::{self, Document, Documents};
use crate::{
    cli::{Cli, RuleFiles},
    outcome::{CommandError, Outcome},
    output::{BOLD, DIM, Out, RED, YELLOW, paint},
    wire::{self, Site},
    words::{counted, wrapped},
};

/// What is told of one rule.
#[derive(Debug, Serialize)]
struct Linted {
    file: String,
    rule: RuleId,
    title: String,
    /// Whether it was also looked at what was collected.
    live: bool,
    lints: Vec<Placed>,
}

/// A lint with the place it is about.
#[derive(Debug, Serialize)]
pub(super) struct Placed {
    #[serde(flatten)]
    lint: Lint,
    place: Place,
}

pub(super) fn lint(cli: &Cli, files: &RuleFiles, out: &Out) -> Result<Outcome, CommandError> {
    let read = documents::read(cli, files)?;
    let linter = Linter::new(cli, files, &read)?;
    let mut problems = read.problems();
    let mut linted = Vec::new();
    for document in linter.asked(files, &read) {
        if document.sentence.is_some() {
            let says = "a sentence alone is no rule";
            let problem = Problem::new("rule-incomplete", says, Place::file(&document.name));
            problems.push(problem.advise("put it below `Rule`, `Severity` and `Expectation`"));
        }
        let Some(rule) = document
            .rule
            .as_ref()
            .filter(|_| document.problems.is_empty())
        else {
            continue;
        };
        linted.push(Linted {
            file: document.name.clone(),
            rule: rule.id.clone(),
            title: rule.title.clone(),
            live: linter.live.is_some(),
            lints: linter.lints(document, rule),
        });
    }
    let lints = linted.iter().flat_map(|linted| &linted.lints);
    let wrong = lints
        .into_iter()
        .any(|placed| placed.lint.level == Level::Error);
    let refused = wrong || !problems.is_empty();
    out.answer(
        "allhands.rule_lint",
        wire::now(cli),
        linted,
        &problems,
        |l| text(l),
    );
    Ok(if refused {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// Everything lints look at besides the rule itself.
pub(super) struct Linter<'d> {
    read: &'d Documents,
    /// The rules beside which one is looked at, from its tree.
    others: Vec<Rule>,
    live: Option<Live>,
}

/// What was collected, judged by every rule by itself.
struct Live {
    site: Site,
    known: Known,
    /// All rules together, or each by itself where some cannot be judged.
    judgement: Option<Judgement>,
}

impl<'d> Linter<'d> {
    /// Looks at the workspace where there is one and its words are meant; else at trees alone.
    pub(super) fn new(
        cli: &Cli,
        files: &RuleFiles,
        read: &'d Documents,
    ) -> Result<Self, CommandError> {
        let given = read.documents.iter();
        let given = given.filter_map(|document| document.rule.clone());
        let (others, live) = match (wire::find(cli), &files.vocabulary) {
            (Ok(_), None) => {
                let site = wire::open(cli)?;
                let in_force = site.workspace.rules_in_force();
                let others = match files.files.is_empty() {
                    true => in_force,
                    false => in_force.into_iter().chain(given).collect(),
                };
                (others, Live::new(cli, site, read)?)
            }
            _ => (given.collect(), None),
        };
        Ok(Self { read, others, live })
    }

    /// The documents that are looked at: those given, else in a workspace those in force.
    fn asked<'r>(&self, files: &RuleFiles, read: &'r Documents) -> Vec<&'r Document> {
        let here = !files.files.is_empty() || self.live.is_none();
        let in_force = |document: &&Document| {
            let id = document.rule.as_ref().map(|rule| &rule.id);
            here || id.is_none_or(|id| self.others.iter().any(|other| &other.id == id))
        };
        read.documents.iter().filter(in_force).collect()
    }

    /// What is told of a document that was given by name and can be read.
    pub(super) fn of_given(&self, files: &RuleFiles, document: &Document) -> Vec<Placed> {
        let readable = !files.files.is_empty() && document.problems.is_empty();
        let rule = document.rule.as_ref().filter(|_| readable);
        rule.map(|rule| self.lints(document, rule))
            .unwrap_or_default()
    }

    /// What is told of a rule, with places.
    pub(super) fn lints(&self, document: &Document, rule: &Rule) -> Vec<Placed> {
        let mut lints = tree(rule, &self.others, &self.read.vocabulary);
        if let Some(live) = &self.live {
            lints.extend(live.lints(rule));
            sort(&mut lints);
        }
        let placed = |lint: Lint| Placed {
            place: place(document, rule, &lint.label),
            lint,
        };
        lints.into_iter().map(placed).collect()
    }
}

impl Live {
    /// Nothing where nothing was collected yet.
    fn new(cli: &Cli, site: Site, read: &Documents) -> Result<Option<Self>, CommandError> {
        let known = site.known(wire::now(cli))?;
        if known.inventory.run == 0 {
            return Ok(None);
        }
        let rules: Vec<Rule> = read
            .documents
            .iter()
            .filter_map(|document| document.rule.clone())
            .collect();
        let tables = judge::tables(&known.inventory, &site.workspace.vocabulary);
        let judgement = app::lint::judge_alone(&site.workspace, &tables, &rules, known.at).ok();
        Ok(Some(Self {
            site,
            known,
            judgement,
        }))
    }

    fn lints(&self, rule: &Rule) -> Vec<Lint> {
        let workspace = &self.site.workspace;
        let inventory = &self.known.inventory;
        let seen = (inventory, &self.known.matrix);
        if let Some(judgement) = &self.judgement {
            return app::lint::lint(workspace, seen, judgement, rule);
        }
        // Another of the rules cannot be judged; that is no fault of this one.
        let tables = judge::tables(inventory, &workspace.vocabulary);
        let alone = std::slice::from_ref(rule);
        app::lint::judge_alone(workspace, &tables, alone, self.known.at)
            .map(|judgement| app::lint::lint(workspace, seen, &judgement, rule))
            .unwrap_or_default()
    }
}

/// Where a label of a rule stands in its document.
fn place(document: &Document, rule: &Rule, label: &str) -> Place {
    let file = document.path.as_ref();
    let file = file.map_or_else(|| document.name.clone(), |path| path.display().to_string());
    let wanted = match document.notation {
        Notation::Sentence => label.to_owned(),
        _ if label == "Expectation" => "expect".to_owned(),
        _ => label.to_lowercase(),
    };
    let own = |part: &str| {
        let id = format!("id: {}", rule.id);
        part.lines().any(|line| line.to_lowercase() == id)
    };
    let parts = rules::split_documents(&document.text);
    let part = match parts.as_slice() {
        [one] => Some(one),
        several => several.iter().find(|(_, part)| own(part)),
    };
    let line = part.and_then(|(first, part)| {
        let starts = |line: &str| {
            let rest = line.strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| rest.starts_with([':', ' ']))
        };
        let at = part.lines().position(starts)?;
        Some((first + at + 1) as u64)
    });
    let place = Place::file(file);
    match line {
        Some(line) => place.at_line(line),
        None => place,
    }
}

/// What is told of rules, one below the other; those of which there is nothing to tell in short.
fn text(linted: &[Linted]) -> String {
    let mut text = String::new();
    for one in linted.iter().filter(|one| !one.lints.is_empty()) {
        let _ = writeln!(
            text,
            "{} {}",
            paint(BOLD, &one.title),
            paint(DIM, &one.rule)
        );
        one.lints.iter().for_each(|placed| placed.write(&mut text));
        text.push('\n');
    }
    let of = |level: Level| {
        let all = linted.iter().flat_map(|one| &one.lints);
        all.filter(|placed| placed.lint.level == level).count() as u64
    };
    let rules = counted(linted.len() as u64, "rule");
    let (errors, warnings, advice) = (of(Level::Error), of(Level::Warning), of(Level::Advice));
    let _ = match errors + warnings + advice {
        0 => writeln!(text, "{rules} looked at, nothing to tell"),
        _ => writeln!(
            text,
            "{rules} looked at: {}, {}, {advice} advice",
            counted(errors, "error"),
            counted(warnings, "warning"),
        ),
    };
    if linted.iter().any(|one| !one.live) {
        let _ = writeln!(
            text,
            "{}",
            paint(
                DIM,
                "only the sentences were looked at; in a workspace with data also what they come to"
            )
        );
    }
    text
}

impl Placed {
    /// Whether it is more than advice.
    pub(super) fn weighs(&self) -> bool {
        self.lint.level > Level::Advice
    }

    /// The lint over a few lines.
    pub(super) fn write(&self, text: &mut String) {
        let lint = &self.lint;
        let level = match lint.level {
            Level::Error => paint(RED, "error:"),
            Level::Warning => paint(YELLOW, "warning:"),
            Level::Advice => paint(BOLD, "advice:"),
        };
        let code = paint(DIM, format!("[{}]", lint.code));
        let _ = writeln!(text, "  {level} {} {code}", wrapped(&lint.says, 4));
        let at = match self.place.line {
            Some(line) => format!("{}, line {line}", lint.label),
            None => lint.label.clone(),
        };
        let _ = writeln!(text, "    {}", paint(DIM, format!("in {at}")));
        if !lint.names.is_empty() {
            let _ = writeln!(text, "    such as {}", wrapped(&lint.names.join(", "), 4));
        }
        let _ = writeln!(text, "    try: {}", wrapped(&lint.repair, 9));
    }
}
