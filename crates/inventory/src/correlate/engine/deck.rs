//! Records by number: what gates and forests ask of whoever holds them.

use super::{card::Card, mark::Exclusive};

/// Whoever holds records.
pub(super) trait Deck {
    /// A record.
    fn card(&self, record: u32) -> &Card;

    /// Its values of identifiers that allow only one.
    fn exclusives(&self, record: u32) -> &[Exclusive];
}
