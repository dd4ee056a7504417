//! A bundle holds, alone and in another folder, and no longer once one byte of it changed.

use std::{fs, path::Path, process::Command};

use impact::evidence::{Files, Scope, bundle, check::check, csv};
use proptest::prelude::*;
use tempfile::TempDir;

use super::{
    sealing::{Log, key, other_key, vkey},
    world::World,
};

fn made(opened: bool) -> (Log, Files) {
    let world = World::of_every_state();
    let log = Log::of(&world);
    let files = log.bundle(&world, opened);
    (log, files)
}

/// Puts files into a folder.
fn put(files: &Files, folder: &Path) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }
}

/// Runs Python with nothing of ours around it. The tests need it as the auditor does.
fn python(arguments: &[&str]) -> (i32, String) {
    let run = Command::new("python3").arg("-I").args(arguments).output();
    let run = run.expect("`python3`, which these tests need: `apt-get install python3`");
    let text = [run.stdout, run.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (run.status.code().unwrap_or(-1), text.concat())
}

/// A folder with `verify.py` alone, and one with a bundle.
fn two_folders(files: &Files) -> (TempDir, TempDir) {
    let [alone, unpacked] = [(); 2].map(|()| TempDir::new().expect("a folder"));
    fs::write(alone.path().join("verify.py"), bundle::VERIFY_PY).expect("written");
    put(files, unpacked.path());
    (alone, unpacked)
}

fn path(folder: &TempDir) -> &str {
    folder.path().to_str().expect("a name")
}

#[test]
fn verify_py_alone_says_what_the_product_says() {
    for opened in [true, false] {
        let (log, files) = made(opened);
        let old = log.checkpoint(2).to_string();
        let held = check(&files, &vkey(), Some(&old)).expect("it holds");
        let (alone, unpacked) = two_folders(&files);
        let kept = alone.path().join("kept");
        fs::write(&kept, &old).expect("written");
        let program = alone.path().join("verify.py");
        let (status, said) = python(&[
            program.to_str().expect("a name"),
            path(&unpacked),
            "--vkey",
            &vkey().to_string(),
            "--against",
            kept.to_str().expect("a name"),
        ]);
        let expected: String = held
            .says
            .iter()
            .map(|line| format!("ok     {line}\n"))
            .collect();
        let end = "Everything in this bundle is as it was sealed.\n";
        assert_eq!(said, expected + end);
        assert_eq!(status, 0);
    }
}

#[test]
fn the_vectors_of_the_standards_come_out_in_verify_py_as_they_say() {
    let (alone, _) = two_folders(&Files::new());
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = here.join("tests/python/vectors.py");
    let vectors = here.join("../tlog/tests/vectors");
    let arguments = [
        script,
        alone.path().to_owned(),
        vectors.join("inclusion.json"),
        vectors.join("consistency.json"),
    ];
    let arguments: Vec<&str> = arguments.iter().filter_map(|path| path.to_str()).collect();
    assert_eq!(
        python(&arguments),
        (0, "196 cases, 0 wrong: []\n".to_owned())
    );
}

#[test]
fn verify_py_refuses_every_file_with_a_byte_changed_cut_or_added() {
    let (_, files) = made(true);
    let (alone, unpacked) = two_folders(&files);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/flips.py");
    let (status, said) = python(&[
        script.to_str().expect("a name"),
        path(&alone),
        path(&unpacked),
        &vkey().to_string(),
        "5",
        "6",
    ]);
    let changes = files.len() * 9;
    assert_eq!(
        (status, said),
        (0, format!("{changes} changes, 0 accepted: []\n"))
    );
}

#[test]
fn a_bundle_of_another_key_is_refused_by_both() {
    let (_, files) = made(true);
    let stranger = other_key().verifier().expect("a key");
    let why = check(&files, &stranger, None).expect_err("refused");
    assert!(why.0.starts_with("MANIFEST.note: "), "{why}");
    let (alone, unpacked) = two_folders(&files);
    let program = alone.path().join("verify.py");
    let program = program.to_str().expect("a name");
    let (status, said) = python(&[program, path(&unpacked), "--vkey", &stranger.to_string()]);
    assert_eq!(
        said,
        "WRONG  MANIFEST.note: it is not signed by `example.org/log`\n"
    );
    assert_eq!(status, 1);
    let (status, _) = python(&[program, path(&unpacked)]);
    assert_eq!(status, 2, "without a key it was asked wrongly");
}

/// Signs files again, as somebody with the key could who changes a document after the fact.
fn signed_again(mut files: Files, change: impl FnOnce(&mut Files)) -> Files {
    change(&mut files);
    files.retain(|name, _| !name.starts_with("MANIFEST"));
    bundle::sign(&mut files, "again", &key()).expect("signed");
    files
}

/// What both say of files that do not hold.
fn both_refuse(files: &Files, against: Option<&str>) -> String {
    let why = check(files, &vkey(), against).expect_err("refused").0;
    let (alone, unpacked) = two_folders(files);
    let program = alone.path().join("verify.py");
    let vkey = vkey().to_string();
    let mut arguments = vec![
        program.to_str().expect("a name"),
        path(&unpacked),
        "--vkey",
        &vkey,
    ];
    let kept = alone.path().join("kept");
    if let Some(against) = against {
        fs::write(&kept, against).expect("written");
        arguments.extend(["--against", kept.to_str().expect("a name")]);
    }
    let (status, said) = python(&arguments);
    assert_eq!(status, 1, "{said}");
    let place = |text: &str| text.split(": ").next().map(str::to_owned);
    let said = said
        .lines()
        .last()
        .and_then(|line| line.strip_prefix("WRONG  "))
        .map(place);
    assert_eq!(
        said.flatten(),
        place(&why),
        "they refuse for another reason"
    );
    why
}

#[test]
fn a_table_that_differs_from_what_was_sealed_is_refused_though_the_key_signed_it() {
    let (_, files) = made(true);
    let changed = signed_again(files, |files| {
        let table = String::from_utf8(files["findings.csv"].clone()).expect("text");
        let table = table.replacen(",high,open,", ",high,closed,", 1);
        files.insert("findings.csv".to_owned(), table.into());
    });
    let why = both_refuse(&changed, None);
    let expected =
        "findings.csv: `state` of `laptops-are-encrypted@device-2` is not what was sealed";
    assert_eq!(why, expected);
}

#[test]
fn a_record_that_was_rewritten_is_refused_though_the_key_signed_the_bundle() {
    let (_, files) = made(true);
    let changed = signed_again(files, |files| {
        let entry = String::from_utf8(files["records/000002.json"].clone()).expect("text");
        let entry = entry.replace("\"judged\"", "\"closed\"");
        files.insert("records/000002.json".to_owned(), entry.into());
    });
    assert!(both_refuse(&changed, None).starts_with("records/000002: "));
}

#[test]
fn another_name_for_who_did_it_is_refused() {
    let (_, files) = made(true);
    let changed = signed_again(files, |files| {
        let beside = String::from_utf8(files["records/000002.beside.json"].clone()).expect("text");
        assert!(beside.contains("ana@example.org"));
        let beside = beside.replace("ana@example.org", "eve@example.org");
        files.insert("records/000002.beside.json".to_owned(), beside.into());
    });
    assert_eq!(
        both_refuse(&changed, None),
        "records/000002: `actor` was changed"
    );
}

#[test]
fn an_event_that_its_entry_does_not_cover_is_refused() {
    let (_, files) = made(true);
    let changed = signed_again(files, |files| {
        let name = "records/000001.beside.json";
        let beside = String::from_utf8(files[name].clone()).expect("text");
        let beside = beside.replacen("the disk is not encrypted", "the disk is encrypted", 1);
        files.insert(name.to_owned(), beside.into());
    });
    assert!(both_refuse(&changed, None).starts_with("records/000001: "));
}

#[test]
fn a_log_that_does_not_continue_the_checkpoint_somebody_kept_is_refused() {
    let (_, files) = made(true);
    let mut world = World::of_every_state();
    world.findings.truncate(3);
    let forked = Log::of(&world).checkpoint(2).to_string();
    assert!(both_refuse(&files, Some(&forked)).starts_with("consistency/2: "));
}

#[test]
fn who_is_erased_or_withheld_stays_so_and_every_proof_holds() {
    let (_, files) = made(false);
    check(&files, &vkey(), None).expect("it holds");
    for (name, bytes) in files
        .iter()
        .filter(|(name, _)| name.starts_with("records/"))
    {
        let text = String::from_utf8_lossy(bytes);
        let of_pass = name.starts_with("records/000001");
        assert!(
            of_pass || !text.contains("ana@example.org"),
            "{name} tells who it was"
        );
    }
}

#[test]
fn the_same_evidence_and_key_make_the_same_bytes() {
    assert_eq!(made(true).1, made(true).1);
    let world = World::of_every_state();
    let scopes = [Scope::All];
    let evidence = world.evidence(&scopes);
    assert_eq!(csv::findings(&evidence), made(true).1["findings.csv"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_byte_changes_the_bundle_is_refused(
        file in any::<proptest::sample::Index>(),
        byte in any::<proptest::sample::Index>(),
        bit in 0_u8..8,
    ) {
        thread_local! {
            static FILES: Files = made(true).1;
        }
        let mut files = FILES.with(Clone::clone);
        let name = file.get(&files.keys().cloned().collect::<Vec<_>>()).clone();
        let bytes = files.get_mut(&name).expect("a file");
        let at = byte.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(check(&files, &vkey(), None).is_err(), "{name} with byte {at} changed");
    }
}
