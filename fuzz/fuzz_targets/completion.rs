//! A text and a place in it: what may stand there replaces a range that is in the text.
#![no_main]

use fuzz::VOCABULARY;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (usize, &str)| {
    let (at, text) = input;
    let at = (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    for offer in rules::complete(text, at.unwrap_or(0), &VOCABULARY) {
        assert!(text.get(offer.range.clone()).is_some(), "{offer:?}");
    }
});
