//! A backup into a file: the ledger is made beside its place, and takes it once it is whole.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use app::ports::PortError;
use sqlx::{ConnectOptions as _, Connection as _, sqlite::SqliteConnectOptions};

use super::{
    sql::backup::{fill, holds_something},
    trouble::{explain, folder_unwritable},
};
use crate::{
    backup::{InTheWay, Reader, Saved, taken},
    trouble::Trouble,
};

/// Makes the ledger of a file what a backup holds.
pub(crate) async fn restore(
    path: &Path,
    from: &Path,
    in_the_way: InTheWay,
) -> Result<Saved, PortError> {
    let name = path.display().to_string();
    let trouble = Trouble::of(&name, explain);
    if in_the_way == InTheWay::Kept && is_taken(path).await {
        return Err(taken(&name));
    }
    let mut backup = Reader::open(from)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|why| folder_unwritable(folder, &why))?;
    }
    let beside = with(path, ".restoring");
    forget(&beside).map_err(|why| trouble.replacing(&why))?;
    let options = SqliteConnectOptions::new()
        .filename(&beside)
        .create_if_missing(true);
    let opened = options.foreign_keys(true).connect().await;
    let mut connection = opened.map_err(|why| trouble.opening(why))?;
    let begun = connection.begin().await;
    let mut transaction = begun.map_err(|why| trouble.writing(why))?;
    // Tables come in order of name; what their rows name may come later.
    let deferred = sqlx::query("PRAGMA defer_foreign_keys = ON")
        .execute(&mut *transaction)
        .await;
    deferred.map_err(|why| trouble.writing(why))?;
    let saved = fill(&mut transaction, &mut backup, (from, &trouble)).await?;
    transaction
        .commit()
        .await
        .map_err(|why| trouble.writing(why))?;
    connection
        .close()
        .await
        .map_err(|why| trouble.writing(why))?;
    let replaced = fs::File::open(&beside).and_then(|file| file.sync_all());
    // What was written ahead belongs to the file that goes.
    let replaced = replaced.and_then(|()| forget_aside(path));
    let replaced = replaced.and_then(|()| fs::rename(&beside, path));
    replaced.map_err(|why| trouble.replacing(&why))?;
    Ok(saved)
}

/// Whether a file holds anything: what cannot be read may.
async fn is_taken(path: &Path) -> bool {
    if !path.exists() {
        return false;
    }
    match SqliteConnectOptions::new().filename(path).connect().await {
        Ok(mut connection) => holds_something(&mut connection).await.unwrap_or(true),
        Err(_) => true,
    }
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn forget(path: &Path) -> io::Result<()> {
    remove(path)?;
    forget_aside(path)
}

fn forget_aside(path: &Path) -> io::Result<()> {
    ["-wal", "-shm", "-journal"]
        .into_iter()
        .try_for_each(|ending| remove(&with(path, ending)))
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => Err(why),
        _ => Ok(()),
    }
}
