//! Rules that tighten others: reading them behind the rules they tighten, refusing those that
//! would do nothing, and telling which rule decided what.
//!
//! A *family* is a baseline with all that tightens it, directly or by way of another.

mod answerable;
mod entity;
mod family;
mod reading;
mod standing;

pub use answerable::Answerable;
pub use entity::{EntityFamily, Member, SetBy, Value, explain_entity, set_by};
pub use family::{Choice, FamilyExplained, FamilyRule, Line, explain_family};
pub use reading::read_in_order;
pub use standing::{Standing, refusals};
