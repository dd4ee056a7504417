//! What is proven from trees alone holds of every row that the evaluator sees.

use std::collections::BTreeMap;

use judge::{judge, tables};
use model::{EntityId, Inventory, RuleId, Verdict, Vocabulary};
use proptest::prelude::*;
use rules::{
    lint::{implied, opposed},
    prove::{Claim, Want, entails, impossible},
    tree::{Condition, Expectation, Modal, Rule, Subject},
};

use crate::organisation::{Dice, blank, clock, focused, inventory, vocabulary};

/// Every verdict of every rule.
fn verdicts(
    rules: &[Rule],
    vocabulary: &Vocabulary,
    inventory: &Inventory,
) -> BTreeMap<RuleId, BTreeMap<EntityId, Verdict>> {
    let tables = tables(inventory, vocabulary);
    let judgement = judge(rules, vocabulary, &tables, &clock()).unwrap();
    let all = [Verdict::Met, Verdict::Missed, Verdict::Unknown];
    let of = |rule: &Rule| {
        let each = all.into_iter().flat_map(|verdict| {
            let ids = judgement.entities(&rule.id, verdict);
            ids.map(move |id| (id, verdict)).collect::<Vec<_>>()
        });
        (rule.id.clone(), each.collect())
    };
    rules.iter().map(of).collect()
}

/// A rule that asks conditions of all, or of those that are as another condition says.
fn asking(id: &str, kind: &str, only: Option<Condition>, parts: Vec<Condition>) -> Rule {
    let subject = Subject {
        words: Vec::new(),
        kind: kind.into(),
        condition: only,
    };
    Rule {
        expectation: Expectation {
            subject,
            modal: Modal::Must,
            parts,
            unless: None,
        },
        ..blank(id)
    }
}

/// An organisation as connectors can make it: none states a word that the vocabulary defines.
fn observed(dice: &mut Dice<'_>, vocabulary: &Vocabulary) -> Inventory {
    let mut inventory = inventory(dice, vocabulary);
    for entity in inventory.kinds.values_mut().flatten() {
        entity.facts.remove("risky");
    }
    inventory
}

const WANTS: [Want; 4] = [Want::True, Want::NotFalse, Want::NotTrue, Want::False];

/// Whether a rule that binds all and asks a condition shows that the condition is as wanted.
fn shows(verdict: Verdict, want: Want) -> bool {
    match want {
        Want::True => verdict == Verdict::Met,
        Want::NotTrue => verdict != Verdict::Met,
        Want::False => verdict == Verdict::Missed,
        Want::NotFalse => verdict != Verdict::Missed,
    }
}

fn dice() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..400)
}

/// How many random cases are tried: `ALLHANDS_CASES`, else few enough for every day.
#[allow(
    clippy::disallowed_methods,
    reason = "a test asks how long it may take"
)]
fn cases() -> u32 {
    let asked = std::env::var("ALLHANDS_CASES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(96)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        max_shrink_iters: 4000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_called_impossible_is_so_of_no_row(bytes in dice(), words in dice()) {
        let vocabulary = vocabulary();
        let inventory = observed(&mut Dice(bytes.iter()), &vocabulary);
        let mut dice = Dice(words.iter());
        let kind = dice.pick(&["device", "person"]);
        let conditions: Vec<Condition> =
            (0..6).map(|_| focused(&mut dice, &vocabulary, kind, 2)).collect();
        let rules: Vec<Rule> = conditions
            .iter()
            .enumerate()
            .map(|(n, one)| asking(&format!("rule-{n}"), kind, None, vec![one.clone()]))
            .collect();
        let verdicts = verdicts(&rules, &vocabulary, &inventory);
        for (rule, condition) in rules.iter().zip(&conditions) {
            for want in WANTS {
                if impossible(&Claim::Is(condition.clone(), want), kind, &vocabulary) {
                    for (entity, verdict) in &verdicts[&rule.id] {
                        prop_assert!(!shows(*verdict, want), "{entity} {want:?} {condition:#?}");
                    }
                }
            }
            for (other, wide) in rules.iter().zip(&conditions) {
                if !entails(condition, wide, kind, &vocabulary) {
                    continue;
                }
                for (entity, verdict) in &verdicts[&rule.id] {
                    let of_wide = verdicts[&other.id][entity];
                    let kept = *verdict != Verdict::Met || of_wide == Verdict::Met;
                    let possible = *verdict == Verdict::Missed || of_wide != Verdict::Missed;
                    prop_assert!(kept && possible, "{entity} {condition:#?} {wide:#?}");
                }
            }
        }
    }

    #[test]
    fn whoever_misses_an_implied_rule_misses_the_other(bytes in dice(), words in dice()) {
        let vocabulary = vocabulary();
        let inventory = observed(&mut Dice(bytes.iter()), &vocabulary);
        let mut dice = Dice(words.iter());
        let conditions: Vec<Condition> =
            (0..4).map(|_| focused(&mut dice, &vocabulary, "device", 1)).collect();
        let mut rules = Vec::new();
        for n in 0..6 {
            let kind = dice.pick(&["device", "laptop"]);
            let only = dice.one_in(2).then(|| dice.pick(&conditions));
            let parts = (0..1 + dice.roll(2)).map(|_| dice.pick(&conditions)).collect();
            let mut rule = asking(&format!("rule-{n}"), kind, only, parts);
            if dice.one_in(3) {
                rule.expectation.unless = Some(dice.pick(&conditions));
            }
            if dice.one_in(3) {
                rule.within = vec!["department Finance".to_owned()];
            }
            if dice.one_in(4) {
                rule.except_within = vec!["department Sales".to_owned()];
            }
            rules.push(rule);
        }
        let verdicts = verdicts(&rules, &vocabulary, &inventory);
        for rule in &rules {
            for other in &rules {
                let missed = |rule: &Rule, entity: &EntityId| {
                    verdicts[&rule.id].get(entity) == Some(&Verdict::Missed)
                };
                if rule.id != other.id && implied(rule, other, &vocabulary) {
                    for entity in verdicts[&rule.id].keys() {
                        prop_assert!(!missed(rule, entity) || missed(other, entity),
                            "{entity} {rule:#?} {other:#?}");
                    }
                }
                if let Some((part, against)) = opposed(rule, other, &vocabulary) {
                    let both = vec![part, against];
                    let both = [asking("both", "device", None, both)];
                    let met = self::verdicts(&both, &vocabulary, &inventory);
                    let met = met[&both[0].id].values().filter(|v| **v == Verdict::Met).count();
                    prop_assert_eq!(met, 0);
                }
            }
        }
    }
}

#[test]
fn much_is_proven_of_random_conditions() {
    let vocabulary = vocabulary();
    let mut state = 1_u64;
    let mut bytes = || {
        let next = |_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 56) as u8
        };
        (0..400).map(next).collect::<Vec<u8>>()
    };
    let mut proven = 0;
    for _ in 0..2000 {
        let bytes = bytes();
        let mut dice = Dice(bytes.iter());
        let condition = focused(&mut dice, &vocabulary, "device", 2);
        let claim = |want| Claim::Is(condition.clone(), want);
        proven += WANTS
            .iter()
            .filter(|want| impossible(&claim(**want), "device", &vocabulary))
            .count();
    }
    assert!(proven > 200, "{proven}");
}
