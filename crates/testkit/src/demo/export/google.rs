//! Google Workspace: `GET /admin/directory/v1/users`.
//!
//! `externalIds` of type `organization` is the employee id (which the console calls so); accounts
//! of machines have none. An account that was never used has signed in at the epoch.

use super::{
    Files,
    document::{Json, json},
    file,
};
use crate::{
    demo::{
        Day,
        calendar::{days_after, instant},
        world::{
            World, cast,
            people::{DOMAIN, Person},
        },
    },
    dice::Dice,
};
use jiff::Timestamp;

/// What differs between accounts.
struct Account {
    id: String,
    email: String,
    aliases: Vec<String>,
    given: String,
    family: String,
    employee_id: Option<String>,
    org_unit: String,
    created: Timestamp,
    last_login: Timestamp,
    second_factor: Enrolled,
    suspended: bool,
    role: Role,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Everyday,
    Administrator,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Enrolled {
    Yes,
    No,
}

pub(super) fn files(world: &World, day: Day) -> Files {
    let everyday = world
        .people
        .iter()
        .filter_map(|person| everyday(world.seed, person, day));
    let administrators = [cast::TWO_ACCOUNTS, cast::IDLE_ADMINISTRATOR]
        .map(|seat| administrator(world.seed, &world.people[cast::person(seat)], day));
    let machines = ["scanner-post", "build-reports", "door-screen"];
    let machines = machines
        .into_iter()
        .enumerate()
        .map(|(at, name)| machine(world, at, name, day));
    let users: Vec<_> = everyday
        .chain(administrators)
        .chain(machines)
        .map(|account| user(&account))
        .collect();
    let body = json!({
        "kind": "admin#directory#users",
        "etag": format!("\"{}\"", Dice::of(world.seed, "users etag", day.index()).hex(24)),
        "users": users,
    });
    vec![file("users.json", &body)]
}

/// The id of the everyday account of a person.
pub(in crate::demo) fn account_id(seed: u64, person: usize) -> String {
    let digits = Dice::of(seed, "google", person).roll() % 100_000_000_000;
    format!("1{digits:011}{person:09}")
}

/// Whether the everyday account of a person is closed on a day.
pub(in crate::demo) fn is_suspended(person: &Person, day: Day) -> bool {
    let Some(end) = person.end else { return false };
    // Closed within days, but for the leavers whose accounts were forgotten.
    let closed = match person.number {
        n if n == cast::person(cast::LEAVER_WITH_ACCOUNTS) => Day::June1.date(),
        n if n == cast::person(cast::LEAVER_OF_JUNE) => days_after(end, 30),
        _ => days_after(end, 1),
    };
    closed <= day.date()
}

/// Everybody has one from a week before the first day.
fn everyday(seed: u64, person: &Person, day: Day) -> Option<Account> {
    let created = days_after(person.start, -7);
    if created > day.date() {
        return None;
    }
    let without = is_without_second_factor(person.number, day);
    let email = person.email_on(day);
    let former = person.first_email();
    Some(Account {
        id: account_id(seed, person.number),
        aliases: (former != email).then_some(former).into_iter().collect(),
        email,
        given: person.first.clone(),
        family: person.last_on(day).to_owned(),
        employee_id: Some(person.employee_id()),
        org_unit: format!("/{}", person.department.name()),
        created: instant(created, 8 * 60),
        last_login: last_login(seed, person, day),
        second_factor: if without { Enrolled::No } else { Enrolled::Yes },
        suspended: is_suspended(person, day),
        role: Role::Everyday,
    })
}

fn is_without_second_factor(person: usize, day: Day) -> bool {
    if cast::plays(person, &cast::SECOND_FACTOR_IN_TIME) {
        let first_with = if person.is_multiple_of(2) {
            Day::May25
        } else {
            Day::June1
        };
        return day < first_with;
    }
    cast::plays(person, &cast::WITHOUT_SECOND_FACTOR)
        && !(day >= Day::June1 && cast::plays(person, &cast::SECOND_FACTOR_IN_JUNE))
}

fn last_login(seed: u64, person: &Person, day: Day) -> Timestamp {
    if person.start > day.date() {
        return Timestamp::UNIX_EPOCH;
    }
    let mut dice = Dice::of(seed, "login", person.number * 8 + day.index());
    let until = person.end.unwrap_or(day.date()).min(day.date());
    let away = if dice.one_in(9) {
        dice.below(12) as i64
    } else {
        0
    };
    instant(days_after(until, -away), dice.below(360) as i64)
}

/// The second account of those who administer.
fn administrator(seed: u64, person: &Person, day: Day) -> Account {
    let idle = person.number == cast::person(cast::IDLE_ADMINISTRATOR);
    Account {
        id: administrator_id(seed, person.number),
        email: format!("adm.{}@{DOMAIN}", person.login()),
        aliases: Vec::new(),
        given: person.first.clone(),
        family: format!("{} (administrator)", person.last_on(day)),
        employee_id: Some(person.employee_id()),
        org_unit: "/Administrators".to_owned(),
        created: instant(days_after(person.start, 30), 8 * 60),
        last_login: if idle {
            Timestamp::UNIX_EPOCH
        } else {
            last_login(seed, person, day)
        },
        second_factor: Enrolled::Yes,
        suspended: false,
        role: Role::Administrator,
    }
}

/// The id of the administrator's account of a person.
pub(in crate::demo) fn administrator_id(seed: u64, person: usize) -> String {
    account_id(seed, 10_000 + person)
}

/// An account that no person uses.
fn machine(world: &World, at: usize, name: &str, day: Day) -> Account {
    Account {
        id: account_id(world.seed, 20_000 + at),
        email: format!("{name}@{DOMAIN}"),
        aliases: Vec::new(),
        given: name.to_owned(),
        family: "machine".to_owned(),
        employee_id: None,
        org_unit: "/Machines".to_owned(),
        created: instant(jiff::civil::date(2021, 4, 6), 8 * 60),
        last_login: instant(day.date(), 90),
        second_factor: if at == 0 { Enrolled::No } else { Enrolled::Yes },
        suspended: false,
        role: Role::Everyday,
    }
}

fn user(account: &Account) -> Json {
    let enrolled = account.second_factor == Enrolled::Yes;
    let mut emails = vec![json!({"address": &account.email, "primary": true})];
    emails.extend(
        account
            .aliases
            .iter()
            .map(|alias| json!({"address": alias})),
    );
    let mut user = json!({
        "kind": "admin#directory#user",
        "id": &account.id,
        "etag": format!("\"{}\"", &account.id[..12]),
        "primaryEmail": &account.email,
        "name": json!({
            "givenName": &account.given,
            "familyName": &account.family,
            "fullName": format!("{} {}", account.given, account.family),
        }),
        "isAdmin": account.role == Role::Administrator,
        "isDelegatedAdmin": false,
        "lastLoginTime": millis(account.last_login),
        "creationTime": millis(account.created),
        "agreedToTerms": true,
        "suspended": account.suspended,
        "archived": false,
        "changePasswordAtNextLogin": false,
        "ipWhitelisted": false,
        "emails": emails,
        "customerId": "C01lind3n",
        "orgUnitPath": &account.org_unit,
        "isMailboxSetup": true,
        "isEnrolledIn2Sv": enrolled,
        "isEnforcedIn2Sv": enrolled,
        "includeInGlobalAddressList": true,
    });
    // The directory leaves a key out where there is nothing to say.
    if !account.aliases.is_empty() {
        user.add("aliases", account.aliases.clone());
    }
    if let Some(id) = &account.employee_id {
        user.add(
            "externalIds",
            json!([json!({"value": id, "type": "organization"})]),
        );
    }
    user
}

fn millis(at: Timestamp) -> String {
    format!("{}.000Z", at.strftime("%Y-%m-%dT%H:%M:%S"))
}
