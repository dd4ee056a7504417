//! What a source says that asks its tool itself: settings, secrets, limits.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How a source asks its tool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OverHttp {
    /// Settings the connector names: `domain`.
    pub settings: BTreeMap<String, String>,
    /// Where each secret is.
    pub secrets: BTreeMap<String, SecretFrom>,
    /// The scopes it asks for; all of the connector where none is named.
    pub scopes: Vec<String>,
    /// Where it stops.
    pub limits: Limits,
    /// Whether it may ask without encryption.
    pub plain_http: PlainHttp,
}

/// Where a secret is. The secret itself never stands in a file of the workspace that is shared.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum SecretFrom {
    /// In a variable of the environment.
    Env(String),
    /// In a file, which holds nothing else; its path from the workspace.
    File(String),
}

/// Whether a source may ask over `http://`, where anybody on the way can read along. A tool on this
/// machine always may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlainHttp {
    /// Never.
    #[default]
    Refused,
    /// Yes: the way there is safe for another reason.
    Accepted,
}

/// Where asking stops, so that a tool that goes mad costs a source and not the pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Seconds one answer may take.
    pub seconds: u64,
    /// How often one request is sent, with a pause between.
    pub tries: u32,
    /// Requests of one scope.
    pub pages: u32,
    /// Megabytes of one answer.
    pub megabytes: u64,
    /// Megabytes of all answers together.
    #[serde(rename = "total megabytes")]
    pub total_megabytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            seconds: 60,
            tries: 4,
            pages: 20_000,
            megabytes: 64,
            total_megabytes: 1024,
        }
    }
}

impl Limits {
    pub(crate) fn within(&self) -> Duration {
        Duration::from_secs(self.seconds.max(1))
    }
}

/// What is wrong with one word of the text, with what to do.
pub(super) struct Wrong {
    pub(super) word: String,
    pub(super) says: String,
    pub(super) advice: &'static str,
}

/// Reads the settings: texts, and numbers and truth values as texts.
pub(super) fn settings(written: &Value, wrong: &mut Vec<Wrong>) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::new();
    for (name, value) in map("settings", written, wrong) {
        match value {
            Value::String(text) => drop(settings.insert(name, text)),
            Value::Number(_) | Value::Bool(_) => {
                settings.insert(name, value.to_string());
            }
            _ => wrong.push(Wrong {
                says: format!("the setting `{name}` is no text"),
                word: name,
                advice: "write `NAME: TEXT`; where a secret is goes below `secrets`",
            }),
        }
    }
    settings
}

/// Reads where the secrets are. What stands there in clear is refused and never repeated.
pub(super) fn secrets(written: &Value, wrong: &mut Vec<Wrong>) -> BTreeMap<String, SecretFrom> {
    let mut secrets = BTreeMap::new();
    for (name, value) in map("secrets", written, wrong) {
        match (&value, SecretFrom::deserialize(&value)) {
            (Value::Object(_), Ok(from)) => drop(secrets.insert(name, from)),
            (Value::Object(_), Err(_)) => wrong.push(Wrong {
                word: name.clone(),
                says: format!("where the secret `{name}` is cannot be read"),
                advice: "write `{env: NAME}` or `{file: path}`",
            }),
            _ => wrong.push(Wrong {
                word: name.clone(),
                says: format!("the secret `{name}` stands here in clear"),
                advice: "write where it is, `{env: NAME}` or `{file: path}`, and replace the \
                         secret in the tool: whoever saw this file has it",
            }),
        }
    }
    secrets
}

/// A part of the text that is a map. What else stands there may be a secret and is not repeated.
fn map(part: &str, written: &Value, wrong: &mut Vec<Wrong>) -> Map<String, Value> {
    match written {
        Value::Object(map) => map.clone(),
        Value::Null => Map::new(),
        _ => {
            wrong.push(Wrong {
                word: part.to_owned(),
                says: format!("`{part}` is no map of names"),
                advice: "write `settings: {domain: ...}` and `secrets: {token: {env: NAME}}`",
            });
            Map::new()
        }
    }
}
