//! A baseline with its tightenings: which rule set what for whom, what may be chosen, and who may
//! change each.

use model::{RuleId, Severity, Vocabulary, span::Length};
use rules::{
    tighten::{self, Amount, Direction},
    tree::{Condition, EnforceRow, Mode, Row, Rule, SettingValue, WhenUnknown},
};
use serde::Serialize;

use super::Answerable;
use crate::{parties::View, workspace::Workspace};

/// A rule with all that tightens it.
#[derive(Clone, Debug, Serialize)]
pub struct FamilyExplained {
    /// The rule, then those that tighten it.
    pub rules: Vec<FamilyRule>,
    /// Who set which value, by what it is: settings, severity, deadline, mode.
    pub set: Vec<Line>,
    /// What a tightening may choose.
    pub choices: Vec<Choice>,
}

/// One rule of a family.
#[derive(Clone, Debug, Serialize)]
pub struct FamilyRule {
    /// Its id.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// Whose it is: `organisation`, `Finance`.
    pub whose: String,
    /// Who may change it.
    pub changed_by: Answerable,
}

/// One value that one rule of a family sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What: `fix within`, `severity`, `max silence`.
    pub what: String,
    /// Whose rule says so.
    pub whose: String,
    /// The value, with its rows.
    pub value: String,
    /// The rule.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
}

/// What a tightening may choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Of what: a setting, `fix within`, `severity`.
    pub what: String,
    /// `1 to 7 days`; why nothing, where nothing may be chosen.
    pub may: String,
}

/// Whose a rule is that is limited to no unit.
pub(super) const ORGANISATION: &str = "organisation";

/// Whose rule it is.
pub(super) fn whose(rule: &Rule) -> String {
    match rule.within.as_slice() {
        [] => ORGANISATION.to_owned(),
        units => units.join(" and "),
    }
}

/// The rules in force that tighten a rule, directly or by way of another, nearest first.
pub(super) fn tightenings<'w>(workspace: &'w Workspace, of: &RuleId) -> Vec<&'w Rule> {
    let in_force = || workspace.rules.iter().filter(|loaded| loaded.in_force);
    let mut found: Vec<&Rule> = Vec::new();
    let mut wanted: Vec<&RuleId> = vec![of];
    while !wanted.is_empty() {
        let next = in_force().map(|loaded| &loaded.rule).filter(|rule| {
            let above = rule.tightens.as_ref();
            above.is_some_and(|above| wanted.contains(&above))
        });
        let next: Vec<&Rule> = next.filter(|rule| !found.contains(rule)).collect();
        wanted = next.iter().map(|rule| &rule.id).collect();
        found.extend(next);
    }
    found
}

/// A rule with what tightens it. A tightening is held against the rule it tightens.
pub fn explain_family(
    rule: &Rule,
    workspace: &Workspace,
    view: Option<&View<'_>>,
) -> FamilyExplained {
    let vocabulary = &workspace.vocabulary;
    let mut family = vec![rule];
    family.extend(tightenings(workspace, &rule.id));
    let member = |rule: &&Rule| FamilyRule {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        whose: whose(rule),
        changed_by: Answerable::of(rule, workspace, view),
    };
    let mut set = Vec::new();
    for what in WHAT {
        set.extend(
            family
                .iter()
                .filter_map(|rule| line(*what, rule, vocabulary)),
        );
    }
    let settings = rule.settings.iter().map(|setting| setting.name.as_str());
    for name in settings {
        set.extend(family.iter().filter_map(|rule| setting(name, rule)));
    }
    let above = rule
        .tightens
        .as_ref()
        .and_then(|above| workspace.rule(above));
    FamilyExplained {
        rules: family.iter().map(member).collect(),
        set,
        choices: choices(above.map_or(rule, |above| &above.rule)),
    }
}

/// What rules set apart from their sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Severity,
    FixWithin,
    Wait,
    WhenUnknown,
    Enforce,
}

const WHAT: &[What] = &[
    What::FixWithin,
    What::Severity,
    What::Enforce,
    What::Wait,
    What::WhenUnknown,
];

impl What {
    /// The label of a rule document.
    fn label(self) -> &'static str {
        match self {
            Self::Severity => "Severity",
            Self::FixWithin => "Fix within",
            Self::Wait => "Wait",
            Self::WhenUnknown => "When unknown",
            Self::Enforce => "Enforce",
        }
    }
}

/// What one rule itself says; nothing where it leaves that to the rule it tightens.
fn line(what: What, rule: &Rule, vocabulary: &Vocabulary) -> Option<Line> {
    let inherits = rule.inherits.as_ref();
    if inherits.is_some_and(|inherits| inherits.labels.contains(what.label())) {
        return None;
    }
    let value = match what {
        What::Severity => rows(&rule.severity, rule, vocabulary, ToString::to_string),
        What::FixWithin => rows(&rule.fix_within, rule, vocabulary, |value| {
            value.length.to_string()
        }),
        What::Wait => rule.wait.as_ref()?.length.to_string(),
        What::WhenUnknown => match rule.when_unknown {
            WhenUnknown::Report => return None,
            WhenUnknown::Fail => "fail".to_owned(),
            WhenUnknown::FailAfter(length) => format!("fail after {length}"),
        },
        What::Enforce => {
            let mode = |row: &EnforceRow| {
                let at = match row.at.as_slice() {
                    [] => String::new(),
                    points => format!(" at {}", points.join(", ")),
                };
                let mode = mode_word(row.mode);
                format!(
                    "{mode}{at}{}",
                    where_(row.condition.as_ref(), rule, vocabulary)
                )
            };
            rule.enforce.iter().map(mode).collect::<Vec<_>>().join("; ")
        }
    };
    (!value.is_empty()).then(|| said(&what.label().to_lowercase(), value, rule))
}

fn setting(name: &str, rule: &Rule) -> Option<Line> {
    let inherits = rule.inherits.as_ref();
    if inherits.is_some_and(|inherits| inherits.settings.contains(name)) {
        return None;
    }
    let setting = rule.settings.iter().find(|setting| setting.name == name)?;
    let value = match &setting.value {
        SettingValue::Length(length) => length.to_string(),
        SettingValue::Number(number) => number.clone(),
        SettingValue::Text(text) => format!("\"{text}\""),
    };
    Some(said(name, value, rule))
}

fn said(what: &str, value: String, rule: &Rule) -> Line {
    Line {
        what: what.to_owned(),
        whose: whose(rule),
        value,
        rule: rule.id.clone(),
        title: rule.title.clone(),
    }
}

fn rows<T>(
    rows: &[Row<T>],
    rule: &Rule,
    vocabulary: &Vocabulary,
    words: impl Fn(&T) -> String,
) -> String {
    let row = |row: &Row<T>| {
        let condition = where_(row.condition.as_ref(), rule, vocabulary);
        format!("{}{condition}", words(&row.value))
    };
    rows.iter().map(row).collect::<Vec<_>>().join("; ")
}

fn where_(condition: Option<&Condition>, rule: &Rule, vocabulary: &Vocabulary) -> String {
    let kind = rule.expectation.subject.kind.as_str();
    condition.map_or_else(String::new, |condition| {
        format!(
            " where {}",
            rules::print_condition(condition, kind, vocabulary)
        )
    })
}

fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Monitor => "monitor",
        Mode::Warn => "warn",
        Mode::Block => "block",
    }
}

/// What a tightening of a rule may choose.
fn choices(rule: &Rule) -> Vec<Choice> {
    let choice = |what: &str, may: String| Choice {
        what: what.to_owned(),
        may,
    };
    let shorter = |limit: Length| Amount::Length(limit).choice(Direction::Smaller);
    let settings = tighten::settings(rule).into_iter();
    let mut all: Vec<Choice> = settings
        .map(|one| choice(&one.name, tighten::between(&one.terms)))
        .collect();
    let everywhere = rule.fix_within.iter().find(|row| row.condition.is_none());
    all.extend(everywhere.map(|row| choice("fix within", shorter(row.value.length))));
    if let Some(level) = rule.severity.first().map(|row| row.value) {
        let levels = Severity::ALL.into_iter().filter(|one| *one >= level);
        let levels: Vec<&str> = levels.map(Severity::as_str).collect();
        all.push(choice("severity", levels.join(" or ")));
    }
    if let Some(wait) = &rule.wait {
        all.push(choice("wait", format!("{}, or none", shorter(wait.length))));
    }
    all
}
