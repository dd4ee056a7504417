//! `responsibilities/*.yaml`: the same rows as a table, written as a list.
//!
//! ```yaml
//! - activity: Patch laptops and phones
//!   unit: Sales                                # optional
//!   applies to: devices where platform is "macos"    # optional
//!   from: 2026-01-01                           # optional, as `until`
//!   accountable: ana@example.org
//!   responsible: [IT, bo@example.org]
//! ```

use std::collections::BTreeMap;

use jiff::civil::Date;
use ledger::matrix::{Letter, Scope, Validity};
use model::{Place, Problem};
use serde::Deserialize;

use super::row::{Row, parties, some};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    activity: String,
    unit: Option<String>,
    #[serde(rename = "applies to")]
    applies_to: Option<String>,
    from: Option<Date>,
    until: Option<Date>,
    #[serde(default, alias = "A")]
    accountable: Names,
    #[serde(default, alias = "R")]
    responsible: Names,
    #[serde(default, alias = "S")]
    supporting: Names,
    #[serde(default, alias = "C")]
    consulted: Names,
    #[serde(default, alias = "I")]
    informed: Names,
}

/// One name or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Several(Vec<String>),
}

impl Default for Names {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Names {
    fn parties(&self) -> Vec<String> {
        match self {
            Self::One(name) => parties(name),
            Self::Several(names) => names.iter().flat_map(|name| parties(name)).collect(),
        }
    }
}

/// The rows of a list. A list that cannot be read is one problem.
pub(super) fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Row> {
    match serde_yaml_ng::from_str::<Option<Vec<Written>>>(text) {
        Ok(list) => {
            let list = list.unwrap_or_default();
            let place = |index| Place::file(file).at_index(index);
            (0..)
                .zip(&list)
                .map(|(index, one)| row(one, place(index)))
                .collect()
        }
        Err(error) => {
            let mut place = Place::file(file);
            if let Some(at) = error.location() {
                place.line = Some(at.line() as u64);
                place.column = Some(at.column() as u64);
            }
            let problem = Problem::new("responsibilities-unreadable", error.to_string(), place);
            problems.push(problem.advise(
                "write a list of `activity`, `accountable`, `responsible`, and what else is needed",
            ));
            Vec::new()
        }
    }
}

fn row(one: &Written, place: Place) -> Row {
    let letters = [
        (Letter::A, &one.accountable),
        (Letter::R, &one.responsible),
        (Letter::S, &one.supporting),
        (Letter::C, &one.consulted),
        (Letter::I, &one.informed),
    ];
    let held: BTreeMap<Letter, Vec<String>> = letters
        .into_iter()
        .map(|(letter, names)| (letter, names.parties()))
        .filter(|(_, names)| !names.is_empty())
        .collect();
    let words: Vec<&str> = one.activity.split_whitespace().collect();
    Row {
        activity: words.join(" "),
        scope: Scope {
            unit: one.unit.as_deref().and_then(some),
            selector: one.applies_to.as_deref().and_then(some),
        },
        validity: Validity {
            from: one.from,
            until: one.until,
        },
        parties: held,
        place,
    }
}
