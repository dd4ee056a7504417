//! `allhands matrix`: who answers for which recurring work.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use ledger::matrix::Letter;

use super::{GapsArgs, SettleArgs, matching::Why};

#[derive(Debug, Subcommand)]
pub(crate) enum MatrixCommand {
    /// Shows who is accountable, responsible, consulted and informed.
    ///
    /// With `--at` it tells what held then, by the acts until then: files are read as they are now.
    #[command(after_help = "Examples:\n  allhands matrix show\n  \
        allhands matrix show \"Vendor reviews\"\n  \
        allhands matrix show --unit Sales\n  \
        allhands matrix show --at 2026-03-01")]
    Show {
        /// One activity: its title, id or number; without it all of them.
        activity: Option<String>,
        /// Only what is said of this unit.
        #[arg(long, value_name = "UNIT")]
        unit: Option<String>,
    },
    /// Counts the things an activity is done for: nobody, one or several who are accountable.
    ///
    /// Things are the living entities of the kinds that its scopes speak of. Who is only possibly
    /// meant is counted apart.
    #[command(after_help = "Examples:\n  allhands matrix cover patch-laptops\n  \
        allhands matrix cover \"Answer for directories\" --as-what responsible")]
    Cover {
        /// The activity: title, id or number.
        activity: String,
        /// Who is counted: accountable, responsible, supporting, consulted, informed.
        #[arg(
            long = "as-what",
            value_name = "LETTER",
            value_parser = letter,
            default_value = "accountable"
        )]
        letter: Letter,
    },
    /// Shows what is missing in the matrix and who disagrees, since when, and what to type.
    ///
    /// It ends with 1 when there is a gap. What nobody tells is listed apart: unknown is no pass.
    #[command(after_help = "Examples:\n  allhands matrix gaps\n  \
        allhands matrix gaps --detector R09\n  \
        allhands matrix gaps --unit Sales\n  \
        allhands matrix gaps --detector R10 --explain")]
    Gaps(GapsArgs),
    /// Settles a gap or a disagreement.
    ///
    /// What you say changes the matrix, or who answers for a thing, and the next `allhands run`
    /// closes the finding if that is so.
    ///
    /// With a detector in the place of a gap it is said to all gaps that it has and that concern
    /// you: shown first, and kept with `--write`, as one act each.
    #[command(after_help = "Examples:\n  \
        allhands matrix settle R09@device-12 --mine --as ana@example.org\n  \
        allhands matrix settle R02@activity-3 --theirs --as ana@example.org \
        --because \"Bo has it since March\"\n  \
        allhands matrix settle R01@activity-7 --assign bo@example.org --as head@example.org \
        --because \"he runs the office\"\n  \
        allhands matrix settle R10 --mine --as ana@example.org           what it would do\n  \
        allhands matrix settle R10 --mine --as ana@example.org --write")]
    Settle(SettleArgs),
    /// Lists what one person answers for.
    #[command(after_help = "Example:\n  allhands matrix duties ana@example.org")]
    Duties {
        /// Mail address, name or id.
        person: String,
    },
    /// Takes over a table as people keep it, and shows what that changes.
    ///
    /// A `sigs.yaml`, as communities on the model of Kubernetes keep it, is read as well: chairs
    /// are accountable for the directories of their group, technical leads responsible.
    /// Nothing is written without `--write`; then the table is kept in `responsibilities/`.
    #[command(after_help = "Examples:\n  allhands matrix import raci.csv\n  \
        allhands matrix import raci.csv --write\n  \
        allhands matrix import community/sigs.yaml --write")]
    Import {
        /// The table (CSV) or list (YAML).
        file: PathBuf,
        /// Keep it in `responsibilities/`, in the place of a table of that name.
        #[arg(long)]
        write: bool,
    },
    /// Writes the matrix as a table or list that `matrix import` reads back.
    #[command(after_help = "Examples:\n  allhands matrix export > raci.csv\n  \
        allhands matrix export --to yaml")]
    Export {
        /// As what.
        #[arg(long, value_enum, value_name = "WHAT", default_value_t = Sheet::Csv)]
        to: Sheet,
    },
    /// Gives somebody a part in an activity.
    #[command(after_help = "Examples:\n  \
        allhands matrix assign \"Vendor reviews\" accountable ana@example.org \
        --as head@example.org --because \"she signs the contracts\"\n  \
        allhands matrix assign patch-laptops responsible IT --unit Sales --until 2026-12-31 \
        --as ana@example.org --because \"the move to the new office\"\n  \
        allhands matrix assign Backups accountable bo@example.org --in-place-of ana@example.org \
        --as head@example.org --because \"Ana has too much\"")]
    Assign {
        #[command(flatten)]
        seat: SeatArgs,
        /// Whose part in it ends, the day before.
        #[arg(long, value_name = "PARTY")]
        in_place_of: Option<String>,
        /// The first day on which it holds; at once without it.
        #[arg(long, value_name = "DAY")]
        from: Option<Date>,
        /// The last day on which it holds; until further notice without it.
        #[arg(long, value_name = "DAY")]
        until: Option<Date>,
        #[command(flatten)]
        why: Why,
    },
    /// Ends somebody's part in an activity, wherever it is written.
    #[command(after_help = "Example:\n  \
        allhands matrix end \"Vendor reviews\" accountable bo@example.org \
        --as ana@example.org --because \"moved to Finance\"")]
    End {
        #[command(flatten)]
        seat: SeatArgs,
        /// The last day on which it holds; yesterday without it.
        #[arg(long, value_name = "DAY")]
        on: Option<Date>,
        #[command(flatten)]
        why: Why,
    },
    /// Says whether what you were given is yours.
    #[command(
        group(ArgGroup::new("word").args(["mine", "not_mine", "unsure"]).required(true)),
        after_help = "Examples:\n  \
        allhands matrix acknowledge \"Vendor reviews\" --mine --as ana@example.org\n  \
        allhands matrix acknowledge \"Vendor reviews\" --not-mine --as bo@example.org \
        --because \"Legal does them since March\""
    )]
    Acknowledge {
        #[command(flatten)]
        named: NamedArgs,
        /// It is.
        #[arg(long)]
        mine: bool,
        /// It is not.
        #[arg(long)]
        not_mine: bool,
        /// You cannot tell.
        #[arg(long)]
        unsure: bool,
        #[command(flatten)]
        said: Said,
    },
    /// Says who stands in for you, up to and with a day.
    #[command(after_help = "Example:\n  \
        allhands matrix delegate \"Vendor reviews\" --to bo@example.org --until 2026-08-31 \
        --as ana@example.org --because \"parental leave\"")]
    Delegate {
        #[command(flatten)]
        named: NamedArgs,
        /// Who stands in.
        #[arg(long, value_name = "PERSON")]
        to: String,
        /// The last day on which they do.
        #[arg(long, value_name = "DAY")]
        until: Date,
        #[command(flatten)]
        said: Said,
    },
}

/// How the matrix is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sheet {
    /// A table for a spreadsheet.
    Csv,
    /// A list.
    Yaml,
}

#[derive(Debug, Args)]
pub(crate) struct SeatArgs {
    /// The activity: title, id or number.
    pub(crate) activity: String,
    /// As what: accountable, responsible, supporting, consulted, informed, or the first letter.
    #[arg(value_parser = letter)]
    pub(crate) letter: Letter,
    /// Who: mail address, name, team, or role (`Head of Security`).
    pub(crate) party: String,
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ScopeArgs {
    /// Only in this unit.
    #[arg(long, value_name = "UNIT")]
    pub(crate) unit: Option<String>,
    /// Only for these things, in the words of rules: `services where tier is "critical"`.
    #[arg(long, value_name = "THINGS")]
    pub(crate) applies_to: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct NamedArgs {
    /// The activity: title, id or number.
    pub(crate) activity: String,
    /// Only as this: accountable, responsible, supporting, consulted, informed.
    #[arg(long = "as-what", value_name = "LETTER", value_parser = letter)]
    pub(crate) letter: Option<Letter>,
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Said {
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

fn letter(text: &str) -> Result<Letter, String> {
    Letter::read(text).ok_or_else(|| {
        let words: Vec<&str> = Letter::ALL.into_iter().map(Letter::word).collect();
        format!("one of {}", words.join(", "))
    })
}
