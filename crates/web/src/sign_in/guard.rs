//! What stands before everything that only people who are signed in may ask.

use app::ports::TokenScope;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::Response,
};

use super::{Caller, Shown, secret, sessions};
use crate::{problem::Refusal, server::Server};

/// Lets a request through with its [`Caller`], or says why not.
pub(crate) async fn guard(
    State(server): State<Server>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let headers = request.headers();
    let (account, shown) = match bearer(headers) {
        Some(token) => by_token(&server, token).await?,
        None => sessions::of(&server, headers).await?,
    };
    if !is_safe(request.method()) {
        match &shown {
            Shown::Token(TokenScope::Read) => return Err(Refusal::forbidden()),
            Shown::Token(TokenScope::Write) => {}
            // A browser sends the cookie from anywhere; only our own pages may write with it.
            Shown::Session(_) if is_our_page(headers) && is_json(headers) => {}
            Shown::Session(_) => return Err(Refusal::elsewhere()),
        }
    }
    let snapshot = server.desk.snapshot();
    let caller = Caller::new(account, snapshot, shown, server.may.clone());
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

/// Whether a method only asks.
fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a browser says that one of our own pages made the request. Every browser of today says
/// where a request comes from, and no page can say it in the browser's place.
pub(crate) fn is_our_page(headers: &HeaderMap) -> bool {
    let mut said = headers.get_all("sec-fetch-site").into_iter();
    said.next().is_some_and(|site| site == "same-origin") && said.next().is_none()
}

/// Whether the body is JSON, or there is none: no form of another page can send that.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE) else {
        return headers
            .get(header::CONTENT_LENGTH)
            .is_none_or(|length| length == "0");
    };
    let kind = kind.to_str().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn by_token(server: &Server, shown: &str) -> Result<(app::ports::Account, Shown), Refusal> {
    let books = server.desk.books();
    let token = books.token(&secret::digest(shown)).await?;
    let token = token.filter(|token| server.desk.wall() < token.ends_at);
    let token = token.ok_or_else(Refusal::stranger)?;
    let account = books.account(&token.account).await?;
    let account = account.filter(|account| account.closed_at.is_none());
    let account = account.ok_or_else(Refusal::stranger)?;
    Ok((account, Shown::Token(token.scope)))
}
