//! Exceptions: what follows from the acts about them, how long they may last, and when they end by
//! themselves. Whether one applies is asked of [`model::exception::applies`] alone.

mod stale;
mod terms;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{
    EntityId, Exception, RuleId,
    exception::{Asked, Ended, Level, Standing, Subject, applies},
};

pub(crate) use stale::Watched;
pub use stale::{Today, freeze, stale};
pub use terms::{REASON_AT_LEAST, Tier, WrongTerms, check, longest, needed, needed_for};

use crate::acts::{Act, Acted, ExceptionAct};

/// All exceptions, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exceptions(BTreeMap<u64, Exception>);

/// An exception that a pass found stale: its number, when, and what changed.
pub type Stale = (u64, Timestamp, String);

impl Exceptions {
    /// What follows from the acts, oldest first, and from what passes found stale.
    ///
    /// An act about an exception that is not there, or is over, changes nothing.
    pub fn replay<'a>(
        acts: impl IntoIterator<Item = &'a Act>,
        stale: impl IntoIterator<Item = Stale>,
    ) -> Self {
        let mut all = Self::default();
        let mut stale: BTreeMap<u64, (Timestamp, String)> = stale
            .into_iter()
            .map(|(number, at, because)| (number, (at, because)))
            .collect();
        for act in acts {
            if let Acted::Exception(what) = &act.what {
                // What ended before this act has to have ended by then.
                let due = stale.extract_if(.., |_, (at, _)| *at < act.at);
                let due: Vec<_> = due.collect();
                due.into_iter().for_each(|one| all.end_stale(one));
                all.take(act, what);
            }
        }
        stale.into_iter().for_each(|one| all.end_stale(one));
        all
    }

    /// The same after these were found stale.
    #[must_use]
    pub fn without(&self, stale: &[Stale]) -> Self {
        let mut after = self.clone();
        for (number, at, because) in stale {
            after.end_stale((*number, (*at, because.clone())));
        }
        after
    }

    /// None at all.
    pub fn none() -> &'static Self {
        static NONE: Exceptions = Exceptions(BTreeMap::new());
        &NONE
    }

    /// The same after one more act.
    #[must_use]
    pub fn after(&self, act: &Act) -> Self {
        let mut after = self.clone();
        if let Acted::Exception(what) = &act.what {
            after.take(act, what);
        }
        after
    }

    fn end_stale(&mut self, (number, (at, because)): (u64, (Timestamp, String))) {
        self.end(number, at, Ended::Stale { because });
    }

    fn take(&mut self, act: &Act, what: &ExceptionAct) {
        match what {
            ExceptionAct::Request(asked) => self.request(act, asked),
            ExceptionAct::Approve {
                exception,
                approver,
                level,
                until,
                due,
            } => {
                let Some(one) = self.0.get_mut(exception) else {
                    return;
                };
                if one.standing != Standing::Requested {
                    return;
                }
                one.approved.insert(*level, approver.clone());
                one.asked.until = until.map_or(one.asked.until, |it| it.min(one.asked.until));
                one.due = due.or(one.due);
                self.begin(*exception, act.at);
            }
            ExceptionAct::Refuse { exception } => self.end(*exception, act.at, Ended::Refused),
            ExceptionAct::Revoke { exception } => self.end(*exception, act.at, Ended::Revoked),
        }
    }

    fn request(&mut self, act: &Act, asked: &Asked) {
        let before = asked.renews.and_then(|number| self.0.get(&number));
        let exception = Exception {
            number: act.number,
            asked: asked.clone(),
            asked_at: act.at,
            because: act.because.clone(),
            approved: BTreeMap::new(),
            renewals: before.map_or(0, |before| before.renewals + 1),
            first: before.and_then(|before| before.first),
            due: None,
            standing: Standing::Requested,
        };
        self.0.insert(act.number, exception);
    }

    /// It counts from the approval that completes it. What it renews makes way.
    fn begin(&mut self, number: u64, at: Timestamp) {
        let Some(one) = self.0.get_mut(&number) else {
            return;
        };
        let approved: BTreeSet<Level> = one.approved.keys().copied().collect();
        if !needed_for(one).is_subset(&approved) {
            return;
        }
        one.standing = Standing::Approved { since: at };
        one.first.get_or_insert(at);
        if let Some(renewed) = one.asked.renews {
            self.end(renewed, at, Ended::Renewed);
        }
    }

    fn end(&mut self, number: u64, at: Timestamp, why: Ended) {
        let Some(one) = self.0.get_mut(&number) else {
            return;
        };
        let since = match one.standing {
            Standing::Requested => None,
            Standing::Approved { since } => Some(since),
            Standing::Ended { .. } => return,
        };
        one.standing = Standing::Ended { since, at, why };
    }

    /// All of them, in order of number.
    pub fn iter(&self) -> impl Iterator<Item = &Exception> {
        self.0.values()
    }

    /// One of them.
    pub fn get(&self, number: u64) -> Option<&Exception> {
        self.0.get(&number)
    }

    /// The exceptions that cover a subject: for each rule the one that lasts longest, and only
    /// where every one of the rules has one (semantics 16).
    pub fn covering(
        &self,
        subject: Subject<'_>,
        rules: &BTreeSet<RuleId>,
        now: Timestamp,
    ) -> Vec<&Exception> {
        let of_rule = |rule: &RuleId| {
            let fit = self.iter().filter(|one| applies(one, subject, rule, now));
            fit.max_by_key(|one| (one.asked.until, one.number))
        };
        let found: Option<Vec<&Exception>> = rules.iter().map(of_rule).collect();
        found.unwrap_or_default()
    }

    /// A request about an entity that nobody has decided, the newest.
    pub fn requested(&self, entity: &EntityId, rules: &BTreeSet<RuleId>) -> Option<u64> {
        let asked = self.iter().filter(|one| {
            one.standing == Standing::Requested
                && rules.contains(&one.asked.rule)
                && one.asked.frozen.contains_key(entity)
        });
        asked.map(|one| one.number).max()
    }

    /// The conditions that exceptions in force are bound to.
    pub fn conditions(&self) -> BTreeSet<&str> {
        let conditions = self.iter().filter_map(|one| match &one.asked.covers {
            model::exception::Covers::Where(text) => Some(text.as_str()),
            model::exception::Covers::Entities(_) => None,
        });
        conditions.collect()
    }
}
