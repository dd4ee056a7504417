//! Everybody with an entry in the HR system.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use super::cast;
use crate::{
    demo::{
        calendar::{Day, days_after},
        names,
    },
    dice::Dice,
};

/// The domain of all work addresses.
pub(in crate::demo) const DOMAIN: &str = "linden.example";

/// A department. Their order is the order of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::demo) enum Department {
    /// Offices, IT and the chief executive.
    Operations,
    /// Builds and runs the product.
    Engineering,
    /// Answers customers; came with Harbour Desk.
    Support,
    /// Sells; the seats from 30 on came with Harbour Desk.
    Sales,
    /// Tells the world.
    Marketing,
    /// Pays and bills.
    Finance,
    /// Hires and cares.
    HumanResources,
    /// Signs, and buys.
    Legal,
}

use Department::{
    Engineering, Finance, HumanResources, Legal, Marketing, Operations, Sales, Support,
};

impl Department {
    /// All eight, in order.
    pub(in crate::demo) const ALL: [Self; 8] = [
        Operations,
        Engineering,
        Support,
        Sales,
        Marketing,
        Finance,
        HumanResources,
        Legal,
    ];

    /// What it is called everywhere.
    pub(in crate::demo) fn name(self) -> &'static str {
        match self {
            Operations => "Operations",
            Engineering => "Engineering",
            Support => "Customer Support",
            Sales => "Sales",
            Marketing => "Marketing",
            Finance => "Finance",
            HumanResources => "Human Resources",
            Legal => "Legal and Procurement",
        }
    }

    /// How many people it has.
    pub(in crate::demo) fn size(self) -> usize {
        match self {
            Operations => 40,
            Engineering => 140,
            Support => 60,
            Sales => 70,
            Marketing => 30,
            Finance => 25,
            HumanResources => 15,
            Legal => 20,
        }
    }

    /// What an hour of its people costs, in the organisation's currency.
    pub(in crate::demo) fn hourly_rate(self) -> u32 {
        match self {
            Operations => 58,
            Engineering => 85,
            Support => 42,
            Sales => 64,
            Marketing => 56,
            Finance => 66,
            HumanResources => 54,
            Legal => 92,
        }
    }

    /// The number of its head; the others follow.
    pub(in crate::demo) fn first(self) -> usize {
        Self::ALL
            .iter()
            .take_while(|&&other| other != self)
            .map(|other| other.size())
            .sum()
    }

    fn titles(self) -> &'static [&'static str] {
        match self {
            Operations => &["IT Technician", "Office Manager", "Systems Administrator"],
            Engineering => &[
                "Software Engineer",
                "Senior Software Engineer",
                "Data Engineer",
            ],
            Support => &["Support Agent", "Senior Support Agent"],
            Sales => &["Account Executive", "Sales Engineer", "Account Manager"],
            Marketing => &["Content Writer", "Designer", "Campaign Manager"],
            Finance => &["Accountant", "Payroll Specialist", "Controller"],
            HumanResources => &["Recruiter", "People Partner"],
            Legal => &["Counsel", "Buyer", "Contract Manager"],
        }
    }
}

/// Under what sort of contract somebody works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) enum Worker {
    /// Employed.
    Employee,
    /// Under a contract that ends.
    Contractor,
    /// Learning.
    Intern,
}

/// Somebody.
#[derive(Clone, Debug)]
pub(in crate::demo) struct Person {
    /// The number, from 0.
    pub(in crate::demo) number: usize,
    /// Given name.
    pub(in crate::demo) first: String,
    /// Family name.
    pub(in crate::demo) last: String,
    /// The family name after a marriage.
    married: Option<String>,
    /// Where they work.
    pub(in crate::demo) department: Department,
    /// What they do.
    pub(in crate::demo) title: String,
    /// Who leads them, as the HR system has it.
    pub(in crate::demo) manager: Option<usize>,
    /// Their contract.
    pub(in crate::demo) worker: Worker,
    /// Where they live.
    pub(in crate::demo) country: &'static str,
    /// The office they belong to.
    pub(in crate::demo) office: &'static str,
    /// When the contract was signed.
    pub(in crate::demo) hired: Date,
    /// The first day.
    pub(in crate::demo) start: Date,
    /// The last day.
    pub(in crate::demo) end: Option<Date>,
    /// Whether their work shows them customers' data.
    pub(in crate::demo) handles_customer_data: bool,
}

impl Person {
    /// The number the HR system gave them.
    pub(in crate::demo) fn employee_id(&self) -> String {
        format!("LW{}", 1000 + self.number)
    }

    /// The family name on a day.
    pub(in crate::demo) fn last_on(&self, day: Day) -> &str {
        match &self.married {
            Some(name) if day >= Day::June1 => name,
            _ => &self.last,
        }
    }

    /// The whole name on a day.
    pub(in crate::demo) fn name_on(&self, day: Day) -> String {
        format!("{} {}", self.first, self.last_on(day))
    }

    /// What stands before the @ in the address they started with; also the name of their laptop.
    pub(in crate::demo) fn login(&self) -> String {
        login(&self.first, &self.last)
    }

    /// The work address on a day.
    pub(in crate::demo) fn email_on(&self, day: Day) -> String {
        format!("{}@{DOMAIN}", login(&self.first, self.last_on(day)))
    }

    /// The address they started with.
    pub(in crate::demo) fn first_email(&self) -> String {
        self.email_on(Day::May18)
    }

    /// The address at home, which the screening vendor knows.
    pub(in crate::demo) fn personal_email(&self) -> String {
        format!("{}.{}@post.example", self.login(), self.number)
    }

    /// Whether they came with Harbour Desk, the company that was bought.
    pub(in crate::demo) fn is_from_harbour_desk(&self) -> bool {
        match self.department {
            Support => true,
            Sales => self.number >= Sales.first() + 30,
            _ => false,
        }
    }

    /// Whether they have started and not left by a day.
    pub(in crate::demo) fn is_here_on(&self, day: Day) -> bool {
        self.start <= day.date() && self.end.is_none_or(|end| end >= day.date())
    }
}

fn login(first: &str, last: &str) -> String {
    format!(
        "{}.{}",
        names::address_part(first),
        names::address_part(last)
    )
}

/// Everybody.
pub(super) fn all(seed: u64) -> Vec<Person> {
    let mut logins = BTreeSet::new();
    let places = Department::ALL
        .into_iter()
        .flat_map(|d| (0..d.size()).map(move |n| (d, n)));
    places
        .map(|(department, nth)| one(seed, department, nth, &mut logins))
        .collect()
}

fn one(seed: u64, department: Department, nth: usize, logins: &mut BTreeSet<String>) -> Person {
    let number = department.first() + nth;
    let mut dice = Dice::of(seed, "person", number);
    let mut name = || (*dice.pick(names::FIRST), *dice.pick(names::LAST));
    let (mut first, mut last) = name();
    while !logins.insert(login(first, last)) {
        (first, last) = name();
    }
    let married = (number == cast::person(cast::MARRIED)).then(|| {
        let mut other = *dice.pick(names::LAST);
        while !logins.insert(login(first, other)) {
            other = *dice.pick(names::LAST);
        }
        other.to_owned()
    });
    let (country, office) = *dice.pick(&[
        ("Netherlands", "Utrecht"),
        ("Netherlands", "Utrecht"),
        ("Germany", "Leipzig"),
        ("Portugal", "Porto"),
        ("Kenya", "Nairobi"),
    ]);
    let (hired, start, end) = employment(&mut dice, number);
    Person {
        number,
        first: first.to_owned(),
        last: last.to_owned(),
        married,
        department,
        title: title(&mut dice, department, nth),
        manager: manager(department, nth),
        worker: worker(number),
        country,
        office,
        hired,
        start,
        end,
        handles_customer_data: match department {
            Support | Sales => true,
            Engineering => nth.is_multiple_of(3),
            Operations | Finance => nth.is_multiple_of(4),
            _ => false,
        },
    }
}

fn title(dice: &mut Dice, department: Department, nth: usize) -> String {
    match (department, nth) {
        (Operations, 0) => "Chief Executive Officer".to_owned(),
        (_, 0) => format!("Head of {}", department.name()),
        (_, nth) if nth <= leads(department) => "Team Lead".to_owned(),
        _ => (*dice.pick(department.titles())).to_owned(),
    }
}

/// How many of a department lead others, its head apart.
fn leads(department: Department) -> usize {
    department.size() / 9
}

/// Nine or so to a lead, leads to the head, heads to the chief executive; two lead each other.
fn manager(department: Department, nth: usize) -> Option<usize> {
    let [one, other] = cast::EACH_OTHERS_MANAGER.map(cast::person);
    let number = department.first() + nth;
    if number == one || number == other {
        return Some(if number == one { other } else { one });
    }
    match nth {
        0 if department == Operations => None,
        0 => Some(0),
        _ if nth <= leads(department) => Some(department.first()),
        _ => Some(department.first() + 1 + nth % leads(department)),
    }
}

fn worker(number: usize) -> Worker {
    if number == cast::person(cast::CONTRACTOR) || cast::plays(number, &cast::CONTRACTORS) {
        Worker::Contractor
    } else if number % 67 == 41 {
        Worker::Intern
    } else {
        Worker::Employee
    }
}

/// When somebody was hired, starts and leaves: most long ago, one in sixteen this year.
fn employment(dice: &mut Dice, number: usize) -> (Date, Date, Option<Date>) {
    let recent = number % 16 == 5;
    let hired = if recent {
        days_after(date(2026, 1, 5), dice.below(80) as i64)
    } else {
        days_after(date(2018, 1, 8), dice.below(2_800) as i64)
    };
    let start = days_after(hired, 21 + dice.below(20) as i64);
    let is = |seat| number == cast::person(seat);
    let june8 = date(2026, 6, 8);
    if is(cast::HIRE_WITHOUT_SCREENING) {
        (date(2026, 4, 27), date(2026, 6, 4), None)
    } else if is(cast::HIRE_SCREENED_LATE_ORDER) {
        (date(2026, 4, 27), june8, None)
    } else if is(cast::HIRE_SCREENED) {
        (date(2026, 4, 20), june8, None)
    } else if is(cast::HIRE_SCREENING_PENDING) {
        (date(2026, 5, 4), date(2026, 6, 15), None)
    } else if is(cast::SCREENED_AFTER_START) {
        (date(2026, 3, 23), date(2026, 5, 4), None)
    } else if is(cast::LEAVER_WITH_ACCOUNTS) {
        (hired, start, Some(date(2026, 5, 22)))
    } else if is(cast::LEAVER_OF_JUNE) {
        (hired, start, Some(date(2026, 6, 5)))
    } else if cast::plays(number, &cast::LEFT_IN_GOOD_ORDER) {
        (hired, start, Some(date(2026, 5, 8)))
    } else if worker(number) == Worker::Contractor {
        (hired, start, Some(date(2026, 9, 30)))
    } else {
        (hired, start, None)
    }
}
