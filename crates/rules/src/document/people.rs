//! `Fixed by` and `Count from`: paths from the subject, and from the rows the sentence speaks of.

use super::{Reader, blocks::Block};
use crate::{
    mistake::{Code, Mistake, listed, nearest},
    names,
    operators::Comparable,
    sentence::{
        cursor::{Parse, Parser, same_word},
        lex::Lexeme,
        path::After,
        watch::What,
    },
    tree::{Condition, CountFrom, Expectation, FixedBy},
};
use model::{KindName, Vocabulary, vocabulary::FieldType};

/// Rows that a sentence speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    /// The relation's own name.
    pub(crate) relation: String,
    /// The word that opens its scope.
    pub(crate) word: String,
    /// The kind of the rows.
    pub(crate) kind: KindName,
}

/// The relations that the demands of a sentence open, outermost first.
pub(crate) fn opened(vocabulary: &Vocabulary, expectation: &Expectation) -> Vec<Opened> {
    let mut found = Vec::new();
    for part in &expectation.parts {
        collect(
            vocabulary,
            part,
            expectation.subject.kind.as_str(),
            &mut found,
        );
    }
    found
}

fn collect(vocabulary: &Vocabulary, condition: &Condition, kind: &str, found: &mut Vec<Opened>) {
    let (relation, inner) = match condition {
        Condition::All(items) | Condition::Any(items) => {
            for item in items {
                collect(vocabulary, item, kind, found);
            }
            return;
        }
        Condition::Not(inner) => return collect(vocabulary, inner, kind, found),
        Condition::Word { .. } | Condition::Field(_) => return,
        Condition::Relation(relation) => (&relation.relation, &relation.condition),
        Condition::Total(total) => (&total.relation, &total.condition),
    };
    let Some(link) = vocabulary.link(kind, relation) else {
        return;
    };
    let word = names::singular(link).to_owned();
    let opened = Opened {
        relation: relation.clone(),
        word,
        kind: link.to.clone(),
    };
    if !found.contains(&opened) {
        found.push(opened);
    }
    if let Some(inner) = inner {
        collect(vocabulary, inner, link.to.as_str(), found);
    }
}

impl Reader<'_> {
    pub(super) fn fixed_by(&mut self, block: &Block) {
        if self.kind.is_some() {
            let paths = self.read(block.value.clone(), |parser| parser.fixers());
            self.rule.fixed_by = paths.unwrap_or_default();
        }
    }

    pub(super) fn count_from(&mut self, block: &Block) {
        if !self.sentence_read {
            return;
        }
        let opened = opened(self.vocabulary, &self.rule.expectation);
        let read = self.read(block.value.clone(), |parser| parser.clock_start(&opened));
        self.rule.count_from = read.flatten();
    }
}

impl Parser<'_> {
    pub(crate) fn fixers(&mut self) -> Parse<Vec<FixedBy>> {
        let mut fixers = Vec::new();
        loop {
            let at = self.here();
            let fixer = self.fixer()?;
            if fixers.contains(&FixedBy::Activity) {
                let says = "`activity` comes last: it always names somebody";
                return self.fail(Mistake::new(Code::Value, at, says));
            }
            fixers.push(fixer);
            if self.is_sign(',') {
                let says =
                    "several who may fix it are separated by `;`: the first who is there gets it";
                let comma = self.position;
                let mistake = Mistake::new(Code::Open, self.here(), says);
                return self.fail(mistake.repair(self.span(comma..comma + 1), ";"));
            }
            if !self.eat_sign(';') {
                return Ok(fixers);
            }
        }
    }

    fn fixer(&mut self) -> Parse<FixedBy> {
        let kind = self.kind();
        let itself = (kind.as_str(), "the entity itself".to_owned());
        self.expect_any(self.position, What::Kind, [itself]);
        let own = self.vocabulary.lineage(kind.as_str()).find_map(|kind| {
            let length = self.phrase_at(self.position, kind.kind.as_str())?;
            let alone = self.lexeme_at(self.position + length) != Some(&Lexeme::Possessive);
            alone.then_some(length)
        });
        if let Some(length) = own {
            self.position += length;
            return Ok(FixedBy::Subject);
        }
        if self.eat("activity") {
            return Ok(FixedBy::Activity);
        }
        let at = self.here();
        let (path, typed) = self.field_path(After::Alone)?;
        if typed.comparable == Comparable::Link {
            return Ok(FixedBy::Path(path));
        }
        let links = names::to_one(self.vocabulary, kind.as_str()).map(|(name, _)| name);
        let says = "a field cannot fix anything; name a link to a person or team, or `activity`";
        let hint = format!("links: {}", listed(links));
        self.fail(Mistake::new(Code::Link, at, says).hint(hint))
    }

    pub(crate) fn clock_start(&mut self, opened: &[Opened]) -> Parse<Option<CountFrom>> {
        if self.eat("first failed") {
            return Ok(None);
        }
        let at = self.here();
        for row in opened.iter().filter(|_| self.is_noting()) {
            if let Some(length) = self.phrase_at(self.position, &row.word) {
                self.may_stand(self.position + length, What::Keyword, "'s", "");
            }
            let words = format!("{}'s", row.word);
            let note = format!("of each {}", row.kind);
            self.expect_any(self.position, What::Kind, [(words.as_str(), note)]);
        }
        let rows = opened.iter().map(|row| (row.word.as_str(), row));
        let row = self
            .longest_at(self.position, rows)
            .filter(|(_, _, length)| {
                self.lexeme_at(self.position + length) == Some(&Lexeme::Possessive)
            });
        let (relation, (path, typed)) = match row {
            Some((_, row, length)) => {
                self.position += length + 1;
                let kind = self.vocabulary.kind(row.kind.as_str());
                let kind = kind.map_or("", |kind| kind.kind.as_str());
                (
                    Some(row.relation.clone()),
                    self.path_from(kind, After::Alone)?,
                )
            }
            None => match self.row_misspelt(opened) {
                Some(mistake) => return self.fail(mistake),
                None => (None, self.field_path(After::Alone)?),
            },
        };
        let dated = matches!(
            typed.comparable,
            Comparable::Field(FieldType::Date | FieldType::Event)
        );
        if dated {
            return Ok(Some(CountFrom { relation, path }));
        }
        let says = format!(
            "a clock starts at a date, and this is {}",
            typed.comparable.called()
        );
        self.fail(Mistake::new(Code::Date, at, says).hint("first failed"))
    }

    /// A word before `'s` that is neither a link nor a row the sentence speaks of.
    fn row_misspelt(&self, opened: &[Opened]) -> Option<Mistake> {
        let end = self.name_end(self.position);
        if self.lexeme_at(end) != Some(&Lexeme::Possessive) {
            return None;
        }
        let name = self.said(self.position..end);
        let kind = self.kind();
        let known =
            names::to_one(self.vocabulary, kind.as_str()).any(|(link, _)| same_word(link, &name));
        if known {
            return None;
        }
        let words = opened.iter().map(|row| row.word.as_str());
        let says = format!("the sentence speaks of no `{name}`");
        let mistake = Mistake::new(Code::Link, self.here(), says);
        Some(match nearest(&name, words.clone()) {
            Some((near, _)) => mistake.repair(self.span(self.position..end), near),
            None => mistake.hint(format!("it speaks of: {}", listed(words))),
        })
    }
}
