//! A deadline table as it is written down.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use model::{KindName, span::Length};
use serde::Serialize;

use super::Outcome;

/// From what is known of a weakness to the time there is to fix it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Its id: the name of its file.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Where it was published.
    pub source: String,
    /// The version of what was published.
    pub version: String,
    /// Whether it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revoked>,
    /// The kind it is about.
    pub about: KindName,
    /// The field from whose date it counts, as written; none is the first evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts_from: Option<String>,
    /// Its inputs in order.
    pub inputs: Vec<Input>,
    /// Its rows; the first that fits counts.
    pub rows: Vec<Row>,
    /// Fields that hold a date set from outside, as written; the earliest date wins.
    pub no_later_than: Vec<String>,
    /// By when somebody has to have looked at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluate_within: Option<Length>,
    /// The field that says since when a fix exists, as written. While a source positively says
    /// that there is none, the time to fix pauses; the time to mitigate does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix_exists_since: Option<String>,
    /// How long the time to fix can pause before somebody has to decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decide_within: Option<Length>,
    /// What it tightens, where it is of one unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tightens: Option<Tightens>,
}

/// What replaced a table that is no longer in force where it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Revoked {
    /// The day.
    pub on: Date,
    /// The id of the table that replaced it.
    pub replaced_by: String,
}

/// A table for one unit, which can only shorten another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tightens {
    /// The table it shortens.
    pub table: String,
    /// The department it is for.
    pub unit: String,
}

/// A question to which a table needs the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// The words it can be, in the order written.
    pub words: Vec<String>,
    /// Whose word makes a due date later.
    pub eased: Eased,
}

/// Whose word makes a due date later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Eased {
    /// What a feed or the inventory says.
    #[default]
    ByEvidence,
    /// Nobody's: people may edit it, and whoever owes the fix would edit it to their liking.
    Never,
}

/// The words that a row is for, and what it asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The words of each input it names; an input it does not name can be any.
    pub when: BTreeMap<String, BTreeSet<String>>,
    /// What it asks.
    pub outcome: Outcome,
}

impl Row {
    /// Whether it is for these words.
    pub(crate) fn fits(&self, words: &BTreeMap<&str, &str>) -> bool {
        self.when.iter().all(|(input, wanted)| {
            let word = words.get(input.as_str());
            word.is_some_and(|word| wanted.contains(*word))
        })
    }
}

impl Table {
    /// The most combinations of words a table may have.
    pub const MOST: usize = 4096;

    /// How many combinations of words there are.
    pub fn combinations(&self) -> usize {
        let words = self.inputs.iter().map(|input| input.words.len());
        words.fold(1, usize::saturating_mul)
    }

    /// The first row that is for these words.
    pub fn row(&self, words: &BTreeMap<&str, &str>) -> Option<&Row> {
        self.rows.iter().find(|row| row.fits(words))
    }

    /// Every combination of words in which each input has one of those given; all of its own where
    /// none is given.
    pub(crate) fn each<'t>(
        &'t self,
        possible: &BTreeMap<String, BTreeSet<String>>,
    ) -> Vec<BTreeMap<&'t str, &'t str>> {
        let mut all = vec![BTreeMap::new()];
        for input in &self.inputs {
            let given = possible.get(&input.name);
            let may = |word: &&String| given.is_none_or(|given| given.contains(*word));
            let words: Vec<&String> = input.words.iter().filter(may).collect();
            all = all
                .iter()
                .flat_map(|so_far| {
                    words.iter().map(move |word| {
                        let mut longer: BTreeMap<&str, &str> = so_far.clone();
                        longer.insert(&input.name, word);
                        longer
                    })
                })
                .collect();
        }
        all
    }
}
