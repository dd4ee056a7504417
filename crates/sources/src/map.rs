//! From one raw record to the records it gives: key, fields, identifiers, pointers, rows.

use std::{borrow::Cow, collections::BTreeMap};

use model::{Claim, PartRow, Reading, Ref, Vocabulary};
use serde_json::Value;

use crate::{
    connector::{ClaimMap, Emit, FieldMap, From, LinkMap, PartMap, ScopeOf},
    program::{Program, Scene},
    reading,
    time::{Moment, read_moment, start_of},
};

/// Identifiers of one record, and pointers of one link, are at most this many; a record with more
/// is a mistake that would poison its neighbours.
const CLAIMS_MOST: usize = 1000;

/// What one raw record says of one entity.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Draft {
    pub(crate) native_id: String,
    pub(crate) fields: BTreeMap<String, Reading>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) refs: Vec<Ref>,
    pub(crate) parts: Vec<PartRow>,
    pub(crate) lists: Vec<String>,
    pub(crate) as_of: Option<jiff::Timestamp>,
}

/// Why a raw record does not fit.
#[derive(Debug)]
pub(crate) struct Misfit {
    pub(crate) field: Option<String>,
    pub(crate) reason: String,
    pub(crate) claims: Vec<Claim>,
    pub(crate) points_at: Vec<Claim>,
}

/// A field whose value could not be read to its type.
#[derive(Debug)]
pub(crate) struct Note {
    pub(crate) field: String,
    pub(crate) reason: String,
    pub(crate) value: String,
}

type Mapped<T> = Result<T, (Option<String>, String)>;

/// Maps a raw record. `None` where it is not of this sort.
pub(crate) fn map(
    emit: &Emit,
    vocabulary: &Vocabulary,
    scene: &Scene<'_>,
    notes: &mut Vec<Note>,
) -> Result<Option<Draft>, Misfit> {
    let raw = scene.record;
    let misfit = |(field, reason): (Option<String>, String)| refused(emit, scene, field, reason);
    if !raw.is_object() {
        let reason = format!("{} is no record", crate::program::word(raw));
        return Err(Misfit {
            field: None,
            reason,
            claims: Vec::new(),
            points_at: Vec::new(),
        });
    }
    if let Some(only) = &emit.only
        && !only
            .holds(raw, scene)
            .map_err(|error| misfit((None, error.to_string())))?
    {
        return Ok(None);
    }
    let native_id = key(&emit.key, raw, scene).map_err(misfit)?;
    let claims = claims(&emit.claims, raw, scene).map_err(misfit)?;
    let (refs, mut lists) = refs(&emit.links, scene).map_err(misfit)?;
    let parts = parts(&emit.parts, vocabulary, scene, &mut lists, notes).map_err(misfit)?;
    let fields = fields(
        emit.kind.as_str(),
        &emit.fields,
        vocabulary,
        raw,
        scene,
        notes,
    );
    let as_of = emit
        .as_of
        .as_ref()
        .and_then(|program| as_of(program, raw, scene, notes));
    Ok(Some(Draft {
        native_id,
        fields,
        claims,
        refs,
        parts,
        lists,
        as_of,
    }))
}

fn key(program: &Program, input: &Value, scene: &Scene<'_>) -> Mapped<String> {
    let field = || Some(program.text().to_owned());
    match program
        .first(input, scene)
        .map_err(|error| (field(), error.to_string()))?
        .as_deref()
    {
        None | Some(Value::Null) => Err((field(), "the key is missing".to_owned())),
        Some(Value::Bool(_)) => Err((field(), "a boolean is no key".to_owned())),
        Some(value) => match reading::scalar(value) {
            Some(key) if key.is_empty() => Err((field(), "the key is empty".to_owned())),
            Some(key) => Ok(key),
            None => Err((
                field(),
                format!("{} is no key", crate::program::word(value)),
            )),
        },
    }
}

/// Fields of a record or of a nested row; what cannot be read is unknown, with a note.
fn fields(
    kind: &str,
    maps: &indexmap::IndexMap<String, FieldMap>,
    vocabulary: &Vocabulary,
    input: &Value,
    scene: &Scene<'_>,
    notes: &mut Vec<Note>,
) -> BTreeMap<String, Reading> {
    let word = reading::word_field();
    let mut read = BTreeMap::new();
    for (name, map) in maps {
        let field = vocabulary.field(kind, name).unwrap_or(&word);
        let found = match &map.from {
            From::Constant(value) => Ok(vec![value.clone()]),
            From::Program(program) => program
                .run(input, scene)
                .map(|found| found.into_iter().map(Cow::into_owned).collect())
                // The words of the engine hold the value, so they are shown, not counted by.
                .map_err(|error| {
                    let words = error.to_string().chars().take(80).collect();
                    ("is how its program failed".to_owned(), words)
                }),
        };
        let result = found.and_then(|found: Vec<Value>| {
            reading::read(field, map, &found).map_err(|reason| (reason, shown(&found)))
        });
        let reading = result.unwrap_or_else(|(reason, value)| {
            notes.push(Note {
                field: name.clone(),
                reason,
                value,
            });
            Reading::Unknown
        });
        read.insert(name.clone(), reading);
    }
    read
}

fn shown(found: &[Value]) -> String {
    let text = match found {
        [one] => reading::scalar(one).unwrap_or_else(|| one.to_string()),
        several => Value::Array(several.to_vec()).to_string(),
    };
    text.chars().take(80).collect()
}

fn as_of(
    program: &Program,
    raw: &Value,
    scene: &Scene<'_>,
    notes: &mut Vec<Note>,
) -> Option<jiff::Timestamp> {
    let found = program.first(raw, scene).ok()??;
    let text = reading::scalar(&found).filter(|text| !text.is_empty())?;
    match read_moment(&text) {
        Some(Moment::Instant(at)) => Some(at),
        Some(Moment::Day(day)) => start_of(day),
        None => {
            let reason = "is no date such as `2026-03-31`".to_owned();
            notes.push(Note {
                field: "as of".to_owned(),
                reason,
                value: text,
            });
            None
        }
    }
}

/// The identifiers a map gives; null and empty give none, anything but a text or number is wrong.
fn claims(maps: &[ClaimMap], input: &Value, scene: &Scene<'_>) -> Mapped<Vec<Claim>> {
    let mut claims: Vec<Claim> = Vec::new();
    for map in maps {
        for claim in claim(map, input, scene)? {
            if !claims.contains(&claim) {
                claims.push(claim);
            }
        }
    }
    if claims.len() > CLAIMS_MOST {
        return Err((
            None,
            format!("the record has more than {CLAIMS_MOST} identifiers"),
        ));
    }
    Ok(claims)
}

fn claim(map: &ClaimMap, input: &Value, scene: &Scene<'_>) -> Mapped<Vec<Claim>> {
    let failed = |reason: String| (Some(map.key.clone()), reason);
    let found = map
        .from
        .run(input, scene)
        .map_err(|error| failed(error.to_string()))?;
    let scope = match &map.scope {
        None => None,
        Some(ScopeOf::Text(text)) => Some(text.clone()),
        Some(ScopeOf::Source) => Some(scene.source.to_owned()),
        Some(ScopeOf::Program(program)) => {
            let scope = program
                .first(input, scene)
                .map_err(|error| failed(error.to_string()))?;
            scope
                .as_deref()
                .and_then(reading::scalar)
                .filter(|scope| !scope.is_empty())
        }
    };
    let mut read = Vec::new();
    for value in found.iter().flat_map(|value| match value.as_ref() {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    }) {
        match value {
            Value::Null => {}
            Value::String(_) | Value::Number(_) => {
                if let Some(value) = reading::scalar(value).filter(|value| !value.is_empty()) {
                    read.push(Claim {
                        key: map.key.clone(),
                        value,
                        scope: scope.clone(),
                    });
                }
            }
            other => {
                let reason = format!("{} is no {}", crate::program::word(other), map.key);
                return Err(failed(reason));
            }
        }
    }
    Ok(read)
}

/// A record that does not fit, with what can still be read of who it is and belongs to.
pub(crate) fn refused(
    emit: &Emit,
    scene: &Scene<'_>,
    field: Option<String>,
    reason: String,
) -> Misfit {
    let whole = emit.links.iter().filter(|link| link.each.is_none());
    let points_at = readable_claims(whole.flat_map(|link| &link.by), scene);
    // What has no identifiers of its own is told by those of what it belongs to.
    let claims = match emit.claims.as_slice() {
        [] => points_at.clone(),
        own => readable_claims(own, scene),
    };
    Misfit {
        field,
        reason,
        claims,
        points_at,
    }
}

/// The identifiers of a record that does not fit, as far as they can be read.
fn readable_claims<'m>(
    maps: impl IntoIterator<Item = &'m ClaimMap>,
    scene: &Scene<'_>,
) -> Vec<Claim> {
    let found = maps
        .into_iter()
        .filter_map(|map| claim(map, scene.record, scene).ok());
    found.flatten().take(CLAIMS_MOST).collect()
}

/// Pointers, and the to-many links whose rows the record lists in full.
fn refs(maps: &[LinkMap], scene: &Scene<'_>) -> Mapped<(Vec<Ref>, Vec<String>)> {
    let (mut refs, mut lists) = (Vec::new(), Vec::new());
    for map in maps {
        let failed = |error: crate::program::RunError| (Some(map.link.clone()), error.to_string());
        let Some(each) = &map.each else {
            refs.extend(reference(map, scene.record, scene)?);
            continue;
        };
        let Some(items) = each.list(scene.record, scene).map_err(failed)? else {
            continue;
        };
        for item in &items {
            refs.extend(reference(map, item, scene)?);
        }
        let filled = std::iter::successors(Some(map), |map| map.otherwise.as_deref());
        for map in filled.filter(|map| map.many) {
            if !lists.contains(&map.link) {
                lists.push(map.link.clone());
            }
        }
    }
    Ok((refs, lists))
}

fn reference(map: &LinkMap, input: &Value, scene: &Scene<'_>) -> Mapped<Option<Ref>> {
    let by = claims(&map.by, input, scene)?;
    let otherwise = match &map.otherwise {
        Some(other) => reference(other, input, scene)?,
        None => None,
    };
    if by.is_empty() {
        return Ok(otherwise);
    }
    let (link, to, owner) = (map.link.clone(), map.to.clone(), map.owner);
    Ok(Some(Ref {
        link,
        to,
        by,
        owner,
        otherwise: otherwise.map(Box::new),
    }))
}

fn parts(
    maps: &[PartMap],
    vocabulary: &Vocabulary,
    scene: &Scene<'_>,
    lists: &mut Vec<String>,
    notes: &mut Vec<Note>,
) -> Mapped<Vec<PartRow>> {
    let mut rows = Vec::new();
    for map in maps {
        let failed =
            |error: crate::program::RunError| (Some(map.relation.clone()), error.to_string());
        let Some(items) = map.each.list(scene.record, scene).map_err(failed)? else {
            continue;
        };
        let mut all = true;
        for item in &items {
            match key(&map.key, item, scene) {
                Ok(key) => rows.push(PartRow {
                    relation: map.relation.clone(),
                    kind: map.kind.clone(),
                    key,
                    fields: fields(
                        map.kind.as_str(),
                        &map.fields,
                        vocabulary,
                        item,
                        scene,
                        notes,
                    ),
                }),
                Err((_, reason)) => {
                    all = false;
                    let field = map.relation.clone();
                    notes.push(Note {
                        field,
                        reason,
                        value: shown(&[item.as_ref().clone()]),
                    });
                }
            }
        }
        // A row that could not be read is missing, so the list is not full.
        if all {
            lists.push(map.relation.clone());
        }
    }
    Ok(rows)
}

/// The fields and words one emit fills, by kind, its nested rows' too.
pub(crate) fn filled(emit: &Emit) -> Vec<(model::KindName, Vec<String>)> {
    let names = |maps: &indexmap::IndexMap<String, FieldMap>| maps.keys().cloned().collect();
    let mut all = vec![(emit.root.clone(), names(&emit.fields))];
    // A to-one link is asked like a field; who supplies a to-many link says so (`supplies`).
    let asked = emit
        .links
        .iter()
        .filter(|link| !link.many)
        .map(|link| link.link.clone());
    all.push((emit.root.clone(), asked.collect()));
    all.extend(
        emit.parts
            .iter()
            .map(|part| (part.kind.clone(), names(&part.fields))),
    );
    all
}
