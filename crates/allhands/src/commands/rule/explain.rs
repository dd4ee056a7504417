//! `allhands rule explain`: what rules mean, which of them set what, and who may change each.

mod entity;
mod words;

use std::path::Path as FilePath;

use app::{
    ask::Known,
    tighten::{FamilyExplained, explain_family},
    workspace::{Workspace, nearest},
};
use model::{Problem, RuleId, Vocabulary};
use rules::tree::{FixedBy, Path, Rule};
use serde::Serialize;

use super::{super::gaps, documents};
use crate::{
    cli::{Cli, RuleExplainArgs, RuleFiles},
    outcome::{CommandError, Outcome},
    output::Out,
    wire,
};

/// What a rule means, in words.
#[derive(Debug, Serialize)]
struct Explained {
    rule: RuleId,
    title: String,
    sentence: String,
    version: String,
    tightens: Option<RuleId>,
    within: Vec<String>,
    severity: Vec<String>,
    fix_within: Vec<String>,
    fixed_by: Vec<String>,
    reads: Vec<String>,
    tests: usize,
    /// What tightens it; nothing where there is no workspace to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<FamilyExplained>,
}

pub(super) fn explain(
    cli: &Cli,
    args: &RuleExplainArgs,
    out: &Out,
) -> Result<Outcome, CommandError> {
    if let Some(entity) = &args.entity {
        return entity::explain(cli, args, entity, out);
    }
    let workspace = match &args.vocabulary {
        Some(_) => None,
        None => Some(wire::open_or_shipped(cli)?),
    };
    let named = args
        .rules
        .iter()
        .map(|path| path.to_string_lossy().into_owned());
    let named: Vec<String> = named.collect();
    if let Some(workspace) = &workspace
        && gaps::explain(workspace, &named, cli, out)
    {
        return Ok(Outcome::Clean);
    }
    let known = known(cli, args)?;
    let (rules, vocabulary, problems) = rules(cli, args, workspace.as_ref())?;
    let explained: Vec<Explained> = rules
        .iter()
        .map(|rule| Explained {
            family: workspace.as_ref().map(|workspace| {
                let view = known.as_ref().map(|known| known.view(workspace));
                explain_family(rule, workspace, view.as_ref())
            }),
            ..explained(rule, &vocabulary)
        })
        .collect();
    let refused = !problems.is_empty();
    out.answer(
        "allhands.rule_explain",
        wire::now(cli),
        explained,
        &problems,
        |all| words::explanations(all),
    );
    Ok(if refused {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// What was observed, where anything was: it names the heads of departments.
fn known(cli: &Cli, args: &RuleExplainArgs) -> Result<Option<Known>, CommandError> {
    let root = wire::find(cli).ok().filter(|_| args.vocabulary.is_none());
    match root.filter(|root| root.join("data").is_dir()) {
        Some(root) => Ok(Some(wire::open_at(&root)?.known(wire::now(cli))?)),
        None => Ok(None),
    }
}

/// The rules that are asked about: by id as they were read, by file as they are written.
fn rules(
    cli: &Cli,
    args: &RuleExplainArgs,
    workspace: Option<&Workspace>,
) -> Result<(Vec<Rule>, Vocabulary, Vec<Problem>), CommandError> {
    let mut named = Vec::new();
    let mut files = Vec::new();
    for path in &args.rules {
        match workspace.filter(|_| is_id(path)) {
            Some(workspace) => named.push(by_id(workspace, &path.to_string_lossy())?),
            None => files.push(path.clone()),
        }
    }
    if files.is_empty()
        && !named.is_empty()
        && let Some(workspace) = workspace
    {
        return Ok((named, workspace.vocabulary.clone(), Vec::new()));
    }
    let files = RuleFiles {
        files,
        vocabulary: args.vocabulary.clone(),
    };
    let read = documents::read(cli, &files)?;
    let problems = read.problems();
    let written = read
        .documents
        .iter()
        .filter_map(|document| document.rule.clone());
    named.extend(written);
    Ok((named, read.vocabulary, problems))
}

/// Whether an argument is an id and no file.
fn is_id(path: &FilePath) -> bool {
    let text = path.to_string_lossy();
    text != "-" && !text.contains(['/', '.', '\\']) && !path.exists()
}

fn by_id(workspace: &Workspace, id: &str) -> Result<Rule, CommandError> {
    if let Some(loaded) = workspace.rule(&RuleId::new(id)) {
        return Ok(loaded.rule.clone());
    }
    let ids = workspace.rules.iter().map(|loaded| loaded.rule.id.as_str());
    let advice = match nearest(id, ids) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`allhands rule list` shows them all".to_owned(),
    };
    let says = format!("there is no rule `{id}`, and no file of that name");
    Err(CommandError::asked("rule-unknown", says, advice))
}

/// What one rule means.
fn explained(rule: &Rule, vocabulary: &Vocabulary) -> Explained {
    let kind = rule.expectation.subject.kind.as_str();
    let condition = |condition: &Option<rules::tree::Condition>| match condition {
        Some(condition) => {
            format!(
                " where {}",
                rules::print_condition(condition, kind, vocabulary)
            )
        }
        None => String::new(),
    };
    let reads = rules::reads(rule, vocabulary);
    Explained {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        sentence: app::ask::sentence(rule, vocabulary),
        version: rules::version(rule, vocabulary),
        tightens: rule.tightens.clone(),
        within: rule.within.clone(),
        severity: rule
            .severity
            .iter()
            .map(|row| format!("{}{}", row.value, condition(&row.condition)))
            .collect(),
        fix_within: rule
            .fix_within
            .iter()
            .map(|row| format!("{}{}", row.value.length, condition(&row.condition)))
            .collect(),
        fixed_by: rule
            .fixed_by
            .iter()
            .map(|fixer| fixed_by(fixer, kind))
            .collect(),
        reads: reads
            .fields
            .iter()
            .chain(&reads.links)
            .map(|(kind, name)| format!("{kind}: {name}"))
            .collect(),
        tests: rule.tests.len(),
        family: None,
    }
}

fn fixed_by(fixer: &FixedBy, kind: &str) -> String {
    match fixer {
        FixedBy::Subject => kind.to_owned(),
        FixedBy::Activity => "whoever is responsible for the activity".to_owned(),
        FixedBy::Path(Path { links, field }) => links
            .iter()
            .chain(field)
            .cloned()
            .collect::<Vec<_>>()
            .join("'s "),
    }
}
