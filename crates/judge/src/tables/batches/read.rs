//! From batches to tables: all that is stored, or only what is wanted.

use std::collections::BTreeSet;

use arrow_array::{
    Array, BooleanArray, RecordBatch, StringArray, UInt8Array, UInt32Array, cast::AsArray,
    types::UInt32Type,
};
use arrow_buffer::BooleanBuffer;
use indexmap::IndexMap;
use model::{Coverage, KindName, Vocabulary};

use super::{ALIGNED, ALL_SURE, FIELD, LINK, TablesError};
use crate::{
    tables::{
        Column, Edges, Links, Rows, Table, Tables, Written, build,
        column::{Words, coded, word},
        edges,
        links::{Children, Edge, inside, ordered},
        told::Told,
    },
    wanted::Wanted,
};

impl Tables {
    /// Tables from stored batches.
    ///
    /// # Errors
    /// When a batch is damaged, or was stored under a vocabulary with other types.
    pub fn from_batches(
        batches: Vec<(String, RecordBatch)>,
        vocabulary: &Vocabulary,
        coverage: Coverage,
    ) -> Result<Self, TablesError> {
        let mut tables = Self::vacant(vocabulary, coverage);
        tables.take(batches, vocabulary, None)?;
        Ok(tables)
    }

    /// Tables from stored batches of which only what is wanted was read: they can be judged by
    /// the rules that want it, and explain nothing.
    ///
    /// # Errors
    /// As [`Self::from_batches`].
    pub fn from_wanted(
        batches: Vec<(String, RecordBatch)>,
        wanted: &Wanted<'_>,
        coverage: Coverage,
    ) -> Result<Self, TablesError> {
        let mut tables = Self::vacant(wanted.vocabulary(), coverage);
        tables.take(batches, wanted.vocabulary(), Some(wanted))?;
        Ok(tables)
    }

    /// These tables and beside them a run of a kind's rows, with the rows that are part of those.
    /// Where the stored relations count rows from the first of all, the metadata `parents from`
    /// and `children from` say where the run begins. Also the kinds that the run has tables of.
    ///
    /// # Errors
    /// As [`Self::from_batches`].
    pub(crate) fn beside(
        &self,
        run: Vec<(String, RecordBatch)>,
        wanted: &Wanted<'_>,
    ) -> Result<(Self, BTreeSet<KindName>), TablesError> {
        let mut tables = self.clone();
        let kinds = tables.take(run, wanted.vocabulary(), Some(wanted))?;
        Ok((tables, kinds))
    }

    /// Every kind and relation of a vocabulary, without rows.
    fn vacant(vocabulary: &Vocabulary, coverage: Coverage) -> Self {
        let nothing = model::Inventory {
            coverage,
            ..Default::default()
        };
        build::tables(&nothing, vocabulary)
    }

    /// Takes tables in, and says which kinds they are of.
    fn take(
        &mut self,
        batches: Vec<(String, RecordBatch)>,
        vocabulary: &Vocabulary,
        wanted: Option<&Wanted<'_>>,
    ) -> Result<BTreeSet<KindName>, TablesError> {
        let (mut kinds, mut relations) = (BTreeSet::new(), BTreeSet::new());
        // Each batch is let go once it is read: what it says of every cell is kept once.
        for (name, batch) in batches {
            let open = Opened {
                name: &name,
                batch: &batch,
                wanted,
            };
            let kind = KindName::new(open.says("kind")?);
            match open.says("relation") {
                Ok(relation) => {
                    let (edges, key) = (read_edges(&open)?, (kind, relation.to_owned()));
                    relations.insert(key.clone());
                    self.edges.insert(key, edges);
                }
                Err(_) => {
                    let table = read_table(&open, &kind, vocabulary)?;
                    kinds.insert(kind.clone());
                    self.kinds.insert(kind, table);
                }
            }
        }
        self.pad(&kinds, vocabulary);
        let linked = kinds
            .iter()
            .try_for_each(|kind| self.linked(kind, vocabulary));
        linked?;
        let mut relations = relations.iter();
        relations.try_for_each(|key| self.related(key, vocabulary))?;
        Ok(kinds)
    }

    /// Relations that the vocabulary gained since, or that nobody wants, have no rows.
    fn pad(&mut self, kinds: &BTreeSet<KindName>, vocabulary: &Vocabulary) {
        for ((kind, relation), kept) in &mut self.edges {
            let rows = self.kinds.get(kind).map_or(0, Table::len);
            let known = vocabulary
                .family(kind.as_str())
                .any(|k| k.links.contains_key(relation));
            if known && kinds.contains(kind) && kept.listed.is_empty() && rows > 0 {
                *kept = edges(kept.to.clone(), Vec::new(), vec![Rows::BySupply; rows]);
            }
        }
    }

    /// Every row that a relation leads to is there.
    fn related(
        &self,
        key: &(KindName, String),
        vocabulary: &Vocabulary,
    ) -> Result<(), TablesError> {
        let parents = self.table(key.0.as_str()).map_or(0, Table::len);
        let fits = self.edges.get(key).is_none_or(|edges| {
            edges.listed.len() == parents
                && edges
                    .child
                    .are_among(self.rows_of(edges.to.as_str(), vocabulary))
        });
        match fits {
            true => Ok(()),
            false => Err(TablesError::Row(format!("{}.{}", key.0, key.1))),
        }
    }

    /// Every row that a link of a kind leads to is there.
    fn linked(&self, kind: &KindName, vocabulary: &Vocabulary) -> Result<(), TablesError> {
        let links = self
            .kinds
            .get(kind)
            .into_iter()
            .flat_map(|table| &table.links);
        for (name, links) in links {
            let link = vocabulary
                .family(kind.as_str())
                .find_map(|k| k.links.get(name));
            let rows = link.map(|link| self.rows_of(link.to.as_str(), vocabulary));
            if rows.is_some_and(|rows| !inside(&links.target, rows)) {
                return Err(TablesError::Row(format!("{kind}.{name}")));
            }
        }
        Ok(())
    }

    fn rows_of(&self, kind: &str, vocabulary: &Vocabulary) -> usize {
        self.table(vocabulary.root(kind)).map_or(0, Table::len)
    }
}

/// A batch that is being read.
struct Opened<'a> {
    name: &'a str,
    batch: &'a RecordBatch,
    /// Nothing where everything was read.
    wanted: Option<&'a Wanted<'a>>,
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

    /// A column of a kind's table, unless nobody wants it.
    fn own<A: Clone + 'static>(
        &self,
        kind: &KindName,
        name: &str,
    ) -> Result<Option<A>, TablesError> {
        match self.wanted {
            Some(wanted) if !wanted.column(kind.as_str(), name) => Ok(None),
            _ => self.column(name).map(Some),
        }
    }

    /// What explains verdicts and decides none: nothing where only what is wanted was read.
    fn told<A>(
        &self,
        read: impl FnOnce() -> Result<A, TablesError>,
    ) -> Result<Option<A>, TablesError> {
        self.wanted.is_none().then(read).transpose()
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

    /// Rows of a run, counted from its first.
    fn counted(&self, column: &str, from: &str) -> Result<UInt32Array, TablesError> {
        let rows = self.column::<UInt32Array>(column)?;
        let Ok(from) = self.says(from) else {
            return Ok(rows);
        };
        let from: u32 = from.parse().map_err(|_| self.wrong(column))?;
        // A row before the first is one that is not there: it ends far behind the last.
        Ok(rows.unary::<_, UInt32Type>(|row| row.wrapping_sub(from)))
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
                source: open.told(|| open.part::<Words>(group, "source"))?,
                dangling: open.told(|| open.part::<StringArray>(group, "dangling"))?,
            },
        );
    }
    Ok(Table {
        kind: kind.clone(),
        rows: open.batch.num_rows(),
        numbers: open.own(kind, "number")?,
        names: open.own(kind, "name")?,
        keys: open.own(kind, "key")?,
        aliases: open.own(kind, "aliases")?,
        life: open.own(kind, "life")?,
        sources: open.own(kind, "sources")?,
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
    let dates = open.maybe(group, "as of");
    let told = Told::read(&open.part(group, "told")?, dates.as_ref())
        .ok_or_else(|| open.wrong(&format!("{group}, told")))?;
    Ok(Column { values, told })
}

fn read_edges(open: &Opened<'_>) -> Result<Edges, TablesError> {
    let listed: Vec<Rows> = open
        .says("listed")?
        .bytes()
        .map(|code| Rows::of(code - b'0'))
        .collect();
    let parent = open.counted("parent", "parents from")?;
    let child = children(open, parent.len())?;
    let sure = match open.says(ALL_SURE) {
        Ok(_) => BooleanArray::new(BooleanBuffer::new_set(parent.len()), None),
        Err(_) => open.column::<BooleanArray>("sure")?,
    };
    let source = open.told(|| open.column::<Words>("source"))?;
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
        let source = source.as_ref().and_then(|source| word(source, at));
        all.push(Edge {
            parent: parent.value(at),
            child: child.row(at),
            sure: sure.value(at),
            source: source.map(str::to_owned),
        });
    }
    Ok(edges(to, all, listed))
}

/// The rows that edges lead to.
fn children(open: &Opened<'_>, edges: usize) -> Result<Children, TablesError> {
    let Ok(first) = open.says(ALIGNED) else {
        return Ok(Children::of(open.counted("child", "children from")?));
    };
    let first = first.parse().map_err(|_| open.wrong("child"))?;
    Ok(Children::InOrder(first, edges))
}
