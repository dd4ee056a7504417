//! Who answers for an entity. A gap has a name: there is no `Option<Owner>` (law 3).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    id::{EntityId, RecordKey},
    record::Claim,
};

/// How strongly a claim of ownership counts (semantics 20), from weak to strong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerClass {
    /// Concluded from behaviour: last user, last committer.
    Inferred,
    /// A tool has the field: assigned user, team of the repository.
    Assigned,
    /// Somebody wrote it down to say so: CODEOWNERS, OWNERS, a catalogue.
    Declared,
    /// The named party said yes.
    Answered,
}

/// One claim that somebody answers for an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerClaim {
    /// How strongly it counts.
    pub class: OwnerClass,
    /// The link it came through (`user`, `approvers`).
    pub link: String,
    /// The party it names, if it could be found: a person, account or team.
    pub party: Option<EntityId>,
    /// The party as written.
    pub written: Option<Claim>,
    /// The people behind the party who are still here, through teams and accounts. An account
    /// without a known person stands for itself.
    pub people: Vec<EntityId>,
    /// The record that says so.
    pub record: RecordKey,
    /// What time it speaks of: of two claims of one class the later one counts first.
    pub told: Timestamp,
    /// When its source last said so, or a person did. What is worked out from behaviour is
    /// confirmed by the behaviour, so as of then.
    pub confirmed: Timestamp,
    /// Since when somebody should confirm it, because nobody has for a long time. It counts as
    /// before: age never moves an owner (semantics 20).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_confirm: Option<Timestamp>,
    /// The decision of a person behind it, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<PersonsWord>,
    /// Who answers in the place of one of its people for a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<Deputy>,
    /// Why it does not count, when it does not: "left on 2026-05-03", "team is empty".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub void: Option<String>,
    /// The entity it was inherited from (the parent directory), when it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherited_from: Option<EntityId>,
}

/// What somebody said about who answers, by its number in the log of decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonsWord {
    /// The number of the decision.
    pub number: u64,
    /// Who said so: a mail address, or a name.
    pub by: String,
    /// Why; may be empty.
    pub because: String,
}

/// Somebody who answers in the place of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deputy {
    /// Who answers meanwhile.
    pub person: EntityId,
    /// In whose place.
    pub of: EntityId,
    /// The last day on which they do.
    pub until: Date,
    /// The number of the decision.
    pub number: u64,
    /// Why it does not hold although its time is not over, when it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub void: Option<String>,
}

/// Who answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// One person.
    Person(EntityId),
    /// A team, with somebody in it.
    Team(EntityId),
    /// An account whose person is not known.
    Account(EntityId),
    /// Nobody, and why.
    Unowned(WhyUnowned),
}

/// Why nobody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyUnowned {
    /// No source names anybody.
    NobodyNamed,
    /// Everybody named has left or is no longer a member.
    EverybodyLeft,
    /// The team named has nobody in it.
    TeamEmpty,
    /// A name is given that no source knows.
    NameUnknown,
    /// A placeholder is named (`tbd`, `guests`).
    Placeholder,
    /// The account named is used by a program or by several, and nobody is known behind it.
    NoPerson,
    /// Everybody named says that it is not theirs.
    Denied,
    /// Who said that it is theirs works in another department now.
    Moved,
    /// Whatever named somebody has ended, or was not confirmed for too long.
    Expired,
}

impl WhyUnowned {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NobodyNamed => "no source names anybody",
            Self::EverybodyLeft => "everybody named has left",
            Self::TeamEmpty => "the team named has nobody in it",
            Self::NameUnknown => "the name given is not known to any source",
            Self::Placeholder => "a placeholder is named",
            Self::NoPerson => "the account named has no person behind it",
            Self::Denied => "everybody named says that it is not theirs",
            Self::Moved => "who took it works in another department now",
            Self::Expired => "what named somebody has ended or is too old",
        }
    }
}

/// Who answers for an entity, on what evidence, and who else was named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ownership {
    /// The answer.
    pub owner: Owner,
    /// All claims, the one that decided first, then by class and authority.
    pub claims: Vec<OwnerClaim>,
    /// Whether two valid claims of the deciding class name different people, or a declaration
    /// came later than the answer it contradicts.
    pub disputed: bool,
    /// People who say that it is not theirs although a source still names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denied: Vec<EntityId>,
}

impl Ownership {
    /// Nobody, because nobody was ever named.
    pub fn nobody() -> Self {
        Self {
            owner: Owner::Unowned(WhyUnowned::NobodyNamed),
            claims: Vec::new(),
            disputed: false,
            denied: Vec::new(),
        }
    }

    /// Whether a person said so, and no tool: that it is theirs, or who stands in for them.
    pub fn is_answered(&self) -> bool {
        let first = self.claims.first().filter(|claim| claim.void.is_none());
        let stood_in = |claim: &OwnerClaim| claim.deputy.as_ref().is_some_and(|d| d.void.is_none());
        first.is_some_and(|claim| claim.class == OwnerClass::Answered || stood_in(claim))
    }

    /// The people who answer: those of the claim that decided, and of the others that its record
    /// makes with it. *(All approvers of one OWNERS file answer together.)*
    pub fn people(&self) -> Vec<&EntityId> {
        let Some(first) = self.claims.first() else {
            return Vec::new();
        };
        if matches!(self.owner, Owner::Unowned(_)) {
            return Vec::new();
        }
        let together = self.claims.iter().filter(|claim| {
            claim.void.is_none() && claim.class == first.class && claim.record == first.record
        });
        let mut people: Vec<&EntityId> = Vec::new();
        for person in together.flat_map(|claim| &claim.people) {
            if !people.contains(&person) {
                people.push(person);
            }
        }
        people
    }
}
