//! The sealed log: what was decided and observed, the latest first.

use app::{ports::LogRow, sealed::log::Leaf};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    asked::Asked,
    findings::word,
    page::{Direction, Ordered, Page, Paging},
};
use crate::{
    may::{Action, Resource},
    problem::Refusal,
    server::Server,
    sign_in::Caller,
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list))
}

/// One entry.
#[derive(Debug, Serialize, ToSchema)]
struct LogLine {
    /// Its place in the log, from 0.
    entry: u64,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// What sort of thing it was.
    kind: String,
    /// Its number among those of its sort.
    number: u64,
    /// What was done, in a word: `judged`, `claim`, `published`.
    action: String,
    /// What it is about: the id of a finding, a rule, an activity.
    subject: String,
    /// Who did it; none for the machine, and where that was erased.
    by: Option<String>,
    /// Why; none where no reason was given, and where that was erased.
    because: Option<String>,
    /// How many events it made.
    events: u64,
}

/// Which entries.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Of this sort.
    kind: Option<String>,
    /// About this, whole or in part.
    subject: Option<String>,
    /// By this person.
    by: Option<String>,
}

fn line(row: &LogRow) -> Option<LogLine> {
    let leaf = Leaf::read(&row.kept.text).ok()?;
    let private = row.private.as_ref();
    Some(LogLine {
        entry: row.kept.seq,
        at: leaf.at.to_string(),
        kind: word(&leaf.kind),
        number: leaf.number,
        action: leaf.action,
        subject: leaf.subject,
        by: private
            .and_then(|it| it.actor.clone())
            .filter(|text| !text.is_empty()),
        because: private
            .and_then(|it| it.reason.clone())
            .filter(|text| !text.is_empty()),
        events: leaf.events.map_or(0, |events| events.count),
    })
}

/// Entries of the log, the latest first
#[utoipa::path(get, path = "/log", tag = "log", params(Filter, Paging), responses(
    (status = 200, body = Page<LogLine>),
))]
async fn list(
    State(server): State<Server>,
    caller: Caller,
    Asked(filter): Asked<Filter>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<LogLine>>, Refusal> {
    caller.need_all(Action::Read, Resource::Log)?;
    let log = server.desk.books().log(0).await?;
    let wanted = |one: &LogLine| {
        filter.kind.as_deref().is_none_or(|kind| one.kind == kind)
            && filter
                .subject
                .as_deref()
                .is_none_or(|about| one.subject.contains(about))
            && filter
                .by
                .as_deref()
                .is_none_or(|by| one.by.as_deref() == Some(by))
    };
    let lines = log.iter().filter_map(line).filter(wanted);
    let rows = lines
        .map(|line| (format!("{:020}", line.entry), line))
        .collect();
    let ordered = Ordered::new(rows, Direction::Descending);
    Ok(Json(ordered.page(
        &paging,
        caller.snapshot.known.at,
        |line| line,
    )?))
}
