//! Laws, over random rules and random small organisations.

use std::collections::BTreeMap;

use judge::{Judgement, Tables, judge, judge_since, tables};
use model::{
    EntityId, Inventory, RuleId, ScopeOutcome, Verdict, Vocabulary,
    span::Length,
    verdict::{UnknownSince, Unknowns},
};
use proptest::prelude::*;
use rules::tree::{Rule, WhenUnknown};

use crate::{
    interpreter::World,
    organisation::{Dice, clock, crowd, inventory, rule, rule_about, vocabulary},
};

fn judged(rules: &[Rule], vocabulary: &Vocabulary, inventory: &Inventory) -> Judgement {
    judge(rules, vocabulary, &tables(inventory, vocabulary), &clock()).unwrap()
}

fn all(judgement: &Judgement, rule: &RuleId) -> BTreeMap<EntityId, Verdict> {
    let verdicts = [
        Verdict::Met,
        Verdict::Missed,
        Verdict::Unknown,
        Verdict::NotApplicable,
    ];
    verdicts
        .into_iter()
        .flat_map(|verdict| {
            judgement
                .entities(rule, verdict)
                .map(move |id| (id, verdict))
        })
        .collect()
}

fn dice() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..700)
}

proptest! {
    #![proptest_config(ProptestConfig {
        max_shrink_iters: 4000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn evaluator_and_interpreter_agree_on_every_verdict(bytes in dice(), words in dice()) {
        let vocabulary = vocabulary();
        let inventory = inventory(&mut Dice(bytes.iter()), &vocabulary);
        let mut dice = Dice(words.iter());
        let rules: Vec<Rule> =
            (0..4).map(|n| rule(&mut dice, &vocabulary, &format!("rule-{n}"))).collect();
        let judgement = judged(&rules, &vocabulary, &inventory);
        let world = World::observed(&inventory, &vocabulary, clock().now, clock().zone);
        for rule in &rules {
            let kind = rule.expectation.subject.kind.as_str();
            let entities = world.judged(kind);
            let counts = judgement.rules().iter().find(|r| r.rule == rule.id).unwrap().counts;
            let total = counts.met + counts.missed + counts.unknown + counts.not_applicable;
            prop_assert_eq!(entities.len() as u64, total);
            for (number, id) in entities {
                let entity = EntityId::new(vocabulary.root(kind), number);
                let expected = world.verdict(rule, &id);
                let got = judgement.verdict(&rule.id, &entity);
                prop_assert_eq!(got, Some(expected), "{} {:?}", entity, rule);
                // One row through the same kernels says the same, in full.
                let one = judgement.assess(&rule.id, &entity).unwrap();
                prop_assert_eq!(one.verdict, expected, "one row of {}", entity);
                let opening = format!("{expected} because: ");
                prop_assert!(one.because.starts_with(&opening), "{}", one.because);
                for part in &one.parts {
                    let newest = part.evidence.values().max().copied();
                    prop_assert_eq!(part.snapshot_at, newest);
                    let listed = part.items.iter().any(|item| part.unsure.contains(&item.key));
                    prop_assert!(!listed, "no row is both missed and unsure");
                    let ran_out = part.items.iter().filter(|item| item.ran_out).count();
                    prop_assert!(!part.ran_out || ran_out == part.items.len());
                }
            }
        }
    }

    #[test]
    fn taking_a_source_away_adds_no_missed_verdict(
        bytes in dice(),
        words in dice(),
        at in 0..3_usize,
    ) {
        let vocabulary = vocabulary();
        let mut inventory = inventory(&mut Dice(bytes.iter()), &vocabulary);
        let rule = rule(&mut Dice(words.iter()), &vocabulary, "rule");
        let before = all(&judged(std::slice::from_ref(&rule), &vocabulary, &inventory), &rule.id);
        inventory.coverage.scopes[at].outcome = ScopeOutcome::Failed;
        inventory.coverage.scopes[at].snapshot_at = None;
        let after = all(&judged(std::slice::from_ref(&rule), &vocabulary, &inventory), &rule.id);
        for (entity, verdict) in after {
            if verdict == Verdict::Missed {
                prop_assert_eq!(before[&entity], Verdict::Missed, "{} {:#?}", entity, rule);
            }
            if verdict == Verdict::Met {
                // A rule that perhaps applies, and whose expectation is met, is met.
                let allowed = [Verdict::Met, Verdict::NotApplicable];
                prop_assert!(allowed.contains(&before[&entity]), "{} {:#?}", entity, rule);
            }
        }
    }

    #[test]
    fn a_tightening_never_improves_a_verdict(bytes in dice(), words in dice()) {
        let vocabulary = vocabulary();
        let inventory = inventory(&mut Dice(bytes.iter()), &vocabulary);
        let mut dice = Dice(words.iter());
        let baseline = rule_about(&mut dice, &vocabulary, "baseline", "device");
        let mut unit = rule_about(&mut dice, &vocabulary, "unit", "laptop");
        unit.tightens = Some(baseline.id.clone());
        let alone = judged(std::slice::from_ref(&baseline), &vocabulary, &inventory);
        let both = judged(&[baseline.clone(), unit], &vocabulary, &inventory);
        let before = all(&alone, &baseline.id);
        for (entity, verdict) in all(&both, &baseline.id) {
            prop_assert!(verdict >= before[&entity], "{}", entity);
            prop_assert_eq!(both.assess(&baseline.id, &entity).unwrap().verdict, verdict);
        }
    }

    #[test]
    fn an_unknown_that_lasts_ends_where_fail_begins(bytes in dice(), words in dice()) {
        let vocabulary = vocabulary();
        let inventory = inventory(&mut Dice(bytes.iter()), &vocabulary);
        let report = rule(&mut Dice(words.iter()), &vocabulary, "rule");
        let when = |when_unknown| Rule { when_unknown, ..report.clone() };
        let after = when(WhenUnknown::FailAfter(Length::days(2)));
        let tables = tables(&inventory, &vocabulary);
        let verdicts = |rule: &Rule, before: &Unknowns| {
            let rules = std::slice::from_ref(rule);
            let judged = judge_since(rules, &vocabulary, &tables, &clock(), before).unwrap();
            (all(&judged, &rule.id), judged.unknown_since())
        };
        let none = Unknowns::new();
        let (reported, _) = verdicts(&report, &none);
        let (failed, _) = verdicts(&when(WhenUnknown::Fail), &none);
        let (at_first, since) = verdicts(&after, &none);
        prop_assert_eq!(&at_first, &reported, "nothing lasted yet");
        // The clocks are those of the unknown; they count where everybody was there to answer.
        let since = since.get(&report.id).cloned().unwrap_or_default();
        for (entity, verdict) in &reported {
            let clock = since.get(entity);
            prop_assert_eq!(clock.is_some(), *verdict == Verdict::Unknown, "{}", entity);
            let counts = clock.is_some_and(|clock| clock.counts);
            let fails = *verdict == Verdict::Unknown && failed[entity] == Verdict::Missed;
            prop_assert_eq!(counts, fails, "{}", entity);
        }
        let long_ago = |ran: bool| -> Unknowns {
            let hours = jiff::SignedDuration::from_hours;
            let clock = UnknownSince {
                since: clock().now - hours(49),
                seen: clock().now - hours(1),
                counts: ran,
            };
            let clocks = reported.keys().map(|entity| (entity.clone(), clock));
            [(report.id.clone(), clocks.collect())].into()
        };
        let (lasted, _) = verdicts(&after, &long_ago(true));
        prop_assert_eq!(&lasted, &failed, "it lasted for two days");
        // The hour since the last pass does not count: 48 are left, which is just enough.
        let (stood, _) = verdicts(&after, &long_ago(false));
        prop_assert_eq!(&stood, &failed, "48 of 49 hours counted");
    }

    #[test]
    fn stored_tables_come_back_as_they_were(bytes in dice()) {
        let vocabulary = vocabulary();
        let inventory = inventory(&mut Dice(bytes.iter()), &vocabulary);
        let before = tables(&inventory, &vocabulary);
        let coverage = inventory.coverage.clone();
        let after = Tables::from_batches(before.to_batches(), &vocabulary, coverage).unwrap();
        prop_assert_eq!(before, after);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 32,
        max_shrink_iters: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn how_many_entities_are_judged_at_a_time_changes_nothing(
        bytes in dice(),
        words in dice(),
        window in 1..4_usize,
    ) {
        let vocabulary = vocabulary();
        let inventory = crowd(&mut Dice(bytes.iter()), &vocabulary, 70);
        let mut dice = Dice(words.iter());
        let mut rules: Vec<Rule> =
            (0..3).map(|n| rule(&mut dice, &vocabulary, &format!("rule-{n}"))).collect();
        rules[0].when_unknown = WhenUnknown::FailAfter(Length::days(2));
        let tables = tables(&inventory, &vocabulary);
        let none = Unknowns::new();
        let clock = clock();
        let world = (&vocabulary, &tables, &clock, &none);
        let whole = judge::judge_by(&rules, world, usize::MAX).unwrap();
        let parts = judge::judge_by(&rules, world, window * 33).unwrap();
        prop_assert_eq!(whole.rules(), parts.rules());
        prop_assert_eq!(whole.data_gaps(), parts.data_gaps());
        prop_assert_eq!(whole.unknown_since(), parts.unknown_since());
        for rule in &rules {
            let verdicts = all(&whole, &rule.id);
            prop_assert_eq!(&verdicts, &all(&parts, &rule.id));
            // Each entity by itself is judged row by row, by the kernels alone.
            for (entity, verdict) in verdicts {
                let one = parts.assess(&rule.id, &entity).unwrap();
                prop_assert_eq!(one.verdict, verdict, "{} {:?}", entity, rule);
            }
        }
    }
}
