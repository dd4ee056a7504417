//! Everything known at one instant, shared by all who ask, with what many questions need of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use app::{
    ask::{FindingRow, Known, finding_row},
    matrix::{Parties, may::HEAD_OF_SECURITY},
    parties::View,
    ports::Grant,
    workspace::Workspace,
};
use judge::Judgement;
use ledger::matrix::Letter;
use model::{EntityId, Finding, FindingId, Problem};
use people::Route;

use crate::may::standing::Standing;

/// Everything known at one instant.
#[derive(Debug)]
pub struct Snapshot {
    /// What was configured and decided.
    pub workspace: Workspace,
    /// What was observed and found.
    pub known: Known,
    judgement: OnceLock<Result<Judgement, Vec<Problem>>>,
    reach: OnceLock<BTreeMap<EntityId, Reach>>,
    routes: OnceLock<BTreeMap<FindingId, EntityId>>,
    rows: OnceLock<Vec<FindingRow>>,
    open: OnceLock<BTreeMap<EntityId, usize>>,
    leads: OnceLock<BTreeSet<EntityId>>,
    standings: Mutex<BTreeMap<Who, Arc<Standing>>>,
}

/// A person and what their account says beside.
type Who = (Option<EntityId>, BTreeSet<Grant>);

/// Whom something concerns.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// The people who answer for it; for a person, they themselves.
    pub people: BTreeSet<EntityId>,
    /// The department whose rules apply to it.
    pub unit: Option<EntityId>,
}

impl Snapshot {
    /// Of a workspace and what is known of it.
    pub fn new(workspace: Workspace, known: Known) -> Self {
        Self {
            workspace,
            known,
            judgement: OnceLock::new(),
            reach: OnceLock::new(),
            routes: OnceLock::new(),
            rows: OnceLock::new(),
            open: OnceLock::new(),
            leads: OnceLock::new(),
            standings: Mutex::default(),
        }
    }

    /// What is known with the words to speak of it.
    pub fn view(&self) -> View<'_> {
        self.known.view(&self.workspace)
    }

    /// All verdicts, made when somebody first asks.
    ///
    /// # Errors
    /// When the rules in force cannot be judged together.
    pub fn judgement(&self) -> Result<&Judgement, &[Problem]> {
        let made = self
            .judgement
            .get_or_init(|| self.known.judgement(&self.workspace));
        made.as_ref().map_err(Vec::as_slice)
    }

    /// Whom an entity concerns.
    pub fn reach(&self, entity: &EntityId) -> Option<&Reach> {
        let made = self.reach.get_or_init(|| {
            let view = self.view();
            let reach = |entity: &model::Entity| {
                let mut people: BTreeSet<EntityId> =
                    entity.ownership.people().into_iter().cloned().collect();
                if entity.id.kind.as_str() == "person" {
                    people.insert(entity.id.clone());
                }
                Reach {
                    people,
                    unit: view.unit(entity).map(|unit| unit.id.clone()),
                }
            };
            let all = self.known.inventory.all();
            all.map(|entity| (entity.id.clone(), reach(entity)))
                .collect()
        });
        made.get(entity)
    }

    /// The person who has to act on a finding.
    pub fn goes_to(&self, finding: &FindingId) -> Option<&EntityId> {
        let made = self.routes.get_or_init(|| {
            let view = self.view();
            let to = |finding: &Finding| {
                let entity = view.inventory.get(&finding.entity)?;
                let rule = self.workspace.speaking(&finding.rule)?;
                match view.route_of(finding, rule, entity) {
                    Route::To { person, .. } => Some((finding.id.clone(), person)),
                    Route::Nobody { .. } => None,
                }
            };
            self.known.findings.iter().filter_map(to).collect()
        });
        made.get(finding)
    }

    /// How many findings are open about an entity.
    pub fn open_about(&self, entity: &EntityId) -> usize {
        let made = self.open.get_or_init(|| {
            let mut counts = BTreeMap::new();
            let open = self
                .known
                .findings
                .iter()
                .filter(|finding| finding.state.is_open());
            for finding in open {
                *counts.entry(finding.entity.clone()).or_default() += 1;
            }
            counts
        });
        made.get(entity).copied().unwrap_or_default()
    }

    /// Findings as lists show them, in order of id.
    pub fn rows(&self) -> &[FindingRow] {
        self.rows.get_or_init(|| {
            let view = self.view();
            let findings = self.known.findings.iter();
            findings
                .map(|finding| finding_row(&view, &self.workspace, finding))
                .collect()
        })
    }

    /// Who answers for security: accountable for its activity, or the head of it.
    pub fn security_leads(&self) -> &BTreeSet<EntityId> {
        self.leads.get_or_init(|| {
            let matrix = &self.known.matrix;
            let activity = matrix.activity(&self.workspace.settings.security_activity);
            let held = activity.map(|activity| matrix.whole(&activity.id, Letter::A));
            let held = held.into_iter().flatten();
            let mut leads: BTreeSet<EntityId> = held
                .filter_map(|held| held.reached.person().cloned())
                .collect();
            let head = Parties::new(self.view()).reach(HEAD_OF_SECURITY);
            leads.extend(head.person().cloned());
            leads
        })
    }

    /// What somebody is, worked out when they first ask.
    pub(crate) fn standing(
        &self,
        who: Who,
        work_out: impl FnOnce(&Who) -> Standing,
    ) -> Arc<Standing> {
        let known = || {
            self.standings
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(standing) = known().get(&who) {
            return standing.clone();
        }
        let standing = Arc::new(work_out(&who));
        known().insert(who, standing.clone());
        standing
    }

    /// Works out beforehand what the first questions would have to wait for.
    pub fn prepare(&self) {
        let first = self.known.findings.first();
        let _ = first.map(|finding| (self.goes_to(&finding.id), self.reach(&finding.entity)));
        let _ = (self.rows(), self.judgement().is_ok());
    }
}
