//! The names behind the ids of a sheet, for people who read it. They are told, never signed.

use std::collections::{BTreeMap, BTreeSet};

use model::EntityId;
use serde::Serialize;

use super::{asked::goes_to, impact::Preview};
use crate::parties::View;

/// What people call an entity of a sheet, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Who would be asked about it; none for what reaches nobody, and for people and departments
    /// that the sheet names themselves.
    pub goes_to: Option<String>,
    /// The department whose rules apply to it; none for the organisation only.
    pub department: Option<String>,
}

/// The names of everything a sheet speaks of but that is met and stays so.
pub fn named(view: &View, preview: &Preview) -> BTreeMap<EntityId, Named> {
    let sheet = &preview.sheet;
    let told = |t: &&super::Transition| {
        let is_quiet = matches!(t.to, model::Verdict::Met | model::Verdict::NotApplicable);
        !is_quiet || (t.from.is_some() && t.moves())
    };
    let entities: BTreeSet<&EntityId> = sheet
        .transitions
        .iter()
        .filter(told)
        .flat_map(|t| &t.entities)
        .chain(&sheet.samples.met)
        .chain(&sheet.samples.missed)
        .collect();
    let name = |id: &EntityId| view.inventory.get(id).map(|entity| entity.name.clone());
    let mut all = BTreeMap::new();
    for id in entities {
        let Some(entity) = view.inventory.get(id) else {
            continue;
        };
        let named = Named {
            name: entity.name.clone(),
            goes_to: goes_to(view, &preview.baseline, entity).and_then(|person| name(&person)),
            department: view.unit(entity).map(|unit| unit.name.clone()),
        };
        all.insert(id.clone(), named);
    }
    let departments = sheet.departments.iter().map(|share| &share.department);
    let owners = sheet.owners.iter().map(|share| &share.person);
    for id in departments.chain(owners).flatten() {
        let alone = |name| Named {
            name,
            goes_to: None,
            department: None,
        };
        if let Some(name) = name(id) {
            all.entry(id.clone()).or_insert_with(|| alone(name));
        }
    }
    all
}
