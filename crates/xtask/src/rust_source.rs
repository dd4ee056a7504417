//! Rust text split into code, comments and strings, line by line, so that a check about code is
//! not misled by what a comment or a message says. A few lines of lexing, no parser.

/// One file in three layers. Each layer keeps every line break and column of the file and holds
/// spaces where the text belongs to another layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layers {
    /// Code, with the quotes of strings and without their contents.
    pub code: String,
    /// Comments, with their slashes.
    pub comments: String,
    /// The contents of string literals.
    pub strings: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    Code,
    Comment,
    Text,
}

/// Splits a file.
pub fn split(source: &str) -> Layers {
    let mut splitter = Splitter {
        chars: source.chars().collect(),
        at: 0,
        layers: Layers {
            code: String::new(),
            comments: String::new(),
            strings: String::new(),
        },
    };
    while splitter.at < splitter.chars.len() {
        splitter.step();
    }
    splitter.layers
}

/// The code layer without the items that `#[cfg(test)]` stands before.
pub fn without_tests(code: &str) -> String {
    let mut rest = code;
    let mut kept = String::with_capacity(code.len());
    while let Some(start) = rest.find("#[cfg(test)]") {
        let (before, item) = rest.split_at(start);
        kept.push_str(before);
        let end = item_end(item).unwrap_or(item.len());
        kept.extend(item[..end].chars().filter(|c| *c == '\n'));
        rest = &item[end..];
    }
    kept.push_str(rest);
    kept
}

/// Where the item that starts this text ends: behind its closing brace, or its semicolon.
pub fn item_end(code: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut braces = false;
    for (at, c) in code.char_indices() {
        match c {
            '{' | '(' | '[' => {
                depth += 1;
                braces |= c == '{';
            }
            '}' | ')' | ']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 && braces && c == '}' {
                    return Some(at + 1);
                }
            }
            ';' if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The line, from 1, that a byte position of a text stands on.
pub fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

struct Splitter {
    chars: Vec<char>,
    at: usize,
    layers: Layers,
}

impl Splitter {
    fn step(&mut self) {
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.line_comment(),
            ('/', '*') => self.block_comment(),
            ('"', _) => self.quoted(),
            ('r', '"' | '#') if !self.inside_a_word() => self.raw(),
            ('b' | 'c', 'r') if !self.inside_a_word() && matches!(self.peek(2), '"' | '#') => {
                self.push(Layer::Code);
                self.raw();
            }
            ('\'', _) => self.quote_or_lifetime(),
            _ => self.push(Layer::Code),
        }
    }

    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn inside_a_word(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.chars.get(at));
        before.is_some_and(|c| c.is_alphanumeric() || *c == '_')
    }

    fn push(&mut self, layer: Layer) {
        let c = self.peek(0);
        self.at += 1;
        if c == '\0' {
            return;
        }
        let of = |own| if c == '\n' || own == layer { c } else { ' ' };
        self.layers.code.push(of(Layer::Code));
        self.layers.comments.push(of(Layer::Comment));
        self.layers.strings.push(of(Layer::Text));
    }

    fn line_comment(&mut self) {
        while self.at < self.chars.len() && self.peek(0) != '\n' {
            self.push(Layer::Comment);
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    self.push(Layer::Comment);
                    continue;
                }
            }
            self.push(Layer::Comment);
            self.push(Layer::Comment);
            if depth == 0 {
                return;
            }
        }
    }

    fn quoted(&mut self) {
        self.push(Layer::Code);
        while self.at < self.chars.len() && self.peek(0) != '"' {
            if self.peek(0) == '\\' {
                self.push(Layer::Text);
            }
            self.push(Layer::Text);
        }
        self.push(Layer::Code);
    }

    fn raw(&mut self) {
        let mut hashes = 0;
        while self.peek(1 + hashes) == '#' {
            hashes += 1;
        }
        if self.peek(1 + hashes) != '"' {
            // `r#type` is a name.
            return self.push(Layer::Code);
        }
        (0..hashes + 2).for_each(|_| self.push(Layer::Code));
        while self.at < self.chars.len() {
            let closes = self.peek(0) == '"' && (1..=hashes).all(|n| self.peek(n) == '#');
            if closes {
                (0..=hashes).for_each(|_| self.push(Layer::Code));
                return;
            }
            self.push(Layer::Text);
        }
    }

    fn quote_or_lifetime(&mut self) {
        let is_char = self.peek(1) == '\\' || self.peek(2) == '\'';
        self.push(Layer::Code);
        if !is_char {
            return;
        }
        if self.peek(0) == '\\' {
            self.push(Layer::Text);
        }
        self.push(Layer::Text);
        while self.at < self.chars.len() && self.peek(0) != '\'' {
            self.push(Layer::Text);
        }
        self.push(Layer::Code);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, code: &str, comments: &str, strings: &str) {
        let layers = split(source);
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(squeeze(&layers.code), code, "code of {source}");
        assert_eq!(squeeze(&layers.comments), comments, "comments of {source}");
        assert_eq!(squeeze(&layers.strings), strings, "strings of {source}");
        for layer in [&layers.code, &layers.comments, &layers.strings] {
            assert_eq!(
                layer.chars().count(),
                source.chars().count(),
                "columns of {source}"
            );
        }
    }

    #[test]
    fn a_comment_is_no_code_and_a_string_is_no_comment() {
        check("let a = 1; // why", "let a = 1;", "// why", "");
        check(
            r#"say("// not a comment");"#,
            r#"say(" ");"#,
            "",
            "// not a comment",
        );
        check("a /* b /* c */ d */ e", "a e", "/* b /* c */ d */", "");
    }

    #[test]
    fn quotes_inside_strings_and_characters_do_not_end_them() {
        check(r#"a("x \" y") b"#, r#"a(" ") b"#, "", r#"x \" y"#);
        check(r##"a(r#"x " y"#) b"##, r##"a(r#" "#) b"##, "", r#"x " y"#);
        check("a('\"') b('{') c", "a(' ') b(' ') c", "", "\" {");
        check(r"a('\'') b", "a(' ') b", "", r"\'");
    }

    #[test]
    fn a_lifetime_is_no_character() {
        check("fn a<'a>(b: &'a str) {}", "fn a<'a>(b: &'a str) {}", "", "");
        check(
            "r#type + br#\"x\"# + for_r",
            "r#type + br#\" \"# + for_r",
            "",
            "x",
        );
    }

    #[test]
    fn test_modules_are_cut_out_and_lines_stay() {
        let code = "fn a() {}\n#[cfg(test)]\nmod t {\n  fs();\n}\nfn b() {}\n";
        assert_eq!(without_tests(code), "fn a() {}\n\n\n\n\nfn b() {}\n");
        assert_eq!(
            without_tests("#[cfg(test)]\nmod t;\nfn b() {}"),
            "\n\nfn b() {}"
        );
    }
}
