//! Every statement, once. This folder is compiled for each database, with that database's types
//! in the place of `Db`, `Row`, `Connection` and `Pool`: placeholders are `$1`, numbers are given
//! by us, and whatever a database does in its own way is in the file that has its name.

mod access;
mod acts;
pub(super) mod backup;
pub(super) mod cells;
mod decisions;
mod govern;
mod ledger;
mod log;
mod pages;
mod poam;
pub(super) mod read;
mod turns;
pub(super) mod write;

use app::ports::PortError;
use sqlx::Transaction;

use super::{
    BATCH, COLUMNS, Connection, DIALECT, Db, Pool, Row, STRETCH, Stretch, among, insert, reading,
    restored, stored, writing,
};
use crate::trouble::{RowError, Trouble};

/// The ledger in a database.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    /// Connections to it.
    pub(super) pool: Pool,
    /// Makes errors that name it.
    pub(super) trouble: Trouble,
    /// The turn in which it records; none where nobody else can be at work.
    pub(super) turn: Option<i64>,
}

impl Ledger {
    pub(super) fn of(pool: Pool, trouble: Trouble) -> Self {
        Self {
            pool,
            trouble,
            turn: None,
        }
    }

    /// Ends all connections, and waits until they have ended.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }

    /// A transaction that writes; while it lasts, nobody else does.
    async fn write(&self) -> Result<Transaction<'static, Db>, PortError> {
        writing(&self.pool)
            .await
            .map_err(|why| self.trouble.writing(why))
    }

    /// A transaction that reads one state of everything.
    async fn read(&self) -> Result<Transaction<'static, Db>, PortError> {
        reading(&self.pool)
            .await
            .map_err(|why| self.trouble.opening(why))
    }

    /// Makes what was written last.
    async fn commit(&self, transaction: Transaction<'static, Db>) -> Result<(), PortError> {
        let committed = transaction.commit().await;
        committed.map_err(|why| self.trouble.writing(why))
    }

    /// What was read or written, or the trouble with it.
    fn done<T>(&self, done: Result<T, RowError>) -> Result<T, PortError> {
        done.map_err(|why| self.trouble.reading(why))
    }
}
