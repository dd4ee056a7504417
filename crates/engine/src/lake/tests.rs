//! Storage that goes away at every single step: the run before is always there, whole.

use std::{
    collections::BTreeMap,
    fmt,
    path::Path as FilePath,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use app::ports::{IdEntry, NewRun, Observations};
use arrow_array::{ArrayRef, RecordBatch, UInt64Array};
use async_trait::async_trait;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use model::RecordKey;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result, memory::InMemory,
    path::Path,
};
use url::Url;

use super::{Keep, Lake, LakeAt};
use crate::form::tests::observed;

/// What becomes of the step at which the storage goes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    /// It was never done.
    Undone,
    /// It was done, and nobody was told.
    Untold,
}

/// Works for so many changes; at the next one it is gone for good.
#[derive(Debug)]
struct Failing {
    inner: Arc<InMemory>,
    left: AtomicUsize,
    last: Last,
}

impl Failing {
    /// Whether this change is done, and whether that is told.
    fn step(&self) -> (bool, bool) {
        let left = self.left.load(Ordering::Relaxed);
        self.left.store(left.saturating_sub(1), Ordering::Relaxed);
        match left {
            0 => (false, false),
            1 => (self.last == Last::Untold, false),
            _ => (true, true),
        }
    }
}

fn gone<T>() -> Result<T> {
    Err(Error::Generic {
        store: "test",
        source: "the storage went away".into(),
    })
}

impl fmt::Display for Failing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failing")
    }
}

#[async_trait]
impl ObjectStore for Failing {
    async fn put_opts(&self, to: &Path, what: PutPayload, how: PutOptions) -> Result<PutResult> {
        let (done, told) = self.step();
        if !done {
            return gone();
        }
        let put = self.inner.put_opts(to, what, how).await?;
        if told { Ok(put) } else { gone() }
    }

    async fn put_multipart_opts(
        &self,
        to: &Path,
        how: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(to, how).await
    }

    async fn get_opts(&self, from: &Path, how: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(from, how).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        match self.step() {
            (true, true) => self.inner.delete_stream(locations),
            _ => locations.then(async |_| gone()).boxed(),
        }
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, how: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, how).await
    }
}

fn on(store: Arc<dyn ObjectStore>) -> Lake {
    let url = Url::parse("memory:///lake/").unwrap();
    Lake::on("memory".to_owned(), store, Path::from("lake"), url).unwrap()
}

/// A run whose devices have other numbers in every run, and whose people stay the same.
fn run(number: u64) -> NewRun {
    let text = |name: &str| (name.to_owned(), format!("{name} of {number}").into_bytes());
    let mut tables = observed();
    let devices = &mut tables[0].1;
    let mut columns = devices.columns().to_vec();
    columns[0] = Arc::new(UInt64Array::from(vec![number, number + 1]));
    *devices = RecordBatch::try_new(devices.schema(), columns).unwrap();
    NewRun {
        run: number,
        texts: BTreeMap::from([text("book.json"), text("raw/tool.ndjson")]),
        tables,
    }
}

/// The number of the latest run, after checking that it is whole.
fn whole_latest(lake: &Lake) -> u64 {
    let latest = lake.latest().unwrap().unwrap();
    let book = format!("book.json of {}", latest.run).into_bytes();
    assert_eq!(
        latest.texts,
        BTreeMap::from([("book.json".to_owned(), book)])
    );
    assert_eq!(lake.tables(latest.run).unwrap(), run(latest.run).tables);
    latest.run
}

/// The versions that a run names, by table.
fn versions(lake: &Lake, run: u64) -> BTreeMap<String, u64> {
    let manifest = lake.workers.wait(super::runs::manifest(lake, run)).unwrap();
    manifest
        .tables
        .into_iter()
        .map(|(name, kept)| (name, kept.version))
        .collect()
}

/// The version at which each table stands, as other readers see it.
fn stand(lake: &Lake, run: u64) -> BTreeMap<String, u64> {
    let manifest = lake.workers.wait(super::runs::manifest(lake, run)).unwrap();
    let stands = manifest.tables.into_iter().map(|(name, kept)| {
        let delta = lake.delta(&kept.folder).unwrap();
        let table = lake.workers.wait(delta.latest()).unwrap().unwrap();
        (name, table.version().unwrap())
    });
    stands.collect()
}

#[test]
fn a_run_comes_back_as_it_was_given() {
    let lake = on(Arc::new(InMemory::new()));
    assert_eq!(lake.latest().unwrap(), None);
    lake.append(&run(1)).unwrap();
    assert_eq!(whole_latest(&lake), 1);
    assert_eq!(
        lake.text(1, "raw/tool.ndjson").unwrap().unwrap(),
        b"raw/tool.ndjson of 1"
    );
    assert_eq!(lake.text(1, "nothing.json").unwrap(), None);
    assert_eq!(
        lake.text_names(1).unwrap(),
        ["book.json", "raw/tool.ndjson"]
    );
    assert_eq!(lake.tables(2).unwrap_err().problem().code, "lake-no-run");
}

#[test]
fn only_tables_that_changed_get_a_version_and_old_runs_stay_as_they_were() {
    let lake = on(Arc::new(InMemory::new()));
    for number in 1..4 {
        lake.append(&run(number)).unwrap();
    }
    let changed = |name: &str| versions(&lake, 3)[name];
    // What is installed names its devices by number, so it changes with them.
    assert_eq!(
        ["device", "device.software", "person"].map(changed),
        [2, 2, 0]
    );
    for number in 1..4 {
        assert_eq!(lake.tables(number).unwrap(), run(number).tables);
    }
}

#[test]
fn a_kind_may_gain_fields_and_lose_them_again() {
    let lake = on(Arc::new(InMemory::new()));
    let mut more = run(2);
    let numbers: ArrayRef = Arc::new(UInt64Array::from(vec![2, 3]));
    let mut columns: Vec<(&str, ArrayRef)> = vec![("number", numbers.clone()), ("new", numbers)];
    let mut device = RecordBatch::try_from_iter(columns.drain(..)).unwrap();
    device
        .schema_metadata_mut()
        .insert("kind".to_owned(), "device".to_owned());
    more.tables = vec![("device".to_owned(), device)];
    for run in [run(1), more.clone(), run(3)] {
        lake.append(&run).unwrap();
    }
    assert_eq!(lake.tables(1).unwrap(), run(1).tables);
    assert_eq!(lake.tables(2).unwrap(), more.tables);
    assert_eq!(lake.tables(3).unwrap(), run(3).tables);
}

#[test]
fn wherever_writing_a_run_stops_the_run_before_is_whole_and_the_next_try_works() {
    for last in [Last::Undone, Last::Untold] {
        let mut failures = 0;
        loop {
            let inner = Arc::new(InMemory::new());
            on(inner.clone()).append(&run(1)).unwrap();
            let failing = Failing {
                inner: inner.clone(),
                left: AtomicUsize::new(failures + 1),
                last,
            };
            let failed = on(Arc::new(failing)).append(&run(2)).is_err();
            let reopened = on(inner);
            let latest = whole_latest(&reopened);
            if !failed {
                assert_eq!(latest, 2);
                break;
            }
            // Only the manifest itself can be there although nobody was told.
            reopened.append(&run(latest + 1)).unwrap();
            assert_eq!(whole_latest(&reopened), latest + 1);
            assert_eq!(
                versions(&reopened, latest + 1),
                stand(&reopened, latest + 1),
                "who reads the tables without us sees the run, not what a crash left"
            );
            reopened.vacuum(&[]).unwrap();
            assert_eq!(whole_latest(&reopened), latest + 1);
            failures += 1;
        }
        assert!(
            failures > 6,
            "each step was made to fail, not only {failures}"
        );
    }
}

#[test]
fn what_a_crash_left_of_a_table_that_did_not_change_is_put_right_by_the_next_run() {
    let inner = Arc::new(InMemory::new());
    let lake = on(inner.clone());
    lake.append(&run(1)).unwrap();
    let torn = run(2);
    let failing = Failing {
        inner: inner.clone(),
        left: AtomicUsize::new(5),
        last: Last::Undone,
    };
    on(Arc::new(failing)).append(&torn).unwrap_err();
    let before = versions(&lake, 1);
    assert_ne!(
        stand(&lake, 1),
        before,
        "a table stands at a version that no run saw"
    );
    assert_eq!(lake.tables(1).unwrap(), run(1).tables);
    // The same devices as in run 1 again.
    let mut same = run(1);
    same.run = 2;
    lake.append(&same).unwrap();
    assert_eq!(versions(&lake, 2), stand(&lake, 2));
    assert_eq!(lake.tables(2).unwrap(), run(1).tables);
}

#[test]
fn two_writers_cannot_both_make_a_run() {
    let inner = Arc::new(InMemory::new());
    let lake = on(inner.clone());
    lake.append(&run(1)).unwrap();
    let problem = lake.append(&run(1)).unwrap_err().problem().clone();
    assert!(problem.says.contains("run 2 is next"), "{problem:?}");
}

fn entries(numbers: std::ops::Range<u64>) -> Vec<IdEntry> {
    let entry = |number| IdEntry::Minted {
        kind: "device".into(),
        number,
        anchor: RecordKey {
            kind: "device".into(),
            source: "tool".into(),
            native_id: number.to_string().into(),
        },
        split_from: None,
        at: None,
    };
    numbers.map(entry).collect()
}

#[test]
fn numbers_are_logged_in_order_whole_or_not_at_all() {
    let inner = Arc::new(InMemory::new());
    let lake = on(inner.clone());
    assert_eq!(lake.ids().unwrap(), []);
    for from in 1..13 {
        lake.append_ids(&entries(from..from + 1)).unwrap();
    }
    assert_eq!(lake.ids().unwrap(), entries(1..13));
    let failing = Failing {
        inner: inner.clone(),
        left: AtomicUsize::new(1),
        last: Last::Undone,
    };
    on(Arc::new(failing))
        .append_ids(&entries(13..20))
        .unwrap_err();
    assert_eq!(lake.ids().unwrap(), entries(1..13));
}

/// All objects, by name.
fn objects(store: &InMemory, lake: &Lake) -> Vec<String> {
    let all = lake
        .workers
        .wait(store.list(None).try_collect::<Vec<_>>())
        .unwrap();
    all.into_iter()
        .map(|object| object.location.to_string())
        .collect()
}

#[test]
fn vacuum_forgets_old_runs_and_keeps_what_kept_ones_need() {
    let inner = Arc::new(InMemory::new());
    let lake = on(inner.clone());
    for number in 1..5 {
        let mut run = run(number);
        if number > 2 {
            run.texts.remove("raw/tool.ndjson");
        }
        lake.append(&run).unwrap();
    }
    let done = lake.vacuum(&[1, 2, 4]).unwrap();
    assert_eq!(done.runs, [1, 2], "the latest one is never removed");
    assert_eq!(
        done.files, 4,
        "two versions of devices and of what is installed on them"
    );
    assert!(done.bytes > 0);
    assert_eq!(lake.runs().unwrap(), [3, 4]);
    for number in [3, 4] {
        assert_eq!(lake.tables(number).unwrap(), run(number).tables);
    }
    let left = objects(&inner, &lake);
    let raw: Vec<&String> = left.iter().filter(|name| name.contains("/raw/")).collect();
    assert_eq!(
        raw,
        ["lake/runs/2/raw/tool.ndjson"],
        "the latest raw records stay"
    );
    assert_eq!(lake.vacuum(&[]).unwrap().files, 0, "it is done");
}

#[test]
fn how_long_runs_are_kept_is_counted_in_runs_or_days() {
    let at = |day: i64| format!("2026-06-{day:02}T00:00:00Z").parse().unwrap();
    let runs: Vec<_> = [(4, 1), (5, 3), (6, 8), (7, 9)]
        .map(|(run, day)| (run, at(day)))
        .to_vec();
    let over = |keep: &str| keep.parse::<Keep>().unwrap().over(&runs, at(10));
    assert_eq!(over("2 runs"), [4, 5]);
    assert!(over("9 runs").is_empty());
    assert_eq!(over("1 run"), [4, 5, 6]);
    // Run 5 was in force when the last five days began.
    assert_eq!(over("5 days"), [4]);
    assert_eq!(over("1 day"), [4, 5, 6]);
    assert!(over("90 days").is_empty());
    for wrong in ["", "7", "0 runs", "two runs", "3 weeks"] {
        assert_eq!(wrong.parse::<Keep>().unwrap_err().code, "lake", "{wrong}");
    }
}

#[test]
fn a_folder_holds_a_lake_and_says_what_is_in_its_way() {
    let folder = tempfile::tempdir().unwrap();
    let at = LakeAt::read("deep/lake", folder.path()).unwrap();
    Lake::open(&at, &[]).unwrap().append(&run(1)).unwrap();
    assert_eq!(whole_latest(&Lake::open(&at, &[]).unwrap()), 1);
    let device = folder.path().join("deep/lake/tables/device");
    assert!(
        device
            .join("_delta_log/00000000000000000000.json")
            .is_file()
    );
    assert!(device.join("run-1-v0.parquet").is_file());

    std::fs::write(folder.path().join("file"), "").unwrap();
    let in_the_way = LakeAt::read("file", FilePath::new(folder.path())).unwrap();
    assert_eq!(Lake::open(&in_the_way, &[]).unwrap_err().code, "lake");
}

#[test]
fn a_lake_answers_from_inside_another_runtime() {
    let lake = on(Arc::new(InMemory::new()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        lake.append(&run(1)).unwrap();
        assert_eq!(whole_latest(&lake), 1);
        drop(lake);
    });
}
