//! Policies of Fleet become skeletons of rules: read, marked, and never publishable as they are.

use rules::{from_fleet, parse, print, publishable};

use crate::support::VOCABULARY;

const DOCUMENTS: &str = r#"---
apiVersion: v1
kind: policy
spec:
  name: Disk encryption is on
  query: |
    SELECT 1 FROM invented_encryption
    WHERE state = 1;
  description: A lost laptop must not give away what is on it.
  resolution: |
    1. Open System Settings.
    2. Turn on ${TOOL}.
  platform: darwin
  critical: true
---
apiVersion: v1
kind: config
spec:
  host_settings: {}
---
apiVersion: v1
kind: policy
spec:
  name: Guests cannot sign in
  query: SELECT 1 FROM invented_guests;
  platform: darwin,windows
"#;

const LIST: &str = r#"
name: Workstations
policies:
  - name: Updates are installed
    query: SELECT 1;
    resolution: Install the updates.
  - path: ./lib/more.policies.yml
  - query: SELECT 2;
  - name: Updates are installed
    query: SELECT 3;
    platform: linux
"#;

#[test]
fn documents_of_fleetctl_become_skeletons() {
    let (rules, problems) = from_fleet(DOCUMENTS, "fleet.yml", &VOCABULARY);
    assert!(problems.0.is_empty(), "{problems}");
    let printed: Vec<String> = rules.iter().map(|rule| print(rule, &VOCABULARY)).collect();
    insta::assert_snapshot!(printed.join("---\n"), @r#"
    # Skeleton of a Fleet policy: check the sentence, then add a message, a deadline and tests.
    # Query: SELECT 1 FROM invented_encryption
    # Query: WHERE state = 1;
    Rule: Disk encryption is on
    Id: disk-encryption-is-on
    Severity: critical
    Because: A lost laptop must not give away what is on it.
    Expectation:
      Every laptop where operating system is "macOS" must have disk encryption on
    Steps:
      1. Open System Settings.
      2. Turn on $(TOOL).
    ---
    # Skeleton of a Fleet policy: check the sentence, then add a message, a deadline and tests.
    # Query: SELECT 1 FROM invented_guests;
    Rule: Guests cannot sign in
    Id: guests-cannot-sign-in
    Severity: medium
    Expectation:
      Every laptop where operating system is one of "macOS", "Windows" should have name known
    "#);
}

#[test]
fn a_list_below_policies_is_read_and_what_is_left_out_is_told() {
    let (rules, problems) = from_fleet(LIST, "team.yml", &VOCABULARY);
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, ["updates-are-installed", "updates-are-installed-2"]);
    let says: Vec<&str> = problems
        .0
        .iter()
        .map(|problem| problem.says.as_str())
        .collect();
    assert_eq!(
        says,
        [
            "policy 2 stands in another file, `./lib/more.policies.yml`",
            "policy 3 has no name",
        ]
    );
}

#[test]
fn a_list_alone_is_the_same_as_below_policies() {
    let alone = "- name: Updates are installed\n  query: SELECT 1;\n";
    let (rules, problems) = from_fleet(alone, "list.yml", &VOCABULARY);
    assert!(problems.0.is_empty() && rules.len() == 1, "{problems}");
}

#[test]
fn every_skeleton_can_be_read_and_none_can_be_published() {
    for text in [DOCUMENTS, LIST] {
        for rule in from_fleet(text, "fleet.yml", &VOCABULARY).0 {
            let printed = print(&rule, &VOCABULARY);
            let read = parse(&printed, "a.rule", "a", &VOCABULARY);
            assert_eq!(read.rule.as_ref(), Some(&rule), "{}", read.problems);
            assert!(!publishable(&rule).0.is_empty());
            assert!(
                printed.starts_with("# Skeleton of a Fleet policy"),
                "{printed}"
            );
        }
    }
}

#[test]
fn a_text_without_a_policy_is_refused() {
    let (rules, problems) = from_fleet("kind: config\n", "fleet.yml", &VOCABULARY);
    assert!(rules.is_empty());
    assert_eq!(problems.0[0].code, "import-empty");
}
