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
    ops::Cmp,
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
            Term::IfThenElse(cases, otherwise) => {
                let case = |(asked, then): &(_, _)| Some((Self::of(asked)?, Self::of(then)?));
                let cases = cases.iter().map(case).collect::<Option<_>>()?;
                let otherwise = match otherwise {
                    Some(term) => Some(Self::boxed(term)?),
                    None => None,
                };
                Self::If(cases, otherwise)
            }
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
        ("any", [of]) => Plain::Any(Box::new([each(), Plain::of(of)?])),
        ("any", [each, of]) => Plain::Any(Box::new([Plain::of(each)?, Plain::of(of)?])),
        _ => return None,
    })
}
