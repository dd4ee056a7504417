//! What an assessment proves about the clocks of a finding, and whether the proof is new.

use jiff::Timestamp;
use model::{
    Finding, Verdict,
    finding::Clock,
    verdict::{Assessment, PartVerdict},
};

/// One thing an assessment shows missed: a part as a whole, or one row of it.
pub(crate) struct Miss<'a> {
    /// The key of its clock.
    pub(crate) key: String,
    /// The key of the clock of its part as a whole.
    pub(crate) part: String,
    /// What people call it; empty for a part as a whole.
    pub(crate) label: &'a str,
    /// Where its clock starts, when the rule names a date.
    pub(crate) count_from: Option<Timestamp>,
}

/// What an assessment shows of one clock that is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Still missed.
    Missed,
    /// Met, or its row is gone.
    Clean,
    /// Nobody asks for it any more: the part no longer applies or left the rule.
    Withdrawn,
    /// The sources do not tell.
    Unknown,
}

/// The key of the clock of a part as a whole. Rule ids are file stems, so hold no `/`.
fn part_key(part: &PartVerdict) -> String {
    format!("{}#{}", part.rule, part.part)
}

/// Everything a missed assessment shows missed, in order of key.
///
/// Where the verdict counts unknown as missed (`When unknown: fail`) no part is missed by
/// itself; the unknown parts are then what has to be made known.
pub(crate) fn misses(assessment: &Assessment) -> Vec<Miss<'_>> {
    let of = |verdict| {
        assessment
            .parts
            .iter()
            .filter(move |part| part.verdict == verdict)
    };
    let blamed = match of(Verdict::Missed).next() {
        Some(_) => Verdict::Missed,
        None => Verdict::Unknown,
    };
    let mut misses: Vec<Miss<'_>> = of(blamed)
        .flat_map(|p| part_misses(p, assessment))
        .collect();
    if misses.is_empty() {
        let key = format!("{}#0", assessment.rule);
        misses.push(Miss {
            part: key.clone(),
            key,
            label: "",
            count_from: assessment.count_from,
        });
    }
    misses.sort_by(|a, b| a.key.cmp(&b.key));
    misses.dedup_by(|a, b| a.key == b.key);
    misses
}

fn part_misses<'a>(part: &'a PartVerdict, assessment: &Assessment) -> Vec<Miss<'a>> {
    let whole = part_key(part);
    let subject = assessment.count_from;
    if part.items.is_empty() {
        return vec![Miss {
            key: whole.clone(),
            part: whole,
            label: "",
            count_from: subject,
        }];
    }
    let row = |item: &'a model::verdict::Item| Miss {
        key: format!("{whole}/{}", item.key),
        part: whole.clone(),
        label: &item.label,
        count_from: item.count_from.or(subject),
    };
    part.items.iter().map(row).collect()
}

/// What an assessment shows of a clock, by the verdict of the clock's part.
///
/// A row that a missed part no longer lists is gone only where every deciding fact comes from a
/// complete and fresh scope; otherwise nobody knows.
pub(crate) fn shown(clock: &Clock, finding: &Finding, assessment: &Assessment) -> Shown {
    match assessment.verdict {
        Verdict::Met => return Shown::Clean,
        Verdict::NotApplicable => return Shown::Withdrawn,
        Verdict::Missed | Verdict::Unknown => {}
    }
    let own = assessment
        .parts
        .iter()
        .find(|part| belongs(&clock.key, &part_key(part)));
    let Some(part) = own else {
        // Another version of the rule may not have the part; where it is unknown, wait.
        let rewritten = assessment.rule_version != finding.rule_version;
        let decided = assessment.verdict == Verdict::Missed;
        return if rewritten && decided {
            Shown::Withdrawn
        } else {
            Shown::Unknown
        };
    };
    match part.verdict {
        Verdict::Met => Shown::Clean,
        Verdict::NotApplicable => Shown::Withdrawn,
        Verdict::Unknown => Shown::Unknown,
        Verdict::Missed if clock.key == part_key(part) => Shown::Missed,
        Verdict::Missed if lists(part, &clock.key) => Shown::Missed,
        Verdict::Missed if assessment.complete => Shown::Clean,
        Verdict::Missed => Shown::Unknown,
    }
}

/// Whether a clock is that of this part or of one of its rows.
pub(crate) fn belongs(key: &str, part: &str) -> bool {
    key.strip_prefix(part)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn lists(part: &PartVerdict, key: &str) -> bool {
    let row = &key[part_key(part).len()..];
    part.items
        .iter()
        .any(|item| row.strip_prefix('/') == Some(item.key.as_str()))
}

/// The instant of the evidence: its snapshot, and never later than the pass.
pub(crate) fn seen(assessment: &Assessment, at: Timestamp) -> Timestamp {
    assessment
        .snapshot_at
        .map_or(at, |snapshot| snapshot.min(at))
}

/// The snapshot by which an assessment is newer than the latest miss, if it is.
///
/// The newest deciding fact may be newer; or one source's may be newer than the same source's
/// when it was missed. Time that passes over an unchanged snapshot is no evidence of a fix. Where
/// no source ever dated what it said, each pass is its own snapshot.
pub(crate) fn newer_snapshot(
    finding: &Finding,
    assessment: &Assessment,
    at: Timestamp,
) -> Option<Timestamp> {
    if assessment.snapshot_at.is_none() && finding.missed_snapshot.is_none() {
        let missed = finding.clocks.iter().map(|clock| clock.last_seen).max();
        return Some(at).filter(|at| missed.is_some_and(|missed| *at > missed));
    }
    let overall = assessment
        .snapshot_at
        .filter(|at| Some(*at) > finding.missed_snapshot);
    overall.or_else(|| {
        let told = assessment
            .reasons
            .iter()
            .filter_map(|r| Some((r.snapshot_at?, &r.sources)));
        told.flat_map(|(at, sources)| sources.iter().map(move |source| (source, at)))
            .filter(|(source, at)| finding.missed_evidence.get(*source).is_some_and(|m| at > m))
            .map(|(_, at)| at)
            .max()
    })
}

/// Remembers which snapshots showed it missed.
pub(crate) fn remember_miss(finding: &mut Finding, assessment: &Assessment) {
    finding.missed_snapshot = finding.missed_snapshot.max(assessment.snapshot_at);
    for reason in &assessment.reasons {
        let Some(at) = reason.snapshot_at else {
            continue;
        };
        for source in &reason.sources {
            let newest = finding.missed_evidence.entry(source.clone()).or_insert(at);
            *newest = at.max(*newest);
        }
    }
}
