//! Registers that people keep by hand, as CSV with a heading.
//!
//! - `departments/departments.csv`: `department`, `head employee id`, `security contact email`,
//!   `hourly rate`
//! - `vendors/vendors.csv`: `vendor id`, `name`, `domain`, `status`, `data classes` (separated by
//!   `;`), `security review completed on`, `contract end date`, `contract value`, `breach clause`,
//!   `business owner email`
//! - `training/training.csv`: `employee id`, `email`, `security training completed on`
//! - `acknowledgements/acknowledgements.csv`: `employee id`, `policy`, `signed on`

use super::Files;
use crate::{
    demo::{
        Day,
        calendar::days_after,
        world::{
            World, cast,
            people::{Department, Person},
        },
    },
    dice::Dice,
};

/// The department whose register entry has nobody to turn to about security.
pub(in crate::demo) const WITHOUT_CONTACT: Department = Department::Marketing;
/// The department whose security contact left on 8 May.
pub(in crate::demo) const CONTACT_LEFT: Department = Department::Sales;

fn csv(path: &str, heading: &str, rows: impl Iterator<Item = Vec<String>>) -> Files {
    let mut text = format!("{heading}\n");
    for row in rows {
        let cells: Vec<_> = row.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    vec![(path.to_owned(), text.into_bytes())]
}

/// A cell in quotes where it needs them (RFC 4180).
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

pub(super) fn departments(world: &World, day: Day) -> Files {
    let heading = "department,head employee id,security contact email,hourly rate";
    let row = |department: Department| {
        let contact = match department {
            WITHOUT_CONTACT => String::new(),
            CONTACT_LEFT => world.people[cast::person(cast::LEFT_IN_GOOD_ORDER[0])].email_on(day),
            other => world.people[other.first() + 1].email_on(day),
        };
        vec![
            department.name().to_owned(),
            world.people[department.first()].employee_id(),
            contact,
            department.hourly_rate().to_string(),
        ]
    };
    csv(
        "departments.csv",
        heading,
        Department::ALL.into_iter().map(row),
    )
}

pub(super) fn vendors(world: &World, day: Day) -> Files {
    let heading = "vendor id,name,domain,status,data classes,security review completed on,\
                   contract end date,contract value,breach clause,business owner email";
    let rows = world.vendors.iter().map(|vendor| {
        vec![
            vendor.id.clone(),
            vendor.name.to_owned(),
            vendor.domain.clone(),
            vendor.status.to_owned(),
            vendor.data_classes.to_owned(),
            vendor.reviewed.clone(),
            vendor.ends.to_string(),
            vendor.value.to_string(),
            if vendor.breach_clause { "yes" } else { "no" }.to_owned(),
            world.people[vendor.owner].email_on(day),
        ]
    });
    csv("vendors.csv", heading, rows)
}

/// Everybody who is here, on a day.
fn present(world: &World, day: Day) -> impl Iterator<Item = &Person> {
    world
        .people
        .iter()
        .filter(move |person| person.is_here_on(day))
}

pub(super) fn training(world: &World, day: Day) -> Files {
    let rows = present(world, day).filter_map(|person| {
        let mut dice = Dice::of(world.seed, "training", person.number);
        let completed = match dice.below(16) {
            // Somebody wrote a word where a date should stand.
            _ if person.number == cast::person(cast::TRAINED_IN_SPRING) => "in spring".to_owned(),
            // Never took it: no row.
            0 => return None,
            // Took it more than a year ago, some of them again before 1 June.
            1 if person.number % 2 == 0 && day >= Day::June1 => "2026-05-28".to_owned(),
            1 => days_after(jiff::civil::date(2024, 9, 2), dice.below(200) as i64).to_string(),
            _ => days_after(jiff::civil::date(2025, 7, 1), dice.below(300) as i64).to_string(),
        };
        Some(vec![person.employee_id(), person.email_on(day), completed])
    });
    csv(
        "training.csv",
        "employee id,email,security training completed on",
        rows,
    )
}

/// What everybody signs.
pub(in crate::demo) const GUIDELINE: &str = "Data handling";

pub(super) fn acknowledgements(world: &World, day: Day) -> Files {
    let rows = present(world, day).filter_map(|person| {
        let mut dice = Dice::of(world.seed, "signed", person.number);
        let signed = match dice.below(20) {
            0 => return None,
            1 if day < Day::June1 => return None,
            1 => days_after(Day::May25.date(), dice.below(6) as i64),
            _ => days_after(
                person.start.max(jiff::civil::date(2025, 10, 6)),
                dice.below(40) as i64,
            ),
        };
        let signed = signed.min(days_after(day.date(), -1));
        Some(vec![
            person.employee_id(),
            GUIDELINE.to_owned(),
            signed.to_string(),
        ])
    });
    csv("acknowledgements.csv", "employee id,policy,signed on", rows)
}
