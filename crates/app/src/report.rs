//! Reports: a department's numbers, a person's page.

use std::collections::BTreeMap;

use impact::{
    Counts, DepartmentInput, DepartmentReport, OrganisationReport, Period, PersonInput,
    PersonReport, Rate, RuleFacts, Unit, money::RateFrom, person::PersonFinding,
};
use jiff::{Timestamp, ToSpan};
use judge::Judgement;
use model::{
    Entity, EntityId, Finding, FindingState, Life, Problem, Reading, RuleId, Value, Verdict,
};

use crate::{ask::Known, parties::View, workspace::Workspace};

/// What is said where a thing belongs to the organisation only.
pub const NO_DEPARTMENT: &str = "No department";

/// How far back promises and things done are counted.
const PERIOD_DAYS: i64 = 90;

fn period(at: Timestamp) -> Period {
    // Hours, because a timestamp knows no calendar; a report period needs no exact midnight.
    let from = at
        .checked_sub((PERIOD_DAYS * 24).hours())
        .unwrap_or(Timestamp::MIN);
    Period { from, to: at }
}

/// Reports of every department and of the organisation they add up to.
///
/// # Errors
/// When the rules cannot be judged together.
pub fn organisation(
    known: &Known,
    workspace: &Workspace,
) -> Result<OrganisationReport, Vec<Problem>> {
    let view = known.view(workspace);
    let judgement = known.judgement(workspace)?;
    let units = Units::of(&view);
    let verdicts = units.verdicts(&judgement);
    let facts = rule_facts(workspace);
    let departments = view
        .inventory
        .of("department")
        .iter()
        .filter(|department| department.life != Life::Gone)
        .map(Some)
        .chain([None]);
    let none = BTreeMap::new();
    let reports = departments
        .map(|department| {
            let unit = department.map(|d| d.id.clone());
            let findings = units.findings(&known.findings, unit.as_ref());
            impact::department(DepartmentInput {
                name: department.map_or(NO_DEPARTMENT, |d| d.name.as_str()),
                period: period(known.at),
                now: known.at,
                zone: &workspace.settings.time_zone,
                verdicts: verdicts.get(&unit).unwrap_or(&none),
                findings: &findings,
                rules: &facts,
                rate: department.and_then(|d| rate(d, &workspace.settings.currency)),
                unit: unit.map_or(Unit::Unallocated, Unit::Department),
            })
        })
        .collect::<Vec<DepartmentReport>>();
    impact::organisation(reports).map_err(|error| {
        let place = model::Place::file("report");
        vec![Problem::new("report", error.to_string(), place)]
    })
}

/// Which department each entity belongs to.
struct Units(BTreeMap<EntityId, EntityId>);

impl Units {
    fn of(view: &View) -> Self {
        let of_one = |entity: &Entity| Some((entity.id.clone(), view.unit(entity)?.id.clone()));
        Self(view.inventory.all().filter_map(of_one).collect())
    }

    /// Verdicts by department (none: no department) and rule.
    fn verdicts(
        &self,
        judgement: &Judgement,
    ) -> BTreeMap<Option<EntityId>, BTreeMap<RuleId, Counts>> {
        let mut all: BTreeMap<Option<EntityId>, BTreeMap<RuleId, Counts>> = BTreeMap::new();
        for rule in judgement.rules().iter().filter(|rule| !rule.advice) {
            for verdict in [Verdict::Met, Verdict::Missed, Verdict::Unknown] {
                for entity in judgement.entities(&rule.rule, verdict) {
                    let of_unit = all.entry(self.0.get(&entity).cloned()).or_default();
                    let counts = of_unit.entry(rule.rule.clone()).or_default();
                    match verdict {
                        Verdict::Met => counts.met += 1,
                        Verdict::Missed => counts.missed += 1,
                        _ => counts.unknown += 1,
                    }
                }
            }
        }
        all
    }

    fn findings<'f>(&self, all: &'f [Finding], unit: Option<&EntityId>) -> Vec<&'f Finding> {
        all.iter()
            .filter(|finding| finding.state != FindingState::Detected)
            .filter(|finding| self.0.get(&finding.entity) == unit)
            .collect()
    }
}

fn rule_facts(workspace: &Workspace) -> BTreeMap<RuleId, RuleFacts> {
    let facts = |title: &str| RuleFacts {
        title: title.to_owned(),
        minutes: None,
    };
    let rules = workspace.rules.iter().map(|loaded| &loaded.rule);
    let detectors = workspace.detectors.values().map(|page| &page.rule);
    rules
        .chain(detectors)
        .map(|rule| (rule.id.clone(), facts(&rule.title)))
        .collect()
}

/// What an hour of a department costs, where a source says so.
fn rate(department: &Entity, currency: &str) -> Option<Rate> {
    let Reading::Known(Value::Number(hourly)) = department.reading("hourly rate") else {
        return None;
    };
    let currency = currency.parse().ok()?;
    Rate::per_hour(*hourly, currency, RateFrom::Department).ok()
}

/// One person's page.
pub fn person(known: &Known, workspace: &Workspace, person: &Entity) -> PersonReport {
    let view = known.view(workspace);
    let mut mine: Vec<(&Finding, String, String)> = Vec::new();
    for finding in known
        .findings
        .iter()
        .filter(|f| f.state != FindingState::Detected)
    {
        let entity = view.inventory.get(&finding.entity);
        let (Some(entity), Some(rule)) = (entity, workspace.speaking(&finding.rule)) else {
            continue;
        };
        let to = view.route_of(finding, rule, entity);
        if matches!(to, people::Route::To { person: to, .. } if to == person.id) {
            mine.push((finding, entity.name.clone(), rule.title.clone()));
        }
    }
    let findings: Vec<PersonFinding> = mine
        .iter()
        .map(|(finding, thing_name, title)| PersonFinding {
            finding,
            thing_name,
            title,
        })
        .collect();
    impact::person(PersonInput {
        person: person.id.clone(),
        name: &person.name,
        period: period(known.at),
        now: known.at,
        zone: &workspace.settings.time_zone,
        findings: &findings,
    })
}
