//! The sealed log over a real file: what is written is sealed with it, and whatever somebody
//! changes behind it is reported with the first bad entry.

mod scene;
mod tampering;

use app::ports::{ActStore, LedgerStore, LogStore};
use app::sealed::{
    erase::{Done, ERASED, Names, erase},
    log::{Kind, Leaf, export, tlog::EntryProof},
    verify::{self, Against},
};
use scene::{MARA, Scene, at, key};

use crate::homes::{Home, on_both};

on_both!(
    everything_that_is_written_is_sealed_in_order_and_holds,
    no_entry_holds_a_name_an_address_or_a_reason,
    a_pass_that_is_written_again_is_sealed_once,
    a_clock_that_goes_back_is_recorded_and_told,
    one_entry_is_proven_and_its_words_are_opened_one_by_one,
    an_exported_log_holds_by_itself_and_not_after_a_changed_byte,
    erasing_somebody_leaves_every_proof_valid_and_nobody_to_be_known,
    a_key_that_takes_over_is_believed_once_the_old_one_covers_its_entry,
);

async fn everything_that_is_written_is_sealed_in_order_and_holds(home: Home) {
    let scene = Scene::new(home).await;
    let kinds: Vec<Kind> = scene.leaves().await.iter().map(|leaf| leaf.kind).collect();
    let expected = [
        Kind::Began,
        Kind::Key,
        Kind::Pass,
        Kind::Act,
        Kind::Decision,
        Kind::Rule,
        Kind::Act,
        Kind::Pass,
    ];
    assert_eq!(kinds, expected);
    let report = scene.verify().await;
    assert_eq!(report.troubles, []);
    assert_eq!(report.first_bad, None);
    assert_eq!((report.entries, report.covered), (8, 8));
    assert_eq!((report.events, report.findings), (6, 4));
    assert!(!report.by_itself);
}

async fn no_entry_holds_a_name_an_address_or_a_reason(home: Home) {
    let scene = Scene::new(home).await;
    for row in scene.store.log(0).await.unwrap() {
        let text = row.kept.text.to_lowercase();
        for word in ["mara", "vacation", "two boards"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
    let acts = scene.store.acts().await.unwrap();
    assert!(acts.iter().any(|act| act.by == MARA), "the rows do");
}

async fn a_pass_that_is_written_again_is_sealed_once(home: Home) {
    let scene = Scene::new(home).await;
    let before = scene.store.log(0).await.unwrap().len();
    scene.store.record(&scene.second()).await.unwrap();
    assert_eq!(scene.store.log(0).await.unwrap().len(), before);
}

async fn a_clock_that_goes_back_is_recorded_and_told(home: Home) {
    let scene = Scene::new(home).await;
    scene.claim(3, "2026-03-01T00:00:00Z").await;
    scene.sign().await;
    let report = scene.verify().await;
    assert_eq!(report.troubles, []);
    let remark = &report.remarks[0];
    assert_eq!(remark.entry, 8);
    assert_eq!(
        remark.says,
        "the clock had gone back from 2026-03-09T09:00:00Z to 2026-03-01T00:00:00Z"
    );
}

async fn one_entry_is_proven_and_its_words_are_opened_one_by_one(home: Home) {
    let scene = Scene::new(home).await;
    let rows = scene.store.log(0).await.unwrap();
    let signed = scene.checkpoints().await.pop().unwrap();
    let tree = verify::tree(&rows);
    let proof = EntryProof {
        extra: None,
        index: 3,
        path: tree.inclusion(3, tree.size()).unwrap(),
        signed,
    };
    let keys = [key().verifier().unwrap()];
    let text = &rows[3].kept.text;
    assert_eq!(proof.verify(text.as_bytes(), &keys), Ok(()));
    let leaf = Leaf::read(text).unwrap();
    let opened = rows[3].private.as_ref().unwrap().opened();
    assert_eq!(opened[0].text, MARA);
    for part in &opened {
        assert_eq!(Some(part.commitment()), leaf.commitment(part.part));
    }
}

async fn an_exported_log_holds_by_itself_and_not_after_a_changed_byte(home: Home) {
    let scene = Scene::new(home).await;
    let rows = scene.store.log(0).await.unwrap();
    let texts: Vec<&str> = rows.iter().map(|row| row.kept.text.as_str()).collect();
    let checkpoint = scene.checkpoints().await.pop().unwrap().to_string();
    let files = export::files(&texts, &verify::tree(&rows), &checkpoint).unwrap();
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let expected = ["checkpoint", "tile/0/000.p/8", "tile/entries/000.p/8"];
    assert_eq!(names, expected);
    let against = Against {
        keys: vec![key().verifier().unwrap()],
        checkpoints: Vec::new(),
    };
    let read = |change: Option<(usize, usize)>| {
        let mut files = files.clone();
        if let Some((file, at)) = change {
            files[file].1[at] ^= 1;
        }
        let file = |name: &str| {
            files
                .iter()
                .find(|(own, _)| own == name)
                .map(|(_, b)| b.clone())
        };
        verify::exported(&export::read(8, file), &checkpoint, &against)
    };
    assert_eq!(read(None).troubles, []);
    assert_eq!(
        read(Some((1, 3 * 32))).first_bad,
        Some(3),
        "a hash of the tile"
    );
    // Somewhere in the words of the first entry.
    assert_eq!(read(Some((2, 60))).first_bad, Some(0), "an entry");
}

async fn erasing_somebody_leaves_every_proof_valid_and_nobody_to_be_known(home: Home) {
    let scene = Scene::new(home).await;
    let before = scene.checkpoints().await;
    let names = Names::new([MARA.to_owned(), "Mara Ode".to_owned()]);
    let by = ("dana@linden.example", "she asked for it");
    let done = erase(&scene.store, &names, at("2026-04-01T00:00:00Z"), by)
        .await
        .unwrap();
    let expected = Done {
        entries: 4,
        rows: 4,
        events: 2,
    };
    assert_eq!(done, expected);
    scene.sign().await;

    let against = Against {
        keys: vec![key().verifier().unwrap()],
        checkpoints: before,
    };
    let report = verify::ledger(&scene.store, &against).await.unwrap();
    assert_eq!(report.troubles, []);
    assert_eq!((report.entries, report.erased), (9, 4));
    let acts = scene.store.acts().await.unwrap();
    assert!(acts.iter().all(|act| act.by == ERASED));
    assert_eq!(scene.raw_text_anywhere("mara").await, Vec::<String>::new());

    // The same again finds nothing, and says nothing.
    let again = erase(&scene.store, &names, at("2026-04-02T00:00:00Z"), by)
        .await
        .unwrap();
    assert_eq!(again, Done::default());
    assert_eq!(scene.store.log(0).await.unwrap().len(), 9);
}

async fn a_key_that_takes_over_is_believed_once_the_old_one_covers_its_entry(home: Home) {
    let scene = Scene::new(home).await;
    let next = scene::named_key(7);
    let verifier = next.verifier().unwrap().to_string();
    let by = Some(("dana@linden.example", "yearly"));
    let what = app::sealed::things::key(at("2026-04-01T00:00:00Z"), &verifier, by);
    scene.store.seal(&what).await.unwrap();
    scene.sign_with(&next).await;
    let report = scene.verify().await;
    assert_eq!(
        report.first_bad,
        Some(8),
        "the new key alone: {:?}",
        report.troubles
    );

    scene.sign_with(&key()).await;
    scene.sign_with(&next).await;
    scene.claim(3, "2026-04-02T00:00:00Z").await;
    scene.sign_with(&next).await;
    let report = scene.verify().await;
    // The first of them was signed before anybody had a reason to believe it.
    assert_eq!(report.keys.len(), 2);
    assert_eq!(report.covered, 10);
}
