//! What an author is told of a rule by looking at what is really there: inventory, sources, people.
//!
//! One file a lint, in the same form as those of `rules::lint`, which need the tree alone: its doc
//! comment is its page in the reference. To add one: a file here, a `mod` line and a line in
//! [`LINTS`].

mod nobody;
mod none_there;
mod one_sided;
mod opposite;
mod owned;
mod reader;
mod refresh;
mod unit;
mod untold;

use jiff::Timestamp;
use judge::{Counts, Judgement, Tables};
use ledger::matrix::Resolved;
use model::{Entity, EntityId, Inventory, Life, Problems, RuleId, Verdict, verdict::Truth};
use rules::{
    lint::{Lint, sort},
    tree::{Condition, Rule},
};
use sources::Connector;

use crate::{parties::View, workspace::Workspace};

/// What a live lint looks at.
pub(crate) struct Live<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) view: View<'a>,
    pub(crate) judgement: &'a Judgement,
    pub(crate) rule: &'a Rule,
}

/// The lints that need what is really there, by number.
const LINTS: &[fn(&Live<'_>) -> Vec<Lint>] = &[
    nobody::check,
    one_sided::check,
    untold::check,
    none_there::check,
    reader::check,
    refresh::check,
    unit::check,
    opposite::check,
    owned::check,
];

/// Everything that is worth telling the author of a rule, the heaviest first: from its tree, and
/// from what it comes to on what was observed. The judgement is one that has judged the rule by
/// itself, as [`judge_alone`] makes it.
pub fn lint(
    workspace: &Workspace,
    (inventory, matrix): (&Inventory, &Resolved),
    judgement: &Judgement,
    rule: &Rule,
) -> Vec<Lint> {
    let clock = judgement.at();
    let live = Live {
        workspace,
        view: View {
            inventory,
            vocabulary: &workspace.vocabulary,
            zone: &clock.zone,
            at: clock.now,
            matrix: Some(matrix),
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

/// Judges rules by themselves, as if they tightened none, beside the rules in force, each by
/// itself.
///
/// # Errors
/// When one of the rules cannot be judged on this vocabulary.
pub fn judge_alone(
    workspace: &Workspace,
    tables: &Tables,
    asked: &[Rule],
    at: Timestamp,
) -> Result<Judgement, Problems> {
    let clock = workspace.clock(at);
    let others = workspace.rules_in_force();
    let others = others
        .into_iter()
        .filter(|other| asked.iter().all(|rule| rule.id != other.id));
    let alone: Vec<Rule> = asked
        .iter()
        .cloned()
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

    /// How many entities got each verdict.
    pub(crate) fn counts(&self) -> Counts {
        let judged = self.judgement.rules().iter();
        let own = judged.filter(|judged| judged.rule == self.rule.id);
        own.map(|judged| judged.counts).next().unwrap_or_default()
    }

    /// The kind whose entities the rule is about.
    pub(crate) fn kind(&self) -> &'a str {
        self.rule.expectation.subject.kind.as_str()
    }

    /// The kind they have their numbers in.
    pub(crate) fn root(&self) -> &'a str {
        self.view.vocabulary.root(self.kind())
    }

    /// Everything of that kind that is still there.
    pub(crate) fn living(&self) -> impl Iterator<Item = &'a Entity> {
        let all = self.view.inventory.of(self.root()).iter();
        all.filter(|entity| entity.life != Life::Gone)
    }

    /// What a kind is called in the plural.
    pub(crate) fn plural(&self, kind: &'a str) -> &'a str {
        let known = self.view.vocabulary.kind(kind);
        known.map_or(kind, |known| known.plural.as_str())
    }

    /// Whether a condition surely holds of an entity.
    pub(crate) fn holds(&self, rule: &RuleId, condition: &Condition, entity: &Entity) -> bool {
        self.judgement.holds(rule, condition, &entity.id) == Truth::True
    }

    /// How to connect what tells a field or link of a kind; nothing where no connector does.
    pub(crate) fn connect(&self, kind: &str, name: &str) -> Option<String> {
        self.add(|connector| connector.tells(kind, name))
    }

    /// How to connect what gives entities of a root kind; nothing where no connector does.
    pub(crate) fn connect_kind(&self, kind: &str) -> Option<String> {
        self.add(|connector| connector.kinds().iter().any(|given| given.as_str() == kind))
    }

    fn add(&self, fits: impl Fn(&Connector) -> bool) -> Option<String> {
        let all = self.workspace.connectors.iter();
        let add = |name: &String| format!("`allhands source add {name} --files ...`");
        let fitting = all.filter(|(_, connector)| fits(connector));
        let commands: Vec<String> = fitting.map(|(name, _)| add(name)).take(3).collect();
        (!commands.is_empty()).then(|| format!("connect {}", commands.join(" or ")))
    }

    /// So many of the rule's kind, in words: `1 laptop`, `3 laptops`.
    pub(crate) fn counted(&self, count: usize) -> String {
        match count {
            1 => format!("1 {}", self.kind()),
            _ => format!("{count} {}", self.plural(self.kind())),
        }
    }
}
