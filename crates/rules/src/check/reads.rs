//! What a rule reads, definitions expanded: for impact, for explaining, for data gaps.

use std::collections::BTreeSet;

use model::{KindName, Vocabulary, vocabulary::Kind};

use crate::{
    tree::{Anchor, Condition, FixedBy, Operand, Path, Reference, Rule},
    words::{definition, membership},
};

/// The kinds, fields and links that a rule reads. Kinds are root kinds: facts belong to those.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Root kinds.
    pub kinds: BTreeSet<KindName>,
    /// Fields, and words that a source states, each with its root kind.
    pub fields: BTreeSet<(KindName, String)>,
    /// Links, to-one and to-many, each with its root kind.
    pub links: BTreeSet<(KindName, String)>,
}

/// What a rule reads: its sentence, all its rows and conditions, `Count from` and `Fixed by`.
/// Placeholders of texts are not counted: they decide nothing.
pub fn reads(rule: &Rule, vocabulary: &Vocabulary) -> Reads {
    read(rule, vocabulary).reads
}

/// A part of the vocabulary that a rule speaks of, under the kind that defines it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// A kind, root or derived.
    Kind(String),
    /// A field of a kind.
    Field(String, String),
    /// A link of a kind.
    Link(String, String),
    /// An adjective of a kind.
    Word(String, String),
}

/// The parts of the vocabulary that a rule uses, those that their definitions use included.
pub(crate) fn parts(rule: &Rule, vocabulary: &Vocabulary) -> BTreeSet<Part> {
    read(rule, vocabulary).parts
}

fn read<'v>(rule: &Rule, vocabulary: &'v Vocabulary) -> Reader<'v> {
    let kind = rule.expectation.subject.kind.as_str();
    let mut reader = Reader {
        vocabulary,
        reads: Reads::default(),
        parts: BTreeSet::new(),
        scopes: vec![kind.to_owned()],
        seen: BTreeSet::new(),
    };
    reader.kind(kind);
    for word in &rule.expectation.subject.words {
        reader.word(kind, word);
    }
    let rows = rule.severity.iter().map(|row| &row.condition);
    let rows = rows.chain(rule.fix_within.iter().map(|row| &row.condition));
    let rows = rows.chain(rule.enforce.iter().map(|row| &row.condition));
    let rows = rows.chain(rule.messages.iter().map(|text| &text.condition));
    let rows = rows.chain(rule.steps.iter().map(|steps| &steps.condition));
    let sentence = &rule.expectation;
    let conditions = rows.flatten().chain(&sentence.parts);
    for condition in conditions
        .chain(&sentence.subject.condition)
        .chain(&sentence.unless)
    {
        reader.condition(condition);
    }
    for fixer in &rule.fixed_by {
        if let FixedBy::Path(path) = fixer {
            reader.path(kind, path);
        }
    }
    reader.clock(rule);
    reader
}

struct Reader<'v> {
    vocabulary: &'v Vocabulary,
    reads: Reads,
    parts: BTreeSet<Part>,
    /// Kinds being spoken of, the current one last.
    scopes: Vec<String>,
    seen: BTreeSet<(String, String)>,
}

impl Reader<'_> {
    fn root(&self, kind: &str) -> KindName {
        KindName::new(self.vocabulary.root(kind))
    }

    fn here(&self) -> String {
        self.scopes.last().cloned().unwrap_or_default()
    }

    /// A kind, and what makes an entity one of it.
    fn kind(&mut self, kind: &str) {
        let root = self.root(kind);
        let new = self.seen.insert((kind.to_owned(), String::new()));
        self.reads.kinds.insert(root.clone());
        for kind in self.vocabulary.lineage(kind) {
            self.parts.insert(Part::Kind(kind.kind.as_str().to_owned()));
        }
        if new && let Ok(Some(condition)) = membership(self.vocabulary, kind) {
            self.alone(root.as_str(), &condition);
        }
    }

    /// A condition that stands by itself: a definition sees no outer scope.
    fn alone(&mut self, kind: &str, condition: &Condition) {
        let outer = std::mem::replace(&mut self.scopes, vec![kind.to_owned()]);
        self.condition(condition);
        self.scopes = outer;
    }

    fn word(&mut self, kind: &str, word: &str) {
        if !self.seen.insert((kind.to_owned(), word.to_owned())) {
            return;
        }
        if let Some(defining) = self.defining(kind, |kind| kind.words.contains_key(word)) {
            self.parts.insert(Part::Word(defining, word.to_owned()));
        }
        match definition(self.vocabulary, kind, word) {
            Ok(Some(condition)) => self.alone(kind, &condition),
            _ => {
                let root = self.root(kind);
                self.reads.fields.insert((root, word.to_owned()));
            }
        }
    }

    /// The kind of a lineage that has something.
    fn defining(&self, kind: &str, has: impl Fn(&Kind) -> bool) -> Option<String> {
        let found = self.vocabulary.lineage(kind).find(|kind| has(kind));
        found.map(|kind| kind.kind.as_str().to_owned())
    }

    fn field(&mut self, kind: &str, field: &str) {
        let root = self.root(kind);
        self.reads.fields.insert((root, field.to_owned()));
        if let Some(defining) = self.defining(kind, |kind| kind.fields.contains_key(field)) {
            self.parts.insert(Part::Field(defining, field.to_owned()));
        }
    }

    fn link(&mut self, kind: &str, link: &str) {
        let root = self.root(kind);
        self.reads.links.insert((root, link.to_owned()));
        if let Some(defining) = self.defining(kind, |kind| kind.links.contains_key(link)) {
            self.parts.insert(Part::Link(defining, link.to_owned()));
        }
    }

    /// Follows a path and notes every step; gives the kind it ends at.
    fn path(&mut self, kind: &str, path: &Path) {
        let mut kind = kind.to_owned();
        for link in &path.links {
            self.link(&kind, link);
            match self.vocabulary.link(&kind, link) {
                Some(found) => kind = found.to.as_str().to_owned(),
                None => return,
            }
            self.kind(&kind);
        }
        if let Some(field) = &path.field {
            self.field(&kind, field);
        }
    }

    fn condition(&mut self, condition: &Condition) {
        let here = self.here();
        match condition {
            Condition::All(items) | Condition::Any(items) => {
                for item in items {
                    self.condition(item);
                }
            }
            Condition::Not(inner) => self.condition(inner),
            Condition::Word { word, .. } => self.word(&here, word),
            Condition::Field(field) => {
                self.path(&here, &field.path);
                self.operands(&field.values);
            }
            Condition::Relation(relation) => {
                self.rows(&relation.relation, None, relation.condition.as_deref());
            }
            Condition::Total(total) => {
                self.rows(
                    &total.relation,
                    Some(&total.field),
                    total.condition.as_deref(),
                );
                self.operands(&total.values);
            }
        }
    }

    fn rows(&mut self, relation: &str, field: Option<&str>, condition: Option<&Condition>) {
        let here = self.here();
        self.link(&here, relation);
        let Some(link) = self.vocabulary.link(&here, relation) else {
            return;
        };
        let to = link.to.as_str().to_owned();
        self.kind(&to);
        if let Some(field) = field {
            self.field(&to, field);
        }
        if let Some(condition) = condition {
            self.scopes.push(to);
            self.condition(condition);
            self.scopes.pop();
        }
    }

    fn operands(&mut self, values: &[Operand]) {
        for value in values {
            match value {
                Operand::The(reference) => self.reference(reference),
                Operand::Offset {
                    from: Anchor::The(reference),
                    ..
                } => self.reference(reference),
                _ => {}
            }
        }
    }

    fn reference(&mut self, reference: &Reference) {
        let at = self.scopes.len().checked_sub(reference.out + 1);
        if let Some(kind) = at.and_then(|at| self.scopes.get(at)).cloned() {
            self.path(&kind, &reference.path);
        }
    }

    fn clock(&mut self, rule: &Rule) {
        let Some(count_from) = &rule.count_from else {
            return;
        };
        let kind = rule.expectation.subject.kind.as_str();
        match &count_from.relation {
            None => self.path(kind, &count_from.path),
            Some(relation) => {
                let opened = crate::document::opened(self.vocabulary, &rule.expectation);
                if let Some(row) = opened.iter().find(|row| row.relation == *relation) {
                    self.path(row.kind.as_str(), &count_from.path);
                }
            }
        }
    }
}
