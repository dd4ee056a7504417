//! `allhands backup` and `allhands restore`, as people type them.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The file to write.
    pub(crate) file: PathBuf,
    /// Write over a file of that name.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// A file that `allhands backup` wrote.
    pub(crate) file: PathBuf,
    /// Replace a ledger that holds something.
    #[arg(long)]
    pub(crate) force: bool,
}
