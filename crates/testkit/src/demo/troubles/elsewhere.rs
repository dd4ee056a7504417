//! Troubles of services, vendors, departments and of the sources themselves.

use super::{Place, Tell, Trouble, at, since};
use crate::demo::{
    Day,
    export::registers,
    world::{
        World,
        engineering::{SERVICE_OF_EMPTY_TEAM, UNOWNED_SERVICE},
        people::Department,
        vendors,
    },
};

pub(super) const ALL: &[Tell] = &[
    unowned_service,
    service_of_an_empty_team,
    vendor_review_lapses,
    vendor_review_unreadable,
    department_without_contact,
    contact_who_left,
    export_died,
];

fn service(world: &World, number: usize) -> Vec<Place> {
    vec![at(
        "backstage",
        world.engineering.services[number].name.clone(),
    )]
}

/// A template's placeholder stands where an owner should.
fn unowned_service(world: &World) -> Trouble {
    Trouble {
        name: "unowned service",
        records: service(world, UNOWNED_SERVICE),
        days: Day::ALL.to_vec(),
        expected: "unowned: `guests` is nobody",
    }
}

/// The team that owns it has nobody in it.
fn service_of_an_empty_team(world: &World) -> Trouble {
    Trouble {
        name: "service of an empty team",
        records: service(world, SERVICE_OF_EMPTY_TEAM),
        days: Day::ALL.to_vec(),
        expected: "unowned: the team is empty",
    }
}

/// A review of 5 June 2025 is more than a year old from 6 June 2026 on.
fn vendor_review_lapses(world: &World) -> Trouble {
    Trouble {
        name: "vendor review lapses",
        records: vec![at("vendors", world.vendors[vendors::LAPSING].id.clone())],
        days: vec![Day::June9],
        expected: "vendors-are-reviewed-before-renewal is met until 2 June and missed on 9 June",
    }
}

/// The register says `soon` where a date should stand.
fn vendor_review_unreadable(world: &World) -> Trouble {
    Trouble {
        name: "vendor review unreadable",
        records: vec![at("vendors", world.vendors[vendors::UNREADABLE].id.clone())],
        days: Day::ALL.to_vec(),
        expected: "the record is kept, the date is unknown and a note says where",
    }
}

fn department(department: Department) -> Vec<Place> {
    vec![at("departments", department.name())]
}

/// Nobody to turn to about security.
fn department_without_contact(_: &World) -> Trouble {
    Trouble {
        name: "department without contact",
        records: department(registers::WITHOUT_CONTACT),
        days: Day::ALL.to_vec(),
        expected: "departments-have-a-security-contact is missed",
    }
}

/// The security contact left before the first day.
fn contact_who_left(_: &World) -> Trouble {
    Trouble {
        name: "contact who left",
        records: department(registers::CONTACT_LEFT),
        days: Day::ALL.to_vec(),
        expected: "departments-have-a-security-contact is missed: who left is no contact",
    }
}

/// The job that fetches the screening vendor's answers stopped after 1 June.
fn export_died(_: &World) -> Trouble {
    Trouble {
        name: "export died",
        records: vec![Place {
            source: "checkr",
            record: None,
        }],
        days: since(Day::June2),
        expected: "fresh on 2 June, stale on 9 June: what it said is unknown then, never a pass",
    }
}
