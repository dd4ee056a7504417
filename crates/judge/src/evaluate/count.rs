//! Related rows of a run of parents, counted on bitmaps.
//!
//! The fast way of [`super::relation`]: the condition comes to a bitmap over all edges of the run,
//! and how many rows of a parent fit is how many bits are set between its offsets. It takes what
//! reads no outer scope; the rest is counted edge by edge.

use std::ops::Range;

use arrow_buffer::BooleanBuffer;
use model::verdict::Truth;
use rules::tree::{Quantity, RelationCondition};

use super::{Frame, Pass, Positions, Reach, escapes, quantity::Tally};
use crate::{
    bits::{Bits, MISSING},
    tables::Edges,
};

/// How often bits are set, run by run.
struct Ones(Vec<u64>);

impl Ones {
    fn of(bits: &BooleanBuffer) -> Self {
        Self(bits.bit_chunks().iter_padded().collect())
    }

    /// Bits that are set in a run.
    fn within(&self, run: &Range<usize>) -> u64 {
        if run.is_empty() {
            return 0;
        }
        let (first, last) = (run.start / 64, (run.end - 1) / 64);
        let head = u64::MAX << (run.start % 64);
        let tail = u64::MAX >> (63 - (run.end - 1) % 64);
        if first == last {
            return u64::from((self.0[first] & head & tail).count_ones());
        }
        let between: u64 = self.0[first + 1..last]
            .iter()
            .map(|word| u64::from(word.count_ones()))
            .sum();
        let ends = (self.0[first] & head).count_ones() + (self.0[last] & tail).count_ones();
        between + u64::from(ends)
    }
}

impl<'a> Pass<'a> {
    /// Whether so many related rows fit; nothing where that has to be counted edge by edge.
    pub(super) fn counted(
        &self,
        condition: &RelationCondition,
        frame: &Frame<'a, '_>,
    ) -> Option<Bits> {
        let Positions::Run(run) = &frame.rows else {
            return None;
        };
        let inner = condition.condition.as_deref();
        if self.reach != Reach::Whole || inner.is_some_and(|inner| escapes(inner) > 0) {
            return None;
        }
        let to = self.vocabulary.link(frame.kind, &condition.relation)?;
        let to = to.to.as_str();
        let root = self.vocabulary.root(frame.kind);
        let edges = self.tables.edges(root, &condition.relation)?;
        let complete = self.complete(&condition.relation, Some(edges), frame);
        let offsets = &edges.offsets.values()[run.start..=run.end];
        let base = *offsets.first()? as usize;
        let along = base..*offsets.last()? as usize;
        let fits = match inner {
            Some(inner) => self.over_edges(edges, &along, to, &|frame| self.truth(inner, frame)),
            None => Bits::all(Truth::True, along.len()),
        };
        let sure = edges.sure.values().slice(along.start, along.len());
        let (sure, there) = match self.vocabulary.root(to) == to {
            true => (sure, None),
            false => {
                let member = self.over_edges(edges, &along, to, &|frame| self.member(frame));
                (&sure & &member.sure, Some(member.possible))
            }
        };
        let there = there.unwrap_or_else(|| BooleanBuffer::new_set(along.len()));
        let counts = Counts::of(condition.quantity, &sure, &there, &fits);
        let parent = |at: usize| offsets[at] as usize - base..offsets[at + 1] as usize - base;
        Some(Bits::collect(run.len(), |at| {
            let tally = counts.tally(&parent(at), complete.value(at));
            tally.truth(condition.quantity)
        }))
    }

    /// Truths of the child rows of some edges.
    fn over_edges(
        &self,
        edges: &Edges,
        along: &Range<usize>,
        to: &'a str,
        truths: &dyn Fn(&Frame<'a, '_>) -> Bits,
    ) -> Bits {
        use arrow_array::Array as _;
        if let Some(first) = edges.aligned {
            let first = first as usize;
            return truths(&self.run(to, first + along.start..first + along.end));
        }
        let child = &edges.child.values()[along.clone()];
        if edges.child.null_count() == 0 {
            return self.gathered(child, to, truths);
        }
        let row = |edge: usize| edges.row(edge).unwrap_or(MISSING);
        self.gathered(&along.clone().map(row).collect::<Vec<u32>>(), to, truths)
    }
}

/// What has to be counted for a quantity: by how sure a row is and how surely it fits.
enum Counts {
    /// The fewest and the most rows that fit.
    Ends { low: Ones, high: Ones },
    /// All six of them: sure rows and possible ones that fit, may fit and do not.
    All([[Ones; 3]; 2]),
}

impl Counts {
    fn of(quantity: Quantity, sure: &BooleanBuffer, there: &BooleanBuffer, fits: &Bits) -> Self {
        use Quantity::{AtLeastPercent, AtMostPercent, ExactlyPercent, Only};
        match quantity {
            Only | AtLeastPercent(_) | AtMostPercent(_) | ExactlyPercent(_) => {
                let by_fit = |rows: &BooleanBuffer| {
                    [
                        Ones::of(&(rows & &fits.sure)),
                        Ones::of(&(rows & &fits.unknown())),
                        Ones::of(&(rows & &!&fits.possible)),
                    ]
                };
                Self::All([by_fit(sure), by_fit(&(there & &!sure))])
            }
            _ => Self::Ends {
                low: Ones::of(&(sure & &fits.sure)),
                high: Ones::of(&(there & &fits.possible)),
            },
        }
    }

    fn tally(&self, edges: &Range<usize>, complete: bool) -> Tally {
        match self {
            Self::Ends { low, high } => {
                let low = low.within(edges);
                Tally::between(low, high.within(edges), complete)
            }
            Self::All(all) => Tally::counted(
                all.each_ref()
                    .map(|of| of.each_ref().map(|ones| ones.within(edges))),
                complete,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_counted_across_words() {
        let bits = BooleanBuffer::collect_bool(300, |at| at % 3 == 0 || at == 64 || at == 127);
        let ones = Ones::of(&bits);
        for start in 0..300 {
            for end in start..=300 {
                let expected = (start..end).filter(|at| bits.value(*at)).count() as u64;
                assert_eq!(ones.within(&(start..end)), expected, "{start}..{end}");
            }
        }
    }
}
