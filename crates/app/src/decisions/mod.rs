//! What people decide about the inventory: which records are one thing, who answers for what.
//!
//! Each decision is worked out here, as a value, from what is known; whoever keeps it appends it
//! to the log, and the next resolution reads it.

pub mod answers;
pub mod pins;

use inventory::{Decided, Decision};
use jiff::Timestamp;
use model::{Entity, EntityId, Place, Problem};

use crate::parties::View;

/// Somebody who decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The person.
    pub person: EntityId,
    /// What people call them.
    pub name: String,
    /// How the log names them: their mail address, or their name where none is known.
    pub by: String,
}

/// A person who is here and may decide, by id, name or mail address.
///
/// # Errors
/// When nobody is called that, or who is has left.
pub fn author(view: &View, text: &str) -> Result<Author, Problem> {
    let person = here(view, text)?;
    let mail = person.reading("email").text().map(str::to_lowercase);
    Ok(Author {
        person: person.id.clone(),
        name: person.name.clone(),
        by: mail.unwrap_or_else(|| person.name.clone()),
    })
}

/// A person who is still here.
fn here<'a>(view: &View<'a>, text: &str) -> Result<&'a Entity, Problem> {
    let person = view.find_person(text)?;
    if view.is_living(&person.id) {
        return Ok(person);
    }
    let says = format!("{} is not here any more", person.name);
    Err(refused("person-left", says).advise("ask somebody who is"))
}

/// A decision as the log takes it: the one after all that are there.
pub fn decision(
    log: &[Decision],
    (author, because): (&Author, &str),
    at: Timestamp,
    what: Decided,
) -> Decision {
    let latest = log.iter().map(|decision| decision.number).max();
    Decision {
        number: latest.unwrap_or(0) + 1,
        at,
        by: author.by.clone(),
        because: because.trim().to_owned(),
        what,
    }
}

fn refused(code: &'static str, says: impl Into<String>) -> Problem {
    Problem::new(code, says.into(), Place::file("command line"))
}
