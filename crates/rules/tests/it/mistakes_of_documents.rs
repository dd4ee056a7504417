//! What people are told of a document: labels, settings, placeholders, examples.

use crate::support::{marked, problems, with};

/// A line that is wrong, the code, and how the message starts.
const LINES: &[(&str, &str, &str)] = &[
    (
        "Fix witin: 7 days",
        "E-LABEL",
        "`Fix witin` is not a label of a rule",
    ),
    (
        "Wait: 1 day\nWait: 2 days",
        "E-LABEL",
        "`Wait` stands here a second time",
    ),
    ("Wait:", "E-OPEN", "`Wait` is empty"),
    (
        "Wait (de): 1 day",
        "E-LABEL",
        "nothing stands between `Wait` and its colon",
    ),
    (
        "no label at all",
        "E-LABEL",
        "`no label at all` has no colon behind its label",
    ),
    ("Id: Not A Slug", "E-VALUE", "`Not A Slug` is not an id"),
    (
        "Audience: everybody",
        "E-VALUE",
        "`everybody` is not an audience",
    ),
    (
        "When unknown: pass",
        "E-VALUE",
        "an unknown can be `report`, `fail`",
    ),
    (
        "Exceptions: always",
        "E-VALUE",
        "exceptions are `not allowed`",
    ),
    (
        "Enforce: block at \"comit\"",
        "E-VALUE",
        "`comit` is not a point of enforcement",
    ),
    (
        "References: PR.AA-05",
        "E-VALUE",
        "`PR.AA-05` is one word; a framework stands before",
    ),
    (
        "References: NIST CSF 2.0 PR.AA-05; ; CIS Controls 8.1 6.3",
        "E-OPEN",
        "a reference is empty",
    ),
    ("Effort: 2 weeks", "E-DATE", "the steps take minutes"),
    ("Effort: 3 working days", "E-DATE", "the steps take minutes"),
    ("Effort: soon", "E-DATE", "I expected a length of time"),
    (
        "Effort: [max]",
        "E-DATE",
        "how long the steps take is written",
    ),
    ("Fixed by: usr", "E-FIELD", "laptops have no field `usr`"),
    ("Fixed by: name", "E-LINK", "a field cannot fix anything"),
    (
        "Fixed by: activity; user",
        "E-VALUE",
        "`activity` comes last",
    ),
    ("Count from: name", "E-DATE", "a clock starts at a date"),
    (
        "Count from: app's update available on",
        "E-LINK",
        "the sentence speaks of no `app`",
    ),
    (
        "Activity: Endpoint protection",
        "E-VALUE",
        "I expected a text in quotes",
    ),
    ("Message (): Hello", "E-VALUE", "I expected a language"),
];

#[test]
fn mistakes_of_several_labels_have_the_line_and_column_of_the_file() {
    let text = "Rule: Three mistakes\nSeverity: high; critcal where statsu is \"lost\"\n\
                Expectation:\n  Every laptop\n  must have firewal on\nFix within: a week\n";
    let found: Vec<String> = problems(text)
        .iter()
        .map(|problem| {
            format!(
                "{} {} {}",
                problem.place,
                problem.code,
                marked(text, problem)
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "a.rule:2:17 E-VALUE critcal",
            "a.rule:5:13 E-FIELD firewal",
            "a.rule:6:13 E-DATE a",
        ]
    );
}

#[test]
fn labels_are_known_and_stand_once() {
    for (line, code, says) in LINES {
        let found = problems(&with(line));
        let told: Vec<String> = found
            .iter()
            .map(|problem| format!("{} {}", problem.code, problem.says))
            .collect();
        assert!(
            told.len() == 1 && told[0].starts_with(&format!("{code} {says}")),
            "{line}: {told:?}"
        );
    }
}

#[test]
fn a_rule_needs_title_severity_and_sentence() {
    let found = problems("Wait: 1 day\n");
    let says: Vec<&str> = found.iter().map(|problem| problem.says.as_str()).collect();
    assert_eq!(
        says,
        [
            "a rule needs the label `Rule`",
            "a rule needs the label `Severity`",
            "a rule needs the label `Expectation`",
        ]
    );
}

#[test]
fn settings_are_defined_and_fit_where_they_are_used() {
    let rule = |settings: &str, tail: &str| {
        format!(
            "Rule: r\nSeverity: low\nSettings: {settings}\nExpectation:\n  Every laptop must have \
             {tail}\n"
        )
    };
    for (settings, tail, says) in [
        (
            "max silence = 7 days",
            "last seen within the last [max silense]",
            "is not one of",
        ),
        (
            "limit = 2 months",
            "screen lock minutes at most [limit]",
            "is not a number",
        ),
        (
            "limit = 7",
            "last seen within the last [limit]",
            "is not a length of time",
        ),
        (
            "limit = \"x\"",
            "status [limit]",
            "is not one of its values",
        ),
    ] {
        let found = problems(&rule(settings, tail));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0].code, "E-SETTING", "{found:#?}");
        assert!(found[0].says.contains(says), "{found:#?}");
    }
    let offer = problems(&rule(
        "max silence = 7 days",
        "last seen within the last [max silense]",
    ));
    assert!(
        offer[0].advice[0].ends_with("within the last [max silence]"),
        "{offer:#?}"
    );
    assert_eq!(problems(&rule("a 7", "firewall on"))[0].code, "E-SETTING");
    assert_eq!(
        problems(&rule("a = 7; A = 8", "firewall on"))[0].code,
        "E-SETTING"
    );
}

#[test]
fn placeholders_are_filled_by_the_vocabulary() {
    let message = |text: &str| problems(&with(&format!("Message (en): {text}")));
    for text in [
        "{laptop.name} {user.first name} {user.department.name} {due date} {count} {reason}",
        "{user.manager}",
        "no placeholder",
    ] {
        assert_eq!(message(text), vec![], "{text}");
    }
    for (text, advice) in [
        ("{laptop.nmae}", "{laptop.name}"),
        ("{usr.name}", "{user.name}"),
        ("{due dat}", "{due date}"),
        ("{app.name}", "{laptop.name}"),
    ] {
        let found = message(text);
        assert_eq!(found.len(), 1, "{text}: {found:#?}");
        assert_eq!(found[0].code, "E-PLACEHOLDER");
        assert_eq!(found[0].advice[0], advice, "{found:#?}");
    }
    assert_eq!(
        message("open {laptop.name")[0].says,
        "this placeholder is not closed with `}`"
    );
    assert_eq!(
        problems(&with("Steps:\n  1. Open {laptop.color}."))[0].code,
        "E-PLACEHOLDER"
    );
}

#[test]
fn examples_are_checked_against_vocabulary_and_verdicts() {
    let test = |lines: &str| problems(&with(&format!("Test \"t\":\n{lines}")));
    for (lines, code, says) in [
        (
            "  given laptop \"a\": firewal on\n  expect pass \"a\"",
            "E-FIELD",
            "no `firewal`",
        ),
        (
            "  given laptop \"a\": firewall maybe\n  expect pass \"a\"",
            "E-VALUE",
            "on or off",
        ),
        (
            "  given laptop \"a\": not shiny\n  expect pass \"a\"",
            "E-WORD",
            "no `shiny`",
        ),
        (
            "  given labtop \"a\"\n  expect pass \"a\"",
            "E-KIND",
            "`labtop`",
        ),
        (
            "  given laptop \"a\": firewall on",
            "E-NO-TEST",
            "no expected verdict",
        ),
        (
            "  given laptop \"a\"\n  expect pass \"b\"",
            "E-NO-TEST",
            "no expected verdict",
        ),
        (
            "  given laptop \"a\"\n  expect good \"a\"",
            "E-VALUE",
            "`good` is not a verdict",
        ),
        (
            "  given laptop \"a\": pending restart since never\n  expect pass \"a\"",
            "E-VALUE",
            "no event",
        ),
        (
            "  given laptop \"a\": apps \"x\"\n  expect pass \"a\"",
            "E-VALUE",
            "rows are stated",
        ),
        (
            "  given laptop \"a\": apps (name \"x\"\n  expect pass \"a\"",
            "E-OPEN",
            "not closed",
        ),
        (
            "  someday\n  expect pass \"a\"",
            "E-OPEN",
            "starts with `today`",
        ),
        (
            "  given laptop \"a\"\n  expect pass \"a\"\n  expect fail \"a\"",
            "E-VALUE",
            "two expected verdicts",
        ),
    ] {
        let found = test(lines);
        assert!(!found.is_empty(), "{lines}");
        assert_eq!(found[0].code, code, "{lines}: {found:#?}");
        assert!(found[0].says.contains(says), "{lines}: {found:#?}");
    }
}
