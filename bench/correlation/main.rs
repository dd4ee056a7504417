//! How fast and how right records are matched, beside others, on one generated dirty fleet.
//!
//! See README.md for what is measured where. `--task` is how this program runs itself: every
//! measurement has a process of its own, so that peak memory is that of one thing.

mod columns;
mod components;
mod keys;
mod ours;
mod peers;
mod report;
mod rows;
mod tasks;

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use serde_json::{Value, json};
use testkit::fleet::{Fleet, Rates, Sources};

use peers::{Environment, PEERS};
use report::{From, Line};

/// What was asked for.
pub struct Asked {
    records: u64,
    seed: u64,
    sources: Sources,
    pub threads: usize,
    rounds: usize,
    peers_up_to: Option<u64>,
    pub changes: usize,
    rates: Rates,
    json: bool,
    task: Option<(String, PathBuf)>,
}

const USAGE: &str = "\
usage: correlation [--records 1M] [--seed 1] [--sources 5|8] [--threads 2] [--rounds 1]
                   [--peers-up-to N] [--changes 20k] [--rates FILE] [--format text|json]

  --records      about so many, `k` and `M` understood
  --sources      5 or 8 sources of the rates
  --rounds       rounds taking turns; the best of each counts
  --peers-up-to  run peers on fleets of up to so many records (each has its own limit otherwise)
  --changes      changes told one after the other and timed
  --rates        a file like crates/testkit/fleet.toml";

fn main() -> ExitCode {
    let asked = match asked(env::args().skip(1)) {
        Ok(asked) => asked,
        Err(why) => {
            eprintln!("{why}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let ended = match &asked.task {
        Some((name, folder)) => tasks::run(name, folder, &asked),
        None => compare(&asked),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(3)
        }
    }
}

fn asked(mut words: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut asked = Asked {
        records: 1_000_000,
        seed: 1,
        sources: Sources::Five,
        threads: 2,
        rounds: 1,
        peers_up_to: None,
        changes: 20_000,
        rates: Rates::shipped(),
        json: false,
        task: None,
    };
    let mut task = None;
    let mut folder = None;
    while let Some(option) = words.next() {
        let value = words
            .next()
            .ok_or_else(|| format!("`{option}` needs a value"))?;
        match option.as_str() {
            "--records" => asked.records = count(&value)?,
            "--seed" => asked.seed = count(&value)?,
            "--sources" if value == "5" => asked.sources = Sources::Five,
            "--sources" if value == "8" => asked.sources = Sources::All,
            "--threads" => asked.threads = count(&value)?.clamp(1, 64) as usize,
            "--rounds" => asked.rounds = count(&value)?.clamp(1, 100) as usize,
            "--peers-up-to" => asked.peers_up_to = Some(count(&value)?),
            "--changes" => asked.changes = count(&value)?.max(1) as usize,
            "--rates" => asked.rates = rates(&value)?,
            "--format" if value == "json" || value == "text" => asked.json = value == "json",
            "--task" => task = Some(value),
            "--folder" => folder = Some(PathBuf::from(value)),
            _ => return Err(format!("`{option} {value}` is not understood")),
        }
    }
    asked.task = task.zip(folder);
    Ok(asked)
}

fn rates(path: &str) -> Result<Rates, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("`{path}`: {error}"))?;
    Rates::read(&text).map_err(|error| format!("`{path}`: {error}"))
}

/// `250k` and `5M` as numbers.
fn count(text: &str) -> Result<u64, String> {
    let (digits, unit) = match text.as_bytes().last() {
        Some(b'k') => (&text[..text.len() - 1], 1_000),
        Some(b'M') => (&text[..text.len() - 1], 1_000_000),
        _ => (text, 1),
    };
    let number: u64 = digits
        .parse()
        .map_err(|_| format!("`{text}` is not a number"))?;
    Ok(number * unit)
}

fn compare(asked: &Asked) -> io::Result<()> {
    let target = target();
    let folder = target
        .join("correlation")
        .join(format!("run-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let compared = compare_in(asked, &target, &folder);
    fs::remove_dir_all(&folder)?;
    let (run, lines) = compared?;
    let report = report::json(&run, &lines);
    let kept = target
        .join("correlation")
        .join(format!("report-{}.json", asked.records));
    fs::write(&kept, format!("{report:#}\n"))?;
    if asked.json {
        println!("{report:#}");
    } else {
        println!("{}\n\n{}", told(&run), report::table(&lines));
        println!("the same as JSON: {}", kept.display());
    }
    Ok(())
}

fn told(run: &Value) -> String {
    format!(
        "{} records of {} devices in {} sources, seed {}, {} threads, best of {} rounds",
        run["records"], run["devices"], run["sources"], run["seed"], run["threads"], run["rounds"]
    )
}

fn compare_in(asked: &Asked, target: &Path, folder: &Path) -> io::Result<(Value, Vec<Line>)> {
    let fleet = fleet_of(asked);
    eprintln!("writing {} devices down", fleet.devices());
    let records = rows::write(&fleet, folder)?;
    let with_peers = PEERS.iter().any(|peer| records <= most(asked, peer));
    let mut lines: Vec<Line> = Vec::new();
    for round in 0..asked.rounds {
        for (name, task) in OWN {
            eprintln!("{name}");
            keep_best(&mut lines, name, From::Lines, own(task, folder));
        }
        if round == 0 {
            // What only scores is the same in every round.
            let told = own("reachable", folder);
            keep_best(
                &mut lines,
                "reachable by equal identifiers",
                From::Lines,
                told,
            );
            eprintln!("{}", report::CHANGES);
            let told = match records <= CHANGES_UP_TO {
                true => own("changes", folder),
                false => Err(format!("{records} records are more than it is run on")),
            };
            keep_best(&mut lines, report::CHANGES, From::Lines, told);
        }
        if round == 0 && with_peers {
            own("export", folder).map_err(io::Error::other)?;
        }
        for peer in PEERS {
            eprintln!("{}", peer.name);
            let told = run_peer(asked, target, folder, records, peer);
            keep_best(&mut lines, peer.name, From::Pairs, told);
        }
    }
    let run = json!({
        "records": records, "devices": fleet.devices(), "sources": fleet.sources(),
        "seed": asked.seed, "threads": asked.threads, "rounds": asked.rounds,
    });
    Ok((run, lines))
}

/// What runs in Rust: its name in the table, and its task.
const OWN: &[(&str, &str)] = &[
    ("limit", "limit"),
    ("ours", "ours"),
    ("plain components", "plain"),
    ("union on any shared key", "naive"),
    ("serial is the id (Cartography's rule)", "serial"),
];

/// Records that changes are told to, one at a time, at most: this comparison keeps a second copy
/// of them, to hold what came out against a full pass.
const CHANGES_UP_TO: u64 = 5_250_000;

fn most(asked: &Asked, peer: &peers::Peer) -> u64 {
    // Sizes are rounded: a fleet asked for as `1M` may have a little more.
    asked.peers_up_to.unwrap_or(peer.up_to) / 100 * 105
}

fn run_peer(
    asked: &Asked,
    target: &Path,
    folder: &Path,
    records: u64,
    peer: &peers::Peer,
) -> Result<Value, String> {
    if records > most(asked, peer) {
        return Err(format!(
            "{records} records are more than it is run on by default"
        ));
    }
    let environment = Environment::at(&target.join("correlation/peers"))?;
    environment.install(peer)?;
    environment.run(peer, folder, asked.threads)
}

/// Keeps the quicker of two rounds.
fn keep_best(lines: &mut Vec<Line>, name: &str, from: From, told: Result<Value, String>) {
    let took = |told: &Result<Value, String>| {
        let told = told.as_ref().ok()?;
        Some(told["read"].as_f64()? + told["solve"].as_f64()?)
    };
    match lines.iter_mut().find(|line| line.name == name) {
        None => lines.push(Line {
            name: name.to_owned(),
            told,
            from,
        }),
        Some(line) => {
            if took(&told).is_some_and(|new| took(&line.told).is_none_or(|old| new < old)) {
                line.told = told;
            }
        }
    }
}

/// Runs a task of this program in a process of its own.
fn own(task: &str, folder: &Path) -> Result<Value, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let mut child = Command::new(program);
    child.args(env::args_os().skip(1));
    child.args(["--task", task, "--folder"]);
    let output = child
        .arg(folder)
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "ended with {}: {}",
            output.status,
            errors.trim_end()
        ));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

/// A fleet with about as many records as were asked for: a small one says how many a device has.
pub fn fleet_of(asked: &Asked) -> Fleet {
    let fleet = |devices| Fleet::new(asked.seed, asked.rates.clone(), devices, asked.sources);
    let sample = 2_000;
    let records = fleet(sample).records().count().max(1) as u64;
    let devices = asked.records * u64::from(sample) / records;
    fleet(u32::try_from(devices).unwrap_or(u32::MAX).max(1))
}

/// Where builds go: two folders above this program.
fn target() -> PathBuf {
    let program = env::current_exe().unwrap_or_default();
    let folder = program.ancestors().nth(2).map(Path::to_owned);
    folder.unwrap_or_else(|| PathBuf::from("target"))
}
