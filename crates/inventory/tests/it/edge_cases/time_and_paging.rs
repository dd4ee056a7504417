//! Group 15: answers that are late, cut off, repeated or out of order.

use model::{Life, Record, ScopeOutcome};

use super::{Tale, of, things, written};
use crate::support::{complete, day, failed, rejected, run};

fn machines(numbers: std::ops::Range<u32>) -> Vec<Record> {
    let one = |n: u32| written(&format!("jamf/device/{n}: serial number=PF2ABC{n:02}"));
    numbers.map(one).collect()
}

fn gone(resolution: &inventory::Resolution) -> usize {
    let devices = resolution.inventory.of("device").iter();
    devices.filter(|device| device.life == Life::Gone).count()
}

/// Group 15.
#[test]
fn a_clock_that_runs_ahead_ends_nothing_and_blocks_no_later_answer() {
    let mut tale = Tale::new();
    tale.deliver(&[complete("jamf", day(0), machines(10..20))]);
    for _ in 0..3 {
        let ahead = tale.deliver(&[complete("jamf", day(90), machines(10..18))]);
        assert_eq!(gone(&ahead), 0);
    }
    for now in 4..7 {
        tale.deliver(&[complete("jamf", day(now), machines(10..19))]);
    }
    let after = tale.deliver(&[complete("jamf", day(7), machines(10..19))]);
    assert_eq!(gone(&after), 1);
}

/// Group 15.
#[test]
fn an_answer_that_arrives_late_takes_nothing_back() {
    let mut tale = Tale::new();
    tale.deliver(&[complete("jamf", day(0), machines(10..20))]);
    let now = tale.deliver(&[complete("jamf", day(1), machines(10..21))]);
    assert_eq!(now.inventory.of("device").len(), 11);
    let late = tale.deliver(&[complete("jamf", day(0), machines(10..20))]);
    assert_eq!(late.inventory.of("device").len(), 11);
    assert_eq!(gone(&late), 0);
    assert_eq!(of(&late, "jamf/20").life, Life::Live);
}

/// Group 15.
#[test]
fn the_same_answer_again_and_again_ends_nothing() {
    let mut tale = Tale::new();
    tale.deliver(&[complete("jamf", day(0), machines(10..20))]);
    for _ in 0..5 {
        let again = tale.deliver(&[complete("jamf", day(1), machines(10..19))]);
        assert_eq!(gone(&again), 0);
    }
}

/// Group 15.
#[test]
fn pages_out_of_order_and_a_machine_on_two_of_them_are_the_same_machines() {
    let mut pages = machines(10..20);
    let ordered = Tale::new().deliver(&[complete("jamf", day(0), pages.clone())]);
    // It moved to the next page while the pages were read.
    pages.extend(machines(14..15));
    pages.reverse();
    let turned = Tale::new().deliver(&[complete("jamf", day(0), pages)]);
    assert_eq!(ordered.inventory, turned.inventory);
}

/// Group 15.
#[test]
fn a_machine_that_slipped_between_two_pages_is_only_missed_once() {
    let mut tale = Tale::new();
    tale.deliver(&[complete("jamf", day(0), machines(10..20))]);
    let slipped = tale.deliver(&[complete("jamf", day(1), machines(11..20))]);
    assert_eq!(of(&slipped, "jamf/10").life, Life::Unconfirmed);
    let back = tale.deliver(&[complete("jamf", day(2), machines(10..20))]);
    assert_eq!(of(&back, "jamf/10").life, Life::Live);
}

/// Group 15.
#[test]
fn a_cursor_that_was_cut_off_ends_nothing_however_often() {
    let mut tale = Tale::new();
    tale.deliver(&[complete("jamf", day(0), machines(10..20))]);
    for now in 1..6 {
        let cut = run(
            "jamf",
            ScopeOutcome::Partial,
            Some(day(now)),
            machines(10..12),
        );
        assert_eq!(gone(&tale.deliver(&[cut])), 0);
    }
}

/// Group 15.
#[test]
fn an_empty_answer_with_a_friendly_code_ends_nothing() {
    let mut tale = Tale::new();
    tale.deliver(&[complete("jamf", day(0), machines(10..20))]);
    let empty = tale.deliver(&[complete("jamf", day(1), Vec::new())]);
    assert_eq!(gone(&empty), 0);
    let back = tale.deliver(&[complete("jamf", day(2), machines(10..20))]);
    assert_eq!(gone(&back), 0);
    assert_eq!(things(&back, "device").split(" | ").count(), 10);
}

/// Group 15.
#[test]
fn a_region_that_refuses_to_answer_ends_nothing_of_its_own_and_nothing_of_another() {
    let mut tale = Tale::new();
    let scoped = |region: &str, outcome, at, records: Vec<Record>| {
        let mut delivery = run("aws", outcome, at, records);
        region.clone_into(&mut delivery.runs[0].scope);
        region.clone_into(&mut delivery.states[0].scope);
        for record in &mut delivery.records {
            region.clone_into(&mut record.scope);
        }
        delivery
    };
    let instance = |id: &str| written(&format!("aws/device/{id}: cloud instance={id}"));
    let both = |now: u32, north: Option<Vec<Record>>| {
        let south = scoped(
            "south",
            ScopeOutcome::Complete,
            Some(day(now)),
            vec![instance("i-s")],
        );
        let mut all = match north {
            Some(records) => scoped("north", ScopeOutcome::Complete, Some(day(now)), records),
            None => scoped("north", ScopeOutcome::Failed, None, Vec::new()),
        };
        all.runs.extend(south.runs);
        all.states.extend(south.states);
        all.records.extend(south.records);
        all
    };
    tale.deliver(&[both(0, Some(vec![instance("i-n")]))]);
    for now in 1..5 {
        let refused = tale.deliver(&[both(now, None)]);
        assert_eq!(of(&refused, "aws/i-n").life, Life::Unconfirmed);
        assert_eq!(of(&refused, "aws/i-s").life, Life::Live);
    }
    let back = tale.deliver(&[both(5, Some(vec![instance("i-n")]))]);
    assert_eq!(of(&back, "aws/i-n").life, Life::Live);
}

/// Group 15.
#[test]
fn a_changed_answer_that_cannot_be_read_ends_nothing() {
    let mut tale = Tale::new();
    tale.deliver(&[complete("jamf", day(0), machines(10..12))]);
    for now in 1..4 {
        let mut drifted = complete("jamf", day(now), machines(10..11));
        let unread = rejected("device", &["serial number=PF2ABC11"]);
        drifted.rejected.push(unread);
        assert_eq!(gone(&tale.deliver(&[drifted])), 0);
    }
}

/// Group 15.
#[test]
fn a_source_that_cannot_be_read_changes_no_identity() {
    let mut tale = Tale::new();
    let edr = || vec![written("crowdstrike/device/a: serial number=PF2ABC10")];
    let before = tale.deliver(&[
        complete("jamf", day(0), machines(10..12)),
        complete("crowdstrike", day(0), edr()),
    ]);
    let after = tale.deliver(&[failed("jamf"), complete("crowdstrike", day(1), edr())]);
    assert_eq!(things(&before, "device"), things(&after, "device"));
    assert_eq!(of(&before, "jamf/10").id, of(&after, "crowdstrike/a").id);
}
