//! Roots, and proofs of every entry and every pair of sizes.

use tlog::{Hash, Tree, verify_consistency, verify_inclusion};

/// The eight leaves of Certificate Transparency's tests, and the root after each, as
/// `testonly/constants.go` of <https://github.com/transparency-dev/merkle> has them (Apache 2.0).
const LEAVES_AND_ROOTS: &[(&[u8], &str)] = &[
    (
        &[],
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    ),
    (
        &[0],
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    ),
    (
        &[0x10],
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    ),
    (
        &[0x20, 0x21],
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (
        &[0x30, 0x31],
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    ),
    (
        &[0x40, 0x41, 0x42, 0x43],
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    ),
    (
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    ),
    (
        &[
            0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d,
            0x6e, 0x6f,
        ],
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ),
];

#[test]
fn the_eight_leaves_of_certificate_transparency_have_its_roots() {
    let mut tree = Tree::new();
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(tree.root().hex(), empty);
    for (size, (leaf, root)) in (1..).zip(LEAVES_AND_ROOTS) {
        assert_eq!(tree.append(leaf), size - 1);
        assert_eq!(tree.root().hex(), *root, "{size} leaves");
    }
    for (size, (_, root)) in (1..).zip(LEAVES_AND_ROOTS) {
        let then = tree.root_at(size).map(|root| root.hex());
        assert_eq!(then.as_deref(), Some(*root), "as it was at {size}");
    }
    assert_eq!(tree.root_at(9), None);
}

/// A tree of entries `0`, `1`, ...
fn tree_of(size: u64) -> Tree {
    let mut tree = Tree::new();
    for at in 0..size {
        tree.append(at.to_string().as_bytes());
    }
    tree
}

/// The root by the words of RFC 6962, without anything kept.
fn plain_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            tlog::node_hash(&plain_root(left), &plain_root(right))
        }
    }
}

#[test]
fn every_entry_of_every_small_tree_can_be_proven_and_no_other() {
    let tree = tree_of(40);
    let leaves: Vec<Hash> = (0..40).filter_map(|at| tree.leaf(at)).collect();
    for size in 1..=40 {
        let root = tree.root_at(size).expect("a size it had");
        assert_eq!(root, plain_root(&leaves[..size as usize]), "root at {size}");
        for index in 0..size {
            let proof = tree.inclusion(index, size).expect("an entry it has");
            for (at, leaf) in (0..size).zip(&leaves) {
                let says = verify_inclusion(leaf, index, size, &proof, &root);
                assert_eq!(says.is_ok(), at == index, "{at} as {index} of {size}");
            }
        }
        assert_eq!(tree.inclusion(size, size), None);
    }
}

#[test]
fn every_small_tree_goes_on_from_every_smaller_one_and_from_no_other() {
    let tree = tree_of(40);
    let other = Hash([7; 32]);
    for new in 1..=40 {
        let new_root = tree.root_at(new).expect("a size it had");
        for old in 1..=new {
            let old_root = tree.root_at(old).expect("a size it had");
            let proof = tree.consistency(old, new).expect("sizes it had");
            let check = |old_root, new_root| {
                verify_consistency(old, new, &proof, old_root, new_root).is_ok()
            };
            assert!(check(&old_root, &new_root), "{old} to {new}");
            assert!(
                !check(&other, &new_root),
                "{old} to {new}, another old root"
            );
            assert!(
                !check(&old_root, &other),
                "{old} to {new}, another new root"
            );
        }
    }
    assert_eq!(tree.consistency(0, 5), None);
    assert_eq!(tree.consistency(6, 5), None);
    assert_eq!(tree.consistency(5, 41), None);
}
