//! Teams, repositories and services.

use jiff::{Timestamp, civil::date};

use super::people::{Department, Person};
use crate::{
    demo::calendar::{Day, days_after, instant},
    dice::Dice,
};

/// How many repositories there are.
pub(in crate::demo) const REPOSITORIES: usize = 60;
/// How many services there are.
pub(in crate::demo) const SERVICES: usize = 45;

/// What engineering makes.
#[derive(Clone, Debug)]
pub(in crate::demo) struct Engineering {
    /// Its teams; the last one has nobody in it.
    pub(in crate::demo) teams: Vec<Team>,
    /// Its repositories.
    pub(in crate::demo) repositories: Vec<Repository>,
    /// Its services.
    pub(in crate::demo) services: Vec<Service>,
}

/// A team.
#[derive(Clone, Debug)]
pub(in crate::demo) struct Team {
    /// Its short name, the same everywhere.
    pub(in crate::demo) slug: &'static str,
    /// What people call it.
    pub(in crate::demo) name: &'static str,
    /// What it does.
    pub(in crate::demo) purpose: &'static str,
    /// Its id at the code host.
    pub(in crate::demo) id: String,
    /// Who is in it, its lead first.
    pub(in crate::demo) members: Vec<usize>,
}

/// A repository.
#[derive(Clone, Debug)]
pub(in crate::demo) struct Repository {
    /// Its name.
    pub(in crate::demo) name: String,
    /// Its id at the code host.
    pub(in crate::demo) id: String,
    /// The number of the team that administers it.
    pub(in crate::demo) team: Option<usize>,
    /// Whether it is closed to changes.
    pub(in crate::demo) is_archived: bool,
    /// Whether only members see it.
    pub(in crate::demo) is_private: bool,
    /// The language most of it is written in.
    pub(in crate::demo) language: &'static str,
    /// Whether its main branch is protected; none where the exporting account may not see that.
    protected: Option<bool>,
    protected_in_june: bool,
    number: usize,
    seed: u64,
}

impl Repository {
    /// Whether its main branch is protected on a day, where the exporting account may see that.
    pub(in crate::demo) fn protected(&self, day: Day) -> Option<bool> {
        self.protected
            .map(|on| on || (self.protected_in_june && day >= Day::June1))
    }

    /// When somebody last pushed to it.
    pub(in crate::demo) fn pushed(&self, day: Day) -> Timestamp {
        if self.is_archived {
            return instant(date(2024, 11, 4), 10 * 60);
        }
        let mut dice = Dice::of(self.seed, "pushed", self.number * 8 + day.index());
        instant(
            days_after(day.date(), -(dice.below(20) as i64)),
            dice.below(360) as i64,
        )
    }
}

/// Who answers for a service, as its catalogue entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) enum ServiceOwner {
    /// A team, by number.
    Team(usize),
    /// What a template left there.
    Placeholder,
}

/// A service.
#[derive(Clone, Debug)]
pub(in crate::demo) struct Service {
    /// Its name, and that of the repository it is built from.
    pub(in crate::demo) name: String,
    /// Who answers for it.
    pub(in crate::demo) owner: ServiceOwner,
    /// `production`, `experimental` or `deprecated`.
    pub(in crate::demo) lifecycle: &'static str,
    /// The system it belongs to.
    pub(in crate::demo) system: &'static str,
}

/// The service whose catalogue entry still says `guests`.
pub(in crate::demo) const UNOWNED_SERVICE: usize = 17;
/// The service that belongs to the team with nobody in it.
pub(in crate::demo) const SERVICE_OF_EMPTY_TEAM: usize = 31;

const TEAMS: [(&str, &str, &str); 15] = [
    ("checkout", "Checkout", "Takes the money"),
    ("catalogue", "Catalogue", "Knows what is for sale"),
    ("search", "Search", "Finds it"),
    ("identity", "Identity", "Knows who is who"),
    ("payments", "Payments", "Talks to banks"),
    ("logistics", "Logistics", "Brings it home"),
    ("messaging", "Messaging", "Writes to customers"),
    ("data-platform", "Data Platform", "Keeps the figures"),
    ("mobile", "Mobile", "The app"),
    ("web", "Web", "The shop window"),
    ("platform", "Platform", "Runs what runs everything"),
    ("reliability", "Reliability", "Keeps it up"),
    ("tools", "Developer Tools", "Builds what builds"),
    (
        "support-desk",
        "Support Desk",
        "The desk that came with Harbour Desk",
    ),
    ("lighthouse", "Lighthouse", "Everybody moved on in spring"),
];

const PARTS: [&str; 5] = ["api", "worker", "web", "gateway", "store"];
const LANGUAGES: [&str; 5] = ["Rust", "TypeScript", "Python", "Go", "Kotlin"];

/// All of it.
pub(super) fn all(seed: u64, people: &[Person]) -> Engineering {
    let repositories = (0..REPOSITORIES)
        .map(|at| repository(seed, at))
        .collect::<Vec<_>>();
    let services = (0..SERVICES)
        .map(|at| service(at, &repositories[at]))
        .collect();
    Engineering {
        teams: teams(seed, people),
        repositories,
        services,
    }
}

fn teams(seed: u64, people: &[Person]) -> Vec<Team> {
    let engineers: Vec<_> = people
        .iter()
        .filter(|person| person.department == Department::Engineering)
        .filter(|person| person.is_here_on(Day::May18) && person.end.is_none())
        .map(|person| person.number)
        .collect();
    let staffed = TEAMS.len() - 1;
    let team =
        |(at, (slug, name, purpose)): (usize, (&'static str, &'static str, &'static str))| {
            let members = match at {
                at if at == staffed => Vec::new(),
                at => engineers
                    .iter()
                    .skip(at)
                    .step_by(staffed)
                    .copied()
                    .collect(),
            };
            let id = format!("T_kwDO{}", Dice::of(seed, "team", at).hex(12));
            Team {
                slug,
                name,
                purpose,
                id,
                members,
            }
        };
    TEAMS.into_iter().enumerate().map(team).collect()
}

fn repository(seed: u64, at: usize) -> Repository {
    let mut dice = Dice::of(seed, "repository", at);
    let team = at % (TEAMS.len() - 1);
    Repository {
        name: format!(
            "{}-{}",
            TEAMS[team].0,
            PARTS[at / (TEAMS.len() - 1) % PARTS.len()]
        ),
        id: format!("R_kgDO{}", dice.hex(10)),
        team: (at != 58).then_some(team),
        is_archived: at % 20 == 19,
        is_private: at % 12 != 3,
        language: LANGUAGES[at % LANGUAGES.len()],
        protected: if at % 29 == 7 {
            None
        } else {
            Some(at % 5 != 4)
        },
        protected_in_june: !at.is_multiple_of(3),
        number: at,
        seed,
    }
}

fn service(at: usize, repository: &Repository) -> Service {
    let team = at % (TEAMS.len() - 1);
    Service {
        name: repository.name.clone(),
        owner: match at {
            UNOWNED_SERVICE => ServiceOwner::Placeholder,
            SERVICE_OF_EMPTY_TEAM => ServiceOwner::Team(TEAMS.len() - 1),
            _ => ServiceOwner::Team(team),
        },
        lifecycle: match at % 15 {
            13 => "deprecated",
            14 => "experimental",
            _ => "production",
        },
        system: if team < 7 { "shop" } else { "foundation" },
    }
}
