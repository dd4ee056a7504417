//! The fleet as a file: one record a line, as an export of it could look, and its parallel reading.
//!
//! A line is `source TAB native id TAB platform TAB maker`, then for each identifier a TAB, the
//! digit of its key, `|`, the value and, where it has a scope, `|` and the scope. Truth stands in a
//! file of its own, so that nothing that matches can see it.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    path::Path,
    thread,
};

use testkit::fleet::{Fleet, FleetRecord};

use crate::columns;

/// File of the records, within the folder of a run.
pub const ROWS: &str = "rows.tsv";
/// File of the truth: the device of each record.
pub const TRUTH: &str = "truth.u32";

/// One line, taken apart.
pub struct Row<'a> {
    pub source: u8,
    pub native_id: &'a [u8],
    pub platform: &'a [u8],
    pub maker: &'a [u8],
    claims: &'a [u8],
}

/// One identifier of a line.
pub struct Claim<'a> {
    /// Position in [`testkit::fleet::Key::ALL`].
    pub key: u8,
    pub value: &'a [u8],
    /// Empty where there is none.
    pub scope: &'a [u8],
}

/// Writes a fleet down; says how many records it has.
pub fn write(fleet: &Fleet, folder: &Path) -> io::Result<u64> {
    let mut rows = BufWriter::with_capacity(1 << 20, File::create(folder.join(ROWS))?);
    let mut truth = columns::Writer::create(&folder.join(TRUTH))?;
    let mut records = 0;
    for record in fleet.records() {
        write_row(&mut rows, &record)?;
        truth.push(record.truth)?;
        records += 1;
    }
    rows.flush()?;
    truth.finish()?;
    Ok(records)
}

pub fn write_row(out: &mut impl Write, record: &FleetRecord) -> io::Result<()> {
    let platform = record.platform.map_or("", |platform| platform.name());
    let maker = record.maker.map_or("", |maker| maker.name());
    write!(
        out,
        "{}\t{}\t{platform}\t{maker}",
        record.source, record.native_id
    )?;
    for claim in &record.claims {
        write!(out, "\t{}|{}", claim.key as u8, claim.value)?;
        if let Some(scope) = &claim.scope {
            write!(out, "|{scope}")?;
        }
    }
    out.write_all(b"\n")
}

impl<'a> Row<'a> {
    /// A line without its end.
    pub fn parse(line: &'a [u8]) -> Option<Self> {
        let mut rest = line.splitn(5, |byte| *byte == b'\t');
        let source = rest
            .next()?
            .iter()
            .fold(0, |n, digit| n * 10 + (digit - b'0'));
        Some(Self {
            source,
            native_id: rest.next()?,
            platform: rest.next()?,
            maker: rest.next()?,
            claims: rest.next().unwrap_or_default(),
        })
    }

    /// Its identifiers.
    pub fn claims(&self) -> impl Iterator<Item = Claim<'a>> + use<'a> {
        let written = self.claims.split(|byte| *byte == b'\t');
        written.filter(|one| !one.is_empty()).map(|one| {
            let mut parts = one.splitn(3, |byte| *byte == b'|');
            Claim {
                key: parts.next().and_then(|key| key.first()).unwrap_or(&b'0') - b'0',
                value: parts.next().unwrap_or_default(),
                scope: parts.next().unwrap_or_default(),
            }
        })
    }
}

/// Reads the records on so many threads; every thread folds a range of them, in order.
pub fn read<T: Send>(
    folder: &Path,
    threads: usize,
    start: impl Fn() -> T + Sync,
    each: impl Fn(&mut T, Row<'_>) + Sync,
) -> io::Result<Vec<T>> {
    let path = folder.join(ROWS);
    let size = path.metadata()?.len();
    let part = |at: usize| size * at as u64 / threads as u64;
    thread::scope(|scope| {
        let (path, start, each) = (&path, &start, &each);
        let running: Vec<_> = (0..threads)
            .map(|at| {
                scope.spawn(move || {
                    read_part(path, part(at)..part(at + 1), start(), &mut |into, row| {
                        each(into, row)
                    })
                })
            })
            .collect();
        let ended = running.into_iter().map(|thread| thread.join());
        ended
            .map(|done| done.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// Reads the records one after the other.
pub fn read_all(folder: &Path, mut each: impl FnMut(Row<'_>)) -> io::Result<()> {
    let path = folder.join(ROWS);
    let end = path.metadata()?.len();
    read_part(&path, 0..end, (), &mut |(), row| each(row))
}

/// The lines that begin within a range of bytes.
fn read_part<T>(
    path: &Path,
    range: std::ops::Range<u64>,
    mut into: T,
    each: &mut impl FnMut(&mut T, Row<'_>),
) -> io::Result<T> {
    let mut file = File::open(path)?;
    let mut line = Vec::new();
    // A line that begins at the first byte is ours: the byte before says whether one does.
    let mut at = range.start.saturating_sub(1);
    file.seek(SeekFrom::Start(at))?;
    let mut rows = BufReader::with_capacity(1 << 20, file.take(u64::MAX));
    if range.start > 0 {
        at += rows.read_until(b'\n', &mut line)? as u64;
    }
    while at < range.end {
        line.clear();
        let read = rows.read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        at += read as u64;
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let row = Row::parse(text)
            .ok_or_else(|| io::Error::other(format!("no record ends at byte {at}")))?;
        each(&mut into, row);
    }
    Ok(into)
}
