//! `allhands matrix gaps` and `settle`: what is missing or in dispute, and who settles it.

use clap::{ArgGroup, Args};

#[derive(Debug, Args)]
pub(crate) struct GapsArgs {
    /// Only what this detector finds: its number (`R09`) or id.
    #[arg(long, value_name = "DETECTOR")]
    pub(crate) detector: Option<String>,
    /// Only of this department.
    #[arg(long, value_name = "UNIT")]
    pub(crate) unit: Option<String>,
    /// Tell what each detector looks for, why, and by which limits.
    #[arg(long)]
    pub(crate) explain: bool,
}

#[derive(Debug, Args)]
#[command(group(
    ArgGroup::new("how")
        .args(["mine", "theirs", "neither", "assign", "end", "unmeasured"])
        .required(true)
))]
pub(crate) struct SettleArgs {
    /// The gap, as `allhands matrix gaps` names it: `R09@device-12`, or the id of its finding; or
    /// a detector, `R10`, for all of its gaps.
    pub(crate) gap: String,
    /// It is yours.
    #[arg(long)]
    pub(crate) mine: bool,
    /// It belongs to the other of the two who are named.
    #[arg(long)]
    pub(crate) theirs: bool,
    /// It is not yours, and you do not know whose it is.
    #[arg(long)]
    pub(crate) neither: bool,
    /// It belongs to this person, team or role.
    #[arg(long, value_name = "PERSON")]
    pub(crate) assign: Option<String>,
    /// What is written ends, and nobody takes its place.
    #[arg(long)]
    pub(crate) end: bool,
    /// No tool keeps a record of it, so that no rule can measure it.
    #[arg(long)]
    pub(crate) unmeasured: bool,
    /// Only this row of it, where it has several.
    #[arg(long, value_name = "ROW")]
    pub(crate) row: Option<String>,
    /// With a detector: keep it. Without this it is only shown.
    #[arg(long)]
    pub(crate) write: bool,
    /// Who you are: mail address, name or id of a person who is here. It is kept as claimed.
    #[arg(long = "as", value_name = "PERSON")]
    pub(crate) person: String,
    /// Why.
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub(crate) because: String,
}
