//! Truth of many rows at once: a pair of bitmaps, surely true and possibly true.
//!
//! A row that is possibly but not surely true is unknown. Surely implies possibly, always.

use arrow_buffer::BooleanBuffer;
use model::verdict::Truth;

/// A row nobody observed: its every condition is unknown.
pub(crate) const MISSING: u32 = u32::MAX;

/// Three-valued truth of a run of rows (Kleene logic, bit by bit).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bits {
    /// Rows where it is surely true.
    pub(crate) sure: BooleanBuffer,
    /// Rows where it is surely or perhaps true.
    pub(crate) possible: BooleanBuffer,
}

impl Bits {
    /// The same truth for every row.
    pub(crate) fn all(truth: Truth, rows: usize) -> Self {
        let of = |set| match set {
            true => BooleanBuffer::new_set(rows),
            false => BooleanBuffer::new_unset(rows),
        };
        Self {
            sure: of(truth == Truth::True),
            possible: of(truth != Truth::False),
        }
    }

    /// The truth of each row, asked once.
    pub(crate) fn collect(rows: usize, mut truth: impl FnMut(usize) -> Truth) -> Self {
        let mut sure = arrow_buffer::BooleanBufferBuilder::new(rows);
        let mut possible = arrow_buffer::BooleanBufferBuilder::new(rows);
        for row in 0..rows {
            let truth = truth(row);
            sure.append(truth == Truth::True);
            possible.append(truth != Truth::False);
        }
        Self {
            sure: sure.finish(),
            possible: possible.finish(),
        }
    }

    /// The truth of one row.
    pub(crate) fn get(&self, row: usize) -> Truth {
        match (self.sure.value(row), self.possible.value(row)) {
            (true, _) => Truth::True,
            (false, true) => Truth::Unknown,
            (false, false) => Truth::False,
        }
    }

    /// Rows that are neither surely true nor surely false.
    pub(crate) fn unknown(&self) -> BooleanBuffer {
        &self.possible & &!&self.sure
    }

    /// Both.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self {
            sure: &self.sure & &other.sure,
            possible: &self.possible & &other.possible,
        }
    }

    /// At least one.
    pub(crate) fn or(&self, other: &Self) -> Self {
        Self {
            sure: &self.sure | &other.sure,
            possible: &self.possible | &other.possible,
        }
    }

    /// The opposite; unknown stays unknown.
    pub(crate) fn not(&self) -> Self {
        Self {
            sure: !&self.possible,
            possible: !&self.sure,
        }
    }

    /// The truth of other rows, each by its position here; unobserved ones are unknown.
    pub(crate) fn gather(&self, rows: &[u32]) -> Self {
        let pick = |bits: &BooleanBuffer, missing: bool| {
            BooleanBuffer::collect_bool(rows.len(), |at| match rows[at] {
                MISSING => missing,
                row => bits.value(row as usize),
            })
        };
        Self {
            sure: pick(&self.sure, false),
            possible: pick(&self.possible, true),
        }
    }
}

/// The opposite of one truth.
pub(crate) fn opposite(truth: Truth) -> Truth {
    match truth {
        Truth::True => Truth::False,
        Truth::False => Truth::True,
        Truth::Unknown => Truth::Unknown,
    }
}

/// The truth of something that is surely so, or surely not.
pub(crate) fn surely(holds: bool) -> Truth {
    if holds { Truth::True } else { Truth::False }
}

#[cfg(test)]
mod tests {
    use Truth::{False, True, Unknown};

    use super::*;

    const ALL: [Truth; 3] = [False, Unknown, True];

    fn one(truth: Truth) -> Bits {
        Bits::all(truth, 1)
    }

    #[test]
    fn bitmaps_follow_kleene_logic() {
        for a in ALL {
            assert_eq!(one(a).not().get(0), opposite(a));
            for b in ALL {
                assert_eq!(one(a).and(&one(b)).get(0), a.min(b), "{a:?} and {b:?}");
                assert_eq!(one(a).or(&one(b)).get(0), a.max(b), "{a:?} or {b:?}");
            }
        }
    }

    #[test]
    fn a_row_nobody_observed_is_unknown() {
        assert_eq!(one(True).gather(&[0, MISSING]).get(1), Unknown);
        assert_eq!(one(False).gather(&[MISSING, 0]).get(0), Unknown);
    }
}
