//! Components in which nothing speaks against any union: all of their records are one thing.
//!
//! Nearly every component is one, and for those no forest need be grown.

use super::{components::WIDEST, deck::Deck, pins::Pins};

/// Room that is used again for the next component.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    exclusives: Vec<(u64, u64)>,
    sources: Vec<u16>,
}

/// Whether no veto can be spoken, in whatever order its records are joined.
///
/// `confirmed` holds each record's component by strong values alone.
pub(super) fn is_quiet(
    members: &[u32],
    confirmed: &[u32],
    deck: &impl Deck,
    pins: &Pins,
    scratch: &mut Scratch,
) -> bool {
    if members.len() > WIDEST {
        return false;
    }
    scratch.exclusives.clear();
    scratch.sources.clear();
    let (mut platform, mut maker) = (0, 0);
    let first = confirmed[members[0] as usize];
    let mut strong = true;
    for &record in members {
        let card = deck.card(record);
        if (card.platform != 0 && platform != 0 && card.platform != platform)
            || (card.maker != 0 && maker != 0 && card.maker != maker)
            || pins.speak_of(record)
        {
            return false;
        }
        platform = platform.max(card.platform);
        maker = maker.max(card.maker);
        strong &= confirmed[record as usize] == first;
        scratch.sources.push(card.source);
        let active = deck.exclusives(record).iter().filter(|one| one.is_active());
        scratch
            .exclusives
            .extend(active.map(|one| (one.key(), one.value())));
    }
    scratch.exclusives.sort_unstable();
    scratch.exclusives.dedup();
    let differs = scratch
        .exclusives
        .windows(2)
        .any(|two| two[0].0 == two[1].0);
    if differs || strong {
        return !differs;
    }
    // A medium identifier never joins two records of one source.
    scratch.sources.sort_unstable();
    scratch.sources.windows(2).all(|two| two[0] != two[1])
}
