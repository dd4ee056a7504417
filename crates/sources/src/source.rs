//! A source: one configured tool, as a file under `sources/` says it.

use jiff::{Timestamp, civil::Date};
use model::{Place, Problem, Problems, SourceId, span::Length};
use serde::Deserialize;

use crate::{
    connector::shape::Many,
    near::line_of,
    time::{Moment, read_moment},
};

/// Which connector reads which files, and what is known about them beforehand.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceConfig {
    /// Its name: the stem of its file.
    pub source: SourceId,
    /// The connector that reads it.
    pub connector: String,
    /// Patterns (globs) of the files that hold it, relative to the workspace.
    pub files: Vec<String>,
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
    files: Many<String>,
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
        let advice = "a source has `connector` and `files`, and may have `as of`, `fresh for` and \
                      `accept drop`";
        Problems(vec![
            Problem::new("E-SOURCE", error.to_string(), place).advise(advice),
        ])
    })?;
    let mut problems = Vec::new();
    let mut wrong = |word: &str, says: String, advice: &str| {
        let mut place = Place::file(file);
        place.line = line_of(text, word);
        problems.push(Problem::new("E-SOURCE", says, place).advise(advice));
    };
    if read.files.0.is_empty() {
        wrong(
            "files",
            "`files` names no file".to_owned(),
            "write `files: data/jamf/*.json`",
        );
    }
    for pattern in &read.files.0 {
        if let Err(error) = globset::Glob::new(pattern) {
            wrong(
                pattern,
                error.to_string(),
                "a pattern is like `data/jamf/**/*.json`",
            );
        }
    }
    let as_of = read
        .as_of
        .as_deref()
        .and_then(|written| match read_moment(written) {
            Some(Moment::Instant(at)) => Some(at),
            Some(Moment::Day(day)) => crate::time::start_of(day),
            None => {
                let says = format!("`as of` is `{written}`, which is no date");
                wrong(
                    "as of",
                    says,
                    "write `as of: 2026-03-31` or `2026-03-31T08:00:00Z`",
                );
                None
            }
        });
    let fresh_for = read
        .fresh_for
        .as_deref()
        .and_then(|written| match written.parse() {
            Ok(length) => Some(length),
            Err(error) => {
                wrong(
                    "fresh for",
                    format!("`fresh for`: {error}"),
                    "write `fresh for: 2 days`",
                );
                None
            }
        });
    let accept_drop = read
        .accept_drop
        .as_deref()
        .and_then(|written| match written.parse() {
            Ok(day) => Some(day),
            Err(_) => {
                let says = format!("`accept drop` is `{written}`, which is no day");
                wrong(
                    "accept drop",
                    says,
                    "write the day, such as `accept drop: 2026-03-31`",
                );
                None
            }
        });
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    let (connector, files) = (read.connector, read.files.0);
    Ok(SourceConfig {
        source,
        connector,
        files,
        as_of,
        fresh_for,
        accept_drop,
    })
}
