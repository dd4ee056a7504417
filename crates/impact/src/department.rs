//! The report of one department.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};
use model::{EntityId, Finding, RuleId};
use serde::{Deserialize, Serialize};

use crate::{
    coverage::{Counts, CoverageReport},
    debt::SecurityDebt,
    money::Rate,
    period::Period,
    promises::Promises,
    work::{self, OpenLine, OpenWork},
};

/// What a report needs to know of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleFacts {
    /// Its title.
    pub title: String,
    /// How long one finding takes, where the rule says so.
    pub minutes: Option<u32>,
}

/// Whose report it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A department.
    Department(EntityId),
    /// Nobody's: things without a department. Without them the departments would not add up to
    /// the organisation.
    Unallocated,
}

/// Everything a report is made of.
#[derive(Clone, Debug)]
pub struct DepartmentInput<'a> {
    /// Whose report.
    pub unit: Unit,
    /// What people call it.
    pub name: &'a str,
    /// The period that promises are counted in.
    pub period: Period,
    /// The instant of the report.
    pub now: Timestamp,
    /// The organisation's zone.
    pub zone: &'a TimeZone,
    /// The verdicts on the department's things, by rule.
    pub verdicts: &'a BTreeMap<RuleId, Counts>,
    /// The findings on the department's things, open and closed.
    pub findings: &'a [&'a Finding],
    /// The rules they are about.
    pub rules: &'a BTreeMap<RuleId, RuleFacts>,
    /// What an hour costs, where it is known.
    pub rate: Option<Rate>,
}

/// A department's numbers at one instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentReport {
    /// Whose report.
    pub unit: Unit,
    /// What people call it.
    pub name: String,
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
    /// The open findings behind those numbers, the most urgent first.
    pub open: Vec<OpenLine>,
    /// The rate that prices the debt.
    pub rate: Option<Rate>,
    /// Security debt and backlog.
    pub debt: SecurityDebt,
}

/// Makes the report of one department.
pub fn department(input: DepartmentInput<'_>) -> DepartmentReport {
    let open = work::lines(input.findings, input.now, input.zone);
    DepartmentReport {
        coverage: CoverageReport::of(input.verdicts, input.rules),
        promises: Promises::of(input.findings, input.period, input.now),
        work: OpenWork::of(&open, input.now),
        debt: SecurityDebt::of(&open, input.rules, input.rate.as_ref()),
        open,
        unit: input.unit,
        name: input.name.to_owned(),
        period: input.period,
        at: input.now,
        rate: input.rate,
    }
}
