//! Running a plain program.

use std::borrow::Cow;

use jaq_core::path::Opt;
use serde_json::Value;

use super::{Case, Plain, Step};
use crate::program::OUTPUTS_MOST;

type Found<'v> = Vec<Cow<'v, Value>>;

impl Plain {
    /// All outputs, or `None` where the engine has to say what comes of it.
    pub(in crate::program) fn run<'v>(&self, input: Cow<'v, Value>) -> Option<Found<'v>> {
        let truth = |flag: bool| vec![Cow::Owned(Value::Bool(flag))];
        Some(match self {
            Self::Id => vec![input],
            Self::Literal(value) => vec![Cow::Owned(value.clone())],
            Self::Text(pieces) => text(pieces, &input)?,
            Self::List(None) => vec![Cow::Owned(Value::Array(Vec::new()))],
            Self::List(Some(of)) => {
                let items = of.run(input)?;
                vec![Cow::Owned(items.into_iter().map(Cow::into_owned).collect())]
            }
            Self::Path(of, steps) => {
                let start = of.run(input)?;
                steps
                    .iter()
                    .try_fold(start, |here, (step, opt)| walk(here, step, *opt))?
            }
            Self::Pipe(pair) => pipe(pair, input)?,
            Self::Both(pair) => {
                let mut outputs = pair[0].run(input.clone())?;
                outputs.append(&mut pair[1].run(input)?);
                outputs
            }
            Self::Otherwise(pair) => {
                let mut outputs = pair[0].run(input.clone())?;
                outputs.retain(|value| is_true(value));
                if outputs.is_empty() {
                    pair[1].run(input)?
                } else {
                    outputs
                }
            }
            Self::And(pair) => logic(pair, input, false)?,
            Self::Or(pair) => logic(pair, input, true)?,
            Self::Equal(pair) => truth(equal(pair, input)?),
            Self::Different(pair) => truth(!equal(pair, input)?),
            Self::If(cases, otherwise) => self::cases(cases, otherwise.as_deref(), input)?,
            Self::Not => truth(!is_true(&input)),
            Self::Type => vec![Cow::Owned(sort_of(&input).into())],
            Self::Length => vec![Cow::Owned(length(&input)?.into())],
            Self::ToText => vec![Cow::Owned(shown(&input)?.into())],
            Self::Only(fits) if fits(&input) => vec![input],
            Self::Only(_) => Vec::new(),
            Self::Select(of) => {
                let mut held = of.run(input.clone())?;
                held.retain(|value| is_true(value));
                vec![input; held.len()]
            }
            Self::Has(of) => {
                let key = one(of, input.clone())?;
                truth(input.as_object()?.contains_key(key.as_str()?))
            }
            Self::Add(pair) => vec![joined(pair, input)?],
            Self::Test(words, case) => truth(holds(words, *case, input.as_str()?)?),
            Self::Elsewhere => return None,
            Self::First(of) => of.run(input)?.into_iter().take(1).collect(),
            Self::Any(pair) => truth(any(pair, input)?),
        })
    }
}

fn pipe<'v>(pair: &[Plain; 2], input: Cow<'v, Value>) -> Option<Found<'v>> {
    let mut outputs = Vec::new();
    for value in pair[0].run(input)? {
        outputs.append(&mut pair[1].run(value)?);
        if outputs.len() > OUTPUTS_MOST {
            return None;
        }
    }
    Some(outputs)
}

/// Two texts, one behind the other; what else can be added is the engine's business.
fn joined<'v>(pair: &[Plain; 2], input: Cow<'v, Value>) -> Option<Cow<'v, Value>> {
    let mut left = one(&pair[0], input.clone())?.into_owned();
    match (&mut left, &*one(&pair[1], input)?) {
        (Value::String(text), Value::String(more)) => text.push_str(more),
        _ => return None,
    }
    Some(Cow::Owned(left))
}

/// Whether the condition holds for any output, looked at one by one until it does.
fn any(pair: &[Plain; 2], input: Cow<'_, Value>) -> Option<bool> {
    for value in pair[0].run(input)? {
        if pair[1].run(value)?.iter().any(|held| is_true(held)) {
            return Some(true);
        }
    }
    Some(false)
}

fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

fn holds(words: &[String], case: Case, text: &str) -> Option<bool> {
    let text = match case {
        Case::Exact => Cow::Borrowed(text),
        // Which letters beyond ASCII are the same one is the engine's business.
        Case::Ignored if text.is_ascii() => Cow::Owned(text.to_ascii_lowercase()),
        Case::Ignored => return None,
    };
    Some(words.iter().any(|word| text.contains(&**word)))
}

fn sort_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The only output. Where there are several, their order is the engine's business.
fn one<'v>(of: &Plain, input: Cow<'v, Value>) -> Option<Cow<'v, Value>> {
    let mut outputs = of.run(input)?;
    let only = outputs.pop()?;
    outputs.is_empty().then_some(only)
}

/// `and` and `or`: the left side alone decides where it is `decided_by`.
fn logic<'v>(
    [left, right]: &[Plain; 2],
    input: Cow<'v, Value>,
    decided_by: bool,
) -> Option<Found<'v>> {
    let left = is_true(&*one(left, input.clone())?);
    let said = match left == decided_by {
        true => decided_by,
        false => is_true(&*one(right, input)?),
    };
    Some(vec![Cow::Owned(Value::Bool(said))])
}

fn equal<'v>(pair: &[Plain; 2], input: Cow<'v, Value>) -> Option<bool> {
    let left = one(&pair[0], input.clone())?;
    let right = one(&pair[1], input)?;
    match (&*left, &*right) {
        (Value::Number(a), Value::Number(b)) => Some(a.as_i64()? == b.as_i64()?),
        // Numbers inside may be equal without being written alike.
        (Value::Array(_), Value::Array(_)) | (Value::Object(_), Value::Object(_)) => None,
        (a, b) => Some(a == b),
    }
}

fn cases<'v>(
    cases: &[(Plain, Plain)],
    otherwise: Option<&Plain>,
    input: Cow<'v, Value>,
) -> Option<Found<'v>> {
    for (asked, then) in cases {
        if is_true(&*one(asked, input.clone())?) {
            return then.run(input);
        }
    }
    match otherwise {
        Some(otherwise) => otherwise.run(input),
        None => Some(vec![input]),
    }
}

fn text<'v>(pieces: &[Plain], input: &Cow<'v, Value>) -> Option<Found<'v>> {
    let mut whole = String::new();
    let mut nothing = false;
    for piece in pieces {
        let mut outputs = piece.run(input.clone())?;
        match outputs.pop() {
            Some(value) if outputs.is_empty() => whole.push_str(&shown(&value)?),
            Some(_) => return None,
            None => nothing = true,
        }
    }
    Some(match nothing {
        true => Vec::new(),
        false => vec![Cow::Owned(whole.into())],
    })
}

/// As a text. How a fraction or a list is written is the engine's business.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => number.as_i64().map(|whole| whole.to_string()),
        Value::Bool(_) | Value::Null => Some(value.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn length(value: &Value) -> Option<usize> {
    match value {
        Value::Null => Some(0),
        Value::String(text) => Some(text.chars().count()),
        Value::Array(items) => Some(items.len()),
        Value::Object(map) => Some(map.len()),
        Value::Bool(_) | Value::Number(_) => None,
    }
}

fn walk<'v>(here: Found<'v>, step: &Step, opt: Opt) -> Option<Found<'v>> {
    let mut next = Vec::with_capacity(here.len());
    for value in here {
        let fits = match value {
            Cow::Borrowed(value) => walk_borrowed(value, step, &mut next),
            Cow::Owned(value) => walk_owned(value, step, &mut next),
        };
        if !fits && matches!(opt, Opt::Essential) {
            return None;
        }
    }
    Some(next)
}

/// Follows one step; false where the value has no such step.
///
/// An object of the engine may have numbers as keys, so one without them has null there.
fn walk_borrowed<'v>(value: &'v Value, step: &Step, next: &mut Found<'v>) -> bool {
    let missing = Cow::Owned(Value::Null);
    match (step, value) {
        (Step::Key(key), Value::Object(map)) => {
            next.push(map.get(key).map_or(missing, Cow::Borrowed));
        }
        (Step::At(at), Value::Array(items)) => {
            next.push(items.get(*at).map_or(missing, Cow::Borrowed));
        }
        (Step::Key(_), Value::Null) | (Step::At(_), Value::Null | Value::Object(_)) => {
            next.push(missing);
        }
        (Step::Each, Value::Array(items)) => next.extend(items.iter().map(Cow::Borrowed)),
        (Step::Each, Value::Object(map)) => next.extend(map.values().map(Cow::Borrowed)),
        _ => return false,
    }
    true
}

fn walk_owned<'v>(value: Value, step: &Step, next: &mut Found<'v>) -> bool {
    let missing = Value::Null;
    match (step, value) {
        (Step::Key(key), Value::Object(mut map)) => {
            next.push(Cow::Owned(map.swap_remove(key).unwrap_or(missing)));
        }
        (Step::At(at), Value::Array(mut items)) => {
            let found = (*at < items.len()).then(|| items.swap_remove(*at));
            next.push(Cow::Owned(found.unwrap_or(missing)));
        }
        (Step::Key(_), Value::Null) | (Step::At(_), Value::Null | Value::Object(_)) => {
            next.push(Cow::Owned(missing));
        }
        (Step::Each, Value::Array(items)) => next.extend(items.into_iter().map(Cow::Owned)),
        (Step::Each, Value::Object(map)) => {
            next.extend(map.into_iter().map(|(_, value)| Cow::Owned(value)));
        }
        _ => return false,
    }
    true
}
