//! Requests and answers as values. Whoever sends them stands outside.

use std::time::Duration;

use super::Secret;

/// One request, ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// How it asks.
    pub method: Method,
    /// Whom it asks: an absolute address. It never holds a secret.
    pub url: String,
    /// Names, in lower case, and texts.
    pub headers: Vec<(String, Text)>,
    /// What it sends.
    pub body: Body,
    /// How long the whole answer may take.
    pub within: Duration,
    /// The most bytes the answer may have, unpacked.
    pub bytes_most: u64,
}

/// How a request asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Sends something, here always a question.
    Post,
}

/// The text of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// Anybody may read it.
    Plain(String),
    /// Proves who we are.
    Secret(Secret),
}

impl Text {
    /// The text as it is sent.
    pub fn reveal(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Secret(secret) => secret.reveal(),
        }
    }
}

/// What a request sends.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Nothing.
    Empty,
    /// JSON.
    Json(String),
    /// A form (`application/x-www-form-urlencoded`) that proves who we are.
    Form(Secret),
    /// A form whose last field is a statement that still has to be signed (RFC 7523): the form up
    /// to there, then `STATEMENT.SIGNATURE`, where the signature is RS256 (RFC 7518, 3.3) over the
    /// statement, in base64url without padding.
    Signed {
        /// The form up to the statement: `grant_type=...&assertion=`.
        form: String,
        /// Header and claims, as they are signed.
        statement: String,
        /// The private key, PEM of PKCS#8.
        key: Secret,
    },
}

/// One answer, read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status: 200.
    pub status: u16,
    /// Names, in lower case, and texts.
    pub headers: Vec<(String, String)>,
    /// What it says.
    pub bytes: Vec<u8>,
}

impl Response {
    /// The first header of a name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All headers of a name in lower case.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, text)| text.as_str())
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreached {
    /// Nobody there: no such name, refused, unreachable. With the words of the system.
    NoAnswer(String),
    /// It took too long.
    Late,
    /// The answer broke off.
    Cut(String),
    /// The answer is larger than [`Request::bytes_most`].
    TooLarge,
    /// The other side cannot prove who it is, or cannot be spoken to safely.
    Untrusted(String),
    /// The request itself cannot be sent: a key that signs nothing, a header that is none.
    Unsendable(String),
}
