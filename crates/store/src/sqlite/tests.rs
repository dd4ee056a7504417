//! What only the inside can show: a pass that is cut off, a disk that fills up.

use app::ports::{LedgerStore, PassRecord, PassWrite, PortError};
use jiff::Timestamp;
use model::{
    EntityId, Event, Finding, FindingId, FindingState, Severity, Vocabulary,
    finding::{Clock, EventKind},
};
use sqlx::sqlite::SqliteConnectOptions;

use super::{Ledger, sql::write};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn finding(number: u64) -> Finding {
    let entity = EntityId::new("device", number);
    let anchor = at("2026-03-01T00:00:00Z");
    let clock = |key: &str| Clock {
        key: key.to_owned(),
        label: "a row".to_owned(),
        anchor,
        first_seen: anchor,
        last_seen: anchor,
        due: None,
        cleared_at: None,
        terms: None,
    };
    Finding {
        id: FindingId::of(&"laptops-are-encrypted".into(), &entity),
        rule: "laptops-are-encrypted".into(),
        rule_version: "1".to_owned(),
        entity,
        state: FindingState::Open,
        closed_because: None,
        severity: Severity::High,
        missed_since: anchor,
        opened_at: Some(anchor),
        closed_at: None,
        due: None,
        worst_assumed: false,
        regressions: 0,
        episode: 1,
        clocks: vec![
            clock("laptops-are-encrypted#0"),
            clock("laptops-are-encrypted#1"),
        ],
        clean_snapshots: Vec::new(),
        missed_snapshot: Some(anchor),
        missed_evidence: std::collections::BTreeMap::new(),
        handling: Default::default(),
        because: "the disk is not encrypted".to_owned(),
    }
}

fn pass(key: &str, numbers: std::ops::Range<u64>) -> PassWrite {
    let findings: Vec<Finding> = numbers.map(finding).collect();
    let event = |finding: &Finding| Event {
        finding: finding.id.clone(),
        at: at("2026-03-02T00:00:00Z"),
        actor: "judge".to_owned(),
        what: EventKind::Opened,
        reason: finding.because.clone(),
        evidence: Default::default(),
    };
    PassWrite {
        pass: PassRecord {
            key: key.to_owned(),
            at: at("2026-03-02T00:00:00Z"),
            run: 1,
            sources: std::collections::BTreeMap::new(),
            rules: std::collections::BTreeMap::new(),
            in_force: std::collections::BTreeMap::new(),
            vocabulary: String::new(),
        },
        events: findings.iter().map(event).collect(),
        findings,
        rules: Vec::new(),
        vocabulary: Vocabulary::default(),
        unknowns: std::collections::BTreeMap::new(),
        stale: Vec::new(),
    }
}

#[tokio::test]
async fn a_pass_that_is_cut_off_before_its_end_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let ledger = Ledger::open(&path).await.unwrap();
    ledger.record(&pass("first", 1..4)).await.unwrap();
    {
        let mut cut_off = ledger.pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
        let second = pass("second", 3..2_000);
        assert!(write::pass(&mut cut_off, &second).await.unwrap());
    }
    drop(ledger);

    let ledger = Ledger::open(&path).await.unwrap();
    assert_eq!(
        ledger.findings().await.unwrap(),
        pass("first", 1..4).findings
    );
    assert_eq!(ledger.passes().await.unwrap().len(), 1);
    assert_eq!(ledger.events(&finding(3).id).await.unwrap().len(), 1);
    assert!(
        ledger.record(&pass("second", 3..2_000)).await.unwrap(),
        "and can be written then"
    );
    assert_eq!(ledger.findings().await.unwrap().len(), 1_999);
}

#[tokio::test]
async fn a_full_disk_is_named_and_the_last_pass_stands() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let small = SqliteConnectOptions::new().pragma("max_page_count", "60");
    let ledger = Ledger::open_with(&path, small).await.unwrap();
    ledger.record(&pass("first", 1..4)).await.unwrap();

    let full = ledger.record(&pass("second", 4..5_000)).await.unwrap_err();
    let PortError::Unavailable(problem) = full else {
        panic!("{full:?}")
    };
    assert_eq!(problem.code, "ledger-disk-full");
    assert!(problem.says.contains("ledger.sqlite"), "{}", problem.says);
    assert!(!problem.advice.is_empty());
    assert_eq!(ledger.findings().await.unwrap().len(), 3);
    assert_eq!(ledger.latest_pass().await.unwrap().unwrap().key, "first");
}
