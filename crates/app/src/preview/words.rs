//! A changed vocabulary: which rules it moves, and which records under them.
//!
//! Rules are read and judged under both vocabularies. A rule whose version is the same under both
//! uses nothing that changed, so it is only counted.

use std::collections::{BTreeMap, BTreeSet};

use judge::Clock;
use model::{EntityId, Problem, Problems, RuleId, Vocabulary};
use rules::{Baselines, Notation, pins, tree::Rule, version};
use serde::{Deserialize, Serialize};

use super::{
    effect::{move_between, root},
    sheet::Transition,
};
use crate::{
    collect::Observed,
    tighten::read_in_order,
    workspace::{LoadedRule, Workspace},
};

/// What a changed vocabulary moves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WordChange {
    /// Definitions that rules in force use and that changed: `account: stale`.
    pub changed: BTreeSet<String>,
    /// Rules that use them or whose verdicts move, in order of id.
    pub rules: Vec<WordEffect>,
    /// Rules that can no longer be read: what they expect would be expected no more.
    pub unreadable: Vec<Unreadable>,
    /// Rules in force that the change does not touch.
    pub untouched: u64,
}

/// What a changed vocabulary does to one baseline, with the rules that tighten it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WordEffect {
    /// The baseline.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// What changed of what it and its tightenings use.
    pub uses: BTreeSet<String>,
    /// From which verdict to which, every entity once.
    pub transitions: Vec<Transition>,
}

/// A rule that cannot be read with the changed words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unreadable {
    /// The rule.
    pub rule: RuleId,
    /// Why, each with its place.
    pub problems: Vec<Problem>,
}

impl WordEffect {
    /// The entities whose verdict moves.
    pub fn moved(&self) -> impl Iterator<Item = &EntityId> {
        let moving = self.transitions.iter().filter(|t| t.moves());
        moving.flat_map(|t| &t.entities)
    }
}

/// A vocabulary with what was observed in its words.
#[derive(Clone, Copy, Debug)]
pub struct Spoken<'a> {
    /// The words.
    pub vocabulary: &'a Vocabulary,
    /// What was observed, as tables of these words.
    pub observed: &'a Observed,
}

/// What changes for the rules in force when one vocabulary takes the place of another.
///
/// # Errors
/// When the rules cannot be judged together under one of them.
pub fn words(
    workspace: &Workspace,
    before: Spoken<'_>,
    after: Spoken<'_>,
    clock: &Clock,
) -> Result<WordChange, Problems> {
    let loaded: Vec<&LoadedRule> = workspace.rules.iter().filter(|r| r.in_force).collect();
    let (old, _) = read_under(&loaded, before.vocabulary);
    let (mut new, unreadable) = read_under(&loaded, after.vocabulary);
    // Without its baseline a tightening binds nobody.
    let readable: BTreeSet<RuleId> = new.iter().map(|rule| rule.id.clone()).collect();
    let all = new.clone();
    new.retain(|rule| readable.contains(root(&all, rule)));
    let mut change = WordChange {
        unreadable,
        ..WordChange::default()
    };
    let everything = !differ_in_words_only(before.vocabulary, after.vocabulary);
    let touched = touched(&old, &new, before.vocabulary, after.vocabulary);
    let roots: BTreeSet<RuleId> = old
        .iter()
        .map(|rule| (rule, root(&old, rule)))
        .filter(|(rule, _)| everything || touched.contains_key(&rule.id))
        .map(|(_, root)| root.clone())
        .collect();
    let of_roots = |rules: &[Rule]| -> Vec<Rule> {
        let concerned = rules.iter().filter(|r| roots.contains(root(rules, r)));
        concerned.cloned().collect()
    };
    let judge = |rules: &[Rule], spoken: Spoken<'_>| {
        let rules = of_roots(rules);
        judge::judge(&rules, spoken.vocabulary, &spoken.observed.tables, clock)
    };
    let (then, now) = (judge(&old, before)?, judge(&new, after)?);
    for id in &roots {
        let Some(baseline) = old.iter().find(|rule| &rule.id == id) else {
            continue;
        };
        let members = old.iter().filter(|rule| root(&old, rule) == id);
        let uses: BTreeSet<String> = members
            .filter_map(|rule| touched.get(&rule.id))
            .flatten()
            .cloned()
            .collect();
        let effect = WordEffect {
            rule: id.clone(),
            title: baseline.title.clone(),
            transitions: move_between(&then, &now, &BTreeSet::from([id.clone()])),
            uses,
        };
        if effect.uses.is_empty() && effect.moved().next().is_none() {
            continue;
        }
        change.changed.extend(effect.uses.iter().cloned());
        change.rules.push(effect);
    }
    let baselines: BTreeSet<&RuleId> = old.iter().map(|rule| root(&old, rule)).collect();
    change.untouched = (baselines.len() - change.rules.len()) as u64;
    Ok(change)
}

/// Rules whose version is another one under the other words, with what changed of what they use.
fn touched(
    old: &[Rule],
    new: &[Rule],
    before: &Vocabulary,
    after: &Vocabulary,
) -> BTreeMap<RuleId, BTreeSet<String>> {
    let mut touched = BTreeMap::new();
    for rule in old {
        let Some(then) = new.iter().find(|other| other.id == rule.id) else {
            touched.insert(rule.id.clone(), BTreeSet::new());
            continue;
        };
        if version(rule, before) == version(then, after) {
            continue;
        }
        let (was, is) = (pins(rule, before), pins(then, after));
        let names = was.keys().chain(is.keys());
        let changed = names.filter(|name| was.get(*name) != is.get(*name));
        touched.insert(rule.id.clone(), changed.cloned().collect());
    }
    touched
}

/// Whether two vocabularies differ in definitions alone: in adjectives and in what makes an entity
/// one of a derived kind. Anything else may change what an entity is or who answers for it, so
/// that no list of what a rule uses tells which rules move.
pub fn differ_in_words_only(before: &Vocabulary, after: &Vocabulary) -> bool {
    let rest = |vocabulary: &Vocabulary| {
        let mut rest = vocabulary.clone();
        for kind in rest.kinds.values_mut() {
            kind.only = None;
            // What a source states is a fact of its records.
            kind.words.retain(|_, word| word.stated);
            kind.words.values_mut().for_each(|word| word.only = None);
        }
        rest
    };
    rest(before) == rest(after)
}

/// Rules as they read under a vocabulary, and those that cannot be read.
fn read_under(loaded: &[&LoadedRule], vocabulary: &Vocabulary) -> (Vec<Rule>, Vec<Unreadable>) {
    let mut read = Baselines::new();
    let parsed = read_in_order(loaded, &mut read, |one, read| {
        // What was signed is kept as a sentence, whatever its file is written in.
        let notation = Notation::of_text(&one.text);
        notation.parse_with(&one.text, &one.file, one.rule.id.as_str(), vocabulary, read)
    });
    let mut rules = Vec::new();
    let mut unreadable = Vec::new();
    for (one, parsed) in loaded.iter().zip(parsed) {
        match parsed.rule {
            Some(rule) if parsed.problems.0.is_empty() => rules.push(rule),
            _ => unreadable.push(Unreadable {
                rule: one.rule.id.clone(),
                problems: parsed.problems.0,
            }),
        }
    }
    (rules, unreadable)
}
