//! A request that is sent twice is done once: the second one gets the answer of the first.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use model::{Place, Problem};

use crate::{limits, problem::Refusal, server::Server, sign_in::Caller};

/// The most answers that are remembered.
const MOST: usize = 1_000;
/// The longest key.
const LONGEST: usize = 200;
/// The most bytes of an answer that is remembered.
const ANSWER: usize = 64 * 1024;

/// Who asked, for what, under which key.
type Key = (String, String, String);

/// What became of it.
#[derive(Clone, Debug)]
enum Done {
    /// It is under way.
    Running,
    /// It was answered.
    Answered(StatusCode, Option<HeaderValue>, Bytes),
}

/// Requests under a key, with a digest of what each said.
#[derive(Debug, Default)]
pub(crate) struct Once(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    known: BTreeMap<Key, ([u8; 32], Done)>,
    order: VecDeque<Key>,
}

impl Once {
    /// What became of a request; where there was none, it is under way from now on.
    fn begin(&self, key: &Key, digest: [u8; 32]) -> Option<([u8; 32], Done)> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.known.get(key) {
            return Some(known.clone());
        }
        if kept.order.len() >= MOST
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.known.remove(&oldest);
        }
        kept.order.push_back(key.clone());
        kept.known.insert(key.clone(), (digest, Done::Running));
        None
    }

    /// Remembers an answer, or forgets a request that did not work.
    fn end(&self, key: &Key, digest: [u8; 32], done: Option<Done>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match done {
            Some(done) => {
                kept.known.insert(key.clone(), (digest, done));
            }
            None => {
                kept.known.remove(key);
                kept.order.retain(|other| other != key);
            }
        }
    }
}

/// Lets a request through, or answers as the same one was answered before.
pub(crate) async fn once(
    State(server): State<Server>,
    caller: Caller,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let key = request.headers().get("idempotency-key");
    let key = key.and_then(|key| key.to_str().ok()).map(str::to_owned);
    let Some(key) = key.filter(|_| !request.method().is_safe()) else {
        return Ok(next.run(request).await);
    };
    if key.is_empty() || key.len() > LONGEST {
        let says = format!("`Idempotency-Key` has 1 to {LONGEST} characters");
        return Err(Refusal::unreadable(says));
    }
    let what = format!("{} {}", request.method(), request.uri());
    let (parts, body) = request.into_parts();
    let too_large = |_| Refusal::unread(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large");
    let body = to_bytes(body, limits::BODY).await.map_err(too_large)?;
    let digest = *blake3::hash(&body).as_bytes();
    let key = (caller.account.name.clone(), what, key);
    match server.once.begin(&key, digest) {
        None => {}
        Some((before, _)) if before != digest => {
            let says = "this `Idempotency-Key` stands for another request already";
            let problem = Problem::new("key-reused", says, Place::default());
            return Err(Refusal::wrong(
                problem.advise("make a new key for each request"),
            ));
        }
        Some((_, Done::Running)) => {
            let says = "the same request is under way";
            let problem = Problem::new("under-way", says, Place::default());
            return Err(Refusal::refused(
                problem.advise("wait a moment and ask again"),
            ));
        }
        Some((_, Done::Answered(status, kind, body))) => {
            return Ok(answer(status, kind, body));
        }
    }
    let mut begun = Begun {
        once: &server.once,
        key,
        digest,
        done: None,
    };
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, ANSWER)
        .await
        .map_err(|_| Refusal::broken())?;
    if !parts.status.is_server_error() {
        let kind = parts.headers.get(header::CONTENT_TYPE).cloned();
        begun.done = Some(Done::Answered(parts.status, kind, body.clone()));
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// A request under way. However it ends, also when its sender went away, that is noted.
struct Begun<'o> {
    once: &'o Once,
    key: Key,
    digest: [u8; 32],
    done: Option<Done>,
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.once.end(&self.key, self.digest, self.done.take());
    }
}

fn answer(status: StatusCode, kind: Option<HeaderValue>, body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    if let Some(kind) = kind {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}
