//! When one entity turns out to be several: each part that is missed goes on with the clocks it
//! had as part of the whole.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{
    CloseReason, EntityId, Finding, FindingId, FindingState, Verdict, verdict::Assessment,
};

use crate::{book::Book, evidence, merge, pass::Pass};

/// Records that left one entity for another one: what the first one missed may be the other's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Split {
    /// When they did.
    pub at: Timestamp,
    /// The entity they left.
    pub from: EntityId,
    /// The entity they belong to since.
    pub to: EntityId,
}

/// What was judged in a pass, by finding.
type Judged<'a> = BTreeMap<FindingId, &'a Assessment>;

/// The splits of a pass, by one of their sides.
type BySide<'a> = BTreeMap<&'a EntityId, Vec<&'a Split>>;

/// Hands findings on to what was split off, before anything is assessed.
///
/// A part that is missed by its own evidence takes over the anchors, the regressions and the
/// history of whatever it shows missed and has no clock that runs for. What was split keeps its
/// finding as long as its own evidence does not speak against it; where it does, the finding moves
/// to the part that is missed or, unknown closing nothing, to the one nobody knows of.
pub(crate) fn follow(book: &mut Book<'_>, pass: &Pass<'_>, judged: &Judged<'_>) {
    let (mut origins, mut parts) = (BySide::new(), BySide::new());
    for split in pass.split {
        origins.entry(&split.to).or_default().push(split);
        parts.entry(&split.from).or_default().push(split);
    }
    if origins.is_empty() {
        return;
    }
    for (id, says) in judged {
        if says.verdict == Verdict::Missed && origins.contains_key(&says.entity) {
            let mut missed = keys(says, pass);
            // A clock that stopped here says nothing of what ran elsewhere meanwhile.
            let own = book
                .finding(id)
                .filter(|own| own.state != FindingState::Closed);
            let own = own.into_iter().flat_map(|own| &own.clocks);
            for clock in own.filter(|clock| clock.cleared_at.is_none()) {
                missed.remove(&clock.key);
            }
            for whole in before_split(book, says, &origins) {
                take_over(book, &whole, &says.entity, &missed);
            }
        }
    }
    leave(book, pass, judged, &parts);
}

/// The keys of the clocks that an assessment shows missed.
fn keys(says: &Assessment, pass: &Pass<'_>) -> BTreeSet<String> {
    let misses = evidence::misses(says, pass).into_iter();
    misses.map(|miss| miss.key).collect()
}

/// The findings of the same rule that a part's records had when they left what they belonged to.
/// Where that never had one, what it was split from itself is asked.
fn before_split(book: &Book<'_>, says: &Assessment, origins: &BySide<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut asked = BTreeSet::new();
    let mut ask: Vec<&Split> = origins[&says.entity].clone();
    while let Some(split) = ask.pop() {
        if !asked.insert(split) {
            continue;
        }
        match book.finding(&FindingId::of(&says.rule, &split.from)) {
            Some(finding) if stood(finding, split.at) => found.push(finding.clone()),
            Some(_) => {}
            None => {
                let further = origins.get(&split.from).into_iter().flatten();
                ask.extend(further.filter(|earlier| earlier.at <= split.at));
            }
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found.dedup_by(|a, b| a.id == b.id);
    found
}

/// Whether a finding was there and not over at an instant.
fn stood(finding: &Finding, at: Timestamp) -> bool {
    finding.missed_since <= at && finding.closed_at.is_none_or(|closed| closed >= at)
}

/// Gives a part what its own evidence shows missed of a finding.
fn take_over(book: &mut Book<'_>, whole: &Finding, part: &EntityId, missed: &BTreeSet<String>) {
    let mut lost = whole.clone();
    lost.clocks.retain(|clock| missed.contains(&clock.key));
    let Some(first) = lost.clocks.iter().map(|clock| clock.first_seen).min() else {
        return;
    };
    lost.missed_since = lost.missed_since.max(first);
    if lost.state == FindingState::Closed {
        // What fell away in this very pass goes on as it was.
        lost.state = match lost.opened_at {
            Some(_) => FindingState::Open,
            None => FindingState::Detected,
        };
        (lost.closed_at, lost.closed_because) = (None, None);
    }
    hand_on(book, &lost, part);
}

fn hand_on(book: &mut Book<'_>, lost: &Finding, part: &EntityId) {
    let whole = &lost.entity;
    let why = format!("{part} was split from {whole}: its finding goes on here");
    merge::take_over(book, lost, part, why);
}

/// Closes the finding of what was split where its own evidence shows it met and a part that left
/// has all it missed: it is no fix, the finding has moved.
fn leave(book: &mut Book<'_>, pass: &Pass<'_>, judged: &Judged<'_>, parts: &BySide<'_>) {
    for id in book.pending(|finding| parts.contains_key(&finding.entity)) {
        let own = judged.get(&id).map(|says| says.verdict);
        if !matches!(own, Some(Verdict::Met | Verdict::NotApplicable)) {
            continue;
        }
        let Some(whole) = book.finding(&id).cloned() else {
            continue;
        };
        let of = |part: &EntityId| judged.get(&FindingId::of(&whole.rule, part));
        let splits = &parts[&whole.entity];
        let missed = splits.iter().find(|split| {
            let says = of(&split.to).filter(|says| says.verdict == Verdict::Missed);
            says.is_some_and(|says| holds_all(&whole, split.at, &keys(says, pass)))
        });
        let unknown = splits.iter().find(|split| {
            let is_unknown = of(&split.to).is_some_and(|says| says.verdict == Verdict::Unknown);
            is_unknown
                && book
                    .finding(&FindingId::of(&whole.rule, &split.to))
                    .is_none()
        });
        let why = match (missed, unknown) {
            (Some(part), _) => format!("what it missed is missed by {}, split from it", part.to),
            (None, Some(part)) => {
                hand_on(book, &whole, &part.to);
                format!("what it missed may be missed by {}, split from it", part.to)
            }
            (None, None) => continue,
        };
        if let Some(page) = book.page(&id) {
            page.close(CloseReason::DuplicateOf, why);
        }
    }
}

/// Whether these are all clocks of a finding that run, none of them seen missed since an instant.
fn holds_all(finding: &Finding, at: Timestamp, keys: &BTreeSet<String>) -> bool {
    let clocks = finding.clocks.iter();
    clocks
        .filter(|clock| clock.cleared_at.is_none())
        .all(|clock| clock.last_seen <= at && keys.contains(&clock.key))
}
