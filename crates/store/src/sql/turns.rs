//! Whose turn it is to record passes: a number that grows with each turn.

use app::ports::PortError;

use super::{Connection, Ledger, RowError, stored};

impl Ledger {
    /// The same, recording in this turn only.
    pub(crate) fn in_turn(self, number: i64) -> Self {
        Self {
            turn: Some(number),
            ..self
        }
    }

    /// Begins the next turn. Whoever has an earlier one records nothing any more.
    pub(crate) async fn next_turn(&self, holder: &str) -> Result<i64, PortError> {
        let mut transaction = self.write().await?;
        let number = self.done(next(&mut transaction, holder).await)?;
        self.commit(transaction).await?;
        Ok(number)
    }
}

/// The next turn.
async fn next(to: &mut Connection, holder: &str) -> Result<i64, RowError> {
    let sql = "INSERT INTO ledger_turns (name, number, holder) VALUES ('pass', 1, $1) \
               ON CONFLICT (name) DO UPDATE \
               SET number = ledger_turns.number + 1, holder = excluded.holder RETURNING number";
    let query = sqlx::query_scalar(sql).bind(stored(holder));
    Ok(query.fetch_one(to).await?)
}

/// Whether it is still this turn. Without one it always is: nobody else may be at work.
pub(super) async fn is_still(from: &mut Connection, turn: Option<i64>) -> Result<bool, RowError> {
    let Some(turn) = turn else { return Ok(true) };
    let sql = "SELECT number FROM ledger_turns WHERE name = 'pass'";
    let latest: Option<i64> = sqlx::query_scalar(sql).fetch_optional(from).await?;
    Ok(latest == Some(turn))
}

/// Something changes findings outside of a pass: a pass at work that has read them records nothing
/// of what it made of them.
pub(super) async fn overtake(to: &mut Connection, turn: Option<i64>) -> Result<(), RowError> {
    if turn.is_none() {
        let sql = "UPDATE ledger_turns SET number = number + 1 WHERE name = 'pass'";
        sqlx::query(sql).execute(to).await?;
    }
    Ok(())
}
