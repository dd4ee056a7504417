//! Reading the catalogue's files far enough to list what they hold.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_yaml_ng::{Deserializer, Value};

/// The documents of a YAML file, empty ones left out.
///
/// # Errors
/// What is wrong with the text, with its line.
pub fn documents(text: &str) -> Result<Vec<Value>> {
    let all: Result<Vec<Value>, _> = Deserializer::from_str(text)
        .map(Value::deserialize)
        .collect();
    let mut documents = all.context("is not YAML")?;
    documents.retain(|document| !document.is_null());
    Ok(documents)
}

/// The value of a label of a rule document, with its indented lines, on one line.
pub fn label(text: &str, name: &str) -> Option<String> {
    let mut lines = text.lines();
    let first = lines.find_map(|line| {
        let rest = line.strip_prefix(name)?;
        // `Message (en):` is the label `Message` in a language.
        let rest = rest.strip_prefix(" (en)").unwrap_or(rest);
        rest.strip_prefix(':')
    })?;
    let more = lines
        .take_while(|line| line.starts_with([' ', '\t']))
        .map(str::trim);
    let whole: Vec<&str> = std::iter::once(first.trim())
        .chain(more)
        .filter(|line| !line.is_empty())
        .collect();
    Some(whole.join(" "))
}

/// A text of a mapping.
pub fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// The entries of a mapping below a key, with their names; none where there is no mapping.
pub fn entries<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    value
        .get(key)
        .and_then(Value::as_mapping)
        .into_iter()
        .flatten()
        .filter_map(|(name, entry)| Some((name.as_str()?, entry)))
}

/// The items of a list below a key; none where there is no list.
pub fn items<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(key)
        .and_then(Value::as_sequence)
        .into_iter()
        .flatten()
}

/// A text as the cell of a table.
pub fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_takes_its_indented_lines_along() {
        let rule = "Rule: A\nExpectation:\n  Every laptop\n  must be good.\nMessage (en): Hello.\n";
        assert_eq!(label(rule, "Rule").as_deref(), Some("A"));
        let sentence = label(rule, "Expectation");
        assert_eq!(sentence.as_deref(), Some("Every laptop must be good."));
        assert_eq!(label(rule, "Message").as_deref(), Some("Hello."));
        assert_eq!(label(rule, "Id"), None);
    }

    #[test]
    fn an_empty_first_document_is_none() {
        assert_eq!(
            documents("# why\n---\nkind: a\n---\nkind: b\n")
                .unwrap()
                .len(),
            2
        );
        assert!(documents("a: [").is_err());
    }
}
