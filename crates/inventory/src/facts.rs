//! Facts: every reading of every field with its provenance, the one that counts first.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::Timestamp;
use model::{Fact, FactSet, Life, Provenance, Reading, SourceId, Vocabulary, vocabulary::Field};

use crate::{
    book::{Kept, RecordBook},
    words,
};

/// A record of an entity, in the state it is in now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'a> {
    pub(crate) kept: &'a Kept,
    pub(crate) life: Life,
}

/// All facts of an entity. A tombstone says nothing while another record is still reported.
pub(crate) fn facts(
    kind: &str,
    members: &[Seen<'_>],
    book: &RecordBook,
    vocabulary: &Vocabulary,
) -> BTreeMap<String, FactSet> {
    let mut facts: BTreeMap<&str, Vec<(Rank, Fact)>> = BTreeMap::new();
    let named_by = vocabulary
        .kind(kind)
        .and_then(|kind| kind.named_by.as_deref());
    let first_runs = first_runs(members);
    let rank = |member: &Seen<'_>, field: Option<&Field>, fact: &Fact, name: &str| match named_by
        == Some(name)
    {
        true => Rank::of_name(member, field, fact, book, &first_runs),
        false => Rank::of(member, field, fact, book),
    };
    for member in speaking(members) {
        let record = &member.kept.record;
        for (name, reading) in &record.fields {
            let field = words::field(vocabulary, kind, name);
            if field.is_none() && words::link(vocabulary, kind, name).is_some() {
                continue;
            }
            let provenance = Provenance {
                source: record.key.source.clone(),
                record: record.key.clone(),
                as_of: record.as_of,
                snapshot_at: record.snapshot_at,
            };
            let fact = Fact {
                reading: reading.clone(),
                provenance,
            };
            facts
                .entry(name)
                .or_default()
                .push((rank(&member, field, &fact, name), fact));
        }
    }
    facts
        .into_iter()
        .map(|(name, mut readings)| {
            readings.sort_by(|(a, one), (b, other)| {
                a.cmp(b)
                    .then_with(|| one.provenance.record.cmp(&other.provenance.record))
            });
            let facts = readings.into_iter().map(|(_, fact)| fact).collect();
            (name.to_owned(), FactSet(facts))
        })
        .collect()
}

/// The records that still count: all but tombstones, unless there is nothing else.
pub(crate) fn speaking<'a>(members: &[Seen<'a>]) -> impl Iterator<Item = Seen<'a>> {
    let alive = members.iter().any(|member| member.life != Life::Gone);
    members
        .iter()
        .copied()
        .filter(move |member| !alive || member.life != Life::Gone)
}

/// The run each source first told of an entity.
fn first_runs<'a>(members: &[Seen<'a>]) -> BTreeMap<&'a SourceId, u64> {
    let mut first: BTreeMap<&SourceId, u64> = BTreeMap::new();
    for kept in members.iter().map(|member| member.kept) {
        let run = first
            .entry(&kept.record.key.source)
            .or_insert(kept.first_run);
        *run = (*run).min(kept.first_run);
    }
    first
}

/// What decides between two readings, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// Unknown says less than anything.
    unknown: bool,
    /// The living speak before the unconfirmed and the stale.
    life: Life,
    /// Place of its connector in `trust first`.
    authority: usize,
    /// For a name, the run its source first told of the entity: who came first names it.
    source: u64,
    /// For a name, the newest record of that source.
    record: Reverse<u64>,
    /// Newest first.
    age: Reverse<(Timestamp, Timestamp)>,
}

impl Rank {
    fn of(member: &Seen<'_>, field: Option<&Field>, fact: &Fact, book: &RecordBook) -> Self {
        let provenance = &fact.provenance;
        let told = provenance.as_of.unwrap_or(provenance.snapshot_at);
        Self {
            unknown: matches!(fact.reading, Reading::Unknown),
            life: member.life,
            authority: field.map_or(0, |field| authority(field, member.kept, book)),
            source: 0,
            record: Reverse(0),
            age: Reverse((told, provenance.snapshot_at)),
        }
    }

    /// The same for the field that names its kind. What a thing is called must not change with
    /// whichever source was read last or cannot be read today: after `trust first` the source
    /// that told of it first decides, and of its records the newest.
    fn of_name(
        member: &Seen<'_>,
        field: Option<&Field>,
        fact: &Fact,
        book: &RecordBook,
        first_runs: &BTreeMap<&SourceId, u64>,
    ) -> Self {
        let kept = member.kept;
        Self {
            life: Life::Live,
            source: first_runs
                .get(&kept.record.key.source)
                .copied()
                .unwrap_or_default(),
            record: Reverse(kept.first_run),
            ..Self::of(member, field, fact, book)
        }
    }
}

/// The place of a record's connector among those a field trusts first; the rest come after.
pub(crate) fn authority(field: &Field, kept: &Kept, book: &RecordBook) -> usize {
    let source = &kept.record.key.source;
    let state = book
        .scope(source, &kept.record.scope)
        .and_then(|scope| scope.state.as_ref());
    let connector = state.map_or("", |state| state.connector.as_str());
    let named = |name: &String| name == connector || is_instance(source.as_str(), name);
    field
        .trust_first
        .iter()
        .position(named)
        .unwrap_or(field.trust_first.len())
}

/// `jamf-2` is a second source of the connector `jamf`.
fn is_instance(source: &str, connector: &str) -> bool {
    let rest = source.strip_prefix(connector);
    rest.is_some_and(|rest| {
        rest.is_empty()
            || rest
                .strip_prefix('-')
                .is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
    })
}
