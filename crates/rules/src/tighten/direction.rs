//! Which way a setting gets stricter, from where it stands in its rule.

use super::{
    amount::Amount,
    leaves::{Effect, of_condition, of_sentence},
};
use crate::tree::{LengthValue, Operand, Rule, SettingValue};

/// Which way a value gets stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A smaller value asks for more: `within the last 7 days`.
    Smaller,
    /// A larger value asks for more: `at least 14.10`.
    Larger,
}

/// A setting of a rule, and whether a tightening may choose another value.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: SettingValue,
    /// Whether a tightening may choose another.
    pub terms: Terms,
}

/// Whether a tightening may choose the value of a setting.
#[derive(Clone, Debug, PartialEq)]
pub enum Terms {
    /// It may, so far and in this way.
    Chosen(Amount, Direction),
    /// It may not.
    Fixed(WhyFixed),
}

/// Why a setting cannot be chosen by a tightening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyFixed {
    /// Nothing that decides uses it.
    Unused,
    /// It is used in ways of which one gets stricter and another looser.
    BothWays,
    /// Its values have no order: texts, and numbers that are compared for being the same.
    NoOrder,
}

impl WhyFixed {
    /// The reason in words.
    pub fn says(self) -> &'static str {
        match self {
            Self::Unused => "nothing that decides uses it",
            Self::BothWays => "what is stricter in one place of the rule is looser in another",
            Self::NoOrder => "no value of it is stricter than another",
        }
    }
}

/// The settings of a rule in their order, each with which way it gets stricter: in the sentence,
/// in the rows of severity, deadline and enforcement, and in `Wait`. Where it stands in several
/// places, all must agree.
pub fn settings(rule: &Rule) -> Vec<Setting> {
    let uses = uses(rule);
    let setting = |setting: &crate::tree::Setting| {
        let own = uses.iter().filter(|(name, ..)| *name == setting.name);
        Setting {
            name: setting.name.clone(),
            value: setting.value.clone(),
            terms: terms(own.map(|(_, amount, direction)| (amount.as_ref(), *direction))),
        }
    };
    rule.settings.iter().map(setting).collect()
}

/// What all uses of one setting agree on.
fn terms<'u>(uses: impl Iterator<Item = (Option<&'u Amount>, Option<Direction>)>) -> Terms {
    let mut agreed: Option<(&Amount, Direction)> = None;
    let mut fixed = None;
    for (amount, direction) in uses {
        let (Some(amount), Some(direction)) = (amount, direction) else {
            fixed = fixed.or(Some(WhyFixed::NoOrder));
            continue;
        };
        match agreed {
            // The same digits as a number and as a version have two orders.
            Some(other) if other != (amount, direction) => fixed = Some(WhyFixed::BothWays),
            _ => agreed = Some((amount, direction)),
        }
    }
    match (fixed, agreed) {
        (Some(why), _) => Terms::Fixed(why),
        (None, Some((amount, direction))) => Terms::Chosen(amount.clone(), direction),
        (None, None) => Terms::Fixed(WhyFixed::Unused),
    }
}

type Use<'r> = (&'r str, Option<Amount>, Option<Direction>);

/// Every use of a setting that decides something.
fn uses<'r>(rule: &'r Rule) -> Vec<Use<'r>> {
    let mut uses: Vec<Use<'r>> = Vec::new();
    let mut found = |value: &'r Operand, direction| uses.extend(use_of(value, direction));
    of_sentence(&rule.expectation, &mut found);
    let rows = rule.severity.iter().map(|row| &row.condition);
    let rows = rows.chain(rule.fix_within.iter().map(|row| &row.condition));
    let rows = rows.chain(rule.enforce.iter().map(|row| &row.condition));
    for condition in rows.flatten() {
        // A row that holds more often makes the worst of them come true more often.
        of_condition(condition, Effect::Stricter, &mut found);
    }
    let lengths = rule.fix_within.iter().map(|row| &row.value);
    for length in lengths.chain(&rule.wait) {
        uses.extend(length_of(length, Some(Direction::Smaller)));
    }
    uses
}

fn use_of(value: &Operand, direction: Option<Direction>) -> Option<Use<'_>> {
    match value {
        Operand::Setting { name, value } => Some((name, Amount::of(value), direction)),
        Operand::Offset { length, .. } => length_of(length, direction),
        _ => None,
    }
}

fn length_of(length: &LengthValue, direction: Option<Direction>) -> Option<Use<'_>> {
    let name = length.setting.as_deref()?;
    Some((name, Some(Amount::Length(length.length)), direction))
}
