//! What is known of the entities that deadline tables speak of, and what the tables came to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use judge::Judgement;
use ledger::{
    policies::{Deadlines, Facts, Fix},
    schedule::{self, Reminder},
};
use model::{
    EntityId, Finding, FindingId, Reading, Value,
    deadline::Until,
    finding::Clock,
    verdict::{Assessment, Truth},
};
use rules::tree::{Condition, Path};
use serde::Serialize;

use crate::{
    ask::{Known, finding_row},
    parties::View,
    workspace::{DeadlineTable, Workspace},
};

/// Gathers what the tables in force need to know of entities that clocks are about.
pub fn of(
    workspace: &Workspace,
    view: &View<'_>,
    judgement: &Judgement,
    concerned: &BTreeSet<EntityId>,
) -> Deadlines {
    let mut all = Deadlines {
        unread: workspace.deadlines.set_aside.clone(),
        ..Deadlines::default()
    };
    for one in workspace.deadlines.in_force() {
        let about: Vec<EntityId> = concerned
            .iter()
            .filter(|entity| entity.kind == one.table.about && is_for(one, view, entity))
            .cloned()
            .collect();
        if about.is_empty() {
            continue;
        }
        all.tables.insert(one.table.id.clone(), one.table.clone());
        let facts = Asker {
            one,
            judgement,
            zone: view.zone,
        };
        for (entity, facts) in about.iter().zip(facts.facts(&about)) {
            let of_entity = all.facts.entry(entity.clone()).or_default();
            of_entity.insert(one.table.id.clone(), facts);
        }
    }
    all
}

/// The entities that clocks are about: subjects, and rows that are entities by themselves.
pub fn concerned<'f>(
    assessments: &[Assessment],
    findings: impl IntoIterator<Item = &'f Finding>,
) -> BTreeSet<EntityId> {
    let mut all = BTreeSet::new();
    for assessment in assessments {
        all.insert(assessment.entity.clone());
        let items = assessment.parts.iter().flat_map(|part| &part.items);
        all.extend(items.filter_map(|item| item.key.parse().ok()));
    }
    for finding in findings {
        all.insert(finding.entity.clone());
        let running = finding.clocks.iter().filter(|c| c.cleared_at.is_none());
        all.extend(running.filter_map(Clock::row));
    }
    all
}

/// Whether a table is for an entity: one of a unit is for what belongs to it.
fn is_for(one: &DeadlineTable, view: &View<'_>, entity: &EntityId) -> bool {
    let Some(tightens) = &one.table.tightens else {
        return true;
    };
    let unit = view.inventory.get(entity).and_then(|it| view.unit(it));
    unit.is_some_and(|unit| unit.name.eq_ignore_ascii_case(&tightens.unit))
}

/// Asks what one table needs.
struct Asker<'a> {
    one: &'a DeadlineTable,
    judgement: &'a Judgement,
    zone: &'a TimeZone,
}

impl Asker<'_> {
    fn facts(&self, about: &[EntityId]) -> Vec<Facts> {
        let asks = &self.one.asks;
        let mut all = vec![Facts::default(); about.len()];
        for (input, words) in &asks.words {
            for (facts, possible) in all.iter_mut().zip(self.possible(words, about)) {
                // Nothing that is possible is nothing that is known.
                if !possible.is_empty() {
                    facts.words.insert(input.clone(), possible);
                }
            }
        }
        for (facts, read) in all
            .iter_mut()
            .zip(self.read(asks.counts_from.as_ref(), about))
        {
            facts.counts_from = self.start(&read);
        }
        for (facts, read) in all
            .iter_mut()
            .zip(self.read(asks.fix_exists_since.as_ref(), about))
        {
            facts.fix = match &read {
                Reading::Known(_) => self.start(&read).map_or(Fix::NotSaid, Fix::Since),
                Reading::None => Fix::None,
                Reading::Unknown => Fix::NotSaid,
            };
        }
        for (field, path) in &asks.no_later_than {
            for (facts, read) in all.iter_mut().zip(self.read(Some(path), about)) {
                facts.until.extend(self.until(field, &read));
            }
        }
        all
    }

    /// The words an input can be: the first that surely is, else all that perhaps are.
    fn possible(&self, words: &[(String, Condition)], about: &[EntityId]) -> Vec<BTreeSet<String>> {
        let kind = self.one.table.about.as_str();
        let mut all = vec![BTreeSet::new(); about.len()];
        let mut sure: BTreeMap<usize, String> = BTreeMap::new();
        for (word, condition) in words {
            let truths = self.judgement.truths(kind, condition, about);
            for (at, truth) in truths.into_iter().enumerate() {
                match truth {
                    Truth::True => {
                        sure.entry(at).or_insert_with(|| word.clone());
                    }
                    Truth::Unknown => {
                        all[at].insert(word.clone());
                    }
                    Truth::False => {}
                }
            }
        }
        for (at, word) in sure {
            all[at] = BTreeSet::from([word]);
        }
        all
    }

    fn read(&self, path: Option<&Path>, about: &[EntityId]) -> Vec<Reading> {
        let kind = self.one.table.about.as_str();
        path.map_or_else(Vec::new, |path| self.judgement.readings(kind, path, about))
    }

    /// The instant a date begins at.
    fn start(&self, read: &Reading) -> Option<Timestamp> {
        match read.value()? {
            Value::Instant(at) => Some(*at),
            Value::Date(day) => {
                let start = day.to_zoned(self.zone.clone()).ok()?;
                Some(start.timestamp())
            }
            _ => None,
        }
    }

    /// The last second of a day set from outside.
    fn until(&self, field: &str, read: &Reading) -> Option<(Until, Timestamp)> {
        let day: Date = match read.value()? {
            Value::Date(day) => *day,
            Value::Instant(at) => at.to_zoned(self.zone.clone()).date(),
            _ => return None,
        };
        let last = day.to_datetime(jiff::civil::time(23, 59, 59, 0));
        let end = self.zone.to_zoned(last).ok()?.timestamp();
        let field = field.to_owned();
        Some((Until { field, day }, end))
    }
}

/// What set the dates of a finding.
#[derive(Clone, Debug, Serialize)]
pub struct Explained {
    /// The finding.
    pub finding: FindingId,
    /// What it is about, and the title of its rule.
    pub title: String,
    /// Its running clocks, each with what set its date.
    pub clocks: Vec<Clock>,
    /// When somebody is reminded next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_reminder: Option<Reminder>,
}

/// What set the dates of a finding, as of the latest pass.
pub fn explained(known: &Known, workspace: &Workspace, finding: &Finding) -> Explained {
    let row = finding_row(&known.view(workspace), workspace, finding);
    let open = finding.state.is_open();
    let running = finding
        .clocks
        .iter()
        .filter(|c| open && c.cleared_at.is_none());
    Explained {
        finding: finding.id.clone(),
        title: format!("{}: {}", row.name, row.title),
        clocks: running.cloned().collect(),
        next_reminder: next_reminder(finding, known.at),
    }
}

/// When the person of a finding is reminded next; none where nobody is to be.
pub fn next_reminder(finding: &Finding, after: Timestamp) -> Option<Reminder> {
    if !finding.state.is_reminded() {
        return None;
    }
    let (start, due) = schedule::most_urgent(finding)?;
    schedule::next(start, due, after)
}
