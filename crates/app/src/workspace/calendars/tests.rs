#![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

use model::calendar::DayOff;

use super::*;

/// The calendars of some files, with `calendar = "…"` where it is named, and what is wrong.
fn calendars(files: &[(&str, &str)], usual: Option<&str>) -> (Calendars, Vec<String>) {
    let named = usual.map_or(String::new(), |place| format!("calendar = \"{place}\"\n"));
    let mut texts = Texts::from([(
        "allhands.toml".to_owned(),
        format!("organisation = \"Example\"\n{named}"),
    )]);
    let files = files.iter();
    texts.extend(files.map(|(name, text)| (format!("{FOLDER}{name}"), (*text).to_owned())));
    let mut problems = Vec::new();
    let settings = Settings::read(&texts).unwrap();
    let read = read(&texts, &settings, &mut problems);
    (read, problems.iter().map(ToString::to_string).collect())
}

/// The holidays of one event, from 2024 to 2030, weekends too.
fn holidays(event: &str) -> String {
    let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{event}\nEND:VEVENT\nEND:VCALENDAR\n");
    let (read, problems) = calendars(&[("Berlin.ics", text.as_str())], None);
    if let Some(problem) = problems.first() {
        return problem.clone();
    }
    let all = read.of(Some("Berlin")).holidays();
    let shown = all.keys().filter(|day| (2024..=2030).contains(&day.year()));
    shown.map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn events_of_whole_days_are_holidays() {
    for (event, expected) in [
        ("SUMMARY:Unity\nDTSTART;VALUE=DATE:20261003", "2026-10-03"),
        // The end is the first day after.
        (
            "DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227",
            "2026-12-25 2026-12-26",
        ),
        // Over the end of a year.
        (
            "DTSTART;VALUE=DATE:20261231\nDURATION:P2D",
            "2026-12-31 2027-01-01",
        ),
        ("DTSTART:20260501", "2026-05-01"),
        ("DTSTART:20260501T090000Z", ""),
        ("DTSTART;VALUE=DATE:20260501\nSTATUS:CANCELLED", ""),
        ("DTSTART;VALUE=DATE:2026\n 0501", "2026-05-01"),
    ] {
        assert_eq!(holidays(event), expected, "{event}");
    }
}

#[test]
fn yearly_events_come_back() {
    let rule =
        |start: &str, rule: &str| holidays(&format!("DTSTART;VALUE=DATE:{start}\nRRULE:{rule}"));
    for (start, written, expected) in [
        (
            "20270101",
            "FREQ=YEARLY",
            "2027-01-01 2028-01-01 2029-01-01 2030-01-01",
        ),
        (
            "20240101",
            "FREQ=YEARLY;INTERVAL=3",
            "2024-01-01 2027-01-01 2030-01-01",
        ),
        ("20240101", "FREQ=YEARLY;COUNT=2", "2024-01-01 2025-01-01"),
        (
            "20240101",
            "FREQ=YEARLY;UNTIL=20251231T235959Z",
            "2024-01-01 2025-01-01",
        ),
        // The fourth Thursday of November, the last Monday of May.
        (
            "20281101",
            "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
            "2028-11-23 2029-11-22 2030-11-28",
        ),
        (
            "20280501",
            "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO",
            "2028-05-29 2029-05-28 2030-05-27",
        ),
        // The Tuesday after the first Monday of November.
        (
            "20281101",
            "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=TU",
            "2028-11-07 2029-11-06 2030-11-05",
        ),
        // A day that not every year has.
        ("20240229", "FREQ=YEARLY", "2024-02-29 2028-02-29"),
        (
            "20280601",
            "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=-1",
            "2028-06-30 2029-06-30 2030-06-30",
        ),
    ] {
        assert_eq!(rule(start, written), expected, "{written}");
    }
    let left_out = "DTSTART;VALUE=DATE:20290101\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20300101";
    assert_eq!(holidays(left_out), "2029-01-01");
    assert_eq!(
        rule("20260101", "FREQ=WEEKLY;BYDAY=FR"),
        "calendars/Berlin.ics:2: `` comes back by `FREQ=WEEKLY;BYDAY=FR`, and only yearly \
         holidays can be read [calendar-unreadable]"
    );
}

#[test]
fn a_place_has_a_weekend_of_its_own() {
    let text = "weekend: [friday, Saturday]\nholidays:\n  2026-03-19: Feast\n  12-02: Day\n";
    let (read, problems) = calendars(&[("Dubai.yaml", text)], Some("Dubai"));
    assert_eq!(problems, Vec::<String>::new());
    let off = |day: &str| read.of(None).day_off(day.parse().unwrap());
    assert_eq!(off("2026-03-20"), Some(DayOff::Weekend));
    assert_eq!(off("2026-03-22"), None, "a Sunday");
    assert_eq!(off("2026-03-19"), Some(DayOff::Holiday("Feast")));
    assert_eq!(off("2027-12-02"), Some(DayOff::Holiday("Day")));
}

#[test]
fn two_files_of_a_place_are_one_calendar() {
    let ics = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Unity\\, Day of\r\n\
               DTSTART;VALUE=DATE:20261005\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let files = [
        ("St. Gallen.ics", ics),
        ("St. Gallen.yaml", "weekend: [sunday]\n"),
    ];
    let (read, problems) = calendars(&files, None);
    assert_eq!(problems, Vec::<String>::new());
    let off = |day: &str| read.of(Some("st. gallen")).day_off(day.parse().unwrap());
    assert_eq!(off("2026-10-05"), Some(DayOff::Holiday("Unity, Day of")));
    assert_eq!(off("2026-10-03"), None, "a Saturday");
}

#[test]
fn what_cannot_be_read_says_where_and_what_would_work() {
    let week = "weekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]";
    for (name, text, expected) in [
        ("A.yaml", "holidays: [x]", "holidays: invalid type"),
        (
            "A.yaml",
            "holidays: {25 Dec: Christmas}",
            "`25 Dec` (Christmas) is no day",
        ),
        (
            "A.yaml",
            "weekend: [caturday]",
            "`caturday` is no day of the week",
        ),
        ("A.yaml", week, "every day of the week is a weekend"),
        ("A.ics", "hello", "this is no iCalendar file"),
    ] {
        let (_, problems) = calendars(&[(name, text)], None);
        assert!(problems[0].contains(expected), "{problems:?}");
    }
    let (_, problems) = calendars(&[("Berlin.yaml", "")], Some("Berlni"));
    assert!(
        problems[0].contains("`Berlni`, which has no file"),
        "{problems:?}"
    );
}
