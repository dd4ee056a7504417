//! Text to tokens. A token knows its bytes, so that every mistake knows its place.

use std::ops::Range;

use crate::mistake::{Code, Mistake};

/// One token.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) lexeme: Lexeme,
    pub(crate) range: Range<usize>,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Lexeme {
    /// A word, number, date or version, as written.
    Word(String),
    /// A text in quotes, without them.
    Text(String),
    /// `'s` behind a word.
    Possessive,
    /// `( ) [ ] , ; : = %` and the full stop at the end.
    Sign(char),
}

/// Reads a region of a text. Lines that start with `#` are comments.
pub(crate) fn lex(text: &str, region: Range<usize>) -> (Vec<Token>, Vec<Mistake>) {
    let mut lexer = Lexer {
        text,
        at: region.start,
        end: region.end,
        tokens: Vec::new(),
        mistakes: Vec::new(),
    };
    while lexer.step() {}
    lexer.split_full_stop();
    (lexer.tokens, lexer.mistakes)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    tokens: Vec<Token>,
    mistakes: Vec<Mistake>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    fn step(&mut self) -> bool {
        let Some(c) = self.rest().chars().next() else {
            return false;
        };
        match c {
            '\n' => {
                self.at += 1;
                self.skip_comment_lines();
            }
            _ if c.is_whitespace() => self.at += c.len_utf8(),
            '"' | '“' | '”' | '„' => self.quoted(c),
            '(' | ')' | '[' | ']' | ',' | ';' | ':' | '=' | '%' => {
                self.push(Lexeme::Sign(c), c.len_utf8());
            }
            _ => self.word(),
        }
        true
    }

    fn push(&mut self, lexeme: Lexeme, length: usize) {
        self.tokens.push(Token {
            lexeme,
            range: self.at..self.at + length,
        });
        self.at += length;
    }

    fn skip_comment_lines(&mut self) {
        while self.rest().trim_start_matches([' ', '\t']).starts_with('#') {
            match self.rest().find('\n') {
                Some(newline) => self.at += newline + 1,
                None => self.at = self.end,
            }
        }
    }

    fn quoted(&mut self, open: char) {
        let start = self.at;
        let mut out = String::new();
        let mut broken = false;
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((index, c)) = chars.next() {
            let closes = if open == '"' {
                c == '"'
            } else {
                matches!(c, '"' | '”' | '“')
            };
            if closes {
                self.push(Lexeme::Text(out), index + c.len_utf8());
                return;
            }
            let c = match c {
                '\\' => chars.next().map_or(c, |(_, escaped)| escaped),
                _ => c,
            };
            // A text that goes on in the next line goes on behind one space.
            match c {
                '\n' | '\r' => {
                    out.truncate(out.trim_end().len());
                    out.push(' ');
                    broken = true;
                }
                _ if broken && c.is_whitespace() => {}
                _ => {
                    broken = false;
                    out.push(c);
                }
            }
        }
        self.mistakes.push(Mistake::new(
            Code::Open,
            start,
            "this quotation is not closed",
        ));
        self.push(Lexeme::Text(out), self.end - start);
    }

    fn word(&mut self) {
        let rest = self.rest();
        let length = word_length(rest);
        if length == 0 {
            // An apostrophe that is not behind a word.
            let skipped = rest.chars().next().map_or(1, char::len_utf8);
            self.push(Lexeme::Word(rest[..skipped].to_owned()), skipped);
            return;
        }
        self.push(Lexeme::Word(rest[..length].to_owned()), length);
        if let Some(length) = possessive(self.rest()) {
            self.push(Lexeme::Possessive, length);
        }
    }

    /// `... is on.` ends with a full stop, not with a word `on.`.
    fn split_full_stop(&mut self) {
        let Some(last) = self.tokens.last_mut() else {
            return;
        };
        let Lexeme::Word(word) = &mut last.lexeme else {
            return;
        };
        let Some(shorter) = word.strip_suffix('.').map(str::to_owned) else {
            return;
        };
        let end = last.range.end;
        if shorter.is_empty() {
            last.lexeme = Lexeme::Sign('.');
        } else {
            *word = shorter;
            last.range.end -= 1;
            self.tokens.push(Token {
                lexeme: Lexeme::Sign('.'),
                range: end - 1..end,
            });
        }
    }
}

/// How many bytes of a text are one word.
fn word_length(text: &str) -> usize {
    for (index, c) in text.char_indices() {
        let rest = &text[index..];
        let ends = match c {
            '"' | '“' | '”' | '„' | '(' | ')' | '[' | ']' | ',' | ';' | '=' | '%' => true,
            // A colon inside an address (`fd00::/8`) belongs to it.
            ':' => rest[1..].chars().next().is_none_or(char::is_whitespace),
            '\'' | '’' => possessive(rest).is_some(),
            _ => c.is_whitespace(),
        };
        if ends {
            return index;
        }
    }
    text.len()
}

/// The length of `'s` where a text starts with it.
fn possessive(text: &str) -> Option<usize> {
    let after = text.strip_prefix(['\'', '’'])?.strip_prefix(['s', 'S'])?;
    let ends = after
        .chars()
        .next()
        .is_none_or(|c| !c.is_alphanumeric() && c != '\'');
    ends.then_some(text.len() - after.len())
}

/// The words of a label of the vocabulary; none when it cannot be written in a sentence.
pub(crate) fn label_words(label: &str) -> Option<Vec<String>> {
    let (tokens, mistakes) = lex(label, 0..label.len());
    let words: Option<Vec<String>> = tokens
        .into_iter()
        .map(|token| match token.lexeme {
            Lexeme::Word(word) => Some(word),
            _ => None,
        })
        .collect();
    words.filter(|words| mistakes.is_empty() && !words.is_empty() && words.join(" ") == label)
}

#[cfg(test)]
mod tests {
    use super::{Lexeme, label_words, lex};

    fn tokens(text: &str) -> String {
        let (tokens, mistakes) = lex(text, 0..text.len());
        let words: Vec<String> = tokens
            .iter()
            .map(|token| match &token.lexeme {
                Lexeme::Word(word) => word.clone(),
                Lexeme::Text(text) => format!("<{text}>"),
                Lexeme::Possessive => "+s".to_owned(),
                Lexeme::Sign(sign) => sign.to_string(),
            })
            .collect();
        format!("{}{}", words.join(" "), "!".repeat(mistakes.len()))
    }

    #[test]
    fn words_signs_and_texts_are_told_apart() {
        for (text, expected) in [
            ("laptop's last seen", "laptop +s last seen"),
            ("laptop’s user", "laptop +s user"),
            ("o'clock", "o'clock"),
            ("name is “Ann”", "name is <Ann>"),
            (r#""a \"b\" \\""#, r#"<a "b" \>"#),
            ("95% of its", "95 % of its"),
            ("is on.", "is on ."),
            ("at least 14.7.", "at least 14.7 ."),
            ("fd00::/8 x: y", "fd00::/8 x : y"),
            ("(a [b], c; d = e)", "( a [ b ] , c ; d = e )"),
            ("a\n  # said aside\n  b", "a b"),
            ("\"one  \r\n  two\"", "<one two>"),
            ("is \"open", "is <open>!"),
        ] {
            assert_eq!(tokens(text), expected, "{text}");
        }
    }

    #[test]
    fn a_label_is_made_of_plain_words() {
        assert_eq!(
            label_words("two-factor method").map(|words| words.len()),
            Some(2)
        );
        assert_eq!(label_words("owner's name"), None);
        assert_eq!(label_words("a  b"), None);
    }
}
