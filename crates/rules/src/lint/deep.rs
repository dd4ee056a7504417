//! L12: the sentence looks more than three links away.
//!
//! Warning. Each link is a step from one thing to another: `owner's department's head` are three,
//! and so is a relation within a relation of a linked person. Further away hardly anybody can tell
//! why something is missed, and every step is one more source that may be silent.
//!
//! Repair: define a word for what is far away, or write a rule about the thing in the middle.

use super::{Asked, Level, Lint};
use crate::{
    document::print::print_condition,
    tree::{Condition, Path},
};

/// The most links from the subject.
const MOST: usize = 3;

pub(super) fn check(asked: &Asked<'_>) -> Vec<Lint> {
    let sentence = &asked.rule.expectation;
    let kind = sentence.subject.kind.as_str();
    let conditions = sentence.subject.condition.iter().chain(&sentence.parts);
    let too_deep = conditions
        .chain(&sentence.unless)
        .filter(|condition| depth(condition) > MOST);
    let lint = |condition: &Condition| {
        let words = print_condition(condition, kind, asked.vocabulary);
        Lint::new("L12", Level::Warning, asked.rule, "Expectation")
            .says(format!(
                "`{words}` looks {} links away from the {kind}",
                depth(condition)
            ))
            .repair(format!(
                "look at most {MOST} links away: define a word for what is further off, or write \
                 a rule about the thing in the middle"
            ))
    };
    too_deep.map(lint).collect()
}

/// The most links between the subject and what a condition looks at.
fn depth(condition: &Condition) -> usize {
    match condition {
        Condition::All(all) | Condition::Any(all) => all.iter().map(depth).max().unwrap_or(0),
        Condition::Not(inner) => depth(inner),
        Condition::Word { .. } => 0,
        Condition::Field(field) => steps(&field.path),
        Condition::Relation(relation) => 1 + relation.condition.as_deref().map_or(0, depth),
        Condition::Total(total) => 1 + total.condition.as_deref().map_or(0, depth),
    }
}

/// A link that is itself looked at leads to one thing more, and that thing is not looked into.
fn steps(path: &Path) -> usize {
    match path.field {
        Some(_) => path.links.len(),
        None => path.links.len().saturating_sub(1),
    }
}
