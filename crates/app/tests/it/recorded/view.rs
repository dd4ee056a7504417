//! An inventory as JSON items, one for each record: what the programs of a mapping read.

use std::collections::BTreeMap;

use inventory::RecordBook;
use model::{Entity, FactSet, Inventory, Reading, Record, RecordKey};
use serde_json::{Map, Value, json};

/// One record with the entity it is part of.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) kind: String,
    pub(super) connector: String,
    pub(super) json: Value,
}

/// All records of all entities.
pub(super) fn items(
    inventory: &Inventory,
    book: &RecordBook,
    connectors: &BTreeMap<String, String>,
    raw: &BTreeMap<RecordKey, Value>,
) -> Vec<Item> {
    let mut all = Vec::new();
    for entity in inventory.all() {
        let about = about(entity, book);
        for member in &entity.members {
            let record = &book.records[&member.record].record;
            let connector = connectors[record.key.source.as_str()].clone();
            let mut json = about.clone();
            json["record"] = one_record(record, &connector);
            json["raw"] = raw.get(&record.key).cloned().unwrap_or_default();
            all.push(Item {
                kind: entity.id.kind.to_string(),
                connector,
                json,
            });
        }
    }
    all
}

fn about(entity: &Entity, book: &RecordBook) -> Value {
    let links = entity.links.iter().map(|(name, set)| {
        let targets = set.targets.iter().filter_map(|target| target.to.as_ref());
        let targets = targets.map(|id| json!(id.to_string())).collect();
        (name.clone(), Value::Array(targets))
    });
    let unfound = entity.links.iter().map(|(name, set)| {
        let open = set.targets.iter().filter(|target| target.to.is_none());
        let by = open.filter_map(|target| target.by.as_ref());
        (name.clone(), by.map(|claim| json!(claim.value)).collect())
    });
    let unfound = Value::Object(unfound.collect());
    let parts = entity.parts.iter().map(|(name, parts)| {
        let parts = parts.iter().map(|part| {
            let key = &part.key;
            json!({"key": key, "kind": part.kind.as_str(), "fields": facts(&part.facts)})
        });
        (name.clone(), parts.collect())
    });
    let mut claimed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for member in &entity.members {
        for claim in &book.records[&member.record].record.claims {
            let values = claimed.entry(&claim.key).or_default();
            if !values.contains(&claim.value.as_str()) {
                values.push(&claim.value);
            }
        }
    }
    json!({
        "entity": entity.id.to_string(),
        "kind": entity.id.kind.as_str(),
        "name": entity.name,
        "fields": facts(&entity.facts),
        "claims": claimed,
        "links": Value::Object(links.collect()),
        "unfound": unfound,
        "parts": Value::Object(parts.collect()),
        "owner": entity.ownership,
    })
}

fn facts(facts: &BTreeMap<String, FactSet>) -> Value {
    let known = facts
        .iter()
        .filter_map(|(name, set)| reading(set.reading()).map(|value| (name.clone(), value)));
    Value::Object(known.collect())
}

fn one_record(record: &Record, connector: &str) -> Value {
    let mut claims = Map::new();
    for claim in &record.claims {
        let list = claims.entry(&claim.key).or_insert_with(|| json!([]));
        list.as_array_mut().unwrap().push(json!(claim.value));
    }
    let fields = record
        .fields
        .iter()
        .filter_map(|(name, one)| reading(one).map(|value| (name.clone(), value)));
    json!({
        "source": record.key.source.as_str(),
        "connector": connector,
        "scope": record.scope,
        "id": &*record.key.native_id,
        "file": record.place.file,
        "fields": Value::Object(fields.collect()),
        "claims": claims,
        "refs": record.refs,
    })
}

/// A value as JSON; null where there is positively none, nothing where nobody knows.
fn reading(reading: &Reading) -> Option<Value> {
    match reading {
        Reading::Unknown => None,
        Reading::None => Some(Value::Null),
        Reading::Known(value) => Some(match value {
            model::Value::Text(text) => json!(text),
            model::Value::Flag(flag) => json!(flag),
            model::Value::List(list) => json!(list),
            model::Value::Number(number) => json!(number),
            other => json!(other.to_string()),
        }),
    }
}
