//! Linden Works, an organisation that never existed, as the files its tools would export.
//!
//! About 400 people in eight departments; 520 devices in two device managers (Kandji came with
//! Harbour Desk, a company that Linden Works bought) and an endpoint agent on most; an HR system, a
//! screening vendor, an identity provider, 60 repositories, 45 services, 30 vendors; on five days,
//! with the troubles real organisations have ([`Organisation::troubles`]).
//!
//! # What is where
//! `world` is who and what there is, `troubles` is what goes wrong and for whom, `export` writes
//! both in the words of each tool, `workspace` is what the organisation itself wrote: sources,
//! adopted rules, one rule of its own. In `world/cast.rs` stands who plays which part.
//!
//! # When
//! Five days at 07:00 UTC, see [`Day`]. Tools export daily, hand-kept registers weekly (so not on
//! 2 June); the screening vendor's export dies after 1 June.

mod calendar;
mod export;
mod names;
mod troubles;
mod workspace;
mod world;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use calendar::Day;
pub use troubles::{Place, Trouble};

use world::World;

/// A generated organisation.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// What it is called.
    pub name: String,
    /// The files its workspace starts with, by path, besides what tools export: `allhands.toml`,
    /// `sources/`, `rules/`.
    pub workspace: BTreeMap<String, String>,
    /// What its tools exported, oldest first.
    pub snapshots: Vec<Snapshot>,
    troubles: Vec<Trouble>,
}

/// What all tools exported on one day.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// When everything is there and a pass would start.
    pub at: Timestamp,
    /// Each export in full, as it was written for this day. A tool that did not export has no file
    /// here: what it wrote before still lies there.
    pub files: Vec<ExportFile>,
}

/// One exported file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportFile {
    /// Its path in the workspace: `exports/<source>/...`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// When the tool wrote it.
    pub modified: Timestamp,
}

impl Organisation {
    /// What goes wrong in it, each with the records that show it and what ought to come of it.
    pub fn troubles(&self) -> &[Trouble] {
        &self.troubles
    }

    /// A file as it lies in the workspace on a day: the newest that was written until then.
    pub fn file(&self, day: Day, path: &str) -> Option<&ExportFile> {
        let until = &self.snapshots[..=day.index()];
        until
            .iter()
            .rev()
            .find_map(|snapshot| snapshot.files.iter().find(|f| f.path == path))
    }
}

/// The organisation that grows from a seed: the same seed, the same bytes.
pub fn organisation(seed: u64) -> Organisation {
    let world = World::from(seed);
    let snapshot = |day: Day| Snapshot {
        at: day.at(),
        files: export::all(&world, day),
    };
    let snapshots = Day::ALL.into_iter().map(snapshot).collect();
    Organisation {
        name: workspace::NAME.to_owned(),
        workspace: workspace::files(&world),
        snapshots,
        troubles: troubles::all(&world),
    }
}
