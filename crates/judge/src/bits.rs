//! Truth of many rows at once: a pair of bitmaps, surely true and possibly true.
//!
//! A row that is possibly but not surely true is unknown. Surely implies possibly, always.

use arrow_buffer::{BooleanBuffer, Buffer};
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

    /// Rows that are surely true; the others are surely not.
    pub(crate) fn surely(rows: BooleanBuffer) -> Self {
        Self {
            possible: rows.clone(),
            sure: rows,
        }
    }

    /// One truth for rows that are set, another for the others.
    pub(crate) fn choose(rows: &BooleanBuffer, set: Truth, unset: Truth) -> Self {
        let pick = |of: &dyn Fn(Truth) -> bool| match (of(set), of(unset)) {
            (true, true) => BooleanBuffer::new_set(rows.len()),
            (true, false) => rows.clone(),
            (false, true) => !rows,
            (false, false) => BooleanBuffer::new_unset(rows.len()),
        };
        Self {
            sure: pick(&|truth| truth == Truth::True),
            possible: pick(&|truth| truth != Truth::False),
        }
    }

    /// These where rows are set, the other elsewhere.
    pub(crate) fn where_(&self, rows: &BooleanBuffer, other: &Self) -> Self {
        let pick = |own: &BooleanBuffer, other: &BooleanBuffer| &(rows & own) | &(&!rows & other);
        Self {
            sure: pick(&self.sure, &other.sure),
            possible: pick(&self.possible, &other.possible),
        }
    }

    /// The truth of each row, asked once.
    pub(crate) fn collect(rows: usize, mut truth: impl FnMut(usize) -> Truth) -> Self {
        let words = rows.div_ceil(64);
        let mut sure = Vec::with_capacity(words);
        let mut possible = Vec::with_capacity(words);
        for word in 0..words {
            let (mut s, mut p) = (0_u64, 0_u64);
            for bit in 0..64.min(rows - word * 64) {
                let truth = truth(word * 64 + bit);
                s |= u64::from(truth == Truth::True) << bit;
                p |= u64::from(truth != Truth::False) << bit;
            }
            sure.push(s);
            possible.push(p);
        }
        Self {
            sure: BooleanBuffer::new(Buffer::from_vec(sure), 0, rows),
            possible: BooleanBuffer::new(Buffer::from_vec(possible), 0, rows),
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
        self.gather_from(0, rows)
    }

    /// The same, for a run that starts at a row.
    pub(crate) fn gather_from(&self, first: usize, rows: &[u32]) -> Self {
        let pick = |bits: &BooleanBuffer, missing: bool| {
            BooleanBuffer::collect_bool(rows.len(), |at| match rows[at] {
                MISSING => missing,
                row => bits.value(row as usize - first),
            })
        };
        Self {
            sure: pick(&self.sure, false),
            possible: pick(&self.possible, true),
        }
    }
}

/// Rows that are noted one by one, or many at once.
#[derive(Clone, Debug)]
pub(crate) struct Noted {
    words: Vec<u64>,
    rows: usize,
}

impl Noted {
    /// None of so many rows.
    pub(crate) fn none(rows: usize) -> Self {
        Self {
            words: vec![0; rows.div_ceil(64)],
            rows,
        }
    }

    pub(crate) fn note(&mut self, row: usize) {
        self.words[row / 64] |= 1 << (row % 64);
    }

    pub(crate) fn note_all(&mut self, rows: &BooleanBuffer) {
        for (word, more) in self.words.iter_mut().zip(rows.bit_chunks().iter_padded()) {
            *word |= more;
        }
    }

    /// The rows as a bitmap.
    pub(crate) fn rows(self) -> BooleanBuffer {
        BooleanBuffer::new(Buffer::from_vec(self.words), 0, self.rows)
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
