//! What a comparison is made by that differs from row to row: the calendar of its place, and the
//! order of versions of its ecosystem.

use model::{
    Calendar,
    span::{Length, Unit},
    vocabulary::Field,
};
use rules::{
    tree::{Operand, Path},
    versions::Scheme,
};

use super::{Cells, Frame, Pass};
use crate::kernels::{Scalar, Side, Terms};

/// What differs, position by position; nothing where it does not.
pub(super) struct Local<'a> {
    calendars: Option<Vec<&'a Calendar>>,
    versions: Option<Vec<Option<&'static Scheme>>>,
}

impl<'a> Pass<'a> {
    /// What differs for the values of a frame, and for what they are compared with.
    pub(super) fn local(
        &self,
        left: &Cells<'a>,
        values: &[Operand],
        frame: &Frame<'a, '_>,
    ) -> Local<'a> {
        let calendars = match values.iter().any(counts_working_days) {
            true => self.calendars(frame),
            false => None,
        };
        Local {
            calendars,
            versions: self.ecosystems(left),
        }
    }

    /// How the versions of each row are ordered, where a field of the same row says so.
    fn ecosystems(&self, left: &Cells<'a>) -> Option<Vec<Option<&'static Scheme>>> {
        let by = left.field?.order_by.as_ref()?;
        let path = Path {
            links: Vec::new(),
            field: Some(by.clone()),
        };
        let names = self.cells_at(&path, left.table.kind.as_str(), left.rows.clone());
        let scheme = |at| match names.side(at) {
            Side::Value(Scalar::Text(name)) => Scheme::of_ecosystem(name),
            _ => None,
        };
        Some((0..names.len()).map(scheme).collect())
    }
}

impl<'a> Local<'a> {
    /// Whether every row is compared by the same.
    pub(super) fn is_same(&self) -> bool {
        self.calendars.is_none() && self.versions.is_none()
    }

    /// What one position is compared by.
    pub(super) fn at<'t>(&self, at: usize, terms: &Terms<'t>) -> Terms<'t>
    where
        'a: 't,
    {
        Terms {
            calendar: self
                .calendars
                .as_ref()
                .map_or(terms.calendar, |all| all[at]),
            versions: self.versions.as_ref().map_or(terms.versions, |all| all[at]),
            ..*terms
        }
    }
}

/// The order that the vocabulary gives the versions of a field, for all rows alike.
pub(super) fn scheme(field: Option<&Field>) -> Option<&'static Scheme> {
    match field.and_then(|field| field.order.as_deref()) {
        Some(name) => Scheme::named(name),
        None => Some(Scheme::usual()),
    }
}

pub(crate) fn counts_working_days(operand: &Operand) -> bool {
    let is = |length: &Length| length.unit == Unit::WorkingDay;
    match operand {
        Operand::Length(length) => is(length),
        Operand::Offset { length, .. } => is(&length.length),
        Operand::Setting { value, .. } => counts_working_days(value),
        _ => false,
    }
}
