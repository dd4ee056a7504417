//! How much one message may ask of its reader, whatever the rules behind it say.

/// Words in the body, step numbers and greeting included.
pub const WORDS: usize = 90;
/// Characters in the subject.
pub const SUBJECT_CHARACTERS: usize = 60;
/// Things a message tells of.
pub const THINGS: usize = 3;
/// Steps a message asks for.
pub const STEPS: usize = 3;

/// The number of words of a text.
pub(crate) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// A text on one line, without control characters, at most so many words long.
///
/// Names come from tools, so they may hold anything; a line break in one must not become a header
/// of a mail.
pub(crate) fn clip(text: &str, most: usize) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let all: Vec<&str> = clean.split_whitespace().collect();
    match all.get(..most) {
        _ if most == 0 => String::new(),
        Some(kept) if all.len() > most => format!("{}…", kept.join(" ")),
        _ => all.join(" "),
    }
}

/// A text at most so many characters long, cut with an ellipsis.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
