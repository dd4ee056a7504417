//! `allhands matrix`: who answers for which recurring work, and what people say to that.

pub(super) mod acts;
mod sheets;
mod text;

use app::{
    ask::Known,
    matrix::{
        acting::Room,
        cover::{self, Cover},
        resolved, show,
    },
    parties::View,
};
use jiff::Timestamp;
use ledger::matrix::{Letter, Resolved, folded};
use serde::Serialize;

use super::gaps;
use crate::{
    cli::{Cli, MatrixCommand},
    outcome::{CommandError, Outcome},
    output::Out,
    wire::{self, Site},
};

pub(crate) fn matrix(
    cli: &Cli,
    command: &MatrixCommand,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    match command {
        MatrixCommand::Gaps(args) => return gaps::gaps(cli, &site, args, out),
        MatrixCommand::Settle(args) => return gaps::settle(cli, &site, args, out),
        _ => {}
    }
    let desk = Desk::new(cli, &site)?;
    match command {
        MatrixCommand::Gaps(_) | MatrixCommand::Settle(_) => Ok(Outcome::Clean),
        MatrixCommand::Show { activity, unit } => {
            desk.show(activity.as_deref(), unit.as_deref(), out)
        }
        MatrixCommand::Cover { activity, letter } => desk.cover(activity, *letter, out),
        MatrixCommand::Duties { person } => desk.duties(person, out),
        MatrixCommand::Import { file, write } => sheets::import(&desk, file, *write, out),
        MatrixCommand::Export { to } => sheets::export(&desk, *to, out),
        MatrixCommand::Assign { .. }
        | MatrixCommand::End { .. }
        | MatrixCommand::Acknowledge { .. }
        | MatrixCommand::Delegate { .. } => acts::act(&desk, command, out),
    }
}

/// What every command about the matrix looks at.
struct Desk<'a> {
    site: &'a Site,
    known: Known,
    /// The matrix at the instant that is asked about.
    matrix: Resolved,
    at: Timestamp,
    /// Whether another instant than now is asked about.
    then: bool,
}

impl<'a> Desk<'a> {
    fn new(cli: &Cli, site: &'a Site) -> Result<Self, CommandError> {
        let at = wire::now(cli);
        let known = site.known(at)?;
        let words = &site.workspace.vocabulary;
        let matrix = resolved(&site.workspace, &known.inventory, words, (known.at, at));
        Ok(Self {
            site,
            known,
            matrix,
            at,
            then: cli.at.is_some(),
        })
    }

    fn view(&self) -> View<'_> {
        View {
            matrix: Some(&self.matrix),
            ..self.known.view(&self.site.workspace)
        }
    }

    fn room(&self) -> Room<'_> {
        Room {
            view: self.view(),
            matrix: &self.matrix,
            workspace: &self.site.workspace,
            at: self.at,
        }
    }

    fn show(
        &self,
        activity: Option<&str>,
        unit: Option<&str>,
        out: &Out,
    ) -> Result<Outcome, CommandError> {
        let mut table = show::table(&self.matrix, &self.view());
        if let Some(unit) = unit {
            let asked = folded(unit);
            table.rows.retain(|row| {
                let of = row.scope.unit.as_deref();
                of.is_some_and(|of| folded(of) == asked)
            });
        }
        let Some(activity) = activity else {
            let shown = Shown {
                table: &table,
                files: self.then.then_some(FILES),
            };
            out.answer("allhands.matrix", self.at, &shown, &[], |shown| {
                let note = shown.files.map(|note| format!("\n{note}\n"));
                format!("{}{}", text::table(&shown.table), note.unwrap_or_default())
            });
            return Ok(Outcome::Clean);
        };
        let id = show::find(&self.matrix, activity).map_err(CommandError::wrong)?;
        table.rows.retain(|row| row.activity == id);
        let one = One {
            activity: self.matrix.activities.get(&id),
            rows: table.rows,
        };
        out.answer("allhands.matrix_activity", self.at, &one, &[], text::one);
        Ok(Outcome::Clean)
    }

    fn cover(&self, activity: &str, letter: Letter, out: &Out) -> Result<Outcome, CommandError> {
        let id = show::find(&self.matrix, activity).map_err(CommandError::wrong)?;
        let view = self.view();
        let kinds = cover::kinds(&self.matrix, &view, &id);
        let covers: Vec<Cover> = kinds
            .iter()
            .map(|kind| cover::cover(&self.matrix, &view, (&id, letter), kind))
            .collect();
        let covered = Covered { covers };
        out.answer("allhands.matrix_cover", self.at, &covered, &[], text::cover);
        Ok(Outcome::Clean)
    }

    fn duties(&self, person: &str, out: &Out) -> Result<Outcome, CommandError> {
        let view = self.view();
        let person = view.find_person(person).map_err(CommandError::wrong)?;
        let duties = show::duties(&self.matrix, &view, &person.id);
        out.answer(
            "allhands.matrix_duties",
            self.at,
            &duties,
            &[],
            text::duties,
        );
        Ok(Outcome::Clean)
    }
}

/// What an activity is done for, kind by kind.
#[derive(Debug, Serialize)]
struct Covered {
    covers: Vec<Cover>,
}

/// What an answer about another instant is made of.
const FILES: &str = "Tables in `responsibilities/` are read as they are now; what people decided \
    with `matrix` is that of the time you asked about.";

/// The whole table.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    table: &'a show::Table,
    /// What to know of the files, where another instant was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<&'static str>,
}

/// One activity with its rows.
#[derive(Debug, Serialize)]
struct One<'a> {
    activity: Option<&'a ledger::matrix::Activity>,
    rows: Vec<show::Line>,
}
