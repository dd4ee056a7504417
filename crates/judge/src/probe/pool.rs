//! The made-up examples of a sentence, judged.

use model::{Verdict, Vocabulary};
use rules::{Invented, tree::Rule};

use crate::{
    examples::{DEFAULT_DAY, Staged, staged},
    lexicon::Lexicon,
};

/// Made-up examples, and what the rule says of each.
pub(super) struct Pool<'s, 'p> {
    pub(super) examples: &'s [Invented],
    pub(super) verdicts: Vec<Verdict>,
    pub(super) staged: &'s Staged<'p>,
    names: Vec<&'s str>,
}

impl Pool<'_, '_> {
    /// What another sentence says of the same examples.
    pub(super) fn under(&self, rule: &Rule) -> Vec<Verdict> {
        self.staged.verdicts(rule, &self.names)
    }
}

/// Makes examples of a rule up and judges them.
pub(super) fn pooled<T>(
    rule: &Rule,
    words: (&Vocabulary, &Lexicon),
    work: impl FnOnce(&Pool<'_, '_>) -> T,
) -> T {
    let examples = rules::invent(&rule.expectation, words.0, DEFAULT_DAY);
    let given: Vec<_> = examples.iter().map(|one| one.example.clone()).collect();
    staged(&given, DEFAULT_DAY, words, |staged| {
        let names: Vec<&str> = given.iter().map(|given| given.name.as_str()).collect();
        let verdicts = staged.verdicts(rule, &names);
        work(&Pool {
            examples: &examples,
            verdicts,
            staged,
            names,
        })
    })
}
