//! The walk of a pass over the ledger: what was judged against what stands there, a stretch of
//! findings at a time. What is kept of a finding that does not change is that it was met.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use judge::Judgement;
use ledger::{Changes, Missed, Pass, Walk, exceptions::Stale};
use model::{
    EntityId, Finding, FindingState, Inventory, KindName, Life, RuleId, Verdict,
    verdict::Assessment,
};

use super::identity::Identity;
use crate::{
    deadlines,
    gaps::{self, Found},
    parties::View,
    ports::{LedgerStore, PortError},
    stretches,
    workspace::Workspace,
};

/// New findings in a stretch.
const MOST_NEW: usize = 10_000;

/// Pairs that are assessed on one thread at least, so that it is worth one.
const WORTH_A_THREAD: usize = 250;

/// What a walk is made with.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) view: View<'a>,
    pub(super) judgement: &'a Judgement,
    pub(super) identity: &'a Identity,
    /// What is known of everything; what is known of some findings is added stretch by stretch.
    pub(super) pass: &'a Pass<'a>,
    /// How detectors see everything, where they look at findings later.
    pub(super) detectors: Option<View<'a>>,
}

/// What a walk came to.
pub(super) struct Came {
    /// What changes in findings of rules.
    pub(super) changes: Changes,
    /// How findings stand after it.
    pub(super) now: Now,
    /// Findings of detectors, as they are.
    pub(super) gaps: Vec<Finding>,
    /// Entities of findings whose every record is gone.
    pub(super) gone: BTreeSet<EntityId>,
    /// Entities of findings that turned out to be another one.
    pub(super) merged: Vec<(EntityId, EntityId)>,
    /// What detectors need to know of findings.
    pub(super) found: Found,
    /// The numbers of entities that clocks are about, of kinds that deadline tables speak of.
    concerned: BTreeMap<KindName, BTreeSet<u64>>,
}

/// How findings stand.
#[derive(Debug, Default)]
pub(super) struct Now {
    pub(super) open: u64,
    pub(super) overdue: u64,
    pub(super) by_rule: BTreeMap<RuleId, u64>,
}

impl Now {
    pub(super) fn add(&mut self, finding: &Finding, at: Timestamp) {
        if !finding.state.is_open() {
            return;
        }
        self.open += 1;
        self.overdue += u64::from(finding.due.is_some_and(|due| due < at));
        match self.by_rule.get_mut(&finding.rule) {
            Some(count) => *count += 1,
            None => {
                self.by_rule.insert(finding.rule.clone(), 1);
            }
        }
    }
}

impl Came {
    /// Those of some entities that clocks of rules are about.
    pub(super) fn concerned(&self, entities: BTreeSet<EntityId>) -> BTreeSet<EntityId> {
        let is_one = |one: &EntityId| {
            let numbers = self.concerned.get(&one.kind);
            numbers.is_some_and(|numbers| numbers.contains(&one.number))
        };
        entities.into_iter().filter(is_one).collect()
    }
}

/// Walks over all findings. Where what it has seen ends exceptions, it does so again knowing it.
pub(super) async fn walk(told: Told<'_>, ledger: &impl LedgerStore) -> Result<Came, PortError> {
    let mut stale = Vec::new();
    loop {
        let mut walk = Walking::begin(told, &stale);
        stretches::each(ledger, |findings| walk.look(findings)).await?;
        let (mut came, seen) = walk.end();
        if seen == stale {
            came.changes.stale = stale;
            came.changes.sort();
            return Ok(came);
        }
        stale = seen;
    }
}

/// A rule and an entity that it is to be told of in full.
type Pair = (RuleId, EntityId);

struct Walking<'a> {
    told: Told<'a>,
    walk: Walk<'a>,
    /// By rule, who is missed.
    missed: BTreeMap<RuleId, Missed>,
    /// Whose findings have to be seen together.
    tangled: BTreeSet<EntityId>,
    /// Their findings, and what is to be told of them.
    aside: (Vec<Finding>, Vec<Pair>),
    /// Kinds that deadline tables speak of.
    kinds: BTreeSet<KindName>,
    came: Came,
}

/// Whether findings of a stretch may hand each other something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tied {
    Together,
    Not,
}

impl<'a> Walking<'a> {
    fn begin(told: Told<'a>, stale: &[Stale]) -> Self {
        let rules = told.judgement.rules().iter().filter(|rule| !rule.advice);
        let missed = rules.map(|rule| {
            let numbers = told.judgement.numbers(&rule.rule, Verdict::Missed);
            (rule.rule.clone(), Missed::new(numbers))
        });
        let tables = told.workspace.deadlines.in_force();
        Self {
            walk: Walk::begin(told.pass, stale),
            missed: missed.collect(),
            tangled: told.identity.tangled(),
            aside: (Vec::new(), Vec::new()),
            kinds: tables.map(|one| one.table.about.clone()).collect(),
            came: Came {
                changes: Changes::default(),
                now: Now::default(),
                gaps: Vec::new(),
                gone: BTreeSet::new(),
                merged: Vec::new(),
                found: Found::nothing(told.workspace),
                concerned: BTreeMap::new(),
            },
            told,
        }
    }

    /// Looks at a stretch of what stands.
    fn look(&mut self, findings: Vec<Finding>) {
        let (gaps, findings): (Vec<_>, Vec<_>) = findings.into_iter().partition(gaps::is_gap);
        self.came.gaps.extend(gaps);
        let is_aside = |finding: &Finding| self.tangled.contains(&finding.entity);
        let (aside, findings): (Vec<_>, Vec<_>) = findings.into_iter().partition(is_aside);
        let pairs = self.asked(&aside);
        self.aside.0.extend(aside);
        self.aside.1.extend(pairs);
        let pairs = self.asked(&findings);
        self.take(&findings, &assess(self.told.judgement, &pairs), Tied::Not);
    }

    /// Of which findings it has to be told in full what their rules say: those that are missed, and
    /// those that are not over.
    fn asked(&mut self, findings: &[Finding]) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for Finding {
            rule,
            entity,
            state,
            ..
        } in findings
        {
            let Some(missed) = self.missed.get_mut(rule) else {
                continue;
            };
            // The rule may have been about another kind when it was found.
            let is_missed = self.told.judgement.verdict(rule, entity) == Some(Verdict::Missed);
            if is_missed {
                missed.meet(entity.number);
            }
            if is_missed || *state != FindingState::Closed {
                pairs.push((rule.clone(), entity.clone()));
            }
        }
        pairs
    }

    /// Records a stretch.
    fn take(&mut self, findings: &[Finding], assessments: &[Assessment], tied: Tied) {
        let Told {
            workspace,
            view,
            judgement,
            identity,
            pass,
            ..
        } = self.told;
        let gone = gone(view.inventory, findings);
        let concerned = deadlines::concerned(assessments, findings);
        let pass = Pass {
            assessments,
            retired: &retired(workspace, judgement, findings),
            gone: &gone,
            merged: &self.came.merged,
            split: if tied == Tied::Together {
                &identity.split
            } else {
                &[]
            },
            deadlines: &deadlines::of(workspace, &view, judgement, &concerned),
            ..pass.clone()
        };
        let changes = self.walk.record(findings, &pass);
        self.came.gone.extend(gone);
        if self.told.detectors.is_some() {
            for one in concerned
                .into_iter()
                .filter(|one| self.kinds.contains(&one.kind))
            {
                let numbers = self.came.concerned.entry(one.kind).or_default();
                numbers.insert(one.number);
            }
        }
        self.count(findings, &changes);
        self.came.changes.add(changes);
    }

    /// Counts how a stretch stands after the pass.
    fn count(&mut self, before: &[Finding], changes: &Changes) {
        let Told {
            workspace,
            pass,
            detectors,
            ..
        } = self.told;
        let changed: BTreeSet<_> = changes.findings.iter().map(|one| &one.id).collect();
        let as_it_was = before.iter().filter(|one| !changed.contains(&one.id));
        for finding in as_it_was.chain(&changes.findings) {
            self.came.now.add(finding, pass.at);
            if let Some(view) = &detectors {
                self.came.found.add(workspace, view, finding);
            }
        }
    }

    /// What is missed and has no finding yet, and then whatever had to be seen together. Gives what
    /// the walk came to, and the exceptions that it found stale.
    fn end(mut self) -> (Came, Vec<Stale>) {
        let judgement = self.told.judgement;
        let mut pairs = Vec::new();
        for (rule, missed) in std::mem::take(&mut self.missed) {
            let mut newly = missed.newly().peekable();
            for entity in judgement.entities(&rule, Verdict::Missed) {
                if newly.next_if_eq(&entity.number).is_none() {
                    continue;
                }
                match self.tangled.contains(&entity) {
                    true => self.aside.1.push((rule.clone(), entity)),
                    false => pairs.push((rule.clone(), entity)),
                }
                if pairs.len() == MOST_NEW {
                    self.take(&[], &assess(judgement, &pairs), Tied::Not);
                    pairs.clear();
                }
            }
        }
        self.take(&[], &assess(judgement, &pairs), Tied::Not);
        let (findings, pairs) = std::mem::take(&mut self.aside);
        let mut assessments = assess(judgement, &pairs);
        assessments.extend(self.told.identity.parts(judgement, &findings));
        self.came.merged = self.told.identity.merged(&findings);
        self.take(&findings, &assessments, Tied::Together);
        let stale = self.walk.stale(self.told.pass);
        (self.came, stale)
    }
}

/// What the rules say of some entities, in full, told on all processors.
fn assess(judgement: &Judgement, pairs: &[Pair]) -> Vec<Assessment> {
    let told = |some: &[Pair]| -> Vec<Assessment> {
        let told = some.iter();
        told.filter_map(|(rule, entity)| judgement.assess(rule, entity))
            .collect()
    };
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let share = pairs.len().div_ceil(processors).max(WORTH_A_THREAD);
    if pairs.len() <= share {
        return told(pairs);
    }
    std::thread::scope(|scope| {
        let shares = pairs.chunks(share);
        let at_work: Vec<_> = shares.map(|some| scope.spawn(move || told(some))).collect();
        let done = at_work.into_iter().map(|one| match one.join() {
            Ok(done) => done,
            Err(fault) => std::panic::resume_unwind(fault),
        });
        done.flatten().collect()
    })
}

/// Rules of findings that are neither in force nor merely unreadable today.
fn retired(workspace: &Workspace, judgement: &Judgement, findings: &[Finding]) -> Vec<RuleId> {
    let in_force: BTreeSet<&RuleId> = judgement
        .rules()
        .iter()
        .filter(|r| !r.advice)
        .map(|r| &r.rule)
        .collect();
    let of_findings: BTreeSet<&RuleId> = findings
        .iter()
        .filter(|f| f.state != FindingState::Closed)
        .map(|f| &f.rule)
        .collect();
    of_findings
        .into_iter()
        .filter(|rule| !in_force.contains(rule) && !workspace.set_aside.contains(*rule))
        .cloned()
        .collect()
}

/// Entities of findings whose every record is gone.
fn gone(inventory: &Inventory, findings: &[Finding]) -> Vec<EntityId> {
    let entities: BTreeSet<&EntityId> = findings.iter().map(|f| &f.entity).collect();
    entities
        .into_iter()
        .filter(|id| {
            inventory
                .get(id)
                .is_some_and(|e| e.id == **id && e.life == Life::Gone)
        })
        .cloned()
        .collect()
}
