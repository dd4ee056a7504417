//! The gate of one identifier value: a pure function of the records that carry it.

use super::{deck::Deck, mark::Scheme};

/// More records than this never share an identifier because they are one thing.
const CAP: u32 = 24;

/// With tombstones. A value that ever so many records carried is handed on, not owned.
const CAP_EVER: usize = 240;

/// Why a value identifies nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gated {
    /// One source gives it to so many records at once.
    BySource {
        /// The source.
        source: u16,
        /// Records of that source that it still holds.
        records: u32,
    },
    /// So many records carry it.
    ByAll {
        /// Records that their sources still hold.
        records: u32,
    },
    /// So many records carry it or carried it once.
    EverByAll {
        /// Records, tombstones too.
        records: u32,
    },
    /// It stands beside so many different values of a stronger identifier that allows only one.
    Beside {
        /// The rank of that identifier.
        rank: u8,
        /// Different values.
        values: u32,
    },
    /// It was shared by too many a short time ago, and is not trusted again yet.
    Lately,
    /// Its component is too wide to be one thing.
    Wide {
        /// Records that it would have joined.
        records: u32,
    },
}

/// Why a value is ignored, if it is. `records` carry it, each once, in any order.
///
/// Only records their source still holds are counted: a failed run must not change identities.
pub(super) fn gate(rank: u8, records: &[u32], deck: &impl Deck, scheme: &Scheme) -> Option<Gated> {
    let rule = scheme.rule(rank)?;
    if records.len() < 2 {
        return None;
    }
    if records.len() > CAP_EVER {
        let present = records.iter().filter(|&&record| deck.card(record).present);
        let present = present.count() as u32;
        return Some(match present > CAP {
            true => Gated::ByAll { records: present },
            false => Gated::EverByAll {
                records: records.len() as u32,
            },
        });
    }
    crowded(records, deck, rule.most).or_else(|| beside(rank, records, deck))
}

/// Too many records carry it, in all or within one source.
fn crowded(records: &[u32], deck: &impl Deck, most: u32) -> Option<Gated> {
    let mut sources = [0_u16; CAP_EVER];
    let mut present = 0;
    for &record in records {
        let card = deck.card(record);
        if card.present {
            sources[present] = card.source;
            present += 1;
        }
    }
    let sources = &mut sources[..present];
    sources.sort_unstable();
    let mut runs = sources.chunk_by(|a, b| a == b);
    if let Some(run) = runs.find(|run| run.len() as u32 > most) {
        return Some(Gated::BySource {
            source: run[0],
            records: run.len() as u32,
        });
    }
    let records = present as u32;
    (records > CAP).then_some(Gated::ByAll { records })
}

/// It stands beside two different values of a stronger identifier that allows only one.
fn beside(rank: u8, records: &[u32], deck: &impl Deck) -> Option<Gated> {
    let stronger = |record: &u32| {
        let listed = deck.exclusives(*record).iter();
        listed.filter(|one| one.rank() < rank)
    };
    let present = || records.iter().filter(|&&record| deck.card(record).present);
    // Nearly always there is none, or one and the same: no list is made then.
    let mut all = present().flat_map(stronger);
    let first = all.next()?;
    if all.all(|one| one.key() == first.key() && one.value() == first.value()) {
        return None;
    }
    let mut values: Vec<(u8, u64, u64)> = present()
        .flat_map(stronger)
        .map(|one| (one.rank(), one.key(), one.value()))
        .collect();
    values.sort_unstable();
    values.dedup();
    let mut keys = values.chunk_by(|a, b| a.1 == b.1);
    keys.find(|key| key.len() > 1).map(|key| Gated::Beside {
        rank: key[0].0,
        values: key.len() as u32,
    })
}
