//! Backups: the whole ledger in one file, restored into either database or not at all.

use std::fs;

use app::ports::{ActStore as _, DecisionStore as _, GovernanceStore as _, LedgerStore as _};
use model::finding::EventKind;
use store::{InTheWay, Store};

use crate::{
    homes::{Home, on_both},
    ledger::{event, finding, pass},
};

on_both!(
    a_backup_is_restored_into_either_database_as_it_was,
    a_ledger_that_holds_something_is_replaced_only_when_asked,
    a_backup_of_an_earlier_version_is_brought_up_to_date,
    what_is_no_whole_backup_changes_nothing,
);

async fn filled(home: &Home) -> Store {
    let store = home.open().await;
    let mut odd = finding(2);
    odd.because = "a\0b \u{1} 'quoted' \"twice\"\nand \\ more".to_owned();
    let events = vec![
        event(&finding(1), EventKind::Opened),
        event(&odd, EventKind::Detected),
    ];
    store
        .record(&pass("one", vec![finding(1), odd], events))
        .await
        .unwrap();
    store.append(&crate::governance::beginning()).await.unwrap();
    store.decide(&crate::decisions::apart(1)).await.unwrap();
    store
}

/// Everything that ports tell.
async fn all(store: &Store) -> String {
    let findings = store.findings().await.unwrap();
    let mut events = Vec::new();
    for one in &findings {
        events.extend(store.events(&one.id).await.unwrap());
    }
    format!(
        "{findings:?}\n{events:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        store.passes().await.unwrap(),
        store.unknowns().await.unwrap(),
        store.entries().await.unwrap(),
        store.texts().await.unwrap(),
        store.decisions().await.unwrap(),
        store.acts().await.unwrap(),
    )
}

async fn a_backup_is_restored_into_either_database_as_it_was(home: Home) {
    let store = filled(&home).await;
    let file = home.folder().join("ledger.backup");
    let now = "2026-03-05T00:00:00Z".parse().unwrap();
    let saved = store.back_up(&file, InTheWay::Kept, now).await.unwrap();
    assert_eq!(saved.head.taken_at, now);
    assert_eq!(
        saved.head.latest_pass,
        Some(store.latest_pass().await.unwrap().unwrap().at)
    );
    let again = store.back_up(&file, InTheWay::Kept, now).await.unwrap_err();
    assert_eq!(again.problem().code, "backup-exists");

    let mut homes = vec![Home::in_sqlite()];
    homes.extend(Home::in_postgres().await);
    for other in homes {
        let restored = Store::restore(&other.location(), &file, InTheWay::Kept)
            .await
            .unwrap();
        assert_eq!(restored, saved);
        let other_store = other.open().await;
        assert_eq!(all(&other_store).await, all(&store).await);
        // It goes on: history is still only appended to, and numbers follow.
        let next = pass(
            "two",
            vec![finding(3)],
            vec![event(&finding(3), EventKind::Opened)],
        );
        assert!(other_store.record(&next).await.unwrap());
        assert!(other.change("DELETE FROM ledger_events").await.is_err());

        // And what the other one backs up is the same file.
        let back = other.folder().join("back");
        Store::restore(&other.location(), &file, InTheWay::Replaced)
            .await
            .unwrap();
        other
            .open()
            .await
            .back_up(&back, InTheWay::Kept, now)
            .await
            .unwrap();
        assert_eq!(sorted(&back), sorted(&file));
    }
}

/// The lines of a backup: columns that were added later stand elsewhere in another database.
fn sorted(file: &std::path::Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let mut values: Vec<String> = text
        .lines()
        .filter(|line| line.starts_with('['))
        .map(|line| {
            let mut values: Vec<Option<String>> = serde_json::from_str(line).unwrap();
            values.sort();
            format!("{values:?}")
        })
        .collect();
    values.sort();
    values
}

async fn a_ledger_that_holds_something_is_replaced_only_when_asked(home: Home) {
    let file = home.folder().join("ledger.backup");
    let now = "2026-03-05T00:00:00Z".parse().unwrap();
    filled(&home)
        .await
        .back_up(&file, InTheWay::Kept, now)
        .await
        .unwrap();
    let later = pass("later", vec![finding(9)], Vec::new());
    home.open().await.record(&later).await.unwrap();

    let refused = Store::restore(&home.location(), &file, InTheWay::Kept)
        .await
        .unwrap_err();
    assert_eq!(refused.problem().code, "restore-over");
    assert_eq!(home.open().await.findings().await.unwrap().len(), 3);

    Store::restore(&home.location(), &file, InTheWay::Replaced)
        .await
        .unwrap();
    assert_eq!(home.open().await.findings().await.unwrap().len(), 2);
}

async fn a_backup_of_an_earlier_version_is_brought_up_to_date(home: Home) {
    // What the tables of 6 held, as this version would have backed it up then.
    let lines = "{\"format\":\"allhands.backup\",\"version\":1,\"tables\":6,\
                 \"taken_at\":\"2026-03-05T00:00:00Z\",\"latest_pass\":null}\n\
                 {\"table\":\"ledger_rule_versions\",\"columns\":[\"rule\",\"version\",\"text\"]}\n\
                 [\"laptops\",\"1\",\"Rule: Laptops\"]\n";
    let digest = blake3::hash(lines.as_bytes()).to_hex();
    let file = home.folder().join("old");
    fs::write(
        &file,
        format!("{lines}{{\"rows\":1,\"blake3\":\"{digest}\"}}\n"),
    )
    .unwrap();
    Store::restore(&home.location(), &file, InTheWay::Kept)
        .await
        .unwrap();
    let store = home.open().await;
    let text = store
        .rule_text(&"laptops".into(), "1")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(text.text, "Rule: Laptops");
    assert_eq!(store.acts().await.unwrap(), []);
}

async fn what_is_no_whole_backup_changes_nothing(home: Home) {
    let store = filled(&home).await;
    let before = all(&store).await;
    let file = home.folder().join("ledger.backup");
    let now = "2026-03-05T00:00:00Z".parse().unwrap();
    store.back_up(&file, InTheWay::Kept, now).await.unwrap();
    let whole = fs::read_to_string(&file).unwrap();

    let cut_off = &whole[..whole.len() / 2];
    let changed = whole.replace("not encrypted", "not  encrypted");
    let newer = whole.replace("\"version\":1", "\"version\":2");
    let other = "some other file\n".to_owned();
    for (text, code) in [
        (cut_off, "backup-damaged"),
        (&changed, "backup-damaged"),
        (&newer, "backup-newer"),
        (&other, "backup-damaged"),
        ("", "backup-damaged"),
    ] {
        fs::write(&file, text).unwrap();
        let refused = Store::restore(&home.location(), &file, InTheWay::Replaced).await;
        assert_eq!(refused.unwrap_err().problem().code, code);
    }
    fs::remove_file(&file).unwrap();
    let missing = Store::restore(&home.location(), &file, InTheWay::Replaced)
        .await
        .unwrap_err();
    assert_eq!(missing.problem().code, "backup-unreadable");
    assert_eq!(all(&home.open().await).await, before);
}
