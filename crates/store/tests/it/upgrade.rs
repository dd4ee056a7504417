//! Tables that change: a ledger of an earlier version is brought up to date with all that is in it,
//! and both databases get the same tables.

use std::path::Path;

use app::ports::{
    ActStore as _, Decided, DecisionStore as _, GovernanceStore as _, LedgerStore as _,
};
use model::{FindingState, finding::Handling};

use crate::homes::{Home, on_both};

on_both!(
    a_ledger_of_an_earlier_version_is_brought_up_to_date_with_all_in_it,
    a_change_that_was_edited_later_is_refused,
);

async fn a_ledger_of_an_earlier_version_is_brought_up_to_date_with_all_in_it(home: Home) {
    home.make_tables_until(6).await;
    home.change(include_str!("upgrade/0006.sql")).await.unwrap();

    let store = home.open().await;
    let findings = store.findings().await.unwrap();
    let states: Vec<(&str, FindingState, u32)> = findings
        .iter()
        .map(|finding| (finding.id.as_str(), finding.state, finding.regressions))
        .collect();
    assert_eq!(
        states,
        [
            (
                "accounts-use-two-factor-sign-in@account-103",
                FindingState::Closed,
                0
            ),
            (
                "accounts-use-two-factor-sign-in@account-139",
                FindingState::Open,
                0
            ),
            (
                "accounts-use-two-factor-sign-in@account-88",
                FindingState::Closed,
                0
            ),
            ("laptops-are-encrypted@device-224", FindingState::Open, 1),
        ]
    );
    for finding in &findings {
        assert_eq!(finding.clocks.len(), 1, "{finding:?}");
        assert_eq!(finding.handling, Handling::default());
    }
    let history = store.events(&findings[3].id).await.unwrap();
    let reasons: Vec<&str> = history.iter().map(|event| event.reason.as_str()).collect();
    let off = "missed because: disk encryption is off (jamf)";
    assert_eq!(
        reasons,
        [off, "met because: disk encryption is on (jamf)", off]
    );
    assert_eq!(store.passes().await.unwrap().len(), 5);
    assert_eq!(store.unknowns().await.unwrap().len(), 1);
    assert_eq!(store.entries().await.unwrap().len(), 2);
    assert_eq!(store.texts().await.unwrap().len(), 1);
    assert_eq!(store.acts().await.unwrap(), []);
    let decided = store.decisions().await.unwrap();
    assert_eq!(decided[0].what, Decided::Undone { number: 1 });

    // And it goes on: opening it again changes nothing.
    assert_eq!(home.open().await.findings().await.unwrap(), findings);
}

async fn a_change_that_was_edited_later_is_refused(home: Home) {
    drop(home.open().await);
    home.change("UPDATE _sqlx_migrations SET checksum = '00' WHERE version = 3")
        .await
        .unwrap();
    let error = store::Store::open(&home.location()).await.unwrap_err();
    assert_eq!(error.problem().code, "ledger-tables");
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_the_same_that_are_only_appended_to() {
    let sqlite = Home::in_sqlite();
    drop(sqlite.open().await);
    let columns = "SELECT t.name || '.' || c.name FROM sqlite_master t \
                   JOIN pragma_table_info(t.name) c WHERE t.type = 'table'";
    let columns = sqlite.texts(columns).await;
    assert!(columns.contains(&"ledger_findings.because".to_owned()));
    let triggers = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' \
                    AND (sql LIKE '%BEFORE UPDATE%' OR sql LIKE '%BEFORE DELETE%')";
    let triggers = sqlite.texts(triggers).await;

    let Some(postgres) = Home::in_postgres().await else {
        return;
    };
    drop(postgres.open().await);
    let same = "SELECT table_name || '.' || column_name FROM information_schema.columns \
                WHERE table_schema = current_schema()";
    assert_eq!(postgres.texts(same).await, columns);
    let same = "SELECT event_object_table FROM information_schema.triggers \
                WHERE trigger_schema = current_schema() \
                AND event_manipulation IN ('UPDATE', 'DELETE')";
    assert_eq!(postgres.texts(same).await, triggers);
}

#[test]
fn every_change_has_a_text_for_each_database() {
    let names = |dialect: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("migrations")
            .join(dialect);
        let files = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
}
