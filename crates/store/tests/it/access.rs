//! Accounts, sessions and tokens, in a real database.

use app::ports::{AccessStore, AccessToken, Account, Session};

use crate::homes::{Home, on_both};

on_both!(
    an_account_comes_back_as_it_was_kept_last,
    a_session_ends_when_it_was_not_used_for_long,
    a_token_is_ended_by_its_own_account_only,
);

fn account(name: &str, more: serde_json::Value) -> Account {
    let mut kept = serde_json::json!({"name": name, "made_at": "2026-03-01T00:00:00Z"});
    kept.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    serde_json::from_value(kept).unwrap()
}

async fn an_account_comes_back_as_it_was_kept_last(home: Home) {
    let store = home.open().await;
    assert_eq!(store.account("ana@example.org").await.unwrap(), None);
    let mut ana = account("ana@example.org", serde_json::json!({"person": "person-7"}));
    let bo = account("o'bo\u{0}", serde_json::json!({"grants": ["auditor"]}));
    for one in [&ana, &bo] {
        store.keep_account(one).await.unwrap();
    }
    ana.password = Some("$argon2id$...".to_owned());
    store.keep_account(&ana).await.unwrap();
    assert_eq!(store.account(&ana.name).await.unwrap().as_ref(), Some(&ana));
    assert_eq!(store.accounts().await.unwrap(), [ana, bo]);
}

fn session(digest: &str, account: &str, seen: &str) -> Session {
    Session {
        digest: digest.to_owned(),
        account: account.to_owned(),
        made_at: "2026-03-01T00:00:00Z".parse().unwrap(),
        seen_at: seen.parse().unwrap(),
    }
}

async fn a_session_ends_when_it_was_not_used_for_long(home: Home) {
    let store = home.open().await;
    let old = session("a", "ana", "2026-03-01T07:59:59.9Z");
    let mut used = session("b", "ana", "2026-03-01T01:00:00Z");
    let others = session("c", "bo", "2026-03-01T08:00:00Z");
    for one in [&old, &used, &others] {
        store.begin_session(one).await.unwrap();
    }
    used.seen_at = "2026-03-01T08:00:00.5Z".parse().unwrap();
    store.use_session(&used).await.unwrap();
    let before = "2026-03-01T08:00:00Z".parse().unwrap();
    store.end_sessions_before(before).await.unwrap();
    assert_eq!(store.session("a").await.unwrap(), None);
    assert_eq!(store.session("b").await.unwrap(), Some(used));
    store.end_sessions_of("ana").await.unwrap();
    assert_eq!(store.session("b").await.unwrap(), None);
    store.end_session("c").await.unwrap();
    store.use_session(&others).await.unwrap();
    assert_eq!(store.session("c").await.unwrap(), None);
}

async fn a_token_is_ended_by_its_own_account_only(home: Home) {
    let store = home.open().await;
    let token: AccessToken = serde_json::from_value(serde_json::json!({
        "digest": "d", "account": "ana", "name": "reporting", "scope": "read",
        "made_at": "2026-03-01T00:00:00Z", "ends_at": "2026-04-01T00:00:00Z",
    }))
    .unwrap();
    store.keep_token(&token).await.unwrap();
    store.end_token("bo", "d").await.unwrap();
    assert_eq!(store.token("d").await.unwrap().as_ref(), Some(&token));
    assert_eq!(store.tokens_of("ana").await.unwrap(), [token]);
    store.end_token("ana", "d").await.unwrap();
    assert_eq!(store.token("d").await.unwrap(), None);
    assert_eq!(store.tokens_of("ana").await.unwrap(), []);
}
