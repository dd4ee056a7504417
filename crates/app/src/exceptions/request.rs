//! Asking for an exception.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    Timestamp,
    civil::{Date, time},
};
use ledger::{
    acts::{Acted, ExceptionAct},
    exceptions::{Exceptions, WrongTerms, check, freeze},
    handle,
};
use model::{
    EntityId, Finding, Problem, RuleId,
    exception::{Asked, Covers, Standing},
};
use rules::tree::ExceptionTerms;

use super::{Desk, approvers::accountable, refused};
use crate::{handling::Acting, ports::ActWrite, workspace::nearest};

/// What somebody wishes.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The rule it is to be an exception of.
    pub rule: RuleId,
    /// What it is to cover.
    pub covers: Covers,
    /// The last day.
    pub until: Date,
    /// Who carries the risk; whoever is accountable where none is named.
    pub risk_owner: Option<EntityId>,
    /// What is done instead.
    pub instead: String,
    /// The rule that measures that.
    pub watched_by: Option<RuleId>,
    /// The exception that it renews.
    pub renews: Option<u64>,
}

impl Desk<'_> {
    /// A request, with what follows from it for the findings that it is about.
    ///
    /// # Errors
    /// When the rule allows none, nothing of what is named is missed, the terms are not kept, or
    /// nobody accountable carries the risk.
    pub fn request(&self, acting: &Acting, wish: Wish) -> Result<ActWrite, Problem> {
        let (rule_longest, approver) = self.rule_allows(&wish.rule)?;
        if let Some(watch) = &wish.watched_by {
            self.rule_is_known(watch)?;
        }
        let until = self.end_of(wish.until);
        let mut asked = Asked {
            rule: wish.rule,
            covers: wish.covers,
            until,
            requester: acting.author.person.clone(),
            risk_owner: acting.author.person.clone(),
            approver,
            instead: wish.instead,
            watched_by: wish.watched_by,
            renews: wish.renews,
            frozen: BTreeMap::new(),
        };
        let covered = self.covered(acting, &asked);
        for finding in &covered {
            let frozen = freeze(finding).remove(&asked.rule);
            let frozen = frozen.map(|frozen| (finding.entity.clone(), frozen));
            asked.frozen.extend(frozen);
        }
        if asked.frozen.is_empty() {
            let says = format!("nothing of that misses `{}` now", asked.rule);
            let advice = format!(
                "`allhands finding list --rule {}` lists what does",
                asked.rule
            );
            return Err(refused("exception-nothing", says).advise(advice));
        }
        asked.risk_owner = self.risk_owner(&asked, wish.risk_owner)?;
        let first = self.renewed(&asked)?;
        check(&asked, acting.because, acting.at, first, rule_longest).map_err(|why| terms(&why))?;
        let request = ExceptionAct::Request(Box::new(asked));
        Ok(self.follow(acting, request))
    }

    /// An act about exceptions, with what follows from it for findings.
    pub(super) fn follow(&self, acting: &Acting, what: ExceptionAct) -> ActWrite {
        let act = acting.act(Acted::Exception(what));
        let exceptions = self.exceptions.after(&act);
        let surely = self.surely(&exceptions);
        let mut write = ActWrite {
            act,
            findings: Vec::new(),
            events: Vec::new(),
        };
        let who = (acting.at, acting.author.by.as_str());
        for finding in &self.known.findings {
            let changed = handle::refresh(finding, &exceptions, &surely, who);
            if let Some((after, mut events)) = changed {
                for event in events.iter_mut().filter(|event| event.reason.is_empty()) {
                    write.act.because.clone_into(&mut event.reason);
                }
                write.findings.push(after);
                write.events.append(&mut events);
            }
        }
        write
    }

    /// The last instant of a day where the organisation is.
    pub(super) fn end_of(&self, day: Date) -> Timestamp {
        let zone = &self.workspace.settings.time_zone;
        let last = zone.to_zoned(day.to_datetime(time(23, 59, 59, 0)));
        last.map_or(Timestamp::MAX, |zoned| zoned.timestamp())
    }

    /// How many days a rule allows, and the role that it wants to approve; none where it does not
    /// say.
    fn rule_allows(&self, rule: &RuleId) -> Result<(Option<i64>, Option<String>), Problem> {
        self.rule_is_known(rule)?;
        let rule = self.workspace.rule(rule).map(|loaded| &loaded.rule);
        match rule.and_then(|rule| rule.exceptions.as_ref()) {
            None => Ok((None, None)),
            Some(ExceptionTerms::NotAllowed) => {
                let says = "the rule allows no exceptions";
                let advice = "its owner can change that: `allhands rule explain` says who";
                Err(refused("exception-not-allowed", says).advise(advice))
            }
            Some(ExceptionTerms::UpTo { length, approver }) => {
                let start = jiff::civil::date(2026, 1, 1);
                let days = start.duration_until(length.after(start)).as_hours() / 24;
                Ok((Some(days), approver.clone()))
            }
        }
    }

    fn rule_is_known(&self, rule: &RuleId) -> Result<(), Problem> {
        let of_findings = self.known.findings.iter().map(|finding| &finding.rule);
        let known = self.workspace.rules.iter().map(|loaded| &loaded.rule.id);
        let all: BTreeSet<&str> = known.chain(of_findings).map(RuleId::as_str).collect();
        if all.contains(rule.as_str()) {
            return Ok(());
        }
        let says = format!("there is no rule `{rule}`");
        let problem = refused("rule-unknown", says);
        Err(match nearest(rule.as_str(), all.into_iter()) {
            Some(near) => problem.advise(format!("did you mean `{near}`?")),
            None => problem.advise("`allhands rule list` shows them all"),
        })
    }

    /// The open findings that a request is about.
    fn covered(&self, acting: &Acting, asked: &Asked) -> Vec<&Finding> {
        let request = ExceptionAct::Request(Box::new(asked.clone()));
        let alone = Exceptions::replay([&acting.act(Acted::Exception(request))], []);
        let surely = self.surely(&alone);
        let is = |finding: &&Finding| {
            finding.state.is_open()
                && match &asked.covers {
                    Covers::Entities(entities) => entities.contains(&finding.entity),
                    Covers::Where(condition) => surely
                        .get(&finding.entity)
                        .is_some_and(|surely| surely.contains(condition)),
                }
        };
        self.known.findings.iter().filter(is).collect()
    }

    /// Who carries the risk: somebody accountable for the rule's activity.
    fn risk_owner(&self, asked: &Asked, named: Option<EntityId>) -> Result<EntityId, Problem> {
        let rule = self.workspace.rule(&asked.rule).map(|loaded| &loaded.rule);
        let activity = rule.and_then(|rule| rule.activity.as_deref());
        let activity = activity.unwrap_or_default();
        let of = |entity: &EntityId| accountable(self, activity, entity);
        let all = asked.frozen.keys().map(of);
        let all: BTreeSet<EntityId> = all
            .reduce(|a, b| a.intersection(&b).cloned().collect())
            .unwrap_or_default();
        match named {
            Some(person) if all.contains(&person) => Ok(person),
            None if !all.is_empty() => Ok(all.into_iter().next().unwrap_or_else(|| {
                // The arm before says that there is one.
                asked.requester.clone()
            })),
            _ => {
                let says = format!(
                    "the risk has to be carried by somebody accountable for `{activity}`, and \
                     that is not settled for all of it"
                );
                let advice = format!("`allhands matrix show \"{activity}\"` shows who is");
                Err(refused("exception-risk-owner", says).advise(advice))
            }
        }
    }

    /// When the first of the row that a request renews began to count.
    fn renewed(&self, asked: &Asked) -> Result<Option<Timestamp>, Problem> {
        let Some(number) = asked.renews else {
            return Ok(None);
        };
        let before = self.exceptions.get(number).filter(|before| {
            matches!(before.standing, Standing::Approved { .. }) && before.asked.rule == asked.rule
        });
        match before {
            Some(before) => Ok(before.first),
            None => {
                let says = format!("exception {number} is not one in force of the same rule");
                let advice = "ask for a new one instead";
                Err(refused("exception-renewal", says).advise(advice))
            }
        }
    }
}

fn terms(why: &WrongTerms) -> Problem {
    let problem = refused("exception-terms", why.to_string());
    match why {
        WrongTerms::Over => problem.advise("name a day to come after `--until`"),
        WrongTerms::TooLong { .. } => problem.advise("name an earlier day after `--until`"),
        WrongTerms::TooLongInAll => problem.advise("fix it, or do without the thing"),
        WrongTerms::Reason => {
            problem.advise("say why, so that whoever reads it in a year understands")
        }
    }
}
