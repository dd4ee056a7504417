//! The vendor's own answers out of recorded traffic.
//!
//! Recorded test data wraps what a vendor sent: in HTTP archives (HAR 1.2), or in one file that
//! holds several answers under the names of variables. Connectors read the vendor's body and know
//! neither wrapper, so tests unwrap first.

mod base64;

use serde::Deserialize;
use serde_json::Value;

/// One answer as the vendor sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Where it came from: the address asked, or the key it was recorded under.
    pub url: String,
    /// The HTTP status; 200 where the recording holds none.
    pub status: u16,
    /// What was sent.
    pub bytes: Vec<u8>,
}

/// Why a recording cannot be unwrapped.
#[derive(Debug, thiserror::Error)]
pub enum UnwrapError {
    /// The file is not what its name promises: record it again.
    #[error("the recording is not a JSON document of the expected form")]
    NotARecording(#[from] serde_json::Error),
    /// The recording was cut or edited: record it again.
    #[error("the answer of `{url}` (entry {entry}) says it is base64 and is not: {reason}")]
    NotBase64 {
        /// The address asked.
        url: String,
        /// Its place in the recording, from 0.
        entry: usize,
        /// What is wrong with the text.
        reason: base64::Base64Error,
    },
    /// The answer is packed in a way that is not known here: unpack it before.
    #[error("the answer of `{url}` (entry {entry}) is written as `{encoding}`; `base64` is known")]
    UnknownEncoding {
        /// The address asked.
        url: String,
        /// Its place in the recording, from 0.
        entry: usize,
        /// How it is written.
        encoding: String,
    },
}

pub use base64::Base64Error;

#[derive(Deserialize)]
struct Har {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    request: Request,
    response: Response,
}

#[derive(Deserialize)]
struct Request {
    url: String,
}

#[derive(Deserialize)]
struct Response {
    // Some recorders write -1 or 0 for an answer that never came.
    status: i64,
    #[serde(default)]
    content: Content,
}

#[derive(Default, Deserialize)]
struct Content {
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    encoding: Option<String>,
}

/// The bodies of an HTTP archive in the order they were recorded: only answers of status 2xx that
/// have a body, base64 decoded.
///
/// # Errors
/// Where the text is no HTTP archive, or a body is not written the way it says.
pub fn har(text: &str) -> Result<Vec<Body>, UnwrapError> {
    // A byte order mark is not JSON, and Windows tools write one.
    let har: Har = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    let mut bodies = Vec::new();
    for (entry, Entry { request, response }) in har.log.entries.into_iter().enumerate() {
        let Some(status) = u16::try_from(response.status)
            .ok()
            .filter(|s| (200..300).contains(s))
        else {
            continue;
        };
        let url = request.url;
        let Some(text) = response.content.text.filter(|text| !text.is_empty()) else {
            continue;
        };
        let bytes = match response.content.encoding.as_deref() {
            None | Some("") => text.into_bytes(),
            Some("base64") => match base64::decode(&text) {
                Ok(bytes) => bytes,
                // Who takes secrets out of a recording unpacks the body and leaves the label.
                Err(_) if holds_json(&text) => text.into_bytes(),
                Err(reason) => return Err(UnwrapError::NotBase64 { url, entry, reason }),
            },
            Some(encoding) => {
                let encoding = encoding.to_owned();
                return Err(UnwrapError::UnknownEncoding {
                    url,
                    entry,
                    encoding,
                });
            }
        };
        bodies.push(Body { url, status, bytes });
    }
    Ok(bodies)
}

/// The answers of a file that holds several under their names: one body per top key, in order. A
/// text that itself holds a JSON object or list is unwrapped.
///
/// # Errors
/// Where the text is no JSON object.
pub fn cartography(text: &str) -> Result<Vec<Body>, UnwrapError> {
    let named: serde_json::Map<String, Value> =
        serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    let body = |(name, value): (String, Value)| {
        let bytes = match value {
            Value::String(text) if holds_json(&text) => text.trim().as_bytes().to_vec(),
            other => other.to_string().into_bytes(),
        };
        Body {
            url: name,
            status: 200,
            bytes,
        }
    };
    Ok(named.into_iter().map(body).collect())
}

/// Only objects and lists: an account number in quotes is a text that happens to look like JSON.
fn holds_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(entries: &str) -> String {
        format!(r#"{{"log":{{"version":"1.2","entries":[{entries}]}}}}"#)
    }

    fn entry(url: &str, status: i64, content: &str) -> String {
        let response = format!(r#"{{"status":{status},"content":{content}}}"#);
        format!(r#"{{"request":{{"url":"{url}"}},"response":{response}}}"#)
    }

    fn texts(bodies: &[Body]) -> Vec<&str> {
        bodies
            .iter()
            .map(|body| std::str::from_utf8(&body.bytes).unwrap())
            .collect()
    }

    #[test]
    fn answers_keep_their_order_and_their_address() {
        let text = recording(&format!(
            "{},{}",
            entry("https://a.example/2", 200, r#"{"text":"[2]"}"#),
            entry("https://a.example/1", 201, r#"{"text":"[1]"}"#),
        ));
        let bodies = har(&text).unwrap();
        assert_eq!(texts(&bodies), ["[2]", "[1]"]);
        assert_eq!(bodies[1].url, "https://a.example/1");
        assert_eq!(bodies[1].status, 201);
    }

    #[test]
    fn refusals_and_empty_answers_are_left_out() {
        let text = recording(
            &[
                entry("https://a.example/1", 401, r#"{"text":"{}"}"#),
                entry("https://a.example/2", 200, r#"{"size":0}"#),
                entry("https://a.example/3", 204, r#"{"text":""}"#),
                entry("https://a.example/4", -1, r#"{"text":"{}"}"#),
                entry("https://a.example/5", 200, r#"{"text":"{}"}"#),
            ]
            .join(","),
        );
        let bodies = har(&text).unwrap();
        assert_eq!(bodies.len(), 1);
        assert_eq!(bodies[0].url, "https://a.example/5");
    }

    #[test]
    fn base64_is_decoded() {
        let text = recording(&entry(
            "https://a.example",
            200,
            r#"{"encoding":"base64","text":"eyJuYW1lIjoiWm/DqyJ9"}"#,
        ));
        assert_eq!(texts(&har(&text).unwrap()), [r#"{"name":"Zoë"}"#]);
    }

    #[test]
    fn a_body_that_was_unpacked_by_hand_is_taken_as_it_stands() {
        let text = recording(&entry(
            "https://a.example",
            200,
            r#"{"encoding":"base64","text":"{\"token\":\"-\"}"}"#,
        ));
        assert_eq!(texts(&har(&text).unwrap()), [r#"{"token":"-"}"#]);
    }

    #[test]
    fn a_body_that_is_not_what_it_says_is_refused_with_its_place() {
        let broken = entry(
            "https://a.example",
            200,
            r#"{"encoding":"base64","text":"e?J"}"#,
        );
        assert_eq!(
            har(&recording(&broken)).unwrap_err().to_string(),
            "the answer of `https://a.example` (entry 0) says it is base64 and is not: \
             `?` at 1 is no base64 digit"
        );
        let packed = entry("https://a.example", 200, r#"{"encoding":"br","text":"e"}"#);
        assert_eq!(
            har(&recording(&packed)).unwrap_err().to_string(),
            "the answer of `https://a.example` (entry 0) is written as `br`; `base64` is known"
        );
        assert!(matches!(har("[]"), Err(UnwrapError::NotARecording(_))));
    }

    #[test]
    fn every_named_answer_is_a_body() {
        let text = r#"{"HOSTS":[{"id":1}],"GROUPS":"\n[ {\"id\": 2} ]","ACCOUNT":"123456789012"}"#;
        let bodies = cartography(text).unwrap();
        let names: Vec<_> = bodies.iter().map(|body| body.url.as_str()).collect();
        assert_eq!(names, ["HOSTS", "GROUPS", "ACCOUNT"]);
        assert_eq!(
            texts(&bodies),
            [r#"[{"id":1}]"#, r#"[ {"id": 2} ]"#, r#""123456789012""#]
        );
    }
}
