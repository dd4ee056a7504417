use std::collections::BTreeMap;

use testkit::demo::Day;

use super::{holds_on_its_days, id, trouble};
use crate::exports::{LINDEN, backstage, github, google, register, workday};

fn owner(day: Day, service: &str) -> String {
    backstage(day, service)[0]["spec"]["owner"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn row(day: Day, source: &str, column: &str, value: &str) -> BTreeMap<String, String> {
    let mut rows = register(day, source)
        .into_iter()
        .filter(|row| row[column] == value);
    rows.next()
        .unwrap_or_else(|| panic!("no {column} {value} in {source}"))
}

#[test]
fn one_service_belongs_to_guests() {
    let service = id("unowned service", "backstage");
    holds_on_its_days("unowned service", |day| owner(day, service) == "guests");
}

#[test]
fn one_service_belongs_to_a_team_with_nobody_in_it() {
    let service = id("service of an empty team", "backstage");
    holds_on_its_days("service of an empty team", |day| {
        let team = owner(day, service);
        let teams = backstage(day, "teams");
        let team = teams
            .iter()
            .find(|t| t["metadata"]["name"].as_str() == Some(&team))
            .unwrap();
        let on_github = github(day, "teams");
        let slug = team["metadata"]["name"].as_str().unwrap();
        assert_eq!(on_github[slug]["node"]["members"]["totalCount"], 0);
        team["spec"]["members"].as_sequence().unwrap().is_empty()
    });
}

#[test]
fn every_other_service_belongs_to_a_team_with_people() {
    let teams = backstage(Day::June1, "teams");
    assert_eq!(teams.len(), 15);
    let staffed: Vec<_> = teams
        .iter()
        .filter(|team| !team["spec"]["members"].as_sequence().unwrap().is_empty())
        .map(|team| team["metadata"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(staffed.len(), 14);
    let members = github(Day::June1, "members");
    for team in teams
        .iter()
        .flat_map(|team| team["spec"]["members"].as_sequence().unwrap())
    {
        assert!(members.contains_key(team.as_str().unwrap()), "{team:?}");
    }
}

#[test]
fn a_vendors_review_turns_a_year_old_before_its_renewal() {
    let vendor = id("vendor review lapses", "vendors");
    holds_on_its_days("vendor review lapses", |day| {
        let row = row(day, "vendors", "vendor id", vendor);
        assert_eq!(row["status"], "active");
        let reviewed: jiff::civil::Date = row["security review completed on"].parse().unwrap();
        let ends: jiff::civil::Date = row["contract end date"].parse().unwrap();
        let year_ago = day.date().saturating_sub(jiff::ToSpan::years(1));
        assert!(ends > day.date() && (ends - day.date()).get_days() <= 90);
        reviewed < year_ago
    });
}

#[test]
fn one_vendors_review_date_is_a_word() {
    let vendor = id("vendor review unreadable", "vendors");
    holds_on_its_days("vendor review unreadable", |day| {
        row(day, "vendors", "vendor id", vendor)["security review completed on"] == "soon"
    });
}

#[test]
fn one_department_has_no_security_contact_and_one_has_somebody_who_left() {
    let without = id("department without contact", "departments");
    let left = id("contact who left", "departments");
    let contact = |day, name: &str| {
        row(day, "departments", "department", name)["security contact email"].clone()
    };
    holds_on_its_days("department without contact", |day| {
        contact(day, without).is_empty()
    });
    holds_on_its_days("contact who left", |day| {
        let email = contact(day, left);
        let people = workday(day);
        let person = people
            .values()
            .find(|p| p["Email_-_Work"] == email.as_str())
            .unwrap();
        person["Termination_Date"] == "2026-05-08"
    });
}

#[test]
fn an_export_dies_and_its_last_files_stay() {
    let wrote = |day: Day| {
        let files = &LINDEN.snapshots[day.index()].files;
        files
            .iter()
            .any(|file| file.path.starts_with("exports/checkr/"))
    };
    assert_eq!(trouble("export died").records[0].source, "checkr");
    holds_on_its_days("export died", |day| !wrote(day));
}

#[test]
fn repositories_are_protected_unprotected_unknown_and_closed() {
    let count = |day: Day, holds: fn(&serde_json::Value) -> bool| {
        github(day, "repositories")
            .values()
            .filter(|repository| holds(repository))
            .count()
    };
    let unprotected = |r: &serde_json::Value| {
        r["branchProtectionRules"]["nodes"]
            .as_array()
            .is_some_and(|rules| rules.is_empty())
    };
    assert!(count(Day::May18, |r| r["branchProtectionRules"].is_null()) > 0);
    assert!(count(Day::May18, |r| r["isArchived"] == true) > 0);
    assert!(count(Day::June1, unprotected) > 0);
    assert!(
        count(Day::May18, unprotected) > count(Day::June1, unprotected),
        "some are fixed"
    );
}

#[test]
fn training_is_taken_missed_outdated_and_unreadable() {
    let rows = register(Day::May18, "training");
    let dates: Vec<_> = rows
        .iter()
        .map(|row| &row["security training completed on"])
        .collect();
    assert!(rows.len() < google(Day::May18).len(), "some never took it");
    assert!(dates.iter().any(|date| date.as_str() < "2025-05-18"));
    assert!(
        dates
            .iter()
            .any(|date| date.parse::<jiff::civil::Date>().is_err())
    );
    let signed = register(Day::May18, "acknowledgements").len();
    assert!(
        signed < register(Day::June1, "acknowledgements").len(),
        "some sign before 1 June"
    );
}
