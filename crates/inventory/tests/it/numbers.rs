//! Numbers: given once, kept through merges and splits, the same on every replay.

use inventory::{Decisions, IdBook, IdEntry, Move, resolve};
use model::{EntityId, Record};

use crate::support::{
    World, complete, day, groups, number, record, resolved, snapshot, vocabulary,
};

fn device(path: &str, claims: &[&str]) -> Record {
    let (source, id) = path.split_once('/').unwrap();
    record(&format!("{source}/device/{id}"), claims)
}

const SERIAL: &str = "serial number=C02T7X1";

#[test]
fn numbers_are_given_in_the_order_of_the_record_keys() {
    let resolution = resolved(vec![
        device("jamf/b", &["serial number=BBBB2222"]),
        device("jamf/a", &["serial number=AAAA1111"]),
        device("edr/z", &["serial number=BBBB2222"]),
    ]);
    assert_eq!(groups(&resolution, "device"), "z + b | a");
}

#[test]
fn a_new_source_only_adds_numbers() {
    let mut world = World::default();
    let old = vec![
        device("jamf/1", &[SERIAL]),
        device("jamf/2", &["serial number=BBBB2222"]),
    ];
    world.pass(&snapshot(day(0), old.clone()), day(0));
    let mut both = old;
    both.extend([
        device("aaa/0", &["serial number=CCCC3333"]),
        device("aaa/9", &[SERIAL]),
    ]);
    let after = world.pass(&snapshot(day(1), both), day(1));
    assert_eq!(groups(&after, "device"), "9 + 1 | 2 | 0");
}

#[test]
fn resolving_again_mints_nothing() {
    let mut world = World::default();
    let records = vec![device("jamf/1", &[SERIAL]), device("edr/2", &[SERIAL])];
    let first = world.pass(&snapshot(day(0), records), day(0));
    let second = world.resolve(day(0));
    assert_eq!(first.minted.len(), 2);
    assert!(second.minted.is_empty());
    assert_eq!(first.inventory, second.inventory);
}

#[test]
fn a_merge_keeps_the_number_with_more_records_and_leaves_an_alias() {
    let mut world = World::default();
    let apart = |serial: &'static str| {
        vec![
            device("edr/e", &["serial number=AAAA1111"]),
            device("jamf/1", &["serial number=AAAA1111"]),
            device("cmdb/c", &[serial]),
        ]
    };
    // The register had a typing error; numbers: cmdb 1, edr and jamf 2.
    let before = world.pass(&snapshot(day(0), apart("serial number=AAAA1112")), day(0));
    assert_eq!((number(&before, "c"), number(&before, "1")), (1, 2));
    let after = world.pass(&snapshot(day(1), apart("serial number=AAAA1111")), day(1));
    assert_eq!(groups(&after, "device"), "c + e + 1");
    let device = after.inventory.get(&EntityId::new("device", 1)).unwrap();
    assert_eq!((device.id.number, &device.aliases[..]), (2, &[1][..]));
    let merged = IdEntry::Merged {
        kind: "device".into(),
        number: 1,
        merged_into: 2,
        at: Some(day(1)),
    };
    assert!(after.minted.contains(&merged));
}

#[test]
fn a_split_leaves_the_number_with_most_of_its_records() {
    let mut world = World::default();
    let with = |serial: &'static str| {
        vec![
            device("cmdb/c", &[serial]),
            device("edr/e", &[SERIAL]),
            device("jamf/1", &[SERIAL]),
        ]
    };
    world.pass(&snapshot(day(0), with(SERIAL)), day(0));
    let after = world.pass(&snapshot(day(1), with("serial number=DDDD4444")), day(1));
    assert_eq!(groups(&after, "device"), "e + 1 | c");
    let split = after.minted.iter().find_map(|entry| match entry {
        IdEntry::Minted {
            number, split_from, ..
        } => Some((*number, *split_from)),
        _ => None,
    });
    assert_eq!(split, Some((2, Some(1))));
    let moved = Move {
        at: day(1),
        from: EntityId::new("device", 1),
        to: EntityId::new("device", 2),
    };
    assert_eq!(after.moves, [moved]);
}

#[test]
fn what_became_one_again_is_no_split_and_a_merge_undone_is_one() {
    let mut world = World::default();
    let with = |serial: &'static str| {
        vec![
            device("edr/e", &["serial number=AAAA1111"]),
            device("jamf/1", &[serial]),
        ]
    };
    let apart = || with("serial number=BBBB2222");
    let together = || with("serial number=AAAA1111");
    let mut moves = |day, records| -> Vec<(u64, u64)> {
        let moves = world.pass(&snapshot(day, records), day).moves;
        moves.iter().map(|m| (m.from.number, m.to.number)).collect()
    };
    assert_eq!(moves(day(0), apart()), []);
    assert_eq!(
        moves(day(1), together()),
        [],
        "a merge is told by its alias"
    );
    assert_eq!(moves(day(2), apart()), [(1, 3)]);
    assert_eq!(moves(day(3), together()), []);
}

#[test]
fn the_living_keep_the_number_before_tombstones_do() {
    let mut world = World::default();
    let rest = device("cmdb/z", &["serial number=ZZZZ9999"]);
    let old = ["cmdb/x", "cmdb/y"].map(|path| device(path, &[SERIAL]));
    let laptop = device("jamf/1", &[SERIAL]);
    let mut start = vec![laptop.clone(), rest.clone()];
    start.extend(old);
    world.pass(&snapshot(day(0), start), day(0));
    for n in 1..3 {
        world.pass(
            &snapshot(day(n), vec![laptop.clone(), rest.clone()]),
            day(n),
        );
    }
    let corrected = device("jamf/1", &["serial number=DDDD4444"]);
    let after = world.pass(&snapshot(day(3), vec![corrected, rest]), day(3));
    assert_eq!(
        (
            number(&after, "1"),
            number(&after, "x"),
            number(&after, "y")
        ),
        (1, 3, 3)
    );
}

#[test]
fn a_number_is_never_given_twice() {
    let mut world = World::default();
    let mut seen = Vec::new();
    for (n, serial) in ["AAAA1111", "BBBB2222", "AAAA1111", "BBBB2222"]
        .into_iter()
        .enumerate()
    {
        let at = day(n as u32);
        let serial = format!("serial number={serial}");
        let records = vec![
            device("jamf/1", &["serial number=AAAA1111"]),
            device("edr/2", &[&serial]),
        ];
        let resolution = world.pass(&snapshot(at, records), at);
        seen.push((number(&resolution, "2"), number(&resolution, "1")));
    }
    // Together; apart; together again, so that 2 is an alias of 1 for ever; apart again.
    assert_eq!(seen, [(1, 1), (1, 2), (1, 1), (1, 3)]);
}

#[test]
fn a_tombstone_keeps_its_number_and_wakes_with_it() {
    let mut world = World::default();
    let both = vec![
        device("jamf/1", &[SERIAL]),
        device("jamf/2", &["serial number=BBBB2222"]),
    ];
    world.pass(&snapshot(day(0), both.clone()), day(0));
    for n in 1..4 {
        world.pass(&[complete("jamf", day(n), both[1..].to_vec())], day(n));
    }
    let back = world.pass(&snapshot(day(4), both), day(4));
    assert_eq!(groups(&back, "device"), "1 | 2");
    assert!(back.minted.is_empty());
}

#[test]
fn the_log_is_one_line_an_entry_and_replays_to_the_same_book() {
    let mut world = World::default();
    world.pass(
        &snapshot(
            day(0),
            vec![device("jamf/1", &[SERIAL]), device("edr/2", &[SERIAL])],
        ),
        day(0),
    );
    let lines: Vec<String> = world
        .log
        .iter()
        .map(|entry| serde_json::to_string(entry).unwrap())
        .collect();
    assert_eq!(
        lines[0],
        concat!(
            r#"{"entry":"minted","kind":"device","number":1,"#,
            r#""anchor":{"kind":"device","source":"edr","native_id":"2"},"#,
            r#""at":"2026-06-01T12:00:00Z"}"#
        )
    );
    let read: Vec<IdEntry> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(IdBook::replay(&read), IdBook::replay(&world.log));
}

#[test]
fn a_log_that_lost_its_end_is_completed_the_same_way() {
    let mut world = World::default();
    let records = vec![
        device("jamf/1", &[SERIAL]),
        device("edr/2", &[SERIAL]),
        device("jamf/3", &["serial number=BBBB2222"]),
    ];
    let whole = world.pass(&snapshot(day(0), records), day(0));
    for kept in 0..whole.minted.len() {
        let ids = IdBook::replay(&world.log[..kept]);
        let again = resolve(
            &world.book,
            &ids,
            &Decisions::default(),
            &vocabulary(),
            day(0),
        );
        assert_eq!(again.inventory, whole.inventory, "after {kept} entries");
    }
}
