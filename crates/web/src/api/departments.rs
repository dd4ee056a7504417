//! Departments: their numbers, for who heads them.

use app::report::organisation;
use axum::{Json, extract::State};
use impact::{DepartmentReport, Unit};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    may::{Action, Relation, Resource},
    problem::Refusal,
    server::Server,
    sign_in::Caller,
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Departments.
#[derive(Debug, Serialize, ToSchema)]
struct Departments {
    /// The instant of which it speaks.
    #[schema(format = DateTime)]
    as_of: String,
    /// Those that the asker may see.
    items: Vec<DepartmentLine>,
}

/// A department's numbers.
#[derive(Debug, Serialize, ToSchema)]
struct DepartmentLine {
    /// `department-3`; none for what belongs to no department.
    department: Option<String>,
    /// What people call it.
    name: String,
    /// Findings that are open.
    open: u64,
    /// Of those, past their date.
    overdue: u64,
    /// Of those, due within seven days.
    due_soon: u64,
    /// Of those, without a date.
    no_deadline: u64,
    /// Expectations that were met.
    met: u64,
    /// Expectations that were missed.
    missed: u64,
    /// Expectations of which it is not known; they are no part of either.
    unknown: u64,
    /// Findings that fell due in the last 90 days.
    promises_due: u64,
    /// Of those, shown fixed by then.
    promises_kept: u64,
    /// How long everything overdue takes, in minutes, of what that is known.
    debt_minutes: u64,
    /// Its rules, those with the most missed first.
    rules: Vec<DepartmentRule>,
}

/// How one rule stands in a department.
#[derive(Debug, Serialize, ToSchema)]
struct DepartmentRule {
    rule: String,
    title: String,
    met: u64,
    missed: u64,
    unknown: u64,
}

fn line(report: &DepartmentReport) -> DepartmentLine {
    let rule = |one: &impact::coverage::RuleCoverage| DepartmentRule {
        rule: one.rule.to_string(),
        title: one.title.clone(),
        met: one.counts.met,
        missed: one.counts.missed,
        unknown: one.counts.unknown,
    };
    let mut rules: Vec<DepartmentRule> = report.coverage.rules.iter().map(rule).collect();
    rules.sort_by_key(|one| (std::cmp::Reverse(one.missed), one.rule.clone()));
    DepartmentLine {
        department: match &report.unit {
            Unit::Department(id) => Some(id.to_string()),
            Unit::Unallocated => None,
        },
        name: report.name.clone(),
        open: report.work.open,
        overdue: report.work.overdue,
        due_soon: report.work.due_soon,
        no_deadline: report.work.no_deadline,
        met: report.coverage.all.met,
        missed: report.coverage.all.missed,
        unknown: report.coverage.all.unknown,
        promises_due: report.promises.due,
        promises_kept: report.promises.kept,
        debt_minutes: report.debt.debt.minutes,
        rules,
    }
}

/// Departments with their numbers; those the asker heads, or all
#[utoipa::path(get, path = "/departments", tag = "departments", responses(
    (status = 200, body = Departments),
))]
async fn list(State(server): State<Server>, caller: Caller) -> Result<Json<Departments>, Refusal> {
    let relation = |unit: &Unit| match unit {
        Unit::Department(id) => caller.standing.to_department(id),
        Unit::Unallocated => Relation::Elsewhere,
    };
    let snapshot = caller.snapshot.clone();
    let report = server.aside(move || organisation(&snapshot.known, &snapshot.workspace));
    let report = report.await?.map_err(Refusal::unavailable)?;
    let seen = report
        .departments
        .iter()
        .filter(|one| caller.may(Action::Read, (Resource::Department, relation(&one.unit))));
    let items: Vec<DepartmentLine> = seen.map(line).collect();
    match items.is_empty() {
        true => Err(Refusal::forbidden()),
        false => Ok(Json(Departments {
            as_of: caller.snapshot.known.at.to_string(),
            items,
        })),
    }
}
