//! What was known at an earlier instant: the run in force then, the numbers given and the decisions
//! made by then, in the words of the pass of then.

use inventory::{IdBook, IdEntry, decisions::until};
use jiff::Timestamp;
use ledger::matrix::Resolved;
use model::{Inventory, Place, Problem, Vocabulary};
use serde::Serialize;

use crate::{
    collect, matrix,
    parties::View,
    ports::{LedgerStore, Observations, PortError},
    workspace::Workspace,
};

/// Which observations an answer about an earlier instant speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// The instant that was asked about.
    pub at: Timestamp,
    /// The run of collecting in force then.
    pub run: u64,
    /// When that run was kept.
    pub observed_at: Timestamp,
}

/// Everything that was known at an instant.
#[derive(Clone, Debug)]
pub struct AsOf {
    /// Everything observed, as it stood then.
    pub inventory: Inventory,
    /// The words of then.
    pub vocabulary: Vocabulary,
    /// Who answered for which activity then.
    pub matrix: Resolved,
    /// Which observations it is.
    pub stamp: Stamp,
}

impl AsOf {
    /// The same with the words to speak of it.
    pub fn view<'a>(&'a self, workspace: &'a Workspace) -> View<'a> {
        View {
            inventory: &self.inventory,
            vocabulary: &self.vocabulary,
            zone: &workspace.settings.time_zone,
            at: self.stamp.at,
            matrix: Some(&self.matrix),
        }
    }
}

/// Why nothing can be said of an instant.
#[derive(Debug, thiserror::Error)]
pub enum AsOfError {
    /// The person's turn: nothing had been collected by then.
    #[error("{}", .0.says)]
    TooEarly(Problem),
    /// What was kept cannot be read.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Works out what was known at an instant.
///
/// # Errors
/// When nothing had been collected by then, or what was kept cannot be read.
pub async fn as_of(
    workspace: &Workspace,
    observations: &impl Observations,
    ledger: &impl LedgerStore,
    at: Timestamp,
) -> Result<AsOf, AsOfError> {
    let found = collect::in_force(observations, at)?;
    let (book, run, observed_at) = match found {
        Ok(found) => found,
        Err(first) => return Err(AsOfError::TooEarly(too_early(at, first))),
    };
    let mut then = workspace.clone();
    then.decisions = until(&workspace.decisions, at);
    if let Some(vocabulary) = words_at(ledger, at).await? {
        then.vocabulary = vocabulary;
    }
    let ids = observations.ids()?;
    let ids = IdBook::replay(ids.iter().filter(|entry| written_at(entry) <= Some(at)));
    let mut inventory = collect::resolve(&then, &book, &ids, at).inventory;
    inventory.run = run;
    let matrix = matrix::resolved(&then, &inventory, &then.vocabulary, (at, at));
    Ok(AsOf {
        matrix,
        inventory,
        vocabulary: then.vocabulary,
        stamp: Stamp {
            at,
            run,
            observed_at,
        },
    })
}

/// The words of the latest pass by then; none where they were not kept.
async fn words_at(
    ledger: &impl LedgerStore,
    at: Timestamp,
) -> Result<Option<Vocabulary>, PortError> {
    let passes = ledger.passes().await?;
    match passes.iter().rfind(|pass| pass.at <= at) {
        Some(pass) => ledger.vocabulary(&pass.vocabulary).await,
        None => Ok(None),
    }
}

/// When an entry was written; none, so before everything, for those from before it was noted.
fn written_at(entry: &IdEntry) -> Option<Timestamp> {
    match entry {
        IdEntry::Minted { at, .. } | IdEntry::Joined { at, .. } | IdEntry::Merged { at, .. } => *at,
    }
}

fn too_early(at: Timestamp, first: Option<Timestamp>) -> Problem {
    let place = Place::file("command line");
    match first {
        Some(first) => {
            let says = format!("nothing had been collected by {at}");
            Problem::new("as-of-too-early", says, place).advise(format!(
                "the first run is of {first}; ask about that or later"
            ))
        }
        None => Problem::new("nothing-collected", "nothing was collected yet", place)
            .advise("add a source with `allhands source add`, then `allhands run`"),
    }
}
