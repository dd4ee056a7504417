//! Groups 4 and 8: machines that were copied, and machines that come and go.

use super::{Tale, of, things, things_of, why};

const UUID: &str = "hardware uuid=4c4c4544-0051-3010-8036-b4c04f4e3132";

/// Group 4.
#[test]
fn a_uuid_that_a_cloned_machine_shares_with_its_original_joins_nobody() {
    let resolution = Tale::new().day(&[
        &format!("jamf/device/1: serial number=7XKQ2B3; {UUID}"),
        &format!("jamf/device/2: serial number=9ABC1D2; {UUID}"),
        &format!("crowdstrike/device/a: {UUID}"),
    ]);
    assert_eq!(
        things(&resolution, "device"),
        "crowdstrike/a | jamf/1 | jamf/2"
    );
    assert!(!why(&resolution, "crowdstrike/a").is_empty());
}

/// Group 4.
#[test]
fn containers_that_show_the_uuid_of_their_host_are_not_their_host() {
    let mut lines: Vec<String> = (1..6)
        .map(|n| format!("crowdstrike/device/c{n}: {UUID}; hostname=web-{n}"))
        .collect();
    lines.push(format!("jamf/device/host: {UUID}; hostname=metal-1"));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let resolution = Tale::new().day(&lines);
    assert_eq!(resolution.inventory.of("device").len(), 6);
    assert!(why(&resolution, "jamf/host").contains("gives it to 5 records"));
}

/// Group 4.
#[test]
fn a_golden_image_with_an_agent_in_it_makes_no_giant_machine() {
    let lines: Vec<String> = (1..9)
        .map(|n| format!("crowdstrike/device/{n}: agent id=golden; serial number=PF2ABC0{n}"))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let resolution = Tale::new().day(&lines);
    assert_eq!(resolution.inventory.of("device").len(), 8);
    assert!(why(&resolution, "crowdstrike/1").contains("gives it to 8 records"));
}

/// Group 4.
#[test]
fn a_machine_restored_from_a_snapshot_that_enrols_again_is_the_same_machine() {
    let mut tale = Tale::new();
    let before = tale.day(&[
        &format!("crowdstrike/device/a: {UUID}"),
        &format!("jamf/device/1: {UUID}"),
    ]);
    let after = tale.day(&[
        &format!("crowdstrike/device/a: {UUID}"),
        &format!("crowdstrike/device/b: {UUID}"),
        &format!("jamf/device/1: {UUID}"),
    ]);
    assert_eq!(
        things(&after, "device"),
        "crowdstrike/a + crowdstrike/b + jamf/1"
    );
    assert_eq!(of(&before, "jamf/1").id, of(&after, "jamf/1").id);
}

/// Group 4.
#[test]
fn a_virtual_machine_that_moves_to_another_host_stays_one() {
    let mut tale = Tale::new();
    let seen = |address: &str| {
        [
            format!("crowdstrike/device/a: {UUID}; hostname=db-1; ip address: {address}"),
            format!("jamf/device/1: {UUID}; hostname=db-1"),
        ]
    };
    let [edr, jamf] = seen("10.0.0.7");
    let before = tale.day(&[&edr, &jamf]);
    let [edr, jamf] = seen("10.9.0.7");
    let after = tale.day(&[&edr, &jamf]);
    assert_eq!(things(&after, "device"), "crowdstrike/a + jamf/1");
    assert_eq!(of(&before, "jamf/1").id, of(&after, "jamf/1").id);
}

/// Group 4: SMBIOS stores the first groups the other way round than people write them.
#[test]
fn a_uuid_is_the_same_whichever_way_round_a_tool_prints_it() {
    for (one, other) in [
        (
            "4c4c4544-0051-3010-8036-b4c04f4e3132",
            "44454C4C-5100-1030-8036-B4C04F4E3132",
        ),
        (
            "564D1A2B-3C4D-4E6F-B081-92A3B4C5D6E7",
            "2b1a4d56-4d3c-6f4e-b081-92a3b4c5d6e7",
        ),
    ] {
        let things = things_of(
            "device",
            &[
                &format!("jamf/device/1: hardware uuid={one}"),
                &format!("crowdstrike/device/a: hardware uuid={other}"),
            ],
        );
        assert_eq!(things, "crowdstrike/a + jamf/1", "{one}");
    }
}

/// Group 4: values that firmware ships, whichever way round.
#[test]
fn a_uuid_that_was_never_set_joins_nobody() {
    for unset in [
        "00000000-0000-0000-0000-000000000000",
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "03000200-0400-0500-0006-000700080009",
        "00020003-0004-0005-0006-000700080009",
        "12345678-1234-5678-90AB-CDDEEFAABBCC",
    ] {
        let things = things_of(
            "device",
            &[
                &format!("jamf/device/1: hardware uuid={unset}"),
                &format!("crowdstrike/device/a: hardware uuid={unset}"),
            ],
        );
        assert_eq!(things, "crowdstrike/a | jamf/1", "{unset}");
    }
}

/// Group 8.
#[test]
fn instances_that_come_and_go_under_one_name_and_address_are_one_each() {
    let mut tale = Tale::new();
    let instance = |id: &str| {
        [
            format!("aws/device/{id}: cloud instance={id}; hostname=web; ip address: 10.0.0.5"),
            format!("crowdstrike/device/a-{id}: cloud instance={id}; hostname=web"),
        ]
    };
    let other = "aws/device/i-keep: cloud instance=i-keep";
    let agent = "crowdstrike/device/a-keep: cloud instance=i-keep";
    let mut seen = Vec::new();
    for id in ["i-1", "i-2", "i-3"] {
        let [aws, edr] = instance(id);
        let resolution = tale.day(&[&aws, &edr, other, agent]);
        let entity = of(&resolution, &format!("aws/{id}"));
        assert_eq!(entity.members.len(), 2, "{id}");
        seen.push(entity.id.number);
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 3);
}

/// Group 8.
#[test]
fn what_a_scanner_found_under_an_address_alone_joins_nobody() {
    let things = things_of(
        "device",
        &[
            "scanner/device/10.0.0.5: ip address: 10.0.0.5",
            "aws/device/i-1: cloud instance=i-1; ip address: 10.0.0.5",
            "aws/device/i-2: cloud instance=i-2; ip address: 10.0.0.5",
        ],
    );
    assert_eq!(things, "aws/i-1 | aws/i-2 | scanner/10.0.0.5");
}
