//! Exceptions as one pass sees them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use ledger::exceptions::{Exceptions, Stale};
use model::EntityId;

use crate::{
    collect::Collected,
    exceptions,
    parties::View,
    ports::{ActStore, PortError, StaleException},
    workspace::Workspace,
};

/// What decides whether exceptions apply.
pub(super) struct Excepted {
    /// As they stood before the pass.
    pub(super) exceptions: Exceptions,
    /// Who carries a risk and is not here any more.
    pub(super) left: BTreeSet<EntityId>,
    /// The conditions of exceptions that are surely true, by entity.
    pub(super) surely: BTreeMap<EntityId, BTreeSet<String>>,
}

impl Excepted {
    /// Reads what was decided, and looks at who is here.
    pub(super) async fn read(
        store: &impl ActStore,
        workspace: &Workspace,
        collected: &Collected,
        at: Timestamp,
    ) -> Result<Self, PortError> {
        let exceptions = exceptions::read(store).await?;
        let view = View {
            inventory: &collected.inventory,
            vocabulary: &workspace.vocabulary,
            zone: &workspace.settings.time_zone,
            at,
            matrix: None,
        };
        let owners = exceptions.iter().map(|one| &one.asked.risk_owner);
        let left = owners.filter(|person| !view.is_living(person));
        let left = left.cloned().collect();
        let surely = exceptions::surely(&view, workspace, &exceptions);
        Ok(Self {
            exceptions,
            left,
            surely,
        })
    }
}

/// What a pass found, as the store keeps it.
pub(super) fn stale(found: Vec<Stale>) -> Vec<StaleException> {
    let kept = |(exception, at, because)| StaleException {
        exception,
        at,
        because,
    };
    found.into_iter().map(kept).collect()
}
