//! Maps, lists and scalars, each knowing where it stands.

use std::fmt;

use serde_json::{Number, Value};

/// One step into an outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    /// From 0.
    Index(usize),
}

/// Where a node stands: the steps from the top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct At(pub(crate) Vec<Step>);

impl At {
    pub(crate) fn key(&self, key: &str) -> Self {
        self.with(Step::Key(key.to_owned()))
    }

    pub(crate) fn index(&self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    fn with(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }
}

/// `expect.must[1].has`.
impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if index == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// One place of an outline.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) at: At,
    pub(crate) shape: Shape,
}

/// What stands there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Null,
    Flag(bool),
    /// As written: `14.10` as a version keeps its zero.
    Number(String),
    Text(String),
    List(Vec<Node>),
    /// In the order of the author.
    Map(Vec<(String, Node)>),
    /// What no rule is made of, in words.
    Strange(&'static str),
}

impl Node {
    pub(crate) fn new(shape: Shape) -> Self {
        let at = At::default();
        Self { at, shape }
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::new(Shape::Text(text.into()))
    }

    pub(crate) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::new(Shape::List(items.into_iter().collect()))
    }

    pub(crate) fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        let entries = entries.into_iter().map(|(key, node)| (key.into(), node));
        Self::new(Shape::Map(entries.collect()))
    }

    /// The entries of a map; none of anything else.
    pub(crate) fn entries(&self) -> &[(String, Self)] {
        match &self.shape {
            Shape::Map(entries) => entries,
            _ => &[],
        }
    }

    /// What a map has under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        let found = self.entries().iter().find(|(name, _)| name == key);
        found.map(|(_, node)| node)
    }

    /// The items of a list; anything else is a list of itself.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.shape {
            Shape::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The same in JSON. A number of which JSON would lose digits is a text.
    pub(crate) fn to_json(&self) -> Value {
        match &self.shape {
            Shape::Null | Shape::Strange(_) => Value::Null,
            Shape::Flag(flag) => Value::Bool(*flag),
            Shape::Number(written) => json_number(written),
            Shape::Text(text) => Value::String(text.clone()),
            Shape::List(items) => Value::Array(items.iter().map(Self::to_json).collect()),
            Shape::Map(entries) => {
                let entries = entries.iter();
                let json = entries.map(|(key, node)| (key.clone(), node.to_json()));
                Value::Object(json.collect())
            }
        }
    }

    /// A JSON value, standing somewhere.
    pub(crate) fn from_json(value: &Value, at: At) -> Self {
        /// Deeper than any rule, and shallow enough for every stack.
        const DEEPEST: usize = 100;
        let shape = match value {
            _ if at.0.len() > DEEPEST => Shape::Strange("something nested too deep"),
            Value::Null => Shape::Null,
            Value::Bool(flag) => Shape::Flag(*flag),
            Value::Number(number) => Shape::Number(number_words(number)),
            Value::String(text) => Shape::Text(text.clone()),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                Shape::List(
                    items
                        .map(|(index, item)| Self::from_json(item, at.index(index)))
                        .collect(),
                )
            }
            Value::Object(entries) => {
                let entries = entries.iter();
                let node = |(key, value): (&String, &Value)| {
                    (key.clone(), Self::from_json(value, at.key(key)))
                };
                Shape::Map(entries.map(node).collect())
            }
        };
        Self { at, shape }
    }
}

fn json_number(written: &str) -> Value {
    /// From here on not every whole number is a double.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    let number = written.parse::<f64>().ok().filter(|number| {
        // The reader must find the very same digits.
        number.is_finite() && number.to_string() == *written
    });
    let number = number.and_then(|number| {
        if number.fract() == 0.0 && number.abs() < WHOLE && !is_minus_zero(number) {
            Some(Number::from(number as i64))
        } else {
            Number::from_f64(number)
        }
    });
    number.map_or_else(|| Value::String(written.to_owned()), Value::Number)
}

fn is_minus_zero(number: f64) -> bool {
    number == 0.0 && number.is_sign_negative()
}

/// The digits of a number, without an exponent.
fn number_words(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if !(number.is_i64() || number.is_u64()) => float.to_string(),
        _ => number.to_string(),
    }
}
