//! A rule document: refused with its mistakes, or the same rule in every notation.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rules::Notation;

fuzz_target!(|text: &str| {
    fuzz::is_refused_or_round_trips(Notation::Sentence, text);
});
