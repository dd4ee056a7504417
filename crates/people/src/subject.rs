//! The subject: starts with the thing, says when, and fits on a phone.

use model::told;

use crate::{
    fold::{Setting, Thing},
    limits::{self, SUBJECT_CHARACTERS},
};

/// The subject of a message about these things; the first one gives it its name.
pub(crate) fn write(things: &[Thing<'_>], setting: &Setting<'_>) -> String {
    let Some(thing) = things.first() else {
        return String::new();
    };
    let when = when(thing, setting);
    let title = limits::clip(&thing.lead.rule_title, 12);
    // About the reader there is no name that says more than the title.
    let (name, about) = match (thing.is_the_reader(), things.len()) {
        (true, 1) => (title, String::new()),
        (false, 1) => (
            limits::clip(&thing.lead.thing_name, 8),
            format!(": {}", lower_first(&title)),
        ),
        (own, count) => {
            let name = if own { &title } else { &thing.lead.thing_name };
            let things = if count == 2 { "thing" } else { "things" };
            (
                limits::clip(name, 8),
                format!(" and {} more {things}", count - 1),
            )
        }
    };
    let full = format!("{name}{about}, {when}");
    let short = format!("{name}: {when}");
    [full, short]
        .into_iter()
        .find(|subject| subject.chars().count() <= SUBJECT_CHARACTERS)
        .unwrap_or_else(|| {
            let room = SUBJECT_CHARACTERS.saturating_sub(when.chars().count() + 2);
            format!("{}: {when}", limits::cut(&name, room))
        })
}

fn when(thing: &Thing<'_>, setting: &Setting<'_>) -> String {
    match thing.due() {
        Some(due) => {
            let day = told::deadline(due, setting.now, setting.zone);
            if due < setting.now {
                format!("was due {day}")
            } else {
                format!("by {day}")
            }
        }
        None => "when you have time".to_owned(),
    }
}

/// A title in the middle of a line, unless it starts with a name such as `API`.
fn lower_first(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => title.to_owned(),
    }
}
