//! Questions, answered and refused.

use std::time::Duration;

use arrow_array::RecordBatch;
use serde_json::json;

use super::{Answer, Beside, Limits, Over, SqlError, ask, csv, json, tables, to_arrow, to_parquet};
use crate::{Lake, LakeAt, form::tests::observed};

fn answered(question: &str) -> Result<Answer, SqlError> {
    ask(
        &Over::Tables(&observed()),
        &Beside::default(),
        question,
        Limits::default(),
    )
}

fn rows(question: &str) -> serde_json::Value {
    json!(json(&answered(question).unwrap()).unwrap())
}

/// What a refusal says and what to try.
fn refused(question: &str) -> String {
    let error = answered(question).unwrap_err();
    let problem = error.problem();
    format!("{}; {}", problem.says, problem.advice.join("; "))
}

#[test]
fn values_links_and_relations_are_columns_by_their_names() {
    assert_eq!(
        rows("SELECT name, owner, memory FROM device WHERE number = 7"),
        json!([{"name": "lap-7", "owner": "Ana Ode", "memory": 16.5}])
    );
    assert_eq!(
        rows(
            "SELECT d.name AS device, s.name AS software FROM device d \
             JOIN device_software i ON i.from_number = d.number \
             JOIN software s ON s.row_id = i.to_row_id"
        ),
        json!([{"device": "lap-7", "software": "Editor"}])
    );
    assert_eq!(
        rows("SELECT number, owner__state FROM device_provenance ORDER BY number"),
        json!([{"number": 7, "owner__state": "known"}, {"number": 9, "owner__state": "unfound"}])
    );
    assert_eq!(
        rows("SELECT kind, count(*) AS count FROM entity GROUP BY kind ORDER BY kind"),
        json!([{"kind": "device", "count": 2}, {"kind": "person", "count": 1}])
    );
}

#[test]
fn a_lake_answers_the_same_as_the_tables_it_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(&LakeAt::Folder(folder.path().to_owned()), &[]).unwrap();
    let run = app::ports::NewRun {
        run: 1,
        tables: observed(),
        ..Default::default()
    };
    app::ports::Observations::append(&lake, &run).unwrap();
    for question in [
        "SELECT * FROM device ORDER BY number",
        "SELECT * FROM device_provenance ORDER BY number",
        "SELECT * FROM device_software",
        "SELECT * FROM entity ORDER BY kind, number",
        "SELECT owner, count(*) AS devices FROM device GROUP BY owner ORDER BY owner",
    ] {
        let kept = ask(
            &Over::Lake(&lake, 1),
            &Beside::default(),
            question,
            Limits::default(),
        )
        .unwrap();
        assert_eq!(json!(json(&kept).unwrap()), rows(question), "{question}");
    }
    assert_eq!(
        tables(&Over::Lake(&lake, 1), &Beside::default()).unwrap(),
        tables(&Over::Tables(&observed()), &Beside::default()).unwrap()
    );
}

#[test]
fn a_kind_that_is_called_like_a_table_of_ours_is_observed() {
    let mut tables = observed();
    let (_, person) = tables.swap_remove(1);
    tables.push(("finding".to_owned(), person.clone()));
    let findings = super::findings(&[], jiff::Timestamp::UNIX_EPOCH);
    let more = Beside {
        tables: &[("finding", findings)],
        judging: None,
    };
    for (question, rows) in [
        ("SELECT name FROM observed_finding", 1),
        ("SELECT id, name FROM finding", 0),
        ("SELECT name FROM entity WHERE kind = 'finding'", 1),
    ] {
        let answer = ask(&Over::Tables(&tables), &more, question, Limits::default());
        assert_eq!(answer.unwrap().len(), rows, "{question}");
    }
}

#[test]
fn whatever_does_more_than_read_is_refused() {
    for (word, statement) in [
        ("CREATE", "CREATE TABLE mine AS SELECT * FROM device"),
        ("CREATE", "CREATE VIEW mine AS SELECT 1"),
        (
            "CREATE",
            "CREATE EXTERNAL TABLE mine STORED AS CSV LOCATION '/etc/passwd'",
        ),
        ("DROP", "DROP TABLE device"),
        ("INSERT", "INSERT INTO device VALUES (1)"),
        ("UPDATE", "UPDATE device SET name = 'x'"),
        ("DELETE", "DELETE FROM device"),
        ("COPY", "COPY device TO '/tmp/mine.csv'"),
        ("COPY", "COPY (SELECT 1) TO '/tmp/mine.parquet'"),
        ("SET", "SET datafusion.execution.batch_size = 1"),
        ("SHOW", "SHOW TABLES"),
        ("EXPLAIN", "EXPLAIN ANALYZE SELECT * FROM device"),
        ("SELECT ... INTO", "SELECT * INTO mine FROM device"),
        ("PREPARE", "PREPARE mine AS SELECT 1"),
        ("TRUNCATE", "TRUNCATE TABLE device"),
    ] {
        let says = refused(statement);
        assert!(says.contains(&format!("`{word}")), "{statement}: {says}");
        assert!(says.contains("questions only read"), "{statement}: {says}");
    }
    assert!(refused("SELECT 1; DROP TABLE device").contains("several statements"));
    assert!(refused("").contains("nothing was asked"));
    assert!(refused("how many devices").contains("this is not SQL"));
}

#[test]
fn no_question_reaches_a_file_or_the_network() {
    let file = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    std::fs::write(file.path(), "a,b\n1,2\n").unwrap();
    let path = file.path().display();
    for question in [
        format!("SELECT * FROM '{path}'"),
        format!("SELECT * FROM \"{path}\""),
        "SELECT * FROM 'https://example.org/a.parquet'".to_owned(),
    ] {
        assert!(
            refused(&question).contains("there is no table"),
            "{question}"
        );
    }
    for function in [
        "read_csv",
        "read_parquet",
        "csv",
        "parquet_metadata",
        "glob",
    ] {
        let says = refused(&format!("SELECT * FROM {function}('{path}')"));
        assert!(says.contains("there is no table"), "{function}: {says}");
    }
    let settings = refused("SELECT * FROM information_schema.df_settings");
    assert!(settings.contains("there is no table"), "{settings}");
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest_one() {
    assert!(refused("SELECT * FROM devise").contains("did you mean `device`?"));
    assert!(refused("SELECT nmae FROM device").contains("did you mean `name`?"));
    assert!(refused("SELECT d.ownr FROM device d").contains("did you mean `owner`?"));
    assert!(refused("SELECT foo(name) FROM device").contains("foo"));
}

#[test]
fn an_answer_is_cut_at_so_many_rows_and_says_so() {
    let ask = |question, rows| {
        let limits = Limits {
            rows,
            ..Limits::default()
        };
        ask(
            &Over::Tables(&observed()),
            &Beside::default(),
            question,
            limits,
        )
        .unwrap()
    };
    let cut = ask("SELECT * FROM device", 1);
    assert_eq!((cut.len(), cut.cut), (1, true));
    let whole = ask("SELECT * FROM device", 2);
    assert_eq!((whole.len(), whole.cut), (2, false));
    let series = ask("SELECT * FROM generate_series(1, 100000000)", 10);
    assert_eq!((series.len(), series.cut), (10, true));
}

#[test]
fn a_question_ends_at_its_time_and_its_memory() {
    let long = "SELECT count(*) FROM generate_series(1, 1000000) a, \
                generate_series(1, 1000000) b WHERE (a.value * b.value) % 7 = 3";
    let limits = Limits {
        time: Duration::from_millis(300),
        ..Limits::default()
    };
    let error = ask(&Over::Tables(&observed()), &Beside::default(), long, limits).unwrap_err();
    assert_eq!(error.problem().code, "sql-too-long");

    let large = "SELECT value FROM generate_series(1, 5000000) ORDER BY value % 1013, value";
    let limits = Limits {
        memory: 1 << 20,
        ..Limits::default()
    };
    let error = ask(
        &Over::Tables(&observed()),
        &Beside::default(),
        large,
        limits,
    )
    .unwrap_err();
    assert_eq!(
        error.problem().code,
        "sql-too-large",
        "{}",
        error.problem().says
    );
}

#[test]
fn rows_come_in_the_order_that_was_asked_for_whatever_was_joined() {
    let question = "SELECT m.odd, b.value \
        FROM (SELECT value % 2 AS odd, max(value) AS most FROM generate_series(1, 4) GROUP BY 1) m \
        JOIN generate_series(1, 3) b ON b.value <= m.most \
        GROUP BY m.odd, b.value ORDER BY m.odd, b.value DESC";
    let row = |odd: i64, value: i64| json!({"odd": odd, "value": value});
    let expected: Vec<_> = [0, 1]
        .iter()
        .flat_map(|odd| [3, 2, 1].map(|value| row(*odd, value)))
        .collect();
    assert_eq!(rows(question), json!(expected));
}

#[test]
fn an_answer_is_written_for_other_programs() {
    let answer = answered("SELECT number, name, owner FROM device ORDER BY number").unwrap();
    assert_eq!(
        String::from_utf8(csv(&answer).unwrap()).unwrap(),
        "number,name,owner\n7,lap-7,Ana Ode\n9,lap-9,\n"
    );
    let empty = answered("SELECT number, name FROM device WHERE number < 0").unwrap();
    assert_eq!(
        String::from_utf8(csv(&empty).unwrap()).unwrap(),
        "number,name\n"
    );
    assert_eq!(json(&empty).unwrap(), []);

    let parquet = bytes::Bytes::from(to_parquet(&answer).unwrap());
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(parquet);
    let read: Vec<RecordBatch> = reader
        .unwrap()
        .build()
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(read[0].num_rows(), 2);
    let arrow = std::io::Cursor::new(to_arrow(&answer).unwrap());
    let read = arrow_ipc::reader::FileReader::try_new(arrow, None).unwrap();
    assert_eq!(read.schema().field(1).name(), "name");
    assert_eq!(
        read.map(|batch| batch.unwrap().num_rows()).sum::<usize>(),
        2
    );
}
