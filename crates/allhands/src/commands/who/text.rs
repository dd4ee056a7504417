//! Who answers, as people read it.

use std::fmt::Write as _;

use app::{
    as_of::Stamp,
    ask::KindAnswers,
    unowned::{UnownedKind, UnownedList},
};
use model::{Life, Vocabulary};

use super::Told;
use crate::{
    output::{BOLD, DIM, YELLOW, paint},
    words::width,
};

/// Which instant and which run an answer speaks of; nothing for the latest pass.
pub(crate) fn stamp(stamp: Option<Stamp>) -> String {
    let Some(Stamp {
        at,
        run,
        observed_at,
    }) = stamp
    else {
        return String::new();
    };
    let minute = |at: jiff::Timestamp| at.strftime("%Y-%m-%d %H:%M UTC").to_string();
    let says = format!(
        "As of {}: run {run}, collected on {}.",
        minute(at),
        minute(observed_at)
    );
    format!("{}\n", paint(DIM, says))
}

/// One entity: the answer, what it rests on, and who else is named.
pub(super) fn one(told: &Told) -> String {
    let answer = &told.answer;
    let mut text = format!("{}\n", paint(BOLD, &answer.says));
    if told.as_of.is_some() {
        let _ = write!(text, "  {}", stamp(told.as_of));
    }
    if answer.life != Life::Live {
        let _ = writeln!(text, "  {}", paint(YELLOW, answer.life.says()));
    }
    for line in &answer.because {
        let _ = writeln!(text, "  {line}");
    }
    if let Some(disputed) = &answer.disputed {
        let _ = writeln!(text, "  {} {disputed}", paint(YELLOW, "disputed:"));
    }
    for other in &answer.others {
        let _ = writeln!(
            text,
            "  {} {} by {}: {}",
            paint(DIM, "also named:"),
            other.party,
            other.source,
            other.why_not
        );
    }
    for line in &answer.unit_disagrees {
        let _ = writeln!(text, "  {} {line}", paint(YELLOW, "departments differ:"));
    }
    if answer.to_confirm.is_some() {
        let says = format!(
            "  Is that still so? `allhands who {} --mine --as PERSON`, or `--not-mine`",
            answer.entity
        );
        let _ = writeln!(text, "{}", paint(DIM, says));
    }
    text
}

/// Whether a list names each thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// It does.
    Named,
    /// It only counts them.
    Counted,
}

/// What nobody answers for: counts, and each of them where one kind was asked for.
pub(super) fn unowned(list: &UnownedList, rows: Rows, vocabulary: &Vocabulary) -> String {
    let mut text = String::new();
    for kind in &list.kinds {
        let words = vocabulary.kind(kind.kind.as_str());
        let plural = words.map_or(kind.kind.as_str(), |kind| &kind.plural);
        counts(&mut text, kind, plural);
        let wide = width(kind.rows.iter().map(|row| &row.name));
        for row in kind.rows.iter().filter(|_| rows == Rows::Named) {
            let why = row.detail.as_deref().unwrap_or(row.why.words());
            let _ = writeln!(text, "  {:<wide$}  {}  {why}", row.name, row.entity);
        }
    }
    match (list.kinds.first(), rows) {
        (None, _) => text.push_str("Somebody answers for everything.\n"),
        (Some(kind), Rows::Counted) => {
            let next = format!("`allhands who --unowned {}` names them", kind.kind);
            let _ = writeln!(text, "\n{}", paint(DIM, next));
        }
        (Some(_), Rows::Named) => {}
    }
    text
}

fn counts(text: &mut String, kind: &UnownedKind, plural: &str) {
    let head = format!(
        "nobody answers for {} of {} {plural}",
        kind.unowned, kind.entities
    );
    let _ = writeln!(text, "{}", paint(BOLD, head));
    for reason in &kind.reasons {
        let _ = writeln!(text, "  {:>5}  {}", reason.entities, reason.says);
    }
}

/// Every entity of a kind, the unowned ones first.
pub(super) fn kind(answers: &KindAnswers, plural: &str) -> String {
    let mut text = format!(
        "{}: {} unowned, {} with exactly one person, {} disputed\n",
        match answers.entities {
            1 => format!("1 {}", answers.kind),
            n => format!("{n} {plural}"),
        },
        answers.unowned,
        answers.one_person,
        answers.disputed
    );
    let wide = width(answers.answers.iter().map(|answer| &answer.name));
    for answer in &answers.answers {
        let _ = write!(text, "  {:<wide$}  ", answer.name);
        match answer.why_unowned {
            Some(why) => {
                let _ = write!(text, "{}: {}", paint(YELLOW, "unowned"), why.words());
            }
            None => {
                let _ = write!(text, "{}", answer.owner_name);
                if answer.people.len() != 1 {
                    let _ = write!(text, " ({} people)", answer.people.len());
                }
                if let Some(from) = &answer.inherited_from {
                    let _ = write!(text, " {}", paint(DIM, format!("from {from}")));
                }
            }
        }
        if answer.disputed {
            let _ = write!(text, " {}", paint(YELLOW, "disputed"));
        }
        text.push('\n');
    }
    text
}
