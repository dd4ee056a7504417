//! Whether a rule may tighten the one it names: that one is in force, and it asks for more.

use std::collections::BTreeSet;

use model::{RuleId, Vocabulary};
use rules::{
    tighten::{self, Refusal},
    tree::Rule,
};

/// How the rule that somebody wants to tighten stands.
#[derive(Clone, Copy, Debug)]
pub enum Standing<'r> {
    /// It binds.
    InForce(&'r Rule),
    /// It is there, and binds nobody.
    NotInForce,
    /// Its file is there and cannot be used.
    SetAside,
    /// There is no such rule; perhaps this one is meant.
    Nowhere(Option<&'r str>),
}

/// Everything that speaks against a rule as a tightening; nothing where it tightens none.
///
/// It is held against every rule up to the baseline: what a department asks of itself binds its
/// teams as well.
pub fn refusals<'r>(
    unit: &Rule,
    standing: impl Fn(&RuleId) -> Standing<'r>,
    vocabulary: &Vocabulary,
) -> Vec<Refusal> {
    let mut at = unit.tightens.clone();
    let mut seen = BTreeSet::new();
    while let Some(id) = at {
        if id == unit.id || !seen.insert(id.clone()) {
            return vec![tightens(
                format!("`{}` tightens itself", unit.id),
                "let it tighten the baseline".to_owned(),
            )];
        }
        let above = match standing(&id) {
            Standing::InForce(rule) => rule,
            other => return vec![nothing_to_tighten(&id, other)],
        };
        let mut found = tighten::refusals(unit, above, vocabulary);
        if seen.len() > 1 {
            // Of a rule further up only the labels are comparable: the sentence is its parent's.
            found.retain(|one| !["Settings", "Expectation"].contains(&one.label));
        }
        if !found.is_empty() {
            return found;
        }
        at = above.tightens.clone();
    }
    Vec::new()
}

fn nothing_to_tighten(id: &RuleId, standing: Standing<'_>) -> Refusal {
    match standing {
        Standing::NotInForce | Standing::InForce(_) => tightens(
            format!("it tightens `{id}`, which is not in force"),
            format!("put `{id}` in force first: adopt it in `rules/adopted.yaml`"),
        ),
        Standing::SetAside => tightens(
            format!("it tightens `{id}`, whose own file cannot be used as it is"),
            format!("mend `{id}` first"),
        ),
        Standing::Nowhere(near) => tightens(
            format!("it tightens `{id}`, and there is no rule of that id"),
            match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`allhands rule list` shows them all".to_owned(),
            },
        ),
    }
}

fn tightens(says: String, advice: String) -> Refusal {
    Refusal {
        label: "Tightens",
        says,
        advice: vec![advice],
    }
}
