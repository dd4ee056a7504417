//! `allhands report`: a person's page, a department's numbers.

mod evidence;
pub(crate) mod text;

use app::report::{organisation, person};
use impact::{DepartmentReport, OrganisationReport};

use crate::{
    cli::{Cli, ReportCommand},
    outcome::{CommandError, Outcome},
    output::Out,
    wire::{self, Site},
};

pub(crate) fn report(
    cli: &Cli,
    command: &ReportCommand,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    match command {
        ReportCommand::Person { person } => of_person(cli, &site, person, out),
        ReportCommand::Department { department } => {
            of_department(cli, &site, department.as_deref(), out)
        }
        ReportCommand::Evidence(args) => evidence::evidence(cli, &site, args, out),
    }
}

fn of_person(cli: &Cli, site: &Site, who: &str, out: &Out) -> Result<Outcome, CommandError> {
    let known = site.known(wire::now(cli))?;
    let view = known.view(&site.workspace);
    let found = view.find_person(who).map_err(CommandError::wrong)?;
    let report = person(&known, &site.workspace, found);
    out.answer(
        "allhands.report_person",
        known.at,
        report,
        &[],
        text::person,
    );
    Ok(Outcome::Clean)
}

fn of_department(
    cli: &Cli,
    site: &Site,
    name: Option<&str>,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let (known, report) = whole(site, cli)?;
    let Some(name) = name else {
        out.answer(
            "allhands.report_organisation",
            known.at,
            report,
            &[],
            |report| text::organisation(report, &site.workspace.settings.organisation),
        );
        return Ok(Outcome::Clean);
    };
    let one = one_of(report, name)?;
    out.answer(
        "allhands.report_department",
        known.at,
        one,
        &[],
        text::department,
    );
    Ok(Outcome::Clean)
}

/// The organisation's report, with everything it was made of.
pub(crate) fn whole(
    site: &Site,
    cli: &Cli,
) -> Result<(app::ask::Known, OrganisationReport), CommandError> {
    let known = site.known(wire::now(cli))?;
    let report = organisation(&known, &site.workspace).map_err(CommandError::rules)?;
    Ok((known, report))
}

fn one_of(report: OrganisationReport, name: &str) -> Result<DepartmentReport, CommandError> {
    let names: Vec<String> = report.departments.iter().map(|d| d.name.clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = report
        .departments
        .into_iter()
        .find(|d| d.name.eq_ignore_ascii_case(name));
    found.ok_or_else(|| no_department(name, &names))
}

/// "There is no such department", with the nearest one or all of them.
pub(crate) fn no_department(name: &str, names: &[&str]) -> CommandError {
    let says = format!("there is no department `{name}`");
    let advice = match app::workspace::nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.iter().all(|name| *name == app::report::NO_DEPARTMENT) => {
            "no source has told of any department; the list of people from HR usually does"
                .to_owned()
        }
        None => format!("departments are: {}", names.join(", ")),
    };
    CommandError::asked("department-unknown", says, advice)
}
