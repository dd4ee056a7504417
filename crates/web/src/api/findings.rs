//! Findings: what is missed, since when, due when, and what happened to each.

use std::collections::BTreeSet;

use app::{
    ask::{FindingRow, finding_story},
    history::event_words,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use model::{EntityId, FindingState, Severity, told};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    asked::{Asked, At},
    page::{Direction, Ordered, Page, Paging, holds},
};
use crate::{
    may::{Action, Relation, Resource},
    problem::Refusal,
    server::Server,
    sign_in::Caller,
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
}

/// A finding as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FindingLine {
    /// `rule@entity`.
    pub(super) id: String,
    /// The rule.
    pub(super) rule: String,
    /// The rule's title.
    pub(super) title: String,
    /// What it is about: `device-12`.
    pub(super) entity: String,
    /// What people call that.
    pub(super) name: String,
    /// Its kind.
    pub(super) kind: String,
    /// `low`, `medium`, `high` or `critical`.
    pub(super) severity: String,
    /// `detected`, `open`, `fix_claimed`, `verifying`, `disputed`, `exception_requested`,
    /// `excepted` or `closed`.
    pub(super) state: String,
    /// The same as people read it.
    pub(super) state_words: String,
    /// Since when it is missed.
    #[schema(format = DateTime)]
    pub(super) missed_since: String,
    /// When it opened.
    #[schema(format = DateTime)]
    pub(super) opened_at: Option<String>,
    /// When it closed.
    #[schema(format = DateTime)]
    pub(super) closed_at: Option<String>,
    /// Why it is closed: `fixed_verified`, `no_longer_applies`, ...
    pub(super) closed_because: Option<String>,
    /// By when.
    #[schema(format = DateTime)]
    pub(super) due: Option<String>,
    /// The same in words: `by Friday 5 June`.
    pub(super) due_words: String,
    /// Whether that is over.
    pub(super) overdue: bool,
    /// The department whose rules apply.
    pub(super) department: Option<String>,
    /// Who gets it; none while nobody could be found.
    pub(super) goes_to: Option<String>,
    /// How often it came back.
    pub(super) regressions: u32,
    /// What was seen, in a sentence.
    pub(super) because: String,
}

/// A value of ours as the word it is in JSON.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

impl FindingLine {
    pub(super) fn of(row: &FindingRow, caller: &Caller) -> Self {
        let finding = &row.finding;
        let instant = |at: Option<Timestamp>| at.map(|at| at.to_string());
        let snapshot = &caller.snapshot;
        let zone = &snapshot.workspace.settings.time_zone;
        let at = snapshot.known.at;
        let due_words = match finding.due {
            None => "no fixed date".to_owned(),
            Some(due) if row.overdue => format!("was due {}", told::deadline(due, at, zone)),
            Some(due) => format!("by {}", told::deadline(due, at, zone)),
        };
        Self {
            id: finding.id.to_string(),
            rule: finding.rule.to_string(),
            title: row.title.clone(),
            entity: finding.entity.to_string(),
            name: row.name.clone(),
            kind: finding.entity.kind.to_string(),
            severity: finding.severity.to_string(),
            state: word(&finding.state),
            state_words: finding.state.words().to_owned(),
            missed_since: finding.missed_since.to_string(),
            opened_at: instant(finding.opened_at),
            closed_at: instant(finding.closed_at),
            closed_because: finding.closed_because.as_ref().map(word),
            due: instant(finding.due),
            due_words,
            overdue: row.overdue,
            department: row.department.clone(),
            goes_to: row.goes_to.clone(),
            regressions: finding.regressions,
            because: finding.because.clone(),
        }
    }
}

/// Which findings.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// States, with commas between them, or `all`; without it those that are open risk.
    state: Option<String>,
    /// Of this rule.
    rule: Option<String>,
    /// As severe as this: `low`, `medium`, `high`, `critical`; several with commas between them.
    severity: Option<String>,
    /// Of entities of this root kind.
    kind: Option<String>,
    /// Of this entity: `device-12`.
    entity: Option<String>,
    /// Of the department of this name; `none` for those of no department.
    department: Option<String>,
    /// `mine`: those that are the asker's to act on or about what is theirs. `team`,
    /// `department`: those of people they lead, of departments they head.
    scope: Option<String>,
    /// `none`: those that reach nobody; else the name of who gets them.
    goes_to: Option<String>,
    /// Only those whose date is over.
    overdue: Option<bool>,
    /// Due before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    due_before: Option<Timestamp>,
    /// Words to look for in names and titles.
    q: Option<String>,
    /// `urgency` (the default), `name`, `department` or `missed_since`.
    sort: Option<String>,
    /// `ascending` or `descending`.
    direction: Direction,
}

impl Filter {
    fn states(&self) -> Result<BTreeSet<FindingState>, Refusal> {
        let all = FindingState::ALL.into_iter();
        let Some(asked) = &self.state else {
            return Ok(all.filter(|state| state.is_open()).collect());
        };
        if asked == "all" {
            return Ok(all.collect());
        }
        let known = |name: &str| all.clone().find(|state| word(state) == name);
        let wrong = |name: &str| Refusal::unreadable(format!("there is no state `{name}`"));
        let names = asked.split(',').map(str::trim);
        names
            .map(|name| known(name).ok_or_else(|| wrong(name)))
            .collect()
    }

    fn severities(&self) -> Result<BTreeSet<Severity>, Refusal> {
        let names = self
            .severity
            .iter()
            .flat_map(|asked| asked.split(','))
            .map(str::trim);
        let read = |name: &str| {
            let word = Value::String(name.to_owned());
            let wrong = |_| Refusal::unreadable(format!("there is no severity `{name}`"));
            serde_json::from_value(word).map_err(wrong)
        };
        names.map(read).collect()
    }

    fn relation(&self) -> Result<Option<Relation>, Refusal> {
        Ok(match self.scope.as_deref() {
            None | Some("all") => None,
            Some("mine") => Some(Relation::Own),
            Some("team") => Some(Relation::Team),
            Some("department") => Some(Relation::Department),
            Some(other) => {
                let says = format!("there is no scope `{other}`: `mine`, `team`, `department`");
                return Err(Refusal::unreadable(says));
            }
        })
    }

    fn allows(&self, row: &FindingRow) -> bool {
        let finding = &row.finding;
        let named = |asked: &Option<String>, has: Option<&str>| match asked.as_deref() {
            None => true,
            Some("none") => has.is_none(),
            Some(name) => has.is_some_and(|has| has.eq_ignore_ascii_case(name)),
        };
        let entity = self.entity.as_deref();
        named(&self.department, row.department.as_deref())
            && named(&self.goes_to, row.goes_to.as_deref())
            && self
                .rule
                .as_deref()
                .is_none_or(|rule| finding.rule.as_str() == rule)
            && self
                .kind
                .as_deref()
                .is_none_or(|kind| finding.entity.kind.as_str() == kind)
            && entity.is_none_or(|id| id.parse::<EntityId>().is_ok_and(|id| id == finding.entity))
            && self.overdue.is_none_or(|overdue| row.overdue == overdue)
            && self
                .due_before
                .is_none_or(|by| finding.due.is_some_and(|due| due < by))
            && self.q.as_deref().is_none_or(|q| {
                let q = q.to_lowercase();
                holds(&row.name, &q) || holds(&row.title, &q) || finding.id.as_str().contains(&q)
            })
    }

    fn place(&self, row: &FindingRow) -> Result<String, Refusal> {
        let finding = &row.finding;
        let first = match self.sort.as_deref() {
            None | Some("urgency") => {
                let closed = u8::from(!finding.state.is_open());
                let due = finding
                    .due
                    .map_or_else(|| "~".to_owned(), |due| due.to_string());
                let mild = match finding.severity {
                    Severity::Critical => 0,
                    Severity::High => 1,
                    Severity::Medium => 2,
                    Severity::Low => 3,
                };
                format!("{closed}{due}\u{0}{mild}")
            }
            Some("name") => row.name.to_lowercase(),
            Some("department") => row.department.clone().unwrap_or_default().to_lowercase(),
            Some("missed_since") => finding.missed_since.to_string(),
            Some(other) => {
                return Err(Refusal::unreadable(format!(
                    "findings are not sorted by `{other}`"
                )));
            }
        };
        Ok(format!("{first}\u{0}{}", finding.id))
    }
}

/// Findings, the most urgent first; those the asker may see
#[utoipa::path(get, path = "/findings", tag = "findings", params(Filter, Paging), responses(
    (status = 200, body = Page<FindingLine>),
))]
async fn list(
    caller: Caller,
    Asked(filter): Asked<Filter>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<FindingLine>>, Refusal> {
    let (states, severities) = (filter.states()?, filter.severities()?);
    let relation = filter.relation()?;
    let snapshot = &caller.snapshot;
    let all = caller.may_all(Action::Read, Resource::Finding);
    let mut rows = Vec::new();
    for row in snapshot.rows() {
        let finding = &row.finding;
        if !states.contains(&finding.state)
            || !(severities.is_empty() || severities.contains(&finding.severity))
            || !filter.allows(row)
        {
            continue;
        }
        if relation.is_some() || !all {
            let stands = caller.standing.to_finding(snapshot, finding);
            let asked = relation.is_none_or(|wanted| wanted == stands);
            if !asked || !caller.may(Action::Read, (Resource::Finding, stands)) {
                continue;
            }
        }
        rows.push((filter.place(row)?, row));
    }
    let ordered = Ordered::new(rows, filter.direction);
    let page = ordered.page(&paging, snapshot.known.at, |row| {
        FindingLine::of(row, &caller)
    })?;
    Ok(Json(page))
}

/// A finding with its history.
#[derive(Debug, Serialize, ToSchema)]
struct FindingPage {
    #[serde(flatten)]
    line: FindingLine,
    /// The sentences it misses: the rule's own, and stricter ones of its department.
    asked: Vec<AskedLine>,
    /// What to do, a line each.
    steps: Vec<String>,
    /// What the rule tells its person.
    message: Option<String>,
    /// Why the rule is there.
    why: Option<String>,
    /// Related rows that it is about, each with its own clock.
    items: Vec<ItemLine>,
    /// What the deadline and the severity follow from, each in a sentence.
    set_by: Vec<String>,
    /// Whether the severity and the deadline assume the worst because something is unknown.
    worst_assumed: bool,
    /// What somebody says who claims that it is fixed.
    claim: Option<WordLine>,
    /// What somebody says who disputes it.
    dispute: Option<WordLine>,
    /// What the asker may do: `answer`, `settle`.
    may: Vec<String>,
    /// What happened, oldest first.
    events: Vec<EventLine>,
}

/// A sentence that is missed.
#[derive(Debug, Serialize, ToSchema)]
struct AskedLine {
    rule: String,
    title: String,
    sentence: String,
}

/// A related row.
#[derive(Debug, Serialize, ToSchema)]
struct ItemLine {
    /// What people call it.
    label: String,
    #[schema(format = DateTime)]
    first_seen: String,
    #[schema(format = DateTime)]
    due: Option<String>,
    /// When evidence showed it met or gone.
    #[schema(format = DateTime)]
    cleared_at: Option<String>,
}

/// What somebody said.
#[derive(Debug, Serialize, ToSchema)]
struct WordLine {
    by: String,
    #[schema(format = DateTime)]
    at: String,
    because: String,
    /// What is in dispute, in words.
    about: Option<String>,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
struct EventLine {
    #[schema(format = DateTime)]
    at: String,
    /// Who: `judge` for a pass, else a person.
    actor: String,
    /// `opened`, `claimed`, ...
    event: String,
    /// The same in words.
    says: String,
    /// Why, in a sentence.
    reason: String,
}

/// One finding with its history
#[utoipa::path(get, path = "/findings/{id}", tag = "findings",
    params(("id" = String, Path, description = "`rule@entity`")),
    responses((status = 200, body = FindingPage)))]
async fn show(
    State(server): State<Server>,
    caller: Caller,
    At(id): At<String>,
) -> Result<Json<FindingPage>, Refusal> {
    let finding = caller.finding(Action::Read, &id)?;
    let events = server.desk.books().events(&finding.id).await?;
    Ok(Json(page_of(&caller, finding, events)))
}

fn page_of(caller: &Caller, finding: &model::Finding, events: Vec<model::Event>) -> FindingPage {
    let snapshot = &caller.snapshot;
    let known = &snapshot.known;
    let story = finding_story(known, &snapshot.workspace, finding, events);
    let zone = &snapshot.workspace.settings.time_zone;
    let date = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let day = |at: Timestamp| told::day(date(at), date(known.at));
    let task = snapshot.goes_to(&finding.id).and_then(|person| {
        let judgement = snapshot.judgement().ok()?;
        let workspace = &snapshot.workspace;
        app::tasks::tasks(known, workspace, judgement, &[finding], person).pop()
    });
    let said = |word: &model::finding::Word, about: Option<String>| WordLine {
        by: word.by.clone(),
        at: word.at.to_string(),
        because: word.because.clone(),
        about,
    };
    let handling = &finding.handling;
    let set_by = story
        .set_by
        .iter()
        .flat_map(|set| [&set.fix_within, &set.severity]);
    let may = [Action::Answer, Action::Settle].into_iter();
    let may = may.filter(|action| caller.may_finding(*action, finding));
    FindingPage {
        line: FindingLine::of(&story.row, caller),
        asked: story.asked.iter().map(asked_line).collect(),
        steps: task
            .as_ref()
            .map(|task| task.steps.clone())
            .unwrap_or_default(),
        why: task
            .as_ref()
            .map(|task| task.because.clone())
            .filter(|why| !why.is_empty()),
        message: task.map(|task| task.message),
        items: finding
            .clocks
            .iter()
            .filter(|clock| !clock.label.is_empty())
            .map(item)
            .collect(),
        set_by: set_by.flatten().map(|value| value.says()).collect(),
        worst_assumed: finding.worst_assumed,
        claim: handling.claim.as_ref().map(|word| said(word, None)),
        dispute: handling
            .dispute
            .as_ref()
            .map(|dispute| said(&dispute.word, Some(dispute.about.words()))),
        may: may.map(|action| action.word().to_owned()).collect(),
        events: story
            .events
            .iter()
            .map(|event| event_line(event, &day))
            .collect(),
    }
}

fn asked_line(asked: &app::ask::Asked) -> AskedLine {
    AskedLine {
        rule: asked.rule.to_string(),
        title: asked.title.clone(),
        sentence: asked.sentence.clone(),
    }
}

fn item(clock: &model::finding::Clock) -> ItemLine {
    ItemLine {
        label: clock.label.clone(),
        first_seen: clock.first_seen.to_string(),
        due: clock.due.map(|due| due.to_string()),
        cleared_at: clock.cleared_at.map(|at| at.to_string()),
    }
}

fn event_line(event: &model::Event, day: &impl Fn(Timestamp) -> String) -> EventLine {
    let kind = serde_json::to_value(&event.what).unwrap_or_default();
    EventLine {
        at: event.at.to_string(),
        actor: event.actor.clone(),
        event: kind["event"].as_str().unwrap_or_default().to_owned(),
        says: event_words(&event.what, day),
        reason: event.reason.clone(),
    }
}
