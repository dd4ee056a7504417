//! Judging on no more than is wanted, and a run of entities at a time.

use std::{collections::BTreeSet, convert::Infallible, ops::Range};

use arrow_array::{RecordBatch, UInt32Array, cast::AsArray, types::UInt32Type};
use judge::{Judgement, RunsError, Tables, Wanted, judge, judge_runs, tables};
use model::{RuleId, Verdict, Vocabulary, span::Length, verdict::Unknowns};
use proptest::prelude::*;
use rules::tree::{Rule, WhenUnknown};

use crate::organisation::{Dice, clock, crowd, rule, vocabulary};

type Batches = Vec<(String, RecordBatch)>;

const VERDICTS: [Verdict; 4] = [
    Verdict::Met,
    Verdict::Missed,
    Verdict::Unknown,
    Verdict::NotApplicable,
];

fn says<'b>(batch: &'b RecordBatch, key: &str) -> &'b str {
    let metadata = &batch.schema_ref().metadata;
    metadata.get(key).map_or("", String::as_str)
}

/// The batches with no more columns than are wanted.
fn narrowed(batches: &Batches, wanted: &Wanted<'_>) -> Batches {
    let wanted = batches.iter().filter_map(|(name, batch)| {
        let (kind, relation) = (says(batch, "kind"), says(batch, "relation"));
        let read = |column: &str| match relation {
            "" => wanted.column(kind, column),
            _ => wanted.edge_column(&batch.schema_ref().metadata, column),
        };
        let wants = match relation {
            "" => wanted.kind(kind),
            _ => wanted.relation(relation),
        };
        let fields = batch.schema_ref().fields().iter().enumerate();
        let kept = fields.filter(|(_, field)| read(field.name()));
        let kept: Vec<usize> = kept.map(|(at, _)| at).collect();
        wants.then(|| (name.clone(), batch.project(&kept).unwrap()))
    });
    wanted.collect()
}

fn rows<'b>(batch: &'b RecordBatch, column: &str) -> &'b UInt32Array {
    batch
        .column_by_name(column)
        .unwrap()
        .as_primitive::<UInt32Type>()
}

/// The part kinds of a kind whose rows lie one behind the other, in the order of their wholes.
fn aligned(batches: &Batches, kind: &str, vocabulary: &Vocabulary) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    let mut met = BTreeSet::new();
    for (_, batch) in batches {
        let to = says(batch, "to");
        let is_part = vocabulary.kind(to).is_some_and(|to| to.part_of.is_some());
        if says(batch, "relation").is_empty() || !is_part {
            continue;
        }
        let in_order = rows(batch, "child")
            .iter()
            .eq((0..batch.num_rows() as u32).map(Some));
        let alone = met.insert(to.to_owned());
        if says(batch, "kind") == kind && in_order && alone {
            kinds.insert(to.to_owned());
        } else {
            kinds.remove(to);
        }
    }
    kinds
}

/// A run of a kind's rows with the rows of its relations, and with its aligned parts.
fn cut(batches: &Batches, kind: &str, run: Range<u32>, parts: &BTreeSet<String>) -> Batches {
    let of_kind = |kind: &str| {
        batches
            .iter()
            .find(|(_, b)| says(b, "kind") == kind && says(b, "relation").is_empty())
    };
    let slice =
        |batch: &RecordBatch, rows: Range<u32>| batch.slice(rows.start as usize, rows.len());
    let mut all = Vec::new();
    if let Some((name, whole)) = of_kind(kind) {
        all.push((name.clone(), slice(whole, run.clone())));
    }
    for (name, batch) in batches {
        if says(batch, "kind") != kind || says(batch, "relation").is_empty() {
            continue;
        }
        let parents = rows(batch, "parent").values();
        let at = |row| u32::try_from(parents.partition_point(|parent| *parent < row)).unwrap();
        let edges = at(run.start)..at(run.end);
        let listed = says(batch, "listed")[run.start as usize..run.end as usize].to_owned();
        let mut cut = slice(batch, edges.clone());
        let metadata = cut.schema_metadata_mut();
        metadata.insert("listed".to_owned(), listed);
        metadata.insert("parents from".to_owned(), run.start.to_string());
        let to = says(batch, "to");
        if let Some(first) = metadata.get_mut("aligned") {
            let from: u32 = first.parse().unwrap();
            *first = (from + edges.start).to_string();
        }
        if parts.contains(to) {
            // Its rows lie in order, so they count from the first of the run.
            metadata.insert("aligned".to_owned(), "0".to_owned());
            metadata.insert("children from".to_owned(), edges.start.to_string());
            if let Some((name, whole)) = of_kind(to) {
                all.push((name.clone(), slice(whole, edges)));
            }
        }
        all.push((name.clone(), cut));
    }
    all
}

/// Numbers by rule and verdict.
fn numbers(judgement: &Judgement, rules: &[Rule]) -> Vec<(RuleId, [Vec<u64>; 4])> {
    let of = |rule: &Rule| VERDICTS.map(|verdict| judgement.numbers(&rule.id, verdict));
    rules
        .iter()
        .map(|rule| (rule.id.clone(), of(rule)))
        .collect()
}

fn dice() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..700)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 96,
        max_shrink_iters: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_wanted_is_all_that_is_needed_and_runs_come_to_what_the_whole_does(
        bytes in dice(),
        words in dice(),
        long in 1..40_u32,
    ) {
        let (vocabulary, clock) = (vocabulary(), clock());
        let inventory = crowd(&mut Dice(bytes.iter()), &vocabulary, 60);
        let mut dice = Dice(words.iter());
        let mut rules: Vec<Rule> =
            (0..3).map(|n| rule(&mut dice, &vocabulary, &format!("rule-{n}"))).collect();
        rules[0].when_unknown = WhenUnknown::FailAfter(Length::days(2));
        let coverage = &inventory.coverage;
        let full = tables(&inventory, &vocabulary);
        let stored = full.to_batches();

        let wanted = Wanted::of(&rules, &vocabulary, coverage).unwrap();
        let some = narrowed(&stored, &wanted);
        let some = Tables::from_wanted(some, &wanted, coverage.clone()).unwrap();
        let expected = judge(&rules, &vocabulary, &full, &clock).unwrap();
        let got = judge(&rules, &vocabulary, &some, &clock).unwrap();
        prop_assert_eq!(expected.rules(), got.rules());
        prop_assert_eq!(expected.data_gaps(), got.data_gaps());
        prop_assert_eq!(numbers(&expected, &rules), numbers(&got, &rules));

        for rule in &rules {
            let about = std::slice::from_ref(rule);
            let kind = vocabulary.root(rule.expectation.subject.kind.as_str());
            let wanted = Wanted::of(about, &vocabulary, coverage).unwrap();
            let some = narrowed(&stored, &wanted);
            let parts = aligned(&stored, kind, &vocabulary);
            let (mine, others): (Batches, Batches) = some.into_iter().partition(|(_, batch)| {
                let of = says(batch, "kind");
                of == kind || parts.contains(of)
            });
            // What comes back to the kind from elsewhere needs all of it.
            let others = if wanted.streams(kind) { others } else { Vec::new() };
            let whole = Tables::from_wanted(others, &wanted, coverage.clone()).unwrap();
            let count = u32::try_from(full.to_batches().iter()
                .find(|(_, b)| says(b, "kind") == kind && says(b, "relation").is_empty())
                .map_or(0, |(_, b)| b.num_rows())).unwrap();
            let run = |at: usize| {
                let from = at as u32 * long;
                let run = from..count.min(from + long);
                Ok::<_, Infallible>(cut(&mine, kind, run, &parts))
            };
            let none = Unknowns::new();
            let world = (&vocabulary, &whole, &clock, &none);
            let mut seen = VERDICTS.map(|_| Vec::new());
            let runs = (kind, count.div_ceil(long) as usize);
            let got = judge_runs(about, world, runs, &run, &mut |part| {
                for (all, verdict) in seen.iter_mut().zip(VERDICTS) {
                    all.extend(part.numbers(&rule.id, verdict));
                }
            });
            if !wanted.streams(kind) {
                prop_assert!(matches!(got, Err(RunsError::Rules(_))));
                continue;
            }
            let expected = judge(about, &vocabulary, &full, &clock).unwrap();
            let got = got.unwrap();
            prop_assert_eq!(expected.rules(), &got.rules[..]);
            prop_assert_eq!(expected.data_gaps(), got.gaps);
            prop_assert_eq!(expected.unknown_since(), got.unknown_since);
            prop_assert_eq!(&numbers(&expected, about)[0].1, &seen);
        }
    }
}

#[test]
fn a_run_that_cannot_be_read_ends_the_pass_with_what_was_wrong() {
    let (vocabulary, clock, none) = (vocabulary(), clock(), Unknowns::new());
    let bytes = [7_u8; 400];
    let rule = rule(&mut Dice(bytes.iter()), &vocabulary, "rule");
    let kind = vocabulary.root(rule.expectation.subject.kind.as_str());
    let inventory = crowd(&mut Dice(bytes.iter()), &vocabulary, 4);
    let whole = tables(&inventory, &vocabulary);
    let read = |at: usize| match at {
        3 => Err("the disk is gone"),
        _ => Ok(Batches::new()),
    };
    let world = (&vocabulary, &whole, &clock, &none);
    let ended = judge_runs(
        std::slice::from_ref(&rule),
        world,
        (kind, 50),
        &read,
        &mut |_| {},
    );
    assert!(
        matches!(ended, Err(RunsError::Read("the disk is gone"))),
        "{ended:?}"
    );
}
