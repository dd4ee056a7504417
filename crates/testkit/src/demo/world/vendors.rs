//! Companies that something is bought from.

use jiff::civil::{Date, date};

use super::people::{Department, Person};
use crate::{
    demo::calendar::{Day, days_after},
    dice::Dice,
};

/// A company that something is bought from.
#[derive(Clone, Debug)]
pub(in crate::demo) struct Vendor {
    /// Its number in the register.
    pub(in crate::demo) id: String,
    /// What it is called.
    pub(in crate::demo) name: &'static str,
    /// Its domain.
    pub(in crate::demo) domain: String,
    /// `active`, `prospective` or `terminated`.
    pub(in crate::demo) status: &'static str,
    /// What of ours it holds.
    pub(in crate::demo) data_classes: &'static str,
    /// When it was last looked at, as written; empty where never.
    pub(in crate::demo) reviewed: String,
    /// When the contract ends.
    pub(in crate::demo) ends: Date,
    /// What it costs a year.
    pub(in crate::demo) value: u32,
    /// Whether it must tell of a breach.
    pub(in crate::demo) breach_clause: bool,
    /// Who wants it here.
    pub(in crate::demo) owner: usize,
}

/// Reviewed on 5 June 2025, up for renewal in July: the review is too old from 6 June on.
pub(in crate::demo) const LAPSING: usize = 4;
/// Up for renewal, reviewed long ago.
pub(in crate::demo) const LAPSED: usize = 9;
/// Up for renewal; the register says `soon` where a date should stand.
pub(in crate::demo) const UNREADABLE: usize = 14;

const NAMES: [&str; 30] = [
    "Alder Payroll",
    "Birch Analytics",
    "Brook Mail",
    "Cairn Backup",
    "Copper Travel",
    "Dune Surveys",
    "Ember Design",
    "Fathom Logs",
    "Fen Translations",
    "Flint Contracts",
    "Grove Learning",
    "Gull Freight",
    "Harbour Phones",
    "Heron Recruiting",
    "Ivy Catering",
    "Juniper Print",
    "Kestrel Cloud",
    "Lark Calendars",
    "Loam Expenses",
    "Marsh Screening",
    "Moss Events",
    "Nettle Insurance",
    "Oriel Video",
    "Pebble Payments",
    "Quarry Storage",
    "Reed Support",
    "Sable Security",
    "Tarn Maps",
    "Umber Advertising",
    "Willow Whiteboards",
];

/// What a vendor may hold, as the register writes it.
const DATA_CLASSES: [&str; 5] = ["customer", "customer; payment", "employee", "payment", ""];

/// All of them.
pub(super) fn all(seed: u64, people: &[Person]) -> Vec<Vendor> {
    let here = |person: &&Person| {
        person.is_here_on(Day::May18)
            && person.end.is_none()
            && person.department != Department::Support
    };
    let owners: Vec<_> = people
        .iter()
        .filter(here)
        .map(|person| person.number)
        .collect();
    NAMES
        .into_iter()
        .enumerate()
        .map(|(at, name)| one(seed, at, name, &owners))
        .collect()
}

fn one(seed: u64, at: usize, name: &'static str, owners: &[usize]) -> Vendor {
    let mut dice = Dice::of(seed, "vendor", at);
    let soon = at % 5 == 4;
    let (reviewed, ends) = match at {
        LAPSING => (date(2025, 6, 5).to_string(), date(2026, 7, 15)),
        LAPSED => (date(2024, 9, 12).to_string(), date(2026, 6, 30)),
        UNREADABLE => ("soon".to_owned(), date(2026, 6, 25)),
        _ => {
            let reviewed = days_after(date(2025, 9, 1), dice.below(200) as i64);
            let wait = if soon {
                10 + dice.below(20)
            } else {
                200 + dice.below(400)
            };
            (
                reviewed.to_string(),
                days_after(Day::June9.date(), wait as i64),
            )
        }
    };
    let status = match at % 15 {
        11 => "prospective",
        13 => "terminated",
        _ => "active",
    };
    Vendor {
        id: format!("V-{:03}", at + 1),
        name,
        domain: format!("{}.example", name.to_lowercase().replace(' ', "-")),
        status,
        data_classes: DATA_CLASSES[dice.below(DATA_CLASSES.len())],
        reviewed: if status == "prospective" {
            String::new()
        } else {
            reviewed
        },
        ends,
        value: 1_200 * (1 + u32::try_from(dice.below(90)).unwrap_or(0)),
        breach_clause: !dice.one_in(4),
        owner: *dice.pick(owners),
    }
}
