//! What the server reaches: the clock, the stores, and what is known, kept at hand.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use app::collect::{Observed, observed};
use jiff::Timestamp;
use model::{Place, Problem};
use store::Store;
use web::{Desk, Later, PassEnd, Snapshot};

use super::{open_at, real_now};
use crate::{
    commands::{demo::clock, run::pass},
    outcome::CommandError,
};

/// How often it is looked whether somebody else ran a pass or decided something.
const LOOKED: Duration = Duration::from_secs(5);

/// A workspace that is served.
#[derive(Debug)]
pub(crate) struct Served {
    root: PathBuf,
    /// The instant to work at instead of now.
    at: Option<Timestamp>,
    store: Store,
    snapshot: RwLock<Arc<Snapshot>>,
    /// Everything observed as the judge reads it, with the snapshot it belongs to.
    observed: tokio::sync::Mutex<Option<(Arc<Snapshot>, Arc<Observed>)>>,
    /// Held while everything is read again: whoever comes meanwhile waits for that.
    renewing: tokio::sync::Mutex<()>,
}

/// What changes when somebody runs a pass or decides something.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    pass: Option<String>,
    acts: usize,
    decisions: usize,
}

impl Served {
    /// Reads everything. Called before the server's runtime runs.
    pub(crate) fn open(root: &Path, at: Option<Timestamp>) -> Result<Self, CommandError> {
        let site = open_at(root)?;
        let store = super::block_on(Store::open(&site.location()?))??;
        let snapshot = read(root, at)?;
        Ok(Self {
            root: root.to_owned(),
            at,
            store,
            snapshot: RwLock::new(Arc::new(snapshot)),
            observed: tokio::sync::Mutex::default(),
            renewing: tokio::sync::Mutex::default(),
        })
    }

    /// Where everything rests that is decided.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Looks again and again whether somebody else changed something. It never ends.
    pub(crate) async fn follow(self: Arc<Self>) {
        let mut seen = self.stamp().await;
        let mut ticks = tokio::time::interval(LOOKED);
        loop {
            ticks.tick().await;
            let now = self.stamp().await;
            // What cannot be read now may be readable the next time.
            if now.is_some() && now != seen && self.renew().await.is_ok() {
                seen = now;
            }
        }
    }

    async fn stamp(&self) -> Option<Stamp> {
        use app::ports::{ActStore as _, DecisionStore as _, LedgerStore as _};
        Some(Stamp {
            pass: self.store.latest_pass().await.ok()?.map(|pass| pass.key),
            acts: self.store.acts().await.ok()?.len(),
            decisions: self.store.decisions().await.ok()?.len(),
        })
    }
}

/// Everything known in a workspace.
fn read(root: &Path, at: Option<Timestamp>) -> Result<Snapshot, CommandError> {
    let site = open_at(root)?;
    let known = site.known(now(root, at))?;
    let snapshot = Snapshot::new(site.workspace.clone(), known);
    snapshot.prepare();
    Ok(snapshot)
}

fn now(root: &Path, at: Option<Timestamp>) -> Timestamp {
    at.unwrap_or_else(|| clock::at(root, real_now()))
}

/// Does something that waits for files and stores, where nobody else waits for it.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, CommandError> + Send + 'static,
) -> Result<T, Vec<Problem>> {
    let done = tokio::task::spawn_blocking(work).await;
    let failed = |why: tokio::task::JoinError| {
        let says = format!("the work ended before its time: {why}");
        vec![Problem::new("work-ended", says, Place::default())]
    };
    done.map_err(failed)?.map_err(|error| error.problems)
}

impl Desk for Served {
    fn now(&self) -> Timestamp {
        now(&self.root, self.at)
    }

    fn wall(&self) -> Timestamp {
        real_now()
    }

    fn random(&self) -> Result<[u8; 32], Problem> {
        io::random().map_err(|error| error.problem())
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn renew(&self) -> Later<'_, (), Vec<Problem>> {
        Box::pin(async {
            let _turn = self.renewing.lock().await;
            let (root, at) = (self.root.clone(), self.at);
            let fresh = Arc::new(aside(move || read(&root, at)).await?);
            *self
                .snapshot
                .write()
                .unwrap_or_else(PoisonError::into_inner) = fresh;
            Ok(())
        })
    }

    fn pass(&self) -> Later<'_, PassEnd, Vec<Problem>> {
        Box::pin(async {
            let (root, at) = (self.root.clone(), self.now());
            let passed = aside(move || pass(&open_at(&root)?, at)).await?;
            let changes = passed.pass.changes;
            self.renew().await?;
            Ok(PassEnd {
                at,
                opened: changes.opened,
                closed: changes.closed,
                problems: passed.problems,
            })
        })
    }

    fn observed(&self) -> Later<'_, Arc<Observed>, Vec<Problem>> {
        Box::pin(async {
            let mut kept = self.observed.lock().await;
            let snapshot = self.snapshot();
            if let Some((of, observed)) = &*kept
                && Arc::ptr_eq(of, &snapshot)
            {
                return Ok(observed.clone());
            }
            let (root, at) = (self.root.clone(), snapshot.known.at);
            let read = move || {
                let site = open_at(&root)?;
                Ok(observed(&site.workspace, &site.observations()?, at)?)
            };
            let fresh = Arc::new(aside(read).await?);
            *kept = Some((snapshot, fresh.clone()));
            Ok(fresh)
        })
    }

    fn books(&self) -> &dyn web::Books {
        &self.store
    }
}
