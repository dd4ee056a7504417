//! The commands by which somebody says that records are one thing, or are not.

use clap::{Args, Subcommand};

/// What two records have in common ends with the pass that takes a decision up.
const RECORDS: &str = "A record is written as `explain` shows it: its source and what the source \
    calls it, `\"jamf 12\"`.\nWhat is decided here takes effect with the next `allhands collect` \
    or `allhands run`.";

#[derive(Debug, Subcommand)]
pub(crate) enum MatchCommand {
    /// Says that two records are one thing.
    ///
    /// Of an entity with several records the first is meant: it brings the others along.
    #[command(after_help = format!("Examples:\n  \
        allhands match same device-12 device-40 --as ana@example.org --because \"new board\"\n  \
        allhands match same \"jamf 12\" \"crowdstrike a1b2\" --as ana@example.org \
        --because \"same sticker\"\n\n{RECORDS}"))]
    Same {
        /// An entity or a record.
        a: String,
        /// The other one.
        b: String,
        #[command(flatten)]
        why: Why,
    },
    /// Says that two records are different things.
    ///
    /// An entity that is made of exactly two records can be named alone; of others, name the
    /// records.
    #[command(after_help = format!("Examples:\n  \
        allhands match apart \"jamf 12\" \"jamf 77\" --as ana@example.org \
        --because \"two laptops, one cloned image\"\n  \
        allhands match apart device-12 --as ana@example.org --because \"two machines\"\n\n\
        {RECORDS}"))]
    Apart {
        /// A record, or an entity of one record; alone, an entity of two.
        a: String,
        /// The other one.
        b: Option<String>,
        #[command(flatten)]
        why: Why,
    },
    /// Takes a decision about records back.
    #[command(after_help = "Example:\n  allhands match undo 3 --as ana@example.org")]
    Undo {
        /// Its number, as `allhands match list` shows it.
        number: u64,
        /// Who you are: mail address, name or id of a person who is here.
        #[arg(long = "as", value_name = "PERSON")]
        person: String,
        /// Why.
        #[arg(
            long,
            value_name = "TEXT",
            default_value = "",
            hide_default_value = true
        )]
        because: String,
    },
    /// Lists what may be one thing, the likeliest first, for you to decide.
    ///
    /// Nothing of this is merged by itself: `match same` joins two, `match apart` settles that they
    /// are two and takes them off this list.
    #[command(after_help = "Examples:\n  allhands match suggestions\n  \
        allhands match suggestions person --limit 5")]
    Suggestions {
        /// Only this kind: person, device.
        kind: Option<String>,
        /// At most so many.
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: usize,
    },
    /// Lists what was decided about records and is in force.
    #[command(after_help = "Example:\n  allhands match list")]
    List,
}

#[derive(Debug, Args)]
pub(crate) struct Why {
    /// Who you are: mail address, name or id of a person who is here. It is kept as claimed.
    #[arg(long = "as", value_name = "PERSON")]
    pub(crate) person: String,
    /// Why, for whoever wonders later.
    #[arg(long, value_name = "TEXT")]
    pub(crate) because: String,
}
