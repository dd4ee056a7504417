//! The same seed gives the same bytes.

use std::time::{Duration, Instant};

use testkit::{Organisation, organisation};

fn digest(organisation: &Organisation) -> String {
    let mut hasher = blake3::Hasher::new();
    for (path, text) in &organisation.workspace {
        hasher.update(path.as_bytes()).update(text.as_bytes());
    }
    for file in organisation
        .snapshots
        .iter()
        .flat_map(|snapshot| &snapshot.files)
    {
        hasher.update(file.path.as_bytes()).update(&file.bytes);
        hasher.update(&file.modified.as_second().to_le_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

#[test]
fn one_seed_gives_one_organisation_and_another_gives_another() {
    let one = digest(&organisation(7));
    assert_eq!(one, digest(&organisation(7)));
    assert_ne!(one, digest(&organisation(8)));
}

#[test]
fn any_seed_gives_an_organisation_of_the_same_size_with_the_same_troubles() {
    let sizes = |seed| {
        let organisation = organisation(seed);
        let files: Vec<_> = organisation
            .snapshots
            .iter()
            .map(|s| s.files.len())
            .collect();
        let troubles: Vec<_> = organisation
            .troubles()
            .iter()
            .map(|t| (t.name, t.records.len()))
            .collect();
        (files, troubles)
    };
    let one = sizes(7);
    for seed in [0, u64::MAX] {
        assert_eq!(sizes(seed), one, "seed {seed}");
    }
}

#[test]
fn it_is_there_at_once() {
    let start = Instant::now();
    let organisation = organisation(3);
    let took = start.elapsed();
    assert!(!organisation.snapshots.is_empty());
    // Optimised it takes a quarter of this; unoptimised code on a busy machine is slow.
    let limit = Duration::from_millis(if cfg!(debug_assertions) { 10_000 } else { 200 });
    assert!(took < limit, "took {took:?}");
}
