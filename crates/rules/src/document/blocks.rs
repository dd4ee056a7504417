//! Lines to blocks: a label, what stands between it and its colon, and its value.

use std::{collections::BTreeMap, ops::Range};

use super::label::Label;
use crate::{
    mistake::{Code, Mistake, listed, nearest},
    tree::Note,
};

/// One label with its value, as byte ranges of the document.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) label: Label,
    /// Its entry in `Rule::order`.
    pub(crate) key: String,
    /// Where the label starts.
    pub(crate) at: usize,
    /// Between label and colon: a language, a `where`, a name.
    pub(crate) qualifier: Range<usize>,
    /// Behind the colon, with all indented lines that follow.
    pub(crate) value: Range<usize>,
}

/// A document in blocks.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    pub(crate) blocks: Vec<Block>,
    pub(crate) notes: Vec<Note>,
    pub(crate) mistakes: Vec<Mistake>,
}

/// The lines of a text, each with the byte it starts at, without its line end.
pub(crate) fn lines(text: &str, region: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
    let mut at = region.start;
    text.get(region)
        .unwrap_or("")
        .split_inclusive('\n')
        .map(move |line| {
            let start = at;
            at += line.len();
            (start, line.trim_end_matches(['\n', '\r']))
        })
}

/// Reads the labels of a document.
pub(crate) fn blocks(text: &str) -> Blocks {
    let mut found = Blocks::default();
    let mut comments: Vec<String> = Vec::new();
    let mut counts: BTreeMap<Label, usize> = BTreeMap::new();
    // Indented lines below a label that could not be read belong to that mistake.
    let mut skipping = false;
    for (start, line) in lines(text, 0..text.len()) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            continue;
        }
        if let Some(comment) = trimmed.strip_prefix('#') {
            comments.push(comment.trim().to_owned());
            continue;
        }
        if line.starts_with([' ', '\t']) {
            match found.blocks.last_mut() {
                _ if skipping => {}
                Some(block) => block.value.end = start + line.len(),
                None => {
                    let says = "an indented line continues a label, and none stands before it";
                    found.mistakes.push(Mistake::new(Code::Label, start, says));
                    skipping = true;
                }
            }
            continue;
        }
        match label_line(line) {
            Ok((label, qualifier, value)) => {
                skipping = false;
                let nth = counts.entry(label).or_default();
                *nth += 1;
                let key = label.key(*nth);
                if *nth > 1 && !label.repeats() {
                    let says = format!("`{}` stands here a second time", label.name());
                    found.mistakes.push(Mistake::new(Code::Label, start, says));
                }
                let notes = comments.drain(..).map(|text| Note::new(key.clone(), &text));
                found.notes.extend(notes);
                let shift = |range: Range<usize>| start + range.start..start + range.end;
                let (qualifier, value) = (shift(qualifier), shift(value));
                found.blocks.push(Block {
                    label,
                    key,
                    at: start,
                    qualifier,
                    value,
                });
            }
            Err(says) => {
                skipping = true;
                found.mistakes.push(unknown_label(start, line, says));
            }
        }
    }
    let notes = comments.into_iter().map(|text| Note::new("", &text));
    found.notes.extend(notes);
    found
}

/// The label of a line, and the ranges of its qualifier and value within the line.
fn label_line(line: &str) -> Result<(Label, Range<usize>, Range<usize>), &'static str> {
    let colon = colon(line).ok_or("has no colon behind its label")?;
    let head = &line[..colon];
    let fits = |label: &Label| {
        let name = label.name();
        let rest = head.get(name.len()..);
        let same = head
            .get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name));
        same && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '(', '"']))
    };
    let label = Label::ALL
        .into_iter()
        .find(fits)
        .ok_or("is not a label of a rule")?;
    Ok((label, label.name().len()..colon, colon + 1..line.len()))
}

/// The colon that ends the label: outside quotes, before a space or the end of the line.
pub(crate) fn colon(line: &str) -> Option<usize> {
    // The sign that opened the quotation, as the reader of sentences pairs them.
    let mut quoted: Option<char> = None;
    let mut escaped = false;
    for (index, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted.is_some() => escaped = true,
            '"' | '“' | '”' | '„' => {
                quoted = match quoted {
                    None => Some(c),
                    Some('"') if c != '"' => quoted,
                    Some(_) if c == '„' => quoted,
                    Some(_) => None,
                }
            }
            ':' if quoted.is_none() => {
                let next = line[index + 1..].chars().next();
                if next.is_none_or(char::is_whitespace) {
                    return Some(index);
                }
            }
            _ => {}
        }
    }
    None
}

fn unknown_label(at: usize, line: &str, says: &str) -> Mistake {
    let end = line.find(':').unwrap_or(line.len());
    let head = line[..end].trim();
    let names = || Label::ALL.iter().map(|label| label.name());
    let mistake = Mistake::new(Code::Label, at, format!("`{head}` {says}"));
    match nearest(head, names()) {
        Some((near, _)) => mistake.hint(format!("{near}:{}", line.get(end + 1..).unwrap_or(""))),
        None => mistake.hint(format!("labels: {}", listed(names()))),
    }
}
