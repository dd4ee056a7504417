//! Many findings at a time: their rows, and then those of their clocks.

use model::Finding;
use sqlx::Row as _;

use super::{
    Connection, Row,
    sql::read::{Recent, clock_of, finding_of},
};
use crate::trouble::RowError;

/// Findings in one stretch when everything is read.
pub(super) const STRETCH: u32 = 5_000;

/// Findings that stand next to each other in the order of ids, as they came.
#[derive(Default)]
pub(super) struct Stretch {
    findings: Vec<Row>,
    clocks: Vec<Row>,
}

impl Stretch {
    /// The first findings behind an id, at most so many.
    pub(super) async fn fetch(
        from: &mut Connection,
        after: &str,
        most: u32,
    ) -> Result<Self, RowError> {
        let sql = "SELECT * FROM ledger_findings WHERE id > $1 ORDER BY id LIMIT $2";
        let query = sqlx::query(sql).bind(after).bind(i64::from(most));
        let findings = query.fetch_all(&mut *from).await?;
        let mut came = Self {
            findings,
            clocks: Vec::new(),
        };
        if let Some(last) = came.last() {
            let sql = "SELECT * FROM ledger_clocks WHERE finding > $1 AND finding <= $2 \
                       ORDER BY finding, key";
            let query = sqlx::query(sql).bind(after).bind(last.to_owned());
            came.clocks = query.fetch_all(from).await?;
        }
        Ok(came)
    }

    /// The id of the last one; none where there is none.
    pub(super) fn last(&self) -> Option<&str> {
        self.findings.last()?.try_get("id").ok()
    }

    /// The findings with their clocks, in order of id.
    pub(super) fn read(&self) -> Result<Vec<Finding>, RowError> {
        let mut recent = Recent::default();
        let mut findings = Vec::with_capacity(self.findings.len());
        let mut clocks = self.clocks.as_slice();
        for row in &self.findings {
            let mut finding = finding_of(row, &mut recent)?;
            let id = finding.id.as_str();
            let owners = clocks.iter().map(|row| row.try_get::<&str, _>("finding"));
            let own = owners.take_while(|of| of.as_ref().is_ok_and(|of| *of == id));
            let (own, rest) = clocks.split_at(own.count());
            let all = own.iter().map(|row| clock_of(row, id));
            finding.clocks = all.collect::<Result<_, _>>()?;
            finding.clocks.shrink_to_fit();
            clocks = rest;
            findings.push(finding);
        }
        Ok(findings)
    }
}
