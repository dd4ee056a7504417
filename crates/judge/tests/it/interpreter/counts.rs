//! Quantities and totals, by trying what may still be.

use super::*;

impl World<'_> {
    /// What a total comes to, trying every value it may still have within the small range that
    /// generated examples stay in.
    pub(super) fn total(
        &self,
        (total, field_type, never_negative): (Total, Option<FieldType>, bool),
        values: &[Option<Value>],
        exact: bool,
        decide: impl Fn(&Know) -> Truth,
    ) -> Truth {
        let number = |value: &Option<Value>| match value {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        };
        let numbers: Vec<f64> = values.iter().filter_map(number).collect();
        let mut days: Vec<Option<Value>> = values.to_vec();
        days.sort_by_key(|value| value.as_ref().and_then(|value| self.start(value)));
        let value =
            |number: Option<f64>| number.map_or(Know::None, |n| Know::Value(Value::Number(n)));
        let date = |day: Option<Option<Value>>| day.flatten().map_or(Know::None, Know::Value);
        let sorted = |mut numbers: Vec<f64>| {
            numbers.sort_by(f64::total_cmp);
            numbers
        };
        let best = match total {
            Total::Total => value(Some(numbers.iter().sum())),
            Total::Average if numbers.is_empty() => Know::None,
            Total::Average => value(Some(numbers.iter().sum::<f64>() / numbers.len() as f64)),
            Total::Highest => value(sorted(numbers.clone()).last().copied()),
            Total::Lowest => value(sorted(numbers.clone()).first().copied()),
            Total::Latest => date(days.last().cloned()),
            Total::Earliest => date(days.first().cloned()),
        };
        if exact {
            return decide(&best);
        }
        let grows = match total {
            Total::Total if never_negative => true,
            Total::Total | Total::Average => return Unknown,
            Total::Highest | Total::Latest => true,
            Total::Lowest | Total::Earliest => false,
        };
        let nothing = match total {
            Total::Highest | Total::Lowest => numbers.is_empty(),
            _ => days.is_empty(),
        };
        if nothing {
            return Unknown;
        }
        let mut tried = vec![decide(&best)];
        tried.extend(self.further(&best, grows).iter().map(&decide));
        if total == Total::Earliest && field_type == Some(FieldType::Event) {
            tried.push(decide(&Know::None));
        }
        match (tried.iter().min(), tried.iter().max()) {
            (Some(a), Some(b)) if a == b => *a,
            _ => Unknown,
        }
    }

    /// What a total may come to beyond what is known.
    fn further(&self, best: &Know, grows: bool) -> Vec<Know> {
        if let Know::Value(Value::Number(n)) = best {
            let sign = if grows { 1.0 } else { -1.0 };
            let others = (0..100).map(|step| n + sign * f64::from(step) / 4.0);
            return others.map(|n| Know::Value(Value::Number(n))).collect();
        }
        let bound = match best {
            Know::Value(value) => self.start(value),
            _ => None,
        };
        let first = model::span::Length::days(200).before(self.today());
        let days = (0..400).map(|step| Value::Date(model::span::Length::days(step).after(first)));
        let hours =
            (-12..=12).map(|h| Value::Instant(self.now + jiff::SignedDuration::from_hours(h)));
        let further = days.chain(hours).filter(|value| match grows {
            true => self.start(value) > bound,
            false => self.start(value) < bound,
        });
        further.map(Know::Value).collect()
    }
}

/// A quantity holds or fails where it does so in every world the rows allow.
pub(super) fn quantity(
    quantity: Quantity,
    sure: [u32; 3],
    possible: [u32; 3],
    complete: bool,
) -> Truth {
    let percent = matches!(
        quantity,
        Quantity::AtLeastPercent(_) | Quantity::AtMostPercent(_) | Quantity::ExactlyPercent(_)
    );
    if percent && !complete {
        return Unknown;
    }
    let others = if complete { 0 } else { 150 };
    let mut worlds = Vec::new();
    for fits in sure[0]..=sure[0] + sure[1] {
        for more_fits in 0..=possible[0] + possible[1] {
            for more_not in 0..=possible[2] + possible[1] {
                if (more_fits + more_not) > possible.iter().sum()
                    || more_fits.saturating_sub(possible[0]) + more_not.saturating_sub(possible[2])
                        > possible[1]
                {
                    continue;
                }
                for (fit, unfit) in [(0, 0), (others, 0), (0, others), (1.min(others), 0)] {
                    let n = fits + more_fits + fit;
                    let all = sure.iter().sum::<u32>() + more_fits + more_not + fit + unfit;
                    worlds.push(in_world(quantity, n, all));
                }
                // Any number of other rows that fit is possible.
                for fit in 0..=others.min(12) {
                    let n = fits + more_fits + fit;
                    let all = sure.iter().sum::<u32>() + more_fits + more_not + fit;
                    worlds.push(in_world(quantity, n, all));
                }
            }
        }
    }
    match (worlds.contains(&true), worlds.contains(&false)) {
        (true, false) => True,
        (false, true) => False,
        _ => Unknown,
    }
}

fn in_world(quantity: Quantity, fits: u32, all: u32) -> bool {
    match quantity {
        Quantity::Some => fits >= 1,
        Quantity::No => fits == 0,
        Quantity::Only => fits == all,
        Quantity::AtLeast(n) => fits >= n,
        Quantity::AtMost(n) => fits <= n,
        Quantity::Exactly(n) => fits == n,
        Quantity::MoreThan(n) => fits > n,
        Quantity::FewerThan(n) => fits < n,
        Quantity::AtLeastPercent(p) => all == 0 || fits * 100 >= all * p,
        Quantity::AtMostPercent(p) => all == 0 || fits * 100 <= all * p,
        Quantity::ExactlyPercent(p) => all == 0 || fits * 100 == all * p,
    }
}
