//! Findings a page at a time, the most urgent first, however many there are.

use app::ports::{FindingPages, PageAsked, PortError};
use model::{EntityId, Finding, FindingId, FindingState, Severity};
use sqlx::{QueryBuilder, Row as _};

use super::{Connection, Db, Ledger, RowError, read, write};

/// As the index says it, word by word.
const DUE: &str = "coalesce(due, '~')";
const RANK: &str =
    "CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END";
const OPEN: &str = "state NOT IN ('closed', 'detected')";

impl FindingPages for Ledger {
    async fn page(&self, asked: &PageAsked) -> Result<Vec<Finding>, PortError> {
        let mut snapshot = self.read().await?;
        let after = match &asked.after {
            None => None,
            Some(id) => match self.done(place(&mut snapshot, id).await)? {
                None => return Err(self.trouble.no_such_finding(id)),
                place => place,
            },
        };
        self.done(page(&mut snapshot, asked, after).await)
    }

    async fn how_many(&self, asked: &PageAsked) -> Result<u64, PortError> {
        let mut sql = QueryBuilder::<Db>::new("SELECT count(*) FROM ledger_findings WHERE ");
        only(&mut sql, asked);
        let count = sql.build_query_scalar().fetch_one(&self.pool).await;
        let count: i64 = self.done(count.map_err(RowError::from))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }
}

/// Where a finding stands in the order.
struct Place {
    due: String,
    rank: i32,
    id: String,
}

async fn place(from: &mut Connection, id: &FindingId) -> Result<Option<Place>, RowError> {
    let sql = "SELECT due, severity FROM ledger_findings WHERE id = $1";
    let row = sqlx::query(sql)
        .bind(id.as_str())
        .fetch_optional(from)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let due: Option<String> = row.try_get("due")?;
    let severity: Severity = read::word(&row, id.as_str(), "severity")?;
    Ok(Some(Place {
        due: due.unwrap_or_else(|| "~".to_owned()),
        rank: match severity {
            Severity::Critical => 0,
            Severity::High => 1,
            Severity::Medium => 2,
            Severity::Low => 3,
        },
        id: id.as_str().to_owned(),
    }))
}

async fn page(
    from: &mut Connection,
    asked: &PageAsked,
    after: Option<Place>,
) -> Result<Vec<Finding>, RowError> {
    let mut sql = QueryBuilder::<Db>::new("SELECT * FROM ledger_findings WHERE ");
    only(&mut sql, asked);
    if let Some(Place { due, rank, id }) = after {
        sql.push(format!(" AND ({DUE}, {RANK}, id) > ("));
        let mut place = sql.separated(", ");
        place.push_bind(due).push_bind(rank).push_bind(id);
        sql.push(")");
    }
    sql.push(format!(" ORDER BY {DUE}, {RANK}, id LIMIT "));
    sql.push_bind(i64::from(asked.most));
    let rows = sql.build().fetch_all(&mut *from).await?;
    let mut findings = rows
        .iter()
        .map(read::finding_of)
        .collect::<Result<Vec<_>, _>>()?;
    for finding in &mut findings {
        finding.clocks = read::clocks(from, &finding.id).await?;
    }
    Ok(findings)
}

/// The conditions. Which states count is always said, so that the index of open ones is of use.
fn only(sql: &mut QueryBuilder<Db>, asked: &PageAsked) {
    let PageAsked {
        states,
        rule,
        severity,
        kind,
        due_before,
        after: _,
        most: _,
    } = asked;
    sql.push(match states.iter().copied().all(FindingState::is_open) {
        true => OPEN,
        false => "1 = 1",
    });
    if !states.is_empty() {
        sql.push(" AND state IN (");
        let mut words = sql.separated(", ");
        for state in states {
            words.push_bind(write::word(state));
        }
        sql.push(")");
    }
    if let Some(rule) = rule {
        // As a range of the key, which begins with the rule: `A` is what comes after `@`.
        sql.push(" AND id >= ").push_bind(format!("{rule}@"));
        sql.push(" AND id < ").push_bind(format!("{rule}A"));
    }
    if let Some(severity) = severity {
        sql.push(" AND severity = ")
            .push_bind(write::word(severity));
    }
    if let Some(kind) = kind {
        // `device-12`, and `.` is what comes after `-`.
        let first = EntityId::new(kind.as_str(), 0).to_string();
        let stem = first.trim_end_matches('0');
        let behind = format!("{}.", stem.trim_end_matches('-'));
        sql.push(" AND entity >= ").push_bind(stem.to_owned());
        sql.push(" AND entity < ").push_bind(behind);
    }
    if let Some(instant) = due_before {
        sql.push(" AND due < ").push_bind(instant.to_string());
    }
}
