//! Pins: somebody says that two records are one thing, or that they are not.

use inventory::{Decided, Decision, Decisions};
use model::{Entity, Problem, RecordKey};

use super::refused;
use crate::parties::View;

/// What somebody named: a record, or an entity with all its records.
enum Named<'a> {
    Record(&'a Entity, &'a RecordKey),
    Entity(&'a Entity),
}

impl<'a> Named<'a> {
    fn entity(&self) -> &'a Entity {
        match self {
            Self::Record(entity, _) | Self::Entity(entity) => entity,
        }
    }
}

/// That two records, or the first records of two entities, are one thing.
///
/// # Errors
/// When one of them is not known, both are one record, or they are of different kinds.
pub fn same(view: &View, a: &str, b: &str) -> Result<Decided, Problem> {
    let first = |text: &str| {
        let named = meant(view, text)?;
        let record = match named {
            Named::Record(_, record) => Some(record),
            Named::Entity(entity) => entity.members.first().map(|member| &member.record),
        };
        record.cloned().ok_or_else(|| none_of(named.entity()))
    };
    let records = [first(a)?, first(b)?];
    of_one_kind(&records)?;
    Ok(Decided::Same { records })
}

/// That two records are different things. An entity stands for its record where it has just one,
/// and an entity of exactly two records, named alone, for both.
///
/// # Errors
/// When one of them is not known or has several records, both are one record, or they are of
/// different kinds.
pub fn apart(view: &View, a: &str, b: Option<&str>) -> Result<Decided, Problem> {
    let records = match b {
        Some(b) => [only(&meant(view, a)?)?, only(&meant(view, b)?)?],
        None => both(&meant(view, a)?)?,
    };
    of_one_kind(&records)?;
    Ok(Decided::Apart { records })
}

/// That an earlier decision about records was a mistake.
///
/// # Errors
/// When there is none of that number in force.
pub fn undo(log: &[Decision], number: u64) -> Result<Decided, Problem> {
    let decisions = Decisions::replay(log);
    if decisions.pins().any(|pin| pin.number == number) {
        return Ok(Decided::Undone { number });
    }
    let says = match log.iter().find(|decision| decision.number == number) {
        None => format!("there is no decision {number}"),
        Some(one) if one.what.is_answer() => {
            format!("decision {number} is about who answers, not about records")
        }
        Some(_) => format!("decision {number} is not in force any more"),
    };
    Err(refused("decision-unknown", says).advise("`allhands match list` shows those in force"))
}

/// The record or entity of a text: `jamf 12`, `jamf device 12`, `device-7`, a name.
fn meant<'a>(view: &View<'a>, text: &str) -> Result<Named<'a>, Problem> {
    let records = records_called(view, text);
    match &records[..] {
        [(entity, record)] => Ok(Named::Record(entity, record)),
        [] => view.find(text).map(Named::Entity),
        several => {
            let says = format!("{} records are called `{text}`", several.len());
            let name = |(_, key): &(&Entity, &RecordKey)| format!("`{}`", written(key));
            let all: Vec<String> = several.iter().map(name).collect();
            Err(refused("record-ambiguous", says).advise(format!("write {}", all.join(" or "))))
        }
    }
}

fn records_called<'a>(view: &View<'a>, text: &str) -> Vec<(&'a Entity, &'a RecordKey)> {
    let Some((source, id)) = text.trim().split_once(char::is_whitespace) else {
        return Vec::new();
    };
    let id = id.trim();
    let called = |key: &RecordKey| {
        let with_kind = || id.strip_prefix(key.kind.as_str())?.strip_prefix(' ');
        key.source.as_str() == source
            && (*key.native_id == *id || with_kind() == Some(&key.native_id))
    };
    let members = |entity: &'a Entity| entity.members.iter().map(move |m| (entity, &m.record));
    let all = view.inventory.all().flat_map(members);
    all.filter(|(_, key)| called(key)).collect()
}

/// A record as it can be typed.
pub fn written(key: &RecordKey) -> String {
    format!("{} {} {}", key.source, key.kind, key.native_id)
}

/// The one record that is meant.
fn only(named: &Named<'_>) -> Result<RecordKey, Problem> {
    match named {
        Named::Record(_, record) => Ok((*record).clone()),
        Named::Entity(entity) => match &entity.members[..] {
            [one] => Ok(one.record.clone()),
            [] => Err(none_of(entity)),
            _ => Err(which(entity, "name the record that does not belong")),
        },
    }
}

/// Both records of an entity that has exactly two.
fn both(named: &Named<'_>) -> Result<[RecordKey; 2], Problem> {
    match named {
        Named::Record(..) => {
            let says = "apart from what?";
            Err(refused("pin-one", says).advise("name the other record as well"))
        }
        Named::Entity(entity) => match &entity.members[..] {
            [a, b] => Ok([a.record.clone(), b.record.clone()]),
            [_] => {
                let says = format!("{} ({}) is one record", entity.name, entity.id);
                Err(refused("pin-one", says).advise("name the other record as well"))
            }
            [] => Err(none_of(entity)),
            _ => Err(which(entity, "name the two that are not the same")),
        },
    }
}

fn none_of(entity: &Entity) -> Problem {
    let says = format!("{} ({}) has no records", entity.name, entity.id);
    refused("pin-none", says).advise("`allhands explain` shows the records of an entity")
}

fn which(entity: &Entity, advice: &str) -> Problem {
    let records: Vec<String> = entity
        .members
        .iter()
        .map(|member| format!("`{}`", written(&member.record)))
        .collect();
    let says = format!(
        "{} ({}) is made of {} records, so it is not clear which are meant",
        entity.name,
        entity.id,
        records.len()
    );
    refused("pin-which", says).advise(format!("{advice}: {}", records.join(", ")))
}

fn of_one_kind([a, b]: &[RecordKey; 2]) -> Result<(), Problem> {
    if a == b {
        let says = format!("`{}` is one record", written(a));
        return Err(refused("pin-one", says).advise("name two"));
    }
    if a.kind != b.kind {
        let says = format!(
            "`{}` is a {} and `{}` a {}: they are never one",
            written(a),
            a.kind,
            written(b),
            b.kind
        );
        return Err(refused("pin-kinds", says).advise("name two records of one kind"));
    }
    Ok(())
}
