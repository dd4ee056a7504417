//! A disk that fails at every single step: the run before is always there, whole.

use std::{
    collections::BTreeMap,
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use app::ports::{IdEntry, NewRun, Observations};
use arrow_array::{Int64Array, RecordBatch};
use model::RecordKey;

use super::{
    FolderObservations,
    disk::{Disk, RealDisk},
};

/// Works for so many steps; at the next one it writes half of it and is gone for good.
struct FailingDisk {
    steps_left: AtomicUsize,
}

impl FailingDisk {
    fn after(steps: usize) -> Box<Self> {
        Box::new(Self {
            steps_left: AtomicUsize::new(steps),
        })
    }

    fn step(&self, works: impl FnOnce() -> io::Result<()>, half: impl FnOnce()) -> io::Result<()> {
        match self.steps_left.load(Ordering::Relaxed) {
            0 => {}
            1 => half(),
            _ => {
                self.steps_left.fetch_sub(1, Ordering::Relaxed);
                return works();
            }
        }
        self.steps_left.store(0, Ordering::Relaxed);
        Err(io::Error::from(io::ErrorKind::StorageFull))
    }
}

impl Disk for FailingDisk {
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        self.step(|| RealDisk.make_folder(folder), || {})
    }

    fn write(&self, file: &Path, bytes: &[u8]) -> io::Result<()> {
        let half = || RealDisk.write(file, &bytes[..bytes.len() / 2]).unwrap();
        self.step(|| RealDisk.write(file, bytes), half)
    }

    fn append(&self, file: &Path, after: u64, bytes: &[u8]) -> io::Result<()> {
        let half = || {
            RealDisk
                .append(file, after, &bytes[..bytes.len() / 2])
                .unwrap()
        };
        self.step(|| RealDisk.append(file, after, bytes), half)
    }

    fn flush_folder(&self, folder: &Path) -> io::Result<()> {
        self.step(|| RealDisk.flush_folder(folder), || {})
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(|| RealDisk.rename(from, to), || {})
    }

    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        self.step(|| RealDisk.remove_folder(folder), || {})
    }
}

fn batch(values: &[i64]) -> RecordBatch {
    let column: arrow_array::ArrayRef = Arc::new(Int64Array::from(values.to_vec()));
    RecordBatch::try_from_iter([("number", column)]).unwrap()
}

fn run(number: u64) -> NewRun {
    let text = |name: &str| (name.to_owned(), format!("{name} of {number}").into_bytes());
    NewRun {
        run: number,
        texts: BTreeMap::from([text("book.json"), text("raw/tool.ndjson")]),
        tables: vec![(
            "device".to_owned(),
            batch(&[i64::try_from(number).unwrap()]),
        )],
    }
}

/// The number of the latest run, after checking that it is whole.
fn whole_latest(observations: &FolderObservations) -> u64 {
    let latest = observations.latest().unwrap().unwrap();
    let texts = BTreeMap::from([(
        "book.json".to_owned(),
        format!("book.json of {}", latest.run).into_bytes(),
    )]);
    assert_eq!(latest.texts, texts);
    assert_eq!(
        observations.tables(latest.run).unwrap(),
        run(latest.run).tables
    );
    latest.run
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
fn wherever_writing_a_run_fails_the_run_before_is_whole_and_the_next_try_works() {
    let mut failures = 0;
    loop {
        let folder = tempfile::tempdir().unwrap();
        FolderObservations::open(folder.path())
            .unwrap()
            .append(&run(1))
            .unwrap();

        let disk = FailingDisk::after(failures + 2);
        let failing = FolderObservations::open_on(folder.path(), disk).unwrap();
        let failed = failing.append(&run(2)).is_err();
        let reopened = FolderObservations::open(folder.path()).unwrap();
        let latest = whole_latest(&reopened);
        if !failed {
            assert_eq!(latest, 2);
            break;
        }
        // Only the flush behind the last rename can fail with the new run in place already.
        reopened.append(&run(latest + 1)).unwrap();
        assert_eq!(whole_latest(&reopened), latest + 1);
        let left = std::fs::read_dir(folder.path().join("runs")).unwrap();
        let names = left.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert!(
            names.into_iter().all(|name| !name.starts_with('.')),
            "nothing is left behind"
        );
        failures += 1;
    }
    assert!(
        failures > 10,
        "each step was made to fail, not only {failures}"
    );
}

#[test]
fn a_first_run_that_fails_leaves_nothing_collected() {
    let folder = tempfile::tempdir().unwrap();
    let failing = FolderObservations::open_on(folder.path(), FailingDisk::after(5)).unwrap();
    let problem = failing.append(&run(1)).unwrap_err().problem().clone();
    assert_eq!(problem.code, "observations-unwritable");
    assert!(problem.advice[0].contains("free some space"), "{problem:?}");
    let reopened = FolderObservations::open(folder.path()).unwrap();
    assert_eq!(reopened.latest().unwrap(), None);
    reopened.append(&run(1)).unwrap();
    assert_eq!(whole_latest(&reopened), 1);
}

#[test]
fn an_id_log_that_tears_keeps_every_number_that_was_in_use() {
    for steps in 2..4 {
        let folder = tempfile::tempdir().unwrap();
        let whole = FolderObservations::open(folder.path()).unwrap();
        whole.append_ids(&entries(1..3)).unwrap();

        let failing = FolderObservations::open_on(folder.path(), FailingDisk::after(steps));
        let failed = failing.unwrap().append_ids(&entries(3..9)).is_err();
        assert_eq!(failed, steps == 2);

        let reopened = FolderObservations::open(folder.path()).unwrap();
        let ids = reopened.ids().unwrap();
        assert_eq!(ids[..2], entries(1..3)[..]);
        let next = u64::try_from(ids.len()).unwrap() + 1;
        assert_eq!(ids, entries(1..next), "a prefix of what was asked for");
        reopened.append_ids(&entries(next..20)).unwrap();
        assert_eq!(reopened.ids().unwrap(), entries(1..20));
        assert!(
            FolderObservations::open(folder.path())
                .unwrap()
                .notes()
                .is_empty()
        );
    }
}
