//! Tighten, never weaken. A tightening is judged beside the rule it tightens and the stricter
//! result counts, so it cannot weaken by construction. What is here keeps people from writing one
//! that would do nothing: which way each value gets stricter ([`settings`]), and why a rule is
//! refused ([`refusals`]).

mod amount;
mod direction;
mod leaves;
mod refusal;
mod rows;
mod shape;

pub use amount::Amount;
pub use direction::{Direction, Setting, Terms, WhyFixed, settings};
pub use refusal::{Refusal, between, refusals};
