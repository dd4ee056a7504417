//! Numbers and nouns as people write them.

use std::fmt::Display;

/// `1 finding`, `2 findings`: a number with its noun, which takes a plain `s`.
pub(crate) fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    match count.try_into() {
        Ok(1) => format!("1 {noun}"),
        Ok(count) => format!("{count} {noun}s"),
        // No count of ours is larger than that.
        Err(_) => format!("many {noun}s"),
    }
}

/// How wide a column must be for the longest of its texts.
pub(crate) fn width<T: Display>(texts: impl IntoIterator<Item = T>) -> usize {
    let wide = |text: T| text.to_string().chars().count();
    texts.into_iter().map(wide).max().unwrap_or(0)
}

/// A text over as many lines as it takes, the second and later ones indented.
pub(crate) fn wrapped(text: &str, indent: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line > 0 && indent + line + 1 + word.chars().count() > LINE {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// Columns of a line that people read in one go; terminals are rarely narrower.
const LINE: usize = 96;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_goes_on_below_its_beginning() {
        let text = "word ".repeat(40);
        let lines: Vec<String> = wrapped(&text, 10).lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[1].starts_with("          word"), "{lines:?}");
        assert!(lines.iter().all(|line| line.len() <= LINE), "{lines:?}");
        assert_eq!(wrapped("short", 10), "short");
    }

    #[test]
    fn one_thing_has_no_s() {
        assert_eq!(counted(0_u64, "finding"), "0 findings");
        assert_eq!(counted(1_usize, "finding"), "1 finding");
        assert_eq!(counted(2_u64, "finding"), "2 findings");
    }

    #[test]
    fn a_column_is_as_wide_as_its_longest_text() {
        assert_eq!(width(["a", "\u{e4}\u{f6}\u{fc}"]), 3);
        assert_eq!(width(Vec::<String>::new()), 0);
    }
}
