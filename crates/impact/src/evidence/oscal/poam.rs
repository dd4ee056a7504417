//! The plan of action and milestones: one numbered item a weakness, with all the hosts it is on.

use std::collections::BTreeMap;

use serde::Serialize;
use uuid::Uuid;

use super::{
    OscalVersion,
    parts::{
        Characterization, Component, Facet, InventoryItem, Metadata, Observation, Property,
        RelatedObservation, RelatedRisk, Risk,
    },
    shared::{OURS, Shared, instant, line, property},
};
use crate::evidence::{
    Audited, Evidence,
    items::{Item, items},
    numbers::{PoamRow, Weakness, label},
};

/// The namespace of the properties that FedRAMP defined.
const FEDRAMP: &str = "https://fedramp.gov/ns/oscal";

/// The document, as it is written.
#[derive(Clone, Debug, Serialize)]
pub struct Poam {
    #[serde(rename = "plan-of-action-and-milestones")]
    document: Document,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    uuid: Uuid,
    metadata: Metadata,
    system_id: SystemId,
    local_definitions: LocalDefinitions,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    observations: Vec<Observation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    risks: Vec<Risk>,
    poam_items: Vec<PoamItem>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct SystemId {
    identifier_type: &'static str,
    id: Uuid,
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
struct PoamItem {
    uuid: Uuid,
    title: String,
    description: String,
    props: Vec<Property>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_observations: Vec<RelatedObservation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_risks: Vec<RelatedRisk>,
}

/// The plan for the scope, or nothing where there is no item: the schemas allow no empty plan.
///
/// An item is listed by its latest number; older ones of the same weakness are closed, and listed
/// where they closed since the evidence begins.
pub fn poam(evidence: &Evidence<'_>, version: OscalVersion) -> Option<Poam> {
    let shared = Shared::new(evidence);
    let weaknesses = items(&evidence.findings);
    let listed = listed(evidence, &weaknesses);
    if listed.is_empty() {
        return None;
    }
    let observations = evidence
        .findings
        .iter()
        .filter(|a| a.finding.opened_at.is_some());
    let document = Document {
        uuid: shared.document("poam"),
        metadata: shared.metadata("Plan of action and milestones", version),
        system_id: SystemId {
            identifier_type: "http://ietf.org/rfc/rfc4122",
            id: shared.uuid("system", ""),
        },
        local_definitions: LocalDefinitions {
            components: [shared.tool()],
            inventory_items: shared.inventory(),
        },
        observations: observations.map(|a| shared.observation(a)).collect(),
        risks: listed.iter().map(|l| risk(&shared, l)).collect(),
        poam_items: listed.iter().map(|l| item(&shared, l)).collect(),
    };
    Some(Poam { document })
}

/// A numbered row with what the scope shows of it.
#[derive(Debug)]
struct Listed<'e> {
    row: &'e PoamRow,
    /// Absent for an older row of the weakness.
    item: Option<&'e Item<'e>>,
}

fn listed<'e>(
    evidence: &'e Evidence<'e>,
    weaknesses: &'e BTreeMap<Weakness, Item<'e>>,
) -> Vec<Listed<'e>> {
    let mut latest: BTreeMap<&Weakness, u32> = BTreeMap::new();
    for row in evidence.numbers {
        let number = latest.entry(&row.weakness).or_default();
        *number = (*number).max(row.number);
    }
    let of_row = |row: &'e PoamRow| {
        let item = weaknesses.get(&row.weakness)?;
        let is_latest = latest.get(&row.weakness) == Some(&row.number);
        let is_recent = row
            .closed_at
            .is_none_or(|at| evidence.since.is_none_or(|s| at >= s));
        is_recent.then_some(Listed {
            row,
            item: is_latest.then_some(item),
        })
    };
    evidence.numbers.iter().filter_map(of_row).collect()
}

impl Listed<'_> {
    fn status(&self) -> &'static str {
        let shown = self.item.and_then(Item::elsewhere);
        match (self.row.closed_at, shown) {
            (Some(_), _) | (None, None) => "closed",
            // Open elsewhere in the organisation, though on nothing of this scope any more.
            (None, Some(shown)) if shown.oscal == "closed" => "open",
            (None, Some(shown)) => shown.oscal,
        }
    }

    fn audited(&self) -> Vec<&Audited<'_>> {
        let on = self.item.iter().flat_map(|item| &item.on);
        on.map(|on| on.audited).collect()
    }

    /// The hosts it is still on.
    fn hosts(&self) -> Vec<String> {
        let on = self.item.iter().flat_map(|item| &item.on);
        let mut hosts: Vec<String> = on
            .filter(|on| on.cleared_at.is_none())
            .map(|on| on.audited.host.to_string())
            .collect();
        hosts.sort();
        hosts.dedup();
        hosts
    }
}

fn title(shared: &Shared<'_>, row: &PoamRow) -> String {
    let rule = shared.evidence.title(&row.weakness.rule);
    match row.weakness.by.as_str() {
        "" => line(&rule),
        by => line(&format!("{by}: {rule}")),
    }
}

fn risk_id(shared: &Shared<'_>, row: &PoamRow) -> Uuid {
    shared.uuid("poam-risk", row.number)
}

fn statement(shared: &Shared<'_>, row: &PoamRow) -> String {
    let rule = shared.evidence.rules.get(&row.weakness.rule);
    line(rule.map_or("", |rule| &rule.sentence))
}

fn risk(shared: &Shared<'_>, listed: &Listed<'_>) -> Risk {
    let audited = listed.audited();
    let severity = listed.item.map(|item| Characterization {
        origin: shared.origin(),
        facets: vec![Facet {
            name: "severity",
            system: OURS,
            value: item.severity().to_string(),
        }],
    });
    Risk {
        uuid: risk_id(shared, listed.row),
        title: title(shared, listed.row),
        description: description(listed),
        statement: statement(shared, listed.row),
        status: listed.status(),
        deadline: listed.item.and_then(|item| instant(item.due())),
        risk_log: shared.log(risk_id(shared, listed.row), &audited),
        props: Vec::new(),
        characterizations: severity.into_iter().collect(),
        related_observations: related(shared, &audited),
    }
}

fn description(listed: &Listed<'_>) -> String {
    let hosts = listed.hosts();
    match (listed.row.closed_at, hosts.as_slice()) {
        (Some(at), _) => format!("Closed {at}."),
        (None, []) => "On nothing of this scope any more, and still open elsewhere.".to_owned(),
        (None, [host]) => format!("On {host}."),
        (None, hosts) => format!("On {} things: {}.", hosts.len(), hosts.join(", ")),
    }
}

fn related(shared: &Shared<'_>, audited: &[&Audited<'_>]) -> Vec<RelatedObservation> {
    let related = |audited: &&Audited<'_>| RelatedObservation {
        observation_uuid: shared.observed(audited),
    };
    audited.iter().map(related).collect()
}

fn item(shared: &Shared<'_>, listed: &Listed<'_>) -> PoamItem {
    let row = listed.row;
    let id = Property {
        ns: FEDRAMP,
        ..property("POAM-ID", row.label())
    };
    let mut props = vec![
        id,
        property("status", listed.status()),
        property("opened", row.opened_at),
    ];
    props.extend(row.closed_at.map(|at| property("closed", at)));
    props.extend(
        row.recurrence_of
            .map(|old| property("recurrence-of", label(old))),
    );
    props.extend(
        listed
            .hosts()
            .into_iter()
            .map(|host| property("host", host)),
    );
    PoamItem {
        uuid: shared.uuid("poam-item", row.number),
        title: title(shared, row),
        description: description(listed),
        props,
        related_observations: related(shared, &listed.audited()),
        related_risks: vec![RelatedRisk {
            risk_uuid: risk_id(shared, row),
        }],
    }
}
