//! What people decided about the inventory: two records are one or are not, something is mine or
//! is not, somebody answers for me meanwhile.
//!
//! The log is append-only. [`Decisions::replay`] works out what is in force: a later decision about
//! the same thing takes the place of an earlier one, and one that was undone never was. Whoever
//! resolves the book passes them along. Asking about an earlier day leaves out what was decided
//! since ([`until`]).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use model::{EntityId, OwnerClaim, RecordKey, SourceId};
use serde::{Deserialize, Serialize};

/// One decision of a person, as it was written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its place in the log, from 1.
    pub number: u64,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it: their mail address, or their name where no address is known.
    pub by: String,
    /// Why, in their words; may be empty.
    pub because: String,
    /// What was decided.
    pub what: Decided,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decided", rename_all = "snake_case")]
pub enum Decided {
    /// Two records are about one thing.
    Same {
        /// The records.
        records: [RecordKey; 2],
    },
    /// Two records are about different things.
    Apart {
        /// The records.
        records: [RecordKey; 2],
    },
    /// A person answers for an entity.
    Mine {
        /// The entity.
        entity: EntityId,
        /// The person.
        person: EntityId,
        /// Their department then; the answer ends when they move.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<EntityId>,
        /// What sources said then. A declaration that is not among it came later and opens a
        /// dispute.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        known: Vec<Said>,
    },
    /// A person does not answer for an entity, whatever these sources say.
    NotMine {
        /// The entity.
        entity: EntityId,
        /// The person.
        person: EntityId,
        /// The claims that stop counting, each until its source says something else.
        claims: Vec<Said>,
    },
    /// Somebody answers for an entity in the place of another, for a time.
    Delegated {
        /// The entity.
        entity: EntityId,
        /// Who would answer.
        from: EntityId,
        /// Who answers meanwhile.
        to: EntityId,
        /// The last day on which it holds.
        until: Date,
    },
    /// An earlier decision was a mistake.
    Undone {
        /// Its number.
        number: u64,
    },
}

impl Decided {
    /// Whether it says who answers for something.
    pub fn is_answer(&self) -> bool {
        matches!(
            self,
            Self::Mine { .. } | Self::NotMine { .. } | Self::Delegated { .. }
        )
    }

    /// What it is about: of two decisions about the same thing only the later one holds.
    fn about(&self) -> Option<About<'_>> {
        match self {
            Self::Same { records } | Self::Apart { records } => {
                let [a, b] = records;
                Some(About::Pair(a.min(b), a.max(b)))
            }
            Self::Mine { entity, person, .. } | Self::NotMine { entity, person, .. } => {
                Some(About::Answer(entity, person))
            }
            Self::Delegated { entity, from, .. } => Some(About::Place(entity, from)),
            Self::Undone { .. } => None,
        }
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum About<'a> {
    Pair(&'a RecordKey, &'a RecordKey),
    Answer(&'a EntityId, &'a EntityId),
    Place(&'a EntityId, &'a EntityId),
}

/// What a source said about who answers for an entity: a claim, told apart by source and value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Said {
    /// The source.
    pub source: SourceId,
    /// Whom it named, as it wrote it (`email ana@example.org`), case and spaces evened out.
    pub value: String,
}

impl Said {
    /// What a claim says.
    pub fn of(claim: &OwnerClaim) -> Self {
        let value = match (&claim.written, &claim.party) {
            (Some(written), _) => written.to_string(),
            (None, Some(party)) => party.to_string(),
            (None, None) => String::new(),
        };
        let words: Vec<&str> = value.split_whitespace().collect();
        Self {
            source: claim.record.source.clone(),
            value: words.join(" ").to_lowercase(),
        }
    }
}

/// Whether two records are one thing, as somebody decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pinned {
    /// They are.
    Same,
    /// They are not.
    Apart,
}

/// A decision about two records, in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pin<'a> {
    /// What was decided.
    pub pinned: Pinned,
    /// The two records, the smaller key first.
    pub records: [&'a RecordKey; 2],
    /// The number of the decision, by which it is undone.
    pub number: u64,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub by: &'a str,
    /// Why; may be empty.
    pub because: &'a str,
}

/// The decisions in force, in order of number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    in_force: Vec<Decision>,
    /// The number of the latest one that was read, in force or not.
    latest: u64,
}

impl Decisions {
    /// Works out what is in force. The order in which they come makes no difference.
    pub fn replay(log: &[Decision]) -> Self {
        let mut log: Vec<&Decision> = log.iter().collect();
        log.sort_by_key(|decision| decision.number);
        let undone = undone(&log);
        let mut latest: BTreeMap<About<'_>, &Decision> = BTreeMap::new();
        let standing = log.iter().filter(|one| !undone.contains(&one.number));
        for decision in standing {
            if let Some(about) = decision.what.about() {
                latest.insert(about, decision);
            }
        }
        let mut in_force: Vec<Decision> = latest.into_values().cloned().collect();
        in_force.sort_by_key(|decision| decision.number);
        Self {
            in_force,
            latest: log.last().map_or(0, |decision| decision.number),
        }
    }

    /// What holds in an inventory of an instant: answers at once, pins that were made by then.
    ///
    /// A pin moves records from one number to another, which only a pass may do; a question about
    /// the latest pass must not show numbers that no pass has given.
    pub fn at(log: &[Decision], at: Timestamp) -> Self {
        let of = |number: u64| log.iter().find(|decision| decision.number == number);
        let waits = |decision: &&Decision| match &decision.what {
            Decided::Same { .. } | Decided::Apart { .. } => true,
            Decided::Undone { number } => of(*number).is_some_and(|of| !of.what.is_answer()),
            _ => false,
        };
        let now = log.iter().filter(|one| one.at <= at || !waits(one));
        let mut decisions = Self::replay(&now.cloned().collect::<Vec<_>>());
        decisions.latest = log.iter().map(|one| one.number).max().unwrap_or(0);
        decisions
    }

    /// Those in force, in order of number.
    pub fn in_force(&self) -> &[Decision] {
        &self.in_force
    }

    /// The number of the latest decision that was read: what a writer knew of.
    pub fn latest(&self) -> u64 {
        self.latest
    }

    /// Decisions about two records, in order of number.
    pub fn pins(&self) -> impl Iterator<Item = Pin<'_>> {
        self.in_force.iter().filter_map(|decision| {
            let (pinned, [a, b]) = match &decision.what {
                Decided::Same { records } => (Pinned::Same, records),
                Decided::Apart { records } => (Pinned::Apart, records),
                _ => return None,
            };
            Some(Pin {
                pinned,
                records: [a.min(b), a.max(b)],
                number: decision.number,
                at: decision.at,
                by: &decision.by,
                because: &decision.because,
            })
        })
    }

    /// Decisions about who answers for something, in order of number.
    pub fn answers(&self) -> impl Iterator<Item = &Decision> {
        self.in_force
            .iter()
            .filter(|decision| decision.what.is_answer())
    }
}

/// What had been decided by an instant.
pub fn until(log: &[Decision], at: Timestamp) -> Vec<Decision> {
    let made = log.iter().filter(|decision| decision.at <= at);
    made.cloned().collect()
}

/// Numbers of decisions that were undone. Undoing can itself be undone, so the latest word counts.
fn undone(log: &[&Decision]) -> BTreeSet<u64> {
    let mut undone = BTreeSet::new();
    for decision in log.iter().rev() {
        if let Decided::Undone { number } = decision.what
            && number < decision.number
            && !undone.contains(&decision.number)
        {
            undone.insert(number);
        }
    }
    undone
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is how a test says no")]
mod tests {
    use model::KindName;

    use super::*;

    fn key(native_id: &str) -> RecordKey {
        RecordKey {
            kind: KindName::new("device"),
            source: SourceId::new("jamf"),
            native_id: native_id.into(),
        }
    }

    fn log(all: Vec<Decided>) -> Vec<Decision> {
        (1..)
            .zip(all)
            .map(|(number, what)| Decision {
                number,
                at: Timestamp::from_second(i64::try_from(number).unwrap()).unwrap(),
                by: "maria@linden.example".to_owned(),
                because: String::new(),
                what,
            })
            .collect()
    }

    fn same(a: &str, b: &str) -> Decided {
        Decided::Same {
            records: [key(a), key(b)],
        }
    }

    fn apart(a: &str, b: &str) -> Decided {
        Decided::Apart {
            records: [key(a), key(b)],
        }
    }

    fn undo(number: u64) -> Decided {
        Decided::Undone { number }
    }

    fn in_force(all: Vec<Decided>) -> Vec<u64> {
        let decisions = Decisions::replay(&log(all));
        decisions.pins().map(|pin| pin.number).collect()
    }

    #[test]
    fn the_later_word_on_the_same_pair_holds_whichever_record_is_named_first() {
        assert_eq!(in_force(vec![same("1", "2"), apart("2", "1")]), [2]);
        assert_eq!(in_force(vec![same("1", "2"), same("1", "3")]), [1, 2]);
    }

    #[test]
    fn what_was_undone_never_was() {
        assert_eq!(in_force(vec![same("1", "2"), undo(1)]), [0_u64; 0]);
        assert_eq!(
            in_force(vec![same("1", "2"), apart("1", "2"), undo(2)]),
            [1],
            "the earlier word holds again"
        );
        assert_eq!(
            in_force(vec![same("1", "2"), undo(1), undo(2)]),
            [1],
            "undoing was the mistake"
        );
        assert_eq!(
            in_force(vec![undo(2), same("1", "2")]),
            [2],
            "nothing undoes what comes after it"
        );
    }

    #[test]
    fn the_order_of_reading_makes_no_difference() {
        let mut all = log(vec![
            same("1", "2"),
            apart("1", "2"),
            undo(2),
            same("3", "4"),
        ]);
        let one = Decisions::replay(&all);
        all.reverse();
        assert_eq!(Decisions::replay(&all), one);
        assert_eq!(one.latest(), 4);
    }

    #[test]
    fn at_an_earlier_instant_later_decisions_are_not_made_yet() {
        let all = log(vec![same("1", "2"), apart("1", "2")]);
        let then = until(&all, all[0].at);
        assert_eq!(Decisions::replay(&then).in_force().len(), 1);
        assert_eq!(Decisions::replay(&then).in_force()[0].number, 1);
    }

    #[test]
    fn a_pin_waits_for_the_next_pass() {
        let all = log(vec![same("1", "2"), apart("1", "2"), undo(2)]);
        let pins = |at: i64| {
            let at = Timestamp::from_second(at).unwrap();
            let decisions = Decisions::at(&all, at);
            let pins: Vec<Pinned> = decisions.pins().map(|pin| pin.pinned).collect();
            (pins, decisions.latest())
        };
        assert_eq!(pins(0), (vec![], 3));
        assert_eq!(pins(1), (vec![Pinned::Same], 3));
        assert_eq!(pins(2), (vec![Pinned::Apart], 3));
        assert_eq!(pins(3), (vec![Pinned::Same], 3));
    }

    #[test]
    fn it_is_written_in_words() {
        let written = serde_json::to_value(&log(vec![apart("1", "2")])[0]).unwrap();
        assert_eq!(written["what"]["decided"], "apart");
        assert_eq!(written["what"]["records"][0]["native_id"], "1");
    }
}
