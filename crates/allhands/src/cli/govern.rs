//! The commands by which rules come into force, where they are published.

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum GovernCommand {
    /// How every rule stands, and what to do next.
    #[command(after_help = "Examples:\n  allhands rule status\n  \
        allhands rule status laptops-are-encrypted     with everything that happened to it")]
    Status {
        /// Only this rule, with its whole story.
        rule: Option<String>,
    },
    /// Hands a draft to those who sign it.
    ///
    /// Its examples are run, it is checked and previewed, and what they will sign is printed.
    /// It ends with 1 when something speaks against it, and then nothing is kept.
    #[command(after_help = "Example:\n  \
        allhands rule propose rules/vendors-answer.rule --as ana@example.org")]
    Propose {
        /// Rule files, or ids of adopted rules.
        #[arg(required = true)]
        rules: Vec<String>,
        #[command(flatten)]
        who: Who,
    },
    /// Signs a rule that was proposed.
    ///
    /// Somebody who is only consulted says with it that they have nothing against it.
    #[command(after_help = "Example:\n  \
        allhands rule approve vendors-answer --as maria@example.org")]
    Approve(Decide),
    /// Says what speaks against a rule.
    ///
    /// It is not published before that is answered.
    #[command(after_help = "Example:\n  \
        allhands rule object vendors-answer --as bo@example.org --reason \"two vendors cannot\"")]
    Object(Decide),
    /// Answers an objection.
    #[command(
        after_help = "Example:\n  allhands rule answer vendors-answer --as ana@example.org \
        --reason \"these two have an exception\""
    )]
    Answer {
        #[command(flatten)]
        decide: Decide,
        /// Whose objection, where there are several: their mail address.
        #[arg(long, value_name = "MAIL")]
        to: Option<String>,
    },
    /// Puts signed drafts in force.
    ///
    /// Teams that keep rules in git give the author and the approvers of the merged change; the
    /// same checks are made and the same people have to sign. `--plan` shows what it would do.
    #[command(
        after_help = "Examples:\n  allhands rule publish vendors-answer --as ana@example.org\n  \
        allhands rule publish --plan\n  \
        allhands rule publish --as ana@example.org --approved-by maria@example.org"
    )]
    Publish(PublishArgs),
    /// Rolls a rule out one stage further.
    ///
    /// From monitoring to telling people, and from there to refusing work where the rule says so.
    #[command(after_help = "Example:\n  \
        allhands rule promote vendors-answer --as maria@example.org")]
    Promote(Decide),
    /// Stops a rule for now: it opens nothing and closes nothing.
    #[command(after_help = "Example:\n  \
        allhands rule pause vendors-answer --as maria@example.org --reason \"wrong export\"")]
    Pause(Decide),
    /// Lets a paused rule go on.
    #[command(after_help = "Example:\n  \
        allhands rule resume vendors-answer --as maria@example.org")]
    Resume(Decide),
    /// Opens findings that were held because numbers had jumped.
    #[command(after_help = "Example:\n  \
        allhands rule release vendors-answer --as maria@example.org")]
    Release(Decide),
    /// Keeps a rule for another year.
    #[command(after_help = "Example:\n  \
        allhands rule review vendors-answer --as maria@example.org")]
    Review(Decide),
    /// Takes a rule out of force.
    ///
    /// It is signed by the same people as its publishing.
    #[command(after_help = "Example:\n  \
        allhands rule retire vendors-answer --as maria@example.org --reason \"replaced\"")]
    Retire(Decide),
}

#[derive(Debug, Args)]
pub(crate) struct Who {
    /// Who you are: the mail address of a person who is here. It is kept as claimed, with the
    /// account of this machine.
    #[arg(long = "as", value_name = "MAIL")]
    pub(crate) mail: String,
}

#[derive(Debug, Args)]
pub(crate) struct Decide {
    /// The rule: its id or its file.
    pub(crate) rule: String,
    #[command(flatten)]
    pub(crate) who: Who,
    /// Why.
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub(crate) reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct PublishArgs {
    /// Rule files or ids; without any, every draft.
    pub(crate) rules: Vec<String>,
    /// Only say what it would do.
    #[arg(long)]
    pub(crate) plan: bool,
    /// Who publishes: the author of a merged change. A mail address.
    #[arg(long = "as", value_name = "MAIL", required_unless_present = "plan")]
    pub(crate) mail: Option<String>,
    /// Who approved the merged change: a mail address. May be repeated.
    #[arg(long, value_name = "MAIL")]
    pub(crate) approved_by: Vec<String>,
    /// How far at once; a new rule is monitored first, a changed one goes on where it stood.
    #[arg(long, value_enum, value_name = "STAGE")]
    pub(crate) stage: Option<StageName>,
    /// Why it is rolled out further at once.
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub(crate) reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StageName {
    /// Nobody is told.
    Monitor,
    /// People are told.
    Warn,
    /// Work is refused, where the rule says so.
    Block,
}

impl From<StageName> for app::govern::Stage {
    fn from(name: StageName) -> Self {
        match name {
            StageName::Monitor => Self::Monitor,
            StageName::Warn => Self::Warn,
            StageName::Block => Self::Block,
        }
    }
}
