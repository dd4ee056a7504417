//! The binary: command line, configuration, wiring, clock.
//!
//! One file a command below `commands`. A command returns what it came to; only this file turns
//! that into an exit code, and only `wire` opens files, stores and the clock.

mod catalogue;
mod cli;
mod commands;
mod outcome;
mod output;
mod progress;
mod wire;
mod words;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let out = output::Out::new(cli.format);
    let at = wire::now(&cli);
    match commands::dispatch(cli, &out) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            out.error(&error, at);
            error.outcome.into()
        }
    }
}
