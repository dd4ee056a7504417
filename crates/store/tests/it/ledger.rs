//! The ledger in a real database, and what only a file can be.

use std::{collections::BTreeMap, fs};

use app::ports::{
    InForce, LedgerStore, LogStore as _, PassRecord, PassWrite, PortError, RuleCounts, RuleText,
};
use jiff::Timestamp;
use model::{
    CloseReason, EntityId, Event, Finding, FindingId, FindingState, RunOutcome, Severity, SourceId,
    Vocabulary,
    deadline::{Forensics, Given, SetBy, Terms},
    finding::{Clock, EventKind},
    verdict::UnknownSince,
};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use store::Store;

use crate::homes::{Home, on_both};

on_both!(
    what_is_written_is_what_is_read,
    many_findings_at_once_are_the_same_rows_as_a_few_at_a_time,
    a_new_ledger_is_empty,
    every_kind_of_event_comes_back_in_order,
    the_same_pass_again_writes_nothing,
    a_pass_that_finds_nothing_new_is_recorded_as_made,
    the_text_of_a_version_is_kept_as_it_was_first_written,
    the_words_of_a_pass_come_back_as_they_were,
    two_passes_at_once_wait_for_each_other,
    history_refuses_to_be_rewritten,
    a_ledger_of_a_newer_version_is_left_alone,
    a_value_that_somebody_edited_is_named_with_its_row,
);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn pass(key: &str, findings: Vec<Finding>, events: Vec<Event>) -> PassWrite {
    let counts = RuleCounts {
        met: 1,
        missed: 2,
        unknown: 3,
        not_applicable: 4,
    };
    let in_force = InForce {
        version: "1".to_owned(),
        since: at("2026-02-01T00:00:00Z"),
    };
    let unknown = UnknownSince {
        since: at("2026-02-20T00:00:00.5Z"),
        seen: at("2026-03-02T09:30:00Z"),
        counts: key != "stopped",
    };
    PassWrite {
        pass: PassRecord {
            key: key.to_owned(),
            at: at("2026-03-02T09:30:00.123456789Z"),
            run: 7,
            sources: BTreeMap::from([(SourceId::new("tool"), RunOutcome::Partial)]),
            rules: BTreeMap::from([("laptops-are-encrypted".into(), counts)]),
            in_force: BTreeMap::from([("laptops-are-encrypted".into(), in_force)]),
            vocabulary: format!("words of {key}"),
        },
        findings,
        events,
        rules: vec![RuleText {
            rule: "laptops-are-encrypted".into(),
            version: "1".to_owned(),
            text: format!("as {key} says it"),
        }],
        vocabulary: vocabulary(),
        stale: Vec::new(),
        unknowns: BTreeMap::from([(
            "laptops-are-encrypted".into(),
            BTreeMap::from([(EntityId::new("device", 7), unknown)]),
        )]),
    }
}

fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    let kind = serde_json::json!({
        "kind": "api operation", "plural": "api operations",
        "fields": {"last call": {"type": "event", "max age": "7 days"}},
        "words": {"public": {"where": {"field": "last call", "is never": null}}}
    });
    let kind = serde_json::from_value(kind).unwrap();
    vocabulary.kinds.insert("api operation".into(), kind);
    vocabulary
}

pub(crate) fn finding(number: u64) -> Finding {
    let entity = EntityId::new("api operation", number);
    let seen = at("2026-03-01T00:00:00Z");
    Finding {
        id: FindingId::of(&"laptops-are-encrypted".into(), &entity),
        rule: "laptops-are-encrypted".into(),
        rule_version: "1".to_owned(),
        entity,
        state: FindingState::Open,
        closed_because: None,
        severity: Severity::High,
        missed_since: seen,
        opened_at: Some(seen),
        closed_at: None,
        due: None,
        worst_assumed: false,
        regressions: 0,
        episode: 1,
        clocks: Vec::new(),
        clean_snapshots: Vec::new(),
        missed_snapshot: Some(seen),
        missed_evidence: BTreeMap::new(),
        handling: Default::default(),
        because: "the disk is not encrypted".to_owned(),
    }
}

pub(crate) fn event(finding: &Finding, what: EventKind) -> Event {
    let at = at("2026-03-02T09:30:00Z");
    let reason = "because it's so; \"really\"".to_owned();
    Event {
        finding: finding.id.clone(),
        at,
        actor: "judge".to_owned(),
        what,
        reason,
        evidence: Default::default(),
    }
}

fn instant() -> impl Strategy<Value = Timestamp> {
    let ends = (
        Timestamp::MIN.as_nanosecond(),
        Timestamp::MAX.as_nanosecond(),
    );
    prop_oneof![
        (ends.0..=ends.1).prop_map(|nanos| Timestamp::from_nanosecond(nanos).unwrap()),
        (0_i64..2_000_000_000).prop_map(|second| Timestamp::from_second(second).unwrap()),
        Just(Timestamp::MAX),
    ]
}

prop_compose! {
    fn terms()(
        started in instant(),
        [mitigate_due, decide_by] in [
            proptest::option::of(instant()),
            proptest::option::of(instant()),
        ],
        words in proptest::collection::btree_map(".*", ".*", 0..3),
        by in proptest::option::of((".*", ".*")),
    ) -> Terms {
        let by = by.map(|(table, asks)| SetBy {
            inputs: words.keys().map(|input| Given { input: input.clone(), word: None }).collect(),
            shortened_by: words.keys().cloned().collect(),
            until: None,
            table,
            asks,
        });
        let forensics = Forensics::Required;
        let answers = [("table".to_owned(), words)].into();
        Terms { started, by, answers, mitigate_due, decide_by, forensics }
    }
}

prop_compose! {
    fn clock(key: String)(
        label in ".*",
        [anchor, first_seen, last_seen] in [instant(), instant(), instant()],
        due in proptest::option::of(instant()),
        cleared_at in proptest::option::of(instant()),
        terms in proptest::option::of(terms()),
    ) -> Clock {
        Clock { key: key.clone(), label, anchor, first_seen, last_seen, due, cleared_at, terms }
    }
}

fn clocks() -> impl Strategy<Value = Vec<Clock>> {
    proptest::collection::btree_set(".*", 0..5)
        .prop_flat_map(|keys| keys.into_iter().map(clock).collect::<Vec<_>>())
}

prop_compose! {
    fn any_finding(number: u64)(
        state in proptest::sample::select(vec![
            FindingState::Detected, FindingState::Open, FindingState::Closed,
        ]),
        closed_because in proptest::option::of(proptest::sample::select(vec![
            CloseReason::FixedVerified, CloseReason::DuplicateOf, CloseReason::EntityGone,
        ])),
        severity in proptest::sample::select(&Severity::ALL[..]),
        missed_since in instant(),
        [opened_at, closed_at, due, missed_snapshot] in
            [(); 4].map(|()| proptest::option::of(instant())),
        worst_assumed in any::<bool>(),
        [regressions, episode] in any::<[u32; 2]>(),
        clocks in clocks(),
        clean_snapshots in proptest::collection::vec(instant(), 0..3),
        missed_evidence in proptest::collection::btree_map(".*", instant(), 0..3),
        [rule_version, because] in [".*", ".*"],
    ) -> Finding {
        let missed_evidence =
            missed_evidence.into_iter().map(|(source, at)| (SourceId::new(source), at)).collect();
        Finding {
            state, closed_because, severity, missed_since, opened_at, closed_at, due,
            missed_snapshot, worst_assumed, regressions, episode, clocks, clean_snapshots,
            missed_evidence, rule_version, because, ..finding(number)
        }
    }
}

type Passes = ([Finding; 3], [Finding; 2]);

/// Passes of random findings, each in the same ledger, after all of them read again.
async fn what_is_written_is_what_is_read(home: Home) {
    let three = [any_finding(1), any_finding(2), any_finding(10)];
    let passes = (three, [any_finding(2), any_finding(3)]);
    let mut runner = TestRunner::new(ProptestConfig::with_cases(24));
    let mut expected = BTreeMap::new();
    let ledger = home.open().await;
    for case in 0..24 {
        let (first, second): Passes = passes.new_tree(&mut runner).unwrap().current();
        for (half, findings) in [&first[..], &second[..]].into_iter().enumerate() {
            let write = pass(&format!("{case} {half}"), findings.to_vec(), Vec::new());
            ledger.record(&write).await.unwrap();
            expected.extend(
                findings
                    .iter()
                    .map(|finding| (finding.id.clone(), finding.clone())),
            );
        }
        for (id, finding) in &expected {
            assert_eq!(ledger.finding(id).await.unwrap().as_ref(), Some(finding));
        }
        let all: Vec<Finding> = expected.values().cloned().collect();
        assert_eq!(ledger.findings().await.unwrap(), all);
        assert_eq!(in_stretches(&ledger, 1 + case % 3).await, all);
    }
    let reopened = home.open().await;
    assert_eq!(
        reopened.findings().await.unwrap(),
        ledger.findings().await.unwrap()
    );
}

/// All findings, so many at a time.
async fn in_stretches(ledger: &Store, most: u32) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    loop {
        let after = all.last().map(|finding| finding.id.clone());
        let next = ledger.findings_behind(after.as_ref(), most).await.unwrap();
        if next.is_empty() {
            return all;
        }
        assert!(next.len() <= most as usize);
        all.extend(next);
    }
}

/// Texts that a form of many rows could take for something else.
const ODD: [&str; 10] = [
    "",
    "\\N",
    "\\.",
    "a\tb",
    "a\nb\r\n",
    "\\",
    "a\0b\u{1}",
    "NULL",
    "\\t{\"a\":[1]}",
    "\u{2028}é",
];

fn odd_finding(number: usize) -> Finding {
    let odd = |at: usize| ODD[(number + at) % ODD.len()].to_owned();
    let seen = at("2026-03-01T00:00:00Z");
    let clock = |key: String| Clock {
        key,
        label: odd(2),
        anchor: seen,
        first_seen: seen,
        last_seen: seen,
        due: number.is_multiple_of(3).then_some(seen),
        cleared_at: None,
        terms: None,
    };
    Finding {
        because: odd(0),
        rule_version: odd(1),
        worst_assumed: number.is_multiple_of(2),
        clocks: (0..number % 3)
            .map(|at| clock(format!("{at}{}", odd(at))))
            .collect(),
        ..finding(number as u64 + 1)
    }
}

/// What passes of so many findings leave behind, apart from which pass it was.
async fn after_passes_of(ledger: &Store, all: &[Finding], at_once: usize) -> String {
    for (number, some) in all.chunks(at_once).enumerate() {
        let told = |one: &Finding| Event {
            reason: one.because.clone(),
            ..event(one, EventKind::Opened)
        };
        let events = some.iter().map(told).collect();
        let write = pass(&number.to_string(), some.to_vec(), events);
        assert!(ledger.record(&write).await.unwrap());
    }
    let findings = ledger.findings().await.unwrap();
    let events = ledger.events_from(0, u64::MAX).await.unwrap();
    let seals = ledger.finding_seals().await.unwrap();
    let mut seals: Vec<_> = seals
        .into_iter()
        .map(|one| (one.finding, one.hash))
        .collect();
    seals.sort();
    format!("{findings:?}\n{events:?}\n{seals:?}")
}

/// So many that a database takes them in its own way for many.
async fn many_findings_at_once_are_the_same_rows_as_a_few_at_a_time(home: Home) {
    let mut all: Vec<Finding> = (0..5_200).map(odd_finding).collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    let mut other = Home::in_sqlite();
    if home.is_postgres() {
        other = Home::in_postgres().await.unwrap();
    }
    let at_once = after_passes_of(&home.open().await, &all, all.len()).await;
    let a_few = after_passes_of(&other.open().await, &all, 650).await;
    assert!(at_once == a_few);
    assert_eq!(home.open().await.findings().await.unwrap(), all);
}

async fn a_new_ledger_is_empty(home: Home) {
    let ledger = home.open().await;
    assert_eq!(ledger.findings().await.unwrap(), []);
    assert_eq!(ledger.finding(&finding(1).id).await.unwrap(), None);
    assert_eq!(ledger.latest_pass().await.unwrap(), None);
    assert_eq!(ledger.rule_text(&"any".into(), "1").await.unwrap(), None);
}

async fn every_kind_of_event_comes_back_in_order(home: Home) {
    let ledger = home.open().await;
    let (one, two) = (finding(1), finding(2));
    let due = Some(at("2026-03-31T21:59:59Z"));
    let because = CloseReason::FixedVerified;
    let key = "laptops-are-encrypted#0/it's a row".to_owned();
    let kinds = [
        EventKind::Detected,
        EventKind::Lapsed { because },
        EventKind::Opened,
        EventKind::Reopened,
        EventKind::ItemAdded { key: key.clone() },
        EventKind::ItemCleared { key },
        EventKind::DeadlineMoved {
            from: due,
            to: None,
        },
        EventKind::SeverityMoved {
            from: Severity::Low,
            to: Severity::Critical,
        },
        EventKind::RuleChanged { to: "2".to_owned() },
        EventKind::SeenClean {
            snapshot_at: at("2026-03-05T00:00:00Z"),
        },
        EventKind::Closed { because },
    ];
    let of_one: Vec<Event> = kinds.into_iter().map(|what| event(&one, what)).collect();
    let mut mixed = of_one.clone();
    mixed.insert(3, event(&two, EventKind::Opened));
    ledger
        .record(&pass("one", vec![one.clone(), two.clone()], mixed))
        .await
        .unwrap();
    assert_eq!(ledger.events(&one.id).await.unwrap(), of_one);
    assert_eq!(
        ledger.events(&two.id).await.unwrap(),
        [event(&two, EventKind::Opened)]
    );
}

async fn the_same_pass_again_writes_nothing(home: Home) {
    let ledger = home.open().await;
    let found = finding(1);
    let first = pass(
        "one",
        vec![found.clone()],
        vec![event(&found, EventKind::Opened)],
    );
    assert!(ledger.record(&first).await.unwrap());
    // Another process that read the ledger before may come with the very same changes.
    assert!(!ledger.record(&first).await.unwrap());
    assert!(
        !ledger
            .record(&pass("one", Vec::new(), Vec::new()))
            .await
            .unwrap()
    );
    assert_eq!(ledger.events(&found.id).await.unwrap().len(), 1);
    assert_eq!(ledger.passes().await.unwrap(), [first.pass]);
}

async fn a_pass_that_finds_nothing_new_is_recorded_as_made(home: Home) {
    let ledger = home.open().await;
    for key in ["one", "two"] {
        assert!(
            ledger
                .record(&pass(key, Vec::new(), Vec::new()))
                .await
                .unwrap()
        );
    }
    let keys: Vec<String> = ledger
        .passes()
        .await
        .unwrap()
        .into_iter()
        .map(|pass| pass.key)
        .collect();
    assert_eq!(keys, ["one", "two"]);
    assert_eq!(ledger.latest_pass().await.unwrap().unwrap().key, "two");
}

async fn the_text_of_a_version_is_kept_as_it_was_first_written(home: Home) {
    let ledger = home.open().await;
    for key in ["one", "two"] {
        ledger
            .record(&pass(key, Vec::new(), Vec::new()))
            .await
            .unwrap();
    }
    let text = ledger
        .rule_text(&"laptops-are-encrypted".into(), "1")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(text.text, "as one says it");
}

async fn the_words_of_a_pass_come_back_as_they_were(home: Home) {
    let ledger = home.open().await;
    ledger
        .record(&pass("one", Vec::new(), Vec::new()))
        .await
        .unwrap();
    let latest = ledger.latest_pass().await.unwrap().unwrap();
    assert_eq!(latest.vocabulary, "words of one");
    let words = ledger.vocabulary(&latest.vocabulary).await.unwrap();
    assert_eq!(words, Some(vocabulary()));
    assert_eq!(ledger.vocabulary("another").await.unwrap(), None);
}

async fn two_passes_at_once_wait_for_each_other(home: Home) {
    let (one, two) = (home.open().await, home.open().await);
    let writes = [
        pass("one", (1..700).map(finding).collect(), Vec::new()),
        pass("two", (700..1_400).map(finding).collect(), Vec::new()),
    ];
    let (first, second) = tokio::join!(one.record(&writes[0]), two.record(&writes[1]));
    assert!(first.unwrap() && second.unwrap());
    assert_eq!(one.findings().await.unwrap().len(), 1_399);
}

async fn history_refuses_to_be_rewritten(home: Home) {
    let ledger = home.open().await;
    let found = finding(1);
    let first = pass(
        "one",
        vec![found.clone()],
        vec![event(&found, EventKind::Opened)],
    );
    ledger.record(&first).await.unwrap();
    for sql in [
        "UPDATE ledger_events SET reason = 'x'",
        "DELETE FROM ledger_events",
    ] {
        let refused = home.change(sql).await.unwrap_err();
        assert!(
            refused.to_string().contains("events are never"),
            "{refused}"
        );
    }
    assert_eq!(ledger.events(&found.id).await.unwrap(), first.events);
}

async fn a_ledger_of_a_newer_version_is_left_alone(home: Home) {
    drop(home.open().await);
    let newer = "INSERT INTO _sqlx_migrations \
                 (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'later', TRUE, '00', 0)";
    home.change(newer).await.unwrap();
    let error = Store::open(&home.location()).await.unwrap_err();
    let problem = error.problem();
    assert_eq!(problem.code, "ledger-newer");
    let name = home.location().to_string();
    assert!(problem.says.contains(&name), "{problem:?}");
}

#[tokio::test]
async fn what_is_no_ledger_or_cannot_be_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    fs::write(
        &text,
        "not a database, but long enough to have a header".repeat(40),
    )
    .unwrap();
    let error = Store::in_file(&text).await.unwrap_err();
    assert!(matches!(error, PortError::Damaged(_)), "{error:?}");

    let below_a_file = text.join("ledger.sqlite");
    let a_folder = folder.path().to_owned();
    for path in [below_a_file, a_folder] {
        let problem = Store::in_file(&path).await.unwrap_err().problem().clone();
        assert_eq!(problem.code, "ledger-unwritable", "{problem:?}");
        assert!(!problem.advice.is_empty());
    }
}

async fn a_value_that_somebody_edited_is_named_with_its_row(home: Home) {
    let ledger = home.open().await;
    ledger
        .record(&pass("one", vec![finding(1)], Vec::new()))
        .await
        .unwrap();
    let edit = "UPDATE ledger_findings SET severity = 'awful'";
    home.change(edit).await.unwrap();
    let error = ledger.findings().await.unwrap_err();
    let PortError::Damaged(problem) = error else {
        panic!("{error:?}")
    };
    for part in [
        "`awful`",
        "`severity`",
        "`laptops-are-encrypted@api_operation-1`",
    ] {
        assert!(problem.says.contains(part), "{}", problem.says);
    }
}
