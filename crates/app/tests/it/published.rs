//! What stays in force when files, words and the shipped catalogue change.

use std::collections::BTreeMap;

use app::{
    govern::{Change, Decided, History, published},
    workspace::{Texts, Workspace},
};
use jiff::Timestamp;
use model::RuleId;

const WORDS: &str = "kind: account\nplural: accounts\nfields:\n  name: {type: text}\n  \
                     last sign-in: {type: event}\nwords:\n  \
                     stale: {where: {field: last sign-in, is more than … ago: 90 days}}\n";
const SHIPPED: &str = "Rule: Stale accounts are closed\nSeverity: low\nActivity: \"Access\"\n\
                       Expectation: Every stale account must have name \"closed\"\n";
const OWN: &str = "Rule: Accounts have a name\nSeverity: low\nActivity: \"Access\"\n\
                   Expectation: Every account must have name \"x\"\n";

fn texts(all: &[(&str, &str)]) -> Texts {
    let own = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    all.iter().map(own).collect()
}

fn files() -> Texts {
    texts(&[
        (
            "allhands.toml",
            "organisation = \"W\"\nrules = \"published\"\n",
        ),
        ("rules/adopted.yaml", "adopted: [{rule: stale}]\n"),
        ("rules/named.rule", OWN),
    ])
}

fn catalogue(words: &str, rule: &str) -> Texts {
    texts(&[("vocabulary/a.yaml", words), ("rules/a/stale.rule", rule)])
}

/// What is noted of a workspace when governance begins.
fn decided(workspace: &Workspace) -> Decided {
    let write = published::beginning(workspace, Timestamp::UNIX_EPOCH);
    Decided {
        history: History::replay(&write.entries).unwrap(),
        entries: write.entries,
        texts: write
            .texts
            .into_iter()
            .map(|text| (text.digest.clone(), text))
            .collect(),
    }
}

/// The versions in force, by rule.
fn versions(workspace: &Workspace) -> BTreeMap<RuleId, String> {
    let rules = workspace.rules_in_force();
    let version = |rule: &rules::tree::Rule| rules::version(rule, &workspace.vocabulary);
    rules
        .iter()
        .map(|rule| (rule.id.clone(), version(rule)))
        .collect()
}

/// The workspace as it was, and as it is with other files, all governed.
fn then_and_now(files_now: &Texts, catalogue_now: &Texts) -> (Workspace, Workspace) {
    let before = Workspace::read(&files(), &catalogue(WORDS, SHIPPED)).unwrap();
    assert_eq!(before.problems, []);
    let decided = decided(&before);
    let after = Workspace::read(files_now, catalogue_now)
        .unwrap()
        .governed(decided);
    assert_eq!(versions(&before).len(), 2);
    (before, after)
}

fn drafts(workspace: &Workspace) -> Vec<(&str, Change)> {
    let drafts = workspace.drafts.iter();
    drafts
        .map(|draft| (draft.loaded.rule.id.as_str(), draft.change))
        .collect()
}

#[test]
fn what_governance_finds_stays_in_force_as_it_is() {
    let (before, after) = then_and_now(&files(), &catalogue(WORDS, SHIPPED));
    assert_eq!(versions(&after), versions(&before));
    assert_eq!((drafts(&after), after.files_gone.len()), (vec![], 0));
    assert!(after.standing.values().all(|it| it.held_back().is_none()));
}

#[test]
fn an_upgrade_brings_a_draft_and_changes_nothing() {
    let newer = SHIPPED.replace("\"closed\"", "\"gone\"");
    let (before, after) = then_and_now(&files(), &catalogue(WORDS, &newer));
    assert_eq!(versions(&after), versions(&before));
    assert_eq!(drafts(&after), [("stale", Change::Changed)]);
}

#[test]
fn a_changed_word_is_a_draft_of_every_rule_that_uses_it() {
    let (before, after) = then_and_now(&files(), &catalogue(&WORDS.replace("90", "30"), SHIPPED));
    assert_eq!(versions(&after), versions(&before));
    assert_eq!(drafts(&after), [("stale", Change::Changed)]);
}

#[test]
fn new_deleted_and_unreadable_files_change_nothing() {
    let mut now = files();
    now.remove("rules/named.rule");
    now.insert("rules/another.rule".to_owned(), OWN.to_owned());
    let (before, after) = then_and_now(&now, &catalogue(WORDS, SHIPPED));
    assert_eq!(versions(&after), versions(&before));
    assert_eq!(drafts(&after), [("another", Change::New)]);
    assert!(after.files_gone.contains("named"));

    let mut broken = files();
    broken.insert("rules/named.rule".to_owned(), "Rule: broken\n".to_owned());
    let (before, after) = then_and_now(&broken, &catalogue(WORDS, SHIPPED));
    assert_eq!(versions(&after), versions(&before));
    assert_eq!((drafts(&after), after.files_gone.len()), (vec![], 0));
    assert!(!after.problems.is_empty());
}

#[test]
fn a_text_that_was_changed_after_signing_is_not_in_force() {
    let before = Workspace::read(&files(), &catalogue(WORDS, SHIPPED)).unwrap();
    let mut decided = decided(&before);
    for text in decided.texts.values_mut() {
        text.text = text.text.replace("\"x\"", "\"y\"");
    }
    let after = Workspace::read(&files(), &catalogue(WORDS, SHIPPED))
        .unwrap()
        .governed(decided);
    assert_eq!(versions(&after).len(), 1);
    assert!(after.set_aside.contains("named"), "its findings wait");
    assert_eq!(after.problems[0].code, "published-damaged");
}

#[test]
fn where_rules_are_files_an_adopted_version_is_the_one_that_is_read() {
    let mut files = files();
    let settings = "organisation = \"W\"\n".to_owned();
    files.insert("allhands.toml".to_owned(), settings);
    let read = |files: &Texts| Workspace::read(files, &catalogue(WORDS, SHIPPED)).unwrap();
    let version = versions(&read(&files))["stale"].clone();
    for (pinned, in_force) in [(version.as_str(), true), ("0000000000000000", false)] {
        let adopted = format!("adopted: [{{rule: stale, version: \"{pinned}\"}}]\n");
        files.insert("rules/adopted.yaml".to_owned(), adopted);
        let workspace = read(&files);
        assert_eq!(
            versions(&workspace).contains_key("stale"),
            in_force,
            "{pinned}"
        );
        assert_eq!(workspace.set_aside.contains("stale"), !in_force, "{pinned}");
    }
}
