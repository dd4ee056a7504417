//! The commands for what everybody does: guidelines, reports of something odd, questions.

use std::path::PathBuf;

use clap::Subcommand;

use super::matching::Why;

/// When what was said is judged.
const WHEN: &str = "Rules see it with the next `allhands run`.";

#[derive(Debug, Subcommand)]
pub(crate) enum GuidelineCommand {
    /// Lists the guidelines that hold: whom each concerns, how many have acknowledged it.
    #[command(after_help = "Examples:\n  allhands guideline list\n  \
        allhands guideline list --shipped        texts to begin with")]
    List {
        /// Texts that are shipped, to publish as they are or to begin with.
        #[arg(long)]
        shipped: bool,
    },
    /// Shows a guideline's text, its versions, and who has not acknowledged it.
    #[command(after_help = "Examples:\n  allhands guideline show data-handling\n  \
        allhands guideline show data-handling --version 1")]
    Show {
        /// Its id or title; a shipped one that was not published too.
        guideline: String,
        /// An earlier version.
        #[arg(long, value_name = "VERSION")]
        version: Option<String>,
    },
    /// Publishes a version: everybody whom it concerns is asked to acknowledge it.
    ///
    /// The file begins with a few lines between `---`: `title`, `version`, and `audience`, which is
    /// `everyone` or people in the words of rules. A version is published once; another text needs
    /// another version.
    #[command(after_help = format!("Examples:\n  \
        allhands guideline publish data-handling --as ana@example.org --because \"the first\"\n  \
        allhands guideline publish guides/safe-coding.md --as ana@example.org \
        --because \"for Engineering\"\n\n{WHEN}"))]
    Publish {
        /// A file, or the id of a shipped text.
        file: PathBuf,
        #[command(flatten)]
        why: Why,
    },
    /// Says that you have read a guideline and will keep to it.
    #[command(after_help = format!("Example:\n  \
        allhands guideline acknowledge data-handling --as ana@example.org\n\n{WHEN}"))]
    Acknowledge {
        /// Its id or title.
        guideline: String,
        /// The version you read, where you want to be sure that it still holds.
        #[arg(long, value_name = "VERSION")]
        version: Option<String>,
        /// Who you are: mail address, name or id of a person who is here. It is kept as claimed.
        #[arg(long = "as", value_name = "PERSON")]
        person: String,
    },
    /// Takes a guideline back: nobody is asked for it any more.
    #[command(after_help = "Example:\n  allhands guideline withdraw data-handling \
        --as ana@example.org --because \"part of the handbook now\"")]
    Withdraw {
        /// Its id or title.
        guideline: String,
        #[command(flatten)]
        why: Why,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SecurityCommand {
    /// Reports something suspicious: a mail, a call, a lost badge, a mistake of your own.
    #[command(after_help = format!("Example:\n  \
        allhands security report \"Strange mail with an invoice\" --as bo@example.org\n\n{WHEN}"))]
    Report {
        /// What you saw, in one sentence.
        what: String,
        /// Who you are: mail address, name or id of a person who is here. It is kept as claimed.
        #[arg(long = "as", value_name = "PERSON")]
        person: String,
    },
    /// Asks Security for advice.
    #[command(after_help = format!("Example:\n  \
        allhands security ask \"May the printer get our list?\" --as bo@example.org\n\n{WHEN}"))]
    Ask {
        /// What you want to do, in one sentence.
        what: String,
        /// Who you are: mail address, name or id of a person who is here. It is kept as claimed.
        #[arg(long = "as", value_name = "PERSON")]
        person: String,
    },
    /// Answers a report or a question.
    #[command(
        after_help = "Example:\n  allhands security answer 12 \"Harmless, thank you\" \
        --as bo@example.org"
    )]
    Answer {
        /// Its number, as `allhands security list` shows it.
        number: u64,
        /// The answer, in one sentence.
        answer: String,
        /// Who you are: mail address, name or id of a person who is here. It is kept as claimed.
        #[arg(long = "as", value_name = "PERSON")]
        person: String,
    },
    /// Lists reports and questions, those that wait for an answer first.
    #[command(
        after_help = "Examples:\n  allhands security list\n  allhands security list --waiting"
    )]
    List {
        /// Only those that wait for an answer.
        #[arg(long)]
        waiting: bool,
    },
}
