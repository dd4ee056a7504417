//! Who told a cell, taken apart: a stored text says all of an answer, a view shows its parts.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, DictionaryArray, Int32Array, StringArray, TimestampMicrosecondArray, cast::AsArray,
    types::Int32Type,
};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, TimeUnit};
use arrow_select::take::take;
use datafusion::{
    common::{DFSchema, Result},
    logical_expr::{
        ColumnarValue, Expr, ScalarUDF, Signature, SimpleScalarUDF, Volatility,
        expr::ScalarFunction,
    },
    prelude::ident,
};
use jiff::Timestamp;

use crate::form::ASIDE;

/// What an answer says, and whether that is an instant.
const PARTS: [(&str, bool); 4] = [
    ("state", false),
    ("source", false),
    ("snapshot", true),
    ("as_of", true),
];

/// What a view shows of a stored column.
pub(super) fn columns(field: &Field, all: &DFSchema) -> Vec<Expr> {
    let Some(of) = field
        .name()
        .strip_suffix("told")
        .and_then(|name| name.strip_suffix(ASIDE))
    else {
        return vec![ident(field.name())];
    };
    let parts = PARTS.into_iter().filter_map(|(part, is_instant)| {
        let name = format!("{of}{ASIDE}{part}");
        // What facts are about has a column of its own where it differs from row to row.
        let own = all.has_column_with_unqualified_name(&name);
        (!own).then(|| taken(field.name(), part, is_instant).alias(name))
    });
    parts.collect()
}

/// One part of a column of answers.
fn taken(column: &str, part: &'static str, is_instant: bool) -> Expr {
    let instant = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let returns = match is_instant {
        true => instant,
        false => words(),
    };
    let take = move |arguments: &[ColumnarValue]| -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(arguments)?;
        let answers = cast(&arrays[0], &words())?;
        let answers = answers.as_dictionary::<Int32Type>();
        let taken = match is_instant {
            true => instants(answers, part)?,
            false => texts(answers, part)?,
        };
        Ok(ColumnarValue::Array(taken))
    };
    let signature = Signature::any(1, Volatility::Immutable);
    let name = format!("told_{part}");
    let function = SimpleScalarUDF::new_with_signature(name, signature, returns, Arc::new(take));
    let function = Arc::new(ScalarUDF::new_from_impl(function));
    Expr::ScalarFunction(ScalarFunction::new_udf(function, vec![ident(column)]))
}

fn words() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// What each distinct answer says of a part.
fn said(answers: &DictionaryArray<Int32Type>, part: &str) -> Vec<Option<String>> {
    let one = |text: Option<&str>| {
        let answer: serde_json::Value = serde_json::from_str(text?).ok()?;
        answer.get(part)?.as_str().map(str::to_owned)
    };
    answers
        .values()
        .as_string::<i32>()
        .iter()
        .map(one)
        .collect()
}

fn texts(answers: &DictionaryArray<Int32Type>, part: &str) -> Result<ArrayRef> {
    let said = said(answers, part);
    let key = |row| answers.key(row).filter(|key| said[*key].is_some());
    let keys = (0..answers.len()).map(|row| key(row).and_then(|key| i32::try_from(key).ok()));
    let keys: Int32Array = keys.collect();
    let values: StringArray = said
        .iter()
        .map(|text| Some(text.as_deref().unwrap_or("")))
        .collect();
    Ok(Arc::new(DictionaryArray::try_new(keys, Arc::new(values))?))
}

fn instants(answers: &DictionaryArray<Int32Type>, part: &str) -> Result<ArrayRef> {
    let micros = |text: String| {
        text.parse::<Timestamp>()
            .ok()
            .map(Timestamp::as_microsecond)
    };
    let said = said(answers, part)
        .into_iter()
        .map(|text| text.and_then(micros));
    let values: TimestampMicrosecondArray = said.collect();
    Ok(take(&values.with_timezone("UTC"), answers.keys(), None)?)
}
