//! A backup: everything in the ledger in one file of lines, readable by either database.
//!
//! ```text
//! {"format":"allhands.backup","version":1,"tables":11,"taken_at":"...","latest_pass":"..."}
//! {"table":"ledger_acts","columns":["number","at","author","because","what"]}
//! ["1","2026-03-01T00:00:00Z","ana@linden.example","","{...}"]
//! {"rows":1,"blake3":"..."}
//! ```
//!
//! Values are texts as a person would write them, `null` for none. The last line holds a digest of
//! all before it: a file that was cut off or changed is refused before anything is touched.

use std::{
    fs::{self, File},
    io::{self, BufRead as _, BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use app::ports::PortError;
use jiff::Timestamp;
use model::{Place, Problem};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "allhands.backup";
const VERSION: u32 = 1;

/// What happens to what is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InTheWay {
    /// It stays, and nothing is done.
    Kept,
    /// It goes, once all that takes its place is there.
    Replaced,
}

/// From when a backup is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    format: String,
    version: u32,
    /// The number of the latest change of its tables.
    pub tables: i64,
    /// When it was made.
    pub taken_at: Timestamp,
    /// The instant of the latest pass in it.
    pub latest_pass: Option<Timestamp>,
}

/// A table, before its rows.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) table: String,
    pub(crate) columns: Vec<String>,
}

/// Its values in the order of the columns.
pub(crate) type Values = Vec<Option<String>>;

#[derive(Debug, Serialize, Deserialize)]
struct End {
    rows: u64,
    blake3: String,
}

/// What a backup came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Saved {
    /// From when it is.
    #[serde(flatten)]
    pub head: Head,
    /// Rows of all tables.
    pub rows: u64,
}

/// One line of a backup.
#[derive(Debug)]
pub(crate) enum Line {
    /// Rows of another table follow.
    Table(Table),
    /// One row.
    Row(Values),
}

impl Head {
    /// Of a ledger whose tables have the changes up to this number.
    pub(crate) fn of(tables: i64, taken_at: Timestamp, latest_pass: Option<Timestamp>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            tables,
            taken_at,
            latest_pass,
        }
    }
}

/// A backup that is being written. It has its name only once it is whole.
pub(crate) struct Writer {
    path: PathBuf,
    unfinished: PathBuf,
    file: BufWriter<File>,
    digest: blake3::Hasher,
    rows: u64,
    head: Head,
}

impl Writer {
    pub(crate) fn new(path: &Path, in_the_way: InTheWay, head: Head) -> Result<Self, PortError> {
        if in_the_way == InTheWay::Kept && path.exists() {
            return Err(trouble(path, "backup-exists", "the file is there already")(
                "name another one, or write over it with `--force`",
            ));
        }
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".unfinished");
        let unfinished = PathBuf::from(unfinished);
        let file = File::create(&unfinished).map_err(|why| unwritable(path, &why))?;
        let mut writer = Self {
            path: path.to_owned(),
            unfinished,
            file: BufWriter::new(file),
            digest: blake3::Hasher::new(),
            rows: 0,
            head: head.clone(),
        };
        writer.line(&head)?;
        Ok(writer)
    }

    fn line(&mut self, line: &impl Serialize) -> Result<(), PortError> {
        let written = serde_json::to_vec(line).map_err(io::Error::from);
        let written = written.and_then(|mut bytes| {
            bytes.push(b'\n');
            self.digest.update(&bytes);
            self.file.write_all(&bytes)
        });
        written.map_err(|why| unwritable(&self.path, &why))
    }

    pub(crate) fn table(&mut self, table: &Table) -> Result<(), PortError> {
        self.line(table)
    }

    pub(crate) fn row(&mut self, values: &Values) -> Result<(), PortError> {
        self.rows += 1;
        self.line(values)
    }

    pub(crate) fn end(mut self) -> Result<Saved, PortError> {
        let end = End {
            rows: self.rows,
            blake3: self.digest.finalize().to_hex().to_string(),
        };
        self.line(&end)?;
        let ended = self.file.flush();
        let ended = ended.and_then(|()| self.file.get_ref().sync_all());
        let ended = ended.and_then(|()| fs::rename(&self.unfinished, &self.path));
        ended.map_err(|why| unwritable(&self.path, &why))?;
        Ok(Saved {
            head: self.head,
            rows: self.rows,
        })
    }
}

/// A backup that was found whole and is being read.
pub(crate) struct Reader {
    path: PathBuf,
    lines: io::Lines<BufReader<File>>,
    /// What it says of itself.
    pub(crate) saved: Saved,
}

impl Reader {
    /// Opens a backup and reads it once, to its end: what it says of itself is true.
    pub(crate) fn open(path: &Path) -> Result<Self, PortError> {
        let saved = checked(path)?;
        let file = File::open(path).map_err(|why| unreadable(path, &why))?;
        let mut lines = BufReader::new(file).lines();
        // The head, which was read already.
        lines.next();
        Ok(Self {
            path: path.to_owned(),
            lines,
            saved,
        })
    }

    /// The next line, or `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Line>, PortError> {
        let Some(line) = self.lines.next() else {
            return Ok(None);
        };
        let line = line.map_err(|why| unreadable(&self.path, &why))?;
        if line.starts_with('[') {
            let values = serde_json::from_str(&line);
            let values = values.map_err(|_| damaged(&self.path, "a row cannot be read"))?;
            return Ok(Some(Line::Row(values)));
        }
        Ok(serde_json::from_str(&line).ok().map(Line::Table))
    }

    /// A row that does not fit what is said of its table.
    pub(crate) fn misfit(&self, table: &str) -> PortError {
        damaged(
            &self.path,
            &format!("a row does not fit its table `{table}`"),
        )
    }
}

/// Reads a backup to its end and compares the digest.
fn checked(path: &Path) -> Result<Saved, PortError> {
    let file = File::open(path).map_err(|why| unreadable(path, &why))?;
    let mut file = BufReader::new(file);
    let mut digest = blake3::Hasher::new();
    let (mut line, mut first) = (Vec::new(), None);
    loop {
        let mut next = Vec::new();
        file.read_until(b'\n', &mut next)
            .map_err(|why| unreadable(path, &why))?;
        if next.is_empty() {
            break;
        }
        digest.update(&line);
        first = first.or_else(|| (!line.is_empty()).then(|| line.clone()));
        line = next;
    }
    let not_one = || damaged(path, "it is no backup of allhands");
    let head: Head = serde_json::from_slice(&first.ok_or_else(not_one)?).map_err(|_| not_one())?;
    if head.format != FORMAT {
        return Err(not_one());
    }
    if head.version != VERSION {
        return Err(newer(path));
    }
    let cut_off = |_| damaged(path, "it was cut off");
    let end: End = serde_json::from_slice(&line).map_err(cut_off)?;
    if end.blake3 != digest.finalize().to_hex().as_str() {
        return Err(damaged(path, "it was changed after it was written"));
    }
    Ok(Saved {
        head,
        rows: end.rows,
    })
}

fn trouble<'a>(
    path: &'a Path,
    code: &'a str,
    says: &'a str,
) -> impl FnOnce(&str) -> PortError + use<'a> {
    let name = path.display().to_string();
    let problem = Problem::new(code, format!("backup `{name}`: {says}"), Place::file(name));
    move |advice| PortError::Unavailable(problem.advise(advice))
}

fn damaged(path: &Path, says: &str) -> PortError {
    trouble(path, "backup-damaged", says)("use another backup; nothing was changed")
}

/// A backup whose tables this version does not know.
pub(crate) fn newer(path: &Path) -> PortError {
    let says = "it was written by a newer version of allhands";
    trouble(path, "backup-newer", says)("use that version or a later one; nothing was changed")
}

fn unwritable(path: &Path, why: &io::Error) -> PortError {
    let says = format!("it cannot be written: {why}");
    trouble(path, "backup-unwritable", &says)("name a place this account may write to")
}

fn unreadable(path: &Path, why: &io::Error) -> PortError {
    let says = format!("it cannot be read: {why}");
    trouble(path, "backup-unreadable", &says)("name a file that `allhands backup` wrote")
}

/// The place where a backup is to go is taken.
pub(crate) fn taken(name: &str) -> PortError {
    let says = format!("ledger `{name}`: it is not empty, and would be replaced");
    PortError::Unavailable(
        Problem::new("restore-over", says, Place::file(name))
            .advise("back it up first, then replace it with `--force`")
            .advise("or name an empty one: `store` in allhands.toml"),
    )
}
