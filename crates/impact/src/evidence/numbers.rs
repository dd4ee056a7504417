//! Numbers of a plan of action: given once, never reused.
//!
//! FedRAMP's rules for a POA&M: a number means one item for ever, a closed item never opens again
//! (what comes back is a new item that names the old one), and one weakness on many hosts is one
//! item. The rows are kept between exports, because no later look at findings could tell which
//! number was published for what.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::RuleId;
use serde::{Deserialize, Serialize};

/// One item of the plan, as it was numbered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PoamRow {
    /// Its number, from 1.
    pub number: u32,
    /// What it is about.
    #[serde(flatten)]
    pub weakness: Weakness,
    /// Since when the weakness was there.
    pub opened_at: Timestamp,
    /// When the last host was rid of it; the row never changes after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// The closed item about the same weakness, where it came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurrence_of: Option<u32>,
}

impl PoamRow {
    /// The number as people write it: `POAM-0012`.
    pub fn label(&self) -> String {
        label(self.number)
    }
}

/// A number as people write it: `POAM-0012`.
pub fn label(number: u32) -> String {
    format!("POAM-{number:04}")
}

/// What an item is about, wherever it is found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Weakness {
    /// The rule that is missed.
    pub rule: RuleId,
    /// What it is missed by, such as a CVE; empty where the rule as a whole is.
    pub by: String,
}

/// How a weakness stands over all its hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stands {
    /// Since when it is there (or was, when it is nowhere any more).
    pub opened_at: Timestamp,
    /// When the last host was rid of it; none while one is not.
    pub closed_at: Option<Timestamp>,
}

/// The rows that are new or changed, given those that are kept and how weaknesses stand.
///
/// A row whose weakness nobody knows any more closes at `at`. Numbers follow from when a weakness
/// began, then from its name.
pub fn advance(
    kept: &[PoamRow],
    stands: &BTreeMap<Weakness, Stands>,
    at: Timestamp,
) -> Vec<PoamRow> {
    let mut latest: BTreeMap<&Weakness, &PoamRow> = BTreeMap::new();
    for row in kept {
        let of_it = latest.entry(&row.weakness).or_insert(row);
        *of_it = (*of_it).max_by_number(row);
    }
    let mut changed: Vec<PoamRow> = Vec::new();
    for row in latest.values().filter(|row| row.closed_at.is_none()) {
        let closed_at = match stands.get(&row.weakness) {
            Some(stands) => stands.closed_at,
            None => Some(at),
        };
        if let Some(closed_at) = closed_at {
            changed.push(PoamRow {
                closed_at: Some(closed_at.max(row.opened_at)),
                ..(*row).clone()
            });
        }
    }
    let mut new: Vec<PoamRow> = stands
        .iter()
        .filter_map(|(weakness, stands)| began(weakness, *stands, latest.get(weakness).copied()))
        .collect();
    new.sort_by(|a, b| (a.opened_at, &a.weakness).cmp(&(b.opened_at, &b.weakness)));
    let last = kept.iter().map(|row| row.number).max().unwrap_or_default();
    for (row, number) in new.iter_mut().zip(last + 1..) {
        row.number = number;
    }
    changed.extend(new);
    changed.sort_by_key(|row| row.number);
    changed
}

impl PoamRow {
    fn max_by_number<'r>(&'r self, other: &'r Self) -> &'r Self {
        if other.number > self.number {
            other
        } else {
            self
        }
    }
}

/// The row of a weakness that has none that could stand for it, still without its number.
fn began(weakness: &Weakness, stands: Stands, latest: Option<&PoamRow>) -> Option<PoamRow> {
    let row = |opened_at, recurrence_of| PoamRow {
        number: 0,
        weakness: weakness.clone(),
        opened_at,
        closed_at: stands.closed_at,
        recurrence_of,
    };
    let Some(latest) = latest else {
        return Some(row(stands.opened_at, None));
    };
    let closed = latest.closed_at?;
    // What was already over by then is what that item was about.
    let is_later = stands.closed_at.is_none_or(|again| again > closed);
    is_later.then(|| row(stands.opened_at.max(closed), Some(latest.number)))
}
