//! The impact sheet: what putting a rule in force would change, as its approvers sign it.
//!
//! It holds ids and numbers, never names: what is signed is kept, and names belong to people.

use jiff::Timestamp;
use model::{EntityId, KindName, RuleId, SourceId, Verdict};
use serde::{Deserialize, Serialize};

use crate::{collect::Snapshot, ports::RuleCounts};

/// The version of the sheet's own format; it changes when a reader would have to.
pub const SHEET_FORMAT: u32 = 1;

/// How many of the missed, and how many of the met, are drawn for the author to look at.
pub const SAMPLE: usize = 10;

/// What putting one version of a rule in force would change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImpactSheet {
    /// [`SHEET_FORMAT`] of the program that wrote it.
    pub format: u32,
    /// The rule.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// The version that was judged, see [`rules::version`].
    pub version: String,
    /// The baseline it is judged under: the rule itself, or the one it tightens. Its findings
    /// carry this id.
    pub baseline: RuleId,
    /// The version in force that it was compared with; none for a new rule.
    pub compared_with: Option<String>,
    /// What was observed when it was judged.
    pub snapshot: Snapshot,
    /// The instant it was judged at.
    pub at: Timestamp,
    /// Whether it is advice (`should`): shown, never a finding.
    pub advice: bool,
    /// Verdicts with it in force, the rules that tighten the baseline included.
    pub counts: RuleCounts,
    /// From which verdict to which, every entity that is judged once, in order of verdicts.
    pub transitions: Vec<Transition>,
    /// The missed and unknown by department, most missed first.
    pub departments: Vec<DepartmentShare>,
    /// The missed by who would be asked, most missed first.
    pub owners: Vec<OwnerShare>,
    /// Why verdicts are unknown, by who should have told, most entities first.
    pub unknown: Vec<UnknownShare>,
    /// The work it asks for; none where the rule states no effort.
    pub effort: Option<EffortShare>,
    /// How many people it reaches.
    pub people: PeopleShare,
    /// Rules in force that the same entities already miss, most entities first.
    pub overlap: Vec<Overlap>,
    /// Entities drawn for the author to say whether the verdict is right.
    pub samples: Samples,
}

/// Entities that go from one verdict to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// The verdict by what is in force; none where no rule of that id is.
    pub from: Option<Verdict>,
    /// The verdict with this version.
    pub to: Verdict,
    /// Which entities, in order of id.
    pub entities: Vec<EntityId>,
}

impl Transition {
    /// Whether these are no longer judged: what was expected of them is expected no more.
    pub fn is_coverage_lost(&self) -> bool {
        self.to == Verdict::NotApplicable
            && self.from.is_some_and(|from| from != Verdict::NotApplicable)
    }

    /// Whether these are judged now and were not before.
    pub fn is_coverage_won(&self) -> bool {
        self.to != Verdict::NotApplicable
            && self.from.is_none_or(|from| from == Verdict::NotApplicable)
    }

    /// Whether these would be missed and are not by what is in force.
    pub fn is_newly_missed(&self) -> bool {
        self.to == Verdict::Missed && self.from != Some(Verdict::Missed)
    }

    /// Whether the verdict moves at all.
    pub fn moves(&self) -> bool {
        self.from != Some(self.to)
    }
}

/// One department's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentShare {
    /// The department; none for what belongs to the organisation only.
    pub department: Option<EntityId>,
    /// Missed there.
    pub missed: u64,
    /// Of these, not missed by what is in force.
    pub newly_missed: u64,
    /// Unknown there.
    pub unknown: u64,
}

/// What one person would be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerShare {
    /// Who would be asked, by the rule's `Fixed by`; none for what reaches nobody.
    pub person: Option<EntityId>,
    /// Missed entities that go to them.
    pub missed: u64,
    /// Of these, not missed by what is in force.
    pub newly_missed: u64,
}

/// What was missing for unknown verdicts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownShare {
    /// The source that should have told; none when no source is connected that would.
    pub source: Option<SourceId>,
    /// Its connector.
    pub connector: Option<String>,
    /// The kind it is missing on.
    pub kind: KindName,
    /// The field, word, link or relation that is missing.
    pub name: String,
    /// How many entities are unknown for it.
    pub entities: u64,
    /// Why the source did not tell.
    pub why: WhyUnknown,
    /// Connectors that would tell, where none is connected.
    pub would_tell: Vec<String>,
}

/// Why a source did not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyUnknown {
    /// No source is connected that would know.
    NotConnected,
    /// Its latest run read nothing.
    Failed,
    /// Its latest run read only some of it.
    Partial,
    /// Far fewer records came than before, so nothing is concluded from what is absent.
    Held,
    /// Its latest answer is too old.
    Stale,
    /// It answered in full, and says nothing of these.
    Silent,
}

/// The work a rule asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortShare {
    /// Minutes for one entity, as the rule states them.
    pub each_minutes: u64,
    /// Minutes for all that would be missed.
    pub missed_minutes: u64,
    /// Of these, for what is not missed by what is in force.
    pub newly_missed_minutes: u64,
}

/// How many people a rule reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleShare {
    /// People who would be asked for at least one missed entity.
    pub affected: u64,
    /// The most missed entities that one person would be asked for.
    pub most_each: u64,
    /// People who would hear of a new finding on the first day of reminders: none for advice, for
    /// a rule that speaks to no person and for one that waits first.
    pub reminded_first_day: u64,
    /// Missed entities that reach nobody.
    pub unrouted: u64,
}

/// Another rule in force that the same entities miss.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlap {
    /// The other rule.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// How many of the missed already miss it.
    pub entities: u64,
}

/// Entities drawn at random, the same ones for the same version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Samples {
    /// At most [`SAMPLE`] of the missed.
    pub missed: Vec<EntityId>,
    /// At most [`SAMPLE`] of the met.
    pub met: Vec<EntityId>,
}
