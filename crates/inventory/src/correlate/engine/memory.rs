//! Values that were shared by too many once.

use std::collections::HashSet;

use super::{card::Card, mark::Mark};

/// What is remembered of values that were shared by too many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// So short a time ago that they are not trusted again yet.
    pub lately: HashSet<Mark>,
    /// Ever: tombstones that carry one are of different things, however few carry it now.
    pub ever: HashSet<Mark>,
}

impl Memory {
    pub(super) fn is_closed(&self, mark: Mark) -> bool {
        !self.lately.is_empty() && self.lately.contains(&mark)
    }

    /// Whether a record may be joined by a value it carries.
    pub(super) fn speaks(&self, mark: Mark, card: &Card) -> bool {
        self.ever.is_empty() || card.present || !self.ever.contains(&mark)
    }
}
