//! Small programs over one JSON value: jq, with a fast way for plain paths.
//!
//! A plain path (`.a.b`, `.a[].b`) never enters the jq engine, and neither does the beginning of a
//! program that only chooses and compares. Everything else is compiled once and runs in bounds:
//! no clock, no environment, no own definitions, a budget of steps and of outputs. So every
//! program ends.

mod jq;
mod names;
mod path;
mod plain;

use std::{borrow::Cow, cell::OnceCell};

use jaq_json::Val;
use serde_json::Value;

pub(crate) use self::path::word;

/// How many outputs one run of a program may have.
pub(crate) const OUTPUTS_MOST: usize = 1_000_000;

/// A program that was read and compiled.
#[derive(Clone)]
pub(crate) struct Program {
    text: String,
    body: Body,
}

#[derive(Clone)]
enum Body {
    Path(Vec<path::Step>),
    Jq(std::sync::Arc<Jq>),
}

struct Jq {
    whole: jq::Filter,
    /// Its beginning, where that runs without the engine, and what is left.
    lead: Option<(plain::Plain, Option<jq::Filter>)>,
}

impl Jq {
    fn read(text: &str) -> Result<Self, String> {
        let whole = jq::compile(text)?;
        let lead = match jq::lead(text) {
            Some((plain, Some(rest))) => Some((plain, Some(jq::compile(rest)?))),
            Some((plain, None)) => Some((plain, None)),
            None => None,
        };
        Ok(Self { whole, lead })
    }

    fn run<'v>(&self, input: &'v Value, scene: &Scene<'_>) -> Result<Vec<Cow<'v, Value>>, String> {
        let led = self.lead.as_ref().and_then(|(plain, rest)| {
            let outputs = plain.run(Cow::Borrowed(input))?;
            Some((outputs, rest))
        });
        match led {
            None => engine(&self.whole, scene.val_of(input), scene),
            Some((outputs, None)) => Ok(outputs),
            Some((outputs, Some(rest))) => {
                let mut all = Vec::new();
                for value in outputs {
                    all.append(&mut engine(rest, jq::to_val(&value), scene)?);
                }
                Ok(all)
            }
        }
    }
}

fn engine<'v>(
    filter: &jq::Filter,
    input: Val,
    scene: &Scene<'_>,
) -> Result<Vec<Cow<'v, Value>>, String> {
    let outputs = jq::run(filter, input, scene)?;
    let values = outputs.iter().map(jq::to_value);
    Ok(values.map(Cow::Owned).collect())
}

impl std::fmt::Debug for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Program({})", self.text)
    }
}

/// What a program sees beside its input.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    /// The file, as `$file`.
    pub(crate) file: &'a str,
    /// The instant of the snapshot, as `$snapshot`.
    pub(crate) snapshot: &'a str,
    /// The raw record, as `$record`.
    pub(crate) record: &'a Value,
    /// The name of the source, for identifiers that are unique in it only.
    pub(crate) source: &'a str,
    /// The record as the engine has it, made when it is first needed.
    converted: OnceCell<Val>,
}

impl<'a> Scene<'a> {
    /// The scene around one raw record.
    pub(crate) fn new(file: &'a str, snapshot: &'a str, record: &'a Value) -> Self {
        Self {
            file,
            snapshot,
            record,
            source: "",
            converted: OnceCell::new(),
        }
    }

    /// The scene in a source of this name.
    pub(crate) fn of_source(mut self, source: &'a str) -> Self {
        self.source = source;
        self
    }

    /// The values of `$file`, `$snapshot` and, where it is seen, `$record`.
    fn vars(&self, sees_record: bool) -> [Val; 3] {
        let text = |text: &str| Val::from(text.to_owned());
        let record = match sees_record {
            true => self.record_val(),
            false => Val::Null,
        };
        [text(self.file), text(self.snapshot), record]
    }

    fn record_val(&self) -> Val {
        self.converted
            .get_or_init(|| jq::to_val(self.record))
            .clone()
    }

    fn val_of(&self, input: &Value) -> Val {
        if std::ptr::eq(input, self.record) {
            self.record_val()
        } else {
            jq::to_val(input)
        }
    }
}

/// A program that failed on a value.
#[derive(Debug, thiserror::Error)]
#[error("`{program}` failed: {why}")]
pub(crate) struct RunError {
    program: String,
    why: String,
}

impl Program {
    /// Reads a program.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let text = text.trim().to_owned();
        if let Some(steps) = path::read(&text) {
            return Ok(Self {
                text,
                body: Body::Path(steps),
            });
        }
        let jq = Jq::read(&text)?;
        Ok(Self {
            text,
            body: Body::Jq(std::sync::Arc::new(jq)),
        })
    }

    /// A program that gives its input, in place of one that could not be read.
    pub(crate) fn nothing() -> Self {
        Self {
            text: ".".to_owned(),
            body: Body::Path(Vec::new()),
        }
    }

    /// As it was written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Runs it. A missing key gives no output, null gives null.
    pub(crate) fn run<'v>(
        &self,
        input: &'v Value,
        scene: &Scene<'_>,
    ) -> Result<Vec<Cow<'v, Value>>, RunError> {
        let fail = |why| RunError {
            program: self.text.clone(),
            why,
        };
        match &self.body {
            Body::Path(steps) => Ok(path::walk(steps, input)
                .map_err(fail)?
                .into_iter()
                .map(Cow::Borrowed)
                .collect()),
            Body::Jq(jq) => jq.run(input, scene).map_err(fail),
        }
    }

    /// Its first output.
    pub(crate) fn first<'v>(
        &self,
        input: &'v Value,
        scene: &Scene<'_>,
    ) -> Result<Option<Cow<'v, Value>>, RunError> {
        Ok(self.run(input, scene)?.into_iter().next())
    }

    /// Whether its first output is true (jq: neither false nor null).
    pub(crate) fn holds(&self, input: &Value, scene: &Scene<'_>) -> Result<bool, RunError> {
        let first = self.first(input, scene)?;
        Ok(first.is_some_and(|value| !matches!(*value, Value::Null | Value::Bool(false))))
    }

    /// The items of a list, or `None` where the list itself is not there. Only a list that is
    /// there says that what it does not hold is not there either.
    pub(crate) fn list<'v>(
        &self,
        input: &'v Value,
        scene: &Scene<'_>,
    ) -> Result<Option<Vec<Cow<'v, Value>>>, RunError> {
        if let Body::Path(steps) = &self.body
            && let Some((path::Step::Each, before)) = steps.split_last()
        {
            let fail = |why| RunError {
                program: self.text.clone(),
                why,
            };
            let lists = path::walk(before, input).map_err(fail)?;
            if lists.is_empty() || lists.iter().all(|list| list.is_null()) {
                return Ok(None);
            }
        }
        self.run(input, scene).map(Some)
    }
}

#[cfg(test)]
mod tests;
