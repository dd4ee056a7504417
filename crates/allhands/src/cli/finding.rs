//! `allhands finding`, as people type it.

use clap::{Args, Subcommand};
use model::Severity;

use super::HandleCommand;

#[derive(Debug, Subcommand)]
pub(crate) enum FindingCommand {
    /// Lists findings, the most urgent first.
    #[command(after_help = "Examples:\n  allhands finding list\n  \
        allhands finding list --department Finance --most 10\n  \
        allhands finding list --severity critical --kind account\n  \
        allhands finding list --rule laptops-are-encrypted --all")]
    List(FindingListArgs),
    /// Shows one finding with its history.
    #[command(after_help = "Example:\n  allhands finding show laptops-are-encrypted@device-12")]
    Show {
        /// The finding: `rule@entity`.
        finding: String,
    },
    #[command(flatten)]
    Handle(HandleCommand),
}

#[derive(Debug, Args)]
pub(crate) struct FindingListArgs {
    /// Closed ones too, and those that wait to be confirmed; they come behind the open ones.
    #[arg(long)]
    pub(crate) all: bool,
    /// Only of this rule (id).
    #[arg(long)]
    pub(crate) rule: Option<String>,
    /// Only of this department (name).
    #[arg(long)]
    pub(crate) department: Option<String>,
    /// Only as severe as this: `critical`, `high`, `medium` or `low`.
    #[arg(long)]
    pub(crate) severity: Option<Severity>,
    /// Only about things of this kind: `device`, `person`, `account`.
    #[arg(long)]
    pub(crate) kind: Option<String>,
    /// At most so many.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub(crate) most: usize,
}
