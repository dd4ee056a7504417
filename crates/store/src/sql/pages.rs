//! Findings a page at a time, the most urgent first, however many there are.

use app::ports::{FindingPages, PageAsked, PortError};
use model::{EntityId, Finding, FindingId, FindingState, RuleId, Severity};
use sqlx::{QueryBuilder, Row as _};

use super::{
    Connection, Db, Ledger, RowError,
    read::{self, Recent, finding_of},
    write,
};

/// As the index says it, word by word. Everything that a page or a count asks for stands in it, so
/// that only those findings are read that are shown.
const REST: &str = "CASE WHEN state IN ('closed', 'detected') THEN 1 ELSE 0 END";
/// The same number, and not what the index says.
const REST_BY_KEY: &str = "+(CASE WHEN state IN ('closed', 'detected') THEN 1 ELSE 0 END)";
/// So many times what fits on a page is many.
const MANY: i64 = 40;
const DUE: &str = "coalesce(due, '~')";
const RANK: &str =
    "CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END";

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
        let rest = self.done(rest(&mut snapshot, asked).await)?;
        self.done(page(&mut snapshot, asked, (rest, after)).await)
    }

    async fn how_many(&self, asked: &PageAsked) -> Result<u64, PortError> {
        let mut snapshot = self.read().await?;
        let rest = self.done(rest(&mut snapshot, asked).await)?;
        let mut sql = QueryBuilder::<Db>::new("SELECT count(*) FROM ledger_findings WHERE ");
        only(&mut sql, asked, rest);
        let count = sql.build_query_scalar().fetch_one(&mut *snapshot).await;
        let count: i64 = self.done(count.map_err(RowError::from))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }
}

/// Which half of the order a finding is in, said so that the right index is used. Findings of a
/// rule that has few are next to each other by key, and sorted when they are read; where it has
/// many, the first of them come soon in the order of all.
async fn rest(from: &mut Connection, asked: &PageAsked) -> Result<&'static str, RowError> {
    let Some(rule) = &asked.rule else {
        return Ok(REST);
    };
    let many = MANY * i64::from(asked.most);
    let mut sql =
        QueryBuilder::<Db>::new("SELECT count(*) FROM (SELECT id FROM ledger_findings WHERE ");
    of_rule(&mut sql, rule);
    sql.push(" LIMIT ").push_bind(many).push(") AS few");
    let some: i64 = sql.build_query_scalar().fetch_one(from).await?;
    Ok(if some < many { REST_BY_KEY } else { REST })
}

/// The findings of a rule as a range of the key, which begins with the rule: `A` is what comes
/// after `@`.
fn of_rule(sql: &mut QueryBuilder<Db>, rule: &RuleId) {
    sql.push("id >= ").push_bind(format!("{rule}@"));
    sql.push(" AND id < ").push_bind(format!("{rule}A"));
}

/// Where a finding stands in the order.
struct Place {
    rest: i32,
    due: String,
    rank: i32,
    id: String,
}

async fn place(from: &mut Connection, id: &FindingId) -> Result<Option<Place>, RowError> {
    let sql = "SELECT state, due, severity FROM ledger_findings WHERE id = $1";
    let row = sqlx::query(sql)
        .bind(id.as_str())
        .fetch_optional(from)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let state: FindingState = read::word(&row, id.as_str(), "state")?;
    let due: Option<String> = row.try_get("due")?;
    let severity: Severity = read::word(&row, id.as_str(), "severity")?;
    Ok(Some(Place {
        rest: i32::from(!state.is_open()),
        due: due.unwrap_or_else(|| "~".to_owned()),
        rank: rank(severity),
        id: id.as_str().to_owned(),
    }))
}

/// The more severe, the lower.
fn rank(severity: Severity) -> i32 {
    match severity {
        Severity::Critical => 0,
        Severity::High => 1,
        Severity::Medium => 2,
        Severity::Low => 3,
    }
}

async fn page(
    from: &mut Connection,
    asked: &PageAsked,
    (rest, after): (&'static str, Option<Place>),
) -> Result<Vec<Finding>, RowError> {
    let mut sql = QueryBuilder::<Db>::new(
        "SELECT * FROM ledger_findings WHERE id IN (SELECT id FROM ledger_findings WHERE ",
    );
    only(&mut sql, asked, rest);
    let half = half(asked);
    let order = match half {
        Some(_) => format!("{DUE}, {RANK}, id"),
        None => format!("{rest}, {DUE}, {RANK}, id"),
    };
    match (half, after) {
        (_, None) => {}
        // All of the one half comes before all of the other.
        (Some(of), Some(place)) if of < place.rest => return Ok(Vec::new()),
        (Some(of), Some(place)) if of > place.rest => {}
        (of, Some(place)) => {
            // Said of the first column by itself too: SQLite looks no place up by several at once
            // where they are expressions, and would read all that comes before.
            match of {
                Some(_) => sql
                    .push(format!(" AND {DUE} >= "))
                    .push_bind(place.due.clone()),
                None => sql.push(format!(" AND {rest} >= ")).push_bind(place.rest),
            };
            sql.push(format!(" AND ({order}) > ("));
            let mut values = sql.separated(", ");
            if of.is_none() {
                values.push_bind(place.rest);
            }
            values
                .push_bind(place.due)
                .push_bind(place.rank)
                .push_bind(place.id);
            sql.push(")");
        }
    }
    sql.push(format!(" ORDER BY {order} LIMIT "));
    sql.push_bind(i64::from(asked.most));
    sql.push(format!(") ORDER BY {order}"));
    let rows = sql.build().fetch_all(&mut *from).await?;
    let mut recent = Recent::default();
    let read = rows.iter().map(|row| finding_of(row, &mut recent));
    let mut findings = read.collect::<Result<Vec<_>, _>>()?;
    read::with_clocks(from, &mut findings).await?;
    Ok(findings)
}

/// Which half of the order the states are all in: open risk, or the rest.
fn half(asked: &PageAsked) -> Option<i32> {
    let rest = |state: &FindingState| !state.is_open();
    match asked.states.as_slice() {
        [] => Some(0),
        states if states.iter().all(rest) => Some(1),
        states if !states.iter().any(rest) => Some(0),
        _ => None,
    }
}

/// The conditions, in the words of the index.
fn only(sql: &mut QueryBuilder<Db>, asked: &PageAsked, rest: &'static str) {
    let PageAsked {
        states,
        rule,
        severity,
        kind,
        due_before,
        after: _,
        most: _,
    } = asked;
    match half(asked) {
        Some(half) => sql.push(format!("{rest} = {half}")),
        None => sql.push("1 = 1"),
    };
    if !states.is_empty() && !FindingState::ALL.iter().all(|one| states.contains(one)) {
        sql.push(" AND state IN (");
        let mut words = sql.separated(", ");
        for state in states {
            words.push_bind(write::word(state));
        }
        sql.push(")");
    }
    if let Some(rule) = rule {
        sql.push(" AND ");
        of_rule(sql, rule);
    }
    if let Some(severity) = severity {
        sql.push(format!(" AND {RANK} = {}", rank(*severity)));
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
        sql.push(format!(" AND {DUE} < "))
            .push_bind(instant.to_string());
    }
}
