//! What all windows of a pass share: truths over whole tables, and what follows from dictionaries.
//!
//! Whoever asks first works it out; others wait for that answer rather than work it out again.

use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use arrow_array::StringArray;
use model::KindName;

use super::{
    leaf::networks::Networks,
    names::{Name, Names},
};
use crate::bits::Bits;

/// Answers that several threads ask for.
pub(crate) struct Once<K, V>(Mutex<HashMap<K, Arc<OnceLock<V>>>>);

impl<K, V> Default for Once<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Hash + Eq, V: Clone> Once<K, V> {
    /// The answer, worked out at the first time.
    pub(crate) fn get(&self, key: K, make: impl FnOnce() -> V) -> V {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let cell = known.entry(key).or_default().clone();
        drop(known);
        cell.get_or_init(make).clone()
    }
}

impl<'a> Shared<'a> {
    /// Nothing is known yet but the conditions that will be asked for, and perhaps what earlier
    /// runs found out about what all of them lead to.
    pub(crate) fn of(names: Arc<Names>, beyond: Option<Beyond>) -> Self {
        Self {
            names,
            beyond,
            ..Self::default()
        }
    }

    /// The truth of a condition over the whole table of a kind's root, worked out at the first
    /// time.
    pub(crate) fn truth(
        &self,
        root: &str,
        (kind, name): (&'a str, Name),
        make: impl FnOnce() -> Bits,
    ) -> Bits {
        match &self.beyond {
            Some(beyond) if !beyond.own.contains(root) => {
                beyond.truths.get((kind.to_owned(), name), make)
            }
            _ => self.truths.get((kind, name), make),
        }
    }
}

/// What runs of a kind lead to, whose tables are the same for all of them.
pub(crate) struct Beyond {
    /// Root kinds whose tables are of this run alone.
    pub(crate) own: BTreeSet<KindName>,
    /// Conditions over those of all others.
    pub(crate) truths: Arc<Truths>,
}

/// Conditions over whole tables, by kind and condition, of several runs.
pub(crate) type Truths = Once<(String, Name), Bits>;

/// What is the same for all windows of a pass.
#[derive(Default)]
pub(crate) struct Shared<'a> {
    /// What conditions are found by.
    pub(crate) names: Arc<Names>,
    /// What other runs of the same kind found out as well.
    beyond: Option<Beyond>,
    /// Conditions over whole tables, by kind and condition.
    truths: Once<(&'a str, Name), Bits>,
    /// Comparisons of all words of a column, by the column's place in memory and what is asked.
    pub(crate) words: Once<(usize, &'a str, String), Bits>,
    /// The words of a column in lower case, by the column's place in memory.
    pub(crate) folded: Once<usize, StringArray>,
    /// The same words as networks.
    pub(crate) networks: Once<usize, Networks>,
}
