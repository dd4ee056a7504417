//! Engines that judge one thing at a time, on the first devices only: each of them by every rule
//! that reads nothing but the device, held against what the judge says of the same. All seconds are
//! the processor's: what counts is what one core does in one.

mod custodian;
mod rego;
mod rows;
mod rule;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Instant,
};

use jiff::tz::TimeZone;
use judge::{Clock, Wanted};
use model::{Verdict, Vocabulary};
use rules::tree::Rule;
use serde_json::{Value, json};

use self::{
    rego::Form,
    rows::Row,
    rule::{Plain, Reader},
};
use crate::{Failed, generate::coverage, organisation::Organisation, processor};

/// Devices that regorus judges, and those that Cloud Custodian does: each takes seconds.
const REGORUS: usize = 5_000;
const CUSTODIAN: usize = 1_000;

/// What is not known: a verdict of its own, or simply what does not hold, as most would write it.
#[derive(Clone, Copy, PartialEq)]
enum Logic {
    Three,
    Two,
}

/// The numbers of the devices that miss a rule, and of those that are unknown.
#[derive(Clone, Default)]
struct Answer {
    missed: Vec<u64>,
    unknown: Vec<u64>,
}

/// What is asked of everybody: the rules, the devices, and what the judge says of them.
struct Sample {
    rows: Vec<Row>,
    plain: Vec<Plain>,
    ours: Vec<Answer>,
}

/// One form of an engine: the rules it answered by their place, and the processor's seconds of its
/// median round.
struct Told {
    form: String,
    logic: Logic,
    devices: usize,
    answers: BTreeMap<usize, Answer>,
    seconds: f64,
    load: f64,
}

/// Judges the sample by every engine and prints what it took.
pub fn compare(
    python: &str,
    (folder, rounds): (&Path, usize),
    (vocabulary, rules): (&Vocabulary, &[Rule]),
    clock: &Clock,
) -> Result<(), Failed> {
    let own = rules.iter().filter(|rule| rule::reads_one_device(rule));
    let own: Vec<Rule> = own.cloned().collect();
    let reader = Reader {
        vocabulary,
        now: clock.now,
        today: clock.now.to_zoned(TimeZone::UTC).date(),
    };
    let plain = own.iter().map(|rule| reader.rule(rule));
    let plain: Vec<Plain> = plain.collect::<Result<_, _>>()?;
    println!(
        "\non a sample: {} of {} rules, those that read nothing but the device; \
         seconds of one core",
        own.len(),
        rules.len()
    );
    println!(
        "{:46} {:>8} {:>6} {:>9} {:>18} {:>7}",
        "", "devices", "rules", "seconds", "checks/core-second", "load s"
    );
    let ours = ours(folder, (vocabulary, &own), clock, rounds)?;
    let columns: BTreeSet<&str> = plain.iter().flat_map(Plain::columns).collect();
    let wanted = |column: &str| {
        column == "number" || columns.contains(column.strip_suffix("_k").unwrap_or(column))
    };
    let rows = rows::read(&folder.join("plain"), REGORUS, &wanted)?;
    let sample = Sample { rows, plain, ours };
    for (logic, form) in [
        (Logic::Three, Form::Compiled),
        (Logic::Three, Form::Interpreted),
        (Logic::Two, Form::Compiled),
        (Logic::Two, Form::Interpreted),
    ] {
        told("regorus", sample.regorus(logic, form, rounds), &sample);
    }
    for logic in [Logic::Three, Logic::Two] {
        let answer = sample.custodian(python, &folder.join("plain"), logic, rounds);
        told("c7n", answer, &sample);
    }
    Ok(())
}

/// Judges the first run of devices in memory and prints what it took of one core. It is repeated
/// until the processor's time can be told.
fn ours(
    folder: &Path,
    (vocabulary, rules): (&Vocabulary, &[Rule]),
    clock: &Clock,
    rounds: usize,
) -> Result<Vec<Answer>, Failed> {
    let wanted =
        Wanted::of(rules, vocabulary, &coverage(vocabulary)).map_err(|p| format!("{p:?}"))?;
    let organisation = Organisation::open(folder, &wanted)?;
    let began = Instant::now();
    let batches = organisation.run(0)?;
    let devices = batches.first().map_or(0, |(_, batch)| batch.num_rows());
    let tables = organisation.tables(batches)?;
    let load = began.elapsed().as_secs_f64();
    let (mut times, used) = (0, processor());
    let mut answers = Vec::new();
    while times < rounds || processor() - used < 200 {
        let judgement =
            judge::judge(rules, vocabulary, &tables, clock).map_err(|p| format!("{p:?}"))?;
        let of = |rule: &Rule| Answer {
            missed: judgement.numbers(&rule.id, Verdict::Missed),
            unknown: judgement.numbers(&rule.id, Verdict::Unknown),
        };
        answers = rules.iter().map(of).collect();
        times += 1;
    }
    let seconds = (processor() - used) as f64 / 100.0 / times as f64;
    line(
        "ours, tables in memory",
        devices,
        rules.len(),
        seconds,
        load,
    );
    println!();
    Ok(answers)
}

fn line(form: &str, devices: usize, rules: usize, seconds: f64, load: f64) {
    let checks = devices as f64 * rules as f64 / seconds / 1e6;
    print!("{form:46} {devices:8} {rules:6} {seconds:9.3} {checks:16.3} M {load:7.2}");
}

fn told(name: &str, told: Result<Told, Failed>, sample: &Sample) {
    match told {
        Err(why) => println!("{name}: {why}"),
        Ok(told) => {
            let (rules, seconds) = (told.answers.len(), told.seconds);
            line(&told.form, told.devices, rules, seconds, told.load);
            println!("  {}", sample.held_against(&told));
        }
    }
}

impl Sample {
    fn regorus(&self, logic: Logic, form: Form, rounds: usize) -> Result<Told, Failed> {
        let began = Instant::now();
        let mut asked = rego::Asked::new(rego::Policy::new(logic, &self.plain), form)?;
        let inputs = rego::inputs(&self.rows, logic)?;
        let load = began.elapsed().as_secs_f64();
        let mut times = Vec::new();
        let mut answers = Vec::new();
        for _ in 0..rounds.max(1) {
            let used = processor();
            answers = asked.answer(&inputs)?;
            times.push((processor() - used) as f64 / 100.0);
        }
        times.sort_by(f64::total_cmp);
        let form = match form {
            Form::Interpreted => "interpreted",
            Form::Compiled => "compiled",
        };
        Ok(Told {
            form: format!("regorus {form}, {}", logic.name()),
            logic,
            devices: inputs.len(),
            answers: answers.into_iter().enumerate().collect(),
            seconds: times[times.len() / 2],
            load,
        })
    }

    fn custodian(
        &self,
        python: &str,
        folder: &Path,
        logic: Logic,
        rounds: usize,
    ) -> Result<Told, Failed> {
        let mut asked = Vec::new();
        for (at, rule) in self.plain.iter().enumerate() {
            match custodian::policies(logic, rule) {
                Ok(filters) => asked.push((at, filters)),
                Err(why) => println!("c7n is not asked rule {at}: {why}"),
            }
        }
        let rows = &self.rows[..CUSTODIAN.min(self.rows.len())];
        let policies: Vec<&Value> = asked.iter().map(|(_, filters)| filters).collect();
        let file = folder.join("custodian.json");
        let task = json!({"rows": rows, "policies": policies});
        std::fs::write(&file, serde_json::to_vec(&task)?)?;
        let arguments = [&file.display().to_string(), &rounds.max(1).to_string()];
        let said = super::run(python, "c7n_rules.py", &arguments.map(String::as_str))?;
        let ids: Vec<[Vec<u64>; 2]> = serde_json::from_value(said["ids"].clone())?;
        let answer = |[missed, unknown]: [Vec<u64>; 2]| Answer { missed, unknown };
        let places = asked.iter().map(|(at, _)| *at);
        let version = said["version"].as_str().unwrap_or_default();
        Ok(Told {
            form: format!("c7n {version}, {}", logic.name()),
            logic,
            devices: rows.len(),
            answers: places.zip(ids.into_iter().map(answer)).collect(),
            seconds: said["seconds"].as_f64().ok_or("no seconds")?,
            load: said["load"].as_f64().unwrap_or_default(),
        })
    }

    /// How far the answers are the judge's: all of them where unknown is a verdict, and else those
    /// about devices of which everything is known that the rule reads.
    fn held_against(&self, told: &Told) -> String {
        let mut differ = Vec::new();
        let (mut compared, mut unknown, mut called) = (0, 0, 0);
        for (at, theirs) in &told.answers {
            let of_sample = |ids: &[u64]| -> BTreeSet<u64> {
                ids.iter()
                    .copied()
                    .filter(|id| *id <= told.devices as u64)
                    .collect()
            };
            let ours = Answer::clone(&self.ours[*at]);
            let [missed, open] = [&ours.missed, &ours.unknown].map(|ids| of_sample(ids));
            let [they_miss, they_leave] =
                [&theirs.missed, &theirs.unknown].map(|ids| of_sample(ids));
            let known: BTreeSet<u64> = match told.logic {
                Logic::Three => (1..=told.devices as u64).collect(),
                Logic::Two => self.known(&self.plain[*at], told.devices),
            };
            compared += known.len();
            unknown += open.len();
            called += open.intersection(&they_miss).count();
            let both = |ids: &BTreeSet<u64>| ids.intersection(&known).copied().collect();
            let [missed, open, they_miss, they_leave]: [BTreeSet<u64>; 4] =
                [&missed, &open, &they_miss, &they_leave].map(both);
            if (&missed, &open) != (&they_miss, &they_leave) {
                differ.push((
                    *at,
                    [they_miss.len(), they_leave.len(), missed.len(), open.len()],
                ));
            }
        }
        let rules = told.answers.len();
        let share = compared * 100 / (told.devices * rules).max(1);
        let mut says = match differ.first() {
            None => format!("all {rules} rules agree"),
            Some((at, counts)) => format!(
                "{} rules differ, the first is {at}: missed and unknown {:?}, ours {:?}",
                differ.len(),
                &counts[..2],
                &counts[2..]
            ),
        };
        if told.logic == Logic::Two {
            says += &format!(
                " on the {share} of 100 checks where all is known; \
                 calls {called} of {unknown} unknown missed"
            );
        }
        says
    }

    /// The devices of which everything is known that a rule reads.
    fn known(&self, rule: &Plain, devices: usize) -> BTreeSet<u64> {
        let columns = rule.columns();
        let columns: Vec<String> = columns.iter().map(|column| format!("{column}_k")).collect();
        let known = |row: &&Row| {
            let mut cells = columns.iter().map(|column| &row[column]);
            cells.all(|cell| cell.as_u64() == Some(0))
        };
        let rows = self.rows[..devices].iter().filter(known);
        rows.filter_map(|row| row["number"].as_u64()).collect()
    }
}

impl Logic {
    fn name(self) -> &'static str {
        match self {
            Self::Three => "three values",
            Self::Two => "two values",
        }
    }
}
