//! Every noun of Allhands, and when each is valid.
//!
//! This crate knows no clock, file, network, database or Arrow. All other crates speak in its
//! types; what passes from one stage to the next is always a type of this crate. Start with
//! [`record`] (what a source said), [`entity`] (what it is about), [`verdict`] (what a rule says
//! of it) and [`finding`] (what the ledger keeps).

pub mod calendar;
pub mod coverage;
pub mod deadline;
pub mod entity;
pub mod exception;
pub mod finding;
pub mod id;
pub mod measure;
pub mod owner;
pub mod problem;
pub mod record;
pub mod severity;
pub mod span;
pub mod told;
pub mod value;
pub mod verdict;
pub mod vocabulary;

pub use calendar::{Calendar, Calendars};
pub use coverage::{Coverage, RunOutcome, ScopeOutcome, ScopeRun, SourceState};
pub use entity::{Entity, FactSet, Inventory, Life, LinkSet, Tier};
pub use exception::Exception;
pub use finding::{CloseReason, Event, Finding, FindingState, Handling};
pub use id::{EntityId, FindingId, KindName, RecordKey, RuleId, SourceId};
pub use measure::Measure;
pub use owner::{Deputy, Owner, OwnerClaim, OwnerClass, Ownership, PersonsWord, WhyUnowned};
pub use problem::{Place, Problem, Problems};
pub use record::{Claim, ClaimStrength, PartRow, Record, Ref, Rejected};
pub use severity::Severity;
pub use value::{Fact, Provenance, Reading, Value};
pub use verdict::Verdict;
pub use vocabulary::Vocabulary;
