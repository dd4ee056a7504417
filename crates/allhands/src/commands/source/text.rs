//! Sources in words.

use std::fmt::Write as _;

use app::collect::SourceReport;
use model::Reading;
use sources::Preview;

use super::{Added, ConnectorRow, SourceRow};
use crate::output::{BOLD, DIM, paint};

pub(super) fn sources(rows: &[SourceRow]) -> String {
    if rows.is_empty() {
        return "No sources yet. Add one: allhands source add CONNECTOR --files GLOB\n".to_owned();
    }
    let mut text = String::new();
    for row in rows {
        let files = row.files.join(", ");
        let _ = writeln!(
            text,
            "{:<24} {:<20} {}",
            row.source.as_str(),
            row.connector,
            files
        );
    }
    text
}

pub(super) fn connectors(rows: &[ConnectorRow]) -> String {
    let mut text = String::new();
    for row in rows {
        let kinds = paint(DIM, row.kinds.join(", "));
        let _ = writeln!(text, "{:<20} {:<32} {kinds}", row.connector, row.title);
    }
    text
}

pub(super) fn added(added: &Added) -> String {
    format!(
        "Added source {} ({} files match). Next: allhands source preview {0}, then allhands run\n",
        added.source, added.files_found
    )
}

pub(super) fn checked(reports: &[SourceReport]) -> String {
    let mut text = String::new();
    for report in reports {
        for scope in &report.scopes {
            let outcome = format!("{:?}", scope.outcome).to_lowercase();
            let _ = writeln!(
                text,
                "{:<24} {:<20} {outcome:<9} {:>6} records, {} set aside",
                report.source.as_str(),
                scope.scope,
                scope.accepted,
                scope.rejected
            );
            if let Some(reason) = &scope.reason {
                let _ = writeln!(text, "{:<24} {}", "", paint(DIM, reason));
            }
        }
    }
    text
}

pub(super) fn preview(preview: &Preview) -> String {
    let mut text = String::new();
    for scope in &preview.scopes {
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
