//! What can go wrong with an answer, in words, and whether it helps to ask again.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::{Response, Unreached};

/// The vendor's own words are cut here, in characters.
const WORDS_MOST: usize = 200;

/// Why something was not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Trouble {
    /// A stable code.
    pub(super) code: &'static str,
    /// What happened, as the end of a sentence about what was asked for.
    pub(super) says: String,
    /// What to do.
    pub(super) advice: String,
}

impl Trouble {
    pub(super) fn new(code: &'static str, says: impl Into<String>, advice: &str) -> Self {
        Self {
            code,
            says: says.into(),
            advice: advice.to_owned(),
        }
    }
}

/// What an answer comes to.
#[derive(Debug)]
pub(super) enum Heard {
    /// Something to read.
    Good(Response),
    /// It may help to ask again, after so long where the tool says how long.
    Later(Option<Duration>, Trouble),
    /// We are not known, or not any more.
    Unknown(Trouble),
    /// It stands elsewhere.
    Moved(String),
    /// It does not help to ask again.
    No(Trouble),
}

pub(super) fn hear(answer: Result<Response, Unreached>) -> Heard {
    let response = match answer {
        Ok(response) => response,
        Err(unreached) => return not_reached(unreached),
    };
    let status = response.status;
    let words = words_of(&response.bytes);
    let said = match &words {
        Some(words) => format!("the tool answered {status}: \"{words}\""),
        None => format!("the tool answered {status}"),
    };
    match status {
        200..=299 => Heard::Good(response),
        301 | 302 | 303 | 307 | 308 => match response.header("location") {
            Some(to) => Heard::Moved(to.to_owned()),
            None => Heard::No(Trouble::new("http-refused", said, "check the address")),
        },
        401 => Heard::Unknown(Trouble::new(
            "http-unauthorized",
            format!("{said}, so the secret is wrong or has expired"),
            "make a new one in the tool and put it where `secrets` points",
        )),
        429 | 503 => Heard::Later(wait_of(&response), too_often(said, status)),
        403 if is_limited(&response) => Heard::Later(wait_of(&response), too_often(said, status)),
        403 => Heard::No(Trouble::new(
            "http-forbidden",
            said,
            "give the key the right to read it; the page of the connector says which",
        )),
        404 => Heard::No(Trouble::new(
            "http-not-found",
            said,
            "check the settings of the source, and whether the plan of the tool includes it",
        )),
        408 | 500.. => Heard::Later(
            wait_of(&response),
            Trouble::new(
                "http-failed",
                said,
                "look at the status page of the tool, and run again",
            ),
        ),
        _ => Heard::No(Trouble::new(
            "http-refused",
            said,
            "check the settings of the source against the page of the connector",
        )),
    }
}

fn too_often(said: String, status: u16) -> Trouble {
    match status {
        503 => Trouble::new(
            "http-failed",
            said,
            "look at the status page of the tool, and run again",
        ),
        _ => Trouble::new(
            "http-too-often",
            format!("{said}, because it was asked too often"),
            "run again later, or less often",
        ),
    }
}

fn not_reached(unreached: Unreached) -> Heard {
    let again = |code, says: String, advice| Heard::Later(None, Trouble::new(code, says, advice));
    match unreached {
        Unreached::NoAnswer(why) => again(
            "http-unreachable",
            format!("nobody answered: {why}"),
            "check the address in the settings, and the way out of this network",
        ),
        Unreached::Late => again(
            "http-late",
            "the answer took too long".to_owned(),
            "run again, or give it more time: `limits: {seconds: 120}`",
        ),
        Unreached::Cut(why) => again(
            "http-cut",
            format!("the answer broke off: {why}"),
            "run again; if it stays so, something between breaks long answers off",
        ),
        Unreached::TooLarge => Heard::No(Trouble::new(
            "http-limit",
            "one answer is larger than allowed",
            "allow more: `limits: {megabytes: 256}`",
        )),
        Unreached::Untrusted(why) => Heard::No(Trouble::new(
            "http-untrusted",
            format!("the tool cannot prove who it is: {why}"),
            "check the address; a certificate must be valid and of a known authority",
        )),
        Unreached::Unsendable(why) => Heard::No(Trouble::new(
            "http-unsendable",
            why,
            "check the settings and secrets of the source",
        )),
    }
}

/// Whether a 403 says that it was asked too often, as GitHub does.
fn is_limited(response: &Response) -> bool {
    let none_left = ["x-ratelimit-remaining", "x-rate-limit-remaining"]
        .into_iter()
        .any(|name| response.header(name).map(str::trim) == Some("0"));
    none_left || response.header("retry-after").is_some()
}

/// How long the tool wants us to wait: `Retry-After` (RFC 9110, 10.2.3), else when its count of
/// requests starts again. Instants are compared with the tool's own clock.
fn wait_of(response: &Response) -> Option<Duration> {
    let instant = |text: &str| {
        let parsed = jiff::fmt::rfc2822::parse(text).ok()?;
        Some(parsed.timestamp())
    };
    let from = response.header("date").and_then(instant);
    let until = |then: Timestamp| {
        let wait = then.duration_since(from?);
        Some(Duration::try_from(wait).unwrap_or(Duration::ZERO))
    };
    if let Some(text) = response.header("retry-after").map(str::trim) {
        return match text.parse() {
            Ok(seconds) => Some(Duration::from_secs(seconds)),
            Err(_) => until(instant(text)?),
        };
    }
    let reset = ["x-ratelimit-reset", "x-rate-limit-reset"]
        .into_iter()
        .find_map(|name| response.header(name))?;
    until(Timestamp::from_second(reset.trim().parse().ok()?).ok()?)
}

/// What an answer says for itself, where it is JSON of one of the usual shapes.
pub(super) fn words_of(bytes: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(bytes).ok()?;
    let paths = [
        "/errorSummary",
        "/error_description",
        "/error/message",
        "/errors/0/message",
        "/errors/0/description",
        "/message",
        "/detail",
        "/error",
    ];
    let text = paths
        .into_iter()
        .find_map(|path| body.pointer(path)?.as_str())?;
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short = plain.chars().take(WORDS_MOST).collect::<String>();
    (!short.is_empty()).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Heard {
        let headers = headers
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        hear(Ok(Response {
            status,
            headers: headers.collect(),
            bytes: body.as_bytes().to_vec(),
        }))
    }

    #[track_caller]
    fn waits(status: u16, headers: &[(&str, &str)], seconds: Option<u64>) {
        match answer(status, headers, "") {
            Heard::Later(wait, _) => assert_eq!(wait, seconds.map(Duration::from_secs)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_tool_says_how_long_to_wait() {
        let date = ("date", "Mon, 01 Jun 2026 07:00:00 GMT");
        waits(429, &[("retry-after", "7")], Some(7));
        let later = ("retry-after", "Mon, 01 Jun 2026 07:00:30 GMT");
        waits(503, &[later, date], Some(30));
        waits(503, &[later], None);
        let reset = ("x-rate-limit-reset", "1780297260");
        waits(429, &[reset, date], Some(60));
        let none_left = ("x-ratelimit-remaining", "0");
        waits(
            403,
            &[none_left, ("x-ratelimit-reset", "1780297200"), date],
            Some(0),
        );
        waits(500, &[], None);
    }

    #[test]
    fn a_refusal_is_told_in_the_words_of_the_tool() {
        let Heard::No(trouble) = answer(403, &[], r#"{"errorSummary":"You may\n not"}"#) else {
            panic!("a refusal");
        };
        assert_eq!(trouble.says, "the tool answered 403: \"You may not\"");
        assert_eq!(trouble.code, "http-forbidden");
    }
}
