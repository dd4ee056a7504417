//! L5: a date is compared that some entities positively do not have.
//!
//! Warning. A date that is none is neither before nor after anything, so `is more than 90 days
//! ago` is never so of it, and what never had the date escapes. Only events are different: what
//! never happened is infinitely long ago. Told where the sentence asks `is more than ... ago` of a
//! date of the subject and does not also ask whether there is one.
//!
//! Repair: say what counts without a date, `or ... is empty`, or make the field an event.

use std::collections::BTreeSet;

use model::{Entity, Reading, vocabulary::FieldType};
use rules::{
    lint::{Level, Lint},
    tree::{Condition, FieldCondition, Operator},
};

use super::Live;

pub(super) fn check(live: &Live<'_>) -> Vec<Lint> {
    let sentence = &live.rule.expectation;
    let conditions = sentence.subject.condition.iter();
    let all = conditions.chain(&sentence.parts).chain(&sentence.unless);
    let mut fields = Vec::new();
    all.for_each(|condition| own_fields(condition, &mut fields));
    let asks = |operators: &[Operator]| -> BTreeSet<&str> {
        let asked = fields.iter().filter(|f| operators.contains(&f.operator));
        asked.filter_map(|f| f.path.field.as_deref()).collect()
    };
    let there = asks(&[
        Operator::IsKnown,
        Operator::IsNotKnown,
        Operator::IsEmpty,
        Operator::IsNotEmpty,
    ]);
    let past = asks(&[Operator::IsMoreThanAgo]);
    let fields = past.into_iter().filter(|field| !there.contains(field));
    fields.filter_map(|field| one(live, field)).collect()
}

/// The conditions on fields of the subject itself.
fn own_fields<'c>(condition: &'c Condition, fields: &mut Vec<&'c FieldCondition>) {
    match condition {
        Condition::All(all) | Condition::Any(all) => {
            all.iter().for_each(|one| own_fields(one, fields));
        }
        Condition::Not(inner) => own_fields(inner, fields),
        Condition::Field(field) if field.path.links.is_empty() => fields.push(field),
        _ => {}
    }
}

fn one(live: &Live<'_>, field: &str) -> Option<Lint> {
    let known = live.view.vocabulary.field(live.kind(), field)?;
    if known.field_type != FieldType::Date {
        return None;
    }
    let member = rules::membership(live.view.vocabulary, live.kind()).ok()?;
    let none: Vec<&Entity> = live
        .living()
        .filter(|entity| *entity.reading(field) == Reading::None)
        .filter(|entity| {
            let mut member = member.iter();
            member.all(|condition| live.holds(&live.rule.id, condition, entity))
        })
        .collect();
    if none.is_empty() {
        return None;
    }
    let says = format!(
        "without a `{field}`, {} can never be `more than ... ago` and escape",
        live.counted(none.len())
    );
    let lint = Lint::new("L5", Level::Warning, live.rule, "Expectation");
    let names = none.iter().map(|entity| entity.name.as_str());
    let repair =
        format!("say what counts without one: `or {field} is empty`, or `and` its opposite");
    Some(lint.says(says).names(names).repair(repair))
}
