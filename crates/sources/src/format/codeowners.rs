//! CODEOWNERS: a pattern and its owners a line. Which of several lines counts for a path is
//! decided by whoever asks (the last one that matches).

use model::Place;
use serde_json::json;

use super::{End, Piece, cut};
use crate::decode::{self, Decoded, Encoding, Line, next_line};

pub(super) fn read(
    file: &str,
    mut reader: Decoded,
    sink: &mut dyn FnMut(Piece),
) -> (End, Encoding) {
    let mut encoding = Encoding::Stated;
    let mut number = 0;
    sink(Piece::Header(Vec::new()));
    loop {
        number += 1;
        let place = Place::file(file).at_line(number);
        match next_line(&mut reader) {
            Err(error) => return (cut(place, format!("reading stopped: {error}")), encoding),
            Ok(Line::End) if number == 1 => return (End::Empty, encoding),
            Ok(Line::End) => return (End::Whole, encoding),
            Ok(Line::TooLong) => {
                let reason = "the line is longer than 16 MiB".to_owned();
                sink(Piece::Bad {
                    place,
                    reason,
                    raw: String::new(),
                });
            }
            Ok(Line::Read(bytes, _)) => {
                let (text, guessed) = decode::text(&bytes);
                if guessed == Encoding::Guessed {
                    encoding = guessed;
                }
                let mut words = words_of(&text).into_iter();
                if let Some(pattern) = words.next() {
                    let owners: Vec<String> = words.collect();
                    let row = json!({"pattern": pattern, "owners": owners, "line": number});
                    sink(Piece::Row(row, place));
                }
            }
        }
    }
}

/// The words of a line: `#` starts a comment, `\ ` is a space inside a pattern, `[Section]` of
/// GitLab is no pattern.
fn words_of(line: &str) -> Vec<String> {
    let line = line.trim();
    let section = line.strip_prefix('^').unwrap_or(line);
    if section.starts_with('[') && section.contains(']') {
        return Vec::new();
    }
    let mut words = vec![String::new()];
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let word = words.last_mut();
        match (letter, word) {
            ('\\', Some(word)) => word.extend(letters.next()),
            ('#', Some(word)) if word.is_empty() => break,
            (space, Some(word)) if space.is_whitespace() => {
                if !word.is_empty() {
                    words.push(String::new());
                }
            }
            (letter, Some(word)) => word.push(letter),
            (_, None) => {}
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::words_of;

    #[test]
    fn a_line_is_a_pattern_and_its_owners() {
        for (line, words) in [
            (
                "/docs/ @org/writers ann@example.com",
                "/docs/|@org/writers|ann@example.com",
            ),
            ("*.rs\t@ann # who else", "*.rs|@ann"),
            ("/a\\ b/ @ann", "/a b/|@ann"),
            ("/nobody/", "/nobody/"),
            ("# a comment", ""),
            ("[Section]", ""),
            ("^[Optional][2] @ann", ""),
            ("   ", ""),
        ] {
            assert_eq!(words_of(line).join("|"), words, "{line}");
        }
    }
}
