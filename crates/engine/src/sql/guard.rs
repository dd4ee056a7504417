//! Lets through what only reads: one `SELECT`.

use datafusion::sql::{
    parser::{DFParser, Statement},
    sqlparser::ast::{SetExpr, Statement as Standard},
};

use super::SqlError;

/// The one statement of a question, when all it does is read.
pub(super) fn only_reads(question: &str) -> Result<Statement, SqlError> {
    let mut statements = DFParser::parse_sql(question).map_err(|why| {
        let why = why.strip_backtrace();
        let says = why.lines().next().unwrap_or_default();
        let says = says.trim_start_matches("SQL error: ");
        SqlError::asked(format!("this is not SQL: {}", inside(says)))
            .advise("begin with `SELECT`; `allhands sql --tables` lists what there is")
    })?;
    match (statements.pop_front(), statements.is_empty()) {
        (None, _) => Err(SqlError::asked("nothing was asked").advise("write one `SELECT`")),
        (Some(_), false) => Err(
            SqlError::asked("these are several statements in one question")
                .advise("ask them one by one"),
        ),
        (Some(statement), true) if reads(&statement) => Ok(statement),
        (Some(statement), true) => Err(refused(&statement)),
    }
}

/// What the parser says, without the name of its error around it.
fn inside(says: &str) -> &str {
    let says = says.strip_prefix("ParserError(\"").unwrap_or(says);
    says.strip_suffix("\")").unwrap_or(says)
}

fn reads(statement: &Statement) -> bool {
    match statement {
        Statement::Statement(standard) => match standard.as_ref() {
            Standard::Query(query) => query.locks.is_empty() && selects(&query.body),
            _ => false,
        },
        _ => false,
    }
}

fn selects(body: &SetExpr) -> bool {
    match body {
        SetExpr::Select(select) => select.into.is_none(),
        SetExpr::Query(query) => selects(&query.body),
        SetExpr::SetOperation { left, right, .. } => selects(left) && selects(right),
        SetExpr::Values(_) => true,
        _ => false,
    }
}

/// Says what the statement is by its first word, which is what people know it by.
fn refused(statement: &Statement) -> SqlError {
    let text = statement.to_string();
    let word = text
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_uppercase();
    let word = match word.as_str() {
        "SELECT" | "WITH" => "SELECT ... INTO or FOR UPDATE".to_owned(),
        _ => word,
    };
    SqlError::asked(format!(
        "`{word}` is refused: questions only read, with `SELECT`"
    ))
    .advise("to keep an answer, name a file: `--format csv --out FILE`")
}
