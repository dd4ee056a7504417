//! How rules came into force, in a real SQLite file.

use app::{
    govern::{By, Decided, Entry, Signer, Stage, State, Step},
    ports::{GovernWrite, GovernanceStore, KeptText, PortError},
};
use jiff::Timestamp;
use model::{EntityId, RuleId};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use store::Store;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn found() -> Entry {
    Entry {
        rule: RuleId::new("laptops-are-encrypted"),
        version: "v1".to_owned(),
        by: By::File,
        step: Step::Found {
            stage: Stage::Block,
            text: "digest".to_owned(),
        },
        ..Entry::began(at("2026-03-01T00:00:00.123456789Z"))
    }
}

fn paused() -> Entry {
    Entry {
        at: at("2026-03-02T00:00:00Z"),
        by: By::Person(Signer {
            person: EntityId::new("person", 7),
            mail: "ana@example.org".to_owned(),
            name: "Ana Lima".to_owned(),
            account: "ana".to_owned(),
        }),
        step: Step::Paused,
        reason: "the export is wrong".to_owned(),
        ..found()
    }
}

fn beginning() -> GovernWrite {
    GovernWrite {
        known: 0,
        entries: vec![Entry::began(found().at), found()],
        texts: vec![KeptText {
            digest: "digest".to_owned(),
            text: "Rule: a".to_owned(),
            words: "{}".to_owned(),
        }],
        sheets: vec![("sheet".to_owned(), "{\"missed\":1}".to_owned())],
    }
}

#[tokio::test]
async fn what_was_decided_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::in_file(&folder.path().join("ledger.db"))
        .await
        .unwrap();
    store.append(&beginning()).await.unwrap();
    let write = GovernWrite {
        known: 2,
        entries: vec![paused()],
        ..GovernWrite::default()
    };
    store.append(&write).await.unwrap();
    let decided = Decided::read(&store).await.unwrap();
    assert_eq!(
        decided.entries,
        [Entry::began(found().at), found(), paused()]
    );
    let rule = RuleId::new("laptops-are-encrypted");
    assert_eq!(
        decided.history.in_force(&rule).unwrap().state,
        State::Paused
    );
    assert_eq!(decided.texts["digest"].text, "Rule: a");
    let sheet = store.sheet("sheet").await.unwrap();
    assert_eq!(sheet.as_deref(), Some("{\"missed\":1}"));
}

#[tokio::test]
async fn who_did_not_see_the_latest_decision_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::in_file(&folder.path().join("ledger.db"))
        .await
        .unwrap();
    store.append(&beginning()).await.unwrap();
    let late = GovernWrite {
        known: 1,
        entries: vec![paused()],
        ..GovernWrite::default()
    };
    let Err(PortError::Unavailable(problem)) = store.append(&late).await else {
        panic!("it was written");
    };
    assert_eq!(problem.code, "govern-overtaken");
    assert_eq!(store.entries().await.unwrap().len(), 2);
}

#[tokio::test]
async fn nobody_rewrites_a_decision() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let store = Store::in_file(&path).await.unwrap();
    store.append(&beginning()).await.unwrap();
    let options = SqliteConnectOptions::new().filename(&path);
    let mut connection = options.connect().await.unwrap();
    for sql in [
        "UPDATE governance_entries SET reason = 'another'",
        "DELETE FROM governance_entries",
        "UPDATE governance_texts SET text = 'another'",
        "DELETE FROM governance_sheets",
    ] {
        let refused = sqlx::query(sql).execute(&mut connection).await;
        assert!(refused.is_err(), "{sql}");
    }
    connection.close().await.unwrap();
}
