//! `a X where ...`, `no X`, `only Xs where ...`, `at least 95% of its Xs`.

use model::{KindName, vocabulary::Link};

use super::{
    cursor::{Failed, Parse, Parser, Scope},
    watch::What,
};
use crate::{
    mistake::{Code, Edit, Mistake, listed, nearest},
    names,
    tree::{Condition, Quantity, RelationCondition},
};

/// What a relation stands behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// `has a X` in a condition.
    Has,
    /// `must have a X`.
    Have,
}

impl<'a> Parser<'a> {
    /// Whether a quantity stands here, so that a relation follows.
    pub(crate) fn opens_relation(&self) -> bool {
        self.expect_quantities();
        let counted = ["at least", "at most", "exactly", "more than", "fewer than"];
        self.is_any_word(&["a", "an", "no", "only"])
            || counted
                .iter()
                .any(|words| self.phrase_at(self.position, words).is_some())
    }

    fn expect_quantities(&self) {
        self.expect_words(self.position, What::Quantity, &["a", "an", "no", "only"]);
        let counted = COUNTED.iter().map(|(words, ..)| (*words, String::new()));
        self.expect_any(self.position, What::Quantity, counted);
    }

    /// Reads in the scope of a row.
    pub(crate) fn within<T>(
        &mut self,
        word: &str,
        kind: &KindName,
        read: impl FnOnce(&mut Self) -> Parse<T>,
    ) -> Parse<T> {
        self.scopes.push(Scope {
            word: word.to_owned(),
            kind: kind.clone(),
        });
        let read = self.deeper(read);
        self.scopes.pop();
        read
    }

    /// A relation with its quantity and its `where`.
    pub(crate) fn relation_condition(&mut self, after: After) -> Parse<Condition> {
        let start = self.position;
        let quantity = self.quantity()?;
        let found = self.relation_name(start);
        let (relation, link) = match found {
            Ok(found) => found,
            Err(Failed) => {
                // Whatever its `where` says is about a kind that nobody knows.
                self.skip_clause();
                return Err(Failed);
            }
        };
        let row = names::singular(link).to_owned();
        let condition = self.rows_where(&row, &link.to, after)?;
        if quantity == Quantity::Only && condition.is_none() {
            let end = self.end_before(self.position);
            let says = format!(
                "`{} only …` needs a `where`",
                match after {
                    After::Has => "has",
                    After::Have => "have",
                }
            );
            let mistake = Mistake::new(Code::Open, end, says).repair(end..end, " where …");
            return self.fail(mistake);
        }
        let relation = relation.to_owned();
        let condition = condition.map(Box::new);
        Ok(Condition::Relation(RelationCondition {
            relation,
            quantity,
            condition,
        }))
    }

    fn rows_where(&mut self, row: &str, kind: &KindName, after: After) -> Parse<Option<Condition>> {
        if !self.eat("where") {
            return Ok(None);
        }
        if self.is_sign('(') {
            return self.within(row, kind, Self::bracketed).map(Some);
        }
        let start = self.position;
        let outer = self.mistakes.len();
        let unit = self.within(row, kind, Self::single);
        let reaches =
            self.is_word("or") || (self.is_word("and") && !self.opens_demand(self.position));
        if !reaches {
            return unit.map(Some);
        }
        if self.mistakes.len() > outer {
            // What follows could be about either; one complaint at a time.
            self.skip_clause();
            return Err(Failed);
        }
        let mistake = self.unclear_reach(row, start, after);
        self.fail(mistake)
    }

    /// One condition that may not go on with `and`.
    fn single(&mut self) -> Parse<Condition> {
        let unit = self.unit();
        if unit.is_err() {
            self.recover();
        }
        unit
    }

    fn unclear_reach(&mut self, row: &str, start: usize, after: After) -> Mistake {
        let at = self.here();
        let joint = self.said(self.position..self.position + 1);
        let outer = self.kind();
        let says = format!(
            "`{joint} …` may still be about the {row} or again about the {outer}; write: {row} \
             where ( … {joint} … )"
        );
        let from = self.start_of(start);
        self.skip_clause();
        let to = self.end_before(self.position);
        let mut mistake = Mistake::new(Code::Reach, at, says);
        mistake
            .repairs
            .push(vec![Edit::new(from..from, "("), Edit::new(to..to, ")")]);
        if after == After::Have && joint.eq_ignore_ascii_case("and") {
            mistake = mistake.hint("for one more demand write `and must …`");
        }
        mistake
    }

    fn quantity(&mut self) -> Parse<Quantity> {
        self.expect_quantities();
        for (word, quantity) in [
            ("a", Quantity::Some),
            ("an", Quantity::Some),
            ("no", Quantity::No),
            ("only", Quantity::Only),
        ] {
            if self.eat(word) {
                return Ok(quantity);
            }
        }
        for (words, counted, percent) in COUNTED {
            if !self.eat(words) {
                continue;
            }
            let count = self.count_of_rows()?;
            if !(self.eat_sign('%') || self.eat("percent")) {
                return Ok(counted(count));
            }
            return self.percent(count, *percent);
        }
        let says = format!(
            "{} does not say how many; write a, no, only, at least, at most, exactly, more than or \
             fewer than",
            self.said_here()
        );
        self.fail(Mistake::new(Code::Value, self.here(), says))
    }

    fn percent(&mut self, count: u32, percent: Option<fn(u32) -> Quantity>) -> Parse<Quantity> {
        let here = self.here();
        if count > 100 {
            let says = format!("{count}% is more than all of them");
            return self.fail(Mistake::new(Code::Value, here, says));
        }
        let Some(percent) = percent else {
            let says = "a share is `at least`, `at most` or `exactly` so many percent of its rows";
            return self.fail(Mistake::new(Code::Value, here, says));
        };
        if self.eat("of its") {
            return Ok(percent(count));
        }
        let end = self.end_before(self.position);
        let mistake = Mistake::new(
            Code::Open,
            end,
            "a share needs `of its`: at least 95% of its …",
        );
        self.fail(mistake.repair(end..end, " of its"))
    }

    fn count_of_rows(&mut self) -> Parse<u32> {
        let here = self.position;
        self.may_stand(here, What::Value, "2", "a whole number");
        if let Some(count) = self.word_at(here).and_then(|word| word.parse().ok()) {
            self.position += 1;
            return Ok(count);
        }
        let says = format!("I expected a whole number, not {}", self.said_here());
        let mistake = Mistake::new(Code::Value, self.here(), says);
        let digits = self.word_at(here).and_then(super::value::number_word);
        let mistake = match digits {
            Some(digits) => mistake.repair(self.span(here..here + 1), digits.to_string()),
            None => mistake,
        };
        self.fail(mistake)
    }

    /// The to-many link named here; `start` is where its quantity began.
    pub(crate) fn relation_name(&mut self, start: usize) -> Parse<(&'a str, &'a Link)> {
        let kind = self.kind();
        let vocabulary = self.vocabulary;
        for (name, link) in names::to_many(vocabulary, kind.as_str()) {
            let note = || format!("leads to several {}", self.plural_of(link.to.as_str()));
            let said = [names::singular(link), names::plural(name, link), name];
            self.expect_any(self.position, What::Link, said.map(|said| (said, note())));
        }
        let relations = names::to_many(vocabulary, kind.as_str()).flat_map(|(name, link)| {
            [name, names::singular(link), names::plural(name, link)]
                .map(|said| (said, (name, link)))
        });
        if let Some((_, found, length)) = self.longest_at(self.position, relations) {
            self.position += length;
            return Ok(found);
        }
        let mistake = self.unknown_relation(start);
        self.fail(mistake)
    }

    fn unknown_relation(&self, start: usize) -> Mistake {
        let kind = self.kind();
        let plural = self.plural_of(kind.as_str());
        let end = self.name_end(self.position);
        let name = self.said(self.position..end);
        let at = self.here();
        if name.is_empty() {
            let says = format!("{} is not something {plural} have", self.said_here());
            return Mistake::new(Code::Link, at, says);
        }
        let linked: Vec<(&str, &Link)> = names::to_many(self.vocabulary, kind.as_str()).collect();
        let says = format!("{plural} are not linked to `{name}`");
        let mut mistake = Mistake::new(Code::Link, at, says);
        let words = linked
            .iter()
            .flat_map(|(name, link)| [names::singular(link), names::plural(name, link)]);
        // The first words may be the name, misspelt, and the rest a condition without `where`.
        let alike = |to: usize| {
            let said = self.said(self.position..to);
            nearest(&said, words.clone()).map(|(near, alike)| (near, alike, to))
        };
        let best = (self.position + 1..=end).rev().filter_map(alike);
        if let Some((near, _, to)) = best.max_by(|one, other| one.1.total_cmp(&other.1)) {
            return mistake
                .repair(self.span(self.position..to), near)
                .hint(format!(
                    "{plural} are linked to: {}",
                    listed(linked.iter().map(|(name, link)| names::plural(name, link)))
                ));
        }
        // `must have a firewall on`: the name is there, but it is a field and takes no article.
        let fields = names::fields(self.vocabulary, kind.as_str()).map(|(name, _)| (name, ()));
        let ones = names::to_one(self.vocabulary, kind.as_str()).map(|(name, _)| (name, ()));
        if let Some((field, (), _)) = self.longest_at(self.position, fields.chain(ones)) {
            mistake.says = format!("`{field}` of {plural} is no relation; it takes no quantity");
            return mistake.repair(self.span(start..self.position), "");
        }
        mistake = self.related_elsewhere(&name, mistake);
        let names = linked.iter().map(|(name, link)| names::plural(name, link));
        mistake.hint(format!("{plural} are linked to: {}", listed(names)))
    }

    /// Another kind one link away has such rows: offer a rule about that one.
    fn related_elsewhere(&self, name: &str, mut mistake: Mistake) -> Mistake {
        let kind = self.kind();
        for (one, link) in names::to_one(self.vocabulary, kind.as_str()) {
            let target = link.to.as_str();
            let has = names::to_many(self.vocabulary, target).any(|(many, link)| {
                [many, names::singular(link), names::plural(many, link)]
                    .iter()
                    .any(|said| super::cursor::same_word(said, name))
            });
            if has {
                mistake = mistake.hint(format!("their {one} is"));
                if let (1, Some(subject)) = (self.scopes.len(), self.subject_span()) {
                    mistake = mistake.repair(subject, target);
                }
                return mistake;
            }
        }
        mistake
    }

    /// The end of the plain words that start at a position and could be one name.
    pub(crate) fn name_end(&self, start: usize) -> usize {
        let mut end = start;
        while self
            .word_at(end)
            .is_some_and(|word| !ENDS_A_NAME.contains(&word.to_lowercase().as_str()))
        {
            end += 1;
        }
        end
    }
}

/// Words that no unknown name goes beyond.
const ENDS_A_NAME: &[&str] = &[
    "where", "and", "or", "unless", "must", "should", "may", "is", "has", "have", "be", "not",
    "that", "contains", "does", "starts", "ends", "matches", "includes",
];

type Counted = (
    &'static str,
    fn(u32) -> Quantity,
    Option<fn(u32) -> Quantity>,
);

/// Counted quantities, each with its percentage where there is one.
const COUNTED: &[Counted] = &[
    (
        "at least",
        Quantity::AtLeast,
        Some(Quantity::AtLeastPercent),
    ),
    ("at most", Quantity::AtMost, Some(Quantity::AtMostPercent)),
    ("exactly", Quantity::Exactly, Some(Quantity::ExactlyPercent)),
    ("more than", Quantity::MoreThan, None),
    ("fewer than", Quantity::FewerThan, None),
];
