//! Who asks.

use std::{collections::BTreeSet, sync::Arc};

use app::{
    decisions::{Author, author},
    ports::{Account, TokenScope},
};
use axum::{extract::FromRequestParts, http::request::Parts};
use model::{Entity, Finding, FindingId};

use crate::{
    may::{Action, May, Relation, Resource, Role, standing::Standing},
    problem::Refusal,
    snapshot::Snapshot,
};

/// What the request showed to say who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The cookie of a session, by its digest.
    Session(String),
    /// A token of this scope.
    Token(TokenScope),
}

/// Who asks, what they are, and what is known at that moment.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Their account.
    pub account: Arc<Account>,
    /// What they are in the organisation.
    pub standing: Arc<Standing>,
    /// What is known; one request sees one state of it.
    pub snapshot: Arc<Snapshot>,
    pub(crate) shown: Shown,
    may: Arc<May>,
}

impl Caller {
    pub(crate) fn new(
        account: Account,
        snapshot: Arc<Snapshot>,
        shown: Shown,
        may: Arc<May>,
    ) -> Self {
        Self {
            standing: Standing::of(&account, &snapshot),
            account: Arc::new(account),
            snapshot,
            shown,
            may,
        }
    }

    /// What they are.
    pub fn roles(&self) -> &BTreeSet<Role> {
        &self.standing.roles
    }

    /// Whether they may do something with something that stands to them like this.
    pub fn may(&self, action: Action, what: (Resource, Relation)) -> bool {
        self.may.may(self.roles(), action, what)
    }

    /// The same of something there is one of.
    pub fn may_all(&self, action: Action, resource: Resource) -> bool {
        self.may(action, (resource, Relation::Elsewhere))
    }

    /// Goes on only where they may.
    ///
    /// # Errors
    /// When they may not.
    pub fn need(&self, action: Action, what: (Resource, Relation)) -> Result<(), Refusal> {
        match self.may(action, what) {
            true => Ok(()),
            false => Err(Refusal::forbidden()),
        }
    }

    /// The same of something there is one of.
    ///
    /// # Errors
    /// When they may not.
    pub fn need_all(&self, action: Action, resource: Resource) -> Result<(), Refusal> {
        self.need(action, (resource, Relation::Elsewhere))
    }

    /// Whether they may do something with an entity.
    pub fn may_thing(&self, action: Action, entity: &Entity) -> bool {
        let stands = || self.standing.to_thing(&self.snapshot, entity);
        self.may_all(action, Resource::Thing) || self.may(action, (Resource::Thing, stands()))
    }

    /// Whether they may do something with a finding.
    pub fn may_finding(&self, action: Action, finding: &Finding) -> bool {
        // Whoever may see everything need not be looked at finding by finding.
        let stands = || self.standing.to_finding(&self.snapshot, finding);
        self.may_all(action, Resource::Finding) || self.may(action, (Resource::Finding, stands()))
    }

    /// A finding with which they may do something.
    ///
    /// # Errors
    /// When they may not, or there is none: who may not see all of them is not told which.
    pub fn finding(&self, action: Action, id: &str) -> Result<&Finding, Refusal> {
        let wanted = FindingId::new(id);
        let findings = &self.snapshot.known.findings;
        match findings.iter().find(|one| one.id == wanted) {
            Some(finding) if self.may_finding(action, finding) => Ok(finding),
            Some(_) => Err(Refusal::forbidden()),
            None if !self.may_all(action, Resource::Finding) => Err(Refusal::forbidden()),
            None => {
                let unknown = self.snapshot.known.finding(id).err();
                Err(unknown.map_or_else(Refusal::forbidden, Refusal::unknown))
            }
        }
    }

    /// Them as somebody who decides.
    ///
    /// # Errors
    /// When there is no person behind the account.
    pub fn author(&self) -> Result<Author, Refusal> {
        let person = self
            .standing
            .person
            .as_ref()
            .ok_or_else(Refusal::forbidden)?;
        author(&self.snapshot.view(), &person.to_string()).map_err(Refusal::wrong)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refusal> {
        // The guard put it there; without a guard there is nobody.
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(Refusal::stranger)
    }
}
