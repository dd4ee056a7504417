//! The judge inside SQL: the function `rule_bits(kind, number)`, which tells of an entity what
//! every rule in force comes to.
//!
//! An answer is two bits a rule ([`Packed`]). Whoever asks about some entities has the run of
//! their kind judged that holds them: of its row groups, and of those of what is part of it, only
//! the columns are read that rules look at ([`runs`]). A few runs are kept while they are asked
//! for, so that memory does not grow with the number of entities. The function is known by its
//! name, by where the lake is and by [`Judging`]: whoever has these has the same function.

mod function;
mod kept;
mod packed;
mod runs;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use arrow_array::RecordBatch;
use judge::{Clock, Tables, judge_since};
use model::{Coverage, RuleId, Vocabulary, verdict::Unknowns};
use rules::tree::{Modal, Rule};

pub(crate) use function::{rule_bits, rule_verdict};
use packed::Packed;
use runs::Runs;

use crate::lake::{Opened, Workers};

/// By what is judged.
#[derive(Clone, Debug)]
pub struct Judging {
    /// The rules in force, tightenings too.
    pub rules: Vec<Rule>,
    /// The words that they are written in.
    pub vocabulary: Vocabulary,
    /// What the sources could tell.
    pub coverage: Coverage,
    /// The time.
    pub clock: Clock,
    /// Since when verdicts were unknown by then.
    pub unknowns: Unknowns,
}

/// Where the rows are that are judged.
pub(crate) enum Rows {
    /// In memory, in the form of the judge.
    Here(Vec<(String, RecordBatch)>),
    /// In a lake.
    Kept(Vec<(String, Opened)>),
}

/// What rules come to, worked out when somebody asks.
pub(crate) struct Verdicts {
    judging: Judging,
    /// The rules that give verdicts, each with the root kind that it is about.
    order: Vec<(RuleId, String)>,
    rows: Rows,
    here: OnceLock<Result<Tables, String>>,
    reads: Workers,
    kinds: Mutex<BTreeMap<String, Slot<OfKind>>>,
}

/// What is worked out once, by whoever comes first; or why it cannot be.
type Slot<T> = Arc<OnceLock<Result<Arc<T>, String>>>;

/// What the rules about a kind come to.
enum OfKind {
    /// On all of it at once.
    Whole(Arc<Packed>),
    /// A run at a time.
    Runs(Box<Runs>),
}

impl fmt::Debug for Verdicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verdicts").finish_non_exhaustive()
    }
}

impl Judging {
    /// The rules about a root kind.
    fn about(&self, kind: &str) -> Vec<Rule> {
        let about = self.rules.iter().filter(|rule| self.root(rule) == kind);
        about.cloned().collect()
    }

    /// The root kind that a rule is about.
    fn root<'a>(&'a self, rule: &'a Rule) -> &'a str {
        self.vocabulary.root(rule.expectation.subject.kind.as_str())
    }

    /// The rules that give verdicts of their own, in order: what tightens another is part of it,
    /// except advice, which binds nobody.
    fn order(&self) -> Vec<(RuleId, String)> {
        let own = |rule: &&Rule| rule.tightens.is_none() || rule.expectation.modal == Modal::Should;
        let own = self.rules.iter().filter(own);
        own.map(|rule| (rule.id.clone(), self.root(rule).to_owned()))
            .collect()
    }
}

impl Verdicts {
    pub(crate) fn new(judging: Judging, rows: Rows) -> std::io::Result<Self> {
        Ok(Self {
            order: judging.order(),
            judging,
            rows,
            here: OnceLock::new(),
            reads: Workers::start()?,
            kinds: Mutex::default(),
        })
    }

    /// The rules that give verdicts, each with the root kind that it is about, in the order of
    /// their bits.
    pub(crate) fn order(&self) -> &[(RuleId, String)] {
        &self.order
    }

    /// What was packed of the run that holds an entity; nothing where no run does.
    fn packed(&self, kind: &str, number: i64) -> Result<Option<Arc<Packed>>, String> {
        let Some(known) = self.judging.vocabulary.kind(kind) else {
            return Err(format!("there is no kind `{kind}`"));
        };
        let root = self.judging.vocabulary.root(known.kind.as_str());
        match self.of_kind(root)?.as_ref() {
            OfKind::Whole(packed) => Ok(Some(Arc::clone(packed))),
            OfKind::Runs(runs) => runs.packed(self, number),
        }
    }

    fn of_kind(&self, kind: &str) -> Result<Arc<OfKind>, String> {
        let slot = {
            let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(kinds.entry(kind.to_owned()).or_default())
        };
        slot.get_or_init(|| self.open(kind).map(Arc::new)).clone()
    }

    fn open(&self, kind: &str) -> Result<OfKind, String> {
        let rules = self.judging.about(kind);
        if rules.is_empty() {
            return Ok(OfKind::Whole(Arc::default()));
        }
        let whole = |tables: &Tables| Ok(OfKind::Whole(Arc::new(self.whole(&rules, tables)?)));
        match &self.rows {
            Rows::Here(batches) => whole(self.here(batches)?),
            Rows::Kept(tables) => {
                let opened = runs::open(&self.judging, kind, &rules, tables);
                match self.reads.wait(opened)? {
                    runs::Opened::Runs(runs) => Ok(OfKind::Runs(runs)),
                    runs::Opened::Whole(tables) => whole(&tables),
                }
            }
        }
    }

    fn here(&self, batches: &[(String, RecordBatch)]) -> Result<&Tables, String> {
        let Judging {
            vocabulary,
            coverage,
            ..
        } = &self.judging;
        let made = || {
            Tables::from_batches(batches.to_vec(), vocabulary, coverage.clone())
                .map_err(|why| why.to_string())
        };
        self.here.get_or_init(made).as_ref().map_err(Clone::clone)
    }

    /// Judges all of a kind at once.
    fn whole(&self, rules: &[Rule], tables: &Tables) -> Result<Packed, String> {
        let Judging {
            vocabulary,
            clock,
            unknowns,
            ..
        } = &self.judging;
        let judged = judge_since(rules, vocabulary, tables, clock, unknowns);
        let judged = judged.map_err(|problems| said(&problems.0))?;
        Ok(Packed::of(
            &self.places(rules),
            self.order.len(),
            &|rule, verdict| judged.numbers(rule, verdict),
        ))
    }

    /// The places that these rules have among all.
    fn places(&self, rules: &[Rule]) -> Vec<(RuleId, usize)> {
        let order = self.order.iter().enumerate();
        let mine = order.filter(|(_, (id, _))| rules.iter().any(|rule| rule.id == *id));
        mine.map(|(at, (id, _))| (id.clone(), at)).collect()
    }
}

/// Why rules cannot be judged, in a sentence.
fn said(problems: &[model::Problem]) -> String {
    let says: Vec<&str> = problems
        .iter()
        .map(|problem| problem.says.as_str())
        .collect();
    says.join("; ")
}

#[cfg(test)]
mod tests;
