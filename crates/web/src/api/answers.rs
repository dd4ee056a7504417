//! What people say about findings: that it is fixed, not theirs, not true, or needs more time.

use app::{
    exceptions::{Desk as Exceptions, Wish},
    handling::Acting,
    ports::ActWrite,
};
use axum::{Json, extract::State};
use jiff::civil::Date;
use ledger::{acts::FindingAct, exceptions::Exceptions as Asked};
use model::{
    EntityId, Finding, Problem,
    exception::Covers,
    finding::{DisputeAbout, SettledAs},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    asked::{At, Body},
    findings::word,
};
use crate::{may::Action, problem::Refusal, server::Server, sign_in::Caller};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(claim))
        .routes(routes!(dispute))
        .routes(routes!(settle))
        .routes(routes!(except))
}

/// What was kept.
#[derive(Debug, Serialize, ToSchema)]
struct Kept {
    /// The number of what was said, among all that people decided.
    number: u64,
    /// The findings that it changes.
    findings: Vec<KeptFinding>,
    /// What follows, in a sentence.
    says: String,
}

/// A finding as it stands now.
#[derive(Debug, Serialize, ToSchema)]
struct KeptFinding {
    finding: String,
    state: String,
    state_words: String,
}

/// That it is fixed.
#[derive(Debug, Deserialize, ToSchema)]
struct Claim {
    /// What was done, in their words; may be left out.
    #[serde(default)]
    because: String,
}

/// Says that a finding is fixed; evidence decides
#[utoipa::path(post, path = "/findings/{id}/claim", tag = "findings", request_body = Claim,
    params(("id" = String, Path, description = "`rule@entity`")),
    responses((status = 200, body = Kept)))]
async fn claim(
    State(server): State<Server>,
    caller: Caller,
    At(id): At<String>,
    Body(said): Body<Claim>,
) -> Result<Json<Kept>, Refusal> {
    let finding = caller.finding(Action::Answer, &id)?;
    let what = FindingAct::Claim {
        finding: finding.id.clone(),
    };
    let write = acting(&server, &caller, &said.because, |acting| {
        acting.on(finding, what)
    })?;
    let says = "Thank you. The next pass looks whether it is; until then nobody reminds you.";
    keep(&server, &write, says).await
}

/// What is in dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::enum_variant_names,
    reason = "the words of the API, as people say them"
)]
enum About {
    /// It is somebody else's.
    NotMine,
    /// It is not true.
    NotTrue,
    /// It does no harm here.
    NotAffected,
}

/// That it is not theirs, or not true.
#[derive(Debug, Deserialize, ToSchema)]
struct Dispute {
    about: About,
    /// Whose it is, where it is not theirs: a mail address, a name or `person-12`.
    #[serde(default)]
    whose: Option<String>,
    /// Why, in their words.
    because: String,
}

/// Says that a finding is somebody else's, or not true
#[utoipa::path(post, path = "/findings/{id}/dispute", tag = "findings", request_body = Dispute,
    params(("id" = String, Path, description = "`rule@entity`")),
    responses((status = 200, body = Kept)))]
async fn dispute(
    State(server): State<Server>,
    caller: Caller,
    At(id): At<String>,
    Body(said): Body<Dispute>,
) -> Result<Json<Kept>, Refusal> {
    let finding = caller.finding(Action::Answer, &id)?;
    reason(&said.because)?;
    let whose = said
        .whose
        .as_deref()
        .map(|whose| living(&caller, whose))
        .transpose()?;
    let about = match said.about {
        About::NotMine => DisputeAbout::NotMine { whose },
        About::NotTrue => DisputeAbout::NotTrue,
        About::NotAffected => DisputeAbout::NotAffected {
            justification: said.because.clone(),
        },
    };
    let what = FindingAct::Dispute {
        finding: finding.id.clone(),
        about,
    };
    let write = acting(&server, &caller, &said.because, |acting| {
        acting.on(finding, what)
    })?;
    keep(
        &server,
        &write,
        "Somebody else looks at it now; its date stays.",
    )
    .await
}

/// How a dispute is settled.
#[derive(Debug, Deserialize, ToSchema)]
struct Settle {
    how: How,
    /// Who gets it, where it is given to somebody: a mail address, a name or `person-12`.
    #[serde(default)]
    give_to: Option<String>,
    /// Why, in their words.
    because: String,
}

/// How a dispute is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum How {
    /// Somebody else gets it.
    GiveTo,
    /// It stays as it is.
    Stands,
    /// It was not true, and is closed.
    Close,
}

/// Settles a dispute
#[utoipa::path(post, path = "/findings/{id}/settle", tag = "findings", request_body = Settle,
    params(("id" = String, Path, description = "`rule@entity`")),
    responses((status = 200, body = Kept)))]
async fn settle(
    State(server): State<Server>,
    caller: Caller,
    At(id): At<String>,
    Body(said): Body<Settle>,
) -> Result<Json<Kept>, Refusal> {
    let finding = caller.finding(Action::Settle, &id)?;
    reason(&said.because)?;
    let how = match (said.how, &said.give_to) {
        (How::Stands, _) => SettledAs::Stands,
        (How::Close, _) => SettledAs::Upheld,
        (How::GiveTo, Some(to)) => SettledAs::Reassigned {
            to: living(&caller, to)?,
        },
        (How::GiveTo, None) => {
            return Err(Refusal::unreadable("`give_to` says who gets it"));
        }
    };
    let snapshot = caller.snapshot.clone();
    let view = snapshot.view();
    let write = acting(&server, &caller, &said.because, |acting| {
        acting.settle((&view, &snapshot.workspace), finding, how)
    })?;
    keep(&server, &write, "It is settled.").await
}

/// That more time is needed.
#[derive(Debug, Deserialize, ToSchema)]
struct Except {
    /// The last day: `2026-07-31`.
    #[schema(value_type = String, format = Date)]
    until: Date,
    /// Why, in their words.
    because: String,
    /// What is done instead until then.
    #[serde(default)]
    instead: String,
}

/// Asks for an exception: more time, decided by who may
#[utoipa::path(post, path = "/findings/{id}/exception", tag = "findings", request_body = Except,
    params(("id" = String, Path, description = "`rule@entity`")),
    responses((status = 200, body = Kept)))]
async fn except(
    State(server): State<Server>,
    caller: Caller,
    At(id): At<String>,
    Body(said): Body<Except>,
) -> Result<Json<Kept>, Refusal> {
    let finding = caller.finding(Action::Answer, &id)?;
    reason(&said.because)?;
    let (acts, stale) = (
        server.desk.books().acts().await?,
        server.desk.books().stale().await?,
    );
    let stale = stale
        .into_iter()
        .map(|one| (one.exception, one.at, one.because));
    let exceptions = Asked::replay(&acts, stale);
    let desk = Exceptions {
        known: &caller.snapshot.known,
        workspace: &caller.snapshot.workspace,
        exceptions: &exceptions,
    };
    let wish = wish(finding, &said);
    let write = acting(&server, &caller, &said.because, |acting| {
        desk.request(acting, wish)
    })?;
    let says = "Asked. Until somebody who may has decided nothing changes.";
    keep(&server, &write, says).await
}

fn wish(finding: &Finding, said: &Except) -> Wish {
    Wish {
        rule: finding.rule.clone(),
        covers: Covers::Entities([finding.entity.clone()].into()),
        until: said.until,
        risk_owner: None,
        instead: said.instead.clone(),
        watched_by: None,
        renews: None,
    }
}

/// A reason in words that somebody can read later.
fn reason(because: &str) -> Result<(), Refusal> {
    match because.trim().is_empty() {
        true => Err(Refusal::unreadable("`because` says why, in your words")),
        false => Ok(()),
    }
}

fn living(caller: &Caller, person: &str) -> Result<EntityId, Refusal> {
    let author = app::decisions::author(&caller.snapshot.view(), person);
    Ok(author.map_err(Refusal::wrong)?.person)
}

/// Works out an act by the asker.
pub(super) fn acting(
    server: &Server,
    caller: &Caller,
    because: &str,
    act: impl FnOnce(&Acting<'_>) -> Result<ActWrite, Problem>,
) -> Result<ActWrite, Refusal> {
    let author = caller.author()?;
    let acting = Acting {
        author: &author,
        because,
        at: server.desk.now(),
        log: &caller.snapshot.workspace.acts,
    };
    act(&acting).map_err(Refusal::refused)
}

/// Appends an act, and reads again what is known.
async fn keep(server: &Server, write: &ActWrite, says: &str) -> Result<Json<Kept>, Refusal> {
    let kept = server.desk.books().act(write).await;
    // Also where somebody else was quicker: then the next try sees what they did.
    let renewed = server.desk.renew().await;
    kept?;
    renewed.map_err(Refusal::unavailable)?;
    let finding = |finding: &Finding| KeptFinding {
        finding: finding.id.to_string(),
        state: word(&finding.state),
        state_words: finding.state.words().to_owned(),
    };
    Ok(Json(Kept {
        number: write.act.number,
        findings: write.findings.iter().map(finding).collect(),
        says: says.to_owned(),
    }))
}
