//! What an auditor is given, checked as an auditor checks it: elsewhere, without a workspace.

use std::{collections::BTreeMap, fs, process::Command};

use crate::world::{NOW, Ran, World, allhands, laptops};

/// A folder of the auditor, with nothing in it but `verify.py`, and the key of the log.
struct Auditor {
    folder: tempfile::TempDir,
    key: String,
}

impl Auditor {
    fn given(zip: &[u8], key: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let files = io::zip::unpack(zip).expect("a zip of ours");
        fs::write(folder.path().join("verify.py"), &files["verify.py"]).expect("written");
        let key = key.to_owned();
        Self { folder, key }
    }

    /// What the program in the bundle and what `allhands log verify` say of a zip.
    fn checks(&self, zip: &[u8]) -> [Ran; 2] {
        fs::write(self.folder.path().join("x.zip"), zip).expect("written");
        let key = ["x.zip", "--vkey", self.key.as_str()];
        let here = |command: &mut Command| -> Ran {
            let command = command.args(key).current_dir(self.folder.path());
            command.output().expect("it starts").into()
        };
        [
            here(Command::new("python3").arg("verify.py")),
            here(allhands().args(["log", "verify"])),
        ]
    }
}

/// A workspace with an open finding about a person's laptop.
fn world() -> World {
    let world = World::with_laptops();
    let bare = laptops(&[("1", "C02AAA111", "e1", false)]);
    world.write("exports/jamf.json", &bare);
    world.pass_at(NOW).ends(0);
    world
}

/// The zip and the key that belongs to it.
fn evidence(world: &World, name: &str, more: &[&str]) -> (Vec<u8>, String) {
    let file = world.root().join(name);
    let path = file.to_str().expect("a path");
    let asked = ["report", "evidence", "--format", "json", "--out", path];
    let made = world.run(&[&asked, more].concat()).ends(0).data();
    assert_eq!(made["findings"], 1, "{made}");
    let key = made["vkey"].as_str().expect("a key").to_owned();
    (fs::read(file).expect("it was written"), key)
}

/// All that a bundle says.
fn said(zip: &[u8]) -> String {
    let files: BTreeMap<String, Vec<u8>> = io::zip::unpack(zip).expect("a zip of ours");
    let texts = files.values().map(|bytes| String::from_utf8_lossy(bytes));
    texts.collect()
}

#[test]
fn an_auditor_checks_evidence_alone_and_sees_one_byte_that_was_changed() {
    let (zip, key) = evidence(&world(), "x.zip", &[]);
    let auditor = Auditor::given(&zip, &key);
    let sentence = "findings.csv says of 1 findings what was sealed; 0 are from before the log";
    let checked = auditor.checks(&zip);
    let [python, binary] = checked.map(|ran| ran.ends(0).says(sentence));
    assert_eq!(python.stdout.trim(), binary.stdout.trim());

    // One in each part of it; that no byte at all may change is a law of its own.
    for part in 0..12 {
        let at = part * (zip.len() - 1) / 11;
        let mut changed = zip.clone();
        changed[at] ^= 1;
        for ran in auditor.checks(&changed) {
            assert_eq!(ran.code, Some(1), "byte {at}: {ran:?}");
        }
    }
    let (_, other) = evidence(&world(), "x.zip", &[]);
    for ran in Auditor::given(&zip, &other).checks(&zip) {
        assert_eq!(ran.code, Some(1), "the key of another log: {ran:?}");
    }
}

#[test]
fn nobody_is_named_in_evidence_unless_asked_for_and_none_is_written_over() {
    let world = world();
    let (zip, key) = evidence(&world, "x.zip", &[]);
    let everything = said(&zip);
    for name in ["e1@linden.example", "Person e1"] {
        assert!(!everything.contains(name), "{name}");
    }
    let (named, _) = evidence(&world, "named.zip", &["--names"]);
    assert!(said(&named).contains("Person e1"));
    for ran in Auditor::given(&named, &key).checks(&named) {
        ran.ends(0);
    }
    let there = world.root().join("x.zip");
    let again = [
        "report",
        "evidence",
        "--out",
        there.to_str().expect("a path"),
    ];
    world.run(&again).ends(2).says("is there already");
}
