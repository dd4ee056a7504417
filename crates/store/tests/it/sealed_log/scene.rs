//! A small ledger with one of everything, signed, and ways to get at it behind its back.

use std::collections::BTreeMap;

use app::{
    govern::{By, Entry, Signer, Step},
    ports::{
        Act, ActStore, ActWrite, Decided, Decision, DecisionStore, GovernWrite, GovernanceStore,
        LedgerStore, LogStore, PassRecord, PassWrite,
    },
    sealed::{
        log::{
            Leaf,
            tlog::{Checkpoint, SignedCheckpoint, SigningKey},
        },
        things,
        verify::{self, Against, Report},
    },
};
use jiff::Timestamp;
use model::{
    CloseReason, EntityId, Event, Finding, FindingId, FindingState, Severity, Vocabulary,
    finding::EventKind,
};
use sqlx::{
    AssertSqlSafe, Column as _, ConnectOptions as _, Row as _, SqliteConnection,
    sqlite::SqliteConnectOptions,
};
use store::{Location, Store};

use crate::homes::Home;

/// Who does things.
pub(super) const MARA: &str = "mara@linden.example";
/// The name of the log.
const ORIGIN: &str = "linden.example/allhands";

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The key of the log.
pub(super) fn key() -> SigningKey {
    named_key(1)
}

pub(super) fn named_key(seed: u8) -> SigningKey {
    SigningKey::from_seed(ORIGIN, &[seed; 32]).unwrap()
}

/// The ledger, with the place it lives in.
pub(super) struct Scene {
    home: Home,
    pub(super) store: Store,
}

impl Scene {
    /// A key, a pass that opens three findings, a claim, a decision, a step of a rule, another
    /// claim, a pass that closes one and opens a fourth; signed after each pass.
    pub(super) async fn new(home: Home) -> Self {
        Self::with_claim(home, "I was on vacation").await
    }

    /// The same with another reason for the first claim.
    pub(super) async fn with_claim(home: Home, because: &str) -> Self {
        let store = home.open().await;
        let scene = Self { home, store };
        let verifier = key().verifier().unwrap().to_string();
        let named = things::key(at("2026-03-02T00:00:00Z"), &verifier, None);
        scene.store.seal(&named).await.unwrap();
        scene.store.record(&first()).await.unwrap();
        scene.sign().await;
        scene.act(1, 1, "2026-03-03T09:00:00Z", because).await;
        scene.store.decide(&decision()).await.unwrap();
        scene.store.append(&step()).await.unwrap();
        scene.act(2, 2, "2026-03-05T09:00:00Z", "replaced").await;
        scene.store.record(&scene.second()).await.unwrap();
        scene.sign().await;
        scene
    }

    /// A third claim.
    pub(super) async fn claim(&self, number: u64, when: &str) {
        self.act(number, 3, when, "done").await;
    }

    async fn act(&self, number: u64, about: u64, when: &str, because: &str) {
        let claimed = finding(about, FindingState::FixClaimed);
        let event = Event {
            actor: MARA.to_owned(),
            reason: because.to_owned(),
            ..event(&claimed, when, EventKind::Claimed)
        };
        let what = serde_json::json!({"of": "finding", "act": "claim", "finding": claimed.id});
        let act = Act {
            number,
            at: at(when),
            by: MARA.to_owned(),
            because: because.to_owned(),
            what: serde_json::from_value(what).unwrap(),
        };
        let write = ActWrite {
            act,
            findings: vec![claimed],
            events: vec![event],
        };
        self.store.act(&write).await.unwrap();
    }

    pub(super) fn second(&self) -> PassWrite {
        let when = "2026-03-09T09:00:00Z";
        let closed = Finding {
            closed_because: Some(CloseReason::FixedVerified),
            closed_at: Some(at(when)),
            ..finding(1, FindingState::Closed)
        };
        let new = finding(4, FindingState::Open);
        let because = CloseReason::FixedVerified;
        let events = [
            event(&closed, when, EventKind::Closed { because }),
            event(&new, when, EventKind::Opened),
        ];
        // The fourth has no event of its own here: six in all.
        pass("second", when, vec![closed, new], events[..1].to_vec())
    }

    pub(super) async fn leaves(&self) -> Vec<Leaf> {
        let rows = self.store.log(0).await.unwrap();
        let leaf = |row: &app::ports::LogRow| Leaf::read(&row.kept.text).unwrap();
        rows.iter().map(leaf).collect()
    }

    /// Signs the log as it is.
    pub(super) async fn sign(&self) {
        self.sign_with(&key()).await;
    }

    pub(super) async fn sign_with(&self, key: &SigningKey) {
        let tree = verify::tree(&self.store.log(0).await.unwrap());
        let checkpoint = Checkpoint::new(ORIGIN, tree.size(), tree.root());
        let signed = checkpoint.sign(key).unwrap();
        let when = at("2026-03-09T09:00:01Z");
        self.store.keep_checkpoint(when, &signed).await.unwrap();
    }

    pub(super) async fn checkpoints(&self) -> Vec<SignedCheckpoint> {
        let texts = self.store.checkpoints().await.unwrap();
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    /// What verifying says to somebody who knows the key.
    pub(super) async fn verify(&self) -> Report {
        self.verify_against(Vec::new()).await
    }

    /// The same for somebody who also kept checkpoints.
    pub(super) async fn verify_against(&self, checkpoints: Vec<SignedCheckpoint>) -> Report {
        Self::verify_store(&self.store, checkpoints).await
    }

    pub(super) async fn verify_store(store: &Store, checkpoints: Vec<SignedCheckpoint>) -> Report {
        let keys = vec![key().verifier().unwrap()];
        let against = Against { keys, checkpoints };
        verify::ledger(store, &against).await.unwrap()
    }

    /// A file as it is now, put aside.
    pub(super) async fn backup(&self) -> Store {
        let aside = self.home.file().with_file_name("backup.db");
        let mut connection = self.connection().await;
        let sql = format!("VACUUM INTO '{}'", aside.display());
        let done = sqlx::query(AssertSqlSafe(sql)).execute(&mut connection);
        done.await.unwrap();
        Store::open(&Location::Sqlite(aside)).await.unwrap()
    }

    /// Runs statements as somebody with the database in their hands would: without the triggers
    /// that stop accidents.
    pub(super) async fn tamper(&self, statements: &[&str]) {
        let mut all = Vec::new();
        if self.home.is_postgres() {
            all.push("SET session_replication_role = replica".to_owned());
        } else {
            all.push("PRAGMA foreign_keys = OFF".to_owned());
            let triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
            let triggers = self.home.texts(triggers).await;
            all.extend(triggers.iter().map(|name| format!("DROP TRIGGER {name}")));
        }
        all.extend(statements.iter().map(ToString::to_string));
        self.home.change(&all.join(";\n")).await.unwrap();
    }

    async fn connection(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.home.file());
        options.connect().await.unwrap()
    }

    /// Every table and column that has a word somewhere, of a file.
    pub(super) async fn raw_text_anywhere(&self, word: &str) -> Vec<String> {
        if self.home.is_postgres() {
            return Vec::new();
        }
        let mut connection = self.connection().await;
        let tables = "SELECT name FROM sqlite_master WHERE type = 'table'";
        let tables: Vec<String> = sqlx::query_scalar(tables)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let mut found = Vec::new();
        for table in tables {
            let sql = AssertSqlSafe(format!("SELECT * FROM {table}"));
            for row in sqlx::query(sql).fetch_all(&mut connection).await.unwrap() {
                for column in row.columns() {
                    let text: Option<String> =
                        row.try_get_unchecked(column.name()).unwrap_or_default();
                    if text.unwrap_or_default().to_lowercase().contains(word) {
                        found.push(format!("{table}.{}", column.name()));
                    }
                }
            }
        }
        found
    }
}

fn finding(number: u64, state: FindingState) -> Finding {
    let entity = EntityId::new("device", number);
    let seen = at("2026-03-01T00:00:00Z");
    Finding {
        id: FindingId::of(&"laptops-are-encrypted".into(), &entity),
        rule: "laptops-are-encrypted".into(),
        rule_version: "1".to_owned(),
        entity,
        state,
        closed_because: None,
        severity: Severity::High,
        missed_since: seen,
        opened_at: Some(seen),
        closed_at: None,
        due: Some(at("2026-04-01T00:00:00Z")),
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

fn event(finding: &Finding, when: &str, what: EventKind) -> Event {
    Event {
        finding: finding.id.clone(),
        at: at(when),
        actor: "judge".to_owned(),
        what,
        reason: "the disk is not encrypted".to_owned(),
        evidence: BTreeMap::from([("jamf".into(), at("2026-03-01T00:00:00Z"))]),
    }
}

fn pass(key: &str, when: &str, findings: Vec<Finding>, events: Vec<Event>) -> PassWrite {
    PassWrite {
        pass: PassRecord {
            key: key.to_owned(),
            at: at(when),
            run: 1,
            sources: BTreeMap::new(),
            rules: BTreeMap::new(),
            in_force: BTreeMap::new(),
            vocabulary: "words".to_owned(),
        },
        findings,
        events,
        rules: Vec::new(),
        vocabulary: Vocabulary::default(),
        stale: Vec::new(),
        unknowns: BTreeMap::new(),
    }
}

fn first() -> PassWrite {
    let when = "2026-03-02T09:00:00Z";
    let findings: Vec<Finding> = (1..=3).map(|n| finding(n, FindingState::Open)).collect();
    let events = findings
        .iter()
        .map(|one| event(one, when, EventKind::Opened));
    let events = events.collect();
    pass("first", when, findings, events)
}

fn decision() -> Decision {
    let record = |id: &str| model::RecordKey {
        kind: "device".into(),
        source: "jamf".into(),
        native_id: id.into(),
    };
    Decision {
        number: 1,
        at: at("2026-03-04T09:00:00Z"),
        by: MARA.to_owned(),
        because: "two boards".to_owned(),
        what: Decided::Apart {
            records: [record("1"), record("2")],
        },
    }
}

fn step() -> GovernWrite {
    let signer = Signer {
        person: EntityId::new("person", 1),
        mail: MARA.to_owned(),
        name: "Mara Ode".to_owned(),
        account: "mara".to_owned(),
    };
    GovernWrite {
        known: 0,
        entries: vec![Entry {
            rule: "laptops-are-encrypted".into(),
            version: "1".to_owned(),
            at: at("2026-03-04T10:00:00Z"),
            by: By::Person(signer),
            step: Step::Tested,
            reason: "tried".to_owned(),
        }],
        texts: Vec::new(),
        sheets: Vec::new(),
    }
}
