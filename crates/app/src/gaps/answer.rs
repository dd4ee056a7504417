//! The gaps as people read them: who is missing or who disagrees, since when, what to type.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::acts::Acted;
use ledger::matrix::{
    Letter, MatrixAct,
    detectors::{Gap, Look, Row, Said, Seen, Way},
};
use model::{EntityId, Finding, FindingId, FindingState, RuleId, Severity, Verdict};
use serde::Serialize;

use super::Facts;

/// What the detectors say, for people.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GapList {
    /// Gaps that are not settled, the most severe first, then by due date.
    pub gaps: Vec<GapLine>,
    /// Subjects of which it is not known whether something is missing.
    pub unknown: Vec<UnknownLine>,
    /// Detectors that nobody tells what they have to know.
    pub silent: Vec<SilentLine>,
    /// How many subjects the others looked at.
    pub looked_at: u64,
}

/// One gap.
#[derive(Clone, Debug, Serialize)]
pub struct GapLine {
    /// The finding; what `settle` names.
    pub gap: FindingId,
    /// The detector's short name.
    pub detector: String,
    /// The detector's id.
    pub rule: RuleId,
    /// What is wrong, in few words.
    pub title: String,
    /// How much harm it can do.
    pub severity: Severity,
    /// What it is about.
    pub subject: EntityId,
    /// What people call that.
    pub name: String,
    /// The department it is in.
    pub unit: Option<String>,
    /// What is wrong, one row each.
    pub rows: Vec<RowLine>,
    /// Since when the ledger has it; none until the next pass records it.
    pub since: Option<Timestamp>,
    /// By when it has to be settled.
    pub due: Option<Timestamp>,
    /// Where it stands: open, disputed, excepted.
    pub state: FindingState,
    /// Who has to see to it.
    pub goes_to: Option<String>,
    /// Who has it now because it was not settled in time.
    pub escalated_to: Option<String>,
    /// Who settled it since the latest pass; the next one closes it if that is so.
    pub settled_by: Option<String>,
}

/// One row of a gap.
#[derive(Clone, Debug, Serialize)]
pub struct RowLine {
    /// What is wrong.
    pub says: String,
    /// The two at most who can settle it, by name.
    pub parties: Vec<String>,
    /// What each source says.
    pub said: Vec<Said>,
    /// Since when, where that is known.
    pub since: Option<Timestamp>,
    /// What to type, best first; empty where it is settled outside.
    pub commands: Vec<String>,
}

/// A subject of which something is not known.
#[derive(Clone, Debug, Serialize)]
pub struct UnknownLine {
    /// The detector's short name.
    pub detector: String,
    /// What it is about.
    pub subject: EntityId,
    /// What is not known.
    pub says: String,
}

/// A detector that nobody tells what it has to know.
#[derive(Clone, Debug, Serialize)]
pub struct SilentLine {
    /// Its short name.
    pub detector: String,
    /// What it would find.
    pub title: String,
    /// What would tell.
    pub needs: Vec<&'static str>,
}

/// The gaps of an organisation, and what is not known.
pub fn gap_list(facts: &Facts<'_>, seen: &Seen, looks: &[Look]) -> GapList {
    let findings: BTreeMap<&FindingId, &Finding> =
        facts.findings.iter().map(|one| (&one.id, one)).collect();
    let mut list = GapList::default();
    for look in looks {
        list.looked_at += look.subjects;
        let rule = look.detector.rule();
        let title = super::manual(facts.workspace, &rule);
        let title = title.map_or_else(|| rule.to_string(), |manual| manual.title.clone());
        if !look.silent.is_empty() {
            list.silent.push(SilentLine {
                detector: look.detector.short(),
                title: title.clone(),
                needs: look.silent.iter().map(|topic| topic.would_tell()).collect(),
            });
        }
        for gap in &look.gaps {
            if gap.verdict == Verdict::Missed {
                let id = FindingId::of(&rule, &gap.subject);
                let finding = findings.get(&id).copied();
                list.gaps
                    .push(facts.line(seen, look, gap, (id, title.clone()), finding));
            } else {
                list.unknown.push(UnknownLine {
                    detector: look.detector.short(),
                    subject: gap.subject.clone(),
                    says: gap.says().to_owned(),
                });
            }
        }
    }
    list.gaps.sort_by_key(|gap| {
        let due = gap.due.unwrap_or(Timestamp::MAX);
        (std::cmp::Reverse(gap.severity), due, gap.gap.clone())
    });
    list
}

impl Facts<'_> {
    fn line(
        &self,
        seen: &Seen,
        look: &Look,
        gap: &Gap,
        (id, title): (FindingId, String),
        finding: Option<&Finding>,
    ) -> GapLine {
        let rule = look.detector.rule();
        let entity = self.inventory().get(&gap.subject);
        let page = self.workspace.detectors.get(&rule);
        let open = finding.filter(|one| one.state != FindingState::Closed);
        let goes_to =
            entity
                .zip(page)
                .and_then(|(entity, page)| match self.view.route(&page.rule, entity) {
                    people::Route::To { person, .. } => Some(person),
                    people::Route::Nobody { .. } => None,
                });
        let due = open.and_then(|one| one.due);
        let late = due.is_some_and(|due| due < seen.at);
        let above = late
            .then(|| self.above(seen, gap, goes_to.as_ref()))
            .flatten();
        GapLine {
            detector: look.detector.short(),
            title,
            severity: page.map_or(Severity::Medium, |page| page.manual.severity(gap.weight)),
            subject: gap.subject.clone(),
            name: seen.name(&gap.subject),
            unit: entity
                .and_then(|one| self.view.unit(one))
                .map(|unit| unit.name.clone()),
            rows: gap
                .rows
                .iter()
                .map(|row| self.row(seen, &id, row, gap.rows.len()))
                .collect(),
            since: open.and_then(|one| one.opened_at),
            due,
            state: open.map_or(FindingState::Detected, |one| one.state),
            goes_to: goes_to.map(|person| seen.name(&person)),
            escalated_to: above.map(|person| seen.name(&person)),
            settled_by: self.settled_by(&id, seen.at),
            gap: id,
            rule,
        }
    }

    /// The manager of whoever is accountable, else of whoever has it.
    fn above(&self, seen: &Seen, gap: &Gap, goes_to: Option<&EntityId>) -> Option<EntityId> {
        let activity = seen.activities.get(&gap.subject);
        let accountable = activity.and_then(|one| {
            one.holding(Letter::A)
                .find_map(ledger::matrix::detectors::SeatSeen::person)
        });
        let party = gap.rows.iter().find_map(|row| row.parties.first());
        let below = accountable.or(goes_to).or(party)?;
        let entity = self.inventory().get(below)?;
        self.follow(entity, "manager").into_iter().next()
    }

    /// Who said since the pass how it is settled.
    fn settled_by(&self, id: &FindingId, at: Timestamp) -> Option<String> {
        let latest_first = self.workspace.acts.iter().rev();
        let mut since = latest_first.take_while(|act| act.at > at);
        let settled = since.find(
            |act| matches!(&act.what, Acted::Matrix(MatrixAct::Settled { gap, .. }) if gap == id),
        );
        settled.map(|act| act.by.clone())
    }

    fn row(&self, seen: &Seen, id: &FindingId, row: &Row, rows: usize) -> RowLine {
        let who = |person: Option<&EntityId>| {
            let entity = person.and_then(|one| self.inventory().get(one));
            let mail = entity.and_then(|one| one.reading("email").text().map(str::to_owned));
            mail.unwrap_or_else(|| "YOU".to_owned())
        };
        let which = match rows {
            1 => String::new(),
            _ => format!(" --row \"{}\"", row.key),
        };
        let first = who(row.parties.first());
        let command = |way: &Way| {
            let (way, by, because) = match way {
                Way::Mine => ("--mine", first.as_str(), ""),
                Way::Theirs => ("--theirs", first.as_str(), ""),
                Way::Neither => ("--neither", first.as_str(), " --because WHY"),
                Way::Assign | Way::Delegate => ("--assign PERSON", "YOU", " --because WHY"),
                Way::End => ("--end", "YOU", " --because WHY"),
                Way::Elsewhere => return None,
            };
            Some(format!(
                "allhands matrix settle {id}{which} {way} --as {by}{because}"
            ))
        };
        let mut commands: Vec<String> = Vec::new();
        for one in row.ways.iter().filter_map(command) {
            if !commands.contains(&one) {
                commands.push(one);
            }
        }
        RowLine {
            says: row.says.clone(),
            parties: row.parties.iter().map(|one| seen.name(one)).collect(),
            said: row.said.clone(),
            since: row.since,
            commands,
        }
    }
}
