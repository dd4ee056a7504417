//! The gaps as people read them: who is missing or who disagrees, since when, what to type.

use jiff::Timestamp;
use ledger::acts::Acted;
use ledger::matrix::{
    Letter, MatrixAct,
    detectors::{Gap, Look, Row, Said, Seen},
};
use model::{EntityId, Finding, FindingId, FindingState, RuleId, Severity, Verdict};
use serde::Serialize;

use super::{Facts, commands::Commands};

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
    /// The finding.
    pub gap: FindingId,
    /// Its short name, which `settle` takes as well.
    pub short: String,
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
    /// What to do, where nothing that could be typed settles it.
    pub steps: Vec<String>,
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
    /// Who may name somebody or end what is written; empty where that is not asked.
    pub may: Vec<String>,
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
    /// What somebody could say to it, and would type.
    pub commands: Vec<String>,
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
    let mut list = GapList::default();
    let lines = Lines {
        facts,
        seen,
        commands: Commands::new(facts),
    };
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
                let finding = facts.found.get(&id);
                list.gaps
                    .push(lines.line(look, gap, (id, title.clone()), finding));
            } else {
                list.unknown.push(UnknownLine {
                    detector: look.detector.short(),
                    subject: gap.subject.clone(),
                    says: gap.says().to_owned(),
                    commands: lines.commands_of(look, gap),
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

/// Writes gaps down.
struct Lines<'a> {
    facts: &'a Facts<'a>,
    seen: &'a Seen,
    commands: Commands<'a>,
}

impl Lines<'_> {
    fn line(
        &self,
        look: &Look,
        gap: &Gap,
        (id, title): (FindingId, String),
        finding: Option<&Finding>,
    ) -> GapLine {
        let (facts, seen) = (self.facts, self.seen);
        let rule = look.detector.rule();
        let entity = facts.inventory().get(&gap.subject);
        let page = facts.workspace.detectors.get(&rule);
        let open = finding.filter(|one| one.state != FindingState::Closed);
        let routed = entity
            .zip(page)
            .map(|(entity, page)| facts.view.route(&page.rule, entity));
        let goes_to = match routed {
            Some(people::Route::To { person, .. }) => Some(person),
            Some(people::Route::Nobody { .. }) | None => None,
        };
        let due = open.and_then(|one| one.due);
        let late = due.is_some_and(|due| due < seen.at);
        let above = late
            .then(|| facts.above(seen, gap, goes_to.as_ref()))
            .flatten();
        let short = short(look, gap);
        let rows: Vec<RowLine> = gap
            .rows
            .iter()
            .map(|row| self.row(&short, row, gap.rows.len()))
            .collect();
        let typed = rows.iter().any(|row| !row.commands.is_empty());
        let steps = page.filter(|_| !typed).map(|page| &page.manual.steps);
        let steps = steps.into_iter().flatten();
        GapLine {
            detector: look.detector.short(),
            title,
            severity: page.map_or(Severity::Medium, |page| page.manual.severity(gap.weight)),
            subject: gap.subject.clone(),
            name: seen.name(&gap.subject),
            unit: entity
                .and_then(|one| facts.view.unit(one))
                .map(|unit| unit.name.clone()),
            rows,
            since: open.and_then(|one| one.opened_at),
            due,
            state: open.map_or(FindingState::Detected, |one| one.state),
            goes_to: goes_to.map(|person| seen.name(&person)),
            escalated_to: above.map(|person| seen.name(&person)),
            steps: steps
                .map(|step| step.trim().replace("GAP", &short))
                .collect(),
            settled_by: facts.settled_by(&id, seen.at),
            short,
            gap: id,
            rule,
        }
    }

    fn row(&self, gap: &str, row: &Row, rows: usize) -> RowLine {
        RowLine {
            says: row.says.clone(),
            parties: row.parties.iter().map(|one| self.seen.name(one)).collect(),
            said: row.said.clone(),
            since: row.since,
            commands: self.commands.of(gap, row, rows),
            may: self.commands.may(row),
        }
    }

    fn commands_of(&self, look: &Look, gap: &Gap) -> Vec<String> {
        let short = short(look, gap);
        let rows = gap.rows.iter();
        rows.flat_map(|row| self.commands.of(&short, row, gap.rows.len()))
            .collect()
    }
}

/// What a gap is called for short: `R09@device-12`.
pub(super) fn short(look: &Look, gap: &Gap) -> String {
    format!("{}@{}", look.detector.short(), gap.subject)
}

impl Facts<'_> {
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
}
