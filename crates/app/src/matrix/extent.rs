//! What a selector means among what is there: judged by the one evaluator, with three values.

use std::collections::{BTreeMap, BTreeSet};

use judge::Clock;
use ledger::matrix::Extent;
use model::{RuleId, Verdict};
use rules::tree::{Condition, Expectation, Modal, Rule, Subject, WhenUnknown};

use crate::parties::View;

/// The living entities that each selector surely and possibly means. A selector that cannot be
/// read means nothing; whoever read its file told why.
pub fn extents<'s>(
    view: &View,
    clock: &Clock,
    selectors: impl Iterator<Item = &'s str>,
) -> BTreeMap<String, Extent> {
    let selectors: BTreeSet<&str> = selectors.collect();
    let mut all = BTreeMap::new();
    let mut asked = Vec::new();
    for (index, text) in selectors.into_iter().enumerate() {
        match rules::parse_subject(text, "responsibilities", view.vocabulary) {
            Ok(subject) => asked.push((text, nothing_expected(index, subject))),
            Err(_) => drop(all.insert(text.to_owned(), Extent::Unreadable)),
        }
    }
    if asked.is_empty() {
        return all;
    }
    let rules: Vec<Rule> = asked.iter().map(|(_, rule)| rule.clone()).collect();
    let tables = judge::tables(view.inventory, view.vocabulary);
    let judgement = judge::judge(&rules, view.vocabulary, &tables, clock);
    for (text, rule) in asked {
        let extent = judgement.as_ref().map_or(Extent::Unreadable, |judgement| {
            let entities = |verdict| judgement.entities(&rule.id, verdict).collect();
            Extent::Entities {
                sure: entities(Verdict::Missed),
                possible: entities(Verdict::Unknown),
            }
        });
        all.insert(text.to_owned(), extent);
    }
    all
}

/// A rule about a subject that nothing fulfils: missed by what it surely is about, unknown for what
/// it may be about.
fn nothing_expected(index: usize, subject: Subject) -> Rule {
    Rule {
        title: String::new(),
        titles: Vec::new(),
        id: RuleId::new(format!("selector {index}")),
        within: Vec::new(),
        except_within: Vec::new(),
        tightens: None,
        inherits: None,
        audience: None,
        severity: Vec::new(),
        expectation: Expectation {
            subject,
            modal: Modal::Must,
            parts: vec![Condition::Any(Vec::new())],
            unless: None,
        },
        because: Vec::new(),
        references: Vec::new(),
        settings: Vec::new(),
        fix_within: Vec::new(),
        count_from: None,
        wait: None,
        when_unknown: WhenUnknown::default(),
        enforce: Vec::new(),
        activity: None,
        fixed_by: Vec::new(),
        messages: Vec::new(),
        steps: Vec::new(),
        effort: None,
        exceptions: None,
        tests: Vec::new(),
        notes: Vec::new(),
        order: Vec::new(),
    }
}
