//! The matrix from and to tables.

use std::path::Path;

use app::matrix::{self, rows, to_csv, to_yaml};
use ledger::matrix::{Assignment, Matrix};
use model::{Place, Problem};
use serde::Serialize;

use super::Desk;
use crate::{
    cli::Sheet,
    outcome::{CommandError, Outcome},
    output::Out,
    words::counted,
};

#[derive(Debug, Serialize)]
struct Exported {
    rows: Vec<matrix::Row>,
}

pub(super) fn export(desk: &Desk<'_>, to: Sheet, out: &Out) -> Result<Outcome, CommandError> {
    let whole = desk.site.workspace.matrix(desk.at);
    let exported = Exported { rows: rows(&whole) };
    out.answer(
        "allhands.matrix_export",
        desk.at,
        exported,
        &[],
        |exported| match to {
            Sheet::Csv => to_csv(&exported.rows),
            Sheet::Yaml => to_yaml(&exported.rows),
        },
    );
    Ok(Outcome::Clean)
}

/// What taking a table over changes.
#[derive(Debug, Serialize)]
struct Imported {
    file: String,
    rows: usize,
    written: bool,
    added: Vec<String>,
    taken_out: Vec<String>,
}

pub(super) fn import(
    desk: &Desk<'_>,
    from: &Path,
    write: bool,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let workspace = &desk.site.workspace;
    let file = target(from)?;
    let text = io::read_text(from)?;
    let mut problems = Vec::new();
    let taken = matrix::read_sheet(&file, &text, &workspace.vocabulary, &mut problems);
    if taken.is_empty() {
        let place = Place::file(from.display().to_string());
        problems.push(Problem::new("matrix-empty", "there is no row in it", place));
        return Err(CommandError {
            outcome: Outcome::Wrong,
            problems,
        });
    }
    let mut after = workspace.clone();
    after.written = workspace.written.with_file(&file, taken.clone());
    let (before, after) = (workspace.matrix(desk.at), after.matrix(desk.at));
    let imported = Imported {
        rows: taken.len(),
        written: write,
        added: missing(&after, &before),
        taken_out: missing(&before, &after),
        file,
    };
    if write {
        let text = match imported.file.ends_with(".csv") {
            true => to_csv(&taken),
            false => to_yaml(&taken),
        };
        io::write_text(&desk.site.root.join(&imported.file), text.as_bytes())?;
    }
    out.answer("allhands.matrix_import", desk.at, imported, &problems, says);
    Ok(Outcome::Clean)
}

/// Where a table is kept: under its own name.
fn target(from: &Path) -> Result<String, CommandError> {
    let stem = from
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    let ending = from.extension().map(|e| e.to_string_lossy().to_lowercase());
    match (stem, ending.as_deref()) {
        (Some(stem), Some("csv" | "tsv" | "txt")) => Ok(format!("{}{stem}.csv", matrix::FOLDER)),
        (Some(stem), Some("yaml" | "yml")) => Ok(format!("{}{stem}.yaml", matrix::FOLDER)),
        _ => Err(CommandError::asked(
            "matrix-format",
            format!("`{}` is neither a CSV nor a YAML file", from.display()),
            "save the table as CSV first",
        )),
    }
}

/// What one matrix has and the other lacks, in words.
fn missing(has: &Matrix, lacks: &Matrix) -> Vec<String> {
    let there = |one: &Assignment| {
        let mut all = lacks.assignments.iter();
        all.any(|other| other.seat.is_same(&one.seat) && other.validity == one.validity)
    };
    let gone = has.assignments.iter().filter(|one| !there(one));
    gone.map(|one| {
        let title = has.activities.get(&one.seat.activity);
        let title = title.map_or(one.seat.activity.as_str(), |one| one.title.as_str());
        matrix::show::says(&one.seat, title)
    })
    .collect()
}

fn says(imported: &Imported) -> String {
    let mut text = String::new();
    let lists = [("+", &imported.added), ("-", &imported.taken_out)];
    for (sign, lines) in lists {
        for line in lines {
            text.push_str(&format!("{sign} {line}\n"));
        }
    }
    let rows = counted(imported.rows, "row");
    if imported.added.is_empty() && imported.taken_out.is_empty() {
        text.push_str(&format!("{rows}, and nothing new.\n"));
    }
    text + &match imported.written {
        true => format!("{rows} kept in `{}`.", imported.file),
        false => format!("{rows} read. `--write` keeps them in `{}`.", imported.file),
    }
}
