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
    let name = limits::clip(&thing.lead.thing_name, 8);
    let when = when(thing, setting);
    let about = match things.len() {
        1 => lower_first(&limits::clip(&thing.lead.rule_title, 12)),
        2 => "and 1 more thing".to_owned(),
        n => format!("and {} more things", n - 1),
    };
    let join = if things.len() == 1 { ": " } else { " " };
    let full = format!("{name}{join}{about}, {when}");
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
