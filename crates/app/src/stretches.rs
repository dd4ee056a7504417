//! All findings, a stretch at a time: however many there are, few of them are held at once.

use futures_util::future::join;
use model::Finding;

use crate::ports::{LedgerStore, PortError};

/// Findings in a stretch.
const MOST: u32 = 10_000;

/// Shows all findings in order of id. While one stretch is looked at, the next one is on its way.
///
/// Each stretch is read by itself: nobody else may write meanwhile, or what was made of them has to
/// be refused.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn each(
    ledger: &impl LedgerStore,
    mut look: impl FnMut(Vec<Finding>),
) -> Result<(), PortError> {
    let mut came = ledger.findings_behind(None, MOST).await?;
    while let Some(last) = came.last() {
        let last = last.id.clone();
        let next = ledger.findings_behind(Some(&last), MOST);
        let (next, ()) = join(next, async { look(came) }).await;
        came = next?;
    }
    Ok(())
}
