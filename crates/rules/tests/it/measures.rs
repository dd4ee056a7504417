//! Numbers with units of measure, and versions of a scheme, in all three notations.

use model::Vocabulary;
use rules::{
    assemble, from_yaml, parse, parse_sentence, print, print_expectation, read_vocabulary, to_yaml,
};

const DEVICES: &str = "
kind: device
plural: devices
fields:
  name: {type: text}
  disk size: {type: number, unit: GB, at least: 0}
  idle minutes: {type: number, unit: minutes}
  budget: {type: number, unit: EUR}
  disk use: {type: number, unit: \"%\"}
  tier: {type: number}
  ecosystem: {type: text}
  version: {type: version, order by: ecosystem}
  firmware: {type: version, order: semver}
links:
  disks: {to: disk, many: true, singular: disk}
---
kind: disk
plural: disks
part of: device
fields:
  size: {type: number, unit: GiB, at least: 0}
";

fn vocabulary(text: &str) -> Result<Vocabulary, String> {
    let entries = read_vocabulary(text, "v.yaml").map_err(|problems| problems.to_string())?;
    assemble(entries).map_err(|problems| problems.to_string())
}

#[test]
fn units_are_read_and_printed_as_the_author_wrote_them() {
    let vocabulary = vocabulary(DEVICES).unwrap();
    for (written, printed) in [
        (
            "disk size is more than 500 GB",
            "disk size is more than 500 GB",
        ),
        ("disk size is at most 1.5TB", "disk size is at most 1.5 TB"),
        (
            "disk size is at least 512 gib",
            "disk size is at least 512 GiB",
        ),
        ("disk size is at least 5", "disk size is at least 5"),
        (
            "idle minutes is at most 2 hours",
            "idle minutes is at most 2 hours",
        ),
        (
            "idle minutes is at most 1 hours",
            "idle minutes is at most 1 hour",
        ),
        (
            "idle minutes is between 90 seconds and 1 day",
            "idle minutes is between 90 seconds and 1 day",
        ),
        ("budget is less than 100 EUR", "budget is less than 100 EUR"),
        ("disk use is at most 95%", "disk use is at most 95 %"),
        ("disk use is at most 95 percent", "disk use is at most 95 %"),
        (
            "the total size of its disks is less than 2 TB",
            "the total size of its disks is less than 2 TB",
        ),
        (
            "has a disk where size is more than the device's disk size",
            "has a disk where size is more than the device's disk size",
        ),
    ] {
        let sentence = |condition| format!("Every device where {condition} must have name known");
        let read = parse_sentence(&sentence(written), "s", &vocabulary)
            .unwrap_or_else(|problems| panic!("{written}: {problems}"));
        let said = print_expectation(&read, &vocabulary);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(&sentence(printed)), "{said}");
    }
}

#[test]
fn settings_have_units_too_and_nothing_is_lost_in_yaml() {
    let vocabulary = vocabulary(DEVICES).unwrap();
    let text = "Rule: Disks are large enough\nId: a\nSeverity: low\n\
        Settings: least = 500 GB; idle = 2 hours; share = 95 %; half = 1.5 hours\n\
        Expectation:\n  Every device where (idle minutes is at most [idle] and idle minutes is \
        at least [half] and disk use is less than [share]) must have disk size at least [least]\n\
        Test \"large\":\n  given device \"a\": disk size 1 TB; disk use 5 %\n  \
        expect unknown \"a\"\n";
    let parsed = parse(text, "a.rule", "a", &vocabulary);
    let rule = parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems));
    let again = parse(&print(&rule, &vocabulary), "a.rule", "a", &vocabulary);
    assert_eq!(again.rule.as_ref(), Some(&rule), "{}", again.problems);
    let yaml = to_yaml(&rule, &vocabulary);
    let read = from_yaml(&yaml, "a.yaml", "a", &vocabulary);
    assert_eq!(read.rule.as_ref(), Some(&rule), "{yaml}\n{}", read.problems);
}

#[test]
fn a_wrong_unit_is_told_with_one_that_works() {
    let vocabulary = vocabulary(DEVICES).unwrap();
    for (condition, says, offer) in [
        (
            "disk size is at least 2 hours",
            "`disk size` is an amount of data in GB; `2 hours` is a length of time",
            "disk size is at least 2 GB",
        ),
        (
            "budget is less than 100 USD",
            "`budget` is an amount of money in EUR; `100 USD` is an amount of money",
            "budget is less than 100 EUR",
        ),
        (
            "tier is at most 2 GB",
            "`tier` has no unit, so it is compared with a number, not `2 GB`",
            "tier is at most 2",
        ),
        (
            "has a disk where size is more than the device's idle minutes",
            "`size` is measured in GiB, which cannot be compared with minutes",
            "",
        ),
        (
            "firmware is at least \"1.2\"",
            "`1.2` is no version as semver writes them",
            "",
        ),
    ] {
        let sentence = format!("Every device where {condition} must have name known");
        let problems = parse_sentence(&sentence, "s", &vocabulary).unwrap_err();
        let first = &problems.0[0];
        assert_eq!(
            (first.code.as_str(), first.says.as_str()),
            ("E-VALUE", says)
        );
        let advice = first.advice.first().cloned().unwrap_or_default();
        assert!(advice.contains(offer), "{advice}");
        if !offer.is_empty() {
            assert!(
                parse_sentence(&advice, "s", &vocabulary).is_ok(),
                "{advice}"
            );
        }
    }
}

#[test]
fn a_vocabulary_with_units_and_orders_that_mean_nothing_is_refused() {
    for (field, expected) in [
        (
            "x: {type: text, unit: GB}",
            "`unit`, which only a number has",
        ),
        (
            "x: {type: text, at least: 0}",
            "`at least`, which only a number has",
        ),
        ("x: {type: number, unit: furlongs}", "`furlongs` is no unit"),
        (
            "x: {type: number, order: semver}",
            "an order, which only a version has",
        ),
        (
            "x: {type: version, order: brew}",
            "ordered as `brew`; the orders are generic, semver",
        ),
        (
            "x: {type: version, order by: maker}",
            "ordered by `maker`, which is no text or enum",
        ),
        ("x: {type: version, order: rpm, order by: name}", "keep one"),
    ] {
        let text = format!("kind: a\nplural: as\nfields:\n  name: {{type: text}}\n  {field}\n");
        let told = vocabulary(&text).unwrap_err();
        assert!(told.contains(expected), "{told}");
    }
}
