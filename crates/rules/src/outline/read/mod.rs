//! From an outline to the words of a rule document, and through the one parser to the tree.

pub(crate) mod condition;
pub(in crate::outline) mod examples;
pub(in crate::outline) mod rows;
mod texts;
pub(in crate::outline) mod value;

use std::collections::{BTreeMap, BTreeSet};

use model::{Place, Vocabulary};

use super::{
    draft::{Draft, Purpose},
    node::{At, Node, Shape},
    told,
};
use crate::{
    document::{
        Baselines, Parsed,
        blocks::{Block, Blocks},
        label::Label,
    },
    mistake::{Code, Source, nearest},
    tree::{Modal, Note},
};

/// One block of a document: a label with its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) label: Label,
    pub(crate) node: Node,
    /// Comments before it.
    pub(crate) notes: Vec<String>,
}

/// A document as its blocks in their order.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) entries: Vec<Entry>,
    /// Comments behind the last of them.
    pub(crate) last_notes: Vec<String>,
    /// Labels that need not be there: where only a part of a rule is read.
    pub(crate) optional: BTreeSet<Label>,
    /// Keys that are no labels, and labels that stand there twice.
    pub(crate) strays: Vec<(Node, String, Option<String>)>,
}

impl Outline {
    /// Takes what stands under a key, in as many blocks as it is.
    pub(crate) fn add(&mut self, key: &str, node: &Node, notes: Vec<String>) {
        let Some(label) = label_of(key) else {
            let says = format!("`{key}` is not a label of a rule");
            let near = nearest(key, KEYS.iter().copied()).map(|(near, _)| near.to_owned());
            self.strays.push((node.clone(), says, near));
            return;
        };
        let taken = self.entries.iter().any(|entry| entry.label == label);
        if taken && !label.repeats() {
            let says = format!("`{key}` stands here a second time");
            self.strays.push((node.clone(), says, None));
        }
        let mut notes = Some(notes);
        for node in blocks_of(label, node) {
            let (node, notes) = (node.clone(), notes.take().unwrap_or_default());
            self.entries.push(Entry { label, node, notes });
        }
    }

    /// Reads it. `place` finds where a node stands in the file.
    pub(crate) fn read(
        &self,
        file: &str,
        fallback_id: &str,
        vocabulary: &Vocabulary,
        baselines: &Baselines,
        place: &dyn Fn(&At) -> Place,
    ) -> Parsed {
        let mut draft = Draft::new(Purpose::Rule, vocabulary);
        let mut blocks = Blocks::default();
        let mut counts: BTreeMap<Label, usize> = BTreeMap::new();
        let mut set_aside = self.optional.clone();
        for (node, says, near) in &self.strays {
            draft.wrong(node, Code::Label, says);
            if let Some(near) = near {
                draft.advise(near);
            }
        }
        let mut sentence_wrong = false;
        for entry in &self.entries {
            let before = draft.wrongs.len();
            let nth = counts.entry(entry.label).or_default();
            *nth += 1;
            let key = entry.label.key(*nth);
            let mut block = None;
            let useful = draft.attempt(|draft| {
                let (written, useful) = draft.block(entry, key.clone());
                block = Some(written);
                useful
            });
            match block.filter(|_| useful) {
                Some(block) => blocks.blocks.push(block),
                None => {
                    set_aside.insert(entry.label);
                }
            }
            sentence_wrong |= entry.label == Label::Expectation && draft.wrongs.len() > before;
            let notes = entry.notes.iter().cloned();
            blocks
                .notes
                .extend(notes.map(|text| Note::new(key.clone(), &text)));
        }
        let notes = self.last_notes.iter().cloned();
        blocks.notes.extend(notes.map(|text| Note::new("", &text)));
        if sentence_wrong {
            // A clock that starts at a row needs the whole sentence.
            blocks
                .blocks
                .retain(|block| block.label != Label::CountFrom);
            set_aside.insert(Label::Expectation);
        }
        let source = Source::new(file, &draft.text, 0);
        let parsed = crate::document::parse_blocks(
            source,
            blocks,
            &set_aside,
            fallback_id,
            vocabulary,
            baselines,
        );
        told::told(parsed, &draft, &set_aside, place)
    }
}

/// The keys of a rule: its labels in lower case, and `expect` for the sentence.
const KEYS: &[&str] = &[
    "rule",
    "id",
    "in",
    "except in",
    "tightens",
    "audience",
    "severity",
    "because",
    "references",
    "settings",
    "expect",
    "fix within",
    "count from",
    "wait",
    "when unknown",
    "enforce",
    "activity",
    "fixed by",
    "message",
    "steps",
    "effort",
    "exceptions",
    "test",
];

/// The key of a label.
pub(crate) fn key_of(label: Label) -> &'static str {
    let index = Label::ALL.iter().position(|one| *one == label);
    index.map_or("", |index| KEYS[index])
}

/// The label of a key: `message`, `message 2` where something else stands between.
pub(crate) fn label_of(key: &str) -> Option<Label> {
    let number = |rest: &str| rest.parse::<u32>().is_ok();
    let numbered = key.rsplit_once(' ').filter(|(_, rest)| number(rest));
    let fits = |label: &Label| {
        let own = key_of(*label);
        let repeated = numbered.is_some_and(|(name, _)| label.repeats() && name == own);
        let name = label.name().eq_ignore_ascii_case(key);
        own.eq_ignore_ascii_case(key) || name || repeated
    };
    Label::ALL.into_iter().find(fits)
}

/// The blocks that stand under one key.
fn blocks_of(label: Label, node: &Node) -> &[Node] {
    let Shape::List(items) = &node.shape else {
        return std::slice::from_ref(node);
    };
    let several = match label {
        Label::Rule | Label::Because | Label::Message | Label::Test => true,
        // A list of lines is one block.
        Label::Steps => items.iter().any(|item| matches!(item.shape, Shape::Map(_))),
        _ => false,
    };
    if several && !items.is_empty() {
        items
    } else {
        std::slice::from_ref(node)
    }
}

impl Draft<'_> {
    /// A block of the document: its label, what stands before the colon, and its value. False
    /// when it is of no use.
    fn block(&mut self, entry: &Entry, key: String) -> (Block, bool) {
        let (label, node) = (entry.label, &entry.node);
        let at = self.here();
        self.enter(node);
        self.say(label.name());
        let start = self.here();
        let clean = self.clean(|draft| draft.qualifier(label, node));
        let qualifier = start..self.here();
        self.say(":");
        let start = self.here();
        self.say(" ");
        let useful = self.block_value(label, node);
        let value = start..self.here();
        self.say("\n");
        let block = Block {
            label,
            key,
            at,
            qualifier,
            value,
        };
        (block, clean && useful)
    }

    fn block_value(&mut self, label: Label, node: &Node) -> bool {
        match label {
            Label::Expectation => self.expectation(node),
            Label::Severity => self.rows(node, &["is", "where"], Self::level),
            Label::FixWithin => self.rows(node, &["within", "where"], Self::within),
            Label::Enforce => self.rows(node, &["mode", "at", "where"], Self::mode),
            other => self.clean(|draft| draft.simple_value(other, node)),
        }
    }

    fn simple_value(&mut self, label: Label, node: &Node) {
        match label {
            Label::Rule | Label::Because | Label::Message => self.text_value(node),
            Label::Steps => self.steps_value(node),
            Label::Test => self.test(node),
            Label::In | Label::ExceptIn => self.units(node),
            Label::Activity => self.quoted_text(node),
            Label::Settings => self.settings(node),
            Label::Wait | Label::Effort => self.length(node),
            Label::Exceptions => self.exceptions(node),
            Label::FixedBy | Label::References => self.separated(node),
            _ => self.plain(node),
        }
    }

    /// Words as they stand in a sentence document.
    fn plain(&mut self, node: &Node) {
        match &node.shape {
            Shape::Text(text) => self.say_for(node, text),
            Shape::Number(text) => self.say_for(node, text),
            Shape::Null => {}
            _ => {
                let says = format!("`{}` is not a text", node.to_json());
                self.wrong(node, Code::Shape, says);
            }
        }
    }

    /// `expect:`, as a tree or as the sentence itself. False when it is of no use.
    fn expectation(&mut self, node: &Node) -> bool {
        let Shape::Map(_) = node.shape else {
            return self.clean(|draft| draft.plain(node));
        };
        let known = ["every", "that is", "where", "must", "should", "unless"];
        self.only(node, &known);
        self.say("Every ");
        let subject = self.clean(|draft| draft.subject(node));
        self.attempt(|draft| draft.qualified(node));
        let demands = match (node.get("must"), node.get("should")) {
            (Some(demands), None) => self.demands(demands, Modal::Must),
            (None, Some(demands)) => self.demands(demands, Modal::Should),
            (Some(_), Some(advice)) => {
                let says = "one rule either demands (`must`) or advises (`should`); write two";
                self.wrong(advice, Code::Mix, says);
                false
            }
            (None, None) => {
                let says = "`expect` needs `must` or `should`";
                self.wrong(node, Code::Open, says);
                false
            }
        };
        if let Some(condition) = node.get("unless") {
            self.attempt(|draft| {
                draft.say(" unless ");
                draft.condition(condition, condition::Tail::Free)
            });
        }
        subject && demands
    }

    fn subject(&mut self, node: &Node) {
        for word in node.get("that is").map(Node::items).unwrap_or_default() {
            self.name(word);
            self.say(" ");
        }
        self.name_at(node, "every");
    }
}
