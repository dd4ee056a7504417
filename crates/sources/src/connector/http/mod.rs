//! How a tool is asked over HTTP, as a connector describes it. `crate::fetch` does the asking.
//!
//! ```yaml
//! http:
//!   base: "https://{domain}"          # a setting of the source stands in braces
//!   auth: {kind: bearer, token: "{token}"}
//!   paging: {kind: link header}       # where a request does not say
//!   headers: {accept: application/json}
//!   lists:                            # answers that only name what to ask for next
//!     host ids: {get: /v1/hosts, ids: ".ids[]"}
//! scopes:
//!   people:
//!     request: {get: "/v1/people?limit=200"}
//!   hosts:                            # many at once: `{ids}` is a list, 100 long at most
//!     request: {post: /v1/hosts/query, each: host ids, at once: 100, body: {ids: "{ids}"}}
//!   details:                          # one by one: `{id}`
//!     request: {get: "/v1/people/{id}", each: people, ids: ".people[].id"}
//!   teams of people:                  # stands in the answers of another scope
//!     request: {with: people}
//! ```
//! GraphQL is a `post` whose `body` has `query` and `variables`, with a cursor that is handed back
//! `to: variables.after`.

mod check;
pub(crate) mod fill;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

pub(super) use self::check::check;

/// Where a tool answers and how it is asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// The address before the path of each request; `{name}` is a setting of the source.
    pub base: String,
    /// How we prove who we are.
    pub auth: Auth,
    /// How long answers are continued, where a scope does not say.
    #[serde(default)]
    pub paging: Option<Paging>,
    /// Headers of every request, beside the proof of who we are.
    #[serde(default)]
    pub headers: IndexMap<String, String>,
    /// Requests whose answers only name what to ask for next, for `each`.
    #[serde(default)]
    pub lists: IndexMap<String, Request>,
}

/// How we prove who we are. Names in braces are settings or secrets of the source.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", deny_unknown_fields)]
pub enum Auth {
    /// Nothing to prove.
    #[serde(rename = "none")]
    None,
    /// `Authorization: Bearer TOKEN`, or another word before the token.
    #[serde(rename = "bearer")]
    Bearer {
        /// The setting that holds the token.
        token: String,
        /// The word before it, when not `Bearer`.
        #[serde(default)]
        scheme: Option<String>,
    },
    /// Name and password.
    #[serde(rename = "basic")]
    Basic {
        /// The setting that holds the name.
        username: String,
        /// The setting that holds the password.
        #[serde(default)]
        password: Option<String>,
    },
    /// Keys in headers of their own: `x-api-key`.
    #[serde(rename = "headers")]
    Headers {
        /// Each header with its text, which names secrets in braces.
        headers: IndexMap<String, String>,
    },
    /// OAuth 2.0 client credentials: the setting `client_id` and the secret `client_secret`.
    #[serde(rename = "oauth client")]
    OauthClient {
        /// Path or address that hands out tokens.
        token: String,
        /// Scopes to ask for.
        #[serde(default)]
        scopes: Vec<String>,
    },
    /// A signed statement of a service account (RFC 7523): the secret `key` is its key file as
    /// Google gives it out, the setting `subject` the person it acts for, if any.
    #[serde(rename = "service account")]
    ServiceAccount {
        /// Address that hands out tokens.
        token: String,
        /// Scopes to ask for.
        #[serde(default)]
        scopes: Vec<String>,
    },
}

/// How a long answer is continued.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", deny_unknown_fields)]
pub enum Paging {
    /// One answer holds everything.
    #[serde(rename = "none")]
    None,
    /// A page number.
    #[serde(rename = "page")]
    Page {
        /// The parameter that holds the number.
        page: String,
        /// The parameter that holds the size.
        size: String,
        /// The size asked for.
        of: u32,
        /// The number of the first page.
        #[serde(default = "one")]
        first: u32,
    },
    /// A position to go on from.
    #[serde(rename = "offset")]
    Offset {
        /// The parameter that holds the position.
        offset: String,
        /// The parameter that holds the size.
        size: String,
        /// The size asked for.
        of: u32,
    },
    /// A token in the answer, handed back in the next request.
    #[serde(rename = "cursor")]
    Cursor {
        /// Where the answer holds it, as a path.
        from: String,
        /// The parameter that hands it back; in a body the path to it: `variables.after`.
        to: String,
    },
    /// The address of the next page, in the answer.
    #[serde(rename = "next link")]
    NextLink {
        /// Where the answer holds it, as a path.
        from: String,
    },
    /// RFC 8288: `Link: <...>; rel="next"`.
    #[serde(rename = "link header")]
    LinkHeader,
}

impl Paging {
    /// Whether answers are continued at all.
    pub(crate) fn goes_on(&self) -> bool {
        !matches!(self, Self::None)
    }
}

fn one() -> u32 {
    1
}

/// What is asked for one scope.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Path and query of a GET.
    #[serde(default)]
    pub get: Option<String>,
    /// Path of a POST.
    #[serde(default)]
    pub post: Option<String>,
    /// The body of a POST, sent as JSON. A text that is nothing but `{name}` becomes that setting,
    /// `{id}` the id, and `{ids}` the list of ids.
    #[serde(default)]
    pub body: Option<Value>,
    /// Asked for each id that this other scope or list gives.
    #[serde(default)]
    pub each: Option<String>,
    /// Where the ids stand: for a list in its own answer, else in the answers of the scope that
    /// `each` names, where they are not the keys of its records.
    #[serde(default)]
    pub ids: Option<String>,
    /// How many ids one request takes where it holds `{ids}`.
    #[serde(default, rename = "at once")]
    pub at_once: Option<usize>,
    /// The scope whose answers hold this one too, so that nothing more is asked.
    #[serde(default)]
    pub with: Option<String>,
    /// Parameters.
    #[serde(default)]
    pub query: IndexMap<String, String>,
    /// How this answer is continued, when not as the connector says.
    #[serde(default)]
    pub paging: Option<Paging>,
}
