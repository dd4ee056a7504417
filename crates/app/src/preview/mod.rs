//! What putting a rule in force would change, before anybody is told: nothing is recorded.
//!
//! Start with [`ImpactSheet`] (what approvers sign) and [`preview()`].

mod asked;
mod effect;
mod impact;
mod sheet;
mod unknown;

pub use impact::{Preview, impact, preview};
pub use sheet::{
    DepartmentShare, EffortShare, ImpactSheet, Overlap, OwnerShare, PeopleShare, SAMPLE,
    SHEET_FORMAT, Samples, Transition, UnknownShare, WhyUnknown,
};
