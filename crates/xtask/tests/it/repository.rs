//! This repository itself.

use xtask::{shell, tidy, tree::Tree};

#[test]
fn this_repository_is_tidy() {
    let tree = Tree::read(&shell::root()).unwrap();
    let complaints: Vec<String> = tidy::all(&tree).iter().map(ToString::to_string).collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn the_checks_read_a_tree_that_is_really_there() {
    let tree = Tree::read(&shell::root()).unwrap();
    assert!(
        tree.rust().count() > 50,
        "only {} files of Rust",
        tree.rust().count()
    );
    assert!(tree.has("crates/model/Cargo.toml") && tree.has(".ci/run"));
}
