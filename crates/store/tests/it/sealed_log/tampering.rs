//! What somebody with the database in their hands can do, and which entry is then named first.

use app::{
    ports::LogStore,
    sealed::{
        log::{Leaf, tlog::leaf_hash},
        verify::Report,
    },
};

use super::scene::{Scene, at};
use crate::homes::{Home, on_both};

on_both!(
    a_changed_act_names_its_entry,
    a_changed_decision_names_its_entry,
    a_changed_step_names_its_entry,
    a_changed_pass_names_its_entry,
    changed_words_name_their_entry,
    words_that_are_gone_without_an_erasure_name_their_entry,
    a_changed_event_names_the_pass_that_made_it,
    a_changed_event_of_an_act_names_the_act,
    an_event_that_is_gone_is_noticed,
    an_event_that_was_made_up_is_noticed,
    events_in_another_order_are_noticed,
    a_deadline_that_was_moved_names_the_entry_that_set_it,
    a_finding_that_is_gone_is_noticed,
    a_finding_that_is_gone_with_its_seal_is_noticed,
    a_changed_entry_is_named_itself,
    a_changed_entry_with_its_hash_made_anew_is_named_by_the_one_after_it,
    a_missing_entry_is_named,
    two_entries_that_changed_places_are_named,
    a_time_that_goes_back_unrecorded_is_named,
    the_last_entries_cut_off_and_signed_again_show_to_whoever_kept_a_checkpoint,
    a_checkpoint_of_a_key_nobody_knows_counts_for_nothing,
);

/// The scene after these statements, to somebody who knows the key.
async fn after(home: Home, statements: &[&str]) -> Report {
    let scene = Scene::new(home).await;
    scene.tamper(statements).await;
    scene.verify().await
}

fn codes(report: &Report) -> Vec<&str> {
    report.troubles.iter().map(|trouble| trouble.code).collect()
}

async fn a_changed_act_names_its_entry(home: Home) {
    let sql = "UPDATE ledger_acts SET because = 'it was never mine' WHERE number = 2";
    let report = after(home, &[sql]).await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(6), vec!["row-changed"])
    );
    assert_eq!(report.troubles[0].says, "act 2 is not as it was sealed");
}

async fn a_changed_decision_names_its_entry(home: Home) {
    let sql = "UPDATE inventory_decisions SET author = 'nils@linden.example'";
    let report = after(home, &[sql]).await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(4), vec!["row-changed"])
    );
}

async fn a_changed_step_names_its_entry(home: Home) {
    let sql = "UPDATE governance_entries SET version = '2'";
    let report = after(home, &[sql]).await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(5), vec!["row-changed"])
    );
}

async fn a_changed_pass_names_its_entry(home: Home) {
    let report = after(home, &["UPDATE ledger_passes SET run = 9 WHERE number = 2"]).await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(7), vec!["row-changed"])
    );
}

async fn changed_words_name_their_entry(home: Home) {
    let report = after(
        home,
        &["UPDATE log_words SET reason = 'as agreed' WHERE seq = 3"],
    )
    .await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(3), vec!["words-changed"])
    );
    assert_eq!(
        report.troubles[0].says,
        "why is not what entry 3 (act 1) was sealed with"
    );
}

async fn words_that_are_gone_without_an_erasure_name_their_entry(home: Home) {
    let report = after(home, &["DELETE FROM log_words WHERE seq = 6"]).await;
    assert!(codes(&report).contains(&"words-missing"), "{report:?}");
    assert_eq!(report.first_bad, Some(6));
}

async fn a_changed_event_names_the_pass_that_made_it(home: Home) {
    let sql = "UPDATE ledger_events SET reason = 'all is well' WHERE number = 2";
    let report = after(home, &[sql]).await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(2), vec!["events-changed"])
    );
    assert_eq!(
        report.troubles[0].says,
        "one of the events 1 to 3, which entry 2 (pass 1) made, is not as it was sealed"
    );
}

async fn a_changed_event_of_an_act_names_the_act(home: Home) {
    let sql = "UPDATE ledger_events SET actor = 'nils@linden.example' WHERE act = 2";
    let report = after(home, &[sql]).await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(6), vec!["events-changed"])
    );
}

async fn an_event_that_is_gone_is_noticed(home: Home) {
    let report = after(home, &["DELETE FROM ledger_events WHERE number = 2"]).await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(2), vec!["events-changed"])
    );
}

async fn an_event_that_was_made_up_is_noticed(home: Home) {
    let sql = "INSERT INTO ledger_events (number, pass, finding, at, actor, what, reason) \
               SELECT 7, pass, finding, at, actor, what, reason FROM ledger_events \
               WHERE number = 1";
    let report = after(home, &[sql]).await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(8), vec!["event-unsealed"])
    );
}

async fn events_in_another_order_are_noticed(home: Home) {
    let swap = [
        "UPDATE ledger_events SET number = 100 WHERE number = 1",
        "UPDATE ledger_events SET number = 1 WHERE number = 2",
        "UPDATE ledger_events SET number = 2 WHERE number = 100",
    ];
    let report = after(home, &swap).await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(2), vec!["events-changed"])
    );
}

async fn a_deadline_that_was_moved_names_the_entry_that_set_it(home: Home) {
    let sql = "UPDATE ledger_findings SET due = '2027-01-01T00:00:00Z' \
               WHERE id = 'laptops-are-encrypted@device-2'";
    let report = after(home, &[sql]).await;
    // The claim was the last to change it.
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(6), vec!["finding-changed"])
    );
    assert_eq!(
        report.troubles[0].says,
        "finding `laptops-are-encrypted@device-2` does not stand as it was sealed"
    );
}

async fn a_finding_that_is_gone_is_noticed(home: Home) {
    let finding = "DELETE FROM ledger_findings WHERE id = 'laptops-are-encrypted@device-3'";
    let report = after(home, &[finding]).await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(2), vec!["finding-missing"])
    );
}

async fn a_finding_that_is_gone_with_its_seal_is_noticed(home: Home) {
    let finding = "DELETE FROM ledger_findings WHERE id = 'laptops-are-encrypted@device-3'";
    let seal = "DELETE FROM log_findings WHERE finding = 'laptops-are-encrypted@device-3'";
    let report = after(home, &[finding, seal]).await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(2), vec!["findings-changed"])
    );
}

async fn a_changed_entry_is_named_itself(home: Home) {
    let sql = "UPDATE log_entries SET text = replace(text, '\"act\"', '\"pass\"') WHERE seq = 3";
    let report = after(home, &[sql]).await;
    assert_eq!(report.first_bad, Some(3));
    assert!(codes(&report).contains(&"entry-changed"), "{report:?}");
}

async fn a_changed_entry_with_its_hash_made_anew_is_named_by_the_one_after_it(home: Home) {
    let scene = Scene::new(home).await;
    let rows = scene.store.log(0).await.unwrap();
    let text = rows[4].kept.text.replace("\"apart\"", "\"same\"");
    let hash = leaf_hash(text.as_bytes()).hex();
    let sql = format!("UPDATE log_entries SET text = '{text}', hash = '{hash}' WHERE seq = 4");
    scene.tamper(&[&sql]).await;
    let report = scene.verify().await;
    assert_eq!(report.first_bad, Some(4));
    assert_eq!(codes(&report), ["entry-changed", "history-changed"]);
}

async fn a_missing_entry_is_named(home: Home) {
    let report = after(home, &["DELETE FROM log_entries WHERE seq = 4"]).await;
    assert_eq!(
        (report.first_bad, codes(&report)[0]),
        (Some(4), "entry-missing")
    );
    let missing = report
        .troubles
        .iter()
        .find(|trouble| trouble.code == "entry-missing");
    assert_eq!(missing.map(|trouble| trouble.entry), Some(4));
}

async fn two_entries_that_changed_places_are_named(home: Home) {
    let swap = [
        "UPDATE log_entries SET seq = 100 WHERE seq = 4",
        "UPDATE log_entries SET seq = 4 WHERE seq = 5",
        "UPDATE log_entries SET seq = 5 WHERE seq = 100",
    ];
    let report = after(home, &swap).await;
    let moved = report
        .troubles
        .iter()
        .find(|trouble| trouble.code == "entry-moved");
    assert_eq!(moved.map(|trouble| trouble.entry), Some(4));
}

async fn a_time_that_goes_back_unrecorded_is_named(home: Home) {
    let scene = Scene::new(home).await;
    let rows = scene.store.log(0).await.unwrap();
    let leaf = Leaf {
        at: at("2026-01-01T00:00:00Z"),
        ..Leaf::read(&rows[7].kept.text).unwrap()
    };
    let (text, hash) = (leaf.text(), leaf_hash(leaf.text().as_bytes()).hex());
    let sql = format!("UPDATE log_entries SET text = '{text}', hash = '{hash}' WHERE seq = 7");
    scene
        .tamper(&[&sql, "DELETE FROM log_checkpoints WHERE number = 2"])
        .await;
    scene.sign().await;
    let report = scene.verify().await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(7), vec!["clock-back"])
    );
}

/// Takes the last entries away with everything they sealed, as if they had never been.
async fn cut(scene: &Scene) {
    scene
        .tamper(&[
            "DELETE FROM log_words WHERE seq >= 6",
            "DELETE FROM log_findings WHERE seq >= 6",
            "DELETE FROM log_entries WHERE seq >= 6",
            "DELETE FROM log_checkpoints WHERE number = 2",
            "DELETE FROM ledger_acts WHERE number = 2",
            "DELETE FROM ledger_events WHERE number >= 5",
            "DELETE FROM ledger_passes WHERE number = 2",
            "DELETE FROM ledger_findings WHERE id LIKE '%device-4'",
            "UPDATE ledger_findings SET state = 'open' WHERE id LIKE '%device-2'",
            "UPDATE ledger_findings SET state = 'fix_claimed', closed_because = NULL, \
             closed_at = NULL WHERE id LIKE '%device-1'",
        ])
        .await;
}

async fn the_last_entries_cut_off_and_signed_again_show_to_whoever_kept_a_checkpoint(home: Home) {
    let scene = Scene::new(home).await;
    let kept = scene.checkpoints().await;
    cut(&scene).await;
    scene.sign().await;
    let alone = scene.verify().await;
    assert_eq!(
        alone.troubles,
        [],
        "with the key, one can lie about oneself"
    );
    let report = scene.verify_against(kept).await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(6), vec!["history-cut"])
    );
    assert_eq!(
        report.troubles[0].says,
        "the checkpoint kept elsewhere is of 8 entries, and there are 6: the last ones are missing"
    );
}

#[tokio::test]
async fn an_old_backup_that_was_restored_shows_in_the_same_way() {
    let scene = Scene::new(Home::in_sqlite()).await;
    let backup = scene.backup().await;
    scene.claim(3, "2026-03-10T09:00:00Z").await;
    scene.claim(4, "2026-03-11T09:00:00Z").await;
    scene.sign().await;
    let kept = scene.checkpoints().await;
    let report = scene.verify_against(kept.clone()).await;
    assert_eq!(report.troubles, []);
    let report = Scene::verify_store(&backup, kept).await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(8), vec!["history-cut"])
    );
    assert_eq!(report.troubles[0].until, 9);
}

#[tokio::test]
async fn a_second_history_of_one_length_is_a_fork() {
    let (one, two) = (
        Scene::new(Home::in_sqlite()).await,
        Scene::with_claim(Home::in_sqlite(), "it was always like that").await,
    );
    let other = two.checkpoints().await;
    let report = one.verify_against(other.clone()).await;
    assert_eq!(codes(&report), ["history-changed"]);
    // Both checkpoints beside one log: two histories under one key.
    let when = at("2026-03-09T09:00:02Z");
    one.store.keep_checkpoint(when, &other[1]).await.unwrap();
    let report = one.verify().await;
    assert_eq!(codes(&report), ["fork", "history-changed"]);
    assert_eq!((report.first_bad, report.troubles[0].until), (Some(3), 7));
}

async fn a_checkpoint_of_a_key_nobody_knows_counts_for_nothing(home: Home) {
    let scene = Scene::new(home).await;
    scene.sign_with(&super::scene::named_key(9)).await;
    let report = scene.verify().await;
    assert_eq!(
        (report.first_bad, codes(&report)),
        (Some(7), vec!["checkpoint"])
    );
    assert_eq!(report.covered, 8, "the others still count");
}
