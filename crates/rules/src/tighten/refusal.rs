//! Why a tightening is refused: it would do nothing, or has nothing to tighten.

use model::{Place, Problem, Vocabulary};

use super::{
    direction::{Direction, Terms, settings},
    rows::{self, Parties},
    shape::{Difference, differences},
};
use crate::{
    document::label::Label,
    mistake::Code,
    tree::{Modal, Rule},
};

/// One reason to refuse a tightening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The label whose value is refused: `Fix within`.
    pub label: &'static str,
    /// What is refused and what may be chosen instead.
    pub says: String,
    /// What would work, best first.
    pub advice: Vec<String>,
}

impl Refusal {
    pub(super) fn of(label: Label, says: impl Into<String>) -> Self {
        Self {
            label: label.name(),
            says: says.into(),
            advice: Vec::new(),
        }
    }

    pub(super) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice.push(advice.into());
        self
    }

    /// The same as a problem of a file: at the line of the label, in whichever notation the text
    /// is written.
    pub fn problem(&self, file: &str, text: &str) -> Problem {
        let key = match self.label {
            "Expectation" => "expect",
            label => label,
        };
        let is_label = |line: &str| {
            let start = line.trim_start_matches([' ', '"', '{']).get(..key.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(key))
        };
        let place = match text.lines().position(is_label) {
            Some(line) => Place::file(file).at_line(line as u64 + 1),
            None => Place::file(file),
        };
        Problem {
            advice: self.advice.clone(),
            ..Problem::new(Code::Tighten.as_str(), self.says.as_str(), place)
        }
    }
}

/// Everything that speaks against a rule as a tightening of another one, which it names: the two
/// cannot be judged together, or what it says is looser and so would do nothing. Empty where it
/// may tighten.
///
/// Refused is only what is looser for sure. 30 days where the organisation allows 1 month are not:
/// in most months they are stricter, and where they are not the month counts.
pub fn refusals(unit: &Rule, baseline: &Rule, vocabulary: &Vocabulary) -> Vec<Refusal> {
    if let Some(refusal) = impossible(unit, baseline, vocabulary) {
        return vec![refusal];
    }
    let (above, name) = (called(&baseline.within), tightener(unit));
    let who = Parties {
        above: &above,
        unit: &name,
    };
    let mut refusals = match &unit.inherits {
        Some(_) => of_settings(unit, baseline, &who),
        None => of_sentence(unit, baseline, &who),
    };
    refusals.extend(rows::looser(unit, baseline, &who));
    refusals
}

/// What a tightening may choose for a setting, in words: `1 to 7 days`.
pub fn between(terms: &Terms) -> String {
    match terms {
        Terms::Chosen(limit, direction) => limit.choice(*direction),
        Terms::Fixed(why) => format!("nothing else: {}", why.says()),
    }
}

fn impossible(unit: &Rule, baseline: &Rule, vocabulary: &Vocabulary) -> Option<Refusal> {
    let id = &baseline.id;
    let kind = |rule: &Rule| rule.expectation.subject.kind.clone();
    let root = |rule: &Rule| vocabulary.root(kind(rule).as_str()).to_owned();
    if unit.id == *id {
        let says = format!("`{id}` cannot tighten itself");
        return Some(Refusal::of(Label::Tightens, says).advise("leave `Tightens` out"));
    }
    if root(unit) != root(baseline) {
        let (own, other) = (kind(unit), kind(baseline));
        let says = format!("`{id}` is about another kind, `{other}`, and this rule about `{own}`");
        let advice = "leave `Tightens` out: then it stands by itself";
        return Some(Refusal::of(Label::Tightens, says).advise(advice));
    }
    if baseline.expectation.modal == Modal::Should {
        let says =
            format!("`{id}` is advice (`should`): nobody can miss it, so nothing tightens it");
        let advice = "leave `Tightens` out: then it stands by itself and binds";
        return Some(Refusal::of(Label::Tightens, says).advise(advice));
    }
    if unit.expectation.modal == Modal::Should {
        let says = format!("advice (`should`) binds nobody, so it cannot tighten `{id}`");
        return Some(Refusal::of(Label::Expectation, says).advise("write `must`"));
    }
    None
}

/// The settings of a short tightening.
fn of_settings(unit: &Rule, baseline: &Rule, who: &Parties<'_>) -> Vec<Refusal> {
    let limits = settings(baseline);
    let own = crate::document::print::own_settings(unit);
    let refusal = |own: &crate::tree::Setting| {
        let limit = limits.iter().find(|limit| limit.name == own.name)?;
        if limit.value == own.value {
            return None;
        }
        let name = &own.name;
        let (above, unit) = (who.above, who.unit);
        let Terms::Chosen(amount, direction) = &limit.terms else {
            let Terms::Fixed(why) = &limit.terms else {
                return None;
            };
            let says = format!("`{name}` stays as {above} has it: {}", why.says());
            let advice = "write the whole sentence under `Expectation`: both are judged then";
            return Some(Refusal::of(Label::Settings, says).advise(advice));
        };
        let value = amount.like(&own.value)?;
        let difference = Difference {
            limit: amount.clone(),
            value,
            direction: *direction,
        };
        let says = format!("`{name}`: {}", looser(&difference, above, unit));
        let advice = format!("{name} = {amount}");
        let refusal = Refusal::of(Label::Settings, says).advise(advice);
        difference.is_looser().then_some(refusal)
    };
    own.filter_map(refusal).collect()
}

/// A sentence that says the same with looser values only.
fn of_sentence(unit: &Rule, baseline: &Rule, who: &Parties<'_>) -> Vec<Refusal> {
    let found = differences(&baseline.expectation, &unit.expectation).unwrap_or_default();
    if !found.iter().all(Difference::is_looser) {
        return Vec::new();
    }
    let refusal = |one: &Difference| {
        let says = looser(one, who.above, who.unit);
        let advice = format!("write {} there, or what is stricter", one.limit);
        Refusal::of(Label::Expectation, says).advise(advice)
    };
    found.iter().map(refusal).collect()
}

/// `the organisation allows at most 7 days; Finance may choose 1 to 7 days, not 10`.
fn looser(one: &Difference, above: &str, unit: &str) -> String {
    let Difference {
        limit,
        value,
        direction,
    } = one;
    let bound = match direction {
        Direction::Smaller => "allows at most",
        Direction::Larger => "asks for at least",
    };
    let (choice, value) = (limit.choice(*direction), value.beside(limit));
    format!("{above} {bound} {limit}; {unit} may choose {choice}, not {value}")
}

/// Whose rule it is.
fn called(units: &[String]) -> String {
    match units {
        [] => "the organisation".to_owned(),
        units => units.join(" and "),
    }
}

/// Who tightens; a rule for everybody is called what it is.
fn tightener(unit: &Rule) -> String {
    match unit.within.as_slice() {
        [] => "a stricter rule".to_owned(),
        units => units.join(" and "),
    }
}
