//! L14: for some entities nobody can be found to tell.
//!
//! Warning where that is so of everything the rule speaks of, else advice. `Fixed by`, or what the
//! kind names as owner, leads to nobody who is still here, and no security contact of the
//! department steps in. Such findings wait in the unowned queue. Where a way leads over a link that
//! no connected source tells, that link is named.
//!
//! Repair: a source that tells the link, one more way in `Fixed by`, or the missing names where
//! they are kept.

use people::Route;
use rules::{
    lint::{Level, Lint},
    tree::{Audience, FixedBy},
};

use super::Live;

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
    let names = lost.iter().map(|entity| entity.name.as_str());
    let lint = Lint::new("L14", level, live.rule, "Fixed by").names(names);
    // Where the others do have somebody, it is not for want of a source.
    let untold = untold(live).filter(|_| level == Level::Warning);
    let (untold, repair) = match untold {
        Some((kind, link)) => (
            format!(": no connected source tells the `{link}` of each {kind}"),
            live.connect(kind, link).unwrap_or_else(|| {
                "no connector tells it yet: name one more way in `Fixed by`".to_owned()
            }),
        ),
        None => (
            String::new(),
            "enter who answers for these where that is kept, or name one more way in `Fixed by`"
                .to_owned(),
        ),
    };
    vec![lint.says(format!("{says}{untold}")).repair(repair)]
}

/// The first link on a way to those who fix it that no connected source tells, with the kind it
/// is a link of.
fn untold<'a>(live: &Live<'a>) -> Option<(&'a str, &'a str)> {
    let paths = live.rule.fixed_by.iter().filter_map(|fixer| match fixer {
        FixedBy::Path(path) => Some(path.links.iter().chain(&path.field)),
        _ => None,
    });
    let vocabulary = live.view.vocabulary;
    let coverage = &live.view.inventory.coverage;
    for path in paths {
        let mut kind = live.kind();
        for name in path {
            let link = vocabulary.link(kind, name)?;
            let root = vocabulary.root(kind);
            let told = coverage.filling(root, name).next().is_some()
                || coverage.supplying(root, name).next().is_some();
            if !told {
                return Some((root, name.as_str()));
            }
            kind = link.to.as_str();
        }
    }
    None
}
