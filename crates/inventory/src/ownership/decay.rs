//! How long a claim stands before somebody should confirm it, by class.
//!
//! Age never moves an owner (semantics 20). A claim past its time asks to be confirmed and counts
//! as before; only when all claims of an entity are a whole year past theirs does nobody answer,
//! and says why. That year is one round of the yearly reviews that standards ask for (ISO/IEC
//! 27001:2022 9.2 and A.5.9, an internal audit at planned intervals and an inventory with owners
//! that is kept up to date): nobody has looked in all of it.
//!
//! | class | to confirm after | why |
//! |---|---|---|
//! | answered | 365 days | a person said so; confirmed with the yearly review |
//! | declared | 183 days | CIS Controls v8.1, safeguard 1.1: review the inventory twice a year |
//! | assigned | 183 days | the same |
//! | inferred | 90 days | from use alone; safeguard 5.1: validate accounts every quarter |

use jiff::{SignedDuration, Timestamp};
use model::OwnerClass;

/// How long after that a claim is too old to name an owner, days.
const EXPIRES_AFTER_DAYS: i64 = 365;

/// How long a claim stands without a word, days.
fn stands_days(class: OwnerClass) -> i64 {
    match class {
        OwnerClass::Answered => 365,
        OwnerClass::Declared | OwnerClass::Assigned => 183,
        OwnerClass::Inferred => 90,
    }
}

fn days_after(at: Timestamp, days: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_hours(24 * days))
        .unwrap_or(Timestamp::MAX)
}

/// Since when a claim asks to be confirmed, if it does.
pub(super) fn to_confirm(
    class: OwnerClass,
    confirmed: Timestamp,
    now: Timestamp,
) -> Option<Timestamp> {
    let since = days_after(confirmed, stands_days(class));
    (since <= now).then_some(since)
}

/// Since when a claim is too old to name anybody, if it is. The word of a person holds until they
/// leave or move, however old it is.
pub(super) fn expired(
    class: OwnerClass,
    confirmed: Timestamp,
    now: Timestamp,
) -> Option<Timestamp> {
    let since = days_after(confirmed, stands_days(class) + EXPIRES_AFTER_DAYS);
    (class != OwnerClass::Answered && since <= now).then_some(since)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is how a test says no")]
mod tests {
    use OwnerClass::{Answered, Assigned, Declared, Inferred};

    use super::*;

    #[test]
    fn a_claim_asks_to_be_confirmed_on_its_day_and_expires_a_year_later() {
        let confirmed: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let at = |days: i64| confirmed + SignedDuration::from_hours(24 * days);
        for (class, asks, expires) in [
            (Answered, 365, None),
            (Declared, 183, Some(548)),
            (Assigned, 183, Some(548)),
            (Inferred, 90, Some(455)),
        ] {
            assert_eq!(
                to_confirm(class, confirmed, at(asks - 1)),
                None,
                "{class:?}"
            );
            assert_eq!(to_confirm(class, confirmed, at(asks)), Some(at(asks)));
            match expires {
                None => assert_eq!(expired(class, confirmed, at(9999)), None),
                Some(days) => {
                    assert_eq!(expired(class, confirmed, at(days - 1)), None);
                    assert_eq!(expired(class, confirmed, at(days)), Some(at(days)));
                }
            }
        }
    }
}
