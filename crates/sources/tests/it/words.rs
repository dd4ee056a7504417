//! Connectors and sources that say something wrong are answered with what works.

use sources::{read_connector, read_source};

use crate::support::vocabulary;

#[test]
fn a_connector_with_wrong_words_names_the_nearest_right_ones() {
    let wrong = "
connector: x
title: X
scopes:
  hosts:
    format: json
    matches: .a | lenght
    emits:
      - kind: divice
        key: .id
      - kind: device
        key: .id
        fields: {disk encrypton: .x, status: {from: .s, values: {a: activ}}}
        claims: {serial: .s}
        links: {usr: {by: {email: .e}}}
";
    let problems = read_connector(wrong, "x.yaml", &vocabulary()).unwrap_err();
    let told: Vec<String> = problems
        .0
        .iter()
        .map(|p| format!("{}: {}; {}", p.place, p.says, p.advice.join("")))
        .collect();
    assert_eq!(
        told,
        [
            "x.yaml:7: `lenght` is not defined, at character 6 of `.a | lenght`; ",
            "x.yaml:9: there is no kind `divice`; did you mean `device`?",
            "x.yaml:13: device has no field `disk encrypton`; did you mean `disk encryption`?",
            "x.yaml:13: `activ` is no value of `status`; did you mean `active`?",
            "x.yaml:14: device has no identifier `serial`; did you mean `serial number`?",
            "x.yaml:15: device has no link `usr`; did you mean `user`?",
        ]
    );
}

#[test]
fn a_connector_that_is_not_one_is_refused_with_its_place() {
    for (text, says) in [
        (
            "connector: x\ntitle: X\nscope: {}\n",
            "unknown field `scope`",
        ),
        ("connector: x\ntitle: [\n", "title: invalid type"),
        (
            "connector: x\ntitle: X\nscopes: {}\n",
            "the connector has no scope",
        ),
    ] {
        let problems = read_connector(text, "x.yaml", &vocabulary()).unwrap_err();
        assert!(problems.to_string().contains(says), "{problems}");
        assert!(problems.0[0].place.line.is_some(), "{problems}");
    }
}

#[test]
fn a_source_file_says_what_is_wrong_with_it() {
    for (text, says) in [
        (
            "connector: jamf\nfiles: a\nsettings: {url: b}\n",
            "s.yaml:3: `settings` is for a source that asks its tool",
        ),
        (
            "connector: jamf\nas of: 2026-01-01\n",
            "`as of` is for files",
        ),
        ("connector: jamf\nfiles: []\n", "`files` names no file"),
        ("connector: jamf\nfiles: \"[\"\n", "s.yaml:2"),
        (
            "connector: jamf\nfiles: a\nas of: soon\n",
            "s.yaml:3: `as of` is `soon`",
        ),
        (
            "connector: jamf\nfiles: a\nfresh for: long\n",
            "s.yaml:3: `fresh for`",
        ),
        (
            "connector: jamf\nfiles: a\nfile: b\n",
            "unknown field `file`",
        ),
    ] {
        let problems = read_source(text, "s.yaml", "s".into()).unwrap_err();
        assert!(problems.to_string().contains(says), "{problems}");
    }
}
