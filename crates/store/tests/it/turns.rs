//! Several servers on one ledger: one records at a time, and none what it has not seen.

use app::ports::{Act, ActStore as _, ActWrite, Acted, LedgerStore as _};
use store::{Store, Turn};

use crate::{
    homes::{Home, on_both},
    ledger::{finding, pass},
};

on_both!(
    a_pass_of_an_earlier_turn_is_refused_whole,
    a_pass_that_has_not_seen_an_act_is_refused,
    many_passes_of_many_servers_leave_each_finding_once,
);

async fn a_pass_of_an_earlier_turn_is_refused_whole(home: Home) {
    let earlier = Turn::begin(&home.location(), "one").await.unwrap();
    let slow = home.open().await.in_turn(earlier.number());
    drop(earlier);
    let later = Turn::begin(&home.location(), "two").await.unwrap();
    let quick = home.open().await.in_turn(later.number());
    quick
        .record(&pass("quick", vec![finding(1)], Vec::new()))
        .await
        .unwrap();

    let late = pass("slow", vec![finding(1), finding(2)], Vec::new());
    let refused = slow.record(&late).await.unwrap_err();
    assert_eq!(refused.problem().code, "pass-overtaken");
    assert_eq!(quick.findings().await.unwrap(), [finding(1)]);
    assert_eq!(quick.passes().await.unwrap().len(), 1);
}

async fn a_pass_that_has_not_seen_an_act_is_refused(home: Home) {
    let turn = Turn::begin(&home.location(), "a pass").await.unwrap();
    let store = home.open().await.in_turn(turn.number());
    store
        .record(&pass("first", vec![finding(1)], Vec::new()))
        .await
        .unwrap();
    let act = ActWrite {
        act: Act {
            number: 1,
            at: finding(1).missed_since,
            by: "ana@linden.example".to_owned(),
            because: "replaced this morning".to_owned(),
            what: serde_json::from_value::<Acted>(serde_json::json!({
                "of": "finding", "act": "claim", "finding": finding(1).id,
            }))
            .unwrap(),
        },
        findings: vec![finding(1)],
        events: Vec::new(),
    };
    // A person's command, which does not wait for passes.
    home.open().await.act(&act).await.unwrap();
    let refused = store
        .record(&pass("second", vec![finding(2)], Vec::new()))
        .await
        .unwrap_err();
    assert_eq!(refused.problem().code, "pass-overtaken");
    drop(turn);

    let turn = Turn::begin(&home.location(), "again").await.unwrap();
    let store = home.open().await.in_turn(turn.number());
    assert!(
        store
            .record(&pass("second", vec![finding(2)], Vec::new()))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_server_that_finds_another_at_work_says_who() {
    let Some(home) = Home::in_postgres().await else {
        return;
    };
    let held = Turn::begin(&home.location(), "`allhands run` on host one")
        .await
        .unwrap();
    let busy = Turn::begin(&home.location(), "two").await.unwrap_err();
    assert_eq!(busy.problem().code, "workspace-busy");
    assert!(
        busy.problem().says.contains("`allhands run` on host one"),
        "{busy}"
    );
    drop(held);
    Turn::begin(&home.location(), "two").await.unwrap();
}

/// Each server takes its turn when it can, adds one finding to those it reads and closes none.
async fn many_passes_of_many_servers_leave_each_finding_once(home: Home) {
    const SERVERS: u64 = 4;
    const PASSES: u64 = 5;
    drop(home.open().await);
    let servers = (0..SERVERS).map(|server| {
        let location = home.location();
        async move {
            let mut recorded = 0;
            while recorded < PASSES {
                let Ok(turn) = Turn::begin(&location, &server.to_string()).await else {
                    continue;
                };
                let store = Store::open(&location).await.unwrap().in_turn(turn.number());
                let known = u64::try_from(store.findings().await.unwrap().len()).unwrap();
                let next = pass(&format!("{known}"), vec![finding(known + 1)], Vec::new());
                // Refused where another one came between; it reads again then.
                recorded += u64::from(store.record(&next).await.is_ok());
            }
        }
    });
    let servers: Vec<_> = servers.map(tokio::spawn).collect();
    for server in servers {
        server.await.unwrap();
    }
    let store = home.open().await;
    let all = usize::try_from(SERVERS * PASSES).unwrap();
    assert_eq!(store.findings().await.unwrap().len(), all);
    assert_eq!(store.passes().await.unwrap().len(), all);
}
