//! Dates and instants as tools write them.

use jiff::{Timestamp, civil::Date, civil::DateTime, fmt::strtime, tz::Offset};

/// A day or an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// A calendar day.
    Day(Date),
    /// An exact instant.
    Instant(Timestamp),
}

/// The unit of a number that counts time since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
pub(crate) enum Epoch {
    /// Milliseconds.
    #[serde(rename = "ms")]
    Milliseconds,
    /// Seconds.
    #[serde(rename = "s")]
    Seconds,
}

/// Reads `2026-03-31`, RFC 3339, `2022-06-24 14:20:19.961496+00:00` and
/// `2019-06-17T16:00:56.384+0000`. A time without a zone is taken as UTC.
pub(crate) fn read_moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    if text.len() == 10 {
        return text.parse().ok().map(Moment::Day);
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(Moment::Instant(at));
    }
    for format in [
        "%Y-%m-%dT%H:%M:%S%.f%z",
        "%Y-%m-%d %H:%M:%S%.f%z",
        "%Y-%m-%d %H:%M:%S%.f %z",
    ] {
        if let Ok(at) = strtime::parse(format, text).and_then(|parsed| parsed.to_timestamp()) {
            return Some(Moment::Instant(at));
        }
    }
    let civil: DateTime = text.parse().ok()?;
    Offset::UTC.to_timestamp(civil).ok().map(Moment::Instant)
}

/// The instant a count since 1970 names.
pub(crate) fn read_epoch(count: i64, unit: Epoch) -> Option<Timestamp> {
    match unit {
        Epoch::Milliseconds => Timestamp::from_millisecond(count).ok(),
        Epoch::Seconds => Timestamp::from_second(count).ok(),
    }
}

/// The start of a day in UTC.
pub(crate) fn start_of(day: Date) -> Option<Timestamp> {
    Offset::UTC
        .to_timestamp(day.to_datetime(jiff::civil::Time::midnight()))
        .ok()
}

/// The date in the name of a file, the last one where there are several: `hosts-2026-03-31.json`,
/// `hosts 2026-03-31T08-00-00Z.json`, `2026-03-31T08:00:00Z-hosts.json`. Also gives the name with
/// the date cut out, which is the same for all days of one export.
pub(crate) fn date_in_name(name: &str) -> Option<(Timestamp, String)> {
    let bytes = name.as_bytes();
    (0..bytes.len().saturating_sub(9)).rev().find_map(|start| {
        let digit_before = start > 0 && bytes[start - 1].is_ascii_digit();
        let day: Date = name.get(start..start + 10)?.parse().ok()?;
        let rest = &name[start + 10..];
        if digit_before || rest.starts_with(|next: char| next.is_ascii_digit()) {
            return None;
        }
        let (at, length) = match time_after(day, rest) {
            Some((at, length)) => (at, 10 + length),
            None => (start_of(day)?, 10),
        };
        Some((at, format!("{}{}", &name[..start], &name[start + length..])))
    })
}

/// The time of day behind a date in a file name, where `-` or `_` may stand for `:`.
fn time_after(day: Date, rest: &str) -> Option<(Timestamp, usize)> {
    let rest = rest.strip_prefix(['T', 't', '_'])?;
    let clock = rest.get(..8)?;
    let mut parts = clock.split([':', '-', '_']).map(str::parse::<i8>);
    let (hour, minute, second) = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    let time = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
    let zone = usize::from(rest[8..].starts_with(['Z', 'z']));
    Some((
        Offset::UTC.to_timestamp(day.to_datetime(time)).ok()?,
        1 + 8 + zone,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> String {
        match read_moment(text) {
            Some(Moment::Instant(at)) => at.to_string(),
            Some(Moment::Day(day)) => day.to_string(),
            None => "no date".to_owned(),
        }
    }

    #[test]
    fn dates_are_read_as_tools_write_them() {
        for (written, read) in [
            ("2026-03-31", "2026-03-31"),
            ("2026-03-31T08:00:00Z", "2026-03-31T08:00:00Z"),
            ("2026-03-31T08:00:00.5+02:00", "2026-03-31T06:00:00.5Z"),
            (
                "2022-06-24 14:20:19.961496+00:00",
                "2022-06-24T14:20:19.961496Z",
            ),
            ("2022-09-19 12:14:51+00:00", "2022-09-19T12:14:51Z"),
            ("2019-06-17T16:00:56.384+0000", "2019-06-17T16:00:56.384Z"),
            ("2020-08-03 12:24:29", "2020-08-03T12:24:29Z"),
            ("31.02.2026", "no date"),
            ("2026-02-31", "no date"),
            ("", "no date"),
            ("soon", "no date"),
        ] {
            assert_eq!(instant(written), read, "{written}");
        }
    }

    #[test]
    fn a_file_name_may_carry_its_date() {
        for (name, read) in [
            (
                "hosts-2026-03-31.json",
                Some(("2026-03-31T00:00:00Z", "hosts-.json")),
            ),
            (
                "2026-03-31T08-05-00Z hosts.json",
                Some(("2026-03-31T08:05:00Z", " hosts.json")),
            ),
            (
                "a_2026-03-31T08:05:09Z_p2.csv",
                Some(("2026-03-31T08:05:09Z", "a__p2.csv")),
            ),
            ("hosts.json", None),
            ("hosts-12026-03-31.json", None),
            ("hosts-2026-13-31.json", None),
        ] {
            let found = date_in_name(name).map(|(at, rest)| (at.to_string(), rest));
            let wanted = read.map(|(at, rest)| (at.to_owned(), rest.to_owned()));
            assert_eq!(found, wanted, "{name}");
        }
    }
}
