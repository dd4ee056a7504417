//! L10: `In` or `Except in` names a department that nobody knows, or one without a head.
//!
//! Error where the department is not in the inventory although departments are: the rule would
//! bind nobody there, or except nobody. Warning where no living head is known: nobody there could
//! answer for the rule.
//!
//! Repair: the name as the directory writes it; or enter the head where departments are kept.

use model::{Entity, Life};
use rules::lint::{Level, Lint};

use super::Live;
use crate::workspace::nearest;

pub(super) fn check(live: &Live<'_>) -> Vec<Lint> {
    let known: Vec<&Entity> = live
        .view
        .inventory
        .of("department")
        .iter()
        .filter(|unit| unit.life != Life::Gone)
        .collect();
    // Where no source tells of departments, nothing can be said of one.
    if known.is_empty() {
        return Vec::new();
    }
    let within = live.rule.within.iter().map(|name| ("In", name));
    let except = live
        .rule
        .except_within
        .iter()
        .map(|name| ("Except in", name));
    within
        .chain(except)
        .filter_map(|(label, name)| one(live, &known, label, name))
        .collect()
}

fn one(live: &Live<'_>, known: &[&Entity], label: &str, name: &str) -> Option<Lint> {
    let found = known
        .iter()
        .find(|unit| unit.name.to_lowercase() == name.to_lowercase());
    let Some(unit) = found else {
        let effect = match label {
            "In" => "binds nobody",
            _ => "excepts nobody",
        };
        let repair = match nearest(name, known.iter().map(|unit| unit.name.as_str())) {
            Some(near) => format!("write `{near}`"),
            None => "write the name of a department as `allhands who --kind department` shows it"
                .to_owned(),
        };
        let lint = Lint::new("L10", Level::Error, live.rule, label);
        return Some(
            lint.says(format!(
                "no department is called `{name}`, so this {effect}"
            ))
            .repair(repair),
        );
    };
    let path = ["head".to_owned()];
    let heads = inventory::follow(live.view.inventory, live.view.vocabulary, unit, &path);
    if label != "In" || heads.iter().any(|head| live.view.is_living(head)) {
        return None;
    }
    let lint = Lint::new("L10", Level::Warning, live.rule, label);
    let says = format!("the department `{name}` has no head who is here, to answer for the rule");
    Some(lint.says(says).names([unit.name.as_str()]).repair(format!(
        "enter the head of `{name}` where departments are kept"
    )))
}
