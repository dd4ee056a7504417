//! Whether the server works, and what its API is.

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{api, server::Server};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(health))
        .routes(routes!(ready))
        .routes(routes!(openapi))
}

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// `ok`, or what does not work.
    status: String,
}

/// Whether the process answers
#[utoipa::path(get, path = "/healthz", tag = "system", responses((status = 200, body = Health)))]
async fn health() -> Json<Health> {
    let status = "ok".to_owned();
    Json(Health { status })
}

/// Whether it can answer questions: the ledger can be read
#[utoipa::path(get, path = "/readyz", tag = "system", responses(
    (status = 200, body = Health),
    (status = 503, description = "not now", body = Health),
))]
async fn ready(State(server): State<Server>) -> (StatusCode, Json<Health>) {
    match server.desk.books().latest_pass().await {
        Ok(_) => (StatusCode::OK, health().await),
        // Strangers ask this: what exactly is wrong is for the log of the server.
        Err(_) => {
            let status = "the ledger cannot be read".to_owned();
            (StatusCode::SERVICE_UNAVAILABLE, Json(Health { status }))
        }
    }
}

/// This document
#[utoipa::path(get, path = "/openapi.json", tag = "system", responses(
    (status = 200, description = "OpenAPI 3.1", body = Object),
))]
async fn openapi() -> Json<Value> {
    Json(api::document())
}
