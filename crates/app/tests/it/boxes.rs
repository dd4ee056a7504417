//! Boxes of known or unknown age and place, and rules about them.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    collect::{Observed, Snapshot},
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
use rules::tree::Rule;

pub(crate) const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// How many cases each law is tried on.
#[allow(
    clippy::disallowed_methods,
    reason = "how long to test is the tester's to say"
)]
pub(crate) fn cases() -> u32 {
    let asked = std::env::var("ALLHANDS_CASES").ok();
    asked.and_then(|count| count.parse().ok()).unwrap_or(32)
}

/// Rules that use the words: as adjectives, in conditions, through another word, through a derived
/// kind, in a tightening alone, and not at all.
pub(crate) const RULES: [(&str, &str); 7] = [
    ("adjective", "Every old box must have place \"here\""),
    (
        "condition",
        "Every box where age is at least 1 must not be far",
    ),
    ("through", "Every box must not be lost"),
    (
        "excused",
        "Every box must have place \"here\" unless is lost",
    ),
    ("derived", "Every crate must have place \"there\""),
    ("plain", "Every box must have age at most 2"),
    ("stricter", "Every old box must have age at most 1"),
];

pub(crate) fn workspace(vocabulary: &str) -> Workspace {
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
pub(crate) type Known = (Option<i64>, Option<bool>);

pub(crate) fn boxes() -> impl Strategy<Value = Vec<Known>> {
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

pub(crate) fn observed(boxes: &[Known], vocabulary: &Vocabulary) -> Observed {
    let inventory = inventory(boxes);
    Observed {
        tables: judge::tables(&inventory, vocabulary),
        inventory,
        matrix: ledger::matrix::Resolved::default(),
        snapshot: Snapshot {
            run: 1,
            digest: String::new(),
        },
    }
}

/// A verdict of each baseline on each box.
pub(crate) type Verdicts = BTreeMap<(RuleId, EntityId), Verdict>;

/// Every verdict of every baseline in force, by a full judgement.
pub(crate) fn verdicts(workspace: &Workspace, observed: &Observed) -> Verdicts {
    verdicts_of(&workspace.rules_in_force(), workspace, observed)
}

/// Every verdict of every baseline among some rules, by a full judgement.
pub(crate) fn verdicts_of(rules: &[Rule], workspace: &Workspace, observed: &Observed) -> Verdicts {
    let clock = workspace.clock(NOW);
    let judged = judge::judge(rules, &workspace.vocabulary, &observed.tables, &clock).unwrap();
    let mut all = BTreeMap::new();
    for rule in judged.rules() {
        for entity in observed.inventory.all() {
            let verdict = judged.verdict(&rule.rule, &entity.id).unwrap();
            all.insert((rule.rule.clone(), entity.id.clone()), verdict);
        }
    }
    all
}
