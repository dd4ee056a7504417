//! Events and findings against the roots they were sealed under.

use std::collections::BTreeMap;

use ledger::log::{
    EventItem, FindingItem, Kind, Leaf, Part, Private, check::Trouble, root_of, tlog::Hash,
};
use model::FindingId;

use super::{Ledger, Sealed};
use crate::ports::{EventRow, PortError};

/// How many events are read at once.
const BATCH: u64 = 10_000;

/// Events against the root of their entry. Answers with how many are as they were.
pub(super) async fn events(
    ledger: &impl Ledger,
    sealed: &Sealed<'_>,
) -> Result<(u64, Vec<Trouble>), PortError> {
    let mut troubles = Vec::new();
    let mut next = sealed.before.unwrap_or_default().events + 1;
    let mut good = 0;
    for (leaf, private) in &sealed.entries {
        let Some(range) = leaf.events else { continue };
        if range.first != next {
            let says = format!(
                "the events of {} begin with {}, not with {next}",
                leaf.named(),
                range.first
            );
            troubles.push(Trouble::at(leaf.seq, "events-changed", says));
        }
        next = range.first + range.count;
        let mut hashes = Vec::new();
        let mut first = range.first;
        while first < next {
            let count = BATCH.min(next - first);
            let rows = ledger.events_from(first, count).await?;
            hashes.extend(rows.iter().map(|row| hash(sealed, (leaf, *private), row)));
            first += count;
        }
        let found = hashes.len() as u64;
        if found != range.count {
            let says = format!(
                "{} made {} events, and {found} are left",
                leaf.named(),
                range.count
            );
            troubles.push(Trouble::at(leaf.seq, "events-changed", says));
        } else if root_of(hashes) != range.root {
            let last = next - 1;
            let says = format!(
                "one of the events {} to {last}, which {} made, is not as it was sealed",
                range.first,
                leaf.named()
            );
            troubles.push(Trouble::at(leaf.seq, "events-changed", says));
        } else {
            good += found;
        }
    }
    if let Some(row) = ledger.events_from(next, 1).await?.first() {
        let says = format!("event {} was never sealed", row.number);
        troubles.push(Trouble::at(sealed.size, "event-unsealed", says));
    }
    Ok((good, troubles))
}

/// The hash of an event as it stands, or as it stood before somebody was erased from it.
fn hash(sealed: &Sealed<'_>, of: (&Leaf, Option<&Private>), row: &EventRow) -> Hash {
    if let Some(kept) = row.sealed
        && sealed.erased.events.contains(&row.number)
    {
        return kept;
    }
    item(of, row).hash()
}

/// An event as it is hashed: what a person wrote is behind the salt of their act.
pub(in crate::sealed) fn item(
    (leaf, private): (&Leaf, Option<&Private>),
    row: &EventRow,
) -> EventItem {
    let item = row.item.clone();
    match private.filter(|_| leaf.kind == Kind::Act) {
        Some(private) => EventItem {
            actor: private.salt.commit(Part::Actor, &item.actor).0.hex(),
            reason: private.salt.commit(Part::Reason, &item.reason).0.hex(),
            ..item
        },
        None => item,
    }
}

/// Findings against the root of their entries, and as they stand against how they were sealed
/// last. Answers with how many stand so.
pub(super) async fn findings(
    ledger: &impl Ledger,
    sealed: &Sealed<'_>,
) -> Result<(u64, Vec<Trouble>), PortError> {
    let mut of_entry: BTreeMap<u64, Vec<Hash>> = BTreeMap::new();
    let mut last: BTreeMap<FindingId, (u64, Hash)> = BTreeMap::new();
    for seal in ledger.finding_seals().await? {
        of_entry.entry(seal.seq).or_default().push(seal.hash);
        last.insert(seal.finding, (seal.seq, seal.hash));
    }
    let mut troubles = Vec::new();
    for (leaf, _) in &sealed.entries {
        let kept = of_entry.remove(&leaf.seq).unwrap_or_default();
        let same = match leaf.findings {
            Some(counted) => root_of(kept) == counted.root,
            None => kept.is_empty(),
        };
        if !same {
            let says = format!(
                "the findings of {} are not those it was sealed with",
                leaf.named()
            );
            troubles.push(Trouble::at(leaf.seq, "findings-changed", says));
        }
    }
    let mut good = 0;
    for finding in ledger.findings().await? {
        let stands = FindingItem::of(&finding).hash();
        match last.remove(&finding.id) {
            Some((_, hash)) if hash == stands => good += 1,
            Some((seq, _)) => {
                let says = format!("finding `{}` does not stand as it was sealed", finding.id);
                troubles.push(Trouble::at(seq, "finding-changed", says));
            }
            None if sealed.before.is_some_and(|before| before.passes > 0) => {}
            None => {
                let says = format!("finding `{}` was never sealed", finding.id);
                troubles.push(Trouble::at(sealed.size, "finding-unsealed", says));
            }
        }
    }
    for (finding, (seq, _)) in last {
        let says = format!("finding `{finding}` is gone");
        troubles.push(Trouble::at(seq, "finding-missing", says));
    }
    Ok((good, troubles))
}
