//! The jq engine, in bounds.

use std::{cell::Cell, collections::BTreeSet, sync::OnceLock};

use jaq_core::{
    Compiler, Ctx, Cv, Error, Native, ValXs, Vars, data,
    load::{self, Arena, File, Loader, lex::Tok, parse::Def},
    native, unwrap_valr,
};
use jaq_json::Val;
use serde::Deserialize;
use serde_json::{Map, Number, Value};

use super::{
    OUTPUTS_MOST, Scene,
    names::{self, Library},
    plain::Plain,
};

/// A compiled program.
pub(super) struct Filter {
    code: jaq_core::Filter<Data>,
    /// Whether it speaks of `$record`, which has to be made for it.
    sees_record: bool,
}

/// Words of jq that read a clock, an environment or other inputs, or that need not end.
const REFUSED: [&str; 18] = [
    "now",
    "env",
    "halt",
    "halt_error",
    "debug",
    "stderr",
    "debug_empty",
    "stderr_empty",
    "localtime",
    "strflocaltime",
    "mktime",
    "input",
    "inputs",
    "repeat",
    "while",
    "until",
    "combinations",
    "input_line_number",
];

/// `recurse` and `range` with a budget of steps; they hide those of the standard library.
const BOUNDED: &str = "
def recurse(f): def rec: ., (f | allhands_step | rec); rec;
def recurse: recurse(.[]?);
def recurse(f; cond): recurse(f | select(cond));
def range($from; $to; $by):
  def rec: if ($by > 0 and . < $to) or ($by < 0 and . > $to)
           then ., (. + $by | allhands_step | rec) else empty end;
  $from | rec;
def range($from; $to): range($from; $to; 1);
def range($to): range(0; $to; 1);
";

/// Steps that one run may take inside `recurse` and `range`.
const STEPS_MOST: u64 = 100_000;

thread_local! {
    static STEPS_LEFT: Cell<u64> = const { Cell::new(STEPS_MOST) };
}

type Data = data::JustLut<Val>;

/// One step of a budget: gives its input back until the budget is spent.
fn step(cv: Cv<'_, Data>) -> ValXs<'_, Val> {
    let left = STEPS_LEFT.get();
    STEPS_LEFT.set(left.saturating_sub(1));
    let spent = || Error::str(format!("more than {STEPS_MOST} steps"));
    native::bome(if left == 0 { Err(spent()) } else { Ok(cv.1) })
}

/// Questions about the sort of a value. The library answers them by comparing with a value made
/// for it (`isstring` is `. >= "" and . < []`); these look at the value, and say the same.
fn sorts() -> [native::Fun<Data>; 7] {
    let ask = |name, run: jaq_core::RunPtr<Data>| (name, native::v(0), Native::<Data>::new(run));
    [
        ask("true", |_| says(true)),
        ask("false", |_| says(false)),
        ask("isnumber", |cv| says(matches!(cv.1, Val::Num(_)))),
        ask("isstring", |cv| {
            says(matches!(cv.1, Val::BStr(_) | Val::TStr(_)))
        }),
        ask("isarray", |cv| says(matches!(cv.1, Val::Arr(_)))),
        ask("isobject", |cv| says(matches!(cv.1, Val::Obj(_)))),
        ask("type", |cv| {
            native::bome(Ok(Val::from(sort(&cv.1).to_owned())))
        }),
    ]
}

fn says<'a>(flag: bool) -> ValXs<'a, Val> {
    native::bome(Ok(Val::Bool(flag)))
}

fn sort(val: &Val) -> &'static str {
    match val {
        Val::Null => "null",
        Val::Bool(_) => "boolean",
        Val::Num(_) => "number",
        Val::BStr(_) | Val::TStr(_) => "string",
        Val::Arr(_) => "array",
        Val::Obj(_) => "object",
    }
}

fn functions() -> impl Iterator<Item = native::Fun<Data>> {
    jaq_core::funs()
        .chain(jaq_std::funs())
        .chain(jaq_json::funs())
        .filter(|(name, ..)| !REFUSED.contains(name))
        .chain([("allhands_step", native::v(0), Native::<Data>::new(step))])
        .chain(sorts())
}

fn library() -> &'static Library {
    static ALL: OnceLock<Library> = OnceLock::new();
    ALL.get_or_init(|| {
        let sorts = sorts().map(|(name, ..)| name);
        let shipped = jaq_core::defs()
            .chain(jaq_std::defs())
            .chain(jaq_json::defs())
            .filter(|def| !REFUSED.contains(&def.name) && !sorts.contains(&def.name));
        let bounded = load::parse(BOUNDED, |parser| parser.defs()).unwrap_or_default();
        Library::new(shipped.chain(bounded))
    })
}

/// The definitions a program needs. One that cannot be parsed needs none: the engine says so.
fn needed(text: &str) -> (BTreeSet<&str>, Vec<Def<&'static str>>) {
    let mut names = BTreeSet::new();
    if let Some(term) = load::parse(text, |parser| parser.term()) {
        names::called(&term, &mut names);
    }
    let definitions = library().behind(&mut names);
    (names, definitions)
}

/// Compiles a program, or says what is wrong with it and where.
pub(super) fn compile(text: &str) -> Result<Filter, String> {
    let at = |part: &str| {
        // The parts are slices of the text, so the distance of their starts is the place.
        let offset = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let before = text.get(..offset.min(text.len())).unwrap_or(text);
        format!("at character {} of `{text}`", before.chars().count() + 1)
    };
    if let Ok(tokens) = load::Lexer::new(text).lex()
        && let Some(place) = definition_in(&tokens)
    {
        return Err(format!(
            "own definitions (`def`) are not offered, {}",
            at(place)
        ));
    }
    let arena = Arena::default();
    let (names, definitions) = needed(text);
    let loader = Loader::new(definitions);
    let modules = loader
        .load(
            &arena,
            File {
                code: text,
                path: (),
            },
        )
        .map_err(|errors| {
            let first = errors.into_iter().next().map(|(_, error)| error);
            match first {
                Some(load::Error::Lex(list)) => list.first().map(|(wanted, found)| {
                    format!("{} was expected, {}", wanted.as_str(), at(found))
                }),
                Some(load::Error::Parse(list)) => list.first().map(|(wanted, found)| {
                    format!("{} was expected, {}", wanted.as_str(), at(found))
                }),
                _ => None,
            }
            .unwrap_or_else(|| format!("`{text}` is no jq program"))
        })?;
    let code = Compiler::default()
        .with_funs(functions().filter(|(name, ..)| names.contains(name)))
        .with_global_vars(["$file", "$snapshot", "$record"])
        .compile(modules)
        .map_err(|errors| {
            let first = errors.into_iter().flat_map(|(_, list)| list).next();
            first.map_or_else(
                || format!("`{text}` is no jq program"),
                |(name, _)| format!("`{name}` is not defined, {}", at(name)),
            )
        })?;
    Ok(Filter {
        code,
        sees_record: text.contains("$record"),
    })
}

/// The longest beginning of a program that runs without the engine, and what is left for it.
pub(super) fn lead(text: &str) -> Option<(Plain, Option<&str>)> {
    let plain = |text| Plain::of(&load::parse(text, |parser| parser.term())?);
    if let Some(whole) = plain(text) {
        return Some((whole, None));
    }
    // A pipe binds least, so where both sides of one can be read, they are the two sides of it.
    let tokens = load::Lexer::new(text).lex().ok()?;
    let pipes = tokens.iter().rev().filter(|token| token.0 == "|");
    pipes
        .map(|token| (token.0.as_ptr() as usize).saturating_sub(text.as_ptr() as usize))
        .find_map(|at| {
            let (left, right) = (text.get(..at)?, text.get(at + 1..)?);
            Some((plain(left)?, Some(right)))
        })
}

fn definition_in<'t>(tokens: &[load::lex::Token<&'t str>]) -> Option<&'t str> {
    tokens.iter().find_map(|token| match &token.1 {
        Tok::Word if token.0 == "def" => Some(token.0),
        Tok::Block(inner) => definition_in(inner),
        Tok::Str(parts) => parts.iter().find_map(|part| match part {
            load::lex::StrPart::Term(term) => definition_in(std::slice::from_ref(term)),
            _ => None,
        }),
        _ => None,
    })
}

/// Runs a program within its budget.
pub(super) fn run(filter: &Filter, input: Val, scene: &Scene<'_>) -> Result<Vec<Val>, String> {
    STEPS_LEFT.set(STEPS_MOST);
    let vars = Vars::new(scene.vars(filter.sees_record));
    let ctx = Ctx::<Data>::new(&filter.code.lut, vars);
    let mut outputs = Vec::new();
    for output in filter.code.id.run((ctx, input)).map(unwrap_valr) {
        if outputs.len() == OUTPUTS_MOST {
            return Err(format!("more than {OUTPUTS_MOST} outputs"));
        }
        outputs.push(output.map_err(|error| error.to_string())?);
    }
    Ok(outputs)
}

/// A JSON value for the engine.
pub(super) fn to_val(value: &Value) -> Val {
    match value {
        Value::Null => Val::Null,
        Value::Bool(flag) => Val::Bool(*flag),
        // A number is what the engine reads it as; it has every number that JSON has.
        Value::Number(_) => Val::deserialize(value).unwrap_or_default(),
        Value::String(text) => Val::from(text.clone()),
        Value::Array(items) => items.iter().map(to_val).collect(),
        Value::Object(map) => {
            let entries = map.iter();
            Val::obj(
                entries
                    .map(|(key, value)| (Val::from(key.clone()), to_val(value)))
                    .collect(),
            )
        }
    }
}

/// A value of the engine as JSON.
pub(super) fn to_value(val: &Val) -> Value {
    match val {
        Val::Null => Value::Null,
        Val::Bool(flag) => Value::Bool(*flag),
        Val::Num(number) => {
            let text = number.to_string();
            let whole = text.parse::<i64>().map(Number::from).ok();
            whole
                .or_else(|| text.parse::<u64>().map(Number::from).ok())
                .or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64))
                .map_or(Value::Null, Value::Number)
        }
        Val::BStr(bytes) | Val::TStr(bytes) => {
            Value::String(String::from_utf8_lossy(bytes).into_owned())
        }
        Val::Arr(items) => Value::Array(items.iter().map(to_value).collect()),
        Val::Obj(map) => {
            let text = |key: &Val| match key {
                Val::BStr(bytes) | Val::TStr(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                other => other.to_string(),
            };
            Value::Object(
                map.iter()
                    .map(|(k, v)| (text(k), to_value(v)))
                    .collect::<Map<_, _>>(),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_definition_of_the_library_brings_what_it_calls() {
        for (name, arguments) in library().signatures() {
            let text = match arguments {
                0 => name.to_owned(),
                several => format!("{name}({})", vec!["."; several].join("; ")),
            };
            assert_eq!(compile(&text).map(|_| ()), Ok(()), "{text}");
        }
    }
}
