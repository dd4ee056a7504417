//! Parts add up to the whole, to the minor unit, on every level.

use impact::{Amount, DepartmentReport, Rate, Side, money, organisation};
use jiff::ToSpan;
use model::Finding;
use proptest::prelude::*;

use crate::fixtures::{now, open, rate, report};

fn findings() -> impl Strategy<Value = Vec<Finding>> {
    let one = (
        prop::sample::select(vec!["agent", "disk", "other"]),
        -50_i64..50,
    );
    prop::collection::vec(one, 0..40).prop_map(|all| {
        let make = |(number, (rule, hours)): (usize, (&str, i64))| {
            open(rule, number as u64, Some(now() + hours.hours()))
        };
        all.into_iter().enumerate().map(make).collect()
    })
}

fn hourly() -> impl Strategy<Value = Option<Rate>> {
    prop::option::of((0_u32..100_000).prop_map(|cents| rate(f64::from(cents) / 100.0, "EUR")))
}

fn departments() -> impl Strategy<Value = Vec<DepartmentReport>> {
    prop::collection::vec((findings(), hourly()), 1..6).prop_map(|all| {
        let make = |(number, (findings, rate)): (u64, (Vec<Finding>, Option<Rate>))| {
            report(number, &findings, rate)
        };
        (1..).zip(all).map(make).collect()
    })
}

fn minor(amount: &Amount) -> u64 {
    amount.money.map_or(0, |money| money.minor)
}

proptest! {
    #[test]
    fn a_split_adds_up_and_nobody_is_off_by_a_whole_unit(
        total in 0..u64::from(u32::MAX),
        weights in prop::collection::vec(0..10_000_u64, 1..50),
    ) {
        let parts = money::split(total, &weights);
        prop_assert_eq!(parts.iter().sum::<u64>(), total);
        let sum: u64 = weights.iter().sum();
        for (part, weight) in parts.iter().zip(&weights).filter(|_| sum > 0) {
            let exact = u128::from(total) * u128::from(*weight);
            let off = (u128::from(*part) * u128::from(sum)).abs_diff(exact);
            prop_assert!(off < u128::from(sum), "{} for {} of {}", part, weight, sum);
        }
    }

    #[test]
    fn departments_add_up_to_the_organisation(departments in departments()) {
        let total = organisation(departments.clone()).unwrap();
        let sum = |of: fn(&DepartmentReport) -> u64| departments.iter().map(of).sum::<u64>();
        prop_assert_eq!(minor(&total.debt), sum(|d| minor(&d.debt.debt)));
        prop_assert_eq!(minor(&total.backlog), sum(|d| minor(&d.debt.backlog)));
        prop_assert_eq!(total.debt.minutes, sum(|d| d.debt.debt.minutes));
        prop_assert_eq!(total.work.open, sum(|d| d.work.open));
        prop_assert_eq!(total.coverage.all.all(), sum(|d| d.coverage.all.all()));
    }

    #[test]
    fn findings_add_up_to_lines_and_lines_to_both_sides(
        findings in findings(),
        hourly in hourly(),
    ) {
        let report = report(1, &findings, hourly);
        let priced = report.debt;
        for (side, total) in [(Side::Debt, priced.debt), (Side::Backlog, priced.backlog)] {
            let lines: Vec<_> = priced.lines.iter().filter(|l| l.side == side).collect();
            let money: u64 = lines.iter().map(|line| minor(&line.amount)).sum();
            prop_assert_eq!(money, minor(&total));
            let minutes: u64 = lines.iter().map(|line| line.amount.minutes).sum();
            prop_assert_eq!(minutes, total.minutes);
            for line in lines {
                let each = line.findings.iter().map(|f| f.money.map_or(0, |m| m.minor));
                prop_assert_eq!(each.sum::<u64>(), minor(&line.amount));
                prop_assert_eq!(line.findings.len() as u64, line.amount.findings);
            }
        }
        let all = priced.debt.findings + priced.backlog.findings;
        prop_assert_eq!(all, findings.len() as u64);
    }

    #[test]
    fn deadlines_and_severities_each_add_up_to_open_work(findings in findings()) {
        let work = report(1, &findings, None).work;
        prop_assert_eq!(work.by_severity.values().sum::<u64>(), work.open);
        prop_assert!(work.overdue + work.due_soon + work.no_deadline <= work.open);
    }
}
