//! Passes, acts, decisions and steps of rules: each row against the words of its entry.

use std::collections::{BTreeMap, BTreeSet};

use ledger::log::{Kind, check::Trouble};
use serde::de::DeserializeOwned;

use super::{Ledger, Sealed};
use crate::{
    govern::Entry,
    ports::{Act, Decision, PortError},
    sealed::things::PassBody,
};

/// Rows that are not as they were sealed, that are missing, and that were never sealed.
pub(super) async fn check(
    ledger: &impl Ledger,
    sealed: &Sealed<'_>,
) -> Result<Vec<Trouble>, PortError> {
    let before = sealed.before.unwrap_or_default();
    let mut troubles = Vec::new();
    let passes = ledger.passes().await?;
    let passes = (1..).zip(passes.iter().map(|pass| PassBody::of(pass, &[])));
    let unended = |body: PassBody| body.without_ends();
    troubles.extend(sealed.rows(Kind::Pass, before.passes, passes.collect(), unended));
    let acts = ledger.acts().await?.into_iter();
    let acts = acts.map(|act| (act.number, act)).collect();
    troubles.extend(sealed.rows::<Act>(Kind::Act, before.acts, acts, |act| act));
    let decisions = ledger.decisions().await?.into_iter();
    let decisions = decisions.map(|one| (one.number, one)).collect();
    troubles
        .extend(sealed.rows::<Decision>(Kind::Decision, before.decisions, decisions, |one| one));
    let steps = (1..).zip(ledger.entries().await?).collect();
    troubles.extend(sealed.rows::<Entry>(Kind::Rule, before.steps, steps, |one| one));
    troubles.extend(ended(ledger, sealed).await?);
    Ok(troubles)
}

impl Sealed<'_> {
    /// Rows of one sort against their entries; `plain` takes away what stands elsewhere.
    fn rows<T: DeserializeOwned + PartialEq>(
        &self,
        kind: Kind,
        before: u64,
        rows: BTreeMap<u64, T>,
        plain: impl Fn(T) -> T,
    ) -> Vec<Trouble> {
        let mut troubles = Vec::new();
        let mut seen = BTreeSet::new();
        for (leaf, private) in self.entries.iter().filter(|(leaf, _)| leaf.kind == kind) {
            seen.insert(leaf.number);
            let Some(row) = rows.get(&leaf.number) else {
                let says = format!("{} {} is gone", kind.word(), leaf.number);
                troubles.push(Trouble::at(leaf.seq, "row-missing", says));
                continue;
            };
            // Words that are gone are spoken of where words are checked.
            let Some(private) = private else { continue };
            let was = serde_json::from_str(&private.after).ok().map(&plain);
            if was.as_ref() != Some(row) {
                let says = format!("{} {} is not as it was sealed", kind.word(), leaf.number);
                troubles.push(Trouble::at(leaf.seq, "row-changed", says));
            }
        }
        let unsealed = rows
            .keys()
            .filter(|number| **number > before && !seen.contains(number));
        for number in unsealed {
            let says = format!("{} {number} was never sealed", kind.word());
            troubles.push(Trouble::at(self.size, "row-unsealed", says));
        }
        troubles
    }
}

/// Exceptions that ended with a pass.
async fn ended(ledger: &impl Ledger, sealed: &Sealed<'_>) -> Result<Vec<Trouble>, PortError> {
    let stale = ledger.stale().await?;
    let mut troubles = Vec::new();
    for (leaf, private) in &sealed.entries {
        let words = private.filter(|_| leaf.kind == Kind::Pass);
        let Some(body) = words.and_then(|of| serde_json::from_str::<PassBody>(&of.after).ok())
        else {
            continue;
        };
        for (exception, at, because) in body.ended() {
            // One that had ended before stays as it ended.
            let row = stale.iter().find(|one| one.exception == *exception);
            let same =
                row.is_some_and(|row| row.at < *at || row.at == *at && row.because == *because);
            if !same {
                let says = format!("the end of exception {exception} is not as it was sealed");
                troubles.push(Trouble::at(leaf.seq, "row-changed", says));
            }
        }
    }
    Ok(troubles)
}
