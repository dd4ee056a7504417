//! Comparisons of texts without regard to case, over all distinct words of a column at once.

use std::collections::BTreeSet;

use arrow_array::{Array, StringArray};
use arrow_buffer::BooleanBuffer;
use memchr::memmem::Finder;
use model::vocabulary::FieldType;
use rules::tree::Operator;

use super::Asked;
use crate::{
    bits::Bits,
    kernels::{Scalar, Side},
};

/// The words in lower case; themselves where they are.
pub(super) fn folded(words: &StringArray) -> StringArray {
    let lower = words
        .value_data()
        .iter()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    match lower {
        true => words.clone(),
        false => {
            StringArray::from_iter_values((0..words.len()).map(|at| words.value(at).to_lowercase()))
        }
    }
}

/// The truth of each word; nothing where the operator or the type asks for more than the text.
pub(super) fn compared(asked: &Asked<'_>, words: impl FnOnce() -> StringArray) -> Option<Bits> {
    use FieldType::{Enum, Text};
    if !matches!(asked.terms.field_type, Some(Text | Enum)) {
        return None;
    }
    let sought: Option<Vec<String>> = asked.right.iter().map(lower).collect();
    let sought = sought?;
    let (holds, negated) = match (asked.operator, sought.as_slice()) {
        (Operator::Is, [_]) | (Operator::IsOneOf, _) => (equal(&words(), &sought), false),
        (Operator::IsNot, [_]) | (Operator::IsNotOneOf, _) => (equal(&words(), &sought), true),
        (Operator::Contains, [one]) => (contain(&words(), one), false),
        (Operator::DoesNotContain, [one]) => (contain(&words(), one), true),
        (Operator::StartsWith, [one]) => (each(&words(), |word| word.starts_with(one)), false),
        (Operator::DoesNotStartWith, [one]) => (each(&words(), |word| word.starts_with(one)), true),
        (Operator::EndsWith, [one]) => (each(&words(), |word| word.ends_with(one)), false),
        (Operator::DoesNotEndWith, [one]) => (each(&words(), |word| word.ends_with(one)), true),
        _ => return None,
    };
    Some(Bits::surely(if negated { !&holds } else { holds }))
}

/// A text as it is compared, without regard to case.
pub(super) fn lower(side: &Side<'_>) -> Option<String> {
    match side {
        Side::Value(Scalar::Text(text)) => Some(text.to_lowercase()),
        _ => None,
    }
}

fn each(words: &StringArray, holds: impl Fn(&str) -> bool) -> BooleanBuffer {
    BooleanBuffer::collect_bool(words.len(), |at| holds(words.value(at)))
}

fn equal(words: &StringArray, sought: &[String]) -> BooleanBuffer {
    match sought {
        [one] => each(words, |word| word == one),
        several => {
            let several: BTreeSet<&str> = several.iter().map(String::as_str).collect();
            each(words, |word| several.contains(word))
        }
    }
}

/// Words that contain a text: all words are searched as the one text they lie in, and what is
/// found across the border of two does not count.
fn contain(words: &StringArray, sought: &str) -> BooleanBuffer {
    if sought.is_empty() {
        return BooleanBuffer::new_set(words.len());
    }
    let mut found = vec![false; words.len()];
    let finder = Finder::new(sought);
    let (text, ends) = (words.value_data(), &words.value_offsets()[1..]);
    let (mut from, mut word) = (words.value_offsets()[0] as usize, 0);
    while let Some(at) = text.get(from..).and_then(|rest| finder.find(rest)) {
        let at = from + at;
        word += ends[word..].partition_point(|end| *end as usize <= at);
        let Some(end) = ends.get(word).map(|end| *end as usize) else {
            break;
        };
        if at + sought.len() <= end {
            found[word] = true;
            from = end;
        } else {
            from = at + 1;
        }
    }
    found.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_across_two_words_does_not_count() {
        for (words, sought, expected) in [
            (vec!["ab", "cd", "bc"], "bc", vec![false, false, true]),
            (vec!["aa", "aaa", ""], "aaa", vec![false, true, false]),
            (vec!["", "x", ""], "x", vec![false, true, false]),
            (vec!["xé", "é"], "é", vec![true, true]),
            (vec!["a"], "", vec![true]),
            (vec![], "a", vec![]),
        ] {
            let found = contain(&StringArray::from(words.clone()), sought);
            let one_by_one: Vec<bool> = words.iter().map(|word| word.contains(sought)).collect();
            assert_eq!(
                found.iter().collect::<Vec<_>>(),
                one_by_one,
                "{words:?} {sought}"
            );
            assert_eq!(one_by_one, expected, "{words:?} {sought}");
        }
    }
}
