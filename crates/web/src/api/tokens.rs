//! Personal tokens: what a program shows in the place of its person.

use app::ports::{AccessToken, TokenScope};
use axum::{Json, extract::State, http::StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::asked::{At, Body};
use crate::{
    may::{Action, Relation, Resource},
    problem::Refusal,
    server::Server,
    sign_in::{Caller, Shown, secret},
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list, make))
        .routes(routes!(end))
}

/// The longest a token lasts.
const LONGEST_DAYS: u32 = 365;
/// The most of one account.
const MOST: usize = 50;

/// What a token may do, of what its person may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Scope {
    /// Read.
    Read,
    /// Read and write.
    Write,
}

/// A token; what it shows is nowhere kept.
#[derive(Debug, Serialize, ToSchema)]
struct TokenLine {
    /// Names it.
    id: String,
    /// What its person calls it.
    name: String,
    scope: Scope,
    #[schema(format = DateTime)]
    made_at: String,
    #[schema(format = DateTime)]
    ends_at: String,
}

/// A token just made.
#[derive(Debug, Serialize, ToSchema)]
struct Made {
    #[serde(flatten)]
    line: TokenLine,
    /// What the program shows. It is never shown again.
    token: String,
}

/// A token that is wanted.
#[derive(Debug, Deserialize, ToSchema)]
struct Wanted {
    /// What to call it.
    name: String,
    scope: Scope,
    /// After so many days it ends; 365 at most.
    #[schema(minimum = 1, maximum = 365)]
    days: u32,
}

fn line(token: &AccessToken) -> TokenLine {
    TokenLine {
        id: id(token),
        name: token.name.clone(),
        scope: match token.scope {
            TokenScope::Read => Scope::Read,
            TokenScope::Write => Scope::Write,
        },
        made_at: token.made_at.to_string(),
        ends_at: token.ends_at.to_string(),
    }
}

/// Enough of the digest to name it.
fn id(token: &AccessToken) -> String {
    token.digest.chars().take(16).collect()
}

/// Tokens of the asker
#[utoipa::path(get, path = "/me/tokens", tag = "me", responses(
    (status = 200, body = Vec<TokenLine>),
))]
async fn list(
    State(server): State<Server>,
    caller: Caller,
) -> Result<Json<Vec<TokenLine>>, Refusal> {
    caller.need(Action::Read, (Resource::Own, Relation::Own))?;
    let tokens = server.desk.books().tokens_of(&caller.account.name).await?;
    Ok(Json(tokens.iter().map(line).collect()))
}

/// Makes a token
#[utoipa::path(post, path = "/me/tokens", tag = "me", request_body = Wanted, responses(
    (status = 201, description = "made", body = Made),
))]
async fn make(
    State(server): State<Server>,
    caller: Caller,
    Body(wanted): Body<Wanted>,
) -> Result<(StatusCode, Json<Made>), Refusal> {
    caller.need(Action::Answer, (Resource::Own, Relation::Own))?;
    // A program that has a token cannot make itself another one that lasts longer.
    if !matches!(caller.shown, Shown::Session(_)) {
        return Err(Refusal::forbidden());
    }
    let name = wanted.name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(Refusal::unreadable("`name` has 1 to 100 characters"));
    }
    if !(1..=LONGEST_DAYS).contains(&wanted.days) {
        return Err(Refusal::unreadable("`days` is 1 to 365"));
    }
    let books = server.desk.books();
    if books.tokens_of(&caller.account.name).await?.len() >= MOST {
        return Err(Refusal::unreadable(
            "there are 50 tokens already: end one first",
        ));
    }
    let random = server.desk.random();
    let shown = secret::shown(random.map_err(|problem| Refusal::unavailable(vec![problem]))?);
    let now = server.desk.wall();
    let lasts = SignedDuration::from_hours(24 * i64::from(wanted.days));
    let token = AccessToken {
        digest: secret::digest(&shown),
        account: caller.account.name.clone(),
        name: name.to_owned(),
        scope: match wanted.scope {
            Scope::Read => TokenScope::Read,
            Scope::Write => TokenScope::Write,
        },
        made_at: now,
        ends_at: now.checked_add(lasts).unwrap_or(Timestamp::MAX),
    };
    books.keep_token(&token).await?;
    let made = Made {
        line: line(&token),
        token: shown,
    };
    Ok((StatusCode::CREATED, Json(made)))
}

/// Ends a token
#[utoipa::path(delete, path = "/me/tokens/{id}", tag = "me",
    params(("id" = String, Path, description = "its id")),
    responses((status = 204, description = "ended")))]
async fn end(
    State(server): State<Server>,
    caller: Caller,
    At(wanted): At<String>,
) -> Result<StatusCode, Refusal> {
    caller.need(Action::Answer, (Resource::Own, Relation::Own))?;
    let books = server.desk.books();
    let tokens = books.tokens_of(&caller.account.name).await?;
    let token = tokens.iter().find(|token| id(token) == wanted);
    let token = token.ok_or_else(Refusal::forbidden)?;
    books.end_token(&caller.account.name, &token.digest).await?;
    Ok(StatusCode::NO_CONTENT)
}
