//! How a tool is asked over HTTP: read and checked now, so that every connector can carry it.

use indexmap::IndexMap;
use model::{Place, Problem};
use serde::Deserialize;

use crate::near::line_of;

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
    /// OAuth 2.0 client credentials.
    #[serde(rename = "oauth client")]
    OauthClient {
        /// Path or address that hands out tokens.
        token: String,
        /// Scopes to ask for.
        #[serde(default)]
        scopes: Vec<String>,
    },
    /// A signed statement of a service account (RFC 7523).
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
        /// The parameter that hands it back.
        to: String,
    },
    /// RFC 8288: `Link: <...>; rel="next"`.
    #[serde(rename = "link header")]
    LinkHeader,
}

/// What is asked for one scope.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Path and query of a GET.
    #[serde(default)]
    pub get: Option<String>,
    /// Path of a POST.
    #[serde(default)]
    pub post: Option<String>,
    /// The body of a POST.
    #[serde(default)]
    pub body: Option<String>,
    /// Asked once for each id that this other scope's request lists.
    #[serde(default)]
    pub each: Option<String>,
    /// Parameters.
    #[serde(default)]
    pub query: IndexMap<String, String>,
    /// How this answer is continued, when not as the connector says.
    #[serde(default)]
    pub paging: Option<Paging>,
}

/// What is wrong with the address and the requests of a connector.
pub(super) fn check<'a>(
    http: Option<&Http>,
    requests: impl Iterator<Item = (&'a str, &'a Request)>,
    text: &str,
    file: &str,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut wrong = |word: &str, says: String, advice: &str| {
        let mut place = Place::file(file);
        place.line = line_of(text, word);
        problems.push(Problem::new("E-HTTP", says, place).advise(advice));
    };
    if let Some(http) = http {
        let base = &http.base;
        if !(base.starts_with("https://") || base.starts_with("http://") || base.starts_with('{')) {
            let says = format!("`base` is `{base}`, which is no address");
            wrong(
                "base",
                says,
                "write `https://...`, or `{url}` for a setting of the source",
            );
        }
        if let Err(says) = settings_of(base) {
            wrong("base", says, "a setting is written `{name}`");
        }
        check_paging(http.paging.as_ref(), &mut wrong);
    }
    for (scope, request) in requests {
        if http.is_none() {
            let says = format!("`{scope}` has a request, but the connector has no `http`");
            wrong("request", says, "add `http: {base: ..., auth: ...}`");
        }
        let path = match (&request.get, &request.post) {
            (Some(path), None) | (None, Some(path)) => path,
            _ => {
                let says = format!("the request of `{scope}` has not exactly one of `get`, `post`");
                wrong("request", says, "write `request: {get: /api/v1/devices}`");
                continue;
            }
        };
        if !path.starts_with('/') && !path.starts_with("https://") {
            let says = format!("the request of `{scope}` asks for `{path}`, which is no path");
            wrong(path, says, "a path starts with `/`");
        }
        if request.get.is_some() && request.body.is_some() {
            let says = format!("the request of `{scope}` is a GET with a body");
            wrong(
                "body",
                says,
                "write `post` instead of `get`, or drop the body",
            );
        }
        if let Err(says) = settings_of(path) {
            wrong(path, says, "a setting is written `{name}`");
        }
        check_paging(request.paging.as_ref(), &mut wrong);
    }
    problems
}

fn check_paging(paging: Option<&Paging>, wrong: &mut impl FnMut(&str, String, &str)) {
    match paging {
        Some(Paging::Page { of: 0, .. } | Paging::Offset { of: 0, .. }) => {
            wrong(
                "of: 0",
                "a page of 0 never ends".to_owned(),
                "write `of: 100`",
            );
        }
        Some(Paging::Cursor { from, .. }) if crate::program::Program::read(from).is_err() => {
            wrong(
                from,
                format!("`{from}` is no path to a cursor"),
                "write `.meta.next`",
            );
        }
        _ => {}
    }
}

/// The settings a text names in braces.
fn settings_of(text: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let end = rest[start..]
            .find('}')
            .ok_or_else(|| format!("`{text}` opens `{{` only"))?;
        names.push(&rest[start + 1..start + end]);
        rest = &rest[start + end + 1..];
    }
    Ok(names)
}
