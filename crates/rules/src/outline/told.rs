//! What the parser says about the words, told about the outline they were written from.

use std::{collections::BTreeSet, ops::Range};

use model::{Place, Problem, Problems};

use super::{
    draft::{Draft, Piece},
    node::At,
};
use crate::{
    document::{Parsed, label::Label},
    mistake::Code,
    sentence::lex::{Lexeme, lex},
};

/// The problems of an outline, in the order of their places.
pub(super) fn told(
    parsed: Parsed,
    draft: &Draft<'_>,
    set_aside: &BTreeSet<Label>,
    place: &dyn Fn(&At) -> Place,
) -> Parsed {
    let wrongs = draft.wrongs.iter().map(|wrong| Problem {
        advice: wrong.advice.clone(),
        ..Problem::new(
            wrong.code.as_str(),
            says(&wrong.at, &wrong.says),
            place(&wrong.at),
        )
    });
    let mut problems: Vec<Problem> = wrongs.collect();
    // What could not be read is no reason to complain about its use.
    let follows = |problem: &Problem| {
        let of =
            |code: Code, label: Label| problem.code == code.as_str() && set_aside.contains(&label);
        of(Code::Setting, Label::Settings) || of(Code::Placeholder, Label::Expectation)
    };
    let told = parsed.problems.0.into_iter();
    let told = told.filter(|problem| !follows(problem));
    problems.extend(told.map(|problem| retold(problem, draft, place)));
    problems.sort_by(|one, other| one.place.cmp(&other.place));
    let rule = parsed.rule.filter(|_| problems.is_empty());
    Parsed {
        rule,
        problems: Problems(problems),
        waits_for: parsed.waits_for,
    }
}

fn says(at: &At, says: &str) -> String {
    if at.0.is_empty() {
        says.to_owned()
    } else {
        format!("at `{at}`: {says}")
    }
}

fn retold(problem: Problem, draft: &Draft<'_>, place: &dyn Fn(&At) -> Place) -> Problem {
    let offset = offset(&draft.text, &problem.place);
    let Some(piece) = piece_at(draft, offset) else {
        let place = place(&At::default());
        return Problem { place, ..problem };
    };
    let advice = problem.advice.iter();
    Problem {
        code: problem.code,
        says: says(&piece.at, &problem.says),
        place: place(&piece.at),
        advice: advice
            .map(|offer| local(offer, &draft.text, &piece.range))
            .collect(),
    }
}

/// The byte of a line and column.
fn offset(text: &str, place: &Place) -> usize {
    let line = place.line.unwrap_or(1).saturating_sub(1) as usize;
    let column = place.column.unwrap_or(1).saturating_sub(1) as usize;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..).unwrap_or("");
    let within = rest
        .char_indices()
        .nth(column)
        .map_or(rest.len(), |(at, _)| at);
    start + within
}

/// The words that a byte belongs to: the last that start at it or before, those that hold it
/// first.
fn piece_at<'d>(draft: &'d Draft<'_>, offset: usize) -> Option<&'d Piece> {
    let before = || {
        draft
            .pieces
            .iter()
            .rev()
            .filter(|piece| piece.range.start <= offset)
    };
    let holds = |piece: &&Piece| piece.range.contains(&offset);
    // A node without words of its own is no better than the words right before the mark.
    before().next().filter(holds).or_else(|| before().next())
}

/// An offer for the whole line as what to put in place of one piece, where nothing else differs.
fn local(offer: &str, text: &str, piece: &Range<usize>) -> String {
    let line_start = text[..piece.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[piece.end..]
        .find('\n')
        .map_or(text.len(), |at| piece.end + at);
    let (before, after) = (&text[line_start..piece.start], &text[piece.end..line_end]);
    // The offer has the words behind the label only.
    let starts = before
        .char_indices()
        .map(|(at, _)| &before[at..])
        .chain([""]);
    let fits = |start: &&str| {
        let start = start.trim_start();
        let long = offer.len() >= start.len() + after.len();
        let whole = !start.is_empty() || !after.is_empty();
        long && whole && offer.starts_with(start) && offer.ends_with(after)
    };
    let Some(start) = starts.into_iter().find(fits) else {
        return offer.to_owned();
    };
    let end = offer.len() - after.len();
    match offer.get(start.trim_start().len()..end) {
        Some(words) if !words.trim().is_empty() => unquoted(words.trim()),
        _ => offer.to_owned(),
    }
}

/// A quoted text is a text of the outline without its quotes, a setting one without brackets.
fn unquoted(words: &str) -> String {
    let inside = words
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'));
    if let Some(name) = inside {
        return name.to_owned();
    }
    let (tokens, mistakes) = lex(words, 0..words.len());
    match tokens.as_slice() {
        [token] if mistakes.is_empty() => match &token.lexeme {
            Lexeme::Text(text) => text.clone(),
            _ => words.to_owned(),
        },
        _ => words.to_owned(),
    }
}
