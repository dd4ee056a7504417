//! What putting a rule in force would change, before anybody is told: nothing is recorded.
//!
//! Start with [`ImpactSheet`] (what approvers sign) and [`preview()`].

mod asked;
mod effect;
mod impact;
mod labels;
mod last;
mod names;
mod several;
mod sheet;
mod unknown;
mod words;

pub use impact::{Preview, impact, preview};
pub use labels::{Label, Labelled, labelled, read_labels};
pub use last::{judged_last, words_last};
pub use names::{Named, named};
pub use several::{Previews, Proposed, Together, previews};
pub use sheet::{
    DepartmentShare, EffortShare, ImpactSheet, Overlap, OwnerShare, PeopleShare, SAMPLE,
    SHEET_FORMAT, Samples, Transition, UnknownShare, WhyUnknown,
};
pub use words::{Spoken, Unreadable, WordChange, WordEffect, differ_in_words_only, words};
