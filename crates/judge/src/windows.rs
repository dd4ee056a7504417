//! A pass over all rules, a window of entities at a time.
//!
//! The rules about a kind are judged over a run of its rows, with the rows that are part of those,
//! before the next run is looked at: what is in use stays small, and several runs are judged at
//! once. What leads out of a window is evaluated over whole tables, once for all of them. The
//! results are put together in order, so that they do not depend on how many work.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder};
use model::{EntityId, RuleId, Vocabulary, verdict::Unknowns};
use rules::tree::{Rule, WhenUnknown};

use crate::{
    Clock, Counts,
    evaluate::{Beyond, Frame, Names, Pass, Reach, Shared, Unplaced, conditions},
    gaps::{Affected, Collected},
    lexicon::Lexicon,
    ruling::{Masks, Ruling},
    tables::{Table, Tables},
    timings::Watch,
};

/// How many entities are judged at a time. Their bitmaps have 16 KiB each, so that those of a
/// rule stay in a processor's cache.
pub(crate) const WINDOW: usize = 1 << 17;

/// What a pass is made from.
pub(crate) struct Whole<'a> {
    pub(crate) words: (&'a Vocabulary, &'a Lexicon),
    pub(crate) tables: &'a Tables,
    pub(crate) vacant: &'a Table,
    pub(crate) clock: &'a Clock,
    pub(crate) unknowns: &'a Unknowns,
    /// Who wants to know what the time is spent on.
    pub(crate) watch: Option<&'a Watch<'a>>,
}

/// What a baseline and its tightenings come to, on some rows of their kind.
#[derive(Debug)]
pub(crate) struct Share {
    pub(crate) masks: Masks,
    /// The rows that are judged.
    pub(crate) judged: BooleanBuffer,
    /// Since when entities are unknown, for each of the rules that says `fail after`.
    pub(crate) since: Unknowns,
}

/// Some rules, on all rows of their kinds or on a run of one.
struct Task<'a> {
    window: Option<(&'a str, Range<usize>)>,
    families: Vec<usize>,
}

/// What a task came to: its families' shares, and what was missing.
type Done = (Vec<(usize, Share)>, Affected);

/// What is known before a pass: the names of its conditions, and what all runs of a kind lead to.
pub(crate) type Known = (Arc<Names>, Option<Beyond>);

pub(crate) type Families = [(RuleId, Vec<Rule>)];

impl<'a> Whole<'a> {
    /// Judges all families, in their order.
    pub(crate) fn judge(&self, families: &Families, window: usize) -> (Vec<Share>, Affected) {
        let known = (Arc::new(self.names(families)), None);
        self.judge_knowing(families, window, known)
    }

    /// The names of all conditions that are looked at. They hold for these families and this
    /// lexicon, on whatever tables.
    pub(crate) fn names(&self, families: &Families) -> Names {
        let of_rules = families.iter().flat_map(|(_, rules)| rules);
        Names::of(of_rules.flat_map(conditions).chain(self.words.1.all()))
    }

    /// As [`Self::judge`], where the names of conditions are known already, and perhaps more.
    pub(crate) fn judge_knowing(
        &self,
        families: &Families,
        window: usize,
        (names, beyond): Known,
    ) -> (Vec<Share>, Affected) {
        let tasks = self.tasks(families, window);
        let shared: Arc<Shared<'a>> = Arc::new(Shared::of(names, beyond));
        let mut shares: Vec<Vec<Share>> = families.iter().map(|_| Vec::new()).collect();
        let mut affected = Affected::default();
        for (parts, more) in at_once(&tasks, |task| self.perform(task, families, &shared)) {
            affected.add(more);
            for (family, share) in parts {
                shares[family].push(share);
            }
        }
        (shares.into_iter().map(Share::joined).collect(), affected)
    }

    /// Kinds of many entities are judged window by window, all others at one go.
    fn tasks(&self, families: &Families, window: usize) -> Vec<Task<'a>> {
        let mut by_root: BTreeMap<&'a str, Vec<usize>> = BTreeMap::new();
        let mut small = Vec::new();
        for (at, (_, rules)) in families.iter().enumerate() {
            let kind = rules[0].expectation.subject.kind.as_str();
            let table = self.tables.table(self.words.0.root(kind));
            match table.filter(|table| table.len() > window) {
                Some(table) => by_root.entry(table.kind.as_str()).or_default().push(at),
                None => small.push(at),
            }
        }
        let mut tasks = Vec::new();
        for (root, families) in by_root {
            let rows = self.tables.table(root).map_or(0, Table::len);
            tasks.extend((0..rows).step_by(window).map(|from| Task {
                window: Some((root, from..rows.min(from + window))),
                families: families.clone(),
            }));
        }
        if !small.is_empty() {
            tasks.push(Task {
                window: None,
                families: small,
            });
        }
        tasks
    }

    fn perform(&self, task: &Task<'a>, families: &Families, shared: &Arc<Shared<'a>>) -> Done {
        let (words, reach) = (self.words, Reach::Whole);
        let pass = Pass::new(words, self.tables, self.vacant, self.clock, reach)
            .with_unknowns(self.unknowns)
            .within(shared, task.window.clone())
            .watched(self.watch);
        let mut collected = Collected::default();
        let mut living = BTreeMap::new();
        let mut shares = Vec::with_capacity(task.families.len());
        for at in &task.families {
            let (id, rules) = &families[*at];
            let mut fold = || fold(&pass, rules, &mut living, &mut collected);
            let share = match self.watch {
                Some(watch) => watch.rule(id, fold),
                None => fold(),
            };
            shares.push((*at, share));
        }
        (shares, collected.count(&pass))
    }
}

/// Performs tasks on all processors; the results are in the order of the tasks.
fn at_once<T: Sync, R: Send>(tasks: &[T], perform: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = processors.min(tasks.len());
    if workers <= 1 {
        return tasks.iter().map(perform).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(task) = tasks.get(at) else {
                return done;
            };
            done.push((at, perform(task)));
        }
    };
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let working: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let ended = working.into_iter().map(|worker| match worker.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        ended.flatten().collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Judges a baseline and its tightenings over the living entities of a frame.
fn fold<'a: 'f, 'f>(
    pass: &Pass<'a>,
    rules: &'f [Rule],
    alive: &mut BTreeMap<&'a str, BooleanBuffer>,
    collected: &mut Collected<'a, 'f>,
) -> Share {
    let mut masks: Option<Masks> = None;
    let mut living = BooleanBuffer::new_unset(0);
    let mut since = Unknowns::new();
    for rule in rules {
        let kind = pass.vocabulary.kind(rule.expectation.subject.kind.as_str());
        let Some(kind) = kind else { continue };
        let frame = pass.whole(kind.kind.as_str());
        let of_root = alive.entry(frame.table.kind.as_str());
        living = of_root.or_insert_with(|| judged(&frame)).clone();
        let ruling = Ruling::of(pass, rule, &frame, Unplaced::InNone);
        let own = ruling.masks().only(&living);
        if matches!(rule.when_unknown, WhenUnknown::FailAfter(_)) {
            let mut waiting = ruling.since;
            waiting.retain(|id, _| is_living(&frame, &living, id));
            since.insert(rule.id.clone(), waiting);
        }
        if own.unknown.has_true() {
            collected.add(pass, rule, &frame, &own.unknown);
        }
        masks = Some(masks.map_or_else(|| own.clone(), |masks| masks.meet(&own)));
    }
    Share {
        masks: masks.unwrap_or_else(|| Masks::none(living.len())),
        judged: living,
        since,
    }
}

fn is_living(frame: &Frame<'_, '_>, living: &BooleanBuffer, id: &EntityId) -> bool {
    if living.is_empty() {
        return false;
    }
    let first = frame.rows.row(0);
    let row = frame
        .table
        .row(id.number)
        .and_then(|row| row.checked_sub(first));
    row.is_some_and(|at| (at as usize) < living.len() && living.value(at as usize))
}

/// Rows that are judged: entities, not parts, and not those that are gone.
fn judged(frame: &Frame<'_, '_>) -> BooleanBuffer {
    BooleanBuffer::collect_bool(frame.len(), |at| {
        frame.table.is_judged(frame.rows.row(at) as usize)
    })
}

impl Share {
    /// How many rows have each verdict.
    pub(crate) fn counts(&self) -> Counts {
        let count = |rows: &BooleanBuffer| rows.count_set_bits() as u64;
        let met = count(&self.masks.met);
        let missed = count(&self.masks.missed);
        let unknown = count(&self.masks.unknown);
        Counts {
            met,
            missed,
            unknown,
            not_applicable: count(&self.judged) - met - missed - unknown,
        }
    }

    /// The shares of runs that follow each other, as one.
    fn joined(mut shares: Vec<Self>) -> Self {
        if shares.len() == 1
            && let Some(only) = shares.pop()
        {
            return only;
        }
        let join = |of: &dyn Fn(&Self) -> &BooleanBuffer| {
            let rows = shares.iter().map(|share| of(share).len()).sum();
            let mut joined = BooleanBufferBuilder::new(rows);
            shares
                .iter()
                .for_each(|share| joined.append_buffer(of(share)));
            joined.finish()
        };
        let masks = Masks {
            missed: join(&|share| &share.masks.missed),
            unknown: join(&|share| &share.masks.unknown),
            met: join(&|share| &share.masks.met),
        };
        let judged = join(&|share| &share.judged);
        let mut since = Unknowns::new();
        for (rule, waiting) in shares.into_iter().flat_map(|share| share.since) {
            since.entry(rule).or_default().extend(waiting);
        }
        Self {
            masks,
            judged,
            since,
        }
    }
}
