//! The facts that detectors compare: gathered by the caller, resolved to living people and things.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use model::{EntityId, OwnerClass, RuleId, SourceId, id::ActivityId};
use serde::{Deserialize, Serialize};

use crate::matrix::{Answer, Letter, Scope, Seat};

/// What detectors have to be told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// The matrix itself, with what people said about theirs.
    Matrix,
    /// Rules in force.
    Rules,
    /// What passes recorded.
    Passes,
    /// People, with who left.
    People,
    /// Who reports to whom, and who heads a department.
    Managers,
    /// Who is said to answer for a thing.
    Owners,
    /// Who may change a thing.
    Grants,
    /// Who fixed what.
    Fixes,
    /// Which controls of a framework are required.
    Controls,
    /// Who did something and who checked it.
    Checks,
    /// What was decided about rules, and whom that was asked of.
    Consultations,
    /// Tickets, with how often each was handed on.
    Tickets,
    /// Vendors, with their contracts.
    Vendors,
}

impl Topic {
    /// Who would tell, for a person who wonders why nothing is known.
    pub fn would_tell(self) -> &'static str {
        match self {
            Self::Matrix => "a table in `responsibilities/`",
            Self::Rules => "a rule in force",
            Self::Passes => "a pass: `allhands run`",
            Self::People => "a source of people, such as an HR system or a directory",
            Self::Managers => "a source that says who reports to whom, such as an HR system",
            Self::Owners => "a source that says who has a thing: a device manager, CODEOWNERS",
            Self::Grants => "a source that says who may change a thing, such as GitHub's access",
            Self::Fixes => "people who claim what they fixed: `allhands finding claim`",
            Self::Controls => "a list of required controls in `frameworks/`",
            Self::Checks => "a source of changes with their approvals, or an exception",
            Self::Consultations => "a rule that somebody signed: `allhands rule publish`",
            Self::Tickets => "a ticket system that says how often a ticket was handed on",
            Self::Vendors => "a source of vendors and contracts",
        }
    }
}

/// Who told about a topic, and as of when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Told {
    /// The sources and when each produced what it told. What people decide here is told by
    /// `responsibilities`, as of the pass.
    pub by: BTreeMap<SourceId, Timestamp>,
    /// Whether all of them are complete and fresh.
    pub complete: bool,
}

/// Everything detectors look at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seen {
    /// The instant.
    pub at: Timestamp,
    /// The topics somebody tells about. On all others detectors say unknown.
    pub told: BTreeMap<Topic, Told>,
    /// What people call the things that are spoken of.
    pub names: BTreeMap<EntityId, String>,
    /// The activities.
    pub activities: BTreeMap<EntityId, Activity>,
    /// The people, those too who left.
    pub people: BTreeMap<EntityId, Person>,
    /// The departments.
    pub departments: BTreeMap<EntityId, Department>,
    /// Things somebody is said to answer for, or that somebody may change.
    pub things: BTreeMap<EntityId, Thing>,
    /// Rules in force.
    pub rules: BTreeMap<RuleId, RuleSeen>,
    /// The activity that answers for the rules themselves.
    pub rules_kept_by: Option<EntityId>,
    /// Controls that are required, by framework.
    pub required: BTreeMap<String, BTreeSet<String>>,
    /// Fixes that people claimed and evidence confirmed, the last year's.
    pub fixes: Vec<Fix>,
    /// What two people have to do that one did.
    pub duties: Vec<DutiesSeen>,
    /// What was decided and had to be asked about.
    pub consultations: Vec<ConsultationSeen>,
    /// Tickets.
    pub tickets: Vec<Ticket>,
    /// Vendors.
    pub vendors: BTreeMap<EntityId, VendorSeen>,
}

impl Seen {
    /// What people call something.
    pub fn name(&self, id: &EntityId) -> String {
        let known = self.names.get(id).cloned();
        known.unwrap_or_else(|| id.to_string())
    }

    /// Several of them in one line, the first few by name.
    pub fn list<'i>(&self, ids: impl IntoIterator<Item = &'i EntityId>) -> String {
        const MOST: usize = 5;
        let names: Vec<String> = ids.into_iter().map(|id| self.name(id)).collect();
        match names.len() {
            0..=MOST => names.join(", "),
            all => format!("{} and {} more", names[..MOST].join(", "), all - MOST),
        }
    }

    /// Whole days since an instant; none below zero.
    pub fn days_since(&self, then: Timestamp) -> f64 {
        let hours = self.at.duration_since(then).max(SignedDuration::ZERO);
        (hours.as_hours() / 24) as f64
    }

    /// The department somebody works in.
    pub fn department_of(&self, person: &EntityId) -> Option<&EntityId> {
        self.people.get(person)?.department.as_ref()
    }
}

/// An activity as it is held.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Activity {
    /// Its own id, which decisions about it name.
    pub id: Option<ActivityId>,
    /// Most depends on it (tier 1).
    pub first_tier: bool,
    /// Days within which evidence is expected, where a calendar says.
    pub cadence_days: Option<u32>,
    /// Since when it is known here.
    pub since: Option<Timestamp>,
    /// The living things it is about; for work about no kind of thing, the departments.
    pub about: BTreeSet<EntityId>,
    /// A duty of all people: nobody in particular has to do it.
    pub for_everyone: bool,
    /// Letters that somebody has to hold.
    pub needs: BTreeSet<Letter>,
    /// Who holds what.
    pub seats: Vec<SeatSeen>,
    /// Rules in force that measure it.
    pub measured_by: BTreeSet<RuleId>,
    /// Shipped rules that would measure it and are not in force.
    pub could_measure: BTreeSet<RuleId>,
    /// Why nothing does, where somebody said so.
    pub unmeasured_because: Option<String>,
    /// Allhands itself keeps the record of it.
    pub shown_here: bool,
    /// Ids of controls, by framework.
    pub controls: BTreeMap<String, BTreeSet<String>>,
    /// Open findings of the rules that measure it.
    pub open_findings: u64,
    /// When something last showed that it is done.
    pub evidence: Option<Timestamp>,
    /// What units say of it in tables of their own, where that differs from the organisation's.
    pub unit_says: Vec<UnitSays>,
}

impl Activity {
    /// Who holds a letter.
    pub fn holding(&self, letter: Letter) -> impl Iterator<Item = &SeatSeen> {
        self.seats.iter().filter(move |seat| seat.letter == letter)
    }

    /// Everybody who holds A or R, teams with all their members.
    pub fn people(&self) -> BTreeSet<&EntityId> {
        let holding = self.seats.iter();
        let holding = holding.filter(|s| matches!(s.letter, Letter::A | Letter::R));
        holding.flat_map(|seat| &seat.people).collect()
    }

    /// Those who hold A and R, apart.
    pub fn answering(&self) -> impl Iterator<Item = &SeatSeen> {
        self.holding(Letter::A).chain(self.holding(Letter::R))
    }
}

/// A letter somebody holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatSeen {
    /// The assignment itself, which decisions about it name.
    #[serde(default)]
    pub seat: Option<Seat>,
    /// The letter.
    pub letter: Letter,
    /// Whom the text comes to.
    pub party: Party,
    /// Everybody behind the party: the person, the members of a team.
    #[serde(default)]
    pub people: BTreeSet<EntityId>,
    /// The scope in words; empty for all.
    #[serde(default)]
    pub scope: String,
    /// The unit of its scope.
    #[serde(default)]
    pub unit: Option<EntityId>,
    /// The living things of the activity it is surely over.
    #[serde(default)]
    pub over: BTreeSet<EntityId>,
    /// Those it may be over: what decides is not known.
    #[serde(default)]
    pub perhaps: BTreeSet<EntityId>,
    /// Since when it is assigned.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// What the party last said.
    #[serde(default)]
    pub answer: Option<AnswerSeen>,
    /// Who stands in for the party.
    #[serde(default)]
    pub delegate: Option<EntityId>,
    /// Where it is written.
    #[serde(default)]
    pub place: String,
    /// Whose table that is.
    #[serde(default)]
    pub table: Table,
}

impl SeatSeen {
    /// The one person it comes to, left or not.
    pub fn person(&self) -> Option<&EntityId> {
        match &self.party {
            Party::Person(person) => Some(person),
            _ => None,
        }
    }

    /// Whether the party said that it is theirs or not.
    pub fn says(&self, answer: Answer) -> bool {
        self.answer.is_some_and(|said| said.says == answer)
    }

    /// Over what, as it is written.
    pub fn scope_of(&self) -> Scope {
        let seat = self.seat.as_ref();
        seat.map_or_else(Scope::default, |seat| seat.scope.clone())
    }

    /// The scope for people: `in Sales`; empty for all.
    pub fn within(&self) -> String {
        match self.scope.is_empty() {
            true => String::new(),
            false => format!(" for {}", self.scope),
        }
    }
}

/// Whose table an assignment stands in.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// The organisation's.
    #[default]
    Organisation,
    /// A unit's own.
    Unit(EntityId),
}

/// Whom a text comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// One person, here or not; a team's lead.
    Person(EntityId),
    /// A team or department that nobody leads.
    Leaderless(EntityId),
    /// A vendor.
    Vendor(EntityId),
    /// Several people, a list, a shared mailbox or a placeholder, as written.
    Nobody(String),
    /// A name that nothing is called by, as written.
    Unknown(String),
    /// The source that would know is not complete, as written.
    NotTold(String),
}

/// What somebody said about theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerSeen {
    /// What.
    pub says: Answer,
    /// When.
    pub at: Timestamp,
}

/// What a unit's own table says of an activity otherwise than the organisation's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitSays {
    /// The unit.
    pub unit: EntityId,
    /// Where.
    pub place: String,
    /// The unit leaves out this letter that the organisation asks for.
    #[serde(default)]
    pub leaves_out: Option<Letter>,
    /// Days within which the unit wants evidence.
    #[serde(default)]
    pub cadence_days: Option<u32>,
}

/// A person, as the sources of people and sign-in tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Person {
    /// Whether they are here.
    pub status: Status,
    /// The department.
    pub department: Option<EntityId>,
    /// Whom they report to.
    pub manager: Manager,
    /// Which source says so.
    pub manager_told_by: Option<SourceId>,
    /// Open work that is theirs, weighted: critical 4, high 3, medium 2, low 1.
    pub open_work: f64,
}

/// Whether somebody is here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// At work.
    #[default]
    Here,
    /// Gone, with the day where it is known.
    Left(String),
    /// Every account of theirs is suspended, says this source.
    Disabled(String),
    /// On leave since.
    Away(Timestamp),
}

/// Whom somebody reports to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manager {
    /// Nobody tells.
    #[default]
    NotTold,
    /// To nobody: the top.
    Top,
    /// To this person.
    Is(EntityId),
    /// To a name that leads nowhere, as written.
    Lost(String),
}

/// A department.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Department {
    /// Its head.
    pub head: Manager,
    /// The department above.
    pub parent: Option<EntityId>,
}

/// Something somebody is said to answer for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thing {
    /// What each source says of who answers for it.
    pub claims: Vec<OwnerSaid>,
    /// People who said that it is theirs.
    pub mine: BTreeSet<EntityId>,
    /// People who said that it is not.
    pub not_mine: BTreeSet<EntityId>,
    /// The department that pays for it, where a source tells.
    pub cost_centre: Option<EntityId>,
    /// Who may change it; none where no complete source tells.
    pub grants: Option<BTreeSet<EntityId>>,
}

/// What one source says of who answers for a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnerSaid {
    /// The source.
    pub source: SourceId,
    /// How strongly it counts.
    pub class: OwnerClass,
    /// The people it leads to.
    #[serde(default)]
    pub people: BTreeSet<EntityId>,
    /// As written.
    #[serde(default)]
    pub written: String,
    /// It names somebody whom no source knows, although those who would are complete.
    #[serde(default)]
    pub dangling: bool,
    /// When the source said so.
    pub at: Timestamp,
}

/// A rule in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RuleSeen {
    /// The activity it names, as written.
    pub names: Option<String>,
    /// That activity, where there is one.
    pub activity: Option<EntityId>,
    /// Who wrote or proposed it, where that is recorded.
    pub owner: Option<EntityId>,
}

/// A fix somebody claimed and evidence confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// The activity of its rule.
    pub activity: EntityId,
    /// Who.
    pub by: EntityId,
    /// When.
    pub at: Timestamp,
}

/// Something that one person does and another one has to check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutiesSeen {
    /// What it is about: a change, the entity of an exception, an activity.
    pub subject: EntityId,
    /// Tells several of one subject apart.
    #[serde(default)]
    pub key: String,
    /// What the one did: `asked for the exception`.
    pub did: String,
    /// Who.
    pub by: EntityId,
    /// What the other did: `approved it`.
    pub then: String,
    /// Who; nobody while it was not checked yet.
    pub checked_by: BTreeSet<EntityId>,
    /// When it was checked.
    pub at: Timestamp,
}

/// Something that was decided and had to be asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsultationSeen {
    /// The activity whose C have to be asked.
    pub activity: EntityId,
    /// What was decided: `laptops-are-encrypted was published`.
    pub what: String,
    /// When.
    pub at: Timestamp,
    /// Who answered, then or later.
    pub answered: BTreeSet<EntityId>,
}

/// A ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// The activity or thing it is about.
    pub about: EntityId,
    /// What people call it.
    pub name: String,
    /// How often it was handed on.
    pub handed_on: u32,
    /// Between whom, the last ones first.
    pub between: Vec<EntityId>,
}

/// A vendor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VendorSeen {
    /// Whether there is a contract; none where no complete source tells.
    pub contract: Option<bool>,
}

impl Party {
    /// What people call it.
    pub fn name(&self, seen: &Seen) -> String {
        match self {
            Self::Person(id) | Self::Leaderless(id) | Self::Vendor(id) => seen.name(id),
            Self::Nobody(written) | Self::Unknown(written) | Self::NotTold(written) => {
                format!("“{written}”")
            }
        }
    }

    /// What tells it apart from pass to pass.
    pub fn key(&self) -> String {
        match self {
            Self::Person(id) | Self::Leaderless(id) | Self::Vendor(id) => id.to_string(),
            Self::Nobody(written) | Self::Unknown(written) | Self::NotTold(written) => {
                written.to_lowercase()
            }
        }
    }
}

impl Thing {
    /// Whether anybody says anything that could be a gap or a disagreement; most things have one
    /// owner whom one source names.
    pub fn is_told(&self) -> bool {
        let sources: BTreeSet<&SourceId> = self.claims.iter().map(|one| &one.source).collect();
        sources.len() > 1
            || self.claims.iter().any(|claim| claim.dangling)
            || !self.mine.is_empty()
            || !self.not_mine.is_empty()
            || self.cost_centre.is_some()
    }
}
