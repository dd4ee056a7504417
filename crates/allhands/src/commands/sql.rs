//! `allhands sql`: one question over what was observed and what the ledger holds.

mod text;

use std::time::Duration;

use app::{
    collect::{self, carry},
    ports::{EventRow, LedgerStore as _, LogStore as _, Observations as _},
};
use arrow_array::RecordBatch;
use engine::{
    Judging,
    sql::{self, Answer, Beside, Limits, Over, SqlError, TableShown, WriteError},
};
use jiff::Timestamp;
use model::{Place, Problem, verdict::Unknowns};
use serde::Serialize;
use store::Store;

use crate::{
    cli::{Cli, Format, SqlArgs},
    outcome::{CommandError, Outcome},
    output::Out,
    wire::{self, Observed, Site},
    words::counted,
};

/// How many events are read at a time.
const PAGE: u64 = 10_000;

/// An answer, for programs.
#[derive(Serialize)]
struct Answered {
    /// The run of collecting it speaks of.
    run: u64,
    columns: Vec<String>,
    rows: Vec<serde_json::Map<String, serde_json::Value>>,
    /// Whether there were more rows than allowed.
    cut: bool,
}

pub(crate) fn sql(cli: &Cli, args: &SqlArgs, out: &Out) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let site = wire::open(cli)?;
    let kept = site.observations()?;
    let run = run_of(cli, &kept)?;
    let question = args.question.as_deref().map(asked).transpose()?;
    let asks = Asks {
        all: args.tables.is_some(),
        words: question.as_deref().unwrap_or_default().to_lowercase(),
    };
    let more = more(cli, &site, &asks, at)?;
    let judging = judging(cli, &site, &asks, (&kept, run), at)?;
    let beside = Beside {
        tables: &more,
        judging: judging.as_ref(),
    };
    let tables;
    let over = match &kept {
        Observed::Lake(lake) => Over::Lake(lake, run),
        Observed::Folder(folder) => {
            tables = carry::described(folder.tables(run)?, &site.workspace.vocabulary);
            Over::Tables(&tables)
        }
    };
    let Some(question) = question else {
        let shown = sql::tables(&over, &beside).map_err(refused)?;
        return list(args.tables.as_deref().unwrap_or_default(), shown, at, out);
    };
    let limits = Limits {
        rows: args.rows,
        time: Duration::from_secs(args.seconds),
        memory: args.memory << 20,
    };
    let answer = sql::ask(&over, &beside, &question, limits);
    let answer = answer.map_err(|error| at_an_instant(cli, &question, error))?;
    give(cli.format, args, &answer, run, at, out)?;
    if answer.cut && !out.is_json() {
        let rows = counted(answer.len(), "row");
        out.note(&format!(
            "cut after {rows}: there are more; allow more with `--rows`"
        ));
    }
    Ok(Outcome::Clean)
}

/// The question, from the command line or standard input.
fn asked(question: &str) -> Result<String, CommandError> {
    if question != "-" {
        return Ok(question.to_owned());
    }
    std::io::read_to_string(std::io::stdin())
        .map_err(|why| CommandError::asked("stdin", format!("standard input: {why}"), "ask again"))
}

/// The run that is asked about: the latest, or the one in force at the instant that `--at` names.
fn run_of(cli: &Cli, kept: &Observed) -> Result<u64, CommandError> {
    let nothing = || {
        CommandError::asked(
            "nothing-collected",
            "nothing was collected yet",
            "add a source with `allhands source add`, then `allhands run`",
        )
    };
    let Some(at) = cli.at else {
        return kept.latest_run()?.ok_or_else(nothing);
    };
    match collect::run_at(kept, at)? {
        Ok((run, _)) => Ok(run),
        Err(None) => Err(nothing()),
        Err(Some(first)) => Err(CommandError::asked(
            "as-of-too-early",
            format!("nothing that is kept had been collected by {at}"),
            format!("the first run is of {first}; ask about that or later"),
        )),
    }
}

/// What a question needs: reading all of it takes longer than most questions, so only what is
/// named is.
struct Asks {
    all: bool,
    words: String,
}

impl Asks {
    /// Whether it may be about this.
    fn about(&self, table: &str) -> bool {
        self.all || self.words.contains(table)
    }
}

/// What else the question may be about: who answers for what, what passes came to, and what the
/// ledger holds. That stands as it is now, so it cannot be asked about an instant before the latest
/// pass.
fn more(
    cli: &Cli,
    site: &Site,
    asks: &Asks,
    at: Timestamp,
) -> Result<Vec<(&'static str, RecordBatch)>, CommandError> {
    let mut tables = Vec::new();
    if asks.about("owner") {
        let looked = site.looked(cli)?;
        tables.push(("owner", sql::owners(looked.view(&site.workspace).inventory)));
    }
    wire::block_on(async {
        let ledger = site.ledger().await?;
        if asks.about("passes") {
            let mut passes = ledger.passes().await?;
            passes.retain(|pass| cli.at.is_none_or(|asked| pass.at <= asked));
            tables.push(("passes", sql::passes(&passes)));
        }
        let latest = ledger.latest_pass().await?;
        if cli
            .at
            .is_some_and(|asked| latest.is_some_and(|pass| asked < pass.at))
        {
            return Ok(tables);
        }
        let stretches = asks.about("stretches");
        let findings = match stretches || asks.about("finding") {
            true => ledger.findings().await?,
            false => Vec::new(),
        };
        let events = match stretches || asks.about("event") {
            true => events(&ledger).await?,
            false => Vec::new(),
        };
        tables.push(("stretches", sql::stretches(&findings, &events)));
        tables.push(("finding", sql::findings(&findings, at)));
        tables.push(("event", sql::events(&events)));
        Ok(tables)
    })?
}

/// By what to judge, where verdicts are asked for: the rules in force now, on what is asked about.
/// Without `--at`, that is as of the latest pass.
fn judging(
    cli: &Cli,
    site: &Site,
    asks: &Asks,
    (kept, run): (&Observed, u64),
    at: Timestamp,
) -> Result<Option<Judging>, CommandError> {
    if !asks.about("verdicts") && !asks.about("rule_bits") {
        return Ok(None);
    }
    let (latest, unknowns) = wire::block_on(async {
        let ledger = site.ledger().await?;
        Ok::<_, CommandError>((ledger.latest_pass().await?, ledger.unknowns().await?))
    })??;
    let of_latest = latest.as_ref().filter(|pass| pass.run == run);
    let at = cli.at.or(of_latest.map(|pass| pass.at)).unwrap_or(at);
    // Since when verdicts are unknown is known as of the latest pass only.
    let known = latest.is_some_and(|pass| pass.at <= at);
    let workspace = &site.workspace;
    Ok(Some(Judging {
        rules: workspace.rules_in_force(),
        vocabulary: workspace.vocabulary.clone(),
        coverage: collect::coverage(workspace, kept, run, at)?,
        clock: workspace.clock(at),
        unknowns: if known { unknowns } else { Unknowns::new() },
    }))
}

/// Everything that happened, the oldest first.
async fn events(ledger: &Store) -> Result<Vec<EventRow>, CommandError> {
    let mut all: Vec<EventRow> = Vec::new();
    loop {
        let first = all.last().map_or(0, |event| event.number + 1);
        let page = ledger.events_from(first, PAGE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

fn refused(error: SqlError) -> CommandError {
    match error {
        SqlError::Port(error) => error.into(),
        SqlError::Limit(problem) => CommandError::refused(problem),
        SqlError::Asked(problem) => CommandError::wrong(problem),
    }
}

/// The same, where what is asked about is only known as of now.
fn at_an_instant(cli: &Cli, question: &str, error: SqlError) -> CommandError {
    let mut error = refused(error);
    let question = question.to_lowercase();
    if cli.at.is_some() && (question.contains("finding") || question.contains("event")) {
        for problem in &mut error.problems {
            let advice = "findings and events are told as they stand now: leave `--at` out";
            problem.advice.insert(0, advice.to_owned());
        }
    }
    error
}

/// Gives the answer in the form that was asked for.
fn give(
    format: Format,
    args: &SqlArgs,
    answer: &Answer,
    run: u64,
    at: Timestamp,
    out: &Out,
) -> Result<(), CommandError> {
    let bytes = match format {
        Format::Text => None,
        Format::Json if args.out.is_none() => {
            let columns = answer
                .schema
                .fields()
                .iter()
                .map(|field| field.name().clone());
            let answered = Answered {
                run,
                columns: columns.collect(),
                rows: sql::json(answer).map_err(unwritten)?,
                cut: answer.cut,
            };
            out.answer("allhands.sql", at, answered, &[], |_| String::new());
            return Ok(());
        }
        Format::Json => {
            let rows = sql::json(answer).map_err(unwritten)?;
            let rows = serde_json::to_vec(&rows);
            Some(rows.map_err(|why| CommandError::asked("sql-format", why.to_string(), CSV))?)
        }
        Format::Csv => Some(sql::csv(answer).map_err(unwritten)?),
        Format::Parquet => Some(sql::to_parquet(answer).map_err(unwritten)?),
        Format::Arrow => Some(sql::to_arrow(answer).map_err(unwritten)?),
    };
    match (bytes, &args.out) {
        (Some(bytes), Some(file)) => {
            if file.exists() && !args.force {
                let says = format!("`{}` is there already", file.display());
                return Err(CommandError::asked(
                    "in-the-way",
                    says,
                    "add `--force` to replace it",
                ));
            }
            io::write_text(file, &bytes)?;
            let rows = counted(answer.len(), "row");
            out.note(&format!("wrote {rows} to {}", file.display()));
        }
        (Some(bytes), None) if format == Format::Csv => {
            out.data(&String::from_utf8_lossy(&bytes));
        }
        (Some(_), None) => {
            let says = "this format is for files, not for a screen";
            return Err(CommandError::asked(
                "sql-format",
                says,
                "name one: `--out answer.parquet`",
            ));
        }
        (None, Some(_)) => {
            let says = "a table is for people; a file needs a format";
            return Err(CommandError::asked("sql-format", says, CSV));
        }
        (None, None) => out.data(&text::answer(answer).map_err(unwritten)?),
    }
    Ok(())
}

const CSV: &str = "add `--format csv`, `json`, `parquet` or `arrow`";

fn unwritten(error: WriteError) -> CommandError {
    let says = format!("the answer cannot be written: {error}");
    let problem = Problem::new("sql-format", says, Place::file("command line"));
    CommandError::wrong(problem.advise("name the columns, and cast those of strange types to text"))
}

/// Lists what can be asked about.
fn list(
    table: &str,
    mut shown: Vec<TableShown>,
    at: Timestamp,
    out: &Out,
) -> Result<Outcome, CommandError> {
    if !table.is_empty() {
        shown.retain(|one| one.table == table);
        if shown.is_empty() {
            let says = format!("there is no table `{table}`");
            return Err(CommandError::asked(
                "sql",
                says,
                "list them: `allhands sql --tables`",
            ));
        }
    }
    out.answer("allhands.sql_tables", at, shown, &[], |shown| {
        text::tables(shown)
    });
    Ok(Outcome::Clean)
}
