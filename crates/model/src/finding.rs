//! What the ledger keeps: findings, their parts and items, and every change of them as an event.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    deadline::Terms,
    id::{EntityId, FindingId, RuleId, SourceId},
    severity::Severity,
};

/// Where a finding is in its life. One state, never several flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// Missed, but still within the rule's `Wait`: uncounted and untold.
    Detected,
    /// Somebody has to act.
    Open,
    /// Somebody says that it is fixed; no evidence newer than that has been seen.
    FixClaimed,
    /// Evidence shows it clean, and something that closing needs is still outstanding.
    Verifying,
    /// Somebody says that it is not theirs, or not true; nobody has decided yet.
    Disputed,
    /// Somebody asked for an exception, and nobody has decided yet.
    ExceptionRequested,
    /// Accepted for a time by somebody who may. It is open risk, never counted as closed or met.
    Excepted,
    /// Over, with a reason.
    Closed,
}

impl FindingState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Detected,
        Self::Open,
        Self::FixClaimed,
        Self::Verifying,
        Self::Disputed,
        Self::ExceptionRequested,
        Self::Excepted,
        Self::Closed,
    ];

    /// Whether it is open risk: told to somebody, and not over. Claims, disputes and exceptions
    /// change who has to act, never this.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Detected | Self::Closed)
    }

    /// Whether its person is to be reminded: while it is claimed, in dispute or excepted the next
    /// step is somebody else's.
    pub fn is_reminded(self) -> bool {
        matches!(self, Self::Open | Self::ExceptionRequested)
    }

    /// The state as people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Detected => "waiting to be confirmed",
            Self::Open => "open",
            Self::FixClaimed => "said to be fixed",
            Self::Verifying => "being verified",
            Self::Disputed => "disputed",
            Self::ExceptionRequested => "exception requested",
            Self::Excepted => "excepted",
            Self::Closed => "closed",
        }
    }
}

/// Why a finding is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// Evidence shows each missed part and item met.
    FixedVerified,
    /// The facts changed so that the rule no longer speaks of the entity.
    NoLongerApplies,
    /// The rule changed, and its new version does not miss.
    Superseded,
    /// The rule is no longer in force.
    RuleRetired,
    /// Missing in two complete runs of every source that reported it.
    EntityGone,
    /// The entity was merged into another one that has the same finding.
    DuplicateOf,
    /// Two people agree that it was never true.
    FalsePositive,
    /// Two people agree that it does no harm here, with a justification.
    NotAffected,
}

impl CloseReason {
    /// Whether people closed it, and not evidence: what the rule then still misses stays closed
    /// until something about the miss changes.
    pub fn is_decided(self) -> bool {
        matches!(self, Self::FalsePositive | Self::NotAffected)
    }
}

/// What people said about a finding and what follows from it, as long as it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handling {
    /// That it is fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Word>,
    /// That it is not theirs, or not true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispute: Option<Dispute>,
    /// Whose it is by a settled dispute, before any route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<EntityId>,
    /// How often a settled dispute gave it to somebody else.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hops: u32,
    /// The exception asked for and not decided, by the number of the act that asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested: Option<u64>,
    /// The exceptions that cover it, by the numbers of the acts that asked for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<u64>,
    /// What people attached to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attached: Vec<Attached>,
    /// What closing it waits for, once evidence shows it clean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outstanding: Option<AttachedAs>,
    /// Whether what is to be verified could not be seen at the latest pass.
    #[serde(default, skip_serializing_if = "is_not")]
    pub evidence_lost: bool,
}

fn is_not(it: &bool) -> bool {
    !*it
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Handling {
    /// Whether nobody said anything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Lets go of everything that only matters while the finding is open.
    pub fn let_go(&mut self) {
        self.claim = None;
        self.dispute = None;
        self.requested = None;
        self.exceptions.clear();
        self.outstanding = None;
        self.evidence_lost = false;
    }
}

/// What somebody said, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// Who: their mail address, or their name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why, in their words; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
}

/// A dispute that nobody has settled yet. The clocks run on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// Who disputes, when and why.
    pub word: Word,
    /// What is in dispute.
    pub about: DisputeAbout,
}

/// What is in dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum DisputeAbout {
    /// It is somebody else's.
    NotMine {
        /// Whose, if they say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        whose: Option<EntityId>,
    },
    /// It is not true.
    NotTrue,
    /// It does no harm here.
    NotAffected {
        /// Why not, in one of CycloneDX's words (`code_not_reachable`) or their own.
        justification: String,
    },
}

impl DisputeAbout {
    /// What is in dispute, as people read it.
    pub fn words(&self) -> String {
        match self {
            Self::NotMine { whose: None } => "it is somebody else's".to_owned(),
            Self::NotMine { whose: Some(whose) } => format!("it belongs to {whose}"),
            Self::NotTrue => "it is not true".to_owned(),
            Self::NotAffected { justification } => format!("it does no harm here: {justification}"),
        }
    }
}

/// Something that people attached to a finding: a report, a ticket, a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Who, when, and what it is in their words.
    pub word: Word,
    /// What it is evidence of.
    pub what: AttachedAs,
    /// A link, or the name of a file.
    pub from: String,
    /// SHA-256 of the file's bytes in hexadecimal, where there was a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// What something attached is evidence of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachedAs {
    /// A look for traces of an attack, which some deadlines ask for before a finding may close.
    ForensicTriage,
    /// Anything else.
    Note,
}

impl AttachedAs {
    /// What it is, as people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::ForensicTriage => "a look for traces of an attack",
            Self::Note => "a note",
        }
    }
}

/// One clock of a finding: a part as a whole, or one related row of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The part, and the item's key when it is about one row.
    pub key: String,
    /// What people call it; empty for a part as a whole.
    pub label: String,
    /// Where it starts counting.
    pub anchor: Timestamp,
    /// When the evidence first and last showed it missed.
    pub first_seen: Timestamp,
    /// See `first_seen`.
    pub last_seen: Timestamp,
    /// When it is due; none for a rule without a deadline.
    pub due: Option<Timestamp>,
    /// When evidence showed it met or gone.
    pub cleared_at: Option<Timestamp>,
    /// What the deadline tables say of it; none where no table speaks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
}

impl Clock {
    /// The rule whose part it is: the finding's own, or one that tightens it.
    pub fn rule(&self) -> &str {
        self.key.split_once('#').map_or(&self.key, |(rule, _)| rule)
    }

    /// The entity of its row, where the row is one by itself.
    pub fn row(&self) -> Option<EntityId> {
        self.key.split_once('/')?.1.parse().ok()
    }
}

/// One baseline rule that one entity misses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// `rule@entity`.
    pub id: FindingId,
    /// The rule.
    pub rule: RuleId,
    /// The version of the rule that was last judged.
    pub rule_version: String,
    /// The entity.
    pub entity: EntityId,
    /// Its state.
    pub state: FindingState,
    /// Why it is closed, when it is.
    pub closed_because: Option<CloseReason>,
    /// How much harm it can do.
    pub severity: Severity,
    /// Since when it is missed, as far as the evidence proves; again so when it comes back.
    pub missed_since: Timestamp,
    /// When it opened (this episode); none while it was only ever `Detected`: such a finding is
    /// uncounted and untold, also when it is closed.
    pub opened_at: Option<Timestamp>,
    /// When it closed.
    pub closed_at: Option<Timestamp>,
    /// The earliest due date of its open clocks; once closed, as it stood then.
    pub due: Option<Timestamp>,
    /// An unknown input shortened the deadline or raised the severity.
    pub worst_assumed: bool,
    /// How often it came back.
    pub regressions: u32,
    /// Its episode, from 1; a new one starts when it comes back long after a verified fix.
    pub episode: u32,
    /// Its clocks, open and cleared, in order of key.
    pub clocks: Vec<Clock>,
    /// Snapshots that showed it clean since it was last missed (at most two are kept).
    pub clean_snapshots: Vec<Timestamp>,
    /// The newest snapshot that showed it missed.
    pub missed_snapshot: Option<Timestamp>,
    /// The same by source, so that a fix shown by a slow source counts although a fast one has
    /// long been newer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub missed_evidence: BTreeMap<SourceId, Timestamp>,
    /// The latest verdict in a sentence.
    pub because: String,
    /// What people said about it, as long as it holds.
    #[serde(default, skip_serializing_if = "Handling::is_empty")]
    pub handling: Handling,
}

/// One change, append-only. Who did it and why is never lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The finding.
    pub finding: FindingId,
    /// When, by the pass's own clock.
    pub at: Timestamp,
    /// Who: `judge` for a pass, else a person.
    pub actor: String,
    /// What happened.
    pub what: EventKind,
    /// Why, in a sentence.
    pub reason: String,
    /// What it rests on: the sources that were looked at, each with the snapshot it had produced.
    /// Empty for what people say.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<SourceId, Timestamp>,
}

/// What can happen to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum EventKind {
    /// Missed, still within `Wait`.
    Detected,
    /// Opened.
    Opened,
    /// Came back after it was closed.
    Reopened,
    /// Closed.
    Closed {
        /// Why.
        because: CloseReason,
    },
    /// Met again, or fallen away, before its `Wait` was over: it never opened, or not again.
    Lapsed {
        /// Why.
        because: CloseReason,
    },
    /// A row or part became missed in an open finding.
    ItemAdded {
        /// Its clock.
        key: String,
    },
    /// A row or part was shown met or gone; the rest stays open.
    ItemCleared {
        /// Its clock.
        key: String,
    },
    /// The due date moved to an earlier day, or came to be.
    DeadlineMoved {
        /// From when.
        from: Option<Timestamp>,
        /// To when.
        to: Option<Timestamp>,
    },
    /// The due date moved to a later day, or fell away. It is an event of its own so that it can
    /// be counted: nobody gets more time unseen.
    DeadlineRelaxed {
        /// From when.
        from: Option<Timestamp>,
        /// To when.
        to: Option<Timestamp>,
    },
    /// The severity moved.
    SeverityMoved {
        /// From what.
        from: Severity,
        /// To what.
        to: Severity,
    },
    /// Judged by another version of its rule.
    RuleChanged {
        /// The new version.
        to: String,
    },
    /// A clean observation that is not yet enough to close it.
    SeenClean {
        /// The snapshot that showed it.
        snapshot_at: Timestamp,
    },
    /// Somebody said that it is fixed. It closes nothing.
    Claimed,
    /// Evidence newer than the claim still shows it missed.
    ClaimRefuted,
    /// Evidence shows it missed again before the fix was verified.
    SeenMissed,
    /// What was to be verified cannot be seen any more: a source that would know does not tell.
    EvidenceLost,
    /// Evidence shows it clean, and closing it needs something that is not there yet.
    Outstanding {
        /// What.
        needs: AttachedAs,
    },
    /// Somebody attached something.
    Attached {
        /// What it is evidence of.
        what: AttachedAs,
    },
    /// Somebody disputed it.
    Disputed {
        /// What is in dispute.
        about: DisputeAbout,
    },
    /// Somebody else settled the dispute.
    Settled {
        /// How.
        how: SettledAs,
    },
    /// Somebody asked for an exception.
    ExceptionRequested {
        /// By which act.
        exception: u64,
    },
    /// The request was refused, or the one who asked took it back.
    ExceptionRefused {
        /// Which.
        exception: u64,
    },
    /// An exception covers it.
    Excepted {
        /// Which.
        exception: u64,
        /// Until when, at the latest.
        until: Timestamp,
    },
    /// No exception covers it any more.
    ExceptionEnded {
        /// Which ended last.
        exception: u64,
    },
}

/// How a dispute was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "settled", rename_all = "snake_case")]
pub enum SettledAs {
    /// It stands as it was.
    Stands,
    /// It is somebody else's.
    Reassigned {
        /// Whose.
        to: EntityId,
    },
    /// It was never true, or does no harm here: it is closed.
    Upheld,
}

impl std::fmt::Display for SettledAs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Stands => f.write_str("it stands"),
            Self::Reassigned { to } => write!(f, "it belongs to {to}"),
            Self::Upheld => f.write_str("it is closed"),
        }
    }
}
