//! How long runs are kept, and the end of those that are not.

use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use app::ports::PortError;
use jiff::{SignedDuration, Timestamp};
use model::{Place, Problem};
use object_store::{ObjectStore, ObjectStoreExt as _, path::Path};
use serde::Serialize;

use super::{Lake, RunShown, runs, trouble};

/// How long runs are kept. The latest one always is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// So many of the latest.
    Runs(u32),
    /// Those of the last so many days, and the one in force at their beginning.
    Days(u32),
}

impl FromStr for Keep {
    type Err = Problem;

    /// Reads `30 runs` or `90 days`.
    fn from_str(written: &str) -> Result<Self, Problem> {
        let wrong = || {
            let says = format!("setting `lake_keep`: `{written}` is no length of time");
            Problem::new("lake", says, Place::file("allhands.toml"))
                .advise("write `90 days` or `30 runs`")
        };
        let (number, unit) = written.trim().split_once(' ').ok_or_else(wrong)?;
        let number: u32 = number.parse().ok().filter(|n| *n > 0).ok_or_else(wrong)?;
        match unit.trim() {
            "run" | "runs" => Ok(Self::Runs(number)),
            "day" | "days" => Ok(Self::Days(number)),
            _ => Err(wrong()),
        }
    }
}

impl Keep {
    /// Which of the runs, given in order with when each was kept, may go at an instant.
    pub fn over(self, runs: &[(u64, Timestamp)], now: Timestamp) -> Vec<u64> {
        let kept_from = match self {
            Self::Runs(most) => runs.len().saturating_sub(most as usize),
            Self::Days(days) => {
                let since = now.saturating_sub(SignedDuration::from_hours(24 * i64::from(days)));
                let since = since.unwrap_or(Timestamp::MIN);
                // The latest run before is what was known when those days began.
                runs.iter().rposition(|(_, at)| *at <= since).unwrap_or(0)
            }
        };
        let kept_from = kept_from.min(runs.len().saturating_sub(1));
        runs[..kept_from].iter().map(|(run, _)| *run).collect()
    }
}

/// What was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Vacuumed {
    /// Runs that can no longer be asked about.
    pub runs: Vec<u64>,
    /// Files of tables that no run needs any more, those that crashes left among them.
    pub files: usize,
    /// The bytes they took.
    pub bytes: u64,
}

impl Lake {
    /// Every run that is kept, for a list.
    ///
    /// # Errors
    /// When the lake cannot be read.
    pub fn list(&self) -> Result<Vec<RunShown>, PortError> {
        self.workers.wait(runs::shown(self))
    }

    /// Removes these runs, then every file of a table that no run needs. Killed at any instant,
    /// what is left is whole, and the next vacuum finishes it. Nobody may write meanwhile.
    ///
    /// # Errors
    /// When the lake cannot be read or written.
    pub fn vacuum(&self, over: &[u64]) -> Result<Vacuumed, PortError> {
        self.workers.wait(async {
            let latest = runs::latest(self).await?;
            let runs = over.iter().copied();
            let mut done = Vacuumed {
                runs: runs.filter(|run| Some(*run) < latest).collect(),
                ..Vacuumed::default()
            };
            self.forget(&done.runs).await?;
            self.unneeded(&mut done).await?;
            Ok(done)
        })
    }

    /// Removes runs: of each its manifest first, so that nobody can ask for half of it. Raw
    /// records, which a run holds only where they differ from those before, stay for as long as
    /// they are the latest.
    async fn forget(&self, over: &[u64]) -> Result<(), PortError> {
        let mut later: BTreeSet<String> = BTreeSet::new();
        for run in runs::numbers(self).await?.into_iter().rev() {
            let texts = runs::manifest(self, run).await?.texts;
            if over.contains(&run) {
                self.delete(&self.path(&runs::manifest_name(run))).await?;
                let gone = texts
                    .iter()
                    .filter(|t| !t.starts_with("raw/") || later.contains(*t));
                for name in gone {
                    self.delete(&self.path(&runs::text_name(run, name))).await?;
                }
            }
            later.extend(texts);
        }
        Ok(())
    }

    /// Removes files of tables that no version of a kept run holds, nor the table as it stands.
    async fn unneeded(&self, done: &mut Vacuumed) -> Result<(), PortError> {
        let needed = self.needed().await?;
        let failed = |why| trouble::storage(&self.name, "`tables`", &why);
        let tables = self.path("tables");
        let listed = self
            .store
            .list_with_delimiter(Some(&tables))
            .await
            .map_err(failed)?;
        for prefix in listed.common_prefixes {
            let folder = prefix.filename().unwrap_or_default().to_owned();
            let failed = |why| trouble::table(&self.name, &folder, &why);
            let delta = self.delta(&folder)?;
            let mut files: Vec<Path> = Vec::new();
            for version in needed.get(&folder).into_iter().flatten() {
                files.extend(delta.files(*version).await.map_err(failed)?);
            }
            if let Some(stands) = delta.latest().await.map_err(failed)? {
                files.extend(super::delta::files(&stands).map_err(failed)?);
            }
            let files: Vec<Path> = files
                .iter()
                .map(|file| prefix.clone().join(file.as_ref()))
                .collect();
            self.delete_others(&prefix, &files, done).await?;
        }
        Ok(())
    }

    async fn delete_others(
        &self,
        table: &Path,
        needed: &[Path],
        done: &mut Vacuumed,
    ) -> Result<(), PortError> {
        let failed = |why| trouble::storage(&self.name, &format!("`{table}`"), &why);
        let listed = self
            .store
            .list_with_delimiter(Some(table))
            .await
            .map_err(failed)?;
        for object in listed.objects {
            let is_data = object.location.extension() == Some("parquet");
            if is_data && !needed.contains(&object.location) {
                self.delete(&object.location).await?;
                done.files += 1;
                done.bytes += object.size;
            }
        }
        Ok(())
    }

    /// The versions that kept runs name, by the folder of their table.
    async fn needed(&self) -> Result<BTreeMap<String, Vec<u64>>, PortError> {
        let mut needed: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for run in runs::numbers(self).await? {
            for kept in runs::manifest(self, run).await?.tables.into_values() {
                let versions = needed.entry(kept.folder).or_default();
                if !versions.contains(&kept.version) {
                    versions.push(kept.version);
                }
            }
        }
        Ok(needed)
    }

    async fn delete(&self, path: &Path) -> Result<(), PortError> {
        match self.store.delete(path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(why) => Err(trouble::storage(&self.name, &format!("`{path}`"), &why)),
        }
    }
}
