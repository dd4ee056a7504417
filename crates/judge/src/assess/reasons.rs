//! Why: the smallest set of facts that decided a condition, and a clause of the sentence for each.

use jiff::Timestamp;
use model::{
    SourceId, SourceState, Verdict,
    verdict::{Reason, Truth},
};
use rules::tree::{Condition, FieldCondition, Path, TotalCondition};

use super::{Single, evidence::Evidence, reading};
use crate::{
    bits::MISSING,
    evaluate::{Frame, Pass},
    kernels::Side,
    ruling::scope,
    tables::State,
};

/// One clause of a verdict's sentence, with the facts behind it.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// The clause.
    pub(crate) clause: String,
    /// What was read.
    pub(crate) reasons: Vec<Reason>,
    /// By when each source had told it, or would have.
    pub(crate) evidence: Evidence,
    /// Whether all of it comes from scopes that are complete, fresh and not held.
    pub(crate) complete: bool,
}

impl Told {
    /// The newest snapshot behind it.
    pub(crate) fn snapshot_at(&self) -> Option<Timestamp> {
        self.evidence.values().max().copied()
    }
}

/// Tells why, for frames of one row.
#[derive(Clone, Copy)]
pub(crate) struct Teller<'p, 'a> {
    pub(crate) pass: &'p Pass<'a>,
}

impl<'a> Teller<'_, 'a> {
    /// Why a rule came to its verdict on an entity.
    pub(crate) fn verdict(self, one: &Single<'a, '_>) -> Vec<Told> {
        deciding(one, &self.parts(one))
            .into_iter()
            .cloned()
            .collect()
    }

    /// Why each part of a rule came to its verdict.
    pub(crate) fn parts(self, one: &Single<'a, '_>) -> Vec<Vec<Told>> {
        let applies = one.ruling.applies.get(0);
        let mut scope = match (applies, one.verdict()) {
            (Truth::True, _) | (_, Verdict::Met) => Vec::new(),
            _ => self.scope(one, applies),
        };
        if applies == Truth::False {
            scope.truncate(1);
        }
        let parts = one.rule.expectation.parts.iter().enumerate();
        parts
            .map(|(at, part)| match is_by_scope(one, at) {
                true => scope.clone(),
                false => self.condition(part, &one.frame),
            })
            .collect()
    }

    /// Why a rule does not, or perhaps does not, speak of an entity.
    fn scope(self, one: &Single<'a, '_>, wanted: Truth) -> Vec<Told> {
        let (pass, frame) = (self.pass, &one.frame);
        let mut told = Vec::new();
        if pass.member(frame).get(0) == wanted {
            told.extend(self.membership(frame));
        }
        for condition in scope(one.rule) {
            if pass.truth(&condition, frame).get(0) == wanted {
                told.extend(self.condition(&condition, frame));
            }
        }
        if told.is_empty() {
            let units: Vec<&str> = one.rule.within.iter().map(String::as_str).collect();
            let except: Vec<&str> = one.rule.except_within.iter().map(String::as_str).collect();
            let clause = match (wanted, units.is_empty()) {
                (Truth::Unknown, _) => "its unit is not known".to_owned(),
                (_, false) => format!("it is not in {}", units.join(" or ")),
                (_, true) => format!("it is in {}", except.join(" or ")),
            };
            told.push(Told {
                clause,
                reasons: Vec::new(),
                evidence: Evidence::new(),
                complete: true,
            });
        }
        told
    }

    fn membership(self, frame: &Frame<'a, '_>) -> Vec<Told> {
        match self.pass.lexicon.kind(frame.kind) {
            Some(definition) => self.condition(definition, frame),
            None => Vec::new(),
        }
    }

    /// Why a condition came to what it did.
    pub(super) fn condition(self, condition: &Condition, frame: &Frame<'a, '_>) -> Vec<Told> {
        let truth = self.pass.truth(condition, frame).get(0);
        let among = |all: &[Condition]| -> Vec<Vec<Told>> {
            all.iter()
                .filter(|one| self.pass.truth(one, frame).get(0) == truth)
                .map(|one| self.condition(one, frame))
                .collect()
        };
        let one_of = |all: &[Condition]| {
            among(all)
                .into_iter()
                .min_by_key(Vec::len)
                .unwrap_or_default()
        };
        let each_of = |all: &[Condition]| among(all).into_iter().flatten().collect();
        match condition {
            // One false condition decides an `and`, one true one an `or`.
            Condition::All(all) if truth == Truth::False => one_of(all),
            Condition::Any(any) if truth == Truth::True => one_of(any),
            Condition::All(all) | Condition::Any(all) => each_of(all),
            Condition::Not(inner) => self.condition(inner, frame),
            Condition::Word { word, .. } => self.word(word, condition, frame),
            Condition::Field(field) => vec![self.field(field, condition, frame, truth)],
            Condition::Relation(relation) => vec![self.relation(relation, condition, frame, truth)],
            Condition::Total(total) => vec![self.total(total, condition, frame, truth)],
        }
    }

    fn word(self, word: &str, condition: &Condition, frame: &Frame<'a, '_>) -> Vec<Told> {
        let path = Path {
            links: Vec::new(),
            field: Some(word.to_owned()),
        };
        let stated = self.pass.cells(&path, frame);
        let is_stated = stated.is_said(0);
        if let Some(definition) = self
            .pass
            .lexicon
            .word(self.pass.vocabulary, frame.kind, word)
            .filter(|_| !is_stated)
        {
            return self.condition(definition, frame);
        }
        let plain = Condition::Word {
            word: word.to_owned(),
            negated: false,
        };
        let clause = match self.pass.truth(&plain, frame).get(0) {
            Truth::True => format!("it is {word}"),
            Truth::False => format!("it is not {word}"),
            Truth::Unknown => format!("whether it is {word} is not known"),
        };
        let truth = self.pass.truth(condition, frame).get(0);
        vec![self.cell(&path, condition, frame, truth, clause)]
    }

    fn field(
        self,
        field: &FieldCondition,
        condition: &Condition,
        frame: &Frame<'a, '_>,
        truth: Truth,
    ) -> Told {
        let cells = self.pass.cells(&field.path, frame);
        let known = matches!(cells.side(0), Side::Value(_) | Side::None);
        let path = spoken(&field.path);
        let told = |clause| {
            let mut told = self.cell(&field.path, condition, frame, truth, clause);
            self.behind_values(&field.values, frame, &mut told.evidence);
            told
        };
        if truth == Truth::Unknown && known {
            let clause = format!("{}: one side is not known", self.print(condition, frame));
            return told(clause);
        }
        let about = field.path.field.as_deref().and_then(|name| {
            self.pass
                .vocabulary
                .field(self.last_kind(&field.path, frame), name)
        });
        let clause = format!(
            "{path} {}",
            reading::predicate(&cells.reading(0), about, self.pass)
        );
        told(clause)
    }

    /// A clause about one cell, with who said so behind it.
    fn cell(
        self,
        path: &Path,
        condition: &Condition,
        frame: &Frame<'a, '_>,
        truth: Truth,
        clause: String,
    ) -> Told {
        let cells = self.pass.cells(path, frame);
        let (said_by, snapshot_at) = match (path.field.as_ref(), path.links.as_slice()) {
            // A link says by itself who named its target.
            (None, [link]) => (self.link_source(link, frame), None),
            _ => cells.provenance(0),
        };
        let kind = self.pass.vocabulary.root(self.last_kind(path, frame));
        let name = path
            .field
            .as_deref()
            .or(path.links.last().map(String::as_str));
        let filling = self.filling(kind, name.unwrap_or_default(), said_by);
        let sources: Vec<SourceId> = match said_by {
            Some(source) => vec![SourceId::new(source)],
            None => names(&filling),
        };
        let known = matches!(cells.state(0), State::Known | State::None);
        let by: Vec<&str> = sources.iter().map(SourceId::as_str).collect();
        let clause = match (by.is_empty(), known) {
            (true, true) => clause,
            (true, false) if cells.state(0) == State::Asked => clause,
            (true, false) => format!("{clause} (no source is connected that tells it)"),
            (false, true) => format!("{clause} ({})", by.join(", ")),
            (false, false) => format!("{clause} (asked {})", by.join(", ")),
        };
        let evidence = self.behind(path, frame);
        // What is absent, and a link by itself, is as old as the answers it was looked for in.
        let newest = evidence.values().max().copied();
        let reason = Reason {
            condition: self.print(condition, frame),
            truth,
            path: spoken(path),
            reading: cells.reading(0),
            sources,
            snapshot_at: snapshot_at.or(newest),
            item: None,
        };
        Told {
            clause,
            reasons: vec![reason],
            evidence,
            complete: self.all_tell(&filling),
        }
    }

    fn total(
        self,
        total: &TotalCondition,
        condition: &Condition,
        frame: &Frame<'a, '_>,
        truth: Truth,
    ) -> Told {
        use rules::tree::Total;
        let name = match total.total {
            Total::Total => "total",
            Total::Average => "average",
            Total::Highest => "highest",
            Total::Lowest => "lowest",
            Total::Latest => "latest",
            Total::Earliest => "earliest",
        };
        let reading = self.pass.known_total(total, frame).reading();
        let about = self
            .pass
            .vocabulary
            .link(frame.kind, &total.relation)
            .and_then(|link| self.pass.vocabulary.field(link.to.as_str(), &total.field));
        let path = format!("{name} {} of {}", total.field, total.relation);
        let clause = format!(
            "the {path} {}",
            reading::predicate(&reading, about, self.pass)
        );
        let supplying = self.supplying(&total.relation, frame);
        let named_by = self.row_sources(&total.relation, frame);
        let mut evidence = self.behind_rows(&total.relation, &named_by, frame);
        self.behind_values(&total.values, frame, &mut evidence);
        let reason = Reason {
            condition: self.print(condition, frame),
            truth,
            path,
            reading,
            sources: names(&supplying),
            snapshot_at: evidence.values().max().copied(),
            item: None,
        };
        Told {
            clause,
            reasons: vec![reason],
            evidence,
            complete: self.all_tell(&supplying),
        }
    }

    pub(super) fn print(self, condition: &Condition, frame: &Frame<'_, '_>) -> String {
        rules::print_condition(condition, frame.kind, self.pass.vocabulary)
    }

    fn link_source(self, link: &str, frame: &Frame<'a, '_>) -> Option<&'a str> {
        let row = Some(frame.rows.row(0)).filter(|row| *row != MISSING)?;
        frame.table.links.get(link)?.source(row)
    }

    /// The scopes that fill a field or link, of the source that spoke where one did.
    pub(super) fn filling(
        self,
        kind: &str,
        name: &str,
        said_by: Option<&str>,
    ) -> Vec<&'a SourceState> {
        let tables = self.pass.tables;
        let by =
            |scope: &&SourceState| said_by.is_none_or(|source| scope.source.as_str() == source);
        let supplies = |scope: &SourceState| {
            scope
                .supplies
                .iter()
                .any(|s| s.kind.as_str() == kind && s.relation == name)
        };
        let fills = |scope: &SourceState| {
            scope
                .fields
                .get(kind)
                .is_some_and(|fields| fields.contains(name))
                || supplies(scope)
        };
        tables
            .coverage
            .scopes
            .iter()
            .filter(|scope| fills(scope))
            .filter(by)
            .collect()
    }

    /// The scopes that supply a relation.
    pub(super) fn supplying(self, relation: &str, frame: &Frame<'_, '_>) -> Vec<&'a SourceState> {
        let root = self.pass.vocabulary.root(frame.kind);
        let supplies = |scope: &&SourceState| {
            scope
                .supplies
                .iter()
                .any(|s| s.kind.as_str() == root && s.relation == relation)
        };
        self.pass
            .tables
            .coverage
            .scopes
            .iter()
            .filter(supplies)
            .collect()
    }

    pub(super) fn all_tell(self, scopes: &[&SourceState]) -> bool {
        let now = self.pass.clock.now;
        !scopes.is_empty() && scopes.iter().all(|scope| scope.tells_absence(now))
    }

    /// The kind that has the last word of a path.
    fn last_kind(self, path: &Path, frame: &Frame<'a, '_>) -> &'a str {
        let to = if path.field.is_some() {
            path.links.len()
        } else {
            path.links.len().max(1) - 1
        };
        path.links[..to.min(path.links.len())]
            .iter()
            .fold(frame.kind, |kind, link| {
                self.pass
                    .vocabulary
                    .link(kind, link)
                    .map_or(kind, |link| link.to.as_str())
            })
    }
}

/// Whether a part is as it is because of whom the rule speaks of, not because of what it asks.
fn is_by_scope(one: &Single<'_, '_>, part: usize) -> bool {
    match (one.ruling.applies.get(0), one.ruling.parts[part].get(0)) {
        (Truth::True, _) => false,
        (Truth::False, _) => true,
        // What is as asked is met for whomever the rule may speak of.
        (Truth::Unknown, Truth::True) => false,
        (Truth::Unknown, Truth::False) => true,
        (Truth::Unknown, Truth::Unknown) => one.verdict() == Verdict::Unknown,
    }
}

/// Of what is told about each part, that which decided the verdict of the whole.
pub(crate) fn deciding<'t>(one: &Single<'_, '_>, parts: &'t [Vec<Told>]) -> Vec<&'t Told> {
    let by_scope = (0..parts.len()).find(|part| is_by_scope(one, *part));
    let wanted = match one.verdict() {
        Verdict::Met => Truth::True,
        Verdict::Missed if !one.ruling.fails.value(0) => Truth::False,
        Verdict::Missed | Verdict::Unknown | Verdict::NotApplicable => Truth::Unknown,
    };
    // Whom it speaks of is told once, however many parts that settles.
    let decides = |part: usize| match is_by_scope(one, part) {
        true => by_scope == Some(part),
        false => one.ruling.parts[part].get(0) == wanted,
    };
    let decided = (0..parts.len()).filter(|part| decides(*part));
    decided.flat_map(|part| &parts[part]).collect()
}

/// The sources of scopes, each once.
pub(super) fn names(scopes: &[&SourceState]) -> Vec<SourceId> {
    let mut names: Vec<SourceId> = scopes.iter().map(|scope| scope.source.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// A path as people say it.
pub(super) fn spoken(path: &Path) -> String {
    let steps: Vec<&str> = path
        .links
        .iter()
        .chain(path.field.as_ref())
        .map(String::as_str)
        .collect();
    steps.join("'s ")
}
