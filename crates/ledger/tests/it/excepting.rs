//! Exceptions: who may have one, how long, what it changes, and when it ends by itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use ledger::{
    acts::{Act, Acted, ExceptionAct},
    exceptions::{self, Exceptions, Tier, WrongTerms, freeze, needed},
};
use model::{
    EntityId, Exception, FindingState, RuleId, Severity, Verdict,
    exception::{Asked, Covers, Ended, Frozen, Level, Standing, Subject, applies},
    span::Length,
};
use proptest::prelude::*;

use crate::story::{Fallen, Says, Story, at, device, met, missed, noon, words};

const RULE: &str = "laptops-are-encrypted";

fn person(number: u64) -> EntityId {
    EntityId::new("person", number)
}

/// A request about `device-1` as it is missed, until a day.
fn asked(story: &Story, until: &str) -> Asked {
    Asked {
        rule: RULE.into(),
        covers: Covers::Entities([device(1)].into()),
        until: noon(until),
        requester: person(1),
        risk_owner: person(2),
        approver: None,
        instead: String::new(),
        watched_by: None,
        renews: None,
        frozen: [(device(1), freeze(story.finding())[RULE].clone())].into(),
    }
}

fn open() -> Story {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01")]);
    story
}

fn request(story: &mut Story, day: &str, asked: Asked) -> u64 {
    let what = ExceptionAct::Request(Box::new(asked));
    story
        .act(day, "bo@example.org", Acted::Exception(what))
        .unwrap()
}

fn approve(story: &mut Story, day: &str, exception: u64, level: Level) {
    let what = ExceptionAct::Approve {
        exception,
        approver: person(3),
        level,
        until: None,
        due: None,
    };
    story
        .act(day, "ana@example.org", Acted::Exception(what))
        .unwrap();
}

/// A finding of medium severity that is excepted from the second of March to the first of April.
fn excepted() -> (Story, u64) {
    let mut story = Story::default();
    let says = missed("2026-03-01");
    story.pass("2026-03-01", [says.clone()]);
    let wanted = asked(&story, "2026-04-01");
    let number = request(&mut story, "2026-03-02", wanted);
    approve(&mut story, "2026-03-02", number, Level::Accountable);
    story.pass("2026-03-03", [missed("2026-03-03")]);
    assert_eq!(story.finding().state, FindingState::Excepted);
    (story, number)
}

fn ended(story: &Story, number: u64) -> Option<Ended> {
    match &story.exceptions().get(number)?.standing {
        Standing::Ended { why, .. } => Some(why.clone()),
        _ => None,
    }
}

#[test]
fn until_everybody_approved_it_is_only_asked_for() {
    let mut story = Story::default();
    let mut says = missed("2026-03-01");
    says.0.severity = Severity::Critical;
    story.pass("2026-03-01", [says.clone()]);
    let wanted = asked(&story, "2026-03-10");
    let number = request(&mut story, "2026-03-02", wanted);
    let again = |day: &str| {
        let mut says = says.clone();
        says.0.parts[0] = crate::story::part(0, Verdict::Missed, &[]);
        let _ = day;
        says
    };
    story.pass("2026-03-02", [again("2026-03-02")]);
    assert_eq!(story.finding().state, FindingState::ExceptionRequested);
    approve(&mut story, "2026-03-03", number, Level::DepartmentHead);
    story.pass("2026-03-03", [again("2026-03-03")]);
    assert_eq!(story.finding().state, FindingState::ExceptionRequested);
    approve(&mut story, "2026-03-04", number, Level::HeadOfSecurity);
    story.pass("2026-03-04", [again("2026-03-04")]);
    assert_eq!(story.finding().state, FindingState::Excepted);
}

#[test]
fn it_stops_no_clock_and_comes_back_with_its_old_due_date() {
    let (mut story, _) = excepted();
    let due = story.finding().due;
    story.pass("2026-03-31", [missed("2026-03-31")]);
    assert_eq!(story.finding().state, FindingState::Excepted);
    assert_eq!(story.finding().due, due);
    let changes = story.pass("2026-04-02", [missed("2026-04-02")]);
    assert_eq!(story.finding().state, FindingState::Open);
    assert_eq!(words(&changes), ["ExceptionEnded { exception: 1 }"]);
    assert_eq!(story.finding().due, due);
    assert!(ledger::view::is_overdue(
        story.finding(),
        noon("2026-04-02")
    ));
}

#[test]
fn whoever_approves_may_set_a_due_date_and_never_later_than_a_new_start() {
    for (due, expected) in [("2026-04-20", "2026-04-20"), ("2027-01-01", "2026-05-02")] {
        let mut story = open();
        let wanted = asked(&story, "2026-04-01");
        let exception = request(&mut story, "2026-03-02", wanted);
        let what = ExceptionAct::Approve {
            exception,
            approver: person(3),
            level: Level::Accountable,
            until: None,
            due: Some(noon(due)),
        };
        let by = "ana@example.org";
        story.act("2026-03-02", by, Acted::Exception(what)).unwrap();
        story.pass("2026-03-03", [missed("2026-03-03")]);
        assert_eq!(story.finding().state, FindingState::Excepted);
        // The second pass of a story over the same answers must change nothing.
        story.pass("2026-04-02", [missed("2026-04-02")]);
        assert_eq!(story.finding().state, FindingState::Open);
        assert_eq!(story.finding().due, Some(noon(expected)));
        story.pass("2026-04-03", [missed("2026-04-03")]);
        assert_eq!(story.finding().due, Some(noon(expected)));
    }
}

#[test]
fn evidence_closes_an_excepted_finding_all_the_same() {
    let (mut story, _) = excepted();
    story.pass("2026-03-05", [met("2026-03-05")]);
    assert_eq!(story.finding().state, FindingState::Closed);
    assert!(story.finding().handling.exceptions.is_empty());
}

#[test]
fn it_goes_stale_when_things_are_worse_than_they_were() {
    type Change = fn(&mut Says);
    let worse: [(&str, Change); 3] = [
        ("severity", |says| says.0.severity = Severity::High),
        ("sooner", |says| says.0.fix_within = Some(Length::days(14))),
        ("more", |says| *says = says.clone().rows(&["another"])),
    ];
    for (what, change) in worse {
        let (mut story, number) = excepted();
        let mut says = missed("2026-03-04");
        change(&mut says);
        story.pass("2026-03-04", [says]);
        assert_eq!(story.finding().state, FindingState::Open, "{what}");
        assert!(
            matches!(ended(&story, number), Some(Ended::Stale { .. })),
            "{what}"
        );
        story.pass("2026-03-05", [missed("2026-03-05")]);
        assert_eq!(
            story.finding().state,
            FindingState::Open,
            "{what}: for ever"
        );
    }
}

#[test]
fn better_is_not_stale() {
    let (mut story, number) = excepted();
    let mut says = missed("2026-03-04");
    says.0.severity = Severity::Low;
    says.0.fix_within = Some(Length::days(90));
    story.pass("2026-03-04", [says]);
    assert_eq!(story.finding().state, FindingState::Excepted);
    assert_eq!(ended(&story, number), None);
}

#[test]
fn it_goes_stale_when_the_one_who_carries_the_risk_leaves() {
    let (mut story, number) = excepted();
    story.left.insert(person(2));
    story.pass("2026-03-04", [missed("2026-03-04")]);
    assert_eq!(story.finding().state, FindingState::Open);
    assert!(matches!(ended(&story, number), Some(Ended::Stale { .. })));
}

#[test]
fn it_goes_stale_when_what_is_done_instead_is_missed() {
    let mut story = Story::default();
    let says = missed("2026-03-01");
    story.pass("2026-03-01", [says.clone()]);
    let watched = Asked {
        watched_by: Some("laptops-lock".into()),
        ..asked(&story, "2026-04-01")
    };
    let number = request(&mut story, "2026-03-01", watched);
    approve(&mut story, "2026-03-01", number, Level::Accountable);
    story.pass("2026-03-02", [missed("2026-03-02")]);
    assert_eq!(story.finding().state, FindingState::Excepted);
    let mut other = missed("2026-03-03");
    other.0.rule = "laptops-lock".into();
    other.0.parts[0].rule = "laptops-lock".into();
    story.pass("2026-03-03", [missed("2026-03-03"), other]);
    assert_eq!(story.finding().state, FindingState::Open);
}

#[test]
fn merged_with_something_that_had_none_it_goes_stale() {
    let (mut story, number) = excepted();
    let fallen = Fallen {
        merged: vec![(device(1), device(2))],
        ..Fallen::default()
    };
    let mut says = missed("2026-03-04");
    says.0.entity = device(2);
    story.pass_at(noon("2026-03-04"), [says], &fallen);
    assert_eq!(story.of(2).state, FindingState::Open);
    assert!(matches!(ended(&story, number), Some(Ended::Stale { .. })));
}

#[test]
fn a_tightening_that_is_missed_too_needs_its_own() {
    let (mut story, _) = excepted();
    let mut says = missed("2026-03-04");
    let mut stricter = says.0.parts[0].clone();
    stricter.rule = "finance-laptops".into();
    says.0.parts.push(stricter);
    story.pass("2026-03-04", [says.clone()]);
    assert_eq!(story.finding().state, FindingState::Open);
    let own = Asked {
        rule: "finance-laptops".into(),
        frozen: [(
            device(1),
            freeze(story.finding())["finance-laptops"].clone(),
        )]
        .into(),
        ..asked(&story, "2026-03-20")
    };
    let number = request(&mut story, "2026-03-05", own);
    approve(&mut story, "2026-03-05", number, Level::Accountable);
    let mut again = says;
    again.0.parts.iter_mut().for_each(|part| {
        part.evidence = [("tool".into(), at("2026-03-06"))].into();
    });
    story.pass("2026-03-06", [again]);
    assert_eq!(story.finding().state, FindingState::Excepted);
}

#[test]
fn a_renewal_takes_the_place_of_the_one_before_and_climbs_a_level() {
    let (mut story, first) = excepted();
    let renewal = Asked {
        renews: Some(first),
        ..asked(&story, "2026-05-01")
    };
    let second = request(&mut story, "2026-03-30", renewal);
    approve(&mut story, "2026-03-30", second, Level::Accountable);
    assert_eq!(
        story.exceptions().get(second).unwrap().standing,
        Standing::Requested
    );
    approve(&mut story, "2026-03-30", second, Level::DepartmentHead);
    assert_eq!(ended(&story, first), Some(Ended::Renewed));
    story.pass("2026-04-15", [missed("2026-04-15")]);
    assert_eq!(story.finding().state, FindingState::Excepted);
}

#[test]
fn the_worse_it_is_the_shorter_it_lasts_and_the_more_have_to_approve() {
    use Level::{Accountable, DepartmentHead, HeadOfSecurity};
    let days = |count| Some(count);
    let cases: [(Severity, Option<i64>, i64, &[Level]); 8] = [
        (
            Severity::Critical,
            days(90),
            14,
            &[DepartmentHead, HeadOfSecurity],
        ),
        (
            Severity::Low,
            days(3),
            14,
            &[DepartmentHead, HeadOfSecurity],
        ),
        (Severity::High, days(90), 30, &[DepartmentHead]),
        (Severity::Low, days(14), 30, &[DepartmentHead]),
        (Severity::Medium, days(90), 90, &[Accountable]),
        (Severity::Low, days(60), 90, &[Accountable]),
        (Severity::Low, days(61), 180, &[Accountable]),
        (Severity::Low, None, 180, &[Accountable]),
    ];
    for (severity, days, longest, levels) in cases {
        let frozen = Frozen {
            severity,
            days,
            items: BTreeMap::new(),
        };
        let mut asked = asked(&open(), "2026-03-02");
        asked.frozen = [(device(1), frozen)].into();
        let tier = Tier::of_asked(&asked);
        assert_eq!(exceptions::longest(tier), longest, "{severity} {days:?}");
        assert_eq!(
            needed(tier, 0),
            levels.iter().copied().collect(),
            "{severity} {days:?}"
        );
        let now = at("2026-03-01");
        let reason = "the vendor ships a fix in May";
        let ends = |days: i64| {
            now.checked_add(jiff::SignedDuration::from_hours(24 * days))
                .unwrap()
        };
        asked.until = ends(longest);
        assert_eq!(exceptions::check(&asked, reason, now, None, None), Ok(()));
        asked.until = ends(longest + 2);
        let long = exceptions::check(&asked, reason, now, None, None);
        assert!(
            matches!(long, Err(WrongTerms::TooLong { .. })),
            "{severity} {days:?}"
        );
    }
}

#[test]
fn no_row_of_renewals_lasts_longer_than_a_year() {
    let mut low = asked(&open(), "2026-03-02");
    low.frozen.values_mut().for_each(|it| {
        it.severity = Severity::Low;
        it.days = None;
    });
    let first = Some(at("2026-01-01"));
    let reason = "the vendor ships a fix in May";
    low.until = at("2027-01-01");
    assert_eq!(
        exceptions::check(&low, reason, at("2026-09-01"), first, None),
        Ok(())
    );
    low.until = at("2027-01-03");
    let long = exceptions::check(&low, reason, at("2026-09-01"), first, None);
    assert_eq!(long, Err(WrongTerms::TooLongInAll));
}

#[test]
fn a_reason_says_something() {
    let asked = asked(&open(), "2026-03-20");
    let now = at("2026-03-01");
    let check = |because| exceptions::check(&asked, because, now, None, None);
    assert_eq!(check("because"), Err(WrongTerms::Reason));
    assert_eq!(
        check("                            "),
        Err(WrongTerms::Reason)
    );
}

/// A log of acts about exceptions, of up to three rules on up to three devices.
fn acts() -> impl Strategy<Value = Vec<Act>> {
    let request = (0_u64..3, 0_u64..3, 1_i64..20, any::<bool>());
    let request = request.prop_map(|(rule, entity, days, everywhere)| {
        let covers = match everywhere {
            true => Covers::Where("it is old".to_owned()),
            false => Covers::Entities([device(entity)].into()),
        };
        let asked = Asked {
            rule: RuleId::new(format!("rule-{rule}")),
            covers,
            until: day(days),
            ..asked(&open(), "2026-03-02")
        };
        ExceptionAct::Request(Box::new(asked))
    });
    let approve = (1_u64..8).prop_map(|exception| ExceptionAct::Approve {
        exception,
        approver: person(3),
        level: Level::Accountable,
        until: None,
        due: None,
    });
    let revoke = (1_u64..8).prop_map(|exception| ExceptionAct::Revoke { exception });
    let one = prop_oneof![3 => request, 4 => approve, 1 => revoke];
    proptest::collection::vec((one, 0_i64..6), 0..12).prop_map(|acts| {
        let mut now = 0;
        let act = |(index, (what, later)): (usize, (ExceptionAct, i64))| {
            now += later;
            Act {
                number: index as u64 + 1,
                at: day(now),
                by: "bo@example.org".to_owned(),
                because: "it is as it is, and here is why".to_owned(),
                what: Acted::Exception(what),
            }
        };
        acts.into_iter().enumerate().map(act).collect()
    })
}

fn day(number: i64) -> Timestamp {
    let start = at("2026-03-01");
    start
        .checked_add(jiff::SignedDuration::from_hours(24 * number))
        .unwrap()
}

proptest! {
    /// What a pass writes down, what a guardrail asks of one change and what a page works out of a
    /// finding are one answer.
    #[test]
    fn everything_that_asks_gets_one_answer(
        acts in acts(),
        now in 0_i64..40,
        missed_rules in proptest::collection::btree_set(0_u64..3, 1..3),
        old in any::<bool>(),
    ) {
        let exceptions = Exceptions::replay(&acts, []);
        let rules: BTreeSet<RuleId> =
            missed_rules.iter().map(|rule| RuleId::new(format!("rule-{rule}"))).collect();
        let surely: BTreeSet<String> =
            old.then(|| "it is old".to_owned()).into_iter().collect();
        let subject = Subject { entity: &device(1), surely: &surely };

        // As a pass records it.
        let mut says = missed("2026-03-01");
        says.0.rule = RuleId::new("rule-0");
        says.0.parts = rules.iter().map(|rule| {
            let mut part = missed("2026-03-01").0.parts[0].clone();
            part.rule = rule.clone();
            part
        }).collect();
        let assessments = [says.0];
        let surely = BTreeMap::from([(device(1), surely.clone())]);
        let left = BTreeSet::new();
        let pass = ledger::Pass {
            at: day(now),
            zone: jiff::tz::TimeZone::UTC,
            calendars: model::Calendars::none(),
            assessments: &assessments,
            retired: &[],
            gone: &[],
            merged: &[],
            split: &[],
            in_force_since: &BTreeMap::new(),
            exceptions: &exceptions,
            left: &left,
            deadlines: &Default::default(),
            surely: &surely,
            held_back: &BTreeMap::new(),
        };
        let changes = ledger::record(&[], &pass);
        let recorded = changes.findings[0].state == FindingState::Excepted;

        // As a guardrail asks from then on: each rule by itself.
        let exceptions = exceptions.without(&changes.stale);
        let one = |rule: &RuleId| {
            exceptions.iter().any(|one| applies(one, subject, rule, day(now)))
        };
        let guard = rules.iter().all(one);

        // As a report or a page works it out from what is recorded.
        let page = ledger::view::state(&changes.findings[0], &exceptions, &surely, day(now));
        prop_assert_eq!(guard, recorded);
        prop_assert_eq!(page == FindingState::Excepted, recorded);
    }

    /// Without an end nothing can be excepted: after the last end nothing is.
    #[test]
    fn every_exception_ends(acts in acts(), rule in 0_u64..3) {
        let exceptions = Exceptions::replay(&acts, []);
        let surely = BTreeSet::from(["it is old".to_owned()]);
        let subject = Subject { entity: &device(1), surely: &surely };
        let rule = RuleId::new(format!("rule-{rule}"));
        let covers = |one: &Exception| applies(one, subject, &rule, day(21));
        prop_assert!(!exceptions.iter().any(covers));
    }
}
