//! A value that was shared by too many is trusted again only a week after the last time.

use model::Record;

use crate::support::{World, day, entity_of, groups, record, snapshot};

/// So many machines made from one disk image, in the device manager, and one of them in the
/// endpoint tool.
fn image(copies: usize) -> Vec<Record> {
    let mut records: Vec<Record> = (0..copies)
        .map(|n| {
            record(
                &format!("jamf/device/copy {n}"),
                &["serial number=IMAGE001"],
            )
        })
        .collect();
    records.push(record("edr/device/agent", &["serial number=IMAGE001"]));
    records
}

fn pass(world: &mut World, copies: usize, at: u32) -> (String, Vec<String>) {
    let resolution = world.pass(&snapshot(day(at), image(copies)), day(at));
    let notes = resolution.notes.iter().map(|note| note.says.clone());
    (groups(&resolution, "device"), notes.collect())
}

#[test]
fn a_copied_serial_number_joins_nothing_until_a_week_after_it_was_mended() {
    let mut world = World::default();
    let (entities, notes) = pass(&mut world, 4, 0);
    assert_eq!(entities, "agent | copy 0 | copy 1 | copy 2 | copy 3");
    assert_eq!(
        notes,
        [
            "`jamf` gives the same serial number to several records (IMAGE001 to 4), so it joins \
             none"
        ]
    );
    // Three of the four are mended, and end after two snapshots without them.
    for at in 1..7 {
        let (entities, notes) = pass(&mut world, 1, at);
        assert_eq!(
            entities, "agent | copy 0 | copy 1 | copy 2 | copy 3",
            "day {at}"
        );
        assert!(notes.is_empty(), "told once: {notes:?}");
    }
    let resolution = world.pass(&snapshot(day(8), image(1)), day(8));
    assert_eq!(
        entity_of(&resolution, "agent").id,
        entity_of(&resolution, "copy 0").id
    );
}

#[test]
fn a_serial_number_that_is_copied_again_and_again_stays_distrusted() {
    let mut world = World::default();
    for at in 0..30 {
        let copies = if at % 5 == 0 { 4 } else { 1 };
        let (entities, _) = pass(&mut world, copies, at);
        assert!(entities.starts_with("agent | "), "day {at}: {entities}");
    }
}

#[test]
fn reading_the_same_snapshot_again_remembers_nothing_new() {
    let mut world = World::default();
    pass(&mut world, 4, 0);
    let remembered = world.book.distrusted.clone();
    assert_eq!(remembered.len(), 1);
    assert_eq!(remembered[0].last, day(0));
    let deliveries = snapshot(day(0), image(4));
    let resolution = world.pass(&deliveries, day(3));
    assert_eq!(resolution.distrusted, remembered);
}

#[test]
fn the_explanation_says_until_when_a_value_is_not_trusted() {
    let mut world = World::default();
    pass(&mut world, 4, 0);
    for at in 1..=2 {
        pass(&mut world, 1, at);
    }
    let resolution = world.pass(&snapshot(day(3), image(1)), day(3));
    let ignored = &entity_of(&resolution, "agent").suppressed;
    let reasons: Vec<&str> = ignored.iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(
        reasons,
        ["too many records carried it until 2026-06-01; it is trusted again from 2026-06-08"]
    );
}
