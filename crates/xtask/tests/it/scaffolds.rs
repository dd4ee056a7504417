//! What is scaffolded passes the checks it will be held to.

use xtask::{
    new::{self, Unit},
    tidy,
    tree::Tree,
};

/// The paths of a new unit, which must not break a check about the catalogue, sizes or words.
fn check(unit: Unit, name: &str) -> Vec<String> {
    let scaffold = new::scaffold(&Tree::default(), unit, name).expect("it is scaffolded");
    let files: Vec<(&str, &str)> = scaffold
        .files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let tree = Tree::of(&files);
    for check in [
        tidy::catalogue::check,
        tidy::size::check,
        tidy::words::check,
    ] {
        assert_eq!(check(&tree), []);
    }
    assert!(!scaffold.next.is_empty());
    scaffold.files.into_iter().map(|(path, _)| path).collect()
}

#[test]
fn a_connector_is_one_folder_of_data() {
    let paths = check(Unit::Connector, "acme-mdm");
    assert!(
        paths
            .iter()
            .all(|path| path.starts_with("catalogue/connectors/acme-mdm/"))
    );
    assert_eq!(paths.len(), 3);
}

#[test]
fn a_rule_is_one_file() {
    let paths = check(Unit::Rule, "devices/laptops-are-good");
    assert_eq!(paths, ["catalogue/rules/devices/laptops-are-good.rule"]);
}

#[test]
fn an_operator_is_two_files_of_one_name() {
    assert_eq!(
        check(Unit::Operator, "sounds_like"),
        [
            "crates/rules/src/operators/sounds_like.rs",
            "crates/judge/src/kernels/sounds_like.rs"
        ]
    );
}

#[test]
fn a_command_is_one_file() {
    assert_eq!(
        check(Unit::Command, "whoami"),
        ["crates/allhands/src/commands/whoami.rs"]
    );
}

#[test]
fn a_module_is_listed_among_its_neighbours() {
    let list = "//! Why.\n\nmod b;\nmod d;\n\nuse x;\n\n#[cfg(test)]\nmod tests;\n";
    for (module, lines) in [
        ("a", "mod a;\nmod b;\nmod d;\n\nuse"),
        ("c", "mod b;\nmod c;\nmod d;\n\nuse"),
        ("e", "mod b;\nmod d;\nmod e;\n\nuse"),
    ] {
        assert!(new::with_module(list, module).contains(lines), "{module}");
    }
    assert_eq!(new::with_module("", "a"), "mod a;\n");
}

#[test]
fn what_lists_modules_is_there() {
    let tree = Tree::read(&xtask::shell::root()).unwrap();
    for (unit, name) in [(Unit::Operator, "sounds_like"), (Unit::Command, "whoami")] {
        for (path, _) in new::scaffold(&tree, unit, name).unwrap().listed {
            let list = tree.text(&path).unwrap_or_default();
            assert!(list.lines().any(|line| line.starts_with("mod ")), "{path}");
        }
    }
}

#[test]
fn names_that_do_not_fit_or_are_taken_are_refused() {
    let tree = Tree::of(&[("catalogue/connectors/a/connector.yaml", "")]);
    for (unit, name) in [
        (Unit::Connector, "a"),
        (Unit::Connector, "Acme MDM"),
        (Unit::Connector, "../etc"),
        (Unit::Rule, "no-area"),
        (Unit::Operator, "sounds-like"),
    ] {
        assert!(new::scaffold(&tree, unit, name).is_err(), "{name}");
    }
}

#[test]
fn what_is_scaffolded_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let scaffold = new::scaffold(&Tree::default(), Unit::Connector, "acme").unwrap();
    new::write(folder.path(), &scaffold).unwrap();
    let tree = Tree::read(folder.path()).unwrap();
    assert_eq!(tidy::catalogue::check(&tree), []);
    assert!(
        new::scaffold(&tree, Unit::Connector, "acme").is_err(),
        "it is taken now"
    );
}
