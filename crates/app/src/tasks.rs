//! What one person has to do, thing by thing, as their own page shows it.

use jiff::Timestamp;
use judge::Judgement;
use model::{EntityId, Finding, FindingId, FindingState, Life, Severity, told};
use people::{How, Route, placeholders::render};
use rules::tree::{Audience, Rule};
use serde::Serialize;

use crate::{ask::Known, remind::Writer, workspace::Workspace};

/// One thing that a person has to do.
#[derive(Clone, Debug, Serialize)]
pub struct Task {
    /// The finding.
    pub finding: FindingId,
    /// What it is about.
    pub thing: EntityId,
    /// What people call that.
    pub thing_name: String,
    /// The rule's title.
    pub title: String,
    /// What the rule tells them.
    pub message: String,
    /// Why, in a sentence; empty where the rule gives no reason.
    pub because: String,
    /// What to do, a line each.
    pub steps: Vec<String>,
    /// How long that takes, in minutes, where the rule says so.
    pub minutes: Option<u32>,
    /// How much harm it can do.
    pub severity: Severity,
    /// How it stands.
    pub state: FindingState,
    /// By when.
    pub due: Option<Timestamp>,
    /// The same in words: `by Friday 5 June`, `was due Monday 1 June`.
    pub due_words: String,
    /// Whether that is over.
    pub overdue: bool,
    /// Why it is theirs.
    pub yours_because: String,
    /// What was seen, and so when.
    pub seen: String,
}

/// Everything that is open for a person and reaches persons at all, the most urgent first.
pub fn tasks(
    known: &Known,
    workspace: &Workspace,
    judgement: &Judgement,
    findings: &[&Finding],
    person: &EntityId,
) -> Vec<Task> {
    let view = known.view(workspace);
    let writer = Writer {
        view: &view,
        workspace,
        judgement,
    };
    let Some(to) = known.inventory.get(person) else {
        return Vec::new();
    };
    let mut tasks = Vec::new();
    for finding in findings.iter().filter(|finding| finding.state.is_open()) {
        let entity = known.inventory.get(&finding.entity);
        let entity = entity.filter(|entity| entity.life != Life::Gone);
        let (Some(rule), Some(entity)) = (workspace.speaking(&finding.rule), entity) else {
            continue;
        };
        if !reaches_persons(rule) || workspace.is_paused(&finding.rule) {
            continue;
        }
        let Route::To { person: whose, how } = view.route_of(finding, rule, entity) else {
            continue;
        };
        if whose != *person {
            continue;
        }
        let told = writer.address(finding, rule, entity, to, how);
        let fill = |text: &String| render(text, &told.values);
        tasks.push(Task {
            finding: finding.id.clone(),
            thing: told.thing.clone(),
            thing_name: told.thing_name.clone(),
            title: told.rule_title.clone(),
            message: fill(&told.message),
            because: fill(&told.because),
            steps: told.steps.iter().map(fill).collect(),
            minutes: told.minutes,
            severity: finding.severity,
            state: finding.state,
            due: finding.due,
            due_words: due_words(finding, &view),
            overdue: finding.due.is_some_and(|due| due < known.at),
            yours_because: yours_because(&told.how),
            seen: finding.because.clone(),
        });
    }
    tasks.sort_by_key(|task| {
        let due = task.due.unwrap_or(Timestamp::MAX);
        (due, std::cmp::Reverse(task.severity), task.finding.clone())
    });
    tasks
}

/// Whether a rule speaks to persons, and not only to teams, machines or for evidence.
fn reaches_persons(rule: &Rule) -> bool {
    let audience = rule.audience;
    audience.is_none_or(|audience| audience == Audience::Person)
}

fn due_words(finding: &Finding, view: &crate::parties::View<'_>) -> String {
    match finding.due {
        None => "no fixed date".to_owned(),
        Some(due) => {
            let day = told::deadline(due, view.at, view.zone);
            match due < view.at {
                true => format!("was due {day}"),
                false => format!("by {day}"),
            }
        }
    }
}

fn yours_because(how: &How) -> String {
    match how {
        How::FixedBy(path) if path == "person" => "it is about you".to_owned(),
        How::FixedBy(path) if path == "owner" => "you answer for it".to_owned(),
        How::FixedBy(path) => format!("you are its {path}"),
        How::Responsible(activity) => format!("you are responsible for {activity}"),
        How::SecurityContact => {
            "nobody else could be found, and you are the security contact".to_owned()
        }
        How::Settled => "that was decided when somebody asked whose it is".to_owned(),
    }
}
