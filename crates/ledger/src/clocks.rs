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
    deadline::{self, Days},
    evidence::{self, Look, Miss, Shown, belongs},
    pass::{HeldBack, Pass},
};

/// How long after a verified fix a miss still counts as the same one coming back.
pub(crate) const RETURNS_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Everything a pass needs to move the clocks of one finding.
pub(crate) struct Tick<'a> {
    /// The assessment.
    pub(crate) assessment: &'a Assessment,
    /// By what its days are counted.
    pub(crate) days: Days<'a>,
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
            held_back: pass.held_back(&assessment.rule),
            seen: first.unwrap_or(pass.at),
            misses,
        }
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
    let mut fresh = Vec::new();
    for (miss, since) in tick.misses.iter().zip(since) {
        if touch(&mut page.finding, miss, since, tick) {
            fresh.push(miss.key.clone());
        }
    }
    page.finding.clocks.sort_by(|a, b| a.key.cmp(&b.key));
    move_deadlines(page, tick);
    if page.finding.state.is_open() {
        for key in fresh {
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

/// Starts, continues or restarts the clock of a miss. Says whether it was not running before.
fn touch(finding: &mut Finding, miss: &Miss<'_>, since: Option<Since>, tick: &Tick<'_>) -> bool {
    let known = finding
        .clocks
        .iter()
        .position(|clock| clock.key == miss.key);
    let Some(known) = known else {
        finding.clocks.push(new_clock(miss, since, tick));
        return true;
    };
    let clock = &mut finding.clocks[known];
    miss.label.clone_into(&mut clock.label);
    clock.last_seen = clock.last_seen.max(miss.last_seen);
    match clock.cleared_at.take() {
        Some(cleared) if !returns_in_time(cleared, miss.first_seen) => {
            *clock = new_clock(miss, since, tick);
            true
        }
        cleared => {
            // An unknown date keeps the last known answer.
            if let Some(from) = miss.count_from {
                // A rule that is put into force anew moves no clock that ran before.
                let in_force = miss.in_force_since.min(clock.anchor);
                clock.anchor = from.max(clock.first_seen).max(in_force);
            }
            cleared.is_some()
        }
    }
}

fn new_clock(miss: &Miss<'_>, since: Option<Since>, tick: &Tick<'_>) -> Clock {
    let mut first_seen = miss.first_seen;
    let mut start = miss.in_force_since;
    if let Some(since) = since {
        first_seen = first_seen.min(since.first_seen);
        start = start.min(since.anchor);
    }
    let seen = first_seen.max(start);
    let anchor = miss.count_from.map_or(seen, |from| from.max(seen));
    let within = tick.assessment.fix_within;
    Clock {
        key: miss.key.clone(),
        label: miss.label.to_owned(),
        anchor,
        first_seen,
        last_seen: miss.last_seen,
        due: within.map(|within| deadline::due(anchor, within, tick.days)),
        cleared_at: None,
    }
}

/// Whether something verified as fixed comes back soon enough to be the same thing.
pub(crate) fn returns_in_time(fixed: Timestamp, seen: Timestamp) -> bool {
    fixed
        .checked_add(RETURNS_WITHIN)
        .map_or(true, |until| seen <= until)
}

/// Moves the due dates of running clocks. What nobody was told yet is simply set.
fn move_deadlines(page: &mut Page, tick: &Tick<'_>) {
    let within = tick.assessment.fix_within;
    let told = page.finding.opened_at.is_some();
    let mut moves: BTreeMap<(Option<Timestamp>, Option<Timestamp>), usize> = BTreeMap::new();
    for clock in page
        .finding
        .clocks
        .iter_mut()
        .filter(|clock| clock.cleared_at.is_none())
    {
        let now = if told { page.at } else { clock.anchor };
        let old = clock.due.filter(|_| told);
        let mut due = deadline::moved(old, clock.anchor, within, now, tick.days);
        // Ignorance that comes up later frightens nobody: the last known answer stays.
        if told && tick.assessment.worst_assumed && sooner(due, clock.due) {
            due = clock.due;
        }
        if due != clock.due {
            *moves.entry((clock.due, due)).or_default() += 1;
            clock.due = due;
        }
    }
    if !page.finding.state.is_open() {
        return;
    }
    for ((from, to), clocks) in moves {
        let length = within.map_or("it has no deadline any more".to_owned(), |within| {
            format!("it is to be fixed within {within}")
        });
        let reason = if clocks == 1 {
            length
        } else {
            format!("{length}, {clocks} items")
        };
        page.event(EventKind::DeadlineMoved { from, to }, reason);
    }
}

/// Whether a due date is before another, where none is never.
fn sooner(due: Option<Timestamp>, than: Option<Timestamp>) -> bool {
    due.is_some_and(|due| than.is_none_or(|than| due < than))
}

/// The finding is due at the earliest of its running clocks.
pub(crate) fn settle_due(finding: &mut Finding) {
    let running = finding
        .clocks
        .iter()
        .filter(|clock| clock.cleared_at.is_none());
    finding.due = running.filter_map(|clock| clock.due).min();
}
