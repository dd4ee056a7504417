//! What can be asked about: a view for each kind and relation, and what the ledger holds.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use datafusion::{
    common::TableReference,
    datasource::{
        MemTable, ViewTable,
        file_format::parquet::ParquetFormat,
        listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl},
    },
    error::DataFusionError,
    prelude::{DataFrame, SessionContext},
};
use model::{Place, Problem};
use serde::Serialize;

use super::{
    Beside, Over, SqlError, told,
    verdicts::{self, VERDICTS},
};
use crate::{
    form::{self, ASIDE},
    lake::Opened,
    verdicts::{Judging, Rows as Judged, Verdicts},
};

/// A table that can be asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableShown {
    /// Its name.
    pub table: String,
    /// What it holds, in a sentence.
    pub about: String,
    /// Its columns.
    pub columns: Vec<ColumnShown>,
}

/// A column of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnShown {
    /// Its name.
    pub column: String,
    /// What it holds: `text`, `number`, `instant`, ...
    pub holds: String,
}

/// Rows that are there, or can be read when they are needed.
enum Rows {
    Here(RecordBatch),
    Kept(Box<Opened>),
}

/// What a table of a question is made of.
struct Entry {
    rows: Rows,
    shows: Shows,
    about: String,
}

/// Which columns of the rows a view shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    Everything,
    /// What is known.
    Values,
    /// From whom and since when it is known.
    Provenance,
}

/// Names of tables that are no kind's. What sources call a finding is `observed_finding`.
const OURS: [&str; 7] = [
    ENTITY,
    FINDING,
    "event",
    "owner",
    "passes",
    "stretches",
    VERDICTS,
];
/// A view over all kinds.
const ENTITY: &str = "entity";
/// What a finding is about is known by number; its view adds the name.
const FINDING: &str = "finding";

/// Everything that a question may name.
pub(super) struct Known {
    entries: BTreeMap<String, Entry>,
    /// Views of kinds that have entities, with the kind's own name.
    kinds: Vec<(String, String)>,
    /// What rules make of them.
    verdicts: Option<Arc<Verdicts>>,
}

impl Known {
    pub(super) async fn of(over: &Over<'_>, beside: &Beside<'_>) -> Result<Self, SqlError> {
        let mut known = Self {
            entries: BTreeMap::new(),
            kinds: Vec::new(),
            verdicts: None,
        };
        let judged = match over {
            Over::Tables(tables) => {
                let flat = form::flatten(tables).map_err(|why| damaged(&why))?;
                for (name, batch) in flat {
                    let batch = bare(&batch).map_err(|why| damaged(&why))?;
                    known.observed(&name, || Rows::Here(batch.clone()));
                }
                Judged::Here(tables.to_vec())
            }
            Over::Lake(lake, run) => {
                let opened = lake.opened(*run).await?;
                for (name, opened) in &opened {
                    known.observed(name, || Rows::Kept(Box::new(opened.clone())));
                }
                Judged::Kept(opened)
            }
        };
        let judging = beside.judging.map(|judging| verdicts_of(judging, judged));
        known.verdicts = judging.transpose()?;
        for (name, batch) in beside.tables {
            let entry = Entry {
                rows: Rows::Here(batch.clone()),
                shows: Shows::Everything,
                about: about_ledger(name).to_owned(),
            };
            known.entries.insert((*name).to_owned(), entry);
        }
        Ok(known)
    }

    /// The views of one observed table.
    fn observed(&mut self, name: &str, rows: impl Fn() -> Rows) {
        let parts: Vec<String> = name.split('.').map(form::snake).collect();
        let view = match parts.join("_") {
            view if OURS.contains(&view.as_str()) => format!("observed_{view}"),
            view => view,
        };
        let mut add = |name: String, shows, about: String| {
            let entry = Entry {
                rows: rows(),
                shows,
                about,
            };
            self.entries.entry(name).or_insert(entry);
        };
        if let Some((kind, relation)) = name.split_once('.') {
            let about = format!("which {relation} each {kind} has");
            add(view, Shows::Everything, about);
            return;
        }
        let about = format!("every {name}: what is known of it");
        add(view.clone(), Shows::Values, about);
        let about = format!("who said so of a {name}, and when");
        add(format!("{view}_provenance"), Shows::Provenance, about);
        self.kinds.push((view, name.to_owned()));
    }

    /// The names that a question may use.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let verdicts = self.verdicts.as_ref().map(|_| VERDICTS);
        let all = self.entries.keys().map(String::as_str);
        all.chain([ENTITY]).chain(verdicts)
    }

    /// Puts into a session what a question names.
    pub(super) async fn register(
        &self,
        session: &SessionContext,
        named: &[String],
    ) -> Result<(), SqlError> {
        let names = |table: &str| named.iter().any(|name| name == table);
        let finding = names(FINDING);
        let judged = self.verdicts.as_ref().filter(|_| names(VERDICTS));
        let all = finding || judged.is_some() || names(ENTITY);
        if let Some(verdicts) = &self.verdicts {
            verdicts::register(session, verdicts);
        }
        for (name, entry) in &self.entries {
            let of_kind = all && self.kinds.iter().any(|(view, _)| view == name);
            if !of_kind && !named.iter().any(|wanted| wanted == name) {
                continue;
            }
            let frame = entry.frame(session).await?;
            let frame = entry.shown(frame).map_err(|why| damaged(&why))?;
            let plain = match name.as_str() {
                FINDING => "finding_itself",
                name => name,
            };
            put(session, plain, frame)?;
        }
        if all {
            let entities = self.entities(session).await.map_err(|why| damaged(&why))?;
            put(session, ENTITY, entities)?;
        }
        if let Some(verdicts) = judged {
            let view = verdicts::view(session, verdicts, &self.kinds).await;
            put(session, VERDICTS, view.map_err(|why| damaged(&why))?)?;
        }
        if finding && self.entries.contains_key(FINDING) {
            let named = named_findings(session).await.map_err(|why| damaged(&why))?;
            put(session, FINDING, named)?;
        }
        Ok(())
    }

    /// Kind, number and name of everything.
    async fn entities(&self, session: &SessionContext) -> Result<DataFrame, DataFusionError> {
        let mut all: Option<DataFrame> = None;
        for (view, kind) in &self.kinds {
            let kind = kind.replace('\'', "''");
            let text = format!(
                "SELECT '{kind}' AS kind, number, CAST(name AS VARCHAR) AS name, \
                 CAST(life AS VARCHAR) AS life FROM \"{view}\" WHERE number IS NOT NULL"
            );
            let frame = session.sql(&text).await?;
            all = Some(match all {
                None => frame,
                Some(all) => all.union(frame)?,
            });
        }
        match all {
            Some(all) => Ok(all),
            None => {
                let none = "SELECT '' AS kind, CAST(0 AS BIGINT) AS number, '' AS name, \
                            '' AS life WHERE FALSE";
                session.sql(none).await
            }
        }
    }

    /// Every table with its columns.
    pub(super) async fn shown(&self) -> Result<Vec<TableShown>, SqlError> {
        let session = SessionContext::new();
        let names: Vec<String> = self.names().map(str::to_owned).collect();
        self.register(&session, &names).await?;
        let mut tables = Vec::new();
        for name in names {
            let frame = session.table(&name).await.map_err(|why| damaged(&why))?;
            let about = match self.entries.get(&name) {
                Some(entry) => entry.about.clone(),
                None if name == VERDICTS => verdicts::ABOUT.to_owned(),
                None => "everything that has a number, of every kind".to_owned(),
            };
            let fields = frame.schema().fields().iter();
            let columns = fields.map(|field| ColumnShown {
                column: field.name().clone(),
                holds: holds(field.data_type()).to_owned(),
            });
            tables.push(TableShown {
                table: name,
                about,
                columns: columns.collect(),
            });
        }
        tables.sort_by(|a, b| a.table.cmp(&b.table));
        Ok(tables)
    }
}

impl Entry {
    /// All columns of the rows.
    async fn frame(&self, session: &SessionContext) -> Result<DataFrame, SqlError> {
        let made = match &self.rows {
            Rows::Here(batch) => session.read_table(Arc::new(
                MemTable::try_new(batch.schema(), vec![vec![batch.clone()]])
                    .map_err(|why| damaged(&why))?,
            )),
            Rows::Kept(opened) => session.read_table(listed(session, opened).await?),
        };
        made.map_err(|why| damaged(&why))
    }

    /// The columns that the view shows.
    fn shown(&self, frame: DataFrame) -> Result<DataFrame, DataFusionError> {
        let fields = frame.schema().fields().iter();
        let is_aside = |field: &Field| field.name().contains(ASIDE);
        let shown = fields.filter(|field| match self.shows {
            Shows::Everything => true,
            Shows::Values => !is_aside(field),
            Shows::Provenance => {
                is_aside(field) || ["number", "name"].contains(&field.name().as_str())
            }
        });
        let columns: Vec<_> = shown
            .flat_map(|field| told::columns(field, frame.schema()))
            .collect();
        frame.select(columns)
    }
}

fn verdicts_of(judging: &Judging, rows: Judged) -> Result<Arc<Verdicts>, SqlError> {
    let made = Verdicts::new(judging.clone(), rows);
    let made =
        made.map_err(|why| damaged(&format!("the system gave no room to work in: {why}")))?;
    Ok(Arc::new(made))
}

/// The rows without what their columns say of where they came from, which is no part of an answer.
fn bare(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let schema = batch.schema();
    let fields = schema.fields().iter();
    let fields: Vec<Field> = fields
        .map(|field| field.as_ref().clone().with_metadata(HashMap::new()))
        .collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), batch.columns().to_vec())
}

/// Files of a version, read where they lie.
async fn listed(session: &SessionContext, opened: &Opened) -> Result<Arc<ListingTable>, SqlError> {
    session.register_object_store(&opened.url, Arc::clone(&opened.store));
    let files = opened.files().await?;
    let urls: Result<Vec<ListingTableUrl>, _> = files.iter().map(ListingTableUrl::parse).collect();
    let urls = urls.map_err(|why| damaged(&why))?;
    let options = ListingOptions::new(Arc::new(ParquetFormat::default()));
    let config = ListingTableConfig::new_with_multi_paths(urls).with_listing_options(options);
    let state = session.state();
    let config = config
        .infer_schema(&state)
        .await
        .map_err(|why| damaged(&why))?;
    let table = ListingTable::try_new(config).map_err(|why| damaged(&why))?;
    Ok(Arc::new(table))
}

fn put(session: &SessionContext, name: &str, frame: DataFrame) -> Result<(), SqlError> {
    let view = ViewTable::new(frame.into_unoptimized_plan(), None);
    let put = session.register_table(TableReference::bare(name), Arc::new(view));
    put.map(|_| ()).map_err(|why| damaged(&why))
}

/// Findings with the names of what they are about.
async fn named_findings(session: &SessionContext) -> Result<DataFrame, DataFusionError> {
    let text = "SELECT f.*, e.name AS name FROM finding_itself f \
                LEFT JOIN entity e ON e.kind = f.kind AND e.number = f.number";
    session.sql(text).await
}

fn about_ledger(name: &str) -> &'static str {
    match name {
        FINDING => "every finding, closed ones too: which rule, about what, since when, due when",
        "owner" => "who answers for what; where nobody does, why",
        "event" => "everything that ever happened to a finding",
        "passes" => "what every rule came to in every pass of judging, counted",
        "stretches" => "from when to when each finding was open, once for each time it was",
        _ => "",
    }
}

/// What a column holds, for people.
fn holds(of: &DataType) -> &'static str {
    match of {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "text",
        DataType::Dictionary(_, values) => holds(values),
        DataType::Boolean => "true or false",
        DataType::Timestamp(..) => "instant",
        DataType::List(_) => "list",
        other if other.is_numeric() => "number",
        _ => "",
    }
}

/// Ours: what was stored does not read as a table.
fn damaged(why: &dyn std::fmt::Display) -> SqlError {
    let says = format!("what was kept does not read as tables: {why}");
    SqlError::Port(app::ports::PortError::Damaged(
        Problem::new("sql-tables", says, Place::default())
            .advise("collect again: `allhands collect`"),
    ))
}
