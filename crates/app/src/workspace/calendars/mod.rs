//! `calendars/`: which days people work, one file a place.
//!
//! A place is called as its file is. `Berlin.ics` holds the holidays as people download them,
//! `Berlin.yaml` the weekend and holidays written down by hand; a place may have both.

mod ics;
mod plain;

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use model::{Calendar, Calendars, Place, Problem};

use super::{Settings, Texts, below, nearest};

const FOLDER: &str = "calendars/";

/// Holidays that come back every year are laid down up to the end of this one.
const LAST_YEAR: i16 = 2199;

/// What one or more files say of a place.
#[derive(Debug, Default)]
struct Written {
    weekend: Option<Vec<Weekday>>,
    holidays: BTreeMap<Date, String>,
}

/// Reads the calendars of a workspace; what cannot be read is a problem, the rest counts.
pub(super) fn read(texts: &Texts, settings: &Settings, problems: &mut Vec<Problem>) -> Calendars {
    let mut places: BTreeMap<&str, Written> = BTreeMap::new();
    for (file, text) in below(texts, FOLDER, &["ics", "yaml", "yml"]) {
        let name = file.rsplit('/').next().unwrap_or(file);
        let (place, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let written = places.entry(place).or_default();
        match ending {
            "ics" => written.holidays.extend(ics::read(text, file, problems)),
            _ => plain::read(text, file, written, problems),
        }
    }
    let mut calendars = Calendars::default();
    for (place, written) in places {
        let weekend = written
            .weekend
            .unwrap_or_else(|| vec![Weekday::Saturday, Weekday::Sunday]);
        match Calendar::new(weekend, written.holidays) {
            Some(calendar) => calendars.add(place, calendar),
            None => {
                let says = format!("at `{place}` every day of the week is a weekend");
                let problem = unreadable(says, Place::file(format!("{FOLDER}{place}.yaml")));
                problems.push(problem.advise("leave a day on which people work"));
            }
        }
    }
    if let Some(usual) = &settings.calendar {
        calendars.make_usual(usual);
        if !calendars.knows(usual) {
            problems.push(unknown(usual, &calendars));
        }
    }
    calendars
}

fn unreadable(says: impl Into<String>, place: Place) -> Problem {
    Problem::new("calendar-unreadable", says, place)
}

/// The usual calendar is not there.
fn unknown(usual: &str, calendars: &Calendars) -> Problem {
    let says = format!(
        "the usual calendar is `{usual}`, which has no file; working days are Monday to Friday"
    );
    let problem = Problem::new("calendar-unknown", says, Place::file("allhands.toml"));
    match nearest(usual, calendars.places()) {
        Some(near) => problem.advise(format!("did you mean `{near}`?")),
        None => problem,
    }
    .advise(format!(
        "write `{FOLDER}{usual}.ics` or `{FOLDER}{usual}.yaml`"
    ))
}

#[cfg(test)]
mod tests;
