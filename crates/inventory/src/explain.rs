//! Why an entity is what it is, in sentences: merged from what, refused what, said by whom.

use jiff::Timestamp;
use model::{
    Claim, ClaimStrength, Entity, EntityId, Fact, FactSet, Inventory, Life, Reading, RecordKey,
    Tier, Value, Vocabulary,
    entity::{Edge, Member},
    vocabulary::Field,
};
use serde::Serialize;

use crate::{
    correlate::DECISION,
    who::{Answer, name, who},
    words,
};

/// Everything that made one entity, as sentences.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The entity.
    pub entity: EntityId,
    /// What people call it.
    pub name: String,
    /// Numbers it was known under.
    pub aliases: Vec<u64>,
    /// How sure it is that its records are one thing.
    pub tier: Tier,
    /// The state of the entity.
    pub life: Life,
    /// One sentence for each record.
    pub records: Vec<String>,
    /// One sentence for each merge: one fewer than records.
    pub merged: Vec<String>,
    /// One sentence for each merge that was refused.
    pub refused: Vec<String>,
    /// One sentence for each identifier that is ignored.
    pub ignored: Vec<String>,
    /// Each fact with its source and the values that lost.
    pub facts: Vec<FactLine>,
    /// One sentence for each link target.
    pub links: Vec<String>,
    /// Who answers for it.
    pub answer: Answer,
}

/// One field, what it comes to, and who says otherwise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FactLine {
    /// The field or word.
    pub field: String,
    /// What is known.
    pub reading: Reading,
    /// The fact that counts, in a sentence.
    pub says: String,
    /// Readings of other records that say something else.
    pub others: Vec<String>,
}

/// Explains an entity.
pub fn explain(entity: &Entity, inventory: &Inventory, vocabulary: &Vocabulary) -> Explanation {
    let kind = entity.id.kind.as_str();
    Explanation {
        entity: entity.id.clone(),
        name: entity.name.clone(),
        aliases: entity.aliases.clone(),
        tier: entity.tier,
        life: entity.life,
        records: entity.members.iter().map(record).collect(),
        merged: merged(entity, vocabulary),
        refused: entity
            .refused
            .iter()
            .map(|edge| {
                let pair = pair(&edge.between);
                let although = match edge.claim.key == DECISION {
                    true => format!("decision {} says so", edge.claim.value),
                    false => format!("both have {}", edge.claim),
                };
                format!(
                    "{pair} are not the same {kind} although {although}: {}",
                    edge.veto
                )
            })
            .collect(),
        ignored: entity
            .suppressed
            .iter()
            .map(|s| {
                format!(
                    "{} is ignored: {} ({} records)",
                    s.claim, s.reason, s.records
                )
            })
            .collect(),
        facts: entity
            .facts
            .iter()
            .map(|(field, set)| fact_line(field, set, words::field(vocabulary, kind, field)))
            .collect(),
        links: links(entity, inventory),
        answer: who(entity, inventory, vocabulary),
    }
}

/// Why the records of an entity are one thing: one sentence for each merge.
pub fn merged(entity: &Entity, vocabulary: &Vocabulary) -> Vec<String> {
    let kind = entity.id.kind.as_str();
    let say = |edge: &Edge| {
        let pair = pair(&edge.between);
        if edge.claim.key == DECISION {
            let who = edge.claim.scope.as_deref().unwrap_or("somebody");
            let number = &edge.claim.value;
            return format!("{pair} are the same {kind}: {who} said so (decision {number})");
        }
        let strength = strength(vocabulary, kind, &edge.claim);
        format!("{pair} are the same {kind}: {} ({strength})", edge.claim)
    };
    entity.proof.iter().map(say).collect()
}

fn record(member: &Member) -> String {
    let life = match member.life {
        Life::Live => "reported",
        Life::Unconfirmed => "unconfirmed",
        Life::Stale => "stale",
        Life::Gone => "gone",
    };
    format!(
        "{} calls it {} ({life}, first seen {}, last seen {})",
        short(&member.record),
        member.label,
        minute(member.first_seen),
        minute(member.last_seen)
    )
}

/// An instant to the minute: nobody needs its fractions to trust it.
fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn pair(between: &[RecordKey; 2]) -> String {
    format!("{} and {}", short(&between[0]), short(&between[1]))
}

/// `jamf 7001`: the kind is clear from what is explained.
fn short(key: &RecordKey) -> String {
    format!("{} {}", key.source, key.native_id)
}

fn strength(vocabulary: &Vocabulary, kind: &str, claim: &Claim) -> &'static str {
    let known = vocabulary.kind(kind);
    let identifier = known.and_then(|kind| kind.identifiers.get(&claim.key));
    match identifier.map(|identifier| identifier.strength) {
        Some(ClaimStrength::Foreign) => "issued by another source",
        Some(ClaimStrength::Strong) => "strong",
        Some(ClaimStrength::Medium) => "medium",
        Some(ClaimStrength::Weak) | None => "weak",
    }
}

fn fact_line(field: &str, set: &FactSet, known: Option<&Field>) -> FactLine {
    let says = match set.chosen() {
        Some(fact) => format!("{field} is {}", said(fact, known)),
        None => format!("{field} is unknown"),
    };
    let others = set.disputed().map(|fact| said(fact, known)).collect();
    FactLine {
        field: field.to_owned(),
        reading: set.reading().clone(),
        says,
        others,
    }
}

/// A fact in words; a flag in the two words of its field.
fn said(fact: &Fact, field: Option<&Field>) -> String {
    let words = field.and_then(|field| field.words.as_ref());
    let reading = match (&fact.reading, words) {
        (Reading::Known(Value::Flag(flag)), Some([yes, no])) => {
            if *flag {
                yes.clone()
            } else {
                no.clone()
            }
        }
        (Reading::Known(value), _) => value.to_string(),
        (Reading::None, _) => "none".to_owned(),
        (Reading::Unknown, _) => "unknown".to_owned(),
    };
    let provenance = &fact.provenance;
    let at = minute(provenance.as_of.unwrap_or(provenance.snapshot_at));
    format!("{reading}, says {} as of {at}", short(&provenance.record))
}

fn links(entity: &Entity, inventory: &Inventory) -> Vec<String> {
    let mut lines = Vec::new();
    for (link, set) in &entity.links {
        for target in &set.targets {
            let source = short(&target.record);
            lines.push(match (&target.to, &target.dangling) {
                (Some(to), Some(why)) => {
                    let name = name(inventory, to);
                    format!("{link}: nobody, says {source} with {name} ({to}): {why}")
                }
                (Some(to), None) => {
                    let sure = if target.sure { "" } else { ", not surely" };
                    format!(
                        "{link}: {} ({to}), says {source}{sure}",
                        name(inventory, to)
                    )
                }
                (None, Some(why)) => format!("{link}: nobody, says {source}: {why}"),
                (None, None) => format!("{link}: perhaps one more row, {source}"),
            });
        }
        if set.none {
            lines.push(format!("{link}: a source says that there is none"));
        }
    }
    lines
}
