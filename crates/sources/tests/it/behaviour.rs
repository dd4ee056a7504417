//! What a run concludes from what it found.

use std::io::{Cursor, Read, repeat};

use model::ScopeOutcome::{Complete, Failed, Partial};
use model::{Reading, Value};
use serde_json::{Value as Json, json};
use sources::{Collected, Content, Input, collect, preview, read_connector, read_source};

use crate::support::{
    claims, codes, field, ids, input, now, of_kind, outcome, record, run, shipped, source,
    vocabulary,
};

fn worker(id: Json, name: &str) -> Json {
    json!({"Employee_ID": id, "Name": name, "Email_-_Work": format!("{name}@example.com"),
        "Cost_Center": "Sales", "Termination_Date": ""})
}

fn workday(entries: &[Json]) -> Collected {
    run(
        "workday",
        vec![input(
            "people.json",
            json!({"Report_Entry": entries}).to_string(),
        )],
    )
}

/// A connector of lines of JSON, one device each.
const LINES: &str = "
connector: lines
title: Lines
scopes:
  hosts:
    format: ndjson
    matches: has(\"id\")
    emits:
      - kind: device
        key: .id
        fields: {name: .name, last seen: {from: .seen, epoch: ms}, status: .status, disk encryption: .disk}
        claims: {serial number: .serial}
        parts: {apps: {each: '.apps[]', key: .id, kind: app, fields: {name: .name}}}
";

fn lines(inputs: Vec<Input>) -> Collected {
    let connector = read_connector(LINES, "lines.yaml", &vocabulary()).unwrap();
    collect(&connector, &source("lines"), inputs, &vocabulary(), now())
}

fn line(text: &str) -> Collected {
    lines(vec![input("hosts.ndjson", text)])
}

fn reasons(collected: &Collected) -> Vec<String> {
    collected
        .rejected
        .iter()
        .map(|r| format!("{}: {}", r.place, r.reason))
        .collect()
}

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

fn claims_of_rejected(collected: &Collected, at: usize) -> Vec<String> {
    collected.rejected[at]
        .claims
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_rejected_record_that_names_somebody_leaves_the_scope_complete() {
    let named = workday(&[worker(json!("1"), "ann"), worker(Json::Null, "bob")]);
    assert_eq!(outcome(&named, "people"), Some(Complete));
    let nameless = workday(&[worker(json!("1"), "ann"), json!(7)]);
    assert_eq!(outcome(&nameless, "people"), Some(Partial));
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
fn a_cut_document_fails_its_scope_and_says_where() {
    let whole = json!({"Report_Entry": [worker(json!("1"), "ann")]}).to_string();
    let cut = &whole[..whole.len() - 9];
    let collected = run("workday", vec![input("people.json", cut)]);
    assert_eq!(outcome(&collected, "people"), Some(Failed));
    assert_eq!(codes(&collected), ["file-cut"]);
    assert!(
        collected.problems[0]
            .to_string()
            .starts_with("people.json:1:")
    );
    assert!(collected.problems[0].says.contains("stops in the middle"));
}

#[test]
fn what_stands_before_a_cut_is_kept_where_the_format_allows() {
    let collected = line("{\"id\":1}\n{\"id\":2}\n{\"id\":3");
    assert_eq!(ids(&collected, "device"), ["1", "2"]);
    assert_eq!(outcome(&collected, "hosts"), Some(Partial));
    let table = "department,hourly rate\nSales,1\nSupp";
    let collected = run("departments-csv", vec![input("d.csv", table)]);
    assert_eq!(ids(&collected, "department"), ["Sales"]);
    assert_eq!(outcome(&collected, "departments"), Some(Partial));
    let documents = "kind: Group\nmetadata: {name: a}\n---\nkind: Group\nmetadata: {name: [b\n";
    let collected = run("backstage", vec![input("catalog-info.yaml", documents)]);
    assert_eq!(ids(&collected, "team"), ["default/a"]);
    assert_eq!(outcome(&collected, "groups"), Some(Partial));
}

#[test]
fn a_line_that_is_not_json_is_rejected_and_the_rest_is_read() {
    let collected = line("{\"id\":1}\nnot json\n{\"id\":2}\n");
    assert_eq!(ids(&collected, "device"), ["1", "2"]);
    assert!(reasons(&collected)[0].starts_with("hosts.ndjson:2: the line is not JSON"));
    assert_eq!(
        outcome(&collected, "hosts"),
        Some(Partial),
        "it names nobody"
    );
}

#[test]
fn an_empty_file_is_not_an_empty_list() {
    for (connector, name, scope, text, expected) in [
        ("workday", "people.json", "people", "", Failed),
        ("workday", "people.json", "people", " \n", Failed),
        (
            "workday",
            "people.json",
            "people",
            "{\"Report_Entry\":[]}",
            Complete,
        ),
        ("departments-csv", "d.csv", "departments", "", Failed),
        (
            "departments-csv",
            "d.csv",
            "departments",
            "department,hourly rate\n",
            Complete,
        ),
        ("kandji", "devices.json", "devices", "[]", Complete),
        (
            "codeowners",
            "CODEOWNERS",
            "code owners",
            "# nobody yet\n",
            Complete,
        ),
        (
            "backstage",
            "catalog-info.yaml",
            "groups",
            "# nothing\n",
            Failed,
        ),
    ] {
        let collected = run(connector, vec![input(name, text)]);
        assert_eq!(
            outcome(&collected, scope),
            Some(expected),
            "{connector} {text:?}"
        );
        assert!(collected.records.is_empty());
    }
}

#[test]
fn an_empty_answer_of_two_scopes_proves_nothing_unless_its_name_says_which() {
    let empty = "{\"totalCount\":0,\"results\":[]}";
    let collected = run("jamf", vec![input("answer.json", empty)]);
    assert_eq!(codes(&collected), ["empty-ambiguous"]);
    assert!(collected.runs.iter().all(|run| run.outcome == Failed));
    let collected = run("jamf", vec![input("mobile-devices.json", empty)]);
    assert_eq!(outcome(&collected, "mobile devices"), Some(Complete));
    assert_eq!(outcome(&collected, "computers"), None);
}

#[test]
fn a_row_with_another_number_of_columns_is_rejected() {
    let table = "department,hourly rate\nSales,1,2\nSupport,3\n";
    let collected = run("departments-csv", vec![input("d.csv", table)]);
    assert_eq!(ids(&collected, "department"), ["Support"]);
    assert_eq!(
        reasons(&collected),
        ["d.csv:2: the row has 3 columns, not 2"]
    );
}

#[test]
fn tables_come_in_many_dialects() {
    for text in [
        "\u{feff}department,hourly rate\r\nSales,\"1\"\r\n",
        "department;hourly rate\nSales;1\n",
        "department\thourly rate\nSales\t1",
        "department,hourly rate\n\nSales, 1 \n\n",
    ] {
        let collected = run("departments-csv", vec![input("d.csv", text)]);
        assert_eq!(
            outcome(&collected, "departments"),
            Some(Complete),
            "{text:?}"
        );
        assert_eq!(
            field(record(&collected, "department", "Sales"), "hourly rate"),
            "1"
        );
    }
}

#[test]
fn text_in_an_old_encoding_is_read_with_a_note() {
    let table = b"department,hourly rate\nCaf\xE9,1\n";
    let collected = run("departments-csv", vec![input("d.csv", table)]);
    assert_eq!(ids(&collected, "department"), ["Café"]);
    assert_eq!(codes(&collected), ["encoding-guessed"]);
}

#[test]
fn an_endless_line_is_never_held_in_memory() {
    let start = Cursor::new(b"{\"id\":1}\n{\"id\":\"".to_vec());
    let end = Cursor::new(b"\"}\n{\"id\":2}\n".to_vec());
    let reader = start.chain(repeat(b'x').take(40 << 20)).chain(end);
    let content = Content::Bytes(Box::new(reader));
    let file = Input {
        name: "hosts.ndjson".to_owned(),
        modified: Some(now()),
        content,
    };
    let collected = lines(vec![file]);
    assert_eq!(ids(&collected, "device"), ["1", "2"]);
    assert_eq!(
        reasons(&collected),
        ["hosts.ndjson:2: the line is longer than 16 MiB"]
    );
}

#[test]
fn a_table_whose_quote_never_ends_stops_at_the_limit() {
    let start = Cursor::new(b"department,hourly rate\nSales,1\nSupport,\"".to_vec());
    let content = Content::Bytes(Box::new(start.chain(repeat(b'x').take(40 << 20))));
    let file = Input {
        name: "d.csv".to_owned(),
        modified: Some(now()),
        content,
    };
    let collected = run("departments-csv", vec![file]);
    assert_eq!(ids(&collected, "department"), ["Sales"]);
    assert_eq!(outcome(&collected, "departments"), Some(Partial));
    assert!(
        collected.problems[0].says.contains("16 MiB"),
        "{:?}",
        collected.problems
    );
}

#[test]
fn nesting_without_end_is_refused() {
    let deep = format!("{{\"Report_Entry\":{}", "[".repeat(100_000));
    let collected = run("workday", vec![input("people.json", deep)]);
    assert_eq!(outcome(&collected, "people"), Some(Failed));
}

#[test]
fn an_unreadable_file_makes_every_scope_of_its_source_partial() {
    let content = Content::Unreadable("permission denied".to_owned());
    let file = || Input {
        name: "b.json".to_owned(),
        modified: None,
        content,
    };
    let devices = input("a.json", "[{\"device_id\":\"1\",\"device_name\":\"x\"}]");
    let collected = run("kandji", vec![devices, file()]);
    assert_eq!(outcome(&collected, "devices"), Some(Partial));
    assert_eq!(outcome(&collected, "details"), Some(Failed));
    assert!(codes(&collected).contains(&"source-unreadable"));
    assert_eq!(ids(&collected, "device"), ["1"], "what was read is kept");
}

#[test]
fn a_file_of_no_scope_is_told_with_its_keys_and_makes_the_run_partial() {
    let people = input(
        "a.json",
        json!({"Report_Entry": [worker(json!(1), "a")]}).to_string(),
    );
    let other = input("b.json", "{\"employees\":[],\"page\":1}");
    let collected = run("workday", vec![people, other]);
    assert_eq!(outcome(&collected, "people"), Some(Partial));
    let problem = &collected.problems[0];
    assert_eq!(problem.code, "file-unmatched");
    assert!(
        problem.says.contains("`employees`, `page`"),
        "{}",
        problem.says
    );
    assert!(problem.advice[0].contains("`people`"));
}

#[test]
fn no_file_at_all_fails_every_scope() {
    let collected = run("jamf", vec![]);
    assert!(collected.runs.len() == 4 && collected.runs.iter().all(|run| run.outcome == Failed));
    assert_eq!(codes(&collected), ["source-without-files"]);
}

#[test]
fn a_scope_that_was_not_asked_is_not_named() {
    let collected = run("kandji", vec![input("devices.json", "[]")]);
    let scopes: Vec<_> = collected
        .runs
        .iter()
        .map(|run| run.scope.as_str())
        .collect();
    assert_eq!(scopes, ["devices"]);
    assert_eq!(collected.states.len(), 1);
}

#[test]
fn the_newest_date_is_the_snapshot_and_older_days_are_left_alone() {
    let page = |id: u32| json!({"Report_Entry": [worker(json!(id), "a")]}).to_string();
    let collected = run(
        "workday",
        vec![
            input("people-2026-05-20-p1.json", page(1)),
            input("people-2026-05-30-p1.json", page(2)),
            input("people-2026-05-30-p2.json", page(3)),
            input("other-2026-05-20.json", page(4)),
            input("people-2026-05-01.json", "broken"),
        ],
    );
    assert_eq!(ids(&collected, "person"), ["2", "3"]);
    let at = "2026-05-30T00:00:00Z".parse().unwrap();
    assert_eq!(collected.runs[0].snapshot_at, Some(at));
    assert!(
        of_kind(&collected, "person")
            .iter()
            .all(|person| person.snapshot_at == at)
    );
}

#[test]
fn the_snapshot_is_dated_by_name_then_source_then_file_and_never_later_than_now() {
    let entry = json!({"Report_Entry": []}).to_string();
    let dated = |name: &str, as_of: &str| {
        let text = format!("connector: workday\nfiles: \"*\"\n{as_of}");
        let config = read_source(&text, "s.yaml", "s".into()).unwrap();
        let inputs = vec![input(name, &entry)];
        let collected = collect(&shipped("workday"), &config, inputs, &vocabulary(), now());
        collected.runs[0].snapshot_at.unwrap().to_string()
    };
    assert_eq!(
        dated("p-2026-05-30.json", "as of: 2026-05-01"),
        "2026-05-30T00:00:00Z"
    );
    assert_eq!(dated("p.json", "as of: 2026-05-01"), "2026-05-01T00:00:00Z");
    assert_eq!(dated("p.json", ""), "2026-06-01T06:00:00Z");
    assert_eq!(dated("p-2036-05-30.json", ""), now().to_string());
}

#[test]
fn a_missing_page_is_noticed() {
    let page = |ids: &[u32], total: u32| {
        let results: Vec<_> = ids
            .iter()
            .map(|id| json!({"id": id, "general": {}, "udid": ""}))
            .collect();
        json!({"totalCount": total, "results": results}).to_string()
    };
    let whole = run(
        "jamf",
        vec![
            input("0.json", page(&[1, 2], 3)),
            input("1.json", page(&[3], 3)),
        ],
    );
    assert_eq!(outcome(&whole, "computers"), Some(Complete));
    let part = run("jamf", vec![input("0.json", page(&[1, 2], 3))]);
    assert_eq!(outcome(&part, "computers"), Some(Partial));
    let twice = run(
        "jamf",
        vec![
            input("0.json", page(&[1, 2], 3)),
            input("1.json", page(&[2], 3)),
        ],
    );
    assert_eq!(
        outcome(&twice, "computers"),
        Some(Partial),
        "one page twice is one page"
    );
    let users = |next: Json| json!({"users": [], "nextPageToken": next}).to_string();
    let open = run(
        "google-workspace",
        vec![input("0.json", users(json!("more")))],
    );
    assert_eq!(outcome(&open, "users"), Some(Partial));
    let closed = vec![
        input("0.json", users(json!("m"))),
        input("1.json", users(Json::Null)),
    ];
    assert_eq!(
        outcome(&run("google-workspace", closed), "users"),
        Some(Complete)
    );
}

#[test]
fn raw_records_are_kept_as_they_came() {
    let collected = line("{\"id\":1,\"zeta\":[1.50,{}],\"alpha\":null}\n");
    let raw = String::from_utf8(collected.raw["hosts"].clone()).unwrap();
    let expected = "{\"key\":\"1\",\"file\":\"hosts.ndjson\",\"index\":1,\
                    \"raw\":{\"id\":1,\"zeta\":[1.5,{}],\"alpha\":null}}\n";
    assert_eq!(raw, expected);
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
fn what_a_scope_can_tell_is_stated() {
    let table = "email,security training completed on\na@example.com,2026-01-01\n";
    let collected = run("training-csv", vec![input("t.csv", table)]);
    let state = &collected.states[0];
    assert!(state.absent_means_none["person"].contains("security training completed on"));
    assert!(state.tells_absence(now()));
    assert_eq!(state.connector, "training-csv");
    let hosts = input("h.json", "{\"resources\":[{\"device_id\":\"1\"}]}");
    let collected = run("crowdstrike", vec![hosts]);
    let supplies = &collected.states[0].supplies[0];
    assert_eq!(
        (supplies.kind.as_str(), supplies.relation.as_str()),
        ("device", "endpoint agents")
    );
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
fn a_connector_with_wrong_words_names_the_nearest_right_ones() {
    let wrong = "
connector: x
title: X
scopes:
  hosts:
    format: json
    matches: .a | lenght
    emits:
      - kind: divice
        key: .id
      - kind: device
        key: .id
        fields: {disk encrypton: .x, status: {from: .s, values: {a: activ}}}
        claims: {serial: .s}
        links: {usr: {by: {email: .e}}}
";
    let problems = read_connector(wrong, "x.yaml", &vocabulary()).unwrap_err();
    let told: Vec<String> = problems
        .0
        .iter()
        .map(|p| format!("{}: {}; {}", p.place, p.says, p.advice.join("")))
        .collect();
    assert_eq!(
        told,
        [
            "x.yaml:7: `lenght` is not defined, at character 6 of `.a | lenght`; ",
            "x.yaml:9: there is no kind `divice`; did you mean `device`?",
            "x.yaml:13: device has no field `disk encrypton`; did you mean `disk encryption`?",
            "x.yaml:13: `activ` is no value of `status`; did you mean `active`?",
            "x.yaml:14: device has no identifier `serial`; did you mean `serial number`?",
            "x.yaml:15: device has no link `usr`; did you mean `user`?",
        ]
    );
}

#[test]
fn a_connector_that_is_not_one_is_refused_with_its_place() {
    for (text, says) in [
        (
            "connector: x\ntitle: X\nscope: {}\n",
            "unknown field `scope`",
        ),
        ("connector: x\ntitle: [\n", "title: invalid type"),
        (
            "connector: x\ntitle: X\nscopes: {}\n",
            "the connector has no scope",
        ),
    ] {
        let problems = read_connector(text, "x.yaml", &vocabulary()).unwrap_err();
        assert!(problems.to_string().contains(says), "{problems}");
        assert!(problems.0[0].place.line.is_some(), "{problems}");
    }
}

#[test]
fn a_source_file_says_what_is_wrong_with_it() {
    for (text, says) in [
        ("connector: jamf\n", "missing field `files`"),
        ("connector: jamf\nfiles: []\n", "`files` names no file"),
        ("connector: jamf\nfiles: \"[\"\n", "s.yaml:2"),
        (
            "connector: jamf\nfiles: a\nas of: soon\n",
            "s.yaml:3: `as of` is `soon`",
        ),
        (
            "connector: jamf\nfiles: a\nfresh for: long\n",
            "s.yaml:3: `fresh for`",
        ),
        (
            "connector: jamf\nfiles: a\nfile: b\n",
            "unknown field `file`",
        ),
    ] {
        let problems = read_source(text, "s.yaml", "s".into()).unwrap_err();
        assert!(problems.to_string().contains(says), "{problems}");
    }
}
