//! The sealed log: what its entries say, and whether they still say it.
//!
//! Each human decision is one entry, and so is each pass for what the machine observed. An entry
//! holds no personal data: who, why and the words themselves stand beside it, behind salted
//! commitments, and can be erased without any proof ceasing to hold. The tree above the entries,
//! the signed checkpoints and the proofs are those of the published standards (`tlog`).
//!
//! [`Sealing`] is what is to be sealed, [`Leaf`] what is written of it, [`check`] whether a log
//! holds.

mod canonical;
pub mod check;
mod commitment;
pub mod export;
mod items;
mod leaf;

pub use canonical::canonical;
pub use commitment::{Digest, Opened, Part, Salt};
pub use items::{EventItem, FindingItem, root_of};
pub use leaf::{Counted, EventRange, FORMAT, Kind, Leaf, Place, Private, Sealed, Sealing, seal};
pub use tlog;
