//! A decision table: refused with its mistakes, or rules that a table can be written of again.
#![no_main]

use fuzz::VOCABULARY;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let read = rules::from_table(text, "fuzzed.csv", &VOCABULARY);
    let all: Option<Vec<_>> = read.iter().map(|row| row.rule.clone()).collect();
    if let Some(all) = all.filter(|all| !all.is_empty()) {
        // What does not come back the same from the table it writes, it refuses to write.
        let _ = rules::to_table(&all, &VOCABULARY);
    } else {
        assert!(
            read.iter()
                .all(|row| row.rule.is_some() || !row.problems.0.is_empty())
        );
    }
});
