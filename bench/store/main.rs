//! The ledger in SQLite beside the ledger in PostgreSQL: the same passes, questions and machine.
//! Appending in SQLite is held against the bare appending of the same rows.
//!
//! `--findings 1M` says how many are open. Each database works in a process of its own, so that its
//! memory can be told. `--diff 10M` is the diff alone: who is missed against who has a finding.

mod asked;
mod diff;
mod fleet;
mod raw;
mod walk;

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use app::{
    ports::{
        Decided, Decision, DecisionStore as _, FindingPages as _, LedgerStore as _, PassWrite,
    },
    sealed::{
        log::{Place, Salt, seal},
        things,
    },
};
use store::{Location, Store};
use testkit::postgres::{Durability, Server};

type Failed = Box<dyn std::error::Error>;
/// What was measured, in order: name, and seconds or whatever the name says.
type Figures = Vec<(String, f64)>;

/// Findings of one pass while the ledger is filled.
const AT_ONCE: u64 = 50_000;
/// Findings and events of the pass whose sealing is measured by itself.
const SEALED: u64 = 100_000;
/// More findings than this are not read all at once, nor written a second time.
const MOST_AT_ONCE: u64 = 2_000_000;
/// Findings that were closed: a tenth of those that are open, and no more than this.
const MOST_CLOSED: u64 = 200_000;
const DECISIONS: u64 = 200;
const ROUNDS: u32 = 5;
/// How the figure is called that the bare appending is held against.
const APPENDED: &str = "findings with clock and event appended, /s";

fn main() -> Result<(), Failed> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let figures = match words.as_slice() {
        ["one", at, count] => one(at, count.parse()?)?,
        ["raw", from, count] => bare(Path::new(from), count.parse()?)?,
        [] => return both(1_000_000),
        ["--findings", count] => return both(read(count)?),
        ["--diff", count] => return diff::compare(read(count)?),
        _ => return Err("store [--findings 1M | --diff 10M]".into()),
    };
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}

/// A number as `200k` or `1M`.
fn read(count: &str) -> Result<u64, Failed> {
    Ok(count.replace('M', "000000").replace('k', "000").parse()?)
}

/// Measures both and prints them side by side.
fn both(count: u64) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(Durability::Flushed)?.ok_or("PostgreSQL is not installed")?;
    let measure = |what: &str, at: &str| -> Result<Figures, Failed> {
        let mut one = Command::new(std::env::current_exe()?);
        one.args([what, at, &count.to_string()])
            .current_dir(folder.path());
        let output = one.stderr(Stdio::inherit()).output()?;
        Ok(serde_json::from_slice(&output.stdout)?)
    };
    let sqlite = measure("one", "sqlite:ledger.db")?;
    let bare = match count <= MOST_AT_ONCE {
        true => measure("raw", "ledger.db")?,
        false => Figures::new(),
    };
    // The disk need not hold both at once.
    std::fs::remove_file(folder.path().join("ledger.db"))?;
    let postgres = measure("one", &server.address("public"))?;
    println!("{count} open findings, {AT_ONCE} a pass; commits reach the disk in both\n");
    println!(
        "{:44} {:>12} {:>12} {:>7}",
        "", "SQLite", "PostgreSQL", "ratio"
    );
    for ((name, one), (_, other)) in sqlite.iter().zip(&postgres) {
        println!("{name:44} {one:>12.3} {other:>12.3} {:>7.2}", other / one);
    }
    for (name, bare) in &bare {
        println!("{name:44} {bare:>12.3}");
    }
    let find = |figures: &Figures| figures.iter().find(|(name, _)| name == APPENDED).cloned();
    if let (Some((_, ours)), Some((_, bare))) = (find(&sqlite), bare.first()) {
        println!("{:44} {:>12.2}", "ours / bare", ours / bare);
    }
    Ok(())
}

/// Fills a ledger and asks it.
fn one(at: &str, count: u64) -> Result<Figures, Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut figures = Figures::new();
        let location = Location::read(at, Path::new("."))?;
        let store = Store::open(&location).await?;
        fill(&store, count, &mut figures).await?;
        pages(&store, count, &mut figures).await?;
        next_pass(&store, count, &mut figures).await?;
        log(&store, &mut figures).await?;
        store.close().await;
        Ok(figures)
    })
}

/// The same rows appended by nothing but SQLite.
fn bare(from: &Path, count: u64) -> Result<Figures, Failed> {
    let passes = i64::try_from(count.div_ceil(AT_ONCE))?;
    let spent = raw::append(from, Path::new("bare.db"), passes)?;
    Ok(vec![(
        "the same rows appended bare, /s".to_owned(),
        count as f64 / spent,
    )])
}

/// The first passes: everything opens, in order of id as a first run writes it. Then come those
/// that were closed.
async fn fill(store: &Store, count: u64, figures: &mut Figures) -> Result<(), Failed> {
    let at_once = usize::try_from(AT_ONCE)?;
    let order = fleet::in_order(count);
    forget_peak();
    let mut spent = 0.0;
    for (pass, numbers) in order.chunks(at_once).enumerate() {
        let findings = fleet::findings(numbers.iter().copied());
        let write = fleet::pass(&format!("fill {pass}"), findings);
        let started = Instant::now();
        store.record(&write).await?;
        spent += started.elapsed().as_secs_f64();
    }
    figures.push((APPENDED.to_owned(), count as f64 / spent));
    figures.push(("memory of it, MiB".to_owned(), peak()));
    let until = count + (count / 10).min(MOST_CLOSED);
    for first in (count..until).step_by(at_once) {
        let findings = fleet::closed(first..until.min(first + AT_ONCE));
        let write = fleet::pass(&format!("closed {first}"), findings);
        store.record(&write).await?;
    }
    Ok(())
}

async fn pages(store: &Store, count: u64, figures: &mut Figures) -> Result<(), Failed> {
    forget_peak();
    for (name, asked) in asked::pages(count) {
        let mut best = f64::INFINITY;
        for _ in 0..ROUNDS {
            let started = Instant::now();
            let found = store.page(&asked).await?.len();
            best = best.min(started.elapsed().as_secs_f64() * 1_000.0);
            assert!(found >= 20, "{name}: {found}");
        }
        figures.push((format!("page: {name}, ms"), best));
    }
    for (name, asked) in asked::pages(count) {
        let mut best = f64::INFINITY;
        for _ in 0..ROUNDS {
            let started = Instant::now();
            store.how_many(&asked).await?;
            best = best.min(started.elapsed().as_secs_f64() * 1_000.0);
        }
        figures.push((format!("count: {name}, ms"), best));
    }
    figures.push(("memory of pages, MiB".to_owned(), peak()));
    Ok(())
}

/// The pass in which one finding of a hundred changes: everything read at once, where it fits, and
/// then the pass itself.
async fn next_pass(store: &Store, count: u64, figures: &mut Figures) -> Result<(), Failed> {
    if count <= MOST_AT_ONCE {
        forget_peak();
        let started = Instant::now();
        let all = store.findings().await?;
        let read = started.elapsed().as_secs_f64();
        figures.push(("everything read at once, s".to_owned(), read));
        figures.push(("memory of it, MiB".to_owned(), peak()));
        drop(all);
    }
    forget_peak();
    let mut next = walk::Next::of(count);
    let before = peak();
    let started = Instant::now();
    let changes = next.walk(store).await?;
    let walked = started.elapsed().as_secs_f64();
    figures.push(("next pass: diff, 1 % changes, s".to_owned(), walked));
    let (opened, closed) = (changes.opened, changes.closed);
    assert_eq!((opened, closed), (count / 200, count / 200));
    let write = PassWrite {
        events: changes.events,
        ..fleet::pass("one in a hundred", changes.findings)
    };
    let started = Instant::now();
    store.record(&write).await?;
    let written = started.elapsed().as_secs_f64();
    figures.push(("next pass: changes written, s".to_owned(), written));
    figures.push(("memory of the pass, MiB".to_owned(), peak()));
    figures.push(("of it, what is judged to be missed, MiB".to_owned(), before));
    Ok(())
}

/// The sealed log: a pass by itself, and what people decide one at a time.
async fn log(store: &Store, figures: &mut Figures) -> Result<(), Failed> {
    let write = fleet::pass("sealed", fleet::findings(0..SEALED));
    let (events, findings): (Vec<_>, Vec<_>) = (
        write.events.iter().collect(),
        write.findings.iter().collect(),
    );
    let what = things::pass(1, &write.pass, &write.stale, (&events, &findings));
    let place = Place {
        seq: 1,
        previous: None,
        first_event: 1,
        salt: Salt([7; 32]),
    };
    let started = Instant::now();
    let sealed = seal(&what, &place);
    assert_eq!(sealed.findings.len() as u64, SEALED);
    figures.push((
        format!("a pass of {} leaves sealed, s", 2 * SEALED),
        started.elapsed().as_secs_f64(),
    ));
    let started = Instant::now();
    for number in 1..=DECISIONS {
        let decision = Decision {
            number,
            at: fleet::start(),
            by: "maria@linden.example".to_owned(),
            because: "it is not".to_owned(),
            what: Decided::Undone { number: 1 },
        };
        store.decide(&decision).await?;
    }
    let rate = DECISIONS as f64 / started.elapsed().as_secs_f64();
    figures.push(("decisions sealed, one at a time, /s".to_owned(), rate));
    Ok(())
}

/// Lets the peak begin anew.
fn forget_peak() {
    // Where there is no such file, the peak is that of the whole run, which is still true.
    drop(std::fs::write("/proc/self/clear_refs", "5"));
}

/// The most memory this process has had since, in MiB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse().ok());
    kib.unwrap_or(f64::NAN) / 1024.0
}
