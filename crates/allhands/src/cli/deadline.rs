//! The commands about deadline tables.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum DeadlineCommand {
    /// Lists the deadline tables there are, and which of them are in force here.
    #[command(after_help = "Example:\n  allhands deadline list\n\n\
        The ones in force are named in `allhands.toml`: `deadlines = [\"cisa-bod-26-04\"]`.\n\
        Of several, the earliest date counts.")]
    List,
    /// Shows one table: what it asks, in which case.
    #[command(after_help = "Example:\n  allhands deadline show cisa-bod-26-04")]
    Show {
        /// Its id.
        table: String,
    },
    /// Says of one finding what set its date, which inputs were known, and what comes next.
    #[command(after_help = "Example:\n  allhands deadline explain laptops-are-encrypted@device-12")]
    Explain {
        /// The finding: `rule@entity`.
        finding: String,
    },
}
