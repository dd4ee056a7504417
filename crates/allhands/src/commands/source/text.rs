//! Sources in words.

use std::fmt::Write as _;

use app::collect::SourceReport;
use model::{Reading, ScopeOutcome, ScopeRun};
use sources::Preview;

use super::{ConnectorRow, SourceRow, add::Added};
use crate::{
    output::{BOLD, DIM, GREEN, RED, YELLOW, paint},
    words::width,
};

pub(super) fn sources(rows: &[SourceRow]) -> String {
    if rows.is_empty() {
        return "No sources yet. Add one: allhands source add CONNECTOR --files GLOB\n".to_owned();
    }
    let mut text = String::new();
    let names = width(rows.iter().map(|row| row.source.as_str()));
    let connectors = width(rows.iter().map(|row| &row.connector));
    for row in rows {
        let name = row.source.as_str();
        let files = match &row.asks {
            Some(address) => format!("asks {address}"),
            None => row.files.join(", "),
        };
        let _ = writeln!(
            text,
            "{name:<names$}  {:<connectors$}  {files}",
            row.connector
        );
    }
    text
}

pub(super) fn connectors(rows: &[ConnectorRow]) -> String {
    let mut text = String::new();
    let names = width(rows.iter().map(|row| &row.connector));
    let titles = width(rows.iter().map(|row| &row.title));
    for row in rows {
        let kinds = paint(DIM, row.kinds.join(", "));
        let _ = writeln!(
            text,
            "{:<names$}  {:<titles$}  {kinds}",
            row.connector, row.title
        );
    }
    text
}

pub(super) fn added(added: &Added) -> String {
    let files = match (&added.asks, added.files_found) {
        (Some(address), _) => {
            let (file, source) = (&added.file, &added.source);
            return format!(
                "Wrote {file}: it asks {address}.\nNext: allhands source check {source}, which \
                 asks and keeps nothing, then allhands run\n"
            );
        }
        (None, 0) => "no file matches yet".to_owned(),
        (None, 1) => "1 file matches".to_owned(),
        (None, n) => format!("{n} files match"),
    };
    format!(
        "Wrote {}: {files}.\nNext: allhands source preview {}, then allhands run\n",
        added.file, added.source
    )
}

pub(super) fn checked(reports: &[SourceReport]) -> String {
    if reports.is_empty() {
        return "No sources yet. Add one: allhands source add CONNECTOR --files GLOB\n".to_owned();
    }
    scopes(reports, "")
}

/// What each source delivered, scope by scope; one line where a source has nothing at all.
pub(crate) fn scopes(reports: &[SourceReport], indent: &str) -> String {
    let mut text = String::new();
    let lines: Vec<(String, &ScopeRun)> = reports.iter().flat_map(lines).collect();
    let wide = width(lines.iter().map(|(name, _)| name));
    for (name, scope) in lines {
        let outcome = match scope.outcome {
            ScopeOutcome::Complete => paint(GREEN, "complete"),
            ScopeOutcome::Partial => paint(YELLOW, "partial"),
            ScopeOutcome::Failed => paint(RED, "failed"),
        };
        let rejected = match scope.rejected {
            0 => String::new(),
            n => format!(", {n} set aside"),
        };
        let accepted = scope.accepted;
        let records = if accepted == 1 { "record" } else { "records" };
        // The word is as wide for one as for many, so that what follows stays below each other.
        let records = match rejected.as_str() {
            "" => format!("{records:<7}"),
            _ => records.to_owned(),
        };
        let _ = writeln!(
            text,
            "{indent}{name:<wide$}  {accepted:>6} {records}{rejected}  {outcome}"
        );
        if let Some(reason) = &scope.reason {
            let _ = writeln!(text, "{indent}{:<wide$}  {}", "", paint(DIM, reason));
        }
    }
    text
}

/// A source of which every scope failed for the same reason is told once.
fn lines(report: &SourceReport) -> Vec<(String, &ScopeRun)> {
    let source = report.source.as_str();
    let same = |scope: &ScopeRun| {
        scope.outcome == ScopeOutcome::Failed && scope.reason == report.scopes[0].reason
    };
    match report.scopes.as_slice() {
        [first, _, ..] if report.scopes.iter().all(same) => vec![(source.to_owned(), first)],
        all => {
            let name = |scope: &ScopeRun| {
                if scope.scope == source {
                    source.to_owned()
                } else {
                    format!("{source}, {}", scope.scope)
                }
            };
            all.iter().map(|scope| (name(scope), scope)).collect()
        }
    }
}

pub(super) fn preview(preview: &Preview) -> String {
    let mut text = String::new();
    for scope in &preview.scopes {
        let shown = scope.records.len() + scope.rejected.len();
        if shown == 0 {
            continue;
        }
        let _ = writeln!(text, "{}", paint(BOLD, &scope.run.scope));
        for shown in &scope.records {
            let record = &shown.record;
            let _ = writeln!(text, "  {} {}", record.key.kind, record.key.native_id);
            for (name, reading) in &record.fields {
                let from = shown.read_from.get(name).map_or("", String::as_str);
                let _ = writeln!(
                    text,
                    "    {name:<32} {:<36} {}",
                    read(reading),
                    paint(DIM, from)
                );
            }
            for claim in &record.claims {
                let _ = writeln!(text, "    {:<32} {claim}", paint(DIM, "identifier"));
            }
        }
        for rejected in &scope.rejected {
            let _ = writeln!(text, "  set aside: {}: {}", rejected.place, rejected.reason);
        }
    }
    text
}

fn read(reading: &Reading) -> String {
    match reading {
        Reading::Known(value) => value.to_string(),
        Reading::None => "none".to_owned(),
        Reading::Unknown => "unknown".to_owned(),
    }
}
