//! An identifier value as a number, and what is asked of the identifiers of a kind.

use model::ClaimStrength;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128_with_seed};

/// One value of one identifier: 88 bits of hash and the rank of the identifier.
///
/// With 100 million different values the chance that any two share 88 bits is about 10^-11.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark(u128);

/// Bits below the hash that hold the rank.
const RANK_BITS: u32 = 8;
/// Bits below a mark in an entry that hold the record.
const RECORD_BITS: u32 = 32;

impl Mark {
    /// A normalised value of the identifier of a rank, unique within a scope if one is given.
    ///
    /// The hash is XXH3 (128 bits) of the value, seeded with that of the scope: stable for ever,
    /// because it also breaks ties between values of equal rank.
    pub fn new(rank: u8, value: &[u8], scope: Option<&str>) -> Self {
        let hash = xxh3_128_with_seed(value, scope.map_or(0, seed)) >> (RECORD_BITS + RANK_BITS);
        Self((hash << RANK_BITS) | u128::from(rank))
    }

    /// The rank of its identifier.
    pub fn rank(self) -> u8 {
        // The lowest eight bits.
        (self.0 & 0xff) as u8
    }

    /// The highest 64 bits of the hash: breaks ties, and tells values of one identifier apart.
    pub(super) fn order(self) -> u64 {
        (self.0 >> 32) as u64
    }

    /// Which of `2^bits` parts of equal size it falls into.
    pub(super) fn part(self, bits: u32) -> usize {
        (self.0 >> (96 - bits)) as usize
    }

    /// The mark and a record that carries it, in one number that sorts by mark.
    pub(super) fn entry(self, record: u32) -> u128 {
        (self.0 << RECORD_BITS) | u128::from(record)
    }

    /// What an entry was made of.
    pub(super) fn of_entry(entry: u128) -> (Self, u32) {
        (Self(entry >> RECORD_BITS), entry as u32)
    }
}

/// The seed of a scope; never 0, which stands for no scope.
fn seed(scope: &str) -> u64 {
    xxh3_64(scope.as_bytes()) | 1
}

/// What is asked of one identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it proves.
    pub strength: ClaimStrength,
    /// Whether two different values keep records apart.
    pub exclusive: bool,
    /// Records of one source that may share a value.
    pub most: u32,
}

/// The identifiers of a kind by rank, strongest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scheme(Vec<Rule>);

/// Identifiers of one kind that are told apart; what is listed behind them joins nothing.
const MOST_RANKS: usize = 256;

impl Scheme {
    /// Takes the identifiers in order of rank.
    pub fn new(rules: impl IntoIterator<Item = Rule>) -> Self {
        Self(rules.into_iter().take(MOST_RANKS).collect())
    }

    /// The identifier of a rank.
    pub fn rule(&self, rank: u8) -> Option<&Rule> {
        self.0.get(usize::from(rank))
    }

    pub(super) fn strength(&self, rank: u8) -> ClaimStrength {
        self.rule(rank)
            .map_or(ClaimStrength::Weak, |rule| rule.strength)
    }

    pub(super) fn is_exclusive(&self, rank: u8) -> bool {
        self.rule(rank).is_some_and(|rule| rule.exclusive)
    }
}

/// What is left of a mark where values need only be told apart within one component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value {
    /// The rank of its identifier.
    pub rank: u8,
    /// The highest 64 bits of its hash.
    pub order: u64,
}

impl From<Mark> for Value {
    fn from(mark: Mark) -> Self {
        Self {
            rank: mark.rank(),
            order: mark.order(),
        }
    }
}

/// A value of an identifier that allows only one: it keeps records apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exclusive {
    /// The identifier and its scope; values of different scopes are not compared.
    key: u64,
    /// 63 bits of the value, and whether its gate lets it identify anything.
    tagged: u64,
}

impl Exclusive {
    pub(super) fn new(mark: Mark, scope: Option<&str>) -> Self {
        let scope = scope.map_or(0, seed);
        Self {
            key: (scope << RANK_BITS) | u64::from(mark.rank()),
            tagged: mark.order() | 1,
        }
    }

    pub(super) fn key(self) -> u64 {
        self.key
    }

    pub(super) fn rank(self) -> u8 {
        (self.key & 0xff) as u8
    }

    pub(super) fn value(self) -> u64 {
        self.tagged >> 1
    }

    pub(super) fn is_active(self) -> bool {
        self.tagged & 1 == 1
    }

    pub(super) fn is_of(self, value: Value) -> bool {
        self.rank() == value.rank && self.value() == value.order >> 1
    }

    pub(super) fn activate(&mut self, active: Active) {
        self.tagged = match active {
            Active::Yes => self.tagged | 1,
            Active::No => self.tagged & !1,
        };
    }
}

/// Whether a value may identify anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Active {
    Yes,
    No,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_tells_identifiers_values_and_scopes_apart() {
        let plain = Mark::new(3, b"C02XL0GZJGH5", None);
        assert_eq!(plain, Mark::new(3, b"C02XL0GZJGH5", None));
        assert_ne!(plain, Mark::new(4, b"C02XL0GZJGH5", None));
        assert_ne!(plain, Mark::new(3, b"C02XL0GZJGH6", None));
        assert_ne!(plain, Mark::new(3, b"C02XL0GZJGH5", Some("tenant a")));
        assert_eq!(plain.rank(), 3);
        let (mark, record) = Mark::of_entry(plain.entry(u32::MAX));
        assert_eq!((mark, record), (plain, u32::MAX));
    }

    #[test]
    fn a_mark_is_the_same_in_every_release_because_it_breaks_ties() {
        assert_eq!(
            Mark::new(0, b"serial", None).order(),
            9_951_385_967_277_489_719
        );
    }
}
