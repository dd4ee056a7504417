//! The judge at full speed: a generated organisation of millions of devices, hundreds of rules.
//!
//! `judge [--devices 1M] [--people 200k] [--rules 200] [--rounds 3] [--data FOLDER]
//! [--peers PYTHON]`

mod dice;
mod files;
mod generate;
mod peers;
mod sentences;

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use arrow_array::RecordBatch;
use generate::{Size, coverage};
use jiff::{Timestamp, tz::TimeZone};
use judge::{Clock, Judgement, Tables};
use model::{Verdict, Vocabulary};
use rules::tree::Rule;

type Failed = Box<dyn std::error::Error + Send + Sync>;

/// What is measured.
struct Asked {
    size: Size,
    rules: usize,
    rounds: usize,
    data: PathBuf,
    /// A Python that has the peers, where they are to run as well.
    peers: Option<String>,
}

fn main() -> Result<(), Failed> {
    let asked = asked()?;
    let text = include_str!("vocabulary.yaml");
    let vocabulary = rules::assemble(
        rules::read_vocabulary(text, "vocabulary.yaml").map_err(|p| format!("{p:?}"))?,
    )
    .map_err(|p| format!("{p:?}"))?;
    let rules = sentences::rules(asked.rules, &vocabulary)?;
    let folder = asked
        .data
        .join(format!("{}-{}", asked.size.devices, asked.size.people));
    files::write(&folder, asked.size, &vocabulary)?;
    let clock = Clock::new(Timestamp::from_second(1_749_988_800)?, TimeZone::UTC);
    resident(&folder, &vocabulary, &rules, &clock, &asked)
}

fn asked() -> Result<Asked, Failed> {
    let mut asked = Asked {
        size: Size {
            devices: 100_000,
            people: 20_000,
        },
        rules: 200,
        rounds: 3,
        data: std::env::temp_dir().join("bench-judge"),
        peers: None,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or(
            "judge [--devices 1M] [--people 200k] [--rules 200] [--rounds 3] [--data FOLDER]",
        )?;
        let number = || {
            value
                .replace('M', "000000")
                .replace('k', "000")
                .parse::<u64>()
        };
        match word.as_str() {
            "--devices" => asked.size.devices = number()?,
            "--people" => asked.size.people = number()?,
            "--rules" => asked.rules = number()? as usize,
            "--rounds" => asked.rounds = number()? as usize,
            "--data" => asked.data = PathBuf::from(value),
            "--peers" => asked.peers = Some(value),
            other => return Err(format!("`{other}` is not asked for").into()),
        }
    }
    Ok(asked)
}

/// Reads everything once, and judges it as often as asked.
fn resident(
    folder: &Path,
    vocabulary: &Vocabulary,
    rules: &[Rule],
    clock: &Clock,
    asked: &Asked,
) -> Result<(), Failed> {
    let lap = Lap::start();
    let batches = read(folder)?;
    lap.told("decode");
    let before = memory("VmRSS");
    let lap = Lap::start();
    let tables = Tables::from_batches(batches, vocabulary, coverage(vocabulary))?;
    lap.told("tables");
    println!(
        "resident {} MiB ({before} before the tables)",
        memory("VmRSS")
    );
    let mut best = Duration::MAX;
    let mut told = String::new();
    let mut by_rule = Vec::new();
    for _ in 0..asked.rounds {
        let began = Instant::now();
        let lap = Lap::start();
        let judgement =
            judge::judge(rules, vocabulary, &tables, clock).map_err(|p| format!("{p:?}"))?;
        lap.told("judge");
        let lap = Lap::start();
        let ids = emit(&judgement);
        lap.told(&format!("{ids} ids"));
        best = best.min(began.elapsed());
        told = totals(&judgement);
        by_rule = peers::told(&judgement, rules);
    }
    let checks = asked.size.devices as f64 * rules.len() as f64;
    println!(
        "{} devices x {} rules: best {:.3} s, {:.0} M checks/s, peak {} MiB",
        asked.size.devices,
        rules.len(),
        best.as_secs_f64(),
        checks / best.as_secs_f64() / 1e6,
        memory("VmHWM")
    );
    println!("{told}");
    match &asked.peers {
        Some(python) => {
            let (folder, words) = ((folder, asked.rounds), (vocabulary, rules));
            peers::compare(python, folder, words, clock.now, &by_rule)
        }
        None => Ok(()),
    }
}

fn read(folder: &Path) -> Result<Vec<(String, RecordBatch)>, Failed> {
    let devices = files::Source::open(folder, "device")?;
    let parents: usize = (0..devices.runs()).map(|run| devices.rows(run)).sum();
    let mut batches = Vec::new();
    for name in [
        "device",
        "software",
        "agent",
        "device.software",
        "device.agents",
        "person",
    ] {
        let source = files::Source::open(folder, name)?;
        let runs = (0..source.runs()).map(|run| source.read(run, parents, &|_| true));
        let runs = runs.collect::<Result<Vec<_>, _>>()?;
        let runs = if name.contains('.') {
            files::shifted(
                runs,
                &devices,
                &files::Source::open(
                    folder,
                    name.rsplit('.')
                        .next()
                        .map_or(name, |r| if r == "agents" { "agent" } else { r }),
                )?,
            )?
        } else {
            runs
        };
        batches.push((
            name.to_owned(),
            arrow_select::concat::concat_batches(&runs[0].schema(), &runs)?,
        ));
    }
    Ok(batches)
}

/// Every missed and every unknown, by rule.
fn emit(judgement: &Judgement) -> usize {
    let mut count = 0;
    for rule in judgement.rules() {
        for verdict in [Verdict::Missed, Verdict::Unknown] {
            count += judgement.numbers(&rule.rule, verdict).len();
        }
    }
    count
}

fn totals(judgement: &Judgement) -> String {
    let mut sums = [0; 4];
    for rule in judgement.rules() {
        let counts = rule.counts;
        for (sum, count) in sums.iter_mut().zip([
            counts.met,
            counts.missed,
            counts.unknown,
            counts.not_applicable,
        ]) {
            *sum += count;
        }
    }
    let gaps: u64 = judgement.data_gaps().iter().map(|gap| gap.entities).sum();
    format!(
        "met {}, missed {}, unknown {}, not applicable {}; gaps {} over {gaps} entities",
        sums[0],
        sums[1],
        sums[2],
        sums[3],
        judgement.data_gaps().len()
    )
}

/// A stretch of time, on the clock and of the processors.
struct Lap(Instant, u64);

impl Lap {
    fn start() -> Self {
        Self(Instant::now(), processor())
    }

    fn told(&self, what: &str) {
        let (clock, used) = (self.0.elapsed().as_secs_f64(), processor() - self.1);
        println!(
            "{what:20} {clock:7.3} s, processors {:.2} s",
            used as f64 / 100.0
        );
    }
}

/// Processor time that the process used, of all its threads, in hundredths of a second.
fn processor() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<u64> = behind
        .split_whitespace()
        .map(|field| field.parse().unwrap_or_default())
        .collect();
    fields.iter().skip(11).take(2).sum()
}

/// A figure of the process, in MiB.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|line| {
        line.trim_matches([':', ' ', '\t', 'k', 'B'])
            .trim()
            .parse::<u64>()
            .ok()
    });
    kib.unwrap_or_default() / 1024
}
