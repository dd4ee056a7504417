//! One pass into the database: findings in order of key, events appended.

use std::collections::BTreeSet;

use app::{
    ports::{PassRecord, PassWrite, RuleText},
    sealed::things,
};
use jiff::Timestamp;
use model::{
    EntityId, Event, Finding, FindingId, RuleId, Vocabulary,
    finding::Clock,
    verdict::{UnknownSince, Unknowns},
};
use serde::Serialize;
use sqlx::QueryBuilder;

use super::{BATCH, Connection, Db, RowError, acts, among, insert, log, read, stored};
use crate::rows::{Cell, Table};

pub(in super::super) const FINDINGS: Table<19> = Table {
    name: "ledger_findings",
    columns: [
        "id",
        "rule",
        "rule_version",
        "entity",
        "state",
        "closed_because",
        "severity",
        "missed_since",
        "opened_at",
        "closed_at",
        "due",
        "worst_assumed",
        "regressions",
        "episode",
        "clean_snapshots",
        "missed_snapshot",
        "missed_evidence",
        "because",
        "handling",
    ],
    known: " ON CONFLICT (id) DO UPDATE SET rule = excluded.rule, \
            rule_version = excluded.rule_version, entity = excluded.entity, \
            state = excluded.state, closed_because = excluded.closed_because, \
            severity = excluded.severity, missed_since = excluded.missed_since, \
            opened_at = excluded.opened_at, closed_at = excluded.closed_at, due = excluded.due, \
            worst_assumed = excluded.worst_assumed, regressions = excluded.regressions, \
            episode = excluded.episode, clean_snapshots = excluded.clean_snapshots, \
            missed_snapshot = excluded.missed_snapshot, \
            missed_evidence = excluded.missed_evidence, because = excluded.because, \
            handling = excluded.handling",
};

/// The same, for those that are surely not there.
const NEW_FINDINGS: Table<19> = Table {
    known: "",
    ..FINDINGS
};

pub(in super::super) const CLOCKS: Table<9> = Table {
    name: "ledger_clocks",
    columns: [
        "finding",
        "key",
        "label",
        "anchor",
        "first_seen",
        "last_seen",
        "due",
        "cleared_at",
        "terms",
    ],
    known: "",
};

const EVENTS: Table<9> = Table {
    name: "ledger_events",
    columns: [
        "number", "pass", "act", "finding", "at", "actor", "what", "reason", "evidence",
    ],
    known: "",
};

const UNKNOWNS: Table<5> = Table {
    name: "ledger_unknowns",
    columns: ["rule", "entity", "since", "seen", "counts"],
    known: "",
};

/// Writes a pass into a transaction. Says whether there was anything to write.
///
/// A pass that is known already can only repeat itself: whatever stands as it says, with its
/// events, was written by the first time or by another process meanwhile.
pub(crate) async fn pass(to: &mut Connection, write: &PassWrite) -> Result<bool, RowError> {
    let mut findings: Vec<&Finding> = write.findings.iter().collect();
    findings.sort_by(|a, b| a.id.cmp(&b.id));
    let known = known_pass(to, &write.pass).await?;
    if known.is_some() {
        findings = news(to, findings).await?;
        if findings.is_empty() {
            return Ok(false);
        }
    }
    let pass = match known {
        Some(number) => number,
        None => new_pass(to, &write.pass).await?,
    };
    let changed: BTreeSet<&FindingId> = findings.iter().map(|finding| &finding.id).collect();
    let told = |event: &&Event| known.is_none() || changed.contains(&event.finding);
    let new_events: Vec<&Event> = write.events.iter().filter(told).collect();
    put_findings(to, &findings).await?;
    append_events(to, (pass, None), &new_events).await?;
    for text in &write.rules {
        keep_text(to, text).await?;
    }
    keep_vocabulary(to, &write.pass.vocabulary, &write.vocabulary).await?;
    acts::keep_stale(to, &write.stale).await?;
    if known.is_none() {
        replace_unknowns(to, &write.unknowns).await?;
    }
    // Numbers are given from 1 on.
    let number = u64::try_from(pass).unwrap_or_default();
    let changed = (new_events.as_slice(), findings.as_slice());
    let sealing = things::pass(number, &write.pass, &write.stale, changed);
    log::append(to, &sealing).await?;
    Ok(true)
}

/// Records what follows from an act. Its events stand behind the latest pass, which made the
/// findings they speak of.
pub(super) async fn after_act(
    to: &mut Connection,
    act: i64,
    findings: &[Finding],
    events: &[Event],
) -> Result<(), RowError> {
    let findings: Vec<&Finding> = findings.iter().collect();
    put_findings(to, &findings).await?;
    let events: Vec<&Event> = events.iter().collect();
    let pass = next(to, "SELECT max(number) FROM ledger_passes").await? - 1;
    append_events(to, (pass, Some(act)), &events).await
}

/// The number of a pass that was recorded before.
async fn known_pass(to: &mut Connection, pass: &PassRecord) -> Result<Option<i64>, RowError> {
    let sql = "SELECT number FROM ledger_passes WHERE key = $1";
    let number = sqlx::query_scalar(sql)
        .bind(&pass.key)
        .fetch_optional(to)
        .await?;
    Ok(number)
}

async fn new_pass(to: &mut Connection, pass: &PassRecord) -> Result<i64, RowError> {
    let PassRecord {
        key,
        at,
        run,
        sources,
        rules,
        in_force,
        vocabulary,
    } = pass;
    let sql = "INSERT INTO ledger_passes \
               (number, key, at, run, sources, rules, in_force, vocabulary) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let number = next(to, "SELECT max(number) FROM ledger_passes").await?;
    let query = sqlx::query(sql)
        .bind(number)
        .bind(key)
        .bind(at.to_string())
        .bind(signed(*run));
    query
        .bind(json(sources))
        .bind(json(rules))
        .bind(json(in_force))
        .bind(vocabulary)
        .execute(to)
        .await?;
    Ok(number)
}

/// Those findings that do not stand in the ledger as they are.
async fn news<'a>(
    to: &mut Connection,
    findings: Vec<&'a Finding>,
) -> Result<Vec<&'a Finding>, RowError> {
    let mut news = Vec::new();
    for finding in findings {
        if read::finding(to, &finding.id).await?.as_ref() != Some(finding) {
            news.push(finding);
        }
    }
    Ok(news)
}

/// Findings as they are now, with their clocks; a new episode drops the clocks of the last. Those
/// that were not there before are only added, which is much less work where they are many.
async fn put_findings(to: &mut Connection, findings: &[&Finding]) -> Result<(), RowError> {
    let known = known_findings(to, findings).await?;
    let is_known = |one: &&&Finding| known.contains(one.id.as_str());
    let changed: Vec<&Finding> = findings.iter().filter(is_known).copied().collect();
    let new: Vec<&Finding> = findings
        .iter()
        .filter(|one| !is_known(one))
        .copied()
        .collect();
    insert(to, &FINDINGS, &changed, |one| finding(one)).await?;
    insert(to, &NEW_FINDINGS, &new, |one| finding(one)).await?;
    for batch in changed.chunks(BATCH) {
        let mut sql = QueryBuilder::<Db>::new("DELETE FROM ledger_clocks WHERE ");
        among(&mut sql, "finding", batch.iter().map(|one| one.id.as_str()));
        sql.build().execute(&mut *to).await?;
    }
    let mut clocks: Vec<(&FindingId, &Clock)> = Vec::new();
    for finding in findings {
        clocks.extend(finding.clocks.iter().map(|clock| (&finding.id, clock)));
    }
    insert(to, &CLOCKS, &clocks, |(of, one)| clock(of, one)).await?;
    Ok(())
}

/// The ids of those findings that are there.
async fn known_findings(
    to: &mut Connection,
    findings: &[&Finding],
) -> Result<BTreeSet<String>, RowError> {
    let mut known = BTreeSet::new();
    let any = sqlx::query("SELECT id FROM ledger_findings LIMIT 1");
    if any.fetch_optional(&mut *to).await?.is_none() {
        return Ok(known);
    }
    for batch in findings.chunks(BATCH) {
        let mut sql = QueryBuilder::<Db>::new("SELECT id FROM ledger_findings WHERE ");
        among(&mut sql, "id", batch.iter().map(|one| one.id.as_str()));
        known.extend(
            sql.build_query_scalar::<String>()
                .fetch_all(&mut *to)
                .await?,
        );
    }
    Ok(known)
}

fn finding(finding: &Finding) -> [Cell<'_>; 19] {
    // Taken apart in full, so that no field of a finding can be forgotten here. Its clocks have
    // their own table.
    #[rustfmt::skip]
    let Finding {
        id, rule, rule_version, entity, state, closed_because, severity, missed_since,
        opened_at, closed_at, due, worst_assumed, regressions, episode, clocks: _,
        clean_snapshots, missed_snapshot, missed_evidence, because, handling,
    } = finding;
    [
        id.as_str().into(),
        rule.as_str().into(),
        stored(rule_version).into(),
        entity.to_string().into(),
        word(state).into(),
        closed_because.as_ref().map(word).into(),
        word(severity).into(),
        missed_since.to_string().into(),
        instant(*opened_at).into(),
        instant(*closed_at).into(),
        instant(*due).into(),
        (*worst_assumed).into(),
        i64::from(*regressions).into(),
        i64::from(*episode).into(),
        json(clean_snapshots).into(),
        instant(*missed_snapshot).into(),
        json(missed_evidence).into(),
        stored(because).into(),
        json(handling).into(),
    ]
}

fn clock<'a>(finding: &'a FindingId, clock: &'a Clock) -> [Cell<'a>; 9] {
    let Clock {
        key,
        label,
        anchor,
        first_seen,
        last_seen,
        due,
        cleared_at,
        terms,
    } = clock;
    [
        finding.as_str().into(),
        stored(key).into(),
        stored(label).into(),
        anchor.to_string().into(),
        first_seen.to_string().into(),
        last_seen.to_string().into(),
        instant(*due).into(),
        instant(*cleared_at).into(),
        terms.as_ref().map(json).into(),
    ]
}

/// Appends what happened in a pass, or after it by an act.
async fn append_events(
    to: &mut Connection,
    (pass, act): (i64, Option<i64>),
    events: &[&Event],
) -> Result<(), RowError> {
    if events.is_empty() {
        return Ok(());
    }
    let first = next(to, "SELECT max(number) FROM ledger_events").await?;
    let rows: Vec<_> = (first..)
        .zip(events)
        .map(|(number, event)| ([number, pass], act, *event))
        .collect();
    insert(to, &EVENTS, &rows, |([number, pass], act, event)| {
        let Event {
            finding,
            at,
            actor,
            what,
            reason,
            evidence,
        } = event;
        [
            (*number).into(),
            (*pass).into(),
            (*act).into(),
            finding.as_str().into(),
            at.to_string().into(),
            stored(actor).into(),
            json(what).into(),
            stored(reason).into(),
            json(evidence).into(),
        ]
    })
    .await?;
    Ok(())
}

/// The number after the highest one that a statement tells. Numbers are given here, while nobody
/// else writes, and not by the database: a pass that is cut off leaves no gap, which would look
/// like something taken away.
pub(super) async fn next(to: &mut Connection, highest: &'static str) -> Result<i64, RowError> {
    let highest: Option<i64> = sqlx::query_scalar(highest).fetch_one(to).await?;
    Ok(highest.unwrap_or_default() + 1)
}

/// Since when verdicts are unknown, in place of what the pass before left.
async fn replace_unknowns(to: &mut Connection, unknowns: &Unknowns) -> Result<(), RowError> {
    let sql = "DELETE FROM ledger_unknowns";
    sqlx::query(sql).execute(&mut *to).await?;
    let mut rows: Vec<(&RuleId, &EntityId, &UnknownSince)> = Vec::new();
    for (rule, all) in unknowns {
        rows.extend(all.iter().map(|(entity, since)| (rule, entity, since)));
    }
    insert(to, &UNKNOWNS, &rows, |(rule, entity, unknown)| {
        let UnknownSince {
            since,
            seen,
            counts,
        } = unknown;
        [
            rule.as_str().into(),
            entity.to_string().into(),
            since.to_string().into(),
            seen.to_string().into(),
            (*counts).into(),
        ]
    })
    .await?;
    Ok(())
}

async fn keep_text(to: &mut Connection, text: &RuleText) -> Result<(), RowError> {
    let RuleText {
        rule,
        version,
        text,
    } = text;
    let sql = "INSERT INTO ledger_rule_versions (rule, version, text) VALUES ($1, $2, $3) \
               ON CONFLICT DO NOTHING";
    sqlx::query(sql)
        .bind(rule.as_str())
        .bind(version)
        .bind(text)
        .execute(to)
        .await?;
    Ok(())
}

async fn keep_vocabulary(
    to: &mut Connection,
    digest: &str,
    vocabulary: &Vocabulary,
) -> Result<(), RowError> {
    let sql = "INSERT INTO ledger_vocabularies (digest, text) VALUES ($1, $2) \
               ON CONFLICT DO NOTHING";
    let query = sqlx::query(sql).bind(digest).bind(json(vocabulary));
    query.execute(to).await?;
    Ok(())
}

fn instant(at: Option<Timestamp>) -> Option<String> {
    at.map(|at| at.to_string())
}

/// Run numbers start at 1 and grow by one, so they never reach the end of an `i64`.
fn signed(run: u64) -> i64 {
    i64::try_from(run).unwrap_or(i64::MAX)
}

/// A value of the model as JSON; none of those stored has a key that is not text.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A word of the model as the word alone.
pub(super) fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
