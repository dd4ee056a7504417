//! `rules/adopted.yaml`: the shipped rules that are in force here.

use std::collections::BTreeMap;

use model::{Place, Problem, RuleId};
use serde::Deserialize;

use super::Texts;

/// Where adoptions are written down.
pub(super) const FILE: &str = "rules/adopted.yaml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Adoptions {
    #[serde(default)]
    adopted: Vec<Adoption>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Adoption {
    rule: RuleId,
    #[serde(default)]
    version: Option<String>,
}

/// A shipped rule that is in force here.
pub(super) struct Adopted {
    /// Where it was written.
    pub(super) place: Place,
    /// The only version that is meant, where one was written.
    pub(super) version: Option<String>,
}

/// Adopted rules and where each was written. No file means none.
pub(super) fn read(texts: &Texts, problems: &mut Vec<Problem>) -> BTreeMap<RuleId, Adopted> {
    let Some(text) = texts.get(FILE) else {
        return BTreeMap::new();
    };
    match serde_yaml_ng::from_str::<Option<Adoptions>>(text) {
        Ok(read) => {
            let adopted = read.map(|a| a.adopted).unwrap_or_default();
            let place = |index| Place::file(FILE).at_index(index);
            (0..)
                .zip(adopted)
                .map(|(index, a)| {
                    let (place, version) = (place(index), a.version);
                    (a.rule, Adopted { place, version })
                })
                .collect()
        }
        Err(error) => {
            let mut place = Place::file(FILE);
            if let Some(at) = error.location() {
                place.line = Some(at.line() as u64);
                place.column = Some(at.column() as u64);
            }
            problems.push(
                Problem::new("adopted-unreadable", error.to_string(), place)
                    .advise("write it like `adopted: [{rule: laptops-are-encrypted}]`"),
            );
            BTreeMap::new()
        }
    }
}
