//! By when each source had told what decided a condition, or would have told it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{SourceId, SourceState};
use rules::tree::{Anchor, Operand, Path};

use super::Teller;
use crate::{
    bits::MISSING,
    evaluate::{Frame, Positions},
    tables::{Rows, State},
};

/// The newest deciding snapshot of each source.
pub(crate) type Evidence = BTreeMap<SourceId, Timestamp>;

/// Adds what one source had produced by then.
pub(crate) fn note(evidence: &mut Evidence, source: &SourceId, at: Timestamp) {
    let newest = evidence.entry(source.clone()).or_insert(at);
    *newest = at.max(*newest);
}

/// Adds all of another.
pub(crate) fn merge(evidence: &mut Evidence, other: &Evidence) {
    for (source, at) in other {
        note(evidence, source, *at);
    }
}

/// Adds what these scopes had produced.
fn note_scopes<'s>(evidence: &mut Evidence, scopes: impl IntoIterator<Item = &'s SourceState>) {
    for scope in scopes {
        if let Some(at) = scope.snapshot_at {
            note(evidence, &scope.source, at);
        }
    }
}

impl<'a> Teller<'_, 'a> {
    /// What is behind a path from the one row of a frame: the fact at its end, and each link that
    /// leads there, because another target is another fact.
    pub(super) fn behind(self, path: &Path, frame: &Frame<'a, '_>) -> Evidence {
        let mut evidence = Evidence::new();
        self.follow(path, frame.kind, frame.rows.row(0), &mut evidence);
        evidence
    }

    /// What is behind the values that a field is compared with.
    pub(super) fn behind_values(
        self,
        values: &[Operand],
        frame: &Frame<'a, '_>,
        evidence: &mut Evidence,
    ) {
        for value in values {
            match value {
                Operand::The(reference)
                | Operand::Offset {
                    from: Anchor::The(reference),
                    ..
                } => {
                    let (kind, rows) = frame.outward(reference.out);
                    self.follow(&reference.path, kind, rows[0], evidence);
                }
                Operand::Setting { value, .. } => {
                    self.behind_values(std::slice::from_ref(value), frame, evidence);
                }
                _ => {}
            }
        }
    }

    /// What is behind the related rows of the one row of a frame: what supplies the relation,
    /// what named each row, and the record that lists them in full.
    pub(super) fn behind_rows(
        self,
        relation: &str,
        rows_by: &[SourceId],
        frame: &Frame<'a, '_>,
    ) -> Evidence {
        let mut evidence = Evidence::new();
        note_scopes(&mut evidence, self.supplying(relation, frame));
        let root = self.pass.vocabulary.root(frame.kind);
        let link = self.pass.vocabulary.link(frame.kind, relation);
        let to = link.map_or(root, |link| self.pass.vocabulary.root(link.to.as_str()));
        let scopes = &self.pass.tables.coverage.scopes;
        let gives = |scope: &&SourceState| scope.kinds.contains(root) || scope.kinds.contains(to);
        let named = scopes
            .iter()
            .filter(|scope| rows_by.contains(&scope.source));
        note_scopes(&mut evidence, named.filter(gives));
        let row = frame.rows.row(0);
        let edges = self.pass.tables.edges(root, relation);
        if row != MISSING && edges.is_some_and(|edges| edges.rows(row) == Rows::Listed) {
            note_scopes(&mut evidence, self.reporting(root, row));
        }
        evidence
    }

    /// The scopes that give records of a kind, of the sources that report a row live.
    fn reporting(self, root: &str, row: u32) -> Vec<&'a SourceState> {
        let sources = self.pass.table(root).live_sources(row);
        let scopes = self.pass.tables.coverage.scopes.iter();
        scopes
            .filter(|scope| scope.kinds.contains(root))
            .filter(|scope| sources.contains(&scope.source.as_str()))
            .collect()
    }

    /// The scopes that fill a field or link, of the source that spoke; where it does not say that
    /// it does, those of the others; where none does, those that report the row, else whatever
    /// the source has.
    fn answering(
        self,
        kind: &str,
        name: &str,
        said_by: Option<&str>,
        row: u32,
    ) -> Vec<&'a SourceState> {
        let root = self.pass.vocabulary.root(kind);
        let mut scopes = self.filling(root, name, said_by);
        if scopes.is_empty() {
            scopes = self.filling(root, name, None);
        }
        if scopes.is_empty() {
            scopes = self.reporting(root, row);
        }
        if scopes.is_empty() {
            let all = self.pass.tables.coverage.scopes.iter();
            scopes = all.filter(|s| Some(s.source.as_str()) == said_by).collect();
        }
        scopes
    }

    fn follow(self, path: &Path, kind: &'a str, row: u32, evidence: &mut Evidence) {
        let (mut kind, mut row) = (kind, row);
        let vocabulary = self.pass.vocabulary;
        for name in &path.links {
            let Some(link) = vocabulary.link(kind, name).filter(|_| row != MISSING) else {
                return;
            };
            let links = self.pass.table(kind).links.get(name);
            let said_by = links.and_then(|links| links.source(row));
            note_scopes(evidence, self.answering(kind, name, said_by, row));
            // Somebody was named: who is behind the name is told by the records of that kind.
            let state = links.map_or(State::Silent, |links| links.state(row));
            if matches!(state, State::Known | State::Unfound) {
                let root = vocabulary.root(link.to.as_str());
                let scopes = &self.pass.tables.coverage.scopes;
                note_scopes(evidence, scopes.iter().filter(|s| s.kinds.contains(root)));
            }
            let one = Path {
                links: vec![name.clone()],
                field: None,
            };
            let target = self.pass.cells_at(&one, kind, Positions::These(vec![row]));
            (kind, row) = (link.to.as_str(), target.rows.row(0));
        }
        let Some(name) = path.field.as_ref().filter(|_| row != MISSING) else {
            return;
        };
        let end = Path {
            links: Vec::new(),
            field: Some(name.clone()),
        };
        let cells = self.pass.cells_at(&end, kind, Positions::These(vec![row]));
        match cells.provenance(0) {
            (Some(source), Some(at)) => note(evidence, &SourceId::new(source), at),
            (said_by, _) => note_scopes(evidence, self.answering(kind, name, said_by, row)),
        }
    }
}
