//! The organisation is the sum of its departments and of what belongs to none.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    coverage::CoverageReport, debt::Amount, department::DepartmentReport, money::Currency,
    period::Period, promises::Promises, work::OpenWork,
};

/// The organisation's numbers, and the departments they are the sum of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationReport {
    /// The period that promises are counted in.
    pub period: Period,
    /// The instant of the report.
    pub at: Timestamp,
    /// How much is as expected.
    pub coverage: CoverageReport,
    /// Which promises were kept.
    pub promises: Promises,
    /// Open work in numbers.
    pub work: OpenWork,
    /// What is overdue.
    pub debt: Amount,
    /// What is in time.
    pub backlog: Amount,
    /// The departments, as they were given.
    pub departments: Vec<DepartmentReport>,
}

/// Reports that cannot be added up. All are for the caller to mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrganisationError {
    /// There is nothing to add up: not even what belongs to no department.
    #[error("no department was reported")]
    Nothing,
    /// Its findings would count twice.
    #[error("`{0}` was reported twice")]
    Twice(String),
    /// One was made at another instant or for another period.
    #[error("`{0}` was reported for another time than `{1}`")]
    OtherTime(String, String),
    /// One is priced in another currency; convert its rate first.
    #[error("`{0}` is priced in {1}, the others in {2}")]
    OtherCurrency(String, Currency, Currency),
}

/// Adds departments up. Every total is the exact sum of theirs, money included.
pub fn organisation(
    departments: Vec<DepartmentReport>,
) -> Result<OrganisationReport, OrganisationError> {
    let first = departments.first().ok_or(OrganisationError::Nothing)?;
    let (period, at) = (first.period, first.at);
    check(&departments)?;

    let mut promises = Promises::default();
    let mut work = OpenWork::default();
    let mut debt = Amount::default();
    let mut backlog = Amount::default();
    for report in &departments {
        promises.add(&report.promises);
        work.add(&report.work);
        debt.add(&report.debt.debt);
        backlog.add(&report.debt.backlog);
    }
    let coverage = CoverageReport::sum(departments.iter().map(|report| &report.coverage));
    Ok(OrganisationReport {
        period,
        at,
        coverage,
        promises,
        work,
        debt,
        backlog,
        departments,
    })
}

fn check(departments: &[DepartmentReport]) -> Result<(), OrganisationError> {
    let mut seen = BTreeSet::new();
    let mut currency = None;
    for report in departments {
        if !seen.insert(&report.unit) {
            return Err(OrganisationError::Twice(report.name.clone()));
        }
        let first = &departments[0];
        if (report.at, report.period) != (first.at, first.period) {
            let (name, other) = (report.name.clone(), first.name.clone());
            return Err(OrganisationError::OtherTime(name, other));
        }
        if let Some(own) = report.debt.currency() {
            let expected = *currency.get_or_insert(own);
            if own != expected {
                let name = report.name.clone();
                return Err(OrganisationError::OtherCurrency(name, own, expected));
            }
        }
    }
    Ok(())
}
