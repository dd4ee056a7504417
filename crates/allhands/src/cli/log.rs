//! The commands about the sealed log, as people type them.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::matching::Why;

#[derive(Debug, Subcommand)]
pub(crate) enum LogCommand {
    /// Lists the latest entries: when, what sort of thing, about what.
    #[command(after_help = "Examples:\n  allhands log list\n  allhands log list --limit 100")]
    List {
        /// At most so many.
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Signs the log as it is now and prints the checkpoint. Every pass ends with one.
    ///
    /// Whoever keeps it where nobody of yours can change it can later tell whether history was.
    #[command(after_help = "Example:\n  allhands log checkpoint > checkpoint-2026-06-01")]
    Checkpoint,
    /// Checks that everything stands as it was sealed, and names the first entry that does not.
    ///
    /// Without a folder the ledger of this workspace is checked, row by row. With one, an exported
    /// log is, and with a zip the evidence in it: no workspace is needed for that.
    #[command(after_help = "Examples:\n  allhands log verify\n  \
        allhands log verify --against checkpoint-2026-06-01\n  \
        allhands log verify exported/ --vkey 'example/allhands+1f2e3d4c+AZ...'\n  \
        allhands log verify evidence.zip --vkey 'example/allhands+1f2e3d4c+AZ...'")]
    Verify(VerifyArgs),
    /// Writes the log as files that any reader of c2sp.org/tlog-tiles can check.
    ///
    /// There are no names, addresses or reasons in them.
    #[command(after_help = "Example:\n  allhands log export exported/")]
    Export {
        /// The folder to write to.
        folder: PathBuf,
    },
    /// Prints the proof that one entry is in the log, for a file of its own.
    #[command(after_help = "Example:\n  allhands log proof 41 > 41.tlog-proof")]
    Proof {
        /// The entry, as `allhands log list` numbers it.
        entry: u64,
    },
    /// Hands the log over to a new key, made here. The old key signs the entry that names it.
    ///
    /// Whoever knows the old key can follow: `log verify --vkey OLD` goes on to the new one. From
    /// there on the old one signs nothing. Do it when somebody may have read the key, and when who
    /// keeps it changes.
    #[command(after_help = "Example:\n  \
        allhands log rotate-key --as ana@example.org --because \"the machine changed hands\"")]
    RotateKey {
        #[command(flatten)]
        why: Why,
    },
    /// Erases somebody: what they wrote and who they are. Every proof stays valid.
    ///
    /// What names them in records of your tools goes with these records, not with this.
    #[command(after_help = "Example:\n  \
        allhands log erase ana@example.org \"Ana Ode\" --as bo@example.org \
        --because \"she asked\"")]
    Erase {
        /// How they are known: mail addresses, full names.
        #[arg(required = true)]
        names: Vec<String>,
        #[command(flatten)]
        why: Why,
    },
    /// Looks at an exported log, and signs its checkpoint when it only added to what was seen.
    ///
    /// Run it on a machine of another team. It needs no workspace, and remembers in its own file.
    #[command(after_help = "Example:\n  allhands log witness exported/ \
        --vkey 'example/allhands+1f2e3d4c+AZ...' --name audit.example.org --memory witness.json")]
    Witness(WitnessArgs),
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// A folder that `allhands log export` wrote, or a zip that `allhands report evidence` did.
    pub(crate) folder: Option<PathBuf>,
    /// A key that you know to be the log's.
    #[arg(long = "vkey", value_name = "KEY")]
    pub(crate) keys: Vec<String>,
    /// A checkpoint that was kept elsewhere, or the memory of a witness.
    #[arg(long, value_name = "FILE")]
    pub(crate) against: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct WitnessArgs {
    /// A folder that `allhands log export` wrote.
    pub(crate) folder: PathBuf,
    /// The key of the log.
    #[arg(long = "vkey", value_name = "KEY")]
    pub(crate) key: String,
    /// The name of the witness, without spaces.
    #[arg(long)]
    pub(crate) name: String,
    /// The file it remembers in; its key is made beside it, with `.key` at the end.
    #[arg(long, value_name = "FILE")]
    pub(crate) memory: PathBuf,
}
