//! The sealed log of a ledger: what each thing that is written is sealed as, whether everything
//! still stands as it was sealed, and how somebody is erased from it.

pub use ledger::log;

pub mod erase;
pub mod keeper;
pub mod things;
pub mod verify;
pub mod witness;
