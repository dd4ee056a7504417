//! What holds for every tree and every text.

use proptest::prelude::*;
use tlog::{
    Checkpoint, EntryProof, Hash, Note, SignedCheckpoint, SigningKey, Tree, VerifierKey,
    tile::{Tile, read_entries, write_entries},
    verify_consistency, verify_inclusion,
};

/// Texts near enough to the formats to get into the parsers, and some that are not.
fn nearly() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("c2sp.org/tlog-proof@v1\n".to_owned()),
        Just("index 3\n".to_owned()),
        Just("extra AAAA\n".to_owned()),
        Just("\n".to_owned()),
        Just("\u{2014} name AAAAAAA=\n".to_owned()),
        Just(format!("{}\n", Hash([3; 32]))),
        Just("tile/0/x001/".to_owned()),
        Just("a+0123abcd+AQ==".to_owned()),
        "[0-9]{1,22}\n",
        ".{0,20}",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn tree_of(size: u64) -> Tree {
    let mut tree = Tree::new();
    for at in 0..size {
        tree.append(&at.to_be_bytes());
    }
    tree
}

proptest! {
    #[test]
    fn no_text_makes_a_parser_panic_and_what_is_read_is_written_as_it_was(text in nearly()) {
        if let Ok(note) = text.parse::<Note>() {
            prop_assert_eq!(note.to_string(), text.clone());
        }
        if let Ok(proof) = text.parse::<EntryProof>() {
            prop_assert_eq!(proof.to_string().parse::<EntryProof>(), Ok(proof));
        }
        if let Ok(checkpoint) = text.parse::<Checkpoint>() {
            prop_assert_eq!(checkpoint.to_string(), text.clone());
        }
        if let Ok(tile) = text.parse::<Tile>() {
            prop_assert_eq!(tile.to_string(), text.clone());
            prop_assert!(tile.range().start < tile.range().end);
        }
        let _ = text.parse::<SignedCheckpoint>();
        let _ = text.parse::<VerifierKey>();
        let _ = Hash::from_hex(&text);
    }

    #[test]
    fn no_bytes_make_the_reader_of_entries_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        if let Ok(entries) = read_entries(&bytes) {
            let again = write_entries(entries.iter().map(Vec::as_slice));
            prop_assert_eq!(again, Ok(bytes));
        }
    }

    #[test]
    fn no_sizes_and_hashes_make_a_check_panic(
        index in any::<u64>(),
        size in any::<u64>(),
        hashes in prop::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let path: Vec<Hash> = hashes.into_iter().map(Hash).collect();
        let (leaf, root) = (Hash([1; 32]), Hash([2; 32]));
        prop_assert!(verify_inclusion(&leaf, index, size, &path, &root).is_err());
        prop_assert!(verify_consistency(index, size, &path, &leaf, &root).is_err());
    }

    #[test]
    fn a_proof_holds_for_what_it_proves_and_not_after_any_change(
        size in 1u64..700,
        at in any::<prop::sample::Index>(),
        broken in any::<prop::sample::Index>(),
        bit in 0u8..8,
    ) {
        let tree = tree_of(size);
        let index = at.index(size as usize) as u64;
        let (leaf, root) = (tree.leaf(index).expect("a leaf"), tree.root());
        let mut path = tree.inclusion(index, size).expect("a proof");
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &path, &root), Ok(()));
        let old = index + 1;
        let old_root = tree.root_at(old).expect("a root");
        let grown = tree.consistency(old, size).expect("a proof");
        prop_assert_eq!(verify_consistency(old, size, &grown, &old_root, &root), Ok(()));

        if !path.is_empty() {
            let one = broken.index(path.len());
            path[one].0[5] ^= 1 << bit;
            prop_assert!(verify_inclusion(&leaf, index, size, &path, &root).is_err());
        }
        if !grown.is_empty() {
            let mut changed = grown.clone();
            let one = broken.index(changed.len());
            changed[one].0[5] ^= 1 << bit;
            prop_assert!(verify_consistency(old, size, &changed, &old_root, &root).is_err());
        }
    }

    #[test]
    fn a_signed_checkpoint_holds_and_not_after_a_changed_byte(
        seed in any::<[u8; 32]>(),
        size in any::<u64>(),
        root in any::<[u8; 32]>(),
        at in any::<prop::sample::Index>(),
    ) {
        let key = SigningKey::from_seed("example.org/log", &seed).expect("a key");
        let keys = [key.verifier().expect("a key")];
        let checkpoint = Checkpoint::new("example.org/log", size, Hash(root));
        let signed = checkpoint.sign(&key).expect("signed");
        prop_assert!(signed.verify(&keys).is_ok());
        let mut bytes = signed.to_string().into_bytes();
        let one = at.index(bytes.len());
        bytes[one] ^= 1;
        if let Ok(text) = String::from_utf8(bytes)
            && let Ok(changed) = text.parse::<SignedCheckpoint>()
        {
            prop_assert!(changed.verify(&keys).is_err());
        }
    }
}
