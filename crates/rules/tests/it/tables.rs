//! Decision tables: a spreadsheet of a buyer becomes rules, and rules become a spreadsheet.

use proptest::prelude::*;
use rules::{from_table, print_expectation, to_table, tree::Rule};

use crate::{
    grower::grown,
    properties::tape,
    support::{RULES, VOCABULARY},
};

const SHEET: &str = "\
Every,vendor
Activity,\"\"\"Review vendors\"\"\"
Steps,\"1. Ask the vendor for its answers.
2. Put the date into the register.\"
Rule,where status,where data classes,where contract end date,\
must have security review completed on,Severity,Fix within
Vendors with customer data,active,customer,-,within the last 180 days,high,14 days
Vendors that renew soon,active,,is within the next 90 days,is after 365 days ago,medium,30 days
";

fn read(text: &str) -> Vec<Rule> {
    from_table(text, "vendors.csv", &VOCABULARY)
        .into_iter()
        .map(|parsed| parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems)))
        .collect()
}

/// What is wrong with a table whose last row was written like this.
fn wrong(row: &str) -> Vec<String> {
    let text = format!("{SHEET}{row}\n");
    from_table(&text, "vendors.csv", &VOCABULARY)
        .into_iter()
        .flat_map(|parsed| parsed.problems.0)
        .map(|problem| format!("{}: {}", problem.place.line.unwrap(), problem.says))
        .collect()
}

fn plain(rule: &Rule) -> Rule {
    Rule {
        notes: Vec::new(),
        order: Vec::new(),
        ..rule.clone()
    }
}

#[test]
fn each_row_is_a_rule_with_what_stands_above_the_table() {
    let rules = read(SHEET);
    let said: Vec<String> = rules
        .iter()
        .map(|rule| {
            format!(
                "{}: {}",
                rule.id,
                print_expectation(&rule.expectation, &VOCABULARY)
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "vendors-with-customer-data: Every vendor where status is \"active\" and data classes \
             includes \"customer\" must have security review completed on within the last 180 days",
            "vendors-that-renew-soon: Every vendor where status is \"active\" and contract end \
             date is within the next 90 days must have security review completed on after 365 \
             days ago",
        ]
    );
    for rule in &rules {
        assert_eq!(rule.activity.as_deref(), Some("Review vendors"));
        assert_eq!(rule.steps[0].lines.len(), 2);
    }
}

#[test]
fn a_table_that_a_spreadsheet_saved_with_semicolons_reads_the_same() {
    let semicolons = SHEET
        .replace(
            "status,where data classes,where contract end date,must",
            "status;where data classes;where contract end date;must",
        )
        .replace("Rule,where", "Rule;where")
        .replace("on,Severity,Fix", "on;Severity;Fix")
        .replace(
            "data,active,customer,-,within the last 180 days,high,14",
            "data;active;customer;-;within the last 180 days;high;14",
        )
        .replace(
            "soon,active,,is within the next 90 days,is after 365 days ago,medium,30",
            "soon;active;;is within the next 90 days;is after 365 days ago;medium;30",
        )
        .replace("Every,", "Every;")
        .replace("Activity,", "Activity;")
        .replace("Steps,", "Steps;");
    assert_eq!(read(&semicolons), read(SHEET));
}

#[test]
fn a_mistake_names_its_row_and_column() {
    let told = wrong("A wrong date,active,,is within the last week,known,low,9 days");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("8: row 8, column `where contract end date`: "),
        "{told:?}"
    );
    let told = wrong("A wrong status,actve,,,known,low,9 days");
    assert!(
        told[0].starts_with("8: row 8, column `where status`: "),
        "{told:?}"
    );
    let told = wrong("A wrong severity,active,,,known,huge,9 days");
    assert!(
        told[0].starts_with("8: row 8, column `Severity`: "),
        "{told:?}"
    );
}

#[test]
fn two_rows_of_one_name_are_told_apart_by_the_author() {
    let told = wrong("Vendors that renew soon,active,,,known,low,9 days");
    assert_eq!(
        told,
        ["8: row 8: `vendors-that-renew-soon` is the id of row 7 as well"]
    );
}

#[test]
fn a_table_without_a_header_is_refused_with_one() {
    let parsed = from_table("vendor,active\n", "vendors.csv", &VOCABULARY);
    assert!(
        parsed[0].problems.0[0]
            .says
            .contains("no row starts with `Rule`")
    );
}

#[test]
fn rules_that_share_most_of_a_document_become_a_table_and_back() {
    let rules = read(SHEET);
    let text = to_table(&rules, &VOCABULARY).unwrap();
    let back: Vec<Rule> = read(&text).iter().map(plain).collect();
    assert_eq!(back, rules.iter().map(plain).collect::<Vec<_>>());
    let above = text.lines().take_while(|line| !line.starts_with("Rule,"));
    assert!(
        above.into_iter().any(|line| line.starts_with("Activity,")),
        "{text}"
    );
    assert!(
        text.contains("must have security review completed on"),
        "{text}"
    );
}

#[test]
fn every_conformance_rule_goes_through_a_table_unchanged() {
    for rule in RULES.iter() {
        let text = to_table(std::slice::from_ref(rule), &VOCABULARY)
            .unwrap_or_else(|problems| panic!("{}: {problems}", rule.id));
        let back = read(&text);
        assert_eq!(plain(&back[0]), plain(rule));
    }
}

#[test]
fn rules_about_different_things_are_no_table() {
    let problems = to_table(&RULES[..10], &VOCABULARY).unwrap_err();
    assert!(problems.0[0].says.contains("is about every"), "{problems}");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_random_sentence_goes_through_a_table_unchanged(tape in tape()) {
        let mut rule = plain(&RULES[2]);
        rule.expectation = grown(tape);
        rule.severity.truncate(1);
        rule.fixed_by.clear();
        rule.tests.clear();
        rule.messages.clear();
        rule.steps.clear();
        let text = to_table(std::slice::from_ref(&rule), &VOCABULARY);
        prop_assert!(text.is_ok(), "{}", print_expectation(&rule.expectation, &VOCABULARY));
        prop_assert_eq!(plain(&read(&text.unwrap())[0]), rule);
    }
}
