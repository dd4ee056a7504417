//! Questions about single entities that no rule asks: what deadline tables need to know.

use model::{EntityId, Reading, verdict::Truth};
use rules::tree::{Condition, Path};

use crate::{
    Judgement,
    evaluate::{Frame, Pass, Positions, Reach},
};

impl Judgement {
    /// What a condition about a kind comes to for each of some entities of it, by the same kernels
    /// as a verdict; unknown for an entity that is not there.
    pub fn truths(&self, kind: &str, condition: &Condition, of: &[EntityId]) -> Vec<Truth> {
        let look = Look::Truth(condition);
        let all = self.asked(kind, look, of).into_iter();
        let truth = |answer| match answer {
            Some(Said::Truth(truth)) => truth,
            _ => Truth::Unknown,
        };
        all.map(truth).collect()
    }

    /// What a path from a kind leads to from each of some entities of it; unknown for an entity
    /// that is not there.
    pub fn readings(&self, kind: &str, path: &Path, of: &[EntityId]) -> Vec<Reading> {
        let all = self.asked(kind, Look::Reading(path), of).into_iter();
        let reading = |answer| match answer {
            Some(Said::Reading(reading)) => reading,
            _ => Reading::Unknown,
        };
        all.map(reading).collect()
    }

    /// Looks at those that are there as one batch, and puts each answer in its place.
    fn asked(&self, kind: &str, look: Look<'_>, of: &[EntityId]) -> Vec<Option<Said>> {
        let mut all: Vec<Option<Said>> = of.iter().map(|_| None).collect();
        let Some(kind) = self.vocabulary.kind(kind).map(|kind| kind.kind.as_str()) else {
            return all;
        };
        let words = (&self.vocabulary, &self.lexicon);
        let pass = Pass::new(words, &self.tables, &self.vacant, &self.clock, Reach::Rows);
        let table = pass.table(kind);
        let there = of.iter().enumerate().filter_map(|(at, id)| {
            let row = table.row(id.number).filter(|_| table.kind == id.kind)?;
            Some((at, row))
        });
        let (places, rows): (Vec<usize>, Vec<u32>) = there.unzip();
        if rows.is_empty() {
            return all;
        }
        let rows = Positions::These(rows);
        let frame = Frame {
            kind,
            table,
            rows,
            outer: None,
        };
        match look {
            Look::Truth(condition) => {
                let bits = pass.truth(condition, &frame);
                for (row, at) in places.into_iter().enumerate() {
                    all[at] = Some(Said::Truth(bits.get(row)));
                }
            }
            Look::Reading(path) => {
                let cells = pass.cells(path, &frame);
                for (row, at) in places.into_iter().enumerate() {
                    all[at] = Some(Said::Reading(cells.reading(row)));
                }
            }
        }
        all
    }
}

/// What is looked at.
enum Look<'l> {
    Truth(&'l Condition),
    Reading(&'l Path),
}

/// What was found there.
enum Said {
    Truth(Truth),
    Reading(Reading),
}
