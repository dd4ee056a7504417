//! The log of entity numbers: one object for each time some were given, one JSON object a line.

use app::ports::{IdEntry, PortError};
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::PutMode;

use super::{Lake, runs, trouble};

const IDS: &str = "ids";
/// How many objects are read at a time.
const AT_ONCE: usize = 8;

/// All entries, oldest first.
pub(super) async fn read(lake: &Lake) -> Result<Vec<IdEntry>, PortError> {
    let numbers = runs::numbered(lake, IDS, ".ndjson").await?;
    let read = stream::iter(numbers).map(async |number| {
        let name = format!("{IDS}/{number}.ndjson");
        let bytes = lake.get(&name).await?;
        let bytes = bytes.ok_or_else(|| trouble::damaged(&lake.name, format!("`{name}` went")))?;
        let lines = bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty());
        let entries = lines
            .map(serde_json::from_slice)
            .collect::<Result<Vec<IdEntry>, _>>();
        entries.map_err(|why| trouble::damaged(&lake.name, format!("`{name}`: {why}")))
    });
    let all: Vec<Vec<IdEntry>> = read.buffered(AT_ONCE).try_collect().await?;
    Ok(all.into_iter().flatten().collect())
}

/// Appends entries as one object, whole or not at all.
pub(super) async fn append(lake: &Lake, entries: &[IdEntry]) -> Result<(), PortError> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut lines = Vec::new();
    for entry in entries {
        serde_json::to_writer(&mut lines, entry)
            .map_err(|why| trouble::refused(&lake.name, why))?;
        lines.push(b'\n');
    }
    let last = runs::numbered(lake, IDS, ".ndjson").await?.last().copied();
    let next = last.unwrap_or(0) + 1;
    lake.put(&format!("{IDS}/{next}.ndjson"), lines, PutMode::Create)
        .await
}
