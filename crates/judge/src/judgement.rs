//! A pass: all rules on all entities.

use std::collections::{BTreeMap, BTreeSet};

use arrow_buffer::BooleanBuffer;
use model::{EntityId, Place, Problem, Problems, RuleId, Verdict, Vocabulary, verdict::Unknowns};
use rules::tree::{Modal, Rule};

use crate::{
    Clock,
    gaps::DataGap,
    lexicon::Lexicon,
    ruling::Masks,
    tables::{Table, Tables, empty},
    timings::{Stopwatch, Timings, Watch},
    windows::{self, Whole},
};

/// How many entities got each verdict of a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// As expected.
    pub met: u64,
    /// Not as expected.
    pub missed: u64,
    /// The sources do not tell.
    pub unknown: u64,
    /// The rule does not speak of them.
    pub not_applicable: u64,
}

impl Counts {
    /// Adds those of other entities.
    pub(crate) fn add(&mut self, others: Self) {
        self.met += others.met;
        self.missed += others.missed;
        self.unknown += others.unknown;
        self.not_applicable += others.not_applicable;
    }
}

/// What one baseline rule, with its tightenings, came to.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleVerdicts {
    /// The rule.
    pub rule: RuleId,
    /// A digest of its tree and those of its tightenings.
    pub version: String,
    /// Whether it is advice (`should`): shown, never a finding.
    pub advice: bool,
    /// Its verdicts.
    pub counts: Counts,
}

/// A baseline rule and what tightens it.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    /// The baseline first.
    pub(crate) rules: Vec<Rule>,
    /// The version of them all.
    pub(crate) version: String,
    masks: Masks,
    judged: BooleanBuffer,
    /// Since when entities are unknown, for each of its rules that says `fail after`.
    since: Unknowns,
}

/// All verdicts of one pass. It holds what it was made from, so that any of them can be told in
/// full; the columns themselves are shared, not copied.
#[derive(Clone, Debug)]
pub struct Judgement {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) lexicon: Lexicon,
    pub(crate) tables: Tables,
    pub(crate) vacant: Table,
    pub(crate) clock: Clock,
    /// Since when verdicts were unknown before it.
    pub(crate) unknowns: Unknowns,
    families: BTreeMap<RuleId, Family>,
    judged: Vec<RuleVerdicts>,
    gaps: Vec<DataGap>,
}

/// Judges every entity by every rule.
///
/// Rules that tighten another are folded into its result: the worse verdict counts.
///
/// # Errors
/// When a rule speaks of a kind that is not there or has no entities of its own, tightens a rule
/// that is not among those given, or a definition of the vocabulary cannot be read.
pub fn judge(
    rules: &[Rule],
    vocabulary: &Vocabulary,
    tables: &Tables,
    clock: &Clock,
) -> Result<Judgement, Problems> {
    judge_since(rules, vocabulary, tables, clock, &Unknowns::new())
}

/// Judges every entity by every rule, knowing since when verdicts are unknown: for rules that say
/// `When unknown: fail after`. What the next pass has to know is [`Judgement::unknown_since`].
///
/// # Errors
/// As [`judge`].
pub fn judge_since(
    rules: &[Rule],
    vocabulary: &Vocabulary,
    tables: &Tables,
    clock: &Clock,
    unknowns: &Unknowns,
) -> Result<Judgement, Problems> {
    let world = (vocabulary, tables, clock, unknowns);
    judge_by(rules, world, windows::WINDOW)
}

/// As [`judge_since`], telling also what the time was spent on.
///
/// # Errors
/// As [`judge`].
pub fn judge_watched(
    rules: &[Rule],
    (vocabulary, tables, clock, unknowns): (&Vocabulary, &Tables, &Clock, &Unknowns),
    stopwatch: &dyn Stopwatch,
) -> Result<(Judgement, Timings), Problems> {
    let watch = Watch::new(stopwatch);
    let world = (vocabulary, tables, clock, unknowns);
    let judgement = pass(rules, world, windows::WINDOW, Some(&watch))?;
    Ok((judgement, watch.finish()))
}

/// The same, so many entities at a time: the results are the same for any number.
#[doc(hidden)]
pub fn judge_by(
    rules: &[Rule],
    world: (&Vocabulary, &Tables, &Clock, &Unknowns),
    window: usize,
) -> Result<Judgement, Problems> {
    pass(rules, world, window, None)
}

fn pass(
    rules: &[Rule],
    (vocabulary, tables, clock, unknowns): (&Vocabulary, &Tables, &Clock, &Unknowns),
    window: usize,
    watch: Option<&Watch<'_>>,
) -> Result<Judgement, Problems> {
    let lexicon = Lexicon::of(vocabulary)?;
    let families = families(rules, vocabulary)?;
    let vacant = empty(&"".into());
    let mut judged = Vec::new();
    let mut done = BTreeMap::new();
    let whole = Whole {
        words: (vocabulary, &lexicon),
        tables,
        vacant: &vacant,
        clock,
        unknowns,
        watch,
    };
    let (all, affected) = whole.judge(&families, window);
    for ((id, rules), share) in families.into_iter().zip(all) {
        let verdicts = RuleVerdicts {
            counts: share.counts(),
            ..uncounted(&id, &rules, vocabulary)
        };
        let family = Family {
            version: verdicts.version.clone(),
            rules,
            masks: share.masks,
            judged: share.judged,
            since: share.since,
        };
        judged.push(verdicts);
        done.insert(id, family);
    }
    let gaps = affected.finish();
    Ok(Judgement {
        vocabulary: vocabulary.clone(),
        lexicon: lexicon.clone(),
        tables: tables.clone(),
        vacant: vacant.clone(),
        clock: clock.clone(),
        unknowns: unknowns.clone(),
        families: done,
        judged,
        gaps,
    })
}

/// Baselines, each with the rules that tighten it, in the order given.
pub(crate) fn families(
    rules: &[Rule],
    vocabulary: &Vocabulary,
) -> Result<Vec<(RuleId, Vec<Rule>)>, Problems> {
    let by_id: BTreeMap<&RuleId, &Rule> = rules.iter().map(|rule| (&rule.id, rule)).collect();
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    let mut families: Vec<(RuleId, Vec<Rule>)> = Vec::new();
    let mut narrower: Vec<(&RuleId, &Rule)> = Vec::new();
    for rule in rules {
        if !seen.insert(&rule.id) {
            problems.push(about(rule, "rule-twice", "is given twice".to_owned()));
            continue;
        }
        problems.extend(unjudgeable(rule, vocabulary));
        match baseline(rule, &by_id) {
            // Advice binds nobody, so it stands by itself.
            Ok(root) if root == &rule.id || rule.expectation.modal == Modal::Should => {
                families.push((rule.id.clone(), vec![rule.clone()]));
            }
            Ok(root) => narrower.push((root, rule)),
            Err(problem) => problems.push(*problem),
        }
    }
    for (root, rule) in narrower {
        let Some((_, family)) = families.iter_mut().find(|(id, _)| id == root) else {
            continue;
        };
        let kind = |rule: &Rule| {
            vocabulary
                .root(rule.expectation.subject.kind.as_str())
                .to_owned()
        };
        if kind(rule) == kind(&family[0]) {
            family.push(rule.clone());
        } else {
            let says = format!("tightens `{root}`, which is about another kind");
            problems.push(about(rule, "rule-tightens", says));
        }
    }
    if problems.is_empty() {
        Ok(families)
    } else {
        Err(Problems(problems))
    }
}

fn unjudgeable(rule: &Rule, vocabulary: &Vocabulary) -> Option<Problem> {
    let kind = rule.expectation.subject.kind.as_str();
    let Some(known) = vocabulary.kind(kind) else {
        return Some(about(
            rule,
            "rule-kind",
            format!("is about `{kind}`, which is no kind"),
        ));
    };
    let whole = known.part_of.as_ref()?;
    let says = format!("is about `{kind}`, which is part of `{whole}` and has no entities");
    let advice = format!("write a rule about every {whole}, with a condition on its rows");
    Some(about(rule, "rule-kind", says).advise(advice))
}

/// The rule at the end of a chain of tightenings.
fn baseline<'a>(
    rule: &'a Rule,
    by_id: &BTreeMap<&'a RuleId, &'a Rule>,
) -> Result<&'a RuleId, Box<Problem>> {
    let mut at = rule;
    for _ in 0..=by_id.len() {
        let Some(wider) = &at.tightens else {
            return Ok(&at.id);
        };
        let Some(next) = by_id.get(wider) else {
            let says = format!("tightens `{wider}`, which is not in force");
            let problem = about(rule, "rule-tightens", says).advise("put that rule in force first");
            return Err(Box::new(problem));
        };
        at = next;
    }
    Err(Box::new(about(
        rule,
        "rule-tightens",
        "tightens itself".to_owned(),
    )))
}

pub(crate) fn about(rule: &Rule, code: &str, says: String) -> Problem {
    Problem::new(code, format!("rule `{}` {says}", rule.id), Place::default())
}

/// The digest of a baseline and its tightenings.
fn version(rules: &[Rule], vocabulary: &Vocabulary) -> String {
    let versions = rules.iter().map(|rule| rules::version(rule, vocabulary));
    let versions: Vec<String> = versions.collect();
    match versions.as_slice() {
        [one] => one.clone(),
        several => blake3::hash(several.join(" ").as_bytes()).to_hex()[..16].to_owned(),
    }
}

/// What a baseline and its tightenings came to, without any verdict yet.
pub(crate) fn uncounted(id: &RuleId, rules: &[Rule], vocabulary: &Vocabulary) -> RuleVerdicts {
    let is_advice = |rule: &Rule| rule.expectation.modal == Modal::Should;
    RuleVerdicts {
        rule: id.clone(),
        version: version(rules, vocabulary),
        advice: rules.iter().any(is_advice),
        counts: Counts::default(),
    }
}

impl Judgement {
    /// What each baseline rule came to, in the order the rules were given.
    pub fn rules(&self) -> &[RuleVerdicts] {
        &self.judged
    }

    /// What a rule says of an entity; nothing for an entity or rule that was not judged.
    pub fn verdict(&self, rule: &RuleId, entity: &EntityId) -> Option<Verdict> {
        let (family, _, row) = self.find(rule, entity)?;
        Some(family.masks.get(row as usize))
    }

    /// The numbers of the entities that a rule gives a verdict, ascending: what
    /// [`Self::entities`] names, for millions at a time.
    pub fn numbers(&self, rule: &RuleId, verdict: Verdict) -> Vec<u64> {
        let Some(family) = self.families.get(rule) else {
            return Vec::new();
        };
        let rows = family.masks.rows(verdict, &family.judged);
        self.table(family).numbers_of(&rows)
    }

    /// The entities that a rule gives a verdict, in order of number.
    pub fn entities(&self, rule: &RuleId, verdict: Verdict) -> impl Iterator<Item = EntityId> + '_ {
        let family = self
            .families
            .get(rule)
            .map(|family| (family, self.table(family)));
        family.into_iter().flat_map(move |(family, table)| {
            let rows = family.masks.rows(verdict, &family.judged);
            let rows: Vec<u32> = rows.set_indices_u32().collect();
            rows.into_iter().map(move |row| table.id(row))
        })
    }

    /// What was missing where verdicts are unknown (semantics 17), by source and name.
    pub fn data_gaps(&self) -> Vec<DataGap> {
        self.gaps.clone()
    }

    /// Since when verdicts are unknown now, for rules that say after how long that counts as
    /// missed. The next pass has to know it.
    pub fn unknown_since(&self) -> Unknowns {
        let families = self.families.values();
        families.flat_map(|family| family.since.clone()).collect()
    }

    /// The instant everything was judged at.
    pub fn at(&self) -> &Clock {
        &self.clock
    }

    fn table(&self, family: &Family) -> &Table {
        let kind = family.rules[0].expectation.subject.kind.as_str();
        self.tables
            .table(self.vocabulary.root(kind))
            .unwrap_or(&self.vacant)
    }

    pub(crate) fn find(&self, rule: &RuleId, entity: &EntityId) -> Option<(&Family, &Table, u32)> {
        let family = self.families.get(rule)?;
        let table = self.table(family);
        let row = table
            .row(entity.number)
            .filter(|_| table.kind == entity.kind)?;
        family
            .judged
            .value(row as usize)
            .then_some((family, table, row))
    }
}
