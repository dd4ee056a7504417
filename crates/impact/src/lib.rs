//! Stage 6: findings become a department's numbers.
//!
//! Every number comes with the number it is a part of, unknown is a number of its own and never
//! counted as met, and money adds up to the minor unit at every level. Start at [`department()`];
//! [`organisation()`] adds departments up, [`person()`] is one person's own page.
//!
//! This crate knows no clock, no store and no rule text: what a rule is called and how long it
//! takes is given to it as [`RuleFacts`].

pub mod coverage;
pub mod debt;
pub mod department;
pub mod evidence;
pub mod money;
pub mod organisation;
pub mod period;
pub mod person;
pub mod promises;
pub mod share;
pub mod work;

pub use coverage::{Counts, CoverageReport, RuleCoverage};
pub use debt::{Amount, DebtLine, SecurityDebt, Side};
pub use department::{DepartmentInput, DepartmentReport, RuleFacts, Unit, department};
pub use money::{Currency, Money, Rate};
pub use organisation::{OrganisationError, OrganisationReport, organisation};
pub use period::Period;
pub use person::{PersonInput, PersonReport, person};
pub use promises::Promises;
pub use share::Share;
pub use work::{OpenLine, OpenWork, Timing};
