//! L13: a message that is long or hard to read.
//!
//! Advice. A message has at most 60 words and, in English, reads at ninth grade or below by the
//! Flesch-Kincaid grade level, `0.39 words/sentence + 11.8 syllables/word - 15.59` (Kincaid,
//! Fishburne, Rogers and Chissom 1975). Placeholders count as one plain word; texts of fewer than
//! 20 words are too short to be graded. Other languages are only counted: the formulas for German
//! call every compound noun hard.
//!
//! Repair: shorter sentences, shorter words, and what to do belongs into the steps.

use super::{Asked, Level, Lint};

/// The most words of a message.
const WORDS: usize = 60;
/// The highest school grade a message may read at.
const GRADE: f64 = 9.0;
/// Texts with fewer words are not graded.
const LEAST: usize = 20;

pub(super) fn check(asked: &Asked<'_>) -> Vec<Lint> {
    let mut lints = Vec::new();
    for message in &asked.rule.messages {
        let label = match &message.language {
            Some(language) => format!("Message ({language})"),
            None => "Message".to_owned(),
        };
        let lint = || Lint::new("L13", Level::Advice, asked.rule, &label);
        let text = plain(&message.text);
        let words = words(&text).count();
        if words > WORDS {
            lints.push(
                lint()
                    .says(format!("the message has {words} words"))
                    .repair(format!(
                        "say it in at most {WORDS}; move what to do into `Steps`"
                    )),
            );
        }
        let english = message
            .language
            .as_deref()
            .is_none_or(|language| language == "en" || language.starts_with("en-"));
        let grade = grade(&text);
        if english && words >= LEAST && grade > GRADE {
            lints.push(
                lint()
                    .says(format!("the message reads at school grade {grade:.0}"))
                    .repair(format!(
                        "use shorter sentences and words, to read at grade {GRADE} or below"
                    )),
            );
        }
    }
    lints
}

/// A text with each placeholder as one plain word.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        plain.push_str(before);
        plain.push_str("this");
        rest = after.split_once('}').map_or("", |(_, behind)| behind);
    }
    plain.push_str(rest);
    plain
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == '/' || c == '-')
        .filter(|word| word.chars().any(char::is_alphabetic))
}

/// The Flesch-Kincaid grade level of an English text.
fn grade(text: &str) -> f64 {
    let count = words(text).count().max(1) as f64;
    let sentences = text
        .split_inclusive(['.', '!', '?', ':', ';'])
        .filter(|sentence| words(sentence).next().is_some())
        .count()
        .max(1) as f64;
    let syllables: usize = words(text).map(syllables).sum();
    0.39 * count / sentences + 11.8 * syllables as f64 / count - 15.59
}

/// Syllables of an English word: runs of vowels, without a silent `e` or `ed` at its end.
fn syllables(word: &str) -> usize {
    let word: String = word
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphabetic())
        .collect();
    let vowel = |c: char| "aeiouy".contains(c);
    let mut runs = 0;
    let mut before = false;
    for c in word.chars() {
        runs += usize::from(vowel(c) && !before);
        before = vowel(c);
    }
    let stem = word.strip_suffix('e').or_else(|| word.strip_suffix("es"));
    let stem = stem.or_else(|| word.strip_suffix("ed").filter(|s| !s.ends_with(['t', 'd'])));
    let silent = |stem: &str| {
        let spoken = word.ends_with('s') && stem.ends_with(['s', 'c', 'x', 'z', 'g']);
        // As in `table`: a consonant and `l` need the `e`.
        let carried = stem.ends_with('l') && !stem.trim_end_matches('l').ends_with(vowel);
        !stem.ends_with(vowel) && !spoken && !carried
    };
    if runs > 1 && stem.is_some_and(silent) {
        runs -= 1;
    }
    runs.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_they_are_spoken() {
        for (word, expected) in [
            ("the", 1),
            ("laptop", 2),
            ("takes", 1),
            ("encrypted", 3),
            ("changed", 1),
            ("services", 3),
            ("table", 2),
            ("minute", 2),
            ("review", 2),
            ("security", 4),
        ] {
            assert_eq!(syllables(word), expected, "{word}");
        }
    }

    #[test]
    fn plain_words_read_easier_than_office_words() {
        let plain = "Your laptop has not been seen for a week. Please start it and go online. \
                     It takes five minutes.";
        let office = "Organisational authentication requirements necessitate immediate \
                      remediation of insufficiently configured administrative credentials.";
        assert!(grade(plain) < 5.0, "{}", grade(plain));
        assert!(grade(office) > 15.0, "{}", grade(office));
    }
}
