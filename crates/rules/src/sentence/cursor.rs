//! The place a parser has reached, the names it may meet there, and the mistakes it has found.

use std::ops::Range;

use model::{KindName, Problem, Problems, Vocabulary};

use super::{
    lex::{Lexeme, Token, lex},
    watch::{Watch, What},
};
use crate::{
    mistake::{Code, Edit, Mistake, Source},
    tree::{Setting, SettingValue},
};

/// A mistake was recorded, and what was being read has no meaning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failed;

/// What a step of the parser gives.
pub(crate) type Parse<T> = Result<T, Failed>;

/// How deep brackets and `where` may nest. Far above what people read; it bounds the stack.
const DEEPEST: usize = 32;

/// One thing that is being spoken of.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// The word that opened it: the subject's kind, or a relation's singular.
    pub(crate) word: String,
    pub(crate) kind: KindName,
}

/// A recursive descent over the tokens of one region.
#[derive(Debug)]
pub(crate) struct Parser<'a> {
    pub(crate) source: Source<'a>,
    pub(crate) region: Range<usize>,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) settings: &'a [Setting],
    pub(crate) scopes: Vec<Scope>,
    pub(crate) mistakes: Vec<Mistake>,
    tokens: Vec<Token>,
    pub(crate) position: usize,
    depth: usize,
    /// What is looked for at the end, for the completions of an editor.
    pub(super) watch: Option<Watch>,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(
        source: Source<'a>,
        region: Range<usize>,
        vocabulary: &'a Vocabulary,
        settings: &'a [Setting],
    ) -> Self {
        let (tokens, mistakes) = lex(source.text, region.clone());
        Self {
            source,
            region,
            vocabulary,
            settings,
            scopes: Vec::new(),
            mistakes,
            tokens,
            position: 0,
            depth: 0,
            watch: None,
        }
    }

    /// The same, inside the scope of a kind.
    pub(crate) fn about(mut self, kind: &KindName) -> Self {
        self.scopes.push(Scope {
            word: kind.as_str().to_owned(),
            kind: kind.clone(),
        });
        self
    }

    // ---- tokens

    pub(crate) fn lexeme(&self) -> Option<&Lexeme> {
        self.lexeme_at(self.position)
    }

    pub(crate) fn lexeme_at(&self, position: usize) -> Option<&Lexeme> {
        self.tokens.get(position).map(|token| &token.lexeme)
    }

    pub(crate) fn word_at(&self, position: usize) -> Option<&str> {
        match self.lexeme_at(position) {
            Some(Lexeme::Word(word)) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn at_end(&self) -> bool {
        self.position >= self.tokens.len()
    }

    pub(crate) fn count(&self) -> usize {
        self.tokens.len()
    }

    /// Whether a keyword stands at a position, whatever its case.
    pub(crate) fn is_word_at(&self, position: usize, word: &str) -> bool {
        self.may_stand(position, What::Keyword, word, "");
        self.word_at(position)
            .is_some_and(|found| found.eq_ignore_ascii_case(word))
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.is_word_at(self.position, word)
    }

    pub(crate) fn is_any_word(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word(word))
    }

    /// How many tokens a phrase takes at a position; none when it does not stand there.
    pub(crate) fn phrase_at(&self, position: usize, phrase: &str) -> Option<usize> {
        let mut length = 0;
        for word in phrase.split_whitespace() {
            let found = self.word_at(position + length);
            if !found.is_some_and(|found| same_word(found, word)) {
                if position + length == self.count() {
                    self.expect_words(position, What::Keyword, &[phrase]);
                }
                return None;
            }
            length += 1;
        }
        Some(length)
    }

    /// Passes a phrase if it stands here.
    pub(crate) fn eat(&mut self, phrase: &str) -> bool {
        match self.phrase_at(self.position, phrase) {
            Some(length) => {
                self.position += length;
                true
            }
            None => false,
        }
    }

    pub(crate) fn is_sign(&self, sign: char) -> bool {
        match sign {
            '[' => self.expect_settings(self.position, "["),
            _ => self.may_stand(
                self.position,
                What::Keyword,
                sign.encode_utf8(&mut [0; 4]),
                "",
            ),
        }
        self.lexeme() == Some(&Lexeme::Sign(sign))
    }

    pub(crate) fn eat_sign(&mut self, sign: char) -> bool {
        let found = self.is_sign(sign);
        self.position += usize::from(found);
        found
    }

    pub(crate) fn eat_text(&mut self) -> Option<String> {
        self.may_stand(self.position, What::Value, "\"…\"", "a text in quotes");
        let Some(Lexeme::Text(text)) = self.lexeme() else {
            return None;
        };
        let text = text.clone();
        self.position += 1;
        Some(text)
    }

    /// The longest of several names that stands at a position, and how many tokens it takes.
    pub(crate) fn longest_at<'n, T>(
        &self,
        position: usize,
        names: impl IntoIterator<Item = (&'n str, T)>,
    ) -> Option<(&'n str, T, usize)> {
        let mut best: Option<(&str, T, usize)> = None;
        for (name, about) in names {
            if let Some(length) = self.phrase_at(position, name)
                && best.as_ref().is_none_or(|(_, _, most)| length > *most)
            {
                best = Some((name, about, length));
            }
        }
        best
    }

    /// Leaves out the last token, which starts there: it is still being typed.
    pub(super) fn forget_last(&mut self, start: usize) {
        self.tokens.pop();
        self.region.end = start;
        self.mistakes.retain(|mistake| mistake.at < start);
    }

    // ---- places

    /// Where the token at a position starts; after the last one, where that one ended.
    pub(crate) fn start_of(&self, position: usize) -> usize {
        match self.tokens.get(position) {
            Some(token) => token.range.start,
            None => self
                .tokens
                .last()
                .map_or(self.region.start, |last| last.range.end),
        }
    }

    /// Where the token before a position ended.
    pub(crate) fn end_before(&self, position: usize) -> usize {
        match position
            .checked_sub(1)
            .and_then(|before| self.tokens.get(before))
        {
            Some(token) => token.range.end,
            None => self.start_of(position),
        }
    }

    pub(crate) fn here(&self) -> usize {
        self.start_of(self.position)
    }

    /// The bytes of some tokens.
    pub(crate) fn span(&self, positions: Range<usize>) -> Range<usize> {
        if positions.is_empty() {
            let at = self.start_of(positions.start);
            return at..at;
        }
        self.start_of(positions.start)..self.end_before(positions.end)
    }

    /// The words of some tokens, as written.
    pub(crate) fn said(&self, positions: Range<usize>) -> String {
        let span = self.span(positions);
        let text = self.source.text.get(span).unwrap_or("");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What stands here, for a message.
    pub(crate) fn said_here(&self) -> String {
        if self.at_end() {
            "the end".to_owned()
        } else {
            format!("`{}`", self.said(self.position..self.position + 1))
        }
    }

    // ---- scopes

    /// The kind that is being spoken of.
    pub(crate) fn kind(&self) -> KindName {
        self.scopes
            .last()
            .map_or_else(|| KindName::new(""), |scope| scope.kind.clone())
    }

    pub(crate) fn plural_of(&self, kind: &str) -> String {
        self.vocabulary
            .kind(kind)
            .map_or_else(|| kind.to_owned(), |kind| kind.plural.clone())
    }

    /// Goes one level deeper, unless that is too deep.
    pub(crate) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        if self.depth >= DEEPEST {
            let says = format!("brackets nest more than {DEEPEST} deep; define a word instead");
            return self.fail(Mistake::new(Code::Open, self.here(), says));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    // ---- mistakes

    pub(crate) fn fail<T>(&mut self, mistake: Mistake) -> Parse<T> {
        self.mistakes.push(mistake);
        Err(Failed)
    }

    /// Complains about anything that is left.
    pub(crate) fn finish(&mut self) -> Parse<()> {
        if self.at_end() {
            return Ok(());
        }
        let says = format!("{} was not expected here", self.said_here());
        let rest = self.span(self.position..self.count());
        self.fail(Mistake::new(Code::Open, self.here(), says).repair(rest, ""))
    }

    /// The setting of a name, or a mistake with the nearest one.
    pub(crate) fn setting(&mut self) -> Parse<(String, SettingValue)> {
        let open = self.position;
        let mut end = open + 1;
        self.expect_settings(end, "");
        while self.word_at(end).is_some() {
            end += 1;
        }
        if end > open + 1 {
            self.may_stand(end, What::Setting, "]", "");
        }
        if end == open + 1 || self.lexeme_at(end) != Some(&Lexeme::Sign(']')) {
            let at = self.start_of(end);
            return self.fail(Mistake::new(
                Code::Open,
                at,
                "a setting is a name in square brackets, such as `[max silence]`",
            ));
        }
        let name = self.said(open + 1..end);
        let found = self
            .settings
            .iter()
            .find(|setting| same_word(&setting.name, &name))
            .cloned();
        match found {
            Some(setting) => {
                self.position = end + 1;
                Ok((setting.name, setting.value))
            }
            None => {
                let mistake = self.unknown_setting(&name, open, end);
                self.fail(mistake)
            }
        }
    }

    fn unknown_setting(&self, name: &str, open: usize, end: usize) -> Mistake {
        let says = format!("`[{name}]` is not one of the settings of this rule");
        let mistake = Mistake::new(Code::Setting, self.start_of(open), says);
        let names = self.settings.iter().map(|setting| setting.name.as_str());
        match crate::mistake::nearest(name, names) {
            Some((near, _)) => mistake.repair(self.span(open + 1..end), near),
            None => mistake.hint(format!("write it down under `Settings: {name} = 7 days`")),
        }
    }

    /// All mistakes as problems. A repair becomes a whole text; `works` says whether it helps.
    pub(crate) fn into_problems(self, works: impl Fn(&str, &Mistake) -> bool) -> Problems {
        let mut mistakes = self.mistakes;
        mistakes.sort_by_key(|mistake| mistake.at);
        let problem = |mistake: &Mistake| -> Problem {
            let mut problem = self.source.problem(mistake);
            let offers = mistake
                .repairs
                .iter()
                .map(|edits: &Vec<Edit>| self.source.edited(self.region.clone(), edits))
                .filter(|offer| works(offer, mistake));
            let mut advice: Vec<String> = offers.collect();
            advice.append(&mut problem.advice);
            problem.advice = advice;
            problem
        };
        Problems(mistakes.iter().map(problem).collect())
    }
}

/// Whether two words are the same, whatever their case.
pub(crate) fn same_word(one: &str, other: &str) -> bool {
    // Nearly all words are plain, and nearly all comparisons end here.
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    one.to_lowercase() == other.to_lowercase()
}
