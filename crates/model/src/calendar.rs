//! Which days people work, place by place: weekends and holidays.
//!
//! A calendar is data of the workspace; reading its files lives in `app`. Everything that counts
//! working days counts them by one of these.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

/// The days off of one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Whether nobody works on a weekday, Monday first.
    weekend: [bool; 7],
    /// Days off that have a name.
    holidays: BTreeMap<Date, String>,
}

/// Monday to Friday, without holidays: what holds where nobody said anything else.
static MONDAY_TO_FRIDAY: Calendar = Calendar {
    weekend: [false, false, false, false, false, true, true],
    holidays: BTreeMap::new(),
};

/// Why nobody works on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOff<'c> {
    /// It is one every week.
    Weekend,
    /// It has this name.
    Holiday(&'c str),
}

impl Calendar {
    /// A calendar of these weekends and holidays; nothing where no weekday is left to work on.
    pub fn new(
        weekend: impl IntoIterator<Item = Weekday>,
        holidays: BTreeMap<Date, String>,
    ) -> Option<Self> {
        let mut off = [false; 7];
        for day in weekend {
            off[place_in_week(day)] = true;
        }
        let weekend = off;
        weekend
            .contains(&false)
            .then_some(Self { weekend, holidays })
    }

    /// Monday to Friday, without holidays.
    pub fn monday_to_friday() -> &'static Self {
        &MONDAY_TO_FRIDAY
    }

    /// Why nobody works on a day; nothing for a working day.
    pub fn day_off(&self, day: Date) -> Option<DayOff<'_>> {
        let weekend = self.weekend[place_in_week(day.weekday())];
        match self.holidays.get(&day) {
            _ if weekend => Some(DayOff::Weekend),
            Some(name) => Some(DayOff::Holiday(name)),
            None => None,
        }
    }

    /// Whether people work on a day.
    pub fn is_working_day(&self, day: Date) -> bool {
        self.day_off(day).is_none()
    }

    /// The holidays by day, those on weekends too.
    pub fn holidays(&self) -> &BTreeMap<Date, String> {
        &self.holidays
    }

    /// The day so many working days after a day, or before it where the count is negative. From
    /// a day off the first step lands on the next working day. Stops at the calendar's end.
    pub fn shift(&self, mut day: Date, count: i64) -> Date {
        let mut left = count.unsigned_abs();
        while left > 0 {
            let next = match count < 0 {
                true => day.yesterday(),
                false => day.tomorrow(),
            };
            let Ok(next) = next else { return day };
            day = next;
            left -= u64::from(self.is_working_day(day));
        }
        day
    }
}

fn place_in_week(day: Weekday) -> usize {
    usize::try_from(day.to_monday_zero_offset()).unwrap_or_default()
}

/// The calendars of an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendars {
    places: BTreeMap<String, (String, Calendar)>,
    usual: Option<String>,
}

/// What an organisation has that wrote no calendar.
static NO_CALENDARS: Calendars = Calendars {
    places: BTreeMap::new(),
    usual: None,
};

impl Calendars {
    /// No calendars: everybody works Monday to Friday.
    pub fn none() -> &'static Self {
        &NO_CALENDARS
    }

    /// Adds the calendar of a place; case makes no other place.
    pub fn add(&mut self, place: &str, calendar: Calendar) {
        let named = (place.to_owned(), calendar);
        self.places.insert(folded(place), named);
    }

    /// Makes the calendar of a place the one of everybody of whom no place is known.
    pub fn make_usual(&mut self, place: &str) {
        self.usual = Some(place.to_owned());
    }

    /// The place everybody works at of whom none is known, where the organisation named one.
    pub fn usual(&self) -> Option<&str> {
        self.usual.as_deref()
    }

    /// Whether a place has a calendar.
    pub fn knows(&self, place: &str) -> bool {
        self.places.contains_key(&folded(place))
    }

    /// The places that have one, as their files are called.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.places.values().map(|(name, _)| name.as_str())
    }

    /// The calendar of a place. Without a place the organisation's usual one; a place that has
    /// none works Monday to Friday.
    pub fn of(&self, place: Option<&str>) -> &Calendar {
        place
            .or(self.usual.as_deref())
            .and_then(|place| self.places.get(&folded(place)))
            .map_or(&MONDAY_TO_FRIDAY, |(_, calendar)| calendar)
    }
}

fn folded(place: &str) -> String {
    place.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

    use jiff::civil::Weekday::{Friday, Saturday, Sunday};

    use super::*;

    fn calendar(weekend: &[Weekday], holidays: &[&str]) -> Calendar {
        let holidays = holidays
            .iter()
            .map(|day| (day.parse().unwrap(), "Feast".to_owned()));
        Calendar::new(weekend.iter().copied(), holidays.collect()).unwrap()
    }

    #[test]
    fn working_days_step_over_weekends_and_holidays() {
        let western = [Saturday, Sunday];
        for (weekend, holidays, from, count, to) in [
            // A Thursday; Friday is the one working day left of the week.
            (&western[..], &[][..], "2026-03-05", 2, "2026-03-09"),
            (&western, &["2026-03-06"], "2026-03-05", 1, "2026-03-09"),
            // A holiday on a Saturday takes nobody's working day.
            (&western, &["2026-03-07"], "2026-03-05", 2, "2026-03-09"),
            // Over the end of a year, with Christmas and New Year off.
            (
                &western,
                &["2026-12-25", "2027-01-01"],
                "2026-12-24",
                5,
                "2027-01-04",
            ),
            (
                &western,
                &["2026-12-25", "2027-01-01"],
                "2027-01-04",
                -5,
                "2026-12-24",
            ),
            // Weekends on Friday and Saturday.
            (&[Friday, Saturday], &[], "2026-03-05", 1, "2026-03-08"),
            (&[Friday, Saturday], &[], "2026-03-08", -1, "2026-03-05"),
            (&[Sunday], &[], "2026-03-06", 1, "2026-03-07"),
            // From a day off the first step lands on the next working day.
            (&western, &[], "2026-03-07", 1, "2026-03-09"),
            (&western, &[], "2026-03-08", -1, "2026-03-06"),
            (&western, &[], "2026-03-07", 0, "2026-03-07"),
        ] {
            let day = calendar(weekend, holidays).shift(from.parse().unwrap(), count);
            assert_eq!(day.to_string(), to, "{count} from {from}");
        }
    }

    #[test]
    fn somebody_must_work_at_some_time() {
        let week = Weekday::Monday.cycle_forward().take(7);
        assert_eq!(Calendar::new(week, BTreeMap::new()), None);
    }

    #[test]
    fn a_day_off_says_why() {
        let berlin = calendar(&[Saturday, Sunday], &["2026-10-03", "2026-05-01"]);
        let off = |day: &str| berlin.day_off(day.parse().unwrap());
        assert_eq!(
            off("2026-10-03"),
            Some(DayOff::Weekend),
            "it is a Saturday anyway"
        );
        assert_eq!(off("2026-05-01"), Some(DayOff::Holiday("Feast")));
        assert_eq!(off("2026-05-04"), None);
    }

    #[test]
    fn a_place_without_a_calendar_works_monday_to_friday_and_no_place_as_usual() {
        let mut calendars = Calendars::default();
        let friday: Date = "2026-03-06".parse().unwrap();
        assert!(calendars.of(None).is_working_day(friday));
        calendars.add("Dubai", calendar(&[Friday], &[]));
        calendars.make_usual("dubai");
        assert!(!calendars.of(Some(" dubai ")).is_working_day(friday));
        assert!(!calendars.of(None).is_working_day(friday));
        assert!(calendars.of(Some("Lagos")).is_working_day(friday));
        assert!(calendars.knows("DUBAI") && !calendars.knows("Lagos"));
    }
}
