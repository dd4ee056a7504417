//! Conditions: lists joined by `and` or `or`, brackets, words, relations, totals, comparisons.

use super::{
    cursor::{Failed, Parse, Parser},
    lex::Lexeme,
    print::total_word,
    watch::What,
};
use crate::{
    mistake::{Code, Edit, Mistake},
    names,
    operators::Comparable,
    tree::{Condition, FieldCondition, Operand, Operator, Path, Total, TotalCondition},
};
use model::vocabulary::FieldType;

/// How the items of a list are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    And,
    Or,
}

/// Words that open a demand.
pub(crate) const MODALS: &[&str] = &["must", "should", "may"];

impl Parser<'_> {
    /// Items joined by `and`, or by `or`; both in one list is a mistake, there is no precedence.
    pub(crate) fn condition(&mut self) -> Parse<Condition> {
        let mut items = Vec::new();
        let mut joints: Vec<(Joint, usize)> = Vec::new();
        let mut spans = Vec::new();
        let mut failed = false;
        loop {
            let start = self.position;
            let told = self.mistakes.len();
            match self.deeper(Self::unit) {
                Ok(item) => items.push(item),
                Err(Failed) => {
                    failed = true;
                    let value = self.one_more_value(start, &joints, items.last(), spans.last());
                    if let Some((mistake, end)) = value {
                        self.mistakes.truncate(told);
                        self.mistakes.push(mistake);
                        self.position = end;
                    }
                    self.recover();
                }
            }
            spans.push(start..self.position);
            match self.joint() {
                Some(joint) => {
                    joints.push((joint, self.here()));
                    self.position += 1;
                }
                None => break,
            }
        }
        // A text that is still being written says early what it mixes.
        if failed && !(self.is_watched() && self.at_end()) {
            return Err(Failed);
        }
        let Some(&(first, _)) = joints.first() else {
            return items.pop().ok_or(Failed);
        };
        if let Some(&(_, at)) = joints.iter().find(|(joint, _)| *joint != first) {
            let mistake = self.mixed(at, &joints, &spans);
            return self.fail(mistake);
        }
        if failed {
            return Err(Failed);
        }
        Ok(match first {
            Joint::And => Condition::All(items),
            Joint::Or => Condition::Any(items),
        })
    }

    /// `employment type is employee or contractor`: behind the `or` stands another value of the
    /// field before it, not another condition. Asked only where what stands at `start` could not
    /// be read as one. The mistake, and where the value ends.
    fn one_more_value(
        &self,
        start: usize,
        joints: &[(Joint, usize)],
        before: Option<&Condition>,
        span: Option<&std::ops::Range<usize>>,
    ) -> Option<(Mistake, usize)> {
        let (Joint::Or, _) = joints.last()? else {
            return None;
        };
        let Condition::Field(FieldCondition {
            path,
            operator: Operator::Is,
            values,
        }) = before?
        else {
            return None;
        };
        let [Operand::Text(first)] = values.as_slice() else {
            return None;
        };
        let kind = self.kind();
        let typed = names::typed(self.vocabulary, kind.as_str(), path)?;
        let known = typed.field?.values.iter();
        let (second, end) = match self.lexeme_at(start)? {
            Lexeme::Text(text) => (text.clone(), start + 1),
            _ => {
                let known = known.map(|value| (value.as_str(), ()));
                let (value, (), length) = self.longest_at(start, known)?;
                (value.to_owned(), start + length)
            }
        };
        let label = super::print::path(path);
        let says = format!("`{second}` is one more value of `{label}`, not a condition");
        let from = self.start_of(span?.start);
        let to = self.end_before(end);
        let mistake = Mistake::new(Code::Value, self.start_of(start), says);
        let several = format!("{label} is one of \"{first}\", \"{second}\"");
        Some((mistake.repair(from..to, several), end))
    }

    /// `and` or `or` here, unless it opens `and must`.
    fn joint(&self) -> Option<Joint> {
        if self.is_word("or") {
            Some(Joint::Or)
        } else if self.is_word("and") && !self.opens_demand(self.position) {
            Some(Joint::And)
        } else {
            None
        }
    }

    /// Whether `must`, or `and must`, stands at a position.
    pub(crate) fn opens_demand(&self, position: usize) -> bool {
        let modal = |at: usize| MODALS.iter().any(|modal| self.is_word_at(at, modal));
        modal(position) || (self.is_word_at(position, "and") && modal(position + 1))
    }

    fn mixed(
        &self,
        at: usize,
        joints: &[(Joint, usize)],
        spans: &[std::ops::Range<usize>],
    ) -> Mistake {
        let says = "`and` is mixed with `or`; put brackets around the part that belongs together, \
                    for example: a and (b or c)";
        let mut mistake = Mistake::new(Code::Mix, at, says);
        for grouped in [Joint::Or, Joint::And] {
            let mut edits = Vec::new();
            for (index, span) in spans.iter().enumerate() {
                let before = index > 0 && joints[index - 1].0 == grouped;
                let after = joints
                    .get(index)
                    .is_some_and(|(joint, _)| *joint == grouped);
                let bytes = self.span(span.clone());
                if after && !before {
                    edits.push(Edit::new(bytes.start..bytes.start, "("));
                } else if before && !after {
                    edits.push(Edit::new(bytes.end..bytes.end, ")"));
                }
            }
            mistake.repairs.push(edits);
        }
        mistake
    }

    /// Skips to the next `and`, `or`, closing bracket, demand, `unless`, `;` or the end.
    pub(crate) fn recover(&mut self) {
        self.skip_until(|parser| parser.is_word("and") || parser.is_word("or"));
    }

    /// Skips to the end of the clause: a closing bracket, demand, `unless`, `;` or the end.
    pub(crate) fn skip_clause(&mut self) {
        self.skip_until(|_| false);
    }

    fn skip_until(&mut self, stops: impl Fn(&Self) -> bool) {
        let mut open = 0_usize;
        let mut between = false;
        while !self.at_end() {
            if open == 0 {
                let ends = self.is_sign(')')
                    || self.is_sign(';')
                    || self.is_word("unless")
                    || self.opens_demand(self.position);
                if ends || (!between && stops(self)) {
                    return;
                }
            }
            if self.is_word("and") {
                between = false;
            }
            between |= self.is_word("between");
            open += usize::from(self.is_sign('('));
            open = open.saturating_sub(usize::from(self.is_sign(')')));
            self.position += 1;
        }
    }

    pub(super) fn unit(&mut self) -> Parse<Condition> {
        if self.is_sign('(') {
            return self.bracketed();
        }
        if self.is_word("not") {
            return self.negated();
        }
        if self.eat("has") {
            return self.relation_condition(super::relation::After::Has);
        }
        if self.eat("is") {
            let negated = self.eat("not");
            let word = self.defined_word(super::word::After::Is)?;
            return Ok(Condition::Word { word, negated });
        }
        if let Some(total) = self.total_here() {
            return self.total(total);
        }
        let (path, typed) = self.field_path(super::path::After::Condition)?;
        let (operator, values) = self.comparison(&path, typed, super::comparison::Start::Full)?;
        Ok(Condition::Field(FieldCondition {
            path,
            operator,
            values,
        }))
    }

    /// A condition in brackets.
    pub(crate) fn bracketed(&mut self) -> Parse<Condition> {
        self.position += 1;
        let inner = self.condition();
        if self.eat_sign(')') {
            return inner;
        }
        let inner = inner?;
        let end = self.end_before(self.position);
        let says = format!("this bracket is not closed before {}", self.said_here());
        let repaired = Mistake::new(Code::Open, end, says).repair(end..end, ")");
        // The rest belongs to the open bracket; reading it again would only repeat the complaint.
        self.skip_clause();
        self.fail(repaired).map(|()| inner)
    }

    fn negated(&mut self) -> Parse<Condition> {
        let not = self.here();
        self.position += 1;
        if self.is_sign('(') {
            return Ok(Condition::Not(Box::new(self.bracketed()?)));
        }
        if self.is_watched() && self.at_end() {
            let says = "`not` needs brackets around what does not hold: not ( … )";
            return self.fail(Mistake::new(Code::Open, self.here(), says));
        }
        let start = self.position;
        self.deeper(Self::unit)?;
        let bytes = self.span(start..self.position);
        let mut mistake = Mistake::new(
            Code::Open,
            not,
            "`not` needs brackets around what does not hold: not ( … )",
        );
        mistake.repairs.push(vec![
            Edit::new(bytes.start..bytes.start, "("),
            Edit::new(bytes.end..bytes.end, ")"),
        ]);
        self.fail(mistake)
    }

    // ---- totals

    fn total_here(&self) -> Option<Total> {
        const TOTALS: [Total; 6] = [
            Total::Total,
            Total::Average,
            Total::Highest,
            Total::Lowest,
            Total::Latest,
            Total::Earliest,
        ];
        let totals = TOTALS.map(|total| format!("the {}", total_word(total)));
        let totals = totals.iter().map(|words| (words.as_str(), String::new()));
        self.expect_any(self.position, What::Keyword, totals);
        let named = |total: &Total| self.is_word_at(self.position + 1, total_word(*total));
        if self.is_word("the") {
            TOTALS.into_iter().find(named)
        } else {
            None
        }
    }

    fn total(&mut self, total: Total) -> Parse<Condition> {
        self.position += 2;
        let start = self.position;
        // The field belongs to the relation's kind, which is only named behind it.
        while !self.at_end() && self.phrase_at(self.position, "of its").is_none() {
            self.position += 1;
        }
        let field_words = start..self.position;
        self.expect_totals(total, start);
        if !self.eat("of its") {
            self.position = start;
            let says = format!(
                "`the {}` needs the field and the relation: the {} … of its …",
                total_word(total),
                total_word(total)
            );
            let at = match self.is_watched() {
                true => self.start_of(field_words.end),
                false => self.here(),
            };
            return self.fail(Mistake::new(Code::Open, at, says));
        }
        let (relation, link) = self.relation_name(field_words.end)?;
        let row = names::singular(link).to_owned();
        let field = self.total_field(total, field_words, link)?;
        self.may_stand(self.position, What::Keyword, "(where", "");
        let condition = if self.is_sign('(') && self.is_word_at(self.position + 1, "where") {
            self.position += 1;
            Some(Box::new(self.within(&row, &link.to, Self::bracketed)?))
        } else {
            None
        };
        let path = Path {
            links: Vec::new(),
            field: Some(field.clone()),
        };
        let Some(typed) = names::typed(self.vocabulary, link.to.as_str(), &path) else {
            return Err(Failed);
        };
        let (operator, values) = self.comparison(&path, typed, super::comparison::Start::Full)?;
        let relation = relation.to_owned();
        Ok(Condition::Total(TotalCondition {
            total,
            field,
            relation,
            condition,
            operator,
            values,
        }))
    }

    /// Notes the fields of related rows that have such a total.
    fn expect_totals(&self, total: Total, at: usize) {
        if !self.is_noting() {
            return;
        }
        let kind = self.kind();
        for (_, link) in names::to_many(self.vocabulary, kind.as_str()) {
            let fields = names::fields(self.vocabulary, link.to.as_str());
            let fields = fields.filter(|(_, field)| has_total(total, field.field_type));
            let note = |link: &model::vocabulary::Link| format!("of {}", link.to);
            self.expect_any(at, What::Field, fields.map(|(name, _)| (name, note(link))));
        }
    }

    fn total_field(
        &mut self,
        total: Total,
        words: std::ops::Range<usize>,
        link: &model::vocabulary::Link,
    ) -> Parse<String> {
        let fits = |field_type: FieldType| has_total(total, field_type);
        let to = link.to.as_str();
        let said = self.said(words.clone());
        let fields: Vec<_> = names::fields(self.vocabulary, to).collect();
        let at = self.start_of(words.start);
        let found = fields
            .iter()
            .find(|(name, _)| super::cursor::same_word(name, &said));
        if let Some((name, field)) = found {
            if fits(field.field_type) {
                return Ok((*name).to_owned());
            }
            let called = Comparable::Field(field.field_type).called();
            let says = format!("`{name}` is {called}; it has no {}", total_word(total));
            return self.fail(Mistake::new(Code::Value, at, says));
        }
        let fitting = fields.iter().filter(|(_, field)| fits(field.field_type));
        let names: Vec<&str> = fitting.map(|(name, _)| *name).collect();
        let says = format!("{} have no field `{said}`", self.plural_of(to));
        let mistake = Mistake::new(Code::Field, at, says);
        let mistake = match crate::mistake::nearest(&said, names.iter().copied()) {
            Some((near, _)) => mistake.repair(self.span(words), near),
            None => mistake.hint(format!("fields: {}", crate::mistake::listed(names))),
        };
        self.fail(mistake)
    }
}

/// Whether a field has such a total.
fn has_total(total: Total, field_type: FieldType) -> bool {
    let dated = matches!(total, Total::Latest | Total::Earliest);
    match field_type {
        FieldType::Date | FieldType::Event => dated,
        FieldType::Number => !dated,
        _ => false,
    }
}
