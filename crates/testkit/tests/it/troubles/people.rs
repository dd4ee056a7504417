use std::collections::BTreeSet;

use testkit::demo::Day;

use super::{holds_on_its_days, id, ids};
use crate::exports::{candidates, github, google, jamf, register, screenings, workday};

/// Whether a day is after another, both as written.
fn day_text(day: Day) -> String {
    day.date().to_string()
}

/// Whether somebody has left by a day, by the HR system.
fn has_left(day: Day, employee: &str) -> bool {
    let person = &workday(day)[employee];
    let end = person["Termination_Date"].as_str().unwrap();
    !end.is_empty() && end < day_text(day).as_str()
}

fn is_open(day: Day, account: &str) -> bool {
    google(day)[account]["suspended"] == false
}

#[test]
fn a_leavers_accounts_stay_open_for_a_week() {
    let name = "leaver with live accounts";
    let (employee, account, login) = (
        id(name, "workday"),
        id(name, "google-workspace"),
        id(name, "github"),
    );
    holds_on_its_days(name, |day| {
        let member = github(day, "members").contains_key(login);
        assert_eq!(member, is_open(day, account), "{day:?}");
        has_left(day, employee) && member
    });
    assert!(!is_open(Day::June1, account));
}

#[test]
fn another_leavers_account_is_open_on_the_last_day() {
    let name = "leaver still signs in";
    let (employee, account) = (id(name, "workday"), id(name, "google-workspace"));
    holds_on_its_days(name, |day| has_left(day, employee) && is_open(day, account));
}

#[test]
fn nobody_else_who_left_can_sign_in() {
    let people = workday(Day::June9);
    let left = people.keys().filter(|id| has_left(Day::June9, id));
    let accounts = google(Day::June9);
    let open = left.filter(|id| {
        accounts
            .values()
            .any(|a| a["externalIds"][0]["value"] == id.as_str() && a["suspended"] == false)
    });
    assert_eq!(
        open.collect::<Vec<_>>(),
        ids("leaver still signs in", "workday")
    );
}

#[test]
fn a_hire_has_no_screening() {
    let employee = id("hire without screening", "workday");
    holds_on_its_days("hire without screening", |day| {
        screenings(day, employee).is_empty()
    });
    assert_eq!(workday(Day::May18)[employee]["Start_Date"], "2026-06-04");
}

#[test]
fn a_screening_is_ordered_in_the_last_two_weeks() {
    let employee = id("screening ordered late", "workday");
    assert_eq!(workday(Day::May18)[employee]["Start_Date"], "2026-06-08");
    holds_on_its_days("screening ordered late", |day| {
        // Two weeks before 8 June is 25 May.
        day >= Day::May25 && screenings(day, employee).is_empty()
    });
    assert_eq!(screenings(Day::June1, employee)[0]["status"], "pending");
}

#[test]
fn a_screening_is_completed_after_the_first_day() {
    let employee = id("screening completed late", "workday");
    let start = workday(Day::May18)[employee]["Start_Date"]
        .as_str()
        .unwrap()
        .to_owned();
    holds_on_its_days("screening completed late", |day| {
        let reports = screenings(day, employee);
        assert_eq!(reports.len(), 1);
        // On 18 May it is still under way, two weeks after the first day.
        reports[0]["completed_at"]
            .as_str()
            .is_none_or(|at| at > start.as_str())
    });
    assert_eq!(screenings(Day::May25, employee)[0]["status"], "complete");
}

#[test]
fn everybody_else_who_started_in_the_last_year_was_screened_in_time() {
    let late = [
        id("screening completed late", "workday"),
        id("hire without screening", "workday"),
    ];
    let people = workday(Day::June1);
    let candidates = candidates(Day::June1);
    let recent = people.iter().filter(|(id, p)| {
        let start = p["Start_Date"].as_str().unwrap();
        // The others are known to the vendor by their address at home alone.
        let known = candidates
            .values()
            .any(|candidate| candidate["custom_id"] == id.as_str());
        ("2025-06-01".."2026-06-02").contains(&start) && known && !late.contains(&id.as_str())
    });
    let mut checked = 0;
    for (id, person) in recent {
        let reports = screenings(Day::June1, id);
        let done = reports[0]["completed_at"].as_str().unwrap();
        assert!(
            done[..10] <= *person["Start_Date"].as_str().unwrap(),
            "{id}"
        );
        checked += 1;
    }
    assert!(checked > 20, "{checked}");
}

#[test]
fn some_candidates_are_known_by_their_address_at_home_alone() {
    let candidates = candidates(Day::June1);
    let nameless: Vec<_> = candidates
        .values()
        .filter(|c| c["custom_id"].is_null())
        .collect();
    assert!(
        nameless.len() > 5 && nameless.len() * 5 < candidates.len(),
        "{}",
        nameless.len()
    );
    let people = workday(Day::June1);
    for candidate in nameless {
        let at_home = people
            .values()
            .filter(|p| p["Email_-_Personal"] == candidate["email"]);
        assert_eq!(at_home.count(), 1);
    }
}

#[test]
fn one_person_has_two_accounts() {
    let accounts = google(Day::June1);
    let [everyday, administrator] = ids("two accounts", "google-workspace")[..] else {
        panic!()
    };
    assert_eq!(
        accounts[everyday]["externalIds"],
        accounts[administrator]["externalIds"]
    );
    assert_eq!(accounts[everyday]["isAdmin"], false);
    assert_eq!(accounts[administrator]["isAdmin"], true);
}

#[test]
fn one_administrator_never_signed_in() {
    let account = id("idle administrator", "google-workspace");
    holds_on_its_days("idle administrator", |day| {
        google(day)[account]["lastLoginTime"] == "1970-01-01T00:00:00.000Z"
    });
}

#[test]
fn five_people_sign_in_without_a_second_factor() {
    for account in ids("without second factor", "google-workspace") {
        holds_on_its_days("without second factor", |day| {
            google(day)[account]["isEnrolledIn2Sv"] == false
        });
    }
    let without = |day| {
        google(day)
            .values()
            .filter(|a| a["isEnrolledIn2Sv"] == false)
            .count()
    };
    assert_eq!(without(Day::June9), 6, "with the post of the scanner");
}

#[test]
fn most_people_turn_the_second_factor_on_within_two_weeks_of_being_asked() {
    let without = |day| -> BTreeSet<String> {
        let users = google(day);
        let without = users.iter().filter(|(_, a)| a["isEnrolledIn2Sv"] == false);
        without.map(|(id, _)| id.clone()).collect()
    };
    let (first, last) = (without(Day::May18), without(Day::June1));
    assert!(last.is_subset(&first), "nobody turns it off");
    assert!(
        last.len() * 4 < first.len(),
        "{} of {}",
        last.len(),
        first.len()
    );
}

#[test]
fn a_married_name_keeps_the_old_address_as_an_alias() {
    let name = "married name";
    let (employee, account) = (id(name, "workday"), id(name, "google-workspace"));
    let email = |day: Day| workday(day)[employee]["Email_-_Work"].clone();
    let old = email(Day::May18);
    holds_on_its_days(name, |day| {
        let user = &google(day)[account];
        assert_eq!(user["primaryEmail"], email(day));
        email(day) != old && user["aliases"][0] == old
    });
    let laptops = jamf(Day::June9);
    let theirs = laptops
        .values()
        .filter(|c| c["userAndLocation"]["email"] == old);
    assert_eq!(
        theirs.count(),
        1,
        "the device manager keeps the old address"
    );
}

#[test]
fn a_contractor_has_an_end_in_the_future() {
    let employee = id("contractor", "workday");
    holds_on_its_days("contractor", |day| {
        let person = &workday(day)[employee];
        person["Worker_Type"] == "Contingent Worker"
            && person["Termination_Date"] == "2026-09-30"
            && !has_left(day, employee)
    });
}

#[test]
fn two_people_are_each_others_manager() {
    let people = workday(Day::May18);
    let [one, other] = ids("each other's manager", "workday")[..] else {
        panic!("not two")
    };
    let manager = |id: &str| people[id]["Worker_s_Manager_group"][0]["Manager_ID"].clone();
    assert_eq!((manager(one), manager(other)), (other.into(), one.into()));
}

#[test]
fn somebody_was_trained_in_spring() {
    let employee = id("training unreadable", "training");
    holds_on_its_days("training unreadable", |day| {
        let rows = register(day, "training");
        let row = rows
            .iter()
            .find(|row| row["employee id"] == employee)
            .unwrap();
        row["security training completed on"] == "in spring"
    });
    assert_eq!(
        workday(Day::May18)[employee]["Handles_Customer_Data"],
        "Yes"
    );
}
