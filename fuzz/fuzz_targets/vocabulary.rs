//! A vocabulary: refused with its mistakes, or kinds that agree with each other.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(kinds) = rules::read_vocabulary(text, "fuzzed") {
        let _ = rules::assemble(kinds);
    }
});
