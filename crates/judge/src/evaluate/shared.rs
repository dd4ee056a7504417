//! What all windows of a pass share: truths over whole tables, and what follows from dictionaries.
//!
//! Whoever asks first works it out; others wait for that answer rather than work it out again.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use arrow_array::StringArray;

use super::names::{Name, Names};
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

impl Shared<'_> {
    /// Nothing is known yet but the conditions that will be asked for.
    pub(crate) fn of(names: Arc<Names>) -> Self {
        Self {
            names,
            ..Self::default()
        }
    }
}

/// What is the same for all windows of a pass.
#[derive(Default)]
pub(crate) struct Shared<'a> {
    /// What conditions are found by.
    pub(crate) names: Arc<Names>,
    /// Conditions over whole tables, by kind and condition.
    pub(crate) truths: Once<(&'a str, Name), Bits>,
    /// Comparisons of all words of a column, by the column's place in memory and what is asked.
    pub(crate) words: Once<(usize, &'a str, String), Bits>,
    /// The words of a column in lower case, by the column's place in memory.
    pub(crate) folded: Once<usize, StringArray>,
}
