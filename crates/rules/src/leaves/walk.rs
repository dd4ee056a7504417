//! Every condition of a sentence, with the way that leads to it.

use model::{KindName, Vocabulary};

use crate::{
    document::print::print_condition,
    tree::{Condition, Expectation, RelationCondition, TotalCondition},
};

/// One step from a sentence to a condition in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// An adjective before the kind, by its place.
    Word(usize),
    /// The `where` behind the kind.
    Where,
    /// One `must`, by its place.
    Part(usize),
    /// The `unless`.
    Unless,
    /// One of the conditions joined by `and` or `or`, by its place.
    Item(usize),
    /// What a `not` negates, or the `where` of related rows.
    Inside,
}

/// One condition of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// The way to it from the sentence.
    pub path: Vec<Step>,
    /// The kind it speaks of.
    pub kind: KindName,
    /// Its words, settings with their values: `last seen is within the last 7 days`.
    pub words: String,
    /// The condition itself; an adjective before the kind is one too.
    pub condition: Condition,
}

/// Every condition of a sentence in the order it is read, groups before what they join.
pub fn leaves(expectation: &Expectation, vocabulary: &Vocabulary) -> Vec<Leaf> {
    let kind = &expectation.subject.kind;
    let mut walk = Walk {
        vocabulary,
        found: Vec::new(),
    };
    for (index, word) in expectation.subject.words.iter().enumerate() {
        walk.visit(vec![Step::Word(index)], &adjective(word), kind);
    }
    if let Some(condition) = &expectation.subject.condition {
        walk.visit(vec![Step::Where], condition, kind);
    }
    for (index, part) in expectation.parts.iter().enumerate() {
        walk.visit(vec![Step::Part(index)], part, kind);
    }
    if let Some(unless) = &expectation.unless {
        walk.visit(vec![Step::Unless], unless, kind);
    }
    walk.found
}

/// An adjective before the kind, as a condition.
pub(super) fn adjective(word: &str) -> Condition {
    Condition::Word {
        word: word.to_owned(),
        negated: false,
    }
}

struct Walk<'v> {
    vocabulary: &'v Vocabulary,
    found: Vec<Leaf>,
}

impl Walk<'_> {
    fn visit(&mut self, path: Vec<Step>, condition: &Condition, kind: &KindName) {
        self.found.push(Leaf {
            words: print_condition(condition, kind.as_str(), self.vocabulary),
            path: path.clone(),
            kind: kind.clone(),
            condition: condition.clone(),
        });
        let below = |step: Step| path.iter().copied().chain([step]).collect::<Vec<_>>();
        match condition {
            Condition::All(items) | Condition::Any(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.visit(below(Step::Item(index)), item, kind);
                }
            }
            Condition::Not(inner) => self.visit(below(Step::Inside), inner, kind),
            Condition::Relation(RelationCondition {
                relation,
                condition: Some(inner),
                ..
            })
            | Condition::Total(TotalCondition {
                relation,
                condition: Some(inner),
                ..
            }) => {
                if let Some(link) = self.vocabulary.link(kind.as_str(), relation) {
                    self.visit(below(Step::Inside), inner, &link.to);
                }
            }
            Condition::Word { .. }
            | Condition::Field(_)
            | Condition::Relation(_)
            | Condition::Total(_) => {}
        }
    }
}
