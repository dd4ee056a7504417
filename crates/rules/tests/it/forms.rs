//! One tree, three forms: what YAML and the JSON of a form say is the same rule.

use proptest::prelude::*;
use rules::{
    Notation, Parsed, from_form, from_yaml, to_form, to_yaml,
    tree::{Expectation, Rule},
};

use crate::{
    grower::grown,
    support::{RULES, VOCABULARY, rule},
};

fn read_yaml(text: &str) -> Parsed {
    from_yaml(text, "a.yaml", "a", &VOCABULARY)
}

fn read_form(form: &serde_json::Value) -> Parsed {
    from_form(form, "a.json", "a", &VOCABULARY)
}

/// A rule through YAML and through the form, and each text once more.
fn round_trips(rule: &Rule) {
    let id = rule.id.as_str();
    let yaml = to_yaml(rule, &VOCABULARY);
    let parsed = from_yaml(&yaml, "a.yaml", id, &VOCABULARY);
    assert_eq!(parsed.problems.to_string(), "", "{yaml}");
    let read = parsed.rule.unwrap();
    assert_eq!(&read, rule, "{yaml}");
    assert_eq!(to_yaml(&read, &VOCABULARY), yaml);

    let form = to_form(rule, &VOCABULARY);
    // Through its text: that is what a page sends.
    let sent = serde_json::from_str(&form.to_string()).unwrap();
    let parsed = from_form(&sent, "a.json", id, &VOCABULARY);
    assert_eq!(parsed.problems.to_string(), "", "{form:#}");
    let read = parsed.rule.unwrap();
    assert_eq!(&read, rule, "{form:#}");
    assert_eq!(to_form(&read, &VOCABULARY), form);
}

#[test]
fn every_conformance_rule_is_the_same_rule_in_yaml_and_as_a_form() {
    assert_eq!(RULES.len(), 50);
    RULES.iter().for_each(round_trips);
}

/// A whole rule around a sentence.
fn about(expectation: Expectation) -> Rule {
    let text = "Rule: t\nSeverity: low\nExpectation: Every laptop must have firewall on\n";
    Rule {
        expectation,
        ..rule(text)
    }
}

#[test]
fn texts_that_look_like_something_else_stay_texts() {
    let text = r##"# above

# and above
Rule: yes
Rule (de): "12", # sagt man
Id: odd
# between the titles and this
Severity: low; high where name is "3 days ago"; critical where name is one of "today", "no"
Settings: cut off = 2026-01-31; least = 14.10; most = 14.7.1; length = 7 days; tries = 3;
  word = "7 days"; text = "14.7.1"; name = "a: b"
Because: It costs {count}: a # b
References: "quoted" [x]: y; ISO/IEC 27001 A.8.1
Message: one
Steps:
  1. # not a comment
  2. a: "b" \ c
# of the second message
Message (de) where name is "unknown": zwei
Message (fr): trois
Steps (de) where name contains "#": 1. eins
Expectation:
  Every laptop where (name is "today" or name is "null" or not (name is "[x]")) must have name "~"
  and must have operating system version at least [least] and must have last seen within the
  last [length]
Count from: first failed
Enforce: warn; block at "deploy", "ci" where firewall is off
Exceptions: not allowed
Effort: 1 day
Audience: team
When unknown: fail after 14 days
Test "none":
  today 2026-02-03
  given laptop "12": name "none"; name "never"; last seen never; user none; firewall unknown
  given laptop "b": department (name "text"); endpoint agents at least (last seen today)
  given laptop "c": user "unknown"; endpoint agents 3 ()
  given laptop "d": endpoint agents (), (product "in 3 days"; product none)
  given laptop "e"
  expect fail "12"
  expect pass "b"
  expect fail "c", "d"
  expect fail "e"
# at the end
"##;
    let mut rule = rule(text);
    rule.titles[0].text = "\u{1f512}\u{feff} \"'\\".to_owned();
    round_trips(&rule);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: crate::support::cases(512),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_random_sentence_is_the_same_rule_in_all_forms(
        tape in proptest::collection::vec(any::<u16>(), 0..120)
    ) {
        round_trips(&about(grown(tape)));
    }

    #[test]
    fn no_text_makes_the_readers_fall(text in "\\PC{0,80}") {
        let _ = read_yaml(&text);
        let _ = read_yaml(&format!("rule: {text}\nexpect:\n  every: {text}\n"));
        let _ = read_form(&serde_json::json!({"every": text, "must": {"field": text}}));
    }

    #[test]
    fn damaged_yaml_is_told_about_in_its_own_lines_and_never_falls(
        document in 0..50_usize, at in any::<prop::sample::Index>(), damage in 0..DAMAGES.len()
    ) {
        let text = to_yaml(&RULES[document], &VOCABULARY);
        let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
        let start = starts[at.index(starts.len())];
        let end = text[start..].find([' ', '\n']).map_or(text.len(), |length| start + length);
        let changed = format!("{}{}{}", &text[..start], DAMAGES[damage], &text[end..]);
        let parsed = read_yaml(&changed);
        prop_assert_eq!(parsed.rule.is_some(), parsed.problems.0.is_empty());
        if let Some(rule) = &parsed.rule {
            round_trips(rule);
        }
        let lines = changed.lines().count() as u64;
        for problem in &parsed.problems.0 {
            prop_assert!(problem.place.line.is_some_and(|line| line <= lines + 1), "{problem}");
        }
    }

    #[test]
    fn a_damaged_form_is_told_about_and_never_falls(
        document in 0..50_usize, at in any::<prop::sample::Index>(), damage in 0..6_usize
    ) {
        let form = to_form(&RULES[document], &VOCABULARY);
        let mut changed = form.clone();
        let paths = pointers(&form, "");
        let pointer = &paths[at.index(paths.len())];
        *changed.pointer_mut(pointer).unwrap() = match damage {
            0 => serde_json::Value::Null,
            1 => serde_json::json!([]),
            2 => serde_json::json!({}),
            3 => serde_json::json!(-1.5),
            4 => serde_json::json!(["is", {"rules": []}]),
            _ => serde_json::json!("a\nRule: b"),
        };
        let parsed = read_form(&changed);
        prop_assert_eq!(parsed.rule.is_some(), parsed.problems.0.is_empty());
        if let Some(rule) = &parsed.rule {
            round_trips(rule);
        }
    }
}

/// What stands in place of the rest of a word.
const DAMAGES: &[&str] = &[
    "",
    "ü",
    ":",
    "\"",
    "'",
    "[",
    "{",
    "}",
    ",",
    "#",
    "# no",
    "|",
    "- ",
    "\n",
    "\n  ",
    "~",
    "!x y",
    "&a",
    "*a",
    "12",
    "1.50",
    "true",
    "where",
    "…",
    "\t",
    "\nrule: again",
];

/// The places of everything in a JSON value.
fn pointers(value: &serde_json::Value, at: &str) -> Vec<String> {
    let inner: Vec<(String, &serde_json::Value)> = match value {
        serde_json::Value::Array(items) => {
            let items = items.iter().enumerate();
            items
                .map(|(index, item)| (format!("{at}/{index}"), item))
                .collect()
        }
        serde_json::Value::Object(entries) => entries
            .iter()
            .map(|(key, item)| (format!("{at}/{key}"), item))
            .collect(),
        _ => Vec::new(),
    };
    let further = inner.iter().flat_map(|(at, item)| pointers(item, at));
    std::iter::once(at.to_owned()).chain(further).collect()
}

/// What is wrong: place, code, path and the best advice, a line each.
fn told(parsed: &Parsed) -> Vec<String> {
    let problems = parsed.problems.0.iter();
    problems
        .map(|problem| {
            let place = &problem.place;
            let line = place.line.map_or(String::new(), |line| format!("{line} "));
            let path = problem.says.split('`').nth(1).unwrap_or("");
            let advice = problem.advice.first().map_or("", String::as_str);
            format!("{line}{} {path} -> {advice}", problem.code)
        })
        .collect()
}

#[test]
fn all_mistakes_of_a_yaml_rule_are_told_with_line_path_and_offer() {
    let text = "\
rule: Laptops answer
severity: hihg
mesage: x
settings: {patience: 7 days}
expect:
  every: laptop
  where: {all: [{field: last sen, is known: true}, {field: status, is: actve}]}
  must:
    - has: endpoint agent
      where: {field: last seen, is within the last: {setting: patence}}
    - {field: name, ist: a}
    - {is: manged}
    - any: [{is: managed}, {is: company-owned}]
    - {has: vulnerabilites, exactly: 0}
fix within: [7 days, {within: 2 days, where: {fied: name, is: a}}]
message: Hello {lptop.name}
test: {name: a, given: [{kind: laptop, name: b}], expect: {pas: [b]}}
";
    assert_eq!(
        told(&read_yaml(text)),
        [
            "2 E-VALUE severity -> high",
            "3 E-LABEL mesage -> message",
            "7 E-FIELD expect.where.all[0].field -> last seen",
            "7 E-VALUE expect.where.all[1].is -> active",
            "10 E-SETTING expect.must[0].where.is within the last.setting -> patience",
            "11 E-VALUE expect.must[1].ist -> is",
            "12 E-WORD expect.must[2].is -> managed",
            "13 E-SHAPE expect.must[3] -> ",
            "14 E-LINK expect.must[4].has -> vulnerabilities",
            "15 E-SHAPE fix within[1].where.fied -> ",
            "17 E-VALUE test.expect.pas -> pass",
        ]
    );
}

#[test]
fn what_is_no_rule_is_told_about_as_such() {
    for (text, expected) in [
        ("", "1 E-SHAPE "),
        ("- a", "1 E-SHAPE "),
        ("rule: a\n--- b", "1 E-SHAPE "),
        ("rule: [", "2 E-SHAPE "),
        ("rule: a\nrule: b", "1 E-SHAPE "),
        ("rule: !tag a", "1 E-SHAPE rule"),
        ("rule: {a: b}", "1 E-OPEN rule"),
    ] {
        let told = told(&read_yaml(text));
        assert!(
            told.iter().any(|told| told.starts_with(expected)),
            "{text}: {told:?}"
        );
    }
}

#[test]
fn a_name_cannot_smuggle_in_a_condition() {
    let expect = |must: &str| {
        told(&read_yaml(&format!(
            "rule: a\nseverity: low\nexpect: {{every: laptop, must: {must}}}\n"
        )))
    };
    for must in [
        "{field: name is known or name, is: x}",
        "{field: name where x, is: x}",
        "{has: apps where name is known, where: {field: name, is: x}}",
        "{field: last seen, is within the last: 7 days and must be managed}",
        "{is: managed unless is company-owned}",
    ] {
        assert!(!expect(must).is_empty(), "{must}");
    }
    assert_eq!(
        expect("{field: name, is: \"x\\\" and must be managed\"}"),
        [""; 0]
    );
}

#[test]
fn the_mistakes_of_a_form_have_their_place_in_it() {
    let form = serde_json::json!({
        "rule": "a", "severity": "low", "every": "laptop",
        "where": {"combinator": "and", "rules": [
            {"id": "1", "field": "last sen", "operator": "is known", "value": ""},
            {"field": "endpoint agents", "operator": "=", "match": {"mode": "atLeast", "threshold":
                2}, "value": {"combinator": "and", "rules": [
                {"field": "health", "operator": "is", "value": "helthy"}]}},
            {"field": "apps", "operator": "=", "match": {"mode": "many"}, "value": {}},
            {"muted": true, "field": "name", "operator": "is", "value": "x"}
        ]},
        "must": {"field": "firewall", "operator": "is", "value": "maybe"}
    });
    assert_eq!(
        told(&read_form(&form)),
        [
            "E-SHAPE where.rules[2].match -> ",
            "E-SHAPE where.rules[3] -> ",
            "E-FIELD where.rules[0].field -> last seen",
            "E-VALUE where.rules[1].value.rules[0].value -> healthy",
            "E-VALUE must.value -> on",
        ]
    );
}

#[test]
fn a_form_as_an_editor_leaves_it_is_the_rule_it_shows() {
    let form = serde_json::json!({
        "rule": "a", "severity": "low", "every": "laptop",
        "where": {"id": "0", "combinator": "and", "not": false, "rules": []},
        "must": {"combinator": "and", "rules": [
            {"field": "people", "operator": "=", "match": {"mode": "atLeast", "threshold": 0.95},
             "value": {"combinator": "or", "rules": [
                {"field": "name", "operator": "is known", "value": ""}]}}]},
        "unless": {"combinator": "or", "not": true, "rules": [
            {"field": "name", "operator": "is", "value": "x", "valueSource": "value"},
            {"field": "is", "operator": "!=", "value": "company-owned", "meta": {"node": "word"}}]}
    });
    let mut form = form;
    form["every"] = "department".into();
    form["unless"]["rules"][1] = serde_json::json!(
        {"field": "head", "operator": "is known", "value": null});
    let rule = read_form(&form).rule.unwrap();
    assert_eq!(
        rules::print_expectation(&rule.expectation, &VOCABULARY),
        "Every department must have at least 95% of its people where name is known unless not \
         (name is \"x\" or head is known)"
    );
}

#[test]
fn what_people_write_by_hand_is_read_as_they_mean_it() {
    let text = "\
# why: nobody knew
rule: Laptops have a recent system   # in short
severity: high; critical where user's handles customer data is yes
expect: Every laptop must have operating system version at least [least]
settings:
  # the last one
  least: 14.10
fix within: 14 days
Fixed by: user
in: Finance
message: |
  Please update
  your laptop.
steps: [Update, Restart]
test:
  - name: old and new
    given:
      - {kind: laptop, name: new, states: {operating system version: 14.10}}
      - {kind: laptop, name: old, states: {operating system version: \"14.9\"}}
      - {kind: laptop, name: silent, states: {operating system version: unknown}}
    expect: {pass: new, fail: old, unknown: silent}
";
    let sentences = "\
# why: nobody knew
# in short
Rule: Laptops have a recent system
Severity: high; critical where user's handles customer data is yes
Expectation:
  Every laptop must have operating system version at least [least]
Settings: least = 14.10
# the last one
Fix within: 14 days
Fixed by: user
In: \"Finance\"
Message: Please update your laptop.
Steps:
  1. Update
  2. Restart
Test \"old and new\":
  given laptop \"new\": operating system version \"14.10\"
  given laptop \"old\": operating system version \"14.9\"
  given laptop \"silent\": operating system version unknown
  expect pass \"new\"
  expect fail \"old\"
  expect unknown \"silent\"
";
    let parsed = read_yaml(text);
    assert_eq!(parsed.problems.to_string(), "");
    assert_eq!(rules::print(&parsed.rule.unwrap(), &VOCABULARY), sentences);
}

#[test]
fn a_text_is_known_by_its_notation() {
    for notation in [Notation::Sentence, Notation::Yaml, Notation::Form] {
        for rule in RULES.iter() {
            let text = notation.print(rule, &VOCABULARY);
            assert_eq!(Notation::of_text(&text), notation, "{text}");
            let parsed = notation.parse(&text, "a", "a", &VOCABULARY);
            assert_eq!(parsed.rule.as_ref(), Some(rule), "{}", parsed.problems);
        }
    }
    assert_eq!(Notation::of_file("rules/a.yaml"), Some(Notation::Yaml));
    assert_eq!(Notation::of_file("rules.txt"), None);
    let broken = Notation::Form.parse("{\n  \"rule\": }", "a.json", "a", &VOCABULARY);
    assert_eq!(broken.problems.0[0].place.line, Some(2));
}

#[test]
fn a_sentence_alone_is_the_same_in_every_notation() {
    for rule in RULES.iter().filter(|rule| rule.settings.is_empty()) {
        for notation in [Notation::Sentence, Notation::Yaml, Notation::Form] {
            let text = notation.print_sentence(&rule.expectation, &VOCABULARY);
            assert!(notation.is_bare(&text), "{text}");
            assert_eq!(Notation::of_text(&text), notation, "{text}");
            let read = notation.parse_sentence(&text, "a", &VOCABULARY);
            assert_eq!(read.as_ref(), Ok(&rule.expectation), "{text}");
            assert!(!notation.is_bare(&notation.print(rule, &VOCABULARY)));
        }
    }
    let wrong = Notation::Yaml.parse_sentence("expect: {every: laptop}", "a", &VOCABULARY);
    let problems = wrong.unwrap_err();
    assert_eq!(problems.0.len(), 1, "{problems}");
    assert_eq!(problems.0[0].code, "E-OPEN");
}
