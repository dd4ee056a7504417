//! The engine: which records are one thing, on numbers alone.
//!
//! A record is a [`Card`] of 16 bytes, an identifier value a [`Mark`] of 13. Two ways lead to the
//! same clusters: [`solve`](Roster::solve) over all records at once, and [`Standing`], which is
//! told one change after the other. Both ask the same two functions: `gate` says whether a value
//! identifies anything, `forest` joins the records of one component behind its vetoes.
//!
//! The clusters are a function of the set of records. They depend neither on the order in which
//! records were entered nor on the number of threads; ties are broken by the name of a record.

mod batch;
mod card;
mod components;
mod deck;
mod forest;
mod gate;
mod mark;
mod memory;
mod pins;
mod postings;
mod quiet;
mod roster;
mod standing;
mod threads;

pub use batch::{Clusters, Ignored, Solved};
pub use card::{Card, Platform, name_of, word_of};
pub use forest::{By, Join, Veto};
pub use gate::Gated;
pub use mark::{Mark, Rule, Scheme, Value};
pub use memory::Memory;
pub use pins::{Pin, Pins};
pub use roster::{Part, Roster};
pub use standing::{Change, Diff, Standing};

pub(crate) use forest::Witness;
