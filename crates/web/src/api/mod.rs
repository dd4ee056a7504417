//! The HTTP API: one file a resource, with its answers and its routes. A new one is one file and
//! one line in [`routes`].

mod answers;
mod asked;
mod departments;
mod entities;
mod findings;
mod inventory;
mod jobs;
mod log;
mod matrix;
mod me;
mod page;
mod part;
mod preview;
mod rules;
mod sources;
mod system;
mod tokens;

use axum::Router;
use serde_json::{Value, json};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    problem::{ProblemBody, ProblemLine},
    server::Server,
};

/// Everything below `/api/v1`, which only people who are signed in may ask.
pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .merge(me::routes())
        .merge(part::routes())
        .merge(findings::routes())
        .merge(inventory::routes())
        .merge(entities::routes())
        .merge(answers::routes())
        .merge(rules::routes())
        .merge(preview::routes())
        .merge(sources::routes())
        .merge(matrix::routes())
        .merge(departments::routes())
        .merge(log::routes())
        .merge(jobs::routes())
        .merge(tokens::routes())
}

/// What anybody may ask.
pub(crate) fn open_routes() -> Router<Server> {
    system::routes().split_for_parts().0
}

/// The head of the document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Allhands",
        description = "Everything the command line can do, in the same words. Lists come in \
            pages: `limit` says how many, and `next` of an answer is `after` of the next question. \
            What goes wrong is `application/problem+json` with a stable `code`. Programs show a \
            token: `Authorization: Bearer ...`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(ProblemBody, ProblemLine, page::Direction)),
    servers((url = "/"))
)]
struct Head;

/// The document of the API, OpenAPI 3.1, made of the same lines as its routes.
pub fn document() -> Value {
    let guarded = OpenApiRouter::<Server>::new().nest("/api/v1", routes());
    let all = OpenApiRouter::with_openapi(Head::openapi())
        .merge(guarded)
        .merge(system::routes());
    let mut document = json!(all.split_for_parts().1);
    document["components"]["securitySchemes"] = json!({
        "session": {"type": "apiKey", "in": "cookie", "name": "__Host-allhands"},
        "token": {"type": "http", "scheme": "bearer"},
    });
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (path, operations) in paths {
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            operation["operationId"] = json!(operation_id(method, path));
            if path.starts_with("/api/") {
                operation["responses"]["default"] = refused();
                operation["security"] = json!([{"session": []}, {"token": []}]);
            }
        }
    }
    document
}

/// A name that no other operation has, as clients that are made of the document need:
/// `get_findings_id`. The names of functions repeat from resource to resource.
fn operation_id(method: &str, path: &str) -> String {
    let path = path.trim_start_matches("/api/v1");
    let words = path.split(|c: char| !c.is_ascii_alphanumeric());
    let words = std::iter::once(method).chain(words.filter(|word| !word.is_empty()));
    words.collect::<Vec<_>>().join("_")
}

/// What any question may be answered with instead.
fn refused() -> Value {
    json!({
        "description": "It was refused, or did not work: 401 to strangers, 403 where it is not \
            theirs or does not exist, 422 where the question cannot be, 409 where things stand \
            otherwise by now.",
        "content": {"application/problem+json": {
            "schema": {"$ref": "#/components/schemas/ProblemBody"},
        }},
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    /// Everything that a document points at within itself.
    fn pointers(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                let to = fields.get("$ref").and_then(Value::as_str);
                into.extend(to.map(str::to_owned));
                fields.values().for_each(|field| pointers(field, into));
            }
            Value::Array(all) => all.iter().for_each(|one| pointers(one, into)),
            _ => {}
        }
    }

    #[test]
    fn programs_can_be_made_of_the_document() {
        let document = super::document();
        let mut to = BTreeSet::new();
        pointers(&document, &mut to);
        for pointer in to {
            let there = document.pointer(pointer.trim_start_matches('#'));
            assert!(there.is_some(), "{pointer} leads nowhere");
        }
        let mut ids = BTreeSet::new();
        for operation in document["paths"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|path| path.as_object().unwrap().values())
        {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "two operations are called {id}");
        }
    }

    #[test]
    fn the_document_that_is_kept_is_the_one_that_is_served() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../docs/reference/openapi.json"
        );
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        let served = serde_json::to_string_pretty(&super::document()).unwrap() + "\n";
        if kept != served {
            std::fs::write(path, &served).unwrap();
            panic!("`openapi.json` changed: read the difference, and commit it if it is meant");
        }
    }
}
