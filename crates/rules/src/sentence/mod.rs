//! The sentence: read in [`Parser`], printed by [`print`]. One file per thing that can be said.

mod comparison;
mod condition;
pub(crate) mod cursor;
pub(crate) mod date;
pub(crate) mod lex;
pub(crate) mod measured;
pub(crate) mod path;
pub(crate) mod print;
mod reference;
mod relation;
mod subject;
pub(crate) mod value;
pub(crate) mod watch;
mod word;

use std::ops::Range;

use model::{KindName, Problems, Vocabulary};

use crate::{
    mistake::{Code, Mistake, Source},
    tree::{Condition, Expectation, Path, Setting, Subject},
};
use cursor::{Parse, Parser};

/// Reads a sentence that uses no settings. Each mistake says what was read, what is wrong and
/// where; its first advice are whole sentences that would work.
///
/// # Errors
/// All mistakes of the sentence, in the order of their places.
pub fn parse_sentence(
    text: &str,
    file: &str,
    vocabulary: &Vocabulary,
) -> Result<Expectation, Problems> {
    let source = Source::new(file, text, 0);
    expectation(source, 0..text.len(), vocabulary, &[])
}

/// Reads what a sentence could be about, alone: `services where tier is "critical"`.
///
/// # Errors
/// What is wrong with it, with repairs.
pub fn parse_subject(text: &str, file: &str, vocabulary: &Vocabulary) -> Result<Subject, Problems> {
    let source = Source::new(file, text, 0);
    read(source, 0..text.len(), vocabulary, &[], None, |parser| {
        parser.selection()
    })
}

/// Reads a condition about a kind, alone: `severity is "high" and known exploited is yes`.
///
/// # Errors
/// What is wrong with it, with repairs.
pub fn parse_condition(
    text: &str,
    file: &str,
    kind: &KindName,
    vocabulary: &Vocabulary,
) -> Result<Condition, Problems> {
    let source = Source::new(file, text, 0);
    condition(source, 0..text.len(), vocabulary, &[], kind)
}

/// Reads a path from a kind, alone: `device's last seen`.
///
/// # Errors
/// What is wrong with it, with repairs.
pub fn parse_path(
    text: &str,
    file: &str,
    kind: &KindName,
    vocabulary: &Vocabulary,
) -> Result<Path, Problems> {
    let source = Source::new(file, text, 0);
    read(
        source,
        0..text.len(),
        vocabulary,
        &[],
        Some(kind),
        |parser| {
            let (path, _) = parser.field_path(path::After::Alone)?;
            Ok(path)
        },
    )
}

/// Reads the sentence in a region of a document.
pub(crate) fn expectation(
    source: Source<'_>,
    region: Range<usize>,
    vocabulary: &Vocabulary,
    settings: &[Setting],
) -> Result<Expectation, Problems> {
    read(source, region, vocabulary, settings, None, |parser| {
        parser.sentence()
    })
}

/// The kind that the sentence in a region is about, whatever else is wrong with it.
pub(crate) fn subject_kind(
    source: Source<'_>,
    region: Range<usize>,
    vocabulary: &Vocabulary,
) -> Option<KindName> {
    subject::subject_kind(&mut Parser::new(source, region, vocabulary, &[]))
}

/// Reads a condition about a kind in a region of a text.
pub(crate) fn condition(
    source: Source<'_>,
    region: Range<usize>,
    vocabulary: &Vocabulary,
    settings: &[Setting],
    kind: &KindName,
) -> Result<Condition, Problems> {
    read(source, region, vocabulary, settings, Some(kind), |parser| {
        parser.condition()
    })
}

/// Reads a whole region with one reader, and writes out every repair that helps.
pub(crate) fn read<'a, T>(
    source: Source<'a>,
    region: Range<usize>,
    vocabulary: &'a Vocabulary,
    settings: &'a [Setting],
    kind: Option<&KindName>,
    reader: impl for<'p> Fn(&mut Parser<'p>) -> Parse<T>,
) -> Result<T, Problems> {
    let start = |source, region| {
        let parser = Parser::new(source, region, vocabulary, settings);
        match kind {
            Some(kind) => parser.about(kind),
            None => parser,
        }
    };
    let mut parser = start(source, region);
    let found = reader(&mut parser);
    if found.is_ok() {
        let _ = parser.finish();
    }
    match found {
        Ok(found) if parser.mistakes.is_empty() => Ok(found),
        _ => {
            let before: Vec<(Code, String)> = said(&parser.mistakes);
            let works = |offer: &str, mistake: &Mistake| {
                let source = Source::new(source.file, offer, 0);
                let mut again = Parser::new(source, 0..offer.len(), vocabulary, settings);
                if let Some(kind) = kind {
                    again = again.about(kind);
                }
                let read = reader(&mut again);
                if read.is_ok() {
                    let _ = again.finish();
                }
                helps(&before, &said(&again.mistakes), mistake, offer)
            };
            Err(parser.into_problems(works))
        }
    }
}

fn said(mistakes: &[Mistake]) -> Vec<(Code, String)> {
    mistakes
        .iter()
        .map(|mistake| (mistake.code, mistake.says.clone()))
        .collect()
}

/// Whether a repaired text is better: this mistake is gone and no new one came.
///
/// A text with a gap (`…`) is for the writer to fill. Where the kind was unknown nothing behind
/// it was read, so the repair may well bring other mistakes to light.
fn helps(
    before: &[(Code, String)],
    after: &[(Code, String)],
    mistake: &Mistake,
    offer: &str,
) -> bool {
    let same = |(code, says): &&(Code, String)| *code == mistake.code && *says == mistake.says;
    let gone = after.iter().filter(same).count() < before.iter().filter(same).count();
    let fewer = after.len() < before.len();
    offer.contains('…') || (gone && (fewer || mistake.code == Code::Kind))
}
