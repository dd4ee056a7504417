//! Where tables are cut, so that what is judged together lies in row groups of its own.
//!
//! The rows of a kind are cut every so many; the rows of its relations, and of what is part of it,
//! where those of their wholes are. So a run of a kind, with all that belongs to it, is some row
//! groups of each table, and nobody has to read the others.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use arrow_array::{Array, Int64Array, RecordBatch, cast::AsArray, types::Int64Type};
use arrow_schema::Schema;
use serde::{Deserialize, Serialize};

use crate::form;

/// What a file calls its cut.
pub(super) const RUNS: &str = "allhands.runs";

/// How the rows of a table lie in the runs of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cut {
    /// The kind whose rows these are, or to whose rows they belong.
    pub(crate) of: String,
    /// The first row of each run but the first, which begins with the table.
    pub(crate) at: Vec<usize>,
}

impl Cut {
    /// The rows of each run of a table of so many rows.
    pub(crate) fn runs(&self, rows: usize) -> impl Iterator<Item = Range<usize>> {
        let from = std::iter::once(0).chain(self.at.iter().copied());
        let to = self.at.iter().copied().chain([rows]);
        from.zip(to).map(|(from, to)| from..to)
    }
}

/// The cuts of tables, by their names, with so many rows of a kind in a run.
pub(super) fn cuts(tables: &[(String, RecordBatch)], rows: usize) -> BTreeMap<String, Cut> {
    let relations: Vec<Relation> = tables.iter().filter_map(Relation::of).collect();
    // One that does not lie in order says nothing of where its rows belong.
    let related = tables
        .iter()
        .filter(|(_, table)| is_relation(&table.schema()));
    let all_in_order = related.count() == relations.len();
    let mut cuts = BTreeMap::new();
    for (kind, table) in tables.iter().filter(|(_, table)| is_kind(&table.schema())) {
        let at = (0..table.num_rows()).step_by(rows.max(1)).skip(1).collect();
        let of = kind.clone();
        cuts.insert(kind.clone(), Cut { of, at });
    }
    let parts: Vec<(String, Cut)> = tables
        .iter()
        .filter(|_| all_in_order)
        .filter_map(|part| Some((part.0.clone(), beside(part, tables, &relations, &cuts)?)))
        .collect();
    cuts.extend(parts);
    for relation in &relations {
        if let Some(cut) = cuts.get(&relation.kind).map(|cut| relation.cut(cut)) {
            cuts.insert(relation.table.clone(), cut);
        }
    }
    cuts
}

fn is_kind(table: &Schema) -> bool {
    form::says_of(table, "kind").is_some() && !is_relation(table)
}

fn is_relation(table: &Schema) -> bool {
    form::says_of(table, "relation").is_some()
}

/// How the rows of a part kind lie with those of its one whole; nothing where they do not.
fn beside(
    (part, table): &(String, RecordBatch),
    tables: &[(String, RecordBatch)],
    relations: &[Relation],
    cuts: &BTreeMap<String, Cut>,
) -> Option<Cut> {
    let numbers = table.column_by_name("number")?;
    let has_own = table.num_rows() == 0 || numbers.null_count() < numbers.len();
    let linked = |table: &Schema| {
        let mut said = form::all_said(table).into_iter();
        said.any(|(key, to)| key.starts_with("link ") && to == *part)
    };
    if has_own || tables.iter().any(|(_, table)| linked(&table.schema())) {
        return None;
    }
    let leading = relations.iter().filter(|one| one.to == *part);
    let leading: Vec<&Relation> = leading.filter(|one| !one.parents.is_empty()).collect();
    let whole = &leading.first()?.kind;
    if whole == part || leading.iter().any(|one| one.kind != *whole) {
        return None;
    }
    let mut at = Vec::new();
    let mut next = 0;
    for run in cuts.get(whole)?.runs(usize::MAX) {
        let from = next;
        for relation in &leading {
            for child in relation.children_of(&run) {
                // A row of a run before, or one that two runs would have.
                if child < from {
                    return None;
                }
                next = next.max(child.saturating_add(1));
            }
        }
        at.push(next);
    }
    // What nobody leads to lies with the last.
    at.pop();
    let of = whole.clone();
    (next <= table.num_rows()).then_some(Cut { of, at })
}

/// A relation, as it is stored.
struct Relation {
    table: String,
    kind: String,
    /// The kind whose table holds its rows.
    to: String,
    parents: Int64Array,
    children: Int64Array,
}

impl Relation {
    fn of((name, table): &(String, RecordBatch)) -> Option<Self> {
        let schema = table.schema();
        form::says_of(&schema, "relation")?;
        let to = form::says_of(&schema, "root").or_else(|| form::says_of(&schema, "to"))?;
        let column = |was: &str| {
            let named = |field: &Arc<arrow_schema::Field>| {
                form::was(field).is_some_and(|known| known.name == was)
            };
            let at = schema.fields().iter().position(named)?;
            table.column(at).as_primitive_opt::<Int64Type>().cloned()
        };
        let parents = column("parent")?;
        let in_order = parents.null_count() == 0 && parents.values().is_sorted();
        Some(Self {
            table: name.clone(),
            kind: form::says_of(&schema, "kind")?.to_owned(),
            to: to.to_owned(),
            parents,
            children: column("child")?,
        })
        .filter(|_| in_order)
    }

    /// Its rows whose parents are some rows.
    fn rows(&self, parents: &Range<usize>) -> Range<usize> {
        let first = |row: usize| {
            let row = i64::try_from(row).unwrap_or(i64::MAX);
            self.parents
                .values()
                .partition_point(|parent| *parent < row)
        };
        first(parents.start)..first(parents.end)
    }

    /// The rows that those lead to, where they are known.
    fn children_of(&self, parents: &Range<usize>) -> impl Iterator<Item = usize> {
        let known = |row: &usize| self.children.is_valid(*row);
        let child = |row| usize::try_from(self.children.value(row)).unwrap_or(usize::MAX);
        self.rows(parents).filter(known).map(child)
    }

    /// Cut where its kind is.
    fn cut(&self, kind: &Cut) -> Cut {
        let at = kind.at.iter().map(|row| self.rows(&(0..*row)).end);
        Cut {
            of: kind.of.clone(),
            at: at.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_follow_each_other_and_may_be_empty() {
        let cut = Cut {
            of: "device".to_owned(),
            at: vec![2, 2, 5],
        };
        let runs: Vec<_> = cut.runs(6).collect();
        assert_eq!(runs, [0..2, 2..2, 2..5, 5..6]);
        assert!(Cut::default().runs(3).eq(std::iter::once(0..3)));
    }
}
