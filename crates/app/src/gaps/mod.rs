//! Gaps and disagreements of the matrix: facts are gathered here, [`ledger::matrix::detectors`]
//! look at them, and the pass records what they find like the findings of any rule.
//!
//! Detectors are the second stratum of a pass: they may read what the rules of the same pass came
//! to, and no rule reads them. An organisation that keeps no matrix has no gaps in it.

mod answer;
mod batch;
mod commands;
mod decided;
mod found;
mod pages;
mod people;
mod settle;
mod things;
mod work;

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::matrix::{
    Resolved,
    detectors::{self, ALL, Detector, Limits, Look, Manual, Seen, Told, Topic},
};
use model::{Entity, EntityId, Finding, Inventory, Life, RuleId, SourceId, verdict::Assessment};

pub use answer::{GapLine, GapList, RowLine, SilentLine, UnknownLine, gap_list};
pub use batch::{Batch, LeftOut, Settles, batch};
pub use found::Found;
pub(crate) use pages::read as read_pages;
pub use pages::{Page, Required};
pub use settle::{How, Settlement, settlement};

use crate::{matrix, parties::View, ports::PassRecord, workspace::Workspace};

/// The source that what people decide here comes from.
const OWN: &str = matrix::SOURCE;

/// Everything that facts are gathered from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Everything observed, at the instant that is looked at, with the matrix.
    pub view: View<'a>,
    /// The matrix on that day.
    pub matrix: &'a Resolved,
    /// What all findings come to, as they are after the rules were judged.
    pub found: &'a Found,
    /// All passes, the oldest first, this one last.
    pub passes: &'a [PassRecord],
}

/// Whether a finding is one of a detector.
pub fn is_gap(finding: &Finding) -> bool {
    Detector::find(finding.rule.as_str()).is_some()
}

impl<'a> Facts<'a> {
    /// Gathers what detectors look at; nothing where no matrix is kept.
    pub fn seen(&self) -> Option<Seen> {
        let at = self.view.at;
        if !self.workspace.keeps_matrix(&self.workspace.matrix(at)) {
            return None;
        }
        let mut seen = Seen {
            at,
            ..Seen::default()
        };
        for topic in [Topic::Matrix, Topic::Rules, Topic::Passes] {
            seen.told.insert(topic, self.own());
        }
        self.add_people(&mut seen);
        self.add_things(&mut seen);
        self.add_work(&mut seen);
        self.add_decided(&mut seen);
        self.add_names(&mut seen);
        Some(seen)
    }

    /// Told by what people decide here, now.
    fn own(&self) -> Told {
        Told {
            by: BTreeMap::from([(SourceId::new(OWN), self.view.at)]),
            complete: true,
        }
    }

    /// Told by the sources that give records of a kind, where any of them is fresh.
    fn told_by(&self, kind: &str) -> Option<Told> {
        let scopes = self.view.inventory.coverage.scopes.iter();
        let scopes =
            scopes.filter(|scope| scope.kinds.contains(kind) && scope.source.as_str() != OWN);
        self.told(scopes)
    }

    fn told<'s>(&self, scopes: impl Iterator<Item = &'s model::SourceState>) -> Option<Told> {
        let at = self.view.at;
        let mut told = Told {
            by: BTreeMap::new(),
            complete: true,
        };
        for scope in scopes {
            told.complete &= scope.tells_absence(at);
            if let Some(snapshot) = scope.snapshot_at.filter(|_| scope.is_fresh(at)) {
                let newest = told.by.entry(scope.source.clone()).or_insert(snapshot);
                *newest = (*newest).max(snapshot);
            }
        }
        (!told.by.is_empty()).then_some(told)
    }

    fn inventory(&self) -> &'a Inventory {
        self.view.inventory
    }

    /// Entities of a kind that are there.
    fn living(&self, kind: &str) -> impl Iterator<Item = &'a Entity> + use<'a> {
        let all = self.view.inventory.of(kind).iter();
        all.filter(|entity| entity.life != Life::Gone)
    }

    /// Where a link of an entity leads.
    fn follow(&self, entity: &Entity, link: &str) -> Vec<EntityId> {
        let path = [link.to_owned()];
        inventory::follow(self.view.inventory, self.view.vocabulary, entity, &path)
    }

    /// The names of everything that may be spoken of.
    fn add_names(&self, seen: &mut Seen) {
        let kinds = ["activity", "person", "department", "team", "vendor"];
        let all = kinds.iter().flat_map(|kind| self.inventory().of(kind));
        let things = seen
            .things
            .keys()
            .chain(seen.activities.values().flat_map(|it| &it.about));
        let things = things.chain(seen.duties.iter().map(|one| &one.subject));
        let things = things.filter_map(|id| self.inventory().get(id));
        let names = all
            .chain(things)
            .map(|one| (one.id.clone(), one.name.clone()));
        seen.names = names.collect();
    }
}

/// What every detector says, in order of number.
pub fn looks(workspace: &Workspace, seen: &Seen) -> Vec<Look> {
    let look = |detector: &'static Detector| {
        let page = workspace.detectors.get(&detector.rule());
        let limits = page.map_or_else(Limits::default, |page| page.manual.limits());
        detector.look(seen, &limits)
    };
    ALL.iter().map(look).collect()
}

/// What the gaps come to in the ledger.
pub fn assessments(
    workspace: &Workspace,
    seen: &Seen,
    looks: &[Look],
    findings: &[Finding],
) -> Vec<Assessment> {
    let of = |look: &Look| {
        let page = workspace.detectors.get(&look.detector.rule())?;
        Some(detectors::assessments(look, &page.manual, seen, findings))
    };
    looks.iter().filter_map(of).flatten().collect()
}

/// The detectors in force here: those with a page, where a matrix is kept.
pub fn in_force(workspace: &Workspace, at: Timestamp) -> Vec<RuleId> {
    match workspace.keeps_matrix(&workspace.matrix(at)) {
        true => workspace.detectors.keys().cloned().collect(),
        false => Vec::new(),
    }
}

/// The page of a detector.
pub fn manual<'w>(workspace: &'w Workspace, rule: &RuleId) -> Option<&'w Manual> {
    workspace.detectors.get(rule).map(|page| &page.manual)
}
