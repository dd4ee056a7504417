//! Conditions over columns. [`Pass::truth`] turns a condition into a pair of bitmaps over the
//! rows of a [`Frame`].
//!
//! A frame is a run of rows of one table, with the frame it was opened from: the edges of a
//! relation open a frame of child rows. A condition that reads nothing outside its own frame is
//! evaluated once over the whole table and gathered; one that reads an outer scope is evaluated
//! per edge of the path from it (semantics 11).

pub(crate) mod cells;
mod count;
mod field;
mod frame;
mod leaf;
mod local;
mod names;
pub(crate) mod place;
pub(crate) mod quantity;
pub(crate) mod relation;
mod seen;
mod shared;
mod sight;
mod total;
mod unit;
pub(crate) use local::counts_working_days;
pub(crate) use place::PLACE;
pub(crate) use unit::{AROUND, UNIT, Unplaced};

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    ops::Range,
    rc::Rc,
    sync::Arc,
};

use arrow_buffer::BooleanBuffer;
use jiff::civil::Date;
use model::{
    Vocabulary,
    verdict::{Truth, Unknowns},
    vocabulary::FieldType,
};
use rules::tree::{Anchor, Condition, Operand, Path};

pub(crate) use cells::Cells;
pub(crate) use count::Along;
pub(crate) use frame::{Frame, Positions};
pub(crate) use names::{Name, Names, conditions};
use seen::Seen;
pub(crate) use seen::Silences;
pub(crate) use shared::{Beyond, Shared, Truths};

use crate::{
    Clock,
    bits::{Bits, MISSING},
    kernels::{Scalar, Side, Terms},
    lexicon::Lexicon,
    tables::{State, Table, Tables},
    timings::{Watch, Within},
};

/// How far an evaluation looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Over whole tables, sharing what several rules or rows need.
    Whole,
    /// At the rows asked for and what they lead to only.
    Rows,
}

/// What is known of a kind's condition, field or relation over a run of rows.
type ByRun<'a, N, T> = RefCell<HashMap<(&'a str, N, usize, usize), T>>;

/// One evaluation of conditions over tables at one instant.
pub(crate) struct Pass<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) tables: &'a Tables,
    pub(crate) clock: &'a Clock,
    pub(crate) today: Date,
    /// Since when verdicts are unknown, as the pass before left it.
    pub(crate) unknowns: &'a Unknowns,
    reach: Reach,
    /// A table for kinds that no batch was stored of.
    vacant: &'a Table,
    /// What other windows of the pass need as well.
    shared: Arc<Shared<'a>>,
    /// The rows that are looked at of some tables, by root kind; all of the others.
    windows: BTreeMap<&'a str, Range<usize>>,
    /// Truths over runs of rows that are no whole tables.
    truths: ByRun<'a, Name, Bits>,
    /// What counts of columns, by name.
    seen: ByRun<'a, String, Rc<Seen>>,
    /// Whether relations are complete, by name.
    complete: ByRun<'a, String, BooleanBuffer>,
    /// Who wants to know what the time is spent on.
    watch: Option<&'a Watch<'a>>,
    spent: Within,
    /// By part kind, the row of the entity that each row is part of.
    wholes: RefCell<HashMap<&'a str, Rc<Vec<u32>>>>,
}

impl<'a> Pass<'a> {
    pub(crate) fn new(
        (vocabulary, lexicon): (&'a Vocabulary, &'a Lexicon),
        tables: &'a Tables,
        vacant: &'a Table,
        clock: &'a Clock,
        reach: Reach,
    ) -> Self {
        static NONE: Unknowns = Unknowns::new();
        let today = clock.now.to_zoned(clock.zone.clone()).date();
        Self {
            vocabulary,
            lexicon,
            tables,
            clock,
            today,
            unknowns: &NONE,
            reach,
            vacant,
            shared: Arc::default(),
            windows: BTreeMap::new(),
            truths: RefCell::default(),
            seen: RefCell::default(),
            complete: RefCell::default(),
            watch: None,
            spent: Within::default(),
            wholes: RefCell::default(),
        }
    }

    /// The same, for somebody who wants to know what the time is spent on.
    pub(crate) fn watched(self, watch: Option<&'a Watch<'a>>) -> Self {
        Self { watch, ..self }
    }

    /// The same, looking at a run of a kind's rows and at those that are part of them, where that
    /// is said; what it finds out about whole tables is shared.
    pub(crate) fn within(
        self,
        shared: &Arc<Shared<'a>>,
        window: Option<(&'a str, Range<usize>)>,
    ) -> Self {
        let mut windows = BTreeMap::new();
        let shared = shared.clone();
        let Some((root, run)) = window else {
            return Self { shared, ..self };
        };
        for ((kind, _), edges) in &self.tables.edges {
            if kind.as_str() != root {
                continue;
            }
            if let Some(children) = edges.children(run.clone()) {
                windows.insert(self.vocabulary.root(edges.to.as_str()), children);
            }
        }
        windows.insert(root, run);
        Self {
            shared,
            windows,
            ..self
        }
    }

    /// The same, knowing since when verdicts are unknown.
    pub(crate) fn with_unknowns(self, unknowns: &'a Unknowns) -> Self {
        Self { unknowns, ..self }
    }

    /// The same tables and words at another instant.
    pub(crate) fn at<'s>(&self, clock: &'s Clock) -> Pass<'s>
    where
        'a: 's,
    {
        let words = (self.vocabulary, self.lexicon);
        let pass = Pass::new(words, self.tables, self.vacant, clock, self.reach);
        pass.with_unknowns(self.unknowns)
    }

    /// The table whose rows a kind's entities are.
    pub(crate) fn table(&self, kind: &str) -> &'a Table {
        self.tables
            .table(self.vocabulary.root(kind))
            .unwrap_or(self.vacant)
    }

    /// The rows of a kind's table that are looked at.
    pub(crate) fn whole<'o>(&self, kind: &'a str) -> Frame<'a, 'o> {
        match self.windows.get(self.vocabulary.root(kind)) {
            Some(run) => self.run(kind, run.clone()),
            None => self.everything(kind),
        }
    }

    /// All rows of a kind's table.
    fn everything<'o>(&self, kind: &'a str) -> Frame<'a, 'o> {
        self.run(kind, 0..self.table(kind).len())
    }

    /// Some rows of a kind's table, one behind the other.
    fn run<'o>(&self, kind: &'a str, run: Range<usize>) -> Frame<'a, 'o> {
        Frame {
            kind,
            table: self.table(kind),
            rows: Positions::Run(run),
            outer: None,
        }
    }

    /// What a condition is found by.
    pub(crate) fn name(&self, condition: &Condition) -> Name {
        self.shared.names.get(condition)
    }

    /// The truth of a condition at each position of a frame.
    pub(crate) fn truth(&self, condition: &Condition, frame: &Frame<'a, '_>) -> Bits {
        if self.reach == Reach::Rows {
            return self.decide(condition, frame);
        }
        match &frame.rows {
            Positions::Run(run) if *run == (0..frame.table.len()) => {
                let (root, name) = (self.vocabulary.root(frame.kind), self.name(condition));
                let decide = || self.timed(condition, frame);
                self.shared.truth(root, (frame.kind, name), decide)
            }
            Positions::Run(run) => {
                let key = (frame.kind, self.name(condition), run.start, run.end);
                if let Some(bits) = self.truths.borrow().get(&key) {
                    return bits.clone();
                }
                let bits = self.timed(condition, frame);
                self.truths.borrow_mut().insert(key, bits.clone());
                bits
            }
            Positions::These(rows) if escapes(condition) == 0 => {
                self.gathered(rows, frame.kind, &|frame| self.truth(condition, frame))
            }
            Positions::These(_) => self.decide(condition, frame),
        }
    }

    /// Decides a condition over a run of rows, and notes what that took.
    fn timed(&self, condition: &Condition, frame: &Frame<'a, '_>) -> Bits {
        let decide = || self.decide(condition, frame);
        match self.watch {
            None => decide(),
            Some(watch) => {
                let print = || rules::print_condition(condition, frame.kind, self.vocabulary);
                watch.condition((frame.kind, condition), &self.spent, print, decide)
            }
        }
    }

    /// Truths of rows here and there, from those of the run they lie in: the window where it has
    /// them all, else the whole table.
    fn gathered(
        &self,
        rows: &[u32],
        kind: &'a str,
        truths: &dyn Fn(&Frame<'a, '_>) -> Bits,
    ) -> Bits {
        let window = self.whole(kind);
        if let Positions::Run(run) = &window.rows
            && rows
                .iter()
                .all(|row| *row == MISSING || run.contains(&(*row as usize)))
        {
            return truths(&window).gather_from(run.start, rows);
        }
        truths(&self.everything(kind)).gather(rows)
    }

    fn decide(&self, condition: &Condition, frame: &Frame<'a, '_>) -> Bits {
        match condition {
            Condition::All(all) => all
                .iter()
                .fold(Bits::all(Truth::True, frame.len()), |b, c| {
                    b.and(&self.truth(c, frame))
                }),
            Condition::Any(any) => any
                .iter()
                .fold(Bits::all(Truth::False, frame.len()), |b, c| {
                    b.or(&self.truth(c, frame))
                }),
            Condition::Not(inner) => self.truth(inner, frame).not(),
            Condition::Word {
                word,
                negated: false,
            } => self.word(word, frame),
            Condition::Word {
                word,
                negated: true,
            } => self.word(word, frame).not(),
            Condition::Field(field) => self.field(field, frame),
            Condition::Relation(relation) => self.relation(relation, frame),
            Condition::Total(total) => self.total(total, frame),
        }
    }

    /// Whether an adjective holds: as a source states it, else as it is defined.
    pub(crate) fn word(&self, word: &str, frame: &Frame<'a, '_>) -> Bits {
        let definition = self.lexicon.word(self.vocabulary, frame.kind, word);
        self.stated_or(word, frame, definition.map(|one| || self.truth(one, frame)))
    }

    /// Whether each row is of the frame's kind: surely for a root kind; for a derived one as it
    /// is stated, else as the kind is defined (semantics 1).
    pub(crate) fn member(&self, frame: &Frame<'a, '_>) -> Bits {
        self.member_of(frame.kind, frame)
    }

    fn member_of(&self, kind: &'a str, frame: &Frame<'a, '_>) -> Bits {
        let Some(wider) = self
            .vocabulary
            .kind(kind)
            .and_then(|kind| kind.is_a.as_ref())
        else {
            return Bits::all(Truth::True, frame.len());
        };
        let definition = self.lexicon.kind(kind).map(|definition| {
            || {
                self.truth(definition, frame)
                    .and(&self.member_of(wider.as_str(), frame))
            }
        });
        self.stated_or(kind, frame, definition)
    }

    /// A word as sources state it; where none does, as it is defined.
    ///
    /// What a source once stated and no longer proves is unknown, whatever the definition says:
    /// else a source that falls silent could turn what it denied into what is so.
    fn stated_or(
        &self,
        word: &str,
        frame: &Frame<'a, '_>,
        definition: Option<impl FnOnce() -> Bits>,
    ) -> Bits {
        let path = Path {
            links: Vec::new(),
            field: Some(word.to_owned()),
        };
        let cells = self.cells_typed(&path, frame.kind, frame.rows.clone(), FieldType::Flag);
        if let (Positions::Run(run), Reach::Whole) = (&frame.rows, self.reach)
            && let Some(stated) = self.flagged(word, frame.kind, &cells, run.clone())
        {
            let Some(definition) = definition else {
                return stated;
            };
            let said = cells.said(run.clone());
            return match said.count_set_bits() {
                0 => definition(),
                _ => stated.where_(&said, &definition()),
            };
        }
        let stated = Bits::collect(frame.len(), |at| match cells.side(at) {
            Side::Value(Scalar::Flag(true)) => Truth::True,
            Side::Value(_) | Side::None => Truth::False,
            Side::Unknown(_) => Truth::Unknown,
        });
        let Some(definition) = definition else {
            return stated;
        };
        let said = BooleanBuffer::collect_bool(frame.len(), |at| cells.is_said(at));
        let defined = definition();
        stated.where_(&said, &defined)
    }

    /// A flag over a run of rows: whether it is set, and not where there is none.
    fn flagged(
        &self,
        name: &str,
        kind: &'a str,
        cells: &Cells<'a>,
        run: Range<usize>,
    ) -> Option<Bits> {
        let rest = seen::Valueless {
            none: Truth::False,
            asked: Truth::Unknown,
            unknown: Truth::Unknown,
        };
        match cells.what() {
            cells::What::Silent(State::None) => Some(Bits::all(Truth::False, run.len())),
            cells::What::Silent(_) => Some(Bits::all(Truth::Unknown, run.len())),
            cells::What::Column(column, _) => {
                let crate::tables::Written::Flags(flags) = &column.values else {
                    return None;
                };
                let set = Bits::surely(flags.values().slice(run.start, run.len()));
                let seen = self.seen(kind, name, cells, run)?;
                Some(seen.spread(set, rest))
            }
            cells::What::Entity => None,
        }
    }

    /// What cells are compared by, as far as it is the same for every row.
    fn terms<'t>(&'t self, cells: &Cells<'t>) -> Terms<'t> {
        let Clock {
            now,
            zone,
            calendars,
        } = self.clock;
        Terms {
            field_type: cells.field_type,
            order: cells.order(),
            unit: cells.unit(),
            versions: local::scheme(cells.field),
            calendar: calendars.of(None),
            now: *now,
            today: self.today,
            zone,
        }
    }
}

/// How many scopes outside its own a condition reads.
pub(crate) fn escapes(condition: &Condition) -> usize {
    match condition {
        Condition::All(all) | Condition::Any(all) => {
            all.iter().map(escapes).max().unwrap_or_default()
        }
        Condition::Not(inner) => escapes(inner),
        Condition::Word { .. } => 0,
        Condition::Field(field) => reads(&field.values),
        Condition::Relation(relation) => relation
            .condition
            .as_deref()
            .map_or(0, escapes)
            .saturating_sub(1),
        Condition::Total(total) => {
            let inner = total
                .condition
                .as_deref()
                .map_or(0, escapes)
                .saturating_sub(1);
            inner.max(reads(&total.values))
        }
    }
}

fn reads(operands: &[Operand]) -> usize {
    let one = |operand: &Operand| match operand {
        Operand::The(reference)
        | Operand::Offset {
            from: Anchor::The(reference),
            ..
        } => reference.out,
        Operand::Setting { value, .. } => reads(std::slice::from_ref(value)),
        Operand::Text(_)
        | Operand::Number(_)
        | Operand::Measured { .. }
        | Operand::Flag(_)
        | Operand::Date(_)
        | Operand::Length(_)
        | Operand::Offset {
            from: Anchor::Today,
            ..
        }
        | Operand::Today => 0,
    };
    operands.iter().map(one).max().unwrap_or_default()
}

/// A link counts as what a value would.
fn settled(state: State, answered: bool) -> State {
    match state {
        State::Unknown | State::Silent if answered => State::Asked,
        State::Silent | State::Possible => State::Unknown,
        other => other,
    }
}
