//! What an assessment proves about the clocks of a finding, and whether the proof is new.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{
    Finding, SourceId, Verdict,
    finding::Clock,
    verdict::{Assessment, PartVerdict},
};

use crate::pass::Pass;

/// One thing an assessment shows missed: a part as a whole, or one row of it.
#[derive(Clone, Debug)]
pub(crate) struct Miss<'a> {
    /// The key of its clock.
    pub(crate) key: String,
    /// The key of the clock of its part as a whole.
    pub(crate) part: String,
    /// What people call it; empty for a part as a whole.
    pub(crate) label: &'a str,
    /// Where its clock starts, when the rule names a date.
    pub(crate) count_from: Option<Timestamp>,
    /// The first instant at which the evidence at hand shows it missed.
    pub(crate) first_seen: Timestamp,
    /// The snapshot that shows it missed now, as its source dates it; else the pass.
    pub(crate) last_seen: Timestamp,
    /// Since when its rule, as it reads now, is in force here.
    pub(crate) in_force_since: Timestamp,
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

/// The parts of a missed assessment that make it so.
///
/// Where the verdict counts unknown as missed (`When unknown: fail`) no part is missed by
/// itself; the unknown parts are then what has to be made known.
fn blamed(assessment: &Assessment) -> impl Iterator<Item = &PartVerdict> {
    let is = |verdict| move |part: &&PartVerdict| part.verdict == verdict;
    let blamed = match assessment.parts.iter().find(is(Verdict::Missed)) {
        Some(_) => Verdict::Missed,
        None => Verdict::Unknown,
    };
    assessment.parts.iter().filter(is(blamed))
}

/// Everything a missed assessment shows missed, in order of key.
pub(crate) fn misses<'a>(assessment: &'a Assessment, pass: &Pass<'_>) -> Vec<Miss<'a>> {
    let mut misses: Vec<Miss<'a>> = blamed(assessment)
        .flat_map(|part| part_misses(part, assessment, pass))
        .collect();
    if misses.is_empty() {
        let key = format!("{}#0", assessment.rule);
        let snapshot = assessment.snapshot_at;
        misses.push(Miss {
            part: key.clone(),
            key,
            label: "",
            count_from: assessment.count_from,
            first_seen: snapshot.map_or(pass.at, |at| at.min(pass.at)),
            last_seen: snapshot.unwrap_or(pass.at),
            in_force_since: pass.in_force_since(&assessment.rule),
        });
    }
    misses.sort_by(|a, b| a.key.cmp(&b.key));
    misses.dedup_by(|a, b| a.key == b.key);
    misses
}

fn part_misses<'a>(
    part: &'a PartVerdict,
    assessment: &Assessment,
    pass: &Pass<'_>,
) -> Vec<Miss<'a>> {
    let subject = assessment.count_from;
    // Without a date from its source, or where a time ran out since, the evidence proves no
    // earlier instant than the first pass that shows it (semantics 13).
    let first_seen = |ran_out: bool| match part.snapshot_at {
        Some(snapshot) if !ran_out => snapshot.min(pass.at),
        _ => pass.at,
    };
    let whole = Miss {
        key: part_key(part),
        part: part_key(part),
        label: "",
        count_from: subject,
        first_seen: first_seen(part.ran_out),
        last_seen: part.snapshot_at.unwrap_or(pass.at),
        in_force_since: pass.in_force_since(&part.rule),
    };
    if part.items.is_empty() {
        return vec![whole];
    }
    let row = |item: &'a model::verdict::Item| Miss {
        key: format!("{}/{}", whole.part, item.key),
        label: &item.label,
        count_from: item.count_from.or(subject),
        first_seen: first_seen(item.ran_out),
        ..whole.clone()
    };
    part.items.iter().map(row).collect()
}

/// What an assessment shows of a clock, by the verdict of the clock's part.
///
/// A row that a missed part no longer lists is gone only where the sources tell of it and every
/// fact behind the part comes from a complete and fresh scope; otherwise nobody knows.
fn shown(clock: &Clock, finding: &Finding, assessment: &Assessment) -> Shown {
    let Some(part) = part_of(&clock.key, assessment) else {
        // Another version of the rule may not have the part; where it is unknown, wait.
        let rewritten = assessment.rule_version != finding.rule_version;
        return match assessment.verdict {
            Verdict::Met => Shown::Clean,
            Verdict::NotApplicable => Shown::Withdrawn,
            Verdict::Missed if rewritten => Shown::Withdrawn,
            Verdict::Missed | Verdict::Unknown => Shown::Unknown,
        };
    };
    let row = clock.key[part_key(part).len()..].strip_prefix('/');
    match (part.verdict, row) {
        (Verdict::Met, _) => Shown::Clean,
        (Verdict::NotApplicable, _) => Shown::Withdrawn,
        (Verdict::Unknown, _) => Shown::Unknown,
        (Verdict::Missed, None) => Shown::Missed,
        (Verdict::Missed, Some(row)) if part.items.iter().any(|i| i.key == row) => Shown::Missed,
        (Verdict::Missed, Some(row)) if part.unsure.contains(row) => Shown::Unknown,
        (Verdict::Missed, Some(_)) if part.complete => Shown::Clean,
        (Verdict::Missed, Some(_)) => Shown::Unknown,
    }
}

/// What an assessment shows of one running clock, and what the sight is worth.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    /// The clock.
    pub(crate) key: String,
    /// What it shows.
    pub(crate) shown: Shown,
    /// The snapshot by which this is newer than the miss, if it is.
    pub(crate) newer: Option<Timestamp>,
    /// Whether one look is enough: every fact comes from a complete and fresh scope.
    pub(crate) complete: bool,
}

impl Look {
    /// Whether it shows the clock met or gone by newer evidence.
    pub(crate) fn is_fix(&self) -> bool {
        self.shown == Shown::Clean && self.newer.is_some()
    }
}

/// Looks at every clock that still runs.
pub(crate) fn looks(finding: &Finding, assessment: &Assessment, at: Timestamp) -> Vec<Look> {
    let running = finding.clocks.iter().filter(|c| c.cleared_at.is_none());
    let look = |clock: &Clock| {
        let behind = Behind::clock(&clock.key, assessment);
        Look {
            key: clock.key.clone(),
            shown: shown(clock, finding, assessment),
            newer: behind.newer(clock, finding, at),
            complete: behind.complete,
        }
    };
    running.map(look).collect()
}

/// Whether a clock is that of this part or of one of its rows.
pub(crate) fn belongs(key: &str, part: &str) -> bool {
    key.strip_prefix(part)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What stands behind what an assessment shows of one clock: its part's own evidence, or, where
/// the rule no longer has the part, that of all the others.
#[derive(Clone, Debug, Default)]
struct Behind {
    /// The newest snapshot; none where no source dated what it said.
    snapshot_at: Option<Timestamp>,
    /// The newest snapshot of each source.
    evidence: BTreeMap<SourceId, Timestamp>,
    /// Whether it all comes from scopes that are complete and fresh.
    complete: bool,
}

impl Behind {
    /// What stands behind a clock's part.
    fn clock(key: &str, assessment: &Assessment) -> Self {
        match part_of(key, assessment) {
            Some(part) => Self::part(part),
            None => Self::all(assessment),
        }
    }

    /// What stands behind one part.
    fn part(part: &PartVerdict) -> Self {
        Self {
            snapshot_at: part.snapshot_at,
            evidence: part.evidence.clone(),
            complete: part.complete,
        }
    }

    /// What stands behind an assessment as a whole.
    fn all(assessment: &Assessment) -> Self {
        let mut evidence = BTreeMap::new();
        for part in &assessment.parts {
            merge(&mut evidence, &part.evidence);
        }
        Self {
            snapshot_at: assessment.snapshot_at,
            evidence,
            complete: assessment.complete,
        }
    }

    /// The snapshot by which it is newer than the latest sight of a clock being missed, if it is.
    ///
    /// Its newest fact may be newer; or one source's may be newer than what the same source had
    /// said when it was missed. Time that passes over an unchanged snapshot is no evidence of a
    /// fix. Where no source dated what it said, each pass is its own snapshot.
    fn newer(&self, clock: &Clock, finding: &Finding, at: Timestamp) -> Option<Timestamp> {
        let Some(newest) = self.snapshot_at else {
            return Some(at).filter(|at| *at > clock.last_seen);
        };
        let missed = |source: &SourceId| {
            let of_source = finding.missed_evidence.get(source).copied();
            of_source.map_or(clock.last_seen, |at| at.min(clock.last_seen))
        };
        self.evidence
            .iter()
            .filter(|(source, at)| **at > missed(source))
            .map(|(_, at)| *at)
            .chain(Some(newest).filter(|at| *at > clock.last_seen))
            .max()
    }
}

/// The part that a clock belongs to.
fn part_of<'a>(key: &str, assessment: &'a Assessment) -> Option<&'a PartVerdict> {
    let mut parts = assessment.parts.iter();
    parts.find(|part| belongs(key, &part_key(part)))
}

/// What an assessment rests on: every source that told, or would have, with what it had produced.
pub(crate) fn looked_at(assessment: &Assessment) -> BTreeMap<SourceId, Timestamp> {
    let mut all = BTreeMap::new();
    for part in &assessment.parts {
        merge(&mut all, &part.evidence);
    }
    all
}

fn merge(evidence: &mut BTreeMap<SourceId, Timestamp>, other: &BTreeMap<SourceId, Timestamp>) {
    for (source, at) in other {
        let newest = evidence.entry(source.clone()).or_insert(*at);
        *newest = (*newest).max(*at);
    }
}

/// Whether an assessment rests on anything newer than the latest miss of the finding.
pub(crate) fn is_newer(finding: &Finding, assessment: &Assessment, at: Timestamp) -> bool {
    let behind = Behind::all(assessment);
    if behind.snapshot_at.is_none() && finding.missed_snapshot.is_none() {
        let missed = finding.clocks.iter().map(|clock| clock.last_seen).max();
        return missed.is_some_and(|missed| at > missed);
    }
    let missed = |source| finding.missed_evidence.get(source);
    let of_source = |(source, at)| missed(source).is_some_and(|missed| at > missed);
    behind.snapshot_at > finding.missed_snapshot || behind.evidence.iter().any(of_source)
}

/// Remembers which snapshots showed it missed.
pub(crate) fn remember_miss(finding: &mut Finding, assessment: &Assessment) {
    finding.missed_snapshot = finding.missed_snapshot.max(assessment.snapshot_at);
    for part in blamed(assessment) {
        finding.missed_snapshot = finding.missed_snapshot.max(part.snapshot_at);
        merge(&mut finding.missed_evidence, &part.evidence);
    }
}
