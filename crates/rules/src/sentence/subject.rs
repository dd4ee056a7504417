//! The sentence as a whole: `Every ... must ... and must ... unless ...`.

use std::ops::Range;

use model::{KindName, vocabulary::Kind};

use super::{
    condition::MODALS,
    cursor::{Failed, Parse, Parser, Scope},
    watch::What,
};
use crate::{
    mistake::{Code, Edit, Mistake, listed, nearest},
    names,
    tree::{Condition, Expectation, FieldCondition, Modal, Quantity, RelationCondition, Subject},
};

/// `No laptop may ...` turns the demand around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sense {
    Plain,
    Negated,
}

impl Parser<'_> {
    /// A whole sentence. All its mistakes are found, as far as they can be told apart.
    pub(crate) fn sentence(&mut self) -> Parse<Expectation> {
        let sense = self.opening();
        let subject = self.subject();
        let Ok((words, kind)) = subject else {
            // Nothing can be said of a kind that nobody knows.
            return Err(Failed);
        };
        let kind_name = kind.kind.clone();
        self.scopes.push(Scope {
            word: kind_name.as_str().to_owned(),
            kind: kind_name.clone(),
        });
        let condition = if self.eat("where") {
            Some(self.condition())
        } else {
            None
        };
        if matches!(condition, Some(Err(Failed))) {
            self.skip_to_first_demand();
        }
        let parts = self.predicates(sense);
        let unless = if self.eat("unless") {
            Some(self.condition())
        } else {
            None
        };
        self.eat_sign('.');
        let finished = if self.mistakes.is_empty() {
            self.finish()
        } else {
            Ok(())
        };
        self.scopes.pop();
        let (modal, parts) = parts?;
        finished?;
        Ok(Expectation {
            subject: Subject {
                words: words?,
                kind: kind_name,
                condition: condition.transpose()?,
            },
            modal,
            parts,
            unless: unless.transpose()?,
        })
    }

    /// A subject by itself, with its `where`.
    pub(crate) fn selection(&mut self) -> Parse<Subject> {
        let (words, kind) = self.subject()?;
        let kind_name = kind.kind.clone();
        self.scopes.push(Scope {
            word: kind_name.as_str().to_owned(),
            kind: kind_name.clone(),
        });
        let condition = if self.eat("where") {
            Some(self.condition())
        } else {
            None
        };
        self.scopes.pop();
        Ok(Subject {
            words: words?,
            kind: kind_name,
            condition: condition.transpose()?,
        })
    }

    fn opening(&mut self) -> Sense {
        self.expect_words(
            self.position,
            What::Keyword,
            &["Every", "No", "Each", "All"],
        );
        for word in ["every", "each", "all"] {
            if self.eat(word) {
                return Sense::Plain;
            }
        }
        if self.eat("no") {
            return Sense::Negated;
        }
        let says = format!(
            "a rule starts with `Every …` or `No …`, not with {}",
            self.said_here()
        );
        let mut mistake = Mistake::new(Code::Open, self.here(), says);
        if let Some((kind_at, kind, length)) = self.kind_ahead() {
            let words = self.said(self.position..kind_at);
            let range = self.span(self.position..kind_at + length);
            let every = format!("every {words} {}", kind.kind);
            mistake = mistake.repair(
                range,
                every.split_whitespace().collect::<Vec<_>>().join(" "),
            );
        }
        self.mistakes.push(mistake);
        Sense::Plain
    }

    /// Where the subject ends: at `where`, a demand, or the end.
    fn subject_end(&self) -> usize {
        let ends = |at: &usize| {
            *at >= self.count()
                || self.is_word_at(*at, "where")
                || MODALS.iter().any(|modal| self.is_word_at(*at, modal))
        };
        (self.position..=self.count())
            .find(ends)
            .unwrap_or(self.count())
    }

    /// The kind of the subject, the words before it being adjectives. Of several readings the
    /// first whose adjectives are all defined wins (`shared document` is a kind, `shared account`
    /// an adjective and a kind).
    fn kind_ahead(&self) -> Option<(usize, &Kind, usize)> {
        let end = self.subject_end();
        let mut first = None;
        for at in self.position..end {
            let kinds = self
                .vocabulary
                .kinds
                .values()
                .flat_map(|kind| [(kind.kind.as_str(), kind), (kind.plural.as_str(), kind)]);
            let Some((_, kind, length)) = self.longest_at(at, kinds) else {
                continue;
            };
            let fits = at + length == end && self.adjectives(kind, at).is_ok();
            if fits {
                return Some((at, kind, length));
            }
            first = first.or(Some((at, kind, length)));
        }
        first
    }

    /// The adjectives from here to a position; the position of the first that is not defined.
    fn adjectives(&self, kind: &Kind, end: usize) -> Result<Vec<String>, usize> {
        let mut at = self.position;
        let mut words = Vec::new();
        while at < end {
            let defined = names::words(self.vocabulary, kind.kind.as_str());
            let found = self.longest_at(at, defined.map(|(name, _)| (name, ())));
            match found {
                Some((word, (), length)) if at + length <= end => {
                    words.push(word.to_owned());
                    at += length;
                }
                _ => return Err(at),
            }
        }
        Ok(words)
    }

    #[allow(
        clippy::type_complexity,
        reason = "the kind is known even where its words are not"
    )]
    fn subject(&mut self) -> Parse<(Parse<Vec<String>>, Kind)> {
        self.expect_subject();
        let Some((at, kind, length)) = self.kind_ahead() else {
            let (mistake, meant) = self.unknown_kind();
            let failed = self.fail(mistake);
            // What the kind that was meant makes of the rest is worth saying as well.
            let Some(kind) = meant else { return failed };
            self.position = self.subject_end();
            return Ok((Err(Failed), kind));
        };
        let kind = kind.clone();
        let words = self.adjectives(&kind, at);
        let words = match words {
            Ok(words) => Ok(words),
            Err(unknown) => {
                let mistake = self.unknown_adjective(&kind, unknown, at);
                self.fail(mistake)
            }
        };
        self.position = at + length;
        let end = self.subject_end();
        if self.position < end {
            let says = format!(
                "after `{}` I expected `where` or `must`, not {}",
                kind.kind,
                self.said_here()
            );
            let rest = self.span(self.position..end);
            let mistake = Mistake::new(Code::Open, self.here(), says).repair(rest, "");
            self.position = end;
            return self.fail(mistake).map(|()| (words, kind));
        }
        Ok((words, kind))
    }

    /// Notes the kinds and adjectives that a subject may go on with.
    fn expect_subject(&self) {
        if !self.is_noting() {
            return;
        }
        for at in self.position..=self.subject_end() {
            let fitting = self.vocabulary.kinds.values();
            for kind in fitting.filter(|kind| self.adjectives(kind, at).is_ok()) {
                let name = (kind.kind.as_str(), kind.plural.clone());
                self.expect_any(at, What::Kind, [name]);
                let words = names::words(self.vocabulary, kind.kind.as_str());
                let note = || format!("a word for {}", kind.plural);
                self.expect_any(at, What::Word, words.map(|(word, _)| (word, note())));
            }
        }
        for kind in self.vocabulary.kinds.values() {
            let plural = (kind.plural.as_str(), format!("every {}", kind.kind));
            self.expect_any(self.position, What::Kind, [plural]);
        }
    }

    /// What is wrong with the name of a kind, and the kind that was meant where one is like it.
    fn unknown_kind(&self) -> (Mistake, Option<Kind>) {
        let end = self.subject_end();
        let kinds = || self.vocabulary.kinds.values();
        let start = self.behind_adjectives(end);
        let name = self.said(start..end);
        if name.is_empty() {
            let says = "a rule says what it is about: Every laptop …";
            let mistake = Mistake::new(Code::Kind, self.end_before(start), says);
            return (mistake, None);
        }
        let at = self.start_of(start);
        let called = self.called_otherwise(start, end);
        if end == self.count() {
            // Without a demand the whole text would be taken for the name of a kind.
            let says = "a rule demands something: Every <kind> where <condition> must <demand>";
            let mistake = Mistake::new(Code::Open, at, says);
            let hint = called.map(|(kind, said)| {
                let kind = kind.kind.as_str();
                format!("for `{said}` write `{kind}`, as in: Every {kind} must …")
            });
            return match hint {
                Some(hint) => (mistake.hint(hint), None),
                None => (mistake, None),
            };
        }
        if let Some((kind, said)) = called {
            let says = format!("`{said}` is called `{}` here", kind.kind);
            let words = said.split_whitespace().count();
            let mistake = Mistake::new(Code::Kind, at, says);
            let mistake = mistake.repair(self.span(start..start + words), kind.kind.as_str());
            // Words between the name and the `where` belong to nothing.
            return (mistake, (start + words == end).then(|| kind.clone()));
        }
        let mistake = Mistake::new(
            Code::Kind,
            at,
            format!("`{name}` is not a kind of thing I know"),
        );
        let names = kinds().flat_map(|kind| [kind.kind.as_str(), kind.plural.as_str()]);
        let near = nearest(&name, names).map(|(near, _)| near);
        let meant = kinds()
            .find(|kind| near == Some(kind.kind.as_str()) || near == Some(kind.plural.as_str()));
        match meant {
            Some(kind) => {
                let mistake = mistake.repair(self.span(start..end), kind.kind.as_str());
                (mistake, Some(kind.clone()))
            }
            None => {
                let kinds = listed(kinds().map(|kind| kind.kind.as_str()));
                (mistake.hint(format!("kinds: {kinds}")), None)
            }
        }
    }

    /// Where the adjectives of a subject end: words in front that some kind defines. The rest is
    /// the name of its kind, or still to come.
    fn behind_adjectives(&self, end: usize) -> usize {
        let kinds = || self.vocabulary.kinds.values();
        let mut start = self.position;
        while start < end {
            let words = kinds().flat_map(|kind| kind.words.keys().map(|word| (word.as_str(), ())));
            match self.longest_at(start, words) {
                Some((_, (), length)) if start + length <= end => start += length,
                _ => break,
            }
        }
        start
    }

    /// The kind that people call otherwise by the words that stand here, and these words.
    fn called_otherwise(&self, start: usize, end: usize) -> Option<(&Kind, String)> {
        let kinds = self.vocabulary.kinds.values();
        let names =
            kinds.flat_map(|kind| kind.synonyms.iter().map(move |name| (name.as_str(), kind)));
        let (_, kind, length) = self.longest_at(start, names)?;
        (start + length <= end).then(|| (kind, self.said(start..start + length)))
    }

    fn unknown_adjective(&self, kind: &Kind, at: usize, end: usize) -> Mistake {
        /// More words than these are listed, not offered.
        const OFFERED: usize = 3;
        let words: Vec<&str> = names::words(self.vocabulary, kind.kind.as_str())
            .map(|(name, _)| name)
            .collect();
        let name = self.said(at..end);
        let says = format!("`{name}` is not a word for {}", kind.plural);
        let mut mistake = Mistake::new(Code::Word, self.start_of(at), says);
        let span = self.span(at..end);
        match nearest(&name, words.iter().copied()) {
            Some((near, _)) => mistake = mistake.repair(span, near),
            None => {
                for word in words.iter().take(OFFERED) {
                    mistake = mistake.repair(span.clone(), *word);
                }
            }
        }
        mistake.hint(format!("defined words: {}", listed(words)))
    }

    /// The bytes from the first adjective to the end of the subject and its `where`.
    pub(crate) fn subject_span(&self) -> Option<Range<usize>> {
        let opened = ["every", "each", "all", "no"]
            .iter()
            .any(|word| self.is_word_at(0, word));
        let start = usize::from(opened);
        let end = (start..self.count())
            .find(|at| MODALS.iter().any(|modal| self.is_word_at(*at, modal)))?;
        (start < end).then(|| self.span(start..end))
    }

    // ---- demands

    fn predicates(&mut self, sense: Sense) -> Parse<(Modal, Vec<Condition>)> {
        let mut parts = Vec::new();
        let mut modal = None;
        let mut failed = false;
        loop {
            if parts.is_empty() && !failed {
                self.expect_words(self.position, What::Keyword, &["must", "should"]);
            }
            let read = self.demand(sense, modal);
            match read {
                Ok((said, part)) => {
                    modal = modal.or(Some(said));
                    parts.push(part);
                }
                Err(Failed) => {
                    failed = true;
                    self.skip_to_demand();
                }
            }
            self.expect_words(self.position, What::Keyword, &["and must", "and should"]);
            if self.is_word("and") && self.opens_demand(self.position) {
                self.position += 1;
                continue;
            }
            if !self.is_word("and") && !self.is_word("or") {
                break;
            }
            failed = true;
            let mistake = self.unclear_demand();
            self.mistakes.push(mistake);
            self.skip_to_demand();
            if !self.eat("and") {
                break;
            }
        }
        match modal {
            Some(modal) if !failed => Ok((modal, parts)),
            _ => Err(Failed),
        }
    }

    /// After a mistake in the subject's `where`: on to `must`.
    fn skip_to_first_demand(&mut self) {
        while !self.at_end() && !self.opens_demand(self.position) {
            self.position += 1;
        }
    }

    /// After a mistake in a demand: on to `and must`, `unless` or the end, brackets or not.
    fn skip_to_demand(&mut self) {
        while !self.at_end() && !self.is_word("unless") {
            if self.is_word("and") && self.opens_demand(self.position) {
                return;
            }
            self.position += 1;
        }
    }

    fn unclear_demand(&self) -> Mistake {
        let at = self.here();
        let joint = self.said(self.position..self.position + 1);
        let says = format!(
            "I cannot tell what `{joint}` belongs to; put brackets around the conditions that \
             belong together, or write `and must …`"
        );
        let mut mistake = Mistake::new(Code::Reach, at, says);
        if joint.eq_ignore_ascii_case("and") {
            let next = self.position + 1;
            let verb = self.is_word_at(next, "have") || self.is_word_at(next, "be");
            let words = if verb { " must" } else { " must have" };
            let end = self.end_before(next);
            mistake.repairs.push(vec![Edit::new(end..end, words)]);
        }
        mistake
    }

    fn demand(&mut self, sense: Sense, before: Option<Modal>) -> Parse<(Modal, Condition)> {
        let at = self.here();
        let modal = if self.eat("must") {
            Modal::Must
        } else if self.eat("should") {
            Modal::Should
        } else if sense == Sense::Negated && self.eat("may") {
            before.unwrap_or(Modal::Must)
        } else {
            let says = format!("I expected `must` or `should`, not {}", self.said_here());
            let mistake = Mistake::new(Code::Open, at, says);
            let mistake = match self.is_word("may") {
                true => mistake.repair(self.span(self.position..self.position + 1), "must"),
                false => mistake.repair(at..at, " must "),
            };
            return self.fail(mistake);
        };
        if before.is_some_and(|before| before != modal) {
            let says =
                "one sentence either demands (`must`) or advises (`should`); write two rules";
            let word = if modal == Modal::Must {
                "should"
            } else {
                "must"
            };
            let range = self.span(self.position - 1..self.position);
            return self.fail(Mistake::new(Code::Mix, at, says).repair(range, word));
        }
        let not = self.eat("not");
        let part = self.predicate()?;
        let negated = not != (sense == Sense::Negated);
        Ok((modal, if negated { negate(part) } else { part }))
    }

    fn predicate(&mut self) -> Parse<Condition> {
        if self.eat("be") {
            let word = self.defined_word(super::word::After::Be)?;
            return Ok(Condition::Word {
                word,
                negated: false,
            });
        }
        if !self.eat("have") {
            let says = format!(
                "after `must` I expected `have` or `be`, not {}",
                self.said_here()
            );
            let here = self.here();
            let mistake = Mistake::new(Code::Open, here, says).repair(here..here, "have ");
            return self.fail(mistake);
        }
        if self.opens_relation() {
            return self.relation_condition(super::relation::After::Have);
        }
        let (path, typed) = self.field_path(super::path::After::Have)?;
        let (operator, values) =
            self.comparison(&path, typed, super::comparison::Start::AfterHave)?;
        Ok(Condition::Field(FieldCondition {
            path,
            operator,
            values,
        }))
    }
}

/// The demand turned around, in the words it is printed with: `no X` for `not a X`. What has no
/// opposite of its own stays inside a [`Condition::Not`].
pub(crate) fn negate(part: Condition) -> Condition {
    match part {
        Condition::Not(inner) => *inner,
        Condition::Word { word, negated } => Condition::Word {
            word,
            negated: !negated,
        },
        Condition::Field(field) => match field.operator.negation() {
            Some(operator) => Condition::Field(FieldCondition { operator, ..field }),
            None => Condition::Not(Box::new(Condition::Field(field))),
        },
        Condition::Relation(relation) => match opposite(relation.quantity) {
            Some(quantity) => Condition::Relation(RelationCondition {
                quantity,
                ..relation
            }),
            None => Condition::Not(Box::new(Condition::Relation(relation))),
        },
        other => Condition::Not(Box::new(other)),
    }
}

/// The quantity that holds exactly where this one does not.
fn opposite(quantity: Quantity) -> Option<Quantity> {
    Some(match quantity {
        Quantity::Some => Quantity::No,
        Quantity::No => Quantity::Some,
        Quantity::AtLeast(n) => Quantity::FewerThan(n),
        Quantity::FewerThan(n) => Quantity::AtLeast(n),
        Quantity::AtMost(n) => Quantity::MoreThan(n),
        Quantity::MoreThan(n) => Quantity::AtMost(n),
        Quantity::Only
        | Quantity::Exactly(_)
        | Quantity::AtLeastPercent(_)
        | Quantity::AtMostPercent(_)
        | Quantity::ExactlyPercent(_) => return None,
    })
}

/// The kind that a sentence is about, whatever else is wrong with it.
pub(crate) fn subject_kind(parser: &mut Parser<'_>) -> Option<KindName> {
    parser.opening();
    parser.kind_ahead().map(|(_, kind, _)| kind.kind.clone())
}
