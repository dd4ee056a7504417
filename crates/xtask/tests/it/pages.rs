//! Generated pages hold what the catalogue holds.

use xtask::{docs, tree::Tree};

/// The page of that name, made from these files, holds each of these texts.
fn check(name: &str, files: &[(&str, &str)], texts: &[&str]) {
    let pages = docs::pages(&Tree::of(files)).expect("pages are made");
    let page = &pages[&format!("docs/reference/{name}.md")];
    for text in texts {
        assert!(page.contains(text), "`{text}` is not in\n{page}");
    }
}

#[test]
fn a_kind_is_told_with_its_fields_links_and_words() {
    let kind = "kind: laptop\nplural: laptops\nis a: device\nowner default: [user]\nfields:\n  \
                status: {type: enum, values: [active, lost]}\nlinks:\n  user: {to: person}\n  \
                apps: {to: app, many: true}\nwords:\n  lost: {where: {field: status, is: lost}}\n";
    check(
        "vocabulary",
        &[("catalogue/vocabulary/a.yaml", kind)],
        &[
            "## laptop",
            "A kind of [device](#device).",
            "Fixed by its user unless",
            "| status | enum | active, lost |",
            "| user | [person](#person) | one |",
            "| apps | [app](#app) | many |",
            "| lost | `field: status; is: lost` |",
        ],
    );
}

#[test]
fn a_rule_is_told_with_its_sentence_and_links_to_its_file() {
    let rule = "Rule: A\nId: laptops-are-good\nSeverity: high\nSettings: limit = 5; other = 1\n\
                Expectation:\n  Every laptop\n  must have age at most [limit]\n\
                Fix within: 7 days\n";
    let path = "catalogue/rules/devices/laptops-are-good.rule";
    check(
        "rules",
        &[(path, rule)],
        &[
            "## devices",
            "| [laptops-are-good](../../catalogue/rules/devices/laptops-are-good.rule) | \
         Every laptop must have age at most 5 | high | 7 days |",
        ],
    );
}

#[test]
fn a_connector_is_told_with_what_each_scope_gives() {
    let yaml = "connector: jamf\ntitle: Jamf Pro\nfresh for: 2 days\nscopes:\n  computers:\n    \
                emits:\n    - kind: device\n      fields: {name: .name, status: .status}\n      \
                links: {user: {to: person}}\n";
    check(
        "connectors",
        &[("catalogue/connectors/jamf/connector.yaml", yaml)],
        &[
            "## jamf",
            "Jamf Pro. An answer stays fresh for 2 days.",
            "| `computers` | device | name, status | user |  |",
        ],
    );
}

#[test]
fn a_catalogue_that_cannot_be_read_is_named() {
    let tree = Tree::of(&[("catalogue/vocabulary/a.yaml", "a: [")]);
    let error = format!("{:#}", docs::pages(&tree).unwrap_err());
    assert!(
        error.contains("`catalogue/vocabulary/a.yaml`: is not YAML"),
        "{error}"
    );
}

#[test]
fn a_lint_is_told_with_what_its_own_file_says() {
    let lint = "//! L3: nobody can tell.\n//!\n//! Warning. All is unknown.\n\nfn check() {}\n";
    let helper = "//! What lints need of a sentence.\n";
    check(
        "lints",
        &[
            ("crates/app/src/lint/untold.rs", lint),
            ("crates/app/src/lint/mod.rs", helper),
        ],
        &["## L3: nobody can tell\n\nWarning. All is unknown.\n\nNeeds what was collected.\n"],
    );
}
