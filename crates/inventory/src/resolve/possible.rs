//! Rejected records that may be related rows: counted as possible, never as sure (semantics 8).

use model::{EntityId, KindName, RecordKey, Rejected, SourceId, Vocabulary, entity::LinkTarget};

use super::draft::{Draft, places};
use crate::{
    book::RecordBook,
    directory::{Directory, Found},
};

/// Hangs each rejected record of a known kind under the entities whose identifier it shares.
///
/// The row has no entity of its own: its target leads nowhere, is not sure and does not dangle.
pub(super) fn attach(
    drafts: &mut [Draft<'_>],
    book: &RecordBook,
    directory: &Directory<'_>,
    vocabulary: &Vocabulary,
) {
    let places = places(drafts);
    for (source, scopes) in &book.scopes {
        for rejected in scopes.values().flat_map(|scope| &scope.rejected) {
            for kind in rejected.kind.iter().chain(&rejected.also) {
                for (owner, relation) in relations_to(vocabulary, kind) {
                    for entity in sharing(directory, &owner, rejected) {
                        if let Some(&at) = places.get(&entity) {
                            drafts[at].add_target(relation, row(source, kind, rejected));
                        }
                    }
                }
            }
        }
    }
}

/// The to-many links of other kinds that lead to a kind, each with the root kind that has it.
///
/// Within one kind the identifiers say who the rejected record is, not whom it belongs to.
fn relations_to<'v>(vocabulary: &'v Vocabulary, kind: &KindName) -> Vec<(KindName, &'v str)> {
    let root = vocabulary.root(kind.as_str());
    let mut relations = Vec::new();
    for owner in vocabulary.kinds.values() {
        let owner_root = vocabulary.root(owner.kind.as_str());
        if owner_root == root {
            continue;
        }
        for (name, link) in &owner.links {
            if link.many && vocabulary.root(link.to.as_str()) == root {
                relations.push((KindName::new(owner_root), name.as_str()));
            }
        }
    }
    relations
}

fn sharing(directory: &Directory<'_>, kind: &KindName, rejected: &Rejected) -> Vec<EntityId> {
    let claims = rejected.claims.iter().chain(&rejected.points_at);
    let found = claims.filter_map(|claim| match directory.find_one(kind, claim) {
        Found::One { entity, .. } => Some(entity),
        _ => None,
    });
    let mut found: Vec<EntityId> = found.collect();
    found.sort();
    found.dedup();
    found
}

fn row(source: &SourceId, kind: &KindName, rejected: &Rejected) -> LinkTarget {
    LinkTarget {
        to: None,
        sure: false,
        record: RecordKey {
            kind: kind.clone(),
            source: source.clone(),
            native_id: format!("rejected at {}", rejected.place).into(),
        },
        by: rejected.claims.first().cloned(),
        dangling: None,
    }
}
