//! The part of jq that most programs are made of, run on the value as it is.
//!
//! The engine wants its own copy of a value and makes an iterator for each step. Choosing a field,
//! comparing it with a text or giving the first of three needs neither. What is not here, and
//! whatever goes wrong here, is left to the engine, so that there is one meaning and one wording.

mod run;

use jaq_core::{
    load::{
        lex::StrPart,
        parse::{BinaryOp, Term},
    },
    ops::{Cmp, Math},
    path::{Opt, Part},
};
use serde_json::Value;

/// A program, or its beginning.
#[derive(Clone, Debug)]
pub(super) enum Plain {
    Id,
    Literal(Value),
    /// A text with values in it.
    Text(Vec<Plain>),
    List(Option<Box<Plain>>),
    Path(Box<Plain>, Vec<(Step, Opt)>),
    Pipe(Box<[Plain; 2]>),
    Both(Box<[Plain; 2]>),
    Otherwise(Box<[Plain; 2]>),
    And(Box<[Plain; 2]>),
    Or(Box<[Plain; 2]>),
    Equal(Box<[Plain; 2]>),
    Different(Box<[Plain; 2]>),
    If(Vec<(Plain, Plain)>, Option<Box<Plain>>),
    Not,
    Type,
    Length,
    ToText,
    /// The input, where it is of this sort.
    Only(fn(&Value) -> bool),
    Select(Box<Plain>),
    Has(Box<Plain>),
    First(Box<Plain>),
    Any(Box<[Plain; 2]>),
    /// Texts put together.
    Add(Box<[Plain; 2]>),
    /// Whether the input holds one of these words.
    Test(Vec<String>, Case),
    /// Something the engine has to do, should it come to that.
    Elsewhere,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Case {
    Exact,
    /// The words are lower case, and so is made the input.
    Ignored,
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    Key(String),
    At(usize),
    Each,
}

impl Plain {
    /// The program in this form, where it has one.
    pub(super) fn of(term: &Term<&str>) -> Option<Self> {
        Some(match term {
            Term::Id => Self::Id,
            Term::Num(digits) => Self::Literal(digits.parse::<i64>().ok()?.into()),
            Term::Str(None, parts) => text(parts)?,
            Term::Arr(None) => Self::List(None),
            Term::Arr(Some(inner)) => Self::List(Some(Self::boxed(inner)?)),
            Term::BinOp(left, op, right) => binary(left, op, right)?,
            Term::IfThenElse(cases, otherwise) => choice(cases, otherwise.as_deref())?,
            Term::Call(name, arguments) => call(name, arguments)?,
            Term::Path(of, path) => {
                let step = |(part, opt): &(_, _)| Some((step(part)?, *opt));
                let steps = path.0.iter().map(step).collect::<Option<_>>()?;
                Self::Path(Self::boxed(of)?, steps)
            }
            _ => return None,
        })
    }

    fn boxed(term: &Term<&str>) -> Option<Box<Self>> {
        Self::of(term).map(Box::new)
    }
}

/// A choice whose first question can be asked here; what follows is met only by some.
fn choice(cases: &[(Term<&str>, Term<&str>)], otherwise: Option<&Term<&str>>) -> Option<Plain> {
    Plain::of(&cases.first()?.0)?;
    let of = |term| Plain::of(term).unwrap_or(Plain::Elsewhere);
    let cases = cases.iter().map(|(asked, then)| (of(asked), of(then)));
    Some(Plain::If(
        cases.collect(),
        otherwise.map(|term| Box::new(of(term))),
    ))
}

/// A pattern that is nothing but words with `|` between them.
fn words(pattern: &Term<&str>, flags: Option<&Term<&str>>) -> Option<Plain> {
    let flags = flags.map_or(Some(Plain::Literal("".into())), Plain::of)?;
    let (Plain::Literal(pattern), Plain::Literal(flags)) = (Plain::of(pattern)?, flags) else {
        return None;
    };
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '|');
    let pattern = pattern.as_str().filter(|text| text.chars().all(is_plain))?;
    let case = match flags.as_str()? {
        "" => Case::Exact,
        "i" => Case::Ignored,
        _ => return None,
    };
    let words = pattern.split('|').map(|word| match case {
        Case::Exact => word.to_owned(),
        Case::Ignored => word.to_ascii_lowercase(),
    });
    Some(Plain::Test(words.collect(), case))
}

fn text(parts: &[StrPart<&str, Term<&str>>]) -> Option<Plain> {
    let mut plain = String::new();
    let mut pieces = Vec::new();
    for part in parts {
        match part {
            StrPart::Str(text) => plain.push_str(text),
            StrPart::Char(letter) => plain.push(*letter),
            StrPart::Term(term) => {
                pieces.push(Plain::Literal(std::mem::take(&mut plain).into()));
                pieces.push(Plain::of(term)?);
            }
        }
    }
    let last = Plain::Literal(plain.into());
    if pieces.is_empty() {
        return Some(last);
    }
    pieces.push(last);
    Some(Plain::Text(pieces))
}

fn binary(left: &Term<&str>, op: &BinaryOp<&str>, right: &Term<&str>) -> Option<Plain> {
    let make = match op {
        BinaryOp::Pipe(None) => Plain::Pipe,
        BinaryOp::Comma => Plain::Both,
        BinaryOp::Alt => Plain::Otherwise,
        BinaryOp::And => Plain::And,
        BinaryOp::Or => Plain::Or,
        BinaryOp::Math(Math::Add) => Plain::Add,
        BinaryOp::Cmp(Cmp::Eq) => Plain::Equal,
        BinaryOp::Cmp(Cmp::Ne) => Plain::Different,
        _ => return None,
    };
    Some(make(Box::new([Plain::of(left)?, Plain::of(right)?])))
}

fn step(part: &Part<Term<&str>>) -> Option<Step> {
    match part {
        Part::Range(None, None) => Some(Step::Each),
        Part::Index(term) => match Plain::of(term)? {
            Plain::Literal(Value::String(key)) => Some(Step::Key(key)),
            Plain::Literal(Value::Number(at)) => Some(Step::At(at.as_u64()?.try_into().ok()?)),
            _ => None,
        },
        Part::Range(..) => None,
    }
}

fn call(name: &str, arguments: &[Term<&str>]) -> Option<Plain> {
    let each = || Plain::Path(Box::new(Plain::Id), vec![(Step::Each, Opt::Essential)]);
    let first = vec![(Step::At(0), Opt::Essential)];
    Some(match (name, arguments) {
        ("null", []) => Plain::Literal(Value::Null),
        ("true", []) => Plain::Literal(true.into()),
        ("false", []) => Plain::Literal(false.into()),
        ("empty", []) => Plain::Only(|_| false),
        ("values", []) => Plain::Only(|value| !value.is_null()),
        ("strings", []) => Plain::Only(Value::is_string),
        ("objects", []) => Plain::Only(Value::is_object),
        ("arrays", []) => Plain::Only(Value::is_array),
        ("not", []) => Plain::Not,
        ("type", []) => Plain::Type,
        ("length", []) => Plain::Length,
        ("tostring", []) => Plain::ToText,
        ("first", []) => Plain::Path(Box::new(Plain::Id), first),
        ("first", [of]) => Plain::First(Plain::boxed(of)?),
        ("select", [of]) => Plain::Select(Plain::boxed(of)?),
        ("has", [of]) => Plain::Has(Plain::boxed(of)?),
        ("map", [of]) => {
            let mapped = Plain::Pipe(Box::new([each(), Plain::of(of)?]));
            Plain::List(Some(Box::new(mapped)))
        }
        ("test", [pattern]) => words(pattern, None)?,
        ("test", [pattern, flags]) => words(pattern, Some(flags))?,
        ("any", [of]) => Plain::Any(Box::new([each(), Plain::of(of)?])),
        ("any", [each, of]) => Plain::Any(Box::new([Plain::of(each)?, Plain::of(of)?])),
        _ => return None,
    })
}
