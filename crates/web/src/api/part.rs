//! What somebody has to do, and what is known of them.

use app::{matrix::show::duties, report::person, tasks};
use axum::Json;
use model::{Entity, EntityId, Finding, Life};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    entities::{EntityPage, entity_page},
    findings::word,
    inventory::{EntityLine, line},
};
use crate::{
    may::{Action, Relation, Resource},
    problem::Refusal,
    server::Server,
    sign_in::Caller,
    snapshot::Snapshot,
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(part))
        .routes(routes!(data))
}

/// What somebody has to do.
#[derive(Debug, Serialize, ToSchema)]
struct Part {
    /// The instant of which it speaks: when everything was last checked.
    #[schema(format = DateTime)]
    as_of: String,
    /// Their name.
    name: String,
    /// What to call them.
    first_name: String,
    /// The page in a sentence or two.
    words: String,
    /// What needs them, the most urgent first. Only what they can do something about.
    to_do: Vec<Task>,
    /// What they did and evidence has still to show, or somebody else has to decide.
    waiting: Vec<Task>,
    /// What was shown fixed lately.
    done: Vec<Done>,
    /// How long all of `to_do` takes, in minutes, of those of which that is known.
    minutes: u32,
    /// What is theirs, by kind.
    things: Vec<Things>,
    /// What they answer for in the organisation.
    duties: Vec<Duty>,
}

/// One thing to do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Task {
    /// The finding.
    finding: String,
    /// What it is about: `device-12`.
    thing: String,
    /// What people call that.
    thing_name: String,
    /// The rule's title.
    title: String,
    /// What to do, in a sentence or two.
    message: String,
    /// Why; empty where the rule gives no reason.
    because: String,
    /// What to do, a line each.
    steps: Vec<String>,
    /// How long that takes, where the rule says so.
    minutes: Option<u32>,
    /// `low`, `medium`, `high` or `critical`.
    severity: String,
    /// How it stands.
    state: String,
    /// The same as people read it.
    state_words: String,
    /// By when.
    #[schema(format = DateTime)]
    due: Option<String>,
    /// The same in words: `by Friday 5 June`.
    due_words: String,
    /// Whether that is over.
    overdue: bool,
    /// Why it is theirs.
    yours_because: String,
    /// What was seen.
    seen: String,
}

/// Something that was shown fixed.
#[derive(Debug, Serialize, ToSchema)]
struct Done {
    finding: String,
    thing_name: String,
    title: String,
    /// `done Monday 1 June, in time`.
    words: String,
}

/// What is theirs of one kind.
#[derive(Debug, Serialize, ToSchema)]
struct Things {
    kind: String,
    plural: String,
    /// How many.
    count: usize,
    /// Findings that are open about them.
    open: usize,
}

/// What somebody answers for.
#[derive(Debug, Serialize, ToSchema)]
struct Duty {
    /// `A`, `R`, `S`, `C` or `I`.
    letter: String,
    /// The same in a word: `accountable`.
    word: String,
    activity: String,
    title: String,
    /// The department it is limited to.
    unit: Option<String>,
}

impl From<tasks::Task> for Task {
    fn from(task: tasks::Task) -> Self {
        Self {
            finding: task.finding.to_string(),
            thing: task.thing.to_string(),
            thing_name: task.thing_name,
            title: task.title,
            message: task.message,
            because: task.because,
            steps: task.steps,
            minutes: task.minutes,
            severity: task.severity.to_string(),
            state: word(&task.state),
            state_words: task.state.words().to_owned(),
            due: task.due.map(|due| due.to_string()),
            due_words: task.due_words,
            overdue: task.overdue,
            yours_because: task.yours_because,
            seen: task.seen,
        }
    }
}

/// Everything that goes to a person.
pub(super) fn tasks_of(
    snapshot: &Snapshot,
    person: &EntityId,
) -> Result<(Vec<Task>, Vec<Task>), Refusal> {
    let judgement = snapshot.judgement();
    let judgement = judgement.map_err(|problems| Refusal::unavailable(problems.to_vec()))?;
    let findings = snapshot.known.findings.iter();
    let theirs: Vec<&Finding> = findings
        .filter(|finding| snapshot.goes_to(&finding.id) == Some(person))
        .collect();
    let all = tasks::tasks(
        &snapshot.known,
        &snapshot.workspace,
        judgement,
        &theirs,
        person,
    );
    let (now, later): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.state.is_reminded());
    let shown = |tasks: Vec<tasks::Task>| tasks.into_iter().map(Task::from).collect();
    Ok((shown(now), shown(later)))
}

fn me(caller: &Caller) -> Result<&Entity, Refusal> {
    caller.need(Action::Read, (Resource::Own, Relation::Own))?;
    let person = caller
        .standing
        .person
        .as_ref()
        .ok_or_else(Refusal::forbidden)?;
    let inventory = &caller.snapshot.known.inventory;
    inventory.get(person).ok_or_else(Refusal::forbidden)
}

/// What is theirs: of what they answer for, what is still there.
fn own(snapshot: &Snapshot, person: &EntityId) -> Vec<EntityId> {
    let all = snapshot.known.inventory.all();
    let here = all.filter(|entity| entity.life != Life::Gone && entity.id != *person);
    let theirs = here.filter(|entity| {
        snapshot
            .reach(&entity.id)
            .is_some_and(|reach| reach.people.contains(person))
    });
    theirs.map(|entity| entity.id.clone()).collect()
}

/// What the asker has to do
#[utoipa::path(get, path = "/me/part", tag = "me", responses((status = 200, body = Part)))]
async fn part(caller: Caller) -> Result<Json<Part>, Refusal> {
    let me = me(&caller)?;
    let snapshot = &caller.snapshot;
    let (to_do, waiting) = tasks_of(snapshot, &me.id)?;
    let report = person(&snapshot.known, &snapshot.workspace, me);
    let done = report.done.iter().map(|line| Done {
        finding: line.finding.to_string(),
        thing_name: line.thing_name.clone(),
        title: line.title.clone(),
        words: line.words.clone(),
    });
    Ok(Json(Part {
        as_of: snapshot.known.at.to_string(),
        name: me.name.clone(),
        first_name: me
            .reading("first name")
            .text()
            .unwrap_or_default()
            .to_owned(),
        words: report.words.clone(),
        minutes: to_do.iter().filter_map(|task| task.minutes).sum(),
        to_do,
        waiting,
        done: done.collect(),
        things: things(snapshot, &own(snapshot, &me.id)),
        duties: duties_of(&caller, &me.id),
    }))
}

fn things(snapshot: &Snapshot, own: &[EntityId]) -> Vec<Things> {
    let mut things: Vec<Things> = Vec::new();
    for id in own {
        let open = snapshot.open_about(id);
        match things.iter_mut().find(|one| one.kind == id.kind.as_str()) {
            Some(known) => {
                known.count += 1;
                known.open += open;
            }
            None => {
                let kind = snapshot.workspace.vocabulary.kind(id.kind.as_str());
                things.push(Things {
                    kind: id.kind.to_string(),
                    plural: kind.map_or_else(|| id.kind.to_string(), |kind| kind.plural.clone()),
                    count: 1,
                    open,
                });
            }
        }
    }
    things
}

fn duties_of(caller: &Caller, person: &EntityId) -> Vec<Duty> {
    let known = &caller.snapshot.known;
    let held = duties(&known.matrix, &caller.snapshot.view(), person).duties;
    let duty = |one: app::matrix::show::OneDuty| Duty {
        letter: word(&one.letter),
        word: one.letter.word().to_owned(),
        activity: one.activity.to_string(),
        title: one.title,
        unit: one.scope.unit,
    };
    held.into_iter().map(duty).collect()
}

/// What is known of somebody.
#[derive(Debug, Serialize, ToSchema)]
struct Data {
    /// They themselves, with where everything comes from.
    you: EntityPage,
    /// What is theirs.
    things: Vec<EntityLine>,
    /// The sources that know them or what is theirs.
    sources: Vec<SourceUse>,
}

/// What a source knows of somebody.
#[derive(Debug, Serialize, ToSchema)]
struct SourceUse {
    source: String,
    /// Fields it tells of them.
    fields: Vec<String>,
    /// How many of their things it reports.
    things: usize,
}

/// What is known of the asker, and from where
#[utoipa::path(get, path = "/me/data", tag = "me", responses((status = 200, body = Data)))]
async fn data(caller: Caller) -> Result<Json<Data>, Refusal> {
    let me = me(&caller)?;
    let inventory = &caller.snapshot.known.inventory;
    let own = own(&caller.snapshot, &me.id);
    let own: Vec<&Entity> = own.iter().filter_map(|id| inventory.get(id)).collect();
    let mut sources: std::collections::BTreeMap<String, SourceUse> = Default::default();
    let mut using = |source: &str, use_it: &mut dyn FnMut(&mut SourceUse)| {
        let entry = sources
            .entry(source.to_owned())
            .or_insert_with(|| SourceUse {
                source: source.to_owned(),
                fields: Vec::new(),
                things: 0,
            });
        use_it(entry);
    };
    for (field, set) in &me.facts {
        for fact in &set.0 {
            using(fact.provenance.record.source.as_str(), &mut |entry| {
                if !entry.fields.contains(field) {
                    entry.fields.push(field.clone());
                }
            });
        }
    }
    for entity in &own {
        let told: std::collections::BTreeSet<&str> = entity
            .members
            .iter()
            .map(|member| member.record.source.as_str())
            .collect();
        for source in told {
            using(source, &mut |entry| entry.things += 1);
        }
    }
    Ok(Json(Data {
        you: entity_page(&caller, me),
        things: own.iter().map(|entity| line(&caller, entity)).collect(),
        sources: sources.into_values().collect(),
    }))
}
