//! Rules that tighten others: reading them behind the rules they tighten, refusing those that
//! would do nothing, and telling which rule decided what.

mod reading;
mod standing;

pub use reading::read_in_order;
pub use standing::{Standing, refusals};
