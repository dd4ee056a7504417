//! Erasing somebody from what is sealed. What they wrote and the salts beside its entries go; the
//! entries stay, and with them every proof: from a commitment without its salt nobody can tell
//! whom it was to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::log::{EventRange, Kind, Leaf};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    things::{self, Erased},
    verify::Ledger,
};
use crate::{
    govern::By,
    ports::{Erasure, EventRow, LogRow, PortError},
};

/// What stands where somebody was.
pub const ERASED: &str = "erased";
/// Shorter names are part of too many words.
const SHORTEST: usize = 3;
/// How many events are read at once.
const BATCH: u64 = 10_000;

/// How somebody is known: mail addresses and full names.
#[derive(Clone, Debug)]
pub struct Names(Vec<String>);

impl Names {
    /// These names; one of fewer than three letters is left out.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let names = names.into_iter().map(|name| name.trim().to_lowercase());
        Self(
            names
                .filter(|name| name.chars().count() >= SHORTEST)
                .collect(),
        )
    }

    /// Whether a text names them, as whole words.
    fn are_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        self.0.iter().any(|name| {
            let mut found = text.match_indices(name.as_str());
            found.any(|(at, _)| {
                let (before, after) = (&text[..at], &text[at + name.len()..]);
                ends(before.chars().next_back()) && ends(after.chars().next())
            })
        })
    }

    /// The same thing without them, when it names them. A text that does is gone as a whole.
    fn out_of<T: Serialize + DeserializeOwned>(&self, thing: &T) -> Option<T> {
        let mut value = serde_json::to_value(thing).ok()?;
        if !self.blank(&mut value) {
            return None;
        }
        serde_json::from_value(value).ok()
    }

    fn blank(&self, value: &mut Value) -> bool {
        match value {
            Value::String(text) if self.are_in(text) => {
                ERASED.clone_into(text);
                true
            }
            Value::Array(items) => items
                .iter_mut()
                .fold(false, |any, one| self.blank(one) | any),
            Value::Object(fields) => {
                let fields = fields.values_mut();
                fields.fold(false, |any, one| self.blank(one) | any)
            }
            _ => false,
        }
    }
}

/// What erasing came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Done {
    /// Entries of the log whose words and salts are gone.
    pub entries: u64,
    /// Rows that people wrote and that do not name them any more.
    pub rows: u64,
    /// Events that do not name them any more.
    pub events: u64,
}

/// Erases somebody, and appends the entry that says so, without whom. Writes nothing when nothing
/// names them.
///
/// # Errors
/// When the ledger cannot be read or written.
pub async fn erase(
    ledger: &impl Ledger,
    names: &Names,
    at: Timestamp,
    by: (&str, &str),
) -> Result<Done, PortError> {
    let log = ledger.log(0).await?;
    let leaves: Vec<(Leaf, &LogRow)> = log
        .iter()
        .filter_map(|row| Some((Leaf::read(&row.kept.text).ok()?, row)))
        .collect();
    let mut plan = Plan {
        names,
        leaves: &leaves,
        entries: BTreeMap::new(),
        erased: Erased::default(),
        erasure: Erasure::default(),
    };
    for (leaf, _) in &leaves {
        let of = plan.entries.entry((leaf.kind, leaf.number)).or_default();
        of.push(leaf.seq);
    }
    plan.rows(ledger).await?;
    plan.about_the_log();
    plan.events(ledger).await?;
    let Plan {
        erased,
        mut erasure,
        ..
    } = plan;
    erasure.entries = erased.entries.iter().copied().collect();
    let done = Done {
        entries: erasure.entries.len() as u64,
        rows: (erasure.acts.len() + erasure.decisions.len() + erasure.steps.len()) as u64,
        events: erasure.events.len() as u64,
    };
    if done != Done::default() {
        let what = things::erased(at, by, &erased);
        ledger.erase(&what, &erasure).await?;
    }
    Ok(done)
}

struct Plan<'a> {
    names: &'a Names,
    leaves: &'a [(Leaf, &'a LogRow)],
    /// The entries of each row.
    entries: BTreeMap<(Kind, u64), Vec<u64>>,
    erased: Erased,
    erasure: Erasure,
}

impl Plan<'_> {
    fn entries_of(&mut self, kind: Kind, number: u64) {
        let of = self.entries.get(&(kind, number));
        self.erased.entries.extend(of.into_iter().flatten());
    }

    async fn rows(&mut self, ledger: &impl Ledger) -> Result<(), PortError> {
        for act in ledger.acts().await? {
            if let Some(without) = self.names.out_of(&act) {
                self.entries_of(Kind::Act, act.number);
                self.erasure.acts.push(without);
            }
        }
        for decision in ledger.decisions().await? {
            if let Some(without) = self.names.out_of(&decision) {
                self.entries_of(Kind::Decision, decision.number);
                self.erasure.decisions.push(without);
            }
        }
        for (number, step) in (1..).zip(ledger.entries().await?) {
            if let Some(mut without) = self.names.out_of(&step) {
                // The account of their machine is theirs under whatever name.
                if let By::Person(signer) = &mut without.by {
                    ERASED.clone_into(&mut signer.account);
                }
                self.entries_of(Kind::Rule, number);
                self.erasure.steps.push((number, without));
            }
        }
        Ok(())
    }

    /// Entries about the log itself have no row: what they say is beside them alone.
    fn about_the_log(&mut self) {
        for (leaf, row) in self.leaves {
            let own = matches!(leaf.kind, Kind::Key | Kind::Erasure);
            let Some(private) = row.private.as_ref().filter(|_| own) else {
                continue;
            };
            let mut words = private.actor.iter().chain(&private.reason);
            if words.any(|text| self.names.are_in(text)) {
                self.erased.entries.insert(leaf.seq);
            }
        }
    }

    async fn events(&mut self, ledger: &impl Ledger) -> Result<(), PortError> {
        for (leaf, row) in self.leaves {
            let Some(EventRange { first, count, .. }) = leaf.events else {
                continue;
            };
            let mut from = first;
            while from < first + count {
                let some = BATCH.min(first + count - from);
                for event in ledger.events_from(from, some).await? {
                    self.event(leaf, row, &event);
                }
                from += some;
            }
        }
        Ok(())
    }

    fn event(&mut self, leaf: &Leaf, row: &LogRow, event: &EventRow) {
        // Once the salt of an act is gone, nothing tells how its events were hashed: all of them
        // keep their hash.
        let unsalted = self.erased.entries.contains(&leaf.seq);
        let (actor, reason) = (&event.item.actor, &event.item.reason);
        let blank = |text: &String| match self.names.are_in(text) {
            true => ERASED.to_owned(),
            false => text.clone(),
        };
        let without = (blank(actor), blank(reason));
        if !unsalted && (&without.0, &without.1) == (actor, reason) {
            return;
        }
        let private = row.private.as_ref();
        let hashed = super::verify::item((leaf, private), event).hash();
        let hash = event.sealed.unwrap_or(hashed);
        self.erased.events.insert(event.number);
        let (actor, reason) = without;
        let kept = (event.number, actor, reason, hash);
        self.erasure.events.push(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_whole_words_in_any_case() {
        let names = Names::new(["mara@linden.example".to_owned(), "Mara Ode".to_owned()]);
        for text in ["MARA@linden.example", "as Mara Ode said", "(mara ode)"] {
            assert!(names.are_in(text), "{text}");
        }
        for text in ["", "Mara Odeon", "xmara@linden.example", "mara"] {
            assert!(!names.are_in(text), "{text}");
        }
        assert!(!Names::new(["Al".to_owned()]).are_in("Al said so"));
    }
}
