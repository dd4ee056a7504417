//! The rules that bind one entity: its verdict under each, and which of them set what counts.

use judge::{Judgement, Say};
use model::{EntityId, Finding, RuleId, Verdict};
use rules::tree::Rule;
use serde::Serialize;

use super::family::{ORGANISATION, tightenings, whose};
use crate::{ask::Known, workspace::Workspace};

/// A baseline on one entity, with what tightens it.
#[derive(Clone, Debug, Serialize)]
pub struct EntityFamily {
    /// The baseline.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// What all of them together come to.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub because: String,
    /// Each rule by itself, the baseline first.
    pub rules: Vec<Member>,
    /// Which of them set what counts.
    #[serde(flatten)]
    pub set_by: SetBy,
}

/// One rule of a family, on one entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The rule.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// Whose it is: `organisation`, `Finance`.
    pub whose: String,
    /// Its own verdict.
    pub verdict: Verdict,
}

/// Which rules set what counts for an entity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SetBy {
    /// The deadline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix_within: Option<Value>,
    /// The severity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Value>,
}

/// A value that counts, who set it, and what the others ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Value {
    /// The value.
    pub value: String,
    /// Whose rule set it.
    pub whose: String,
    /// The rule.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// What the other rules that bind the entity would ask: whose, and the value.
    pub others: Vec<(String, String)>,
}

impl Value {
    /// In words: `2 days, set by Finance ("Finance laptops report daily"); organisation: 7 days`.
    /// Where nobody else asks for anything there is nobody to name.
    pub fn says(&self) -> String {
        let Self {
            value,
            whose,
            title,
            others,
            ..
        } = self;
        if others.is_empty() {
            return value.clone();
        }
        let by = match whose.as_str() {
            ORGANISATION => "the organisation",
            unit => unit,
        };
        let mut text = format!("{value}, set by {by} (\"{title}\")");
        for (whose, value) in others {
            text.push_str(&format!("; {whose}: {value}"));
        }
        text
    }
}

/// The families that bind an entity, the worst verdict first; those that do not speak of it only
/// where they are asked for.
pub fn explain_entity(
    workspace: &Workspace,
    judgement: &Judgement,
    entity: &EntityId,
    asked: &[RuleId],
) -> Vec<EntityFamily> {
    let wanted = |rule: &RuleId| asked.is_empty() || asked.contains(rule);
    let families = judgement.rules().iter().map(|judged| &judged.rule);
    let family = |rule: &RuleId| {
        let assessment = judgement.assess(rule, entity)?;
        let says = judgement.says(rule, entity)?;
        let speaks = assessment.verdict != Verdict::NotApplicable;
        let known = says.iter().any(|say| wanted(&say.rule));
        if !known || (!speaks && asked.is_empty()) {
            return None;
        }
        let member = |say: &Say| {
            let rule = &workspace.rule(&say.rule)?.rule;
            Some(Member {
                rule: rule.id.clone(),
                title: rule.title.clone(),
                whose: whose(rule),
                verdict: say.verdict,
            })
        };
        Some(EntityFamily {
            rule: rule.clone(),
            title: workspace.rule(rule)?.rule.title.clone(),
            verdict: assessment.verdict,
            because: assessment.because,
            rules: says.iter().filter_map(member).collect(),
            set_by: of(workspace, judgement, rule, entity)?,
        })
    };
    let mut found: Vec<EntityFamily> = families.filter_map(family).collect();
    found.sort_by(|a, b| b.verdict.cmp(&a.verdict).then_with(|| a.rule.cmp(&b.rule)));
    found
}

/// Which rules set what counts for a finding; nothing where its rule is not tightened, so that
/// there is nobody else to name.
pub fn set_by(known: &Known, workspace: &Workspace, finding: &Finding) -> Option<SetBy> {
    let narrower = tightenings(workspace, &finding.rule);
    let baseline = workspace
        .rule(&finding.rule)
        .filter(|loaded| loaded.in_force)?;
    if narrower.is_empty() {
        return None;
    }
    let family: Vec<Rule> = std::iter::once(&baseline.rule)
        .chain(narrower)
        .cloned()
        .collect();
    let judgement = known.judgement_of(workspace, &family).ok()?;
    of(workspace, &judgement, &finding.rule, &finding.entity)
}

fn of(
    workspace: &Workspace,
    judgement: &Judgement,
    rule: &RuleId,
    entity: &EntityId,
) -> Option<SetBy> {
    let says = judgement.says(rule, entity)?;
    let binding: Vec<&Say> = says.iter().filter(|say| say.binds()).collect();
    let deadline = |best: &Say, other: &Say| match (best.fix_within, other.fix_within) {
        (Some(best), Some(other)) => judgement
            .is_shorter((rule, entity), (other, best))
            .unwrap_or(false),
        (best, other) => best.is_none() && other.is_some(),
    };
    let severity = |best: &Say, other: &Say| other.severity > best.severity;
    Some(SetBy {
        fix_within: value(workspace, &binding, deadline, |say| {
            say.fix_within.map(|length| length.to_string())
        }),
        severity: value(workspace, &binding, severity, |say| {
            say.severity.map(|level| level.to_string())
        }),
    })
}

/// The value that counts, and those beside it.
fn value(
    workspace: &Workspace,
    binding: &[&Say],
    is_stricter: impl Fn(&Say, &Say) -> bool,
    words: impl Fn(&Say) -> Option<String>,
) -> Option<Value> {
    let strictest = binding.iter().copied();
    // Of equals the first, the baseline, is the one that set it.
    let strictest = strictest.reduce(|best, other| match is_stricter(best, other) {
        true => other,
        false => best,
    })?;
    let rule = |say: &Say| workspace.rule(&say.rule).map(|loaded| &loaded.rule);
    let own = rule(strictest)?;
    let others = binding.iter().filter(|say| say.rule != strictest.rule);
    let others = others.filter_map(|say| Some((whose(rule(say)?), words(say)?)));
    Some(Value {
        value: words(strictest)?,
        whose: whose(own),
        rule: own.id.clone(),
        title: own.title.clone(),
        others: others.collect(),
    })
}
