//! What is measured in Rust: each task in a process of its own, which tells on one line of JSON
//! how long it read, how long it matched, the most memory it held, and how right it was.

use std::{fs, hint::black_box, io, path::Path, time::Instant};

use serde_json::{Value, json};
use testkit::fleet::{Key, Score};

use crate::{
    Asked, columns,
    components::{self, Entry, Values},
    fleet_of, keys, ours, rows,
};

/// Labels that a task made, each with what they are.
pub type Labels = Vec<(&'static str, Vec<u32>)>;

/// What a task did, before it is held against the truth.
pub struct Done {
    /// Seconds of reading, normalising and hashing.
    pub read: f64,
    /// Seconds of matching.
    pub solve: f64,
    pub labels: Labels,
    /// What else there is to tell.
    pub more: Value,
}

/// Runs one task and prints what it came to.
pub fn run(name: &str, folder: &Path, asked: &Asked) -> io::Result<()> {
    let threads = asked.threads;
    let done = match name {
        "limit" => limit(folder, threads)?,
        "plain" => joined(folder, threads, Values::passes)?,
        "naive" => joined(folder, threads, |_, posting| {
            posting[0].key() != Key::IpAddress
        })?,
        "serial" => serial(folder, threads)?,
        "reachable" => reachable(folder, threads)?,
        "export" => export(folder, threads)?,
        "ours" => ours::solve(folder, threads)?,
        "changes" => ours::changes(&fleet_of(asked), folder, asked.changes)?,
        _ => return Err(io::Error::other(format!("there is no task `{name}`"))),
    };
    // Before scoring, which takes memory of its own.
    let peak = most_memory();
    let truth = columns::read(&folder.join(rows::TRUTH))?;
    let scores = done.labels.iter().map(|(what, labels)| {
        let score = components::scored(&truth, labels);
        json!({"what": what, "score": score_json(&score)})
    });
    let told = json!({
        "read": done.read,
        "solve": done.solve,
        "peak": peak,
        "scores": scores.collect::<Vec<_>>(),
        "more": done.more,
    });
    println!("{told}");
    Ok(())
}

/// A score, with its shares worked out.
pub fn score_json(score: &Score) -> Value {
    json!({
        "records": score.records, "devices": score.devices, "entities": score.entities,
        "largest": score.largest, "mixed": score.mixed, "true pairs": score.true_pairs,
        "matched pairs": score.matched_pairs, "right pairs": score.right_pairs,
        "precision": score.precision(), "recall": score.recall(), "f1": score.f1(),
    })
}

fn limit(folder: &Path, threads: usize) -> io::Result<Done> {
    let began = Instant::now();
    let lines = rows::read(
        folder,
        threads,
        || 0_usize,
        |bytes, row| {
            *bytes += row.claims().map(|claim| claim.value.len()).sum::<usize>();
        },
    )?;
    black_box(lines);
    let only_read = began.elapsed().as_secs_f64();

    let began = Instant::now();
    let start = || (0_u64, 0_u64, Vec::new());
    let parts = rows::read(folder, threads, start, |(count, sum, room), row| {
        for claim in row.claims() {
            let key = Key::ALL[usize::from(claim.key)];
            *count += 1;
            if keys::normalise(key, claim.value, room) {
                *sum ^= keys::hash(key, room, claim.scope);
            }
        }
    })?;
    let read = began.elapsed().as_secs_f64();
    let identifiers: u64 = parts.iter().map(|part| part.0).sum();
    black_box(parts);
    Ok(Done {
        read,
        solve: 0.0,
        labels: Vec::new(),
        more: json!({
            "identifiers": identifiers,
            "reading lines only": only_read,
            "bytes": fs::metadata(folder.join(rows::ROWS))?.len(),
        }),
    })
}

/// Components over values that pass.
fn joined(
    folder: &Path,
    threads: usize,
    passes: impl Fn(&Values, &[Entry]) -> bool,
) -> io::Result<Done> {
    let began = Instant::now();
    let mut values = components::read(folder, threads)?;
    let read = began.elapsed().as_secs_f64();
    let began = Instant::now();
    values.group();
    let labels = components::join(&values, |posting| passes(&values, posting));
    let solve = began.elapsed().as_secs_f64();
    Ok(Done {
        read,
        solve,
        labels: vec![("all", labels)],
        more: Value::Null,
    })
}

fn reachable(folder: &Path, threads: usize) -> io::Result<Done> {
    let truth = columns::read(&folder.join(rows::TRUTH))?;
    let mut values = components::read(folder, threads)?;
    values.group();
    Ok(Done {
        read: 0.0,
        solve: 0.0,
        labels: vec![("all", components::reachable(&values, &truth))],
        more: Value::Null,
    })
}

/// Cartography's rule: the serial number as it is written is the id; without one a record stays
/// by itself.
fn serial(folder: &Path, threads: usize) -> io::Result<Done> {
    let began = Instant::now();
    let parts = rows::read(folder, threads, Vec::new, |ids, row| {
        let mut claims = row.claims();
        let serial = claims.find(|claim| claim.key == Key::SerialNumber as u8);
        ids.push(serial.map_or(0, |claim| keys::hash(Key::SerialNumber, claim.value, b"")));
    })?;
    let read = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let mut ids: Vec<(u64, u32)> = parts.concat().into_iter().zip(0..).collect();
    let mut labels: Vec<u32> = (0..ids.len() as u32).collect();
    ids.sort_unstable();
    for same in ids.chunk_by(|a, b| a.0 == b.0 && a.0 != 0) {
        for (_, record) in same {
            labels[*record as usize] = same[0].1;
        }
    }
    let solve = began.elapsed().as_secs_f64();
    Ok(Done {
        read,
        solve,
        labels: vec![("all", labels)],
        more: Value::Null,
    })
}

/// What the peers get: the values that pass the gate as numbers, beside the records that carry
/// them, and the same as edges from the first record of a value to its others.
fn export(folder: &Path, threads: usize) -> io::Result<Done> {
    let mut values = components::read(folder, threads)?;
    values.group();
    let column = |name: &str| columns::Writer::create(&folder.join(name));
    let (mut record, mut value) = (column("record.u32")?, column("value.u32")?);
    let (mut left, mut right) = (column("left.u32")?, column("right.u32")?);
    let mut number = 0;
    let (mut pairs, mut edges) = (0_u64, 0_u64);
    for posting in values.shared().filter(|posting| values.passes(posting)) {
        for entry in posting {
            record.push(entry.record)?;
            value.push(number)?;
            pairs += 1;
        }
        for entry in &posting[1..] {
            left.push(posting[0].record)?;
            right.push(entry.record)?;
            edges += 1;
        }
        number += 1;
    }
    for column in [record, value, left, right] {
        column.finish()?;
    }
    let records = values.sources.len();
    fs::write(folder.join("records.txt"), records.to_string())?;
    Ok(Done {
        read: 0.0,
        solve: 0.0,
        labels: Vec::new(),
        more: json!({"values": number, "pairs": pairs, "edges": edges}),
    })
}

/// The most memory this process held, in bytes, where the system tells.
fn most_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}
