//! Texts with names in braces.

use serde_json::Value;

/// The names in braces of a text.
///
/// # Errors
/// The text opens a brace and does not close it.
pub(crate) fn names_in(text: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let end = rest[start..]
            .find('}')
            .ok_or_else(|| format!("`{text}` opens `{{` only"))?;
        names.push(&rest[start + 1..start + end]);
        rest = &rest[start + end + 1..];
    }
    Ok(names)
}

/// The text with each `{name}` replaced by what `of` says; an unknown name stays as it is.
pub(crate) fn fill(text: &str, of: &impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else {
            break;
        };
        filled.push_str(&rest[..start]);
        let whole = &rest[start..=start + length];
        let value = of(&whole[1..whole.len() - 1]);
        filled.push_str(value.as_deref().unwrap_or(whole));
        rest = &rest[start + length + 1..];
    }
    filled.push_str(rest);
    filled
}

/// The name that is all of a text: `{organization}`. Longer texts are not looked into, because the
/// languages of queries have braces of their own.
pub(crate) fn only_name(text: &str) -> Option<&str> {
    let name = text.strip_prefix('{')?.strip_suffix('}')?;
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!name.is_empty() && name.chars().all(word)).then_some(name)
}

/// The names a body takes.
pub(crate) fn names_of(body: &Value) -> Vec<&str> {
    match body {
        Value::String(text) => only_name(text).into_iter().collect(),
        Value::Array(items) => items.iter().flat_map(names_of).collect(),
        Value::Object(members) => members.values().flat_map(names_of).collect(),
        _ => Vec::new(),
    }
}

/// The body with each text that is only a name replaced by what `of` says.
pub(crate) fn fill_body(body: &Value, of: &impl Fn(&str) -> Option<Value>) -> Value {
    match body {
        Value::String(text) => only_name(text).and_then(of).unwrap_or_else(|| body.clone()),
        Value::Array(items) => items.iter().map(|item| fill_body(item, of)).collect(),
        Value::Object(members) => {
            let filled = members
                .iter()
                .map(|(name, value)| (name.clone(), fill_body(value, of)));
            Value::Object(filled.collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_are_found_and_filled() {
        assert_eq!(names_in("/{tenant}/x?of={id}").unwrap(), ["tenant", "id"]);
        assert!(names_in("/{tenant").is_err());
        let of = |name: &str| (name == "id").then(|| "7".to_owned());
        assert_eq!(fill("/{tenant}/{id}", &of), "/{tenant}/7");
    }

    #[test]
    fn the_braces_of_a_query_language_are_left_alone() {
        let body = serde_json::json!({
            "query": "{viewer {login}}",
            "variables": {"login": "{organization}", "ids": ["{ids}"]},
        });
        assert_eq!(names_of(&body), ["organization", "ids"]);
        let of = |name: &str| (name == "organization").then(|| Value::from("linden"));
        let filled = fill_body(&body, &of);
        assert_eq!(filled["query"], "{viewer {login}}");
        assert_eq!(filled["variables"]["login"], "linden");
    }
}
