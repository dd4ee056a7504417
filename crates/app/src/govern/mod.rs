//! Governance: how a rule comes into force, and who signed for it.
//!
//! A rule version moves through [`state::ARROWS`], a table. What happened is a list of entries,
//! appended and never changed; [`History`] is what they come to, and the only thing that says
//! whether a step may be taken. It knows no file, store or clock. Who may sign is what
//! the responsibility matrix says ([`crate::matrix`]).
//!
//! Start with [`state`], then [`history`].

pub mod bench;
pub mod breaker;
pub mod decide;
pub mod desk;
pub mod drift;
pub mod entry;
pub mod gates;
pub mod history;
pub mod promotion;
pub mod published;
pub mod review;
pub mod state;
pub mod status;
pub mod words;

pub use bench::{Bench, Roster};
pub use decide::{About, Decision, Publishing};
pub use desk::{Desk, DeskError, Prepared};
pub use entry::{By, Entry, Seat, SheetKey, Signer, Step};
pub use history::{History, VersionRecord};
pub use published::{Change, Decided, Draft, Standing, standalone};
pub use state::{Move, Stage, State};
