//! Comparisons of lists with texts, by their distinct items.

use std::ops::Range;

use arrow_array::{Array, ListArray, StringArray, cast::AsArray, types::Int32Type};
use arrow_buffer::BooleanBuffer;
use rules::tree::Operator;

use super::{Asked, text::lower};
use crate::bits::Bits;

/// The truth of lists; nothing where they are compared as a whole.
pub(super) fn values(lists: &ListArray, run: Range<usize>, asked: &Asked<'_>) -> Option<Bits> {
    let items = lists.values().as_dictionary_opt::<Int32Type>()?;
    let offsets = &lists.value_offsets()[run.start..=run.end];
    let keys = items.keys().values();
    let words = items.values().as_string_opt::<i32>()?;
    let sought: Option<Vec<String>> = asked.right.iter().map(lower).collect();
    let sought = sought?;
    let any = |set: &[bool]| with_any(offsets, keys, set);
    let one_of = |texts: &[String]| any(&listed(words, texts));
    let (holds, negated) = match asked.operator {
        Operator::Includes if sought.len() == 1 => (one_of(&sought), false),
        Operator::DoesNotInclude if sought.len() == 1 => (one_of(&sought), true),
        Operator::IncludesAnyOf => (one_of(&sought), false),
        Operator::IncludesNoneOf => (one_of(&sought), true),
        Operator::IncludesAllOf => {
            let all = BooleanBuffer::new_set(run.len());
            let each = sought.iter().map(|text| one_of(std::slice::from_ref(text)));
            (each.fold(all, |all, one| &all & &one), false)
        }
        Operator::IsEmpty => (empty(offsets), false),
        Operator::IsNotEmpty => (empty(offsets), true),
        _ => return None,
    };
    Some(Bits::surely(if negated { !&holds } else { holds }))
}

/// The distinct items that are one of some texts.
fn listed(words: &StringArray, texts: &[String]) -> Vec<bool> {
    let one = |at: usize| texts.contains(&words.value(at).to_lowercase());
    (0..words.len()).map(one).collect()
}

/// The lists with at least one item that is set.
fn with_any(offsets: &[i32], keys: &[i32], set: &[bool]) -> BooleanBuffer {
    if !set.contains(&true) {
        return BooleanBuffer::new_unset(offsets.len() - 1);
    }
    // How many items before each are set: lists are short and of any length, so asking each by
    // itself would make the processor guess where it ends.
    let first = offsets[0] as usize;
    let items = &keys[first..offsets[offsets.len() - 1] as usize];
    let mut before = Vec::with_capacity(items.len() + 1);
    let mut count = 0_u32;
    before.push(count);
    before.extend(items.iter().map(|key| {
        count += u32::from(set[*key as usize]);
        count
    }));
    let ends = offsets.iter().map(|end| before[*end as usize - first]);
    let ends: Vec<u32> = ends.collect();
    BooleanBuffer::collect_bool(offsets.len() - 1, |at| ends[at] != ends[at + 1])
}

fn empty(offsets: &[i32]) -> BooleanBuffer {
    BooleanBuffer::collect_bool(offsets.len() - 1, |at| offsets[at] == offsets[at + 1])
}
