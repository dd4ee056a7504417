//! Rows back into findings, events and passes. A value that does not fit is named, not guessed.

use std::collections::BTreeMap;

use app::ports::{PassRecord, RuleText};
use futures_util::future::join;
use model::{
    EntityId, Event, Finding, FindingId, KindName, RuleId, Vocabulary,
    finding::Clock,
    verdict::{UnknownSince, Unknowns},
};
use serde::de::{DeserializeOwned, IntoDeserializer as _, value::StrDeserializer};
use sqlx::{QueryBuilder, Row as _};

use super::{
    BATCH, Connection, Db, Pool, Row, RowError, STRETCH, Stretch, among, cells::Cells, restored,
};

/// All findings with their clocks, in order of id; the caller's transaction keeps them together.
/// While a stretch of them is read, the next one is on its way.
pub(super) async fn findings(from: &mut Connection) -> Result<Vec<Finding>, RowError> {
    let mut findings = Vec::new();
    let mut came = Stretch::fetch(from, "", STRETCH).await?;
    while let Some(last) = came.last() {
        let next = Stretch::fetch(from, last, STRETCH);
        let (next, read) = join(next, async { came.read() }).await;
        findings.append(&mut read?);
        came = next?;
    }
    Ok(findings)
}

/// The first findings with their clocks behind an id, at most so many, in order of id; the caller's
/// transaction keeps them together.
pub(super) async fn findings_behind(
    from: &mut Connection,
    after: Option<&FindingId>,
    most: u32,
) -> Result<Vec<Finding>, RowError> {
    let after = after.map_or("", FindingId::as_str);
    Stretch::fetch(from, after, most).await?.read()
}

/// One finding with its clocks; the caller's transaction keeps them together.
pub(super) async fn finding(
    from: &mut Connection,
    id: &FindingId,
) -> Result<Option<Finding>, RowError> {
    let sql = "SELECT * FROM ledger_findings WHERE id = $1";
    let row = sqlx::query(sql)
        .bind(id.as_str())
        .fetch_optional(&mut *from)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut finding = finding_of(&row, &mut Recent::default())?;
    finding.clocks = clocks(from, id).await?;
    Ok(Some(finding))
}

/// The clocks of a finding.
pub(super) async fn clocks(from: &mut Connection, id: &FindingId) -> Result<Vec<Clock>, RowError> {
    let sql = "SELECT * FROM ledger_clocks WHERE finding = $1 ORDER BY key";
    let rows = sqlx::query(sql).bind(id.as_str()).fetch_all(from).await?;
    rows.iter().map(|row| clock_of(row, id.as_str())).collect()
}

/// Some findings with their clocks, in whatever order they are.
pub(super) async fn with_clocks(
    from: &mut Connection,
    findings: &mut [Finding],
) -> Result<(), RowError> {
    for some in findings.chunks_mut(BATCH) {
        let mut sql = QueryBuilder::<Db>::new("SELECT * FROM ledger_clocks WHERE ");
        among(&mut sql, "finding", some.iter().map(|one| one.id.as_str()));
        sql.push(" ORDER BY finding, key");
        let mut clocks: BTreeMap<FindingId, Vec<Clock>> = BTreeMap::new();
        for row in &sql.build().fetch_all(&mut *from).await? {
            let owner: &str = row.try_get("finding")?;
            let clock = clock_of(row, owner)?;
            clocks.entry(FindingId::new(owner)).or_default().push(clock);
        }
        for finding in some {
            finding.clocks = clocks.remove(&finding.id).unwrap_or_default();
        }
    }
    Ok(())
}

/// Names as they were met last: findings that stand next to each other share them.
#[derive(Debug, Default)]
pub(in super::super) struct Recent {
    rule: Option<RuleId>,
    kind: Option<KindName>,
}

impl Recent {
    fn rule(&mut self, name: &str) -> RuleId {
        let known = self.rule.take().filter(|rule| rule.as_str() == name);
        let rule = known.unwrap_or_else(|| RuleId::new(name));
        self.rule.insert(rule).clone()
    }

    fn entity(&mut self, mut entity: EntityId) -> EntityId {
        let known = self.kind.take().filter(|kind| *kind == entity.kind);
        let kind = known.unwrap_or(entity.kind);
        entity.kind = self.kind.insert(kind).clone();
        entity
    }
}

/// A finding without its clocks.
pub(in super::super) fn finding_of(
    row: &impl Cells,
    recent: &mut Recent,
) -> Result<Finding, RowError> {
    let key = row.needed("id")?;
    Ok(Finding {
        id: FindingId::new(key),
        rule: recent.rule(row.needed("rule")?),
        rule_version: plain(row, "rule_version")?,
        entity: recent.entity(word(row, key, "entity")?),
        state: word(row, key, "state")?,
        closed_because: maybe_word(row, key, "closed_because")?,
        severity: word(row, key, "severity")?,
        missed_since: word(row, key, "missed_since")?,
        opened_at: instant(row, key, "opened_at")?,
        closed_at: instant(row, key, "closed_at")?,
        due: instant(row, key, "due")?,
        worst_assumed: row.flag("worst_assumed")?,
        regressions: count(row, key, "regressions")?,
        episode: count(row, key, "episode")?,
        clocks: Vec::new(),
        clean_snapshots: json(row, key, "clean_snapshots")?,
        missed_snapshot: instant(row, key, "missed_snapshot")?,
        missed_evidence: json(row, key, "missed_evidence")?,
        because: plain(row, "because")?,
        handling: json(row, key, "handling")?,
    })
}

pub(in super::super) fn clock_of(row: &impl Cells, finding: &str) -> Result<Clock, RowError> {
    Ok(Clock {
        key: plain(row, "key")?,
        label: plain(row, "label")?,
        anchor: word(row, finding, "anchor")?,
        first_seen: word(row, finding, "first_seen")?,
        last_seen: word(row, finding, "last_seen")?,
        due: instant(row, finding, "due")?,
        cleared_at: instant(row, finding, "cleared_at")?,
        terms: maybe_json(row, finding, "terms")?,
    })
}

/// What happened to a finding, oldest first.
pub(super) async fn events(pool: &Pool, id: &FindingId) -> Result<Vec<Event>, RowError> {
    let sql = "SELECT * FROM ledger_events WHERE finding = $1 ORDER BY number";
    let rows = sqlx::query(sql).bind(id.as_str()).fetch_all(pool).await?;
    let event = |row: &Row| {
        Ok(Event {
            finding: id.clone(),
            at: word(row, id.as_str(), "at")?,
            actor: plain(row, "actor")?,
            what: json(row, id.as_str(), "what")?,
            reason: plain(row, "reason")?,
            evidence: json(row, id.as_str(), "evidence")?,
        })
    };
    rows.iter().map(event).collect()
}

/// The pass that was recorded last.
pub(super) async fn latest_pass(pool: &Pool) -> Result<Option<PassRecord>, RowError> {
    let sql = "SELECT * FROM ledger_passes ORDER BY number DESC LIMIT 1";
    let row = sqlx::query(sql).fetch_optional(pool).await?;
    row.as_ref().map(pass_of).transpose()
}

/// Since when verdicts are unknown.
pub(super) async fn unknowns(pool: &Pool) -> Result<Unknowns, RowError> {
    let sql = "SELECT * FROM ledger_unknowns ORDER BY rule, entity";
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    let mut all = Unknowns::new();
    for row in &rows {
        let rule: &str = row.try_get("rule")?;
        let since = UnknownSince {
            since: word(row, rule, "since")?,
            seen: word(row, rule, "seen")?,
            counts: row.try_get("counts")?,
        };
        let of_rule = all.entry(RuleId::new(rule)).or_default();
        of_rule.insert(word(row, rule, "entity")?, since);
    }
    Ok(all)
}

/// All passes in the order they were recorded.
pub(super) async fn passes(pool: &Pool) -> Result<Vec<PassRecord>, RowError> {
    let sql = "SELECT * FROM ledger_passes ORDER BY number";
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    rows.iter().map(pass_of).collect()
}

fn pass_of(row: &Row) -> Result<PassRecord, RowError> {
    let key: String = row.try_get("key")?;
    let run: i64 = row.try_get("run")?;
    Ok(PassRecord {
        at: word(row, &key, "at")?,
        run: u64::try_from(run).map_err(|_| wrong(&key, "run", &run.to_string()))?,
        sources: json(row, &key, "sources")?,
        rules: json(row, &key, "rules")?,
        in_force: json(row, &key, "in_force")?,
        vocabulary: row.try_get("vocabulary")?,
        key,
    })
}

/// The stored text of a rule version.
pub(super) async fn rule_text(
    pool: &Pool,
    rule: &RuleId,
    version: &str,
) -> Result<Option<RuleText>, RowError> {
    let sql = "SELECT text FROM ledger_rule_versions WHERE rule = $1 AND version = $2";
    let query = sqlx::query(sql).bind(rule.as_str()).bind(version);
    let Some(row) = query.fetch_optional(pool).await? else {
        return Ok(None);
    };
    let text = row.try_get("text")?;
    Ok(Some(RuleText {
        rule: rule.clone(),
        version: version.to_owned(),
        text,
    }))
}

/// The words of a digest.
pub(super) async fn vocabulary(pool: &Pool, digest: &str) -> Result<Option<Vocabulary>, RowError> {
    let sql = "SELECT text FROM ledger_vocabularies WHERE digest = $1";
    let found = sqlx::query(sql).bind(digest).fetch_optional(pool).await?;
    found.map(|row| json(&row, digest, "text")).transpose()
}

pub(in super::super) fn wrong(row: &str, column: &'static str, value: &str) -> RowError {
    RowError::Value {
        row: row.to_owned(),
        column,
        value: value.to_owned(),
    }
}

/// A column whose text may be any.
pub(super) fn plain(row: &impl Cells, column: &'static str) -> Result<String, RowError> {
    Ok(restored(row.needed(column)?.to_owned()))
}

/// A column that counts something.
fn count(row: &impl Cells, key: &str, column: &'static str) -> Result<u32, RowError> {
    let stored = row.number(column)?;
    u32::try_from(stored).map_err(|_| wrong(key, column, &stored.to_string()))
}

/// A column whose text is one word of the model: a state, an instant, an entity.
pub(super) fn word<T: DeserializeOwned>(
    row: &impl Cells,
    key: &str,
    column: &'static str,
) -> Result<T, RowError> {
    let text = row.needed(column)?;
    let read: StrDeserializer<'_, serde::de::value::Error> = text.into_deserializer();
    T::deserialize(read).map_err(|_| wrong(key, column, text))
}

fn maybe_word<T: DeserializeOwned>(
    row: &impl Cells,
    key: &str,
    column: &'static str,
) -> Result<Option<T>, RowError> {
    match row.text(column)? {
        Some(_) => word(row, key, column).map(Some),
        None => Ok(None),
    }
}

fn instant(
    row: &impl Cells,
    key: &str,
    column: &'static str,
) -> Result<Option<jiff::Timestamp>, RowError> {
    maybe_word(row, key, column)
}

/// A column that holds JSON.
pub(super) fn json<T: DeserializeOwned>(
    row: &impl Cells,
    key: &str,
    column: &'static str,
) -> Result<T, RowError> {
    let text = row.needed(column)?;
    serde_json::from_str(text).map_err(|_| wrong(key, column, text))
}

fn maybe_json<T: DeserializeOwned>(
    row: &impl Cells,
    key: &str,
    column: &'static str,
) -> Result<Option<T>, RowError> {
    match row.text(column)? {
        Some(_) => json(row, key, column).map(Some),
        None => Ok(None),
    }
}
