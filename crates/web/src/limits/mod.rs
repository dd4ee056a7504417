//! What nobody may take too much of: tries at a password, size, time.

pub(crate) mod once;
pub(crate) mod tries;

use std::time::Duration;

/// The most bytes of a body. A rule with its examples has a few thousand.
pub(crate) const BODY: usize = 256 * 1024;
/// A request that takes longer is given up; what takes longer by nature is a job.
pub(crate) const REQUEST: Duration = Duration::from_secs(30);
/// Passwords that are looked at at the same time: each takes 19 MiB and a core for a moment.
pub(crate) const PASSWORDS: usize = 2;
/// Long questions (a rule tried, reports, gaps) that are answered at the same time; others wait.
pub(crate) const HEAVY: usize = 2;
