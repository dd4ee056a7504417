//! Policies of Fleet: refused, or skeletons of rules that print and are read.
#![no_main]

use fuzz::VOCABULARY;
use libfuzzer_sys::fuzz_target;
use rules::Notation;

fuzz_target!(|text: &str| {
    let (skeletons, _) = rules::from_fleet(text, "fuzzed.yml", &VOCABULARY);
    for rule in skeletons {
        let printed = Notation::Sentence.print(&rule, &VOCABULARY);
        let again = Notation::Sentence.parse(&printed, "printed", "fuzzed", &VOCABULARY);
        assert_eq!(
            again.rule.as_ref(),
            Some(&rule),
            "{printed}\n{}",
            again.problems
        );
    }
});
