//! `matches`: the whole text against a pattern of `*` (any run) and `?` (one character), without
//! regard to case.

use super::{Side, Terms, Truth, folded};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
    folded(left, right, terms, fits)
}

/// Greedy matching that goes back to the last `*` only, so it takes at most text times pattern.
fn fits(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    let (mut at, mut p) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, at));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[at] => {
                p += 1;
                at += 1;
            }
            _ => {
                let Some((back, from)) = star else {
                    return false;
                };
                star = Some((back, from + 1));
                p = back + 1;
                at = from + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn stars_stand_for_any_run_and_question_marks_for_one_character() {
        for (text, pattern, expected) in [
            ("arn:aws:s3", "arn:*:s3", true),
            ("abcabd", "*abd", true),
            ("abcabd", "a*c", false),
            ("ab", "a?", true),
            ("a", "a?", false),
            ("", "*", true),
            ("", "?", false),
            ("ümlaut", "?mlaut", true),
        ] {
            assert_eq!(fits(text, pattern), expected, "{text} against {pattern}");
        }
    }
}
