//! The states of a rule version, and every step between them, as a table.

use serde::{Deserialize, Serialize};

/// Where a version of a rule is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It reads, and its words are known.
    Draft,
    /// Its own examples come out as it says.
    Tested,
    /// Every gate is passed; approvers can sign.
    Proposed,
    /// Everybody who has to sign has signed.
    Approved,
    /// In force, at a [`Stage`].
    Live,
    /// In force, but it opens nothing and closes nothing for now.
    Paused,
    /// Taken out of force.
    Retired,
    /// Another version took its place.
    Superseded,
}

impl State {
    /// Whether the version is in force, paused or not.
    pub fn is_in_force(self) -> bool {
        matches!(self, Self::Live | Self::Paused)
    }

    /// Whether nothing can happen to the version any more, unless it is drafted again.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Retired | Self::Superseded)
    }

    /// The word people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Tested => "tested",
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Live => "live",
            Self::Paused => "paused",
            Self::Retired => "retired",
            Self::Superseded => "superseded",
        }
    }
}

/// How far a live rule is rolled out, from lenient to strict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Misses are detected; nobody is told and no clock runs.
    Monitor,
    /// Findings open and people are reminded; guardrails say so and let pass.
    Warn,
    /// Guardrails refuse, where the rule's `Enforce` says so.
    Block,
}

impl Stage {
    /// The stage after this one.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Monitor => Some(Self::Warn),
            Self::Warn => Some(Self::Block),
            Self::Block => None,
        }
    }

    /// The word people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Monitor => "monitor",
            Self::Warn => "warn",
            Self::Block => "block",
        }
    }

    /// What a guardrail does with a rule: the weaker of its stage and its `Enforce` mode.
    pub fn effective(self, mode: rules::tree::Mode) -> rules::tree::Mode {
        use rules::tree::Mode;
        let most = match self {
            Self::Monitor => Mode::Monitor,
            Self::Warn => Mode::Warn,
            Self::Block => Mode::Block,
        };
        most.min(mode)
    }
}

/// The sort of a step, without who took it and what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// Governance begins; about no rule, so it has no row.
    Begin,
    /// In force as a file when governance began.
    Find,
    /// Written down as it reads.
    Draft,
    /// Its examples were run.
    Test,
    /// Handed to the approvers.
    Propose,
    /// One approver signs.
    Approve,
    /// Somebody who is consulted has nothing against it.
    Consent,
    /// Somebody who is consulted objects.
    Object,
    /// An objection is answered.
    Answer,
    /// Put in force.
    Publish,
    /// What was signed is no longer so.
    Drift,
    /// Rolled out one stage further.
    Promote,
    /// Stopped for now.
    Pause,
    /// Goes on.
    Resume,
    /// Its new findings wait until somebody has looked.
    Hold,
    /// Its findings open again.
    Release,
    /// Looked at again, and kept.
    Review,
    /// One approver signs that it ends.
    Retire,
    /// Another version takes its place.
    Supersede,
}

/// Where a step leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// To this state.
    To(State),
    /// To this state once every seat has signed; until then it stays.
    OnceSigned(State),
    /// Nowhere: it is noted.
    Stays,
}

use After::{OnceSigned, Stays, To};
use State::{Approved, Draft, Live, Paused, Proposed, Retired, Superseded, Tested};

/// One row of the table: a step, from where it may be taken, and where it leads.
#[derive(Clone, Copy, Debug)]
pub struct Arrow {
    /// The step.
    pub step: Move,
    /// From which states.
    pub from: &'static [State],
    /// Whether it may also be the first thing that happens to a version.
    pub first: First,
    /// Where it leads.
    pub after: After,
}

/// Whether a step can begin a version's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// It can.
    May,
    /// Something must have happened before.
    Never,
}

const fn arrow(step: Move, first: First, from: &'static [State], after: After) -> Arrow {
    Arrow {
        step,
        from,
        first,
        after,
    }
}

/// Every step there is. A step that is not here cannot be taken.
#[rustfmt::skip]
pub const ARROWS: &[Arrow] = &[
    arrow(Move::Find,      First::May,   &[],                                   To(Live)),
    arrow(Move::Draft,     First::May,   &[Draft, Tested, Proposed, Approved, Retired, Superseded],
                                                                                To(Draft)),
    arrow(Move::Test,      First::Never, &[Draft],                              To(Tested)),
    arrow(Move::Propose,   First::Never, &[Tested],                             To(Proposed)),
    arrow(Move::Approve,   First::Never, &[Proposed],  OnceSigned(Approved)),
    arrow(Move::Consent,   First::Never, &[Proposed, Approved, Live, Paused],   Stays),
    arrow(Move::Object,    First::Never, &[Proposed, Approved, Live, Paused],   Stays),
    arrow(Move::Answer,    First::Never, &[Proposed, Approved, Live, Paused],   Stays),
    arrow(Move::Publish,   First::Never, &[Approved],                           To(Live)),
    arrow(Move::Drift,     First::Never, &[Approved],                           To(Proposed)),
    arrow(Move::Promote,   First::Never, &[Live],                               Stays),
    arrow(Move::Pause,     First::Never, &[Live],                               To(Paused)),
    arrow(Move::Resume,    First::Never, &[Paused],                             To(Live)),
    arrow(Move::Hold,      First::Never, &[Live],                               Stays),
    arrow(Move::Release,   First::Never, &[Live, Paused],                       Stays),
    arrow(Move::Review,    First::Never, &[Live, Paused],                       Stays),
    arrow(Move::Retire,    First::Never, &[Live, Paused],  OnceSigned(Retired)),
    arrow(Move::Supersede, First::Never, &[Draft, Tested, Proposed, Approved, Live, Paused],
                                                                                To(Superseded)),
];

/// The row of a step from a state, if it may be taken there.
pub fn arrow_from(state: Option<State>, step: Move) -> Option<&'static Arrow> {
    let row = ARROWS.iter().find(|arrow| arrow.step == step)?;
    let may = match state {
        Some(state) => row.from.contains(&state),
        None => row.first == First::May,
    };
    may.then_some(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::tree::Mode;

    #[test]
    fn each_step_has_one_row() {
        for row in ARROWS {
            let rows = ARROWS.iter().filter(|other| other.step == row.step);
            assert_eq!(rows.count(), 1, "{:?}", row.step);
        }
    }

    #[test]
    fn only_signed_versions_and_found_files_come_into_force() {
        let into: Vec<Move> = ARROWS
            .iter()
            .filter(|row| matches!(row.after, To(state) | OnceSigned(state) if state == Live))
            .map(|row| row.step)
            .collect();
        assert_eq!(into, [Move::Find, Move::Publish, Move::Resume]);
        assert!(arrow_from(Some(Proposed), Move::Publish).is_none());
        assert!(arrow_from(Some(Approved), Move::Publish).is_some());
    }

    #[test]
    fn the_weaker_of_stage_and_mode_counts() {
        let cases = [
            (Stage::Monitor, Mode::Block, Mode::Monitor),
            (Stage::Warn, Mode::Block, Mode::Warn),
            (Stage::Block, Mode::Block, Mode::Block),
            (Stage::Block, Mode::Warn, Mode::Warn),
            (Stage::Warn, Mode::Monitor, Mode::Monitor),
        ];
        for (stage, mode, expected) in cases {
            assert_eq!(stage.effective(mode), expected, "{stage:?} {mode:?}");
        }
    }
}
