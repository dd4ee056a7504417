//! What everybody does: guidelines that concern them, reports of something odd, questions.
//!
//! What people said rests in the log of acts ([`ledger::matrix::duties`]). Here it becomes records
//! of a source like any other ([`delivery`]), whom a guideline concerns is worked out
//! ([`address`]), and a file becomes a version of a guideline ([`Draft`]).

mod acting;
mod draft;
mod readers;
mod records;
mod standing;

use jiff::Timestamp;
use ledger::matrix::duties::Duties;

pub use acting::{acknowledged, answered, published, told, withdrawn};
pub use draft::{Draft, EVERYONE};
pub use readers::{Readers, address, readers, tell};
pub use records::{SOURCE, delivery};
pub use standing::{Standing, Waiting, standing};

use crate::workspace::Workspace;

/// Where shipped guidelines are, and a workspace's own.
pub const GUIDES: &str = "guides/";

impl Workspace {
    /// What everybody did by an instant.
    pub fn duties(&self, at: Timestamp) -> Duties {
        Duties::replay(&self.acts, at)
    }
}
