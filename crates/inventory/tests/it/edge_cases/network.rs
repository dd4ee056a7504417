//! Group 5: network addresses that travel from machine to machine, or that no machine has alone.

use super::{Tale, of, things, things_of, why};

/// Group 5.
#[test]
fn the_address_of_a_dock_that_many_use_joins_nobody() {
    let dock = "mac address=a4:83:e7:01:02:03";
    let resolution = Tale::new().day(&[
        &format!("jamf/device/1: serial number=7XKQ2B3; {dock}"),
        &format!("jamf/device/2: serial number=9ABC1D2; {dock}"),
        &format!("crowdstrike/device/a: {dock}"),
    ]);
    assert_eq!(
        things(&resolution, "device"),
        "crowdstrike/a | jamf/1 | jamf/2"
    );
    assert!(!why(&resolution, "crowdstrike/a").is_empty());
}

/// Group 5.
#[test]
fn a_dongle_that_goes_to_a_colleague_takes_no_machine_along() {
    let mut tale = Tale::new();
    let ada = "jamf/device/1: serial number=7XKQ2B3";
    let ben = "jamf/device/2: serial number=9ABC1D2";
    let agent = |id: &str, serial: &str, mac: &str| {
        format!("crowdstrike/device/{id}: serial number={serial}; {mac}")
    };
    let dongle = "mac address=a4:83:e7:01:02:03";
    let before = tale.day(&[
        ada,
        ben,
        &agent("a", "7XKQ2B3", dongle),
        &agent("b", "9ABC1D2", ""),
    ]);
    let after = tale.day(&[
        ada,
        ben,
        &agent("a", "7XKQ2B3", ""),
        &agent("b", "9ABC1D2", dongle),
    ]);
    for resolution in [&before, &after] {
        assert_eq!(
            things(resolution, "device"),
            "crowdstrike/a + jamf/1 | crowdstrike/b + jamf/2"
        );
    }
    assert_eq!(of(&before, "jamf/1").id, of(&after, "jamf/1").id);
}

/// Group 5.
#[test]
fn addresses_of_adapters_that_every_machine_has_join_nobody() {
    for shared in [
        "00:50:56:c0:00:08",
        "20-41-53-59-4E-FF",
        "50:50:54:50:30:30",
        "00:00:00:00:00:00",
        "00:00:00:00:00:e0",
        "ff:ff:ff:ff:ff:ff",
        // a group address
        "01:00:5e:00:00:fb",
        "33:50:6f:45:30:30",
        // locally administered: randomised Wi-Fi, containers, bridges, hidden by the system
        "da:a1:19:01:02:03",
        "02:42:ac:11:00:02",
        "0a:00:27:00:00:00",
        "02:00:00:00:00:00",
    ] {
        let things = things_of(
            "device",
            &[
                &format!("jamf/device/1: mac address={shared}"),
                &format!("crowdstrike/device/a: mac address={shared}"),
            ],
        );
        assert_eq!(things, "crowdstrike/a | jamf/1", "{shared}");
    }
}

/// Group 5.
#[test]
fn a_machine_whose_two_cards_show_one_address_is_one_machine() {
    let things = things_of(
        "device",
        &[
            "jamf/device/1: mac address=a4:83:e7:01:02:03; mac address=A4-83-E7-01-02-03",
            "crowdstrike/device/a: mac address=a483.e701.0203",
        ],
    );
    assert_eq!(things, "crowdstrike/a + jamf/1");
}

/// Group 5.
#[test]
fn a_machine_with_many_addresses_is_found_by_any_of_them_and_only_probably() {
    let resolution = Tale::new().day(&[
        "jamf/device/1: mac address=a4:83:e7:01:02:03; mac address=a4:83:e7:01:02:04",
        "crowdstrike/device/a: mac address=a4:83:e7:01:02:04; mac address=da:a1:19:01:02:03",
    ]);
    assert_eq!(things(&resolution, "device"), "crowdstrike/a + jamf/1");
    assert_eq!(of(&resolution, "jamf/1").tier, model::Tier::Probable);
}
