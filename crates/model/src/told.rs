//! Dates as people are told them.
//!
//! One place, because the promise behind it is made everywhere: a person may be told an earlier
//! date than the ledger's, never a later one.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

/// A day with its weekday, `Friday 5 June`, and its year where that is not today's.
pub fn day(day: Date, today: Date) -> String {
    let with_year = if day.year() == today.year() {
        "%A %-d %B"
    } else {
        "%A %-d %B %Y"
    };
    day.strftime(with_year).to_string()
}

/// The last day that is wholly before a deadline, and the time of day where there is none.
///
/// A deadline at the end of a day in this zone is told as the day. Any other one (an exact number
/// of hours, or the end of a day elsewhere) names its minute, rounded down: the bare day would
/// promise the rest of it.
pub fn deadline(due: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let local = due.to_zoned(zone.clone());
    let today = now.to_zoned(zone.clone()).date();
    match (local.hour(), local.minute(), local.second()) {
        (23, 59, _) => day(local.date(), today),
        (0, 0, 0) => day(local.date().saturating_sub(1.day()), today),
        (hour, minute, _) => format!("{} {hour:02}:{minute:02}", day(local.date(), today)),
    }
}

/// How far a day is from today: `today`, `tomorrow`, `in 3 days`, `3 days ago`.
pub fn distance(day: Date, today: Date) -> String {
    match today.until(day).map_or(0, |span| span.get_days()) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        days if days > 0 => format!("in {days} days"),
        days => format!("{} days ago", -days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(due: &str, zone: &str) -> String {
        let now = "2026-06-01T08:00:00Z".parse().unwrap();
        deadline(due.parse().unwrap(), now, &TimeZone::get(zone).unwrap())
    }

    #[test]
    fn the_end_of_a_day_is_told_as_the_day() {
        assert_eq!(
            told("2026-06-05T21:59:59Z", "Europe/Berlin"),
            "Friday 5 June"
        );
        assert_eq!(told("2026-06-05T23:59:59Z", "UTC"), "Friday 5 June");
    }

    #[test]
    fn midnight_ends_the_day_before() {
        assert_eq!(told("2026-06-06T00:00:00Z", "UTC"), "Friday 5 June");
    }

    #[test]
    fn a_deadline_within_a_day_names_its_time() {
        assert_eq!(told("2026-06-05T15:30:59Z", "UTC"), "Friday 5 June 15:30");
        // The end of a Berlin day is the middle of the next morning in Auckland.
        assert_eq!(
            told("2026-06-05T21:59:59Z", "Pacific/Auckland"),
            "Saturday 6 June 09:59"
        );
    }

    #[test]
    fn another_year_is_named() {
        assert_eq!(told("2027-01-04T23:59:59Z", "UTC"), "Monday 4 January 2027");
    }

    #[test]
    fn distances_are_words() {
        let today: Date = "2026-06-01".parse().unwrap();
        let cases = [
            ("2026-06-01", "today"),
            ("2026-06-02", "tomorrow"),
            ("2026-05-31", "yesterday"),
            ("2026-07-11", "in 40 days"),
            ("2026-04-22", "40 days ago"),
        ];
        for (day, words) in cases {
            assert_eq!(distance(day.parse().unwrap(), today), words);
        }
    }
}
