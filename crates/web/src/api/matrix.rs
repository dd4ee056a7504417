//! Who does what: the matrix, and what is missing in it.

use app::{
    gaps::{self, Facts, Found, GapList},
    matrix::show::{self, Line, Party},
};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{asked::Asked, findings::word};
use crate::{
    may::{Action, Resource},
    problem::Refusal,
    server::Server,
    sign_in::Caller,
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(matrix))
        .routes(routes!(missing))
}

/// The matrix.
#[derive(Debug, Serialize, ToSchema)]
struct Matrix {
    /// The instant of which it speaks.
    #[schema(format = DateTime)]
    as_of: String,
    /// One row for each activity and scope.
    rows: Vec<Row>,
}

/// One activity over one scope.
#[derive(Debug, Serialize, ToSchema)]
struct Row {
    /// The activity.
    activity: String,
    /// What people call it.
    title: String,
    /// The department it is limited to; none for the whole organisation.
    unit: Option<String>,
    /// The things it is limited to, in words.
    selector: Option<String>,
    /// Who holds which letter.
    held: Vec<Holder>,
    /// Rules whose verdicts show whether it is done.
    measured_by: Vec<String>,
    /// The day on which whoever is accountable last said that it is theirs.
    acknowledged_on: Option<String>,
}

/// Somebody with a letter.
#[derive(Debug, Serialize, ToSchema)]
struct Holder {
    /// `A`, `R`, `S`, `C` or `I`.
    letter: String,
    /// The same in a word: `accountable`.
    word: String,
    /// As written: a person, a team, a role.
    written: String,
    /// Whom it reaches.
    person: Option<String>,
    /// Their name, else what was written.
    name: String,
    /// How they are reached where it is not by name: `leads IT`.
    through: Option<String>,
    /// Why nobody is reached.
    nobody: Option<String>,
    /// What they last said about it: `mine`, `not_mine`, ...
    answer: Option<String>,
    /// On which day.
    answered_on: Option<String>,
}

fn row(line: Line) -> Row {
    let held = line
        .held
        .into_iter()
        .flat_map(|(letter, parties)| parties.into_iter().map(move |party| holder(letter, party)));
    Row {
        activity: line.activity.to_string(),
        title: line.title,
        unit: line.scope.unit.clone(),
        selector: line.scope.selector.map(|selector| selector.to_string()),
        held: held.collect(),
        measured_by: line.measured_by.iter().map(ToString::to_string).collect(),
        acknowledged_on: line.acknowledged_on.map(|day| day.to_string()),
    }
}

fn holder(letter: ledger::matrix::Letter, party: Party) -> Holder {
    Holder {
        letter: word(&letter),
        word: letter.word().to_owned(),
        written: party.written,
        person: party.person.map(|person| person.to_string()),
        name: party.name,
        through: party.through,
        nobody: party.nobody,
        answer: party.answer.as_ref().map(|(answer, _)| word(answer)),
        answered_on: party.answer.map(|(_, day)| day.to_string()),
    }
}

/// Which rows.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Of the department of this name.
    unit: Option<String>,
    /// Only what this person holds: `person-12`.
    person: Option<String>,
}

/// Who does what
#[utoipa::path(get, path = "/matrix", tag = "matrix", params(Filter), responses(
    (status = 200, body = Matrix),
))]
async fn matrix(caller: Caller, Asked(filter): Asked<Filter>) -> Result<Json<Matrix>, Refusal> {
    caller.need_all(Action::Read, Resource::Matrix)?;
    let snapshot = &caller.snapshot;
    let table = show::table(&snapshot.known.matrix, &snapshot.view());
    let unit = |row: &Row| {
        let of = row.unit.as_deref();
        let asked = filter.unit.as_deref();
        asked.is_none_or(|asked| of.is_some_and(|of| of.eq_ignore_ascii_case(asked)))
    };
    let person = |row: &Row| {
        let asked = filter.person.as_deref();
        asked.is_none_or(|asked| {
            row.held
                .iter()
                .any(|one| one.person.as_deref() == Some(asked))
        })
    };
    let rows = table.rows.into_iter().map(row);
    Ok(Json(Matrix {
        as_of: snapshot.known.at.to_string(),
        rows: rows.filter(|row| unit(row) && person(row)).collect(),
    }))
}

/// What is missing in the matrix.
#[derive(Debug, Serialize, ToSchema)]
struct Gaps {
    /// The instant of which it speaks.
    #[schema(format = DateTime)]
    as_of: String,
    /// Gaps that are not settled, the most severe first.
    items: Vec<GapLine>,
    /// How many subjects were looked at.
    looked_at: u64,
    /// Subjects of which it is not known whether something is missing.
    unknown: usize,
    /// Detectors that nobody tells what they have to know.
    silent: usize,
}

/// One gap.
#[derive(Debug, Serialize, ToSchema)]
struct GapLine {
    /// The finding.
    gap: String,
    /// Its short name.
    short: String,
    /// The detector's short name: `R10`.
    detector: String,
    /// What is wrong, in few words.
    title: String,
    /// How much harm it can do.
    severity: String,
    /// What it is about.
    subject: String,
    /// What people call that.
    name: String,
    /// The department it is in.
    unit: Option<String>,
    /// What is wrong, a row each.
    rows: Vec<GapRow>,
    /// By when it has to be settled.
    #[schema(format = DateTime)]
    due: Option<String>,
    /// How it stands.
    state: String,
    /// Who has to see to it.
    goes_to: Option<String>,
    /// What to do, where nothing that could be typed settles it.
    steps: Vec<String>,
    /// Who settled it since the latest pass.
    settled_by: Option<String>,
}

/// One row of a gap.
#[derive(Debug, Serialize, ToSchema)]
struct GapRow {
    /// What is wrong.
    says: String,
    /// Who can settle it, by name.
    parties: Vec<String>,
}

impl From<gaps::GapLine> for GapLine {
    fn from(line: gaps::GapLine) -> Self {
        let row = |row: gaps::RowLine| GapRow {
            says: row.says,
            parties: row.parties,
        };
        Self {
            gap: line.gap.to_string(),
            short: line.short,
            detector: line.detector,
            title: line.title,
            severity: line.severity.to_string(),
            subject: line.subject.to_string(),
            name: line.name,
            unit: line.unit,
            rows: line.rows.into_iter().map(row).collect(),
            due: line.due.map(|due| due.to_string()),
            state: word(&line.state),
            goes_to: line.goes_to,
            steps: line.steps,
            settled_by: line.settled_by,
        }
    }
}

/// What is missing in the matrix
#[utoipa::path(get, path = "/matrix/gaps", tag = "matrix", responses((status = 200, body = Gaps)))]
async fn missing(State(server): State<Server>, caller: Caller) -> Result<Json<Gaps>, Refusal> {
    caller.need_all(Action::Read, Resource::Matrix)?;
    let passes = server.desk.books().passes().await?;
    let snapshot = caller.snapshot.clone();
    let list = server.aside(move || {
        let view = snapshot.view();
        let workspace = &snapshot.workspace;
        let found = Found::of(workspace, &view, &snapshot.known.findings);
        let facts = Facts {
            workspace,
            view,
            matrix: &snapshot.known.matrix,
            found: &found,
            passes: &passes,
        };
        let looked = facts.seen().map(|seen| {
            let looks = gaps::looks(workspace, &seen);
            gaps::gap_list(&facts, &seen, &looks)
        });
        looked.unwrap_or_default()
    });
    let list: GapList = list.await?;
    Ok(Json(Gaps {
        as_of: caller.snapshot.known.at.to_string(),
        items: list.gaps.into_iter().map(GapLine::from).collect(),
        looked_at: list.looked_at,
        unknown: list.unknown.len(),
        silent: list.silent.len(),
    }))
}
