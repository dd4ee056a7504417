//! What each person would be told, from the findings that are open.

use std::collections::BTreeMap;

use model::{Entity, Finding, FindingState, Life, Reading, Value, WhyUnowned, told};
use people::{Addressed, Message, Route, route::How};
use rules::tree::{Audience, Rule};
use serde::Serialize;

use crate::{ask::Known, parties::View, workspace::Workspace};

/// What would be sent, and what has nobody to go to.
#[derive(Clone, Debug, Serialize)]
pub struct Reminders {
    /// One message per person.
    pub messages: Vec<Message>,
    /// Findings that reach nobody: the unowned queue.
    pub unrouted: Vec<Unrouted>,
    /// Open findings whose rule does not speak to persons (team, automatic, evidence).
    pub not_personal: usize,
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

/// Folds what is open into one message per person.
pub fn reminders(known: &Known, workspace: &Workspace) -> Reminders {
    let view = known.view(workspace);
    let mut addressed = Vec::new();
    let mut unrouted = Vec::new();
    let mut not_personal = 0;
    for finding in known
        .findings
        .iter()
        .filter(|f| f.state == FindingState::Open)
    {
        let entity = known
            .inventory
            .get(&finding.entity)
            .filter(|e| e.life != Life::Gone);
        let (Some(loaded), Some(entity)) = (workspace.rule(&finding.rule), entity) else {
            continue;
        };
        if loaded
            .rule
            .audience
            .is_some_and(|audience| audience != Audience::Person)
        {
            not_personal += 1;
            continue;
        }
        match view.route(&loaded.rule, entity) {
            Route::To { person, how } => {
                let to = known.inventory.get(&person);
                addressed.extend(
                    to.map(|to| address(&view, workspace, finding, &loaded.rule, entity, to, how)),
                );
            }
            Route::Nobody { why, tried } => unrouted.push(Unrouted {
                finding: finding.id.clone(),
                name: entity.name.clone(),
                why,
                tried,
            }),
        }
    }
    let messages = people::fold(
        &addressed,
        known.at,
        &workspace.settings.time_zone,
        &workspace.settings.organisation,
    );
    Reminders {
        messages,
        unrouted,
        not_personal,
    }
}

fn address<'a>(
    view: &View,
    workspace: &Workspace,
    finding: &'a Finding,
    rule: &Rule,
    entity: &Entity,
    to: &Entity,
    how: How,
) -> Addressed<'a> {
    let languages = &workspace.settings.languages;
    let message = in_language(&rule.messages, languages, |text| text.language.as_deref());
    let because = in_language(&rule.because, languages, |text| text.language.as_deref());
    let steps = steps_for(rule, languages, entity);
    let message = message.map_or_else(|| rule.title.clone(), |text| text.text.clone());
    let values = values(
        view,
        rule,
        finding,
        entity,
        [&message].into_iter().chain(&steps),
    );
    Addressed {
        finding,
        thing: entity.id.clone(),
        thing_name: entity.name.clone(),
        rule_title: rule.title.clone(),
        because: because.map(|text| text.text.clone()).unwrap_or_default(),
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

/// The first text in the best language the organisation reads; any text rather than none.
fn in_language<'r, T>(
    texts: &'r [T],
    languages: &[String],
    language: impl Fn(&T) -> Option<&str>,
) -> Option<&'r T> {
    languages
        .iter()
        .find_map(|wanted| {
            texts
                .iter()
                .find(|text| language(text).unwrap_or("en").eq_ignore_ascii_case(wanted))
        })
        .or_else(|| texts.first())
}

/// The steps of the best language. Blocks with a condition hold only where it is surely true,
/// which an equality on the entity's own field is enough to tell here.
fn steps_for(rule: &Rule, languages: &[String], entity: &Entity) -> Vec<String> {
    let fits = |block: &&rules::tree::Steps| {
        block
            .condition
            .as_ref()
            .is_none_or(|condition| surely(condition, entity))
    };
    let blocks: Vec<_> = rule.steps.iter().filter(fits).collect();
    in_language(&blocks, languages, |block| block.language.as_deref())
        .map(|block| block.lines.clone())
        .unwrap_or_default()
}

fn surely(condition: &rules::tree::Condition, entity: &Entity) -> bool {
    use rules::tree::{Condition, Operand, Operator};
    let Condition::Field(field) = condition else {
        return false;
    };
    let (Operator::Is, [Operand::Text(wanted)]) = (field.operator, field.values.as_slice()) else {
        return false;
    };
    let own = field
        .path
        .links
        .is_empty()
        .then_some(field.path.field.as_deref())
        .flatten();
    own.and_then(|name| entity.reading(name).text())
        .is_some_and(|text| text.eq_ignore_ascii_case(wanted))
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
