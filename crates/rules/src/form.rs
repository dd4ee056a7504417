//! The condition form of vocabulary files: `{field: class, is: laptop}`.
//!
//! A condition in this form is written out as the words of the sentence and read by the one
//! parser, so that both forms mean the same and are checked alike.

use model::{KindName, Place, Problem, Problems, Vocabulary};
use serde_json::{Map, Value};

use crate::{
    mistake::{Code, Source},
    operators::Operands,
    sentence::{self, date::iso_date, print::quoted},
    tree::{Condition, Operator},
};

/// Reads a condition about a kind. `whose` says where it stands, for messages.
///
/// # Errors
/// All that is wrong with it; the place is `whose`.
pub(crate) fn condition(
    form: &Value,
    kind: &KindName,
    whose: &str,
    vocabulary: &Vocabulary,
) -> Result<Condition, Problems> {
    let place = Place::file(whose);
    let text = match words(form) {
        Ok(text) => text,
        Err(says) => {
            let problem = Problem::new(Code::Vocabulary.as_str(), says, place);
            return Err(Problems(vec![
                problem.advise("{field: status, is: active}"),
            ]));
        }
    };
    let source = Source::new(whose, &text, 0);
    let read = sentence::condition(source, 0..text.len(), vocabulary, &[], kind);
    read.map_err(|Problems(problems)| {
        // The text exists nowhere but here, so its lines and columns help nobody.
        let placed = problems.into_iter().map(|mut problem| {
            problem.place = place.clone();
            problem.says = format!("in `{text}`: {}", problem.says);
            problem
        });
        Problems(placed.collect())
    })
}

type Words = Result<String, String>;

fn words(form: &Value) -> Words {
    let Value::Object(map) = form else {
        return Err(format!(
            "`{form}` is not a condition; it is written with braces"
        ));
    };
    if let Some(items) = map.get("all") {
        return joined(map, items, " and ");
    }
    if let Some(items) = map.get("any") {
        return joined(map, items, " or ");
    }
    if let Some(inner) = map.get("not") {
        only(map, &["not"])?;
        return Ok(format!("not ({})", words(inner)?));
    }
    if map.contains_key("field") && !map.contains_key("the") {
        return Ok(format!(
            "{} {}",
            text(map, "field")?,
            compared(map, &["field"])?
        ));
    }
    if map.contains_key("the") {
        return total(map);
    }
    for has in ["has", "has only", "has no"] {
        if map.contains_key(has) {
            return relation(map, has);
        }
    }
    for is in ["is", "is not"] {
        if map.contains_key(is) {
            only(map, &[is])?;
            return Ok(format!("{is} {}", text(map, is)?));
        }
    }
    Err(format!(
        "`{form}` has none of: all, any, not, is, field, has, the"
    ))
}

/// Refuses keys that would otherwise be passed over.
fn only(map: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    match map.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("`{key}` does not go with `{}`", known.join("`, `"))),
        None => Ok(()),
    }
}

fn text<'m>(map: &'m Map<String, Value>, key: &str) -> Result<&'m str, String> {
    map.get(key)
        .and_then(Value::as_str)
        .ok_or_else(|| format!("`{key}` needs a text"))
}

fn joined(map: &Map<String, Value>, items: &Value, joint: &str) -> Words {
    only(map, &[joint_key(joint)])?;
    let items = items.as_array().filter(|items| !items.is_empty());
    let items = items.ok_or_else(|| format!("`{}` needs a list", joint_key(joint)))?;
    let words: Result<Vec<String>, String> = items
        .iter()
        .map(|item| words(item).map(|words| format!("({words})")))
        .collect();
    Ok(words?.join(joint))
}

fn joint_key(joint: &str) -> &'static str {
    if joint == " and " { "all" } else { "any" }
}

/// The one operator among the keys, with its value.
fn compared(map: &Map<String, Value>, others: &[&str]) -> Words {
    let mut operators = map
        .iter()
        .filter(|(key, _)| !others.contains(&key.as_str()));
    let (Some((phrase, value)), None) = (operators.next(), operators.next()) else {
        return Err("a comparison has one operator".to_owned());
    };
    let operator = operator(phrase).ok_or_else(|| format!("`{phrase}` is not an operator"))?;
    let (before, after) = operator.words();
    let values = values(operator, value)?;
    let words = [before, values.as_str(), after];
    Ok(words
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" "))
}

/// The operator of a phrase; `is more than … ago` may leave the dots out.
fn operator(phrase: &str) -> Option<Operator> {
    let plain = |phrase: &str| {
        let words = phrase.replace("...", "").replace('…', "");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let wanted = plain(phrase);
    Operator::ALL.iter().copied().find(|operator| {
        let (spec, polarity) = operator.spec();
        let aliases = spec.aliases.iter().filter(|(_, side)| *side == polarity);
        plain(&operator.phrase()) == wanted || aliases.into_iter().any(|(said, _)| *said == wanted)
    })
}

fn values(operator: Operator, value: &Value) -> Words {
    let items = match value {
        Value::Array(items) => items.iter().collect(),
        other => vec![other],
    };
    let words = |items: &[&Value], joint: &str| {
        let words: Result<Vec<String>, String> =
            items.iter().map(|item| scalar(operator, item)).collect();
        words.map(|words| words.join(joint))
    };
    let phrase = operator.phrase();
    match (operator.operands(), items.as_slice()) {
        (Operands::None, [Value::Bool(true) | Value::Null]) => Ok(String::new()),
        (Operands::None, _) => Err(format!("`{phrase}` takes no value; write `{phrase}: true`")),
        (Operands::Two, [_, _]) => words(&items, " and "),
        (Operands::Two, _) => Err(format!("`{phrase}` takes a list of two values")),
        (Operands::Many, [_, ..]) => words(&items, ", "),
        (Operands::One | Operands::Length, [_]) => words(&items, ""),
        _ => Err(format!("`{phrase}` takes one value")),
    }
}

fn scalar(operator: Operator, value: &Value) -> Words {
    match value {
        Value::Number(number) => Ok(number.to_string()),
        Value::String(text) => Ok(match operator.operands() {
            Operands::Length => text.clone(),
            _ if says_a_day(text) => text.clone(),
            _ => quoted(text),
        }),
        Value::Object(map) => anchored(map),
        Value::Bool(flag) => Err(format!(
            "`{flag}` is no value here; write the word in quotes"
        )),
        other => Err(format!("`{other}` is no value")),
    }
}

/// `3 days ago`: a text that only a day can mean.
fn says_a_day(text: &str) -> bool {
    let length = text.strip_suffix(" ago");
    length.is_some_and(|length| length.parse::<model::span::Length>().is_ok())
}

/// `{date: today, before: 3 days}`, `{the: person, path: [start date]}`, `{setting: name}`.
fn anchored(map: &Map<String, Value>) -> Words {
    if map.contains_key("setting") {
        return Err("a definition has no settings; write the value itself".to_owned());
    }
    only(map, &["date", "the", "path", "before", "after"])?;
    let anchor = if map.contains_key("date") {
        let day = text(map, "date")?;
        let known = day == "today" || iso_date(day).is_some();
        if !known {
            return Err(format!(
                "`{day}` is not a day such as `today` or `2026-01-31`"
            ));
        }
        day.to_owned()
    } else {
        let steps = map.get("path").and_then(Value::as_array);
        let steps = steps.into_iter().flatten().filter_map(Value::as_str);
        let names: Vec<&str> = std::iter::once(text(map, "the")?).chain(steps).collect();
        format!("the {}", names.join("'s "))
    };
    for side in ["before", "after"] {
        if map.contains_key(side) {
            return Ok(format!("{} {side} {anchor}", text(map, side)?));
        }
    }
    Ok(anchor)
}

fn relation(map: &Map<String, Value>, has: &str) -> Words {
    let counts = [
        "at least percent",
        "at most percent",
        "exactly percent",
        "at least",
        "at most",
        "exactly",
        "more than",
        "fewer than",
    ];
    let name = text(map, has)?;
    let counted = counts.into_iter().find(|count| map.contains_key(*count));
    let quantity = match (has, counted) {
        ("has", None) => "a".to_owned(),
        ("has", Some(count)) => {
            let number = map.get(count).and_then(Value::as_u64);
            let number = number.ok_or_else(|| format!("`{count}` needs a whole number"))?;
            match count.strip_suffix(" percent") {
                Some(share) => format!("{share} {number}% of its"),
                None => format!("{count} {number}"),
            }
        }
        ("has only", None) => "only".to_owned(),
        ("has no", None) => "no".to_owned(),
        (has, Some(count)) => return Err(format!("`{count}` does not go with `{has}`")),
        (has, None) => return Err(format!("`{has}` is not a way to count")),
    };
    let known: Vec<&str> = [has, "where"].into_iter().chain(counted).collect();
    only(map, &known)?;
    match map.get("where") {
        Some(inner) => Ok(format!("has {quantity} {name} where ({})", words(inner)?)),
        None => Ok(format!("has {quantity} {name}")),
    }
}

fn total(map: &Map<String, Value>) -> Words {
    let (total, field, relation) = (text(map, "the")?, text(map, "field")?, text(map, "of")?);
    let compared = compared(map, &["the", "field", "of", "where"])?;
    let rows = match map.get("where") {
        Some(inner) => format!(" (where {})", words(inner)?),
        None => String::new(),
    };
    Ok(format!(
        "the {total} {field} of its {relation}{rows} {compared}"
    ))
}
