//! The records of a kind, entered into the engine, and its answers read back.

use std::collections::BTreeMap;

use model::{Claim, Record, SourceId};

use super::{
    Claims, Identifiers,
    engine::{self, Card, Mark, Part, Roster, Rule, Scheme, Value, name_of},
    traits,
};
use crate::{
    book::Kept,
    decisions::{Pin, Pinned},
};

/// What the engine is asked about the identifiers of a kind.
pub(super) fn scheme(identifiers: &Identifiers<'_>) -> Scheme {
    let mut ranked: Vec<_> = identifiers.values().collect();
    ranked.sort_by_key(|ranked| ranked.rank);
    Scheme::new(ranked.into_iter().map(|ranked| Rule {
        strength: ranked.identifier.strength,
        exclusive: ranked.identifier.exclusive,
        most: ranked.most(),
    }))
}

/// The sources of some records, numbered in order of name.
#[derive(Debug)]
pub(super) struct Sources<'a>(Vec<&'a SourceId>);

impl<'a> Sources<'a> {
    pub(super) fn of(records: &[&'a Kept]) -> Self {
        let mut all: Vec<&SourceId> = records.iter().map(|kept| &kept.record.key.source).collect();
        all.sort();
        all.dedup();
        Self(all)
    }

    fn number(&self, source: &SourceId) -> u16 {
        // Past 65,535 sources the rest count as one, which can only keep records apart.
        let found = self.0.binary_search(&source);
        found.map_or(u16::MAX, |at| u16::try_from(at).unwrap_or(u16::MAX))
    }

    pub(super) fn name(&self, number: u16) -> &str {
        self.0
            .get(usize::from(number))
            .map_or("a source", |source| source.as_str())
    }
}

/// Enters the records in their order, so that a position is the number the engine knows.
pub(super) fn roster(
    records: &[&Kept],
    claims: &[Claims],
    scheme: &Scheme,
    sources: &Sources<'_>,
) -> Roster {
    let values = claims.iter().map(|claims| claims.valid.len()).sum();
    let mut part = Part::new(scheme, records.len(), values);
    for (kept, claims) in records.iter().zip(claims) {
        part.record(card(kept, sources));
        for valid in &claims.valid {
            if let Some(mark) = mark(valid.rank, &valid.claim) {
                part.value(mark, valid.claim.scope.as_deref());
            }
        }
    }
    Roster::new(scheme, [part])
}

fn card(kept: &Kept, sources: &Sources<'_>) -> Card {
    let record: &Record = &kept.record;
    let key = &record.key;
    Card {
        name: name_of(key.kind.as_str(), key.source.as_str(), &key.native_id),
        maker: traits::maker(record),
        source: sources.number(&key.source),
        platform: traits::platform(record),
        present: kept.present(),
    }
}

/// The mark of a normalised identifier; none past the 256th identifier of a kind.
pub(super) fn mark(rank: usize, claim: &Claim) -> Option<Mark> {
    let rank = u8::try_from(rank).ok()?;
    Some(Mark::new(
        rank,
        claim.value.as_bytes(),
        claim.scope.as_deref(),
    ))
}

/// The identifier of a record that a value of the engine stands for.
pub(super) fn claim_of(claims: &Claims, value: Value) -> Option<&Claim> {
    let is = |rank: usize, claim: &Claim| mark(rank, claim).map(Value::from) == Some(value);
    let found = claims
        .valid
        .iter()
        .find(|valid| is(valid.rank, &valid.claim));
    found.map(|valid| &valid.claim)
}

/// The decisions about the records, by position. A record that is not there is not pinned.
pub(super) fn pins(records: &[&Kept], pins: &[Pin<'_>]) -> engine::Pins {
    let mut entered = engine::Pins::default();
    if pins.is_empty() {
        return entered;
    }
    let at: BTreeMap<_, u32> = records
        .iter()
        .map(|kept| &kept.record.key)
        .zip(0..)
        .collect();
    for pin in pins {
        let found = pin.records.map(|key| at.get(key).copied());
        if let [Some(one), Some(other)] = found {
            let word = match pin.pinned {
                Pinned::Same => engine::Pin::Same,
                Pinned::Apart => engine::Pin::Apart,
            };
            entered.enter(pin.number, [one, other], word);
        }
    }
    entered
}
