//! The clocks of a finding: one per part or per related row, each with its own anchor.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use model::{
    Finding, Verdict,
    finding::{Clock, EventKind},
    verdict::Assessment,
};

use crate::{
    book::Page,
    deadline::Days,
    demand::{self, Ask},
    evidence::{self, Look, Miss, Shown, belongs},
    pass::{HeldBack, Pass},
    policies::Deadlines,
};

/// How long after a verified fix a miss still counts as the same one coming back.
pub(crate) const RETURNS_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Everything a pass needs to move the clocks of one finding.
pub(crate) struct Tick<'a> {
    /// The assessment.
    pub(crate) assessment: &'a Assessment,
    /// By what its days are counted.
    pub(crate) days: Days<'a>,
    /// The deadline tables, and what is known for them.
    deadlines: &'a Deadlines,
    /// How the rule is held back, if it is.
    pub(crate) held_back: Option<HeldBack>,
    /// What is missed, in order of key; nothing unless the verdict is.
    misses: Vec<Miss<'a>>,
    /// The first instant at which the evidence shows anything of it missed.
    pub(crate) seen: Timestamp,
}

impl<'a> Tick<'a> {
    pub(crate) fn new(assessment: &'a Assessment, pass: &'a Pass<'_>) -> Self {
        let misses = match assessment.verdict {
            Verdict::Missed => evidence::misses(assessment, pass),
            _ => Vec::new(),
        };
        let first = misses.iter().map(|miss| miss.first_seen).min();
        Self {
            assessment,
            days: Days {
                zone: &pass.zone,
                calendar: pass.calendars.of(assessment.place.as_deref()),
            },
            deadlines: pass.deadlines,
            held_back: pass.held_back(&assessment.rule),
            seen: first.unwrap_or(pass.at),
            misses,
        }
    }
}

impl Tick<'_> {
    /// The keys of what is missed.
    pub(crate) fn missed(&self) -> impl Iterator<Item = &str> {
        self.misses.iter().map(|miss| miss.key.as_str())
    }
}

/// Brings the clocks of a missed finding up to date: those shown missed, those shown clean, and
/// then every due date. Events are written only while the finding is open.
pub(crate) fn advance(page: &mut Page, tick: &Tick<'_>) {
    let since: Vec<Option<Since>> = tick
        .misses
        .iter()
        .map(|miss| part_missed_since(&page.finding, miss))
        .collect();
    let looks = evidence::looks(&page.finding, tick.assessment, page.at);
    let is_missed = |key: &str| tick.misses.iter().any(|miss| miss.key == key);
    clear(page, looks.iter().filter(|look| !is_missed(&look.key)));
    let mut added = Vec::new();
    let mut new = BTreeMap::new();
    for (miss, since) in tick.misses.iter().zip(since) {
        match touch(&mut page.finding, miss, since) {
            Touched::Running => continue,
            Touched::Returned => {}
            Touched::New { started } => {
                new.insert(miss.key.clone(), started);
            }
        }
        added.push(miss.key.clone());
    }
    page.finding.clocks.sort_by(|a, b| a.key.cmp(&b.key));
    move_deadlines(page, tick, &new);
    if page.finding.state.is_open() {
        for key in added {
            page.event(EventKind::ItemAdded { key }, "evidence shows it missed");
        }
    }
    settle_due(&mut page.finding);
}

/// Clears what is shown clean or withdrawn while the finding as a whole stays open.
///
/// A clean row or part clears at once only on a newer snapshot of complete and fresh scopes;
/// otherwise it waits for the whole finding to be confirmed clean.
pub(crate) fn clear<'l>(page: &mut Page, looks: impl IntoIterator<Item = &'l Look>) {
    for look in looks {
        let (at, why) = match (look.shown, look.newer) {
            (Shown::Clean, Some(snapshot)) if look.complete => {
                (snapshot.min(page.at), "evidence shows it met or gone")
            }
            (Shown::Withdrawn, _) => (page.at, "the rule no longer asks for it here"),
            _ => continue,
        };
        let key = look.key.clone();
        let clock = page.finding.clocks.iter_mut().find(|c| c.key == key);
        if let Some(clock) = clock {
            clock.cleared_at = Some(at);
        }
        if page.finding.state.is_open() {
            page.event(EventKind::ItemCleared { key }, why);
        }
    }
}

/// Since when a part was missed row by row, and from when its clocks count.
#[derive(Clone, Copy)]
struct Since {
    first_seen: Timestamp,
    anchor: Timestamp,
}

/// Since when the part of a miss is known to be missed, when it was missed row by row and is now
/// missed as a whole: a part that never was met does not get a younger clock.
fn part_missed_since(finding: &Finding, miss: &Miss<'_>) -> Option<Since> {
    let whole = miss.key == miss.part;
    let running = finding.clocks.iter().filter(|c| c.cleared_at.is_none());
    let rows = running.filter(|c| whole && belongs(&c.key, &miss.part));
    rows.map(|clock| Since {
        first_seen: clock.first_seen,
        anchor: clock.anchor,
    })
    .reduce(|a, b| Since {
        first_seen: a.first_seen.min(b.first_seen),
        anchor: a.anchor.min(b.anchor),
    })
}

/// What became of the clock of a miss.
enum Touched {
    /// It ran before.
    Running,
    /// It was cleared not long ago and goes on.
    Returned,
    /// It starts at this instant, whatever date its rule counts from.
    New { started: Timestamp },
}

/// Starts, continues or restarts the clock of a miss.
fn touch(finding: &mut Finding, miss: &Miss<'_>, since: Option<Since>) -> Touched {
    let known = finding
        .clocks
        .iter()
        .position(|clock| clock.key == miss.key);
    let Some(known) = known else {
        let (clock, started) = new_clock(miss, since);
        finding.clocks.push(clock);
        return Touched::New { started };
    };
    let clock = &mut finding.clocks[known];
    miss.label.clone_into(&mut clock.label);
    clock.last_seen = clock.last_seen.max(miss.last_seen);
    match clock.cleared_at.take() {
        Some(cleared) if !returns_in_time(cleared, miss.first_seen) => {
            let (new, started) = new_clock(miss, since);
            *clock = new;
            Touched::New { started }
        }
        cleared => {
            // An unknown date keeps the last known answer.
            if let Some(from) = miss.count_from {
                // A rule that is put into force anew moves no clock that ran before.
                let in_force = miss.in_force_since.min(clock.anchor);
                clock.anchor = from.max(clock.first_seen).max(in_force);
            }
            match cleared {
                Some(_) => Touched::Returned,
                None => Touched::Running,
            }
        }
    }
}

/// A clock that was not running, and the instant it starts at. Its due date is settled with those
/// of the others.
fn new_clock(miss: &Miss<'_>, since: Option<Since>) -> (Clock, Timestamp) {
    let mut first_seen = miss.first_seen;
    let mut start = miss.in_force_since;
    if let Some(since) = since {
        first_seen = first_seen.min(since.first_seen);
        start = start.min(since.anchor);
    }
    let started = first_seen.max(start);
    let clock = Clock {
        key: miss.key.clone(),
        label: miss.label.to_owned(),
        anchor: miss.count_from.map_or(started, |from| from.max(started)),
        first_seen,
        last_seen: miss.last_seen,
        due: None,
        cleared_at: None,
        terms: None,
    };
    (clock, started)
}

/// Whether something verified as fixed comes back soon enough to be the same thing.
pub(crate) fn returns_in_time(fixed: Timestamp, seen: Timestamp) -> bool {
    fixed
        .checked_add(RETURNS_WITHIN)
        .map_or(true, |until| seen <= until)
}

/// Moves the due dates of running clocks. What nobody was told yet is simply set, and so is that of
/// a clock that is new.
fn move_deadlines(page: &mut Page, tick: &Tick<'_>, new: &BTreeMap<String, Timestamp>) {
    let told = page.finding.opened_at.is_some();
    let ask = Ask {
        within: tick.assessment.fix_within,
        worst_assumed: tick.assessment.worst_assumed,
        deadlines: tick.deadlines,
        days: tick.days,
        at: page.at,
        told,
    };
    let mut moves: BTreeMap<(Option<Timestamp>, Option<Timestamp>, String), usize> =
        BTreeMap::new();
    let Finding { clocks, entity, .. } = &mut page.finding;
    for clock in clocks.iter_mut().filter(|clock| clock.cleared_at.is_none()) {
        let started = new.get(&clock.key).copied();
        let ask = Ask {
            told: told && started.is_none(),
            ..ask
        };
        let settled = demand::settle(clock, entity, started, &ask);
        clock.terms = settled.terms;
        if started.is_some() {
            clock.due = settled.due;
        } else if settled.due != clock.due {
            let key = (clock.due, settled.due, settled.why);
            *moves.entry(key).or_default() += 1;
            clock.due = settled.due;
        }
    }
    if !page.finding.state.is_open() {
        return;
    }
    for ((from, to, why), clocks) in moves {
        let reason = if clocks == 1 {
            why
        } else {
            format!("{why}, {clocks} items")
        };
        page.event(moved_event(from, to), reason);
    }
}

/// The event of a due date that moved: more time is an event of its own.
pub(crate) fn moved_event(from: Option<Timestamp>, to: Option<Timestamp>) -> EventKind {
    let later = from.is_some_and(|from| to.is_none_or(|to| to > from));
    if later {
        EventKind::DeadlineRelaxed { from, to }
    } else {
        EventKind::DeadlineMoved { from, to }
    }
}

/// Moves the due dates of running clocks to a later one that somebody who may has set, and no
/// later than each would be if it began now: what an approver grants is at most a new start.
pub(crate) fn not_before(page: &mut Page, due: Timestamp) {
    let from = page.finding.due;
    let clocks = page.finding.clocks.iter_mut();
    for clock in clocks.filter(|clock| clock.cleared_at.is_none()) {
        clock.due = clock.due.map(|own| {
            let days = own.duration_since(clock.anchor).as_hours() / 24;
            let anew = page.at + SignedDuration::from_hours(24 * days);
            own.max(due.min(anew))
        });
    }
    settle_due(&mut page.finding);
    let to = page.finding.due;
    if from != to {
        let why = "whoever approved the exception set this date for its end";
        page.event(moved_event(from, to), why);
    }
}

/// The finding is due at the earliest of its running clocks.
pub(crate) fn settle_due(finding: &mut Finding) {
    let running = finding
        .clocks
        .iter()
        .filter(|clock| clock.cleared_at.is_none());
    finding.due = running.filter_map(|clock| clock.due).min();
}
