//! Related rows: which there are, how sure each is, and whether there are others.

use std::collections::BTreeSet;

use arrow_buffer::BooleanBuffer;
use model::verdict::Truth;
use rules::tree::{Condition, FieldCondition, Operand, Operator, Path, RelationCondition};

use super::{Frame, Pass, Positions, quantity::Tally};
use crate::{
    bits::{Bits, MISSING},
    tables::{Edges, Rows},
};

/// The related rows of every position of a frame.
pub(crate) struct Kin<'a> {
    /// The kind the rows are spoken of as.
    pub(crate) to: &'a str,
    /// The child row of each edge.
    pub(crate) rows: Vec<u32>,
    /// The position of the parent of each edge.
    pub(crate) parent: Vec<u32>,
    /// The edge's place in its table, for its source.
    pub(crate) edge: Vec<usize>,
    /// Where each position's edges start; one more than there are positions.
    pub(crate) offsets: Vec<usize>,
    /// Whether each edge surely is one.
    pub(crate) sure: BooleanBuffer,
    /// Whether each position has no other rows.
    pub(crate) complete: BooleanBuffer,
}

impl Kin<'_> {
    /// The edges of one position.
    pub(crate) fn of(&self, at: usize) -> std::ops::Range<usize> {
        self.offsets[at]..self.offsets[at + 1]
    }

    /// The tally of one position.
    pub(crate) fn tally(&self, at: usize, fits: &Fits) -> Tally {
        let mut tally = Tally::new(self.complete.value(at));
        for edge in self.of(at) {
            match fits.member.get(edge) {
                Truth::False => {}
                member => {
                    let row_is_sure = self.sure.value(edge) && member == Truth::True;
                    tally.add(row_is_sure, fits.condition.get(edge));
                }
            }
        }
        tally
    }
}

/// What is true of the rows of a relation, edge by edge.
pub(crate) struct Fits {
    /// Whether the row is of the kind that the relation leads to.
    pub(crate) member: Bits,
    /// Whether it fits the condition.
    pub(crate) condition: Bits,
}

impl<'a> Pass<'a> {
    pub(super) fn relation(&self, condition: &RelationCondition, frame: &Frame<'a, '_>) -> Bits {
        if let Some(bits) = self.counted(condition, frame) {
            return bits;
        }
        let Some(kin) = self.kin(&condition.relation, frame) else {
            return Bits::all(Truth::Unknown, frame.len());
        };
        let fits = self.fits(&kin, condition.condition.as_deref(), frame);
        Bits::collect(frame.len(), |at| {
            kin.tally(at, &fits).truth(condition.quantity)
        })
    }

    /// The related rows of a frame; nothing when the kind has no such relation.
    pub(crate) fn kin(&self, relation: &str, frame: &Frame<'a, '_>) -> Option<Kin<'a>> {
        let link = self.vocabulary.link(frame.kind, relation)?;
        let root = self.vocabulary.root(frame.kind);
        let edges = self.tables.edges(root, relation);
        let mut kin = Kin {
            to: link.to.as_str(),
            rows: Vec::new(),
            parent: Vec::new(),
            edge: Vec::new(),
            offsets: vec![0],
            sure: BooleanBuffer::new_unset(0),
            complete: self.complete(relation, edges, frame),
        };
        let mut sure = arrow_buffer::BooleanBufferBuilder::new(0);
        for at in 0..frame.len() {
            let row = frame.rows.row(at);
            if let Some(edges) = edges.filter(|_| row != MISSING) {
                for edge in edges.of(row) {
                    kin.rows.push(edges.row(edge).unwrap_or(MISSING));
                    kin.parent.push(u32::try_from(at).unwrap_or(MISSING));
                    kin.edge.push(edge);
                    sure.append(edges.sure.value(edge));
                }
            }
            kin.offsets.push(kin.rows.len());
        }
        kin.sure = sure.finish();
        Some(kin)
    }

    /// The frame of the related rows, opened from another.
    pub(crate) fn open<'o>(&self, kin: &Kin<'a>, frame: &'o Frame<'a, 'o>) -> Frame<'a, 'o> {
        Frame {
            kind: kin.to,
            table: self.table(kin.to),
            rows: Positions::These(kin.rows.clone()),
            outer: Some((frame, kin.parent.clone())),
        }
    }

    /// What is true of the related rows.
    pub(crate) fn fits(
        &self,
        kin: &Kin<'a>,
        condition: Option<&Condition>,
        frame: &Frame<'a, '_>,
    ) -> Fits {
        let inner = self.open(kin, frame);
        let member = match self.vocabulary.root(kin.to) == kin.to {
            true => Bits::all(Truth::True, inner.len()),
            false => self.member(&inner),
        };
        let condition = match condition {
            Some(condition) => self.truth(condition, &inner),
            None => Bits::all(Truth::True, inner.len()),
        };
        Fits { member, condition }
    }

    /// Whether all rows are known, position by position (semantics 8): they are listed in full by
    /// a record that is live in a source that tells absence, or every scope that supplies the
    /// relation to that entity tells absence, and there is one.
    pub(crate) fn complete(
        &self,
        relation: &str,
        edges: Option<&Edges>,
        frame: &Frame<'a, '_>,
    ) -> BooleanBuffer {
        let Positions::Run(run) = &frame.rows else {
            return self.completeness(relation, edges, frame);
        };
        let key = (frame.kind, relation.to_owned(), run.start, run.end);
        if let Some(known) = self.complete.borrow().get(&key) {
            return known.clone();
        }
        let complete = self.completeness(relation, edges, frame);
        self.complete.borrow_mut().insert(key, complete.clone());
        complete
    }

    fn completeness(
        &self,
        relation: &str,
        edges: Option<&Edges>,
        frame: &Frame<'a, '_>,
    ) -> BooleanBuffer {
        let supplied = self.supplied(relation, frame);
        let telling = self.telling(frame.table.kind.as_str());
        BooleanBuffer::collect_bool(frame.len(), |at| {
            let row = frame.rows.row(at);
            if row == MISSING {
                return false;
            }
            match edges.map_or(Rows::BySupply, |edges| edges.rows(row)) {
                Rows::Stated => true,
                // Reported live by a source that tells absence for its kind.
                Rows::Listed => {
                    let mut live = frame.table.live_sources(row).into_iter();
                    supplied.value(at) || live.any(|source| telling.contains(source))
                }
                Rows::BySupply => supplied.value(at),
            }
        })
    }

    /// The sources that tell absence for a root kind.
    fn telling(&self, root: &str) -> BTreeSet<&'a str> {
        let scopes = self.tables.coverage.scopes.iter();
        scopes
            .filter(|scope| scope.kinds.contains(root) && scope.tells_absence(self.clock.now))
            .map(|scope| scope.source.as_str())
            .collect()
    }

    fn supplied(&self, relation: &str, frame: &Frame<'a, '_>) -> BooleanBuffer {
        let root = self.vocabulary.root(frame.kind);
        let mut some = BooleanBuffer::new_unset(frame.len());
        let mut silent = BooleanBuffer::new_unset(frame.len());
        for (scope, supplies) in self.tables.coverage.supplying(root, relation) {
            let limits = supplies
                .only
                .iter()
                .map(|(field, values)| self.truth(&self.one_of(frame.kind, field, values), frame));
            let applies = limits.fold(Bits::all(Truth::True, frame.len()), |all, one| {
                all.and(&one)
            });
            some = &some | &applies.sure;
            if !scope.tells_absence(self.clock.now) {
                silent = &silent | &applies.possible;
            }
        }
        &some & &!&silent
    }

    /// `field is one of values`, with the values read as the field's type.
    fn one_of(&self, kind: &str, field: &str, values: &[String]) -> Condition {
        use model::vocabulary::FieldType;
        let known = self.vocabulary.field(kind, field);
        let operand = |value: &String| match known {
            Some(f) if f.field_type == FieldType::Flag => Operand::Flag(
                f.words
                    .as_ref()
                    .is_some_and(|[yes, _]| yes.eq_ignore_ascii_case(value)),
            ),
            Some(f) if f.field_type == FieldType::Number => value
                .parse()
                .map_or_else(|_| Operand::Text(value.clone()), Operand::Number),
            _ => Operand::Text(value.clone()),
        };
        let operator = match known.map(|f| f.field_type) {
            Some(FieldType::List) => Operator::IncludesAnyOf,
            _ => Operator::IsOneOf,
        };
        Condition::Field(FieldCondition {
            path: Path {
                links: Vec::new(),
                field: Some(field.to_owned()),
            },
            operator,
            values: values.iter().map(operand).collect(),
        })
    }
}
