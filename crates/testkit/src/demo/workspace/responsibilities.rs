//! Who is accountable for what, as the organisation wrote it into a table.

use crate::demo::world::{
    World,
    cast::{self, Seat},
    people::Department::{
        Engineering, Finance, HumanResources, Legal, Marketing, Operations, Sales, Support,
    },
};

/// One activity: its name, who is accountable, who does it, who is consulted, who is told.
type Row = (&'static str, Seat, Seat, &'static [Seat], &'static [Seat]);

const IT: Seat = cast::LEADS_IT;
const SECURITY: Seat = cast::LEADS_SECURITY;

/// The first of a department is its head.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("Security rules", SECURITY, SECURITY, &[], &[(Operations, 0)]),
    ("Endpoint protection",       IT,                  IT,       &[(Engineering, 0)], &[SECURITY]),
    ("Patch laptops and phones",  IT,                  IT,       &[(Engineering, 0)], &[SECURITY]),
    ("Lost and returned devices", IT,                  IT,       &[],                 &[SECURITY]),
    ("Backups",                   IT,                  IT,       &[],                 &[SECURITY]),
    ("Know what we own",          IT,                  IT,       &[(Finance, 0)],     &[]),
    ("Protect sign-in", IT, IT, &[(Support, 0), (Sales, 0)], &[SECURITY]),
    ("Review access",             IT,                  IT,       &[],                 &[SECURITY]),
    ("Remove access of leavers",  (HumanResources, 0), IT,       &[],                 &[SECURITY]),
    ("Screen new hires",          (HumanResources, 0), (HumanResources, 1), &[(Legal, 0)], &[]),
    ("Welcome new hires",         (HumanResources, 0), (HumanResources, 1), &[],      &[]),
    ("Keep the staff list",       (HumanResources, 0), (HumanResources, 1), &[],      &[]),
    ("Security training",         (HumanResources, 0), SECURITY, &[(Support, 0)],     &[]),
    ("Data handling guideline",   (Legal, 0),          SECURITY, &[(Marketing, 0)],   &[]),
    ("Vendor reviews", (Legal, 0), (Legal, 1), &[SECURITY], &[(Finance, 0)]),
    ("Secure coding",             (Engineering, 0),    (Engineering, 1), &[SECURITY], &[]),
    ("Name security contacts",    (Operations, 0),     SECURITY, &[],                 &[]),
    ("Speak in public",           (Marketing, 0),      (Marketing, 3), &[(Legal, 0)], &[]),
];

/// `responsibilities/security.csv`, people by mail address.
pub(super) fn table(world: &World) -> String {
    let mail = |seat: &Seat| world.people[cast::person(*seat)].first_email();
    let several = |seats: &[Seat]| seats.iter().map(mail).collect::<Vec<_>>().join(";");
    let mut text = "Activity,Unit,Accountable,Responsible,Consulted,Informed\n".to_owned();
    for (activity, accountable, responsible, consulted, informed) in ROWS {
        let cells = [
            (*activity).to_owned(),
            String::new(),
            mail(accountable),
            mail(responsible),
            several(consulted),
            several(informed),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}
