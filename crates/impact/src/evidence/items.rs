//! Findings put together as an auditor counts them: one weakness, with all the hosts it is on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{Finding, FindingState, Severity, finding::Clock};

use super::{
    Audited,
    numbers::{Stands, Weakness},
    states::{CLEARED, Elsewhere, elsewhere},
};

/// One weakness in the scope of a bundle.
#[derive(Clone, Debug)]
pub struct Item<'e> {
    /// The findings that show it, in order of id.
    pub on: Vec<On<'e>>,
}

/// A weakness on one thing.
#[derive(Clone, Copy, Debug)]
pub struct On<'e> {
    /// The finding.
    pub audited: &'e Audited<'e>,
    /// Since when the evidence shows it there.
    pub first_seen: Timestamp,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// When evidence showed it gone.
    pub cleared_at: Option<Timestamp>,
}

impl Item<'_> {
    /// How it stands over all its hosts.
    pub fn stands(&self) -> Stands {
        let open = || self.on.iter().filter(|on| on.cleared_at.is_none());
        let first = |on: &mut dyn Iterator<Item = Timestamp>| on.min();
        let since_open = first(&mut open().map(|on| on.first_seen));
        let since = first(&mut self.on.iter().map(|on| on.first_seen));
        Stands {
            opened_at: since_open.or(since).unwrap_or(Timestamp::MIN),
            closed_at: match since_open {
                Some(_) => None,
                None => self.on.iter().filter_map(|on| on.cleared_at).max(),
            },
        }
    }

    /// The earliest day by which some host has to be rid of it.
    pub fn due(&self) -> Option<Timestamp> {
        let open = self.on.iter().filter(|on| on.cleared_at.is_none());
        open.filter_map(|on| on.due).min()
    }

    /// The highest severity it has on any host.
    pub fn severity(&self) -> Severity {
        let all = self.on.iter().map(|on| on.audited.finding.severity);
        all.max().unwrap_or(Severity::Low)
    }

    /// What it is called elsewhere: the least settled of its hosts decides.
    pub fn elsewhere(&self) -> Option<Elsewhere> {
        const ORDER: [&str; 6] = [
            "open",
            "investigating",
            "remediating",
            "deviation-requested",
            "deviation-approved",
            "closed",
        ];
        let of_one = |on: &On<'_>| match on.cleared_at {
            Some(_) => CLEARED,
            None => elsewhere(on.audited.finding),
        };
        let place = |one: &Elsewhere| ORDER.iter().position(|name| *name == one.oscal);
        self.on.iter().map(of_one).min_by_key(place)
    }
}

/// All weaknesses of findings that somebody was told of.
pub fn items<'e>(findings: &'e [Audited<'e>]) -> BTreeMap<Weakness, Item<'e>> {
    let mut items: BTreeMap<Weakness, Item<'e>> = BTreeMap::new();
    let told = findings.iter().filter(|a| is_told(a.finding));
    for (audited, clock) in told.flat_map(|a| a.finding.clocks.iter().map(move |c| (a, c))) {
        let on = on(audited, clock);
        let item = items
            .entry(weakness(audited, clock))
            .or_insert(Item { on: Vec::new() });
        // Several parts of a rule, or rows of one name, are still one weakness of one thing.
        match item.on.last_mut() {
            Some(last) if last.audited.finding.id == audited.finding.id => *last = both(*last, on),
            _ => item.on.push(on),
        }
    }
    items
}

/// Whether anybody was ever told of it.
fn is_told(finding: &Finding) -> bool {
    finding.state != FindingState::Detected && finding.opened_at.is_some()
}

/// The weaknesses that a finding is part of.
pub(crate) fn weaknesses(audited: &Audited<'_>) -> BTreeSet<Weakness> {
    let clocks = audited.finding.clocks.iter();
    clocks.map(|clock| weakness(audited, clock)).collect()
}

fn weakness(audited: &Audited<'_>, clock: &Clock) -> Weakness {
    let by = audited.weakness.clone();
    Weakness {
        rule: audited.finding.rule.clone(),
        by: by.unwrap_or_else(|| clock.label.clone()),
    }
}

fn on<'e>(audited: &'e Audited<'e>, clock: &Clock) -> On<'e> {
    let finding = audited.finding;
    let over = (finding.state == FindingState::Closed).then_some(finding.closed_at);
    On {
        audited,
        first_seen: clock.first_seen,
        due: clock.due,
        cleared_at: clock.cleared_at.or(over.flatten()),
    }
}

fn both<'e>(a: On<'e>, b: On<'e>) -> On<'e> {
    let gone = a.cleared_at.zip(b.cleared_at).map(|(a, b)| a.max(b));
    // Only a clock that still runs says when it is due, unless both stand still.
    let due = match (a.cleared_at, b.cleared_at) {
        (None, Some(_)) => a.due,
        (Some(_), None) => b.due,
        _ => [a.due, b.due].into_iter().flatten().min(),
    };
    On {
        audited: a.audited,
        first_seen: a.first_seen.min(b.first_seen),
        due,
        cleared_at: gone,
    }
}
