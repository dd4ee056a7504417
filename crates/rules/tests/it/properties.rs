//! Laws over random sentences: what is printed is read as the same tree.

use proptest::prelude::*;
use rules::{parse, parse_sentence, print, print_condition, print_expectation};

use crate::{
    grower::grown,
    support::{RULES, VOCABULARY},
};

/// What stands in place of the rest of a word.
const DAMAGES: &[&str] = &[
    "", "ü", "'s", "(", ")", "\"", "[", ";", ":", "{", "\n", "\n#", "\nRule:", "and", "where", "7",
    "…", "the", "must", "\r\n  ",
];

/// A sentence in capitals, one word a line, its quoted texts untouched.
fn shouted(text: &str) -> String {
    let mut out = String::new();
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        match c {
            ' ' if !quoted => out.push_str("\n  "),
            c if quoted => out.push(c),
            c => out.extend(c.to_uppercase()),
        }
    }
    out
}

pub(crate) fn tape() -> impl Strategy<Value = Vec<u16>> {
    proptest::collection::vec(any::<u16>(), 0..120)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: crate::support::cases(768),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_printed_sentence_is_read_as_the_same_tree(tape in tape()) {
        let expectation = grown(tape);
        let text = print_expectation(&expectation, &VOCABULARY);
        let read = parse_sentence(&text, "random", &VOCABULARY);
        match read {
            Ok(read) => {
                prop_assert_eq!(&read, &expectation, "{}", &text);
                prop_assert_eq!(print_expectation(&read, &VOCABULARY), text);
            }
            Err(problems) => prop_assert!(false, "{}\n{}", text, problems),
        }
    }

    #[test]
    fn the_case_of_keywords_and_line_breaks_mean_nothing(tape in tape()) {
        let expectation = grown(tape);
        let text = print_expectation(&expectation, &VOCABULARY);
        let shouted = shouted(&text);
        let read = parse_sentence(&shouted, "random", &VOCABULARY);
        prop_assert_eq!(read.ok(), Some(expectation), "{}", shouted);
    }

    #[test]
    fn a_condition_of_a_reason_has_the_words_of_its_sentence(tape in tape()) {
        let expectation = grown(tape);
        let kind = expectation.subject.kind.as_str();
        if let Some(condition) = &expectation.subject.condition {
            let words = print_condition(condition, kind, &VOCABULARY);
            let sentence = print_expectation(&expectation, &VOCABULARY);
            prop_assert!(sentence.contains(&format!("where {words} ")), "{}", sentence);
        }
    }

    #[test]
    fn no_text_makes_the_reader_fall(text in "\\PC{0,80}") {
        let _ = parse_sentence(&text, "random", &VOCABULARY);
        let _ = rules::parse(&text, "random", "a", &VOCABULARY);
    }

    #[test]
    fn a_sentence_cut_or_doubled_anywhere_is_told_about_and_never_falls(
        tape in tape(), at in any::<prop::sample::Index>(), twice in any::<bool>()
    ) {
        let text = print_expectation(&grown(tape), &VOCABULARY);
        let mut words: Vec<&str> = text.split(' ').collect();
        let index = at.index(words.len());
        if twice { words.insert(index, words[index]) } else { words.remove(index); }
        let changed = words.join(" ");
        if let Err(problems) = parse_sentence(&changed, "random", &VOCABULARY) {
            prop_assert!(!problems.0.is_empty());
            for problem in &problems.0 {
                let column = problem.place.column.unwrap() as usize;
                prop_assert!(column <= changed.chars().count() + 1, "{}", problem);
            }
        }
    }

    #[test]
    fn a_damaged_document_is_told_about_in_its_own_lines(
        document in 0..50_usize, at in any::<prop::sample::Index>(), damage in 0..DAMAGES.len()
    ) {
        let text = print(&RULES[document], &VOCABULARY);
        let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
        let start = starts[at.index(starts.len())];
        let end = text[start..].find(' ').map_or(text.len(), |length| start + length);
        let changed = format!("{}{}{}", &text[..start], DAMAGES[damage], &text[end..]);
        let parsed = parse(&changed, "damaged", "a", &VOCABULARY);
        prop_assert_eq!(parsed.rule.is_some(), parsed.problems.0.is_empty());
        if let Some(rule) = &parsed.rule {
            let printed = print(rule, &VOCABULARY);
            let again = parse(&printed, "printed", "a", &VOCABULARY);
            prop_assert_eq!(again.rule.as_ref(), Some(rule), "{}\n{}", changed, printed);
        }
        for problem in &parsed.problems.0 {
            let line = problem.place.line.unwrap() as usize;
            let words = changed.lines().nth(line - 1).unwrap_or("");
            let column = problem.place.column.unwrap() as usize;
            prop_assert!(column <= words.chars().count() + 1, "{}\n{}", problem, changed);
        }
    }
}
