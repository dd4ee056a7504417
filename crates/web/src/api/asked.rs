//! What a request asks, read so that a mistake is answered in our own words.

use axum::{
    extract::{
        FromRequestParts, Path, Query,
        rejection::{PathRejection, QueryRejection},
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

/// The words of a library, as ours begin.
fn lower(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    text
}
