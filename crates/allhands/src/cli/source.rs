//! The commands about sources.

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::day_or_instant;

#[derive(Debug, Subcommand)]
pub(crate) enum SourceCommand {
    /// Lists the sources of this workspace.
    #[command(after_help = "Examples:\n  allhands source list\n  \
        allhands source list --connectors        what can be read")]
    List {
        /// List the connectors that a source can use instead.
        #[arg(long)]
        connectors: bool,
    },
    /// Adds a source: writes `sources/NAME.yaml`.
    ///
    /// It reads files that were exported, or asks the tool itself over HTTP. A secret is never
    /// written down: the source says in which variable or file it is.
    #[command(
        after_help = "Examples:\n  allhands source add jamf --files 'exports/jamf/*.json'\n  \
        allhands source add okta --setting domain=linden.okta.com --secret token=env:OKTA_TOKEN"
    )]
    Add(SourceAddArgs),
    /// Reads or asks the sources without keeping anything, and says what does not fit.
    ///
    /// It ends with 1 when a source is not complete or a record was set aside, and with 3 when one
    /// could not be reached.
    #[command(after_help = "Examples:\n  allhands source check\n  allhands source check jamf")]
    Check {
        /// Only these sources.
        sources: Vec<String>,
    },
    /// Shows the first records of a source as they would be understood.
    #[command(after_help = "Example:\n  allhands source preview jamf --records 1")]
    Preview {
        /// The source.
        source: String,
        /// How many records of each scope.
        #[arg(long, default_value_t = 3, value_name = "N")]
        records: usize,
    },
}

#[derive(Debug, Args)]
pub(crate) struct SourceAddArgs {
    /// The connector: `allhands source list --connectors` shows them.
    pub(crate) connector: String,
    /// What to call the source; the connector's name otherwise.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Which files it reads: a file, a folder or a pattern. May be repeated.
    #[arg(long, value_name = "GLOB", conflicts_with_all = ["settings", "secrets"])]
    pub(crate) files: Vec<String>,
    /// A setting for asking the tool itself: `domain=linden.okta.com`. May be repeated.
    #[arg(long = "setting", value_name = "NAME=TEXT")]
    pub(crate) settings: Vec<String>,
    /// Where a secret is: `token=env:VARIABLE` or `token=file:PATH`. May be repeated.
    #[arg(long = "secret", value_name = "NAME=env:VARIABLE")]
    pub(crate) secrets: Vec<String>,
    /// Which scopes of the tool it asks for; all otherwise. May be repeated.
    #[arg(long = "scope", value_name = "SCOPE", conflicts_with = "files")]
    pub(crate) scopes: Vec<String>,
    /// When the files were produced, if neither they nor their dates on disk say so.
    #[arg(long, value_name = "TIME", value_parser = day_or_instant)]
    pub(crate) as_of: Option<Timestamp>,
    /// How long its answers stay fresh: `2 days`.
    #[arg(long, value_name = "LENGTH")]
    pub(crate) fresh_for: Option<model::span::Length>,
}
