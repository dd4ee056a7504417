//! What is amiss with the organisation itself: places without a calendar, departments that are
//! part of each other.

use std::collections::{BTreeMap, BTreeSet};

use model::{Calendars, EntityId, Inventory, Life, Place, Problem};

/// The kind whose entities are units, its link to the unit around it, and where people work.
const UNIT: &str = "department";
const AROUND: &str = "parent";
const PLACE: &str = "place";

/// Each thing said once, however many entities it is about.
pub(super) fn notes(inventory: &Inventory, calendars: &Calendars) -> Vec<Problem> {
    let mut notes: Vec<Problem> = circles(inventory).iter().map(|one| circle(one)).collect();
    notes.extend(unknown_places(inventory, calendars));
    notes
}

/// Departments that are said to be part of each other, each circle once, by name.
fn circles(inventory: &Inventory) -> BTreeSet<Vec<String>> {
    let units: BTreeMap<&EntityId, (&str, Option<&EntityId>)> = inventory
        .of(UNIT)
        .iter()
        .filter(|unit| unit.life != Life::Gone)
        .map(|unit| {
            let first = unit.links.get(AROUND).and_then(|set| set.targets.first());
            let around = first.filter(|target| target.dangling.is_none());
            let around = around.and_then(|target| target.to.as_ref());
            (&unit.id, (unit.name.as_str(), around))
        })
        .collect();
    let mut circles = BTreeSet::new();
    for start in units.keys() {
        let mut chain: Vec<&EntityId> = Vec::new();
        let mut next = Some(*start);
        while let Some(at) = next.filter(|at| !chain.contains(at)) {
            chain.push(at);
            next = units.get(at).and_then(|(_, around)| *around);
        }
        let Some(first) = chain.iter().position(|at| Some(*at) == next) else {
            continue;
        };
        let named = chain[first..].iter().filter_map(|at| units.get(at));
        let mut names: Vec<String> = named.map(|(name, _)| (*name).to_owned()).collect();
        // The same circle is met from each of its departments.
        names.sort_unstable();
        circles.insert(names);
    }
    circles
}

fn circle(names: &[String]) -> Problem {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let says = match quoted.as_slice() {
        [one] => format!("the department {one} is said to be part of itself"),
        several => format!(
            "the departments {} are said to be part of each other",
            several.join(", ")
        ),
    };
    Problem::new("units-circle", says, Place::file("departments"))
        .advise("correct what each is part of in the register of departments")
        .advise("until then rules for a department around them stay unknown for these")
}

/// Places that entities name and that have no calendar.
fn unknown_places(inventory: &Inventory, calendars: &Calendars) -> Option<Problem> {
    let living = inventory.all().filter(|entity| entity.life != Life::Gone);
    let named = living.filter_map(|entity| entity.reading(PLACE).text());
    let unknown: BTreeSet<&str> = named
        .map(str::trim)
        .filter(|place| !place.is_empty() && !calendars.knows(place))
        .collect();
    let first = unknown.first()?;
    let all: Vec<String> = unknown.iter().map(|place| format!("`{place}`")).collect();
    let says = format!(
        "no calendar is there for {}; working days there are Monday to Friday",
        all.join(", ")
    );
    let problem = Problem::new("calendar-unknown", says, Place::file("calendars"));
    Some(problem.advise(format!(
        "put the holidays of {first} into `calendars/{first}.ics`"
    )))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

    use std::collections::BTreeMap;

    use jiff::Timestamp;
    use model::{
        Entity, FactSet, KindName, Provenance, Reading, RecordKey, Tier, Value,
        entity::{LinkSet, LinkTarget},
        owner::Ownership,
        value::Fact,
    };

    use super::*;

    fn record() -> RecordKey {
        RecordKey {
            kind: UNIT.into(),
            source: "register".into(),
            native_id: "1".into(),
        }
    }

    /// A department with what it is part of, by number, and its place.
    fn unit(number: u64, part_of: Option<u64>, place: &str) -> Entity {
        let target = |number| LinkTarget {
            to: Some(EntityId::new(UNIT, number)),
            sure: true,
            record: record(),
            by: None,
            dangling: None,
        };
        let targets: Vec<LinkTarget> = part_of.map(target).into_iter().collect();
        let none = targets.is_empty();
        let fact = Fact {
            reading: Reading::Known(Value::Text(place.to_owned())),
            provenance: Provenance {
                source: "register".into(),
                record: record(),
                as_of: None,
                snapshot_at: Timestamp::UNIX_EPOCH,
            },
        };
        Entity {
            id: EntityId::new(UNIT, number),
            name: format!("Unit {number}"),
            aliases: Vec::new(),
            members: Vec::new(),
            tier: Tier::Confirmed,
            life: Life::Live,
            proof: Vec::new(),
            refused: Vec::new(),
            suppressed: Vec::new(),
            facts: BTreeMap::from([(PLACE.to_owned(), FactSet(vec![fact]))]),
            links: BTreeMap::from([(AROUND.to_owned(), LinkSet { targets, none })]),
            parts: BTreeMap::new(),
            listed: Vec::new(),
            ownership: Ownership::nobody(),
        }
    }

    fn told(units: Vec<Entity>) -> Vec<String> {
        let mut inventory = Inventory::default();
        inventory.kinds.insert(KindName::new(UNIT), units);
        let notes = notes(&inventory, Calendars::none());
        notes.iter().map(|note| note.says.clone()).collect()
    }

    #[test]
    fn a_circle_of_departments_is_told_once_and_what_hangs_below_it_is_none() {
        let units = [
            (1, Some(2)),
            (2, Some(3)),
            (3, Some(2)),
            (4, None),
            (5, Some(5)),
        ];
        let units = units.map(|(number, part_of)| unit(number, part_of, ""));
        assert_eq!(
            told(units.to_vec()),
            [
                "the departments `Unit 2`, `Unit 3` are said to be part of each other",
                "the department `Unit 5` is said to be part of itself",
            ]
        );
        assert!(told(vec![unit(1, Some(2), ""), unit(2, None, "")]).is_empty());
    }

    #[test]
    fn places_without_a_calendar_are_told_together() {
        let units = ["Lagos", "Berlin", "Lagos"].map(|place| unit(1, None, place));
        assert_eq!(
            told(units.to_vec()),
            ["no calendar is there for `Berlin`, `Lagos`; working days there are Monday to Friday"]
        );
    }
}
