//! How many rows fit: counts as intervals, from what is sure to what is possible.

use model::verdict::Truth;
use rules::tree::Quantity;

/// The rows of one relation of one entity, by how sure the row is and how surely it fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Sure rows that surely fit, perhaps fit, surely do not.
    sure: [u64; 3],
    /// Possible rows, likewise.
    possible: [u64; 3],
    /// Whether there are no other rows.
    complete: bool,
}

const FITS: usize = 0;
const MAY: usize = 1;
const NOT: usize = 2;

impl Tally {
    /// Nothing counted yet.
    pub(crate) fn new(complete: bool) -> Self {
        Self {
            complete,
            ..Self::default()
        }
    }

    /// Sure rows, then possible ones: those that fit, may fit and do not.
    pub(crate) fn counted([sure, possible]: [[u64; 3]; 2], complete: bool) -> Self {
        Self {
            sure,
            possible,
            complete,
        }
    }

    /// Counts one row.
    pub(crate) fn add(&mut self, row_is_sure: bool, fits: Truth) {
        let column = match fits {
            Truth::True => FITS,
            Truth::Unknown => MAY,
            Truth::False => NOT,
        };
        if row_is_sure {
            self.sure[column] += 1;
        } else {
            self.possible[column] += 1;
        }
    }

    /// The fewest rows that fit.
    pub(crate) fn low(&self) -> u64 {
        self.sure[FITS]
    }

    /// The rows that surely are there and do not fit.
    pub(crate) fn surely_not(&self) -> u64 {
        self.sure[NOT]
    }

    /// The most rows that fit; nothing when there may be any number of others.
    pub(crate) fn high(&self) -> Option<u64> {
        let most = self.low() + self.sure[MAY] + self.possible[FITS] + self.possible[MAY];
        self.complete.then_some(most)
    }

    /// Whether the quantity holds (study of the rule language, 2.6; semantics 8 and 9).
    pub(crate) fn truth(&self, quantity: Quantity) -> Truth {
        let at_least = |n: u64| match self.high() {
            _ if self.low() >= n => Truth::True,
            Some(high) if high < n => Truth::False,
            _ => Truth::Unknown,
        };
        let at_most = |n: u64| match self.high() {
            _ if self.low() > n => Truth::False,
            Some(high) if high <= n => Truth::True,
            _ => Truth::Unknown,
        };
        match quantity {
            Quantity::Some => at_least(1),
            Quantity::No => at_most(0),
            Quantity::Only => self.only(),
            Quantity::AtLeast(n) => at_least(n.into()),
            Quantity::AtMost(n) => at_most(n.into()),
            Quantity::Exactly(n) => at_least(n.into()).min(at_most(n.into())),
            Quantity::MoreThan(n) => at_least(u64::from(n) + 1),
            Quantity::FewerThan(0) => Truth::False,
            Quantity::FewerThan(n) => at_most(u64::from(n) - 1),
            Quantity::AtLeastPercent(p) => self.share(|least, _| least >= p, |_, most| most < p),
            Quantity::AtMostPercent(p) => self.share(|_, most| most <= p, |least, _| least > p),
            Quantity::ExactlyPercent(p) => self.share(
                |least, most| least == p && most == p,
                |least, most| least > p || most < p,
            ),
        }
    }

    fn only(&self) -> Truth {
        let open = self.sure[MAY] + self.possible[MAY] + self.possible[NOT];
        match (self.sure[NOT], open) {
            (1.., _) => Truth::False,
            (0, 0) if self.complete => Truth::True,
            _ => Truth::Unknown,
        }
    }

    /// A percentage of a complete set: of an incomplete one, empty or not, it is unknown; of an
    /// empty complete one it is true. Each possible row may be there or not, so the least share
    /// has all that do not fit, the most all that do.
    fn share(
        &self,
        holds: impl Fn(Share, Share) -> bool,
        fails: impl Fn(Share, Share) -> bool,
    ) -> Truth {
        if !self.complete {
            return Truth::Unknown;
        }
        let there: u64 = self.sure.iter().sum();
        let least = Share::of(
            self.sure[FITS],
            there + self.possible[MAY] + self.possible[NOT],
        );
        let added = self.possible[FITS] + self.possible[MAY];
        let most = Share::of(self.sure[FITS] + self.sure[MAY] + added, there + added);
        // Where the set may be empty, the share may be missing, which counts as fitting.
        match (least, most) {
            (None, None) => Truth::True,
            (None, Some(most)) => when(holds(most, most)),
            (Some(least), None) => when(holds(least, least)),
            (Some(least), Some(most)) if holds(least, most) => Truth::True,
            (Some(least), Some(most)) if there > 0 && fails(least, most) => Truth::False,
            _ => Truth::Unknown,
        }
    }
}

fn when(holds: bool) -> Truth {
    if holds { Truth::True } else { Truth::Unknown }
}

/// A share of a non-empty set, compared with whole percents without rounding.
#[derive(Clone, Copy, Debug)]
struct Share {
    part: u64,
    whole: u64,
}

impl Share {
    fn of(part: u64, whole: u64) -> Option<Self> {
        (whole > 0).then_some(Self { part, whole })
    }
}

impl PartialEq<u32> for Share {
    fn eq(&self, percent: &u32) -> bool {
        self.part * 100 == self.whole * u64::from(*percent)
    }
}

impl PartialOrd<u32> for Share {
    fn partial_cmp(&self, percent: &u32) -> Option<std::cmp::Ordering> {
        Some((self.part * 100).cmp(&(self.whole * u64::from(*percent))))
    }
}

#[cfg(test)]
mod tests {
    use Truth::{False, True, Unknown};

    use super::*;

    fn tally(sure: [u64; 3], possible: [u64; 3], complete: bool) -> Tally {
        Tally {
            sure,
            possible,
            complete,
        }
    }

    /// What a quantity comes to in each world the tally allows, by trying them all.
    fn by_trying(tally: &Tally, quantity: Quantity) -> Truth {
        let mut seen = [false, false];
        let [fits, may, not] = tally.sure;
        let [p_fits, p_may, p_not] = tally.possible;
        for extra in 0..=may {
            for a in 0..=p_fits {
                for b in 0..=p_may {
                    for b_fits in 0..=b {
                        for c in 0..=p_not {
                            let fit = fits + extra + a + b_fits;
                            let world = tally_of(fit, may - extra + not + (b - b_fits) + c);
                            seen[usize::from(world.truth(quantity) == True)] = true;
                        }
                    }
                }
            }
        }
        match seen {
            [false, true] => True,
            [true, false] => False,
            _ => Unknown,
        }
    }

    fn tally_of(fits: u64, not: u64) -> Tally {
        tally([fits, 0, not], [0, 0, 0], true)
    }

    #[test]
    fn a_complete_count_is_what_every_possible_world_says() {
        let quantities = [
            Quantity::Some,
            Quantity::No,
            Quantity::Only,
            Quantity::AtLeast(2),
            Quantity::AtMost(1),
            Quantity::Exactly(2),
            Quantity::MoreThan(1),
            Quantity::FewerThan(2),
            Quantity::FewerThan(0),
            Quantity::AtLeastPercent(50),
            Quantity::AtMostPercent(50),
            Quantity::ExactlyPercent(100),
            Quantity::ExactlyPercent(0),
        ];
        for code in 0..3_u64.pow(6) {
            let digit = |at: u32| code / 3_u64.pow(at) % 3;
            let tally = tally(
                [digit(0), digit(1), digit(2)],
                [digit(3), digit(4), digit(5)],
                true,
            );
            for quantity in quantities {
                assert_eq!(
                    tally.truth(quantity),
                    by_trying(&tally, quantity),
                    "{tally:?} {quantity:?}"
                );
            }
        }
    }

    #[test]
    fn an_incomplete_count_is_sure_only_of_what_more_rows_cannot_change() {
        let partial = tally([1, 0, 1], [0, 0, 0], false);
        for (quantity, expected) in [
            (Quantity::Some, True),
            (Quantity::No, False),
            (Quantity::AtLeast(2), Unknown),
            (Quantity::AtMost(0), False),
            (Quantity::AtMost(5), Unknown),
            (Quantity::Exactly(0), False),
            (Quantity::Exactly(1), Unknown),
            (Quantity::Only, False),
            (Quantity::AtLeastPercent(0), Unknown),
        ] {
            assert_eq!(partial.truth(quantity), expected, "{quantity:?}");
        }
        assert_eq!(tally([0; 3], [0; 3], false).truth(Quantity::No), Unknown);
        assert_eq!(tally([0; 3], [0; 3], false).truth(Quantity::Only), Unknown);
    }

    #[test]
    fn only_an_empty_complete_set_has_every_share() {
        assert_eq!(
            tally([0; 3], [0; 3], true).truth(Quantity::AtLeastPercent(95)),
            True
        );
        assert_eq!(
            tally([0; 3], [0; 3], true).truth(Quantity::AtMostPercent(5)),
            True
        );
        assert_eq!(
            tally([0; 3], [0; 3], false).truth(Quantity::AtLeastPercent(95)),
            Unknown
        );
    }
}
