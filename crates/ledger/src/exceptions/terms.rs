//! How long an exception may last, and who has to approve it.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use model::{
    Exception, Severity,
    exception::{Asked, Frozen, Level},
};

/// A reason has at least so many characters: fewer say nothing to whoever reads it in a year.
pub const REASON_AT_LEAST: usize = 20;

/// A row of renewals ends after this at the latest.
const IN_ALL: SignedDuration = SignedDuration::from_hours(365 * 24);

/// How bad what is accepted is: by its severity, or by how soon it would have to be fixed,
/// whichever says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Low, and more than sixty days to fix it.
    Low,
    /// Medium, or sixty days.
    Medium,
    /// High, or fourteen days.
    High,
    /// Critical, or three days.
    Critical,
}

impl Tier {
    /// The tier of everything that an exception was asked for.
    pub fn of(exception: &Exception) -> Self {
        Self::of_asked(&exception.asked)
    }

    /// The same of a request. One about nothing yet is as bad as can be.
    pub fn of_asked(asked: &Asked) -> Self {
        let worst = asked.frozen.values().map(Self::of_frozen).max();
        worst.unwrap_or(Self::Critical)
    }

    pub(super) fn of_frozen(frozen: &Frozen) -> Self {
        let by_severity = match frozen.severity {
            Severity::Low => Self::Low,
            Severity::Medium => Self::Medium,
            Severity::High => Self::High,
            Severity::Critical => Self::Critical,
        };
        let within = |days| frozen.days.is_some_and(|own| own <= days);
        let by_time = match () {
            () if within(3) => Self::Critical,
            () if within(14) => Self::High,
            () if within(60) => Self::Medium,
            () => Self::Low,
        };
        by_severity.max(by_time)
    }

    /// The tier of one open finding.
    pub fn of_finding(finding: &model::Finding) -> Self {
        let frozen = super::freeze(finding);
        let worst = frozen.values().map(Self::of_frozen).max();
        worst.unwrap_or(Self::Critical)
    }

    /// The tier as people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium, or due within 60 days",
            Self::High => "high, or due within 14 days",
            Self::Critical => "critical, or due within 3 days",
        }
    }
}

/// How many days an exception may last at most.
pub fn longest(tier: Tier) -> i64 {
    match tier {
        Tier::Critical => 14,
        Tier::High => 30,
        Tier::Medium => 90,
        Tier::Low => 180,
    }
}

/// Who has to approve: more, the worse it is, and one level up with each renewal.
pub fn needed(tier: Tier, renewals: u32) -> BTreeSet<Level> {
    let start = match tier {
        Tier::Low | Tier::Medium => 0,
        Tier::High => 1,
        Tier::Critical => 2,
    };
    let levels: &[Level] = match start + renewals {
        0 => &[Level::Accountable],
        1 => &[Level::DepartmentHead],
        _ => &[Level::DepartmentHead, Level::HeadOfSecurity],
    };
    levels.iter().copied().collect()
}

/// Who has to approve an exception: by how bad it is, and whom its rule names.
pub fn needed_for(exception: &Exception) -> BTreeSet<Level> {
    let mut levels = needed(Tier::of(exception), exception.renewals);
    if exception.asked.approver.is_some() {
        levels.insert(Level::Accountable);
    }
    levels
}

/// Why an exception cannot be asked for like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongTerms {
    /// It would end before it begins.
    #[error("it would end before it begins")]
    Over,
    /// It would last too long.
    #[error("it may last {longest} days at most, because what is missed is {tier}")]
    TooLong {
        /// How many days it may last.
        longest: i64,
        /// What of.
        tier: &'static str,
    },
    /// The row of renewals would last too long.
    #[error("with all renewals it would last more than 365 days")]
    TooLongInAll,
    /// The reason says too little.
    #[error("the reason has fewer than {REASON_AT_LEAST} characters")]
    Reason,
}

/// Whether a request keeps to the terms.
///
/// `first` is when the first of the row of renewals began to count, `rule_longest` what the rule
/// itself allows.
///
/// # Errors
/// What is wrong with it.
pub fn check(
    asked: &Asked,
    because: &str,
    now: Timestamp,
    first: Option<Timestamp>,
    rule_longest: Option<i64>,
) -> Result<(), WrongTerms> {
    let lasts = asked.until.duration_since(now);
    let tier = Tier::of_asked(asked);
    let most = rule_longest.map_or(longest(tier), |days| days.min(longest(tier)));
    // Until the end of a day: so the last day may begin a little later than now.
    let slack = SignedDuration::from_hours(24);
    match () {
        () if lasts <= SignedDuration::ZERO => Err(WrongTerms::Over),
        () if lasts >= SignedDuration::from_hours(most * 24) + slack => Err(WrongTerms::TooLong {
            longest: most,
            tier: tier.words(),
        }),
        () if asked.until.duration_since(first.unwrap_or(now)) >= IN_ALL + slack => {
            Err(WrongTerms::TooLongInAll)
        }
        () if because.trim().chars().count() < REASON_AT_LEAST => Err(WrongTerms::Reason),
        () => Ok(()),
    }
}
