//! What a request asks, read so that a mistake is answered in our own words.

use axum::{
    Json,
    extract::{
        FromRequest, FromRequestParts, Path, Query, Request,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::problem::Refusal;

/// Parameters behind the `?`.
#[derive(Debug)]
pub(super) struct Asked<T>(pub(super) T);

/// Parameters in the path.
#[derive(Debug)]
pub(super) struct At<T>(pub(super) T);

/// A body of JSON.
#[derive(Debug)]
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let wrong = |why: QueryRejection| Refusal::unreadable(lower(&why.body_text()));
        let Query(asked) = Query::from_request_parts(parts, state)
            .await
            .map_err(wrong)?;
        Ok(Self(asked))
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for At<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let wrong = |why: PathRejection| Refusal::unreadable(lower(&why.body_text()));
        let Path(at) = Path::from_request_parts(parts, state)
            .await
            .map_err(wrong)?;
        Ok(Self(at))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let wrong = |why: JsonRejection| Refusal::unread(why.status(), lower(&why.body_text()));
        let Json(body) = Json::from_request(request, state).await.map_err(wrong)?;
        Ok(Self(body))
    }
}

/// The words of a library, as ours begin.
fn lower(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    text
}
