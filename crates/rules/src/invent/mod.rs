//! Made-up examples of a sentence: one that meets it, and for each of its conditions some just
//! inside and just outside, with nothing there and with nothing known.
//!
//! Nothing is judged here. Each example is a wish: the conditions it is about were satisfied one
//! by one, greedily, so two that fight over a field may leave it elsewhere than meant. Who asks
//! judges each and believes the verdict.

mod axis;
mod day;
mod facts;
mod options;
mod rows;
mod say;
mod wish;

use jiff::civil::Date;
use model::Vocabulary;

pub use say::{say, say_stated};
use wish::{Inventor, Order, Take};

use crate::{
    leaves::{Leaf, Step, leaves},
    tree::{Condition, Expectation, Given},
};

/// An example that was made up.
#[derive(Clone, Debug, PartialEq)]
pub struct Invented {
    /// The example; its name says what is special about it: `last seen 8 days ago`.
    pub example: Given,
    /// Whether its name alone tells it from the others.
    pub named: Named,
    /// The condition it is about; `None` for the one that is meant to meet them all.
    pub probes: Option<Vec<Step>>,
    /// What it does to that condition.
    pub aim: Aim,
}

/// Whether the name of an example says enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// It says what is special about it.
    Tellingly,
    /// It meets all, or another example is special in the same words.
    Plainly,
}

/// What an example does to the condition it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aim {
    /// Just inside.
    Inside,
    /// Just outside.
    Outside,
    /// Nothing is there: no end date, no endpoint agents.
    Nothing,
    /// Nothing is known.
    NotKnown,
}

/// Examples of a sentence as of a day, the one that is meant to meet it first. No two state the
/// same.
pub fn invent(expectation: &Expectation, vocabulary: &Vocabulary, today: Date) -> Vec<Invented> {
    let mut all: Vec<Invented> = Vec::new();
    let mut keep = |invented: Option<Invented>| {
        let new = |one: &Invented| {
            let same = |other: &Invented| other.example.states == one.example.states;
            !all.iter().any(same)
        };
        if let Some(one) = invented.filter(new) {
            all.push(one);
        }
    };
    let mut leaves = leaves(expectation, vocabulary);
    // The innermost first: of two examples that state the same, its name says the most.
    leaves.sort_by_key(|leaf| std::cmp::Reverse(leaf.path.len()));
    let of = |probe, order| example(expectation, Inventor::new(vocabulary, today, probe, order));
    keep(of(None, Order::AsRead));
    for leaf in &leaves {
        for take in takes(leaf) {
            keep(of(Some((leaf, take)), Order::ProbeFirst));
            keep(of(Some((leaf, take)), Order::AsRead));
        }
    }
    name_apart(&mut all);
    all
}

fn example(expectation: &Expectation, mut inventor: Inventor<'_>) -> Option<Invented> {
    let mut states = inventor.of(expectation)?;
    facts::in_order(&mut states, &inventor.names);
    let probe = inventor.probe;
    let all = || "all as the rule asks".to_owned();
    Some(Invented {
        example: Given {
            kind: expectation.subject.kind.clone(),
            name: inventor.told.unwrap_or_else(all),
            states,
        },
        named: match probe {
            Some(_) => Named::Tellingly,
            None => Named::Plainly,
        },
        probes: probe.map(|(leaf, _)| leaf.path.clone()),
        aim: probe.map_or(Aim::Inside, |(_, take)| take.aim()),
    })
}

/// What can be done to a condition; groups are probed through what they join.
fn takes(leaf: &Leaf) -> Vec<Take> {
    match &leaf.condition {
        Condition::All(_) | Condition::Any(_) | Condition::Not(_) => Vec::new(),
        Condition::Word { .. } => vec![Take::Fails(0), Take::Holds(0), Take::Unknown],
        Condition::Field(_) | Condition::Relation(_) | Condition::Total(_) => vec![
            Take::Fails(0),
            Take::Holds(0),
            Take::Fails(1),
            Take::Holds(1),
            Take::Holds(2),
            Take::None,
            Take::Unknown,
        ],
    }
}

/// Gives examples of one name names of their own.
fn name_apart(all: &mut [Invented]) {
    let mut names = std::collections::BTreeMap::<String, u32>::new();
    for one in all {
        let times = names.entry(one.example.name.clone()).or_default();
        *times += 1;
        if *times > 1 {
            one.example.name = format!("{} ({times})", one.example.name);
            one.named = Named::Plainly;
        }
    }
}
