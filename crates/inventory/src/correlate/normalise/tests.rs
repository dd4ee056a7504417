use model::{
    Claim, ClaimStrength,
    vocabulary::{Identifier, IdentifierForm},
};

use super::Reader;

/// What a value of a form comes to: its one way of writing, or why it identifies nothing.
fn check(form: IdentifierForm, value: &str, expected: &str) {
    check_with(form, &[], value, expected);
}

fn check_with(form: IdentifierForm, placeholders: &[&str], value: &str, expected: &str) {
    let identifier = Identifier {
        strength: ClaimStrength::Strong,
        form,
        exclusive: false,
        shared_by_most: None,
        placeholders: placeholders.iter().map(|p| (*p).to_owned()).collect(),
        same_domains: Default::default(),
        plus_is_alias: false,
    };
    let claim = Claim {
        key: "key".into(),
        value: value.into(),
        scope: None,
    };
    let read = Reader::new(&identifier).normalise(&claim);
    let got = read.map_or_else(|why| why.to_string(), |claim| claim.value);
    assert_eq!(got, expected, "{value:?} as {form:?}");
}

#[test]
fn one_serial_number_is_written_one_way() {
    use IdentifierForm::Serial;
    check(Serial, " c02-t7.x1 ", "C02T7X1");
    check(Serial, "Ｃ０２Ｔ７", "C02T7");
    check(Serial, "PF-0X/12_3", "PF0X123");
}

#[test]
fn placeholder_serial_numbers_identify_nothing() {
    use IdentifierForm::Serial;
    for value in [
        "To be filled by O.E.M.",
        "Default string",
        "System Serial Number",
        "O.E.M.",
        "None",
        "N/A",
        "Not Specified",
        "unknown",
        "-1",
        "0",
        "0123456789",
        "123456789",
    ] {
        check(Serial, value, "it is a placeholder");
    }
    check(Serial, "", "it is blank");
    check(Serial, "   ", "it is blank");
    check(Serial, "............", "it is a placeholder");
    check(
        Serial,
        "00000000-0000-0000-0000-000000000000",
        "it is one character throughout",
    );
    check(Serial, "XXXXXXXX", "it is one character throughout");
    check(Serial, "[REDACTED]", "it is redacted");
    check(Serial, "<hidden>", "it is redacted");
    check(Serial, "C02***", "it is redacted");
    check(Serial, "A1", "it is too short to identify anything");
}

#[test]
fn the_placeholder_list_kills_no_good_serial_number() {
    use IdentifierForm::Serial;
    for good in [
        "5CD1234567",
        "C02ZZ0NONE1",
        "1.2.3.4",
        "NA12345",
        "OEM77120",
        "8888123",
        "MJ0TEST1",
    ] {
        let plain = good.replace('.', "");
        check(Serial, good, &plain);
    }
    check(
        Serial,
        "VMware-56 4d 1a 2b 3c 4d 5e 6f-70 81 92 a3 b4 c5 d6 e7",
        "VMWARE564D1A2B3C4D5E6F708192A3B4C5D6E7",
    );
}

#[test]
fn a_vocabulary_adds_placeholders_of_its_own() {
    use IdentifierForm::{Hostname, Serial};
    check_with(Serial, &["vmware-*"], "VMware-56 4d", "it is a placeholder");
    check_with(Serial, &["LOAN???"], "loan-123", "it is a placeholder");
    check_with(Serial, &["LOAN???"], "loan-1234", "LOAN1234");
    check_with(
        Hostname,
        &["localhost*"],
        "LOCALHOST.localdomain",
        "it is a placeholder",
    );
}

#[test]
fn uuids_that_were_never_set_identify_nothing() {
    use IdentifierForm::Uuid;
    let good = "4c4c4544-0051-3010-8036-b4c04f4e3132";
    check(Uuid, "4C4C4544005130108036B4C04F4E3132", good);
    check(Uuid, "{4C4C4544-0051-3010-8036-B4C04F4E3132}", good);
    check(
        Uuid,
        "00000000-0000-0000-0000-000000000000",
        "it is a uuid that was never set",
    );
    check(
        Uuid,
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "it is a uuid that was never set",
    );
    check(
        Uuid,
        "03000200-0400-0500-0006-000700080009",
        "it is a uuid that was never set",
    );
    check(
        Uuid,
        "Not Settable",
        "it does not have the form of this identifier",
    );
}

#[test]
fn only_addresses_that_manufacturers_gave_count() {
    use IdentifierForm::Mac;
    check(Mac, "A4-83-E7-01-02-03", "a4:83:e7:01:02:03");
    check(Mac, "a483.e701.0203", "a4:83:e7:01:02:03");
    check(
        Mac,
        "00:00:00:00:00:00",
        "it is not an address a manufacturer gave",
    );
    check(
        Mac,
        "ff:ff:ff:ff:ff:ff",
        "it is not an address a manufacturer gave",
    );
    check(
        Mac,
        "da:a1:19:01:02:03",
        "it is not an address a manufacturer gave",
    );
    check(
        Mac,
        "a4:83:e7",
        "it does not have the form of this identifier",
    );
}

#[test]
fn names_and_mails_are_compared_without_case() {
    check(
        IdentifierForm::Hostname,
        "LAPTOP-7.Corp.Example.",
        "laptop-7.corp.example",
    );
    check(
        IdentifierForm::Email,
        "Ada@Linden.Example",
        "ada@linden.example",
    );
    check(
        IdentifierForm::Email,
        "ada",
        "it does not have the form of this identifier",
    );
    check(IdentifierForm::Text, "Finance", "finance");
    check(IdentifierForm::Exact, "Q1w2", "Q1w2");
}

#[test]
fn a_short_native_number_is_still_an_identifier() {
    check(IdentifierForm::Exact, "7", "7");
    check(IdentifierForm::Exact, "11", "11");
}
