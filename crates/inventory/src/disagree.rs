//! Where sources contradict each other about an entity: rows of their own, so that a rule can ask.
//!
//! A kind whose vocabulary has the link `disagreements` to a part of it gets one row for each
//! field whose answer comes from a fixed set of words and of which two sources surely give
//! different ones. The losing value is never lost: it stays among the facts, and is named here.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Fact, FactSet, KindName, Life, Provenance, Reading, RecordKey, SourceState, Value, Vocabulary,
    coverage::Supplies,
    entity::Part,
    vocabulary::{Field, FieldType},
};

use crate::{facts::Seen, words};

/// The link that holds the rows.
const RELATION: &str = "disagreements";
/// The field of a row that names the field in dispute, its key as well.
const ABOUT: &str = "about";
/// The field of a row that says who says what, the value that counts first.
const SAYS: &str = "says";

/// The kind of the rows, where the vocabulary has them for a kind.
fn rows_of<'v>(vocabulary: &'v Vocabulary, kind: &str) -> Option<&'v KindName> {
    let link = words::link(vocabulary, kind, RELATION).filter(|link| link.many)?;
    let part_of = vocabulary.kind(link.to.as_str())?.part_of.as_ref()?;
    (vocabulary.root(part_of.as_str()) == kind).then_some(&link.to)
}

/// Whether two answers can only be the same or contradict each other. Texts are written in many
/// ways, and what is counted or dated moves between two answers.
fn is_comparable(field: &Field) -> bool {
    matches!(
        field.field_type,
        FieldType::Flag | FieldType::Enum | FieldType::Ordinal
    )
}

/// The rows of an entity, and the relation they belong to.
pub(crate) fn rows(
    kind: &str,
    facts: &BTreeMap<String, FactSet>,
    members: &[Seen<'_>],
    vocabulary: &Vocabulary,
) -> Vec<(&'static str, Part)> {
    let Some(part) = rows_of(vocabulary, kind) else {
        return Vec::new();
    };
    let live: BTreeSet<&RecordKey> = members
        .iter()
        .filter(|member| member.life == Life::Live)
        .map(|member| &member.kept.record.key)
        .collect();
    let row = |(name, set): (&String, &FactSet)| {
        let field = words::field(vocabulary, kind, name).filter(|field| is_comparable(field))?;
        let said = by_source(set);
        let (chosen, other) = (
            said.first()?,
            said.iter().find(|fact| differs(said[0], fact))?,
        );
        let is_live = |fact: &Fact| live.contains(&fact.provenance.record);
        let says: Vec<String> = said.iter().map(|fact| words_of(fact, field)).collect();
        let told = |text: String| {
            let reading = Reading::Known(Value::Text(text));
            let provenance = newer(chosen, other);
            FactSet(vec![Fact {
                reading,
                provenance,
            }])
        };
        let facts = [(ABOUT, name.clone()), (SAYS, says.join(", "))];
        Some((
            RELATION,
            Part {
                kind: part.clone(),
                key: name.as_str().into(),
                facts: facts
                    .map(|(field, text)| (field.to_owned(), told(text)))
                    .into(),
                sure: is_live(chosen) && is_live(other),
                record: other.provenance.record.clone(),
            },
        ))
    };
    facts.iter().filter_map(row).collect()
}

/// What each source says, the value that counts first; what one does not know is no answer.
fn by_source(set: &FactSet) -> Vec<&Fact> {
    let mut seen = BTreeSet::new();
    let known = set
        .0
        .iter()
        .filter(|fact| matches!(fact.reading, Reading::Known(_)));
    known
        .filter(|fact| seen.insert(&fact.provenance.source))
        .collect()
}

/// Whether two sources contradict each other; case makes no other word.
fn differs(one: &Fact, other: &Fact) -> bool {
    match (&one.reading, &other.reading) {
        (Reading::Known(Value::Text(one)), Reading::Known(Value::Text(other))) => {
            one.to_lowercase() != other.to_lowercase()
        }
        (one, other) => one != other,
    }
}

fn words_of(fact: &Fact, field: &Field) -> String {
    let source = &fact.provenance.source;
    match (&fact.reading, &field.words) {
        (Reading::Known(Value::Flag(flag)), Some([yes, no])) => {
            format!("{} ({source})", if *flag { yes } else { no })
        }
        (Reading::Known(value), _) => format!("{value} ({source})"),
        (Reading::None | Reading::Unknown, _) => format!("nothing ({source})"),
    }
}

/// A contradiction is as new as the later of the two who contradict each other.
fn newer(one: &Fact, other: &Fact) -> Provenance {
    let told = |fact: &Fact| fact.provenance.snapshot_at;
    let later = if told(one) > told(other) { one } else { other };
    later.provenance.clone()
}

/// Notes which scopes tell of contradictions: those that fill a field which another source fills
/// too. Only when all of them answered does no row mean that nobody contradicts; where no two
/// sources tell of the same, nobody knows.
pub(crate) fn supply(scopes: &mut [SourceState], vocabulary: &Vocabulary) {
    let kinds = vocabulary.kinds.keys().map(KindName::as_str);
    let disputable: Vec<&str> = kinds
        .filter(|kind| vocabulary.root(kind) == *kind && rows_of(vocabulary, kind).is_some())
        .collect();
    for kind in disputable {
        let mut sources: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for scope in scopes.iter() {
            for field in filled(scope, kind, vocabulary) {
                let source = scope.source.to_string();
                sources.entry(field.clone()).or_default().insert(source);
            }
        }
        sources.retain(|_, who| who.len() > 1);
        for scope in scopes.iter_mut() {
            if filled(scope, kind, vocabulary).any(|field| sources.contains_key(field)) {
                scope.supplies.push(Supplies {
                    kind: kind.into(),
                    relation: RELATION.to_owned(),
                    only: BTreeMap::new(),
                });
            }
        }
    }
}

/// The fields of a kind that a scope fills and that sources can contradict each other about.
fn filled<'s>(
    scope: &'s SourceState,
    kind: &'s str,
    vocabulary: &'s Vocabulary,
) -> impl Iterator<Item = &'s String> {
    let fields = scope.fields.get(kind).into_iter().flatten();
    fields.filter(move |name| words::field(vocabulary, kind, name).is_some_and(is_comparable))
}
