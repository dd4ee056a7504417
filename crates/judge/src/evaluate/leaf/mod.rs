//! One comparison over a run of rows of a column, by the form of its values.
//!
//! The fast way. It takes comparisons with values that are the same for every row: flags are
//! bitmaps already, numbers and moments fall between a few [`steps`], words are judged once per
//! distinct word and lists by their distinct items. What it leaves to the slow way, row by row:
//! values of an outer scope, calendars and orders of versions that differ from row to row, links
//! compared with a name, and lists compared as a whole. All of it asks the same kernels.

mod lists;
pub(super) mod networks;
mod steps;
mod text;

use std::ops::Range;

use arrow_array::{Array, cast::AsArray};
use arrow_buffer::BooleanBuffer;
use model::verdict::Truth;
use rules::tree::{Anchor, FieldCondition, Operand, Operator, Path};

use super::{
    Cells, Frame, Pass, Positions,
    cells::What,
    local::counts_working_days,
    seen::{Seen, Valueless},
};
use crate::{
    bits::{Bits, MISSING, among},
    kernels::{Kernel, Scalar, Side, Silence, Terms, kernel},
    tables::{Column, State, Words, Written},
};

/// What a column is compared with, the same for every row.
struct Asked<'s> {
    operator: Operator,
    kernel: Kernel,
    right: &'s [Side<'s>],
    terms: &'s Terms<'s>,
}

impl Asked<'_> {
    fn of(&self, left: Side<'_>) -> Truth {
        self.kernel.truth(&left, self.right, self.terms)
    }

    fn valueless(&self) -> Valueless {
        Valueless {
            none: self.of(Side::None),
            asked: self.of(Side::Unknown(Silence::Asked)),
            unknown: self.of(Side::Unknown(Silence::NotAsked)),
        }
    }

    /// The truth of any value, for operators that do not look at it.
    fn of_any(&self) -> Option<Truth> {
        use Operator::{IsKnown, IsNever, IsNotKnown};
        let any = matches!(self.operator, IsKnown | IsNotKnown | IsNever);
        any.then(|| self.of(Side::Value(Scalar::Flag(true))))
    }
}

impl<'a> Pass<'a> {
    /// A comparison over a run of rows; nothing where it has to be made row by row.
    pub(super) fn leaf(&self, condition: &FieldCondition, frame: &Frame<'a, '_>) -> Option<Bits> {
        let Positions::Run(run) = &frame.rows else {
            return None;
        };
        if condition.values.iter().any(refers) {
            return None;
        }
        if !condition.path.links.is_empty() {
            return self.behind_links(condition, frame);
        }
        let left = self.cells(&condition.path, frame);
        if !self.local(&left, &condition.values, frame).is_same() {
            return None;
        }
        let right = self.rights(&condition.values, frame, left.unit());
        let terms = self.terms(&left);
        let right: Vec<Side<'_>> = right.iter().map(|right| right.at(0, &terms)).collect();
        let asked = Asked {
            operator: condition.operator,
            kernel: kernel(condition.operator),
            right: &right,
            terms: &terms,
        };
        let rest = asked.valueless();
        match left.what() {
            What::Entity => None,
            What::Silent(state) => {
                let truth = match state {
                    State::None => rest.none,
                    State::Asked => rest.asked,
                    _ => rest.unknown,
                };
                Some(Bits::all(truth, run.len()))
            }
            What::Column(column, _) => {
                let values = self.values(condition, (&left, column), run.clone(), &asked)?;
                let name = condition.path.field.as_deref().unwrap_or_default();
                let seen = self.seen(frame.kind, name, &left, run.clone())?;
                Some(seen.spread(values, rest))
            }
        }
    }

    /// What counts of a column in a run, worked out once for all comparisons.
    pub(super) fn seen(
        &self,
        kind: &'a str,
        name: &str,
        cells: &Cells<'a>,
        run: Range<usize>,
    ) -> Option<std::rc::Rc<Seen>> {
        let What::Column(column, sight) = cells.what() else {
            return None;
        };
        let key = (kind, name.to_owned(), run.start, run.end);
        let known = self.seen.borrow().get(&key).cloned();
        Some(known.unwrap_or_else(|| {
            let seen = std::rc::Rc::new(Seen::of(column, sight, run));
            self.seen.borrow_mut().insert(key, seen.clone());
            seen
        }))
    }

    /// The truth of values, whatever is known of their rows.
    fn values(
        &self,
        condition: &FieldCondition,
        (left, column): (&Cells<'a>, &'a Column),
        run: Range<usize>,
        asked: &Asked<'_>,
    ) -> Option<Bits> {
        if let Some(truth) = asked.of_any() {
            return Some(Bits::all(truth, run.len()));
        }
        match &column.values {
            Written::Flags(flags) => {
                let flags = flags.values().slice(run.start, run.len());
                let on = asked.of(Side::Value(Scalar::Flag(true)));
                let off = asked.of(Side::Value(Scalar::Flag(false)));
                Some(Bits::choose(&flags, on, off))
            }
            Written::Numbers(numbers) => steps::numbers(&numbers.values()[run], asked),
            Written::Moments(moments, days) => {
                steps::moments(&moments.values()[run.clone()], (days.values(), run), asked)
            }
            Written::Words(words) => {
                let table = self.words(condition, left, words, asked);
                Some(by_key(&words.keys().values()[run], &table))
            }
            Written::Lists(list) => lists::values(list, run, asked),
        }
    }

    /// The truth of each distinct word of a column, worked out once for all windows.
    fn words(
        &self,
        condition: &FieldCondition,
        left: &Cells<'a>,
        words: &'a Words,
        asked: &Asked<'_>,
    ) -> Bits {
        let place = std::ptr::from_ref(words).addr();
        let kind = left.table.kind.as_str();
        let asks = format!(
            "{:?} {:?} {:?}",
            condition.operator, condition.values, left.field_type
        );
        let key = (place, kind, asks);
        self.shared.words.get(key, || {
            let texts = words.values().as_string::<i32>();
            let folded = || self.shared.folded.get(place, || text::folded(texts));
            let read = || self.shared.networks.get(place, || networks::read(texts));
            let one_by_one = || {
                Bits::collect(texts.len(), |at| {
                    asked.of(Side::Value(Scalar::Text(texts.value(at))))
                })
            };
            text::compared(asked, folded)
                .or_else(|| networks::compared(asked, read))
                .unwrap_or_else(one_by_one)
        })
    }

    /// A comparison behind to-one links: made over the table they lead to, and gathered.
    fn behind_links(&self, condition: &FieldCondition, frame: &Frame<'a, '_>) -> Option<Bits> {
        if condition.values.iter().any(counts_working_days) {
            return None;
        }
        let cells = self.cells(&condition.path, frame);
        let ends = Path {
            links: Vec::new(),
            field: condition.path.field.clone(),
        };
        let reached = match &ends.field {
            Some(_) => {
                let there = FieldCondition {
                    path: ends,
                    ..condition.clone()
                };
                let there = rules::tree::Condition::Field(there);
                Some(self.truth(&there, &self.everything(cells.kind)))
            }
            None => None,
        };
        let terms = self.terms(&cells);
        let right = self.rights(&condition.values, frame, cells.unit());
        let right: Vec<Side<'_>> = right.iter().map(|right| right.at(0, &terms)).collect();
        let asked = Asked {
            operator: condition.operator,
            kernel: kernel(condition.operator),
            right: &right,
            terms: &terms,
        };
        let rest = asked.valueless();
        let any = match &reached {
            Some(_) => Truth::Unknown,
            None => asked.of_any()?,
        };
        Some(Bits::collect(frame.len(), |at| {
            match (cells.rows.row(at), &reached) {
                (MISSING, _) => match cells.state(at) {
                    State::None => rest.none,
                    State::Asked => rest.asked,
                    _ => rest.unknown,
                },
                (row, Some(reached)) => reached.get(row as usize),
                (_, None) => any,
            }
        }))
    }
}

/// Whether an operand is a value of a scope.
fn refers(operand: &Operand) -> bool {
    match operand {
        Operand::The(_) => true,
        Operand::Offset { from, .. } => matches!(from, Anchor::The(_)),
        Operand::Setting { value, .. } => refers(value),
        _ => false,
    }
}

/// The truth of rows from that of the words their keys name.
fn by_key(keys: &[i32], table: &Bits) -> Bits {
    // A row without a word has any key; what is read there counts for nothing.
    let pick = |bits: &BooleanBuffer| among(keys, &bits.iter().collect::<Vec<bool>>());
    if table.sure == table.possible {
        return Bits::surely(pick(&table.sure));
    }
    Bits {
        sure: pick(&table.sure),
        possible: pick(&table.possible),
    }
}
