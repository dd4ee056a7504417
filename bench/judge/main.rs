//! The judge at full speed: a generated organisation of millions of devices, hundreds of rules.
//!
//! `judge [--devices 1M] [--people 200k] [--rules 200] [--rounds 3] [--resident no]
//! [--data FOLDER] [--peers PYTHON]`

mod dice;
mod files;
mod generate;
mod organisation;
mod peers;
mod sentences;

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use generate::{Size, coverage};
use jiff::{Timestamp, tz::TimeZone};
use judge::{Clock, Wanted};
use model::{Verdict, Vocabulary};
use organisation::Organisation;
use rules::tree::Rule;

type Failed = Box<dyn std::error::Error + Send + Sync>;

/// What is measured.
struct Asked {
    size: Size,
    rules: usize,
    rounds: usize,
    data: PathBuf,
    /// Whether it is also judged in memory.
    resident: bool,
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
    measure(&folder, &vocabulary, &rules, &clock, &asked)
}

fn asked() -> Result<Asked, Failed> {
    let mut asked = Asked {
        size: Size {
            devices: 100_000,
            people: 20_000,
        },
        rules: 200,
        rounds: 3,
        resident: true,
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
            "--resident" => asked.resident = value == "yes",
            "--peers" => asked.peers = Some(value),
            other => return Err(format!("`{other}` is not asked for").into()),
        }
    }
    Ok(asked)
}

/// Measures every form of judging, each as often as asked.
fn measure(
    folder: &Path,
    vocabulary: &Vocabulary,
    rules: &[Rule],
    clock: &Clock,
    asked: &Asked,
) -> Result<(), Failed> {
    let wanted =
        Wanted::of(rules, vocabulary, &coverage(vocabulary)).map_err(|p| format!("{p:?}"))?;
    let organisation = Organisation::open(folder, &wanted)?;
    let told = |line: &Line| line.told(asked.size.devices, rules.len());
    told(&Line::of(
        "decoding what is read, alone",
        asked.rounds,
        || decode(&organisation),
    )?);
    let mut by_rule = Vec::new();
    told(&Line::of("from Parquet, ids too", asked.rounds, || {
        let totals: Totals;
        (by_rule, totals) = stream(&organisation, (vocabulary, rules, clock))?;
        Ok(totals)
    })?);
    if asked.resident {
        let tables = organisation.tables(organisation.all()?)?;
        let mut told_again = Vec::new();
        told(&Line::of(
            "tables in memory, ids too",
            asked.rounds,
            || {
                let judgement = judge::judge(rules, vocabulary, &tables, clock)
                    .map_err(|p| format!("{p:?}"))?;
                told_again = peers::told(&judgement, rules);
                Ok(Totals::of(judgement.rules(), &judgement.data_gaps()))
            },
        )?);
        if told_again != by_rule {
            return Err("a run at a time comes to something else than all at once".into());
        }
    }
    match &asked.peers {
        Some(python) => {
            let (folder, words) = ((folder, asked.rounds), (vocabulary, rules));
            peers::compare(python, folder, words, clock.now, &by_rule)?;
            peers::sample::compare(python, folder, words, clock)
        }
        None => Ok(()),
    }
}

/// Reads what the rules want, on two threads, and lets it go.
fn decode(organisation: &Organisation<'_>) -> Result<Totals, Failed> {
    organisation.whole()?;
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || -> Result<(), Failed> {
        loop {
            let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            if at >= organisation.runs() {
                return Ok(());
            }
            organisation.run(at)?;
        }
    };
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..processors).map(|_| scope.spawn(work)).collect();
        let ended = workers
            .into_iter()
            .map(|one| one.join().map_err(|_| "a reader fell"));
        ended
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .collect::<Result<Vec<()>, _>>()
    })?;
    Ok(Totals::default())
}

/// Reads, judges and names a run at a time.
fn stream(
    organisation: &Organisation<'_>,
    (vocabulary, rules, clock): (&Vocabulary, &[Rule], &Clock),
) -> Result<(Vec<peers::Told>, Totals), Failed> {
    let whole = organisation.whole()?;
    let unknowns = model::verdict::Unknowns::new();
    let mut by_rule = vec![[0; 4]; rules.len()];
    let verdicts = judge::judge_runs(
        rules,
        (vocabulary, &whole, clock, &unknowns),
        ("device", organisation.runs()),
        &|at| organisation.run(at),
        &mut |run| {
            for (told, rule) in by_rule.iter_mut().zip(rules) {
                for (at, verdict) in [Verdict::Missed, Verdict::Unknown].into_iter().enumerate() {
                    let numbers = run.numbers(&rule.id, verdict);
                    told[at] += numbers.len() as u64;
                    told[at + 2] += numbers.iter().sum::<u64>();
                }
            }
        },
    )
    .map_err(|why| format!("{why:?}"))?;
    let totals = Totals::of(&verdicts.rules, &verdicts.gaps);
    Ok((by_rule, totals))
}

/// What all rules came to together.
#[derive(Default)]
struct Totals {
    counts: [u64; 4],
    gaps: usize,
    lacking: u64,
}

impl Totals {
    fn of(rules: &[judge::RuleVerdicts], gaps: &[judge::DataGap]) -> Self {
        let mut counts = [0; 4];
        for rule in rules {
            let of = rule.counts;
            let each = [of.met, of.missed, of.unknown, of.not_applicable];
            counts
                .iter_mut()
                .zip(each)
                .for_each(|(sum, count)| *sum += count);
        }
        Self {
            counts,
            gaps: gaps.len(),
            lacking: gaps.iter().map(|gap| gap.entities).sum(),
        }
    }
}

/// One form of judging: what its rounds took, and what it came to.
struct Line {
    what: &'static str,
    /// Seconds on the clock and of the processors, by round.
    rounds: Vec<(f64, f64)>,
    peak: u64,
    totals: Totals,
}

impl Line {
    fn of(
        what: &'static str,
        rounds: usize,
        mut perform: impl FnMut() -> Result<Totals, Failed>,
    ) -> Result<Self, Failed> {
        let mut line = Self {
            what,
            rounds: Vec::new(),
            peak: 0,
            totals: Totals::default(),
        };
        // The most that is held is counted from here.
        std::fs::write("/proc/self/clear_refs", "5").ok();
        for _ in 0..rounds {
            let (began, used) = (Instant::now(), processor());
            line.totals = perform()?;
            let used = (processor() - used) as f64 / 100.0;
            line.rounds.push((began.elapsed().as_secs_f64(), used));
        }
        line.peak = memory("VmHWM");
        line.rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
        Ok(line)
    }

    /// The median round.
    fn told(&self, devices: u64, rules: usize) {
        let (clock, used) = self.rounds[self.rounds.len() / 2];
        let checks = devices as f64 * rules as f64 / clock / 1e6;
        println!(
            "{:32} {clock:8.3} s, processors {used:7.2} s, {checks:6.0} M checks/s, at most {} MiB",
            self.what, self.peak
        );
        let [met, missed, unknown, rest] = self.totals.counts;
        if met > 0 {
            let (gaps, lacking) = (self.totals.gaps, self.totals.lacking);
            println!(
                "{:32} met {met}, missed {missed}, unknown {unknown}, not applicable {rest}; \
                 gaps {gaps} over {lacking} devices",
                ""
            );
        }
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
