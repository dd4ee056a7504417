//! What is known of one record besides its identifiers.

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// One record, as the engine sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Card {
    /// Hash of its key, see [`name_of`]: breaks ties, whatever the order of arrival.
    pub name: u64,
    /// Who made it, see [`word_of`]; 0 when nobody says.
    pub maker: u32,
    /// The source that keeps it: equal for records of one source.
    pub source: u16,
    /// What it runs.
    pub platform: Platform,
    /// Whether its source still holds it: gates count only such records.
    pub present: bool,
}

/// A family of operating systems, numbered by whoever enters records; 0 when nobody says.
pub type Platform = u8;

/// The name of a record: a hash of its kind, source and native id.
///
/// With 20 million records the chance that any two share a name is about 10^-5, and then only the
/// order between these two, where all else is equal, would depend on the order of arrival.
pub fn name_of(kind: &str, source: &str, native_id: &str) -> u64 {
    let seed = xxh3_64_with_seed(source.as_bytes(), xxh3_64(kind.as_bytes()));
    xxh3_64_with_seed(native_id.as_bytes(), seed)
}

/// A word as a number that is never 0; the empty word is 0.
pub fn word_of(word: &str) -> u32 {
    match word {
        "" => 0,
        word => (xxh3_64(word.as_bytes()) as u32).max(1),
    }
}
