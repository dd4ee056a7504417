//! Which way values get stricter, and which tightenings are refused.

use rules::{
    Baselines, Notation, parse, parse_with,
    tighten::{Direction, Terms, WhyFixed, refusals, settings},
    tree::Rule,
};

use crate::support::{VOCABULARY, rule};

/// A rule about laptops that lacks only what is given.
fn laptops(demand: &str, labels: &str) -> String {
    format!("Rule: Laptops\nId: laptops\n{labels}\nExpectation: Every laptop {demand}\n")
}

/// What may be chosen for the setting `x` of a rule.
fn terms(demand: &str, labels: &str) -> Result<(String, Direction), WhyFixed> {
    let severity = if labels.contains("Severity") {
        ""
    } else {
        "Severity: low\n"
    };
    let rule = rule(&laptops(demand, &format!("{severity}{labels}")));
    match &settings(&rule)[0].terms {
        Terms::Chosen(amount, direction) => Ok((amount.choice(*direction), *direction)),
        Terms::Fixed(why) => Err(*why),
    }
}

#[test]
fn the_stricter_way_follows_from_where_a_setting_stands() {
    use Direction::{Larger, Smaller};
    const DAYS: &str = "Settings: x = 7 days";
    const TEN: &str = "Settings: x = 10";
    let seen = "must have an endpoint agent where last seen is within the last [x]";
    let cases = [
        (seen, DAYS, "1 to 7 days", Smaller),
        (
            "must have no endpoint agent where last seen is within the last [x]",
            DAYS,
            "7 days or more",
            Larger,
        ),
        (
            "where (has an endpoint agent where last seen is within the last [x]) \
             must have firewall on",
            DAYS,
            "7 days or more",
            Larger,
        ),
        (
            "must have firewall on unless has an endpoint agent where last seen is within the \
             last [x]",
            DAYS,
            "1 to 7 days",
            Smaller,
        ),
        (
            "must have no endpoint agent where (not (last seen is within the last [x]))",
            DAYS,
            "1 to 7 days",
            Smaller,
        ),
        (
            "must have only endpoint agents where last seen is more than [x] ago",
            DAYS,
            "7 days or more",
            Larger,
        ),
        (
            "must have screen lock minutes at most [x]",
            TEN,
            "10 or less",
            Smaller,
        ),
        (
            "must not have screen lock minutes at most [x]",
            TEN,
            "10 or more",
            Larger,
        ),
        (
            "must have screen lock minutes between 1 and [x]",
            TEN,
            "10 or less",
            Smaller,
        ),
        (
            "must have screen lock minutes between [x] and 90",
            TEN,
            "10 or more",
            Larger,
        ),
        (
            "must have operating system version at least [x]",
            "Settings: x = 14.10",
            "14.10 or later",
            Larger,
        ),
        (
            "where (the latest last seen of its endpoint agents is after [x] ago) \
             must have firewall on",
            DAYS,
            "7 days or more",
            Larger,
        ),
        (
            "must have firewall on",
            "Severity: low; high where screen lock minutes is more than [x]\nSettings: x = 10",
            "10 or less",
            Smaller,
        ),
        (
            "must have firewall on",
            "Settings: x = 7 days\nFix within: [x]",
            "1 to 7 days",
            Smaller,
        ),
        (
            "must have firewall on",
            "Settings: x = 1 day\nWait: [x]",
            "1 day or less",
            Smaller,
        ),
    ];
    for (demand, labels, choice, direction) in cases {
        let expected = Ok((choice.to_owned(), direction));
        assert_eq!(terms(demand, labels), expected, "{demand}\n{labels}");
    }
}

#[test]
fn a_setting_without_one_stricter_way_cannot_be_chosen() {
    let ten = "Settings: x = 10";
    let both = "where screen lock minutes is at most [x] must have screen lock minutes at most [x]";
    assert_eq!(terms(both, ten), Err(WhyFixed::BothWays));
    let same = "must have screen lock minutes [x]";
    assert_eq!(terms(same, ten), Err(WhyFixed::NoOrder));
    let text = "must have name that starts with [x]";
    assert_eq!(terms(text, "Settings: x = \"LT-\""), Err(WhyFixed::NoOrder));
    let exact = "must have exactly 1 endpoint agent where last seen is within the last [x]";
    assert_eq!(terms(exact, "Settings: x = 7 days"), Err(WhyFixed::NoOrder));
    assert_eq!(terms("must have firewall on", ten), Err(WhyFixed::Unused));
}

const BASELINE: &str = "\
Rule: Laptops report
Id: laptops-report
Severity: high; critical where firewall is off
Settings: window = 7 days; oldest = 14.10; name = \"LT-\"
Expectation:
  Every laptop where status is \"active\" must have an endpoint agent where last seen is within \
the last [window] and must have operating system version at least [oldest] and must have name \
that starts with [name]
Fix within: 7 days; 2 days where firewall is off
Wait: 1 day
When unknown: fail after 14 days
Enforce: warn; block at \"deploy\"
Activity: \"Endpoint protection\"
";

/// What a tightening with these lines is told, each with its line.
fn told(lines: &str) -> Vec<String> {
    let baseline = rule(BASELINE);
    let all = Baselines::from([(baseline.id.clone(), baseline.clone())]);
    let text = format!("Rule: Finance\nIn: \"Finance\"\nTightens: laptops-report\n{lines}\n");
    let parsed = parse_with(&text, "finance.rule", "finance", &VOCABULARY, &all);
    let unit: Rule = parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems));
    let refused = refusals(&unit, &baseline, &VOCABULARY);
    let told = refused.iter().map(|refusal| {
        let problem = refusal.problem("finance.rule", &text);
        assert_eq!(problem.code, "E-TIGHTEN");
        assert!(!problem.advice.is_empty(), "{problem:?}");
        format!("{}: {}", problem.place.line.unwrap(), problem.says)
    });
    told.collect()
}

#[test]
fn a_looser_value_is_refused_with_what_may_be_chosen() {
    let cases = [
        (
            "Settings: window = 10 days",
            "4: `window`: the organisation allows at most 7 days; \
             Finance may choose 1 to 7 days, not 10",
        ),
        (
            "Settings: window = 2 weeks",
            "4: `window`: the organisation allows at most 7 days; \
             Finance may choose 1 to 7 days, not 2 weeks",
        ),
        (
            "Settings: oldest = 14.9",
            "4: `oldest`: the organisation asks for at least 14.10; \
             Finance may choose 14.10 or later, not 14.9",
        ),
        (
            "Settings: name = \"FI-\"",
            "4: `name` stays as the organisation has it: no value of it is stricter than another",
        ),
        (
            "Fix within: 10 days",
            "4: the organisation gives 7 days to fix it; \
             Finance may choose 1 to 7 days, not 10",
        ),
        (
            "Fix within: 1 day; 3 days where firewall is off",
            "4: the organisation gives 2 days to fix it; Finance may choose 1 to 2 days, not 3",
        ),
        (
            "Severity: medium",
            "4: the organisation says high; Finance may choose high or critical, not medium",
        ),
        (
            "Wait: 3 days",
            "4: the organisation waits at most 1 day before it tells; \
             Finance may choose 1 day or less, not 3",
        ),
        (
            "When unknown: report",
            "4: for the organisation what stays unknown counts as missed after 14 days; \
             Finance may choose `fail after` 1 to 14 days, not `report`",
        ),
        (
            "When unknown: fail after 30 days",
            "4: for the organisation what stays unknown counts as missed after 14 days; \
             Finance may choose 1 to 14 days, not 30",
        ),
        (
            "Enforce: monitor",
            "4: the organisation says `warn`; Finance may choose `warn` or `block`, not `monitor`",
        ),
        (
            "Enforce: block; warn at \"deploy\"",
            "4: the organisation says `block` at deploy; Finance may choose `block`, not `warn`",
        ),
    ];
    for (lines, expected) in cases {
        assert_eq!(told(lines), [expected], "{lines}");
    }
}

#[test]
fn stricter_values_and_those_that_depend_on_the_calendar_are_taken() {
    let cases = [
        "Settings: window = 2 days; oldest = 15",
        "Settings: window = 7 days\nFix within: 3 days",
        "Settings: window = 5 working days",
        "Fix within: 5 days; 1 day where firewall is off",
        "Severity: critical\nWait: 2 hours\nWhen unknown: fail\nEnforce: block",
        "Exceptions: not allowed",
        "Exceptions: allowed up to 90 days",
    ];
    for lines in cases {
        assert_eq!(told(lines), [""; 0], "{lines}");
    }
}

/// What a whole sentence is told as a tightening.
fn sentence_told(sentence: &str) -> Vec<String> {
    told(&format!("Severity: high\nExpectation: {sentence}"))
}

#[test]
fn the_same_sentence_with_a_looser_value_would_do_nothing() {
    let own = |window: &str, oldest: &str, rest: &str| {
        format!(
            "Every laptop where status is \"active\" must have {rest} endpoint agent where last \
             seen is within the last {window} and must have operating system version at least \
             {oldest} and must have name that starts with \"LT-\""
        )
    };
    let expected = "5: the organisation allows at most 7 days; \
                    Finance may choose 1 to 7 days, not 10";
    assert_eq!(sentence_told(&own("10 days", "14.10", "an")), [expected]);
    assert_eq!(sentence_told(&own("10 days", "14.2", "an")).len(), 2);
    assert_eq!(
        sentence_told(&own("10 days", "15", "an")),
        [""; 0],
        "one of them is stricter"
    );
    assert_eq!(
        sentence_told(&own("10 days", "14.10", "at least 2")),
        [""; 0]
    );
    assert_eq!(
        sentence_told(&own("7 days", "14.10", "an")),
        [""; 0],
        "the same again is no lie"
    );
    let other = "Every laptop must have firewall on";
    assert_eq!(
        sentence_told(other),
        [""; 0],
        "another sentence is judged beside it"
    );
}

#[test]
fn what_cannot_be_tightened_is_refused_with_the_reason() {
    let against = |unit: &str, baseline: &str| {
        let read = |text: &str| {
            let parsed = parse(text, "a.rule", "unit", &VOCABULARY);
            parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems))
        };
        let refused = refusals(&read(unit), &read(baseline), &VOCABULARY);
        refused
            .iter()
            .map(|one| one.says.clone())
            .collect::<Vec<_>>()
            .join("; ")
    };
    let unit = |sentence: &str| {
        format!("Rule: Unit\nTightens: base\nSeverity: low\nExpectation: {sentence}\n")
    };
    let base =
        |sentence: &str| format!("Rule: Base\nId: base\nSeverity: low\nExpectation: {sentence}\n");
    let firewall = "Every laptop must have firewall on";
    assert_eq!(
        against(
            &unit(firewall),
            &base("Every person must have start date known")
        ),
        "`base` is about another kind, `person`, and this rule about `laptop`"
    );
    assert_eq!(
        against(
            &unit(firewall),
            &base("Every laptop should have firewall on")
        ),
        "`base` is advice (`should`): nobody can miss it, so nothing tightens it"
    );
    assert_eq!(
        against(
            &unit("Every laptop should have firewall on"),
            &base(firewall)
        ),
        "advice (`should`) binds nobody, so it cannot tighten `base`"
    );
    let own = base(firewall).replace("Severity", "Tightens: base\nSeverity");
    assert_eq!(against(&own, &own), "`base` cannot tighten itself");
}

#[test]
fn a_refusal_stands_at_its_line_in_every_notation() {
    let baseline = rule(BASELINE);
    let all = Baselines::from([(baseline.id.clone(), baseline.clone())]);
    let text = "Rule: Finance\nTightens: laptops-report\nFix within: 10 days\n";
    let unit = parse_with(text, "a.rule", "a", &VOCABULARY, &all)
        .rule
        .unwrap();
    let refusal = &refusals(&unit, &baseline, &VOCABULARY)[0];
    for notation in [Notation::Sentence, Notation::Yaml, Notation::Form] {
        let printed = notation.print(&unit, &VOCABULARY);
        let problem = refusal.problem("a", &printed);
        let at = problem.place.line.unwrap() as usize;
        let found = printed.lines().nth(at - 1).unwrap().to_lowercase();
        assert!(found.contains("fix within"), "{printed}");
    }
}
