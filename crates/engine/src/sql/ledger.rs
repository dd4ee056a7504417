//! What the ledger holds, as tables that can be asked about.

use std::sync::Arc;

use app::ports::EventRow;
use arrow_array::{
    ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use jiff::Timestamp;
use model::{Entity, Finding, Inventory, Life, Owner};

/// Every finding as it stands, one row each: table `finding`. At `now` it is told which are
/// overdue.
pub fn findings(findings: &[Finding], now: Timestamp) -> RecordBatch {
    let texts = |text: &dyn Fn(&Finding) -> Option<String>| -> ArrayRef {
        Arc::new(findings.iter().map(text).collect::<StringArray>())
    };
    let flags = |flag: &dyn Fn(&Finding) -> bool| -> ArrayRef {
        Arc::new(
            findings
                .iter()
                .map(|one| Some(flag(one)))
                .collect::<BooleanArray>(),
        )
    };
    let instants = |at: &dyn Fn(&Finding) -> Option<Timestamp>| instants(findings.iter().map(at));
    let numbers = |number: &dyn Fn(&Finding) -> u64| -> ArrayRef {
        let numbers = findings.iter().map(|one| i64::try_from(number(one)).ok());
        Arc::new(numbers.collect::<Int64Array>())
    };
    let overdue = |one: &Finding| one.state.is_open() && one.due.is_some_and(|due| now > due);
    table(vec![
        ("id", texts(&|one| Some(one.id.to_string()))),
        ("rule", texts(&|one| Some(one.rule.to_string()))),
        ("kind", texts(&|one| Some(one.entity.kind.to_string()))),
        ("number", numbers(&|one| one.entity.number)),
        ("state", texts(&|one| word(&one.state))),
        ("open", flags(&|one| one.state.is_open())),
        (
            "severity",
            texts(&|one| Some(one.severity.as_str().to_owned())),
        ),
        ("missed_since", instants(&|one| Some(one.missed_since))),
        ("opened_at", instants(&|one| one.opened_at)),
        ("due", instants(&|one| one.due)),
        ("overdue", flags(&overdue)),
        ("closed_at", instants(&|one| one.closed_at)),
        ("closed_because", texts(&|one| word(&one.closed_because?))),
        ("came_back", numbers(&|one| u64::from(one.regressions))),
        ("because", texts(&|one| Some(one.because.clone()))),
    ])
}

/// Everything that ever happened to a finding, one row each: table `event`.
pub fn events(events: &[EventRow]) -> RecordBatch {
    let texts = |text: &dyn Fn(&EventRow) -> Option<String>| -> ArrayRef {
        Arc::new(events.iter().map(text).collect::<StringArray>())
    };
    let numbers = events.iter().map(|one| i64::try_from(one.number).ok());
    table(vec![
        ("event", Arc::new(numbers.collect::<Int64Array>())),
        ("finding", texts(&|one| Some(one.item.finding.to_string()))),
        ("at", instants(events.iter().map(|one| Some(one.item.at)))),
        (
            "what",
            texts(&|one| one.item.what.get("event")?.as_str().map(str::to_owned)),
        ),
        ("by", texts(&|one| Some(one.item.actor.clone()))),
        ("reason", texts(&|one| Some(one.item.reason.clone()))),
    ])
}

/// Who answers for each entity, one row each: table `owner`. Nobody is a row with a reason.
pub fn owners(inventory: &Inventory) -> RecordBatch {
    let all = inventory.kinds.values().flatten();
    let all: Vec<&Entity> = all.filter(|one| one.life != Life::Gone).collect();
    let texts = |text: &dyn Fn(&Entity) -> Option<String>| -> ArrayRef {
        Arc::new(all.iter().map(|one| text(one)).collect::<StringArray>())
    };
    let numbers = |number: &dyn Fn(&Entity) -> Option<u64>| -> ArrayRef {
        let numbers = all.iter().map(|one| i64::try_from(number(one)?).ok());
        Arc::new(numbers.collect::<Int64Array>())
    };
    let owner = |one: &Entity| match &one.ownership.owner {
        Owner::Person(id) | Owner::Team(id) | Owner::Account(id) => Some(id.clone()),
        Owner::Unowned(_) => None,
    };
    let nobody = |one: &Entity| match &one.ownership.owner {
        Owner::Unowned(why) => Some(why.words().to_owned()),
        Owner::Person(_) | Owner::Team(_) | Owner::Account(_) => None,
    };
    let disputed = all.iter().map(|one| Some(one.ownership.disputed));
    table(vec![
        ("kind", texts(&|one| Some(one.id.kind.to_string()))),
        ("number", numbers(&|one| Some(one.id.number))),
        ("name", texts(&|one| Some(one.name.clone()))),
        (
            "owner",
            texts(&|one| Some(inventory.get(&owner(one)?)?.name.clone())),
        ),
        (
            "owner_kind",
            texts(&|one| Some(owner(one)?.kind.to_string())),
        ),
        ("owner_number", numbers(&|one| Some(owner(one)?.number))),
        ("unowned_because", texts(&nobody)),
        ("disputed", Arc::new(disputed.collect::<BooleanArray>())),
    ])
}

/// The word that stands for it in every format.
fn word(value: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value)
        .ok()?
        .as_str()
        .map(str::to_owned)
}

pub(super) fn instants(at: impl Iterator<Item = Option<Timestamp>>) -> ArrayRef {
    let micros = at.map(|at| at.map(Timestamp::as_microsecond));
    Arc::new(
        micros
            .collect::<TimestampMicrosecondArray>()
            .with_timezone("UTC"),
    )
}

/// Columns of one length, as a table.
pub(super) fn table(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let (fields, arrays): (Vec<_>, Vec<_>) = columns
        .into_iter()
        .map(|(name, array)| {
            let field = arrow_schema::Field::new(name, array.data_type().clone(), true);
            (field, array)
        })
        .unzip();
    RecordBatch::from(arrow_array::StructArray::new(fields.into(), arrays, None))
}
