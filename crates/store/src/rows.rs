//! Rows on their way into a table. How many go in one statement, and in what form, each database
//! says in its own file.

use std::borrow::Cow;

/// One value of a row. All values of a column are of one sort.
#[derive(Clone, Debug)]
pub(crate) enum Cell<'a> {
    Text(Option<Cow<'a, str>>),
    Number(Option<i64>),
    Flag(bool),
}

/// Where rows go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table<const WIDTH: usize> {
    pub(crate) name: &'static str,
    pub(crate) columns: [&'static str; WIDTH],
    /// What is done with a row whose key is there: everything behind the values of the statement.
    pub(crate) known: &'static str,
}

/// What stands in the row of a thing.
pub(crate) type RowOf<T, const WIDTH: usize> = for<'t> fn(&'t T) -> [Cell<'t>; WIDTH];

impl<const WIDTH: usize> Table<WIDTH> {
    /// The beginning of the statement.
    pub(crate) fn insert(&self) -> String {
        format!("INSERT INTO {} ({}) ", self.name, self.columns.join(", "))
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(Cow::Borrowed(text)))
    }
}

impl<'a> From<Cow<'a, str>> for Cell<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(Some(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Some(Cow::Owned(text)))
    }
}

impl From<Option<String>> for Cell<'_> {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.map(Cow::Owned))
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Cell<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Cell<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}
