//! Findings, their history and the passes that said so.

use app::ports::{LedgerStore, PassRecord, PassWrite, PortError, RuleText};
use model::{Event, Finding, FindingId, RuleId, Vocabulary, verdict::Unknowns};

use super::{Ledger, read, turns, write};

impl LedgerStore for Ledger {
    async fn findings(&self) -> Result<Vec<Finding>, PortError> {
        // One transaction, so that clocks and findings are of the same pass.
        let mut snapshot = self.read().await?;
        self.done(read::findings(&mut snapshot).await)
    }

    async fn findings_behind(
        &self,
        after: Option<&FindingId>,
        most: u32,
    ) -> Result<Vec<Finding>, PortError> {
        let mut snapshot = self.read().await?;
        self.done(read::findings_behind(&mut snapshot, after, most).await)
    }

    async fn finding(&self, id: &FindingId) -> Result<Option<Finding>, PortError> {
        let mut snapshot = self.read().await?;
        self.done(read::finding(&mut snapshot, id).await)
    }

    async fn events(&self, id: &FindingId) -> Result<Vec<Event>, PortError> {
        self.done(read::events(&self.pool, id).await)
    }

    async fn latest_pass(&self) -> Result<Option<PassRecord>, PortError> {
        self.done(read::latest_pass(&self.pool).await)
    }

    async fn unknowns(&self) -> Result<Unknowns, PortError> {
        self.done(read::unknowns(&self.pool).await)
    }

    async fn passes(&self) -> Result<Vec<PassRecord>, PortError> {
        self.done(read::passes(&self.pool).await)
    }

    async fn rule_text(&self, rule: &RuleId, version: &str) -> Result<Option<RuleText>, PortError> {
        self.done(read::rule_text(&self.pool, rule, version).await)
    }

    async fn vocabulary(&self, digest: &str) -> Result<Option<Vocabulary>, PortError> {
        self.done(read::vocabulary(&self.pool, digest).await)
    }

    async fn record(&self, write: &PassWrite) -> Result<bool, PortError> {
        let mut transaction = self.write().await?;
        if !self.done(turns::is_still(&mut transaction, self.turn).await)? {
            return Err(self.trouble.turn_over());
        }
        if !self.done(write::pass(&mut transaction, write).await)? {
            return Ok(false);
        }
        self.commit(transaction).await?;
        Ok(true)
    }
}
