//! The body of a message, always in the same order: what, why, what to do, by when, what you can
//! answer, why you get this.
//!
//! The limit of words holds whatever a rule says. When all does not fit, things are left for the
//! next message first, then the reason, then steps, and at the very end the rule's own text is
//! cut: what to do is the last thing a reader should lose.

use std::collections::BTreeMap;

use model::told;

use crate::{
    addressed::Addressed,
    fold::{Setting, Thing},
    limits::{self, STEPS, THINGS, WORDS, clip, words},
    placeholders::render,
};

/// How much of everything a draft holds.
#[derive(Clone, Copy)]
struct Room {
    things: usize,
    /// Words of the titles of what else there is; 0 names the things alone.
    titles: usize,
    why: usize,
    steps: usize,
    message: usize,
    /// Words of a name; only one that is itself a sentence is ever cut.
    names: usize,
}

const ALL: usize = usize::MAX;

impl Room {
    /// From everything to the least that still makes sense.
    fn shrinking(things: usize) -> impl Iterator<Item = Self> {
        let most = things.min(THINGS);
        let full = Self {
            things: most,
            titles: 10,
            why: ALL,
            steps: STEPS,
            message: ALL,
            names: 6,
        };
        let fewer_things = (1..=most).rev().map(move |things| Self {
            things,
            titles: 0,
            ..full
        });
        let no_reason = Self {
            things: 1,
            titles: 0,
            why: 0,
            ..full
        };
        let fewer_steps = (1..STEPS)
            .rev()
            .map(move |steps| Self { steps, ..no_reason });
        let short = Self {
            steps: 1,
            message: 30,
            names: 4,
            ..no_reason
        };
        [full]
            .into_iter()
            .chain(fewer_things)
            .chain([no_reason])
            .chain(fewer_steps)
            .chain([short])
    }
}

/// The body, and how many of the things it tells of. There is at least one thing.
pub(crate) fn write(things: &[Thing<'_>], setting: &Setting<'_>) -> (usize, String) {
    for room in Room::shrinking(things.len()) {
        let body = draft(things, room, setting);
        if words(&body) <= WORDS {
            return (room.things, body);
        }
    }
    // Only a step longer than a message comes here; the frame around it is short by construction.
    let bare = Room {
        things: 1,
        titles: 0,
        why: 0,
        steps: 0,
        message: 15,
        names: 2,
    };
    (1, draft(things, bare, setting))
}

fn draft(things: &[Thing<'_>], room: Room, setting: &Setting<'_>) -> String {
    let (shown, later) = things.split_at(room.things.min(things.len()));
    let Some(first) = shown.first() else {
        return String::new();
    };
    let values = values(first, setting);
    let text = |template: &str| render(template, &values);

    let mut what = clip(&text(&first.lead.message), room.message);
    if !first.is_the_reader() && !what.contains(first.lead.thing_name.trim()) {
        what = format!("{}: {what}", name(first.lead, room));
    }
    let why = clip(&text(&first.lead.because), room.why);
    let paragraphs = [
        greeting(first, &what, room),
        [what, why].join(" ").trim().to_owned(),
        steps(first, room.steps, &text),
        when(first, setting),
        others(shown, later, room, setting),
        "Answer: done, later, not mine, help.".to_owned(),
        origin(first, room, setting),
    ];
    let kept: Vec<String> = paragraphs
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    kept.join("\n\n") + "\n"
}

/// The caller's values, and those that only the message itself knows. The due date is always the
/// ledger's own, so that nobody can be told a later one.
fn values(thing: &Thing<'_>, setting: &Setting<'_>) -> BTreeMap<String, String> {
    let finding = thing.lead.finding;
    let mut values = thing.lead.values.clone();
    let due = finding
        .due
        .map(|due| told::deadline(due, setting.now, setting.zone));
    let open = finding
        .clocks
        .iter()
        .filter(|clock| clock.cleared_at.is_none());
    let rows = open.filter(|clock| !clock.label.is_empty()).count().max(1);
    let own = [
        ("due date", due.unwrap_or_default()),
        ("reason", finding.because.clone()),
        ("steps", "the steps below".to_owned()),
        ("count", rows.to_string()),
    ];
    values.extend(own.map(|(name, value)| (name.to_owned(), value)));
    values
}

/// No greeting where the rule's own message begins with the name.
fn greeting(thing: &Thing<'_>, what: &str, room: Room) -> String {
    let called = clip(&thing.lead.to_first_name, room.names.min(3));
    if called.is_empty() {
        "Hello,".to_owned()
    } else if what.starts_with(&called) {
        String::new()
    } else {
        format!("Hello {called},")
    }
}

fn steps(thing: &Thing<'_>, most: usize, text: &impl Fn(&str) -> String) -> String {
    let all = &thing.lead.steps;
    let shown = all.len().min(most);
    let mut lines: Vec<String> = all[..shown]
        .iter()
        .enumerate()
        .map(|(at, step)| format!("{}. {}", at + 1, clip(&text(step), ALL)))
        .collect();
    match all.len() - shown {
        0 => {}
        1 => lines.push("Ask for help with the step after that.".to_owned()),
        more => lines.push(format!("Ask for help with the {more} steps after that.")),
    }
    match thing.lead.minutes {
        Some(1) => lines.push("It takes about 1 minute.".to_owned()),
        Some(minutes) => lines.push(format!("It takes about {minutes} minutes.")),
        None => {}
    }
    lines.join("\n")
}

/// By when, and what happens then. Late is told as a fact.
fn when(thing: &Thing<'_>, setting: &Setting<'_>) -> String {
    let Some(due) = thing.due() else {
        return "There is no fixed date.".to_owned();
    };
    let day = told::deadline(due, setting.now, setting.zone);
    if due < setting.now {
        let ago = told::distance(setting.day(due), setting.today());
        format!("This was due on {day}, {ago}.")
    } else {
        format!("By {day}; after that it counts as overdue.")
    }
}

/// What else there is: on the same thing, on other things, and how much is left for later.
fn others(shown: &[Thing<'_>], later: &[Thing<'_>], room: Room, setting: &Setting<'_>) -> String {
    let mut lines = Vec::new();
    if let Some(first) = shown.first().filter(|first| !first.rest.is_empty()) {
        let on = if first.is_the_reader() {
            "you".to_owned()
        } else {
            name(first.lead, room)
        };
        lines.push(format!("Also on {on}: {}.", points(&first.rest, room)));
    }
    for thing in shown.iter().skip(1) {
        lines.push(format!(
            "Also {}, {}.",
            other(thing, room),
            by(thing, setting)
        ));
    }
    match later {
        [] => {}
        [next, ..] if setting.is_due_within_a_week(next.due()) => {
            lines.push(format!("And {} more, {}.", later.len(), by(next, setting)));
        }
        [_] => lines.push("And 1 smaller one next week.".to_owned()),
        _ => lines.push(format!("And {} smaller ones next week.", later.len())),
    }
    lines.join("\n")
}

/// Another thing by its name, and what is open on it where there is room or more than one point.
fn other(thing: &Thing<'_>, room: Room) -> String {
    let all: Vec<_> = thing.points().collect();
    match (thing.is_the_reader(), room.titles, all.len()) {
        (true, ..) => format!("on you: {}", points(&all, room)),
        (false, 0, 1) => name(thing.lead, room),
        (false, ..) => format!("{}: {}", name(thing.lead, room), points(&all, room)),
    }
}

/// Findings of one thing: the title of the first and the number of the rest, or the number alone.
fn points(all: &[&Addressed<'_>], room: Room) -> String {
    let title = all
        .first()
        .map_or(String::new(), |point| clip(&point.rule_title, room.titles));
    match (title.as_str(), all.len()) {
        ("", 1) => "1 point".to_owned(),
        ("", count) => format!("{count} points"),
        (_, 1) => title,
        (_, count) => format!("{title} and {} more", count - 1),
    }
}

fn by(thing: &Thing<'_>, setting: &Setting<'_>) -> String {
    let Some(due) = thing.due() else {
        return "no fixed date".to_owned();
    };
    let day = told::deadline(due, setting.now, setting.zone);
    if due < setting.now {
        format!("was due {day}")
    } else {
        format!("by {day}")
    }
}

fn origin(thing: &Thing<'_>, room: Room, setting: &Setting<'_>) -> String {
    let lead = thing.lead;
    let company = clip(setting.company, room.names.min(5));
    if thing.is_the_reader() {
        return format!("{company} writes to you because this is about you.");
    }
    let role = clip(&lead.how.role(&name(lead, room)), room.names + 4);
    format!("{company} writes to you as {role}.")
}

fn name(point: &Addressed<'_>, room: Room) -> String {
    limits::cut(&clip(&point.thing_name, room.names), 60)
}
