//! Documents: every label, there and back.

use model::{
    Severity,
    span::{Length, Unit},
};
use rules::{
    parse, parse_file, print, print_condition, print_expectation, publishable, reads,
    split_documents,
    tree::{
        Audience, Condition, ExceptionTerms, FixedBy, FrameworkReference, Mode, Operand,
        SettingValue, Stated, StatedLink, StatedRows, StatedValue, WhenUnknown,
    },
};

use crate::support::{RULES, VOCABULARY, reprinted, rule, with};

/// Uses every label, in an order of its own.
const EVERY_LABEL: &str = "\
# Kept first.
Rule: Laptops stay in touch
Rule (de): Laptops melden sich
Id: in-touch
In: \"Finance\", \"Sales\"
Except in: \"Sales East\"
Tightens: laptop-agent
Audience: person
Severity: high; critical where user's handles customer data is yes
# Kept in its place.
Because: It helps.
Because (de): Es hilft.
References: NIST CSF 2.0 PR.AA-05; NIST SP 800-53 IA-2(1)
Settings: max silence = 7 days; oldest = 14.10; place = \"Bern \\\"West\\\"\"
Expectation:
  Every laptop where operating system version is at least [oldest]
  must have no vulnerability where known exploited is yes
  and must have last seen within the last [max silence]
  unless user's country is [place]
Fix within: 7 days; 1 working day where is managed
Count from: vulnerability's fix available on
Wait: [max silence]
When unknown: fail after 14 days
Enforce: block at \"deploy\", \"sign-in\" where status is \"lost\"; monitor
Activity: \"Endpoint protection\"
Fixed by: user; department's security contact; laptop; activity
Message (en) where operating system is \"macOS\": Look at {vulnerability.cve}: today.
Message: Look at {laptop.name}.
Steps (de) where is managed:
  1. Öffnen.
  2. Warten.
Steps:
  1. Open it.
Effort: 10 minutes
Exceptions: allowed up to 30 days, approved by \"Head of IT\"
Test \"all of it\":
  today 2026-02-01
  given laptop \"a\": managed; not company-owned; status \"lost\"; last seen in 2 days; \
operating system version \"14.9\"
  given laptop \"b\": user (name \"Ann\"; manager \"Bo\"); apps 3 (last used never); \
vulnerabilities at least (cve \"x\"), ()
  given laptop \"c\": user unknown; apps none; department none; vulnerabilities unknown; \
last seen unknown
  expect pass \"a\"
  expect fail \"b\"
  expect not applicable \"c\"
# Kept last.
";

#[test]
fn a_document_with_every_label_comes_back_to_the_letter() {
    assert_eq!(reprinted(EVERY_LABEL), EVERY_LABEL);
}

#[test]
fn every_label_means_what_it_says() {
    let rule = rule(EVERY_LABEL);
    assert_eq!(rule.title, "Laptops stay in touch");
    assert_eq!(rule.titles[0].language.as_deref(), Some("de"));
    assert_eq!(rule.id.as_str(), "in-touch");
    assert_eq!(rule.within, ["Finance", "Sales"]);
    assert_eq!(rule.except_within, ["Sales East"]);
    assert_eq!(rule.tightens.as_ref().unwrap().as_str(), "laptop-agent");
    assert_eq!(rule.audience, Some(Audience::Person));
    assert_eq!(rule.severity[0].value, Severity::High);
    assert_eq!(rule.severity[1].value, Severity::Critical);
    assert_eq!(rule.settings[1].value, SettingValue::Number("14.10".into()));
    assert_eq!(
        rule.fix_within[1].value.length,
        Length {
            count: 1,
            unit: Unit::WorkingDay
        }
    );
    assert_eq!(
        rule.wait.as_ref().unwrap().setting.as_deref(),
        Some("max silence")
    );
    assert_eq!(rule.wait.as_ref().unwrap().length, Length::days(7));
    assert_eq!(rule.when_unknown, WhenUnknown::FailAfter(Length::days(14)));
    assert_eq!(rule.enforce[0].at, ["deploy", "sign-in"]);
    assert_eq!(rule.enforce[1].mode, Mode::Monitor);
    assert_eq!(rule.fixed_by[2..], [FixedBy::Subject, FixedBy::Activity]);
    assert_eq!(rule.steps[0].lines, ["Öffnen.", "Warten."]);
    let cited =
        |reference: &FrameworkReference| (reference.framework.clone(), reference.id.clone());
    assert_eq!(
        rule.references.iter().map(cited).collect::<Vec<_>>(),
        [
            ("NIST CSF 2.0".to_owned(), "PR.AA-05".to_owned()),
            ("NIST SP 800-53".to_owned(), "IA-2(1)".to_owned()),
        ]
    );
    assert_eq!(rule.effort.unwrap().to_string(), "10 minutes");
    let up_to = ExceptionTerms::UpTo {
        length: Length::days(30),
        approver: Some("Head of IT".to_owned()),
    };
    assert_eq!(rule.exceptions, Some(up_to));
    assert_eq!(rule.expectation.parts.len(), 2);
    assert!(rule.expectation.unless.is_some());
}

#[test]
fn examples_state_words_values_links_and_rows() {
    let rule = rule(EVERY_LABEL);
    let [a, b, c] = &rule.tests[0].given[..] else {
        panic!()
    };
    assert_eq!(
        a.states[1],
        Stated::Word {
            word: "company-owned".into(),
            holds: false
        }
    );
    assert!(matches!(
        &a.states[3],
        Stated::Field { value: StatedValue::Known(values), .. }
            if matches!(values[..], [Operand::Offset { back: false, .. }])
    ));
    assert!(
        matches!(&b.states[0], Stated::Link { to: StatedLink::With(with), .. }
        if with.len() == 2)
    );
    assert!(matches!(
        &b.states[1],
        Stated::Relation {
            rows: StatedRows::Times(3, _),
            ..
        }
    ));
    assert!(
        matches!(&b.states[2], Stated::Relation { rows: StatedRows::AtLeast(rows), .. }
        if rows.len() == 2 && rows[1].is_empty())
    );
    let unknowns = [
        Stated::Link {
            link: "user".into(),
            to: StatedLink::Unknown,
        },
        Stated::Relation {
            relation: "apps".into(),
            rows: StatedRows::None,
        },
        Stated::Link {
            link: "department".into(),
            to: StatedLink::None,
        },
        Stated::Relation {
            relation: "vulnerabilities".into(),
            rows: StatedRows::Unknown,
        },
        Stated::Field {
            field: "last seen".into(),
            value: StatedValue::Unknown,
        },
    ];
    assert_eq!(c.states, unknowns);
}

#[test]
fn the_id_is_the_documents_own_else_the_file_stem() {
    let text = with("Wait: 1 day");
    let read = parse(&text, "x.rule", "from-the-file", &VOCABULARY)
        .rule
        .unwrap();
    assert_eq!(read.id.as_str(), "from-the-file");
    assert!(!print(&read, &VOCABULARY).contains("Id:"));
    let named = parse(&with("Id: own"), "x.rule", "from-the-file", &VOCABULARY)
        .rule
        .unwrap();
    assert_eq!(named.id.as_str(), "own");
}

#[test]
fn a_rule_without_the_authors_order_is_printed_in_the_usual_one() {
    let mut read = rule(EVERY_LABEL);
    read.order.clear();
    read.notes.clear();
    let text = print(&read, &VOCABULARY);
    let mut again = rule(&text);
    again.order.clear();
    assert_eq!(again, read, "{text}");
    assert!(
        text.starts_with("Rule: Laptops stay in touch\nRule (de): "),
        "{text}"
    );
}

#[test]
fn synonyms_of_the_author_are_gone_from_the_print() {
    for (said, printed) in [
        (
            "each laptop must not have a vulnerability",
            "Every laptop must have no vulnerability",
        ),
        (
            "No laptop may have firewall off.",
            "Every laptop must have firewall not off",
        ),
        (
            "All laptops must not have at least 3 apps",
            "Every laptop must have fewer than 3 apps",
        ),
        (
            "No laptop must not be managed",
            "Every laptop must be managed",
        ),
        (
            "no laptop should be managed",
            "Every laptop should not be managed",
        ),
        (
            "every laptop must have user unknown",
            "Every laptop must have user not known",
        ),
        (
            "every laptop where ((status is active)) must have (firewall on)",
            "",
        ),
        (
            "every laptop where ((status is active)) must have name that is known",
            "Every laptop where status is \"active\" must have name known",
        ),
        (
            "every laptop must have at least 95 percent of its apps",
            "Every laptop must have at least 95% of its apps",
        ),
        (
            "every incident must have at most 1 actions",
            "Every incident must have at most 1 follow-up",
        ),
        (
            "every laptop must not have exactly 2 apps",
            "Every laptop must not have exactly 2 apps",
        ),
        (
            "every laptop must have last seen after 3 days before today",
            "Every laptop must have last seen after 3 days ago",
        ),
    ] {
        let read = rules::parse_sentence(said, "s", &VOCABULARY);
        let again = read
            .map(|read| print_expectation(&read, &VOCABULARY))
            .unwrap_or_default();
        assert_eq!(again, printed, "{said}");
    }
}

#[test]
fn a_reason_shows_the_value_of_a_setting() {
    let rule = &RULES[0];
    let Condition::Relation(relation) = &rule.expectation.parts[0] else {
        panic!()
    };
    let Some(Condition::All(items)) = relation.condition.as_deref() else {
        panic!()
    };
    let words = print_condition(&items[0], "endpoint agent", &VOCABULARY);
    assert_eq!(words, "last seen is within the last 7 days");
}

#[test]
fn several_documents_of_a_file_are_split_at_their_lines() {
    let text = "Rule: a\n---\nRule: b\r\n---\r\nRule: c";
    assert_eq!(
        split_documents(text),
        [(0, "Rule: a\n"), (2, "Rule: b\r\n"), (4, "Rule: c")]
    );
    assert_eq!(split_documents("---\n\n---\n"), []);
    let two = format!("{}---\n{}", with("Id: one"), with(""));
    let ids: Vec<String> = parse_file(&two, "f", "stem", &VOCABULARY)
        .into_iter()
        .map(|parsed| parsed.rule.unwrap().id.to_string())
        .collect();
    assert_eq!(ids, ["one", "stem-2"]);
}

#[test]
fn continuation_lines_and_comments_within_a_block_are_read() {
    let read = rule(
        "Rule: r\nSeverity: low\nExpectation:\n  Every laptop where\n  # only those in use\n  \
         status is \"active\"\n  must have firewall on\nBecause: one\n  two\nSteps:\n  1. Do\n  \
         this.\n  2. Stop.\n",
    );
    assert_eq!(read.because[0].text, "one two");
    assert_eq!(read.steps[0].lines, ["Do this.", "Stop."]);
    assert_eq!(read.notes[0].text, "only those in use");
}

#[test]
fn a_rule_that_cannot_tell_anybody_what_to_do_is_not_published() {
    let bare = publishable(&rule(&with("")));
    let says: Vec<&str> = bare.0.iter().map(|problem| problem.says.as_str()).collect();
    assert_eq!(
        says,
        [
            "rule `a` has no example that passes",
            "rule `a` has no example that fails",
            "rule `a` has no message in English",
            "rule `a` has no steps in English",
            "rule `a` names no activity",
            "rule `a` demands something without a deadline",
        ]
    );
    assert_eq!(bare.0[0].code, "E-NO-TEST");
    let whole = "Fix within: 7 days\nActivity: \"a\"\nMessage (en): m\nSteps:\n  1. s\nTest \
                 \"t\":\n  given laptop \"a\": firewall on\n  given laptop \"b\": firewall \
                 off\n  expect pass \"a\"\n  expect fail \"b\"";
    assert_eq!(publishable(&rule(&with(whole))).0, []);
}

#[test]
fn what_a_rule_reads_is_known_definitions_expanded() {
    let read = reads(&RULES[15], &VOCABULARY);
    let fields: Vec<String> = read
        .fields
        .iter()
        .map(|(kind, field)| format!("{kind}: {field}"))
        .collect();
    assert_eq!(
        fields,
        [
            "api operation: last traffic",
            "api operation: status",
            "service: environment"
        ]
    );
    let links: Vec<String> = read
        .links
        .iter()
        .map(|(kind, link)| format!("{kind}: {link}"))
        .collect();
    assert_eq!(links, ["service: api operations", "service: team"]);
    let kinds: Vec<&str> = read.kinds.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(kinds, ["api operation", "service", "team"]);
}

#[test]
fn a_reference_is_read_in_the_scope_it_names() {
    let read = reads(&RULES[42], &VOCABULARY);
    assert!(
        read.fields
            .contains(&("project".into(), "launch date".into()))
    );
    assert!(
        !read
            .fields
            .contains(&("review".into(), "launch date".into()))
    );
}

#[test]
fn a_comment_loses_only_what_no_notation_can_hold() {
    let text = "# a\u{fffe}\u{2028} b\tü\nRule: a\nId: a\nSeverity: low\n\
                Expectation: Every laptop must have firewall on\n";
    let rule = parse(text, "a.rule", "a", &VOCABULARY).rule.unwrap();
    assert_eq!(rule.notes[0].text, "a b ü");
    let yaml = rules::to_yaml(&rule, &VOCABULARY);
    let again = rules::from_yaml(&yaml, "a.yaml", "a", &VOCABULARY).rule;
    assert_eq!(again, Some(rule), "{yaml}");
}
