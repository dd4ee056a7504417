//! YAML to the tree.

use std::{collections::BTreeSet, fmt};

use model::{Place, Problem, Problems, Vocabulary};
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_yaml_ng::Value;

use super::comments::comments;
use crate::{
    document::{Baselines, Parsed, label::Label},
    mistake::Code,
    outline::{
        node::{At, Node, Shape, Step},
        read::Outline,
    },
};

/// Reads one YAML document. `fallback_id` is its id where it names none: the stem of its file.
/// Each mistake says where in the document it is (`expect.must.has`), with its line.
pub fn from_yaml(text: &str, file: &str, fallback_id: &str, vocabulary: &Vocabulary) -> Parsed {
    from_yaml_with(text, file, fallback_id, vocabulary, &Baselines::new())
}

/// The same, among rules that it may take its sentence from.
pub(crate) fn from_yaml_with(
    text: &str,
    file: &str,
    fallback_id: &str,
    vocabulary: &Vocabulary,
    baselines: &Baselines,
) -> Parsed {
    let optional = BTreeSet::new();
    parsed(text, (file, fallback_id), vocabulary, baselines, optional)
}

/// Reads a sentence alone: what stands under `expect`, without a rule around it.
pub(crate) fn sentence_from_yaml(text: &str, file: &str, vocabulary: &Vocabulary) -> Parsed {
    let optional = BTreeSet::from([Label::Rule, Label::Severity]);
    parsed(text, (file, ""), vocabulary, &Baselines::new(), optional)
}

/// Reads the labels of a text, some of which need not be there.
fn parsed(
    text: &str,
    (file, fallback_id): (&str, &str),
    vocabulary: &Vocabulary,
    baselines: &Baselines,
    optional: BTreeSet<Label>,
) -> Parsed {
    let node = match read(text) {
        Ok(node) => node,
        Err(error) => {
            let says = format!("this cannot be read as YAML: {error}");
            return refused(Problem::new(
                Code::Shape.as_str(),
                says,
                place(file, &error),
            ));
        }
    };
    let Shape::Map(entries) = &node.shape else {
        let says = "a rule in YAML is a map of labels";
        let problem = Problem::new(Code::Shape.as_str(), says, Place::file(file).at_line(1));
        return refused(problem.advise("rule: …"));
    };
    let (notes, last_notes) = notes(text, entries.len());
    let mut outline = Outline {
        last_notes,
        optional,
        ..Outline::default()
    };
    for ((key, node), notes) in entries.iter().zip(notes) {
        outline.add(key, node, notes);
    }
    let found = |at: &At| place_of(text, &at.0, file);
    outline.read(file, fallback_id, vocabulary, baselines, &found)
}

fn refused(problem: Problem) -> Parsed {
    Parsed {
        rule: None,
        problems: Problems(vec![problem]),
        waits_for: None,
    }
}

/// Where an error stands; one about the whole text stands at its start.
fn place(file: &str, error: &serde_yaml_ng::Error) -> Place {
    let mut place = Place::file(file).at_line(1);
    if let Some(location) = error.location() {
        place = place.at_line(location.line() as u64);
        place.column = Some(location.column() as u64);
    }
    place
}

/// The comments before each of so many top keys, and those behind the last.
fn notes(text: &str, keys: usize) -> (Vec<Vec<String>>, Vec<String>) {
    let mut notes = vec![Vec::new(); keys];
    let mut last = Vec::new();
    let comments = comments(text);
    if comments.is_empty() {
        return (notes, last);
    }
    let line = |key: usize| {
        let found = seek(text, &[], Target::Key(key));
        found
            .and_then(|error| error.location())
            .map_or(0, |location| location.line())
    };
    let lines: Vec<usize> = (0..keys).map(line).collect();
    for comment in comments {
        let next = match comment.trails {
            // Behind a value it is about that value.
            true => lines.iter().rposition(|line| *line <= comment.line),
            false => lines.iter().position(|line| *line > comment.line),
        };
        match next.and_then(|next| notes.get_mut(next)) {
            Some(notes) => notes.push(comment.text),
            None => last.push(comment.text),
        }
    }
    (notes, last)
}

// ---- nodes

/// The outline of a text, with its numbers as they are written.
fn read(text: &str) -> Result<Node, serde_yaml_ng::Error> {
    let value: Value = serde_yaml_ng::from_str(text)?;
    let seed = Written {
        value: &value,
        at: At::default(),
    };
    seed.deserialize(serde_yaml_ng::Deserializer::from_str(text))
}

/// Reads a second time along what was read first, to see how scalars are written: once they are
/// numbers, `14.10` is `14.1`.
struct Written<'v> {
    value: &'v Value,
    at: At,
}

impl<'de> DeserializeSeed<'de> for Written<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let shape = match self.value {
            Value::Mapping(_) => return deserializer.deserialize_map(self),
            Value::Sequence(_) => return deserializer.deserialize_seq(self),
            Value::Number(_) => return deserializer.deserialize_str(self),
            Value::Null => Shape::Null,
            Value::Bool(flag) => Shape::Flag(*flag),
            Value::String(text) => Shape::Text(text.clone()),
            Value::Tagged(_) => Shape::Strange("a value with a tag"),
        };
        deserializer.deserialize_ignored_any(IgnoredAny)?;
        Ok(Node { at: self.at, shape })
    }
}

impl<'de> Visitor<'de> for Written<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the same value as before")
    }

    fn visit_str<E>(self, written: &str) -> Result<Node, E> {
        let shape = Shape::Number(written.to_owned());
        Ok(Node { at: self.at, shape })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        for (index, value) in self.value.as_sequence().into_iter().flatten().enumerate() {
            let at = self.at.index(index);
            nodes.extend(items.next_element_seed(Written { value, at })?);
        }
        let shape = Shape::List(nodes);
        Ok(Node { at: self.at, shape })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        for (_, value) in self.value.as_mapping().into_iter().flatten() {
            let Some(key) = entries.next_key::<String>()? else {
                break;
            };
            let at = self.at.key(&key);
            nodes.push((key, entries.next_value_seed(Written { value, at })?));
        }
        let shape = Shape::Map(nodes);
        Ok(Node { at: self.at, shape })
    }
}

// ---- places

/// What is looked for behind some steps.
#[derive(Clone, Copy)]
enum Target {
    Value,
    /// The key of a number, of the map there.
    Key(usize),
}

/// Where a node stands. An error at it knows its line and column.
pub(crate) fn place_of(text: &str, steps: &[Step], file: &str) -> Place {
    match seek(text, steps, Target::Value) {
        Some(error) => place(file, &error),
        None => Place::file(file).at_line(1),
    }
}

fn seek(text: &str, steps: &[Step], target: Target) -> Option<serde_yaml_ng::Error> {
    let seek = Seek { steps, target };
    seek.deserialize(serde_yaml_ng::Deserializer::from_str(text))
        .err()
}

/// Walks some steps and stops there: the reader of YAML tells places only with an error.
struct Seek<'s> {
    steps: &'s [Step],
    target: Target,
}

/// Stops at whatever is there: it expects nothing.
struct Stop;

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match (self.steps, self.target) {
            ([], Target::Value) => Stop.deserialize(deserializer),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map or list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Some((Step::Index(wanted), steps)) = self.steps.split_first() else {
            return Err(de::Error::custom("found"));
        };
        for _ in 0..*wanted {
            items.next_element::<IgnoredAny>()?;
        }
        let target = self.target;
        items.next_element_seed(Seek { steps, target }).map(|_| ())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        if let (Target::Key(wanted), []) = (self.target, self.steps) {
            for _ in 0..wanted {
                entries.next_entry::<IgnoredAny, IgnoredAny>()?;
            }
            return entries.next_key_seed(Stop).map(|_| ());
        }
        let Some((Step::Key(wanted), steps)) = self.steps.split_first() else {
            return Err(de::Error::custom("found"));
        };
        let target = self.target;
        while let Some(key) = entries.next_key::<String>()? {
            if key == *wanted {
                return entries.next_value_seed(Seek { steps, target });
            }
            entries.next_value::<IgnoredAny>()?;
        }
        Err(de::Error::custom("found"))
    }
}

impl<'de> DeserializeSeed<'de> for Stop {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Stop {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing")
    }
}
