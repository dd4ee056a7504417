//! `owner's department's name`: to-one links and, at the end, a field or a last link.

use super::{
    cursor::{Parse, Parser, same_word},
    lex::Lexeme,
    watch::What,
};
use crate::{
    mistake::{Code, Mistake, listed, nearest},
    names::{self, Typed},
    operators::Comparable,
    tree::Path,
};
use model::vocabulary::{Field, FieldType};

/// What a path stands behind; decides how a repair is worded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// A comparison with `is` follows.
    Condition,
    /// `have` stood before, so `is` is left out.
    Have,
    /// Nothing is compared: `Fixed by`, `Count from`, `the change's author`.
    Alone,
}

/// What one step of a path can be.
#[derive(Clone, Copy)]
enum Step<'v> {
    Field,
    One(&'v str),
}

/// The most words that are tried as one misspelt name.
const LONGEST_NAME: usize = 4;

impl<'a> Parser<'a> {
    /// A path from the current kind.
    pub(crate) fn field_path(&mut self, after: After) -> Parse<(Path, Typed<'a>)> {
        let kind = self.kind();
        // The kind's name outlives the scope it stands in: it is the vocabulary's own.
        let known = self
            .vocabulary
            .kind(kind.as_str())
            .map(|kind| kind.kind.as_str());
        self.path_from(known.unwrap_or(""), after)
    }

    /// A path from a kind.
    pub(crate) fn path_from(&mut self, kind: &'a str, after: After) -> Parse<(Path, Typed<'a>)> {
        let mut kind = kind;
        let mut links = Vec::new();
        loop {
            let fields = names::fields(self.vocabulary, kind).map(|(name, _)| (name, Step::Field));
            let ones = names::to_one(self.vocabulary, kind)
                .map(|(name, link)| (name, Step::One(link.to.as_str())));
            self.expect_names(kind);
            let found = self.longest_at(self.position, fields.chain(ones));
            let Some((name, step, length)) = found else {
                let mistake = self.unknown_field(kind, after, links.is_empty());
                return self.fail(mistake);
            };
            let next = self.position + length;
            let goes_on = self.lexeme_at(next) == Some(&Lexeme::Possessive);
            if let Step::One(to) = step {
                self.may_stand(next, What::Keyword, "'s", &format!("of the {to}"));
            }
            if let Some(end) = self.longer_link(next) {
                let mistake = self.unknown_link(kind, end);
                return self.fail(mistake);
            }
            match step {
                Step::One(to) if goes_on => {
                    links.push(name.to_owned());
                    kind = to;
                    self.position = next + 1;
                }
                Step::Field if goes_on => {
                    let says = format!("`{name}` is a field; only a link can be followed by `'s`");
                    return self.fail(Mistake::new(Code::Link, self.here(), says));
                }
                Step::One(_) => {
                    links.push(name.to_owned());
                    self.position = next;
                    return Ok(self.found(kind, Path { links, field: None }, 1));
                }
                Step::Field => {
                    self.position = next;
                    let path = Path {
                        links,
                        field: Some(name.to_owned()),
                    };
                    return Ok(self.found(kind, path, 0));
                }
            }
        }
    }

    /// Notes the fields and to-one links of a kind.
    pub(crate) fn expect_names(&self, kind: &str) {
        let fields = names::fields(self.vocabulary, kind);
        let fields = fields.map(|(name, field)| (name, called(field)));
        self.expect_any(self.position, What::Field, fields);
        let ones = names::to_one(self.vocabulary, kind);
        let ones = ones.map(|(name, link)| (name, format!("leads to a {}", link.to)));
        self.expect_any(self.position, What::Link, ones);
    }

    /// The type of a path that was just read, whose last `steps` links start at `kind`.
    fn found(&self, kind: &'a str, path: Path, steps: usize) -> (Path, Typed<'a>) {
        let tail = Path {
            links: path.links[path.links.len() - steps..].to_vec(),
            field: path.field.clone(),
        };
        let typed = names::typed(self.vocabulary, kind, &tail);
        let typed = typed.unwrap_or(Typed {
            comparable: Comparable::Link,
            field: None,
            kind,
        });
        (path, typed)
    }

    fn unknown_field(&self, kind: &str, after: After, first: bool) -> Mistake {
        let plural = self.plural_of(kind);
        let at = self.here();
        let end = self.name_end(self.position);
        if end == self.position {
            let says = format!("I expected a field of {plural}, not {}", self.said_here());
            return self.with_fields(Mistake::new(Code::Field, at, says), kind);
        }
        let words = self.position..end.min(self.position + LONGEST_NAME);
        let followed = self.lexeme_at(end) == Some(&Lexeme::Possessive);
        if followed {
            return self.unknown_link(kind, end);
        }
        if let Some((near, used)) = self.nearest_name(kind, words.clone()) {
            let span = self.span(self.position..used);
            let says = format!(
                "{plural} have no field `{}`",
                self.said(self.position..used)
            );
            return self.with_fields(Mistake::new(Code::Field, at, says).repair(span, near), kind);
        }
        let says = format!("{plural} have no field `{}`", self.said(words.clone()));
        let mistake = Mistake::new(Code::Field, at, says);
        let mistake = self.other_words(kind, after, words.clone(), mistake);
        let mistake = if first {
            self.one_link_away(kind, words, mistake)
        } else {
            mistake
        };
        self.with_fields(mistake, kind)
    }

    /// `system record's ...` where only `system` is known: the end of the name that is not.
    fn longer_link(&self, next: usize) -> Option<usize> {
        let end = self.name_end(next);
        let possessed = self.lexeme_at(end) == Some(&Lexeme::Possessive);
        // `approver the change's author` is a comparison with `is` left out.
        let refers = (next..end).any(|at| self.is_word_at(at, "the"));
        (end > next && possessed && !refers).then_some(end)
    }

    fn with_fields(&self, mistake: Mistake, kind: &str) -> Mistake {
        let fields = names::fields(self.vocabulary, kind).map(|(name, _)| name);
        let ones = names::to_one(self.vocabulary, kind).map(|(name, _)| name);
        let many =
            names::to_many(self.vocabulary, kind).map(|(name, link)| names::plural(name, link));
        let mistake = mistake.hint(format!("fields: {}", listed(fields.chain(ones))));
        let many = listed(many);
        if many.is_empty() {
            mistake
        } else {
            mistake.hint(format!("several of each, asked with `has`: {many}"))
        }
    }

    fn unknown_link(&self, kind: &str, end: usize) -> Mistake {
        let plural = self.plural_of(kind);
        let name = self.said(self.position..end);
        let says = format!("{plural} have no link `{name}`");
        let mistake = Mistake::new(Code::Link, self.here(), says);
        let many = names::to_many(self.vocabulary, kind)
            .find(|(many, link)| same_word(many, &name) || same_word(names::singular(link), &name));
        if let Some((many, link)) = many {
            return mistake.hint(format!(
                "there are several {}; ask with `has {} {} where …`",
                names::plural(many, link),
                names::article(names::singular(link)),
                names::singular(link)
            ));
        }
        let ones: Vec<&str> = names::to_one(self.vocabulary, kind)
            .map(|(name, _)| name)
            .collect();
        match nearest(&name, ones.iter().copied()) {
            Some((near, _)) => mistake.repair(self.span(self.position..end), near),
            None => mistake.hint(format!("links: {}", listed(ones))),
        }
    }

    /// The name most like the first words of a range, and where those words end.
    fn nearest_name(&self, kind: &str, words: std::ops::Range<usize>) -> Option<(&'a str, usize)> {
        let names: Vec<&str> = names::fields(self.vocabulary, kind)
            .map(|(name, _)| name)
            .chain(names::to_one(self.vocabulary, kind).map(|(name, _)| name))
            .collect();
        let mut best: Option<(&str, usize, f64)> = None;
        for end in words.start + 1..=words.end {
            let said = self.said(words.start..end);
            if let Some((near, alike)) = nearest(&said, names.iter().copied())
                && best.is_none_or(|(_, _, most)| alike > most)
            {
                best = Some((near, end, alike));
            }
        }
        best.map(|(near, end, _)| (near, end))
    }

    /// A synonym that the vocabulary lists for a field.
    fn other_words(
        &self,
        kind: &str,
        after: After,
        words: std::ops::Range<usize>,
        mut mistake: Mistake,
    ) -> Mistake {
        for (name, field) in names::fields(self.vocabulary, kind) {
            for synonym in &field.synonyms {
                let Some(length) = self.phrase_at(words.start, synonym) else {
                    continue;
                };
                let used = words.start + length;
                let alone = self.name_end(used) == used && !self.is_word_at(used, "is");
                let text = match (&field.words, field.field_type, after) {
                    (Some([yes, _]), FieldType::Flag, After::Have) if alone => {
                        format!("{name} {yes}")
                    }
                    (Some([yes, _]), FieldType::Flag, After::Condition) if alone => {
                        format!("{name} is {yes}")
                    }
                    _ => name.to_owned(),
                };
                mistake = mistake.repair(self.span(words.start..used), text);
            }
        }
        mistake
    }

    /// Laptops have no such field, but their user has.
    fn one_link_away(
        &self,
        kind: &str,
        words: std::ops::Range<usize>,
        mut mistake: Mistake,
    ) -> Mistake {
        let start = self.start_of(words.start);
        for (one, link) in names::to_one(self.vocabulary, kind) {
            let target = link.to.as_str();
            let fields = names::fields(self.vocabulary, target).map(|(name, _)| (name, ()));
            if let Some((field, (), _)) = self.longest_at(words.start, fields) {
                mistake = mistake
                    .repair(start..start, format!("{one}'s "))
                    .hint(format!("their {one} has: {one}'s {field}"));
            }
        }
        mistake
    }
}

/// What a field holds, to a person.
pub(crate) fn called(field: &Field) -> String {
    match &field.words {
        Some([yes, no]) => format!("{yes} or {no}"),
        None if !field.values.is_empty() => format!(
            "one of: {}",
            listed(field.values.iter().map(String::as_str))
        ),
        None => Comparable::Field(field.field_type).called().to_owned(),
    }
}
