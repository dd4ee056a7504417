//! One file a command.

mod deadline;
pub(crate) mod demo;
mod exception;
mod explain;
mod finding;
mod gaps;
mod guideline;
mod init;
mod keep;
mod lake;
mod log;
mod matching;
mod matrix;
mod remind;
mod report;
mod rule;
pub(crate) mod run;
mod security;
mod serve;
mod source;
mod sql;
mod who;

use crate::{
    cli::{Cli, Command, Format},
    outcome::{CommandError, Outcome},
    output::Out,
};

/// Does what was asked.
pub(crate) fn dispatch(cli: Cli, out: &Out) -> Result<Outcome, CommandError> {
    if !matches!(cli.format, Format::Text | Format::Json) && !matches!(cli.command, Command::Sql(_))
    {
        let says = "only `allhands sql` writes this format";
        return Err(CommandError::asked(
            "format",
            says,
            "ask for `--format json`",
        ));
    }
    match &cli.command {
        Command::Demo(args) => demo::demo(&cli, args, out),
        Command::Init(args) => init::init(&cli, args, out),
        Command::Run(args) => run::run(&cli, &args.fail_on, out),
        Command::Collect => run::collect(&cli, out),
        Command::Judge(args) => run::judge(&cli, args, out),
        Command::Remind(args) => remind::remind(&cli, args, out),
        Command::Serve(args) => serve::serve(&cli, args, out),
        Command::Source(command) => source::source(&cli, command, out),
        Command::Rule(command) => rule::rule(&cli, command, out),
        Command::Who(args) => who::who(&cli, args, out),
        Command::Explain { what } => explain::explain(&cli, what, out),
        Command::Match(command) => matching::matching(&cli, command, out),
        Command::Deadline(command) => deadline::deadline(&cli, command, out),
        Command::Matrix(command) => matrix::matrix(&cli, command, out),
        Command::Guideline(command) => guideline::guideline(&cli, command, out),
        Command::Security(command) => security::security(&cli, command, out),
        Command::Finding(command) => finding::finding(&cli, command, out),
        Command::Exception(command) => exception::exception(&cli, command, out),
        Command::Report(command) => report::report(&cli, command, out),
        Command::Log(command) => log::log(&cli, command, out),
        Command::Sql(args) => sql::sql(&cli, args, out),
        Command::Lake(command) => lake::lake(&cli, command, out),
        Command::Backup(args) => keep::backup(&cli, args, out),
        Command::Restore(args) => keep::restore(&cli, args, out),
    }
}
