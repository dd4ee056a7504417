//! The ledger in SQLite beside the ledger in PostgreSQL: the same passes, questions and machine.
//!
//! `--findings 1M` says how many are open. Each database works in a process of its own, so that its
//! memory can be told.

use std::{
    collections::BTreeMap,
    process::Command,
    time::{Duration, Instant},
};

use app::ports::{FindingPages as _, LedgerStore as _, PageAsked, PassRecord, PassWrite};
use jiff::{SignedDuration, Timestamp};
use model::{
    EntityId, Event, Finding, FindingId, FindingState, KindName, RuleId, Severity, Vocabulary,
    finding::{Clock, EventKind},
};
use store::{Location, Store};
use testkit::postgres::{Durability, Server};

type Failed = Box<dyn std::error::Error>;
/// What was measured, in order: name, and seconds or a number of bytes.
type Figures = Vec<(String, f64)>;

/// Findings of one pass while the ledger is filled.
const AT_ONCE: u64 = 50_000;
const RULES: u64 = 40;
const ROUNDS: u32 = 5;

fn main() -> Result<(), Failed> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["one", at, count] => {
            let figures = one(at, count.parse()?)?;
            println!("{}", serde_json::to_string(&figures)?);
            Ok(())
        }
        [] => both(1_000_000),
        ["--findings", count] => both(count.replace('M', "000000").replace('k', "000").parse()?),
        _ => Err("store [--findings 1M]".into()),
    }
}

/// Measures both and prints them side by side.
fn both(count: u64) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(Durability::Flushed)?.ok_or("PostgreSQL is not installed")?;
    let measure = |at: &str| -> Result<Figures, Failed> {
        let mut one = Command::new(std::env::current_exe()?);
        one.args(["one", at, &count.to_string()])
            .current_dir(folder.path());
        let output = one.stderr(std::process::Stdio::inherit()).output()?;
        Ok(serde_json::from_slice(&output.stdout)?)
    };
    let sqlite = measure("sqlite:ledger.db")?;
    let postgres = measure(&server.address("public"))?;
    println!("{count} open findings, {AT_ONCE} a pass; commits reach the disk in both\n");
    println!(
        "{:44} {:>14} {:>14} {:>7}",
        "", "SQLite", "PostgreSQL", "ratio"
    );
    for ((name, one), (_, other)) in sqlite.iter().zip(&postgres) {
        println!("{name:44} {one:>14.3} {other:>14.3} {:>7.2}", other / one);
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
        let location = Location::read(at, std::path::Path::new("."))?;
        let store = Store::open(&location).await?;
        fill(&store, count, &mut figures).await?;
        figures.push(("memory while filling, MiB".to_owned(), peak()));
        pages(&store, count, &mut figures).await?;
        change(&store, count, &mut figures).await?;
        let started = Instant::now();
        let all = store.findings().await?.len();
        figures.push((
            format!("read all {all}, s"),
            started.elapsed().as_secs_f64(),
        ));
        figures.push(("memory with all read, MiB".to_owned(), peak()));
        Ok(figures)
    })
}

async fn fill(store: &Store, count: u64, figures: &mut Figures) -> Result<(), Failed> {
    let mut spent = Duration::ZERO;
    for first in (0..count).step_by(usize::try_from(AT_ONCE)?) {
        let findings: Vec<Finding> = (first..count.min(first + AT_ONCE)).map(finding).collect();
        let write = pass(&format!("fill {first}"), findings);
        let started = Instant::now();
        store.record(&write).await?;
        spent += started.elapsed();
    }
    let rate = count as f64 / spent.as_secs_f64();
    figures.push((
        "findings with clock and event appended, /s".to_owned(),
        rate,
    ));
    Ok(())
}

/// A pass in which one finding of a hundred changes.
async fn change(store: &Store, count: u64, figures: &mut Figures) -> Result<(), Failed> {
    let changed = |number: u64| Finding {
        regressions: 1,
        because: "missed because: off again".to_owned(),
        ..finding(number)
    };
    let write = pass(
        "one in a hundred",
        (0..count).step_by(100).map(changed).collect(),
    );
    let started = Instant::now();
    store.record(&write).await?;
    figures.push((
        "pass with 1 % changed, s".to_owned(),
        started.elapsed().as_secs_f64(),
    ));
    Ok(())
}

async fn pages(store: &Store, count: u64, figures: &mut Figures) -> Result<(), Failed> {
    let plain = PageAsked {
        most: 50,
        ..PageAsked::default()
    };
    let deep = finding(count / 2).id;
    let asked = [
        ("first page", plain.clone()),
        (
            "page from the middle",
            PageAsked {
                after: Some(deep),
                ..plain.clone()
            },
        ),
        (
            "of one rule",
            PageAsked {
                rule: Some(rule(7)),
                ..plain.clone()
            },
        ),
        (
            "critical",
            PageAsked {
                severity: Some(Severity::Critical),
                ..plain.clone()
            },
        ),
        (
            "of one kind",
            PageAsked {
                kind: Some(KindName::new("repository")),
                ..plain.clone()
            },
        ),
        (
            "overdue",
            PageAsked {
                due_before: Some(start()),
                ..plain.clone()
            },
        ),
        (
            "excepted",
            PageAsked {
                states: vec![FindingState::Excepted],
                ..plain.clone()
            },
        ),
    ];
    for (name, asked) in asked {
        let mut best = f64::INFINITY;
        for _ in 0..ROUNDS {
            let started = Instant::now();
            let found = store.page(&asked).await?.len();
            best = best.min(started.elapsed().as_secs_f64() * 1_000.0);
            assert_eq!(found, 50, "{name}");
        }
        figures.push((format!("{name}, ms"), best));
    }
    let started = Instant::now();
    store.how_many(&plain).await?;
    figures.push((
        "count of all open, ms".to_owned(),
        started.elapsed().as_secs_f64() * 1_000.0,
    ));
    Ok(())
}

fn start() -> Timestamp {
    Timestamp::from_second(1_780_000_000).unwrap_or_default()
}

fn rule(number: u64) -> RuleId {
    RuleId::new(format!("rule-about-something-{number}"))
}

/// The same finding for the same number; deadlines are spread over half a year.
fn finding(number: u64) -> Finding {
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
    let kind = ["device", "account", "repository", "vulnerability"][(number % 4) as usize];
    let entity = EntityId::new(kind, number);
    let rule = rule(mixed % RULES);
    let hours = (mixed / RULES % 4_400) as i64;
    let due = start() + SignedDuration::from_hours(hours - 400);
    Finding {
        id: FindingId::of(&rule, &entity),
        rule_version: "9ce4526ccaa6d554".to_owned(),
        entity,
        state: match mixed % 17 {
            0 => FindingState::Excepted,
            _ => FindingState::Open,
        },
        closed_because: None,
        severity: Severity::ALL[(mixed % 4) as usize],
        missed_since: start(),
        opened_at: Some(start()),
        closed_at: None,
        due: (number % 10 != 0).then_some(due),
        worst_assumed: false,
        regressions: 0,
        episode: 1,
        clocks: vec![Clock {
            key: format!("{rule}#0"),
            label: String::new(),
            anchor: start(),
            first_seen: start(),
            last_seen: start(),
            due: Some(due),
            cleared_at: None,
            terms: None,
        }],
        clean_snapshots: Vec::new(),
        missed_snapshot: Some(start()),
        missed_evidence: BTreeMap::from([("jamf".into(), start())]),
        because: "missed because: disk encryption is off (jamf)".to_owned(),
        handling: Default::default(),
        rule,
    }
}

fn pass(key: &str, findings: Vec<Finding>) -> PassWrite {
    let event = |finding: &Finding| Event {
        finding: finding.id.clone(),
        at: start(),
        actor: "judge".to_owned(),
        what: EventKind::Opened,
        reason: finding.because.clone(),
        evidence: Default::default(),
    };
    PassWrite {
        pass: PassRecord {
            key: key.to_owned(),
            at: start(),
            run: 1,
            sources: BTreeMap::new(),
            rules: BTreeMap::new(),
            in_force: BTreeMap::new(),
            vocabulary: String::new(),
        },
        events: findings.iter().map(event).collect(),
        findings,
        rules: Vec::new(),
        vocabulary: Vocabulary::default(),
        unknowns: BTreeMap::new(),
        stale: Vec::new(),
    }
}

/// The most memory this process has had, in MiB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse().ok());
    kib.unwrap_or(f64::NAN) / 1024.0
}
