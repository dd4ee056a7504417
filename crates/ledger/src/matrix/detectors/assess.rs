//! What gaps come to in the ledger: one assessment for each subject, like that of any rule.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{
    EntityId, Finding, FindingState, Reading, SourceId, Value, Verdict,
    verdict::{Assessment, Item, PartVerdict, Reason, Truth},
};

use super::{Gap, Look, Manual, Seen};

/// The assessments of what one detector saw: every gap that is missed, and every subject that has
/// a finding which is not closed.
///
/// A subject without a gap is met, where everything the detector needs was told; else unknown,
/// which closes nothing.
pub fn assessments(
    look: &Look,
    manual: &Manual,
    seen: &Seen,
    findings: &[Finding],
) -> Vec<Assessment> {
    let rule = look.detector.rule();
    let gaps: BTreeMap<&EntityId, &Gap> = look.gaps.iter().map(|gap| (&gap.subject, gap)).collect();
    let missed = look
        .gaps
        .iter()
        .filter(|gap| gap.verdict == Verdict::Missed);
    let mut subjects: BTreeSet<&EntityId> = missed.map(|gap| &gap.subject).collect();
    let open = findings
        .iter()
        .filter(|one| one.rule == rule && one.state != FindingState::Closed);
    subjects.extend(open.map(|one| &one.entity));
    let evidence = Evidence::of(look, seen);
    subjects
        .into_iter()
        .map(|subject| evidence.assess(look, manual, subject, gaps.get(subject).copied()))
        .collect()
}

/// What stands behind whatever a detector says.
struct Evidence {
    by: BTreeMap<SourceId, Timestamp>,
    newest: Option<Timestamp>,
    complete: bool,
}

impl Evidence {
    fn of(look: &Look, seen: &Seen) -> Self {
        let told = look.detector.needs.iter().map(|topic| seen.told.get(topic));
        let mut by: BTreeMap<SourceId, Timestamp> = BTreeMap::new();
        let mut complete = true;
        for told in told {
            let Some(told) = told else {
                complete = false;
                continue;
            };
            complete &= told.complete;
            for (source, at) in &told.by {
                let newest = by.entry(source.clone()).or_insert(*at);
                *newest = (*newest).max(*at);
            }
        }
        let newest = by.values().max().copied();
        Self {
            by,
            newest,
            complete,
        }
    }

    fn assess(
        &self,
        look: &Look,
        manual: &Manual,
        subject: &EntityId,
        gap: Option<&Gap>,
    ) -> Assessment {
        let rule = look.detector.rule();
        let verdict = match gap {
            Some(gap) => gap.verdict,
            None if look.silent.is_empty() => Verdict::Met,
            None => Verdict::Unknown,
        };
        let weight = gap.map_or(super::Weight::Full, |gap| gap.weight);
        let items = gap.filter(|gap| gap.verdict == Verdict::Missed).map(items);
        Assessment {
            rule: rule.clone(),
            rule_version: look.detector.version(&manual.limits()),
            entity: subject.clone(),
            verdict,
            parts: vec![PartVerdict {
                rule,
                part: 0,
                verdict,
                items: items.unwrap_or_default(),
                unsure: gap.map(|gap| gap.unsure.clone()).unwrap_or_default(),
                ran_out: false,
                snapshot_at: self.newest,
                evidence: self.by.clone(),
                complete: self.complete,
            }],
            reasons: gap.map(|gap| self.reasons(gap)).unwrap_or_default(),
            because: because(look, manual, gap),
            severity: manual.severity(weight),
            fix_within: Some(manual.fix_within),
            worst_assumed: false,
            count_from: None,
            wait: None,
            place: None,
            snapshot_at: self.newest,
            complete: self.complete,
        }
    }

    /// What each source says, as a person reads it under `explain`.
    fn reasons(&self, gap: &Gap) -> Vec<Reason> {
        let truth = match gap.verdict {
            Verdict::Missed => Truth::False,
            _ => Truth::Unknown,
        };
        let said = gap
            .rows
            .iter()
            .flat_map(|row| row.said.iter().map(move |said| (row, said)));
        let reasons = said.map(|(row, said)| Reason {
            condition: row.says.clone(),
            truth,
            path: said.who.clone(),
            reading: Reading::Known(Value::Text(said.says.as_str().into())),
            sources: self.by.keys().cloned().collect(),
            snapshot_at: self.newest,
            item: Some(row.key.clone()),
        });
        reasons.collect()
    }
}

fn items(gap: &Gap) -> Vec<Item> {
    let item = |row: &super::Row| Item {
        key: row.key.clone(),
        label: row.says.clone(),
        count_from: None,
        shown: BTreeMap::new(),
        ran_out: false,
    };
    gap.rows.iter().map(item).collect()
}

fn because(look: &Look, manual: &Manual, gap: Option<&Gap>) -> String {
    match gap {
        Some(gap) if gap.rows.len() > 1 => {
            format!("{}, and {} more", gap.says(), gap.rows.len() - 1)
        }
        Some(gap) => gap.says().to_owned(),
        None if look.silent.is_empty() => format!("no longer so: {}", manual.title.to_lowercase()),
        None => {
            let silent: Vec<&str> = look.silent.iter().map(|one| one.would_tell()).collect();
            format!("not known any more: it takes {}", silent.join(", and "))
        }
    }
}
