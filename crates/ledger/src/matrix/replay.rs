//! The matrix: what the files say, with what people decided on top.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use model::id::ActivityId;
use serde::{Deserialize, Serialize};

use super::{Activity, Answer, Assignment, MatrixAct, Origin, Seat, folded};
use crate::acts::{Act, Acted};

/// The matrix with all its history: what ended stays, with its last day.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Matrix {
    /// The activities by id.
    pub activities: BTreeMap<ActivityId, Activity>,
    /// Every assignment, those of files in their order, then those of acts.
    pub assignments: Vec<Assignment>,
    /// What people said about theirs, the oldest first.
    pub acknowledgements: Vec<Acknowledgement>,
    /// Who stands in for whom, the oldest first.
    pub delegations: Vec<Delegation>,
    /// Why no rule can measure an activity, as somebody last said.
    pub unmeasured: BTreeMap<ActivityId, String>,
}

/// What somebody said about an assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// The assignment.
    pub seat: Seat,
    /// What they said.
    pub answer: Answer,
    /// Who said it, by mail address or name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why; may be empty.
    pub because: String,
    /// The number of the act.
    pub act: u64,
}

/// Somebody stands in for a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// The assignment.
    pub seat: Seat,
    /// Who stands in, as written.
    pub to: String,
    /// The last day on which they do.
    pub until: Date,
    /// When it was decided.
    pub at: Timestamp,
    /// The number of the act.
    pub act: u64,
}

impl Matrix {
    /// Takes one more act in, in the order of their numbers; those about other things are passed
    /// over.
    ///
    /// Nothing is ever taken out: an assignment that ends gets a last day. An assignment made again
    /// after it ended is a new one.
    pub fn apply(&mut self, act: &Act) {
        let Acted::Matrix(what) = &act.what else {
            return;
        };
        match what {
            MatrixAct::Assigned { seat, validity } => self.assignments.push(Assignment {
                seat: seat.clone(),
                validity: *validity,
                origin: Origin::Act(act.number),
            }),
            MatrixAct::Ended { seat, last_day } => {
                let meant = |one: &&mut Assignment| {
                    one.seat.is_same(seat) && one.validity.until.is_none_or(|old| old > *last_day)
                };
                for one in self.assignments.iter_mut().filter(meant) {
                    one.validity.until = Some(*last_day);
                }
            }
            MatrixAct::Acknowledged { seat, answer } => {
                self.acknowledgements.push(Acknowledgement {
                    seat: seat.clone(),
                    answer: *answer,
                    by: act.by.clone(),
                    at: act.at,
                    because: act.because.clone(),
                    act: act.number,
                });
            }
            MatrixAct::Delegated { seat, to, until } => self.delegations.push(Delegation {
                seat: seat.clone(),
                to: to.clone(),
                until: *until,
                at: act.at,
                act: act.number,
            }),
            MatrixAct::Unmeasured { activity } => {
                let why = act.because.clone();
                self.unmeasured.insert(activity.clone(), why);
            }
            // They are told from the log itself: the matrix is the same after them.
            MatrixAct::Settled { .. } | MatrixAct::Consulted { .. } | MatrixAct::Duty(_) => {}
        }
    }

    /// The assignments that hold on a day.
    pub fn holding(&self, day: Date) -> impl Iterator<Item = &Assignment> {
        self.assignments
            .iter()
            .filter(move |one| one.validity.holds_on(day))
    }

    /// An activity by id or title, whatever the case and the spaces.
    pub fn activity(&self, text: &str) -> Option<&Activity> {
        let wanted = folded(text);
        let mut all = self.activities.values();
        all.find(|one| folded(one.id.as_str()) == wanted || folded(&one.title) == wanted)
    }

    /// What was last said about an assignment.
    pub fn acknowledged(&self, seat: &Seat) -> Option<&Acknowledgement> {
        let mut latest_first = self.acknowledgements.iter().rev();
        latest_first.find(|one| one.seat.is_same(seat))
    }
}
