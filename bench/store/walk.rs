//! The pass after the first: what is judged against what stands in the ledger. One finding in two
//! hundred is fixed, and as many are new.

use std::collections::BTreeMap;

use app::stretches;
use jiff::SignedDuration;
use ledger::{Changes, Missed, Walk};
use model::{FindingState, verdict::Assessment};
use store::Store;

use crate::{Failed, fleet};

/// What the judge gives: who is missed, by rule.
pub struct Next {
    missed: Vec<Missed>,
}

/// Whether the entity of a number has its finding fixed.
fn is_fixed(number: u64) -> bool {
    number.is_multiple_of(200)
}

/// The numbers that are missed where so many were open: new ones come behind those that closed.
pub fn numbers(count: u64) -> impl Iterator<Item = u64> {
    let new = count + count / 10;
    let still = (0..count).filter(|number| !is_fixed(*number));
    still.chain(new..new + count / 200)
}

impl Next {
    /// Where so many were open.
    pub fn of(count: u64) -> Self {
        let mut by_rule: Vec<Vec<u64>> = fleet::rules().map(|_| Vec::new()).collect();
        for number in numbers(count) {
            by_rule[fleet::rule_of(number) as usize].push(number);
        }
        let missed = by_rule.into_iter().map(Missed::new).collect();
        Self { missed }
    }

    /// Goes through the whole ledger once, as a pass does.
    pub async fn walk(&mut self, store: &Store) -> Result<Changes, Failed> {
        let at = fleet::start() + SignedDuration::from_hours(24);
        let in_force = fleet::in_force();
        let rules: BTreeMap<_, usize> = fleet::rules().zip(0..).collect();
        let mut walk = Walk::begin(&fleet::judged(at, &[], &in_force), &[]);
        let mut all = Changes::default();
        let missed = &mut self.missed;
        stretches::each(store, |findings| {
            let says = findings.iter().filter_map(|finding| {
                let number = finding.entity.number - 1;
                let is_missed = missed[rules[&finding.rule]].meet(number);
                match finding.state {
                    _ if is_missed => Some(fleet::missed(number)),
                    FindingState::Closed => None,
                    _ => Some(fleet::met(number)),
                }
            });
            let says: Vec<Assessment> = says.collect();
            let changes = walk.record(&findings, &fleet::judged(at, &says, &in_force));
            all.add(changes);
        })
        .await?;
        let newly = missed.iter().flat_map(Missed::newly);
        let says: Vec<Assessment> = newly.map(fleet::missed).collect();
        let changes = walk.record(&[], &fleet::judged(at, &says, &in_force));
        all.add(changes);
        assert!(walk.stale(&fleet::judged(at, &[], &in_force)).is_empty());
        all.sort();
        Ok(all)
    }
}
