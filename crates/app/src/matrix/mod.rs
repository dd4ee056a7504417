//! The responsibility matrix of a workspace: read from files, changed by acts, resolved to people.
//!
//! [`Written`] is what the files say. [`Workspace::matrix`] adds what people decided by an instant.
//! [`resolved`] follows parties to living people and selectors to living entities: it is what
//! routing, governance, detectors and the built-in source of activities ([`records`]) all read.

pub mod acting;
mod activities;
pub mod cover;
mod extent;
mod listed;
pub mod may;
mod party;
mod records;
mod resolve;
mod row;
pub mod show;
mod sigs;
mod table;
mod write;
mod written;

use inventory::follow;
use jiff::{Timestamp, tz::TimeZone};
use ledger::matrix::{Activity, Extent, Letter, Matrix, Resolved};
use model::{Entity, EntityId, Inventory, Vocabulary, id::ActivityId};

pub use extent::extents;
pub use party::{Parties, why_unreached};
pub use records::{SOURCE, delivery};
pub use resolve::resolve;
pub use row::Row;
pub use write::{rows, to_csv, to_yaml};
pub use written::{Written, read_file, read_sheet};

use crate::{parties::View, workspace::Workspace};

/// Where tables of responsibilities are.
pub const FOLDER: &str = "responsibilities/";
/// Where activities are described.
pub const ACTIVITIES: &str = "activities/";

impl Workspace {
    /// The matrix as it stood at an instant: what the files say, with the acts by then on top.
    pub fn matrix(&self, at: Timestamp) -> Matrix {
        let mut matrix = Matrix {
            assignments: self.written.assignments(),
            ..Matrix::default()
        };
        for act in self.acts.iter().filter(|act| act.at <= at) {
            matrix.apply(act);
        }
        matrix.activities = self.activities(&matrix);
        for (id, why) in &matrix.unmeasured {
            if let Some(activity) = matrix.activities.get_mut(id) {
                activity.unmeasured_because = Some(why.clone());
            }
        }
        matrix
    }

    /// Whether the organisation keeps a matrix at all. Where none is kept nothing is known of who
    /// answers for what, and nothing is missing from it.
    pub fn keeps_matrix(&self, matrix: &Matrix) -> bool {
        !matrix.assignments.is_empty() || !self.written.is_empty()
    }

    /// Activities that count here: those that somebody was assigned, the workspace's own, and those
    /// that rules in force belong to. What is shipped and nobody speaks of does not.
    fn activities(&self, matrix: &Matrix) -> std::collections::BTreeMap<ActivityId, Activity> {
        let mut all = self.written.own();
        let known = |id: &ActivityId| {
            let shipped = self.written.known.get(id).cloned();
            shipped.unwrap_or_else(|| Activity::named(id.as_str()))
        };
        for one in &matrix.assignments {
            let id = &one.seat.activity;
            all.entry(id.clone()).or_insert_with(|| known(id));
        }
        if !self.keeps_matrix(matrix) {
            return all;
        }
        for loaded in self.rules.iter().filter(|loaded| loaded.in_force) {
            let Some(title) = &loaded.rule.activity else {
                continue;
            };
            let named = self.written.find(title);
            let activity = all.entry(named.id.clone()).or_insert(named);
            if !activity.measured_by.contains(&loaded.rule.id) {
                activity.measured_by.push(loaded.rule.id.clone());
            }
        }
        all
    }
}

/// The matrix as it stands `now`, resolved on what was observed `at` an instant: what somebody
/// decided holds at once, while people and things are those of the latest pass.
pub fn resolved(
    workspace: &Workspace,
    inventory: &Inventory,
    vocabulary: &Vocabulary,
    (at, now): (Timestamp, Timestamp),
) -> Resolved {
    let matrix = workspace.matrix(now);
    let view = View {
        inventory,
        vocabulary,
        zone: &workspace.settings.time_zone,
        at,
        matrix: None,
    };
    let selectors = matrix.assignments.iter();
    let selectors = selectors.filter_map(|one| one.seat.scope.selector.as_deref());
    let things = extents(&view, &workspace.clock(at), selectors);
    resolve(
        matrix,
        &view,
        &things,
        day(now, &workspace.settings.time_zone),
    )
}

impl View<'_> {
    /// The units an entity is in, the nearest first: its own, and those around that one.
    pub fn units_around(&self, entity: &Entity) -> Vec<EntityId> {
        let mut units: Vec<EntityId> = Vec::new();
        let mut next = self.unit(entity);
        while let Some(unit) = next.filter(|unit| !units.contains(&unit.id)) {
            units.push(unit.id.clone());
            let path = ["parent".to_owned()];
            let around = follow(self.inventory, self.vocabulary, unit, &path);
            next = around.first().and_then(|id| self.inventory.get(id));
        }
        units
    }

    /// The people who hold a letter of an activity for an entity, the nearest scope first.
    pub fn holders_for(&self, activity: &str, letter: Letter, entity: &Entity) -> Vec<EntityId> {
        let Some(matrix) = self.matrix else {
            return Vec::new();
        };
        let Some(activity) = matrix.activity(activity) else {
            return Vec::new();
        };
        let units = self.units_around(entity);
        let held = matrix.holders_for(&activity.id, letter, &entity.id, &units);
        let mut people: Vec<EntityId> = Vec::new();
        for person in held.iter().filter_map(|held| held.reached.person()) {
            if !people.contains(person) {
                people.push(person.clone());
            }
        }
        people
    }
}

/// The day of an instant where an organisation is.
pub(crate) fn day(at: Timestamp, zone: &TimeZone) -> jiff::civil::Date {
    at.to_zoned(zone.clone()).date()
}

/// What an activity is about, among what is there; the whole where it is about no kind.
pub fn about(
    workspace: &Workspace,
    resolved: &Resolved,
    view: &View<'_>,
) -> std::collections::BTreeMap<ActivityId, Extent> {
    let abouts = resolved.activities.values();
    let abouts = abouts.filter_map(|activity| activity.about.as_deref());
    let things = extents(view, &workspace.clock(view.at), abouts);
    let of = |activity: &Activity| {
        let about = activity.about.as_ref();
        about.and_then(|about| things.get(about)).cloned()
    };
    let all = resolved.activities.values();
    all.map(|one| (one.id.clone(), of(one).unwrap_or_default()))
        .collect()
}
