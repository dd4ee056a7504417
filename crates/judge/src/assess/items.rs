//! The related rows that make a part missed: the items of its finding.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{
    Reading,
    verdict::{Item, Truth},
};
use rules::tree::{Condition, CountFrom, Quantity, RelationCondition};

use super::{Single, reading};
use crate::{
    bits::{MISSING, opposite},
    evaluate::{Frame, Pass, Positions},
    kernels::{Scalar, Side},
};

/// Related rows of a part that is missed, by key.
#[derive(Default)]
pub(super) struct Rows {
    /// Those that make it missed.
    pub(super) missed: BTreeMap<String, Item>,
    /// Those that perhaps do: what is no longer listed is not gone while it stands here.
    pub(super) unsure: BTreeSet<String>,
}

/// The rows that make a part of a rule missed; none where the entity itself does.
pub(super) fn missed<'a>(pass: &Pass<'a>, one: &Single<'a, '_>, part: usize) -> Rows {
    let mut found = Rows::default();
    let from = one.rule.count_from.as_ref();
    let part = &one.rule.expectation.parts[part];
    collect(pass, part, Truth::False, &one.frame, from, &mut found);
    let Rows { missed, unsure } = &mut found;
    unsure.retain(|key| !missed.contains_key(key));
    found
}

/// Where the clocks of the whole finding start, when a date of the subject says so.
pub(super) fn subject_clock<'a>(pass: &Pass<'a>, one: &Single<'a, '_>) -> Option<Timestamp> {
    let from = one
        .rule
        .count_from
        .as_ref()
        .filter(|from| from.relation.is_none())?;
    date(pass, from, &one.frame)
}

/// Rows that make a condition true or false, whichever is asked for.
fn collect<'a>(
    pass: &Pass<'a>,
    condition: &Condition,
    wanted: Truth,
    frame: &Frame<'a, '_>,
    from: Option<&CountFrom>,
    found: &mut Rows,
) {
    let truth = pass.truth(condition, frame).get(0);
    if truth == opposite(wanted) {
        return;
    }
    match condition {
        Condition::All(all) | Condition::Any(all) => {
            for one in all {
                collect(pass, one, wanted, frame, from, found);
            }
        }
        Condition::Not(inner) => collect(pass, inner, opposite(wanted), frame, from, found),
        Condition::Relation(relation) => {
            let mut all = rows(pass, relation, wanted, frame, from);
            // Rows of what is itself unknown decide nothing yet.
            if truth != wanted {
                all.unsure.extend(all.missed.into_keys());
                all.missed = BTreeMap::new();
            }
            found.unsure.append(&mut all.unsure);
            for (key, item) in all.missed {
                found.missed.entry(key).or_insert(item);
            }
        }
        Condition::Word { .. } | Condition::Field(_) | Condition::Total(_) => {}
    }
}

/// Which rows decide a quantity that came out one way.
fn deciding(quantity: Quantity, wanted: Truth) -> Option<Truth> {
    let holds = wanted == Truth::True;
    match quantity {
        Quantity::Only | Quantity::AtLeastPercent(_) if !holds => Some(Truth::False),
        Quantity::No
        | Quantity::AtMost(_)
        | Quantity::FewerThan(_)
        | Quantity::AtMostPercent(_)
        | Quantity::Exactly(_)
            if !holds =>
        {
            Some(Truth::True)
        }
        Quantity::Some | Quantity::AtLeast(_) | Quantity::MoreThan(_) if holds => Some(Truth::True),
        _ => None,
    }
}

/// The rows that decide a relation, and those that perhaps do.
fn rows<'a>(
    pass: &Pass<'a>,
    relation: &RelationCondition,
    wanted: Truth,
    frame: &Frame<'a, '_>,
    from: Option<&CountFrom>,
) -> Rows {
    let mut found = Rows::default();
    let Some(fitting) = deciding(relation.quantity, wanted) else {
        return found;
    };
    let Some(kin) = pass.kin(&relation.relation, frame) else {
        return found;
    };
    let fits = pass.fits(&kin, relation.condition.as_deref(), frame);
    for edge in 0..kin.rows.len() {
        let row = kin.rows[edge];
        let cannot = fits.member.get(edge) == Truth::False
            || fits.condition.get(edge) == opposite(fitting)
            || row == MISSING;
        if cannot {
            continue;
        }
        let counts = kin.sure.value(edge)
            && fits.member.get(edge) == Truth::True
            && fits.condition.get(edge) == fitting;
        let child = child(pass, kin.to, row, frame);
        if !counts {
            found.unsure.insert(child.table.key(row));
            continue;
        }
        let inner = relation.condition.as_deref();
        let item = Item {
            key: child.table.key(row),
            label: child.table.name(row).to_owned(),
            count_from: from.and_then(|from| clock(pass, from, relation, inner, &child)),
            shown: shown(pass, &relation.relation, frame.kind, &child),
            ran_out: false,
        };
        found.missed.entry(item.key.clone()).or_insert(item);
    }
    found
}

/// One related row, opened from the row it belongs to.
pub(super) fn child<'a, 'o>(
    pass: &Pass<'a>,
    kind: &'a str,
    row: u32,
    frame: &'o Frame<'a, 'o>,
) -> Frame<'a, 'o> {
    let rows = Positions::These(vec![row]);
    Frame {
        kind,
        table: pass.table(kind),
        rows,
        outer: Some((frame, vec![0])),
    }
}

/// Where an item's clock starts: at a date of the row itself, or the earliest of the nested rows
/// that made it an item.
fn clock<'a>(
    pass: &Pass<'a>,
    from: &CountFrom,
    relation: &RelationCondition,
    inner: Option<&Condition>,
    child: &Frame<'a, '_>,
) -> Option<Timestamp> {
    let wanted = from.relation.as_ref()?;
    if wanted == &relation.relation {
        return date(pass, from, child);
    }
    let nested = nested(inner?, wanted)?;
    let kin = pass.kin(wanted, child)?;
    let fits = pass.fits(&kin, nested.condition.as_deref(), child);
    (0..kin.rows.len())
        .filter(|edge| kin.rows[*edge] != MISSING && fits.condition.get(*edge) == Truth::True)
        .filter_map(|edge| {
            date(
                pass,
                from,
                &self::child(pass, kin.to, kin.rows[edge], child),
            )
        })
        .min()
}

fn nested<'c>(condition: &'c Condition, wanted: &str) -> Option<&'c RelationCondition> {
    match condition {
        Condition::All(all) | Condition::Any(all) => all.iter().find_map(|c| nested(c, wanted)),
        Condition::Not(inner) => nested(inner, wanted),
        Condition::Relation(relation) if relation.relation == wanted => Some(relation),
        Condition::Relation(relation) => nested(relation.condition.as_deref()?, wanted),
        Condition::Word { .. } | Condition::Field(_) | Condition::Total(_) => None,
    }
}

fn date<'a>(pass: &Pass<'a>, from: &CountFrom, frame: &Frame<'a, '_>) -> Option<Timestamp> {
    match pass.cells(&from.path, frame).side(0) {
        Side::Value(Scalar::Moment(moment)) => moment.start(&pass.clock.zone),
        _ => None,
    }
}

/// Fields of a row that messages may name: `app.name`. What is personal stays out.
fn shown<'a>(
    pass: &Pass<'a>,
    relation: &str,
    kind: &str,
    child: &Frame<'a, '_>,
) -> BTreeMap<String, String> {
    let link = pass.vocabulary.link(kind, relation);
    let word = link
        .and_then(|link| link.singular.as_deref())
        .unwrap_or(child.kind);
    let mut shown = BTreeMap::new();
    let fields = pass
        .vocabulary
        .lineage(child.kind)
        .flat_map(|kind| &kind.fields);
    for (name, field) in fields.filter(|(_, field)| !field.personal) {
        let path = rules::tree::Path {
            links: Vec::new(),
            field: Some(name.clone()),
        };
        let cells = pass.cells(&path, child);
        if let Reading::Known(value) = cells.reading(0) {
            shown.insert(
                format!("{word}.{name}"),
                reading::plain(&value, Some(field), pass),
            );
        }
    }
    shown
        .entry(format!("{word}.name"))
        .or_insert_with(|| child.table.name(child.rows.row(0)).to_owned());
    shown
}
