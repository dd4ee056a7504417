//! Changing a word lists every rule whose verdicts move: held against a full judgement under both
//! vocabularies.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    collect::{Observed, Snapshot},
    preview::{Spoken, differ_in_words_only, words},
    workspace::{Texts, Workspace},
};
use jiff::{SignedDuration, Timestamp};
use model::{
    Entity, EntityId, Fact, Inventory, Life, Ownership, Reading, RecordKey, RuleId, ScopeOutcome,
    SourceState, Value, Verdict, Vocabulary,
    coverage::Coverage,
    entity::{FactSet, Member, Tier},
    value::Provenance,
};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

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

/// Rules that use the words: as adjectives, in conditions, through another word, through a derived
/// kind, in a tightening alone, and not at all.
const RULES: [(&str, &str); 7] = [
    ("adjective", "Every old box must have place \"here\""),
    ("condition", "Every box where age is at least 1 must not be far"),
    ("through", "Every box must not be lost"),
    ("excused", "Every box must have place \"here\" unless is lost"),
    ("derived", "Every crate must have place \"there\""),
    ("plain", "Every box must have age at most 2"),
    ("stricter", "Every old box must have age at most 1"),
];

fn workspace(vocabulary: &str) -> Workspace {
    let mut texts = Texts::from([
        (
            "allhands.toml".to_owned(),
            "organisation = \"Boxes\"\n".to_owned(),
        ),
        ("vocabulary/boxes.yaml".to_owned(), vocabulary.to_owned()),
    ]);
    for (id, sentence) in RULES {
        let tightens = match id {
            "stricter" => "Tightens: plain\n",
            _ => "",
        };
        let text = format!(
            "Rule: {id}\nId: {id}\n{tightens}Severity: low\nActivity: \"Boxes\"\n\
             Expectation: {sentence}\n"
        );
        texts.insert(format!("rules/{id}.rule"), text);
    }
    let workspace = Workspace::read(&texts, &Texts::new()).unwrap();
    assert!(workspace.problems.is_empty(), "{:?}", workspace.problems);
    assert_eq!(workspace.rules.len(), RULES.len());
    workspace
}

/// A box: its age and place, where they are known.
type Known = (Option<i64>, Option<bool>);

fn boxes() -> impl Strategy<Value = Vec<Known>> {
    let one = (prop::option::of(0..6_i64), prop::option::of(any::<bool>()));
    prop::collection::vec(one, 0..12)
}

fn inventory(boxes: &[Known]) -> Inventory {
    let entity = |number: u64, (age, here): &Known| {
        let record = RecordKey {
            kind: "box".into(),
            source: "store".into(),
            native_id: number.to_string().into(),
        };
        let fact = |reading: Reading| {
            FactSet(vec![Fact {
                reading,
                provenance: Provenance {
                    source: "store".into(),
                    record: record.clone(),
                    as_of: None,
                    snapshot_at: NOW,
                },
            }])
        };
        let place = |here: bool| Value::Text(if here { "here" } else { "there" }.to_owned());
        let age = age.map(|age| Value::Number(age as f64));
        let known = |value: Option<Value>| value.map_or(Reading::Unknown, Reading::Known);
        Entity {
            id: EntityId::new("box", number),
            name: format!("box {number}"),
            aliases: Vec::new(),
            members: vec![Member {
                record: record.clone(),
                life: Life::Live,
                label: String::new(),
                first_seen: NOW,
                last_seen: NOW,
            }],
            tier: Tier::Confirmed,
            life: Life::Live,
            proof: Vec::new(),
            refused: Vec::new(),
            suppressed: Vec::new(),
            facts: BTreeMap::from([
                ("age".to_owned(), fact(known(age))),
                ("place".to_owned(), fact(known(here.map(place)))),
            ]),
            links: BTreeMap::new(),
            parts: BTreeMap::new(),
            listed: Vec::new(),
            ownership: Ownership::nobody(),
        }
    };
    let all = (1..).zip(boxes).map(|(number, one)| entity(number, one));
    let fields = ["age", "place"].map(str::to_owned);
    let state = SourceState {
        source: "store".into(),
        connector: "store".to_owned(),
        scope: "boxes".to_owned(),
        outcome: ScopeOutcome::Complete,
        held: false,
        accept_drop: None,
        snapshot_at: Some(NOW),
        fresh_for: SignedDuration::from_hours(24),
        kinds: BTreeSet::from(["box".into()]),
        fields: BTreeMap::from([("box".into(), BTreeSet::from(fields))]),
        absent_means_none: BTreeMap::new(),
        supplies: Vec::new(),
    };
    Inventory {
        run: 1,
        kinds: BTreeMap::from([("box".into(), all.collect())]),
        coverage: Coverage {
            scopes: vec![state],
        },
    }
}

fn observed(boxes: &[Known], vocabulary: &Vocabulary) -> Observed {
    let inventory = inventory(boxes);
    Observed {
        tables: judge::tables(&inventory, vocabulary),
        inventory,
        snapshot: Snapshot {
            run: 1,
            digest: String::new(),
        },
    }
}

/// Every verdict of every baseline, by a full judgement.
fn verdicts(workspace: &Workspace, observed: &Observed) -> BTreeMap<(RuleId, EntityId), Verdict> {
    let rules = workspace.rules_in_force();
    let clock = workspace.clock(NOW);
    let judged = judge::judge(&rules, &workspace.vocabulary, &observed.tables, &clock).unwrap();
    let mut all = BTreeMap::new();
    for rule in judged.rules() {
        for entity in observed.inventory.all() {
            let verdict = judged.verdict(&rule.rule, &entity.id).unwrap();
            all.insert((rule.rule.clone(), entity.id.clone()), verdict);
        }
    }
    all
}

proptest! {
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
