//! The comments of a YAML text, which a reader of YAML passes over.

/// A comment and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    /// From 1.
    pub(super) line: usize,
    pub(super) text: String,
    /// Whether something stands before it on its line.
    pub(super) trails: bool,
}

/// What the lines being read belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Plain,
    /// `'…'`, which goes on over lines.
    Single,
    /// `"…"`, which goes on over lines.
    Double,
    /// Lines below `|` or `>`, as far as they are indented more than the line of the sign.
    Block {
        parent: usize,
        indent: Option<usize>,
    },
}

/// The comments of a text, in their order.
pub(super) fn comments(text: &str) -> Vec<Comment> {
    let mut within = Within::Plain;
    let mut open_brackets = 0_usize;
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if let Within::Block { parent, indent } = within {
            let own = line.len() - line.trim_start_matches(' ').len();
            let blank = line.trim().is_empty();
            let least = indent.unwrap_or(parent + 1);
            if blank || own >= least {
                let indent = indent.or((!blank).then_some(own));
                within = Within::Block { parent, indent };
                continue;
            }
            within = Within::Plain;
        }
        let mut reader = Line {
            chars: line.char_indices().peekable(),
            line,
            within,
            open_brackets,
        };
        let comment = reader.comment();
        (within, open_brackets) = (reader.within, reader.open_brackets);
        found.extend(comment.map(|at| Comment {
            line: index + 1,
            text: line[at + 1..].trim().to_owned(),
            trails: !line[..at].trim().is_empty(),
        }));
    }
    found
}

/// One line being read.
struct Line<'t> {
    chars: std::iter::Peekable<std::str::CharIndices<'t>>,
    line: &'t str,
    within: Within,
    open_brackets: usize,
}

impl Line<'_> {
    /// The byte of `#`, where the line has a comment.
    fn comment(&mut self) -> Option<usize> {
        // Whether a value may start here: a quote elsewhere is a letter of a plain text.
        let mut starts = true;
        let mut spaced = true;
        while let Some((at, c)) = self.chars.next() {
            let next = self.chars.peek().map(|(_, next)| *next);
            let ends = next.is_none_or(char::is_whitespace);
            match (self.within, c) {
                (Within::Double, '\\') => {
                    self.chars.next();
                }
                (Within::Double, '"') => self.within = Within::Plain,
                (Within::Single, '\'') if next == Some('\'') => {
                    self.chars.next();
                }
                (Within::Single, '\'') => self.within = Within::Plain,
                (Within::Single | Within::Double, _) => {}
                (_, '#') if spaced => return Some(at),
                (_, c) if c.is_whitespace() => {
                    spaced = true;
                    continue;
                }
                (_, '"') if starts => (self.within, starts) = (Within::Double, false),
                (_, '\'') if starts => (self.within, starts) = (Within::Single, false),
                (_, '[' | '{') if starts => self.open_brackets += 1,
                (_, ']' | '}') if self.open_brackets > 0 => {
                    self.open_brackets -= 1;
                    starts = false;
                }
                (_, ',') if self.open_brackets > 0 => starts = true,
                (_, ':') if ends || self.open_brackets > 0 => starts = true,
                (_, '-' | '?') if starts && ends => {}
                (_, '|' | '>') if starts && self.open_brackets == 0 => {
                    let parent = self.line.len() - self.line.trim_start_matches(' ').len();
                    let indent = None;
                    self.within = Within::Block { parent, indent };
                    starts = false;
                }
                _ => starts = false,
            }
            spaced = false;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::comments;

    fn found(text: &str) -> Vec<String> {
        let comments = comments(text).into_iter();
        comments
            .map(|comment| {
                let behind = if comment.trails { "+" } else { "" };
                format!("{}{behind} {}", comment.line, comment.text)
            })
            .collect()
    }

    #[test]
    fn a_hash_is_a_comment_at_a_start_or_behind_a_space() {
        for (text, expected) in [
            ("# one\na: b # two", vec!["1 one", "2+ two"]),
            ("a: b#no\n  #  yes", vec!["2 yes"]),
            ("a: \"x # no\" # yes", vec!["1+ yes"]),
            ("a: \"x\n  # no\n  \\\" # no\" # yes", vec!["3+ yes"]),
            ("a: 'it''s # no' # yes", vec!["1+ yes"]),
            ("a: owner's 'name' # yes", vec!["1+ yes"]),
            ("a: [b, 'c # no', {\"d # no\": e}] # yes", vec!["1+ yes"]),
            ("a: |\n  x\n  # no\n\n  # no\nb: c # yes", vec!["6+ yes"]),
            ("- >-  # yes\n  # no\n# yes", vec!["1+ yes", "3 yes"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
