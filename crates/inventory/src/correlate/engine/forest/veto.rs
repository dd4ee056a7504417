//! Why two groups of records are not one thing.

use super::{Room, Trust, Veto};
use crate::correlate::engine::{deck::Deck, pins::Pins};

impl Room {
    /// Why two groups that share something are not one thing, if they are not. A person's word is
    /// outweighed by another person's alone.
    pub(super) fn veto(
        &mut self,
        members: &[u32],
        [a, b]: [u32; 2],
        trust: Trust,
        deck: &impl Deck,
        pins: &Pins,
    ) -> Option<Veto> {
        if let Some(number) = self.pinned_apart(members, [a, b], pins) {
            return Some(Veto::Pin(number));
        }
        if trust == Trust::Person {
            return None;
        }
        if let Some(veto) = self.differ(members, [a, b], deck) {
            return Some(veto);
        }
        if trust == Trust::Medium
            && let Some([one, _]) =
                self.shared(members, [a, b], |at| u64::from(deck.card(at).source) + 1)
        {
            return Some(Veto::Source(deck.card(one).source));
        }
        // A key that another source issued outweighs what a machine says of itself.
        if trust == Trust::Foreign {
            return None;
        }
        let platform = |at| u64::from(deck.card(at).platform);
        let maker = |at| u64::from(deck.card(at).maker);
        self.disjoint(members, [a, b], platform)
            .map(Veto::Platform)
            .or_else(|| self.disjoint(members, [a, b], maker).map(Veto::Maker))
    }

    /// The decision of the lowest number that keeps the groups apart.
    fn pinned_apart(&self, members: &[u32], [a, b]: [u32; 2], pins: &Pins) -> Option<u64> {
        let mut lowest = None;
        for at in self.group(a) {
            for (number, other) in pins.apart_from(members[at as usize]) {
                let other = self.position(other).map(|at| self.first[at as usize]);
                if other == Some(b) && lowest.is_none_or(|lowest| number < lowest) {
                    lowest = Some(number);
                }
            }
        }
        lowest
    }

    /// Both hold values of an identifier that allows only one, and none of them is the same.
    fn differ(&mut self, members: &[u32], [a, b]: [u32; 2], deck: &impl Deck) -> Option<Veto> {
        let mut left = std::mem::take(&mut self.left);
        let mut right = std::mem::take(&mut self.right);
        for (side, first) in [(&mut left, a), (&mut right, b)] {
            side.clear();
            for at in self.group(first) {
                let record = members[at as usize];
                let active = deck.exclusives(record).iter().filter(|one| one.is_active());
                side.extend(active.map(|one| (one.key(), one.value(), at)));
            }
            side.sort_unstable();
        }
        let mut found: Option<Veto> = None;
        for one in left.chunk_by(|a, b| a.0 == b.0) {
            let from = right.partition_point(|other| other.0 < one[0].0);
            let to = right.partition_point(|other| other.0 <= one[0].0);
            let other = &right[from..to];
            let same = |value: &(u64, u64, u32)| other.iter().any(|o| o.1 == value.1);
            if other.is_empty() || one.iter().any(same) {
                continue;
            }
            let rank = (one[0].0 & 0xff) as u8;
            if !matches!(found, Some(Veto::Differ { rank: before, .. }) if before <= rank) {
                let records = [one[0].2, other[0].2].map(|at| members[at as usize]);
                found = Some(Veto::Differ { rank, records });
            }
        }
        (self.left, self.right) = (left, right);
        found
    }

    /// A record of each side for which a word is the same; 0 is no word.
    fn shared(
        &self,
        members: &[u32],
        [a, b]: [u32; 2],
        word: impl Fn(u32) -> u64,
    ) -> Option<[u32; 2]> {
        let record = |at: u32| members[at as usize];
        let mut pairs = self.group(a).filter_map(|one| {
            let mine = word(record(one));
            let other = self.group(b).find(|&other| word(record(other)) == mine)?;
            (mine != 0).then_some([record(one), record(other)])
        });
        let mut best = pairs.next()?;
        // Of several the least, whatever the order of the ring.
        for pair in pairs {
            if word(pair[0]) < word(best[0]) {
                best = pair;
            }
        }
        Some(best)
    }

    /// A record of each side, where both say a word and no word is said by both.
    fn disjoint(
        &self,
        members: &[u32],
        groups: [u32; 2],
        word: impl Fn(u32) -> u64,
    ) -> Option<[u32; 2]> {
        // The first by name of each side that says anything.
        let says = |group: u32| {
            let speaking = self
                .group(group)
                .filter(|&at| word(members[at as usize]) != 0);
            speaking.min().map(|at| members[at as usize])
        };
        let pair = [says(groups[0])?, says(groups[1])?];
        match self.shared(members, groups, word) {
            Some(_) => None,
            None => Some(pair),
        }
    }
}
