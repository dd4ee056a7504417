//! `Berlin.yaml`: a weekend and holidays written down by hand.

use indexmap::IndexMap;
use jiff::civil::{Date, Weekday};
use model::{Place, Problem};
use serde::Deserialize;

use super::{LAST_YEAR, Written, unreadable};

/// The year from which a holiday without one is laid down.
const FIRST_YEAR: i16 = 2000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    weekend: Option<Vec<String>>,
    #[serde(default)]
    holidays: IndexMap<String, String>,
}

/// Adds what a file says of a place.
pub(super) fn read(text: &str, file: &str, written: &mut Written, problems: &mut Vec<Problem>) {
    let read: File = match serde_yaml_ng::from_str::<Option<File>>(text) {
        Ok(Some(read)) => read,
        Ok(None) => return,
        Err(error) => {
            let mut place = Place::file(file);
            if let Some(at) = error.location() {
                place.line = Some(at.line() as u64);
                place.column = Some(at.column() as u64);
            }
            let problem = unreadable(error.to_string(), place);
            problems.push(problem.advise("holidays: {2026-12-25: Christmas Day}"));
            return;
        }
    };
    if let Some(days) = read.weekend {
        let mut weekend = Vec::new();
        for day in days {
            match weekday(&day) {
                Some(day) => weekend.push(day),
                None => {
                    let says = format!("`{day}` is no day of the week");
                    let problem = unreadable(says, Place::file(file));
                    problems.push(problem.advise("weekend: [saturday, sunday]"));
                }
            }
        }
        written.weekend = Some(weekend);
    }
    for (day, name) in read.holidays {
        let days = days(&day);
        if days.is_empty() {
            let says = format!("`{day}` ({name}) is no day");
            let problem = unreadable(says, Place::file(file));
            let advice = "write it like `2026-12-25`, or `12-25` for every year";
            problems.push(problem.advise(advice));
        }
        let named = days.into_iter().map(|day| (day, name.clone()));
        written.holidays.extend(named);
    }
}

/// One day, or the same one every year.
fn days(written: &str) -> Vec<Date> {
    if let Ok(day) = written.parse() {
        return vec![day];
    }
    let number = |text: &str| text.parse::<i8>().ok();
    let parts = written
        .split_once('-')
        .and_then(|(month, day)| Some((number(month)?, number(day)?)));
    let Some((month, day)) = parts else {
        return Vec::new();
    };
    let years = FIRST_YEAR..=LAST_YEAR;
    years
        .filter_map(|year| Date::new(year, month, day).ok())
        .collect()
}

fn weekday(written: &str) -> Option<Weekday> {
    const NAMES: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let at = NAMES
        .iter()
        .position(|name| name.eq_ignore_ascii_case(written.trim()))?;
    Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
}
