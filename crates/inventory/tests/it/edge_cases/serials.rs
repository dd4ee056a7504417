//! Groups 1 to 3: what serial numbers do.

use proptest::prelude::*;

use super::{Tale, of, things, things_of, why};

fn joined_by(serial: &str) -> String {
    things_of(
        "device",
        &[
            &format!("jamf/device/1: serial number={serial}"),
            &format!("crowdstrike/device/a: serial number={serial}"),
        ],
    )
}

/// Group 1.
#[test]
fn no_placeholder_serial_number_joins_anything() {
    for placeholder in [
        "",
        " ",
        "-1",
        "0",
        "00000000",
        "XXXXXXXXXX",
        "............",
        "[REDACTED]",
        "<hidden>",
        "None",
        "none specified",
        "N/A",
        "unknown",
        "Default string",
        "To be filled by O.E.M.",
        "To Be Filled By O.E.M. By More String",
        "System Serial Number",
        "Chassis Serial Number",
        "Base Board Serial Number",
        "Type2 - Board Serial Number",
        "Not Specified",
        "Not Applicable",
        "Not Present",
        "0123456789",
        "1234567890",
        "BSN12345678901234567",
        "MB-1234567890",
        "987654321",
        "ABCDEFGH",
        "O.E.M.",
        "INVALID",
        "VMware-56 4d 1a 2b 3c 4d 5e 6f-70 81 92 a3 b4 c5 d6 e7",
        "Parallels-1A 2B 3C 4D",
    ] {
        assert_eq!(
            joined_by(placeholder),
            "crowdstrike/a | jamf/1",
            "{placeholder:?}"
        );
    }
}

/// Group 1: the placeholder list kills no good serial number.
#[test]
fn good_serial_numbers_of_many_makers_join() {
    for good in [
        // Apple, before and after 2021
        "C02XK1YZJGH5",
        "FVFZL0ABLYWG",
        "K7Q2LM9X4T",
        // Dell
        "7XKQ2B3",
        "1234ABC",
        "NONE1B3",
        // HP
        "5CG1234ABC",
        "CND0376XYZ",
        "MXL0000001",
        // Lenovo
        "PF2ABCDE",
        "MJ0123AB",
        "R90TEST1",
        "PC0NULL9",
        // Microsoft
        "003412345678",
        "021873260557",
        // Asus, Acer, MSI, Gigabyte
        "L1N0CV00X123456",
        "NXA1BCD0123456789ABCDE",
        "K2012N0012345",
        "SN201940123456",
        // Samsung, Google, Panasonic, Fujitsu, Toshiba, Framework
        "R58M12ABCDE",
        "9B2AY1FFAZ00AB",
        "8ITSA12345",
        "YLNX012345",
        "1A234567H",
        "FRANBMCPAA1234567",
        // Supermicro, Cisco, Juniper, Synology, Raspberry Pi
        "S123456X7890123",
        "FCW1234A0BC",
        "FDO2112A1B2",
        "JN1234567AAA",
        "1780PDN123456",
        "100000008d83a1b2",
        // Virtual machines with a serial number of their own
        "GoogleCloud-0A1B2C3D4E5F60718293A4B5C6D7E8F9",
        "ec2a1b2c-3d4e-5f60-7182-93a4b5c6d7e8",
        "0000-0012-3456-7890-1234-5678-91",
        // They hold a word that alone would be no serial number.
        "OEM77120",
        "NA12345",
        "UNKNOWN7",
        "TEST0042",
        "SAMPLE19",
        "EMPTY123",
    ] {
        assert_eq!(joined_by(good), "crowdstrike/a + jamf/1", "{good:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Group 1, as makers build them: letters and digits that differ.
    #[test]
    fn what_a_maker_prints_on_a_machine_joins(
        serial in prop_oneof![
            "[1-9A-HJ-NP-Z]{6}[0-9][A-HJ-NP-Z]",
            "C02[A-Z0-9]{4}[A-HJ-NP-Z][0-9][A-Z]{2}[0-9]",
            "(5CG|CND|MXL)[0-9]{4}[A-Z]{3}",
            "(PF|MJ|R9|PC)[0-9][A-Z0-9]{4}[A-Z]",
            "0[0-4][0-9]{8}7[02468]",
        ],
    ) {
        prop_assert_eq!(joined_by(&serial), "crowdstrike/a + jamf/1");
    }
}

/// Group 1: the same serial number, however it is written.
#[test]
fn case_spaces_and_hyphens_make_no_other_serial_number() {
    let one = things_of(
        "device",
        &[
            "jamf/device/1: serial number=PF-2ABC/DE",
            "crowdstrike/device/a: serial number= pf2abcde ",
            "snipe/device/x: serial number=ＰＦ２ＡＢＣＤＥ",
        ],
    );
    assert_eq!(one, "crowdstrike/a + jamf/1 + snipe/x");
}

/// Group 2.
#[test]
fn the_same_serial_number_of_two_makers_is_two_machines() {
    let resolution = Tale::new().day(&[
        "jamf/device/1: serial number=7XKQ2B3; manufacturer: Dell Inc.",
        "crowdstrike/device/a: serial number=7XKQ2B3; manufacturer: LENOVO",
        "snipe/device/x: serial number=7XKQ2B3; manufacturer: Dell",
    ]);
    assert_eq!(
        things(&resolution, "device"),
        "crowdstrike/a | jamf/1 + snipe/x"
    );
    assert!(
        why(&resolution, "crowdstrike/a").contains("manufacturers differ"),
        "{}",
        why(&resolution, "crowdstrike/a")
    );
}

const BOARD: &str = "hardware uuid=4c4c4544-0051-3010-8036-b4c04f4e3132";
const NEW_BOARD: &str = "hardware uuid=4c4c4544-0051-3010-8036-b4c04f4e9999";

/// Group 3.
#[test]
fn a_machine_with_a_new_main_board_keeps_its_serial_number_and_its_number() {
    let mut tale = Tale::new();
    let jamf = |board: &str| format!("jamf/device/1: serial number=7XKQ2B3; {board}");
    let edr = |board: &str| format!("crowdstrike/device/a: serial number=7XKQ2B3; {board}");
    let before = tale.day(&[&jamf(BOARD), &edr(BOARD)]);
    // The agent sees the new board at once, the device manager a day later.
    let between = tale.day(&[&jamf(BOARD), &edr(NEW_BOARD)]);
    assert_eq!(things(&between, "device"), "crowdstrike/a + jamf/1");
    let after = tale.day(&[&jamf(NEW_BOARD), &edr(NEW_BOARD)]);
    assert_eq!(things(&after, "device"), "crowdstrike/a + jamf/1");
    assert_eq!(of(&before, "jamf/1").id, of(&after, "jamf/1").id);
}

/// Group 3.
#[test]
fn a_machine_that_comes_back_from_repair_with_another_serial_number_stays_what_it_is() {
    let mut tale = Tale::new();
    let jamf = |serial: &str| format!("jamf/device/1: serial number={serial}; {BOARD}");
    let edr = |serial: &str| format!("crowdstrike/device/a: serial number={serial}; {BOARD}");
    let before = tale.day(&[&jamf("7XKQ2B3"), &edr("7XKQ2B3")]);
    let after = tale.day(&[&jamf("9ABC1D2"), &edr("9ABC1D2")]);
    assert_eq!(things(&after, "device"), "crowdstrike/a + jamf/1");
    assert_eq!(of(&before, "jamf/1").id, of(&after, "jamf/1").id);
}

/// Group 3: what the register says is not what the machine says.
#[test]
fn a_register_that_still_has_the_old_serial_number_is_told_apart_and_named() {
    let mut tale = Tale::new();
    let register = "snipe/device/x: serial number=7XKQ2B3; hostname=ada-laptop";
    let jamf = |serial: &str| {
        format!("jamf/device/1: serial number={serial}; hostname=ada-laptop; {BOARD}")
    };
    let before = tale.day(&[register, &jamf("7XKQ2B3")]);
    assert_eq!(things(&before, "device"), "jamf/1 + snipe/x");
    let after = tale.day(&[register, &jamf("9ABC1D2")]);
    assert_eq!(things(&after, "device"), "jamf/1 | snipe/x");
    assert!(!why(&after, "snipe/x").is_empty());
}
