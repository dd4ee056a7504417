//! Tables as Arrow record batches and back: what is stored between passes.
//!
//! One batch per kind and one per relation. What a batch holds is written in the metadata of its
//! schema, so that its name serves people only.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, ListArray, RecordBatch, StringArray, StructArray,
    TimestampMicrosecondArray, UInt8Array, UInt32Array, UInt64Array, cast::AsArray,
};
use arrow_schema::Field;
use indexmap::IndexMap;
use model::{Coverage, KindName, Vocabulary};

use super::{
    Column, Edges, Links, Rows, Table, Tables, Written, build,
    column::{Words, coded, plain, words},
    edges,
    links::{Edge, ordered},
    told::{Parts, Told},
};

const FIELD: &str = "field ";
const LINK: &str = "link ";

/// Stored batches that are not tables of this vocabulary.
#[derive(Debug, thiserror::Error)]
pub enum TablesError {
    /// The files were damaged or written by something else: collect again.
    #[error("`{batch}` has no column `{column}` of the form expected")]
    Column {
        /// The batch.
        batch: String,
        /// The column.
        column: String,
    },
    /// The vocabulary changed since: collect again.
    #[error("`{kind}` was stored when its `{field}` had another type")]
    Changed {
        /// The kind.
        kind: KindName,
        /// The field.
        field: String,
    },
    /// The batch does not say what it holds.
    #[error("`{0}` does not say which kind or relation it holds")]
    Unnamed(String),
    /// A row of a relation leads out of its tables.
    #[error("`{0}` leads to a row that is not there")]
    Row(String),
}

impl Tables {
    /// All tables as batches: one per kind, then one per relation (`person.accounts`).
    pub fn to_batches(&self) -> Vec<(String, RecordBatch)> {
        let kinds = self
            .kinds
            .values()
            .map(|table| (table.kind.to_string(), table_batch(table)));
        let relations = self.edges.iter().map(|((kind, relation), edges)| {
            (
                format!("{kind}.{relation}"),
                edges_batch(kind, relation, edges),
            )
        });
        kinds.chain(relations).collect()
    }

    /// Tables from stored batches.
    ///
    /// # Errors
    /// When a batch is damaged, or was stored under a vocabulary with other types.
    pub fn from_batches(
        batches: Vec<(String, RecordBatch)>,
        vocabulary: &Vocabulary,
        coverage: Coverage,
    ) -> Result<Self, TablesError> {
        let mut tables = build::tables(
            &model::Inventory {
                coverage,
                ..Default::default()
            },
            vocabulary,
        );
        // Each batch is let go once it is read: what it says of every cell is kept once.
        for (name, batch) in batches {
            let open = Opened {
                name: &name,
                batch: &batch,
            };
            let kind = KindName::new(open.says("kind")?);
            match open.says("relation") {
                Ok(relation) => {
                    let edges = read_edges(&open)?;
                    tables.edges.insert((kind, relation.to_owned()), edges);
                }
                Err(_) => {
                    let table = read_table(&open, &kind, vocabulary)?;
                    tables.kinds.insert(kind, table);
                }
            }
        }
        tables.pad(vocabulary);
        tables.check(vocabulary)?;
        Ok(tables)
    }

    /// Relations that the vocabulary gained since have no rows yet.
    fn pad(&mut self, vocabulary: &Vocabulary) {
        for ((kind, relation), edges) in &mut self.edges {
            let rows = self.kinds.get(kind).map_or(0, Table::len);
            let known = vocabulary
                .family(kind.as_str())
                .any(|k| k.links.contains_key(relation));
            if known && edges.listed.is_empty() && rows > 0 {
                *edges = super::edges(edges.to.clone(), Vec::new(), vec![Rows::BySupply; rows]);
            }
        }
    }

    /// Every row that something leads to is there.
    fn check(&self, vocabulary: &Vocabulary) -> Result<(), TablesError> {
        let rows = |kind: &str| self.table(vocabulary.root(kind)).map_or(0, Table::len);
        let inside = |targets: &UInt32Array, rows: usize| {
            targets.iter().flatten().all(|row| (row as usize) < rows)
        };
        for ((kind, relation), edges) in &self.edges {
            let parents = self.table(kind.as_str()).map_or(0, Table::len);
            if edges.listed.len() != parents || !inside(&edges.child, rows(edges.to.as_str())) {
                return Err(TablesError::Row(format!("{kind}.{relation}")));
            }
        }
        for (kind, table) in &self.kinds {
            for (name, links) in &table.links {
                let link = vocabulary
                    .family(kind.as_str())
                    .find_map(|k| k.links.get(name));
                if link.is_some_and(|link| !inside(&links.target, rows(link.to.as_str()))) {
                    return Err(TablesError::Row(format!("{kind}.{name}")));
                }
            }
        }
        Ok(())
    }
}

/// Puts columns of one length together under what the batch holds.
fn batch(says: &[(&str, &str)], columns: Vec<(String, ArrayRef)>) -> RecordBatch {
    let mut batch = RecordBatch::from(group(columns));
    let metadata = batch.schema_metadata_mut();
    metadata.extend(
        says.iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
    );
    batch
}

/// Several arrays of one length as one column.
fn group(columns: Vec<(impl Into<String>, ArrayRef)>) -> StructArray {
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns
        .into_iter()
        .map(|(name, array)| (Field::new(name, array.data_type().clone(), true), array))
        .unzip();
    StructArray::new(fields.into(), arrays, None)
}

fn shared<A: Array + Clone + 'static>(array: &A) -> ArrayRef {
    Arc::new(array.clone())
}

fn table_batch(table: &Table) -> RecordBatch {
    let mut columns = vec![
        ("number".to_owned(), shared(&table.numbers)),
        ("name".to_owned(), shared(&table.names)),
        ("key".to_owned(), shared(&table.keys)),
        ("aliases".to_owned(), shared(&table.aliases)),
        ("life".to_owned(), shared(&table.life)),
        ("sources".to_owned(), shared(&table.sources)),
    ];
    for (name, column) in &table.columns {
        let mut parts = told_parts(&column.told);
        match &column.values {
            Written::Words(words) => parts.push(("words", shared(words))),
            Written::Numbers(numbers) => parts.push(("numbers", shared(numbers))),
            Written::Flags(flags) => parts.push(("flags", shared(flags))),
            Written::Moments(moments, days) => {
                parts.push(("moments", shared(moments)));
                parts.push(("whole day", shared(days)));
            }
            Written::Lists(lists) => parts.push(("lists", shared(&plain(lists)))),
        }
        columns.push((format!("{FIELD}{name}"), Arc::new(group(parts)) as ArrayRef));
    }
    for (name, links) in &table.links {
        let parts = vec![
            ("target", shared(&links.target)),
            ("state", shared(&links.state)),
            ("source", shared(&links.source)),
            ("dangling", shared(&links.dangling)),
        ];
        columns.push((format!("{LINK}{name}"), Arc::new(group(parts)) as ArrayRef));
    }
    batch(&[("kind", table.kind.as_str())], columns)
}

/// Who told each row, one array for each thing that is known of it.
fn told_parts(told: &Told) -> Vec<(&'static str, ArrayRef)> {
    let state: UInt8Array = told.each().map(|mark| Some(mark.state.code())).collect();
    let source = words(told.each().map(|mark| mark.source.as_deref()));
    let as_of = match told.dates() {
        Some(each) => each.clone(),
        None => told.each().map(|mark| mark.as_of).collect(),
    };
    let snapshot: TimestampMicrosecondArray = told.each().map(|mark| mark.snapshot).collect();
    vec![
        ("state", Arc::new(state)),
        ("source", Arc::new(source)),
        ("as of", Arc::new(as_of)),
        ("snapshot", Arc::new(snapshot)),
    ]
}

fn edges_batch(kind: &KindName, relation: &str, edges: &Edges) -> RecordBatch {
    let parents = edges.listed.len();
    let parent: UInt32Array = (0..u32::try_from(parents).unwrap_or(u32::MAX))
        .flat_map(|parent| edges.of(parent).map(move |_| parent))
        .collect();
    // A relation's batch has one row per edge; what is known per parent goes beside it as digits.
    let listed: String = edges
        .listed
        .values()
        .iter()
        .map(|code| char::from(b'0' + (*code).min(9)))
        .collect();
    let columns = vec![
        ("parent".to_owned(), shared(&parent)),
        ("child".to_owned(), shared(&edges.child)),
        ("sure".to_owned(), shared(&edges.sure)),
        ("source".to_owned(), shared(&edges.source)),
    ];
    let says = [
        ("kind", kind.as_str()),
        ("relation", relation),
        ("to", edges.to.as_str()),
        ("listed", listed.as_str()),
    ];
    batch(&says, columns)
}

/// A batch that is being read.
struct Opened<'a> {
    name: &'a str,
    batch: &'a RecordBatch,
}

impl Opened<'_> {
    fn says(&self, key: &str) -> Result<&str, TablesError> {
        let metadata = &self.batch.schema_ref().metadata;
        metadata
            .get(key)
            .map(String::as_str)
            .ok_or_else(|| TablesError::Unnamed(self.name.to_owned()))
    }

    fn wrong(&self, column: &str) -> TablesError {
        TablesError::Column {
            batch: self.name.to_owned(),
            column: column.to_owned(),
        }
    }

    fn column<A: Clone + 'static>(&self, name: &str) -> Result<A, TablesError> {
        let column = self.batch.column_by_name(name);
        column
            .and_then(|array| array.as_any().downcast_ref::<A>())
            .cloned()
            .ok_or_else(|| self.wrong(name))
    }

    fn part<A: Clone + 'static>(&self, group: &str, name: &str) -> Result<A, TablesError> {
        self.maybe(group, name)
            .ok_or_else(|| self.wrong(&format!("{group}, {name}")))
    }

    fn maybe<A: Clone + 'static>(&self, group: &str, name: &str) -> Option<A> {
        let group = self.batch.column_by_name(group)?.as_struct_opt()?;
        group
            .column_by_name(name)?
            .as_any()
            .downcast_ref::<A>()
            .cloned()
    }

    /// Names of the grouped columns behind a prefix.
    fn groups<'b>(&'b self, prefix: &'b str) -> impl Iterator<Item = (&'b str, &'b str)> {
        self.batch
            .schema_ref()
            .fields()
            .iter()
            .filter_map(move |f| Some((f.name().as_str(), f.name().strip_prefix(prefix)?)))
    }
}

fn read_table(
    open: &Opened<'_>,
    kind: &KindName,
    vocabulary: &Vocabulary,
) -> Result<Table, TablesError> {
    let types = build::field_types(vocabulary, kind.as_str());
    let mut columns = IndexMap::new();
    for (group, name) in open.groups(FIELD) {
        // A field that the vocabulary lost is no longer spoken of.
        let Some(field_type) = types.get(name) else {
            continue;
        };
        let column = read_column(open, group)?;
        if !column.values.suits(*field_type) {
            return Err(TablesError::Changed {
                kind: kind.clone(),
                field: name.to_owned(),
            });
        }
        columns.insert(name.to_owned(), column);
    }
    let mut links = IndexMap::new();
    for (group, name) in open.groups(LINK) {
        links.insert(
            name.to_owned(),
            Links {
                target: open.part::<UInt32Array>(group, "target")?,
                state: open.part::<UInt8Array>(group, "state")?,
                source: open.part::<Words>(group, "source")?,
                dangling: open.part::<StringArray>(group, "dangling")?,
            },
        );
    }
    Ok(Table {
        kind: kind.clone(),
        numbers: open.column::<UInt64Array>("number")?,
        names: open.column::<StringArray>("name")?,
        keys: open.column::<StringArray>("key")?,
        aliases: open.column::<ListArray>("aliases")?,
        life: open.column::<UInt8Array>("life")?,
        sources: open.column::<ListArray>("sources")?,
        columns,
        links,
    })
}

fn read_column(open: &Opened<'_>, group: &str) -> Result<Column, TablesError> {
    let values = if let Some(words) = open.maybe(group, "words") {
        Written::Words(words)
    } else if let Some(numbers) = open.maybe(group, "numbers") {
        Written::Numbers(numbers)
    } else if let Some(flags) = open.maybe(group, "flags") {
        Written::Flags(flags)
    } else if let Some(moments) = open.maybe(group, "moments") {
        Written::Moments(moments, open.part(group, "whole day")?)
    } else {
        Written::Lists(coded(&open.part(group, "lists")?))
    };
    let told = Told::of(&Parts {
        state: &open.part(group, "state")?,
        source: &open.part(group, "source")?,
        as_of: &open.part(group, "as of")?,
        snapshot: &open.part(group, "snapshot")?,
    });
    Ok(Column { values, told })
}

fn read_edges(open: &Opened<'_>) -> Result<Edges, TablesError> {
    let listed: Vec<Rows> = open
        .says("listed")?
        .bytes()
        .map(|code| Rows::of(code - b'0'))
        .collect();
    let parent = open.column::<UInt32Array>("parent")?;
    let child = open.column::<UInt32Array>("child")?;
    let sure = open.column::<BooleanArray>("sure")?;
    let source = open.column::<Words>("source")?;
    if parent
        .values()
        .iter()
        .any(|row| *row as usize >= listed.len())
    {
        return Err(TablesError::Row(open.name.to_owned()));
    }
    let to = KindName::new(open.says("to")?);
    // What was stored lies in order: only what somebody else wrote has to be sorted.
    if let Some(edges) = ordered(&to, &parent, (&child, &sure, &source), &listed) {
        return Ok(edges);
    }
    let mut all = Vec::with_capacity(parent.len());
    for at in 0..parent.len() {
        all.push(Edge {
            parent: parent.value(at),
            child: child.is_valid(at).then(|| child.value(at)),
            sure: sure.value(at),
            source: super::column::word(&source, at).map(str::to_owned),
        });
    }
    Ok(edges(to, all, listed))
}
