//! `activities/*.yaml`: what the recurring work is, shipped and a workspace's own.

use std::collections::BTreeMap;

use ledger::matrix::Activity;
use model::{Place, Problem, Vocabulary, id::ActivityId};

use super::ACTIVITIES;
use crate::workspace::Texts;

/// Reads the activities of a folder of texts, by id.
pub(super) fn read(
    texts: &Texts,
    vocabulary: &Vocabulary,
    problems: &mut Vec<Problem>,
) -> BTreeMap<ActivityId, Activity> {
    let mut all = BTreeMap::new();
    for (file, text) in texts {
        let Some(stem) = stem(file) else { continue };
        match serde_yaml_ng::from_str::<Activity>(text) {
            Ok(activity) => {
                let activity = Activity {
                    id: ActivityId::new(stem),
                    ..activity
                };
                problems.extend(unreadable_about(&activity, file, vocabulary));
                all.insert(activity.id.clone(), activity);
            }
            Err(error) => {
                let mut place = Place::file(file);
                if let Some(at) = error.location() {
                    place.line = Some(at.line() as u64);
                    place.column = Some(at.column() as u64);
                }
                let problem = Problem::new("activity-unreadable", error.to_string(), place);
                problems.push(problem.advise(
                    "`title`, `statement`, `cadence`, `tier` and `needs` say what an activity is",
                ));
            }
        }
    }
    all
}

fn stem(file: &str) -> Option<&str> {
    let name = file.strip_prefix(ACTIVITIES)?;
    name.strip_suffix(".yaml")
        .or_else(|| name.strip_suffix(".yml"))
}

fn unreadable_about(activity: &Activity, file: &str, vocabulary: &Vocabulary) -> Vec<Problem> {
    let Some(about) = &activity.about else {
        return Vec::new();
    };
    match rules::parse_subject(about, file, vocabulary) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.0,
    }
}
