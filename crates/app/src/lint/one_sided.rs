//! L2: everything that the rule speaks of meets it, or everything misses it.
//!
//! Warning where all miss it: more often the sentence is the wrong way round than everybody is
//! wrong. Advice where all meet it: the rule changes nothing today. Fewer than five entities show
//! nothing.
//!
//! Repair: read the names and ask of each whether the verdict is right.

use model::Verdict;
use rules::lint::{Level, Lint};

use super::Live;

/// Fewer entities show nothing.
const LEAST: u64 = 5;

pub(super) fn check(live: &Live<'_>) -> Vec<Lint> {
    let counts = live.counts();
    if counts.unknown > 0 || counts.met + counts.missed < LEAST {
        return Vec::new();
    }
    let (level, verdict, says, repair) = match (counts.met, counts.missed) {
        (0, _) => (
            Level::Warning,
            Verdict::Missed,
            "miss it",
            "ask of each name whether that is so; else the sentence is the wrong way round",
        ),
        (_, 0) => (
            Level::Advice,
            Verdict::Met,
            "meet it already",
            "keep it as a guard, or ask for more",
        ),
        _ => return Vec::new(),
    };
    let all = live.entities(verdict);
    let lint = Lint::new("L2", level, live.rule, "Expectation");
    let says = format!("all {} {says}", live.counted(all.len()));
    let names = all.iter().map(|entity| entity.name.as_str());
    vec![lint.says(says).names(names).repair(repair)]
}
