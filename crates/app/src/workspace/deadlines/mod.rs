//! `deadlines/`: how much time there is to fix what, one table a file.
//!
//! Shipped tables are in the catalogue, in the same format. Those in force are named in
//! `allhands.toml`; one that tightens another for a unit is in force by being there. Everything
//! here is read and checked; what a table comes to for an entity is `ledger::policies`.

mod length;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};
use ledger::policies::{Flaw, Table};
use model::{Place, Problem, Vocabulary, span::Length};
use rules::tree::{Condition, Path};
use serde::Serialize;

use super::{Origin, Settings, Texts, below, nearest, stem};

const FOLDER: &str = "deadlines/";

/// What is in force where a workspace does not say: the directive in force at CISA, which rests on
/// what attackers do and not on a score.
const DEFAULT: &str = "cisa-bod-26-04";

/// A table that can be read, with what its inputs mean here.
#[derive(Clone, Debug)]
pub struct DeadlineTable {
    /// The table.
    pub table: Table,
    /// Its file.
    pub file: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it is in force here.
    pub in_force: bool,
    /// What is asked of the inventory.
    pub asks: Asks,
}

/// What a table asks of the inventory.
#[derive(Clone, Debug, Default)]
pub struct Asks {
    /// By input, each word with the condition under which it is that; the first that surely holds
    /// counts.
    pub words: BTreeMap<String, Vec<(String, Condition)>>,
    /// Where it counts from, where that is a field.
    pub counts_from: Option<Path>,
    /// Since when a fix exists.
    pub fix_exists_since: Option<Path>,
    /// Dates set from outside, as written and as read.
    pub no_later_than: Vec<(String, Path)>,
}

/// All tables of a workspace.
#[derive(Clone, Debug, Default)]
pub struct DeadlineTables {
    /// Those that can be read, by id.
    pub tables: BTreeMap<String, DeadlineTable>,
    /// Those whose file is there but cannot be read: what they set before stays.
    pub set_aside: BTreeSet<String>,
}

/// A table in a line, for lists.
#[derive(Clone, Debug, Serialize)]
pub struct Listed<'t> {
    /// The table.
    #[serde(flatten)]
    pub table: &'t Table,
    /// Whether it is in force here.
    pub in_force: bool,
    /// Where it comes from: `catalogue` or `workspace`.
    pub from: &'static str,
}

impl DeadlineTables {
    /// Those in force, in order of id.
    pub fn in_force(&self) -> impl Iterator<Item = &DeadlineTable> {
        self.tables.values().filter(|table| table.in_force)
    }

    /// All of them, in order of id.
    pub fn list(&self) -> Vec<Listed<'_>> {
        self.tables.values().map(DeadlineTable::listed).collect()
    }

    /// A table by id.
    ///
    /// # Errors
    /// When there is none, with the nearest id.
    pub fn named(&self, id: &str) -> Result<&DeadlineTable, Problem> {
        self.tables
            .get(id)
            .ok_or_else(|| self.unknown(id, Place::file("command line")))
    }

    fn unknown(&self, id: &str, place: Place) -> Problem {
        let says = match self.set_aside.contains(id) {
            true => format!("the deadline table `{id}` cannot be read"),
            false => format!("there is no deadline table `{id}`"),
        };
        let problem = Problem::new("deadline-unknown", says, place);
        match nearest(id, self.tables.keys().map(String::as_str)) {
            Some(near) if near != id => problem.advise(format!("did you mean `{near}`?")),
            _ => problem.advise("`allhands deadline list` shows them all"),
        }
    }
}

impl DeadlineTable {
    /// As lists show it.
    pub fn listed(&self) -> Listed<'_> {
        Listed {
            table: &self.table,
            in_force: self.in_force,
            from: match self.origin {
                Origin::Catalogue => "catalogue",
                Origin::Workspace => "workspace",
            },
        }
    }
}

/// Reads the tables of the catalogue and of a workspace; what cannot be read is a problem, the
/// rest counts.
pub(super) fn read(
    texts: &Texts,
    catalogue: &Texts,
    settings: &Settings,
    vocabulary: &Vocabulary,
    problems: &mut Vec<Problem>,
) -> DeadlineTables {
    let mut all = DeadlineTables::default();
    let shipped = below(catalogue, FOLDER, &["yaml", "yml"]).map(|one| (one, Origin::Catalogue));
    let own = below(texts, FOLDER, &["yaml", "yml"]).map(|one| (one, Origin::Workspace));
    let mut narrower = Vec::new();
    for ((file, text), origin) in shipped.chain(own) {
        let id = stem(file).to_owned();
        if all.tables.contains_key(&id) || all.set_aside.contains(&id) {
            let says = format!("`{id}` is the id of another deadline table");
            let problem = Problem::new("deadline-id-taken", says, Place::file(file));
            problems.push(problem.advise("give the file another name"));
            continue;
        }
        match written::read(text, file, vocabulary) {
            Ok(written) if written.tightens.is_some() => narrower.push((id, file, written, origin)),
            Ok(written) => all.take(&id, file, written.table(&id, None), origin, problems),
            Err(more) => {
                all.set_aside.insert(id);
                problems.extend(more);
            }
        }
    }
    for (id, file, written, origin) in narrower {
        let wider = written.tightens.as_deref().unwrap_or_default();
        let Some(wider) = all.tables.get(wider).cloned() else {
            let problem = all.unknown(wider, Place::file(file));
            problems.push(problem.advise("`tightens:` names the table it shortens"));
            all.set_aside.insert(id);
            continue;
        };
        all.take(
            &id,
            file,
            written.table(&id, Some(&wider)),
            origin,
            problems,
        );
        problems.extend(lengthens(&all, &id, &wider));
    }
    all.put_in_force(settings, problems);
    all
}

/// Where a table for a unit leaves more time than what it tightens: a problem without effect, as
/// the earliest date of all counts.
fn lengthens(all: &DeadlineTables, id: &str, wider: &DeadlineTable) -> Option<Problem> {
    let own = all.tables.get(id)?;
    let flaws = own.table.lengthens(&wider.table, ends);
    let first = flaws.first()?;
    let says = match flaws.len() {
        1 => first.to_string(),
        more => format!("{first}; and {} more cases", more - 1),
    };
    let problem = Problem::new("deadline-lengthens", says, Place::file(own.file.as_str()));
    Some(problem.advise("a unit can only shorten: say a shorter time, or leave the case out"))
}

/// When a length is over, to compare lengths of different units.
fn ends(length: Length) -> Timestamp {
    length.after_instant(Timestamp::UNIX_EPOCH, &TimeZone::UTC)
}

impl DeadlineTables {
    fn take(
        &mut self,
        id: &str,
        file: &str,
        (table, asks): (Table, Asks),
        origin: Origin,
        problems: &mut Vec<Problem>,
    ) {
        let flaws = table.flaws();
        let harmless = |flaw: &Flaw| matches!(flaw, Flaw::Lengthens { .. });
        problems.extend(flaws.iter().map(|flaw| {
            let problem = Problem::new("deadline-table", flaw.to_string(), Place::file(file));
            problem.advise("`allhands deadline show cisa-bod-26-04` is one that is whole")
        }));
        if !flaws.iter().all(harmless) {
            self.set_aside.insert(id.to_owned());
            return;
        }
        let one = DeadlineTable {
            table,
            file: file.to_owned(),
            origin,
            in_force: false,
            asks,
        };
        self.tables.insert(id.to_owned(), one);
    }

    fn put_in_force(&mut self, settings: &Settings, problems: &mut Vec<Problem>) {
        let place = || Place::file("allhands.toml");
        let usual = [DEFAULT.to_owned()];
        let named: &[String] = match &settings.deadlines {
            Some(named) => named,
            None if self.tables.contains_key(DEFAULT) => &usual,
            None => &[],
        };
        for id in named {
            let Some(one) = self.tables.get_mut(id) else {
                problems.push(self.unknown(id, place()));
                continue;
            };
            one.in_force = true;
            if let Some(revoked) = &one.table.revoked {
                let says = format!(
                    "the deadline table `{id}` was revoked on {}; `{}` replaced it",
                    revoked.on, revoked.replaced_by
                );
                let problem = Problem::new("deadline-revoked", says, place());
                let advice = format!("write `deadlines = [\"{}\"]`", revoked.replaced_by);
                problems.push(problem.advise(advice));
            }
        }
        let named: BTreeSet<&String> = named.iter().collect();
        let in_force = |one: &DeadlineTable| {
            let wider = one.table.tightens.as_ref();
            wider.is_some_and(|wider| named.contains(&wider.table))
        };
        for one in self.tables.values_mut() {
            one.in_force |= in_force(one);
        }
    }
}
