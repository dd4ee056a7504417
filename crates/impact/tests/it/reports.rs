//! What a department's and the organisation's report say.

use impact::{Amount, OrganisationError, Promises, Share, Side, debt::Effort, organisation};
use model::{CloseReason::*, FindingState, Severity};

use crate::fixtures::{at, clock, closed, end_of, now, open, rate, report};

#[test]
fn coverage_counts_unknown_in_the_whole_and_never_as_met() {
    let coverage = report(2, &[], None).coverage;
    assert_eq!(coverage.share, Share { part: 6, of: 9 });
    assert_eq!(coverage.all.unknown, 2);
    assert_eq!(coverage.rules[0].title, "Laptops run the endpoint agent");
}

#[test]
fn open_work_is_told_by_deadline_severity_and_age() {
    let mut oldest = open("agent", 4, None);
    oldest.missed_since = at("2026-01-01T00:00:00Z");
    oldest.severity = Severity::Low;
    let findings = [
        open("agent", 1, Some(end_of("2026-05-31"))),
        open("agent", 2, Some(end_of("2026-06-08"))),
        open("agent", 3, Some(end_of("2026-06-09"))),
        oldest,
    ];
    let report = report(1, &findings, None);
    let work = &report.work;
    assert_eq!(
        (work.open, work.overdue, work.due_soon, work.no_deadline),
        (4, 1, 1, 1)
    );
    assert_eq!(
        (
            work.by_severity[&Severity::High],
            work.by_severity[&Severity::Low]
        ),
        (3, 1)
    );
    let oldest = work.oldest.as_ref().unwrap();
    assert_eq!(
        (oldest.finding.as_str(), oldest.days),
        ("agent@device-4", 151)
    );
    let order: Vec<u64> = report.open.iter().map(|line| line.entity.number).collect();
    assert_eq!(order, [1, 2, 3, 4]);
}

#[test]
fn what_is_only_detected_or_closed_is_no_open_work() {
    let mut detected = open("agent", 1, Some(end_of("2026-05-01")));
    detected.state = FindingState::Detected;
    let fixed = closed(
        open("agent", 2, None),
        FixedVerified,
        "2026-05-02T00:00:00Z",
    );
    let report = report(1, &[detected, fixed], None);
    assert_eq!(report.work.open, 0);
    assert_eq!(report.debt.debt, Amount::default());
}

fn promises(findings: &[model::Finding]) -> Promises {
    report(1, findings, None).promises
}

#[test]
fn fixed_by_the_last_second_is_kept_and_a_second_later_is_not() {
    let due = Some(end_of("2026-05-10"));
    let kept = closed(open("agent", 1, due), FixedVerified, "2026-05-10T23:59:59Z");
    let late = closed(open("agent", 2, due), FixedVerified, "2026-05-11T00:00:00Z");
    let promises = promises(&[kept, late.clone(), open("agent", 3, due)]);
    assert_eq!(promises.share(), Share { part: 1, of: 3 });
    assert_eq!(promises.broken, [late.id, open("agent", 3, due).id]);
}

#[test]
fn only_what_fell_due_in_the_period_was_promised_in_it() {
    let before = open("agent", 1, Some(end_of("2026-04-30")));
    let after = open("agent", 2, Some(end_of("2026-06-01")));
    let never = open("agent", 3, None);
    assert_eq!(promises(&[before, after, never]), Promises::default());
}

#[test]
fn what_ended_for_another_reason_is_neither_kept_nor_broken() {
    let due = Some(end_of("2026-05-10"));
    let gone = closed(open("agent", 1, due), EntityGone, "2026-05-05T00:00:00Z");
    let gone_late = closed(open("agent", 2, due), EntityGone, "2026-05-20T00:00:00Z");
    let promises = promises(&[gone, gone_late]);
    assert_eq!((promises.due, promises.kept, promises.fell_away), (1, 0, 1));
}

#[test]
fn one_late_item_breaks_the_promise_of_its_finding() {
    let due = Some(end_of("2026-05-10"));
    let mut half = open("agent", 1, due);
    half.clocks = vec![
        clock("a", due, Some(at("2026-05-02T00:00:00Z"))),
        clock("b", due, None),
    ];
    assert_eq!(promises(&[half]).share(), Share { part: 0, of: 1 });
}

#[test]
fn what_nobody_was_told_of_was_never_promised() {
    let mut untold = open("agent", 1, Some(end_of("2026-05-10")));
    untold.opened_at = None;
    untold.state = FindingState::Detected;
    assert_eq!(promises(&[untold]), Promises::default());
}

#[test]
fn debt_is_what_is_overdue_and_backlog_what_is_in_time() {
    let late = Some(end_of("2026-05-31"));
    let findings = [
        open("agent", 1, late),
        open("agent", 2, late),
        open("disk", 1, late),
        open("agent", 3, Some(end_of("2026-06-20"))),
    ];
    let debt = report(1, &findings, Some(rate(90.0, "EUR"))).debt;
    let said = |amount: Amount| (amount.minutes, amount.money.unwrap().to_string());
    assert_eq!(said(debt.debt), (100, "EUR 150.00".to_owned()));
    assert_eq!(said(debt.backlog), (20, "EUR 30.00".to_owned()));
    let disk = &debt.lines[1];
    assert_eq!(
        (disk.side, disk.minutes_each, disk.effort),
        (Side::Debt, 60, Effort::Assumed)
    );
    assert_eq!(disk.findings[0].finding.as_str(), "disk@device-1");
}

#[test]
fn a_department_can_be_checked_by_hand() {
    // Three findings of 20 minutes at 10.01 an hour: 60 minutes cost 10.01, not 3 x 3.34.
    let late = Some(end_of("2026-05-31"));
    let findings = [1, 2, 3].map(|number| open("agent", number, late));
    let debt = report(1, &findings, Some(rate(10.01, "EUR"))).debt;
    assert_eq!(debt.debt.money.unwrap().minor, 1001);
    let each = debt.lines[0]
        .findings
        .iter()
        .map(|cost| cost.money.unwrap().minor);
    assert_eq!(each.collect::<Vec<_>>(), [334, 334, 333]);
}

#[test]
fn without_a_rate_there_are_hours_and_no_invented_money() {
    let report = report(1, &[open("agent", 1, None)], None);
    let expected = Amount {
        findings: 1,
        minutes: 20,
        money: None,
        unpriced_minutes: 20,
    };
    assert_eq!(report.debt.backlog, expected);
}

#[test]
fn reports_that_do_not_belong_together_are_not_added() {
    let euro = report(1, &[open("agent", 1, None)], Some(rate(90.0, "EUR")));
    let yen = report(2, &[open("agent", 2, None)], Some(rate(9000.0, "JPY")));
    let mut later = report(3, &[], None);
    later.at = at("2026-06-02T00:00:00Z");

    let wrong = |reports| organisation(reports).unwrap_err().to_string();
    assert_eq!(
        wrong(vec![euro.clone(), yen]),
        "`Department 2` is priced in JPY, the others in EUR"
    );
    assert_eq!(
        wrong(vec![euro.clone(), euro.clone()]),
        "`Department 1` was reported twice"
    );
    assert_eq!(
        wrong(vec![euro, later]),
        "`Department 3` was reported for another time than `Department 1`"
    );
    assert_eq!(organisation(Vec::new()), Err(OrganisationError::Nothing));
}

#[test]
fn the_organisation_keeps_the_oldest_of_all() {
    let mut old = open("agent", 2, None);
    old.missed_since = at("2026-01-01T00:00:00Z");
    let reports = vec![
        report(1, &[open("agent", 1, None)], None),
        report(2, &[old], None),
    ];
    let total = organisation(reports).unwrap();
    assert_eq!(
        total.work.oldest.unwrap().finding.as_str(),
        "agent@device-2"
    );
    assert_eq!((total.at, total.coverage.rules[0].counts.met), (now(), 9));
}
