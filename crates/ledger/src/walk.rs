//! A pass over more findings than can be held at once: a stretch of them at a time.
//!
//! What a pass makes of a finding depends on that finding and what is said of its entity, but for
//! two things. Entities that turned out to be one, or to be several, hand findings to each other:
//! these go in one stretch, see [`tangled`]. And an exception may turn out to be stale by a finding
//! anywhere, which changes how others stand: that is known at the end of a walk, and where it is
//! so, the walk is made again knowing it.

use std::collections::BTreeSet;

use model::{EntityId, Finding, FindingState};

use crate::{
    book::Book,
    exceptions::{self, Exceptions, Stale, Today, Watched},
    pass::{Changes, Pass, assessed},
    rest,
    split::Split,
};

/// A walk over all findings: every finding and every assessment of a pass in one stretch each.
#[derive(Debug)]
pub struct Walk<'p> {
    /// Those that are left.
    exceptions: Exceptions,
    watched: Watched<'p>,
    today: Today,
}

impl<'p> Walk<'p> {
    /// Begins a walk; `stale` is what the walk before found, and nothing for the first one.
    pub fn begin(pass: &Pass<'p>, stale: &[Stale]) -> Self {
        let watched = Watched::of(pass.exceptions, pass.at);
        let mut today = Today::default();
        if !watched.is_empty() {
            today.left = pass.left.clone();
            today.surely = pass.surely.clone();
        }
        Self {
            exceptions: pass.exceptions.without(stale),
            watched,
            today,
        }
    }

    /// Records a stretch; `pass` says what is known of it and of everything. What is stale is not
    /// among the changes.
    pub fn record(&mut self, findings: &[Finding], pass: &Pass<'_>) -> Changes {
        let mut book = assessed(findings, pass);
        self.watch(&book, findings, pass);
        rest::all(&mut book, &self.exceptions, pass);
        book.changes()
    }

    /// The exceptions that ended because of what the walk has seen. They are the same however it
    /// began: where they are not those it began with, its changes do not count.
    pub fn stale(&self, pass: &Pass<'_>) -> Vec<Stale> {
        let stale = exceptions::stale(pass.exceptions, &self.today, pass.at);
        let stale = stale.into_iter();
        stale
            .map(|(number, because)| (number, pass.at, because))
            .collect()
    }

    /// Looks at how a stretch stands after its assessments, as far as exceptions depend on it.
    pub(crate) fn watch(&mut self, book: &Book<'_>, before: &[Finding], pass: &Pass<'_>) {
        if self.watched.is_empty() {
            return;
        }
        if !pass.merged.is_empty() {
            let pending = before.iter().filter(|f| f.state != FindingState::Closed);
            let pending: BTreeSet<&EntityId> = pending.map(|f| &f.entity).collect();
            let merged = pass
                .merged
                .iter()
                .filter(|(loser, _)| pending.contains(loser));
            self.today.merged.extend(merged.cloned());
        }
        for finding in book.all(|finding| finding.state.is_open()) {
            self.watched.look(finding, &mut self.today);
        }
    }
}

/// The entities whose findings belong in one stretch with each other.
pub fn tangled<'a>(
    merged: &'a [(EntityId, EntityId)],
    split: &'a [Split],
) -> BTreeSet<&'a EntityId> {
    let merged = merged
        .iter()
        .flat_map(|(loser, survivor)| [loser, survivor]);
    let split = split.iter().flat_map(|split| [&split.from, &split.to]);
    merged.chain(split).collect()
}
