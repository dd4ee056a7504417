//! Group 11: people and their accounts.

use std::collections::BTreeMap;

use super::{Tale, of, shipped, things, things_of};

/// Group 11.
#[test]
fn somebody_hired_again_under_a_new_number_is_a_new_entry_and_has_the_account() {
    let mut tale = Tale::new();
    let keep = "workday/person/e9: employee id=e9; email=cy@linden.example";
    let account = "okta/account/u1: account id=u1; -> person to person, email=ada@linden.example";
    let first = "workday/person/e1: employee id=e1; email=ada@linden.example";
    tale.day(&[keep, account, first]);
    // Away for long enough that the first entry ended.
    tale.day(&[keep, account]);
    tale.day(&[keep, account]);
    let again = "workday/person/e2: employee id=e2; email=ada@linden.example";
    let after = tale.day(&[keep, account, again]);
    assert_eq!(things(&after, "person"), "workday/e2 | workday/e9");
    let person = &of(&after, "okta/u1").links["person"].targets[0];
    assert_eq!(person.to, Some(of(&after, "workday/e2").id.clone()));
}

/// Group 11: both contracts are in the book on the day of the change.
#[test]
fn a_contractor_who_becomes_an_employee_is_two_entries_until_the_first_one_ends() {
    let resolution = Tale::new().day(&[
        "workday/person/c7: employee id=c7; email=ada@linden.example",
        "workday/person/e1: employee id=e1; email=ada@linden.example",
        "okta/account/u1: account id=u1; -> person to person, email=ada@linden.example",
    ]);
    assert_eq!(things(&resolution, "person"), "workday/c7 | workday/e1");
    // To several is to none: nobody is given an account by chance.
    let person = &of(&resolution, "okta/u1").links["person"].targets[0];
    assert_eq!(person.to, None);
    assert!(person.dangling.is_some());
}

/// Group 11.
#[test]
fn somebody_who_marries_and_changes_the_address_stays_one_person() {
    let mut tale = Tale::new();
    let person = |mail: &str| format!("workday/person/e1: employee id=e1; email={mail}");
    let directory = |mail: &str| format!("okta/person/u1: employee id=e1; email={mail}");
    let (old, new) = ("ada.elm@linden.example", "ada.oak@linden.example");
    let before = tale.day(&[&person(old), &directory(old)]);
    // The directory learns of it a day later.
    let between = tale.day(&[&person(new), &directory(old)]);
    let after = tale.day(&[&person(new), &directory(new)]);
    for resolution in [&between, &after] {
        assert_eq!(things(resolution, "person"), "okta/u1 + workday/e1");
        assert_eq!(of(resolution, "okta/u1").id, of(&before, "okta/u1").id);
    }
}

/// Group 11.
#[test]
fn an_address_that_a_new_hire_gets_from_a_leaver_brings_nothing_of_the_leaver_along() {
    let mut tale = Tale::new();
    let keep = "workday/person/e9: employee id=e9";
    let mail = "email=a.elm@linden.example";
    let leaver = format!("workday/person/e1: employee id=e1; {mail}");
    let before = tale.day(&[keep, &leaver]);
    tale.day(&[keep]);
    tale.day(&[keep]);
    let account = format!("okta/account/u5: account id=u5; -> person to person, {mail}");
    let hired = format!("workday/person/e5: employee id=e5; {mail}");
    let after = tale.day(&[keep, &hired, &account]);
    assert_ne!(of(&before, "workday/e1").id, of(&after, "workday/e5").id);
    let person = &of(&after, "okta/u5").links["person"].targets[0];
    assert_eq!(person.to, Some(of(&after, "workday/e5").id.clone()));
}

const TAGGED: [&str; 2] = [
    "workday/person/e1: email=ada@linden.example",
    "okta/person/u1: email=Ada+tools@linden.example",
];
const RENAMED: [&str; 2] = [
    "workday/person/e1: email=ada@linden.example",
    "okta/person/u1: email=ada@linden-bank.example",
];

/// Group 11: nobody guesses that two addresses are one mailbox.
#[test]
fn tags_and_other_domains_are_other_addresses_unless_the_organisation_says_so() {
    for lines in [TAGGED, RENAMED] {
        assert_eq!(things_of("person", &lines), "okta/u1 | workday/e1");
    }
}

/// Group 11.
#[test]
fn tags_and_other_domains_are_one_address_where_the_organisation_says_so() {
    let mut words = shipped();
    let person = words.kinds.get_mut("person").unwrap();
    let email = person.identifiers.get_mut("email").unwrap();
    email.plus_is_alias = true;
    let same = (
        "linden-bank.example".to_owned(),
        "linden.example".to_owned(),
    );
    email.same_domains = BTreeMap::from([same]);
    for lines in [TAGGED, RENAMED] {
        let mut tale = Tale::new();
        tale.words = words.clone();
        assert_eq!(things(&tale.day(&lines), "person"), "okta/u1 + workday/e1");
    }
}

/// Group 11.
#[test]
fn two_people_of_one_name_are_two_people() {
    let things = things_of(
        "person",
        &[
            "workday/person/e1: employee id=e1; name: Ada Elm",
            "workday/person/e2: employee id=e2; name: Ada Elm",
            "okta/person/u3: identity provider id=u3; name: Ada Elm",
        ],
    );
    assert_eq!(things, "okta/u3 | workday/e1 | workday/e2");
}

/// Group 11.
#[test]
fn the_second_account_of_an_administrator_is_an_account_of_its_own() {
    let resolution = Tale::new().day(&[
        "workday/person/e1: employee id=e1; email=ada@linden.example",
        "okta/account/u1: account id=u1; login=ada; -> person to person, employee id=e1",
        "okta/account/u2: account id=u2; login=ada-admin; -> person to person, employee id=e1",
    ]);
    assert_eq!(things(&resolution, "account"), "okta/u1 | okta/u2");
    for account in ["okta/u1", "okta/u2"] {
        let person = &of(&resolution, account).links["person"].targets[0];
        assert_eq!(person.to, Some(of(&resolution, "workday/e1").id.clone()));
    }
}

/// Group 11.
#[test]
fn a_shared_mailbox_makes_no_person_of_those_who_read_it() {
    for mailbox in ["info", "support", "security", "no-reply"] {
        let shared = format!("email={mailbox}@linden.example");
        let things = things_of(
            "person",
            &[
                &format!("workday/person/e1: employee id=e1; {shared}"),
                &format!("okta/person/u2: identity provider id=u2; {shared}"),
            ],
        );
        assert_eq!(things, "okta/u2 | workday/e1", "{mailbox}");
    }
}

/// Group 11: a screening is done before the first day, and an account may exist then too.
#[test]
fn somebody_who_has_not_started_yet_is_one_person_with_what_is_already_there() {
    let resolution = Tale::new().day(&[
        "workday/person/e1: employee id=e1; candidate id=k1; start date: 2027-01-01",
        "checkr/background check/b1: -> person to person, candidate id=k1",
        "okta/account/u1: account id=u1; -> person to person, employee id=e1",
    ]);
    let person = Some(of(&resolution, "workday/e1").id.clone());
    for record in ["checkr/b1", "okta/u1"] {
        let target = &of(&resolution, record).links["person"].targets[0];
        assert_eq!(target.to, person, "{record}");
    }
}

/// Group 11.
#[test]
fn the_account_of_a_leaver_is_found_and_leads_to_nobody() {
    let mut tale = Tale::new();
    let keep = "workday/person/e9: employee id=e9";
    let account = "okta/account/u1: account id=u1; -> person to person, employee id=e1";
    tale.day(&[
        keep,
        account,
        "workday/person/e1: employee id=e1; name: Ada",
    ]);
    tale.day(&[keep, account]);
    let after = tale.day(&[keep, account]);
    assert_eq!(things(&after, "account"), "okta/u1");
    let target = &of(&after, "okta/u1").links["person"].targets[0];
    assert!(target.dangling.is_some(), "{target:?}");
}

/// Group 11: under a maiden name and a private address only the candidate's number leads home.
#[test]
fn a_screening_under_another_name_is_found_by_the_candidates_number_or_not_at_all() {
    let resolution = Tale::new().day(&[
        "workday/person/e1: employee id=e1; candidate id=k1; email=ada.oak@linden.example",
        "checkr/background check/b1: -> person to person, candidate id=k1 or \
         email=elm@mail.example",
        "checkr/background check/b2: -> person to person, email=elm@mail.example",
    ]);
    let target = |record: &str| of(&resolution, record).links["person"].targets[0].clone();
    assert_eq!(
        target("checkr/b1").to,
        Some(of(&resolution, "workday/e1").id.clone())
    );
    assert_eq!(target("checkr/b2").to, None);
}
