//! Assessment results: what each rule came to, and everything that missed it.

use std::collections::BTreeSet;

use model::RuleId;
use serde::Serialize;
use uuid::Uuid;

use super::{
    OscalVersion,
    parts::{
        BackMatter, Characterization, Component, Facet, InventoryItem, Link, Metadata, Observation,
        Property, RelatedObservation, RelatedRisk, Resource, Risk, State,
    },
    shared::{OURS, Shared, instant, line, property, token},
};
use crate::{
    Counts,
    evidence::{Audited, AuditedRule, Evidence, states::elsewhere},
};

/// The document, as it is written.
#[derive(Clone, Debug, Serialize)]
pub struct AssessmentResults {
    #[serde(rename = "assessment-results")]
    document: Document,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    uuid: Uuid,
    metadata: Metadata,
    import_ap: Link,
    results: [AssessmentResult; 1],
    back_matter: BackMatter,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct AssessmentResult {
    uuid: Uuid,
    title: String,
    description: String,
    start: String,
    end: String,
    local_definitions: LocalDefinitions,
    reviewed_controls: ReviewedControls,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    observations: Vec<Observation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    risks: Vec<Risk>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<ControlFinding>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct LocalDefinitions {
    components: [Component; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inventory_items: Vec<InventoryItem>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct ReviewedControls {
    control_selections: [ControlSelection; 1],
}

/// All controls, or those that the rules name.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum ControlSelection {
    IncludeAll {},
    IncludeControls(Vec<ControlId>),
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct ControlId {
    control_id: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct ControlFinding {
    uuid: Uuid,
    title: String,
    description: String,
    props: Vec<Property>,
    target: Target,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_observations: Vec<RelatedObservation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_risks: Vec<RelatedRisk>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Target {
    #[serde(rename = "type")]
    kind: &'static str,
    target_id: String,
    status: State,
}

/// What each rule of the scope came to at the latest pass, with everything that missed it.
///
/// A rule that the sources cannot tell of everywhere is not satisfied: unknown is never a pass.
pub fn assessment_results(evidence: &Evidence<'_>, version: OscalVersion) -> AssessmentResults {
    let shared = Shared::new(evidence);
    let plan = shared.uuid("plan", evidence.at);
    let start = evidence
        .since
        .or(evidence.passes.first().map(|pass| pass.at));
    let result = AssessmentResult {
        uuid: shared.document("result"),
        title: line(&evidence.about()),
        description: "What the rules in force came to, by what the organisation's tools reported."
            .to_owned(),
        start: start.unwrap_or(evidence.at).min(evidence.at).to_string(),
        end: evidence.at.to_string(),
        local_definitions: LocalDefinitions {
            components: [shared.tool()],
            inventory_items: shared.inventory(),
        },
        reviewed_controls: reviewed(evidence),
        observations: evidence
            .findings
            .iter()
            .map(|a| shared.observation(a))
            .collect(),
        risks: evidence.findings.iter().map(|a| risk(&shared, a)).collect(),
        findings: evidence
            .rules
            .iter()
            .map(|(id, rule)| finding(&shared, id, rule))
            .collect(),
    };
    AssessmentResults {
        document: Document {
            uuid: shared.document("assessment-results"),
            metadata: shared.metadata("Assessment results", version),
            import_ap: Link {
                href: format!("#{plan}"),
            },
            results: [result],
            back_matter: BackMatter {
                resources: vec![Resource {
                    uuid: plan,
                    title: "The rules in force".to_owned(),
                    description: "What is expected, each rule as a sentence.".to_owned(),
                    rlinks: vec![Link {
                        href: "../rules.json".to_owned(),
                    }],
                }],
            },
        },
    }
}

fn reviewed(evidence: &Evidence<'_>) -> ReviewedControls {
    let named: BTreeSet<String> = evidence
        .rules
        .values()
        .flat_map(|rule| &rule.references)
        .map(|requirement| token(&requirement.id))
        .collect();
    let controls = named.into_iter().map(|control_id| ControlId { control_id });
    let selection = match evidence
        .rules
        .values()
        .all(|rule| rule.references.is_empty())
    {
        true => ControlSelection::IncludeAll {},
        false => ControlSelection::IncludeControls(controls.collect()),
    };
    ReviewedControls {
        control_selections: [selection],
    }
}

fn risk(shared: &Shared<'_>, audited: &Audited<'_>) -> Risk {
    let finding = audited.finding;
    let rule = shared.evidence.rules.get(&finding.rule);
    Risk {
        uuid: risk_id(shared, audited),
        title: line(&format!(
            "{}: {}",
            shared.evidence.title(&finding.rule),
            audited.thing
        )),
        description: line(&audited.because),
        statement: line(rule.map_or("", |rule| &rule.sentence)),
        status: elsewhere(finding).oscal,
        deadline: instant(finding.due),
        risk_log: shared.log(risk_id(shared, audited), &[audited]),
        props: Vec::new(),
        characterizations: vec![Characterization {
            origin: shared.origin(),
            facets: vec![Facet {
                name: "severity",
                system: OURS,
                value: finding.severity.to_string(),
            }],
        }],
        related_observations: vec![RelatedObservation {
            observation_uuid: shared.observed(audited),
        }],
    }
}

fn risk_id(shared: &Shared<'_>, audited: &Audited<'_>) -> Uuid {
    let finding = audited.finding;
    shared.uuid("risk", format!("{} {}", finding.id, finding.episode))
}

fn finding(shared: &Shared<'_>, id: &RuleId, rule: &AuditedRule) -> ControlFinding {
    let Counts {
        met,
        missed,
        unknown,
        excepted,
    } = rule.counts;
    let mine: Vec<&Audited<'_>> = shared
        .evidence
        .findings
        .iter()
        .filter(|audited| audited.finding.rule == *id)
        .collect();
    let open = missed + excepted;
    let (state, reason) = match (open, unknown) {
        (0, 0) => ("satisfied", "pass"),
        (0, _) => ("not-satisfied", "other"),
        _ => ("not-satisfied", "fail"),
    };
    let unknown_says = "the sources do not tell for all of them, and unknown is never a pass";
    ControlFinding {
        uuid: shared.uuid("rule-finding", format!("{id} {}", shared.evidence.at)),
        title: line(&rule.title),
        description: line(&format!(
            "{} Met {met}, missed {missed}, excepted {excepted}, unknown {unknown}.",
            rule.sentence
        )),
        props: vec![
            property("met", met),
            property("missed", missed),
            property("excepted", excepted),
            property("unknown", unknown),
        ],
        target: Target {
            kind: "objective-id",
            target_id: token(id.as_str()),
            status: State {
                state,
                reason: Some(reason),
                remarks: (open == 0 && unknown > 0).then(|| unknown_says.to_owned()),
            },
        },
        related_observations: mine
            .iter()
            .map(|audited| RelatedObservation {
                observation_uuid: shared.observed(audited),
            })
            .collect(),
        related_risks: mine
            .iter()
            .map(|audited| RelatedRisk {
                risk_uuid: risk_id(shared, audited),
            })
            .collect(),
    }
}
