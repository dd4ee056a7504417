//! How rules came into force, in a real database.

use app::{
    govern::{By, Decided, Entry, Signer, Stage, State, Step},
    ports::{GovernWrite, GovernanceStore, KeptText, PortError},
};
use jiff::Timestamp;
use model::{EntityId, RuleId};

use crate::homes::{Home, on_both};

on_both!(
    what_was_decided_comes_back_as_it_was,
    who_did_not_see_the_latest_decision_writes_nothing,
    nobody_rewrites_a_decision,
);

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

pub(crate) fn beginning() -> GovernWrite {
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

async fn what_was_decided_comes_back_as_it_was(home: Home) {
    let store = home.open().await;
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

async fn who_did_not_see_the_latest_decision_writes_nothing(home: Home) {
    let store = home.open().await;
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

async fn nobody_rewrites_a_decision(home: Home) {
    let store = home.open().await;
    store.append(&beginning()).await.unwrap();
    for sql in [
        "UPDATE governance_entries SET reason = 'another'",
        "DELETE FROM governance_entries",
        "UPDATE governance_texts SET text = 'another'",
        "DELETE FROM governance_sheets",
    ] {
        let refused = home.change(sql).await;
        assert!(refused.is_err(), "{sql}");
    }
}
