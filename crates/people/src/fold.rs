//! All that is open for one person becomes one message about their things.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use model::{EntityId, FindingId, Severity};
use serde::{Deserialize, Serialize};

use crate::{addressed::Addressed, letter, limits, subject};

/// One message to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The person.
    pub to: EntityId,
    /// Their name.
    pub to_name: String,
    /// At most [`limits::SUBJECT_CHARACTERS`] long; starts with the first thing.
    pub subject: String,
    /// Plain text of at most [`limits::WORDS`] words.
    pub body: String,
    /// The things it tells of, the most urgent first; at most [`limits::THINGS`].
    pub things: Vec<Told>,
    /// How many things it leaves for later.
    pub more: usize,
    /// The findings of those things, so that nothing is lost between two messages.
    pub later: Vec<FindingId>,
}

/// One thing a message tells of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The thing.
    pub thing: EntityId,
    /// What people call it.
    pub name: String,
    /// Its findings, the most urgent first.
    pub findings: Vec<FindingId>,
    /// The earliest due date among them, as in the ledger.
    pub due: Option<Timestamp>,
    /// The highest severity among them.
    pub severity: Severity,
}

/// One thing of one person with its findings, the most urgent first. Never empty.
pub(crate) struct Thing<'a> {
    pub(crate) lead: &'a Addressed<'a>,
    pub(crate) rest: Vec<&'a Addressed<'a>>,
}

impl<'a> Thing<'a> {
    pub(crate) fn points(&self) -> impl Iterator<Item = &'a Addressed<'a>> {
        std::iter::once(self.lead).chain(self.rest.iter().copied())
    }

    pub(crate) fn due(&self) -> Option<Timestamp> {
        self.lead.finding.due
    }

    /// Whether it is about the person who reads it: then its name needs no saying.
    pub(crate) fn is_the_reader(&self) -> bool {
        self.lead.thing == self.lead.to
    }

    fn findings(&self) -> Vec<FindingId> {
        self.points()
            .map(|point| point.finding.id.clone())
            .collect()
    }

    fn severity(&self) -> Severity {
        self.points()
            .map(|point| point.finding.severity)
            .max()
            .unwrap_or(Severity::Low)
    }

    fn told(&self) -> Told {
        Told {
            thing: self.lead.thing.clone(),
            name: self.lead.thing_name.clone(),
            findings: self.findings(),
            due: self.due(),
            severity: self.severity(),
        }
    }
}

/// The moment and place a message is written for.
pub(crate) struct Setting<'a> {
    pub(crate) now: Timestamp,
    pub(crate) zone: &'a TimeZone,
    pub(crate) company: &'a str,
}

impl Setting<'_> {
    pub(crate) fn today(&self) -> Date {
        self.day(self.now)
    }

    pub(crate) fn day(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// Whether waiting a week would be too late.
    pub(crate) fn is_due_within_a_week(&self, due: Option<Timestamp>) -> bool {
        let last = self.today().saturating_add(7.days());
        due.is_some_and(|due| self.day(due) <= last)
    }
}

/// One message per person, of all their open findings, in order of person.
///
/// Findings fold by thing; things come by what is due soonest, then by severity, and at most
/// three are told. What does not fit is counted, named in [`Message::later`] and comes when these
/// are done. Findings that are not open are nobody's work and are passed over; a finding given
/// twice counts once.
pub fn fold(
    addressed: &[Addressed<'_>],
    now: Timestamp,
    zone: &TimeZone,
    company: &str,
) -> Vec<Message> {
    let setting = Setting { now, zone, company };
    let mut people: BTreeMap<&EntityId, Vec<&Addressed<'_>>> = BTreeMap::new();
    for point in addressed
        .iter()
        .filter(|point| point.finding.state.is_reminded())
    {
        people.entry(&point.to).or_default().push(point);
    }
    people
        .into_values()
        .map(|points| message(points, &setting))
        .collect()
}

/// There is at least one point. Who it goes to is read from the most urgent one, so that nothing
/// depends on how findings arrived.
fn message<'a>(points: Vec<&'a Addressed<'a>>, setting: &Setting<'_>) -> Message {
    let things = things(points);
    let to = things[0].lead;
    let (shown, body) = letter::write(&things, setting);
    let (told, later) = things.split_at(shown);
    Message {
        to: to.to.clone(),
        to_name: limits::clip(&to.to_name, 8),
        subject: subject::write(told, setting),
        body,
        things: told.iter().map(Thing::told).collect(),
        more: later.len(),
        later: later.iter().flat_map(Thing::findings).collect(),
    }
}

/// The things of one person, the most urgent first.
fn things<'a>(mut points: Vec<&'a Addressed<'a>>) -> Vec<Thing<'a>> {
    points.sort_by_key(|point| urgency(point));
    let mut seen = BTreeSet::new();
    points.retain(|point| seen.insert(&point.finding.id));

    let mut order: Vec<Thing<'a>> = Vec::new();
    let mut place: BTreeMap<&EntityId, usize> = BTreeMap::new();
    for point in points {
        match place.get(&point.thing) {
            Some(&at) => order[at].rest.push(point),
            None => {
                place.insert(&point.thing, order.len());
                order.push(Thing {
                    lead: point,
                    rest: Vec::new(),
                });
            }
        }
    }
    order
}

/// Due soonest first, those without a date last; then the more severe; then by id, so that the
/// order never depends on how findings arrived.
fn urgency<'a>(
    point: &'a Addressed<'_>,
) -> (bool, Option<Timestamp>, Reverse<Severity>, &'a FindingId) {
    let finding = point.finding;
    (
        finding.due.is_none(),
        finding.due,
        Reverse(finding.severity),
        &finding.id,
    )
}
