//! Which records are one thing: the edge cases real inventories have.

use model::{Life, Record, Tier};

use crate::support::{
    Fill, World, complete, day, entity_of, groups, members, record, resolved, snapshot, text,
};

/// Devices as `source/native id: claims`, and what they come to.
fn check(devices: &[(&str, &[&str])], expected: &str) {
    let resolution = resolved(
        devices
            .iter()
            .map(|(path, claims)| device(path, claims))
            .collect(),
    );
    assert_eq!(groups(&resolution, "device"), expected);
}

fn device(path: &str, claims: &[&str]) -> Record {
    let (source, id) = path.split_once('/').unwrap();
    record(&format!("{source}/device/{id}"), claims)
}

const UUID: &str = "hardware uuid=4c4c4544-0051-3010-8036-b4c04f4e3132";
const OTHER_UUID: &str = "hardware uuid=4c4c4544-0051-3010-8036-b4c04f4e9999";

#[test]
fn a_shared_serial_number_joins_sources() {
    check(
        &[
            ("jamf/7001", &["serial number=C02-T7X1"]),
            ("edr/a1", &["serial number=c02t7x1"]),
        ],
        "a1 + 7001",
    );
}

#[test]
fn placeholder_serial_numbers_join_nobody() {
    for placeholder in [
        "",
        "-1",
        "0",
        "[REDACTED]",
        "To be filled by O.E.M.",
        "00000000",
    ] {
        let serial = format!("serial number={placeholder}");
        check(
            &[
                ("jamf/1", &[&serial]),
                ("edr/2", &[&serial]),
                ("edr/3", &[&serial]),
            ],
            "2 | 3 | 1",
        );
    }
}

#[test]
fn a_value_on_too_many_records_of_one_source_is_ignored_and_says_so() {
    let clones: Vec<Record> = (0..5)
        .map(|n| device(&format!("jamf/{n}"), &["serial number=GOLD1234"]))
        .collect();
    let resolution = resolved(clones);
    assert_eq!(resolution.inventory.of("device").len(), 5);
    let ignored = &resolution.inventory.of("device")[0].suppressed[0];
    assert_eq!(ignored.records, 5);
    assert_eq!(ignored.reason, "jamf gives it to 5 records");
}

#[test]
fn the_same_serial_number_of_two_makers_is_two_devices() {
    let one =
        device("jamf/1", &["serial number=12345678X"]).with("manufacturer", text("Dell Inc."));
    let two = device("edr/2", &["serial number=12345678X"]).with("manufacturer", text("LENOVO"));
    let same = device("cmdb/3", &["serial number=12345678X"]).with("manufacturer", text("Dell"));
    let resolution = resolved(vec![one, two, same]);
    assert_eq!(groups(&resolution, "device"), "3 + 1 | 2");
    let veto = &entity_of(&resolution, "2").refused[0].veto;
    assert_eq!(veto, "their manufacturers differ: dell and lenovo");
}

#[test]
fn a_new_main_board_keeps_the_device() {
    check(
        &[
            ("jamf/1", &["serial number=C02T7X1", UUID]),
            ("edr/2", &["serial number=C02T7X1", OTHER_UUID]),
        ],
        "2 + 1",
    );
}

#[test]
fn a_cloned_uuid_beside_two_serial_numbers_joins_nobody() {
    let resolution = resolved(vec![
        device("jamf/1", &["serial number=AAAA1111", UUID]),
        device("jamf/2", &["serial number=BBBB2222", UUID]),
        device("edr/3", &[UUID]),
    ]);
    assert_eq!(groups(&resolution, "device"), "3 | 1 | 2");
    assert_eq!(
        entity_of(&resolution, "3").suppressed[0].reason,
        "it stands beside 2 different values of `serial number`"
    );
}

#[test]
fn a_dock_shared_by_laptops_joins_nobody() {
    let dock = "mac address=a4:83:e7:01:02:03";
    check(
        &[("jamf/1", &[dock]), ("jamf/2", &[dock]), ("edr/3", &[dock])],
        "3 | 1 | 2",
    );
}

#[test]
fn a_made_up_address_joins_nobody() {
    let random = "mac address=da:a1:19:01:02:03";
    check(&[("jamf/1", &[random]), ("edr/2", &[random])], "2 | 1");
}

#[test]
fn a_hostname_joins_only_probably() {
    let resolution = resolved(vec![
        device("jamf/1", &["hostname=Ada-MacBook", "serial number=C02T7X1"]),
        device("edr/2", &["hostname=ada-macbook"]),
    ]);
    assert_eq!(groups(&resolution, "device"), "2 + 1");
    assert_eq!(resolution.inventory.of("device")[0].tier, Tier::Probable);
}

#[test]
fn a_strong_identifier_makes_a_device_confirmed() {
    let resolution = resolved(vec![
        device("jamf/1", &["hostname=ada-macbook", "serial number=C02T7X1"]),
        device("edr/2", &["hostname=ada-macbook", "serial number=C02T7X1"]),
    ]);
    assert_eq!(resolution.inventory.of("device")[0].tier, Tier::Confirmed);
    assert_eq!(resolution.inventory.of("device")[0].proof.len(), 1);
}

#[test]
fn a_weak_identifier_never_joins() {
    check(
        &[
            ("jamf/1", &["ip address=10.0.0.7"]),
            ("edr/2", &["ip address=10.0.0.7"]),
        ],
        "2 | 1",
    );
}

#[test]
fn a_replacement_laptop_of_the_same_name_is_another_device() {
    let mut world = World::default();
    let old = device("jamf/1", &["hostname=ada", "serial number=AAAA1111"]);
    let old_agent = device("edr/a", &["hostname=ada"]);
    world.pass(&snapshot(day(0), vec![old, old_agent.clone()]), day(0));
    let new = device("jamf/2", &["hostname=ada", "serial number=BBBB2222"]);
    let new_agent = device("edr/b", &["hostname=ada"]);
    let mut last = None;
    for n in 1..4 {
        let records = vec![new.clone(), new_agent.clone()];
        last = Some(world.pass(&snapshot(day(n), records), day(n)));
    }
    let last = last.unwrap();
    assert_eq!(groups(&last, "device"), "a + 1 | b + 2");
    assert_eq!(entity_of(&last, "1").life, Life::Gone);
}

#[test]
fn two_laptops_of_one_name_keep_their_agents_apart() {
    let resolution = resolved(vec![
        device("jamf/1", &["hostname=ada", "serial number=AAAA1111"]),
        device("cmdb/2", &["hostname=ada", "serial number=BBBB2222"]),
        device("edr/3", &["hostname=ada"]),
    ]);
    assert_eq!(groups(&resolution, "device"), "2 | 3 | 1");
}

#[test]
fn a_reimaged_laptop_has_two_records_in_one_source_and_is_one_device() {
    check(
        &[
            ("jamf/1", &["serial number=C02T7X1"]),
            ("jamf/2", &["serial number=C02T7X1"]),
            ("edr/3", &["serial number=C02T7X1"]),
        ],
        "3 + 1 + 2",
    );
}

#[test]
fn a_renamed_laptop_stays_one_device() {
    let mut world = World::default();
    let named = |name: &str| {
        vec![
            device(
                "jamf/1",
                &["serial number=C02T7X1", &format!("hostname={name}")],
            ),
            device("edr/2", &["serial number=C02T7X1", "hostname=ada"]),
        ]
    };
    let before = world.pass(&snapshot(day(0), named("ada")), day(0));
    let after = world.pass(&snapshot(day(1), named("adas-new-laptop")), day(1));
    assert_eq!(groups(&before, "device"), groups(&after, "device"));
    assert!(after.minted.is_empty());
}

#[test]
fn different_serial_numbers_keep_records_apart_whatever_else_they_share() {
    let resolution = resolved(vec![
        device("jamf/1", &["serial number=AAAA1111", "agent id=77"]),
        device("edr/2", &["serial number=BBBB2222", "agent id=77"]),
    ]);
    assert_eq!(groups(&resolution, "device"), "2 | 1");
    assert_eq!(
        entity_of(&resolution, "1").refused[0].veto,
        "their serial number differs: AAAA1111 and BBBB2222"
    );
}

#[test]
fn records_that_run_different_systems_are_not_joined_by_a_hostname() {
    let mac = device("jamf/1", &["hostname=ada"]).with("operating system", text("macOS"));
    let windows = device("edr/2", &["hostname=ada"]).with("operating system", text("Windows"));
    let resolution = resolved(vec![mac, windows]);
    assert_eq!(groups(&resolution, "device"), "2 | 1");
    let veto = &entity_of(&resolution, "1").refused[0].veto;
    assert_eq!(veto, "their operating systems differ: Windows and macOS");
}

#[test]
fn a_source_migration_joins_old_and_new() {
    check(
        &[
            ("jamf/1", &["serial number=C02T7X1", UUID]),
            ("kandji/k", &[UUID]),
            ("edr/e", &["serial number=C02T7X1"]),
        ],
        "e + 1 + k",
    );
}

#[test]
fn a_name_in_two_tenants_is_two_names() {
    check(
        &[
            ("jamf/1", &["hostname=ada in north"]),
            ("edr/2", &["hostname=ada in south"]),
        ],
        "2 | 1",
    );
    check(
        &[
            ("jamf/1", &["hostname=ada in north"]),
            ("edr/2", &["hostname=ada in North"]),
        ],
        "2 + 1",
    );
}

#[test]
fn one_poisoned_record_cannot_join_everybody() {
    let hosts: Vec<String> = (0..1000).map(|n| format!("hostname=host-{n:04}")).collect();
    let all: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let mut records = vec![device("edr/poison", &all)];
    for n in 900..1000 {
        records.push(device(
            &format!("jamf/{n}"),
            &[&format!("hostname=host-{n:04}")],
        ));
    }
    let resolution = resolved(records);
    assert_eq!(resolution.inventory.of("device").len(), 101);
}

#[test]
fn people_with_one_address_and_two_employee_ids_are_two() {
    let resolution = resolved(vec![
        record(
            "workday/person/1",
            &["employee id=1", "email=ada@linden.example"],
        ),
        record(
            "okta/person/2",
            &["employee id=2", "email=ada@linden.example"],
        ),
    ]);
    assert_eq!(groups(&resolution, "person"), "2 | 1");
}

#[test]
fn a_married_name_keeps_the_person() {
    let resolution = resolved(vec![
        record(
            "workday/person/1",
            &["employee id=1", "email=ada.new@linden.example"],
        ),
        record(
            "okta/person/2",
            &[
                "email=ada.new@linden.example",
                "email=ada.old@linden.example",
            ],
        ),
        record("training/person/3", &["email=Ada.Old@linden.example"]),
    ]);
    assert_eq!(groups(&resolution, "person"), "2 + 3 + 1");
}

#[test]
fn a_kind_without_identifiers_keeps_each_record_apart() {
    let resolution = resolved(vec![
        record("backstage/service/a", &["name=shop"]),
        record("cmdb/service/b", &["name=shop"]),
    ]);
    assert_eq!(groups(&resolution, "service"), "a | b");
}

#[test]
fn a_derived_kind_is_stored_under_its_root() {
    let resolution = resolved(vec![
        record("jamf/laptop/1", &["serial number=C02T7X1"]),
        record("edr/device/2", &["serial number=C02T7X1"]),
    ]);
    assert_eq!(groups(&resolution, "device"), "2 + 1");
    assert!(resolution.inventory.of("laptop").is_empty());
}

#[test]
fn the_strongest_identifier_joins_first() {
    check(
        &[
            ("edr/a", &["serial number=C02T7X1"]),
            ("edr/b", &["hostname=ada"]),
            ("jamf/1", &["serial number=C02T7X1", "hostname=ada"]),
        ],
        "a + 1 | b",
    );
}

#[test]
fn a_reinstalled_agent_takes_the_place_of_its_tombstone() {
    let mut world = World::default();
    let laptop = device("jamf/1", &["hostname=ada"]);
    let records = |agent| vec![laptop.clone(), device(agent, &["hostname=ada"])];
    let before = world.pass(&snapshot(day(0), records("edr/a")), day(0));
    let other = device("edr/z", &["hostname=other"]);
    let mut after = before.clone();
    for n in 1..4 {
        let mut records = records("edr/b");
        records.push(other.clone());
        after = world.pass(&snapshot(day(n), records), day(n));
    }
    assert_eq!(groups(&before, "device"), "a + 1");
    assert_eq!(members(entity_of(&after, "1")), "b + 1");
    assert_eq!(entity_of(&after, "1").id, entity_of(&before, "1").id);
    assert_eq!(members(entity_of(&after, "a")), "a");
}

#[test]
fn a_failed_run_changes_no_identity() {
    let mut world = World::default();
    let shared = ["jamf/1", "jamf/2", "jamf/3", "jamf/4"];
    let records: Vec<Record> = shared
        .iter()
        .map(|path| device(path, &["hostname=kiosk"]))
        .collect();
    let agent = complete("edr", day(0), vec![device("edr/e", &["hostname=kiosk"])]);
    let before = world.pass(&[complete("jamf", day(0), records), agent.clone()], day(0));
    let after = world.pass(&[crate::support::failed("jamf"), agent], day(1));
    assert_eq!(groups(&before, "device"), "e | 1 | 2 | 3 | 4");
    assert_eq!(groups(&after, "device"), "e | 1 | 2 | 3 | 4");
    assert!(after.minted.is_empty());
}
