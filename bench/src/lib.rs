//! What the comparisons share: the rules they work on, the same in another language, and a clock.

pub mod cel;
pub mod clock;
pub mod conformance;
