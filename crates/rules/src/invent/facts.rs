//! What is stated of one example so far: looking things up in it and adding to it.

use crate::tree::{Path, Stated, StatedLink, StatedRows, StatedValue};

/// What is stated at the end of some links; they are followed as far as they lead, and laid
/// where nothing is stated yet. Nothing where a link leads to somebody who is only named.
pub(super) fn follow<'s>(
    states: &'s mut Vec<Stated>,
    links: &[String],
) -> Option<&'s mut Vec<Stated>> {
    let Some((first, rest)) = links.split_first() else {
        return Some(states);
    };
    let found = states
        .iter()
        .position(|stated| matches!(stated, Stated::Link { link, .. } if link == first));
    let at = found.unwrap_or_else(|| {
        states.push(Stated::Link {
            link: first.clone(),
            to: StatedLink::With(Vec::new()),
        });
        states.len() - 1
    });
    match states.get_mut(at)? {
        Stated::Link {
            to: StatedLink::With(inner),
            ..
        } => follow(inner, rest),
        _ => None,
    }
}

/// The value of a field at the end of a path.
pub(super) fn value<'s>(states: &'s [Stated], path: &Path) -> Option<&'s StatedValue> {
    let states = reach(states, &path.links)?;
    let wanted = path.field.as_ref()?;
    states.iter().find_map(|stated| match stated {
        Stated::Field { field, value } if field == wanted => Some(value),
        _ => None,
    })
}

/// Where the last link of a path leads.
pub(super) fn link<'s>(states: &'s [Stated], links: &[String]) -> Option<&'s StatedLink> {
    let (last, before) = links.split_last()?;
    reach(states, before)?
        .iter()
        .find_map(|stated| match stated {
            Stated::Link { link, to } if link == last => Some(to),
            _ => None,
        })
}

fn reach<'s>(states: &'s [Stated], links: &[String]) -> Option<&'s [Stated]> {
    links.iter().try_fold(states, |states, wanted| {
        states.iter().find_map(|stated| match stated {
            Stated::Link {
                link,
                to: StatedLink::With(inner),
            } if link == wanted => Some(inner.as_slice()),
            _ => None,
        })
    })
}

/// What is stated of a relation.
pub(super) fn rows<'s>(states: &'s [Stated], wanted: &str) -> Option<&'s StatedRows> {
    states.iter().find_map(|stated| match stated {
        Stated::Relation { relation, rows } if relation == wanted => Some(rows),
        _ => None,
    })
}

/// States the rows of a relation, in place of what was stated of it.
pub(super) fn set_rows(states: &mut Vec<Stated>, wanted: &str, rows: StatedRows) {
    let found = states
        .iter_mut()
        .find(|stated| matches!(stated, Stated::Relation { relation, .. } if relation == wanted));
    match found {
        Some(Stated::Relation { rows: before, .. }) => *before = rows,
        _ => states.push(Stated::Relation {
            relation: wanted.to_owned(),
            rows,
        }),
    }
}

/// Puts statements in the order of some names, those without one at the end.
pub(super) fn in_order(states: &mut [Stated], names: &[String]) {
    states.sort_by_key(|stated| {
        let name = match stated {
            Stated::Word { word: name, .. }
            | Stated::Field { field: name, .. }
            | Stated::Link { link: name, .. }
            | Stated::Relation { relation: name, .. } => name,
        };
        names
            .iter()
            .position(|other| other == name)
            .unwrap_or(names.len())
    });
    for stated in states {
        match stated {
            Stated::Link {
                to: StatedLink::With(inner),
                ..
            }
            | Stated::Relation {
                rows: StatedRows::Times(_, inner),
                ..
            } => in_order(inner, names),
            Stated::Relation {
                rows: StatedRows::These(rows) | StatedRows::AtLeast(rows),
                ..
            } => {
                for row in rows {
                    in_order(row, names);
                }
            }
            _ => {}
        }
    }
}
