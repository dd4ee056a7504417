//! What each person would be told, from the findings that are open.

use std::collections::BTreeMap;

use jiff::Timestamp;
use judge::Judgement;
use ledger::schedule::{self, Reminder, Stage};
use model::{
    Entity, EntityId, Finding, FindingId, Life, Problem, Reading, Value, WhyUnowned, told,
    verdict::Truth,
};
use people::{Addressed, Message, Route, route::How};
use rules::tree::{Audience, Condition, Rule, Text};
use serde::Serialize;

use crate::{ask::Known, parties::View, workspace::Workspace};

/// What would be sent, and what has nobody to go to.
#[derive(Clone, Debug, Serialize)]
pub struct Reminders {
    /// One message per person.
    pub messages: Vec<Message>,
    /// When each finding of a message is told, by the one schedule of reminders.
    pub schedule: BTreeMap<FindingId, Telling>,
    /// Open findings of which nothing new is to be told since the instant that was asked about.
    pub told_before: usize,
    /// Findings that reach nobody: the unowned queue.
    pub unrouted: Vec<Unrouted>,
    /// Open findings whose rule does not speak to persons (team, automatic, evidence).
    pub not_personal: usize,
}

/// When a finding is told, and to whom above.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Telling {
    /// Which reminder is due; none for the first word, when the finding opened.
    pub stage: Option<Stage>,
    /// Since when it should have been told.
    pub since: Timestamp,
    /// The managers who are told as well, the nearest first.
    pub managers: Vec<String>,
    /// The reminder after that; none where there is no date.
    pub next: Option<Reminder>,
}

/// A finding that reaches nobody.
#[derive(Clone, Debug, Serialize)]
pub struct Unrouted {
    /// The finding.
    pub finding: model::FindingId,
    /// What people call the entity.
    pub name: String,
    /// Why nobody could be found.
    pub why: WhyUnowned,
    /// What was tried, in order.
    pub tried: Vec<String>,
}

/// Folds what is open into one message per person. After an instant: only findings that opened or
/// came to their next reminder since, which is what a daily run has to tell.
///
/// # Errors
/// When the rules in force cannot be judged together: texts that hold for some only need that.
pub fn reminders(
    known: &Known,
    workspace: &Workspace,
    after: Option<Timestamp>,
) -> Result<Reminders, Vec<Problem>> {
    let judgement = known.judgement(workspace)?;
    let view = known.view(workspace);
    let writer = Writer {
        view: &view,
        workspace,
        judgement: &judgement,
    };
    let mut addressed = Vec::new();
    let mut unrouted = Vec::new();
    let mut schedule = BTreeMap::new();
    let (mut not_personal, mut told_before) = (0, 0);
    for finding in known
        .findings
        .iter()
        .filter(|f| f.state.is_reminded())
        .filter(|f| !workspace.is_paused(&f.rule))
    {
        let entity = known
            .inventory
            .get(&finding.entity)
            .filter(|e| e.life != Life::Gone);
        let (Some(rule), Some(entity)) = (workspace.speaking(&finding.rule), entity) else {
            continue;
        };
        if rule
            .audience
            .is_some_and(|audience| audience != Audience::Person)
        {
            not_personal += 1;
            continue;
        }
        match view.route_of(finding, rule, entity) {
            Route::To { person, how } => {
                let telling = telling(&view, finding, &person);
                if after.is_some_and(|after| telling.since <= after) {
                    told_before += 1;
                    continue;
                }
                schedule.insert(finding.id.clone(), telling);
                let to = known.inventory.get(&person);
                addressed.extend(to.map(|to| writer.address(finding, rule, entity, to, how)));
            }
            Route::Nobody { why, tried } => unrouted.push(Unrouted {
                finding: finding.id.clone(),
                name: entity.name.clone(),
                why,
                tried,
            }),
        }
    }
    let settings = &workspace.settings;
    let messages = people::fold(
        &addressed,
        known.at,
        &settings.time_zone,
        &settings.organisation,
    );
    Ok(Reminders {
        messages,
        schedule,
        told_before,
        unrouted,
        not_personal,
    })
}

/// When a finding is told: when it opened, then by the schedule that never goes quiet.
fn telling(view: &View, finding: &Finding, person: &EntityId) -> Telling {
    let opened = finding.opened_at.unwrap_or(finding.missed_since);
    let clock = schedule::most_urgent(finding);
    let due = clock.and_then(|(start, due)| schedule::latest(start, due, view.at));
    // What was over before it opened is told with the first word.
    let stage = due.map(|reminder| reminder.stage);
    let levels = match stage {
        Some(Stage::Overdue { levels, .. }) => levels,
        Some(Stage::Before { .. }) | None => 0,
    };
    Telling {
        stage,
        since: due.map_or(opened, |reminder| reminder.at.max(opened)),
        managers: managers(view, person, levels),
        next: crate::deadlines::next_reminder(finding, view.at),
    }
}

/// So many levels of managers above a person, by name. A circle ends where it closes.
fn managers(view: &View, person: &EntityId, levels: u8) -> Vec<String> {
    let path = ["manager".to_owned()];
    let mut chain = vec![person.clone()];
    for _ in 0..levels {
        let below = chain.last().and_then(|id| view.inventory.get(id));
        let above = below.map(|one| inventory::follow(view.inventory, view.vocabulary, one, &path));
        match above.unwrap_or_default().into_iter().next() {
            Some(manager) if !chain.contains(&manager) => chain.push(manager),
            _ => break,
        }
    }
    let above = chain.iter().skip(1);
    let above = above.filter_map(|id| view.inventory.get(id));
    above.map(|manager| manager.name.clone()).collect()
}

/// Finds the right texts of a rule for one entity and one reader.
pub(crate) struct Writer<'a> {
    pub(crate) view: &'a View<'a>,
    pub(crate) workspace: &'a Workspace,
    pub(crate) judgement: &'a Judgement,
}

impl Writer<'_> {
    pub(crate) fn address<'f>(
        &self,
        finding: &'f Finding,
        rule: &Rule,
        entity: &Entity,
        to: &Entity,
        how: How,
    ) -> Addressed<'f> {
        let text = |texts: &[Text]| {
            let found = self.best(texts, finding, |t| {
                (t.language.as_deref(), t.condition.as_ref())
            });
            found.map(|text| text.text.clone())
        };
        let message = text(&rule.messages).unwrap_or_else(|| rule.title.clone());
        let steps = self
            .best(&rule.steps, finding, |s| {
                (s.language.as_deref(), s.condition.as_ref())
            })
            .map(|block| block.lines.clone())
            .unwrap_or_default();
        let texts = [&message].into_iter().chain(&steps);
        let values = values(self.view, rule, finding, entity, texts);
        Addressed {
            finding,
            thing: entity.id.clone(),
            thing_name: entity.name.clone(),
            rule_title: rule.title.clone(),
            because: text(&rule.because).unwrap_or_default(),
            message,
            steps,
            minutes: None,
            to: to.id.clone(),
            to_name: to.name.clone(),
            to_first_name: to
                .reading("first name")
                .text()
                .unwrap_or_default()
                .to_owned(),
            how,
            values,
        }
    }

    /// The first text whose condition surely holds (semantics 15), in the best language the
    /// organisation reads; any language rather than none.
    fn best<'r, T>(
        &self,
        texts: &'r [T],
        finding: &Finding,
        about: impl Fn(&T) -> (Option<&str>, Option<&Condition>),
    ) -> Option<&'r T> {
        let holds = |text: &&T| {
            about(text).1.is_none_or(|condition| {
                self.judgement
                    .holds(&finding.rule, condition, &finding.entity)
                    == Truth::True
            })
        };
        let fitting: Vec<&T> = texts.iter().filter(holds).collect();
        let languages = &self.workspace.settings.languages;
        let written_in =
            |text: &&&T, wanted: &str| about(text).0.unwrap_or("en").eq_ignore_ascii_case(wanted);
        languages
            .iter()
            .find_map(|wanted| fitting.iter().find(|text| written_in(text, wanted)))
            .or_else(|| fitting.first())
            .copied()
    }
}

/// What each placeholder of some texts stands for, where that is known.
fn values<'t>(
    view: &View,
    rule: &Rule,
    finding: &Finding,
    entity: &Entity,
    texts: impl Iterator<Item = &'t String>,
) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for name in texts.flat_map(|text| placeholders(text)) {
        if let Some(value) = value(view, rule, finding, entity, name) {
            values.insert(name.to_owned(), value);
        }
    }
    values
}

fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.trim())
}

fn value(
    view: &View,
    rule: &Rule,
    finding: &Finding,
    entity: &Entity,
    name: &str,
) -> Option<String> {
    match name {
        "due date" => return Some(told::deadline(finding.due?, view.at, view.zone)),
        "name" => return Some(entity.name.clone()),
        "reason" => return Some(finding.because.clone()),
        "count" => {
            let open = finding
                .clocks
                .iter()
                .filter(|clock| clock.cleared_at.is_none());
            return Some(open.count().to_string());
        }
        _ => {}
    }
    let (thing, field) = name.split_once('.')?;
    let subject = rule.expectation.subject.kind.as_str();
    if thing == subject || thing == view.vocabulary.root(subject) {
        return shown(view, entity, field);
    }
    if view
        .vocabulary
        .link(subject, thing)
        .is_some_and(|link| !link.many)
    {
        let path = [thing.to_owned()];
        let target = inventory::follow(view.inventory, view.vocabulary, entity, &path);
        return shown(view, view.inventory.get(target.first()?)?, field);
    }
    // Related rows: the ones that are still open, by what people call them.
    let open = finding
        .clocks
        .iter()
        .filter(|c| c.cleared_at.is_none() && !c.label.is_empty());
    let labels: Vec<&str> = open.map(|clock| clock.label.as_str()).collect();
    (!labels.is_empty()).then(|| labels.join(", "))
}

/// A field of an entity as people read it.
fn shown(view: &View, entity: &Entity, field: &str) -> Option<String> {
    let today = view.at.to_zoned(view.zone.clone()).date();
    match entity.reading(field) {
        Reading::Known(Value::Date(date)) => Some(told::day(*date, today)),
        Reading::Known(Value::Instant(at)) => {
            Some(told::day(at.to_zoned(view.zone.clone()).date(), today))
        }
        Reading::Known(value) => Some(value.to_string()),
        Reading::None | Reading::Unknown => (field == "name").then(|| entity.name.clone()),
    }
}
