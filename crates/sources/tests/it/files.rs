//! One file: its format, its encoding, its limits, its date.

use std::io::{Cursor, Read, repeat};

use model::ScopeOutcome::{Complete, Failed, Partial};
use serde_json::json;
use sources::{Content, Input, collect, read_source};

use crate::support::{
    codes, field, ids, input, line, lines, now, of_kind, outcome, reasons, record, run, shipped,
    vocabulary, worker,
};

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
fn raw_records_are_kept_as_they_came() {
    let collected = line("{\"id\":1,\"zeta\":[1.50,{}],\"alpha\":null}\n");
    let raw = String::from_utf8(collected.raw["hosts"].clone()).unwrap();
    let expected = "{\"key\":\"1\",\"file\":\"hosts.ndjson\",\"index\":1,\
                    \"raw\":{\"id\":1,\"zeta\":[1.5,{}],\"alpha\":null}}\n";
    assert_eq!(raw, expected);
}
