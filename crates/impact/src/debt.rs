//! Security debt: what it would cost to do now what is late, and what is still in time.
//!
//! `principal of a finding = hours of its rule x hourly rate of the department`. Debt is the
//! principal of all that is overdue, backlog that of all that is in time; both are always shown.
//! A side of a department is priced once, `minutes x rate / 60` rounded to the minor unit, so
//! that a reader can check it; its rules and findings share that amount by largest remainder, and
//! the organisation is the sum of its departments. So it adds up to the minor unit at every level.

use std::collections::BTreeMap;

use model::{FindingId, RuleId};
use serde::{Deserialize, Serialize};

use crate::{
    department::RuleFacts,
    money::{self, Currency, Money, Rate},
    work::{OpenLine, Timing},
};

/// Minutes for a finding of a rule that does not say how long it takes.
pub const ASSUMED_MINUTES: u32 = 60;

/// The formula as the reader sees it.
pub const FORMULA: &str = "hours of the rule x hourly rate of the department; debt is what is \
                           overdue, backlog what is in time";

/// Whether work is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Overdue.
    Debt,
    /// In time.
    Backlog,
}

/// Where the minutes of a rule come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// The rule says so.
    Declared,
    /// The rule says nothing: [`ASSUMED_MINUTES`].
    Assumed,
}

/// Work in findings, time and money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// Findings.
    pub findings: u64,
    /// Minutes for all of them.
    pub minutes: u64,
    /// What those with a rate cost; none where no rate is known.
    pub money: Option<Money>,
    /// Minutes that have no rate, so that money does not speak of them.
    pub unpriced_minutes: u64,
}

/// The findings of one rule on one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebtLine {
    /// Late or in time.
    pub side: Side,
    /// The rule.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// Minutes for one finding.
    pub minutes_each: u32,
    /// Where they come from.
    pub effort: Effort,
    /// All of them together.
    pub amount: Amount,
    /// Its findings with what each costs.
    pub findings: Vec<FindingCost>,
}

/// One finding's share of its line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingCost {
    /// The finding.
    pub finding: FindingId,
    /// Its share; none without a rate.
    pub money: Option<Money>,
}

/// Both sides, and their lines: debt first, then by rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityDebt {
    /// What is overdue.
    pub debt: Amount,
    /// What is in time.
    pub backlog: Amount,
    /// Rule by rule.
    pub lines: Vec<DebtLine>,
}

impl Amount {
    fn priced(findings: u64, minutes: u64, rate: Option<&Rate>) -> Self {
        let money = rate.map(|rate| rate.cost(minutes));
        let unpriced_minutes = if money.is_none() { minutes } else { 0 };
        Self {
            findings,
            minutes,
            money,
            unpriced_minutes,
        }
    }

    /// Adds another amount of the same currency.
    pub(crate) fn add(&mut self, more: &Self) {
        self.findings += more.findings;
        self.minutes += more.minutes;
        self.unpriced_minutes += more.unpriced_minutes;
        self.money = match (self.money, more.money) {
            (Some(a), Some(b)) => Some(Money {
                minor: a.minor.saturating_add(b.minor),
                ..a
            }),
            (a, b) => a.or(b),
        };
    }
}

impl SecurityDebt {
    /// Prices the open findings of one department.
    pub(crate) fn of(
        open: &[OpenLine],
        rules: &BTreeMap<RuleId, RuleFacts>,
        rate: Option<&Rate>,
    ) -> Self {
        let mut groups: BTreeMap<(Side, &RuleId), Vec<&FindingId>> = BTreeMap::new();
        for line in open {
            let side = if line.timing == Timing::Overdue {
                Side::Debt
            } else {
                Side::Backlog
            };
            groups
                .entry((side, &line.rule))
                .or_default()
                .push(&line.finding);
        }
        let mut lines: Vec<DebtLine> = groups
            .into_iter()
            .map(|((side, rule), findings)| line(side, rule, findings, rules.get(rule)))
            .collect();
        Self {
            debt: price(&mut lines, Side::Debt, rate),
            backlog: price(&mut lines, Side::Backlog, rate),
            lines,
        }
    }

    /// The currency it is told in, where anything has a price.
    pub fn currency(&self) -> Option<Currency> {
        self.debt
            .money
            .or(self.backlog.money)
            .map(|money| money.currency)
    }
}

/// One line, not yet priced.
fn line(
    side: Side,
    rule: &RuleId,
    mut findings: Vec<&FindingId>,
    facts: Option<&RuleFacts>,
) -> DebtLine {
    findings.sort_unstable();
    let declared = facts.and_then(|facts| facts.minutes);
    let minutes_each = declared.unwrap_or(ASSUMED_MINUTES);
    let count = findings.len() as u64;
    DebtLine {
        side,
        rule: rule.clone(),
        title: facts.map_or_else(|| rule.to_string(), |facts| facts.title.clone()),
        minutes_each,
        effort: if declared.is_some() {
            Effort::Declared
        } else {
            Effort::Assumed
        },
        amount: Amount::priced(count, count * u64::from(minutes_each), None),
        findings: findings
            .into_iter()
            .map(|finding| FindingCost {
                finding: finding.clone(),
                money: None,
            })
            .collect(),
    }
}

/// Prices a side as a whole and shares the price among its lines and their findings.
fn price(lines: &mut [DebtLine], side: Side, rate: Option<&Rate>) -> Amount {
    let mut own: Vec<&mut DebtLine> = lines.iter_mut().filter(|l| l.side == side).collect();
    let findings = own.iter().map(|line| line.amount.findings).sum();
    let minutes = own.iter().map(|line| line.amount.minutes).sum();
    let total = Amount::priced(findings, minutes, rate);
    let Some(Money { minor, currency }) = total.money else {
        return total;
    };

    let weights: Vec<u64> = own.iter().map(|line| line.amount.minutes).collect();
    for (line, minor) in own.iter_mut().zip(money::split(minor, &weights)) {
        line.amount.money = Some(Money { minor, currency });
        line.amount.unpriced_minutes = 0;
        let each = money::split(minor, &vec![1; line.findings.len()]);
        for (cost, minor) in line.findings.iter_mut().zip(each) {
            cost.money = Some(Money { minor, currency });
        }
    }
    total
}
