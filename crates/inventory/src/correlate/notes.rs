//! What a person should look at after correlation.

use std::collections::{BTreeMap, BTreeSet};

use model::{Claim, ClaimStrength, Place, Problem, SourceId};

use super::{
    cluster::Words,
    engine::{By, Gated, Ignored, Join, Solved, Veto},
    table::claim_of,
};

/// Values of one identifier that are named one by one; the rest are counted.
const NAMED: usize = 3;

/// Strong identifiers that too many records of one source share since this run.
///
/// Told once, when it begins: what a source hands out twice, only its owner can mend.
pub(super) fn shared(words: &Words<'_>, solved: &Solved) -> Vec<Problem> {
    let mut new: BTreeMap<(&str, &str), BTreeMap<&str, u32>> = BTreeMap::new();
    for ignored in &solved.ignored {
        let (Some(claim), Gated::BySource { source, records }) =
            (carried(words, ignored), ignored.reason)
        else {
            continue;
        };
        if is_strong(words, claim) && !words.distrusted.holds(claim) {
            let values = new
                .entry((words.sources.name(source), &claim.key))
                .or_default();
            values.insert(&claim.value, records);
        }
    }
    let told = new.into_iter().map(|((source, key), values)| {
        let named = values.iter().take(NAMED);
        let named: Vec<String> = named
            .map(|(value, records)| format!("{value} to {records}"))
            .collect();
        let more = match values.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more such values"),
        };
        let says = format!(
            "`{source}` gives the same {key} to several records ({}{more}), so it joins none",
            named.join(", ")
        );
        let place = Place::file(format!("sources/{}.yaml", SourceId::new(source)));
        Problem::new("identifier-shared", says, place)
            .advise("look for a copied disk image or a default value, and mend it in the tool")
    });
    told.collect()
}

fn carried<'a>(words: &'a Words<'_>, ignored: &Ignored) -> Option<&'a Claim> {
    let first = *ignored.records.first()?;
    claim_of(&words.claims[first as usize], ignored.value)
}

fn is_strong(words: &Words<'_>, claim: &Claim) -> bool {
    let ranked = words.identifiers.get(claim.key.as_str());
    ranked.is_some_and(|ranked| ranked.identifier.strength > ClaimStrength::Medium)
}

/// Decisions that other decisions outweigh: who is the same as two that are apart is one of them.
pub(super) fn contradicted(refused: &[(Join, Veto)]) -> Vec<Problem> {
    let mut notes = Vec::new();
    for (join, veto) in refused {
        if let (By::Pin(number), Veto::Pin(other)) = (join.by, veto) {
            let says = format!(
                "decision {number} says that two records are the same, and decision {other} \
                 keeps what they are apart; they stay apart"
            );
            let advice = format!("undo one of them: `allhands match undo {number}`");
            notes
                .push(Problem::new("decision-contradicted", says, Place::default()).advise(advice));
        }
    }
    notes
}

/// Decisions of the kind about records that are not kept any more.
pub(super) fn without_record(words: &Words<'_>) -> Vec<Problem> {
    let here: BTreeSet<_> = words.records.iter().map(|kept| &kept.record.key).collect();
    let missing = words.pins.iter().filter_map(|pin| {
        let missing = pin.records.iter().find(|key| !here.contains(**key))?;
        let says = format!(
            "decision {} speaks of {} {}, which no source reports any more",
            pin.number, missing.source, missing.native_id
        );
        let advice = format!(
            "undo it if it is done with: `allhands match undo {}`",
            pin.number
        );
        Some(Problem::new("decision-without-record", says, Place::default()).advise(advice))
    });
    missing.collect()
}
