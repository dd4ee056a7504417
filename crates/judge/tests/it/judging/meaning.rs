//! Facts about calendars, versions, units of measure, totals, units within units, and about how
//! long an unknown may last.

use judge::judge_since;
use model::verdict::Unknowns;

use super::*;

fn known(value: Value) -> FactSet {
    fact(Reading::Known(value), 1, 1)
}

fn number(number: f64) -> FactSet {
    known(Value::Number(number))
}

/// Whether a condition is so of `device-1`, whose disk is not encrypted.
fn truth(org: &Org, condition: &str) -> &'static str {
    let sentence = format!("Every device where {condition} must have disk encryption on");
    let judgement = org.judge(&[org.rule("rule", &sentence, "Severity: low")]);
    match judgement.verdict(&"rule".into(), &EntityId::new("device", 1)) {
        Some(Verdict::Missed) => "true",
        Some(Verdict::NotApplicable) => "false",
        _ => "unknown",
    }
}

fn open(facts: &[(&str, FactSet)]) -> Entity {
    let mut facts = facts.to_vec();
    facts.push(("disk encryption", flag(false)));
    entity("device", 1, &facts)
}

/// Departments by number: each with a name, the number it is part of, and a place.
fn departments(all: &[(&str, u64, &str)]) -> Vec<Entity> {
    let one = |(number, (name, part_of, place)): (u64, &(&str, u64, &str))| {
        let mut unit = entity("department", number, &[("place", text(place))]);
        unit.name = (*name).to_owned();
        if *part_of > 0 {
            let around = leads(EntityId::new("department", *part_of));
            unit.links.insert("parent".to_owned(), around);
        }
        unit
    };
    (1..).zip(all).map(one).collect()
}

/// `device-1` in the first of some departments.
fn in_departments(device: Entity, all: &[(&str, u64, &str)]) -> Org {
    let mut device = device;
    let own = leads(EntityId::new("department", 1));
    device.links.insert("department".to_owned(), own);
    let mut entities = vec![device];
    entities.extend(departments(all));
    Org::new(entities)
}

#[test]
fn a_rule_for_a_unit_binds_its_sub_units_and_theirs() {
    let tree = [("Payroll", 2, ""), ("Finance", 3, ""), ("Group", 0, "")];
    let org = in_departments(open(&[]), &tree);
    let verdict = |labels: &str| {
        let rule = org.rule("rule", ENCRYPTED, &format!("Severity: low\n{labels}"));
        let judgement = org.judge(&[rule]);
        judgement
            .verdict(&"rule".into(), &EntityId::new("device", 1))
            .unwrap()
    };
    for (labels, expected) in [
        ("In: \"Payroll\"", Verdict::Missed),
        ("In: \"finance\"", Verdict::Missed),
        ("In: \"Sales\", \"Group\"", Verdict::Missed),
        ("In: \"Sales\"", Verdict::NotApplicable),
        ("Except in: \"Group\"", Verdict::NotApplicable),
        ("Except in: \"Sales\"", Verdict::Missed),
        (
            "In: \"Group\"\nExcept in: \"Payroll\"",
            Verdict::NotApplicable,
        ),
    ] {
        assert_eq!(verdict(labels), expected, "{labels}");
    }
}

#[test]
fn what_is_around_a_unit_is_unknown_in_a_circle_and_where_nobody_answered() {
    let verdict = |org: &Org, unit: &str| {
        let rule = org.rule("rule", ENCRYPTED, &format!("Severity: low\nIn: \"{unit}\""));
        let judgement = org.judge(&[rule]);
        judgement
            .verdict(&"rule".into(), &EntityId::new("device", 1))
            .unwrap()
    };
    let circle = [("Payroll", 2, ""), ("Finance", 3, ""), ("Group", 2, "")];
    let org = in_departments(open(&[]), &circle);
    assert_eq!(verdict(&org, "Payroll"), Verdict::Missed);
    assert_eq!(
        verdict(&org, "Finance"),
        Verdict::Missed,
        "reached before the circle closed"
    );
    assert_eq!(verdict(&org, "Group"), Verdict::Unknown);
    assert_eq!(verdict(&org, "Sales"), Verdict::Unknown);

    let mut org = in_departments(open(&[]), &[("Payroll", 0, "")]);
    assert_eq!(verdict(&org, "Group"), Verdict::NotApplicable);
    org.source().outcome = ScopeOutcome::Failed;
    assert_eq!(verdict(&org, "Group"), Verdict::Unknown);
    assert_eq!(verdict(&org, "Payroll"), Verdict::Missed);
}

/// Today is Monday, 1 June 2026. The usual calendar has a holiday on Friday, 29 May.
#[test]
fn windows_of_working_days_follow_the_nearest_place() {
    let since = |day: &str| known(Value::Date(day.parse().unwrap()));
    let within = "restart since is within the last 1 working day";
    let asked = |day: &str, tree: &[(&str, u64, &str)]| {
        truth(
            &in_departments(open(&[("restart since", since(day))]), tree),
            within,
        )
    };
    let no_place = [("Payroll", 0, "")];
    let lagos = [("Payroll", 0, "Lagos")];
    let around = [("Payroll", 2, ""), ("Group", 0, "Lagos")];
    assert_eq!(
        asked("2026-05-28", &no_place),
        "true",
        "Friday is a holiday"
    );
    assert_eq!(asked("2026-05-27", &no_place), "false");
    assert_eq!(
        asked("2026-05-29", &lagos),
        "true",
        "no calendar: Monday to Friday"
    );
    assert_eq!(asked("2026-05-28", &lagos), "false");
    assert_eq!(
        asked("2026-05-28", &around),
        "false",
        "the place around it is Lagos"
    );
    // Friday and Saturday are the weekend there, and this Sunday is a holiday.
    let dubai = [("Payroll", 0, "dubai")];
    assert_eq!(asked("2026-05-28", &dubai), "true");

    let mut org = in_departments(open(&[("restart since", since("2026-05-28"))]), &no_place);
    let mut user = entity("person", 1, &[("place", text("Lagos"))]);
    let department = leads(EntityId::new("department", 1));
    user.links.insert("department".to_owned(), department);
    org.inventory.kinds.insert("person".into(), vec![user]);
    let devices = org.inventory.kinds.get_mut("device").unwrap();
    devices[0]
        .links
        .insert("user".to_owned(), leads(EntityId::new("person", 1)));
    assert_eq!(truth(&org, within), "false", "the user works in Lagos");
}

#[test]
fn days_counted_from_others_skip_holidays_too() {
    let day = |day: &str| known(Value::Date(day.parse().unwrap()));
    let org = in_departments(
        open(&[("restart since", day("2026-05-28"))]),
        &[("Payroll", 0, "")],
    );
    assert_eq!(truth(&org, "restart since is 1 working day ago"), "true");
    assert_eq!(
        truth(&org, "restart since is before 1 working day before today"),
        "false"
    );
}

#[test]
fn versions_are_ordered_as_the_row_says_who_made_them() {
    let asked = |maker: Option<&str>, version: &str| {
        let mut facts = vec![("kernel", text(version))];
        facts.extend(maker.map(|maker| ("maker", text(maker))));
        let org = Org::new(vec![open(&facts)]);
        truth(&org, "kernel is at least \"9\"")
    };
    for (maker, version, expected) in [
        (Some("deb"), "9~1", "false"),
        (Some("deb"), "9-1", "true"),
        (Some("pypi"), "9.dev1", "false"),
        (Some("pypi"), "9.post1", "true"),
        (Some("pypi"), "9~1", "unknown"),
        (Some("docker"), "10", "unknown"),
        (None, "10", "unknown"),
    ] {
        assert_eq!(asked(maker, version), expected, "{maker:?} {version}");
    }
}

#[test]
fn numbers_compare_in_the_unit_the_author_wrote() {
    let org = Org::new(vec![open(&[
        ("lock minutes", number(90.0)),
        ("idle hours", number(1.5)),
    ])]);
    for (condition, expected) in [
        ("lock minutes is at most 2 hours", "true"),
        ("lock minutes is more than 1 hour", "true"),
        ("lock minutes is at most 90", "true"),
        ("lock minutes is 5400 seconds", "true"),
        ("lock minutes is between 1 hour and 100 minutes", "true"),
        ("lock minutes is one of 1 hour, 1.5 hours", "true"),
        ("idle hours is less than 90 minutes", "false"),
    ] {
        assert_eq!(truth(&org, condition), expected, "{condition}");
    }
    let missed = org.rule(
        "rule",
        "Every device must have lock minutes at most 1 hour",
        "Severity: low",
    );
    let judgement = org.judge(&[missed]);
    let told = judgement
        .assess(&"rule".into(), &EntityId::new("device", 1))
        .unwrap();
    assert_eq!(
        told.because,
        "missed because: lock minutes is 90 minutes (mdm)"
    );
    assert_eq!(told.reasons[0].condition, "lock minutes is at most 1 hour");
}

#[test]
fn a_total_of_an_incomplete_set_is_an_interval() {
    let with = |complete: bool| {
        let mut laptop = open(&[]);
        let apps = vec![app("One", 5.0, "2026-05-10"), app("Two", 3.0, "2026-05-20")];
        laptop.parts.insert("apps".to_owned(), apps);
        let mut org = Org::new(vec![laptop]);
        if !complete {
            org.source().supplies.clear();
        }
        org
    };
    let (all, some) = (with(true), with(false));
    // What it is over all rows, and over rows of which there may be more.
    for (condition, exact, open) in [
        // No app takes less than no minutes, so more of them add no less.
        (
            "the total minutes of its apps is at least 8",
            "true",
            "true",
        ),
        (
            "the total minutes of its apps is at most 7",
            "false",
            "false",
        ),
        (
            "the total minutes of its apps is at most 9",
            "true",
            "unknown",
        ),
        ("the total minutes of its apps is 8", "true", "unknown"),
        ("the average minutes of its apps is 4", "true", "unknown"),
        (
            "the highest minutes of its apps is at least 5",
            "true",
            "true",
        ),
        (
            "the highest minutes of its apps is less than 6",
            "true",
            "unknown",
        ),
        (
            "the highest minutes of its apps is less than 5",
            "false",
            "false",
        ),
        (
            "the lowest minutes of its apps is at most 3",
            "true",
            "true",
        ),
        (
            "the lowest minutes of its apps is at least 3",
            "true",
            "unknown",
        ),
        (
            "the lowest minutes of its apps is more than 3",
            "false",
            "false",
        ),
        (
            "the latest updated on of its apps is on or after 2026-05-20",
            "true",
            "true",
        ),
        (
            "the latest updated on of its apps is before 2026-05-21",
            "true",
            "unknown",
        ),
        (
            "the earliest updated on of its apps is on or before 2026-05-10",
            "true",
            "true",
        ),
        (
            "the earliest updated on of its apps is after 2026-05-01",
            "true",
            "unknown",
        ),
        (
            "the total minutes of its apps is at least 480 seconds",
            "true",
            "true",
        ),
    ] {
        assert_eq!(truth(&all, condition), exact, "all: {condition}");
        assert_eq!(truth(&some, condition), open, "some: {condition}");
    }
}

/// The verdict of a rule that lets an unknown last two days, pass by pass: each an hour of the
/// clock, and whether the source that would know is there to answer.
fn lasting(passes: &[(i64, bool)]) -> Vec<Verdict> {
    let mut org = device(&[]);
    let sentence = "Every device must have lock minutes at most 10";
    let rule = org.rule(
        "rule",
        sentence,
        "Severity: low\nWhen unknown: fail after 2 days",
    );
    let id = EntityId::new("device", 1);
    let mut unknowns = Unknowns::new();
    let mut verdicts = Vec::new();
    for (hour, answers) in passes {
        let mut clock = clock();
        clock.now += SignedDuration::from_hours(*hour);
        org.source().snapshot_at = Some(clock.now);
        org.source().outcome = match answers {
            true => ScopeOutcome::Complete,
            false => ScopeOutcome::Failed,
        };
        let tables = tables(&org.inventory, &org.vocabulary);
        let rules = std::slice::from_ref(&rule);
        let judged = |before: &Unknowns| {
            judge_since(rules, &org.vocabulary, &tables, &clock, before).unwrap()
        };
        let judgement = judged(&unknowns);
        let verdict = judgement.verdict(&"rule".into(), &id).unwrap();
        assert_eq!(
            judgement.assess(&"rule".into(), &id).unwrap().verdict,
            verdict
        );
        unknowns = judgement.unknown_since();
        let again = judged(&unknowns);
        assert_eq!(again.unknown_since(), unknowns, "the same pass again");
        assert_eq!(
            again.verdict(&"rule".into(), &id),
            Some(verdict),
            "the same pass again"
        );
        verdicts.push(verdict);
    }
    verdicts
}

#[test]
fn an_unknown_that_lasts_counts_as_missed_and_its_clock_stops_with_the_source() {
    use Verdict::{Missed, Unknown};
    assert_eq!(
        lasting(&[(0, true), (24, true), (47, true), (48, true), (72, true)]),
        [Unknown, Unknown, Unknown, Missed, Missed]
    );
    // A day without the source does not count, and counts as missed for nobody.
    assert_eq!(
        lasting(&[
            (0, true),
            (24, true),
            (36, false),
            (48, false),
            (60, true),
            (84, true)
        ]),
        [Unknown, Unknown, Unknown, Unknown, Unknown, Missed]
    );
    // What counted as missed is unknown again while the source is away, and missed again after.
    assert_eq!(
        lasting(&[(0, true), (48, true), (60, false), (72, true), (90, true)]),
        [Unknown, Missed, Unknown, Missed, Missed]
    );
    // Unknown only because nobody was asked: no clock starts.
    assert_eq!(
        lasting(&[
            (0, false),
            (100, false),
            (200, true),
            (247, true),
            (248, true)
        ]),
        [Unknown, Unknown, Unknown, Unknown, Missed]
    );
}

#[test]
fn since_when_is_kept_only_for_rules_that_ask_for_it_and_while_it_is_unknown() {
    let org = device(&[]);
    let sentence = "Every device must have lock minutes at most 10";
    let tables = tables(&org.inventory, &org.vocabulary);
    let since = |labels: &str, before: &Unknowns| {
        let rule = org.rule("rule", sentence, &format!("Severity: low\n{labels}"));
        let judgement = judge_since(&[rule], &org.vocabulary, &tables, &clock(), before);
        judgement.unwrap().unknown_since()
    };
    assert!(since("When unknown: fail", &Unknowns::new()).is_empty());
    assert!(since("When unknown: report", &Unknowns::new()).is_empty());
    let kept = since("When unknown: fail after 1 day", &Unknowns::new());
    assert_eq!(kept["rule"].len(), 1);

    let told = device(&[("lock minutes", number(5.0))]);
    let tables = judge::tables(&told.inventory, &told.vocabulary);
    let rule = told.rule(
        "rule",
        sentence,
        "Severity: low\nWhen unknown: fail after 1 day",
    );
    let judgement = judge_since(&[rule], &told.vocabulary, &tables, &clock(), &kept).unwrap();
    assert!(judgement.unknown_since()["rule"].is_empty());
}
