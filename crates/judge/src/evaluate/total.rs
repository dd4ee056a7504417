//! Totals over related rows, as what is known of them: exact, bounded on one side, or unknown.

use model::{verdict::Truth, vocabulary::FieldType};
use rules::tree::{Path, Total, TotalCondition};

use super::{
    Cells, Frame, Pass, Positions,
    relation::{Fits, Kin},
};
use crate::{
    bits::Bits,
    kernels::{Kernel, Scalar, Side, Silence, Terms, kernel},
    moment::Moment,
    tables::State,
};

/// What is known of a total (semantics 9).
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Known {
    /// All rows, values and conditions are known.
    Exactly(Side<'static>),
    /// It may be more: `highest` or `latest` of an incomplete set, or `total` of one where no
    /// value is below zero.
    NoLessThan(Scalar<'static>),
    /// It may be less: `lowest` or `earliest` of an incomplete set.
    NoMoreThan(Scalar<'static>),
    /// Anything.
    Open,
}

impl<'a> Pass<'a> {
    pub(super) fn total(&self, condition: &TotalCondition, frame: &Frame<'a, '_>) -> Bits {
        let Some((kin, fits, values)) = self.summands(condition, frame) else {
            return Bits::all(Truth::Unknown, frame.len());
        };
        let right = self.rights(&condition.values, frame, values.unit());
        let terms = self.terms(&values);
        let local = self.local(&values, &condition.values, frame);
        let kernel = kernel(condition.operator);
        Bits::collect(frame.len(), |at| {
            let terms = local.at(at, &terms);
            let sides: Vec<Side<'_>> = right.iter().map(|right| right.at(at, &terms)).collect();
            let known = sum(condition.total, at, (&kin, &fits, &values), &terms);
            known.truth(kernel, &sides, &terms)
        })
    }

    /// The rows of a total, and the values that are added up.
    fn summands(
        &self,
        condition: &TotalCondition,
        frame: &Frame<'a, '_>,
    ) -> Option<(Kin<'a>, Fits, Cells<'a>)> {
        let kin = self.kin(&condition.relation, frame)?;
        let fits = self.fits(&kin, condition.condition.as_deref(), frame);
        let path = Path {
            links: Vec::new(),
            field: Some(condition.field.clone()),
        };
        let values = self.cells_at(&path, kin.to, Positions::These(kin.rows.clone()));
        Some((kin, fits, values))
    }

    /// What is known of a total at one position.
    pub(crate) fn known_total(&self, condition: &TotalCondition, frame: &Frame<'a, '_>) -> Known {
        let Some((kin, fits, values)) = self.summands(condition, frame) else {
            return Known::Open;
        };
        let terms = self.terms(&values);
        sum(condition.total, 0, (&kin, &fits, &values), &terms)
    }
}

/// Adds up the rows of one position.
fn sum(
    total: Total,
    at: usize,
    (kin, fits, values): (&Kin<'_>, &Fits, &Cells<'_>),
    terms: &Terms<'_>,
) -> Known {
    let mut exact = kin.complete.value(at);
    let mut numbers: Vec<f64> = Vec::new();
    let mut moments: Vec<Moment> = Vec::new();
    for edge in kin.of(at) {
        let counts = fits.member.get(edge).min(fits.condition.get(edge));
        let counts = if kin.sure.value(edge) {
            counts
        } else {
            counts.min(Truth::Unknown)
        };
        match counts {
            Truth::False => continue,
            Truth::Unknown => {
                exact = false;
                continue;
            }
            Truth::True => {}
        }
        match (values.state(edge), values.side(edge)) {
            (State::Known, Side::Value(Scalar::Number(number))) => numbers.push(number),
            (State::Known, Side::Value(Scalar::Moment(moment))) => moments.push(moment),
            // An event that never happened is the earliest of all.
            (State::None, _) if values.field_type == Some(FieldType::Event) => {
                moments.push(Moment::Never);
            }
            (State::None, _) => {}
            _ => exact = false,
        }
    }
    let number = |value: Option<f64>| value.map(Scalar::Number);
    let time = |moment: &&Moment| moment.start(terms.zone);
    let best = match total {
        Total::Total => Some(Scalar::Number(numbers.iter().sum())),
        Total::Average if numbers.is_empty() => None,
        #[allow(clippy::cast_precision_loss, reason = "nobody has 2^52 related rows")]
        Total::Average => Some(Scalar::Number(
            numbers.iter().sum::<f64>() / numbers.len() as f64,
        )),
        Total::Highest => number(numbers.iter().copied().reduce(f64::max)),
        Total::Lowest => number(numbers.iter().copied().reduce(f64::min)),
        Total::Latest => moments.iter().max_by_key(time).copied().map(Scalar::Moment),
        Total::Earliest => moments.iter().min_by_key(time).copied().map(Scalar::Moment),
    };
    match (exact, total, best) {
        (true, _, Some(Scalar::Moment(Moment::Never)) | None) => Known::Exactly(Side::None),
        (true, _, Some(best)) => Known::Exactly(Side::Value(best)),
        (false, Total::Highest | Total::Latest, Some(best)) => Known::NoLessThan(best),
        (false, Total::Total, Some(best)) if never_negative(values) => Known::NoLessThan(best),
        (false, Total::Lowest | Total::Earliest, Some(best)) => Known::NoMoreThan(best),
        (false, ..) => Known::Open,
    }
}

impl Known {
    /// Whether a comparison holds for everything the total may be.
    ///
    /// The values that fit an operator lie side by side, with the operands as their ends; so
    /// trying the bound, the far end and what is compared with tells all there is.
    fn truth(&self, kernel: Kernel, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
        let (bound, upwards) = match self {
            Self::Exactly(side) => return kernel.truth(side, right, terms),
            Self::Open => return Truth::Unknown,
            Self::NoLessThan(bound) => (bound, true),
            Self::NoMoreThan(bound) => (bound, false),
        };
        let bounded = match bound {
            Scalar::Moment(Moment::Never) => Side::None,
            value => Side::Value(value.clone()),
        };
        let mut tried = vec![bounded, Side::Value(far_end(bound, upwards))];
        // An event may also never have happened.
        if terms.field_type == Some(FieldType::Event) && !upwards {
            tried.push(Side::None);
        }
        tried.extend(
            ends(right, terms)
                .into_iter()
                .filter(|end| beyond(end, bound, upwards, terms)),
        );
        let truths: Vec<Truth> = tried
            .iter()
            .map(|value| kernel.truth(value, right, terms))
            .collect();
        match (truths.iter().min(), truths.iter().max()) {
            (Some(least), Some(most)) if least == most => *least,
            _ => Truth::Unknown,
        }
    }
}

/// Whether the vocabulary says that no value is below zero, so that more rows add no less.
fn never_negative(values: &Cells<'_>) -> bool {
    let least = values.field.and_then(|field| field.at_least);
    least.is_some_and(|least| least >= 0.0)
}

fn far_end(bound: &Scalar<'static>, upwards: bool) -> Scalar<'static> {
    use jiff::civil::Date;
    match (bound, upwards) {
        (Scalar::Moment(_), true) => Scalar::Moment(Moment::Day(Date::MAX)),
        (Scalar::Moment(_), false) => Scalar::Moment(Moment::Day(Date::MIN)),
        (_, true) => Scalar::Number(f64::INFINITY),
        (_, false) => Scalar::Number(f64::NEG_INFINITY),
    }
}

/// Where the values that fit begin and end.
fn ends(right: &[Side<'_>], terms: &Terms<'_>) -> Vec<Side<'static>> {
    let moment = |moment| Side::Value(Scalar::Moment(moment));
    let mut ends = Vec::new();
    for side in right {
        match side {
            Side::Value(Scalar::Number(number)) => ends.push(Side::Value(Scalar::Number(*number))),
            Side::Value(Scalar::Moment(moment)) => {
                ends.push(Side::Value(Scalar::Moment(Moment::Day(
                    moment.day(terms.zone),
                ))));
            }
            Side::Value(Scalar::Length(length)) => {
                let length = length.by(terms.calendar);
                let days = [
                    terms.today,
                    length.before(terms.today),
                    length.after(terms.today),
                ];
                ends.extend(days.map(|day| moment(Moment::Day(day))));
                let before = length.before_instant(terms.now, terms.zone);
                let after = length.after_instant(terms.now, terms.zone);
                ends.extend([terms.now, before, after].map(|at| moment(Moment::Instant(at))));
            }
            _ => {}
        }
    }
    ends
}

fn beyond(end: &Side<'_>, bound: &Scalar<'_>, upwards: bool, terms: &Terms<'_>) -> bool {
    let further = match (end, bound) {
        (Side::Value(Scalar::Number(end)), Scalar::Number(bound)) => end > bound,
        (Side::Value(Scalar::Moment(end)), Scalar::Moment(bound)) => {
            end.start(terms.zone) > bound.start(terms.zone)
        }
        _ => return false,
    };
    further == upwards
}

/// What a total is for people.
impl Known {
    pub(crate) fn reading(&self) -> model::Reading {
        use model::{Reading, Value};
        match self {
            Self::Exactly(Side::None) => Reading::None,
            Self::Exactly(Side::Value(Scalar::Number(number))) => {
                Reading::Known(Value::Number(*number))
            }
            Self::Exactly(Side::Value(Scalar::Moment(moment))) => {
                moment.value().map_or(Reading::None, Reading::Known)
            }
            Self::Exactly(Side::Value(_) | Side::Unknown(Silence::Asked | Silence::NotAsked))
            | Self::NoLessThan(_)
            | Self::NoMoreThan(_)
            | Self::Open => Reading::Unknown,
        }
    }
}
