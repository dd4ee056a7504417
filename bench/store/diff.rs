//! The diff alone: who is missed, against who has an open finding, by number. Ours meets findings
//! in the order of their ids, as the ledger gives them; the limit is a merge of sorted numbers; the
//! peer is a full outer join in DuckDB, over the same numbers in its own tables.

use std::{path::Path, process::Command, time::Instant};

use ledger::Missed;

use crate::{Failed, fleet, walk};

const ROUNDS: u32 = 5;

/// Who has an open finding and who is missed, by rule.
struct Sides {
    /// In the order of ids.
    open: Vec<Vec<u64>>,
    /// Ascending.
    missed: Vec<Vec<u64>>,
}

impl Sides {
    fn of(count: u64) -> Self {
        let by_rule = |numbers: &mut dyn Iterator<Item = u64>| {
            let mut all: Vec<Vec<u64>> = fleet::rules().map(|_| Vec::new()).collect();
            for number in numbers {
                all[fleet::rule_of(number) as usize].push(number);
            }
            all
        };
        let mut open = by_rule(&mut (0..count));
        for numbers in &mut open {
            numbers.sort_by_cached_key(|number| number.to_string());
        }
        Self {
            open,
            missed: by_rule(&mut walk::numbers(count)),
        }
    }
}

/// Measures and prints all of them.
pub fn compare(count: u64) -> Result<(), Failed> {
    let sides = Sides::of(count);
    let expected = (count / 200, count / 200);
    let ours = best(|| ours(&sides), expected);
    let mut sorted = sides.open.clone();
    sorted
        .iter_mut()
        .for_each(|numbers| numbers.sort_unstable());
    let limit = best(|| merged(&sorted, &sides.missed), expected);
    println!("{count} open findings, 1 % changes; the best of {ROUNDS} rounds, one thread\n");
    println!("{:44} {ours:>12.1}", "ours, in the order of ids, ms");
    println!(
        "{:44} {limit:>12.1}",
        "two sorted lists merged, the limit, ms"
    );
    match duckdb(count, expected)? {
        Some(peer) => {
            println!(
                "{:44} {peer:>12.1}",
                "DuckDB, full outer join, 2 threads, ms"
            );
            println!("{:44} {:>12.1}", "DuckDB / ours", peer / ours);
        }
        None => println!("DuckDB is not there: name a Python that has it in `BENCH_PYTHON`"),
    }
    Ok(())
}

/// The best round in milliseconds; each has to find the same.
fn best(mut round: impl FnMut() -> (u64, u64), expected: (u64, u64)) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        let found = round();
        best = best.min(started.elapsed().as_secs_f64() * 1_000.0);
        assert_eq!(found, expected);
    }
    best
}

/// How many are new, and how many are not missed any more.
fn ours(sides: &Sides) -> (u64, u64) {
    let (mut new, mut over) = (0, 0);
    for (open, missed) in sides.open.iter().zip(&sides.missed) {
        let mut missed = Missed::new(missed.clone());
        over += open.iter().filter(|number| !missed.meet(**number)).count() as u64;
        new += missed.newly().count() as u64;
    }
    (new, over)
}

fn merged(open: &[Vec<u64>], missed: &[Vec<u64>]) -> (u64, u64) {
    let (mut new, mut over) = (0, 0);
    for (open, missed) in open.iter().zip(missed) {
        let (mut left, mut right) = (0, 0);
        while let (Some(one), Some(other)) = (open.get(left), missed.get(right)) {
            over += u64::from(one < other);
            new += u64::from(one > other);
            left += usize::from(one <= other);
            right += usize::from(one >= other);
        }
        over += (open.len() - left) as u64;
        new += (missed.len() - right) as u64;
    }
    (new, over)
}

fn duckdb(count: u64, expected: (u64, u64)) -> Result<Option<f64>, Failed> {
    let Ok(python) = std::env::var("BENCH_PYTHON") else {
        return Ok(None);
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("store/diff.py");
    let mut script_run = Command::new(python);
    let output = script_run.arg(script).arg(count.to_string()).output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let (new, over, best): (u64, u64, f64) = serde_json::from_str(&said)
        .map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())?;
    assert_eq!((new, over), expected);
    Ok(Some(best))
}
