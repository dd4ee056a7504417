//! What people say about a finding: that it is fixed, not theirs, or not true.
//!
//! Each is worked out here as a value, from what is known; whoever keeps it appends it to the log.

use jiff::Timestamp;
use ledger::{
    acts::{Act, Acted, FindingAct},
    exceptions::Tier,
    handle,
};
use model::{Entity, EntityId, Finding, Place, Problem, finding::SettledAs};
use people::{How, Route};
use rules::tree::Rule;

use crate::{decisions::Author, parties::View, ports::ActWrite, workspace::Workspace};

/// Who acts, why, when, and what was decided so far.
#[derive(Clone, Copy, Debug)]
pub struct Acting<'a> {
    /// Who.
    pub author: &'a Author,
    /// Why, in their words.
    pub because: &'a str,
    /// When.
    pub at: Timestamp,
    /// The log so far.
    pub log: &'a [Act],
}

impl Acting<'_> {
    /// An act as the log takes it: the one after all that are there.
    pub fn act(&self, what: Acted) -> Act {
        Act {
            number: self.log.iter().map(|act| act.number).max().unwrap_or(0) + 1,
            at: self.at,
            by: self.author.by.clone(),
            because: self.because.trim().to_owned(),
            what,
        }
    }

    /// What somebody says about a finding, with what follows from it.
    ///
    /// # Errors
    /// When it cannot be said of a finding that stands as this one does.
    pub fn on(&self, finding: &Finding, what: FindingAct) -> Result<ActWrite, Problem> {
        let act = self.act(Acted::Finding(what.clone()));
        let (after, event) = handle::apply(finding, &act, &what)
            .map_err(|why| refused(finding, why.to_string(), next(why)))?;
        Ok(ActWrite {
            act,
            findings: vec![after],
            events: vec![event],
        })
    }

    /// A dispute settled by somebody who may.
    ///
    /// # Errors
    /// When it is not theirs to settle: they raised it, or they would close as untrue what they
    /// have to fix, and it is serious.
    pub fn settle(
        &self,
        (view, workspace): (&View, &Workspace),
        finding: &Finding,
        how: SettledAs,
    ) -> Result<ActWrite, Problem> {
        let serious = Tier::of_finding(finding) >= Tier::High;
        let own = fixer(view, workspace, finding).as_ref() == Some(&self.author.person);
        if how == SettledAs::Upheld && serious && own {
            let says = "whoever has to fix a serious finding cannot close it as untrue";
            return Err(refused(finding, says, "ask somebody else to look at it"));
        }
        let finding_id = finding.id.clone();
        self.on(
            finding,
            FindingAct::Settle {
                finding: finding_id,
                how,
            },
        )
    }
}

impl View<'_> {
    /// Who gets a finding: whoever a settled dispute gave it to while they are here, else whoever
    /// the rule names.
    pub fn route_of(&self, finding: &Finding, rule: &Rule, entity: &Entity) -> Route {
        match &finding.handling.assignee {
            Some(person) if self.is_living(person) => Route::To {
                person: person.clone(),
                how: How::Settled,
            },
            _ => self.route(rule, entity),
        }
    }
}

/// Who has to fix a finding.
fn fixer(view: &View, workspace: &Workspace, finding: &Finding) -> Option<EntityId> {
    let rule = workspace.rule(&finding.rule)?;
    let entity = view.inventory.get(&finding.entity)?;
    match view.route_of(finding, &rule.rule, entity) {
        Route::To { person, .. } => Some(person),
        Route::Nobody { .. } => None,
    }
}

fn next(why: handle::Refused) -> &'static str {
    match why {
        handle::Refused::Closed => "a new finding opens where it is missed again",
        handle::Refused::NotOpen => "wait until it opens; until then nobody is asked for anything",
        handle::Refused::InDispute => "`allhands finding settle` decides a dispute",
        handle::Refused::NoDispute => "`allhands finding dispute` raises one",
        handle::Refused::OwnDispute => "ask somebody else to settle it",
        handle::Refused::NothingToUphold => "use `--give-to PERSON`, or `--stands`",
    }
}

fn refused(finding: &Finding, says: impl Into<String>, advice: &str) -> Problem {
    let place = Place::file(finding.id.as_str());
    Problem::new("finding-act", says.into(), place).advise(advice)
}
