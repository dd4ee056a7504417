//! Related rows, wished for: as many as a quantity needs, each fitting or not.

use super::{
    facts,
    options::options,
    wish::{Granted, Here, Inventor, Take},
};
use crate::{
    leaves::Step,
    names,
    tree::{Condition, Quantity, RelationCondition, Stated, StatedRows, TotalCondition},
};

/// More equal rows than this are not listed one by one.
const LISTED_ROWS: usize = 1;
/// A share is shown exactly only where so few rows can show it.
const SHARE_ROWS: u32 = 5;

/// How many rows that fit are wished for, and how many that do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wished {
    fitting: u32,
    others: u32,
}

impl Inventor<'_> {
    pub(super) fn relation(
        &mut self,
        relation: &RelationCondition,
        path: &mut Vec<Step>,
        (take, holds): (Option<Take>, bool),
        here: &mut Here<'_>,
    ) -> Granted {
        let inner = relation.condition.as_deref();
        let by = take.map_or(Some((holds, 0)), Take::by);
        let Some((holds, nth)) = by else {
            return said_of(&relation.relation, take, here);
        };
        path.push(Step::Inside);
        let granted = if take.is_none() && self.aims_at(path) {
            let fitting = critical(relation.quantity);
            let wished = Wished { fitting, others: 0 };
            self.rows(&relation.relation, inner, path, wished, here)
        } else {
            match wished(relation.quantity, holds, inner.is_some()).get(nth) {
                Some(wished) => self.rows(&relation.relation, inner, path, *wished, here),
                None => Granted::No,
            }
        };
        path.pop();
        granted
    }

    /// Adds rows to those stated already; these are used where they can be.
    fn rows(
        &mut self,
        relation: &str,
        inner: Option<&Condition>,
        path: &mut Vec<Step>,
        wished: Wished,
        here: &mut Here<'_>,
    ) -> Granted {
        let mut before = match facts::rows(here.states, relation) {
            None | Some(StatedRows::None) => Vec::new(),
            Some(StatedRows::These(rows)) => rows.clone(),
            Some(StatedRows::Times(count, row)) => vec![row.clone(); *count as usize],
            Some(StatedRows::AtLeast(_) | StatedRows::Unknown) => return Granted::No,
        };
        let link = self.vocabulary.link(here.kind, relation);
        let Some((to, word)) = link.map(|link| (link.to.clone(), names::singular(link).to_owned()))
        else {
            return Granted::No;
        };
        if let Some(inner) = inner {
            self.settle_rows(inner, here);
        }
        let mut outer = here.outer.to_vec();
        outer.push((here.kind.to_owned(), here.states.clone()));
        let fitting = std::iter::repeat_n(true, wished.fitting as usize);
        let others = std::iter::repeat_n(false, wished.others as usize);
        let mut rows: Vec<Vec<Stated>> = Vec::new();
        let mut granted = Granted::Yes;
        for fits in fitting.chain(others) {
            let mut wish = |mut states: Vec<Stated>| {
                let mut row = Here {
                    kind: to.as_str(),
                    states: &mut states,
                    outer: &outer,
                    word: Some(&word),
                };
                let granted = match inner {
                    Some(inner) => self.want(inner, path, fits, &mut row),
                    None => Granted::Yes,
                };
                (granted, states)
            };
            let used = before
                .iter()
                .position(|row| wish(row.clone()).0 == Granted::Yes);
            let (done, row) = match used {
                Some(at) => wish(before.remove(at)),
                None => wish(Vec::new()),
            };
            granted = granted.and(done);
            rows.push(row);
        }
        rows.extend(before);
        facts::set_rows(here.states, relation, listed(rows));
        granted
    }

    fn settle_rows(&self, inner: &Condition, here: &mut Here<'_>) {
        // Rows stand one scope further in than the condition about them.
        let relation = Condition::Relation(RelationCondition {
            relation: String::new(),
            quantity: Quantity::Some,
            condition: Some(Box::new(inner.clone())),
        });
        self.settle(&relation, here);
    }

    pub(super) fn total(
        &mut self,
        total: &TotalCondition,
        path: &mut Vec<Step>,
        (take, holds): (Option<Take>, bool),
        here: &mut Here<'_>,
    ) -> Granted {
        let by = take.map_or(Some((holds, 0)), Take::by);
        let Some((holds, nth)) = by else {
            return said_of(&total.relation, take, here);
        };
        let link = self.vocabulary.link(here.kind, &total.relation);
        let field = link.and_then(|link| self.vocabulary.field(link.to.as_str(), &total.field));
        let (Some(field), Some(values)) = (field, self.meant(&total.values, here)) else {
            return Granted::No;
        };
        let offered = options(field, total.operator, &values, holds, self.today).values;
        let Some(value) = offered.into_iter().nth(nth) else {
            return Granted::No;
        };
        if facts::rows(here.states, &total.relation).is_some() {
            return Granted::No;
        }
        // One row is its own sum, mean, greatest and smallest: any total of it is its value.
        let row = Stated::Field {
            field: total.field.clone(),
            value,
        };
        facts::set_rows(
            here.states,
            &total.relation,
            StatedRows::These(vec![vec![row]]),
        );
        path.push(Step::Inside);
        let wished = Wished {
            fitting: 1,
            others: 0,
        };
        let inner = total.condition.as_deref();
        let granted = self.rows(&total.relation, inner, path, wished, here);
        path.pop();
        granted
    }
}

/// Nothing is there, or nothing is known of it.
fn said_of(relation: &str, take: Option<Take>, here: &mut Here<'_>) -> Granted {
    if facts::rows(here.states, relation).is_some() {
        return Granted::No;
    }
    let rows = match take {
        Some(Take::None) => StatedRows::None,
        _ => StatedRows::Unknown,
    };
    facts::set_rows(here.states, relation, rows);
    Granted::Yes
}

/// Rows as an example lists them: equal ones counted.
fn listed(mut rows: Vec<Vec<Stated>>) -> StatedRows {
    let equal = rows.windows(2).all(|pair| pair[0] == pair[1]);
    match rows.len() {
        0 => StatedRows::None,
        count if equal && count > LISTED_ROWS => {
            StatedRows::Times(u32::try_from(count).unwrap_or(u32::MAX), rows.remove(0))
        }
        _ => StatedRows::These(rows),
    }
}

/// How many rows decide whether a quantity holds: with one more or one less it turns.
fn critical(quantity: Quantity) -> u32 {
    match quantity {
        Quantity::AtLeast(n) | Quantity::Exactly(n) | Quantity::FewerThan(n) => n.max(1),
        Quantity::AtMost(n) | Quantity::MoreThan(n) => n.saturating_add(1),
        Quantity::Some
        | Quantity::No
        | Quantity::Only
        | Quantity::AtLeastPercent(_)
        | Quantity::AtMostPercent(_)
        | Quantity::ExactlyPercent(_) => 1,
    }
}

/// The rows with which a quantity holds or does not, the most telling first.
fn wished(quantity: Quantity, holds: bool, has_where: bool) -> Vec<Wished> {
    let rows = |fitting: u32, others: u32| Wished { fitting, others };
    // A row that does not fit says more than no row, but without a `where` each fits.
    let without = rows(0, u32::from(has_where));
    let less = |n: u32| n.checked_sub(1).map(|n| rows(n, 0));
    let more = |n: u32| rows(n.saturating_add(1), 0);
    match (quantity, holds) {
        (Quantity::Some, true) => vec![rows(1, 0), rows(2, 0)],
        (Quantity::No, false) => vec![rows(1, 0)],
        (Quantity::Some, false) | (Quantity::No, true) => vec![without, rows(0, 0)],
        (Quantity::Only | Quantity::AtLeastPercent(0), true) => vec![rows(1, 0), rows(2, 0)],
        (Quantity::Only, false) => vec![rows(0, 1), rows(1, 1)],
        (Quantity::AtLeast(n), true) => vec![rows(n, 0), more(n)],
        (Quantity::AtLeast(n), false) => less(n).into_iter().collect(),
        (Quantity::AtMost(n), true) => vec![rows(n, 0)],
        (Quantity::AtMost(n) | Quantity::Exactly(n), false) => {
            let fewer = less(n).filter(|_| matches!(quantity, Quantity::Exactly(_)));
            fewer.into_iter().chain([more(n)]).collect()
        }
        (Quantity::Exactly(n), true) | (Quantity::MoreThan(n), false) => vec![rows(n, 0)],
        (Quantity::MoreThan(n), true) => vec![more(n)],
        (Quantity::FewerThan(n), true) => less(n).into_iter().collect(),
        (Quantity::FewerThan(n), false) => vec![rows(n, 0)],
        (Quantity::AtLeastPercent(p), true) => share(p).into_iter().chain([rows(1, 0)]).collect(),
        (Quantity::AtMostPercent(p), true) => share(p).into_iter().chain([rows(0, 1)]).collect(),
        (Quantity::ExactlyPercent(p), true) => share(p).into_iter().collect(),
        (Quantity::AtLeastPercent(_), false) => vec![rows(0, 1), rows(1, 1)],
        (Quantity::AtMostPercent(_), false) => vec![rows(1, 0)],
        (Quantity::ExactlyPercent(p), false) => {
            vec![if p == 0 { rows(1, 0) } else { rows(0, 1) }]
        }
    }
}

/// The fewest rows that make exactly a share, where few are enough.
fn share(percent: u32) -> Option<Wished> {
    (1..=SHARE_ROWS)
        .find(|rows| percent <= 100 && (percent * rows).is_multiple_of(100))
        .map(|rows| Wished {
            fitting: percent * rows / 100,
            others: rows - percent * rows / 100,
        })
}
