//! The rule document: labels, texts, rows and tests around the sentence.

pub(crate) mod blocks;
pub(crate) mod complete;
pub(crate) mod examples;
pub(crate) mod label;
mod people;
mod placeholders;
pub(crate) mod print;
mod print_examples;
mod references;
pub(crate) mod rows;
mod short;
pub(crate) mod simple;
mod texts;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use blocks::{Block, Blocks, blocks};
use label::Label;
use model::{KindName, Problem, Problems, RuleId, Vocabulary};
pub(crate) use people::opened;

use crate::{
    mistake::{Code, Mistake, Source},
    sentence::{
        self,
        cursor::{Parse, Parser},
    },
    tree::{Expectation, Modal, Rule, Subject, WhenUnknown},
};

/// What came of a document: a rule, or all that is wrong with it.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Parsed {
    /// The rule, when nothing is wrong.
    pub rule: Option<Rule>,
    /// Everything that is wrong, in the order of its places.
    pub problems: Problems,
    /// The rule it takes its sentence from, where that is not among those given: read it again
    /// once that one is read.
    pub waits_for: Option<RuleId>,
}

/// Rules by id: what a tightening in the short form can take its sentence from.
pub type Baselines = BTreeMap<RuleId, Rule>;

/// The documents of a file, which lines of only `---` separate: each with the number of lines
/// before it. Blank documents are left out.
pub fn split_documents(text: &str) -> Vec<(usize, &str)> {
    let mut documents = Vec::new();
    let mut start = 0;
    let mut first_line = 0;
    for (line, (at, content)) in blocks::lines(text, 0..text.len()).enumerate() {
        if content.trim_end() == "---" {
            documents.push((first_line, &text[start..at]));
            start = (at + content.len() + 1).min(text.len());
            if text[..start].ends_with('\r') {
                start = (start + 1).min(text.len());
            }
            first_line = line + 1;
        }
    }
    documents.push((first_line, &text[start..]));
    documents.retain(|(_, document)| !document.trim().is_empty());
    documents
}

/// Reads one document. `fallback_id` is its id where it names none: the stem of its file.
pub fn parse(text: &str, file: &str, fallback_id: &str, vocabulary: &Vocabulary) -> Parsed {
    parse_with(text, file, fallback_id, vocabulary, &Baselines::new())
}

/// The same, among rules that it may take its sentence from: a document with `Tightens` and
/// without `Expectation` is the short form of a tightening.
pub fn parse_with(
    text: &str,
    file: &str,
    fallback_id: &str,
    vocabulary: &Vocabulary,
    baselines: &Baselines,
) -> Parsed {
    parse_at(
        Source::new(file, text, 0),
        fallback_id,
        vocabulary,
        baselines,
    )
}

/// Reads every document of a file; places are those of the file. Of several documents without
/// an id the second is called `stem-2`, and so on. A short tightening finds its rule above it.
pub fn parse_file(
    text: &str,
    file: &str,
    fallback_id: &str,
    vocabulary: &Vocabulary,
) -> Vec<Parsed> {
    let mut read = Baselines::new();
    let documents = split_documents(text).into_iter().enumerate();
    documents
        .map(|(index, (lines_before, document))| {
            let id = match index {
                0 => fallback_id.to_owned(),
                index => format!("{fallback_id}-{}", index + 1),
            };
            let source = Source::new(file, document, lines_before);
            let parsed = parse_at(source, &id, vocabulary, &read);
            if let Some(rule) = &parsed.rule {
                read.insert(rule.id.clone(), rule.clone());
            }
            parsed
        })
        .collect()
}

fn parse_at(
    source: Source<'_>,
    fallback_id: &str,
    vocabulary: &Vocabulary,
    baselines: &Baselines,
) -> Parsed {
    let blocks = blocks(source.text);
    let set_aside = BTreeSet::new();
    parse_blocks(
        source,
        blocks,
        &set_aside,
        fallback_id,
        vocabulary,
        baselines,
    )
}

/// Reads blocks of a text. Labels that were set aside are there, but not among the blocks: what
/// is wrong with them has been said.
pub(crate) fn parse_blocks(
    source: Source<'_>,
    blocks: Blocks,
    set_aside: &BTreeSet<Label>,
    fallback_id: &str,
    vocabulary: &Vocabulary,
    baselines: &Baselines,
) -> Parsed {
    let Blocks {
        blocks,
        notes,
        mistakes,
    } = blocks;
    let mut reader = Reader::new(source, vocabulary, fallback_id);
    reader.rule.notes = notes;
    reader.rule.order = blocks.iter().map(|block| block.key.clone()).collect();
    for mistake in mistakes {
        reader.complain(mistake);
    }
    let there = |label: Label| blocks.iter().any(|block| block.label == label);
    let short = there(Label::Tightens)
        && !there(Label::Expectation)
        && !set_aside.contains(&Label::Expectation);
    // Settings and the sentence first: every other label may speak of them.
    let first = match short {
        true => [Label::Tightens, Label::Settings],
        false => [Label::Settings, Label::Expectation],
    };
    for label in first {
        for block in blocks.iter().filter(|block| block.label == label) {
            reader.block(block);
        }
    }
    if short {
        reader.inherit(&blocks, set_aside, baselines);
    }
    for block in blocks.iter().filter(|block| !first.contains(&block.label)) {
        reader.block(block);
    }
    for label in [Label::Rule, Label::Severity, Label::Expectation] {
        let taken = short && label != Label::Rule;
        if !there(label) && !taken && !set_aside.contains(&label) {
            let says = format!("a rule needs the label `{}`", label.name());
            reader.complain(Mistake::new(Code::Open, 0, says));
        }
    }
    reader.finish()
}

/// Reads block after block into a rule, collecting what is wrong.
struct Reader<'a> {
    source: Source<'a>,
    vocabulary: &'a Vocabulary,
    rule: Rule,
    /// The kind of the subject, where it could be read.
    kind: Option<KindName>,
    /// Whether the whole sentence could be read.
    sentence_read: bool,
    /// The rule it takes its sentence from, where nobody knows that one.
    waits_for: Option<RuleId>,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    fn new(source: Source<'a>, vocabulary: &'a Vocabulary, fallback_id: &str) -> Self {
        let rule = blank(fallback_id);
        let problems = Vec::new();
        Self {
            source,
            vocabulary,
            rule,
            kind: None,
            sentence_read: false,
            waits_for: None,
            problems,
        }
    }

    fn complain(&mut self, mistake: Mistake) {
        self.problems.push(self.source.problem(&mistake));
    }

    fn finish(mut self) -> Parsed {
        self.problems
            .sort_by(|one, other| one.place.cmp(&other.place));
        let rule = self.problems.is_empty().then_some(self.rule);
        Parsed {
            rule,
            problems: Problems(self.problems),
            waits_for: self.waits_for,
        }
    }

    /// The value of a block as one line of text.
    fn line(&self, block: &Block) -> String {
        let lines = blocks::lines(self.source.text, block.value.clone());
        let plain = lines
            .map(|(_, line)| line.trim())
            .filter(|line| !line.starts_with('#'));
        plain
            .collect::<Vec<_>>()
            .join(" ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Reads a region with one reader, in the scope of the subject where it is known.
    fn read<T>(
        &mut self,
        region: Range<usize>,
        reader: impl for<'p> Fn(&mut Parser<'p>) -> Parse<T>,
    ) -> Option<T> {
        let kind = self.kind.as_ref();
        let settings = &self.rule.settings;
        match sentence::read(self.source, region, self.vocabulary, settings, kind, reader) {
            Ok(found) => Some(found),
            Err(Problems(problems)) => {
                self.problems.extend(problems);
                None
            }
        }
    }

    fn block(&mut self, block: &Block) {
        let qualified = block.label.has_qualifier() || block.label == Label::Test;
        if !qualified && !self.source.text[block.qualifier.clone()].trim().is_empty() {
            let says = format!(
                "nothing stands between `{}` and its colon",
                block.label.name()
            );
            self.complain(Mistake::new(Code::Label, block.qualifier.start, says));
        }
        if self.source.text[block.value.clone()].trim().is_empty() {
            let says = format!("`{}` is empty", block.label.name());
            self.complain(Mistake::new(Code::Open, block.value.end, says));
            return;
        }
        match block.label {
            Label::Expectation => self.expectation(block),
            Label::Id | Label::Tightens => self.named(block),
            Label::In | Label::ExceptIn => self.units(block),
            Label::Audience => self.audience(block),
            Label::Settings => self.settings(block),
            Label::Wait => {
                self.rule.wait = self.read(block.value.clone(), |parser| parser.length())
            }
            Label::References => self.references(block),
            Label::Effort => self.effort(block),
            Label::WhenUnknown => self.when_unknown(block),
            Label::Activity => self.activity(block),
            Label::Exceptions => self.exceptions(block),
            Label::Severity => self.severity(block),
            Label::FixWithin => self.fix_within(block),
            Label::Enforce => self.enforce(block),
            Label::CountFrom => self.count_from(block),
            Label::FixedBy => self.fixed_by(block),
            Label::Rule | Label::Because | Label::Message => self.text(block),
            Label::Steps => self.steps(block),
            Label::Test => self.test(block),
        }
    }

    fn expectation(&mut self, block: &Block) {
        let (source, vocabulary) = (self.source, self.vocabulary);
        let region = block.value.clone();
        self.kind = sentence::subject_kind(source, region.clone(), vocabulary);
        match sentence::expectation(source, region, vocabulary, &self.rule.settings) {
            Ok(expectation) => {
                self.rule.expectation = expectation;
                self.sentence_read = true;
            }
            Err(Problems(problems)) => self.problems.extend(problems),
        }
    }
}

/// A rule of which nothing has been read yet. Only [`Reader::finish`] lets it out, when
/// everything has.
fn blank(id: &str) -> Rule {
    Rule {
        title: String::new(),
        titles: Vec::new(),
        id: id.into(),
        within: Vec::new(),
        except_within: Vec::new(),
        tightens: None,
        inherits: None,
        audience: None,
        severity: Vec::new(),
        expectation: Expectation {
            subject: Subject {
                words: Vec::new(),
                kind: "".into(),
                condition: None,
            },
            modal: Modal::Must,
            parts: Vec::new(),
            unless: None,
        },
        because: Vec::new(),
        references: Vec::new(),
        settings: Vec::new(),
        fix_within: Vec::new(),
        count_from: None,
        wait: None,
        when_unknown: WhenUnknown::Report,
        enforce: Vec::new(),
        activity: None,
        fixed_by: Vec::new(),
        messages: Vec::new(),
        steps: Vec::new(),
        effort: None,
        exceptions: None,
        tests: Vec::new(),
        notes: Vec::new(),
        order: Vec::new(),
    }
}
