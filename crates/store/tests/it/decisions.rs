//! What people decided about records and owners, in a real database.

use app::ports::{Decided, Decision, DecisionStore, PortError};
use model::{KindName, RecordKey, SourceId};

use crate::homes::{Home, on_both};

on_both!(
    a_decision_comes_back_as_it_was_made,
    who_did_not_see_the_latest_decision_writes_nothing,
    nobody_rewrites_a_decision,
);

fn key(native_id: &str) -> RecordKey {
    RecordKey {
        kind: KindName::new("device"),
        source: SourceId::new("jamf"),
        native_id: native_id.into(),
    }
}

pub(crate) fn apart(number: u64) -> Decision {
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

async fn a_decision_comes_back_as_it_was_made(home: Home) {
    let store = home.open().await;
    assert_eq!(store.decisions().await.unwrap(), []);
    let undone = Decision {
        what: Decided::Undone { number: 1 },
        ..apart(2)
    };
    store.decide(&apart(1)).await.unwrap();
    store.decide(&undone).await.unwrap();
    assert_eq!(store.decisions().await.unwrap(), [apart(1), undone]);
}

async fn who_did_not_see_the_latest_decision_writes_nothing(home: Home) {
    let store = home.open().await;
    store.decide(&apart(1)).await.unwrap();
    for number in [0, 1, 3] {
        let Err(PortError::Unavailable(problem)) = store.decide(&apart(number)).await else {
            panic!("decision {number} was written");
        };
        assert_eq!(problem.code, "decision-overtaken");
    }
    assert_eq!(store.decisions().await.unwrap().len(), 1);
}

async fn nobody_rewrites_a_decision(home: Home) {
    let store = home.open().await;
    store.decide(&apart(1)).await.unwrap();
    for sql in [
        "UPDATE inventory_decisions SET because = 'another'",
        "DELETE FROM inventory_decisions",
    ] {
        let refused = home.change(sql).await;
        assert!(refused.is_err(), "{sql}");
    }
}
