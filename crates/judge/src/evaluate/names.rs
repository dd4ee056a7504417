//! Short names of conditions, so that equal ones are found without being written out each time.

use std::collections::HashMap;

use rules::tree::{Condition, Rule};

/// The names of all conditions that stand still during a pass: those of its rules and of its
/// lexicon. Equal conditions have one name.
#[derive(Default)]
pub(crate) struct Names(HashMap<usize, u32>);

/// What a condition is found by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Name {
    /// It stands still.
    Known(u32),
    /// It was made on the way: what it says.
    Said(String),
}

impl Names {
    /// Names conditions and all that they are made of.
    pub(crate) fn of<'c>(conditions: impl Iterator<Item = &'c Condition>) -> Self {
        let mut said = HashMap::new();
        let mut names = HashMap::new();
        for condition in conditions {
            name(condition, &mut said, &mut names);
        }
        Self(names)
    }

    /// What a condition is found by.
    pub(crate) fn get(&self, condition: &Condition) -> Name {
        match self.0.get(&std::ptr::from_ref(condition).addr()) {
            Some(known) => Name::Known(*known),
            None => Name::Said(format!("{condition:?}")),
        }
    }
}

/// The conditions of a rule by which it is judged.
pub(crate) fn conditions(rule: &Rule) -> impl Iterator<Item = &Condition> {
    let expectation = &rule.expectation;
    let subject = expectation.subject.condition.iter();
    subject.chain(&expectation.unless).chain(&expectation.parts)
}

fn name(condition: &Condition, said: &mut HashMap<String, u32>, names: &mut HashMap<usize, u32>) {
    let next = u32::try_from(said.len()).unwrap_or(u32::MAX);
    let known = *said.entry(format!("{condition:?}")).or_insert(next);
    names.insert(std::ptr::from_ref(condition).addr(), known);
    match condition {
        Condition::All(all) | Condition::Any(all) => {
            all.iter().for_each(|one| name(one, said, names));
        }
        Condition::Not(inner) => name(inner, said, names),
        Condition::Relation(relation) => {
            relation
                .condition
                .iter()
                .for_each(|one| name(one, said, names));
        }
        Condition::Total(total) => {
            total
                .condition
                .iter()
                .for_each(|one| name(one, said, names));
        }
        Condition::Word { .. } | Condition::Field(_) => {}
    }
}
