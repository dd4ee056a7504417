//! Laws that hold for any input.

use model::ScopeOutcome;
use proptest::prelude::*;
use serde_json::json;

use crate::support::{input, run};

/// People with keys that may be missing, doubled or of a wrong type.
fn entries() -> impl Strategy<Value = Vec<serde_json::Value>> {
    let key = prop_oneof![
        4 => (0..6_u32).prop_map(|id| json!(id)),
        1 => Just(json!(null)),
        1 => Just(json!([])),
    ];
    let entry = (key, "[a-c]{0,2}", any::<bool>()).prop_map(|(key, name, mail)| {
        let mail = if mail {
            json!(format!("{name}@example.com"))
        } else {
            json!(null)
        };
        json!({"Employee_ID": key, "Name": name, "Email_-_Work": mail})
    });
    prop::collection::vec(entry, 0..12)
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic_and_never_complete_by_accident(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        name in prop_oneof![
            Just("people.json"), Just("d.csv"), Just("CODEOWNERS"), Just("catalog-info.yaml"),
        ],
    ) {
        for connector in ["workday", "departments-csv", "codeowners", "backstage"] {
            let collected = run(connector, vec![input(name, &bytes)]);
            if connector == "workday" {
                prop_assert!(collected.runs.iter().all(|r| r.outcome != ScopeOutcome::Complete));
            }
        }
    }

    #[test]
    fn every_raw_record_is_kept_and_either_accepted_or_explained(entries in entries()) {
        let body = json!({"Report_Entry": entries}).to_string();
        let collected = run("workday", vec![input("p.json", body)]);
        let raw = String::from_utf8(collected.raw["people"].clone()).unwrap();
        prop_assert_eq!(raw.lines().count(), entries.len());
        let nameless = collected.rejected.iter().any(|rejected| rejected.claims.is_empty());
        let complete = collected.runs[0].outcome == ScopeOutcome::Complete;
        prop_assert_eq!(complete, !nameless);
        let keys: std::collections::BTreeSet<String> =
            entries.iter().map(|e| e["Employee_ID"].to_string()).collect();
        let good = keys.iter().filter(|key| key.parse::<u32>().is_ok()).count();
        prop_assert_eq!(collected.records.len(), good);
    }

    #[test]
    fn a_cut_anywhere_is_never_complete(at in 1_usize..200) {
        let whole = json!({"Report_Entry": [
            {"Employee_ID": "1", "Name": "Ann", "Email_-_Work": "ann@example.com"},
            {"Employee_ID": "2", "Name": "Bob", "Email_-_Work": "bob@example.com"},
        ]}).to_string();
        prop_assume!(at < whole.len());
        let collected = run("workday", vec![input("p.json", &whole[..at])]);
        prop_assert_eq!(collected.runs[0].outcome, ScopeOutcome::Failed);
    }

    #[test]
    fn the_order_of_files_changes_nothing(ids in prop::collection::vec(0..9_u32, 1..6)) {
        let files = |order: &[usize]| {
            let file = |at: &usize| {
                let entry = json!({"Employee_ID": ids[*at], "Name": format!("n{at}")});
                input(&format!("p{at}.json"), json!({"Report_Entry": [entry]}).to_string())
            };
            run("workday", order.iter().map(file).collect())
        };
        let forward: Vec<usize> = (0..ids.len()).collect();
        let backward: Vec<usize> = forward.iter().rev().copied().collect();
        prop_assert_eq!(files(&forward), files(&backward));
    }
}
