//! Every check fails where it should, and only there.

use xtask::{
    tidy::{Complaint, arrows, catalogue, fresh, leftovers, paths, purity, size, versions, words},
    tree::Tree,
};

/// What a check says of a made-up tree, one line each.
fn says(check: fn(&Tree) -> Vec<Complaint>, files: &[(&str, &str)]) -> Vec<String> {
    check(&Tree::of(files))
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// A check has exactly one complaint, and it holds these words.
fn complains(check: fn(&Tree) -> Vec<Complaint>, files: &[(&str, &str)], words: &[&str]) {
    let said = says(check, files);
    assert_eq!(said.len(), 1, "{files:?}: {said:#?}");
    for word in words {
        assert!(said[0].contains(word), "`{word}` is not in `{}`", said[0]);
    }
}

fn content(check: fn(&Tree) -> Vec<Complaint>, files: &[(&str, &str)]) {
    assert_eq!(says(check, files), Vec::<String>::new(), "{files:?}");
}

#[test]
fn a_wrong_arrow_is_named_with_both_its_ends() {
    let manifest = "[dependencies]\nmodel.workspace = true\njudge = { path = \"../judge\" }\n";
    let files = [("crates/ledger/Cargo.toml", manifest)];
    complains(
        arrows::check,
        &files,
        &["`ledger` must not use `judge`", "it may use `model`"],
    );
    let files = [(
        "crates/model/Cargo.toml",
        "[dependencies]\nledger.workspace = true\n",
    )];
    complains(
        arrows::check,
        &files,
        &["`model` must not use `ledger`", "nothing of ours"],
    );
}

#[test]
fn a_right_arrow_and_the_sample_organisation_in_tests_are_fine() {
    let manifest = "[dependencies]\nmodel.workspace = true\nserde = \"1\"\n\
                    [dev-dependencies]\ntestkit.workspace = true\n";
    content(arrows::check, &[("crates/ledger/Cargo.toml", manifest)]);
    let files = [(
        "crates/ledger/Cargo.toml",
        "[dependencies]\ntestkit.workspace = true\n",
    )];
    complains(arrows::check, &files, &["`ledger` must not use `testkit`"]);
}

#[test]
fn tests_follow_the_arrows_too() {
    let files = [(
        "crates/rules/Cargo.toml",
        "[dev-dependencies]\njudge.workspace = true\n",
    )];
    complains(arrows::check, &files, &["`rules` must not use `judge`"]);
}

#[test]
fn a_crate_without_a_row_and_a_broken_manifest_are_told() {
    complains(
        arrows::check,
        &[("crates/new/Cargo.toml", "")],
        &["`new` has no row"],
    );
    complains(
        arrows::check,
        &[("crates/model/Cargo.toml", "[")],
        &["cannot be read"],
    );
    complains(
        arrows::check,
        &[("crates/model/src/lib.rs", "")],
        &["without a manifest"],
    );
}

#[test]
fn a_library_behind_a_wall_stays_there() {
    let sql = "[dependencies]\nsqlx.workspace = true\n";
    complains(
        arrows::check,
        &[("crates/app/Cargo.toml", sql)],
        &["`sqlx`", "only `store` may"],
    );
    content(arrows::check, &[("crates/store/Cargo.toml", sql)]);
}

#[test]
fn two_versions_of_arrow_are_one_too_many() {
    let lock = |second: &str| {
        format!(
            "[[package]]\nname = \"arrow-array\"\nversion = \"59.3.0\"\n\
             [[package]]\nname = \"arrow-array\"\nversion = \"{second}\"\n\
             [[package]]\nname = \"syn\"\nversion = \"1.0.0\"\n\
             [[package]]\nname = \"syn\"\nversion = \"2.0.0\"\n"
        )
    };
    let two = lock("58.0.0");
    complains(
        versions::check,
        &[("Cargo.lock", &two)],
        &["`arrow-array`", "58.0.0, 59.3.0"],
    );
    content(versions::check, &[("Cargo.lock", &lock("59.3.0"))]);
    complains(versions::check, &[], &["is missing"]);
}

#[test]
fn a_stage_that_reads_the_world_is_told_what_to_do_instead() {
    for (source, name) in [
        ("fn a() { std::fs::read(x); }", "`std::fs`"),
        (
            "use std::{collections::{BTreeMap, BTreeSet}, fs};",
            "`std::fs`",
        ),
        ("use std::{\n    env,\n    fmt,\n};", "`std::env`"),
        (
            "fn a() { let now = jiff::Timestamp::now(); }",
            "`Timestamp::now`",
        ),
        ("use std::time::SystemTime;", "`SystemTime`"),
        ("use std::net::TcpStream;", "`TcpStream`"),
    ] {
        complains(
            purity::check,
            &[("crates/judge/src/a.rs", source)],
            &[name, "a.rs:1"],
        );
    }
}

#[test]
fn what_a_comment_a_message_or_a_test_says_is_not_done() {
    for source in [
        "//! No std::fs here.\nfn a() { say(\"std::fs\") }",
        "use std::{fmt, collections::BTreeMap};",
        "use std::net::IpAddr;",
        "fn my_std::fsx() {}",
        "fn a() {}\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n",
    ] {
        content(purity::check, &[("crates/judge/src/a.rs", source)]);
    }
    content(purity::check, &[("crates/io/src/a.rs", "use std::fs;")]);
    content(
        purity::check,
        &[("crates/judge/tests/it/main.rs", "use std::fs;")],
    );
}

#[test]
fn long_lines_functions_and_files_are_told() {
    let path = "crates/io/src/a.rs";
    let line = format!("// {}", "x".repeat(98));
    complains(
        size::check,
        &[(path, &line)],
        &["a.rs:1", "101 columns, at most 100"],
    );
    content(size::check, &[(path, &line[..100])]);
    let function = |lines: usize| format!("fn long() {{\n{}}}\n", "    a();\n".repeat(lines - 2));
    complains(
        size::check,
        &[(path, &function(71))],
        &["function `long` has 71 lines"],
    );
    content(size::check, &[(path, &function(70))]);
    let table = "crates/io/tests/it/main.rs";
    content(size::check, &[(table, &function(140))]);
    complains(size::check, &[(table, &function(141))], &["at most 140"]);
    let file = |lines: usize| "a!{}\n".repeat(lines);
    complains(
        size::check,
        &[(path, &file(801))],
        &["801 lines, at most 800"],
    );
    content(size::check, &[(path, &file(800))]);
    assert_eq!(size::long_files(&Tree::of(&[(path, &file(501))])).len(), 1);
    assert_eq!(size::long_files(&Tree::of(&[(path, &file(500))])).len(), 0);
}

#[test]
fn a_brace_in_a_string_does_not_end_a_function() {
    let lines = "    a(\"}\");\n".repeat(70);
    let source = format!("fn long() {{\n{lines}}}\n");
    complains(
        size::check,
        &[("a.rs", &source)],
        &["function `long` has 72 lines"],
    );
    content(
        size::check,
        &[(
            "a.rs",
            &format!("type F = fn (u8);\n{}", "x();\n".repeat(80)),
        )],
    );
}

#[test]
fn what_is_put_off_is_told() {
    let promise = ["TO", "DO"].concat();
    for (path, text) in [
        ("src/lib.rs", format!("// {promise}: later")),
        ("README.md", format!("{promise}: later")),
        ("src/lib.rs", "fn a() { todo!() }".to_owned()),
        ("src/lib.rs", "#[ignore = \"slow\"]\nfn a() {}".to_owned()),
        ("src/lib.rs", "#[allow(dead_code)]\nfn a() {}".to_owned()),
        ("src/lib.rs", "fn a() { std::thread::sleep(d) }".to_owned()),
        ("a.rs.orig", String::new()),
        ("crates/a/src/unused.rs", String::new()),
    ] {
        complains(leftovers::check, &[(path, &text)], &[path]);
    }
}

#[test]
fn what_only_looks_put_off_is_fine() {
    content(
        leftovers::check,
        &[
            (
                "src/lib.rs",
                "//! No todo! here.\nfn a() { say(\"#[ignore]\"); my_todo!() }",
            ),
            ("crates/a/src/lib.rs", "mod used;\nmod deep;"),
            ("crates/a/src/used.rs", ""),
            ("crates/a/src/deep/mod.rs", ""),
            ("crates/a/tests/it/main.rs", ""),
        ],
    );
}

#[test]
fn a_word_that_says_two_things_gets_a_better_one() {
    for (path, text) in [
        ("README.md", "All users are told."),
        ("docs/guide/a.md", "An alert is sent."),
        (
            "catalogue/rules/devices/a.rule",
            "Because: It is a Violation.",
        ),
        (
            "crates/people/src/a.rs",
            "fn a() { say(\"ask for a waiver\") }",
        ),
    ] {
        complains(words::check, &[(path, text)], &[path, "say "]);
    }
}

#[test]
fn names_of_other_things_keep_their_words() {
    content(
        words::check,
        &[
            ("VOCABULARY.md", "avoid: users, alerts"),
            (
                "docs/a.md",
                "`GET /users` and\n```\nalert: 1\n```\nand the user of a laptop, alertness",
            ),
            ("crates/people/src/a.rs", "// users\nfn alert() {}"),
            ("crates/sources/src/a.rs", "fn a() { get(\"users\") }"),
            ("catalogue/connectors/a/README.md", "Okta's users."),
        ],
    );
}

#[test]
fn a_path_that_does_not_exist_is_told_in_backticks_and_in_links() {
    for text in [
        "See `crates/gone/src/lib.rs`.",
        "See `GONE.md`.",
        "See [it](docs/gone.md#a).",
    ] {
        complains(
            paths::check,
            &[("README.md", text)],
            &["README.md:1", "does not exist"],
        );
    }
    complains(
        paths::check,
        &[("docs/a/b.md", "[up](../c.md)")],
        &["links to `../c.md`"],
    );
}

#[test]
fn a_path_that_exists_or_lies_elsewhere_is_fine() {
    let text = "`crates/a/`, `crates/<name>/x`, `crates/*/Cargo.toml`, `docs/NAME.md`,\n\
                `sources/jamf.yaml`, `rules/adopted.yaml`, [a](docs/a.md#b),\n\
                [w](https://w.org/x), [here](#there)\n```\n`crates/gone`\n```\n";
    content(
        paths::check,
        &[
            ("README.md", text),
            ("docs/a.md", "[up](../README.md) [b](b/c.md)"),
            ("docs/b/c.md", "[up](../a.md)"),
            ("crates/a/Cargo.toml", ""),
        ],
    );
}

#[test]
fn a_rule_is_named_by_its_id() {
    let rule = "catalogue/rules/devices/laptops-are-good.rule";
    content(
        catalogue::check,
        &[(rule, "Rule: A\nId: laptops-are-good\n")],
    );
    complains(
        catalogue::check,
        &[(rule, "Id: laptops-are-bad\n")],
        &["`laptops-are-bad.rule`"],
    );
    complains(
        catalogue::check,
        &[(rule, "Rule: A\n")],
        &["`Id: laptops-are-good`"],
    );
    let twice = [
        (rule, "Id: laptops-are-good"),
        (
            "catalogue/rules/x/laptops-are-good.rule",
            "Id: laptops-are-good",
        ),
    ];
    complains(catalogue::check, &twice, &["has the same id"]);
}

#[test]
fn a_connector_has_its_description_its_page_and_a_recorded_answer() {
    let whole = [
        ("catalogue/connectors/a/connector.yaml", "connector: a\n"),
        ("catalogue/connectors/a/README.md", "# a\n"),
        ("catalogue/connectors/a/recorded/a.json", "{}"),
    ];
    content(catalogue::check, &whole);
    complains(catalogue::check, &whole[1..], &["no `connector.yaml`"]);
    complains(catalogue::check, &[whole[0], whole[2]], &["no `README.md`"]);
    complains(catalogue::check, &whole[..2], &["no recorded answer"]);
    let other = ("catalogue/connectors/a/connector.yaml", "connector: b\n");
    complains(
        catalogue::check,
        &[other, whole[1], whole[2]],
        &["calls itself `b`"],
    );
}

#[test]
fn a_vocabulary_that_cannot_be_read_is_told() {
    complains(
        catalogue::check,
        &[("catalogue/vocabulary/a.yaml", "a: [")],
        &["is not YAML"],
    );
    let nameless = [("catalogue/vocabulary/a.yaml", "plural: as\n")];
    complains(
        catalogue::check,
        &nameless,
        &["1 of its documents have no `kind:`"],
    );
}

#[test]
fn a_stale_page_is_told_and_a_fresh_one_is_not() {
    let source = (
        "catalogue/vocabulary/a.yaml",
        "kind: laptop\nplural: laptops\n",
    );
    let pages = xtask::docs::pages(&Tree::of(&[source])).unwrap();
    let mut files = vec![source];
    files.extend(
        pages
            .iter()
            .map(|(path, page)| (path.as_str(), page.as_str())),
    );
    content(fresh::check, &files);
    files[0].1 = "kind: phone\nplural: phones\n";
    complains(
        fresh::check,
        &files,
        &["docs/reference/vocabulary.md", "cargo xtask docs"],
    );
}
