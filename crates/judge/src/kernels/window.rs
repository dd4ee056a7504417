//! Windows of time: on days they count calendar days, on instants exact time (semantics 10).

use model::span::Length;

use super::{Scalar, Terms};
use crate::moment::Moment;

/// Which end of a window is looked from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Towards {
    Past,
    Future,
}

/// Where a moment lies to now, and to the far end of a window.
pub(super) struct Position {
    /// Not after now, for a window in the past; not before it, for one in the future.
    pub(super) started: bool,
    /// Beyond the far end.
    pub(super) beyond: bool,
}

/// Where a moment lies; nothing when the value is no moment.
pub(super) fn position(
    left: &Scalar<'_>,
    right: &[&Scalar<'_>],
    towards: Towards,
    terms: &Terms<'_>,
) -> Option<Position> {
    let (Scalar::Moment(moment), [Scalar::Length(length)]) = (left, right) else {
        return None;
    };
    Some(match (moment, towards) {
        (Moment::Never, Towards::Past) => Position {
            started: true,
            beyond: true,
        },
        (Moment::Never, Towards::Future) => Position {
            started: false,
            beyond: false,
        },
        (Moment::Day(day), Towards::Past) => Position {
            started: *day <= terms.today,
            beyond: *day < length.by(terms.calendar).before(terms.today),
        },
        (Moment::Day(day), Towards::Future) => Position {
            started: *day >= terms.today,
            beyond: *day > length.by(terms.calendar).after(terms.today),
        },
        (Moment::Instant(at), Towards::Past) => Position {
            started: *at <= terms.now,
            beyond: *at < far(*length, towards, terms),
        },
        (Moment::Instant(at), Towards::Future) => Position {
            started: *at >= terms.now,
            beyond: *at > far(*length, towards, terms),
        },
    })
}

fn far(length: Length, towards: Towards, terms: &Terms<'_>) -> jiff::Timestamp {
    let length = length.by(terms.calendar);
    match towards {
        Towards::Past => length.before_instant(terms.now, terms.zone),
        Towards::Future => length.after_instant(terms.now, terms.zone),
    }
}
