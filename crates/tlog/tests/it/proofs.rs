//! All inclusion and consistency cases of <https://github.com/transparency-dev/merkle>, those to
//! accept and those to refuse.

use serde::Deserialize;
use tlog::{Hash, verify_consistency, verify_inclusion};

#[derive(Deserialize)]
struct Vectors<T> {
    cases: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inclusion {
    name: String,
    leaf_idx: u64,
    tree_size: u64,
    root: Option<String>,
    leaf_hash: Option<String>,
    proof: Option<Vec<String>>,
    want_err: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Consistency {
    name: String,
    size1: u64,
    size2: u64,
    root1: Option<String>,
    root2: Option<String>,
    proof: Option<Vec<String>>,
    want_err: bool,
}

/// A hash of a vector; none when there is none. Some cases say "don't care" in its place: any hash
/// serves, as long as equal texts make equal ones.
fn hash(text: Option<&String>) -> Option<Hash> {
    let text = text.filter(|text| !text.is_empty())?;
    Some(text.parse().unwrap_or(tlog::digest(text.as_bytes())))
}

fn path(proof: Option<Vec<String>>) -> Option<Vec<Hash>> {
    let hashes = proof.unwrap_or_default();
    hashes.iter().map(|text| text.parse().ok()).collect()
}

/// How many cases were to be accepted and refused.
fn check<T>(cases: Vec<T>, one: impl Fn(T) -> (String, bool, bool)) -> (usize, usize) {
    let mut counts = (0, 0);
    for case in cases {
        let (name, accepted, wanted) = one(case);
        assert_eq!(accepted, wanted, "{name}");
        if wanted {
            counts.0 += 1;
        } else {
            counts.1 += 1;
        }
    }
    counts
}

#[test]
fn each_inclusion_case_of_the_standard_is_accepted_or_refused_as_it_says() {
    let file = include_str!("../vectors/inclusion.json");
    let vectors: Vectors<Inclusion> = serde_json::from_str(file).expect("vectors");
    let counts = check(vectors.cases, |case| {
        let parts = (
            hash(case.leaf_hash.as_ref()),
            hash(case.root.as_ref()),
            path(case.proof),
        );
        let accepted = matches!(parts, (Some(leaf), Some(root), Some(path))
            if verify_inclusion(&leaf, case.leaf_idx, case.tree_size, &path, &root).is_ok());
        (case.name, accepted, !case.want_err)
    });
    assert_eq!(counts, INCLUSION);
}

#[test]
fn each_consistency_case_of_the_standard_is_accepted_or_refused_as_it_says() {
    let file = include_str!("../vectors/consistency.json");
    let vectors: Vectors<Consistency> = serde_json::from_str(file).expect("vectors");
    let counts = check(vectors.cases, |case| {
        let parts = (
            hash(case.root1.as_ref()),
            hash(case.root2.as_ref()),
            path(case.proof),
        );
        let accepted = matches!(parts, (Some(old), Some(new), Some(path))
            if verify_consistency(case.size1, case.size2, &path, &old, &new).is_ok());
        (case.name, accepted, !case.want_err)
    });
    assert_eq!(counts, CONSISTENCY);
}

/// Cases to accept and to refuse.
const INCLUSION: (usize, usize) = (6, 92);
/// Cases to accept and to refuse.
const CONSISTENCY: (usize, usize) = (6, 92);
