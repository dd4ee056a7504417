//! What people are told, a line a case: the code, the marked word and the first offer.

use model::Problem;
use rules::parse_sentence;

use crate::support::{VOCABULARY, problems, with};

/// The word at the mark of a problem.
fn marked<'t>(text: &'t str, problem: &Problem) -> &'t str {
    let line = text
        .lines()
        .nth(problem.place.line.unwrap() as usize - 1)
        .unwrap();
    let column = problem.place.column.unwrap() as usize - 1;
    let start = line
        .char_indices()
        .nth(column)
        .map_or(line.len(), |(at, _)| at);
    line[start..].split(' ').next().unwrap()
}

/// Each problem of a sentence: code, marked word, first advice.
fn told(sentence: &str) -> Vec<(String, String, String)> {
    let problems = parse_sentence(sentence, "s", &VOCABULARY)
        .err()
        .unwrap_or_default();
    let told = |problem: &Problem| {
        let advice = problem.advice.first().cloned().unwrap_or_default();
        (
            problem.code.clone(),
            marked(sentence, problem).to_owned(),
            advice,
        )
    };
    problems.0.iter().map(told).collect()
}

#[track_caller]
fn one(sentence: &str, code: &str, mark: &str, offer: &str) {
    let expected = vec![(code.to_owned(), mark.to_owned(), offer.to_owned())];
    assert_eq!(told(sentence), expected, "{sentence}");
}

#[test]
fn names_are_offered_where_they_were_misspelt() {
    one(
        "every person where departmnt's name is \"HR\" must have email known",
        "E-LINK",
        "departmnt's",
        "every person where department's name is \"HR\" must have email known",
    );
    one(
        "every laptop must have a vulnerabilty",
        "E-LINK",
        "vulnerabilty",
        "every laptop must have a vulnerability",
    );
    one(
        "every companyowned laptop must have firewall on",
        "E-WORD",
        "companyowned",
        "every company-owned laptop must have firewall on",
    );
    one(
        "every laptop must have operating system versoin at least 14.7",
        "E-FIELD",
        "operating",
        "every laptop must have operating system version at least 14.7",
    );
}

#[test]
fn what_belongs_to_a_neighbour_is_offered_there() {
    one(
        "every laptop where handles customer data is yes must have firewall on",
        "E-FIELD",
        "handles",
        "every laptop where user's handles customer data is yes must have firewall on",
    );
    one(
        "every laptop must have a firewall on",
        "E-LINK",
        "firewall",
        "every laptop must have firewall on",
    );
    one(
        "every laptop where encrypted must have firewall on",
        "E-FIELD",
        "encrypted",
        "every laptop where disk encryption is on must have firewall on",
    );
    one(
        "every laptop where is not encrypted must have firewall on",
        "E-WORD",
        "encrypted",
        "every laptop where disk encryption is not on must have firewall on",
    );
}

#[test]
fn times_are_asked_back_in_the_words_that_work() {
    one(
        "every laptop must have last seen within the last month",
        "E-DATE",
        "month",
        "every laptop must have last seen within the last 1 month",
    );
    one(
        "every laptop must have last seen within the last seven days",
        "E-DATE",
        "seven",
        "every laptop must have last seen within the last 7 days",
    );
    one(
        "every laptop must have last seen more than 3 days",
        "E-DATE",
        "",
        "every laptop must have last seen more than 3 days ago",
    );
    one(
        "every person must have start date after yesterday",
        "E-DATE",
        "yesterday",
        "every person must have start date after 1 day ago",
    );
    one(
        "every person must have start date after 31/12/2025",
        "E-DATE",
        "31/12/2025",
        "every person must have start date after 2025-12-31",
    );
}

#[test]
fn a_comparison_that_the_type_does_not_have_is_refused() {
    one(
        "every service where data classes contains \"customer\" must have team known",
        "E-VALUE",
        "contains",
        "every service where data classes includes \"customer\" must have team known",
    );
    one(
        "every laptop where firewall on must have disk encryption on",
        "E-VALUE",
        "on",
        "every laptop where firewall is on must have disk encryption on",
    );
    let found = told("every laptop must have name within the last 3 days");
    assert_eq!(found[0].0, "E-VALUE");
    assert!(
        found[0].2.starts_with("`name` goes with: is, is not"),
        "{found:?}"
    );
}

#[test]
fn brackets_and_words_left_out_are_put_in() {
    one(
        "every laptop where (status is \"active\" or firewall is on must have disk encryption on",
        "E-OPEN",
        "",
        "every laptop where (status is \"active\" or firewall is on) must have disk encryption on",
    );
    one(
        "every laptop where not firewall is on must have disk encryption on",
        "E-OPEN",
        "not",
        "every laptop where not (firewall is on) must have disk encryption on",
    );
    one(
        "every laptop must firewall on",
        "E-OPEN",
        "firewall",
        "every laptop must have firewall on",
    );
    one(
        "every laptop must have firewall on and should have disk encryption on",
        "E-MIX",
        "should",
        "every laptop must have firewall on and must have disk encryption on",
    );
}

#[test]
fn more_ands_and_ors_than_two_are_grouped_either_way() {
    let sentence = "every laptop where firewall is on and status is \"lost\" or is managed and \
                    disk encryption is on must have name known";
    let found = parse_sentence(sentence, "s", &VOCABULARY).unwrap_err();
    assert_eq!(found.0.len(), 1);
    assert_eq!(
        found.0[0].advice[..2],
        [
            "every laptop where firewall is on and (status is \"lost\" or is managed) and disk \
             encryption is on must have name known",
            "every laptop where (firewall is on and status is \"lost\") or (is managed and disk \
             encryption is on) must have name known",
        ]
    );
}

#[test]
fn the_current_scope_is_never_meant_by_the() {
    one(
        "every person must have start date before the person's end date",
        "E-KIND",
        "person's",
        "",
    );
    // Two outer scopes of one name: neither is meant.
    let twice = "every person where has a laptop where user's name is \"Ann\" must have no laptop \
                 where has an app where name is the laptop's name";
    assert!(parse_sentence(twice, "s", &VOCABULARY).is_ok());
    let ambiguous = "every service must have no dependent where has a dependent where has a \
                     dependent where retire by is the dependent's retire by";
    one(ambiguous, "E-KIND", "dependent's", "");
}

#[test]
fn a_reference_is_compared_with_its_like() {
    let found =
        told("every person must have no account where last sign-in is before the person's name");
    assert_eq!(
        (found[0].0.as_str(), found[0].1.as_str()),
        ("E-VALUE", "the")
    );
    assert!(
        parse_sentence(
            "every person must have no account where last sign-in is after the person's end date",
            "s",
            &VOCABULARY
        )
        .is_ok()
    );
}

#[test]
fn three_mistakes_are_told_at_once_each_in_its_place() {
    let sentence = "every laptop where statsu is \"active\" must have firewal on and must have an \
                    endpoint agent where health is \"helthy\"";
    let found = told(sentence);
    let told: Vec<(&str, &str)> = found
        .iter()
        .map(|(code, mark, _)| (code.as_str(), mark.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("E-FIELD", "statsu"),
            ("E-FIELD", "firewal"),
            ("E-VALUE", "\"helthy\"")
        ]
    );
    for ((_, _, offer), mended) in found
        .iter()
        .zip(["status is", "firewall on", "\"healthy\""])
    {
        assert!(offer.contains(mended), "{offer}");
    }
}

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
    for (line, code, says) in [
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
    ] {
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
            "limit = 7 days",
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

#[test]
fn nesting_is_bounded_and_told() {
    for depth in [40, 100_000] {
        let sentence = format!(
            "every laptop where {}firewall is on must have name known",
            "(".repeat(depth)
        );
        let found = parse_sentence(&sentence, "s", &VOCABULARY).unwrap_err();
        assert_eq!(found.0[0].code, "E-OPEN");
        assert!(found.0[0].says.contains("deep"), "{}", found.0[0]);
    }
}
