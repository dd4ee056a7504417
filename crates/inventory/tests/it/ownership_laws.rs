//! Laws of ownership: no order of arrival moves an owner, replay gives the same, and nobody who
//! left answers for anything.

use inventory::{Decided, Decision, Decisions, IdBook, decisions::Said, resolve};
use jiff::civil::date;
use model::{EntityId, Inventory, Owner, OwnerClass, Reading, Record, SourceId, Value};
use proptest::prelude::*;

use crate::support::{Fill, World, day, person, record, snapshot, vocabulary};

const PEOPLE: usize = 4;
const DEVICES: usize = 3;

/// Records of three tools that name people for three devices, some of whom have left.
fn any_records() -> impl Strategy<Value = Vec<Record>> {
    let class = prop::sample::select(vec![
        OwnerClass::Inferred,
        OwnerClass::Assigned,
        OwnerClass::Declared,
    ]);
    let source = prop::sample::select(vec!["jamf", "edr", "cmdb"]);
    let claim = (source, 0..DEVICES, 0..PEOPLE, class, 0..200u32);
    let claims = prop::collection::vec(claim, 0..9);
    (claims, prop::collection::vec(any::<bool>(), PEOPLE)).prop_map(|(claims, left)| {
        let mut records: Vec<Record> = left
            .iter()
            .enumerate()
            .map(|(n, left)| {
                let person = person(&n.to_string(), &format!("P{n}"));
                match left {
                    true => person.with("end date", Reading::Known(Value::Date(date(2026, 5, 3)))),
                    false => person,
                }
            })
            .collect();
        records.extend((0..DEVICES).map(|n| {
            record(
                &format!("scan/device/{n}"),
                &[&format!("serial number=SERIAL{n}")],
            )
        }));
        for (source, device, person, class, told) in claims {
            let serial = format!("serial number=SERIAL{device}");
            let by = format!("employee id={person}");
            let path = format!("{source}/device/{source}{device}");
            let named = record(&path, &[&serial]).owner(class, "user", "person", &by);
            records.retain(|old| old.key != named.key);
            records.push(named.dated(day(told)));
        }
        records
    })
}

fn any_decisions() -> impl Strategy<Value = Vec<Decision>> {
    let device = (1..=DEVICES as u64).prop_map(|n| EntityId::new("device", n));
    let one = || (1..=PEOPLE as u64).prop_map(|n| EntityId::new("person", n));
    let source = prop::sample::select(vec!["jamf", "edr", "cmdb"]);
    let what = (0..4u8, device, one(), one(), source, 1..12u64);
    let what = what.prop_map(|(sort, entity, person, to, source, number)| match sort {
        0 => Decided::Mine {
            entity,
            person,
            unit: None,
            known: Vec::new(),
        },
        1 => Decided::NotMine {
            entity,
            claims: vec![Said {
                source: SourceId::new(source),
                value: format!("employee id {}", person.number - 1),
            }],
            person,
        },
        2 => Decided::Delegated {
            entity,
            from: person,
            to,
            until: date(2026, 9, 1),
        },
        _ => Decided::Undone { number },
    });
    prop::collection::vec(what, 0..8).prop_map(|all| {
        let numbered = (1..).zip(all);
        let decision = |(number, what)| Decision {
            number,
            at: day(0),
            by: "maria@linden.example".to_owned(),
            because: String::new(),
            what,
        };
        numbered.map(decision).collect()
    })
}

fn resolved(records: Vec<Record>, decisions: &[Decision]) -> Inventory {
    let mut world = World {
        decisions: decisions.to_vec(),
        ..World::default()
    };
    world.pass(&snapshot(day(0), records), day(0)).inventory
}

fn left(inventory: &Inventory, person: &EntityId) -> bool {
    let person = inventory.get(person).unwrap();
    matches!(person.reading("end date"), Reading::Known(_))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn no_order_of_arrival_moves_an_owner(
        records in any_records().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        decisions in any_decisions().prop_flat_map(|all| {
            (Just(all.clone()), Just(all).prop_shuffle())
        }),
    ) {
        let one = resolved(records.0, &decisions.0);
        let other = resolved(records.1, &decisions.1);
        for (a, b) in one.all().zip(other.all()) {
            prop_assert_eq!(&a.id, &b.id);
            prop_assert_eq!(&a.ownership, &b.ownership);
        }
    }

    #[test]
    fn replaying_the_log_gives_the_same_owners(
        records in any_records(), decisions in any_decisions()
    ) {
        let mut world = World { decisions, ..World::default() };
        let first = world.pass(&snapshot(day(0), records), day(0)).inventory;
        let ids = IdBook::replay(&world.log);
        // Written down and read back, as a store does.
        let written = serde_json::to_string(&world.decisions).unwrap();
        let read: Vec<Decision> = serde_json::from_str(&written).unwrap();
        let decisions = Decisions::replay(&read);
        let again = resolve(&world.book, &ids, &decisions, &vocabulary(), day(0));
        prop_assert_eq!(first, again.inventory);
    }

    #[test]
    fn no_answer_outlives_who_left(records in any_records(), decisions in any_decisions()) {
        let inventory = resolved(records, &decisions);
        for device in inventory.of("device") {
            for person in device.ownership.people() {
                prop_assert!(!left(&inventory, person), "{:?}", device.ownership);
            }
            match &device.ownership.owner {
                Owner::Person(person) => prop_assert!(!left(&inventory, person)),
                Owner::Unowned(_) => prop_assert!(device.ownership.people().is_empty()),
                Owner::Team(_) | Owner::Account(_) => prop_assert!(false, "no device has one"),
            }
        }
    }

    #[test]
    fn age_never_moves_an_owner(
        records in any_records(), decisions in any_decisions(), days in 0..3000i64
    ) {
        let mut world = World { decisions, ..World::default() };
        let now = world.pass(&snapshot(day(0), records), day(0)).inventory;
        // Nobody stands in for anybody any more on either day.
        let later = day(100) + jiff::SignedDuration::from_hours(24 * days);
        let before = world.resolve(day(100)).inventory;
        let after = world.resolve(later).inventory;
        for (a, b) in before.of("device").iter().zip(after.of("device")) {
            prop_assert!(now.get(&a.id).is_some());
            let same = a.ownership.owner == b.ownership.owner;
            let expired = Owner::Unowned(model::WhyUnowned::Expired);
            prop_assert!(same || b.ownership.owner == expired, "{:?}", b.ownership);
        }
    }
}
