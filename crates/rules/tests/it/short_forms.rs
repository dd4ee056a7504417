//! The short form of a tightening: the baseline's sentence with another value.

use model::Problem;
use rules::{
    Baselines, Notation, Parsed, parse_with, print, print_expectation,
    tree::{LengthValue, Rule},
};

use crate::support::{RULES, VOCABULARY};

const SHORT: &str = "\
Rule: Finance laptops report daily
Id: finance-daily
In: \"Finance\"
Tightens: laptop-agent
Settings: max silence = 1 day
";

/// The conformance rules, and one that uses settings everywhere they may stand.
fn baselines() -> Baselines {
    let wide = "Rule: Laptops are kept up to date
Id: laptop-updates
Severity: medium; high where screen lock minutes is more than [most minutes]
Settings: most minutes = 10; window = 30 days; pause = 2 days; version = 14.10
Expectation:
  Every laptop where status is \"active\" must have screen lock minutes at most [most minutes] \
  and must have operating system version at least [version]
Fix within: [window]; 7 days where operating system version is less than [version]
Wait: [pause]
Activity: \"Endpoint protection\"
Fixed by: user
Message (en): Please update {laptop.name} by {due date}.
Steps:
  1. Update {laptop.name}.
Exceptions: allowed up to 30 days
";
    let wide = crate::support::rule(wide);
    let all = RULES.iter().cloned().chain([wide]);
    all.map(|rule| (rule.id.clone(), rule)).collect()
}

fn read(text: &str) -> Parsed {
    let notation = Notation::of_text(text);
    notation.parse_with(text, "a.rule", "a", &VOCABULARY, &baselines())
}

fn rule(text: &str) -> Rule {
    let parsed = read(text);
    parsed
        .rule
        .unwrap_or_else(|| panic!("{}\n{text}", parsed.problems))
}

/// The demand of a rule with its values.
fn demand(rule: &Rule) -> String {
    rules::print_condition(&rule.expectation.parts[0], "laptop", &VOCABULARY)
}

fn problems(text: &str) -> Vec<Problem> {
    read(text).problems.0
}

#[test]
fn it_says_the_sentence_of_its_baseline_with_its_own_value() {
    let short = rule(SHORT);
    let words = print_expectation(&short.expectation, &VOCABULARY);
    let baseline = &baselines()["laptop-agent"];
    assert_eq!(words, print_expectation(&baseline.expectation, &VOCABULARY));
    assert_ne!(
        short.expectation, baseline.expectation,
        "another value stands behind the name"
    );
    let looked = demand(&short);
    assert!(looked.contains("within the last 1 day"), "{looked}");
}

#[test]
fn what_it_leaves_out_is_the_baselines_and_what_it_says_is_its_own() {
    let text = "Rule: Faster in the Lab\nIn: \"Lab\"\nTightens: laptop-updates\n\
                Settings: window = 5 days\nFix within: [window]\nActivity: \"Lab safety\"\n";
    let (short, baseline) = (rule(text), &baselines()["laptop-updates"]);
    let five = LengthValue {
        length: "5 days".parse().unwrap(),
        setting: Some("window".to_owned()),
    };
    assert_eq!(short.fix_within.len(), 1);
    assert_eq!(short.fix_within[0].value, five);
    assert_eq!(short.activity.as_deref(), Some("Lab safety"));
    assert_eq!(short.title, "Faster in the Lab");
    assert_eq!(short.severity, baseline.severity);
    assert_eq!(short.wait, baseline.wait);
    assert_eq!(short.messages, baseline.messages);
    assert_eq!(short.steps, baseline.steps);
    assert_eq!(short.fixed_by, baseline.fixed_by);
    assert_eq!(short.exceptions, baseline.exceptions);
    assert!(
        short.tests.is_empty(),
        "examples of another value prove nothing here"
    );
}

#[test]
fn a_setting_it_leaves_out_keeps_its_value_and_one_it_names_changes_wherever_it_stands() {
    let text = "Rule: A shorter lock\nTightens: laptop-updates\nSettings: most minutes = 5\n";
    let short = rule(text);
    let words = rules::print_condition(
        short.severity[1].condition.as_ref().unwrap(),
        "laptop",
        &VOCABULARY,
    );
    assert_eq!(words, "screen lock minutes is more than 5");
    assert_eq!(short.fix_within[0].value.length.to_string(), "30 days");
}

#[test]
fn it_stays_short_in_all_three_notations() {
    let other = "Rule: Both\nIn: \"Lab\"\nTightens: laptop-updates\nSeverity: critical\n\
                 Settings: version = 15.0; most minutes = 5\n# soon\nFix within: 7 days\n";
    for text in [
        SHORT,
        other,
        "Rule: Only faster\nTightens: laptop-updates\nFix within: 2 days\n",
    ] {
        let short = rule(text);
        for notation in [Notation::Sentence, Notation::Yaml, Notation::Form] {
            let printed = notation.print(&short, &VOCABULARY);
            assert!(!printed.to_lowercase().contains("expect"), "{printed}");
            assert_eq!(Notation::of_text(&printed), notation, "{printed}");
            let parsed = notation.parse_with(&printed, "a.rule", "a", &VOCABULARY, &baselines());
            assert_eq!(
                parsed.rule.as_ref(),
                Some(&short),
                "{printed}\n{}",
                parsed.problems
            );
        }
    }
    assert_eq!(print(&rule(SHORT), &VOCABULARY), SHORT);
}

#[test]
fn its_own_labels_and_examples_speak_of_the_baselines_kind() {
    let text = format!(
        "{SHORT}Message (en): {{laptop.name}} was silent for a day, {{user.first name}}.\n\
         Fix within: 1 day; 2 hours where status is \"active\"\nTest \"daily\":\n  \
         given laptop \"x\": company-owned; status \"active\"; \
         endpoint agents (last seen 2 days ago)\n  expect fail \"x\"\n"
    );
    assert_eq!(rule(&text).tests.len(), 1);
    let wrong = text.replace("{laptop.name}", "{laptop.nome}");
    assert_eq!(problems(&wrong)[0].code, "E-PLACEHOLDER");
}

#[test]
fn a_tightening_may_take_from_a_short_tightening() {
    let mut all = baselines();
    let finance = rule(SHORT);
    all.insert(finance.id.clone(), finance);
    let text = "Rule: Treasury\nIn: \"Treasury\"\nTightens: finance-daily\n\
                Settings: max silence = 4 hours\n";
    let treasury = parse_with(text, "t.rule", "treasury", &VOCABULARY, &all)
        .rule
        .unwrap();
    let full = print(
        &Rule {
            inherits: None,
            ..treasury
        },
        &VOCABULARY,
    );
    assert!(
        full.contains("[max silence]") && full.contains("max silence = 4 hours"),
        "{full}"
    );
}

#[test]
fn without_its_baseline_it_waits_for_it() {
    let alone = rules::parse(SHORT, "a.rule", "a", &VOCABULARY);
    assert_eq!(alone.waits_for, Some("laptop-agent".into()));
    let problem = &alone.problems.0[0];
    assert_eq!(
        (problem.code.as_str(), problem.place.line),
        ("E-TIGHTEN", Some(4))
    );
    let misspelt = problems(&SHORT.replace("laptop-agent", "laptop-agnet"));
    assert_eq!(misspelt.len(), 1);
    assert_eq!(misspelt[0].advice, ["laptop-agent"]);
}

#[test]
fn a_setting_that_is_not_there_or_of_another_sort_is_told_with_what_works() {
    let wrong = |settings: &str| {
        let text = SHORT.replace("max silence = 1 day", settings);
        let found = problems(&text);
        assert_eq!(found.len(), 1, "{found:?}");
        let line = found[0].place.line;
        (found[0].code.clone(), line, found[0].advice.join("; "))
    };
    let told = |hint: &str| ("E-SETTING".to_owned(), Some(5), hint.to_owned());
    assert_eq!(wrong("max silance = 1 day"), told("max silence"));
    assert_eq!(wrong("window = 1 day"), told("it has: max silence"));
    assert_eq!(wrong("max silence = 1"), told("max silence = 7 days"));
}
