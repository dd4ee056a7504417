//! Sessions: an opaque random id in a cookie, of which only the digest is kept.

use app::ports::{Account, Session};
use axum::http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};

use super::{Shown, secret};
use crate::{problem::Refusal, server::Server};

/// After so long without a request a session is over.
const IDLE: SignedDuration = SignedDuration::from_hours(8);
/// After so long it is over in any case (NIST SP 800-63B-4, 2.2.3: at most 24 hours).
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// That it was used is written down this often.
const NOTED: SignedDuration = SignedDuration::from_mins(1);

fn is_over(session: &Session, now: Timestamp) -> bool {
    now.duration_since(session.seen_at) >= IDLE || now.duration_since(session.made_at) >= LONGEST
}

/// Begins a session; what sets its cookie.
pub(crate) async fn begin(server: &Server, account: &Account) -> Result<HeaderValue, Refusal> {
    let random = server.desk.random();
    let random = random.map_err(|problem| Refusal::unavailable(vec![problem]))?;
    let shown = secret::shown(random);
    let now = server.desk.wall();
    let books = server.desk.books();
    if let Ok(before) = now.checked_sub(LONGEST) {
        books.end_sessions_before(before).await?;
    }
    let session = Session {
        digest: secret::digest(&shown),
        account: account.name.clone(),
        made_at: now,
        seen_at: now,
    };
    books.begin_session(&session).await?;
    Ok(server.options.reached.set(&shown))
}

/// Ends the session of a request.
pub(crate) async fn end(server: &Server, digest: &str) -> Result<HeaderValue, Refusal> {
    server.desk.books().end_session(digest).await?;
    Ok(server.options.reached.clear())
}

/// Whose session a request belongs to.
pub(crate) async fn of(server: &Server, headers: &HeaderMap) -> Result<(Account, Shown), Refusal> {
    let shown = server
        .options
        .reached
        .read(headers)
        .ok_or_else(Refusal::stranger)?;
    let books = server.desk.books();
    let digest = secret::digest(shown);
    let mut session = books
        .session(&digest)
        .await?
        .ok_or_else(Refusal::stranger)?;
    let now = server.desk.wall();
    if is_over(&session, now) {
        books.end_session(&digest).await?;
        return Err(Refusal::stranger());
    }
    let account = books.account(&session.account).await?;
    let account = account.filter(|account| account.closed_at.is_none());
    let account = account.ok_or_else(Refusal::stranger)?;
    if now.duration_since(session.seen_at) >= NOTED {
        session.seen_at = now;
        books.use_session(&session).await?;
    }
    Ok((account, Shown::Session(digest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_over_when_idle_and_when_old() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let session = Session {
            digest: String::new(),
            account: String::new(),
            made_at: at("2026-03-01T00:00:00Z"),
            seen_at: at("2026-03-01T20:00:00Z"),
        };
        assert!(!is_over(&session, at("2026-03-01T23:59:59Z")));
        assert!(is_over(&session, at("2026-03-02T00:00:00Z")));
        let idle = Session {
            seen_at: session.made_at,
            ..session
        };
        assert!(!is_over(&idle, at("2026-03-01T07:59:59Z")));
        assert!(is_over(&idle, at("2026-03-01T08:00:00Z")));
    }
}
