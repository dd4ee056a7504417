//! `Berlin.ics`: the holidays of a place as iCalendar (RFC 5545), as people download them.
//!
//! Read are events of whole days, once or every year (`RRULE` with `FREQ=YEARLY`). Events with a
//! time of day and cancelled ones are no holidays. A rule of another sort is a problem.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};
use model::{Place, Problem};

use super::{LAST_YEAR, unreadable};

/// An event lasts no longer than this many days; more is a mistake of its file.
const LONGEST_DAYS: i32 = 366;

/// One event as it is written.
#[derive(Default)]
struct Event {
    line: u64,
    name: String,
    start: Option<Date>,
    /// The first day after it.
    end: Option<Date>,
    days: Option<i32>,
    rule: Option<String>,
    except: BTreeSet<Date>,
    also: Vec<Date>,
    cancelled: bool,
}

/// The days off of a file, by name.
pub(super) fn read(text: &str, file: &str, problems: &mut Vec<Problem>) -> BTreeMap<Date, String> {
    let mut holidays = BTreeMap::new();
    let place = |line| Place::file(file).at_line(line);
    let mut event: Option<Event> = None;
    let mut is_calendar = false;
    for (line, content) in unfolded(text) {
        let Some((name, value)) = property(&content) else {
            continue;
        };
        match (name.as_str(), value.to_uppercase().as_str(), &mut event) {
            ("BEGIN", "VCALENDAR", _) => is_calendar = true,
            ("BEGIN", "VEVENT", _) => {
                event = Some(Event {
                    line,
                    ..Event::default()
                });
            }
            ("END", "VEVENT", _) => {
                let Some(event) = event.take() else { continue };
                let name = event.name.clone();
                match event.days_off() {
                    Ok(days) => holidays.extend(days.into_iter().map(|day| (day, name.clone()))),
                    Err(says) => {
                        let says = format!("`{name}` {says}");
                        let advice = "write its days into a `.yaml` file of the same name";
                        problems.push(unreadable(says, place(event.line)).advise(advice));
                    }
                }
            }
            (_, _, Some(event)) => event.take_in(&name, value),
            _ => {}
        }
    }
    if !is_calendar {
        let problem = unreadable("this is no iCalendar file", place(1));
        problems.push(problem.advise("it begins with `BEGIN:VCALENDAR`"));
    }
    holidays
}

/// The lines of a file, those that were folded put together, each with its number.
fn unfolded(text: &str) -> Vec<(u64, String)> {
    let mut lines: Vec<(u64, String)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some((_, last))) => last.push_str(more),
            _ => lines.push((number, line.to_owned())),
        }
    }
    lines
}

/// `DTSTART;VALUE=DATE:20261003` by name and value; its parameters say nothing that its value
/// does not.
fn property(line: &str) -> Option<(String, &str)> {
    let mut quoted = false;
    let end = line.find(|c| {
        quoted ^= c == '"';
        c == ':' && !quoted
    })?;
    let (name, value) = line.split_at(end);
    let name = name.split(';').next().unwrap_or(name);
    Some((name.trim().to_uppercase(), value[1..].trim()))
}

impl Event {
    fn take_in(&mut self, name: &str, value: &str) {
        match name {
            "SUMMARY" => self.name = plain(value),
            "DTSTART" => self.start = date(value),
            "DTEND" => self.end = date(value),
            "DURATION" => self.days = duration(value),
            "RRULE" => self.rule = Some(value.to_uppercase()),
            "EXDATE" => self.except.extend(value.split(',').filter_map(date)),
            "RDATE" => self.also.extend(value.split(',').filter_map(date)),
            "STATUS" => self.cancelled = value.eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
    }

    /// The days it takes; none where it is no event of whole days.
    fn days_off(&self) -> Result<BTreeSet<Date>, String> {
        let Some(start) = self.start.filter(|_| !self.cancelled) else {
            return Ok(BTreeSet::new());
        };
        let until_end = self.end.and_then(|end| start.until(end).ok());
        let length = until_end.map(|span| span.get_days()).or(self.days);
        let length = length.unwrap_or(1).clamp(1, LONGEST_DAYS);
        let mut starts = match &self.rule {
            Some(rule) => Yearly::read(rule, start)?.days(start),
            None => vec![start],
        };
        starts.extend(&self.also);
        let kept = starts.into_iter().filter(|day| !self.except.contains(day));
        let days =
            kept.flat_map(|day| (0..length).filter_map(move |n| day.checked_add(n.days()).ok()));
        Ok(days.collect())
    }
}

/// A day without a time of day.
fn date(value: &str) -> Option<Date> {
    let digits = value.len() == 8 && value.bytes().all(|b| b.is_ascii_digit());
    Date::strptime("%Y%m%d", value).ok().filter(|_| digits)
}

/// `P2D` and `P1W` in days.
fn duration(value: &str) -> Option<i32> {
    let value = value.strip_prefix(['P', 'p'])?;
    let (count, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    let count: i32 = count.parse().ok()?;
    match unit {
        "D" | "d" => Some(count),
        "W" | "w" => count.checked_mul(7),
        _ => None,
    }
}

/// A text without the escapes of RFC 5545, section 3.3.11.
fn plain(value: &str) -> String {
    let mut out = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push(' '),
                Some(other) => out.push(other),
                None => {}
            },
            _ => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// A rule that comes back every so many years (RFC 5545, section 3.3.10).
struct Yearly {
    interval: i16,
    count: Option<usize>,
    until: Option<Date>,
    months: Vec<i8>,
    month_days: Vec<i8>,
    /// Days of the week; with a number the first, second or last of the month.
    week_days: Vec<(Option<i8>, Weekday)>,
}

impl Yearly {
    fn read(rule: &str, start: Date) -> Result<Self, String> {
        let mut this = Self {
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            month_days: Vec::new(),
            week_days: Vec::new(),
        };
        let mut frequency = "";
        for part in rule.split(';') {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let wrong = || format!("comes back by `{part}`, which cannot be read");
            match key.trim() {
                "FREQ" => frequency = value,
                "INTERVAL" => this.interval = value.parse().map_err(|_| wrong())?,
                "COUNT" => this.count = Some(value.parse().map_err(|_| wrong())?),
                "UNTIL" => {
                    let day = value.get(..8).and_then(date);
                    this.until = Some(day.ok_or_else(wrong)?);
                }
                "BYMONTH" => this.months = numbers(value).ok_or_else(wrong)?,
                "BYMONTHDAY" => this.month_days = numbers(value).ok_or_else(wrong)?,
                "BYDAY" => {
                    let days: Option<Vec<_>> = value.split(',').map(week_day).collect();
                    this.week_days = days.ok_or_else(wrong)?;
                }
                "WKST" | "" => {}
                _ => return Err(wrong()),
            }
        }
        if frequency != "YEARLY" || this.interval < 1 {
            return Err(format!(
                "comes back by `{rule}`, and only yearly holidays can be read"
            ));
        }
        let numbered = this.week_days.iter().any(|(nth, _)| nth.is_some());
        if this.months.is_empty() {
            if numbered || (this.month_days.is_empty() && !this.week_days.is_empty()) {
                return Err(format!("comes back by `{rule}`, which names no month"));
            }
            this.months.push(start.month());
        }
        if this.month_days.is_empty() && this.week_days.is_empty() {
            this.month_days.push(start.day());
        }
        Ok(this)
    }

    /// The days on which it starts, from its first to the last year that is laid down.
    fn days(&self, start: Date) -> Vec<Date> {
        let mut days = Vec::new();
        let mut year = start.year();
        while year <= LAST_YEAR {
            let mut of_year: Vec<Date> = self
                .months
                .iter()
                .flat_map(|month| self.of_month(year, *month))
                .filter(|day| *day >= start)
                .collect();
            of_year.sort_unstable();
            of_year.dedup();
            days.extend(of_year);
            match year.checked_add(self.interval) {
                Some(next) => year = next,
                None => break,
            }
        }
        days.retain(|day| self.until.is_none_or(|until| *day <= until));
        days.truncate(self.count.unwrap_or(usize::MAX));
        days
    }

    fn of_month(&self, year: i16, month: i8) -> Vec<Date> {
        let Ok(first) = Date::new(year, month, 1) else {
            return Vec::new();
        };
        let last = first.last_of_month();
        let all = (0..i32::from(last.day())).filter_map(|n| first.checked_add(n.days()).ok());
        all.filter(|day| self.is_month_day(*day, last) && self.is_week_day(*day, last))
            .collect()
    }

    fn is_month_day(&self, day: Date, last: Date) -> bool {
        let from_end = day.day() - last.day() - 1;
        let is = |wanted: &i8| *wanted == day.day() || *wanted == from_end;
        self.month_days.is_empty() || self.month_days.iter().any(is)
    }

    fn is_week_day(&self, day: Date, last: Date) -> bool {
        let nth = (day.day() - 1) / 7 + 1;
        let from_end = -((last.day() - day.day()) / 7 + 1);
        let is = |(wanted, weekday): &(Option<i8>, Weekday)| {
            *weekday == day.weekday() && wanted.is_none_or(|n| n == nth || n == from_end)
        };
        self.week_days.is_empty() || self.week_days.iter().any(is)
    }
}

fn numbers(value: &str) -> Option<Vec<i8>> {
    value.split(',').map(|number| number.parse().ok()).collect()
}

/// `MO`, `2MO`, `-1FR`.
fn week_day(value: &str) -> Option<(Option<i8>, Weekday)> {
    const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let (nth, day) = value.split_at_checked(value.len().checked_sub(2)?)?;
    let at = DAYS.iter().position(|known| *known == day)?;
    let weekday = Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()?;
    let nth = match nth {
        "" => None,
        nth => Some(nth.parse().ok()?),
    };
    Some((nth, weekday))
}
