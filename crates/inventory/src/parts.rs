//! Parts: rows that live in the child table of their parent and are never numbered.

use std::collections::BTreeMap;

use model::{Fact, FactSet, Life, Provenance, Reading, Record, Vocabulary, entity::Part};

use crate::{
    book::Kept,
    facts::{Seen, speaking},
    words,
};

/// Rows by relation and key, being collected; equal keys of one entity collapse.
#[derive(Debug, Default)]
pub(crate) struct Parts(BTreeMap<String, BTreeMap<String, Part>>);

impl Parts {
    /// The rows nested in an entity's own records.
    pub(crate) fn nested(members: &[Seen<'_>]) -> Self {
        let mut parts = Self::default();
        let mut newest_first: Vec<Seen<'_>> = speaking(members).collect();
        newest_first.sort_by_key(|member| {
            let record = &member.kept.record;
            (
                member.life,
                std::cmp::Reverse(told(record)),
                record.key.clone(),
            )
        });
        for member in newest_first {
            let record = &member.kept.record;
            for row in &record.parts {
                let part = Part {
                    kind: row.kind.clone(),
                    key: row.key.clone(),
                    facts: facts_of(&row.fields, record),
                    sure: member.life == Life::Live,
                    record: record.key.clone(),
                };
                parts.add(&row.relation, part);
            }
        }
        parts
    }

    /// A row that a record of its own holds.
    pub(crate) fn add_record(&mut self, relation: &str, kept: &Kept, life: Life, sure: bool) {
        let record = &kept.record;
        let part = Part {
            kind: record.key.kind.clone(),
            key: record.key.native_id.to_string(),
            facts: facts_of(&record.fields, record),
            sure: sure && life == Life::Live,
            record: record.key.clone(),
        };
        self.add(relation, part);
    }

    /// Adds a row; one that is there already takes its facts in behind its own.
    pub(crate) fn add(&mut self, relation: &str, part: Part) {
        let rows = self.0.entry(relation.to_owned()).or_default();
        let Some(kept) = rows.get_mut(&part.key) else {
            rows.insert(part.key.clone(), part);
            return;
        };
        kept.sure |= part.sure;
        for (name, mut facts) in part.facts {
            let readings = &mut kept.facts.entry(name).or_default().0;
            readings.append(&mut facts.0);
            // A stable sort: what came first still counts first among what is known.
            readings.sort_by_key(|fact| matches!(fact.reading, Reading::Unknown));
        }
    }

    /// The rows, by relation, in order of key.
    pub(crate) fn into_rows(self) -> BTreeMap<String, Vec<Part>> {
        self.0
            .into_iter()
            .map(|(name, rows)| (name, rows.into_values().collect()))
            .collect()
    }
}

/// The relation of a kind that holds parts of another kind.
pub(crate) fn relation_to<'v>(
    vocabulary: &'v Vocabulary,
    parent: &str,
    part: &str,
) -> Option<&'v str> {
    words::family(vocabulary, parent)
        .flat_map(|kind| &kind.links)
        .find(|(_, link)| link.many && link.to.as_str() == part)
        .map(|(name, _)| name.as_str())
}

fn told(record: &Record) -> (jiff::Timestamp, jiff::Timestamp) {
    (
        record.as_of.unwrap_or(record.snapshot_at),
        record.snapshot_at,
    )
}

fn facts_of(fields: &BTreeMap<String, Reading>, record: &Record) -> BTreeMap<String, FactSet> {
    let provenance = Provenance {
        source: record.key.source.clone(),
        record: record.key.clone(),
        as_of: record.as_of,
        snapshot_at: record.snapshot_at,
    };
    let fact = |reading: &Reading| Fact {
        reading: reading.clone(),
        provenance: provenance.clone(),
    };
    fields
        .iter()
        .map(|(name, reading)| (name.clone(), FactSet(vec![fact(reading)])))
        .collect()
}
