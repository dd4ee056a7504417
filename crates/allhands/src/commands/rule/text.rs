//! Rules in words.

use std::fmt::Write as _;

use model::{Problem, Vocabulary};
use rules::tree::{FixedBy, Path, Rule};

use super::{Checked, Explained, RuleRow, Tested, coverage, documents::Document};
use crate::{
    output::{BOLD, DIM, GREEN, RED, YELLOW, paint},
    words::{counted, width, wrapped},
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

/// What one rule means.
pub(super) fn explained(rule: &Rule, vocabulary: &Vocabulary) -> Explained {
    let kind = rule.expectation.subject.kind.as_str();
    let condition = |condition: &Option<rules::tree::Condition>| match condition {
        Some(condition) => {
            format!(
                " where {}",
                rules::print_condition(condition, kind, vocabulary)
            )
        }
        None => String::new(),
    };
    let reads = rules::reads(rule, vocabulary);
    Explained {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        sentence: app::ask::sentence(rule, vocabulary),
        version: rules::version(rule, vocabulary),
        tightens: rule.tightens.clone(),
        within: rule.within.clone(),
        severity: rule
            .severity
            .iter()
            .map(|row| format!("{}{}", row.value, condition(&row.condition)))
            .collect(),
        fix_within: rule
            .fix_within
            .iter()
            .map(|row| format!("{}{}", row.value.length, condition(&row.condition)))
            .collect(),
        fixed_by: rule
            .fixed_by
            .iter()
            .map(|fixer| fixed_by(fixer, kind))
            .collect(),
        reads: reads
            .fields
            .iter()
            .chain(&reads.links)
            .map(|(kind, name)| format!("{kind}: {name}"))
            .collect(),
        tests: rule.tests.len(),
    }
}

fn fixed_by(fixer: &FixedBy, kind: &str) -> String {
    match fixer {
        FixedBy::Subject => kind.to_owned(),
        FixedBy::Activity => "whoever is responsible for the activity".to_owned(),
        FixedBy::Path(Path { links, field }) => links
            .iter()
            .chain(field)
            .cloned()
            .collect::<Vec<_>>()
            .join("'s "),
    }
}

/// Explanations, one after the other.
pub(super) fn explanations(explained: &[Explained]) -> String {
    let mut text = String::new();
    for one in explained {
        let _ = writeln!(
            text,
            "{} {}",
            paint(BOLD, &one.title),
            paint(DIM, &one.rule)
        );
        let _ = writeln!(text, "  {}", wrapped(&one.sentence, 2));
        if let Some(baseline) = &one.tightens {
            let _ = writeln!(
                text,
                "  tightens     {baseline}: both hold, the stricter wins"
            );
        }
        if !one.within.is_empty() {
            let _ = writeln!(text, "  binds        {}", one.within.join(", "));
        }
        for (name, lines) in [
            ("severity", &one.severity),
            ("fix within", &one.fix_within),
            ("fixed by", &one.fixed_by),
            ("reads", &one.reads),
        ] {
            if !lines.is_empty() {
                let _ = writeln!(text, "  {name:<12} {}", wrapped(&lines.join("; "), 15));
            }
        }
        let _ = writeln!(
            text,
            "  version      {}, {}\n",
            one.version,
            counted(one.tests, "test")
        );
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
