//! A sample organisation: who plays which part there, and a link that signs them in.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use app::ports::{AccessStore as _, Account, Grant};
use model::{Entity, EntityId};
use serde::Serialize;
use web::{
    Desk as _, Links, Snapshot,
    may::{Role, standing::Standing},
};

use crate::{commands::demo::clock::MARK, outcome::CommandError, wire::served::Served};

/// How to look at the sample organisation as one of its people.
#[derive(Debug, Serialize)]
pub(super) struct SignIn {
    /// The part they play.
    pub(super) part: &'static str,
    /// Who they are.
    pub(super) who: String,
    /// Signs them in while the server runs.
    pub(super) link: String,
}

/// A part, and what makes somebody play it.
struct Part {
    name: &'static str,
    has: &'static [Role],
    has_not: &'static [Role],
    /// The department they have to be of.
    of: Option<&'static str>,
    grants: &'static [Grant],
}

const LEADS: &[Role] = &[
    Role::TeamLead,
    Role::DepartmentHead,
    Role::Approver,
    Role::SecurityLead,
];
const HR: &str = "Human Resources";

const PARTS: [Part; 8] = [
    Part {
        name: "employee",
        has: &[],
        has_not: LEADS,
        of: None,
        grants: &[],
    },
    Part {
        name: "team lead",
        has: &[Role::TeamLead],
        has_not: &[Role::DepartmentHead, Role::SecurityLead],
        of: None,
        grants: &[],
    },
    Part {
        name: "department head",
        has: &[Role::DepartmentHead],
        has_not: &[Role::SecurityLead],
        of: None,
        grants: &[],
    },
    Part {
        name: "author in HR",
        has: &[],
        has_not: LEADS,
        of: Some(HR),
        grants: &[],
    },
    Part {
        name: "approver",
        has: &[Role::Approver],
        has_not: &[Role::SecurityLead],
        of: Some(HR),
        grants: &[],
    },
    Part {
        name: "security lead",
        has: &[Role::SecurityLead],
        has_not: &[],
        of: None,
        grants: &[],
    },
    Part {
        name: "auditor",
        has: &[],
        has_not: LEADS,
        of: Some("Finance"),
        grants: &[Grant::Auditor],
    },
    Part {
        name: "administrator",
        has: &[],
        has_not: &[Role::DepartmentHead, Role::SecurityLead],
        of: Some("Operations"),
        grants: &[Grant::Administrator],
    },
];

/// Whether a folder holds a sample organisation.
pub(super) fn is_demo(root: &Path) -> bool {
    root.join(MARK).is_file()
}

/// Makes an account for each part, without a password, and a link for it.
pub(super) async fn links(
    served: &Served,
    links: &mut Links,
    address: &str,
) -> Result<Vec<SignIn>, CommandError> {
    let snapshot = served.snapshot();
    let mut taken = BTreeSet::new();
    let mut made = Vec::new();
    for part in &PARTS {
        let Some(person) = player(part, &snapshot, &taken) else {
            continue;
        };
        taken.insert(person.id.clone());
        let account = account(part, person, served);
        served.store().keep_account(&account).await?;
        let random = served.random().map_err(CommandError::wrong)?;
        let shown = links.add(&account.name, random);
        made.push(SignIn {
            part: part.name,
            who: person.name.clone(),
            link: format!("{address}/sign-in/link?code={shown}"),
        });
    }
    Ok(made)
}

fn account(part: &Part, person: &Entity, served: &Served) -> Account {
    let mail = person.reading("email").text().map(str::to_lowercase);
    Account {
        name: mail.unwrap_or_else(|| person.id.to_string()),
        person: Some(person.id.clone()),
        grants: part.grants.iter().copied().collect(),
        password: None,
        made_at: served.wall(),
        closed_at: None,
    }
}

/// Who plays a part: of all who could, the one with the most to see, the first of these.
fn player<'s>(
    part: &Part,
    snapshot: &'s Snapshot,
    taken: &BTreeSet<EntityId>,
) -> Option<&'s Entity> {
    let view = snapshot.view();
    let people = snapshot.known.inventory.of("person").iter();
    let fits = people.filter(|person| {
        let unit = view.unit(person).map(|unit| unit.name.as_str());
        if taken.contains(&person.id) || part.of.is_some_and(|of| unit != Some(of)) {
            return false;
        }
        let standing = standing(person, part, snapshot);
        standing.person.is_some()
            && part.has.iter().all(|role| standing.roles.contains(role))
            && !part
                .has_not
                .iter()
                .any(|role| standing.roles.contains(role))
    });
    let open = |person: &Entity| {
        let findings = snapshot.known.findings.iter();
        let open = findings.filter(|finding| finding.state.is_open());
        open.filter(|finding| snapshot.goes_to(&finding.id) == Some(&person.id))
            .count()
    };
    fits.max_by_key(|person| (open(person), std::cmp::Reverse(person.id.number)))
}

fn standing(person: &Entity, part: &Part, snapshot: &Snapshot) -> Arc<Standing> {
    let account = Account {
        name: String::new(),
        person: Some(person.id.clone()),
        grants: part.grants.iter().copied().collect(),
        password: None,
        made_at: snapshot.known.at,
        closed_at: None,
    };
    Standing::of(&account, snapshot)
}
