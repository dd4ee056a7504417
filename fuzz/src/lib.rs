//! What the targets share: the vocabulary of the conformance rules, and the law every text obeys.

use std::sync::LazyLock;

use model::Vocabulary;
use rules::Notation;

/// The vocabulary of the fifty conformance rules.
pub static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let text = include_str!("../../crates/rules/conformance/vocabulary.yaml");
    let kinds = rules::read_vocabulary(text, "vocabulary.yaml").expect("the vocabulary is YAML");
    rules::assemble(kinds).expect("the vocabulary agrees with itself")
});

/// A text is either refused with its mistakes or a rule that prints, in every notation, as a text
/// that is read as the same rule.
///
/// # Panics
/// When it is neither.
pub fn is_refused_or_round_trips(notation: Notation, text: &str) {
    let read = notation.parse(text, "fuzzed", "fuzzed", &VOCABULARY);
    let Some(rule) = read.rule else {
        assert!(!read.problems.0.is_empty(), "refused without a reason");
        return;
    };
    if !read.problems.0.is_empty() {
        return;
    }
    for other in [Notation::Sentence, Notation::Yaml, Notation::Form] {
        let printed = other.print(&rule, &VOCABULARY);
        let again = other.parse(&printed, "printed", "fuzzed", &VOCABULARY);
        assert_eq!(
            again.rule.as_ref(),
            Some(&rule),
            "{printed}\n{}",
            again.problems
        );
    }
}
