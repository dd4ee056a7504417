//! Work that was added to the matrix in haste: each row has one thing wrong with it.

use std::collections::BTreeMap;

use crate::demo::world::{
    World,
    cast::{self, Seat},
    people::Department::{Engineering, Legal, Marketing, Operations, Sales, Support},
};

const HEADER: &str = "Activity,Unit,Accountable,Responsible,Consulted,Informed,From\n";
/// Work whose page says why no rule can measure it; of the others that is itself a gap.
const UNMEASURED: [&str; 11] = [
    "Answer security questions of customers",
    "Keep the visitor list",
    "Rotate signing keys",
    "Watch the status page",
    "Review firewall rules",
    "Test the fire alarm",
    "Check contracts with partners",
    "Choose collaboration tools",
    "Clean the server room",
    "Translate guidelines",
    "Give demo accounts",
];

/// The tables, and a page for each activity.
pub(super) fn files(world: &World) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([
        ("responsibilities/new-work.csv".to_owned(), new_work(world)),
        ("responsibilities/sales.csv".to_owned(), of_sales(world)),
    ]);
    for title in UNMEASURED {
        let id = title.to_lowercase().replace(' ', "-");
        let page = format!(
            "title: {title}\nstatement: {title}, as agreed.\n\
            unmeasured because: no tool keeps a record of it\n"
        );
        files.insert(format!("activities/{id}.yaml"), page);
    }
    files
}

fn new_work(world: &World) -> String {
    let mail = |seat: Seat| world.people[cast::person(seat)].first_email();
    let several = |seats: &[Seat]| {
        let mails: Vec<String> = seats.iter().map(|seat| mail(*seat)).collect();
        mails.join(";")
    };
    let (sales, legal) = (mail((Sales, 0)), mail((Legal, 0)));
    let (support, office) = (mail((Support, 0)), mail((Operations, 0)));
    let it = mail(cast::LEADS_IT);
    let six = several(&[
        (Sales, 0),
        (Legal, 0),
        (Support, 0),
        (Marketing, 0),
        (Engineering, 0),
        (Operations, 0),
    ]);
    let rows = [
        // R01: the papers of Legal are nobody's last word. R22: those of the others are nobody's.
        format!(
            "Dispose of old papers,Sales,{sales},{},,,",
            mail((Sales, 1))
        ),
        format!(
            "Dispose of old papers,Legal and Procurement,,{},,,",
            mail((Legal, 1))
        ),
        // R02: two who are accountable.
        format!(
            "Answer security questions of customers,,{sales};{support},{},,,",
            mail((Sales, 1))
        ),
        // R03: nobody was asked to do it.
        format!("Keep the visitor list,,{office},,,,"),
        // R04: who did it has left.
        format!(
            "Rotate signing keys,,{},{},,,",
            mail((Engineering, 0)),
            mail(cast::LEAVER_WITH_ACCOUNTS)
        ),
        // R05: not decided yet.
        format!("Watch the status page,,tbd,{},,,", mail((Support, 1))),
        // R06: a team that nobody knows.
        format!("Review firewall rules,,{it},team-falcon,,,"),
        // R10: assigned in March, and nobody ever said yes.
        format!(
            "Test the fire alarm,,{office},{},,,2026-03-02",
            mail((Operations, 3))
        ),
        // R14: accountable for Legal, and works in Sales.
        format!(
            "Check contracts with partners,Legal and Procurement,{sales},{},,,",
            mail((Legal, 1))
        ),
        format!("Check contracts with partners,,{legal},{legal},,,"),
        // R20: six who have to be asked.
        format!("Choose collaboration tools,,{it},{it},{six},,"),
        // R23: a unit that there is not.
        format!("Clean the server room,Riverside,{office},{office},,,"),
        format!("Clean the server room,,{it},{it},,,"),
        // R27: a vendor does it, and nobody here answers for it.
        "Translate guidelines,Marketing,,Fen Translations,,,".to_owned(),
        // R28: Sales names somebody else in a table of its own.
        format!("Give demo accounts,Sales,{sales},{},,,", mail((Sales, 1))),
        format!("Give demo accounts,,{support},{support},,,"),
    ];
    format!("{HEADER}{}\n", rows.join("\n"))
}

fn of_sales(world: &World) -> String {
    let mail = |seat: Seat| world.people[cast::person(seat)].first_email();
    format!(
        "{HEADER}Give demo accounts,Sales,{},,,,\n",
        mail((Sales, 1))
    )
}
