//! What an author is told of a rule by looking at what is really there: inventory, sources, people.
//!
//! One file a lint, in the same form as those of `rules::lint`, which need the tree alone: its doc
//! comment is its page in the reference. To add one: a file here, a `mod` line and a line in
//! [`LINTS`].

mod owned;
mod unit;

use jiff::Timestamp;
use judge::{Judgement, Tables};
use model::{Entity, EntityId, Inventory, Problems, Verdict};
use rules::{
    lint::{Lint, sort},
    tree::Rule,
};

use crate::{parties::View, workspace::Workspace};

/// What a live lint looks at.
pub(crate) struct Live<'a> {
    pub(crate) view: View<'a>,
    pub(crate) judgement: &'a Judgement,
    pub(crate) rule: &'a Rule,
}

/// The lints that need what is really there, by number.
const LINTS: &[fn(&Live<'_>) -> Vec<Lint>] = &[unit::check, owned::check];

/// Everything that is worth telling the author of a rule, the heaviest first: from its tree, and
/// from what it comes to on what was observed. The judgement is one that has judged the rule by
/// itself, as [`judge_alone`] makes it.
pub fn lint(
    workspace: &Workspace,
    inventory: &Inventory,
    judgement: &Judgement,
    rule: &Rule,
) -> Vec<Lint> {
    let clock = judgement.at();
    let live = Live {
        view: View {
            inventory,
            vocabulary: &workspace.vocabulary,
            zone: &clock.zone,
            at: clock.now,
        },
        judgement,
        rule,
    };
    let others = workspace.rules_in_force();
    let mut lints = rules::lint::tree(rule, &others, &workspace.vocabulary);
    lints.extend(LINTS.iter().flat_map(|check| check(&live)));
    sort(&mut lints);
    lints
}

/// Judges a rule by itself, as if it tightened none, beside the rules in force, each by itself.
///
/// # Errors
/// When the rule cannot be judged on this vocabulary.
pub fn judge_alone(
    workspace: &Workspace,
    tables: &Tables,
    rule: &Rule,
    at: Timestamp,
) -> Result<Judgement, Problems> {
    let clock = workspace.clock(at);
    let others = workspace.rules_in_force();
    let others = others.into_iter().filter(|other| other.id != rule.id);
    let alone: Vec<Rule> = std::iter::once(rule.clone())
        .chain(others)
        .map(|rule| Rule {
            tightens: None,
            ..rule
        })
        .collect();
    judge::judge(&alone, &workspace.vocabulary, tables, &clock)
}

impl<'a> Live<'a> {
    /// The entities that the rule gives a verdict.
    pub(crate) fn entities(&self, verdict: Verdict) -> Vec<&'a Entity> {
        let inventory = self.view.inventory;
        let ids = self.judgement.entities(&self.rule.id, verdict);
        ids.filter_map(|id: EntityId| inventory.get(&id)).collect()
    }

    /// The entities that the rule speaks of, perhaps or surely; those that miss it first.
    pub(crate) fn bound(&self) -> Vec<&'a Entity> {
        [Verdict::Missed, Verdict::Unknown, Verdict::Met]
            .into_iter()
            .flat_map(|verdict| self.entities(verdict))
            .collect()
    }

    /// So many of the rule's kind, in words: `1 laptop`, `3 laptops`.
    pub(crate) fn counted(&self, count: usize) -> String {
        let kind = self.rule.expectation.subject.kind.as_str();
        let known = self.view.vocabulary.kind(kind);
        match (count, known) {
            (1, _) | (_, None) => format!("{count} {kind}"),
            (_, Some(known)) => format!("{count} {}", known.plural),
        }
    }
}
