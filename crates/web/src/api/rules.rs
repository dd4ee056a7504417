//! Rules: what is expected, in sentences, and how it stands.

use app::{
    ask::sentence,
    ports::RuleCounts,
    workspace::{LoadedRule, Origin},
};
use axum::Json;
use model::RuleId;
use rules::tree::{Rule, Text};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    asked::{Asked, At},
    findings::word,
    page::holds,
};
use crate::{
    may::{Action, Resource},
    problem::Refusal,
    server::Server,
    sign_in::Caller,
    snapshot::Snapshot,
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
}

/// A rule as lists show it.
#[derive(Debug, Serialize, ToSchema)]
struct RuleLine {
    /// Its id.
    rule: String,
    /// Its title.
    title: String,
    /// The sentence, with the values of its settings.
    sentence: String,
    /// The kind it is about.
    kind: String,
    /// The severity it usually has.
    severity: String,
    /// Who hears of it: `person`, `team`, `automatic` or `evidence`; none where that follows from
    /// who fixes it.
    audience: Option<String>,
    /// The activity whose accountable keeps it.
    activity: Option<String>,
    /// `catalogue` for a shipped one, `workspace` for one of the organisation.
    origin: String,
    /// Whether it is in force.
    in_force: bool,
    /// How it stands where rules are published: `proposed`, `live`, `paused`, ...
    state: Option<String>,
    /// How far it is rolled out: `monitor`, `warn` or `block`.
    stage: Option<String>,
    /// The rule it is stricter than.
    tightens: Option<String>,
    /// Departments it is limited to; none for the whole organisation.
    within: Vec<String>,
    /// How many things it came to which verdict at the latest pass.
    counts: Option<CountsLine>,
    /// Findings that are open.
    open: usize,
}

/// How many things came to which verdict.
#[derive(Debug, Serialize, ToSchema)]
struct CountsLine {
    met: u64,
    missed: u64,
    unknown: u64,
    not_applicable: u64,
}

impl From<&RuleCounts> for CountsLine {
    fn from(counts: &RuleCounts) -> Self {
        Self {
            met: counts.met,
            missed: counts.missed,
            unknown: counts.unknown,
            not_applicable: counts.not_applicable,
        }
    }
}

fn line(snapshot: &Snapshot, loaded: &LoadedRule) -> RuleLine {
    let rule = &loaded.rule;
    let standing = snapshot.workspace.standing.get(&rule.id);
    let pass = snapshot.known.pass.as_ref();
    let findings = snapshot.known.findings.iter();
    let severity = rule.severity.first();
    RuleLine {
        rule: rule.id.to_string(),
        title: rule.title.clone(),
        sentence: sentence(rule, &snapshot.workspace.vocabulary),
        kind: rule.expectation.subject.kind.to_string(),
        severity: severity
            .map(|row| row.value.to_string())
            .unwrap_or_default(),
        audience: rule.audience.as_ref().map(word),
        activity: rule.activity.clone(),
        origin: match loaded.origin {
            Origin::Catalogue => "catalogue",
            Origin::Workspace => "workspace",
        }
        .to_owned(),
        in_force: loaded.in_force,
        state: standing.map(|it| word(&it.state)),
        stage: standing.map(|it| word(&it.stage)),
        tightens: rule.tightens.as_ref().map(ToString::to_string),
        within: rule.within.clone(),
        counts: pass
            .and_then(|pass| pass.rules.get(&rule.id))
            .map(CountsLine::from),
        open: findings
            .filter(|one| one.rule == rule.id && one.state.is_open())
            .count(),
    }
}

/// Which rules.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Only those in force, or only the others.
    in_force: Option<bool>,
    /// About this kind.
    kind: Option<String>,
    /// Words to look for in titles and sentences.
    q: Option<String>,
}

/// Rules, in order of id
#[utoipa::path(get, path = "/rules", tag = "rules", params(Filter), responses(
    (status = 200, body = Vec<RuleLine>),
))]
async fn list(
    caller: Caller,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Vec<RuleLine>>, Refusal> {
    caller.need_all(Action::Read, Resource::Rules)?;
    let snapshot = &caller.snapshot;
    let rules = snapshot.workspace.rules.iter();
    let wanted = rules.filter(|loaded| {
        let kind = loaded.rule.expectation.subject.kind.as_str();
        filter
            .in_force
            .is_none_or(|wanted| loaded.in_force == wanted)
            && filter.kind.as_deref().is_none_or(|wanted| wanted == kind)
    });
    let lines = wanted.map(|loaded| line(snapshot, loaded));
    let q = filter.q.unwrap_or_default().to_lowercase();
    Ok(Json(
        lines
            .filter(|one| holds(&one.title, &q) || holds(&one.sentence, &q))
            .collect(),
    ))
}

/// A rule with everything it says.
#[derive(Debug, Serialize, ToSchema)]
struct RulePage {
    #[serde(flatten)]
    line: RuleLine,
    /// The document as it is written.
    text: String,
    /// The file it stands in.
    file: String,
    /// The version, by what it says.
    version: String,
    /// Why it is there, by language.
    because: Vec<Said>,
    /// What its person is told, by language.
    messages: Vec<Said>,
    /// What to do, a line each, in the first language.
    steps: Vec<String>,
    /// Its examples, which are tests as well, by name.
    tests: Vec<String>,
    /// Rules of units that are stricter.
    tightened_by: Vec<String>,
}

/// A text in a language.
#[derive(Debug, Serialize, ToSchema)]
struct Said {
    language: String,
    text: String,
}

fn said(texts: &[Text]) -> Vec<Said> {
    let one = |text: &Text| Said {
        language: text.language.clone().unwrap_or_else(|| "en".to_owned()),
        text: text.text.clone(),
    };
    texts.iter().map(one).collect()
}

/// One rule
#[utoipa::path(get, path = "/rules/{id}", tag = "rules",
    params(("id" = String, Path, description = "its id")),
    responses((status = 200, body = RulePage)))]
async fn show(caller: Caller, At(id): At<String>) -> Result<Json<RulePage>, Refusal> {
    caller.need_all(Action::Read, Resource::Rules)?;
    let snapshot = &caller.snapshot;
    let loaded = rule(snapshot, &id)?;
    let rule = &loaded.rule;
    let stricter = |one: &&LoadedRule| one.rule.tightens.as_ref() == Some(&rule.id);
    let tightened = snapshot.workspace.rules.iter().filter(stricter);
    Ok(Json(RulePage {
        line: line(snapshot, loaded),
        text: loaded.text.clone(),
        file: loaded.file.clone(),
        version: rules::version(rule, &snapshot.workspace.vocabulary),
        because: said(&rule.because),
        messages: said(&rule.messages),
        steps: rule
            .steps
            .first()
            .map(|steps| steps.lines.clone())
            .unwrap_or_default(),
        tests: tests(rule),
        tightened_by: tightened.map(|one| one.rule.id.to_string()).collect(),
    }))
}

fn tests(rule: &Rule) -> Vec<String> {
    rule.tests.iter().map(|test| test.name.clone()).collect()
}

/// A rule by id, with the nearest one where there is none.
fn rule<'s>(snapshot: &'s Snapshot, id: &str) -> Result<&'s LoadedRule, Refusal> {
    snapshot.workspace.rule(&RuleId::new(id)).ok_or_else(|| {
        let ids = snapshot
            .workspace
            .rules
            .iter()
            .map(|one| one.rule.id.as_str());
        let says = format!("there is no rule `{id}`");
        let problem = model::Problem::new("rule-unknown", says, model::Place::default());
        Refusal::unknown(match app::workspace::nearest(id, ids) {
            Some(near) => problem.advise(format!("did you mean `{near}`?")),
            None => problem.advise("`/rules` lists them all"),
        })
    })
}
