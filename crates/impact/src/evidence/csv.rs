//! `findings.csv`: a row a finding, safe to open in a spreadsheet.

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
    let mut text = String::new();
    row(&mut text, HEADER.map(str::to_owned));
    for audited in &evidence.findings {
        row(&mut text, cells(evidence, audited));
    }
    text.into_bytes()
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

fn row<const N: usize>(text: &mut String, cells: [String; N]) {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

/// A cell in quotes where it needs them, and behind a `'` where it would begin a formula.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(FORMULA) { "'" } else { "" };
    let quotes = cell.contains([',', '"', '\r', '\n']) || !guard.is_empty();
    match quotes {
        true => format!("\"{guard}{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
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
            let cell = quoted(begin);
            assert!(cell.starts_with("\"'"), "{begin:?} became {cell:?}");
        }
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        assert_eq!(quoted("device-12"), "device-12");
        assert_eq!(quoted("a, b"), "\"a, b\"");
        assert_eq!(quoted("the \"old\" one"), "\"the \"\"old\"\" one\"");
        assert_eq!(quoted(""), "");
    }
}
