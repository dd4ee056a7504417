//! The commands by which somebody says something about a finding, or asks for an exception.

use clap::{ArgGroup, Args, Subcommand};
use jiff::civil::Date;

use super::matching::Why;

#[derive(Debug, Subcommand)]
pub(crate) enum HandleCommand {
    /// Says that it is fixed. Evidence newer than that closes it, or shows that it is not.
    #[command(
        after_help = "Example:\n  allhands finding claim laptops-are-encrypted@device-12 \
        --as ana@example.org --because \"switched on this morning\""
    )]
    Claim {
        /// The finding: `rule@entity`.
        finding: String,
        #[command(flatten)]
        why: Why,
    },
    /// Says that it is not yours, not true, or does no harm here. Somebody else settles that.
    ///
    /// The clocks run on meanwhile.
    #[command(after_help = "Examples:\n  \
        allhands finding dispute laptops-are-encrypted@device-12 --not-mine --whose bo@example.org \
        --as ana@example.org --because \"I gave it back in May\"\n  \
        allhands finding dispute F --not-true --as ana@example.org --because \"a test bench\"\n  \
        allhands finding dispute F --not-affected code_not_reachable --as ana@example.org \
        --because \"the parser is compiled out\"")]
    Dispute(DisputeArgs),
    /// Settles a dispute that somebody else raised.
    #[command(after_help = "Examples:\n  allhands finding settle F --stands \
        --as bo@example.org --because \"the record is right\"\n  \
        allhands finding settle F --give-to cy@example.org --as bo@example.org \
        --because \"hers\"\n  \
        allhands finding settle F --close --as bo@example.org --because \"looked: it is a bench\"")]
    Settle(SettleArgs),
    /// Attaches a report, a ticket or a link.
    ///
    /// Some deadlines ask for a look for traces of an attack before a finding may close.
    #[command(after_help = "Examples:\n  \
        allhands finding attach F --triage https://tickets.example.org/12 --as ana@example.org \
        --because \"no trace found\"\n  \
        allhands finding attach F --note report.pdf --as ana@example.org --because \"the report\"")]
    Attach(AttachArgs),
    /// Asks for an exception: a time in which it may be as it is.
    ///
    /// It always ends, somebody else approves it, and it counts as open risk meanwhile.
    #[command(after_help = "Examples:\n  \
        allhands finding except laptops-are-encrypted@device-12 --until 2026-12-20 \
        --as ana@example.org --because \"the vendor ships the fix on the 15th\"\n  \
        allhands finding except --rule servers-run-the-endpoint-agent \
        --where 'server where tags contains \"legacy\"' --until 2026-12-20 --as ana@example.org \
        --because \"no agent for that system\" --instead \"cut off\" \
        --watched-by servers-are-cut-off")]
    Except(ExceptArgs),
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("about").required(true)
    .args(["not_mine", "not_true", "not_affected"])))]
pub(crate) struct DisputeArgs {
    /// The finding: `rule@entity`.
    pub(crate) finding: String,
    /// It is somebody else's.
    #[arg(long)]
    pub(crate) not_mine: bool,
    /// Whose it is.
    #[arg(long, value_name = "PERSON", requires = "not_mine")]
    pub(crate) whose: Option<String>,
    /// It is not true.
    #[arg(long)]
    pub(crate) not_true: bool,
    /// It does no harm here, and why not: a word such as `code_not_reachable`, or your own.
    #[arg(long, value_name = "WHY")]
    pub(crate) not_affected: Option<String>,
    #[command(flatten)]
    pub(crate) why: Why,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("how").required(true).args(["stands", "give_to", "close"])))]
pub(crate) struct SettleArgs {
    /// The finding: `rule@entity`.
    pub(crate) finding: String,
    /// It stands as it was.
    #[arg(long)]
    pub(crate) stands: bool,
    /// It is this person's.
    #[arg(long, value_name = "PERSON")]
    pub(crate) give_to: Option<String>,
    /// It is not true, or does no harm here: close it.
    #[arg(long)]
    pub(crate) close: bool,
    #[command(flatten)]
    pub(crate) why: Why,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).args(["triage", "note"])))]
pub(crate) struct AttachArgs {
    /// The finding: `rule@entity`.
    pub(crate) finding: String,
    /// What came of a look for traces of an attack: a link, or a file.
    #[arg(long, value_name = "LINK")]
    pub(crate) triage: Option<String>,
    /// Anything else: a link, or a file.
    #[arg(long, value_name = "LINK")]
    pub(crate) note: Option<String>,
    #[command(flatten)]
    pub(crate) why: Why,
}

#[derive(Debug, Args)]
pub(crate) struct ExceptArgs {
    /// Findings of one rule: `rule@entity`.
    #[arg(required_unless_present = "rule", conflicts_with = "rule")]
    pub(crate) findings: Vec<String>,
    /// A rule, for everything that `--where` means.
    #[arg(long, requires = "selector")]
    pub(crate) rule: Option<String>,
    /// What it is to cover, in the words of rules: `server where tags contains "legacy"`.
    #[arg(
        long = "where",
        id = "selector",
        value_name = "THINGS",
        requires = "rule"
    )]
    pub(crate) selector: Option<String>,
    /// The last day.
    #[arg(long, value_name = "DAY")]
    pub(crate) until: Date,
    /// Who carries the risk: somebody accountable for the rule's activity. That one by itself.
    #[arg(long, value_name = "PERSON")]
    pub(crate) risk_owner: Option<String>,
    /// What is done instead.
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub(crate) instead: String,
    /// The rule that measures that: once it is missed, the exception ends.
    #[arg(long, value_name = "RULE")]
    pub(crate) watched_by: Option<String>,
    /// The exception that it renews; somebody one level higher approves.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) renews: Option<u64>,
    #[command(flatten)]
    pub(crate) why: Why,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExceptionCommand {
    /// Lists exceptions that wait for an answer or are in force.
    #[command(after_help = "Examples:\n  allhands exception list\n  allhands exception list --all")]
    List {
        /// Those that are over too.
        #[arg(long)]
        all: bool,
    },
    /// Approves one, as whatever you may approve it as.
    #[command(
        after_help = "Example:\n  allhands exception approve 3 --as head@example.org \
        --because \"the risk is small and ends in May\""
    )]
    Approve {
        /// Its number, as `allhands exception list` shows it.
        number: u64,
        /// The last day, where that is sooner than what was asked for.
        #[arg(long, value_name = "DAY")]
        until: Option<Date>,
        /// The day by which it has to be fixed once it ends; else the old due dates hold.
        #[arg(long, value_name = "DAY")]
        due: Option<Date>,
        #[command(flatten)]
        why: Why,
    },
    /// Refuses one; also, who asked takes it back.
    #[command(
        after_help = "Example:\n  allhands exception refuse 3 --as head@example.org \
        --because \"the fix is there\""
    )]
    Refuse {
        /// Its number.
        number: u64,
        #[command(flatten)]
        why: Why,
    },
    /// Ends one that is in force.
    #[command(
        after_help = "Example:\n  allhands exception revoke 3 --as head@example.org \
        --because \"the fix is there\""
    )]
    Revoke {
        /// Its number.
        number: u64,
        #[command(flatten)]
        why: Why,
    },
}
