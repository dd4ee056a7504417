//! What people decided about records and owners, in a real SQLite file.

use app::ports::{Decided, Decision, DecisionStore, PortError};
use model::{KindName, RecordKey, SourceId};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use store::Store;
use tempfile::TempDir;

async fn store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::in_file(&folder.path().join("ledger.db")).await;
    (folder, store.unwrap())
}

fn key(native_id: &str) -> RecordKey {
    RecordKey {
        kind: KindName::new("device"),
        source: SourceId::new("jamf"),
        native_id: native_id.into(),
    }
}

fn apart(number: u64) -> Decision {
    Decision {
        number,
        at: "2026-03-01T00:00:00.123456789Z".parse().unwrap(),
        by: "maria@linden.example".to_owned(),
        because: "two boards, one \"serial\"".to_owned(),
        what: Decided::Apart {
            records: [key("1"), key("2")],
        },
    }
}

#[tokio::test]
async fn a_decision_comes_back_as_it_was_made() {
    let (_folder, store) = store().await;
    assert_eq!(store.decisions().await.unwrap(), []);
    let undone = Decision {
        what: Decided::Undone { number: 1 },
        ..apart(2)
    };
    store.decide(&apart(1)).await.unwrap();
    store.decide(&undone).await.unwrap();
    assert_eq!(store.decisions().await.unwrap(), [apart(1), undone]);
}

#[tokio::test]
async fn who_did_not_see_the_latest_decision_writes_nothing() {
    let (_folder, store) = store().await;
    store.decide(&apart(1)).await.unwrap();
    for number in [0, 1, 3] {
        let Err(PortError::Unavailable(problem)) = store.decide(&apart(number)).await else {
            panic!("decision {number} was written");
        };
        assert_eq!(problem.code, "decision-overtaken");
    }
    assert_eq!(store.decisions().await.unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_rewrites_a_decision() {
    let (folder, store) = store().await;
    store.decide(&apart(1)).await.unwrap();
    let options = SqliteConnectOptions::new().filename(folder.path().join("ledger.db"));
    let mut connection = options.connect().await.unwrap();
    for sql in [
        "UPDATE inventory_decisions SET because = 'another'",
        "DELETE FROM inventory_decisions",
    ] {
        let refused = sqlx::query(sql).execute(&mut connection).await;
        assert!(refused.is_err(), "{sql}");
    }
    connection.close().await.unwrap();
}
