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
    bits::{Bits, MISSING, Noted, pack},
    tables::{Children, Edges},
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
        let inner = condition.condition.as_deref();
        if self.reach != Reach::Whole || inner.is_some_and(|inner| escapes(inner) > 0) {
            return None;
        }
        let along = self.along(&condition.relation, frame)?;
        let complete = self.complete(&condition.relation, Some(along.edges), frame);
        let fits = match inner {
            Some(inner) => self.over_edges(&along, &|frame| self.truth(inner, frame)),
            None => Bits::all(Truth::True, along.len()),
        };
        let sure = along.sure();
        let (sure, there) = match self.vocabulary.root(along.to) == along.to {
            true => (sure, BooleanBuffer::new_set(along.len())),
            false => {
                let member = self.over_edges(&along, &|frame| self.member(frame));
                (&sure & &member.sure, member.possible)
            }
        };
        let rows = Rows {
            along: &along,
            sure: &sure,
            there: &there,
            fits: &fits,
            complete: &complete,
        };
        Some(rows.truth(condition.quantity))
    }

    /// The edges of a run of parents; nothing where it is no run, or there is no such relation.
    pub(crate) fn along(&self, relation: &str, frame: &Frame<'a, '_>) -> Option<Along<'a>> {
        let Positions::Run(run) = &frame.rows else {
            return None;
        };
        let to = self.vocabulary.link(frame.kind, relation)?.to.as_str();
        let root = self.vocabulary.root(frame.kind);
        let edges = self.tables.edges(root, relation)?;
        let offsets = edges.offsets.values().get(run.start..=run.end)?;
        Some(Along { edges, to, offsets })
    }

    /// The child rows of edges.
    pub(crate) fn children<'o>(&self, along: &Along<'a>) -> Frame<'a, 'o> {
        let (child, run) = (&along.edges.child, along.run());
        if let Children::InOrder(first, _) = child {
            let first = *first as usize;
            return self.run(along.to, first + run.start..first + run.end);
        }
        Frame {
            kind: along.to,
            table: self.table(along.to),
            rows: Positions::These(child.rows(run)),
            outer: None,
        }
    }

    /// Truths of the child rows of some edges.
    fn over_edges(&self, along: &Along<'a>, truths: &dyn Fn(&Frame<'a, '_>) -> Bits) -> Bits {
        let children = self.children(along);
        match &children.rows {
            Positions::Run(_) => truths(&children),
            Positions::These(rows) => self.gathered(rows, along.to, truths),
        }
    }
}

/// The edges of a run of parents.
pub(crate) struct Along<'a> {
    pub(crate) edges: &'a Edges,
    /// The kind of the rows, as it is spoken of.
    pub(crate) to: &'a str,
    /// Where each parent's edges start; one more than there are parents.
    offsets: &'a [u32],
}

impl Along<'_> {
    fn first(&self) -> usize {
        self.offsets.first().map_or(0, |first| *first as usize)
    }

    fn run(&self) -> Range<usize> {
        self.first()..self.offsets.last().map_or(0, |last| *last as usize)
    }

    pub(crate) fn len(&self) -> usize {
        self.run().len()
    }

    /// The edges of one parent, counted from the first of all.
    pub(crate) fn of(&self, at: usize) -> Range<usize> {
        let first = self.first();
        self.offsets[at] as usize - first..self.offsets[at + 1] as usize - first
    }

    /// The parent of one edge.
    pub(crate) fn parent(&self, edge: u32) -> u32 {
        let edge = self.first() + edge as usize;
        let behind = self
            .offsets
            .partition_point(|offset| *offset as usize <= edge);
        u32::try_from(behind.saturating_sub(1)).unwrap_or(MISSING)
    }

    /// Which edges surely are some.
    pub(crate) fn sure(&self) -> BooleanBuffer {
        let run = self.run();
        self.edges.sure.values().slice(run.start, run.len())
    }

    /// The edges of some parents.
    pub(crate) fn below(&self, parents: &BooleanBuffer) -> BooleanBuffer {
        let mut edges = Noted::none(self.len());
        for parent in parents.set_indices() {
            edges.note_run(self.of(parent));
        }
        edges.rows()
    }

    /// The parents with at least so many of some edges.
    fn with(&self, edges: &BooleanBuffer, n: u64) -> BooleanBuffer {
        let parents = self.offsets.len().saturating_sub(1);
        let set = edges.count_set_bits();
        match (set, n) {
            (0, _) => BooleanBuffer::new_unset(parents),
            (few, 1) if few < parents / 2 => self.above(edges),
            _ => {
                let ones = Ones::of(edges);
                let first = self.first();
                let pairs: Vec<(u32, u32)> =
                    self.offsets.windows(2).map(|p| (p[0], p[1])).collect();
                pack(&pairs, |(start, end)| {
                    ones.within(&(start as usize - first..end as usize - first)) >= n
                })
            }
        }
    }

    /// The parents of some edges.
    pub(crate) fn above(&self, edges: &BooleanBuffer) -> BooleanBuffer {
        let mut parents = Noted::none(self.offsets.len().saturating_sub(1));
        let (first, mut parent) = (self.first(), 0);
        for edge in edges.set_indices() {
            while self.offsets[parent + 1] as usize <= first + edge {
                parent += 1;
            }
            parents.note(parent);
        }
        parents.rows()
    }
}

/// The related rows of a run of parents, by how sure each is and how surely it fits.
struct Rows<'r, 'a> {
    along: &'r Along<'a>,
    /// Edges that surely are rows.
    sure: &'r BooleanBuffer,
    /// Edges that are or may be rows.
    there: &'r BooleanBuffer,
    fits: &'r Bits,
    /// By parent: whether there are no others.
    complete: &'r BooleanBuffer,
}

impl Rows<'_, '_> {
    /// Whether a quantity holds, parent by parent: see [`Tally::truth`].
    fn truth(&self, quantity: Quantity) -> Bits {
        let parents = self.complete.len();
        match quantity {
            Quantity::Some => self.at_least(1),
            Quantity::No => self.at_least(1).not(),
            Quantity::AtLeast(n) => self.at_least(n.into()),
            Quantity::AtMost(n) => self.at_least(u64::from(n) + 1).not(),
            Quantity::Exactly(n) => {
                let more = self.at_least(u64::from(n) + 1);
                self.at_least(n.into()).and(&more.not())
            }
            Quantity::MoreThan(n) => self.at_least(u64::from(n) + 1),
            Quantity::FewerThan(n) => self.at_least(n.into()).not(),
            Quantity::Only
            | Quantity::AtLeastPercent(_)
            | Quantity::AtMostPercent(_)
            | Quantity::ExactlyPercent(_) => {
                let counts = self.counts();
                Bits::collect(parents, |at| {
                    let edges = self.along.of(at);
                    let of = |all: &[Ones; 3]| all.each_ref().map(|ones| ones.within(&edges));
                    let counted = counts.each_ref().map(of);
                    Tally::counted(counted, self.complete.value(at)).truth(quantity)
                })
            }
        }
    }

    /// At least so many fit: surely where the fewest are as many, perhaps where the most are or
    /// there may be others.
    fn at_least(&self, n: u64) -> Bits {
        let parents = self.complete.len();
        if n == 0 {
            return Bits::all(Truth::True, parents);
        }
        let low = self.sure & &self.fits.sure;
        let high = self.there & &self.fits.possible;
        let sure = self.along.with(&low, n);
        let most = if low == high {
            sure.clone()
        } else {
            self.along.with(&high, n)
        };
        Bits {
            possible: &most | &!self.complete,
            sure,
        }
    }

    /// Sure rows, then possible ones: those that fit, may fit and do not.
    fn counts(&self) -> [[Ones; 3]; 2] {
        let by_fit = |rows: &BooleanBuffer| {
            [
                Ones::of(&(rows & &self.fits.sure)),
                Ones::of(&(rows & &self.fits.unknown())),
                Ones::of(&(rows & &!&self.fits.possible)),
            ]
        };
        [by_fit(self.sure), by_fit(&(self.there & &!self.sure))]
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
