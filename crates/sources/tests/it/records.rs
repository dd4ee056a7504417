//! One record: what fits, what is refused, what each value is read as.

use model::ScopeOutcome::Complete;
use model::{Reading, Value};
use serde_json::{Value as Json, json};
use sources::{collect, preview};

use crate::support::{
    claims, claims_of_rejected, codes, field, ids, input, line, now, of_kind, outcome, reasons,
    record, run, shipped, source, vocabulary, workday, worker,
};

#[test]
fn one_bad_record_stops_no_other() {
    let collected = workday(&[
        worker(json!("1"), "ann"),
        worker(Json::Null, "bob"),
        worker(json!({"id": 3}), "cem"),
        json!("not a person"),
        worker(json!(4), "dora"),
    ]);
    assert_eq!(ids(&collected, "person"), ["1", "4"]);
    assert_eq!(
        reasons(&collected),
        [
            "people.json, record 1: the key is missing",
            "people.json, record 2: an object is no key",
            "people.json, record 3: a text is no record",
        ]
    );
    assert_eq!(claims_of_rejected(&collected, 0), ["email bob@example.com"]);
    let run = &collected.runs[0];
    assert_eq!(
        (run.accepted, run.rejected),
        (3, 3),
        "two people and their department"
    );
}

#[test]
fn a_refused_record_names_all_it_would_have_been_about() {
    let host = json!({"resources": [{"device_id": null, "serial_number": "SERIAL7"}]});
    let answer = vec![input("hosts.json", host.to_string())];
    let connector = shipped("crowdstrike");
    let collected = collect(
        &connector,
        &source("crowdstrike"),
        answer,
        &vocabulary(),
        now(),
    );
    let refused = &collected.rejected;
    assert_eq!(refused.len(), 1, "one raw record");
    let kinds = |r: &model::Rejected| (r.kind.clone().unwrap().to_string(), r.also.len());
    assert_eq!(kinds(&refused[0]), ("device".to_owned(), 1));
    assert_eq!(refused[0].also[0].as_str(), "endpoint agent");
    let serial = "serial number SERIAL7";
    assert_eq!(claims_of_rejected(&collected, 0), [serial]);
    assert_eq!(refused[0].points_at[0].to_string(), serial);
}

#[test]
fn a_key_that_occurs_twice_is_accepted_once() {
    let same = workday(&[worker(json!("1"), "ann"), worker(json!("1"), "ann")]);
    assert_eq!((ids(&same, "person").len(), same.rejected.len()), (1, 0));
    let other = workday(&[worker(json!("1"), "ann"), worker(json!("1"), "eve")]);
    assert_eq!(ids(&other, "person").len(), 1);
    assert!(
        other.rejected[0]
            .reason
            .contains("occurs twice with different content")
    );
    assert_eq!(
        claims_of_rejected(&other, 0),
        ["employee id 1", "email eve@example.com"]
    );
}

#[test]
fn a_value_that_cannot_be_read_is_unknown_and_told_once() {
    let mut entries = Vec::new();
    for number in 0..5 {
        let mut entry = worker(json!(number), "x");
        entry["Start_Date"] = json!("31.02.2026");
        entry["Email_-_Work"] = json!(format!("{number}@example.com"));
        entries.push(entry);
    }
    let collected = workday(&entries);
    assert_eq!(collected.rejected, []);
    assert_eq!(
        field(record(&collected, "person", "3"), "start date"),
        "unknown"
    );
    assert_eq!(codes(&collected), ["value-unreadable"]);
    assert_eq!(
        collected.problems[0].to_string(),
        "people.json, record 0: `start date` of 5 person records is unknown: `31.02.2026` is no \
         date such as `2026-03-31` [value-unreadable]"
    );
    assert_eq!(outcome(&collected, "people"), Some(Complete));
}

#[test]
fn null_empty_and_missing_mean_what_the_connector_says() {
    let mut gone = worker(json!("2"), "bob");
    gone["Termination_Date"] = json!("2026-05-01");
    let mut silent = worker(json!("3"), "cem");
    silent.as_object_mut().unwrap().remove("Termination_Date");
    let collected = workday(&[worker(json!("1"), "ann"), gone, silent]);
    let end = |id| field(record(&collected, "person", id), "end date");
    assert_eq!(
        [end("1"), end("2"), end("3")],
        ["none", "2026-05-01", "unknown"]
    );
}

#[test]
fn values_are_read_to_the_type_of_their_field() {
    for (raw, name, read) in [
        (
            r#""seen":1780300800000"#,
            "last seen",
            "2026-06-01T08:00:00Z",
        ),
        (r#""seen":"soon""#, "last seen", "unknown"),
        (r#""seen":null"#, "last seen", "unknown"),
        (r#""status":" ACTIVE ""#, "status", "active"),
        (r#""status":"sold""#, "status", "unknown"),
        (r#""status":"""#, "status", "unknown"),
        (r#""disk":true"#, "disk encryption", "true"),
        (r#""disk":"off""#, "disk encryption", "false"),
        (r#""disk":"mostly""#, "disk encryption", "unknown"),
        (r#""disk":null"#, "disk encryption", "unknown"),
        (r#""name":"  Mira's Mac ""#, "name", "Mira's Mac"),
        (r#""name":17"#, "name", "17"),
        (r#""name":{"a":1}"#, "name", "unknown"),
    ] {
        let collected = line(&format!("{{\"id\":1,{raw}}}\n"));
        assert_eq!(
            field(record(&collected, "device", "1"), name),
            read,
            "{raw}"
        );
    }
}

#[test]
fn an_identifier_of_a_wrong_type_rejects_its_record() {
    let collected = line("{\"id\":1,\"serial\":{\"a\":1}}\n{\"id\":2,\"serial\":77}\n{\"id\":3}\n");
    assert_eq!(
        reasons(&collected),
        ["hosts.ndjson:1: an object is no serial number"]
    );
    assert_eq!(
        collected.rejected[0].field.as_deref(),
        Some("serial number")
    );
    assert_eq!(
        claims(record(&collected, "device", "2")),
        ["serial number 77"]
    );
    assert!(claims(record(&collected, "device", "3")).is_empty());
}

#[test]
fn a_list_of_parts_is_full_only_where_it_is_there_and_readable() {
    let lists = |raw: &str| {
        let collected = line(&format!("{{\"id\":1{raw}}}\n"));
        let device = record(&collected, "device", "1").clone();
        (device.parts.len(), device.lists)
    };
    assert_eq!(
        lists(r#","apps":[{"id":"a"},{"id":"b"}]"#),
        (2, vec!["apps".to_owned()])
    );
    assert_eq!(lists(r#","apps":[]"#), (0, vec!["apps".to_owned()]));
    assert_eq!(lists(""), (0, vec![]));
    assert_eq!(lists(r#","apps":null"#), (0, vec![]));
    assert_eq!(lists(r#","apps":[{"id":"a"},{"id":null}]"#), (1, vec![]));
}

#[test]
fn accounts_that_never_signed_in_say_none() {
    let user = json!({"id": "1", "primaryEmail": "a@example.com", "suspended": false,
        "lastLoginTime": "1970-01-01T00:00:00.000Z"});
    let body = json!({"users": [user]}).to_string();
    let collected = run("google-workspace", vec![input("users.json", body)]);
    let account = record(&collected, "account", "1");
    assert_eq!(account.fields["last sign-in"], Reading::None);
    assert_eq!(account.fields["two-factor"], Reading::Unknown);
}

#[test]
fn a_preview_says_where_each_value_was_read() {
    let people: Vec<_> = (0..9)
        .map(|id| worker(json!(id), &format!("p{id}")))
        .collect();
    let inputs = vec![input("p.json", json!({"Report_Entry": people}).to_string())];
    let seen = preview(
        &shipped("workday"),
        &source("workday"),
        inputs,
        &vocabulary(),
        now(),
        2,
    );
    assert_eq!(seen.scopes[0].run.accepted, 10);
    assert_eq!(
        seen.scopes[0].records.len(),
        3,
        "two people, one department"
    );
    assert_eq!(seen.scopes[0].records[0].read_from["name"], ".Name");
    let name = &seen.scopes[0].records[0].record.fields["name"];
    assert_eq!(name, &Reading::Known(Value::Text("p0".to_owned())));
}

#[test]
fn a_program_that_fails_on_many_values_is_told_once() {
    let people: Vec<_> = (0..5)
        .map(|id| {
            let mut entry = worker(json!(id), &format!("p{id}"));
            entry["Name"] = json!({"odd": id});
            entry["Start_Date"] = json!([id]);
            entry
        })
        .collect();
    let collected = workday(&people);
    assert_eq!(of_kind(&collected, "person").len(), 5);
    assert_eq!(codes(&collected), ["value-unreadable"; 2]);
    assert!(
        collected
            .problems
            .iter()
            .all(|problem| problem.says.contains("of 5 person records"))
    );
}

#[test]
fn what_apple_calls_udid_is_a_uuid_on_macs_and_an_identifier_of_its_own_on_phones() {
    let phone =
        |id: u32, udid: &str| json!({"mobileDeviceId": id, "deviceType": "iPhone", "udid": udid});
    let udids = [
        "00008103-000A1B2C3D4E5F6A",
        "0123456789abcdef0123456789abcdef01234567",
        "6F1B2C3D-0000-4000-8000-000000000041",
        "no udid at all",
    ];
    let phones: Vec<_> = (0..).zip(udids).map(|(id, udid)| phone(id, udid)).collect();
    let body = json!({"totalCount": 4, "results": phones}).to_string();
    let collected = run("jamf", vec![input("phones.json", body)]);
    let told: Vec<_> = of_kind(&collected, "device")
        .into_iter()
        .map(claims)
        .collect();
    assert_eq!(told[0], ["apple udid 00008103-000A1B2C3D4E5F6A"]);
    assert_eq!(
        told[1],
        ["apple udid 0123456789abcdef0123456789abcdef01234567"]
    );
    assert_eq!(
        told[2],
        ["hardware uuid 6F1B2C3D-0000-4000-8000-000000000041"]
    );
    assert!(told[3].is_empty(), "{:?}", told[3]);
}

#[test]
fn ids_that_each_installation_counts_for_itself_are_scoped_by_the_source() {
    let group = json!({"groupPlatformId": "p", "groupJamfProId": "4", "groupName": "Macs",
        "groupType": "COMPUTER", "smart": true, "membershipCount": 1});
    let body = json!({"totalCount": 1, "results": [group]}).to_string();
    let read = |named: &str| {
        let text = "connector: jamf\nfiles: \"**\"\n";
        let config = sources::read_source(text, "s.yaml", named.into()).unwrap();
        let inputs = vec![input("groups.json", &body)];
        collect(&shipped("jamf"), &config, inputs, &vocabulary(), now())
    };
    let scope = |named: &str| {
        of_kind(&read(named), "device group")[0].claims[0]
            .scope
            .clone()
    };
    assert_eq!(scope("jamf"), Some("jamf".to_owned()));
    assert_eq!(
        scope("jamf-of-the-bought-firm"),
        Some("jamf-of-the-bought-firm".to_owned())
    );
}
