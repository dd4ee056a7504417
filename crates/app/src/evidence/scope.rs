//! What belongs to a scope: findings, and what its rules came to.

use std::collections::{BTreeMap, BTreeSet};

use impact::{
    Counts,
    evidence::{AuditedRule, Requirement, Scope},
};
use model::{EntityId, Finding, FindingState, Life, Place, Problem, RuleId, Verdict};

use crate::{
    ask::{Known, sentence},
    workspace::{Workspace, nearest},
};

/// What belongs to some scopes.
pub(super) struct InScope {
    all: bool,
    rules: BTreeSet<RuleId>,
    departments: BTreeSet<EntityId>,
    /// The department of each entity.
    units: BTreeMap<EntityId, EntityId>,
}

impl InScope {
    /// What belongs to these.
    ///
    /// # Errors
    /// When there is no such department or rule.
    pub(super) fn of(
        known: &Known,
        workspace: &Workspace,
        scopes: &[Scope],
    ) -> Result<Self, Problem> {
        let view = known.view(workspace);
        let mut here = Self {
            all: false,
            rules: BTreeSet::new(),
            departments: BTreeSet::new(),
            units: BTreeMap::new(),
        };
        for scope in scopes {
            match scope {
                Scope::All => here.all = true,
                Scope::Rule(rule) => {
                    here.rules.insert(known_rule(known, workspace, rule)?);
                }
                Scope::Department(name) => {
                    here.departments.insert(department(known, name)?);
                }
            }
        }
        if !here.departments.is_empty() {
            let unit =
                |entity: &model::Entity| Some((entity.id.clone(), view.unit(entity)?.id.clone()));
            here.units = view.inventory.all().filter_map(unit).collect();
        }
        Ok(here)
    }

    /// Whether a finding belongs to it.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        self.holds_pair(&finding.rule, &finding.entity)
    }

    fn holds_pair(&self, rule: &RuleId, entity: &EntityId) -> bool {
        let of_department = || {
            let unit = self.units.get(entity);
            unit.is_some_and(|unit| self.departments.contains(unit))
        };
        self.all || self.rules.contains(rule) || of_department()
    }

    /// The rules that ask something of it, with what they came to there.
    ///
    /// # Errors
    /// When the rules cannot be judged together.
    pub(super) fn rules(
        &self,
        known: &Known,
        workspace: &Workspace,
    ) -> Result<BTreeMap<RuleId, AuditedRule>, Vec<Problem>> {
        let judgement = known.judgement(workspace)?;
        let mut counts: BTreeMap<RuleId, Counts> = BTreeMap::new();
        let excepted: BTreeSet<(&RuleId, &EntityId)> = known
            .findings
            .iter()
            .filter(|finding| finding.state == FindingState::Excepted)
            .map(|finding| (&finding.rule, &finding.entity))
            .collect();
        for rule in judgement.rules().iter().filter(|rule| !rule.advice) {
            for verdict in [Verdict::Met, Verdict::Missed, Verdict::Unknown] {
                let entities = judgement.entities(&rule.rule, verdict);
                for entity in entities.filter(|entity| self.holds_pair(&rule.rule, entity)) {
                    let counts = counts.entry(rule.rule.clone()).or_default();
                    match excepted.contains(&(&rule.rule, &entity)) {
                        true => counts.excepted += 1,
                        false => counts.add(verdict),
                    }
                }
            }
        }
        // A rule that asks nothing any more is still spoken of by its findings.
        for finding in known.findings.iter().filter(|finding| self.holds(finding)) {
            counts.entry(finding.rule.clone()).or_default();
        }
        let told = |(id, counts): (RuleId, Counts)| {
            let rule = told(workspace, &id, counts);
            (id, rule)
        };
        Ok(counts.into_iter().map(told).collect())
    }
}

fn told(workspace: &Workspace, id: &RuleId, counts: Counts) -> AuditedRule {
    let Some(loaded) = workspace.rule(id) else {
        // A detector of gaps in the matrix, or a rule of which only findings are left.
        let page = workspace.detectors.get(id).map(|page| &page.manual);
        return AuditedRule {
            title: page.map_or_else(|| id.to_string(), |page| page.title.clone()),
            sentence: page.map_or_else(String::new, |page| page.why.trim().to_owned()),
            references: Vec::new(),
            counts,
        };
    };
    let rule = &loaded.rule;
    let requirement = |reference: &rules::tree::FrameworkReference| Requirement {
        framework: reference.framework.clone(),
        id: reference.id.clone(),
    };
    AuditedRule {
        title: rule.title.clone(),
        sentence: sentence(rule, &workspace.vocabulary),
        references: rule.references.iter().map(requirement).collect(),
        counts,
    }
}

fn known_rule(known: &Known, workspace: &Workspace, rule: &RuleId) -> Result<RuleId, Problem> {
    let spoken_of = || known.findings.iter().any(|finding| finding.rule == *rule);
    if workspace.rule(rule).is_some() || spoken_of() {
        return Ok(rule.clone());
    }
    let says = format!("there is no rule `{rule}`");
    let problem = Problem::new("rule-unknown", says, Place::file("command line"));
    let ids = workspace.rules.iter().map(|loaded| loaded.rule.id.as_str());
    Err(match nearest(rule.as_str(), ids) {
        Some(near) => problem.advise(format!("did you mean `--scope rule={near}`?")),
        None => problem.advise("`allhands rule list` shows them all"),
    })
}

fn department(known: &Known, name: &str) -> Result<EntityId, Problem> {
    let all = known.inventory.of("department").iter();
    let living = || {
        all.clone()
            .filter(|department| department.life != Life::Gone)
    };
    if let Some(found) = living().find(|department| department.name.eq_ignore_ascii_case(name)) {
        return Ok(found.id.clone());
    }
    let says = format!("there is no department `{name}`");
    let problem = Problem::new("department-unknown", says, Place::file("command line"));
    Err(
        match nearest(name, living().map(|department| department.name.as_str())) {
            Some(near) => problem.advise(format!("did you mean `--scope department={near}`?")),
            None => problem.advise("`allhands report department` shows them all"),
        },
    )
}
