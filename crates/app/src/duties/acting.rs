//! What somebody does about their duties, worked out as an act; whoever keeps it appends it.

use ledger::matrix::{
    DutyAct,
    duties::{Duties, Guideline, MessageKind},
};
use model::{Place, Problem};

use super::Draft;

/// That a version of a guideline holds from now on.
///
/// # Errors
/// When this version was published before: a text that people acknowledged is never changed.
pub fn published(duties: &Duties, draft: Draft) -> Result<DutyAct, Problem> {
    let same = |one: &&Guideline| one.id == draft.id && one.version == draft.version;
    if let Some(before) = duties.guidelines.iter().find(same) {
        let changed = before.text != draft.text || before.audience != draft.audience;
        let says = format!(
            "version {} of `{}` was published before",
            draft.version, draft.id
        );
        let advice = match changed {
            true => "people have acknowledged the text of that version; give yours another version",
            false => "it says the same; there is nothing to publish",
        };
        return Err(refused("guideline-version", says).advise(advice));
    }
    Ok(DutyAct::GuidelinePublished {
        guideline: draft.id,
        title: draft.title,
        version: draft.version,
        audience: draft.audience,
        text: draft.text,
    })
}

/// That a guideline does not hold any more.
///
/// # Errors
/// When none of that name holds.
pub fn withdrawn(duties: &Duties, guideline: &str) -> Result<DutyAct, Problem> {
    let guideline = current(duties, guideline)?.id.clone();
    Ok(DutyAct::GuidelineWithdrawn { guideline })
}

/// That somebody read the version that holds and will keep to it.
///
/// # Errors
/// When no guideline of that name holds, or they named another version than the one that holds.
pub fn acknowledged(
    duties: &Duties,
    guideline: &str,
    version: Option<&str>,
) -> Result<DutyAct, Problem> {
    let current = current(duties, guideline)?;
    if let Some(version) = version.filter(|version| *version != current.version) {
        let (id, holds) = (&current.id, &current.version);
        let says = format!("version {version} of `{id}` does not hold; version {holds} does");
        let advice = format!("read it: `allhands guideline show {id}`");
        return Err(refused("guideline-version", says).advise(advice));
    }
    Ok(DutyAct::GuidelineAcknowledged {
        guideline: current.id.clone(),
        version: current.version.clone(),
    })
}

/// A report of something suspicious, or a question to Security.
///
/// # Errors
/// When nothing is said.
pub fn told(kind: MessageKind, what: &str) -> Result<DutyAct, Problem> {
    let what = what.trim().to_owned();
    if what.is_empty() {
        return Err(refused("nothing-said", "nothing is said").advise("one sentence is enough"));
    }
    Ok(match kind {
        MessageKind::Report => DutyAct::Reported { what },
        MessageKind::Question => DutyAct::Requested { what },
    })
}

/// An answer to a report or a question, by its number.
///
/// # Errors
/// When there is none of that number, or the answer says nothing.
pub fn answered(duties: &Duties, message: u64, answer: &str) -> Result<DutyAct, Problem> {
    if !duties.messages.iter().any(|one| one.act == message) {
        let says = format!("no report and no question has the number {message}");
        return Err(refused("no-such-message", says).advise("`allhands security list` shows them"));
    }
    let answer = answer.trim().to_owned();
    if answer.is_empty() {
        return Err(refused("nothing-said", "the answer is empty").advise("one sentence is enough"));
    }
    Ok(DutyAct::Answered { message, answer })
}

/// The version that holds, or which ones there are.
fn current<'d>(duties: &'d Duties, text: &str) -> Result<&'d Guideline, Problem> {
    duties.current(text).ok_or_else(|| {
        let holding: Vec<&str> = duties
            .guidelines
            .iter()
            .map(|one| one.id.as_str())
            .collect();
        let says = format!("no guideline `{text}` holds");
        let advice = match holding.is_empty() {
            true => "publish one first: `allhands guideline publish data-handling`",
            false => "`allhands guideline list` shows those that hold",
        };
        refused("no-such-guideline", says).advise(advice)
    })
}

fn refused(code: &'static str, says: impl Into<String>) -> Problem {
    Problem::new(code, says.into(), Place::file("command line"))
}
