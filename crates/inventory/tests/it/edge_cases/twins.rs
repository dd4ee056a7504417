//! Groups 7, 9 and 10: one machine twice in one source, in several hands, in two sources of a sort.

use super::{Tale, of, things, things_of, why};

/// Group 7.
#[test]
fn a_machine_that_was_enrolled_again_is_one_machine_with_two_records() {
    let things = things_of(
        "device",
        &[
            "intune/device/old: serial number=7XKQ2B3; hostname=ada-7",
            "intune/device/new: serial number=7XKQ2B3; hostname=ada-7",
            "crowdstrike/device/a: serial number=7XKQ2B3",
        ],
    );
    assert_eq!(things, "crowdstrike/a + intune/new + intune/old");
}

/// Group 7.
#[test]
fn when_the_old_record_of_a_reinstalled_agent_ends_the_machine_keeps_its_number() {
    let mut tale = Tale::new();
    let jamf = "jamf/device/1: serial number=7XKQ2B3";
    let keep = "crowdstrike/device/z: serial number=1ZZZ9Y8";
    let old = "crowdstrike/device/a: serial number=7XKQ2B3; agent id=a";
    let new = "crowdstrike/device/b: serial number=7XKQ2B3; agent id=b";
    let before = tale.day(&[jamf, keep, old]);
    tale.day(&[jamf, keep, old, new]);
    tale.day(&[jamf, keep, new]);
    let after = tale.day(&[jamf, keep, new]);
    assert_eq!(of(&before, "jamf/1").id, of(&after, "crowdstrike/b").id);
    assert_eq!(of(&after, "jamf/1").life, model::Life::Live);
}

/// Group 7: one PC that a directory holds joined and registered.
#[test]
fn a_registered_twin_in_the_directory_is_not_taken_for_the_joined_machine() {
    let resolution = Tale::new().day(&[
        "entra/device/joined: management id=d-joined; hostname=ada-7",
        "entra/device/registered: management id=d-registered; hostname=ada-7",
        "intune/device/1: management id=d-joined; serial number=7XKQ2B3; hostname=ada-7",
    ]);
    assert_eq!(
        things(&resolution, "device"),
        "entra/joined + intune/1 | entra/registered"
    );
    let said = why(&resolution, "entra/registered");
    assert!(said.contains("entra gives it to 2 records"), "{said}");
}

/// Group 9: what two systems on one machine say must not be mixed in silence.
#[test]
fn two_systems_on_one_machine_are_told_apart_and_say_why() {
    let resolution = Tale::new().day(&[
        "crowdstrike/device/w: serial number=7XKQ2B3; operating system: Windows",
        "crowdstrike/device/l: serial number=7XKQ2B3; operating system: Linux",
    ]);
    assert_eq!(
        things(&resolution, "device"),
        "crowdstrike/l | crowdstrike/w"
    );
    assert!(
        why(&resolution, "crowdstrike/l").contains("operating systems differ"),
        "{}",
        why(&resolution, "crowdstrike/l")
    );
}

/// Group 9.
#[test]
fn a_private_phone_with_a_work_profile_is_one_phone() {
    let things = things_of(
        "device",
        &[
            "intune/device/work: imei=35-209900-176148-1; ownership: personal",
            "google/device/p: imei=352099001761481",
        ],
    );
    assert_eq!(things, "google/p + intune/work");
}

/// Group 9.
#[test]
fn a_machine_that_goes_to_somebody_else_keeps_its_number_and_changes_its_user() {
    let mut tale = Tale::new();
    let people = [
        "workday/person/e1: employee id=e1; name: Ada",
        "workday/person/e2: employee id=e2; name: Ben",
    ];
    let used_by = |id: &str| {
        format!("jamf/device/1: serial number=7XKQ2B3; -> user to person, employee id={id}")
    };
    let first = tale.day(&[people[0], people[1], &used_by("e1")]);
    let then = tale.day(&[people[0], people[1], &used_by("e2")]);
    let user = |resolution: &inventory::Resolution| {
        let link = &of(resolution, "jamf/1").links["user"];
        link.targets[0].to.clone()
    };
    assert_eq!(of(&first, "jamf/1").id, of(&then, "jamf/1").id);
    assert_eq!(user(&first), Some(of(&first, "workday/e1").id.clone()));
    assert_eq!(user(&then), Some(of(&then, "workday/e2").id.clone()));
}

/// Group 9.
#[test]
fn a_shared_machine_that_two_sources_give_two_users_is_one_machine_with_a_conflict() {
    let resolution = Tale::new().day(&[
        "workday/person/e1: employee id=e1",
        "workday/person/e2: employee id=e2",
        "jamf/device/1: serial number=7XKQ2B3; -> user to person, employee id=e1",
        "crowdstrike/device/a: serial number=7XKQ2B3; -> user to person, employee id=e2",
    ]);
    assert_eq!(things(&resolution, "device"), "crowdstrike/a + jamf/1");
    assert_eq!(of(&resolution, "jamf/1").links["user"].targets.len(), 2);
}

/// Group 10.
#[test]
fn a_change_of_device_manager_leaves_every_machine_what_it_was() {
    let mut tale = Tale::new();
    let lines = |source: &str, numbers: std::ops::Range<u32>| -> Vec<String> {
        let line = |n| format!("{source}/device/{source}-{n}: serial number=PF2ABC{n:02}");
        numbers.map(line).collect()
    };
    let old = lines("jamf", 10..20);
    let new = lines("kandji", 10..20);
    fn borrowed(lines: &[String]) -> Vec<&str> {
        lines.iter().map(String::as_str).collect()
    }
    let before = tale.day(&borrowed(&old));
    // Half of them are in both for a while.
    let overlap: Vec<String> = old.iter().chain(&new[..5]).cloned().collect();
    tale.day(&borrowed(&overlap));
    let both: Vec<String> = old.iter().chain(&new).cloned().collect();
    tale.day(&borrowed(&both));
    let after = tale.day(&borrowed(&new));
    assert_eq!(after.inventory.of("device").len(), 10);
    for n in 10..20 {
        let (was, is) = (format!("jamf/jamf-{n}"), format!("kandji/kandji-{n}"));
        assert_eq!(of(&before, &was).id, of(&after, &is).id);
    }
}

/// Group 10.
#[test]
fn one_name_in_two_tenants_is_two_machines_and_a_serial_number_is_one() {
    let resolution = Tale::new().day(&[
        "jamf/device/1: hostname=ada-7 in linden",
        "jamf-2/device/2: hostname=ada-7 in birch",
        "jamf/device/3: hostname=ben-7 in linden; serial number=7XKQ2B3",
        "crowdstrike/device/a: hostname=ben-7 in birch; serial number=7XKQ2B3",
    ]);
    assert_eq!(
        things(&resolution, "device"),
        "crowdstrike/a + jamf/3 | jamf-2/2 | jamf/1"
    );
}
