//! Group 6: what machines are called.

use std::collections::BTreeMap;

use super::{Tale, of, shipped, things, things_of};

fn joined(one: &str, other: &str) -> String {
    things_of(
        "device",
        &[
            &format!("jamf/device/1: hostname={one}"),
            &format!("crowdstrike/device/a: hostname={other}"),
        ],
    )
}

/// Group 6.
#[test]
fn a_machine_that_is_renamed_keeps_its_number() {
    let mut tale = Tale::new();
    let named = |name: &str| format!("jamf/device/1: serial number=7XKQ2B3; hostname={name}");
    let edr = |name: &str| format!("crowdstrike/device/a: serial number=7XKQ2B3; hostname={name}");
    let before = tale.day(&[&named("ada-laptop"), &edr("ada-laptop")]);
    let after = tale.day(&[&named("ben-laptop"), &edr("ada-laptop")]);
    assert_eq!(things(&after, "device"), "crowdstrike/a + jamf/1");
    assert_eq!(of(&before, "jamf/1").id, of(&after, "jamf/1").id);
}

/// Group 6.
#[test]
fn a_replacement_that_takes_over_the_name_is_another_machine() {
    let mut tale = Tale::new();
    let keep = [
        "jamf/device/9: serial number=1ZZZ9Y8",
        "crowdstrike/device/z: agent id=zz",
    ];
    let before = tale.day(&[
        keep[0],
        keep[1],
        "jamf/device/1: serial number=7XKQ2B3; hostname=ada-7",
        "crowdstrike/device/a: hostname=ada-7",
    ]);
    let mut last = None;
    for _ in 0..3 {
        last = Some(tale.day(&[
            keep[0],
            keep[1],
            "jamf/device/2: serial number=9ABC1D2; hostname=ada-7",
            "crowdstrike/device/b: hostname=ada-7",
        ]));
    }
    let after = last.unwrap();
    assert_eq!(
        things(&after, "device"),
        "crowdstrike/b + jamf/2 | crowdstrike/z | jamf/9"
    );
    assert_ne!(of(&before, "jamf/1").id, of(&after, "jamf/2").id);
}

/// Group 6.
#[test]
fn names_that_machines_come_with_join_nobody() {
    for name in [
        "localhost",
        "localhost.localdomain",
        "MacBook-Pro",
        "MacBook-Pro.local",
        "ubuntu",
        "iPhone",
        "iPad",
        "android-2f1c",
    ] {
        assert_eq!(joined(name, name), "crowdstrike/a | jamf/1", "{name}");
    }
}

/// Group 6.
#[test]
fn a_name_is_the_same_however_a_system_writes_it() {
    for (one, other) in [
        ("ADA-LAPTOP-7", "ada-laptop-7"),
        (
            "ada-laptop-7.corp.linden.example.",
            "ADA-LAPTOP-7.corp.linden.example",
        ),
        // What the network of the moment puts behind it.
        ("ada-laptop-7.local", "ada-laptop-7"),
        ("ada-laptop-7.lan", "ada-laptop-7.home"),
        // What macOS makes of the name people give.
        ("Erkang's MacBook (2)", "Erkangs-MacBook-2"),
        ("Erkang’s MacBook (2)", "erkangs-macbook-2.local"),
        // Punycode
        ("kuche-münchen.example", "xn--kuche-mnchen-jlb.example"),
    ] {
        assert_eq!(
            joined(one, other),
            "crowdstrike/a + jamf/1",
            "{one} {other}"
        );
    }
}

/// Group 6.
#[test]
fn a_name_with_a_number_behind_it_is_another_name() {
    assert_eq!(
        joined("Erkang's MacBook", "Erkang's MacBook (2)"),
        "crowdstrike/a | jamf/1"
    );
}

/// Group 6.
#[test]
fn one_name_in_two_domains_is_two_machines() {
    assert_eq!(
        joined("web-1.prod.linden.example", "web-1.staging.linden.example"),
        "crowdstrike/a | jamf/1"
    );
}

/// Group 6: nobody guesses that a short name is meant in one domain; the organisation says so.
#[test]
fn a_short_name_is_the_full_one_where_the_organisation_names_its_domain() {
    let lines = [
        "jamf/device/1: hostname=ada-laptop-7.corp.linden.example",
        "crowdstrike/device/a: hostname=ADA-LAPTOP-7",
    ];
    assert_eq!(things_of("device", &lines), "crowdstrike/a | jamf/1");
    let mut tale = Tale::new();
    tale.words = in_domains("device", "hostname", &[("corp.linden.example", "")]);
    assert_eq!(
        things(&tale.day(&lines), "device"),
        "crowdstrike/a + jamf/1"
    );
}

/// Group 6: a cut name might be several; it joins nobody and harms nobody.
#[test]
fn a_name_that_was_cut_at_fifteen_characters_joins_nobody() {
    let resolution = Tale::new().day(&[
        "jamf/device/1: serial number=7XKQ2B3; hostname=finance-laptop-ada",
        "jamf/device/2: serial number=9ABC1D2; hostname=finance-laptop-ben",
        "crowdstrike/device/a: hostname=FINANCE-LAPTOP-",
        "crowdstrike/device/b: serial number=9ABC1D2; hostname=FINANCE-LAPTOP-",
    ]);
    assert_eq!(
        things(&resolution, "device"),
        "crowdstrike/a | crowdstrike/b + jamf/2 | jamf/1"
    );
}

/// The shipped words, with what an organisation knows of its domains.
fn in_domains(kind: &str, identifier: &str, domains: &[(&str, &str)]) -> model::Vocabulary {
    let mut words = shipped();
    let kind = words.kinds.get_mut(kind).unwrap();
    let identifier = kind.identifiers.get_mut(identifier).unwrap();
    let own = domains
        .iter()
        .map(|(d, same)| ((*d).to_owned(), (*same).to_owned()));
    identifier.same_domains = own.collect::<BTreeMap<_, _>>();
    words
}

/// Group 6: what a merged machine is called does not change with whoever was read last.
#[test]
fn a_machine_keeps_its_name_whichever_source_was_read_last() {
    let mut tale = Tale::new();
    let jamf = "jamf/device/1: serial number=7XKQ2B3; name: Ada's MacBook";
    let edr = "crowdstrike/device/a: serial number=7XKQ2B3; name: ADAS-MACBOOK";
    assert_eq!(of(&tale.day(&[edr]), "crowdstrike/a").name, "ADAS-MACBOOK");
    // The device manager is trusted first for names; after that nothing moves any more.
    for lines in [vec![edr, jamf], vec![jamf, edr], vec![edr, jamf]] {
        let resolution = tale.day(&lines);
        assert_eq!(of(&resolution, "jamf/1").name, "Ada's MacBook");
    }
    let scanner = "a-scanner/device/s: serial number=7XKQ2B3; name: 10-0-0-7";
    let resolution = tale.day(&[edr, jamf, scanner]);
    assert_eq!(of(&resolution, "jamf/1").name, "Ada's MacBook");
}

/// Group 6: of sources that nobody ranks, the first to tell of it names it.
#[test]
fn a_source_that_is_added_later_renames_nothing() {
    let mut tale = Tale::new();
    let edr = "crowdstrike/device/a: serial number=7XKQ2B3; name: ADAS-MACBOOK";
    tale.day(&[edr]);
    let scanner = "a-scanner/device/s: serial number=7XKQ2B3; name: 10-0-0-7";
    for _ in 0..2 {
        let resolution = tale.day(&[edr, scanner]);
        assert_eq!(of(&resolution, "crowdstrike/a").name, "ADAS-MACBOOK");
    }
}
