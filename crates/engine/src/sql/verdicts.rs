//! The view `verdicts`: every entity that is judged by every rule in force about its kind.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, DictionaryArray, Int64Array, RecordBatch, StringArray, StructArray, types::Int32Type,
};
use arrow_schema::Field;
use datafusion::{
    common::Result,
    datasource::MemTable,
    prelude::{DataFrame, SessionContext},
};

use crate::verdicts::{Verdicts, rule_bits, rule_verdict};

/// Its name.
pub(super) const VERDICTS: &str = "verdicts";
/// What it holds.
pub(super) const ABOUT: &str = "what every rule in force says of everything it is about";
/// The rules, with the places of their bits.
const PLACES: &str = "rule_places";

/// Makes the functions known that tell verdicts.
pub(super) fn register(session: &SessionContext, verdicts: &Arc<Verdicts>) {
    session.register_udf(rule_bits(verdicts));
    session.register_udf(rule_verdict());
}

/// The view over the kinds, whose own views are registered by then.
///
/// The bits of an entity are told once, in the order in which its kind is read; the few rules
/// stand on the side that a join holds.
pub(super) async fn view(
    session: &SessionContext,
    verdicts: &Verdicts,
    kinds: &[(String, String)],
) -> Result<DataFrame> {
    let places = places(verdicts.order())?;
    let table = MemTable::try_new(places.schema(), vec![vec![places]])?;
    session.register_table(PLACES, Arc::new(table))?;
    let mut all: Option<DataFrame> = None;
    for (view, kind) in kinds {
        if !verdicts.order().iter().any(|(_, of)| of == kind) {
            continue;
        }
        let kind = kind.replace('\'', "''");
        let text = format!(
            "SELECT '{kind}' AS kind, judged.number, judged.name, place.rule, \
             rule_verdict(judged.bits, place.place) AS verdict \
             FROM (SELECT rule, place FROM {PLACES} WHERE kind = '{kind}') place CROSS JOIN \
             (SELECT number, CAST(name AS VARCHAR) AS name, rule_bits('{kind}', number) AS bits \
             FROM \"{view}\") judged WHERE judged.bits IS NOT NULL"
        );
        let frame = session.sql(&text).await?;
        all = Some(match all {
            None => frame,
            Some(all) => all.union(frame)?,
        });
    }
    match all {
        Some(all) => Ok(all),
        None => {
            let none = "SELECT '' AS kind, CAST(0 AS BIGINT) AS number, '' AS name, '' AS rule, \
                        '' AS verdict WHERE FALSE";
            session.sql(none).await
        }
    }
}

fn places(order: &[(model::RuleId, String)]) -> Result<RecordBatch> {
    let rules = order.iter().map(|(rule, _)| rule.as_str());
    let kinds: StringArray = order.iter().map(|(_, kind)| Some(kind.as_str())).collect();
    let places = (0_i64..).take(order.len());
    let columns: [(&str, ArrayRef); 3] = [
        (
            "rule",
            Arc::new(rules.collect::<DictionaryArray<Int32Type>>()),
        ),
        ("kind", Arc::new(kinds)),
        ("place", Arc::new(places.collect::<Int64Array>())),
    ];
    let columns = columns.map(|(name, array)| {
        let field = Field::new(name, array.data_type().clone(), true);
        (Arc::new(field), array)
    });
    Ok(StructArray::from(columns.to_vec()).into())
}
