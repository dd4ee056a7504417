//! Who answers for an entity. A gap has a name: there is no `Option<Owner>` (law 3).

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
    /// Why it does not count, when it does not: "left on 2026-05-03", "team is empty".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub void: Option<String>,
    /// The entity it was inherited from (the parent directory), when it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherited_from: Option<EntityId>,
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
    /// Whether two valid claims of the deciding class name different people.
    pub disputed: bool,
}

impl Ownership {
    /// Nobody, because nobody was ever named.
    pub fn nobody() -> Self {
        Self {
            owner: Owner::Unowned(WhyUnowned::NobodyNamed),
            claims: Vec::new(),
            disputed: false,
        }
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
