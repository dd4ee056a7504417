//! The sealed log: one entry for each thing that is written, in the transaction that writes it.

use app::{
    ports::{Erasure, EventRow, FindingSeal, LogRow, LogStore, PortError},
    sealed::{
        log::{
            EventItem, Kind, Place, Private, Salt, Sealed, Sealing,
            check::Kept,
            seal,
            tlog::{Hash, SignedCheckpoint},
        },
        things::{self, Before},
    },
};
use jiff::Timestamp;
use model::FindingId;
use sqlx::Row as _;

use super::{
    Connection, Ledger, Pool, Row, RowError, insert as insert_rows,
    read::{json, plain, word, wrong},
    restored, stored, write,
};
use crate::rows::Table;

const SEALS: Table<3> = Table {
    name: "log_findings",
    columns: ["seq", "finding", "hash"],
    known: "",
};

/// Appends the entry of a thing. The first one says what was there before it.
pub(super) async fn append(to: &mut Connection, what: &Sealing<'_>) -> Result<(), RowError> {
    let sql = "SELECT * FROM log_entries ORDER BY seq DESC LIMIT 1";
    let last = sqlx::query(sql).fetch_optional(&mut *to).await?;
    let events = what.events.len() as u64;
    let first_event = number(to, "SELECT max(number) FROM ledger_events").await? + 1 - events;
    let (seq, previous) = match last {
        Some(row) => {
            let kept = kept(&row)?;
            let key = format!("entry {}", kept.seq);
            let at = word(&row, &key, "at")?;
            (kept.seq + 1, (kept.hash.unwrap_or(Hash::empty_root()), at))
        }
        None => {
            let before = before(to, what).await?;
            let place = Place {
                seq: 0,
                previous: None,
                first_event: 0,
                salt: salt()?,
            };
            let began = seal(&things::began(what.at, &before), &place);
            insert(to, &began).await?;
            (1, (began.hash, began.leaf.at))
        }
    };
    let place = Place {
        seq,
        previous: Some(previous),
        first_event,
        salt: salt()?,
    };
    insert(to, &seal(what, &place)).await
}

/// What was there before the log began; what is being written now was not.
async fn before(to: &mut Connection, what: &Sealing<'_>) -> Result<Before, RowError> {
    let own = |kind| u64::from(what.kind == kind);
    Ok(Before {
        passes: number(to, "SELECT max(number) FROM ledger_passes").await? - own(Kind::Pass),
        events: number(to, "SELECT max(number) FROM ledger_events").await?
            - what.events.len() as u64,
        acts: number(to, "SELECT max(number) FROM ledger_acts").await? - own(Kind::Act),
        decisions: number(to, "SELECT max(number) FROM inventory_decisions").await?
            - own(Kind::Decision),
        steps: number(to, "SELECT max(number) FROM governance_entries").await? - own(Kind::Rule),
    })
}

/// The highest number of a table, 0 for an empty one.
async fn number(to: &mut Connection, highest: &'static str) -> Result<u64, RowError> {
    let next = write::next(to, highest).await?;
    Ok(u64::try_from(next - 1).unwrap_or_default())
}

async fn insert(to: &mut Connection, sealed: &Sealed) -> Result<(), RowError> {
    let seq = signed(sealed.leaf.seq);
    let sql = "INSERT INTO log_entries (seq, at, text, hash) VALUES ($1, $2, $3, $4)";
    let query = sqlx::query(sql).bind(seq).bind(sealed.leaf.at.to_string());
    let query = query.bind(&sealed.text).bind(sealed.hash.hex());
    query.execute(&mut *to).await?;
    let sql = "INSERT INTO log_words (seq, salt, actor, reason, after) \
               VALUES ($1, $2, $3, $4, $5)";
    let Private {
        salt,
        actor,
        reason,
        after,
    } = &sealed.private;
    let query = sqlx::query(sql).bind(seq).bind(Hash(salt.0).hex());
    let query = query.bind(actor.as_deref().map(stored));
    let query = query.bind(reason.as_deref().map(stored)).bind(after);
    query.execute(&mut *to).await?;
    let stood = sealed.findings.iter();
    let rows: Vec<_> = stood.map(|(id, hash)| (seq, id, *hash)).collect();
    insert_rows(to, &SEALS, &rows, |(seq, id, hash)| {
        [(*seq).into(), id.as_str().into(), hash.hex().into()]
    })
    .await?;
    Ok(())
}

/// 32 random bytes.
fn salt() -> Result<Salt, RowError> {
    let mut bytes = [0; 32];
    let filled = getrandom::fill(&mut bytes);
    filled.map_err(|why| sqlx::Error::Io(std::io::Error::other(why.to_string())))?;
    Ok(Salt(bytes))
}

/// Numbers start at 0 or 1 and grow by one, so they never reach the end of an `i64`.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(row: &Row, column: &'static str) -> Result<u64, RowError> {
    let number: i64 = row.try_get(column)?;
    u64::try_from(number).map_err(|_| wrong("the log", column, &number.to_string()))
}

fn hash(row: &Row, key: &str, column: &'static str) -> Result<Option<Hash>, RowError> {
    let text: Option<&str> = row.try_get(column)?;
    let read = |text| Hash::from_hex(text).map_err(|_| wrong(key, column, text));
    text.map(read).transpose()
}

fn kept(row: &Row) -> Result<Kept, RowError> {
    let seq = unsigned(row, "seq")?;
    Ok(Kept {
        seq,
        text: row.try_get("text")?,
        hash: hash(row, &format!("entry {seq}"), "hash")?,
    })
}

async fn log(pool: &Pool, from: u64) -> Result<Vec<LogRow>, RowError> {
    let sql = "SELECT log_entries.seq, text, hash, salt, actor, reason, after FROM log_entries \
               LEFT JOIN log_words ON log_words.seq = log_entries.seq \
               WHERE log_entries.seq >= $1 ORDER BY log_entries.seq";
    let rows = sqlx::query(sql).bind(signed(from)).fetch_all(pool).await?;
    let one = |row: &Row| {
        let kept = kept(row)?;
        let key = format!("entry {}", kept.seq);
        let private = match hash(row, &key, "salt")? {
            Some(salt) => Some(Private {
                salt: Salt(salt.0),
                actor: row.try_get::<Option<String>, _>("actor")?.map(restored),
                reason: row.try_get::<Option<String>, _>("reason")?.map(restored),
                after: row.try_get("after")?,
            }),
            None => None,
        };
        Ok(LogRow { kept, private })
    };
    rows.iter().map(one).collect()
}

async fn events_from(pool: &Pool, first: u64, count: u64) -> Result<Vec<EventRow>, RowError> {
    let sql = "SELECT ledger_events.*, log_events.hash AS sealed FROM ledger_events \
               LEFT JOIN log_events ON log_events.event = ledger_events.number \
               WHERE number >= $1 AND number < $2 ORDER BY number";
    let rows = sqlx::query(sql).bind(signed(first));
    let rows = rows.bind(signed(first.saturating_add(count)));
    let rows = rows.fetch_all(pool).await?;
    let one = |row: &Row| {
        let number = unsigned(row, "number")?;
        let key = format!("event {number}");
        let act: Option<i64> = row.try_get("act")?;
        Ok(EventRow {
            number,
            act: act.and_then(|act| u64::try_from(act).ok()),
            item: EventItem {
                finding: FindingId::new(row.try_get::<&str, _>("finding")?),
                at: word(row, &key, "at")?,
                actor: plain(row, "actor")?,
                what: json(row, &key, "what")?,
                reason: plain(row, "reason")?,
                evidence: json(row, &key, "evidence")?,
            },
            sealed: hash(row, &key, "sealed")?,
        })
    };
    rows.iter().map(one).collect()
}

async fn finding_seals(pool: &Pool) -> Result<Vec<FindingSeal>, RowError> {
    let sql = "SELECT * FROM log_findings ORDER BY seq, finding";
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    let one = |row: &Row| {
        let finding: &str = row.try_get("finding")?;
        let sealed = hash(row, finding, "hash")?;
        Ok(FindingSeal {
            seq: unsigned(row, "seq")?,
            finding: FindingId::new(finding),
            hash: sealed.unwrap_or(Hash::empty_root()),
        })
    };
    rows.iter().map(one).collect()
}

async fn checkpoints(pool: &Pool) -> Result<Vec<String>, RowError> {
    let sql = "SELECT text FROM log_checkpoints ORDER BY number";
    Ok(sqlx::query_scalar(sql).fetch_all(pool).await?)
}

async fn keep_checkpoint(
    to: &mut Connection,
    at: Timestamp,
    checkpoint: &SignedCheckpoint,
) -> Result<(), RowError> {
    let number = write::next(to, "SELECT max(number) FROM log_checkpoints").await?;
    let sql = "INSERT INTO log_checkpoints (number, at, text) VALUES ($1, $2, $3)";
    let query = sqlx::query(sql).bind(number).bind(at.to_string());
    query.bind(checkpoint.to_string()).execute(to).await?;
    Ok(())
}

/// Takes words and salts away, and who somebody was out of the rows they wrote.
async fn erase(to: &mut Connection, erasure: &Erasure) -> Result<(), RowError> {
    // The rows of history change only while this one is there.
    let sql = "INSERT INTO log_erasing (seq) VALUES (1)";
    sqlx::query(sql).execute(&mut *to).await?;
    for seq in &erasure.entries {
        let sql = "DELETE FROM log_words WHERE seq = $1";
        sqlx::query(sql)
            .bind(signed(*seq))
            .execute(&mut *to)
            .await?;
    }
    for act in &erasure.acts {
        let sql = "UPDATE ledger_acts SET author = $2, because = $3, what = $4 WHERE number = $1";
        let query = sqlx::query(sql).bind(signed(act.number));
        let query = query.bind(stored(&act.by)).bind(stored(&act.because));
        query.bind(write::json(&act.what)).execute(&mut *to).await?;
    }
    for one in &erasure.decisions {
        let sql = "UPDATE inventory_decisions SET author = $2, because = $3, what = $4 \
                   WHERE number = $1";
        let query = sqlx::query(sql).bind(signed(one.number));
        let query = query.bind(stored(&one.by)).bind(stored(&one.because));
        query.bind(write::json(&one.what)).execute(&mut *to).await?;
    }
    for (number, step) in &erasure.steps {
        let sql = "UPDATE governance_entries SET actor = $2, reason = $3, step = $4 \
                   WHERE number = $1";
        let query = sqlx::query(sql)
            .bind(signed(*number))
            .bind(write::json(&step.by));
        let query = query.bind(stored(&step.reason));
        query
            .bind(write::json(&step.step))
            .execute(&mut *to)
            .await?;
    }
    for (number, actor, reason, hash) in &erasure.events {
        let sql = "UPDATE ledger_events SET actor = $2, reason = $3 WHERE number = $1";
        let query = sqlx::query(sql).bind(signed(*number)).bind(stored(actor));
        query.bind(stored(reason)).execute(&mut *to).await?;
        let sql = "INSERT INTO log_events (event, hash) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        let query = sqlx::query(sql).bind(signed(*number)).bind(hash.hex());
        query.execute(&mut *to).await?;
    }
    sqlx::query("DELETE FROM log_erasing").execute(to).await?;
    Ok(())
}

impl LogStore for Ledger {
    async fn log(&self, from: u64) -> Result<Vec<LogRow>, PortError> {
        self.done(log(&self.pool, from).await)
    }

    async fn events_from(&self, first: u64, count: u64) -> Result<Vec<EventRow>, PortError> {
        self.done(events_from(&self.pool, first, count).await)
    }

    async fn finding_seals(&self) -> Result<Vec<FindingSeal>, PortError> {
        self.done(finding_seals(&self.pool).await)
    }

    async fn checkpoints(&self) -> Result<Vec<String>, PortError> {
        self.done(checkpoints(&self.pool).await)
    }

    async fn keep_checkpoint(
        &self,
        at: Timestamp,
        checkpoint: &SignedCheckpoint,
    ) -> Result<(), PortError> {
        let mut transaction = self.write().await?;
        self.done(keep_checkpoint(&mut transaction, at, checkpoint).await)?;
        self.commit(transaction).await
    }

    async fn seal(&self, what: &Sealing<'_>) -> Result<(), PortError> {
        let mut transaction = self.write().await?;
        self.done(append(&mut transaction, what).await)?;
        self.commit(transaction).await
    }

    async fn erase(&self, what: &Sealing<'_>, erasure: &Erasure) -> Result<(), PortError> {
        let mut transaction = self.write().await?;
        self.done(append(&mut transaction, what).await)?;
        self.done(erase(&mut transaction, erasure).await)?;
        self.commit(transaction).await
    }
}
