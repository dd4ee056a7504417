//! Jobs: what takes longer than an answer may. Checking again is one.

use std::convert::Infallible;

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::Stream;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::asked::At;
use crate::{
    jobs::Job,
    may::{Action, Resource},
    problem::Refusal,
    server::Server,
    sign_in::Caller,
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(check))
        .routes(routes!(show))
        .routes(routes!(events))
}

/// Asks the sources again and judges what they say
///
/// Where that is under way already, it is that job.
#[utoipa::path(post, path = "/checks", tag = "jobs", responses(
    (status = 202, description = "it is under way", body = Job),
))]
async fn check(
    State(server): State<Server>,
    caller: Caller,
) -> Result<(StatusCode, Json<Job>), Refusal> {
    caller.need_all(Action::Check, Resource::Sources)?;
    let desk = server.desk.clone();
    let job = server
        .jobs
        .check(desk)
        .map_err(|problem| Refusal::unavailable(vec![problem]))?;
    Ok((
        StatusCode::ACCEPTED,
        Json(shown(job, reads_sources(&caller))),
    ))
}

/// How a job stands
#[utoipa::path(get, path = "/jobs/{id}", tag = "jobs",
    params(("id" = String, Path, description = "its id")),
    responses((status = 200, body = Job)))]
async fn show(
    State(server): State<Server>,
    caller: Caller,
    At(id): At<String>,
) -> Result<Json<Job>, Refusal> {
    caller.need_all(Action::Check, Resource::Sources)?;
    let job = server.jobs.get(&id).ok_or_else(Refusal::forbidden)?;
    let now = job.borrow().clone();
    Ok(Json(shown(now, reads_sources(&caller))))
}

/// Whether they may know what is wrong with sources: that names other people and things.
fn reads_sources(caller: &Caller) -> Reads {
    match caller.may_all(Action::Read, Resource::Sources) {
        true => Reads::Problems,
        false => Reads::Outcome,
    }
}

/// How much of a job somebody reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    /// What went wrong as well.
    Problems,
    /// Only how it ended.
    Outcome,
}

fn shown(job: Job, reads: Reads) -> Job {
    match reads {
        Reads::Problems => job,
        Reads::Outcome => Job {
            problems: Vec::new(),
            ..job
        },
    }
}

/// What becomes of a job, as events: `progress` while it runs, then `done` or `error`
#[utoipa::path(get, path = "/jobs/{id}/events", tag = "jobs",
    params(("id" = String, Path, description = "its id")),
    responses((status = 200, description = "server-sent events, each with a job",
        content_type = "text/event-stream", body = String)))]
async fn events(
    State(server): State<Server>,
    caller: Caller,
    At(id): At<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Refusal> {
    caller.need_all(Action::Check, Resource::Sources)?;
    let job = server.jobs.get(&id).ok_or_else(Refusal::forbidden)?;
    let reads = reads_sources(&caller);
    let steps = futures_util::stream::unfold(Some((job, true)), move |state| async move {
        let (mut job, first): (tokio::sync::watch::Receiver<Job>, bool) = state?;
        // The first event says how it stands; each further one waits for a change.
        if !first && job.changed().await.is_err() {
            return None;
        }
        let now = shown(job.borrow_and_update().clone(), reads);
        let event = Event::default()
            .event(now.event())
            .id(now.steps.to_string());
        let event = event.data(serde_json::to_string(&now).unwrap_or_default());
        Some((Ok(event), (!now.is_over()).then_some((job, false))))
    });
    Ok(Sse::new(steps).keep_alive(KeepAlive::default()))
}
