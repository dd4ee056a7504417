//! Rules in words.

use std::fmt::Write as _;

use model::Problem;

use super::{Checked, RuleRow, Tested, coverage, documents::Document};
use crate::{
    output::{DIM, GREEN, RED, YELLOW, paint},
    words::{counted, width},
};

/// Checked documents: each mistake under the line it stands in.
pub(super) fn checked(checked: &[Checked], documents: &[Document]) -> String {
    let mut text = String::new();
    let mut wrong = 0;
    for (one, document) in checked.iter().zip(documents) {
        let name = one
            .rule
            .as_ref()
            .map_or_else(|| one.file.clone(), ToString::to_string);
        if document.problems.is_empty() {
            let ready = if document.sentence.is_some() {
                "a right sentence; in a rule it stands below `Rule`, `Severity` and `Expectation`"
            } else if one.publishable {
                "ready"
            } else {
                "a draft: it is judged, and people who are told of it still miss this"
            };
            let _ = writeln!(text, "{} {name}: {ready}", paint(GREEN, "ok"));
            for problem in &one.problems {
                let _ = writeln!(text, "   {}", paint(DIM, &problem.says));
                for offer in &problem.advice {
                    let _ = writeln!(text, "   {}", paint(DIM, format!("  try: {offer}")));
                }
            }
            let heavy = one.lints.iter().filter(|placed| placed.weighs());
            heavy.for_each(|placed| placed.write(&mut text));
            continue;
        }
        wrong += document.problems.len();
        for problem in &document.problems {
            mistake(&mut text, problem, &document.text);
        }
    }
    let _ = match wrong {
        0 => writeln!(text, "{} checked, nothing wrong", checked.len()),
        n => writeln!(text, "{}", counted(n, "mistake")),
    };
    text
}

fn mistake(text: &mut String, problem: &Problem, source: &str) {
    let code = paint(DIM, format!("[{}]", problem.code));
    let _ = writeln!(text, "{} {} {code}", paint(RED, "mistake:"), problem.says);
    let _ = writeln!(text, "   at: {}", problem.place);
    let line = problem
        .place
        .line
        .and_then(|at| source.lines().nth(at as usize - 1));
    if let Some(line) = line {
        let _ = writeln!(text, "     | {line}");
        if let Some(column) = problem.place.column {
            let _ = writeln!(
                text,
                "     | {}{}",
                " ".repeat(column as usize - 1),
                paint(RED, "^")
            );
        }
    }
    for offer in &problem.advice {
        let _ = writeln!(text, "  try: {offer}");
    }
}

/// Outcomes of tests inside rules.
pub(super) fn tested(tested: &[Tested]) -> String {
    let mut text = String::new();
    let (mut passed, mut failed, mut untested) = (0, 0, 0);
    for one in tested {
        let wrong: Vec<_> = one
            .outcomes
            .iter()
            .filter(|o| o.expected != o.got)
            .collect();
        let right = one.outcomes.len() - wrong.len();
        passed += right;
        failed += wrong.len();
        let word = match (one.outcomes.is_empty(), wrong.is_empty()) {
            (true, _) => paint(YELLOW, "no tests"),
            (false, true) => paint(GREEN, "ok"),
            (false, false) => paint(RED, "wrong"),
        };
        untested += usize::from(one.outcomes.is_empty());
        let _ = writeln!(
            text,
            "{word} {} ({right} of {}){}",
            one.rule,
            one.outcomes.len(),
            paint(DIM, coverage::share(one))
        );
        for outcome in wrong {
            let _ = writeln!(
                text,
                "   \"{}\" in test \"{}\": expected {}, got {}",
                outcome.example, outcome.test, outcome.expected, outcome.got
            );
            let _ = writeln!(text, "      {}", outcome.because);
        }
        coverage::survivors(&mut text, one, tested.len());
    }
    if tested.is_empty() {
        return text;
    }
    let _ = write!(text, "{} as expected", counted(passed as u64, "example"));
    if failed > 0 {
        let _ = write!(text, ", {failed} not");
    }
    if untested > 0 {
        let rules = counted(untested as u64, "rule");
        let _ = write!(
            text,
            "; {rules} without a test, so nothing shows that they work"
        );
    }
    text.push('\n');
    if let Some(hint) = coverage::hint(tested) {
        let _ = writeln!(text, "{}", paint(DIM, hint));
    }
    text
}

/// Rules as a list.
pub(super) fn rules(rows: &[RuleRow]) -> String {
    let mut text = String::new();
    let wide = width(rows.iter().map(|row| row.rule.as_str()));
    for row in rows {
        let force = if row.in_force {
            paint(GREEN, "in force")
        } else {
            "        ".to_owned()
        };
        let from = if row.shipped { "shipped" } else { "own" };
        let _ = writeln!(
            text,
            "{force}  {:<8} {from:<8} {:<wide$}  {}",
            row.severity,
            row.rule.as_str(),
            paint(DIM, &row.title)
        );
    }
    let in_force = rows.iter().filter(|row| row.in_force).count();
    let _ = writeln!(
        text,
        "{}, {in_force} in force; adopt shipped ones in rules/adopted.yaml",
        counted(rows.len(), "rule")
    );
    text
}
