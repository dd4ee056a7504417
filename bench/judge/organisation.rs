//! The stored organisation, as the judge reads it: what is wanted, a run of devices at a time.

use std::path::Path;

use arrow_array::RecordBatch;
use judge::{Tables, TablesError, Wanted};

use crate::{Failed, files::Source, generate::coverage};

type Batches = Vec<(String, RecordBatch)>;

/// What lies in the order of the devices.
const WITH_DEVICES: [&str; 5] = [
    "device",
    "software",
    "agent",
    "device.software",
    "device.agents",
];

/// The files of an organisation, with what is read of them.
pub struct Organisation<'w> {
    files: Vec<(&'static str, Source)>,
    people: Source,
    wanted: &'w Wanted<'w>,
}

impl<'w> Organisation<'w> {
    pub fn open(folder: &Path, wanted: &'w Wanted<'w>) -> Result<Self, Failed> {
        let files = WITH_DEVICES.map(|name| Ok((name, Source::open(folder, name)?)));
        Ok(Self {
            files: files.into_iter().collect::<Result<_, Failed>>()?,
            people: Source::open(folder, "person")?,
            wanted,
        })
    }

    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.files[0].1.runs()
    }

    /// What is wanted of one run.
    pub fn run(&self, at: usize) -> Result<Batches, Failed> {
        let parents = self.files[0].1.rows(at);
        let some = self.files.iter().filter_map(|(name, source)| {
            let reads = match name.split_once('.') {
                Some((_, relation)) => self.wanted.relation(relation),
                None => self.wanted.kind(name),
            };
            let read = || source.read(at, parents, &|column| self.wants(name, source, column));
            reads.then(|| Ok(((*name).to_owned(), read()?)))
        });
        some.collect()
    }

    /// What is wanted of everything that runs lead to.
    pub fn whole(&self) -> Result<Tables, Failed> {
        let mut batches = Vec::new();
        if self.wanted.kind("person") {
            let read = self
                .people
                .read(0, 0, &|column| self.wants("person", &self.people, column))?;
            batches.push(("person".to_owned(), read));
        }
        self.tables(batches).map_err(Failed::from)
    }

    /// Tables of batches that were read here.
    pub fn tables(&self, batches: Batches) -> Result<Tables, TablesError> {
        Tables::from_wanted(batches, self.wanted, coverage(self.wanted.vocabulary()))
    }

    fn wants(&self, name: &str, source: &Source, column: &str) -> bool {
        if name.contains('.') {
            return self.wanted.edge_column(source.says(), column);
        }
        // What lies flat in a file is grouped in a batch.
        match column.split_once(':') {
            Some((group, part)) => self.wanted.column(name, group) && self.wanted.part(group, part),
            None => self.wanted.column(name, column),
        }
    }

    /// Everything that is wanted, all runs as one.
    pub fn all(&self) -> Result<Batches, Failed> {
        let mut all: Vec<(String, Vec<RecordBatch>)> = Vec::new();
        for at in 0..self.runs() {
            for (name, batch) in self.run(at)? {
                match all.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, runs)) => runs.push(batch),
                    None => all.push((name, vec![batch])),
                }
            }
        }
        let source = |name: &str| {
            let name = match name {
                "agents" => "agent",
                name => name,
            };
            self.files
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, source)| source)
        };
        let mut batches = Vec::new();
        for (name, runs) in all {
            let relation = name
                .split_once('.')
                .and_then(|(_, relation)| source(relation));
            let runs = match relation {
                Some(children) => crate::files::shifted(runs, &self.files[0].1, children)?,
                None => runs,
            };
            let mut whole = arrow_select::concat::concat_batches(&runs[0].schema(), &runs)?;
            if relation.is_some() {
                let listed = "0".repeat((0..self.runs()).map(|at| self.files[0].1.rows(at)).sum());
                whole
                    .schema_metadata_mut()
                    .insert("listed".to_owned(), listed);
            }
            batches.push((name, whole));
        }
        if self.wanted.kind("person") {
            let people = self
                .people
                .read(0, 0, &|column| self.wants("person", &self.people, column))?;
            batches.push(("person".to_owned(), people));
        }
        Ok(batches)
    }
}
