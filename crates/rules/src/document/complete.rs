//! What may stand at a cursor: in a sentence, and in every part of a document.
//!
//! Nothing here knows the grammar. The part of the text before the cursor is read as ever, what
//! the parser looked for at its end is collected, and each of these is tried: an offer that the
//! parser does not get past is not made.

use std::ops::Range;

use model::Vocabulary;
use serde::Serialize;

use super::{
    Reader,
    blocks::{self, Block, lines},
    label::Label,
    people::opened,
    simple::AUDIENCES,
};
use crate::{
    mistake::Source,
    sentence::{
        cursor::Parser,
        watch::{Expected, Typing, What},
    },
};

/// One thing that may stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Completion {
    /// What to put there.
    pub text: String,
    /// What it is.
    pub what: What,
    /// The bytes of the document that it takes the place of: what is typed of it so far.
    pub range: Range<usize>,
    /// What else there is to say: what a field holds, where a link leads. May be empty.
    pub note: String,
}

/// What may stand at a cursor, a byte of the text: the words that the parser would accept there,
/// in a sentence alone as well as in a document with labels.
pub fn complete(text: &str, cursor: usize, vocabulary: &Vocabulary) -> Vec<Completion> {
    let mut cursor = cursor.min(text.len());
    while !text.is_char_boundary(cursor) {
        cursor -= 1;
    }
    let document = around(text, cursor);
    let own = &text[document.clone()];
    let mut found = in_document(own, cursor - document.start, vocabulary);
    for completion in &mut found {
        completion.range.start += document.start;
        completion.range.end += document.start;
    }
    found
}

/// The document of a file that a cursor stands in.
fn around(text: &str, cursor: usize) -> Range<usize> {
    let mut document = 0..text.len();
    for (start, line) in lines(text, 0..text.len()) {
        if line.trim_end() != "---" {
            continue;
        }
        if start + line.len() < cursor {
            document.start = (start + line.len() + 1).min(cursor);
        } else {
            document.end = start.max(cursor);
            break;
        }
    }
    document
}

fn in_document(text: &str, cursor: usize, vocabulary: &Vocabulary) -> Vec<Completion> {
    let found = blocks::blocks(text);
    let mut reader = Reader::new(Source::new("", text, 0), vocabulary, "");
    let line_start = text[..cursor].rfind('\n').map_or(0, |newline| newline + 1);
    let line = &text[line_start..cursor];
    if found.blocks.is_empty() && blocks::colon(line).is_none() {
        let mut all = Vec::new();
        if !line.contains(' ') && text[..line_start].trim().is_empty() {
            all.extend(labels(&found.blocks, line, line_start));
        }
        all.extend(reader.at(Part::Value(Label::Expectation), 0..cursor));
        return all;
    }
    let indented = line.starts_with([' ', '\t']);
    let before = found.blocks.iter().rfind(|block| block.at <= cursor);
    let active = before.filter(|block| indented || line_start <= block.at);
    for label in [Label::Settings, Label::Expectation] {
        let known = found.blocks.iter().filter(|block| block.label == label);
        for block in known.filter(|block| active.is_none_or(|active| active.at != block.at)) {
            reader.block(block);
        }
    }
    match active {
        Some(block) if cursor >= block.value.start => reader.in_value(block, cursor),
        Some(block) if cursor > block.qualifier.start => {
            reader.at(Part::Qualifier(block.label), block.qualifier.start..cursor)
        }
        _ if indented => Vec::new(),
        _ => match open_label(line) {
            Some((label, length)) => reader.at(Part::Qualifier(label), line_start + length..cursor),
            None => labels(&found.blocks, line, line_start),
        },
    }
}

/// The label at the start of a line that has no colon yet, and its length.
fn open_label(line: &str) -> Option<(Label, usize)> {
    let fits = |label: &Label| {
        let name = label.name();
        let start = line.get(..name.len());
        let same = start.is_some_and(|start| start.eq_ignore_ascii_case(name));
        same && line[name.len()..].starts_with([' ', '(', '"'])
    };
    // `Rule` is the start of no other label, `In` and `Except in` differ from their first letter.
    let label = Label::ALL.into_iter().find(fits)?;
    Some((label, label.name().len()))
}

/// The labels that a document may still have.
fn labels(blocks: &[Block], typed: &str, at: usize) -> Vec<Completion> {
    let starts = |label: &Label| {
        let name = label.name().to_lowercase();
        name.starts_with(&typed.to_lowercase())
    };
    let free = |label: &Label| {
        label.repeats()
            || !blocks
                .iter()
                .any(|block| block.label == *label && block.at != at)
    };
    let offered = Label::ALL
        .into_iter()
        .filter(|label| starts(label) && free(label));
    offered
        .map(|label| Completion {
            text: format!("{}:", label.name()),
            what: What::Label,
            range: at..at + typed.len(),
            note: String::new(),
        })
        .collect()
}

/// The part of a block that a cursor stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Qualifier(Label),
    Value(Label),
}

/// What reading up to the end of a region came to.
struct Look {
    /// Where the region ends without the word being typed.
    end: usize,
    expected: Vec<Expected>,
    /// Where mistakes are.
    mistakes: Vec<usize>,
}

impl Look {
    /// The mistakes before a place.
    fn before(&self, place: usize) -> usize {
        self.mistakes.iter().filter(|at| **at < place).count()
    }
}

impl<'a> Reader<'a> {
    /// What may stand in the value of a block.
    fn in_value(&self, block: &Block, cursor: usize) -> Vec<Completion> {
        let value = block.value.start..cursor;
        let text = self.source.text;
        match block.label {
            Label::Rule | Label::Because | Label::Message | Label::Steps => self.placeholder(value),
            Label::Audience => {
                let words = AUDIENCES.iter().map(|(word, _)| *word);
                let start = value.end - text[value.clone()].trim_start().len();
                let typed = &text[start..cursor];
                let fits = words.filter(|word| word.starts_with(&typed.to_lowercase()));
                fits.map(|word| Completion {
                    text: word.to_owned(),
                    what: What::Value,
                    range: start..cursor,
                    note: String::new(),
                })
                .collect()
            }
            Label::Test => self.test_part(block, cursor),
            label => self.at(Part::Value(label), value),
        }
    }

    /// What may stand in the lines of a test: a line may go on, and a new one may start.
    fn test_part(&self, block: &Block, cursor: usize) -> Vec<Completion> {
        let block = Block {
            value: block.value.start..cursor,
            ..block.clone()
        };
        let text = &self.source.text[block.value.clone()];
        let typed = text.rsplit('\n').next().unwrap_or("").trim_start();
        let mut found = Vec::new();
        if text.contains('\n') && !typed.contains(' ') {
            let start = cursor - typed.len();
            found.extend(self.at(Part::Value(Label::Test), start..cursor));
        }
        if let Some(last) = self.test_lines(&block).pop() {
            let goes_on = self.at(Part::Value(Label::Test), last.start..cursor);
            found.extend(goes_on);
        }
        found.dedup_by(|one, other| one.text == other.text);
        found
    }

    /// What may stand in an open placeholder of a text.
    fn placeholder(&self, value: Range<usize>) -> Vec<Completion> {
        let text = &self.source.text[value.clone()];
        let Some(open) = text.rfind('{').filter(|open| !text[*open..].contains('}')) else {
            return Vec::new();
        };
        let inside = &text[open + 1..];
        let (before, typed) = inside.rsplit_once('.').unwrap_or(("", inside));
        let typed = typed.trim_start();
        let steps = self.placeholder_steps(before).into_iter();
        let fits = steps.filter(|(step, _)| step.to_lowercase().starts_with(&typed.to_lowercase()));
        fits.map(|(text, note)| Completion {
            text,
            what: What::Placeholder,
            range: value.end - typed.len()..value.end,
            note,
        })
        .collect()
    }

    /// What may stand at the end of a region.
    fn at(&self, part: Part, region: Range<usize>) -> Vec<Completion> {
        let text = self.source.text;
        let typing = self.look(part, text, region.clone(), Some(Typing::Word));
        let typed = &text[typing.end..region.end];
        let mut tried = self.tried(part, &region, &typing, typed);
        if !typed.is_empty() {
            // Behind a word that is whole may stand what needs no space.
            let mut behind = self.look(part, text, region.clone(), Some(Typing::Behind));
            behind.expected.retain(|one| attaches(&one.text));
            tried.extend(self.tried(part, &region, &behind, ""));
        }
        // What is wrong with the text before them stays wrong; an offer that makes it worse than
        // others do is not made.
        let fewest = tried.iter().map(|(mistakes, _)| *mistakes).min();
        let good = tried
            .into_iter()
            .filter(|(mistakes, _)| Some(*mistakes) == fewest);
        good.map(|(_, completion)| completion).collect()
    }

    /// The expected words that fit what is typed, each with the number of mistakes that the
    /// parser finds before it gets past them.
    fn tried(
        &self,
        part: Part,
        region: &Range<usize>,
        look: &Look,
        typed: &str,
    ) -> Vec<(usize, Completion)> {
        let text = &self.source.text[..look.end];
        let spaced = text.is_empty() || text.ends_with([' ', '\n', '\t', '(', '[', '\r', ':']);
        let fitting = look.expected.iter().filter(|one| fits(&one.text, typed));
        let tried = fitting.map(|one| {
            let space = if spaced || attaches(&one.text) {
                ""
            } else {
                " "
            };
            let words = format!("{space}{}", one.text);
            let whole = format!("{text}{words}");
            let again = self.look(part, &whole, region.start..whole.len(), None);
            let completion = Completion {
                text: words,
                what: one.what,
                range: look.end..region.end,
                note: one.note.clone(),
            };
            (again.before(whole.len()), completion)
        });
        tried.collect()
    }

    /// Reads a region, and notes what was looked for at its end where somebody types there.
    fn look(&self, part: Part, text: &str, region: Range<usize>, typing: Option<Typing>) -> Look {
        let source = Source::new("", text, 0);
        let parser = Parser::new(source, region, self.vocabulary, &self.rule.settings);
        let parser = match (&self.kind, part) {
            (Some(kind), Part::Qualifier(_)) => parser.about(kind),
            (Some(kind), Part::Value(label)) if label != Label::Expectation => parser.about(kind),
            _ => parser,
        };
        let mut parser = match typing {
            Some(typing) => parser.watched(typing),
            None => parser.unfinished(),
        };
        let end = parser.region.end;
        self.read_part(part, &mut parser);
        let mistakes = parser.mistakes.iter().map(|mistake| mistake.at).collect();
        Look {
            end,
            mistakes,
            expected: parser.into_expected(),
        }
    }

    /// Reads a part as the document's reader does.
    fn read_part(&self, part: Part, parser: &mut Parser<'_>) {
        let about = self.kind.is_some();
        let read = match part {
            Part::Qualifier(label) if label.has_qualifier() && about => {
                parser.qualifier().map(|_| ())
            }
            Part::Qualifier(_) => return,
            Part::Value(label) => match label {
                Label::Expectation => parser.sentence().map(|_| ()),
                Label::Severity => parser.severity_rows().map(|_| ()),
                Label::FixWithin => parser.deadline_rows().map(|_| ()),
                Label::Enforce => parser.enforce_rows().map(|_| ()),
                Label::Settings => parser.settings().map(|_| ()),
                Label::Wait => parser.length().map(|_| ()),
                Label::Effort => parser.effort().map(|_| ()),
                Label::WhenUnknown => parser.when_unknown().map(|_| ()),
                Label::Exceptions => parser.exceptions().map(|_| ()),
                Label::In | Label::ExceptIn => parser.texts().map(|_| ()),
                Label::Activity => parser.one_text().map(|_| ()),
                Label::FixedBy if about => parser.fixers().map(|_| ()),
                Label::CountFrom if self.sentence_read => {
                    let opened = opened(self.vocabulary, &self.rule.expectation);
                    parser.clock_start(&opened).map(|_| ())
                }
                Label::Test => parser.test_line().map(|_| ()),
                _ => return,
            },
        };
        if read.is_ok() {
            let _ = parser.finish();
        }
    }
}

/// Whether words are written without a space before them.
fn attaches(text: &str) -> bool {
    matches!(text, "'s" | "," | ";" | ")" | "]" | "%" | "." | ":")
}

/// Whether words go on from what is typed; a quoted value also without its quotes.
fn fits(text: &str, typed: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace(['“', '”', '„'], "\"");
    let (text, typed) = (plain(text), plain(typed));
    let inside = text.strip_prefix('"').unwrap_or(&text);
    text.starts_with(&typed) || inside.starts_with(&typed)
}
