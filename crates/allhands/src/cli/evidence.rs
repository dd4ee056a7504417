//! `allhands report evidence`, as people type it.

use std::path::PathBuf;

use clap::Args;
use impact::evidence::{OscalVersion, Scope};
use jiff::Timestamp;

#[derive(Debug, Args)]
pub(crate) struct EvidenceArgs {
    /// What it is about: `all`, `department=NAME` or `rule=ID`. May be repeated.
    #[arg(long, value_name = "SCOPE", default_value = "all")]
    pub(crate) scope: Vec<Scope>,
    /// Leave out what was closed before this day or instant.
    #[arg(long, value_name = "TIME", value_parser = super::day_or_instant)]
    pub(crate) since: Option<Timestamp>,
    /// The zip to write; there must be no file of that name.
    #[arg(long, value_name = "FILE.zip")]
    pub(crate) out: PathBuf,
    /// The version of OSCAL: `1.2.1` or `1.0.4`.
    #[arg(long, value_name = "VERSION", default_value_t)]
    pub(crate) oscal: OscalVersion,
    /// Name people and their things. Without it they are told by their ids.
    #[arg(long)]
    pub(crate) names: bool,
}
