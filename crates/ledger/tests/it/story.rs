//! A small ledger told day by day. Every pass is made twice: the second must change nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};
use ledger::{
    Changes, HeldBack, Pass, Split,
    acts::{Act, Acted},
    exceptions::{self, Exceptions},
    handle::{self, Refused},
    policies::Deadlines,
    record,
};
use model::{
    Calendars, EntityId, Event, Finding, FindingId, RuleId, Severity, SourceId, Verdict,
    deadline::{Forensics, Terms},
    finding::{Clock, EventKind},
    span::Length,
    verdict::{Assessment, Item, PartVerdict},
};

/// An instant, written as a day or in full.
pub(crate) fn at(text: &str) -> Timestamp {
    if text.len() == 10 {
        format!("{text}T00:00:00Z")
    } else {
        text.to_owned()
    }
    .parse()
    .unwrap()
}

/// Noon of a day: when passes are made, unless a test says otherwise.
pub(crate) fn noon(day: &str) -> Timestamp {
    at(&format!("{day}T12:00:00Z"))
}

pub(crate) fn device(number: u64) -> EntityId {
    EntityId::new("device", number)
}

/// What a rule says of `device-1`, to be refined.
#[derive(Clone, Debug)]
pub(crate) struct Says(pub(crate) Assessment);

/// A verdict that rests on the snapshot of a day, from complete and fresh scopes.
pub(crate) fn says(verdict: Verdict, snapshot: &str) -> Says {
    Says(Assessment {
        rule: "laptops-are-encrypted".into(),
        rule_version: "1".to_owned(),
        entity: device(1),
        verdict,
        parts: vec![part(0, verdict, &[]).seen_at(at(snapshot))],
        reasons: Vec::new(),
        because: format!("it is {verdict}"),
        severity: Severity::Medium,
        fix_within: Some(Length::days(30)),
        worst_assumed: false,
        count_from: None,
        wait: None,
        place: None,
        snapshot_at: Some(at(snapshot)),
        complete: true,
    })
}

pub(crate) fn missed(snapshot: &str) -> Says {
    says(Verdict::Missed, snapshot)
}

pub(crate) fn met(snapshot: &str) -> Says {
    says(Verdict::Met, snapshot)
}

pub(crate) fn unknown(snapshot: &str) -> Says {
    says(Verdict::Unknown, snapshot).partial()
}

pub(crate) fn not_applicable(snapshot: &str) -> Says {
    says(Verdict::NotApplicable, snapshot)
}

pub(crate) fn part(number: usize, verdict: Verdict, items: &[&str]) -> PartVerdict {
    let item = |key: &&str| Item {
        key: (*key).to_owned(),
        label: format!("row {key}"),
        count_from: None,
        shown: BTreeMap::new(),
        ran_out: false,
    };
    let items = items.iter().map(item).collect();
    PartVerdict {
        rule: "laptops-are-encrypted".into(),
        part: number,
        verdict,
        items,
        unsure: BTreeSet::new(),
        ran_out: false,
        snapshot_at: None,
        evidence: BTreeMap::new(),
        complete: true,
    }
}

/// The evidence of one part, to be told apart from that of the others.
pub(crate) trait Told {
    /// It rests on a snapshot of one source.
    fn told_by(self, source: &str, snapshot: &str) -> Self;
    /// It rests on a snapshot of the tool that tells everything.
    fn seen_at(self, snapshot: Timestamp) -> Self;
    /// It does not come from complete and fresh scopes.
    fn partial(self) -> Self;
    /// Of these rows the sources do not tell.
    fn unsure(self, rows: &[&str]) -> Self;
    /// It was not missed at its snapshot yet, or these rows of it were not.
    fn ran_out(self, rows: &[&str]) -> Self;
}

impl Told for PartVerdict {
    fn told_by(mut self, source: &str, snapshot: &str) -> Self {
        self.evidence.insert(SourceId::new(source), at(snapshot));
        self.snapshot_at = self.evidence.values().max().copied();
        self
    }

    fn seen_at(mut self, snapshot: Timestamp) -> Self {
        self.evidence = BTreeMap::from([(SourceId::new("tool"), snapshot)]);
        self.snapshot_at = Some(snapshot);
        self
    }

    fn partial(mut self) -> Self {
        self.complete = false;
        self
    }

    fn unsure(mut self, rows: &[&str]) -> Self {
        self.unsure = rows.iter().map(|row| (*row).to_owned()).collect();
        self
    }

    fn ran_out(mut self, rows: &[&str]) -> Self {
        self.ran_out = rows.len() == self.items.len();
        for item in &mut self.items {
            item.ran_out = rows.contains(&item.key.as_str());
        }
        self
    }
}

impl Says {
    pub(crate) fn partial(mut self) -> Self {
        self.0.complete = false;
        for part in &mut self.0.parts {
            part.complete = false;
        }
        self
    }

    /// Its parts; those that do not say what they rest on rest on what the whole does.
    pub(crate) fn parts(mut self, parts: impl IntoIterator<Item = PartVerdict>) -> Self {
        let whole = self.0.snapshot_at;
        let dated = |part: PartVerdict| match (part.snapshot_at, whole) {
            (None, Some(whole)) => part.seen_at(whole),
            _ => part,
        };
        self.0.parts = parts.into_iter().map(dated).collect();
        self.0.snapshot_at = self.0.parts.iter().filter_map(|p| p.snapshot_at).max();
        self
    }

    pub(crate) fn rows(self, rows: &[&str]) -> Self {
        let verdict = self.0.verdict;
        self.parts([part(0, verdict, rows)])
    }

    pub(crate) fn version(mut self, version: &str) -> Self {
        version.clone_into(&mut self.0.rule_version);
        self
    }

    pub(crate) fn wait(mut self, length: &str) -> Self {
        self.0.wait = Some(length.parse().unwrap());
        self
    }

    pub(crate) fn fix(mut self, length: &str) -> Self {
        self.0.fix_within = Some(length.parse().unwrap());
        self
    }

    pub(crate) fn at_place(mut self, place: Option<&str>) -> Self {
        self.0.place = place.map(str::to_owned);
        self
    }

    pub(crate) fn no_deadline(mut self) -> Self {
        self.0.fix_within = None;
        self
    }

    pub(crate) fn assumed(mut self) -> Self {
        self.0.worst_assumed = true;
        self
    }

    pub(crate) fn severity(mut self, severity: Severity) -> Self {
        self.0.severity = severity;
        self
    }

    pub(crate) fn count_from(mut self, day: &str) -> Self {
        self.0.count_from = Some(at(day));
        self
    }

    pub(crate) fn about(mut self, number: u64) -> Self {
        self.0.entity = device(number);
        self
    }

    /// What all of it rests on, source by source.
    pub(crate) fn told_by(mut self, told: &[(&str, &str)]) -> Self {
        let parts = self.0.parts.into_iter().map(|mut part| {
            (part.evidence, part.snapshot_at) = (BTreeMap::new(), None);
            told.iter()
                .fold(part, |part, (source, at)| part.told_by(source, at))
        });
        self.0.parts = parts.collect();
        self.0.snapshot_at = self.0.parts.iter().filter_map(|p| p.snapshot_at).max();
        self
    }
}

/// What else a pass knows.
#[derive(Default)]
pub(crate) struct Fallen {
    pub(crate) retired: Vec<RuleId>,
    pub(crate) gone: Vec<EntityId>,
    pub(crate) merged: Vec<(EntityId, EntityId)>,
    pub(crate) split: Vec<Split>,
}

/// Since when rules are in force in a story that is not about that: long before.
pub(crate) fn long_in_force() -> BTreeMap<RuleId, Timestamp> {
    BTreeMap::from([("laptops-are-encrypted".into(), at("2025-01-01"))])
}

/// The ledger as it grows.
#[derive(Clone)]
pub(crate) struct Story {
    findings: BTreeMap<FindingId, Finding>,
    pub(crate) events: Vec<Event>,
    /// Since when the rules are in force.
    pub(crate) in_force_since: BTreeMap<RuleId, Timestamp>,
    /// Which days people work.
    pub(crate) calendars: Calendars,
    /// The rules that are held back.
    pub(crate) held_back: BTreeMap<RuleId, HeldBack>,
    /// The deadline tables, and what is known for them.
    pub(crate) deadlines: Deadlines,
    /// What people decided.
    pub(crate) acts: Vec<Act>,
    /// What passes found stale.
    pub(crate) stale: Vec<exceptions::Stale>,
    /// People who left.
    pub(crate) left: BTreeSet<EntityId>,
    /// Conditions that are surely true.
    pub(crate) surely: BTreeMap<EntityId, BTreeSet<String>>,
}

impl Default for Story {
    fn default() -> Self {
        Self {
            findings: BTreeMap::new(),
            events: Vec::new(),
            in_force_since: long_in_force(),
            calendars: Calendars::default(),
            held_back: BTreeMap::new(),
            deadlines: Deadlines::default(),
            acts: Vec::new(),
            stale: Vec::new(),
            left: BTreeSet::new(),
            surely: BTreeMap::new(),
        }
    }
}

impl Story {
    /// One pass at noon of a day.
    pub(crate) fn pass(&mut self, day: &str, says: impl IntoIterator<Item = Says>) -> Changes {
        self.pass_at(noon(day), says, &Fallen::default())
    }

    /// One pass at an instant; made twice, and the second time it must change nothing.
    pub(crate) fn pass_at(
        &mut self,
        at: Timestamp,
        says: impl IntoIterator<Item = Says>,
        fallen: &Fallen,
    ) -> Changes {
        let assessments: Vec<Assessment> = says.into_iter().map(|says| says.0).collect();
        let exceptions = self.exceptions();
        let pass = Pass {
            at,
            zone: TimeZone::get("Europe/Vienna").unwrap(),
            exceptions: &exceptions,
            left: &self.left,
            surely: &self.surely,
            calendars: &self.calendars,
            assessments: &assessments,
            retired: &fallen.retired,
            gone: &fallen.gone,
            merged: &fallen.merged,
            split: &fallen.split,
            in_force_since: &self.in_force_since,
            held_back: &self.held_back,
            deadlines: &self.deadlines,
        };
        let changes = record(&self.all(), &pass);
        for finding in &changes.findings {
            self.findings.insert(finding.id.clone(), finding.clone());
        }
        self.events.extend(changes.events.iter().cloned());
        self.stale.extend(changes.stale.iter().cloned());
        let exceptions = self.exceptions();
        let again = Pass {
            exceptions: &exceptions,
            ..pass
        };
        assert_eq!(
            record(&self.all(), &again),
            Changes::default(),
            "the same pass again"
        );
        changes
    }

    /// A deadline asks for a look for traces of an attack.
    pub(crate) fn needs_triage(&mut self) {
        for finding in self.findings.values_mut() {
            for clock in &mut finding.clocks {
                clock.terms = Some(Terms {
                    started: clock.anchor,
                    by: None,
                    answers: BTreeMap::new(),
                    mitigate_due: None,
                    decide_by: None,
                    forensics: Forensics::Required,
                });
            }
        }
    }

    /// The exceptions as they stand.
    pub(crate) fn exceptions(&self) -> Exceptions {
        Exceptions::replay(&self.acts, self.stale.clone())
    }

    /// Somebody decides something about `device-1` at noon of a day. Gives the number of the act.
    pub(crate) fn act(&mut self, day: &str, by: &str, what: Acted) -> Result<u64, Refused> {
        self.act_on(device(1), day, by, what)
    }

    /// The same about another device.
    pub(crate) fn act_on(
        &mut self,
        entity: EntityId,
        day: &str,
        by: &str,
        what: Acted,
    ) -> Result<u64, Refused> {
        let act = Act {
            number: self.acts.len() as u64 + 1,
            at: noon(day),
            by: by.to_owned(),
            because: "it is as it is, and here is why".to_owned(),
            what,
        };
        if let Acted::Finding(what) = &act.what {
            let id = FindingId::of(&"laptops-are-encrypted".into(), &entity);
            let (finding, event) = handle::apply(&self.findings[&id], &act, what)?;
            self.findings.insert(finding.id.clone(), finding);
            self.events.push(event);
        }
        self.acts.push(act);
        Ok(self.acts.len() as u64)
    }

    pub(crate) fn all(&self) -> Vec<Finding> {
        self.findings.values().cloned().collect()
    }

    /// The finding of a device.
    pub(crate) fn of(&self, number: u64) -> &Finding {
        let id = FindingId::of(&"laptops-are-encrypted".into(), &device(number));
        &self.findings[&id]
    }

    /// The finding of `device-1`.
    pub(crate) fn finding(&self) -> &Finding {
        self.of(1)
    }

    /// The finding of a device, if it has one.
    pub(crate) fn maybe(&self, number: u64) -> Option<&Finding> {
        let id = FindingId::of(&"laptops-are-encrypted".into(), &device(number));
        self.findings.get(&id)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// A clock by the end of its key: `#0`, `#0/row`.
    pub(crate) fn clock(&self, end: &str) -> &Clock {
        let clocks = &self.finding().clocks;
        clocks
            .iter()
            .find(|clock| clock.key.ends_with(end))
            .unwrap()
    }

    /// The rows and parts whose clocks run.
    pub(crate) fn running(&self) -> Vec<&str> {
        let clocks = self
            .finding()
            .clocks
            .iter()
            .filter(|clock| clock.cleared_at.is_none());
        clocks
            .map(|clock| &clock.key["laptops-are-encrypted".len()..])
            .collect()
    }
}

/// The events of a pass in words, in order.
pub(crate) fn words(changes: &Changes) -> Vec<String> {
    let word = |event: &Event| match &event.what {
        EventKind::Detected => "detected".to_owned(),
        EventKind::Lapsed { because } => format!("lapsed {because:?}"),
        EventKind::Opened => "opened".to_owned(),
        EventKind::Reopened => "reopened".to_owned(),
        EventKind::Closed { because } => format!("closed {because:?}"),
        EventKind::ItemAdded { key } => format!("added {}", tail(key)),
        EventKind::ItemCleared { key } => format!("cleared {}", tail(key)),
        EventKind::DeadlineMoved { from, to } => format!("due {} to {}", day(*from), day(*to)),
        EventKind::DeadlineRelaxed { from, to } => format!("later {} to {}", day(*from), day(*to)),
        EventKind::SeverityMoved { from, to } => format!("severity {from} to {to}"),
        EventKind::RuleChanged { to } => format!("version {to}"),
        EventKind::SeenClean { .. } => "seen clean".to_owned(),
        other => format!("{other:?}"),
    };
    changes.events.iter().map(word).collect()
}

fn tail(key: &str) -> &str {
    &key["laptops-are-encrypted".len()..]
}

/// A due date as the day it ends in the organisation's zone; `never` without one.
pub(crate) fn day(due: Option<Timestamp>) -> String {
    let zone = TimeZone::get("Europe/Vienna").unwrap();
    due.map_or("never".to_owned(), |due| {
        due.to_zoned(zone).date().to_string()
    })
}
