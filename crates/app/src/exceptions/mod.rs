//! Exceptions: asking for one, deciding about it, and how they stand.

mod approvers;
mod decide;
mod listed;
mod request;

use std::collections::{BTreeMap, BTreeSet};

use ledger::{exceptions::Exceptions, matrix::Extent};
use model::{EntityId, Place, Problem};

pub use approvers::{Approver, who_may};
pub use listed::{ExceptionLine, lines};
pub use request::Wish;

use crate::{
    ask::Known,
    matrix::extents,
    parties::View,
    ports::{ActStore, PortError},
    workspace::Workspace,
};

/// The exceptions as they stand after everything that was written down.
///
/// # Errors
/// When the store cannot be read.
pub async fn read(store: &impl ActStore) -> Result<Exceptions, PortError> {
    let acts = store.acts().await?;
    let stale = store.stale().await?.into_iter();
    let stale = stale.map(|one| (one.exception, one.at, one.because));
    Ok(Exceptions::replay(&acts, stale))
}

/// What is looked at while somebody asks or decides.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// Everything known.
    pub known: &'a Known,
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The exceptions so far.
    pub exceptions: &'a Exceptions,
}

impl<'a> Desk<'a> {
    fn view(&self) -> View<'a> {
        self.known.view(self.workspace)
    }

    /// The conditions of exceptions that are surely true, by entity.
    fn surely(&self, exceptions: &Exceptions) -> BTreeMap<EntityId, BTreeSet<String>> {
        surely(&self.view(), self.workspace, exceptions)
    }
}

/// The conditions of exceptions that are surely true, by entity. Unknown is not (semantics 15).
pub(crate) fn surely(
    view: &View,
    workspace: &Workspace,
    exceptions: &Exceptions,
) -> BTreeMap<EntityId, BTreeSet<String>> {
    let conditions = exceptions.conditions();
    let mut all: BTreeMap<EntityId, BTreeSet<String>> = BTreeMap::new();
    let clock = workspace.clock(view.at);
    for (condition, extent) in extents(view, &clock, conditions.into_iter()) {
        let Extent::Entities { sure, .. } = extent else {
            continue;
        };
        for entity in sure {
            all.entry(entity).or_default().insert(condition.clone());
        }
    }
    all
}

fn refused(code: &'static str, says: impl Into<String>) -> Problem {
    Problem::new(code, says.into(), Place::file("command line"))
}
