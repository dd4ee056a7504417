//! Trying a rule before anybody is told: what it says, what is wrong with it, whom it would reach.

use std::sync::Arc;

use app::{
    collect::Observed,
    govern::standalone,
    preview::{ImpactSheet, Proposed, previews},
};
use axum::{Json, extract::State};
use model::{Problem, RuleId};
use rules::{Baselines, Parsed, tree::Rule};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{asked::Body, me::Named};
use crate::{
    may::{Action, Resource},
    problem::{ProblemLine, Refusal},
    server::Server,
    sign_in::Caller,
    snapshot::Snapshot,
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(preview))
}

/// A rule to try.
#[derive(Debug, Deserialize, ToSchema)]
struct Draft {
    /// A whole document (`Rule: ...`), or one sentence (`Every laptop must ...`).
    text: String,
}

/// What trying it came to.
#[derive(Debug, Default, Serialize, ToSchema)]
struct Tried {
    /// The sentence as it is understood; none where it cannot be read.
    sentence: Option<String>,
    /// The document as it would be kept; none for a sentence alone.
    text: Option<String>,
    /// What is wrong, each with its place in the text.
    problems: Vec<ProblemLine>,
    /// What it still lacks to be put in force.
    lacks: Vec<ProblemLine>,
    /// Whom it would reach; none where it cannot be judged.
    impact: Option<Impact>,
}

/// Whom it would reach if it were in force now.
#[derive(Debug, Serialize, ToSchema)]
struct Impact {
    /// The version that was judged.
    version: String,
    /// The version in force that it is compared with.
    compared_with: Option<String>,
    met: u64,
    missed: u64,
    unknown: u64,
    not_applicable: u64,
    /// Missed, and not by what is in force.
    newly_missed: usize,
    /// Missed by what is in force, and then no more.
    no_longer_missed: usize,
    /// Judged by what is in force, and then no more.
    no_longer_asked: usize,
    /// By department, the most missed first.
    departments: Vec<Share>,
    /// How many people would be asked.
    people: usize,
    /// Some of those that would be missed, as far as the asker may see them.
    examples: Vec<Named>,
}

/// One department's part.
#[derive(Debug, Serialize, ToSchema)]
struct Share {
    /// The department; none for what belongs to no department.
    department: Option<Named>,
    missed: u64,
    newly_missed: u64,
    unknown: u64,
}

/// So many examples are shown.
const EXAMPLES: usize = 20;

/// What stands before a sentence alone, to make it a document.
const AROUND: &str = "Rule: This sentence\nId: this-sentence\nSeverity: medium\n\
    Activity: \"this sentence\"\nExpectation:\n";

/// Tries a rule: nothing is kept and nobody is told
#[utoipa::path(post, path = "/rules/preview", tag = "rules", request_body = Draft, responses(
    (status = 200, body = Tried),
))]
async fn preview(
    State(server): State<Server>,
    caller: Caller,
    Body(draft): Body<Draft>,
) -> Result<Json<Tried>, Refusal> {
    caller.need_all(Action::Draft, Resource::Rules)?;
    let observed = server.desk.observed().await.map_err(Refusal::unavailable)?;
    Ok(Json(
        server
            .aside(move || tried(&caller, &draft.text, &observed))
            .await?,
    ))
}

fn tried(caller: &Caller, text: &str, observed: &Arc<Observed>) -> Tried {
    let snapshot = &caller.snapshot;
    let words = &snapshot.workspace.drafting;
    let whole = text.trim_start().starts_with("Rule");
    let parsed = match whole {
        true => parsed(snapshot, text),
        false => {
            let lines: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
            inside(parsed(snapshot, &format!("{AROUND}{}\n", lines.join("\n"))))
        }
    };
    let mut tried = Tried {
        problems: parsed.problems.0.iter().map(ProblemLine::from).collect(),
        ..Tried::default()
    };
    let Some(rule) = parsed.rule else {
        return tried;
    };
    tried.sentence = Some(app::ask::sentence(&rule, words));
    if whole {
        tried.text = Some(rules::print(&rule, words));
        tried.lacks = rules::publishable(&rule)
            .0
            .iter()
            .map(ProblemLine::from)
            .collect();
    }
    if parsed.problems.0.is_empty() {
        match judged(snapshot, observed, &rule) {
            Ok(sheet) => tried.impact = Some(impact(caller, &sheet)),
            Err(problems) => tried
                .problems
                .extend(problems.iter().map(ProblemLine::from)),
        }
    }
    tried
}

fn parsed(snapshot: &Snapshot, text: &str) -> Parsed {
    let all = snapshot.workspace.rules.iter();
    let baselines: Baselines = all
        .map(|one| (one.rule.id.clone(), one.rule.clone()))
        .collect();
    rules::parse_with(
        text,
        "draft",
        "draft",
        &snapshot.workspace.drafting,
        &baselines,
    )
}

/// The same with places in the sentence, not in what was put around it.
fn inside(mut parsed: Parsed) -> Parsed {
    let before = u64::try_from(AROUND.lines().count()).unwrap_or_default();
    for problem in &mut parsed.problems.0 {
        let place = &mut problem.place;
        place.line = place.line.map(|line| line.saturating_sub(before).max(1));
        place.column = place.column.map(|column| column.saturating_sub(2).max(1));
    }
    parsed
}

fn judged(
    snapshot: &Snapshot,
    observed: &Observed,
    rule: &Rule,
) -> Result<ImpactSheet, Vec<Problem>> {
    let mut workspace = snapshot.workspace.clone();
    workspace.vocabulary = workspace.drafting.clone();
    let in_force = workspace.rule(&RuleId::new(rule.id.as_str()));
    let in_force = in_force.filter(|loaded| loaded.in_force);
    let proposed = Proposed {
        rule: standalone(rule),
        in_force: in_force.map(|loaded| standalone(&loaded.rule)),
    };
    let clock = workspace.clock(snapshot.known.at);
    let found = previews(&workspace, observed, &[proposed], &clock);
    match found.each.into_iter().next() {
        Some(Ok(preview)) => Ok(preview.sheet),
        Some(Err(problems)) => Err(problems.0),
        None => Err(Vec::new()),
    }
}

fn impact(caller: &Caller, sheet: &ImpactSheet) -> Impact {
    let inventory = &caller.snapshot.known.inventory;
    let count = |wanted: &dyn Fn(&app::preview::Transition) -> bool| {
        sheet
            .transitions
            .iter()
            .filter(|one| wanted(one))
            .map(|one| one.entities.len())
            .sum()
    };
    let missed = model::Verdict::Missed;
    let examples = sheet.transitions.iter().filter(|one| one.is_newly_missed());
    let examples = examples
        .flat_map(|one| &one.entities)
        .filter_map(|id| inventory.get(id));
    let examples = examples.filter(|entity| caller.may_thing(Action::Read, entity));
    let department = |share: &app::preview::DepartmentShare| Share {
        department: share.department.as_ref().map(|id| named(caller, id)),
        missed: share.missed,
        newly_missed: share.newly_missed,
        unknown: share.unknown,
    };
    Impact {
        version: sheet.version.clone(),
        compared_with: sheet.compared_with.clone(),
        met: sheet.counts.met,
        missed: sheet.counts.missed,
        unknown: sheet.counts.unknown,
        not_applicable: sheet.counts.not_applicable,
        newly_missed: count(&|one| one.is_newly_missed()),
        no_longer_missed: count(&|one| one.from == Some(missed) && one.to != missed),
        no_longer_asked: count(&|one| one.is_coverage_lost()),
        departments: sheet.departments.iter().map(department).collect(),
        people: sheet
            .owners
            .iter()
            .filter(|one| one.person.is_some())
            .count(),
        examples: examples
            .take(EXAMPLES)
            .map(|entity| named(caller, &entity.id))
            .collect(),
    }
}

fn named(caller: &Caller, id: &model::EntityId) -> Named {
    let found = caller.snapshot.known.inventory.get(id);
    Named {
        id: id.to_string(),
        name: found.map_or_else(|| id.to_string(), |one| one.name.clone()),
    }
}
