//! What goes wrong, as `application/problem+json` (RFC 9457).

use app::ports::PortError;
use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use model::{Place, Problem};
use serde::Serialize;
use utoipa::ToSchema;

/// An answer that refuses, and why.
#[derive(Clone, Debug)]
pub struct Refusal {
    status: StatusCode,
    problems: Vec<Problem>,
    /// Seconds after which asking again may help.
    retry_after: Option<u64>,
}

/// What went wrong, and what to do next (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// Names the sort of problem: `urn:allhands:problem:` and its code.
    pub r#type: String,
    /// What is wrong, in a sentence.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// A stable code: `finding-unknown`.
    pub code: String,
    /// What to do next, best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub advice: Vec<String>,
    /// Everything that is wrong, where it is more than one thing or has a place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<ProblemLine>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemLine {
    /// A stable code.
    pub code: String,
    /// What is wrong, in a sentence.
    pub says: String,
    /// What to do next, best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub advice: Vec<String>,
    /// The line it stands in, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The column it begins in, from 1, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
}

impl From<&Problem> for ProblemLine {
    fn from(problem: &Problem) -> Self {
        Self {
            code: problem.code.clone(),
            says: problem.says.clone(),
            advice: problem.advice.clone(),
            line: problem.place.line,
            column: problem.place.column,
        }
    }
}

impl Refusal {
    /// With a status and everything that is wrong.
    pub fn new(status: StatusCode, problems: Vec<Problem>) -> Self {
        Self {
            status,
            problems,
            retry_after: None,
        }
    }

    fn one(status: StatusCode, code: &str, says: &str, advice: &str) -> Self {
        let problem = Problem::new(code, says, Place::default()).advise(advice);
        Self::new(status, vec![problem])
    }

    /// Nobody is signed in.
    pub fn stranger() -> Self {
        let says = "nobody is signed in";
        Self::one(
            StatusCode::UNAUTHORIZED,
            "stranger",
            says,
            "sign in, or show a token",
        )
    }

    /// They may not, or there is no such thing: the answer does not say which.
    pub fn forbidden() -> Self {
        let says = "this is not yours to see or do, or it does not exist";
        let advice = "ask whoever answers for it";
        Self::one(StatusCode::FORBIDDEN, "forbidden", says, advice)
    }

    /// The request did not come from our own pages.
    pub fn elsewhere() -> Self {
        let says = "the request does not come from a page of this server";
        let advice = "programs show a token: `Authorization: Bearer ...`";
        Self::one(StatusCode::FORBIDDEN, "cross-site", says, advice)
    }

    /// There is no such thing.
    pub fn unknown(problem: Problem) -> Self {
        Self::new(StatusCode::NOT_FOUND, vec![problem])
    }

    /// There is no such address.
    pub fn no_such_address() -> Self {
        let says = "there is nothing at this address";
        Self::one(
            StatusCode::NOT_FOUND,
            "address-unknown",
            says,
            "see `/openapi.json`",
        )
    }

    /// The request says something that cannot be.
    pub fn wrong(problem: Problem) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, vec![problem])
    }

    /// The request cannot be read.
    pub fn unreadable(says: impl Into<String>) -> Self {
        Self::unread(StatusCode::BAD_REQUEST, says)
    }

    /// The same with another status: too large, of another sort than JSON.
    pub(crate) fn unread(status: StatusCode, says: impl Into<String>) -> Self {
        let problem = Problem::new("request-unreadable", says.into(), Place::default());
        Self::new(status, vec![problem.advise("see `/openapi.json`")])
    }

    /// What was asked for may not be done as things stand.
    pub fn refused(problem: Problem) -> Self {
        Self::new(StatusCode::CONFLICT, vec![problem])
    }

    /// Too much at once.
    pub fn too_many(seconds: u64) -> Self {
        let says = "too many requests at once";
        let advice = format!("wait {seconds} seconds and try again");
        let refusal = Self::one(StatusCode::TOO_MANY_REQUESTS, "too-many", says, &advice);
        Self {
            retry_after: Some(seconds),
            ..refusal
        }
    }

    /// The program failed; what with is for its log.
    pub(crate) fn broken() -> Self {
        let says = "the server could not answer";
        let advice = "try again, and tell whoever keeps this server if it stays so";
        Self::one(StatusCode::INTERNAL_SERVER_ERROR, "broken", says, advice)
    }

    /// Something that is needed cannot be reached.
    pub fn unavailable(problems: Vec<Problem>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, problems)
    }

    /// What the answer says is wrong.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    fn body(&self) -> ProblemBody {
        let lines: Vec<ProblemLine> = self.problems.iter().map(ProblemLine::from).collect();
        let first = lines.first();
        let several = lines.len() > 1 || first.is_some_and(|line| line.line.is_some());
        let code = first.map_or("unknown", |line| line.code.as_str());
        ProblemBody {
            r#type: format!("urn:allhands:problem:{code}"),
            title: first.map_or_else(String::new, |line| line.says.clone()),
            status: self.status.as_u16(),
            code: code.to_owned(),
            advice: first.map_or_else(Vec::new, |line| line.advice.clone()),
            problems: if several { lines } else { Vec::new() },
        }
    }
}

impl From<PortError> for Refusal {
    fn from(error: PortError) -> Self {
        let problem = error.problem().clone();
        // Somebody else acted in the meantime: asking again shows what there is now.
        match problem.code == "decision-overtaken" {
            true => Self::refused(problem),
            false => Self::unavailable(vec![problem]),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.body()).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        let kind = header::HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            let how = header::HeaderValue::from_static("Bearer");
            headers.insert(header::WWW_AUTHENTICATE, how);
        }
        response
    }
}
