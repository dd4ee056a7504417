//! Others on the same organisation and the same rules: each rule becomes SQL, each engine answers
//! in a process of its own, and every count and sum of ids is held against the judge's.

mod plain;
pub mod sample;
mod sql;

use std::{path::Path, process::Command};

use jiff::Timestamp;
use judge::Judgement;
use model::{Verdict, Vocabulary};
use rules::tree::Rule;
use serde_json::{Value, json};

use crate::{Failed, generate::coverage};

/// A script of this folder, and how it is to hold the tables.
const PEERS: [(&str, &str); 4] = [
    ("duckdb_rules.py", "parquet"),
    ("duckdb_rules.py", "native"),
    ("datafusion_rules.py", "parquet"),
    ("datafusion_rules.py", "native"),
];

/// What one rule came to: how many are missed and unknown, and the sums of their numbers.
pub type Told = [u64; 4];

/// What the judge says of each rule, as peers tell it.
pub fn told(judgement: &Judgement, rules: &[Rule]) -> Vec<Told> {
    let of = |rule: &Rule, verdict| {
        let numbers = judgement.numbers(&rule.id, verdict);
        (numbers.len() as u64, numbers.iter().sum::<u64>())
    };
    let one = |rule: &Rule| {
        let (missed, unknown) = (of(rule, Verdict::Missed), of(rule, Verdict::Unknown));
        [missed.0, unknown.0, missed.1, unknown.1]
    };
    rules.iter().map(one).collect()
}

/// Runs every peer with that Python and prints what it took beside our seconds.
pub fn compare(
    python: &str,
    (folder, rounds): (&Path, usize),
    (vocabulary, rules): (&Vocabulary, &[Rule]),
    now: Timestamp,
    ours: &[Told],
) -> Result<(), Failed> {
    let coverage = coverage(vocabulary);
    let plain = folder.join("plain");
    let seen = plain::Now {
        vocabulary,
        coverage: &coverage,
        now,
    };
    plain::write(folder, &plain, &seen)?;
    let translator = sql::Translator {
        vocabulary,
        coverage: &coverage,
        now,
        today: now.to_zoned(jiff::tz::TimeZone::UTC).date(),
    };
    let all: Vec<Value> = rules
        .iter()
        .map(|rule| {
            let sql = translator.rule(rule)?;
            let (query, code, joins) = (sql.query(), sql.code(), sql.joins());
            Ok(json!({"rule": rule.id.to_string(), "query": query, "code": code, "joins": joins}))
        })
        .collect::<Result<_, String>>()?;
    std::fs::write(plain.join("rules.json"), serde_json::to_vec(&all)?)?;
    println!(
        "\n{:58} {:>9} {:>9} {:>8}",
        "", "seconds", "load s", "peak MB"
    );
    for (script, form) in PEERS {
        match run(
            python,
            script,
            &[&plain.display().to_string(), "2", &rounds.to_string(), form],
        ) {
            Ok(said) => print(&said, ours),
            Err(why) => println!("{script} {form}: {why}"),
        }
    }
    Ok(())
}

fn run(python: &str, script: &str, arguments: &[&str]) -> Result<Value, Failed> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    let output = Command::new(python)
        .arg(scripts.join(script))
        .args(arguments)
        .output()?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(errors
            .trim_end()
            .lines()
            .last()
            .unwrap_or("it said nothing")
            .into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn print(said: &Value, ours: &[Told]) {
    let version = said["version"].as_str().unwrap_or_default();
    for form in said["forms"].as_array().into_iter().flatten() {
        let number = |name: &str| form[name].as_f64().unwrap_or_default();
        let name = format!("{} ({version})", form["form"].as_str().unwrap_or_default());
        let (seconds, load, peak) = (number("seconds"), number("load"), number("peak") / 1e6);
        let theirs: Vec<Told> = serde_json::from_value(form["counts"].clone()).unwrap_or_default();
        let differ: Vec<usize> = (0..ours.len())
            .filter(|at| theirs.get(*at) != Some(&ours[*at]))
            .collect();
        let agrees = match differ.as_slice() {
            [] => format!("all {} rules agree", ours.len()),
            [first, ..] => format!(
                "{} rules differ, the first is {first}: {:?}, ours {:?}",
                differ.len(),
                theirs.get(*first),
                ours[*first]
            ),
        };
        println!("{name:58} {seconds:9.3} {load:9.3} {peak:8.0}  {agrees}");
    }
}
