//! A sentence by itself: refused, or printed as the sentence that is read as the same.
#![no_main]

use fuzz::VOCABULARY;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(sentence) = rules::parse_sentence(text, "fuzzed", &VOCABULARY) {
        let printed = rules::print_expectation(&sentence, &VOCABULARY);
        let again = rules::parse_sentence(&printed, "printed", &VOCABULARY);
        assert_eq!(again.ok().as_ref(), Some(&sentence), "{printed}");
    }
});
