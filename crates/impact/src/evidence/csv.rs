//! `findings.csv`: a row a finding, safe to open in a spreadsheet.

use ::csv::{Terminator, WriterBuilder};

use super::{Audited, Evidence, oscal::word, states::elsewhere};
use crate::evidence::numbers::label;

const HEADER: [&str; 19] = [
    "finding",
    "poam",
    "rule",
    "title",
    "thing",
    "name",
    "department",
    "answers",
    "severity",
    "state",
    "oscal_status",
    "close_reason",
    "missed_since",
    "opened_at",
    "due",
    "closed_at",
    "regressions",
    "items",
    "because",
];

/// What a spreadsheet takes for the beginning of a formula, also written wide.
const FORMULA: [char; 11] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// The findings as CSV (RFC 4180, UTF-8): no cell begins a formula.
pub fn findings(evidence: &Evidence<'_>) -> Vec<u8> {
    let rows = evidence
        .findings
        .iter()
        .map(|audited| cells(evidence, audited));
    table(std::iter::once(HEADER.map(str::to_owned)).chain(rows))
}

/// Rows of cells as bytes.
fn table<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        // Writing to memory, rows of one length: there is nothing that could fail.
        let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// A cell behind a `'` where it would begin a formula.
fn harmless(cell: &str) -> String {
    let guard = if cell.starts_with(FORMULA) { "'" } else { "" };
    format!("{guard}{cell}")
}

fn cells(evidence: &Evidence<'_>, audited: &Audited<'_>) -> [String; 19] {
    let finding = audited.finding;
    let instant = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let running = finding.clocks.iter().filter(|c| c.cleared_at.is_none());
    let labels = running
        .map(|clock| clock.label.as_str())
        .filter(|l| !l.is_empty());
    [
        finding.id.to_string(),
        numbers(evidence, audited),
        finding.rule.to_string(),
        evidence.title(&finding.rule),
        finding.entity.to_string(),
        audited.thing.clone(),
        audited.department.clone().unwrap_or_default(),
        audited.answers.clone().unwrap_or_default(),
        finding.severity.to_string(),
        word(finding.state),
        elsewhere(finding).oscal.to_owned(),
        finding.closed_because.map(word).unwrap_or_default(),
        finding.missed_since.to_string(),
        instant(finding.opened_at),
        instant(finding.due),
        instant(finding.closed_at),
        finding.regressions.to_string(),
        labels.collect::<Vec<_>>().join("; "),
        audited.because.clone(),
    ]
}

/// The numbers of the items of the plan that it is part of.
fn numbers(evidence: &Evidence<'_>, audited: &Audited<'_>) -> String {
    let weaknesses = super::items::weaknesses(audited);
    let latest = |weakness| {
        let rows = evidence.numbers.iter();
        rows.filter(|row| row.weakness == weakness)
            .map(|row| row.number)
            .max()
    };
    let numbers: std::collections::BTreeSet<u32> =
        weaknesses.into_iter().filter_map(latest).collect();
    let labels: Vec<String> = numbers.into_iter().map(label).collect();
    labels.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_only_shown() {
        for begin in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\u{ff1d}1",
        ] {
            assert_eq!(harmless(begin), format!("'{begin}"));
        }
        assert_eq!(harmless("device-12"), "device-12");
        assert_eq!(harmless(""), "");
    }

    #[test]
    fn rows_are_as_rfc_4180_has_them() {
        let rows = [["a, b", "the \"old\" one"], ["", "two\nlines"]];
        let bytes = table(rows.map(|row| row.map(str::to_owned)).into_iter());
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(
            text,
            "\"a, b\",\"the \"\"old\"\" one\"\r\n,\"two\nlines\"\r\n"
        );
    }
}
