//! Rules of other tools, taken over as skeletons: what people wrote for people (why, what to do)
//! is kept, and what a machine was to check becomes a comment that somebody turns into a sentence.

mod fleet;

pub use fleet::from_fleet;
