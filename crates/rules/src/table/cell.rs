//! What a header cell asks, and what a cell below it says, in the words of a sentence.

use model::{Vocabulary, vocabulary::FieldType};

use crate::{
    names,
    operators::Comparable,
    sentence::print::quoted,
    tree::{Operator, Path},
};

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Column {
    /// The title of each rule.
    Title,
    /// A condition on whom the rule binds: `where contract value`.
    Where(String),
    /// The whole of these conditions: `where`.
    AnyWhere,
    /// What must be: `must have breach clause`; also with `should`.
    Demand { modal: String, path: String },
    /// The whole of these demands: `must`, `should`.
    AnyDemand(String),
    /// Whom it does not bind.
    Unless,
    /// Whole test blocks.
    Tests,
    /// Any other label of a rule document.
    Label(String),
}

impl Column {
    /// Reads a header cell.
    pub(super) fn of(header: &str) -> Self {
        let header = header.split_whitespace().collect::<Vec<_>>().join(" ");
        let after = |words: &str| {
            let head = header.get(..words.len())?;
            let rest = header.get(words.len()..)?;
            (head.eq_ignore_ascii_case(words)).then(|| rest.to_owned())
        };
        if header.eq_ignore_ascii_case(super::TITLE) {
            return Self::Title;
        }
        if header.eq_ignore_ascii_case(super::TESTS) {
            return Self::Tests;
        }
        if header.eq_ignore_ascii_case("unless") {
            return Self::Unless;
        }
        if header.eq_ignore_ascii_case("where") {
            return Self::AnyWhere;
        }
        if let Some(path) = after("where ") {
            return Self::Where(path);
        }
        for modal in ["must", "should"] {
            if header.eq_ignore_ascii_case(modal) {
                return Self::AnyDemand(modal.to_owned());
            }
            if let Some(path) = after(&format!("{modal} have ")) {
                let modal = modal.to_owned();
                return Self::Demand { modal, path };
            }
        }
        Self::Label(header)
    }
}

/// Whether a cell says nothing: it does not matter for this rule.
pub(super) fn is_blank(cell: &str) -> bool {
    matches!(cell.trim(), "" | "-" | "–" | "—")
}

/// Words that a comparison starts with, behind a possible `is`.
const AFTER_IS: &[&str] = &[
    "not",
    "one of",
    "known",
    "unknown",
    "empty",
    "exactly",
    "at least",
    "at most",
    "more than",
    "less than",
    "between",
    "before",
    "after",
    "on or before",
    "on or after",
    "within the",
    "never",
    "inside",
];

/// A comparison of a path, as a condition: `contract value is at least 50000`.
pub(super) fn condition(path: &str, cell: &str, kind: &str, vocabulary: &Vocabulary) -> String {
    let cell = cell.trim();
    if let Some(word) = path.strip_prefix("is ") {
        // A word holds or not: `where is confidential` with yes or no below it.
        return match cell.to_lowercase().as_str() {
            "no" | "not" | "false" => format!("is not {word}"),
            "yes" | "true" | "x" | "✓" => format!("is {word}"),
            _ => format!("is {word} {cell}"),
        };
    }
    format!("{path} {}", comparison(path, cell, kind, vocabulary))
}

/// The same as a demand: `have breach clause yes`.
pub(super) fn demand(path: &str, cell: &str, kind: &str, vocabulary: &Vocabulary) -> String {
    let compared = comparison(path, cell, kind, vocabulary);
    let compared = match compared.strip_prefix("is ") {
        Some(rest) => rest.to_owned(),
        None => format!("that {compared}"),
    };
    format!("have {path} {compared}")
}

/// The shortest way to say a comparison in a cell: `active` for `is "active"`.
pub(super) fn short(path: &str, full: &str, kind: &str, vocabulary: &Vocabulary) -> String {
    let bare = |words: &str| {
        let value = full.strip_prefix(words)?.strip_prefix('"')?;
        Some(value.strip_suffix('"')?.to_owned())
    };
    let rest = full.strip_prefix("is ").map(str::to_owned);
    [bare("is "), bare("includes "), rest]
        .into_iter()
        .flatten()
        .find(|cell| {
            let same = comparison(path, cell, kind, vocabulary) == full;
            same && !is_blank(cell) && cell.trim() == cell
        })
        .unwrap_or_else(|| full.to_owned())
}

fn comparison(path: &str, cell: &str, kind: &str, vocabulary: &Vocabulary) -> String {
    let starts = |words: &str| {
        let head = cell.get(..words.len());
        let next = cell.get(words.len()..).and_then(|rest| rest.chars().next());
        head.is_some_and(|head| head.eq_ignore_ascii_case(words))
            && next.is_none_or(char::is_whitespace)
    };
    let full = Operator::ALL
        .iter()
        .any(|operator| starts(operator.words().0));
    if full || starts("is") {
        return cell.to_owned();
    }
    if AFTER_IS.iter().any(|words| starts(words)) {
        return format!("is {cell}");
    }
    equals(path, cell, kind, vocabulary)
}

/// A value without an operator: the field is it, or for a list, includes it.
fn equals(path: &str, cell: &str, kind: &str, vocabulary: &Vocabulary) -> String {
    let names: Vec<String> = path.split("'s ").map(str::to_owned).collect();
    let field_type = field_type(&names, kind, vocabulary);
    let raw = matches!(
        field_type,
        Some(FieldType::Flag | FieldType::Number | FieldType::Date | FieldType::Event)
    );
    if raw || cell.contains('"') || cell.starts_with('[') {
        return format!("is {cell}");
    }
    let values: Vec<String> = cell
        .split(',')
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .map(quoted)
        .collect();
    let several = values.len() > 1;
    let values = values.join(", ");
    match (field_type, several) {
        (Some(FieldType::List), false) => format!("includes {values}"),
        (Some(FieldType::List), true) => format!("includes any of {values}"),
        (_, true) => format!("is one of {values}"),
        (_, false) => format!("is {values}"),
    }
}

fn field_type(names: &[String], kind: &str, vocabulary: &Vocabulary) -> Option<FieldType> {
    let (field, links) = names.split_last()?;
    let path = Path {
        links: links.to_vec(),
        field: Some(field.clone()),
    };
    match names::typed(vocabulary, kind, &path)?.comparable {
        Comparable::Field(field_type) => Some(field_type),
        Comparable::Link => None,
    }
}
