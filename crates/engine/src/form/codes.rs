//! Codes as words, so that a table can be read without us.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, DictionaryArray, Int32Array, StringArray, UInt8Array, cast::AsArray,
    types::Int32Type,
};

/// Columns of small codes that are kept as words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codes {
    /// What is known of a cell.
    State,
    /// Whether sources still report a row.
    Life,
    /// Whether the rows of a relation are all known.
    Listed,
}

impl Codes {
    /// By their name in the metadata of a column.
    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::State, Self::Life, Self::Listed]
            .into_iter()
            .find(|codes| codes.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Life => "life",
            Self::Listed => "listed",
        }
    }

    /// The words, each at the place of its code.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::State => &judge::STATES,
            Self::Life => &judge::LIVES,
            Self::Listed => &judge::LISTED,
        }
    }

    /// The words of these codes; `None` when one has no word.
    pub(super) fn to_words(self, codes: &UInt8Array) -> Option<ArrayRef> {
        let words = self.words();
        if codes
            .iter()
            .flatten()
            .any(|code| usize::from(code) >= words.len())
        {
            return None;
        }
        let keys: Int32Array = codes.iter().map(|code| code.map(i32::from)).collect();
        let values = Arc::new(StringArray::from(words.to_vec()));
        let array = DictionaryArray::<Int32Type>::try_new(keys, values).ok()?;
        Some(Arc::new(array))
    }

    /// The codes of these words; `None` when one is no such word.
    pub(super) fn to_codes(self, array: &dyn Array) -> Option<ArrayRef> {
        let words = self.words();
        let array = array.as_dictionary_opt::<Int32Type>()?;
        let values = array.values().as_string_opt::<i32>()?;
        let known: Vec<Option<u8>> = values
            .iter()
            .map(|value| {
                let at = words.iter().position(|word| Some(*word) == value)?;
                u8::try_from(at).ok()
            })
            .collect();
        let code = |row: usize| match array.key(row) {
            None => Some(None),
            Some(key) => known[key].map(Some),
        };
        let codes = (0..array.len()).map(code).collect::<Option<Vec<_>>>()?;
        Some(Arc::new(UInt8Array::from(codes)))
    }
}
