//! Addresses and networks, over all distinct ones of a column at once: what is looked at is read
//! once for all rules, and what it is compared with once for all rows.

use std::sync::Arc;

use arrow_array::{Array, StringArray};
use model::verdict::Truth;
use rules::tree::Operator;

use super::Asked;
use crate::{
    bits::{Bits, surely},
    kernels::{
        Scalar, Side,
        is_inside::{Network, contains, network},
    },
};

/// Each word of a column as a network; nothing where it is none.
pub(crate) type Networks = Arc<[Option<Network>]>;

/// The words of a column as networks.
pub(super) fn read(words: &StringArray) -> Networks {
    (0..words.len())
        .map(|at| network(words.value(at)))
        .collect()
}

/// The truth of each word; nothing where the operator asks for something else.
pub(super) fn compared(asked: &Asked<'_>, words: impl FnOnce() -> Networks) -> Option<Bits> {
    let wanted = match asked.operator {
        Operator::IsInside => true,
        Operator::IsNotInside => false,
        _ => return None,
    };
    let texts = asked.right.iter().map(|side| match side {
        Side::Value(Scalar::Text(text)) => Some(*text),
        _ => None,
    });
    let outer = texts.collect::<Option<Vec<&str>>>()?;
    let outer: Option<Vec<Network>> = outer.into_iter().map(network).collect();
    let truth = |inner: &Option<Network>| match (inner, &outer) {
        (Some(inner), Some(outer)) => {
            surely(outer.iter().any(|one| contains(*one, *inner)) == wanted)
        }
        _ => Truth::Unknown,
    };
    let words = words();
    Some(Bits::collect(words.len(), |at| truth(&words[at])))
}
