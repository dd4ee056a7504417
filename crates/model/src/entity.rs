//! What records are about: entities, with every fact, link and the reasons they are one thing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    coverage::Coverage,
    id::{EntityId, KindName, RecordKey},
    owner::Ownership,
    record::Claim,
    value::{Fact, Reading},
};

/// How sure it is that the members are one thing: the weakest edge that was needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Joined by medium identifiers somewhere. Nothing blocks or escalates on it alone.
    Probable,
    /// Joined by strong identifiers only, or one record.
    Confirmed,
}

/// Whether its sources still report it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Life {
    /// Reported by a fresh, usable run.
    Live,
    /// Its source fails, is held, or missed it once: nothing is concluded (law 2).
    Unconfirmed,
    /// Its source is older than it should be.
    Stale,
    /// Missing in two complete runs: a tombstone, kept.
    Gone,
}

impl Life {
    /// What it means, in a sentence.
    pub fn says(self) -> &'static str {
        match self {
            Self::Live => "live: its sources report it",
            Self::Unconfirmed => {
                "unconfirmed: a source failed, is held or missed it once; nothing follows from that"
            }
            Self::Stale => "stale: what is known of it is older than it should be",
            Self::Gone => "gone: two complete answers in a row did not hold it",
        }
    }
}

/// One record of an entity, with the state it is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The record.
    pub record: RecordKey,
    /// Its state.
    pub life: Life,
    /// What the source calls it, for people.
    pub label: String,
    /// When it was first and last seen, by snapshot.
    pub first_seen: Timestamp,
    /// See `first_seen`.
    pub last_seen: Timestamp,
}

/// Why two records are one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// The records it joins.
    pub between: [RecordKey; 2],
    /// The identifier they share.
    pub claim: Claim,
    /// What that proves.
    pub tier: Tier,
}

/// Why two records that share an identifier are *not* one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedEdge {
    /// The records it would have joined.
    pub between: [RecordKey; 2],
    /// The identifier they share.
    pub claim: Claim,
    /// The veto, in a sentence.
    pub veto: String,
}

/// An identifier that is ignored, with how many records carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// The identifier.
    pub claim: Claim,
    /// Records of this kind that carry it.
    pub records: u64,
    /// Why, in a sentence.
    pub reason: String,
}

/// All readings of one field; the first wins, the rest are kept as conflicts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FactSet(pub Vec<Fact>);

impl FactSet {
    /// The fact that counts.
    pub fn chosen(&self) -> Option<&Fact> {
        self.0.first()
    }

    /// What is known; unknown when nobody said anything.
    pub fn reading(&self) -> &Reading {
        const NOBODY: &Reading = &Reading::Unknown;
        self.0.first().map_or(NOBODY, |fact| &fact.reading)
    }

    /// Readings of other sources that say something else than the chosen one.
    pub fn disputed(&self) -> impl Iterator<Item = &Fact> {
        let chosen = self.0.first();
        self.0.iter().skip(1).filter(move |fact| {
            !fact.reading.is_unknown() && chosen.is_none_or(|c| c.reading != fact.reading)
        })
    }
}

/// One pointer that was followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkTarget {
    /// Who or what it leads to; none when nobody was found.
    pub to: Option<EntityId>,
    /// Whether the row is sure: live, from a fresh scope, found by a trusted identifier.
    pub sure: bool,
    /// The record that said so.
    pub record: RecordKey,
    /// The identifier as it was written.
    pub by: Option<Claim>,
    /// Why it leads nowhere, when it does not: "left on 3 May", "no account of that name".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dangling: Option<String>,
}

/// All targets of one link of an entity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkSet {
    /// For a to-one link the first counts, the rest are conflicts; for a to-many link all do.
    pub targets: Vec<LinkTarget>,
    /// A source positively says that there is none (an empty list, a null that means none).
    pub none: bool,
}

/// A nested row, with the record that holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Its kind.
    pub kind: KindName,
    /// Its key within the parent.
    pub key: String,
    /// Its facts by field.
    pub facts: BTreeMap<String, FactSet>,
    /// Whether the row is sure.
    pub sure: bool,
    /// The record that holds it.
    pub record: RecordKey,
}

/// One thing, merged from all records about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Its id; the kind is the root kind.
    pub id: EntityId,
    /// What people call it.
    pub name: String,
    /// Numbers it absorbed in merges.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<u64>,
    /// Its records, in order of key.
    pub members: Vec<Member>,
    /// How sure the merge is.
    pub tier: Tier,
    /// The best state of its members.
    pub life: Life,
    /// Why they are one: one edge fewer than members.
    pub proof: Vec<Edge>,
    /// Merges that were refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedEdge>,
    /// Identifiers that were ignored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suppressed: Vec<Suppressed>,
    /// Facts by field or stated word.
    pub facts: BTreeMap<String, FactSet>,
    /// Links that its own records fill, by name. The other side of a link is derived by readers.
    pub links: BTreeMap<String, LinkSet>,
    /// Nested rows, by the to-many link that holds them.
    pub parts: BTreeMap<String, Vec<Part>>,
    /// To-many links that some live record of it lists in full.
    pub listed: Vec<String>,
    /// Who answers for it.
    pub ownership: Ownership,
}

impl Entity {
    /// What is known of one of its fields.
    pub fn reading(&self, field: &str) -> &Reading {
        const NOBODY: &Reading = &Reading::Unknown;
        self.facts.get(field).map_or(NOBODY, FactSet::reading)
    }
}

/// Everything that was observed, as it stands at one run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inventory {
    /// The run that produced it, from 1; 0 when nothing was ever collected.
    pub run: u64,
    /// Entities by root kind, in order of number.
    pub kinds: BTreeMap<KindName, Vec<Entity>>,
    /// What the sources can tell.
    pub coverage: Coverage,
}

impl Inventory {
    /// Entities of a root kind.
    pub fn of(&self, kind: &str) -> &[Entity] {
        self.kinds.get(kind).map_or(&[], Vec::as_slice)
    }

    /// One entity, also by a number that was merged into it.
    pub fn get(&self, id: &EntityId) -> Option<&Entity> {
        let all = self.of(id.kind.as_str());
        all.binary_search_by_key(&id.number, |entity| entity.id.number)
            .ok()
            .map(|at| &all[at])
            .or_else(|| {
                all.iter()
                    .find(|entity| entity.aliases.contains(&id.number))
            })
    }

    /// All entities, kind by kind.
    pub fn all(&self) -> impl Iterator<Item = &Entity> {
        self.kinds.values().flatten()
    }
}
