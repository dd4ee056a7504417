//! From the book to the inventory: correlate, number, merge facts, follow links, find owners.

mod draft;
mod possible;

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{Coverage, Entity, Inventory, KindName, Problem, SourceState, Vocabulary};

use crate::{
    book::{Kept, RecordBook},
    correlate::{self, Before, Claims, Cluster, Distrust, Distrusted},
    decisions::{Decisions, Pin},
    directory::Directory,
    disagree,
    ids::{Claimant, IdBook, IdEntry, Move, assign},
    ownership, parts,
};
use draft::Draft;

/// What the records come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// Every entity, with its facts, links and owner.
    pub inventory: Inventory,
    /// What the id log must take in before any of these numbers is used.
    pub minted: Vec<IdEntry>,
    /// Records that left one entity for another one, now or ever, the oldest first.
    pub moves: Vec<Move>,
    /// Identifier values that too many records share, for the book to remember.
    pub distrusted: Vec<Distrust>,
    /// What a person should look at: links that lead in a circle, identifiers that a source hands
    /// out twice, decisions that contradict one another.
    pub notes: Vec<Problem>,
}

/// The records of one kind, and what correlation made of them.
struct Solved<'a> {
    kind: KindName,
    records: Vec<&'a Kept>,
    claims: Vec<Claims>,
    clusters: Vec<Cluster>,
    numbers: Vec<u64>,
    distrusted: Vec<Distrust>,
    notes: Vec<Problem>,
}

/// Resolves the whole book at an instant.
///
/// The result depends on the book, the id log, the decisions in force, the vocabulary and `now`
/// alone. With the minted
/// entries appended to the log, resolving again mints nothing and gives the same inventory.
pub fn resolve(
    book: &RecordBook,
    ids: &IdBook,
    decisions: &Decisions,
    vocabulary: &Vocabulary,
    now: Timestamp,
) -> Resolution {
    let (kinds, part_records) = sort_by_kind(book, vocabulary);
    let pins: Vec<Pin<'_>> = decisions.pins().collect();
    let mut minted = Vec::new();
    let mut solved: Vec<Solved<'_>> = Vec::new();
    for (kind, records) in kinds {
        let distrusted = Distrusted::of(&book.distrusted, &kind, now);
        let before = Before {
            pins: &pins,
            distrusted,
        };
        let (kind, entries) = Solved::new(kind, records, ids, vocabulary, &before, now);
        minted.extend(entries);
        solved.push(kind);
    }

    // Aliases are those of the log as it will stand once it has taken the new entries in.
    let log = ids.with(&minted);
    let directory = directory(&solved, vocabulary);
    let drafts = solved
        .iter()
        .flat_map(|solved| solved.drafts(book, &log, now));
    let mut drafts: Vec<Draft<'_>> = drafts.collect();
    for draft in &mut drafts {
        draft.fill(book, &directory, vocabulary);
    }
    draft::attach_parts(
        &mut drafts,
        &part_records,
        book,
        &directory,
        vocabulary,
        now,
    );
    possible::attach(&mut drafts, book, &directory, vocabulary);

    let named = drafts
        .iter_mut()
        .map(|d| (d.entity.id.clone(), d.take_named()))
        .collect();
    let mut inventory = inventory_of(book, drafts, vocabulary);
    let mut notes: Vec<Problem> = solved.iter().flat_map(|kind| kind.notes.clone()).collect();
    notes.extend(ownership::settle(
        &mut inventory,
        named,
        decisions,
        vocabulary,
        now,
    ));
    Resolution {
        inventory,
        minted,
        moves: log.moves(),
        distrusted: solved
            .into_iter()
            .flat_map(|kind| kind.distrusted)
            .collect(),
        notes,
    }
}

fn inventory_of(book: &RecordBook, drafts: Vec<Draft<'_>>, vocabulary: &Vocabulary) -> Inventory {
    let mut kinds: BTreeMap<KindName, Vec<Entity>> = BTreeMap::new();
    for draft in drafts {
        kinds
            .entry(draft.entity.id.kind.clone())
            .or_default()
            .push(draft.into_entity());
    }
    for entities in kinds.values_mut() {
        entities.sort_by_key(|entity| entity.id.number);
    }
    let mut scopes: Vec<SourceState> = book.states().cloned().collect();
    disagree::supply(&mut scopes, vocabulary);
    let coverage = Coverage { scopes };
    Inventory {
        run: book.run,
        kinds,
        coverage,
    }
}

/// Records by root kind in order of key; records of part kinds apart, they are never numbered.
fn sort_by_kind<'a>(
    book: &'a RecordBook,
    vocabulary: &Vocabulary,
) -> (BTreeMap<KindName, Vec<&'a Kept>>, Vec<&'a Kept>) {
    let mut kinds: BTreeMap<KindName, Vec<&Kept>> = BTreeMap::new();
    let mut part_records = Vec::new();
    for (key, kept) in &book.records {
        let root = vocabulary.root(key.kind.as_str());
        let part_of = vocabulary.kind(root).and_then(|kind| kind.part_of.as_ref());
        let held = part_of.filter(|parent| {
            parts::relation_to(vocabulary, vocabulary.root(parent.as_str()), root).is_some()
        });
        match held {
            Some(_) => part_records.push(kept),
            None => kinds.entry(KindName::new(root)).or_default().push(kept),
        }
    }
    (kinds, part_records)
}

fn claimants(cluster: &Cluster, records: &[&Kept]) -> Vec<Claimant> {
    let members = cluster.members.iter().map(|&member| records[member]);
    members
        .map(|kept| Claimant {
            key: kept.record.key.clone(),
            present: kept.present(),
        })
        .collect()
}

fn directory<'a>(solved: &[Solved<'a>], vocabulary: &'a Vocabulary) -> Directory<'a> {
    let mut directory = Directory::new(vocabulary);
    for solved in solved {
        for (cluster, &number) in solved.clusters.iter().zip(&solved.numbers) {
            let id = model::EntityId::new(solved.kind.clone(), number);
            for &member in &cluster.members {
                let kept = solved.records[member];
                directory.enter(&id, kept, &solved.claims[member], &cluster.suppressed);
            }
        }
    }
    directory
}

impl<'a> Solved<'a> {
    /// Correlates and numbers the records of a kind; says what that adds to the id log.
    fn new(
        kind: KindName,
        records: Vec<&'a Kept>,
        ids: &IdBook,
        vocabulary: &Vocabulary,
        before: &Before<'_>,
        now: Timestamp,
    ) -> (Self, Vec<IdEntry>) {
        let (correlated, claims) = correlate::correlate(&kind, vocabulary, &records, before);
        let clusters = correlated.clusters;
        let notes = correlated.notes;
        let distrusted = correlated.distrusted.into_list(&kind);
        let claimants: Vec<Vec<Claimant>> = clusters
            .iter()
            .map(|cluster| claimants(cluster, &records))
            .collect();
        let (numbers, entries) = assign(&kind, &claimants, &ids.of(&kind), now);
        (
            Self {
                kind,
                records,
                claims,
                clusters,
                numbers,
                distrusted,
                notes,
            },
            entries,
        )
    }

    fn drafts(&self, book: &RecordBook, log: &IdBook, now: Timestamp) -> Vec<Draft<'a>> {
        let aliases = log.aliases(&self.kind);
        self.clusters
            .iter()
            .zip(&self.numbers)
            .map(|(cluster, &number)| {
                let members = cluster.members.iter().map(|&member| {
                    let kept = self.records[member];
                    crate::facts::Seen {
                        kept,
                        life: book.life(kept, now),
                    }
                });
                let aliases = aliases.get(&number).cloned().unwrap_or_default();
                Draft::new(&self.kind, number, aliases, cluster, members.collect())
            })
            .collect()
    }
}
