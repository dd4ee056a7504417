//! Troubles of people and their accounts.

use super::{Place, Tell, Trouble, at, since, until};
use crate::demo::{
    Day,
    export::{github, google},
    world::{
        World,
        cast::{self, Seat},
        people::Person,
    },
};

pub(super) const ALL: &[Tell] = &[
    leaver_with_live_accounts,
    leaver_still_signs_in,
    hire_without_screening,
    screening_ordered_late,
    screening_completed_late,
    two_accounts,
    idle_administrator,
    without_second_factor,
    married_name,
    contractor,
    each_others_manager,
    training_unreadable,
];

fn who(world: &World, seat: Seat) -> &Person {
    &world.people[cast::person(seat)]
}

fn hr(person: &Person) -> Place {
    at("workday", person.employee_id())
}

fn account(world: &World, person: &Person) -> Place {
    at(
        "google-workspace",
        google::account_id(world.seed, person.number),
    )
}

/// Left on 22 May; the accounts are closed before 1 June.
fn leaver_with_live_accounts(world: &World) -> Trouble {
    let person = who(world, cast::LEAVER_WITH_ACCOUNTS);
    let code = at("github", github::login(person));
    Trouble {
        name: "leaver with live accounts",
        records: vec![hr(person), account(world, person), code],
        days: vec![Day::May25],
        expected: "leavers-have-no-working-accounts is missed on 25 May; on 1 June one account is \
                   proven closed, on 2 June the one that vanished, missing a second time",
    }
}

/// Left on 5 June and can still sign in.
fn leaver_still_signs_in(world: &World) -> Trouble {
    let person = who(world, cast::LEAVER_OF_JUNE);
    Trouble {
        name: "leaver still signs in",
        records: vec![hr(person), account(world, person)],
        days: vec![Day::June9],
        expected: "leavers-have-no-working-accounts is missed on 9 June",
    }
}

/// Starts on 4 June, not screened.
fn hire_without_screening(world: &World) -> Trouble {
    Trouble {
        name: "hire without screening",
        records: vec![hr(who(world, cast::HIRE_WITHOUT_SCREENING))],
        days: Day::ALL.to_vec(),
        expected: "screening-is-ordered-in-time is missed from 25 May on, \
                   new-hires-are-screened-before-they-start on 1 and 2 June; unknown on 9 June, \
                   when the screening vendor's word is stale",
    }
}

/// Starts on 8 June; on 25 May no screening was ordered, on 1 June one was.
fn screening_ordered_late(world: &World) -> Trouble {
    Trouble {
        name: "screening ordered late",
        records: vec![hr(who(world, cast::HIRE_SCREENED_LATE_ORDER))],
        days: vec![Day::May25],
        expected: "screening-is-ordered-in-time is missed on 25 May and fixed from 1 June on",
    }
}

/// Started on 4 May, screened on 20 May.
fn screening_completed_late(world: &World) -> Trouble {
    Trouble {
        name: "screening completed late",
        records: vec![hr(who(world, cast::SCREENED_AFTER_START))],
        days: Day::ALL.to_vec(),
        expected: "new-hires-are-screened-before-they-start stays missed: time cannot be undone",
    }
}

/// An everyday account and an administrator's.
fn two_accounts(world: &World) -> Trouble {
    let person = who(world, cast::TWO_ACCOUNTS);
    let second = google::administrator_id(world.seed, person.number);
    Trouble {
        name: "two accounts",
        records: vec![account(world, person), at("google-workspace", second)],
        days: Day::ALL.to_vec(),
        expected: "two accounts of one person",
    }
}

/// An administrator's account that was never used.
fn idle_administrator(world: &World) -> Trouble {
    let person = who(world, cast::IDLE_ADMINISTRATOR);
    let second = google::administrator_id(world.seed, person.number);
    Trouble {
        name: "idle administrator",
        records: vec![at("google-workspace", second)],
        days: Day::ALL.to_vec(),
        expected: "privileged-accounts-are-in-use is missed: the account was never used",
    }
}

/// People who sign in without a second factor and go on doing so.
fn without_second_factor(world: &World) -> Trouble {
    let seats = cast::WITHOUT_SECOND_FACTOR.into_iter();
    let stay = seats.filter(|seat| !cast::SECOND_FACTOR_IN_JUNE.contains(seat));
    Trouble {
        name: "without second factor",
        records: stay.map(|seat| account(world, who(world, seat))).collect(),
        days: Day::ALL.to_vec(),
        expected: "accounts-use-two-factor-sign-in is missed",
    }
}

/// Another family name from 1 June on; the device manager keeps the old address.
fn married_name(world: &World) -> Trouble {
    let person = who(world, cast::MARRIED);
    Trouble {
        name: "married name",
        records: vec![hr(person), account(world, person)],
        days: since(Day::June1),
        expected: "one person with the number it always had, still the one who has the laptop",
    }
}

/// Works under a contract that ends.
fn contractor(world: &World) -> Trouble {
    Trouble {
        name: "contractor",
        records: vec![hr(who(world, cast::CONTRACTOR))],
        days: Day::ALL.to_vec(),
        expected: "a contractor who has not left: an end date in the future is no departure",
    }
}

/// Each is the other's manager.
fn each_others_manager(world: &World) -> Trouble {
    Trouble {
        name: "each other's manager",
        records: cast::EACH_OTHERS_MANAGER
            .map(|seat| hr(who(world, seat)))
            .to_vec(),
        days: until(Day::June9),
        expected: "reported, and no walk up the chain runs for ever",
    }
}

/// The register of trainings says `in spring` where a date should stand.
fn training_unreadable(world: &World) -> Trouble {
    let person = who(world, cast::TRAINED_IN_SPRING);
    Trouble {
        name: "training unreadable",
        records: vec![at("training", person.employee_id())],
        days: Day::ALL.to_vec(),
        expected: "people-who-handle-customer-data-are-trained is unknown, and a note says where",
    }
}
