//! How exceptions stand, for people.

use jiff::Timestamp;
use model::{
    Exception,
    exception::{Covers, Standing},
};
use serde::Serialize;

use super::{Approver, Desk, who_may};

/// One exception with the names that people know.
#[derive(Clone, Debug, Serialize)]
pub struct ExceptionLine {
    /// It.
    pub exception: Exception,
    /// The title of its rule.
    pub title: String,
    /// What it covers, by name.
    pub covers: String,
    /// Who asked.
    pub requester: String,
    /// Who carries the risk.
    pub risk_owner: String,
    /// Who has to approve, and who did.
    pub approvers: Vec<Approver>,
    /// Those of them who have not, by name or as what.
    pub waits_for: Vec<String>,
    /// Whether its time is over.
    pub expired: bool,
    /// Open findings that it covers now.
    pub findings: u64,
}

/// The exceptions that wait or are in force; with `all` those that are over too. What ends first
/// comes first.
pub fn lines(desk: &Desk, now: Timestamp, all: bool) -> Vec<ExceptionLine> {
    let mut lines: Vec<ExceptionLine> = desk
        .exceptions
        .iter()
        .map(|one| line(desk, one, now))
        .filter(|line| all || !is_over(line))
        .collect();
    lines.sort_by_key(|line| (is_over(line), line.exception.asked.until));
    lines
}

fn is_over(line: &ExceptionLine) -> bool {
    line.expired || matches!(line.exception.standing, Standing::Ended { .. })
}

fn line(desk: &Desk, one: &Exception, now: Timestamp) -> ExceptionLine {
    let view = desk.view();
    let name = |id: &model::EntityId| {
        let entity = view.inventory.get(id);
        entity.map_or_else(|| id.to_string(), |entity| entity.name.clone())
    };
    let asked = &one.asked;
    let title = desk.workspace.rule(&asked.rule);
    let approvers = who_may(desk, one);
    let waits_for = approvers.iter().filter(|it| it.approved.is_none());
    let waits_for = waits_for.map(|it| {
        let people: Vec<String> = it.people.iter().map(name).collect();
        match people.as_slice() {
            [] => it.level.words().to_owned(),
            people => people.join(" or "),
        }
    });
    let covering = |finding: &&model::Finding| finding.handling.exceptions.contains(&one.number);
    ExceptionLine {
        title: title.map_or_else(|| asked.rule.to_string(), |it| it.rule.title.clone()),
        covers: match &asked.covers {
            Covers::Where(condition) => condition.clone(),
            Covers::Entities(entities) => {
                let names: Vec<String> = entities.iter().map(name).collect();
                names.join(", ")
            }
        },
        requester: name(&asked.requester),
        risk_owner: name(&asked.risk_owner),
        waits_for: waits_for.collect(),
        approvers,
        expired: now > asked.until,
        findings: desk.known.findings.iter().filter(covering).count() as u64,
        exception: one.clone(),
    }
}
