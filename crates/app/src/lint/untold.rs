//! L3: nobody can tell of anything whether the rule is met.
//!
//! Warning. Everything that the rule speaks of is unknown, because no connected source tells what
//! it looks at, or the source that would did not answer in full or lately.
//!
//! Repair: connect a source that tells; where none does, ask the owner.

use std::collections::BTreeSet;

use judge::DataGap;
use model::{KindName, Verdict};
use rules::lint::{Level, Lint};

use super::Live;

pub(super) fn check(live: &Live<'_>) -> Vec<Lint> {
    let counts = live.counts();
    if counts.unknown == 0 || counts.met + counts.missed > 0 {
        return Vec::new();
    }
    let unknown = live.entities(Verdict::Unknown);
    let all = live.counted(unknown.len());
    let gaps = live.judgement.data_gaps();
    let read = read(live);
    let own: Vec<&DataGap> = gaps
        .iter()
        .filter(|gap| read.contains(&(gap.kind.clone(), gap.name.clone())))
        .collect();
    // What nobody was ever asked comes before what somebody did not answer.
    let worst = own.iter().find(|gap| gap.source.is_none()).or(own.first());
    let Some(gap) = worst else {
        return Vec::new();
    };
    let what = format!("`{}` of {}", gap.name, a(gap.kind.as_str()));
    let (says, repair) = match &gap.source {
        None => (
            format!("no connected source tells the {what}, so nothing is known of {all}"),
            live.connect(gap.kind.as_str(), &gap.name)
                .unwrap_or_else(|| {
                    format!("no connector tells it yet: ask whoever knows the {what}")
                }),
        ),
        Some(source) => (
            format!(
                "the source `{source}`, which tells the {what}, did not answer in full or lately, \
                 so nothing is known of {all}"
            ),
            format!("see `allhands source check {source}`"),
        ),
    };
    let lint = Lint::new("L3", Level::Warning, live.rule, "Expectation");
    let names = unknown.iter().map(|entity| entity.name.as_str());
    vec![lint.says(says).names(names).repair(repair)]
}

/// A kind with its article.
fn a(kind: &str) -> String {
    let article = match kind.starts_with(['a', 'e', 'i', 'o']) {
        true => "an",
        false => "a",
    };
    format!("{article} {kind}")
}

/// What the rule reads: fields, words and links, each with its root kind.
fn read(live: &Live<'_>) -> BTreeSet<(KindName, String)> {
    let reads = rules::reads(live.rule, live.view.vocabulary);
    reads.fields.into_iter().chain(reads.links).collect()
}
