//! What was missing where a verdict is unknown: one gap per source and field or relation.

use std::collections::{BTreeMap, BTreeSet};

use arrow_buffer::BooleanBuffer;
use model::{KindName, SourceId, SourceState, verdict::Truth};
use rules::tree::{Anchor, Condition, FieldCondition, Operand, Path, Reference, Rule};

use crate::{
    bits::MISSING,
    evaluate::{Frame, Pass, Positions},
    ruling::scope,
    tables::State,
};

/// A field or relation of a kind that was not known, and whether everybody was asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lack {
    kind: KindName,
    name: String,
}

/// Who should have told what.
type Blame = (Option<SourceId>, Lack);

/// What was missing for the unknown verdicts of a rule.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gaps {
    /// The positions of the rule's frame that lack something.
    lacks: BTreeMap<Lack, BTreeSet<u32>>,
    /// Those that lack something that some source was not asked for.
    open: BTreeSet<u32>,
}

/// One data gap: a source that should have told, and how many entities are unknown for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct DataGap {
    /// The source; none when no source is connected that would tell.
    pub source: Option<SourceId>,
    /// The root kind, or the part's kind.
    pub kind: KindName,
    /// The field, word, link or relation.
    pub name: String,
    /// How many entities are unknown for it, over all rules.
    pub entities: u64,
}

impl Gaps {
    /// What the unknown positions of a rule's frame lack.
    pub(crate) fn of<'a>(
        pass: &Pass<'a>,
        rule: &Rule,
        frame: &Frame<'a, '_>,
        unknown: &BooleanBuffer,
    ) -> Self {
        let mut gaps = Self::default();
        let own: Vec<u32> = (0..u32::try_from(frame.len()).unwrap_or(MISSING)).collect();
        let mut walk = Walk {
            pass,
            gaps: &mut gaps,
        };
        walk.membership(frame, unknown, &own);
        for condition in scope(rule).iter().chain(&rule.expectation.parts) {
            walk.condition(condition, frame, unknown, &own);
        }
        let bound = pass.bound(
            &rule.within,
            &rule.except_within,
            crate::evaluate::Unplaced::InNone,
            frame,
        );
        walk.lack(
            frame.kind,
            "unit",
            &(&bound.unknown() & unknown),
            &own,
            |_| false,
        );
        gaps
    }

    /// Positions that lack something that some source was not asked for.
    pub(crate) fn unanswered(&self, frame: &Frame<'_, '_>) -> BooleanBuffer {
        let at = |at: usize| u32::try_from(at).is_ok_and(|at| self.open.contains(&at));
        BooleanBuffer::collect_bool(frame.len(), at)
    }
}

/// Data gaps over all rules: entities are counted once per gap.
#[derive(Default)]
pub(crate) struct Collected {
    affected: BTreeMap<Blame, BTreeSet<(KindName, u32)>>,
}

impl Collected {
    /// Adds what one rule lacks.
    pub(crate) fn add(&mut self, pass: &Pass<'_>, frame: &Frame<'_, '_>, gaps: Gaps) {
        for (lack, positions) in gaps.lacks {
            let rows: Vec<_> = positions
                .into_iter()
                .map(|at| (frame.table.kind.clone(), frame.rows.row(at as usize)))
                .collect();
            for source in to_blame(pass, &lack) {
                let key = (source, lack.clone());
                self.affected
                    .entry(key)
                    .or_default()
                    .extend(rows.iter().cloned());
            }
        }
    }

    /// One gap per source and field or relation.
    pub(crate) fn finish(self) -> Vec<DataGap> {
        self.affected
            .into_iter()
            .map(|((source, lack), rows)| DataGap {
                source,
                kind: lack.kind,
                name: lack.name,
                entities: rows.len() as u64,
            })
            .collect()
    }
}

/// The sources that would know: those that did not answer, else all of them, else none.
fn to_blame(pass: &Pass<'_>, lack: &Lack) -> BTreeSet<Option<SourceId>> {
    let coverage = &pass.tables.coverage;
    let (kind, name) = (lack.kind.as_str(), lack.name.as_str());
    let scopes: Vec<&SourceState> = coverage
        .filling(kind, name)
        .chain(coverage.supplying(kind, name).map(|(scope, _)| scope))
        .collect();
    let names = |silent_only: bool| -> BTreeSet<Option<SourceId>> {
        scopes
            .iter()
            .filter(|scope| !silent_only || !scope.tells_absence(pass.clock.now))
            .map(|scope| Some(scope.source.clone()))
            .collect()
    };
    [names(true), names(false)]
        .into_iter()
        .find(|names| !names.is_empty())
        .unwrap_or_else(|| BTreeSet::from([None]))
}

/// A walk down a condition along what is unknown in it.
struct Walk<'p, 'a, 'g> {
    pass: &'p Pass<'a>,
    gaps: &'g mut Gaps,
}

impl<'a> Walk<'_, 'a, '_> {
    /// Notes that positions lack something; `own` is each position's place in the rule's frame.
    fn lack(
        &mut self,
        kind: &str,
        name: &str,
        positions: &BooleanBuffer,
        own: &[u32],
        answered: impl Fn(usize) -> bool,
    ) {
        if !positions.has_true() {
            return;
        }
        let kind = KindName::new(self.pass.vocabulary.root(kind));
        let lack = Lack {
            kind,
            name: name.to_owned(),
        };
        let affected = self.gaps.lacks.entry(lack).or_default();
        for at in positions.set_indices() {
            affected.insert(own[at]);
            if !answered(at) {
                self.gaps.open.insert(own[at]);
            }
        }
    }

    fn membership(&mut self, frame: &Frame<'a, '_>, within: &BooleanBuffer, own: &[u32]) {
        let unknown = &self.pass.member(frame).unknown() & within;
        if !unknown.has_true() {
            return;
        }
        match self.pass.lexicon.kind(frame.kind) {
            Some(definition) => self.condition(definition, frame, &unknown, own),
            None => self.lack(frame.kind, frame.kind, &unknown, own, |_| false),
        }
    }

    fn condition(
        &mut self,
        condition: &Condition,
        frame: &Frame<'a, '_>,
        within: &BooleanBuffer,
        own: &[u32],
    ) {
        let unknown = &self.pass.truth(condition, frame).unknown() & within;
        if !unknown.has_true() {
            return;
        }
        match condition {
            Condition::All(all) | Condition::Any(all) => {
                for one in all {
                    self.condition(one, frame, &unknown, own);
                }
            }
            Condition::Not(inner) => self.condition(inner, frame, &unknown, own),
            Condition::Word { word, .. } => {
                match self
                    .pass
                    .lexicon
                    .word(self.pass.vocabulary, frame.kind, word)
                {
                    Some(definition) => self.condition(definition, frame, &unknown, own),
                    None => {
                        let path = Path {
                            links: Vec::new(),
                            field: Some(word.clone()),
                        };
                        self.path(&path, frame.kind, frame.rows.clone(), &unknown, own);
                    }
                }
            }
            Condition::Field(field) => self.field(field, frame, &unknown, own),
            Condition::Relation(relation) => {
                let inner = relation.condition.as_deref();
                self.relation(&relation.relation, inner, None, frame, &unknown, own);
            }
            Condition::Total(total) => {
                let inner = total.condition.as_deref();
                self.relation(
                    &total.relation,
                    inner,
                    Some(&total.field),
                    frame,
                    &unknown,
                    own,
                );
            }
        }
    }

    fn field(
        &mut self,
        condition: &FieldCondition,
        frame: &Frame<'a, '_>,
        unknown: &BooleanBuffer,
        own: &[u32],
    ) {
        let rows = frame.rows.clone();
        let left = self.path(&condition.path, frame.kind, rows, unknown, own);
        // Where the left side is known, the right side is not.
        let rest = unknown & &!&left;
        for reference in condition.values.iter().filter_map(reference) {
            let (kind, rows) = frame.outward(reference.out);
            self.path(&reference.path, kind, Positions::These(rows), &rest, own);
        }
        if condition
            .values
            .iter()
            .all(|value| reference(value).is_none())
        {
            // Known, and yet not to be compared: the source wrote what nobody can read.
            let name = condition.path.field.as_deref().unwrap_or_default();
            self.lack(frame.kind, name, &rest, own, |_| false);
        }
    }

    /// Notes where a path leads to nothing known, and says where it did.
    fn path(
        &mut self,
        path: &Path,
        kind: &'a str,
        rows: Positions,
        within: &BooleanBuffer,
        own: &[u32],
    ) -> BooleanBuffer {
        let cells = self.pass.cells_at(path, kind, rows);
        let states: Vec<State> = (0..cells.len()).map(|at| cells.state(at)).collect();
        let silent = BooleanBuffer::collect_bool(cells.len(), |at| {
            !matches!(states[at], State::Known | State::None)
        });
        let silent = &silent & within;
        let arrived = BooleanBuffer::collect_bool(cells.len(), |at| cells.rows.row(at) != MISSING);
        let answered = |at: usize| states[at] == State::Asked;
        if let Some(name) = &path.field {
            let there = &silent & &arrived;
            self.lack(cells.table.kind.as_str(), name, &there, own, answered);
        }
        if let Some(link) = path.links.first() {
            self.lack(kind, link, &(&silent & &!&arrived), own, answered);
        }
        silent
    }

    fn relation(
        &mut self,
        relation: &str,
        condition: Option<&Condition>,
        summed: Option<&String>,
        frame: &Frame<'a, '_>,
        unknown: &BooleanBuffer,
        own: &[u32],
    ) {
        let Some(kin) = self.pass.kin(relation, frame) else {
            return;
        };
        self.lack(
            frame.kind,
            relation,
            &(unknown & &!&kin.complete),
            own,
            |_| false,
        );
        let inner = self.pass.open(&kin, frame);
        let within = BooleanBuffer::collect_bool(inner.len(), |edge| {
            unknown.value(kin.parent[edge] as usize)
        });
        let below: Vec<u32> = kin
            .parent
            .iter()
            .map(|parent| own[*parent as usize])
            .collect();
        self.lack(
            frame.kind,
            relation,
            &(&within & &!&kin.sure),
            &below,
            |_| false,
        );
        if self.pass.vocabulary.root(kin.to) != kin.to {
            self.membership(&inner, &within, &below);
        }
        if let Some(condition) = condition {
            self.condition(condition, &inner, &within, &below);
        }
        if let Some(field) = summed {
            let counted = condition.map_or_else(
                || within.clone(),
                |condition| {
                    let truth = self.pass.truth(condition, &inner);
                    let fits = (0..inner.len()).map(|at| truth.get(at) != Truth::False);
                    &within & &fits.collect::<BooleanBuffer>()
                },
            );
            let path = Path {
                links: Vec::new(),
                field: Some(field.clone()),
            };
            self.path(&path, kin.to, inner.rows.clone(), &counted, &below);
        }
    }
}

fn reference(operand: &Operand) -> Option<&Reference> {
    match operand {
        Operand::The(reference)
        | Operand::Offset {
            from: Anchor::The(reference),
            ..
        } => Some(reference),
        Operand::Setting { value, .. } => reference(value),
        _ => None,
    }
}
