//! `allhands who`: questions and answers about who answers for something.

use clap::{ArgGroup, Args};
use jiff::civil::Date;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("answer").args(["mine", "not_mine", "delegate_to", "take_back"])))]
pub(crate) struct WhoArgs {
    /// Entities: ids or names.
    #[arg(required_unless_present_any = ["kind", "unowned"])]
    pub(crate) entities: Vec<String>,
    /// Every entity of a kind instead.
    #[arg(long, conflicts_with_all = ["entities", "unowned"])]
    pub(crate) kind: Option<String>,
    /// What nobody answers for instead, and why: counts of all kinds, or a list of one.
    #[arg(
        long,
        value_name = "KIND",
        num_args = 0..=1,
        default_missing_value = "",
        conflicts_with = "entities"
    )]
    pub(crate) unowned: Option<String>,
    /// Say that they are yours.
    #[arg(long, requires = "person", requires = "entities")]
    pub(crate) mine: bool,
    /// Say that they are not yours, although a source says so.
    #[arg(long, requires = "person", requires = "entities")]
    pub(crate) not_mine: bool,
    /// Say who answers for them in your place meanwhile.
    #[arg(long, value_name = "PERSON", requires = "person", requires = "until")]
    pub(crate) delegate_to: Option<String>,
    /// The last day on which somebody answers in your place.
    #[arg(long, value_name = "DAY", requires = "delegate_to")]
    pub(crate) until: Option<Date>,
    /// Take the latest of this that you said about them back.
    #[arg(long, requires = "person", requires = "entities")]
    pub(crate) take_back: bool,
    /// Who you are: mail address, name or id of a person who is here. It is kept as claimed.
    #[arg(long = "as", value_name = "PERSON", requires = "answer")]
    pub(crate) person: Option<String>,
    /// Whose answer it is, where you are the security lead and note it for somebody else.
    #[arg(long = "for", value_name = "PERSON", requires = "answer")]
    pub(crate) behalf: Option<String>,
    /// Why.
    #[arg(
        long,
        value_name = "TEXT",
        requires = "answer",
        default_value = "",
        hide_default_value = true
    )]
    pub(crate) because: String,
}
