//! Changing a word lists every rule whose verdicts move: held against a full judgement under both
//! vocabularies.

use std::collections::BTreeMap;

use app::preview::{Spoken, differ_in_words_only, words};
use model::{EntityId, RuleId, Verdict};
use proptest::prelude::*;

use crate::boxes::{NOW, boxes, cases, observed, verdicts, workspace};

/// What the words mean, and how much of the kind itself is as it was.
#[derive(Clone, Debug)]
struct Meaning {
    old: i64,
    far: &'static str,
    /// How `lost` is made of the other two.
    lost: &'static str,
    /// From which age on a box is a crate.
    crates: i64,
    /// Values of `place`; a new one changes the kind, not only its words.
    places: &'static str,
}

impl Meaning {
    fn text(&self) -> String {
        let Self {
            old,
            far,
            lost,
            crates,
            places,
        } = self;
        format!(
            "kind: box\nplural: boxes\nfields:\n  age: {{type: number}}\n  \
             place: {{type: enum, values: [{places}]}}\nwords:\n  \
             old: {{where: {{field: age, is at least: {old}}}}}\n  \
             far: {{where: {{field: place, is: {far}}}}}\n  \
             lost: {{where: {{{lost}: [{{is: old}}, {{is: far}}]}}}}\n  \
             odd: {{where: {{field: age, is: 3}}}}\n\
             ---\nkind: crate\nplural: crates\nis a: box\nwhere: {{field: age, is at least: \
             {crates}}}\n"
        )
    }
}

fn meaning() -> impl Strategy<Value = Meaning> {
    let places = prop_oneof![3 => Just("here, there"), 1 => Just("here, there, gone")];
    let how = prop_oneof![Just("all"), Just("any")];
    let far = prop_oneof![Just("here"), Just("there")];
    (0..5_i64, far, how, 0..5_i64, places).prop_map(|(old, far, lost, crates, places)| Meaning {
        old,
        far,
        lost,
        crates,
        places,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn every_rule_whose_verdicts_move_is_listed_with_what_moves(
        before in meaning(),
        after in meaning(),
        boxes in boxes(),
    ) {
        let (old, new) = (workspace(&before.text()), workspace(&after.text()));
        let then = observed(&boxes, &old.vocabulary);
        let now = observed(&boxes, &new.vocabulary);
        let change = words(
            &old,
            Spoken { vocabulary: &old.vocabulary, observed: &then },
            Spoken { vocabulary: &new.vocabulary, observed: &now },
            &old.clock(NOW),
        ).unwrap();
        let (was, is) = (verdicts(&old, &then), verdicts(&new, &now));
        let mut expected: BTreeMap<(RuleId, EntityId), (Verdict, Verdict)> = BTreeMap::new();
        for (key, from) in &was {
            if is[key] != *from {
                expected.insert(key.clone(), (*from, is[key]));
            }
        }
        let mut listed = BTreeMap::new();
        for effect in &change.rules {
            for t in effect.transitions.iter().filter(|t| t.moves()) {
                for entity in &t.entities {
                    let key = (effect.rule.clone(), entity.clone());
                    listed.insert(key, (t.from.unwrap(), t.to));
                }
            }
        }
        prop_assert_eq!(listed, expected);
        prop_assert_eq!(change.rules.len() as u64 + change.untouched, 6);
        prop_assert!(change.unreadable.is_empty());
        if before.text() == after.text() {
            prop_assert!(change.rules.is_empty() && change.changed.is_empty());
        }
    }

    #[test]
    fn the_same_records_serve_both_where_only_definitions_differ(
        before in meaning(),
        after in meaning(),
        boxes in boxes(),
    ) {
        let (old, new) = (workspace(&before.text()), workspace(&after.text()));
        let alone = differ_in_words_only(&old.vocabulary, &new.vocabulary);
        prop_assert_eq!(alone, before.places == after.places);
        if alone {
            let told = observed(&boxes, &new.vocabulary).in_words(&old.vocabulary);
            let fresh = observed(&boxes, &old.vocabulary);
            prop_assert_eq!(verdicts(&old, &told), verdicts(&old, &fresh));
        }
    }
}
