//! Comparisons along a line: numbers, days and instants.
//!
//! What a comparison comes to changes only at its operands. The kernel is asked at each of them
//! and once between any two; all rows then fall into a few ranges, which are compared as numbers.

use std::ops::Range;

use arrow_buffer::BooleanBuffer;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use model::verdict::Truth;

use super::Asked;
use crate::{
    bits::{Bits, pack},
    kernels::{Scalar, Side},
    moment::{Micros, Moment},
};

/// Microseconds of a whole day.
const DAY: Micros = 86_400_000_000;
/// More ranges than this are looked at row by row.
const RANGES: usize = 4;

/// Runs of values, both ends included, for which a comparison has one truth.
struct Pieces<T> {
    all: Vec<(T, T, Truth)>,
}

impl<T: Copy + PartialOrd> Pieces<T> {
    /// Neighbours of one truth become one.
    fn joined(all: Vec<(T, T, Truth)>) -> Self {
        let mut joined: Vec<(T, T, Truth)> = Vec::with_capacity(all.len());
        for (from, to, truth) in all {
            match joined.last_mut() {
                Some((_, end, same)) if *same == truth => *end = to,
                _ => joined.push((from, to, truth)),
            }
        }
        Self { all: joined }
    }

    /// The truth of values; nothing where there are too many ranges.
    fn over(&self, values: &[T]) -> Option<Bits> {
        if let [(.., truth)] = self.all.as_slice() {
            return Some(Bits::all(*truth, values.len()));
        }
        let within = |wanted: &dyn Fn(Truth) -> bool| {
            let ranges = self.all.iter().filter(|(.., truth)| wanted(*truth));
            let ranges: Vec<(T, T)> = ranges.map(|(from, to, _)| (*from, *to)).collect();
            (ranges.len() <= RANGES).then(|| fall(values, &ranges))
        };
        let sure = within(&|truth| truth == Truth::True)?;
        if self.all.iter().all(|(.., truth)| *truth != Truth::Unknown) {
            return Some(Bits::surely(sure));
        }
        let possible = within(&|truth| truth != Truth::False)?;
        Some(Bits { sure, possible })
    }
}

/// Values that lie in one of some ranges.
fn fall<T: Copy + PartialOrd>(values: &[T], ranges: &[(T, T)]) -> BooleanBuffer {
    match ranges {
        [] => BooleanBuffer::new_unset(values.len()),
        [(from, to)] => pack(values, |value| (value >= *from) & (value <= *to)),
        several => pack(values, |value| {
            several
                .iter()
                .any(|(from, to)| (value >= *from) & (value <= *to))
        }),
    }
}

/// A comparison of numbers; nothing where some are none, or there are too many operands.
pub(super) fn numbers(values: &[f64], asked: &Asked<'_>) -> Option<Bits> {
    // What is no number is not compared, so it falls into no range.
    if values.iter().fold(false, |nan, value| nan | value.is_nan()) {
        return None;
    }
    let mut cuts: Vec<f64> = asked.right.iter().filter_map(number).collect();
    if cuts.iter().any(|cut| !cut.is_finite()) {
        return None;
    }
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let of = |value: f64| asked.of(Side::Value(Scalar::Number(value)));
    let mut all = Vec::with_capacity(2 * cuts.len() + 1);
    let mut from = f64::NEG_INFINITY;
    for cut in cuts {
        let below = cut.next_down();
        if from <= below {
            all.push((from, below, of(below)));
        }
        all.push((cut, cut, of(cut)));
        from = cut.next_up();
    }
    all.push((from, f64::INFINITY, of(f64::INFINITY)));
    Pieces::joined(all).over(values)
}

fn number(side: &Side<'_>) -> Option<f64> {
    match side {
        Side::Value(Scalar::Number(number)) => Some(*number),
        _ => None,
    }
}

/// A comparison of moments; nothing where the line is not even (clocks are put back around an
/// operand's midnight), or there are too many operands.
pub(super) fn moments(
    values: &[Micros],
    (days, run): (&BooleanBuffer, Range<usize>),
    asked: &Asked<'_>,
) -> Option<Bits> {
    let (least, most) = (
        Timestamp::MIN.as_microsecond(),
        Timestamp::MAX.as_microsecond(),
    );
    let reach = values.iter().fold((least, most), |(low, high), value| {
        (low.min(*value), high.max(*value))
    });
    if reach != (least, most) {
        return None;
    }
    let days = days.slice(run.start, run.len());
    match days.count_set_bits() {
        0 => instants(asked)?.over(values),
        all if all == values.len() => whole_days(asked)?.over(values),
        _ => {
            let whole = whole_days(asked)?.over(values)?;
            let exact = instants(asked)?.over(values)?;
            Some(whole.where_(&days, &exact))
        }
    }
}

/// Where a comparison of days changes, in microseconds.
fn whole_days(asked: &Asked<'_>) -> Option<Pieces<Micros>> {
    let mut cuts = Vec::new();
    for side in asked.right {
        match side {
            Side::Value(Scalar::Moment(Moment::Day(day))) => cuts.push(*day),
            Side::Value(Scalar::Moment(_)) => return None,
            Side::Value(Scalar::Length(length)) => {
                let today = asked.terms.today;
                let length = length.by(asked.terms.calendar);
                cuts.extend([today, length.before(today), length.after(today)]);
            }
            _ => {}
        }
    }
    let first = cuts
        .iter()
        .map(|day| since_1970(*day))
        .collect::<Vec<i64>>();
    let of = |day: i64| {
        let moment = Moment::read(day.checked_mul(DAY)?, true)?;
        Some(asked.of(Side::Value(Scalar::Moment(moment))))
    };
    let pieces = pieces(first, of)?;
    let end = |day: i64| day.saturating_mul(DAY).saturating_add(DAY - 1);
    let micros = pieces
        .into_iter()
        .map(|(from, to, truth)| (from.saturating_mul(DAY), end(to), truth));
    Some(Pieces::joined(micros.collect()))
}

/// Where a comparison of instants changes.
fn instants(asked: &Asked<'_>) -> Option<Pieces<Micros>> {
    let (now, zone) = (asked.terms.now, asked.terms.zone);
    let mut cuts = Vec::new();
    for side in asked.right {
        match side {
            Side::Value(Scalar::Moment(Moment::Day(day))) => {
                let start = midnight(*day, zone)?;
                let end = midnight(day.tomorrow().ok()?, zone)?;
                cuts.extend([start.as_microsecond(), end.as_microsecond()]);
            }
            Side::Value(Scalar::Moment(_)) => return None,
            Side::Value(Scalar::Length(length)) => {
                let length = length.by(asked.terms.calendar);
                let far = [
                    length.before_instant(now, zone),
                    length.after_instant(now, zone),
                ];
                // An instant may lie between two microseconds: look at both.
                for at in [now, far[0], far[1]].map(|at| at.as_microsecond()) {
                    cuts.extend([at.saturating_sub(1), at, at.saturating_add(1)]);
                }
            }
            _ => {}
        }
    }
    let of = |at: Micros| {
        let moment = Moment::read(at, false)?;
        Some(asked.of(Side::Value(Scalar::Moment(moment))))
    };
    Some(Pieces::joined(pieces(cuts, of)?))
}

/// The pieces of a line of whole numbers between cuts, each cut one of its own.
fn pieces(mut cuts: Vec<i64>, of: impl Fn(i64) -> Option<Truth>) -> Option<Vec<(i64, i64, Truth)>> {
    cuts.sort_unstable();
    cuts.dedup();
    let mut all = Vec::with_capacity(2 * cuts.len() + 1);
    let mut from = i64::MIN;
    for cut in &cuts {
        if from < *cut {
            all.push((from, cut - 1, of(cut - 1)?));
        }
        all.push((*cut, *cut, of(*cut)?));
        from = cut.checked_add(1)?;
    }
    all.push((from, i64::MAX, of(cuts.last().map_or(0, |cut| cut + 1))?));
    Some(all)
}

fn since_1970(day: Date) -> i64 {
    let start = day
        .to_zoned(TimeZone::UTC)
        .map(|at| at.timestamp().as_second());
    start.unwrap_or_default().div_euclid(DAY / 1_000_000)
}

/// When a day begins, where no clock is changed in the two days around it: then whatever is
/// before is of a day before.
fn midnight(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let start = day.to_zoned(zone.clone()).ok()?.timestamp();
    let around = jiff::SignedDuration::from_hours(48);
    let (before, after) = (
        start.checked_sub(around).ok()?,
        start.checked_add(around).ok()?,
    );
    let changes = zone.following(before).next();
    let even = changes.is_none_or(|change| change.timestamp() > after);
    even.then_some(start)
}
