//! A source: one configured tool, as a file under `sources/` says it.
//!
//! ```yaml
//! connector: okta                    # which connector reads it
//! files: exports/okta/*.json         # from files; or else, asked over HTTP:
//! settings: {domain: linden.okta.com}
//! secrets: {token: {env: OKTA_TOKEN}}
//! scopes: [users, groups]            # only these; without it, all of the connector
//! limits: {seconds: 60, tries: 4, pages: 20000, megabytes: 64, total megabytes: 1024}
//! plain http: refused                # or accepted, where the way is safe for another reason
//! ```

mod http;

use jiff::{Timestamp, civil::Date};
use model::{Place, Problem, Problems, SourceId, span::Length};
use serde::Deserialize;
use serde_json::Value;

pub use self::http::{Limits, OverHttp, PlainHttp, SecretFrom};
use crate::{
    connector::shape::Many,
    near::line_of,
    time::{Moment, read_moment, start_of},
};

/// Which connector reads which files, and what is known about them beforehand.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceConfig {
    /// Its name: the stem of its file.
    pub source: SourceId,
    /// The connector that reads it.
    pub connector: String,
    /// Patterns (globs) of the files that hold it, relative to the workspace; none where the tool
    /// is asked.
    pub files: Vec<String>,
    /// How the tool is asked; `None` where files hold the answers.
    pub http: Option<OverHttp>,
    /// When the source produced these files, where neither body nor file name says so.
    pub as_of: Option<Timestamp>,
    /// How long an answer stays fresh, when not as long as the connector says.
    pub fresh_for: Option<Length>,
    /// A sudden drop in records is accepted in snapshots up to this day.
    pub accept_drop: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceText {
    connector: String,
    #[serde(default)]
    files: Option<Many<String>>,
    #[serde(default)]
    settings: Value,
    #[serde(default)]
    secrets: Value,
    #[serde(default)]
    scopes: Option<Many<String>>,
    #[serde(default)]
    limits: Option<Limits>,
    #[serde(default, rename = "plain http")]
    plain_http: Option<PlainHttp>,
    #[serde(default, rename = "as of")]
    as_of: Option<String>,
    #[serde(default, rename = "fresh for")]
    fresh_for: Option<String>,
    #[serde(default, rename = "accept drop")]
    accept_drop: Option<String>,
}

/// Reads the file of one source.
///
/// # Errors
/// Every problem of the file: not YAML, a key that is not known, a time or length that cannot be
/// read, no file pattern.
pub fn read_source(text: &str, file: &str, source: SourceId) -> Result<SourceConfig, Problems> {
    let read: SourceText = serde_yaml_ng::from_str(text).map_err(|error| {
        let mut place = Place::file(file);
        if let Some(at) = error.location() {
            place = place.at_line(at.line() as u64);
        }
        let advice = "a source has `connector` with `files`, or with `settings` and `secrets`; it \
                      may have `as of`, `fresh for`, `accept drop`, `scopes`, `limits`, \
                      `plain http`";
        Problems(vec![
            Problem::new("E-SOURCE", error.to_string(), place).advise(advice),
        ])
    })?;
    let mut reader = Reader {
        text,
        file,
        problems: Vec::new(),
    };
    let http = match &read.files {
        Some(files) => {
            reader.patterns(&files.0);
            reader.files_alone(&read);
            None
        }
        None => Some(reader.over_http(&read)),
    };
    let config = SourceConfig {
        source,
        as_of: reader.as_of(read.as_of.as_deref()),
        fresh_for: reader.fresh_for(read.fresh_for.as_deref()),
        accept_drop: reader.accept_drop(read.accept_drop.as_deref()),
        connector: read.connector,
        files: read.files.map(|files| files.0).unwrap_or_default(),
        http,
    };
    if reader.problems.is_empty() {
        Ok(config)
    } else {
        Err(Problems(reader.problems))
    }
}

/// Reads the values of a source file and collects what is wrong with them.
struct Reader<'a> {
    text: &'a str,
    file: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn wrong(&mut self, word: &str, says: String, advice: &str) {
        let mut place = Place::file(self.file);
        place.line = line_of(self.text, word);
        self.problems
            .push(Problem::new("E-SOURCE", says, place).advise(advice));
    }

    fn patterns(&mut self, patterns: &[String]) {
        if patterns.is_empty() {
            let says = "`files` names no file".to_owned();
            self.wrong("files", says, "write `files: data/jamf/*.json`");
        }
        for pattern in patterns {
            if let Err(error) = globset::Glob::new(pattern) {
                let advice = "a pattern is like `data/jamf/**/*.json`";
                self.wrong(pattern, error.to_string(), advice);
            }
        }
    }

    /// A source reads files or asks the tool: two answers to one question would contradict.
    fn files_alone(&mut self, read: &SourceText) {
        let asks = [
            ("settings", !read.settings.is_null()),
            ("secrets", !read.secrets.is_null()),
            ("scopes", read.scopes.is_some()),
            ("limits", read.limits.is_some()),
            ("plain http", read.plain_http.is_some()),
        ];
        for (word, _) in asks.into_iter().filter(|(_, written)| *written) {
            let says = format!("`{word}` is for a source that asks its tool, and this reads files");
            self.wrong(word, says, "drop `files`, or drop what asks the tool");
        }
    }

    fn over_http(&mut self, read: &SourceText) -> OverHttp {
        let mut wrong = Vec::new();
        let over = OverHttp {
            settings: http::settings(&read.settings, &mut wrong),
            secrets: http::secrets(&read.secrets, &mut wrong),
            scopes: read.scopes.clone().unwrap_or_default().0,
            limits: read.limits.unwrap_or_default(),
            plain_http: read.plain_http.unwrap_or_default(),
        };
        for one in wrong {
            self.wrong(&one.word, one.says, one.advice);
        }
        if read.as_of.is_some() {
            let says = "`as of` is for files: what is asked for now is as of now".to_owned();
            self.wrong("as of", says, "drop `as of`");
        }
        over
    }

    fn as_of(&mut self, written: Option<&str>) -> Option<Timestamp> {
        let written = written?;
        let read = match read_moment(written) {
            Some(Moment::Instant(at)) => Some(at),
            Some(Moment::Day(day)) => start_of(day),
            None => None,
        };
        if read.is_none() {
            let says = format!("`as of` is `{written}`, which is no date");
            self.wrong(
                "as of",
                says,
                "write `as of: 2026-03-31` or `2026-03-31T08:00:00Z`",
            );
        }
        read
    }

    fn fresh_for(&mut self, written: Option<&str>) -> Option<Length> {
        written?
            .parse()
            .map_err(|error: model::span::LengthError| {
                let says = format!("`fresh for`: {error}");
                self.wrong("fresh for", says, "write `fresh for: 2 days`");
            })
            .ok()
    }

    fn accept_drop(&mut self, written: Option<&str>) -> Option<Date> {
        let written = written?;
        let read = written.parse().ok();
        if read.is_none() {
            let says = format!("`accept drop` is `{written}`, which is no day");
            self.wrong(
                "accept drop",
                says,
                "write the day, such as `accept drop: 2026-03-31`",
            );
        }
        read
    }
}
