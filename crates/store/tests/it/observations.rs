//! Runs and the id log in a real folder.

use std::{collections::BTreeMap, fs, sync::Arc};

use app::ports::{IdEntry, NewRun, Observations, PortError};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use model::RecordKey;
use store::FolderObservations;

fn batch(names: &[Option<&str>]) -> RecordBatch {
    let numbers = Int64Array::from_iter_values(0..i64::try_from(names.len()).unwrap());
    let names: ArrayRef = Arc::new(StringArray::from(names.to_vec()));
    let numbers: ArrayRef = Arc::new(numbers);
    RecordBatch::try_from_iter([("name", names), ("number", numbers)]).unwrap()
}

fn run(number: u64, texts: &[(&str, &str)]) -> NewRun {
    let texts = texts
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
    NewRun {
        run: number,
        texts: texts.collect(),
        tables: Vec::new(),
    }
}

fn minted(number: u64) -> IdEntry {
    let anchor = RecordKey {
        kind: "device".into(),
        source: "tool".into(),
        native_id: "line one\nline two".into(),
    };
    IdEntry::Minted {
        kind: "device".into(),
        number,
        anchor,
        split_from: None,
        at: None,
    }
}

#[test]
fn an_empty_folder_has_no_run_and_no_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let observations = FolderObservations::open(&folder.path().join("deep/data")).unwrap();
    assert_eq!(observations.latest().unwrap(), None);
    assert_eq!(observations.ids().unwrap(), []);
    assert!(observations.notes().is_empty());
}

#[test]
fn the_latest_run_comes_back_without_its_raw_records() {
    let folder = tempfile::tempdir().unwrap();
    let observations = FolderObservations::open(folder.path()).unwrap();
    observations.append(&run(1, &[("book.json", "1")])).unwrap();
    let second = [
        ("book.json", "2"),
        ("raw/tool.ndjson", "{}"),
        ("rejected/tool.json", "[]"),
    ];
    observations.append(&run(2, &second)).unwrap();
    let latest = observations.latest().unwrap().unwrap();
    assert_eq!(latest.run, 2);
    let texts = [("book.json", "2"), ("rejected/tool.json", "[]")];
    let texts = texts.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    assert_eq!(latest.texts, BTreeMap::from(texts));
    let raw = fs::read(folder.path().join("runs/2/raw/tool.ndjson")).unwrap();
    assert_eq!(raw, b"{}", "raw records are kept beside");
}

#[test]
fn tables_come_back_as_they_were_whatever_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let observations = FolderObservations::open(folder.path()).unwrap();
    let table = |name: &str, rows: &[Option<&str>]| (name.to_owned(), batch(rows));
    let tables = vec![
        table("api operation", &[Some("é"), None]),
        table("device", &[]),
        table("device/apps", &[Some("one")]),
        table("device/apps", &[Some("two"), Some("three")]),
        table("überall.arrow", &[Some("x")]),
    ];
    let first = NewRun {
        run: 1,
        texts: BTreeMap::new(),
        tables: tables.clone(),
    };
    observations.append(&first).unwrap();
    assert_eq!(observations.tables(1).unwrap(), tables);
}

#[test]
fn what_cannot_be_a_run_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let observations = FolderObservations::open(folder.path()).unwrap();
    observations.append(&run(1, &[("book.json", "1")])).unwrap();
    let other: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let other = RecordBatch::try_from_iter([("other", other)]).unwrap();
    let mixed = vec![
        ("device".to_owned(), batch(&[])),
        ("device".to_owned(), other),
    ];
    let cases = [
        ("a gap", run(3, &[])),
        ("a repetition", run(1, &[])),
        ("leads out", run(2, &[("../book.json", "")])),
        ("absolute", run(2, &[("/etc/book.json", "")])),
        ("too deep", run(2, &[("a/b/c.json", "")])),
        ("hidden", run(2, &[("raw/.x", "")])),
        ("in the way of tables", run(2, &[("tables/x", "")])),
        (
            "mixed columns",
            NewRun {
                tables: mixed,
                ..run(2, &[])
            },
        ),
    ];
    for (case, wrong) in cases {
        let problem = observations.append(&wrong).unwrap_err().problem().clone();
        assert_eq!(problem.code, "observations-refused", "{case}");
    }
    assert_eq!(observations.latest().unwrap().unwrap().run, 1);
    assert_eq!(fs::read_dir(folder.path().join("runs")).unwrap().count(), 1);
}

#[test]
fn the_id_log_is_appended_to_one_line_an_entry() {
    let folder = tempfile::tempdir().unwrap();
    let observations = FolderObservations::open(folder.path()).unwrap();
    observations.append_ids(&[minted(1), minted(2)]).unwrap();
    observations.append_ids(&[]).unwrap();
    observations.append_ids(&[minted(3)]).unwrap();
    assert_eq!(
        observations.ids().unwrap(),
        [minted(1), minted(2), minted(3)]
    );
    let log = fs::read_to_string(folder.path().join("ids.ndjson")).unwrap();
    assert_eq!(log.lines().count(), 3);
}

#[test]
fn a_torn_last_line_is_dropped_with_a_note_and_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ids.ndjson");
    let whole = FolderObservations::open(folder.path()).unwrap();
    whole.append_ids(&[minted(1), minted(2)]).unwrap();
    let mut log = fs::read(&path).unwrap();
    log.truncate(log.len() - 9);
    fs::write(&path, &log).unwrap();

    let torn = FolderObservations::open(folder.path()).unwrap();
    assert_eq!(torn.ids().unwrap(), [minted(1)]);
    let [note] = torn.notes() else {
        panic!("{:?}", torn.notes())
    };
    assert_eq!(
        (note.code.as_str(), note.place.line),
        ("id-log-torn", Some(2))
    );
    torn.append_ids(&[minted(2), minted(3)]).unwrap();
    assert_eq!(torn.ids().unwrap(), [minted(1), minted(2), minted(3)]);
}

#[test]
fn damage_is_named_with_its_place_and_never_guessed_over() {
    let folder = tempfile::tempdir().unwrap();
    let observations = FolderObservations::open(folder.path()).unwrap();
    observations
        .append(&NewRun {
            tables: vec![("device".to_owned(), batch(&[]))],
            ..run(1, &[])
        })
        .unwrap();
    let damage = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    let damaged = |error: PortError, file: &str, says: &str| {
        let PortError::Damaged(problem) = error else {
            panic!("{error:?}")
        };
        assert!(
            problem.place.file.as_ref().unwrap().ends_with(file),
            "{problem:?}"
        );
        assert!(problem.says.contains(says), "{problem:?}");
        assert!(!problem.advice.is_empty());
    };
    damage("ids.ndjson", "{\"entry\":\"minted\"}\n");
    damaged(observations.ids().unwrap_err(), "ids.ndjson", "line 1");
    damage("runs/1/tables/device.arrow", "no table");
    damaged(observations.tables(1).unwrap_err(), "device.arrow", "");
    damage("LATEST", "7\n");
    damaged(observations.latest().unwrap_err(), "runs/7", "not there");
    damage("LATEST", "soon\n");
    damaged(observations.latest().unwrap_err(), "LATEST", "`soon`");
}

#[test]
fn a_file_in_the_way_of_the_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    fs::write(&path, "").unwrap();
    let problem = FolderObservations::open(&path)
        .unwrap_err()
        .problem()
        .clone();
    assert_eq!(problem.code, "observations-unwritable");
    assert!(problem.says.contains("data"), "{problem:?}");
}

#[test]
fn an_earlier_run_can_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let observations = FolderObservations::open(folder.path()).unwrap();
    assert_eq!(observations.latest_run().unwrap(), None);
    for (number, text) in [(1, "first"), (2, "second")] {
        observations
            .append(&run(number, &[("book.json", text)]))
            .unwrap();
    }
    assert_eq!(observations.latest_run().unwrap(), Some(2));
    assert_eq!(observations.run(1).unwrap().texts["book.json"], b"first");
    let text = observations.text(1, "book.json").unwrap();
    assert_eq!(text.as_deref(), Some(&b"first"[..]));
    assert_eq!(observations.text(2, "none.json").unwrap(), None);
    assert!(observations.run(3).is_err(), "it is not there");
}
