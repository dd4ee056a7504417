//! `allhands rule explain --for ENTITY`: the rules that bind it, and who set its deadlines.

use std::fmt::Write as _;

use app::tighten::{EntityFamily, explain_entity};
use model::{EntityId, Problems, Verdict};
use serde::Serialize;

use super::{by_id, is_id};
use crate::{
    cli::{Cli, RuleExplainArgs},
    outcome::{CommandError, Outcome},
    output::{BOLD, DIM, GREEN, Out, RED, YELLOW, paint},
    wire,
    words::{counted, wrapped},
};

/// The rules that bind an entity.
#[derive(Debug, Serialize)]
struct ExplainedFor {
    entity: EntityId,
    name: String,
    /// The department whose rules apply to it.
    department: Option<String>,
    rules: Vec<EntityFamily>,
}

pub(super) fn explain(
    cli: &Cli,
    args: &RuleExplainArgs,
    entity: &str,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    let known = site.known(wire::now(cli))?;
    let view = known.view(&site.workspace);
    let entity = view.find(entity).map_err(CommandError::wrong)?;
    let mut asked = Vec::new();
    for path in &args.rules {
        let text = path.to_string_lossy();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let id = if is_id(path) { text } else { stem };
        asked.push(by_id(&site.workspace, &id)?.id);
    }
    let judgement = known.judgement(&site.workspace).map_err(Problems)?;
    let explained = ExplainedFor {
        entity: entity.id.clone(),
        name: entity.name.clone(),
        department: view.unit(entity).map(|unit| unit.name.clone()),
        rules: explain_entity(&site.workspace, &judgement, &entity.id, &asked),
    };
    out.answer("allhands.rule_explain_for", known.at, explained, &[], text);
    Ok(Outcome::Clean)
}

fn text(explained: &ExplainedFor) -> String {
    let department = explained
        .department
        .as_deref()
        .unwrap_or("in no department");
    let mut text = format!(
        "{} {}, {department}\n",
        paint(BOLD, &explained.name),
        explained.entity
    );
    for family in &explained.rules {
        let title = paint(BOLD, &family.title);
        let _ = writeln!(
            text,
            "\n{} {title} {}",
            verdict(family.verdict),
            paint(DIM, &family.rule)
        );
        let _ = writeln!(text, "  {}", wrapped(&family.because, 2));
        if family.rules.len() > 1 {
            for member in &family.rules {
                let _ = writeln!(
                    text,
                    "  {:<14} {} {}",
                    member.whose,
                    member.verdict,
                    paint(DIM, format!("by \"{}\"", member.title))
                );
            }
        }
        let values = [
            ("fix within", &family.set_by.fix_within),
            ("severity", &family.set_by.severity),
        ];
        for (label, value) in values {
            if let Some(value) = value {
                let _ = writeln!(text, "  {label:<14} {}", wrapped(&value.says(), 17));
            }
        }
    }
    let speaks = match explained.rules.len() {
        1 => "speaks",
        _ => "speak",
    };
    let bound = counted(explained.rules.len(), "rule");
    let _ = writeln!(text, "\n{bound} {speaks} of it, each with what tightens it");
    text
}

fn verdict(verdict: Verdict) -> String {
    let word = format!("{:<14}", verdict.to_string());
    match verdict {
        Verdict::Met => paint(GREEN, word),
        Verdict::Missed => paint(RED, word),
        Verdict::Unknown => paint(YELLOW, word),
        Verdict::NotApplicable => paint(DIM, word),
    }
}
