//! The nearest word that works, for repairs in messages.

use model::Problem;

/// The known word nearest to what was written, where one is near enough to be meant.
pub(crate) fn nearest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let lower = written.to_lowercase();
    known
        .into_iter()
        .map(|word| (strsim::jaro_winkler(&lower, &word.to_lowercase()), word))
        .filter(|(likeness, _)| *likeness >= 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

/// The problem with advice: the nearest word, or else the words there are.
pub(crate) fn advise_words<'a>(
    problem: Problem,
    written: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Problem {
    match nearest(written, known.clone()) {
        Some(word) => problem.advise(format!("did you mean `{word}`?")),
        None => {
            let words: Vec<_> = known.into_iter().map(|word| format!("`{word}`")).collect();
            problem.advise(format!("there are {}", words.join(", ")))
        }
    }
}

/// The line of a text where a word first stands, from 1.
pub(crate) fn line_of(text: &str, word: &str) -> Option<u64> {
    let first = word.lines().next().filter(|line| !line.is_empty())?;
    let at = text.lines().position(|line| line.contains(first))?;
    Some(at as u64 + 1)
}
