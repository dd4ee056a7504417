//! One person's own page: what is open for them, what they have done lately.

use jiff::{Timestamp, tz::TimeZone};
use model::{CloseReason, EntityId, Finding, FindingId, FindingState, Severity, told};
use serde::{Deserialize, Serialize};

use crate::{period::Period, work::Timing};

/// A finding that goes to the person, with the words for it.
#[derive(Clone, Debug)]
pub struct PersonFinding<'a> {
    /// The finding, open or closed.
    pub finding: &'a Finding,
    /// What people call the thing it is about.
    pub thing_name: &'a str,
    /// The rule's title.
    pub title: &'a str,
}

/// Everything a person's page is made of.
#[derive(Clone, Debug)]
pub struct PersonInput<'a> {
    /// Whose page.
    pub person: EntityId,
    /// Their name.
    pub name: &'a str,
    /// What "lately" means.
    pub period: Period,
    /// The instant of the page.
    pub now: Timestamp,
    /// The zone they read dates in.
    pub zone: &'a TimeZone,
    /// All findings that go to them.
    pub findings: &'a [PersonFinding<'a>],
}

/// A person's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonReport {
    /// Whose page.
    pub person: EntityId,
    /// Their name.
    pub name: String,
    /// The page in a sentence or two.
    pub words: String,
    /// What is open, the most urgent first.
    pub open: Vec<PersonLine>,
    /// What was shown fixed in the period, the latest first.
    pub done: Vec<PersonLine>,
}

/// One finding on a person's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    /// The finding.
    pub finding: FindingId,
    /// What people call the thing.
    pub thing_name: String,
    /// The rule's title.
    pub title: String,
    /// Its severity.
    pub severity: Severity,
    /// When it is due, or was.
    pub due: Option<Timestamp>,
    /// When it was shown fixed.
    pub done_at: Option<Timestamp>,
    /// How it stands, in words: `by Friday 5 June`.
    pub words: String,
}

/// Makes a person's page.
pub fn person(input: PersonInput<'_>) -> PersonReport {
    let mut open: Vec<&PersonFinding<'_>> = input
        .findings
        .iter()
        .filter(|f| f.finding.state.is_open())
        .collect();
    open.sort_by_key(|f| {
        let finding = f.finding;
        (
            finding.due.is_none(),
            finding.due,
            std::cmp::Reverse(finding.severity),
            &finding.id,
        )
    });
    let mut done: Vec<(&PersonFinding<'_>, Timestamp)> = input
        .findings
        .iter()
        .filter_map(|f| Some((f, fixed_at(f.finding)?)))
        .filter(|(_, at)| input.period.contains(*at))
        .collect();
    done.sort_by_key(|(f, at)| (std::cmp::Reverse(*at), &f.finding.id));

    PersonReport {
        words: words(&open, done.len(), &input),
        open: open.iter().map(|f| line(f, None, &input)).collect(),
        done: done
            .iter()
            .map(|(f, at)| line(f, Some(*at), &input))
            .collect(),
        person: input.person.clone(),
        name: input.name.to_owned(),
    }
}

/// When a finding was shown fixed, if that is how it ended and anybody was ever told of it.
fn fixed_at(finding: &Finding) -> Option<Timestamp> {
    let fixed = finding.state == FindingState::Closed
        && finding.closed_because == Some(CloseReason::FixedVerified)
        && finding.opened_at.is_some();
    finding.closed_at.filter(|_| fixed)
}

fn line(f: &PersonFinding<'_>, done_at: Option<Timestamp>, input: &PersonInput<'_>) -> PersonLine {
    PersonLine {
        finding: f.finding.id.clone(),
        thing_name: f.thing_name.to_owned(),
        title: f.title.to_owned(),
        severity: f.finding.severity,
        due: f.finding.due,
        done_at,
        words: match done_at {
            Some(at) => done_words(at, f.finding.due, input),
            None => open_words(f.finding.due, input),
        },
    }
}

fn open_words(due: Option<Timestamp>, input: &PersonInput<'_>) -> String {
    let Some(due) = due else {
        return "no fixed date".to_owned();
    };
    let day = told::deadline(due, input.now, input.zone);
    if due < input.now {
        format!("was due {day}")
    } else {
        format!("by {day}")
    }
}

fn done_words(at: Timestamp, due: Option<Timestamp>, input: &PersonInput<'_>) -> String {
    let date = |at: Timestamp| at.to_zoned(input.zone.clone()).date();
    let day = told::day(date(at), date(input.now));
    match due {
        Some(due) if at <= due => format!("done {day}, in time"),
        Some(_) => format!("done {day}, after its date"),
        None => format!("done {day}"),
    }
}

fn words(open: &[&PersonFinding<'_>], done: usize, input: &PersonInput<'_>) -> String {
    let with = |timing| {
        let fits =
            |f: &&&PersonFinding<'_>| Timing::of(f.finding.due, input.now, input.zone) == timing;
        open.iter().filter(fits).count()
    };
    let open_words = match open.len() {
        0 => "nothing is open for you".to_owned(),
        1 => "1 thing to do is open for you".to_owned(),
        n => format!("{n} things to do are open for you"),
    };
    let mut details = Vec::new();
    for (count, what) in [
        (with(Timing::Overdue), "overdue"),
        (with(Timing::DueSoon), "due within a week"),
    ] {
        if count > 0 {
            details.push(format!("{count} {what}"));
        }
    }
    let details = if details.is_empty() {
        String::new()
    } else {
        format!(", {}", details.join(", "))
    };
    let day = |at: Timestamp| at.to_zoned(input.zone.clone()).date();
    let since = told::day(day(input.period.from), day(input.now));
    let thanks = match done {
        0 => String::new(),
        n => format!(" You have done {n} since {since}: thank you."),
    };
    let mut sentence = format!("{open_words}{details}.{thanks}");
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence
}
