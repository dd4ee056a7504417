//! What people decided: fixes they claimed, exceptions, changes, rules that were published.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{
    acts::{Acted, ExceptionAct, FindingAct},
    matrix::{
        MatrixAct,
        detectors::{ConsultationSeen, DutiesSeen, Fix, Seen, Topic},
    },
};
use model::{CloseReason, EntityId, RuleId, exception::Covers};

use super::Facts;
use crate::{
    govern::entry::{Entry, Step},
    matrix::Parties,
};

impl Facts<'_> {
    pub(super) fn add_decided(&self, seen: &mut Seen) {
        let parties = Parties::new(self.view);
        let person = |by: &str| parties.reach(by).person().cloned();
        self.add_fixes(seen, &person);
        self.add_exceptions(seen, &person);
        self.add_changes(seen);
        self.add_consultations(seen, &person);
    }

    /// Fixes that somebody claimed and evidence confirmed since.
    fn add_fixes(&self, seen: &mut Seen, person: &dyn Fn(&str) -> Option<EntityId>) {
        for act in &self.workspace.acts {
            let Acted::Finding(FindingAct::Claim { finding }) = &act.what else {
                continue;
            };
            seen.told.insert(Topic::Fixes, self.own());
            let Some(finding) = self.found.get(finding) else {
                continue;
            };
            let verified = finding.closed_because == Some(CloseReason::FixedVerified);
            let since = finding
                .closed_at
                .filter(|closed| verified && *closed >= act.at);
            let rule = seen.rules.get(&finding.rule);
            let activity = rule.and_then(|rule| rule.activity.clone());
            if let (Some(at), Some(activity), Some(by)) = (since, activity, person(&act.by)) {
                seen.fixes.push(Fix { activity, by, at });
            }
        }
    }

    /// Who asked for an exception, and who approved it.
    fn add_exceptions(&self, seen: &mut Seen, person: &dyn Fn(&str) -> Option<EntityId>) {
        let mut asked = BTreeMap::new();
        for act in &self.workspace.acts {
            match &act.what {
                Acted::Exception(ExceptionAct::Request(one)) => {
                    asked.insert(act.number, (act, one));
                }
                Acted::Exception(ExceptionAct::Approve {
                    exception,
                    approver,
                    ..
                }) => {
                    let Some((request, one)) = asked.get(exception) else {
                        continue;
                    };
                    seen.told.insert(Topic::Checks, self.own());
                    let subjects: BTreeSet<EntityId> = match &one.covers {
                        Covers::Entities(entities) => entities.clone(),
                        Covers::Where(_) => one.frozen.keys().cloned().collect(),
                    };
                    let by = person(&request.by).unwrap_or_else(|| one.requester.clone());
                    seen.duties
                        .extend(subjects.into_iter().map(|subject| DutiesSeen {
                            subject,
                            key: format!("exception {exception}"),
                            did: "asked for an exception".to_owned(),
                            by: by.clone(),
                            then: "approved it".to_owned(),
                            checked_by: BTreeSet::from([approver.clone()]),
                            at: act.at,
                        }));
                }
                _ => {}
            }
        }
    }

    /// Who wrote a change, and who approved it, where a source knows all approvals.
    fn add_changes(&self, seen: &mut Seen) {
        let supplied = self.inventory().coverage.supplying("change", "approvals");
        let scopes: Vec<_> = supplied.map(|(state, _)| state).collect();
        let complete = scopes.iter().all(|state| state.tells_absence(self.view.at));
        let Some(told) = self.told(scopes.into_iter()).filter(|_| complete) else {
            return;
        };
        let known = seen.told.entry(Topic::Checks).or_default();
        known.by.extend(told.by);
        known.complete = true;
        for change in self.living("change") {
            let author = self.follow(change, "author").into_iter().next();
            let approvals = self.follow(change, "approvals");
            let approvals = approvals.iter().filter_map(|id| self.inventory().get(id));
            let checked_by = approvals
                .flat_map(|one| self.follow(one, "approver"))
                .collect();
            if let Some(by) = author {
                seen.duties.push(DutiesSeen {
                    subject: change.id.clone(),
                    key: "change".to_owned(),
                    did: "wrote a change".to_owned(),
                    by,
                    then: "approved it".to_owned(),
                    checked_by,
                    at: change
                        .members
                        .first()
                        .map_or(self.view.at, |one| one.first_seen),
                });
            }
        }
    }

    /// Rules that were published, and who of those to be asked answered.
    fn add_consultations(&self, seen: &mut Seen, person: &dyn Fn(&str) -> Option<EntityId>) {
        let entries = &self.workspace.decided.entries;
        let published = |entry: &&Entry| matches!(entry.step, Step::Published { .. });
        for entry in entries.iter().filter(published) {
            seen.told.insert(Topic::Consultations, self.own());
            let rule = seen.rules.get(&entry.rule);
            let Some(activity) = rule.and_then(|rule| rule.activity.clone()) else {
                continue;
            };
            let what = format!("{} was published", entry.rule);
            let answers = |one: &&Entry| {
                let consulted = matches!(one.step, Step::Consented | Step::Objected);
                one.rule == entry.rule && one.version == entry.version && consulted
            };
            let signed = entries
                .iter()
                .filter(answers)
                .filter_map(|one| one.by.signer());
            let mut answered: BTreeSet<EntityId> =
                signed.map(|signer| signer.person.clone()).collect();
            for act in &self.workspace.acts {
                if let Acted::Matrix(MatrixAct::Consulted { about, .. }) = &act.what
                    && *about == what
                {
                    answered.extend(person(&act.by));
                }
            }
            seen.consultations.push(ConsultationSeen {
                activity,
                what,
                at: entry.at,
                answered,
            });
        }
    }

    /// Who proposed a rule last, where rules are published.
    pub(super) fn proposer(&self, rule: &RuleId) -> Option<EntityId> {
        let latest_first = self.workspace.decided.entries.iter().rev();
        let mut proposed = latest_first
            .filter(|entry| entry.rule == *rule && matches!(entry.step, Step::Proposed { .. }));
        let signer = proposed.next()?.by.signer()?;
        Some(signer.person.clone())
    }
}
