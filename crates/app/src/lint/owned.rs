//! L14: for some entities nobody can be found to tell.
//!
//! Warning where that is so of everything the rule speaks of, else advice. `Fixed by`, or what the
//! kind names as owner, leads to nobody who is still here, and no security contact of the
//! department steps in. Such findings wait in the unowned queue.
//!
//! Repair: one more way in `Fixed by`, or the missing names where they are kept.

use people::Route;
use rules::lint::{Level, Lint};

use super::Live;
use rules::tree::Audience;

pub(super) fn check(live: &Live<'_>) -> Vec<Lint> {
    // Only what speaks to a person needs one.
    if live
        .rule
        .audience
        .is_some_and(|audience| audience != Audience::Person)
    {
        return Vec::new();
    }
    let bound = live.bound();
    let lost: Vec<_> = bound
        .iter()
        .filter(|entity| matches!(live.view.route(live.rule, entity), Route::Nobody { .. }))
        .collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let (level, says) = match lost.len() == bound.len() {
        true => (
            Level::Warning,
            format!("nobody can be told for any of {}", live.counted(lost.len())),
        ),
        false => (
            Level::Advice,
            format!(
                "nobody can be told for {} of the {} this speaks of",
                live.counted(lost.len()),
                bound.len()
            ),
        ),
    };
    let lint = Lint::new("L14", level, live.rule, "Fixed by");
    vec![
        lint.says(says)
            .names(lost.iter().map(|entity| entity.name.as_str()))
            .repair("add one more way to `Fixed by`, such as `department's security contact`"),
    ]
}
