//! What the files of a workspace say of responsibilities.

use std::collections::{BTreeMap, BTreeSet};

use ledger::matrix::{Activity, Assignment, folded};
use model::{Problem, Vocabulary, id::ActivityId};

use super::{FOLDER, activities, listed, row, row::Row, sigs, table};
use crate::workspace::Texts;

/// Activities and rows as the files have them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// Every activity that is described, shipped ones too.
    pub known: BTreeMap<ActivityId, Activity>,
    /// Of these, those that the workspace describes itself.
    described: BTreeSet<ActivityId>,
    /// The rows of all tables, in the order of the files.
    pub rows: Vec<Row>,
}

impl Written {
    /// Reads the activities and tables of a workspace. What cannot be read is a problem.
    pub fn read(
        texts: &Texts,
        catalogue: &Texts,
        vocabulary: &Vocabulary,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let mut known = activities::read(catalogue, vocabulary, problems);
        let own = activities::read(texts, vocabulary, problems);
        let described = own.keys().cloned().collect();
        known.extend(own);
        let mut rows = Vec::new();
        let files = texts.iter().filter(|(file, _)| file.starts_with(FOLDER));
        for (file, text) in files {
            rows.extend(read_file(file, text, vocabulary, problems));
        }
        Self {
            known,
            described,
            rows,
        }
    }

    /// Whether the workspace says nothing of responsibilities.
    pub fn is_empty(&self) -> bool {
        self.described.is_empty() && self.rows.is_empty()
    }

    /// The activity of a title or id: described, or one that only has this title.
    pub fn find(&self, text: &str) -> Activity {
        let named = Activity::named(text);
        let title = folded(text);
        let by_title = self.known.values().find(|one| folded(&one.title) == title);
        let found = by_title.or_else(|| self.known.get(&named.id)).cloned();
        found
            .or_else(|| {
                let rows = self.rows.iter().map(|row| Activity::named(&row.activity));
                rows.into_iter().find(|one| one.id == named.id)
            })
            .unwrap_or(named)
    }

    /// The assignments of all rows.
    pub(super) fn assignments(&self) -> Vec<Assignment> {
        let rows = self.rows.iter();
        rows.flat_map(|row| row.assignments(&self.find(&row.activity).id))
            .collect()
    }

    /// The activities that the workspace describes itself or has a row for.
    pub(super) fn own(&self) -> BTreeMap<ActivityId, Activity> {
        let described = self.described.iter().filter_map(|id| self.known.get(id));
        let rows = self.rows.iter().map(|row| self.find(&row.activity));
        described
            .cloned()
            .chain(rows)
            .map(|activity| (activity.id.clone(), activity))
            .collect()
    }

    /// The same with other rows in the place of those of a file.
    #[must_use]
    pub fn with_file(&self, file: &str, rows: Vec<Row>) -> Self {
        let mut all = self.clone();
        all.rows
            .retain(|row| row.place.file.as_deref() != Some(file));
        all.rows.extend(rows);
        all
    }
}

/// The rows of a file that is to be taken over: what [`read_file`] reads, and the groups of a
/// community in a `sigs.yaml`.
pub fn read_sheet(
    file: &str,
    text: &str,
    vocabulary: &Vocabulary,
    problems: &mut Vec<Problem>,
) -> Vec<Row> {
    sigs::read(file, text).unwrap_or_else(|| read_file(file, text, vocabulary, problems))
}

/// The rows of one file, a table or a list by its ending.
pub fn read_file(
    file: &str,
    text: &str,
    vocabulary: &Vocabulary,
    problems: &mut Vec<Problem>,
) -> Vec<Row> {
    let rows = match file.rsplit('.').next() {
        Some("csv") => table::read(file, text, problems),
        Some("yaml" | "yml") => listed::read(file, text, problems),
        _ => return Vec::new(),
    };
    let rows = row::once_each(rows, problems);
    for row in &rows {
        problems.extend(row::nobody(row));
        problems.extend(unreadable_selector(row, vocabulary));
    }
    rows
}

/// What is wrong with the things a row names.
fn unreadable_selector(row: &Row, vocabulary: &Vocabulary) -> Vec<Problem> {
    let Some(selector) = &row.scope.selector else {
        return Vec::new();
    };
    let file = row.place.file.as_deref().unwrap_or_default();
    let Err(problems) = rules::parse_subject(selector, file, vocabulary) else {
        return Vec::new();
    };
    let placed = problems.0.into_iter().map(|problem| Problem {
        place: row.place.clone(),
        ..problem
    });
    placed.collect()
}
