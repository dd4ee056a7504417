//! Rules and their families in words.

use std::{collections::BTreeSet, fmt::Write as _};

use app::tighten::{FamilyExplained, Line};

use super::Explained;
use crate::{
    output::{BOLD, DIM, paint},
    words::{counted, wrapped},
};

/// Where the values of the labelled lines begin.
const INDENT: usize = 15;

/// Explanations, one after the other.
pub(super) fn explanations(explained: &[Explained]) -> String {
    let mut text = String::new();
    for one in explained {
        let title = paint(BOLD, &one.title);
        let _ = writeln!(text, "{title} {}", paint(DIM, &one.rule));
        let _ = writeln!(text, "  {}", wrapped(&one.sentence, 2));
        if let Some(baseline) = &one.tightens {
            line(
                &mut text,
                "tightens",
                &format!("{baseline}: both hold, the stricter wins"),
            );
        }
        if !one.within.is_empty() {
            line(&mut text, "binds", &one.within.join(", "));
        }
        for (name, lines) in [
            ("severity", &one.severity),
            ("fix within", &one.fix_within),
            ("fixed by", &one.fixed_by),
            ("reads", &one.reads),
        ] {
            if !lines.is_empty() {
                line(&mut text, name, &lines.join("; "));
            }
        }
        let version = format!("{}, {}", one.version, counted(one.tests, "test"));
        line(&mut text, "version", &version);
        if let Some(family) = &one.family {
            family_words(&mut text, family, one.tightens.is_some());
        }
        text.push('\n');
    }
    text
}

fn line(text: &mut String, label: &str, value: &str) {
    let _ = writeln!(text, "  {label:<12} {}", wrapped(value, INDENT));
}

fn section(text: &mut String, title: &str) {
    let _ = writeln!(text, "  {}", paint(BOLD, title));
}

fn family_words(text: &mut String, family: &FamilyExplained, is_tightening: bool) {
    if family.rules.len() > 1 {
        section(text, "Who set what");
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for one in &family.set {
            let label = if told.insert(&one.what) {
                one.what.as_str()
            } else {
                ""
            };
            line(text, label, &set_words(one, family));
        }
    }
    if !family.choices.is_empty() {
        let title = match is_tightening {
            true => "What a department may choose, of the rule that this one tightens",
            false => "What a department may choose, in a rule that tightens this one",
        };
        section(text, title);
        for choice in &family.choices {
            line(text, &choice.what, &choice.may);
        }
    }
    section(text, "Who may change it");
    for rule in &family.rules {
        line(text, &rule.whose, &rule.changed_by.says());
    }
}

/// `Finance: 2 days, set by "Finance laptops report daily"`.
fn set_words(one: &Line, family: &FamilyExplained) -> String {
    let first = family
        .rules
        .first()
        .is_some_and(|rule| rule.rule == one.rule);
    let Line {
        whose,
        value,
        title,
        ..
    } = one;
    match first {
        true => format!("{whose}: {value}"),
        false => format!("{whose}: {value}, set by \"{title}\""),
    }
}
