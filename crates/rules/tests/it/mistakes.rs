//! What people are told of a sentence: the code, the marked word and the first offer of each case.

use model::Problem;
use rules::parse_sentence;

use crate::support::{VOCABULARY, marked};

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
fn another_name_of_a_kind_is_answered_with_the_one_used_here() {
    one(
        "every employee must have security training completed on within the last 1 year",
        "E-KIND",
        "employee",
        "every person must have security training completed on within the last 1 year",
    );
}

#[test]
fn last_week_means_the_days_since_unless_something_else_is_compared() {
    one(
        "every laptop must have last seen last week",
        "E-DATE",
        "last",
        "every laptop must have last seen within the last 7 days",
    );
    one(
        "every laptop where last seen is before last week must have firewall on",
        "E-DATE",
        "last",
        "every laptop where last seen is before 7 days ago must have firewall on",
    );
}

#[test]
fn one_more_value_behind_or_becomes_one_of() {
    for second in ["contractor", "\"contractor\""] {
        one(
            &format!(
                "every person where employment type is employee or {second} must have manager known"
            ),
            "E-VALUE",
            second,
            "every person where employment type is one of \"employee\", \"contractor\" must have \
             manager known",
        );
    }
}

#[test]
fn a_text_without_a_demand_is_told_the_shape_of_a_rule() {
    let problems = told("all employees have to sign the guideline");
    let (code, _, advice) = &problems[0];
    assert_eq!((problems.len(), code.as_str()), (1, "E-OPEN"));
    assert!(advice.contains("Every person must"), "{advice}");
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
fn nesting_is_bounded_and_told() {
    for open in [
        "(",
        "not ",
        "not (",
        "has an app where ",
        "has an app where (",
    ] {
        let sentence = format!(
            "every laptop where {}firewall is on must have name known",
            open.repeat(50_000)
        );
        assert!(
            parse_sentence(&sentence, "s", &VOCABULARY).is_err(),
            "{open}"
        );
    }
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

#[test]
fn an_unknown_kind_hides_nothing_of_what_follows() {
    let text = "every labtop where statsu is \"active\" must have firewal on";
    let problems = parse_sentence(text, "a", &VOCABULARY).unwrap_err();
    let told: Vec<(&str, &str)> = problems
        .0
        .iter()
        .map(|problem| (problem.code.as_str(), problem.says.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("E-KIND", "`labtop` is not a kind of thing I know"),
            ("E-FIELD", "laptops have no field `statsu`"),
            ("E-FIELD", "laptops have no field `firewal`"),
        ]
    );
    assert!(problems.0.iter().all(|problem| !problem.advice.is_empty()));
}
