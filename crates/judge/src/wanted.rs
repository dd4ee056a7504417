//! What of stored tables has to be read to judge some rules.
//!
//! An organisation's tables have hundreds of columns, its rules speak of a few dozen. A column is
//! wanted by its name, whatever table it stands in: that reads one too many now and then, and
//! never one too few.

use std::collections::{BTreeSet, HashMap};

use model::{Coverage, Problems, Vocabulary};
use rules::tree::{Anchor, Condition, Operand, Path, Rule};

use crate::{
    evaluate::{AROUND, PLACE, UNIT, conditions, counts_working_days},
    lexicon::Lexicon,
    tables::{ALIGNED, ALL_SURE, FIELD, LINK},
};

/// The columns, relations and tables that some rules are judged on.
#[derive(Clone, Debug)]
pub struct Wanted<'v> {
    vocabulary: &'v Vocabulary,
    /// Root kinds that a rule speaks of.
    subjects: BTreeSet<&'v str>,
    /// Fields, links, relations, adjectives and derived kinds that are looked at.
    names: BTreeSet<String>,
    /// Root kinds that a link leads to which is looked at.
    reached: BTreeSet<&'v str>,
    /// Whether an entity itself is compared with something, which may be by its name.
    entities: bool,
    /// Whether it matters which unit something belongs to, or where its people work.
    placed: bool,
}

impl<'v> Wanted<'v> {
    /// What these rules are judged on.
    ///
    /// # Errors
    /// When a definition of the vocabulary cannot be read.
    pub fn of(
        rules: &[Rule],
        vocabulary: &'v Vocabulary,
        coverage: &Coverage,
    ) -> Result<Self, Problems> {
        let lexicon = Lexicon::of(vocabulary)?;
        let kinds = rules
            .iter()
            .map(|rule| vocabulary.root(rule.expectation.subject.kind.as_str()))
            .filter_map(|root| vocabulary.kind(root));
        let mut wanted = Self {
            vocabulary,
            subjects: kinds.map(|kind| kind.kind.as_str()).collect(),
            names: BTreeSet::new(),
            reached: BTreeSet::new(),
            entities: false,
            placed: false,
        };
        for rule in rules {
            let words = rule.expectation.subject.words.iter();
            wanted.names.extend(words.cloned());
            conditions(rule).for_each(|one| wanted.condition(one));
            wanted.placed |= !rule.within.is_empty() || !rule.except_within.is_empty();
        }
        wanted.close(&lexicon, coverage);
        let links = vocabulary.kinds.values().flat_map(|kind| &kind.links);
        let followed = links.filter(|(name, _)| wanted.names.contains(*name));
        wanted.reached = followed
            .map(|(_, to)| vocabulary.root(to.to.as_str()))
            .collect();
        Ok(wanted)
    }

    /// The words that the rules are written in.
    pub fn vocabulary(&self) -> &'v Vocabulary {
        self.vocabulary
    }

    /// Whether a kind's table is read at all.
    pub fn kind(&self, kind: &str) -> bool {
        self.subjects.contains(kind) || self.is_reached(kind)
    }

    /// Whether a relation is read.
    pub fn relation(&self, relation: &str) -> bool {
        self.names.contains(relation)
    }

    /// Whether a column of a relation's stored table is read, where its metadata says this: what
    /// follows from the metadata is not, nor who said that a row is one.
    pub fn edge_column(&self, says: &HashMap<String, String>, column: &str) -> bool {
        match column {
            "child" => !says.contains_key(ALIGNED),
            "sure" => !says.contains_key(ALL_SURE),
            "source" => false,
            _ => true,
        }
    }

    /// Whether a part of a column is read: who said that a link leads somewhere, and why it does
    /// not, is not.
    pub fn part(&self, column: &str, part: &str) -> bool {
        !column.starts_with(LINK) || matches!(part, "target" | "state")
    }

    /// Whether a column of a kind's table is read, by its name in the stored table.
    pub fn column(&self, kind: &str, column: &str) -> bool {
        let named = |prefix| column.strip_prefix(prefix);
        if let Some(name) = named(FIELD).or_else(|| named(LINK)) {
            return self.names.contains(name);
        }
        let known = self.vocabulary.kind(kind);
        let is_part = known.is_some_and(|kind| kind.part_of.is_some());
        match column {
            "name" => self.entities || (kind == UNIT && self.placed),
            "number" | "life" => !is_part,
            // Who lists a relation of the entity in full.
            "sources" => self.lists(kind),
            _ => false,
        }
    }

    /// Whether a kind can be judged a run of its rows at a time: no rule comes to it from
    /// elsewhere.
    pub fn streams(&self, kind: &str) -> bool {
        !self.is_reached(kind)
    }

    /// Whether something that is looked at leads to a kind.
    fn is_reached(&self, kind: &str) -> bool {
        (kind == UNIT && self.placed) || self.reached.contains(kind)
    }

    fn lists(&self, kind: &str) -> bool {
        let mut links = self.vocabulary.family(kind).flat_map(|kind| &kind.links);
        links.any(|(name, link)| link.many && self.names.contains(name))
    }

    /// What the definitions of words, of kinds and of who supplies a relation look at in turn.
    fn close(&mut self, lexicon: &Lexicon, coverage: &Coverage) {
        for kind in self.vocabulary.kinds.values() {
            if kind.is_a.is_some() {
                self.names.insert(kind.kind.to_string());
            }
        }
        let mut known = 0;
        while known < self.names.len() {
            known = self.names.len();
            for (word, definition) in lexicon.named() {
                if self.names.contains(word) {
                    self.condition(definition);
                }
            }
            for kind in self.vocabulary.kinds.values() {
                for (name, field) in &kind.fields {
                    if self.names.contains(name) {
                        self.names.extend(field.order_by.clone());
                    }
                }
            }
            if self.placed {
                self.places();
            }
            let supplies = coverage.scopes.iter().flat_map(|scope| &scope.supplies);
            for supplied in supplies {
                if self.names.contains(&supplied.relation) {
                    self.names.extend(supplied.only.keys().cloned());
                }
            }
        }
    }

    /// What leads from what is looked at to its unit.
    fn places(&mut self) {
        let links = self.vocabulary.kinds.values().flat_map(|kind| &kind.links);
        let related = links.filter(|(name, link)| link.many && self.names.contains(*name));
        let roots = related.map(|(_, link)| self.vocabulary.root(link.to.as_str()));
        let roots: BTreeSet<&str> = roots.chain(self.subjects.iter().copied()).collect();
        let kinds = roots
            .into_iter()
            .flat_map(|root| self.vocabulary.family(root));
        let paths = kinds.flat_map(|kind| &kind.unit);
        let steps = paths.flat_map(|path| path.split("'s ")).map(str::trim);
        let steps = steps.chain([PLACE, AROUND]).map(str::to_owned);
        self.names.extend(steps.collect::<Vec<String>>());
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::All(all) | Condition::Any(all) => {
                all.iter().for_each(|one| self.condition(one));
            }
            Condition::Not(inner) => self.condition(inner),
            Condition::Word { word, .. } => {
                self.names.insert(word.clone());
            }
            Condition::Field(field) => {
                self.path(&field.path);
                self.operands(&field.values);
            }
            Condition::Relation(relation) => {
                self.names.insert(relation.relation.clone());
                relation
                    .condition
                    .iter()
                    .for_each(|one| self.condition(one));
            }
            Condition::Total(total) => {
                self.names.insert(total.relation.clone());
                self.names.insert(total.field.clone());
                total.condition.iter().for_each(|one| self.condition(one));
                self.operands(&total.values);
            }
        }
    }

    fn path(&mut self, path: &Path) {
        self.entities |= path.field.is_none();
        self.names
            .extend(path.links.iter().chain(&path.field).cloned());
    }

    fn operands(&mut self, operands: &[Operand]) {
        self.placed |= operands.iter().any(counts_working_days);
        operands.iter().for_each(|operand| self.operand(operand));
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::The(reference)
            | Operand::Offset {
                from: Anchor::The(reference),
                ..
            } => self.path(&reference.path),
            Operand::Setting { value, .. } => self.operand(value),
            Operand::Text(_)
            | Operand::Number(_)
            | Operand::Measured { .. }
            | Operand::Flag(_)
            | Operand::Date(_)
            | Operand::Length(_)
            | Operand::Offset { .. }
            | Operand::Today => {}
        }
    }
}
