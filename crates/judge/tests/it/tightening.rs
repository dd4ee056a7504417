//! Tighten, never weaken: over random baselines, tightenings and organisations.

use std::cell::Cell;

use judge::{Judgement, judge, tables};
use model::{EntityId, Inventory, RuleId, Verdict, Vocabulary};
use proptest::{
    prelude::*,
    test_runner::{TestCaseError, TestRunner},
};
use rules::{
    tighten::{Amount, Direction, Terms, settings},
    tree::{Rule, SettingValue, WhenUnknown},
};

use crate::organisation::{
    Dice, clock, inventory, labelled, rule_about, set, turning, vocabulary, with_setting,
};

/// How many random cases are tried: `ALLHANDS_CASES`, else few enough for every day.
#[allow(
    clippy::disallowed_methods,
    reason = "a test asks how long it may take"
)]
fn cases() -> u32 {
    let asked = std::env::var("ALLHANDS_CASES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(192)
}

/// Runs a law over random bytes: an organisation, and rules.
fn law(check: impl Fn(&Inventory, &Vocabulary, &mut Dice<'_>) -> Result<(), TestCaseError>) {
    let config = ProptestConfig {
        cases: cases(),
        max_shrink_iters: 4000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    // Where the dice run out everything is the simplest, so that they last for long.
    let bytes = || prop::collection::vec(any::<u8>(), 300..700);
    let vocabulary = vocabulary();
    let run = TestRunner::new(config).run(&(bytes(), bytes()), |(bytes, words)| {
        let inventory = inventory(&mut Dice(bytes.iter()), &vocabulary);
        check(&inventory, &vocabulary, &mut Dice(words.iter()))
    });
    run.unwrap_or_else(|failure| panic!("{failure}"));
}

fn judged(rules: &[&Rule], vocabulary: &Vocabulary, inventory: &Inventory) -> Judgement {
    let rules: Vec<Rule> = rules.iter().map(|rule| (*rule).clone()).collect();
    judge(&rules, vocabulary, &tables(inventory, vocabulary), &clock()).unwrap()
}

/// Everything a rule gives a verdict.
fn entities(judgement: &Judgement, rule: &RuleId) -> Vec<EntityId> {
    let verdicts = [
        Verdict::Met,
        Verdict::Missed,
        Verdict::Unknown,
        Verdict::NotApplicable,
    ];
    let each = verdicts.into_iter();
    each.flat_map(|verdict| judgement.entities(rule, verdict))
        .collect()
}

/// Fails where an entity is let off anything that it is held to before. True where more is asked.
fn never_weaker(
    before: &Judgement,
    after: &Judgement,
    rule: &RuleId,
    entity: &EntityId,
) -> Result<bool, TestCaseError> {
    let (old, new) = (
        before.assess(rule, entity).unwrap(),
        after.assess(rule, entity).unwrap(),
    );
    prop_assert_eq!(after.verdict(rule, entity), Some(new.verdict));
    prop_assert!(
        new.verdict >= old.verdict,
        "{:?} after {:?}",
        new.verdict,
        old.verdict
    );
    if old.verdict == Verdict::NotApplicable {
        return Ok(new.verdict > old.verdict);
    }
    prop_assert!(
        new.severity >= old.severity,
        "severity {} {}",
        new.severity,
        old.severity
    );
    let over = |one, other| before.is_shorter((rule, entity), (one, other)).unwrap();
    match (old.fix_within, new.fix_within) {
        (Some(old), Some(new)) => prop_assert!(!over(old, new), "{} was {}", new, old),
        (old, new) => prop_assert!(old.is_none() || new.is_some(), "the deadline is gone"),
    }
    match (old.wait, new.wait) {
        (Some(old), Some(new)) => prop_assert!(!over(old, new), "waits {} was {}", new, old),
        (old, new) => prop_assert!(new.is_none() || old.is_some(), "it waits"),
    }
    // A clock that starts at no date starts at the first miss, before every date ahead of it.
    match (old.count_from, new.count_from) {
        (Some(old), Some(new)) => prop_assert!(new <= old, "counts from {} was {}", new, old),
        (old, new) => prop_assert!(new.is_none() || old.is_some(), "counts from a date"),
    }
    for point in ["deploy", "commit", "dns"] {
        let mode = |judgement: &Judgement| judgement.mode(rule, entity, point).unwrap();
        prop_assert!(mode(after) >= mode(before), "softer at {}", point);
    }
    let stricter = new.verdict > old.verdict
        || new.severity > old.severity
        || new.fix_within != old.fix_within
        || new.wait != old.wait;
    Ok(stricter)
}

/// A value next to another, so much larger or smaller; none where there is none.
fn moved(value: &SettingValue, amount: &Amount, by: i64) -> Option<SettingValue> {
    Some(match (value, amount) {
        (SettingValue::Length(length), _) => {
            let count = u32::try_from((i64::from(length.count) + by).max(0)).ok()?;
            SettingValue::Length(model::span::Length { count, ..*length })
        }
        (SettingValue::Number(_), Amount::Number(number)) => {
            SettingValue::Number((number + by as f64).to_string())
        }
        (SettingValue::Number(_), Amount::Version(version)) => {
            let (first, rest) = version.split_once('.').unwrap_or((version, "0"));
            let first = i64::try_from(first.parse::<u64>().ok()?).ok()? + by;
            SettingValue::Number(format!("{}.{rest}", u64::try_from(first).ok()?))
        }
        _ => return None,
    })
}

#[test]
fn a_value_moved_the_stricter_way_lets_nothing_off() {
    let (tried, changed) = (Cell::new(0_u64), Cell::new(0_u64));
    law(|inventory, vocabulary, dice| {
        let kind = dice.pick(&["device", "laptop", "person"]);
        let rule = match dice.one_in(4) {
            true => rule_about(dice, vocabulary, "rule", kind),
            false => turning(dice, vocabulary, kind),
        };
        let rule = labelled(dice, vocabulary, rule);
        // An unknown that counts as missed depends on which source is asked, not on values alone.
        let rule = Rule {
            when_unknown: WhenUnknown::Report,
            ..rule
        };
        // Some values have no order, so that several are tried.
        let chosen = (0..6).find_map(|_| {
            let rule = with_setting(dice, rule.clone())?;
            let setting = settings(&rule).remove(0);
            match setting.terms {
                Terms::Chosen(amount, direction) => Some((rule, setting.value, amount, direction)),
                Terms::Fixed(_) => None,
            }
        });
        let Some((rule, value, amount, direction)) = chosen else {
            return Ok(());
        };
        let by = dice.pick(&[1, 3, 9, 30]);
        let by = match direction {
            Direction::Larger => by,
            Direction::Smaller => -by,
        };
        let Some(value) = moved(&value, &amount, by) else {
            return Ok(());
        };
        let stricter = set(rule.clone(), &value);
        let before = judged(&[&rule], vocabulary, inventory);
        let after = judged(&[&stricter], vocabulary, inventory);
        for entity in entities(&before, &rule.id) {
            let more = never_weaker(&before, &after, &rule.id, &entity)?;
            tried.set(tried.get() + 1);
            changed.set(changed.get() + u64::from(more));
        }
        Ok(())
    });
    let (tried, changed) = (tried.get(), changed.get());
    println!("{tried} records, of which {changed} were asked for more");
    assert!(
        changed > 0,
        "none of {tried} records was asked for more: nothing was shown"
    );
}

/// A rule that narrows another: the same with another value, looser or stricter, or any sentence.
fn tightening(dice: &mut Dice<'_>, vocabulary: &Vocabulary, of: &Rule, id: &str) -> Rule {
    let kind = of.expectation.subject.kind.to_string();
    let kind = match kind.as_str() {
        "person" => "person",
        _ => dice.pick(&["device", "laptop"]),
    };
    let own = match with_setting(dice, of.clone()).filter(|_| dice.one_in(2)) {
        Some(rule) => {
            let value = rule.settings[0].value.clone();
            let amount = match &settings(&rule)[0].terms {
                Terms::Chosen(amount, _) => amount.clone(),
                Terms::Fixed(_) => Amount::Count(0),
            };
            let by = dice.roll(9) as i64 - 4;
            let value = moved(&value, &amount, by).unwrap_or(value);
            set(rule, &value)
        }
        None => rule_about(dice, vocabulary, id, kind),
    };
    let own = match dice.one_in(3) {
        true => own,
        false => labelled(dice, vocabulary, own),
    };
    Rule {
        id: id.into(),
        within: match dice.one_in(3) {
            true => Vec::new(),
            false => vec![
                dice.pick(&["department Finance", "department Sales"])
                    .to_owned(),
            ],
        },
        tightens: Some(of.id.clone()),
        ..own
    }
}

#[test]
fn no_tightening_lets_anything_off() {
    let (tried, bound, changed) = (Cell::new(0_u64), Cell::new(0_u64), Cell::new(0_u64));
    law(|inventory, vocabulary, dice| {
        let kind = dice.pick(&["device", "laptop", "person"]);
        let baseline = rule_about(dice, vocabulary, "baseline", kind);
        let baseline = labelled(dice, vocabulary, baseline);
        let first = tightening(dice, vocabulary, &baseline, "first");
        // The second one tightens the baseline as well, or what tightens it.
        let of = if dice.one_in(2) { &first } else { &baseline };
        let second = tightening(dice, vocabulary, of, "second");
        let alone = judged(&[&baseline], vocabulary, inventory);
        let one = judged(&[&baseline, &first], vocabulary, inventory);
        let both = judged(&[&second, &baseline, &first], vocabulary, inventory);
        for entity in entities(&alone, &baseline.id) {
            let more = never_weaker(&alone, &one, &baseline.id, &entity)?;
            never_weaker(&one, &both, &baseline.id, &entity)?;
            let says = one.says(&baseline.id, &entity).unwrap();
            tried.set(tried.get() + 1);
            bound.set(bound.get() + u64::from(says.iter().skip(1).any(|say| say.binds())));
            changed.set(changed.get() + u64::from(more));
            // Removing a tightening leaves exactly what the baseline says.
            let old = alone.assess(&baseline.id, &entity).unwrap();
            prop_assert_eq!(says[0].verdict, old.verdict);
        }
        Ok(())
    });
    let (tried, bound, changed) = (tried.get(), bound.get(), changed.get());
    println!("{tried} records, {bound} bound by a tightening, {changed} asked for more");
    assert!(
        changed > 0,
        "none of {tried} records was asked for more: nothing was shown"
    );
}
