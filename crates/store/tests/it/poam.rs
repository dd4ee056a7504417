//! Numbers of the plan of action, in a real database.

use app::ports::{PoamRow, PoamStore, PortError};

use crate::homes::{Home, on_both};

on_both!(
    numbers_come_back_as_they_stand,
    a_number_means_one_item_for_ever,
    nobody_rewrites_a_number,
);

fn row(number: u32, by: &str, closed: Option<&str>) -> PoamRow {
    serde_json::from_value(serde_json::json!({
        "number": number,
        "rule": "laptops-have-no-known-holes",
        "by": by,
        "opened_at": "2026-03-01T00:00:00Z",
        "closed_at": closed,
    }))
    .unwrap()
}

async fn numbers_come_back_as_they_stand(home: Home) {
    let store = home.open().await;
    assert_eq!(store.poam().await.unwrap(), []);
    let first = [row(1, "CVE-2026-1", None), row(2, "a 'quoted' one", None)];
    store.number(&first).await.unwrap();
    let closed = row(1, "CVE-2026-1", Some("2026-03-05T00:00:00Z"));
    store
        .number(&[closed.clone(), row(3, "", None)])
        .await
        .unwrap();
    let stand = [closed, first[1].clone(), row(3, "", None)];
    assert_eq!(store.poam().await.unwrap(), stand);
}

async fn a_number_means_one_item_for_ever(home: Home) {
    let store = home.open().await;
    let closed = row(1, "CVE-2026-1", Some("2026-03-05T00:00:00Z"));
    store.number(std::slice::from_ref(&closed)).await.unwrap();
    for wrong in [
        row(1, "CVE-2026-1", None),
        row(1, "CVE-2026-2", Some("2026-03-05T00:00:00Z")),
        row(1, "CVE-2026-1", Some("2026-04-05T00:00:00Z")),
        row(4, "CVE-2026-3", None),
    ] {
        let rows = [row(2, "CVE-2026-9", None), wrong];
        let Err(PortError::Unavailable(problem)) = store.number(&rows).await else {
            panic!("{rows:?} was written");
        };
        assert_eq!(problem.code, "decision-overtaken");
        assert_eq!(store.poam().await.unwrap(), std::slice::from_ref(&closed));
    }
}

async fn nobody_rewrites_a_number(home: Home) {
    let store = home.open().await;
    store.number(&[row(1, "CVE-2026-1", None)]).await.unwrap();
    for sql in [
        "UPDATE ledger_poam SET number = 2",
        "DELETE FROM ledger_poam",
    ] {
        assert!(home.change(sql).await.is_err(), "{sql}");
    }
}
