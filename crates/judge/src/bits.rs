//! Truth of many rows at once: a pair of bitmaps, surely true and possibly true.
//!
//! A row that is possibly but not surely true is unknown. Surely implies possibly, always.

use arrow_buffer::{BooleanBuffer, Buffer};
use model::verdict::Truth;

/// A row nobody observed: its every condition is unknown.
pub(crate) const MISSING: u32 = u32::MAX;

/// Which values hold, packed 64 at a time: first a byte each, which the compiler does for many at
/// once, then a bit each.
pub(crate) fn pack<T: Copy>(values: &[T], holds: impl Fn(T) -> bool) -> BooleanBuffer {
    /// Moves the lowest bits of eight bytes next to each other, those of the first byte lowest.
    const NEXT: u64 = 0x0102_0408_1020_4080;
    let mut words = Vec::with_capacity(values.len().div_ceil(64));
    for chunk in values.chunks(64) {
        let mut bytes = [0_u8; 64];
        for (byte, value) in bytes.iter_mut().zip(chunk) {
            *byte = u8::from(holds(*value));
        }
        let mut word = 0_u64;
        for (at, eight) in bytes.as_chunks::<8>().0.iter().enumerate() {
            let packed = u64::from_le_bytes(*eight).wrapping_mul(NEXT) >> 56;
            word |= packed << (8 * at);
        }
        words.push(word);
    }
    BooleanBuffer::new(Buffer::from_vec(words), 0, values.len())
}

/// So many keys are compared rather than looked up.
const FEW: usize = 2;

/// Rows whose key is one of those that are set. A few keys are compared, which the compiler does
/// for many rows at once; more are looked up. What a key beyond the set comes to is nobody's
/// concern.
pub(crate) fn among<K>(keys: &[K], set: &[bool]) -> BooleanBuffer
where
    K: Copy + Eq + TryFrom<usize> + TryInto<usize>,
{
    let few = |wanted: bool| {
        let places = set.iter().enumerate().filter(|(_, set)| **set == wanted);
        let places = places.filter_map(|(at, _)| K::try_from(at).ok());
        places.take(FEW + 1).collect::<Vec<K>>()
    };
    match few(false).as_slice() {
        [] => return BooleanBuffer::new_set(keys.len()),
        [one] => return pack(keys, |key| key != *one),
        [one, two] => return pack(keys, |key| (key != *one) & (key != *two)),
        _ => {}
    }
    match few(true).as_slice() {
        [] => BooleanBuffer::new_unset(keys.len()),
        [one] => pack(keys, |key| key == *one),
        [one, two] => pack(keys, |key| (key == *one) | (key == *two)),
        _ => pack(keys, |key| {
            let place = key.try_into().ok();
            place.and_then(|place: usize| set.get(place)) == Some(&true)
        }),
    }
}

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

    pub(crate) fn note_run(&mut self, run: std::ops::Range<usize>) {
        if run.is_empty() {
            return;
        }
        let (first, last) = (run.start / 64, (run.end - 1) / 64);
        let head = u64::MAX << (run.start % 64);
        let tail = u64::MAX >> (63 - (run.end - 1) % 64);
        if first == last {
            self.words[first] |= head & tail;
            return;
        }
        self.words[first] |= head;
        self.words[first + 1..last].fill(u64::MAX);
        self.words[last] |= tail;
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
    fn every_value_gets_its_own_bit() {
        for rows in [0, 1, 7, 63, 64, 65, 200] {
            for modulus in 1..9_u32 {
                let values: Vec<u32> = (0..rows).collect();
                let packed = pack(&values, |value| value % modulus == 0);
                let expected: Vec<bool> = values.iter().map(|value| value % modulus == 0).collect();
                assert_eq!(
                    packed.iter().collect::<Vec<_>>(),
                    expected,
                    "{rows} {modulus}"
                );
            }
        }
        for byte in 0..=u8::MAX {
            let values: Vec<bool> = (0..8).map(|bit| byte >> bit & 1 == 1).collect();
            assert_eq!(
                pack(&values, |value| value).values(),
                [byte, 0, 0, 0, 0, 0, 0, 0]
            );
        }
    }

    #[test]
    fn keys_are_among_those_that_are_set() {
        let keys: Vec<u8> = (0..200).map(|row| row % 5).collect();
        for picked in 0..32_u8 {
            let set: Vec<bool> = (0..5).map(|key| picked >> key & 1 == 1).collect();
            let expected: Vec<bool> = keys.iter().map(|key| set[usize::from(*key)]).collect();
            let found: Vec<bool> = among(&keys, &set).iter().collect();
            assert_eq!(found, expected, "{picked:05b}");
        }
    }

    #[test]
    fn runs_are_noted_across_words() {
        for start in 0..200 {
            for end in start..=200 {
                let mut noted = Noted::none(200);
                noted.note_run(start..end);
                let expected = BooleanBuffer::collect_bool(200, |at| (start..end).contains(&at));
                assert_eq!(noted.rows(), expected, "{start}..{end}");
            }
        }
    }

    #[test]
    fn a_row_nobody_observed_is_unknown() {
        assert_eq!(one(True).gather(&[0, MISSING]).get(1), Unknown);
        assert_eq!(one(False).gather(&[MISSING, 0]).get(0), Unknown);
    }
}
