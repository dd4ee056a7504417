//! Plain paths: `.`, `.a.b`, `.a[]`, `.a[].b`, `."a b"`, `.a["b"]`, `.a[0]`.

use serde_json::Value;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A key of an object.
    Key(String),
    /// A place in a list, from 0.
    At(usize),
    /// Every item of a list.
    Each,
}

/// Reads a plain path, or says that it is none.
pub(crate) fn read(text: &str) -> Option<Vec<Step>> {
    let mut rest = text.strip_prefix('.')?;
    let mut steps = Vec::new();
    if rest.is_empty() {
        return Some(steps);
    }
    let mut after_dot = true;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let (step, next) = bracket(inner)?;
            steps.push(step);
            rest = next;
            after_dot = false;
        } else {
            if !after_dot {
                rest = rest.strip_prefix('.')?;
            }
            if rest.starts_with('[') {
                after_dot = true;
                continue;
            }
            let (key, next) = key(rest)?;
            steps.push(Step::Key(key));
            rest = next;
            after_dot = false;
        }
    }
    Some(steps)
}

fn bracket(inner: &str) -> Option<(Step, &str)> {
    if let Some(next) = inner.strip_prefix(']') {
        return Some((Step::Each, next));
    }
    if inner.starts_with('"') {
        let (key, next) = key(inner)?;
        return Some((Step::Key(key), next.strip_prefix(']')?));
    }
    let (number, next) = inner.split_once(']')?;
    Some((Step::At(number.parse().ok()?), next))
}

fn key(text: &str) -> Option<(String, &str)> {
    if let Some(inner) = text.strip_prefix('"') {
        let (key, next) = inner.split_once('"')?;
        // Escapes and interpolation are for the engine.
        return (!key.contains('\\')).then(|| (key.to_owned(), next));
    }
    let end = text
        .find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))
        .unwrap_or(text.len());
    let (key, next) = text.split_at(end);
    let first = key.chars().next()?;
    (!first.is_ascii_digit()).then(|| (key.to_owned(), next))
}

/// Follows a path. A key that is missing gives nothing; a key of null gives null.
pub(crate) fn walk<'v>(steps: &[Step], input: &'v Value) -> Result<Vec<&'v Value>, String> {
    let mut here = vec![input];
    for step in steps {
        let mut next = Vec::with_capacity(here.len());
        for value in here {
            match (step, value) {
                (Step::Key(key), Value::Object(map)) => next.extend(map.get(key)),
                (Step::At(at), Value::Array(items)) => next.extend(items.get(*at)),
                (Step::Key(_) | Step::At(_), Value::Null) => next.push(value),
                (Step::Each, Value::Array(items)) => next.extend(items),
                (Step::Each, Value::Object(map)) => next.extend(map.values()),
                (Step::Each, Value::Null) => {}
                (Step::Key(key), other) => {
                    return Err(format!("{} has no key `{key}`", word(other)));
                }
                (Step::At(_) | Step::Each, other) => {
                    return Err(format!("{} is no list", word(other)));
                }
            }
        }
        here = next;
    }
    Ok(here)
}

/// What sort of value this is, with its article.
pub(crate) fn word(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
