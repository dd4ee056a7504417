//! The responsibility matrix: who answers for which recurring work, over what, since when.
//!
//! An [`Activity`] is recurring work. An [`Assignment`] gives one party one [`Letter`] of it, over
//! a [`Scope`] and for a time. What people decide on top of the files is a [`MatrixAct`]; replaying
//! the acts over what the files say gives the [`Matrix`]. A party stays as it was written: whom it
//! reaches is worked out when somebody asks ([`Resolved`]), so a person who leaves takes no
//! assignment along.

mod activity;
mod acts;
mod assignment;
mod cadence;
pub mod detectors;
pub mod duties;
mod letter;
mod replay;
mod resolved;

pub use activity::{Activity, ActivityTier, OwnRecord, Translation};
pub use acts::{Answer, DutyAct, MatrixAct, Settling};
pub use assignment::{Assignment, Origin, Scope, Seat, Validity, folded};
pub use cadence::Cadence;
pub use letter::Letter;
pub use replay::{Acknowledgement, Delegation, Matrix};
pub use resolved::{Extent, Held, Reached, Resolved, Through, Unreached};
