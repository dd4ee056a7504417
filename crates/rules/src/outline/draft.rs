//! Words of a sentence on their way to the parser, each knowing the node it was written from.

use std::ops::Range;

use model::Vocabulary;

use super::node::{At, Node};
use crate::{
    mistake::{Code, listed, nearest},
    names,
    sentence::{
        cursor::same_word,
        lex::{Lexeme, label_words, lex},
    },
};

/// What the words are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A rule, which has settings.
    Rule,
    /// A definition of the vocabulary, which has none.
    Definition,
}

/// Some words, and the node they were written from.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) range: Range<usize>,
    pub(super) at: At,
}

/// A node that cannot be put into words.
#[derive(Clone, Debug)]
pub(crate) struct Wrong {
    pub(crate) at: At,
    pub(crate) code: Code,
    pub(crate) says: String,
    pub(crate) advice: Vec<String>,
}

/// The words so far.
#[derive(Debug)]
pub(crate) struct Draft<'v> {
    vocabulary: &'v Vocabulary,
    pub(super) purpose: Purpose,
    pub(super) text: String,
    /// In the order of the text.
    pub(super) pieces: Vec<Piece>,
    pub(super) wrongs: Vec<Wrong>,
}

impl<'v> Draft<'v> {
    pub(crate) fn new(purpose: Purpose, vocabulary: &'v Vocabulary) -> Self {
        Self {
            vocabulary,
            purpose,
            text: String::new(),
            pieces: Vec::new(),
            wrongs: Vec::new(),
        }
    }

    /// Where the next word goes.
    pub(super) fn here(&self) -> usize {
        self.text.len()
    }

    /// Words that no node says by itself.
    pub(super) fn say(&mut self, words: &str) {
        self.text.push_str(words);
    }

    /// The words of a node.
    pub(super) fn say_for(&mut self, node: &Node, words: &str) {
        let start = self.here();
        self.text.push_str(words);
        let range = start..self.here();
        let at = node.at.clone();
        self.pieces.push(Piece { range, at });
    }

    /// What follows is about a node, until a part of it says otherwise.
    pub(super) fn enter(&mut self, node: &Node) {
        self.say_for(node, "");
    }

    /// Writes something, and takes its words back where they are of no use. What else is written
    /// can then still be read, so that all mistakes are told at once.
    pub(super) fn attempt(&mut self, write: impl FnOnce(&mut Self) -> bool) -> bool {
        let (text, pieces) = (self.text.len(), self.pieces.len());
        let useful = write(self);
        if !useful {
            self.text.truncate(text);
            self.pieces.truncate(pieces);
        }
        useful
    }

    /// Writes something that is of use when nothing is wrong with it.
    pub(super) fn clean(&mut self, write: impl FnOnce(&mut Self)) -> bool {
        let before = self.wrongs.len();
        write(self);
        self.wrongs.len() == before
    }

    /// A node that cannot be put into words.
    pub(super) fn wrong(&mut self, node: &Node, code: Code, says: impl Into<String>) {
        self.wrongs.push(Wrong {
            at: node.at.clone(),
            code,
            says: says.into(),
            advice: Vec::new(),
        });
    }

    /// The same, with what would work.
    pub(super) fn advise(&mut self, advice: impl Into<String>) {
        if let Some(wrong) = self.wrongs.last_mut() {
            wrong.advice.push(advice.into());
        }
    }

    /// Complains about each key of a map that none of some keys is.
    pub(super) fn only(&mut self, node: &Node, known: &[&str]) {
        for (key, value) in node.entries() {
            if known.contains(&key.as_str()) {
                continue;
            }
            let says = format!("`{key}` does not go with `{}`", known.join("`, `"));
            self.wrong(value, Code::Shape, says);
            if let Some((near, _)) = nearest(key, known.iter().copied()) {
                self.advise(near);
            }
        }
    }

    /// What a map must have under a key.
    pub(super) fn needed<'n>(&mut self, node: &'n Node, key: &str) -> Option<&'n Node> {
        let found = node.get(key);
        if found.is_none() {
            let has = listed(node.entries().iter().map(|(key, _)| key.as_str()));
            self.wrong(node, Code::Open, format!("`{key}` is missing beside {has}"));
        }
        found
    }

    // ---- names

    /// The name under a key.
    pub(super) fn name_at(&mut self, node: &Node, key: &str) {
        if let Some(name) = self.needed(node, key) {
            self.name(name);
        }
    }

    /// A name: plain words at which nothing else of a sentence begins.
    pub(super) fn name(&mut self, node: &Node) {
        match node.as_text() {
            Some(text) if self.is_name(text) => self.say_for(node, text),
            Some(text) => self.wrong(node, Code::Shape, format!("`{text}` is not a name")),
            None => {
                let json = node.to_json();
                self.wrong(node, Code::Shape, format!("`{json}` is not a name"));
            }
        }
    }

    /// Whether a text reads as names with `'s` between them. A name cannot smuggle in a
    /// condition: no name holds a word at which a sentence goes on, and one with `and` or `or`
    /// inside must be known.
    pub(super) fn is_name(&self, text: &str) -> bool {
        const STRUCTURE: &[&str] = &["where", "unless", "must", "should", "may"];
        const JOINTS: &[&str] = &["and", "or"];
        let (tokens, mistakes) = lex(text, 0..text.len());
        if tokens.is_empty() || !mistakes.is_empty() {
            return false;
        }
        let names = tokens.split(|token| token.lexeme == Lexeme::Possessive);
        let mut names = names.map(|tokens| {
            let words = tokens.iter().map(|token| match &token.lexeme {
                Lexeme::Word(word) => Some(word.as_str()),
                _ => None,
            });
            words.collect::<Option<Vec<&str>>>()
        });
        let is_one = |set: &[&str], word: &str| set.iter().any(|one| same_word(one, word));
        names.all(|words| {
            words.is_some_and(|words| {
                let structure = words.iter().any(|word| is_one(STRUCTURE, word));
                let joint = words.iter().any(|word| is_one(JOINTS, word));
                !structure && (!joint || self.is_known(&words.join(" ")))
            })
        })
    }

    fn is_known(&self, name: &str) -> bool {
        self.vocabulary.kinds.values().any(|kind| {
            let own = [kind.kind.as_str(), kind.plural.as_str()].into_iter();
            let links = kind.links.iter().flat_map(|(name, link)| {
                [
                    name.as_str(),
                    names::singular(link),
                    names::plural(name, link),
                ]
            });
            let fields = kind.fields.keys().map(String::as_str);
            let words = kind.words.keys().map(String::as_str);
            let mut all = own.chain(links).chain(fields).chain(words);
            all.any(|known| same_word(known, name))
        })
    }
}

/// Whether a text is one word.
pub(super) fn is_one_word(text: &str) -> bool {
    label_words(text).is_some_and(|words| words.len() == 1)
}
