//! The commands about what was observed, as people type them.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum LakeCommand {
    /// Lists the runs that are kept: when each was, and how much it holds.
    #[command(after_help = "Example:\n  allhands lake list")]
    List,
    /// Removes runs that need no longer be kept, and files that no run needs.
    ///
    /// How long they are kept is the setting `lake_keep`, or said here. The latest run always is.
    /// What was judged and decided stays in the ledger.
    #[command(
        after_help = "Examples:\n  allhands lake vacuum                    as `lake_keep` says\n  \
        allhands lake vacuum --keep \"90 days\"\n  \
        allhands lake vacuum --keep \"30 runs\""
    )]
    Vacuum {
        /// How long to keep runs: `90 days`, `30 runs`.
        #[arg(long, value_name = "LENGTH")]
        keep: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct SqlArgs {
    /// The question: one `SELECT`; `-` reads it from standard input.
    #[arg(required_unless_present = "tables")]
    pub(crate) question: Option<String>,
    /// List what can be asked about instead: every table with its columns, or of this one alone.
    #[arg(
        long,
        value_name = "TABLE",
        num_args = 0..=1,
        default_missing_value = "",
        conflicts_with = "question"
    )]
    pub(crate) tables: Option<String>,
    /// Write the answer to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Replace that file if it is there.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// The rows that the answer has at most.
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    pub(crate) rows: usize,
    /// How long it may take, in seconds.
    #[arg(long, value_name = "NUMBER", default_value_t = 30)]
    pub(crate) seconds: u64,
    /// How much memory it may take, in MiB.
    #[arg(long, value_name = "NUMBER", default_value_t = 1024)]
    pub(crate) memory: usize,
}
