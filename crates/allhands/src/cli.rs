//! The command line, as people type it.

mod deadline;
mod duties;
mod evidence;
mod finding;
mod gaps;
mod govern;
pub(crate) mod handling;
mod keep;
mod lake;
pub(crate) mod log;
pub(crate) mod matching;
mod matrix;
mod serve;
mod source;
mod who;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;

pub(crate) use deadline::DeadlineCommand;
pub(crate) use duties::{GuidelineCommand, SecurityCommand};
pub(crate) use evidence::EvidenceArgs;
pub(crate) use finding::{FindingCommand, FindingListArgs};
pub(crate) use gaps::{GapsArgs, SettleArgs};
pub(crate) use govern::{Decide, GovernCommand, PublishArgs, Who};
pub(crate) use handling::{ExceptArgs, ExceptionCommand, HandleCommand};
pub(crate) use keep::{BackupArgs, RestoreArgs};
pub(crate) use lake::{LakeCommand, SqlArgs};
pub(crate) use log::{LogCommand, VerifyArgs, WitnessArgs};
pub(crate) use matching::{MatchCommand, Why};
pub(crate) use matrix::{MatrixCommand, NamedArgs, ScopeArgs, SeatArgs, Sheet};
pub(crate) use serve::ServeArgs;
pub(crate) use source::{SourceAddArgs, SourceCommand};
pub(crate) use who::WhoArgs;

/// Makes shared responsibility for security work: who answers for what, what is open, by when.
#[derive(Debug, Parser)]
#[command(
    name = "allhands",
    version,
    arg_required_else_help = true,
    after_help = "Start here:\n  \
        allhands demo                      a sample organisation, judged; prints where to look\n  \
        allhands init my-org               a workspace of your own\n  \
        allhands run --workspace my-org    collect, match, judge, record\n\n\
        Exit codes: 0 done and clean, 1 findings or a refused check, 2 the request or the\n\
        input was wrong, 3 something that was needed could not be reached."
)]
pub(crate) struct Cli {
    /// How answers are written.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// The workspace; without it the nearest one from here upward.
    #[arg(long, short, global = true, value_name = "DIR")]
    pub(crate) workspace: Option<PathBuf>,

    /// The instant to work at instead of now: `2026-06-01T07:00:00Z`, or a day (from its start in
    /// UTC). For passes over older exports. `who` and `explain` tell what was known then; other
    /// questions speak of the latest pass.
    #[arg(long, global = true, value_name = "TIME", value_parser = day_or_instant)]
    pub(crate) at: Option<Timestamp>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[value(alias = "table")]
    Text,
    /// For programs: one envelope with format, version, data and problems.
    Json,
    /// For spreadsheets; answers of `sql` only, as the next two.
    Csv,
    /// For data tools.
    Parquet,
    /// For data tools: an Arrow IPC file.
    Arrow,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Makes a sample organisation, runs every step on it and prints where to look.
    #[command(
        after_help = "Example:\n  allhands demo            in ./allhands-demo\n  \
        allhands demo my-demo --seed 7\n  \
        allhands demo --serve    and look at it in a browser"
    )]
    Demo(DemoArgs),
    /// Makes an empty workspace.
    #[command(after_help = "Example:\n  allhands init my-org --organisation \"My Org\"")]
    Init(InitArgs),
    /// One full pass: reads the sources, matches records, judges, and records what changed.
    ///
    /// It ends with 0 when it was completed, whatever it found; with 3 when a source failed, and
    /// then the rest of the work is kept; with 2 when the configuration is wrong.
    #[command(after_help = "Examples:\n  allhands run --workspace my-org\n  \
        allhands run --fail-on missed                         for scripts: ends with 1\n  \
        allhands run --format json | jq .data.changes.opened")]
    Run(RunArgs),
    /// The first half of a pass: reads the sources and works out what the records are about.
    #[command(after_help = "Example:\n  allhands collect")]
    Collect,
    /// The second half of a pass: judges what was collected last, and records what changed.
    #[command(after_help = "Examples:\n  \
        allhands judge               after a change of rules, for example\n  \
        allhands judge --timings     what the time was spent on: which rule, which condition")]
    Judge(JudgeArgs),
    /// Shows what each person would be told.
    ///
    /// A finding is told when it opens, then after 50, 80 and 95 % of its time, then 1, 2, 4, 8 ...
    /// days after it was due, each time one level of managers higher: it never goes quiet.
    #[command(after_help = "Examples:\n  allhands remind --dry-run\n  \
        allhands remind --dry-run --to ana@example.org\n  \
        allhands remind --dry-run --since 2026-06-08        what is to be told since that day")]
    Remind(RemindArgs),
    /// Serves the API and the web app, until ctrl-c.
    ///
    /// While there is no administrator it prints a link for the first one, and for a sample
    /// organisation a link for each part that somebody plays there.
    #[command(after_help = "Examples:\n  allhands serve\n  \
        allhands serve --listen 127.0.0.1:9000\n  \
        allhands serve --format json | jq -r .data.address")]
    Serve(ServeArgs),
    /// Sources: the tools records come from.
    #[command(subcommand)]
    Source(SourceCommand),
    /// Rules: sentences, checked, printed, tested, explained.
    #[command(subcommand)]
    Rule(RuleCommand),
    /// Who answers for something, on what evidence, and who else is named.
    ///
    /// Who is named may say that it is theirs or not, or who answers in their place; the security
    /// lead may note that for anybody. With `--at` it tells who answered at an earlier instant.
    #[command(after_help = "Examples:\n  allhands who device-12 repository-3\n  \
        allhands who \"Ana's laptop\" --at 2026-03-01\n  \
        allhands who --kind service        every service, the unowned ones first\n  \
        allhands who --unowned device      what nobody answers for, and why\n  \
        allhands who device-12 --mine --as ana@example.org\n  \
        allhands who device-12 --not-mine --as ana@example.org --because \"given back\"\n  \
        allhands who device-12 --delegate-to bo@example.org --until 2026-08-31 \
        --as ana@example.org")]
    Who(WhoArgs),
    /// Why something is as it is: what was merged, what is known, who decided.
    #[command(after_help = "Examples:\n  allhands explain device-12\n  \
        allhands explain laptops-are-encrypted@device-12")]
    Explain {
        /// An entity (id or name) or a finding (`rule@entity`).
        what: String,
    },
    /// Records: which of them are one thing, where you know better.
    #[command(subcommand)]
    Match(MatchCommand),
    /// The responsibility matrix: who answers for which recurring work.
    #[command(subcommand)]
    Matrix(MatrixCommand),
    /// Guidelines: what everybody should have read, and who has.
    #[command(subcommand)]
    Guideline(GuidelineCommand),
    /// Security: report something odd, ask for advice, and see what waits for an answer.
    #[command(subcommand)]
    Security(SecurityCommand),
    /// Findings: what is missed, since when, due when.
    #[command(subcommand)]
    Finding(FindingCommand),
    /// Deadlines: how much time there is to fix what, by which table.
    #[command(subcommand)]
    Deadline(DeadlineCommand),
    /// Exceptions: what is accepted for a time, who decides, when it ends.
    ///
    /// `allhands finding except` asks for one.
    #[command(subcommand)]
    Exception(ExceptionCommand),
    /// Reports for a person or a department.
    #[command(subcommand)]
    Report(ReportCommand),
    /// The sealed log: what was decided and observed, so that nobody can change it unseen.
    #[command(subcommand)]
    Log(LogCommand),
    /// Answers a question in SQL over everything that was observed and found.
    ///
    /// It only reads: one `SELECT`. With `--at` it speaks of what was known at that instant.
    #[command(
        after_help = "Examples:\n  allhands sql --tables               what can be asked about\n  \
        allhands sql \"SELECT kind, name FROM owner WHERE unowned_because IS NOT NULL\"\n  \
        allhands sql \"SELECT rule, count(*) FROM finding WHERE open GROUP BY rule\"\n  \
        allhands sql \"SELECT * FROM person\" --format csv --out people.csv\n  \
        allhands sql \"SELECT count(*) FROM device\" --at 2026-03-01"
    )]
    Sql(SqlArgs),
    /// The lake: what was observed, run by run, where other tools can read it.
    #[command(subcommand)]
    Lake(LakeCommand),
    /// Writes the whole ledger, as of one instant, into a file.
    ///
    /// Passes may go on meanwhile. The file can be restored into SQLite and PostgreSQL alike. What
    /// was observed is not in it: copy the folder `data/observations` as well.
    #[command(after_help = "Example:\n  allhands backup ledger-2026-06-01.backup")]
    Backup(BackupArgs),
    /// Makes the ledger what a backup holds, all of it or nothing.
    #[command(
        after_help = "Examples:\n  allhands restore ledger-2026-06-01.backup\n  \
        allhands restore ledger-2026-06-01.backup --force     in place of what is there"
    )]
    Restore(RestoreArgs),
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Where to make it; an earlier demo there is replaced.
    #[arg(default_value = "allhands-demo")]
    pub(crate) folder: PathBuf,
    /// Another seed makes another organisation.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Serve it at the end, with a link for each part that somebody plays there.
    #[arg(long)]
    pub(crate) serve: bool,
    #[command(flatten)]
    pub(crate) server: ServeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder to make.
    pub(crate) folder: PathBuf,
    /// What the organisation is called; the folder's name otherwise.
    #[arg(long, value_name = "NAME")]
    pub(crate) organisation: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) fail_on: FailOn,
}

#[derive(Debug, Args)]
pub(crate) struct FailOn {
    /// End with 1 when something is missed; without it a completed pass ends with 0.
    #[arg(long, value_enum, value_name = "VERDICT")]
    pub(crate) fail_on: Option<FailVerdict>,
}

#[derive(Debug, Args)]
pub(crate) struct JudgeArgs {
    #[command(flatten)]
    pub(crate) fail_on: FailOn,
    /// Say what each rule and each condition took, the most first.
    #[arg(long)]
    pub(crate) timings: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailVerdict {
    /// Any finding is open.
    Missed,
}

#[derive(Debug, Args)]
pub(crate) struct RemindArgs {
    /// Print the messages instead of sending them. Nothing can be sent yet; this is asked for
    /// already, so that no script will one day send by surprise.
    #[arg(long, required = true)]
    pub(crate) dry_run: bool,
    /// Only for this person: id, name or mail address.
    #[arg(long, value_name = "PERSON")]
    pub(crate) to: Option<String>,
    /// Only what opened or came to its next reminder after this: an instant, or a day from its
    /// start in UTC.
    #[arg(long, value_name = "TIME", value_parser = day_or_instant)]
    pub(crate) since: Option<jiff::Timestamp>,
}

#[derive(Debug, Args)]
pub(crate) struct RuleFiles {
    /// Rule files, `-` for standard input; without any, all rules of the workspace.
    pub(crate) files: Vec<PathBuf>,
    /// Another vocabulary instead of the shipped one and the workspace's.
    #[arg(long, value_name = "FILE")]
    pub(crate) vocabulary: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct RuleImportArgs {
    /// The file of the other tool.
    pub(crate) file: PathBuf,
    /// Whose rules they are.
    #[arg(long, value_enum, value_name = "TOOL")]
    pub(crate) from: RuleOrigin,
    /// Another vocabulary instead of the shipped one and the workspace's.
    #[arg(long, value_name = "FILE")]
    pub(crate) vocabulary: Option<PathBuf>,
}

/// A tool whose rules can be taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RuleOrigin {
    /// Fleet: policies in YAML, as `fleetctl` or its GitOps keep them.
    Fleet,
}

#[derive(Debug, Args)]
pub(crate) struct RuleAskArgs {
    /// The rule's file.
    pub(crate) file: PathBuf,
    /// Add the answers to the file as a test.
    #[arg(long)]
    pub(crate) write: bool,
    /// Take the answers from a JSON file: the name of each example with yes, no or do not know.
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// Another vocabulary instead of the shipped one and the workspace's.
    #[arg(long, value_name = "FILE")]
    pub(crate) vocabulary: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct RuleCompleteArgs {
    /// The rule's file, or `-` for standard input.
    pub(crate) file: PathBuf,
    /// The line and column to complete at, both from 1; the end of the text without it.
    #[arg(long, value_name = "LINE:COLUMN")]
    pub(crate) cursor: Option<Cursor>,
    /// Another vocabulary instead of the shipped one and the workspace's.
    #[arg(long, value_name = "FILE")]
    pub(crate) vocabulary: Option<PathBuf>,
}

/// A place in a text, as editors count: lines and characters from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl std::str::FromStr for Cursor {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse().ok().filter(|number: &usize| *number > 0);
        let numbers = written
            .split_once(':')
            .and_then(|(line, column)| Some((number(line)?, number(column)?)));
        match numbers {
            Some((line, column)) => Ok(Self { line, column }),
            None => Err("a place is a line and a column, both from 1, such as `5:17`".to_owned()),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct RuleExplainArgs {
    /// Rule files, ids of rules, `-` for standard input; without any, all rules of the workspace.
    pub(crate) rules: Vec<PathBuf>,
    /// Another vocabulary instead of the shipped one and the workspace's.
    #[arg(long, value_name = "FILE", conflicts_with = "entity")]
    pub(crate) vocabulary: Option<PathBuf>,
    /// Only for this entity (id or name): its verdict under each rule that binds it.
    #[arg(long = "for", value_name = "ENTITY")]
    pub(crate) entity: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RuleCommand {
    /// Checks rules and says everything that is wrong, each with its place.
    ///
    /// It ends with 1 when a rule cannot be read. A draft, which only lacks what a person who is
    /// told of it needs, is no mistake.
    #[command(after_help = "Examples:\n  allhands rule check rules/mine.rule\n  \
        echo 'every labtop must have disk encryption on' | allhands rule check -")]
    Check(RuleFiles),
    /// Tells what is right in rules and still not what their author wants.
    ///
    /// That they contradict themselves or each other, bind nobody, wait for a source, or speak to
    /// the wrong person; docs/reference/lints.md lists all. In a workspace with data it looks at
    /// what the rules come to there, and without files at those in force. It ends with 1 when there
    /// is an error, which would keep a rule from being proposed; warnings and advice are for its
    /// author to weigh.
    #[command(after_help = "Examples:\n  allhands rule lint rules/mine.rule\n  \
        allhands rule lint                    all rules in force")]
    Lint(RuleFiles),
    /// Prints rules as everybody writes them: order of labels, line breaks, spelling of numbers.
    #[command(after_help = "Examples:\n  allhands rule fmt rules/mine.rule\n  \
        allhands rule fmt --write rules/*.rule")]
    Fmt {
        #[command(flatten)]
        files: RuleFiles,
        /// Rewrite the files.
        #[arg(long)]
        write: bool,
    },
    /// Prints rules in another notation: as a sentence document, YAML or the JSON of a form.
    ///
    /// What a file is in follows from its ending, else from its text. Nothing is lost on the way:
    /// comments, order, texts and tests come back as they were.
    #[command(
        after_help = "Examples:\n  allhands rule convert rules/mine.rule --to yaml\n  \
        allhands rule convert mine.json --to sentence > rules/mine.rule\n  \
        allhands rule convert vendors.csv --to sentence    a spreadsheet's rows as rules\n  \
        allhands rule convert a.rule b.rule --to table     and rules as a spreadsheet"
    )]
    Convert {
        #[command(flatten)]
        files: RuleFiles,
        /// The notation to print in.
        #[arg(long, value_enum, value_name = "NOTATION")]
        to: RuleNotation,
    },
    /// Runs the tests inside rules, and says which parts of a rule no example covers.
    ///
    /// A part counts as covered when turning it round, or leaving it out, would change the verdict
    /// of an example; an edge when moving its value by one step would. It ends with 1 when an
    /// example does not come out as the rule says it should, and when there
    /// is nothing to run.
    #[command(
        after_help = "Examples:\n  allhands rule test                    all of them\n  \
        allhands rule test rules/mine.rule"
    )]
    Test(RuleFiles),
    /// Asks yes-or-no questions at the edges of a rule, and makes a test of the answers.
    ///
    /// Questions go to standard error, answers come from standard input, one a line: `y`, `n` or
    /// `d` (do not know). What a test of the rule already answers is not asked again. It ends with
    /// 1 when you and your rule differ.
    #[command(after_help = "Examples:\n  allhands rule ask rules/mine.rule\n  \
        allhands rule ask rules/mine.rule --write              keep the answers as a test\n  \
        allhands rule ask rules/mine.rule --format json        the questions, for a page\n  \
        allhands rule ask rules/mine.rule --answers said.json  {\"last seen 8 days ago\": \"no\"}")]
    Ask(RuleAskArgs),
    /// Shows whom a rule would reach if it were in force, and what would move.
    ///
    /// Who would miss it, who is unknown and why, what moves against the version in force, and the
    /// work it asks for. Nothing is recorded and nobody is told. Files of several rules are
    /// previewed one by one and together. Of a vocabulary, every rule whose verdicts move is shown.
    #[command(after_help = "Examples:\n  allhands rule preview rules/mine.rule\n  \
        allhands rule preview rules/mine.rule --most 50\n  \
        allhands rule preview rules/mine.rule --sample > labels.txt    is the rule right?\n  \
        allhands rule preview rules/mine.rule --labels labels.txt\n  \
        allhands rule preview vocabulary/mine.yaml                     what a changed word moves")]
    Preview(PreviewArgs),
    /// Offers what may stand at a place of a rule: the words that would be understood there.
    ///
    /// For editors, and for whoever is stuck in the middle of a sentence. Each offer says what it
    /// is and, as JSON, which bytes of the text it takes the place of.
    #[command(
        after_help = "Examples:\n  echo 'Every laptop where last' | allhands rule complete -\n  \
        allhands rule complete rules/mine.rule --cursor 5:17 --format json"
    )]
    Complete(RuleCompleteArgs),
    /// Takes rules of another tool over as skeletons, whose sentences are yours to check.
    ///
    /// Why, what to do and for which system are kept; what the other tool checked is a comment. A
    /// skeleton has no message and no tests, so nothing comes into force by it. It ends with 1 when
    /// something could not be taken over.
    #[command(
        after_help = "Example:\n  allhands rule import policies.yml --from fleet > skeletons.rule"
    )]
    Import(RuleImportArgs),
    /// Says in words what a rule asks of whom, who set which value, and who may change it.
    ///
    /// Of a rule that departments tighten it shows each of them: which rule set the deadline, the
    /// severity and every setting for whom, and what a department may choose.
    #[command(after_help = "Examples:\n  allhands rule explain rules/mine.rule\n  \
        allhands rule explain laptops-run-the-endpoint-agent\n  \
        allhands rule explain --for laptop-17   what binds it, and who set its deadlines")]
    Explain(RuleExplainArgs),
    /// Lists the rules, shipped and own, and which are in force.
    #[command(after_help = "Example:\n  allhands rule list")]
    List,
    /// Puts shipped rules into `rules/adopted.yaml`.
    ///
    /// They are in force from the next `allhands run` on; where rules are published, once they are
    /// signed.
    #[command(after_help = "Example:\n  allhands rule adopt laptops-are-encrypted")]
    Adopt {
        /// Their ids.
        #[arg(required = true, value_name = "RULE")]
        rules: Vec<model::RuleId>,
    },
    #[command(flatten)]
    Govern(GovernCommand),
}

#[derive(Debug, Args)]
pub(crate) struct PreviewArgs {
    /// Rule files, `-` for standard input, and vocabulary files that are to be changed with them.
    #[arg(required_unless_present = "vocabulary_change")]
    pub(crate) files: Vec<PathBuf>,
    /// How many names of each list are shown; JSON always has them all.
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(crate) most: usize,
    /// Print entities drawn at random, with their verdicts, for you to say `right` or `wrong`.
    #[arg(long, conflicts_with = "labels")]
    pub(crate) sample: bool,
    /// What you said of them; ends with 1 when fewer than nine of ten are right.
    #[arg(long, value_name = "FILE")]
    pub(crate) labels: Option<PathBuf>,
    /// A vocabulary file as it would be; it stands in the place of the workspace's file of that
    /// name. May be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) vocabulary_change: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RuleNotation {
    /// The document with its sentence.
    Sentence,
    /// YAML 1.2, the labels in lower case.
    Yaml,
    /// JSON that an editor of forms draws (react-querybuilder).
    Form,
    /// A decision table in CSV: a row a rule, what they share above it.
    Table,
}

impl RuleNotation {
    /// How one document is written; none for a table, which holds several.
    pub(crate) fn of_documents(self) -> Option<rules::Notation> {
        Some(match self {
            Self::Sentence => rules::Notation::Sentence,
            Self::Yaml => rules::Notation::Yaml,
            Self::Form => rules::Notation::Form,
            Self::Table => return None,
        })
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// What one person has open and has done.
    #[command(after_help = "Examples:\n  allhands report person \"Ana Lima\"\n  \
        allhands report person ana@example.org")]
    Person {
        /// The person: id, name or mail address.
        person: String,
    },
    /// Coverage, kept promises, open work and debt of one department, or of all.
    #[command(after_help = "Examples:\n  allhands report department Finance\n  \
        allhands report department             all of them, and the organisation")]
    Department {
        /// The department; without it all of them and the organisation.
        department: Option<String>,
    },
    /// What an auditor is given: findings, decisions and their proofs in one zip.
    ///
    /// The zip holds a page, a table, OSCAL assessment results and a plan of action, the entries
    /// of the sealed log behind them with a proof each, and a short program that checks all of it
    /// with nothing but Python. People are told by their ids unless you name them. Numbers of the
    /// plan of action are kept: a number is never used again.
    #[command(
        after_help = "Examples:\n  allhands report evidence --out evidence.zip\n  \
        allhands report evidence --scope department=Finance --since 2026-01-01 \
        --out finance.zip\n  \
        allhands report evidence --scope rule=laptops-are-encrypted --out disks.zip --names\n  \
        allhands report evidence --oscal 1.0.4 --out fedramp.zip"
    )]
    Evidence(EvidenceArgs),
}

/// A day (its first instant in UTC) or an instant.
fn day_or_instant(text: &str) -> Result<Timestamp, String> {
    let day = || {
        let day: jiff::civil::Date = text.parse().ok()?;
        day.to_zoned(jiff::tz::TimeZone::UTC)
            .ok()
            .map(|zoned| zoned.timestamp())
    };
    text.parse()
        .ok()
        .or_else(day)
        .ok_or_else(|| "write it like `2026-06-01` or `2026-06-01T07:00:00Z`".to_owned())
}
