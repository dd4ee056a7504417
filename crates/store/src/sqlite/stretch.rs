//! Many findings at a time. A row costs much by itself here, above all on its way from the thread
//! that SQLite works in, and so does each of its columns: a stretch of findings comes as one text,
//! a line of JSON for each finding with its clocks.

use std::{borrow::Cow, fmt};

use model::Finding;
use serde::{
    Deserialize,
    de::{Deserializer, Error, Visitor},
};
use sqlx::{QueryBuilder, Row as _};

use super::{
    Connection, Db,
    sql::{
        cells::Cells,
        read::{Recent, clock_of, finding_of, wrong},
        write::{CLOCKS, FINDINGS},
    },
};
use crate::trouble::RowError;

/// Findings in one stretch when everything is read.
pub(super) const STRETCH: u32 = 2_000;

/// Findings that stand next to each other in the order of ids, as they came.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    last: Option<String>,
    lines: String,
}

impl Stretch {
    /// The first findings behind an id, at most so many.
    pub(super) async fn fetch(
        from: &mut Connection,
        after: &str,
        most: u32,
    ) -> Result<Self, RowError> {
        let (findings, clocks) = (columns("f", &FINDINGS.columns), columns("c", &CLOCK));
        // No JSON has a line break in it, other than between lines.
        let mut sql = QueryBuilder::<Db>::new(format!(
            "SELECT max(id) AS last, group_concat(line, char(10)) AS lines FROM (SELECT f.id, \
             json_array(json_array({findings}), (SELECT json_group_array(json_array({clocks})) \
             FROM ledger_clocks c WHERE c.finding = f.id)) AS line \
             FROM ledger_findings f WHERE f.id > "
        ));
        sql.push_bind(after)
            .push(" ORDER BY f.id LIMIT ")
            .push_bind(most)
            .push(")");
        let row = sql.build().fetch_one(from).await?;
        let lines: Option<String> = row.try_get("lines")?;
        Ok(Self {
            last: row.try_get("last")?,
            lines: lines.unwrap_or_default(),
        })
    }

    /// The id of the last one; none where there is none.
    pub(super) fn last(&self) -> Option<&str> {
        self.last.as_deref()
    }

    /// The findings with their clocks, in order of id.
    pub(super) fn read(&self) -> Result<Vec<Finding>, RowError> {
        let mut recent = Recent::default();
        let lines = self.lines.lines();
        let all: Result<Vec<Finding>, RowError> = lines.map(|one| line(one, &mut recent)).collect();
        let mut all = all?;
        all.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(all)
    }
}

/// The columns of a clock but for the first, which says whose it is.
const CLOCK: [&str; 8] = {
    let [_, rest @ ..] = CLOCKS.columns;
    rest
};

fn columns(of: &str, names: &[&str]) -> String {
    let names = names.iter().map(|name| format!("{of}.{name}"));
    names.collect::<Vec<_>>().join(", ")
}

/// What stands in one line: the columns of a finding, and those of its clocks.
#[derive(Deserialize)]
struct Line<'l>(
    #[serde(borrow)] [Value<'l>; FINDINGS.columns.len()],
    #[serde(borrow)] Vec<[Value<'l>; CLOCK.len()]>,
);

fn line(text: &str, recent: &mut Recent) -> Result<Finding, RowError> {
    let read: Result<Line<'_>, _> = serde_json::from_str(text);
    let Line(finding, clocks) = read.map_err(|_| wrong("a finding", "line", text))?;
    let named = |names, values| Named { names, values };
    let mut finding = finding_of(&named(&FINDINGS.columns, &finding), recent)?;
    finding.clocks.reserve_exact(clocks.len());
    for clock in &clocks {
        let clock = clock_of(&named(&CLOCK, clock), finding.id.as_str())?;
        finding.clocks.push(clock);
    }
    finding.clocks.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(finding)
}

/// Values with the names of their columns.
struct Named<'l> {
    names: &'static [&'static str],
    values: &'l [Value<'l>],
}

impl Named<'_> {
    fn value(&self, column: &'static str) -> Option<&Value<'_>> {
        let at = self.names.iter().position(|name| *name == column)?;
        self.values.get(at)
    }
}

impl Cells for Named<'_> {
    fn text(&self, column: &'static str) -> Result<Option<&str>, RowError> {
        match self.value(column) {
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Nothing) => Ok(None),
            Some(Value::Number(number)) => Err(wrong("a row", column, &number.to_string())),
            None => Err(wrong("a row", column, "nothing")),
        }
    }

    fn number(&self, column: &'static str) -> Result<i64, RowError> {
        match self.value(column) {
            Some(Value::Number(number)) => Ok(*number),
            Some(Value::Text(text)) => Err(wrong("a row", column, text)),
            Some(Value::Nothing) | None => Err(wrong("a row", column, "nothing")),
        }
    }

    fn flag(&self, column: &'static str) -> Result<bool, RowError> {
        Ok(self.number(column)? != 0)
    }
}

/// A value as SQLite has it.
enum Value<'l> {
    Nothing,
    Text(Cow<'l, str>),
    Number(i64),
}

impl<'de: 'l, 'l> Deserialize<'de> for Value<'l> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a row")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        i64::try_from(number).map(Value::Number).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Value::Nothing)
    }
}
