//! A pass over a kind of more entities than are held in memory: a run of its rows at a time.
//!
//! A run is read, judged and let go before its place is taken by another; as many are at work as
//! there are processors. What every run may lead to (people, departments) is held whole. What a
//! run came to is handed over in the order of the runs, so that neither their number nor that of
//! the processors shows.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
};

use arrow_array::{RecordBatch, UInt64Array};
use model::{Problems, RuleId, Verdict, Vocabulary, verdict::Unknowns};
use rules::tree::Rule;

use crate::{
    Clock, DataGap, RuleVerdicts,
    evaluate::{Beyond, Names, Truths},
    gaps::Affected,
    judgement::{about, families, uncounted},
    lexicon::Lexicon,
    tables::{Table, Tables, TablesError, empty},
    wanted::Wanted,
    windows::{Families, Share, Whole},
};

/// Why a kind was not judged to its end.
#[derive(Debug, thiserror::Error)]
pub enum RunsError<E> {
    /// The rules cannot be judged together, or not on a run by itself.
    #[error("the rules cannot be judged")]
    Rules(Problems),
    /// A run could not be read.
    #[error(transparent)]
    Read(E),
    /// What was read are no tables of this vocabulary.
    #[error(transparent)]
    Tables(#[from] TablesError),
}

/// What the rules about a kind came to on one run of its rows.
#[derive(Debug)]
pub struct RunVerdicts<'r> {
    families: &'r Families,
    numbers: UInt64Array,
    shares: Vec<Share>,
}

impl RunVerdicts<'_> {
    /// How many entities the run has.
    pub fn entities(&self) -> usize {
        self.numbers.len()
    }

    /// The numbers of the entities that a rule gives a verdict, ascending.
    pub fn numbers(&self, rule: &RuleId, verdict: Verdict) -> Vec<u64> {
        let Some(at) = self.families.iter().position(|(id, _)| id == rule) else {
            return Vec::new();
        };
        let share = &self.shares[at];
        let rows = share.masks.rows(verdict, &share.judged);
        let numbers = self.numbers.values();
        rows.set_indices().map(|row| numbers[row]).collect()
    }
}

/// What the rules about a kind came to on all of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdicts {
    /// What each baseline rule came to, in the order the rules were given.
    pub rules: Vec<RuleVerdicts>,
    /// What was missing where verdicts are unknown.
    pub gaps: Vec<DataGap>,
    /// Since when verdicts are unknown, for rules that say after how long that counts as missed.
    pub unknown_since: Unknowns,
}

/// How one run ended, and which it was.
type Done<E> = (
    usize,
    Result<(UInt64Array, Vec<Share>, Affected), RunsError<E>>,
);

/// The names of conditions, and what was found out about what all runs lead to.
type Known = (Arc<Names>, Arc<Truths>);

/// What all runs are judged with.
struct Work<'w> {
    words: (&'w Vocabulary, &'w Lexicon),
    whole: &'w Tables,
    clock: &'w Clock,
    unknowns: &'w Unknowns,
    families: &'w Families,
    wanted: &'w Wanted<'w>,
    kind: &'w str,
    /// A table for kinds that no batch was stored of.
    vacant: Table,
}

/// Judges the entities of a root kind by rules about it. `read` gives one of so many runs of its
/// rows, as [`Tables::to_batches`] has them, with what is part of them; `whole` holds what they
/// lead to. `take` gets what each came to, in their order.
///
/// # Errors
/// When the rules cannot be judged together, are about another kind, or lead to entities of this
/// kind in other runs ([`Wanted::streams`]); when a run cannot be read.
pub fn judge_runs<E: Send>(
    rules: &[Rule],
    (vocabulary, whole, clock, unknowns): (&Vocabulary, &Tables, &Clock, &Unknowns),
    (kind, runs): (&str, usize),
    read: &(dyn Fn(usize) -> Result<Vec<(String, RecordBatch)>, E> + Sync),
    take: &mut dyn FnMut(&RunVerdicts<'_>),
) -> Result<Verdicts, RunsError<E>> {
    let lexicon = Lexicon::of(vocabulary).map_err(RunsError::Rules)?;
    let families = families(rules, vocabulary).map_err(RunsError::Rules)?;
    let wanted = Wanted::of(rules, vocabulary, &whole.coverage).map_err(RunsError::Rules)?;
    apart(rules, kind, &wanted).map_err(RunsError::Rules)?;
    let work = Work {
        words: (vocabulary, &lexicon),
        whole,
        clock,
        unknowns,
        families: &families,
        wanted: &wanted,
        kind,
        vacant: empty(&"".into()),
    };
    let mut judged: Vec<RuleVerdicts> = families
        .iter()
        .map(|(id, rules)| uncounted(id, rules, vocabulary))
        .collect();
    let mut affected = Affected::default();
    let mut unknown_since = Unknowns::new();
    work.all(runs, read, &mut |(numbers, shares, more)| {
        affected.add(more);
        for (verdicts, share) in judged.iter_mut().zip(&shares) {
            verdicts.counts.add(share.counts());
            for (rule, waiting) in &share.since {
                let all = unknown_since.entry(rule.clone()).or_default();
                all.extend(waiting.iter().map(|(id, since)| (id.clone(), *since)));
            }
        }
        take(&RunVerdicts {
            families: &families,
            numbers,
            shares,
        });
    })?;
    Ok(Verdicts {
        rules: judged,
        gaps: affected.finish(),
        unknown_since,
    })
}

/// Whether a run of the kind's rows says all that the rules need of the kind.
fn apart(rules: &[Rule], kind: &str, wanted: &Wanted<'_>) -> Result<(), Problems> {
    let vocabulary = wanted.vocabulary();
    let others = rules
        .iter()
        .filter(|rule| vocabulary.root(rule.expectation.subject.kind.as_str()) != kind);
    let mut problems: Vec<_> = others
        .map(|rule| {
            let says = format!("is not about a {kind}, which alone is judged here");
            about(rule, "rule-kind", says)
        })
        .collect();
    if let Some(rule) = rules.first().filter(|_| !wanted.streams(kind)) {
        let says = format!("and those with it lead to a {kind} from elsewhere: hold all in memory");
        problems.push(about(rule, "rule-reaches", says));
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(Problems(problems)),
    }
}

impl Work<'_> {
    /// What a pass over some tables is made from.
    fn pass<'a>(&'a self, tables: &'a Tables) -> Whole<'a> {
        Whole {
            words: self.words,
            tables,
            vacant: &self.vacant,
            clock: self.clock,
            unknowns: self.unknowns,
            watch: None,
        }
    }

    /// Judges all runs, and hands each over in its turn.
    fn all<E: Send>(
        &self,
        runs: usize,
        read: &(dyn Fn(usize) -> Result<Vec<(String, RecordBatch)>, E> + Sync),
        take: &mut dyn FnMut((UInt64Array, Vec<Share>, Affected)),
    ) -> Result<(), RunsError<E>> {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let next = AtomicUsize::new(0);
        let known = (
            Arc::new(self.pass(self.whole).names(self.families)),
            Arc::default(),
        );
        let work = |give: mpsc::SyncSender<Done<E>>| {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= runs || give.send((at, self.one(at, read, &known))).is_err() {
                    return;
                }
            }
        };
        std::thread::scope(|scope| {
            // Whoever is done early waits here, so that no more is held than is at work. It ends
            // with this block, however that ends, and then nobody waits or begins another run.
            let (give, get) = mpsc::sync_channel::<Done<E>>(1);
            for _ in 0..processors.min(runs) {
                let give = give.clone();
                scope.spawn(|| work(give));
            }
            drop(give);
            let (mut early, mut turn) = (BTreeMap::new(), 0);
            for (at, done) in get {
                early.insert(at, done?);
                while let Some(done) = early.remove(&turn) {
                    take(done);
                    turn += 1;
                }
            }
            Ok(())
        })
    }

    fn one<E>(
        &self,
        at: usize,
        read: &dyn Fn(usize) -> Result<Vec<(String, RecordBatch)>, E>,
        (names, truths): &Known,
    ) -> Result<(UInt64Array, Vec<Share>, Affected), RunsError<E>> {
        let run = read(at).map_err(RunsError::Read)?;
        let (tables, own) = self.whole.beside(run, self.wanted)?;
        let truths = truths.clone();
        let known = (names.clone(), Some(Beyond { own, truths }));
        let (shares, affected) = self
            .pass(&tables)
            .judge_knowing(self.families, usize::MAX, known);
        let numbers = tables
            .table(self.kind)
            .and_then(|table| table.numbers.clone());
        let numbers = numbers.unwrap_or_else(|| Vec::<u64>::new().into());
        Ok((numbers, shares, affected))
    }
}
