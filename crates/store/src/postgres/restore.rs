//! A backup into a schema: in one transaction, so that it is what it was or what the backup holds.

use std::path::Path;

use app::ports::PortError;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use super::{
    ONE_WRITER,
    sql::backup::{fill, holds_something},
    trouble::explain,
};
use crate::{
    backup::{InTheWay, Reader, Saved, taken},
    location::PostgresAt,
    migrations,
    trouble::Trouble,
};

/// Makes the ledger of a schema what a backup holds.
pub(crate) async fn restore(
    at: &PostgresAt,
    from: &Path,
    in_the_way: InTheWay,
) -> Result<Saved, PortError> {
    let name = at.to_string();
    let trouble = Trouble::of(&name, explain);
    let opened = at
        .options()
        .application_name("allhands restore")
        .connect()
        .await;
    let mut connection = opened.map_err(|why| trouble.opening(why))?;
    let begun = connection.begin().await;
    let mut transaction = begun.map_err(|why| trouble.writing(why))?;
    let alone = sqlx::query(ONE_WRITER).execute(&mut *transaction).await;
    alone.map_err(|why| trouble.writing(why))?;
    let holds = holds_something(&mut transaction).await;
    if in_the_way == InTheWay::Kept && holds.map_err(|why| trouble.reading(why))? {
        return Err(taken(&name));
    }
    let mut backup = Reader::open(from)?;
    let ours = migrations::tables();
    let all = ours.into_iter().chain(["_sqlx_migrations"]);
    for table in all {
        let sql = AssertSqlSafe(format!("DROP TABLE IF EXISTS {table} CASCADE"));
        let dropped = sqlx::query(sql).execute(&mut *transaction).await;
        dropped.map_err(|why| trouble.writing(why))?;
    }
    let dropped = sqlx::query("DROP FUNCTION IF EXISTS history_stays, history_erases CASCADE");
    let dropped = dropped.execute(&mut *transaction).await;
    dropped.map_err(|why| trouble.writing(why))?;
    let saved = fill(&mut transaction, &mut backup, (from, &trouble)).await?;
    transaction
        .commit()
        .await
        .map_err(|why| trouble.writing(why))?;
    Ok(saved)
}
