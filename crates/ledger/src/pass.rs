//! One pass over the ledger: what was judged, what fell away, and what that changes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};
use model::{
    Calendars, CloseReason, EntityId, Event, Finding, FindingId, RuleId, verdict::Assessment,
};

use crate::{
    assess,
    book::Book,
    exceptions::{Exceptions, Stale},
    merge,
    policies::Deadlines,
    rest,
    split::{self, Split},
    walk::Walk,
};

/// What one pass knows. Nothing that is absent from it changes a finding.
#[derive(Clone, Debug)]
pub struct Pass<'a> {
    /// The instant it speaks of.
    pub at: Timestamp,
    /// The organisation's zone, in which days begin and end.
    pub zone: TimeZone,
    /// Which days people work, place by place.
    pub calendars: &'a Calendars,
    /// One for each pair of rule and entity that is missed, or that has a finding not closed.
    pub assessments: &'a [Assessment],
    /// Rules no longer in force.
    pub retired: &'a [RuleId],
    /// Entities whose every record is gone.
    pub gone: &'a [EntityId],
    /// Entities that turned out to be another one: (loser, survivor).
    pub merged: &'a [(EntityId, EntityId)],
    /// Records that left one entity for another one since the pass before.
    pub split: &'a [Split],
    /// Since when each rule, tightenings too, is in force here as it reads now. One that is
    /// absent is judged for the first time: it is in force since this pass. No clock starts
    /// earlier.
    pub in_force_since: &'a BTreeMap<RuleId, Timestamp>,
    /// Exceptions as they stood before.
    pub exceptions: &'a Exceptions,
    /// People who are not here any more.
    pub left: &'a BTreeSet<EntityId>,
    /// The conditions of exceptions that are surely true, by entity.
    pub surely: &'a BTreeMap<EntityId, BTreeSet<String>>,
    /// Rules that are held back; every other one opens and closes as it is judged.
    pub held_back: &'a BTreeMap<RuleId, HeldBack>,
    /// The deadline tables in force, and what is known for them.
    pub deadlines: &'a Deadlines,
}

/// How a rule is held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeldBack {
    /// What it newly misses is detected and nothing more: nobody is told and no clock starts,
    /// until a later pass no longer says so. What was open before goes on.
    Quiet,
    /// It opens nothing and closes nothing.
    Paused,
}

impl Pass<'_> {
    /// Since when a rule is in force here.
    pub(crate) fn in_force_since(&self, rule: &RuleId) -> Timestamp {
        let since = self.in_force_since.get(rule).copied();
        since.map_or(self.at, |since| since.min(self.at))
    }

    /// How a rule is held back, if it is.
    pub(crate) fn held_back(&self, rule: &RuleId) -> Option<HeldBack> {
        self.held_back.get(rule).copied()
    }

    fn is_paused(&self, rule: &RuleId) -> bool {
        self.held_back(rule) == Some(HeldBack::Paused)
    }
}

/// What a pass changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Findings that are new or changed, whole, in order of id.
    pub findings: Vec<Finding>,
    /// What happened, by finding and within it in order.
    pub events: Vec<Event>,
    /// Exceptions that are not what they were granted for any more.
    pub stale: Vec<Stale>,
    /// How many findings opened or reopened.
    pub opened: u64,
    /// How many open findings closed; one that was only ever `Detected` does not count.
    pub closed: u64,
}

impl Changes {
    /// Adds what another stretch of the same pass changes.
    pub fn add(&mut self, more: Self) {
        let Self {
            findings,
            events,
            stale,
            opened,
            closed,
        } = more;
        self.findings.extend(findings);
        self.events.extend(events);
        self.stale.extend(stale);
        self.opened += opened;
        self.closed += closed;
    }

    /// Brings findings and events into the order in which a pass gives them.
    pub fn sort(&mut self) {
        self.findings.sort_by(|a, b| a.id.cmp(&b.id));
        self.events.sort_by(|a, b| a.finding.cmp(&b.finding));
    }
}

/// Records a pass: what it changes in the findings given, and why.
///
/// The result depends neither on the order of the findings nor on that of the assessments, and
/// the same pass over its own result changes nothing.
pub fn record(findings: &[Finding], pass: &Pass<'_>) -> Changes {
    let mut book = assessed(findings, pass);
    let mut walk = Walk::begin(pass, &[]);
    walk.watch(&book, findings, pass);
    let stale = walk.stale(pass);
    rest::all(&mut book, &pass.exceptions.without(&stale), pass);
    Changes {
        stale,
        ..book.changes()
    }
}

/// The findings given after everything but what people and exceptions say of them.
pub(crate) fn assessed<'f>(findings: &'f [Finding], pass: &Pass<'_>) -> Book<'f> {
    let mut book = Book::open(findings, pass.at);
    let survivors = merge::survivors(pass.merged);
    merge::duplicates(&mut book, &survivors);

    let retired: BTreeSet<&RuleId> = pass.retired.iter().collect();
    let gone: BTreeSet<&EntityId> = pass.gone.iter().collect();
    let fallen = book.pending(|finding| {
        !pass.is_paused(&finding.rule)
            && (retired.contains(&finding.rule) || gone.contains(&finding.entity))
    });
    for id in fallen {
        let Some(page) = book.page(&id) else { continue };
        if retired.contains(&page.finding.rule) {
            page.close(CloseReason::RuleRetired, "the rule is no longer in force");
        } else {
            let why = "no source reports the entity any more";
            page.close(CloseReason::EntityGone, why);
        }
    }

    // One assessment per pair, in order of id, so that arrival decides nothing.
    let judged: BTreeMap<FindingId, &Assessment> = pass
        .assessments
        .iter()
        .filter(|a| !retired.contains(&a.rule) && !gone.contains(&a.entity))
        .filter(|a| !pass.is_paused(&a.rule))
        .filter(|a| !survivors.contains_key(&a.entity))
        .map(|a| (FindingId::of(&a.rule, &a.entity), a))
        .collect();
    merge::remember(&mut book, &survivors, &judged);
    split::follow(&mut book, pass, &judged);
    for (id, assessment) in judged {
        assess::assess(&mut book, &id, assessment, pass);
    }
    book
}
