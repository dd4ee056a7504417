//! Where it rests which number of the plan of action means what.

use std::future::Future;

use impact::evidence::PoamRow;

use super::PortError;

/// Numbers of the plan of action, kept for ever.
pub trait PoamStore: Send + Sync {
    /// Every numbered item as it stands, in order of number.
    fn poam(&self) -> impl Future<Output = Result<Vec<PoamRow>, PortError>> + Send;

    /// Keeps items that are new or closed. A new one has to have the next number, and one that is
    /// kept may only be closed: when somebody else numbered in the meantime, nothing is written.
    fn number(&self, rows: &[PoamRow]) -> impl Future<Output = Result<(), PortError>> + Send;
}
