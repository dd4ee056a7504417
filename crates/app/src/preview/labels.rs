//! What the author says of the entities drawn from a sheet: is this verdict right?
//!
//! A cheap look at how precise a rule is, before anybody is told. One line an entity:
//! `device-12 = right`; what follows `#` is for the reader.

use std::collections::BTreeMap;

use model::{EntityId, Place, Problem, Problems};
use serde::{Deserialize, Serialize};

use super::sheet::ImpactSheet;

/// Of ten verdicts so many must be right to go on.
const RIGHT_OF_TEN: u64 = 9;

/// What the author says of one verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// The rule is right about it.
    Right,
    /// It is not.
    Wrong,
    /// Not said.
    Open,
}

/// How many of the verdicts drawn from a sheet are right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelled {
    /// The version they were drawn from.
    pub version: String,
    /// Said to be right.
    pub right: u64,
    /// Said to be wrong.
    pub wrong: Vec<EntityId>,
    /// Not said yet.
    pub open: Vec<EntityId>,
    /// Whether at least nine of ten of all that were drawn are right.
    pub goes_on: bool,
}

/// Reads what the author says of entities.
///
/// # Errors
/// Every line that cannot be read, with its place.
pub fn read_labels(text: &str, file: &str) -> Result<BTreeMap<EntityId, Label>, Problems> {
    let mut labels = BTreeMap::new();
    let mut problems = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let said = line.split('#').next().unwrap_or_default().trim();
        if said.is_empty() {
            continue;
        }
        match label(said) {
            Ok((entity, label)) => {
                labels.insert(entity, label);
            }
            Err(says) => {
                let problem = Problem::new("label", says, Place::file(file).at_line(number));
                problems.push(problem.advise("write it like `device-12 = right`, or `wrong`"));
            }
        }
    }
    if problems.is_empty() {
        Ok(labels)
    } else {
        Err(Problems(problems))
    }
}

fn label(said: &str) -> Result<(EntityId, Label), String> {
    let (entity, label) = said
        .split_once('=')
        .ok_or_else(|| format!("`{said}` does not say what is right or wrong"))?;
    let entity = entity.trim().parse().map_err(|error| format!("{error}"))?;
    let label = match label.trim().to_lowercase().as_str() {
        "right" | "yes" => Label::Right,
        "wrong" | "no" => Label::Wrong,
        "" | "?" => Label::Open,
        other => return Err(format!("`{other}` is neither `right` nor `wrong`")),
    };
    Ok((entity, label))
}

/// Counts what was said of a sheet's samples. What was not drawn from it does not count.
pub fn labelled(sheet: &ImpactSheet, labels: &BTreeMap<EntityId, Label>) -> Labelled {
    let drawn: Vec<&EntityId> = sheet
        .samples
        .missed
        .iter()
        .chain(&sheet.samples.met)
        .collect();
    let of = |wanted: Label| -> Vec<EntityId> {
        let said = |id: &&&EntityId| labels.get(**id).copied().unwrap_or(Label::Open) == wanted;
        drawn.iter().filter(said).map(|id| (*id).clone()).collect()
    };
    let right = of(Label::Right).len() as u64;
    Labelled {
        version: sheet.version.clone(),
        right,
        wrong: of(Label::Wrong),
        open: of(Label::Open),
        goes_on: !drawn.is_empty() && right * 10 >= drawn.len() as u64 * RIGHT_OF_TEN,
    }
}
