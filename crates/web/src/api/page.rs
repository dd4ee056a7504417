//! Lists a page at a time. A page begins behind a place in the order, not at a number: what is
//! added or taken away meanwhile shifts nothing.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::Refusal;

/// As many are shown where nobody says how many.
const USUAL: u32 = 50;
/// The most on one page.
const MOST: u32 = 500;

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Paging {
    /// At most so many; 50 where it is left out, 500 at most.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// Behind this place: `next` of the page before.
    after: Option<String>,
}

/// Which way a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Direction {
    /// The first first.
    #[default]
    Ascending,
    /// The last first.
    Descending,
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T> {
    /// The instant of which it speaks.
    #[schema(format = DateTime)]
    as_of: String,
    /// What is on it.
    items: Vec<T>,
    /// How many there are on all pages.
    total: usize,
    /// `after` of the next page; none on the last one.
    next: Option<String>,
}

/// A list in order: each thing with its place.
pub(super) struct Ordered<T> {
    rows: Vec<(String, T)>,
    direction: Direction,
}

impl<T> Ordered<T> {
    /// Puts things in the order of their places, which have to differ.
    pub(super) fn new(mut rows: Vec<(String, T)>, direction: Direction) -> Self {
        rows.sort_by(|(a, _), (b, _)| match direction {
            Direction::Ascending => a.cmp(b),
            Direction::Descending => b.cmp(a),
        });
        Self { rows, direction }
    }

    /// The page that is asked for, of things as `show` shows them.
    ///
    /// # Errors
    /// When the place is none that an earlier page gave.
    pub(super) fn page<S>(
        self,
        paging: &Paging,
        at: Timestamp,
        show: impl Fn(T) -> S,
    ) -> Result<Page<S>, Refusal> {
        let total = self.rows.len();
        let begin = match &paging.after {
            None => 0,
            Some(after) => {
                let place = URL_SAFE_NO_PAD.decode(after).ok();
                let place = place.and_then(|bytes| String::from_utf8(bytes).ok());
                let wrong = || Refusal::unreadable("`after` is no `next` of an earlier page");
                let place = place.ok_or_else(wrong)?;
                self.rows.partition_point(|(row, _)| match self.direction {
                    Direction::Ascending => *row <= place,
                    Direction::Descending => *row >= place,
                })
            }
        };
        let limit = paging.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            let says = format!("`limit` is {limit}, and can be 1 to {MOST}");
            return Err(Refusal::unreadable(says));
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut rest = self.rows.into_iter().skip(begin);
        let mut last = String::new();
        let items: Vec<S> = rest
            .by_ref()
            .take(limit)
            .map(|(place, row)| {
                last = place;
                show(row)
            })
            .collect();
        let next = rest.next().map(|_| URL_SAFE_NO_PAD.encode(&last));
        Ok(Page {
            as_of: at.to_string(),
            items,
            total,
            next,
        })
    }
}

/// Whether a text holds what somebody looks for, whatever the case.
pub(super) fn holds(text: &str, wanted: &str) -> bool {
    text.to_lowercase().contains(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(direction: Direction, limit: u32) -> Vec<Vec<u32>> {
        let rows = || (0..7_u32).map(|one| (format!("{one:02}"), one)).collect();
        let mut paging = Paging {
            limit: Some(limit),
            after: None,
        };
        let mut pages = Vec::new();
        loop {
            let ordered = Ordered::new(rows(), direction);
            let page = ordered
                .page(&paging, Timestamp::UNIX_EPOCH, |one| one)
                .unwrap();
            assert_eq!(page.total, 7);
            pages.push(page.items);
            paging.after = page.next;
            if paging.after.is_none() {
                return pages;
            }
        }
    }

    #[test]
    fn pages_hold_everything_once_in_order() {
        assert_eq!(
            pages(Direction::Ascending, 3),
            [vec![0, 1, 2], vec![3, 4, 5], vec![6]]
        );
        assert_eq!(
            pages(Direction::Descending, 4),
            [vec![6, 5, 4, 3], vec![2, 1, 0]]
        );
        assert_eq!(pages(Direction::Ascending, 7), [vec![0, 1, 2, 3, 4, 5, 6]]);
    }
}
