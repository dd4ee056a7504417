//! Sources: what is asked, and how fresh the answers are.

use axum::Json;
use jiff::Timestamp;
use model::{ScopeOutcome, SourceState, told};
use serde::Serialize;
use sources::SourceConfig;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::findings::word;
use crate::{
    may::{Action, Resource},
    problem::{ProblemLine, Refusal},
    server::Server,
    sign_in::Caller,
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list))
}

/// The sources.
#[derive(Debug, Serialize, ToSchema)]
struct Sources {
    /// The instant of which it speaks.
    #[schema(format = DateTime)]
    as_of: String,
    /// Each of them, in order of name.
    items: Vec<SourceLine>,
    /// What is wrong with what is configured.
    problems: Vec<ProblemLine>,
}

/// One source.
#[derive(Debug, Serialize, ToSchema)]
struct SourceLine {
    /// Its name.
    source: String,
    /// What reads it.
    connector: String,
    /// What that is called.
    title: String,
    /// `fresh`, `late`, `incomplete`, `held`, `failed` or `never_read`: the worst of its scopes.
    status: String,
    /// The same in a sentence.
    status_words: String,
    /// When it produced what was read last.
    #[schema(format = DateTime)]
    snapshot_at: Option<String>,
    /// Records of it that are still reported.
    records: usize,
    /// The kinds it tells of.
    kinds: Vec<String>,
    /// Its parts.
    scopes: Vec<ScopeLine>,
}

/// One part of a source.
#[derive(Debug, Serialize, ToSchema)]
struct ScopeLine {
    scope: String,
    /// `complete`, `partial` or `failed`.
    outcome: String,
    /// Whether a sudden drop is held back.
    held: bool,
    /// Whether its latest answer is recent enough.
    fresh: bool,
    #[schema(format = DateTime)]
    snapshot_at: Option<String>,
    /// How long an answer stays fresh, in hours.
    fresh_for_hours: i64,
}

/// From the best to the worst, with its word.
const STATUS: [&str; 6] = [
    "fresh",
    "late",
    "incomplete",
    "held",
    "failed",
    "never_read",
];

fn rank(scope: &SourceState, at: Timestamp) -> usize {
    match scope {
        _ if scope.snapshot_at.is_none() => 5,
        _ if scope.outcome == ScopeOutcome::Failed => 4,
        _ if scope.held => 3,
        _ if scope.outcome == ScopeOutcome::Partial => 2,
        _ if !scope.is_fresh(at) => 1,
        _ => 0,
    }
}

/// Sources and how fresh they are
#[utoipa::path(get, path = "/sources", tag = "sources", responses((status = 200, body = Sources)))]
async fn list(caller: Caller) -> Result<Json<Sources>, Refusal> {
    caller.need_all(Action::Read, Resource::Sources)?;
    let snapshot = &caller.snapshot;
    let workspace = &snapshot.workspace;
    let mut records: std::collections::BTreeMap<&str, usize> = Default::default();
    let members = snapshot
        .known
        .inventory
        .all()
        .flat_map(|entity| &entity.members);
    for member in members.filter(|member| member.life != model::Life::Gone) {
        *records.entry(member.record.source.as_str()).or_default() += 1;
    }
    let line = |config: &SourceConfig| {
        let all = snapshot.known.inventory.coverage.scopes.iter();
        let scopes: Vec<&SourceState> = all.filter(|scope| scope.source == config.source).collect();
        let connector = workspace.connectors.get(&config.connector);
        let worst = scopes
            .iter()
            .map(|scope| rank(scope, snapshot.known.at))
            .max()
            .unwrap_or(5);
        let latest = scopes.iter().filter_map(|scope| scope.snapshot_at).max();
        let kinds = scopes.iter().flat_map(|scope| &scope.kinds);
        let kinds: std::collections::BTreeSet<String> = kinds.map(ToString::to_string).collect();
        SourceLine {
            source: config.source.to_string(),
            connector: config.connector.clone(),
            title: connector.map_or_else(String::new, |connector| connector.title.clone()),
            status: STATUS[worst].to_owned(),
            status_words: words(worst, latest, &caller),
            snapshot_at: latest.map(|at| at.to_string()),
            records: records
                .get(config.source.as_str())
                .copied()
                .unwrap_or_default(),
            kinds: kinds.into_iter().collect(),
            scopes: scopes
                .iter()
                .map(|scope| scope_line(scope, snapshot.known.at))
                .collect(),
        }
    };
    Ok(Json(Sources {
        as_of: snapshot.known.at.to_string(),
        items: workspace.sources.iter().map(line).collect(),
        problems: workspace.problems.iter().map(ProblemLine::from).collect(),
    }))
}

fn scope_line(scope: &SourceState, at: Timestamp) -> ScopeLine {
    ScopeLine {
        scope: scope.scope.clone(),
        outcome: word(&scope.outcome),
        held: scope.held,
        fresh: scope.is_fresh(at),
        snapshot_at: scope.snapshot_at.map(|at| at.to_string()),
        fresh_for_hours: scope.fresh_for.as_hours(),
    }
}

fn words(worst: usize, latest: Option<Timestamp>, caller: &Caller) -> String {
    let snapshot = &caller.snapshot;
    let zone = &snapshot.workspace.settings.time_zone;
    let date = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let seen = latest.map(|at| told::day(date(at), date(snapshot.known.at)));
    let seen = seen.unwrap_or_default();
    match worst {
        0 => format!("fresh, of {seen}"),
        1 => format!("late: its latest answer is of {seen}"),
        2 => format!("a part could not be read; the rest is of {seen}"),
        3 => format!("held back, because much was suddenly gone on {seen}"),
        4 => format!("could not be read; what is known is of {seen}"),
        _ => "never read".to_owned(),
    }
}
