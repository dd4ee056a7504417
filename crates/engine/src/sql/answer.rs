//! Works an answer out, within its limits.

use std::sync::Arc;

use app::workspace::nearest;
use arrow_array::RecordBatch;
use datafusion::{
    common::{SchemaError, TableReference},
    error::DataFusionError,
    execution::{
        context::SQLOptions,
        disk_manager::{DiskManagerBuilder, DiskManagerMode},
        runtime_env::RuntimeEnvBuilder,
    },
    prelude::{SessionConfig, SessionContext},
    sql::parser::Statement,
};
use futures_util::StreamExt;
use model::{Place, Problem};

use super::{Answer, Limits, SqlError, catalogue::Known};

/// The functions that stand where a table does: they only count.
const COUNTING: [&str; 2] = ["generate_series", "range"];

/// Answers one statement that only reads.
pub(super) async fn answer(
    known: Known,
    statement: Arc<Statement>,
    limits: Limits,
) -> Result<Answer, SqlError> {
    let session = session(limits)?;
    let named = named(&session, &statement, &known)?;
    known.register(&session, &named).await?;
    let plan = session
        .state()
        .statement_to_plan((*statement).clone())
        .await;
    let plan = plan.map_err(|why| wrong(&why))?;
    // The guard looked at the words; this looks at what they would do.
    let reads = SQLOptions::new()
        .with_allow_ddl(false)
        .with_allow_dml(false)
        .with_allow_statements(false);
    reads.verify_plan(&plan).map_err(|why| wrong(&why))?;
    let frame = session
        .execute_logical_plan(plan)
        .await
        .map_err(|why| wrong(&why))?;
    let mut stream = frame.execute_stream().await.map_err(|why| wrong(&why))?;
    let mut answer = Answer {
        schema: stream.schema(),
        rows: Vec::new(),
        cut: false,
    };
    let mut left = limits.rows;
    while let Some(batch) = stream.next().await {
        let batch: RecordBatch = batch.map_err(|why| wrong(&why))?;
        let taken = batch.num_rows().min(left);
        answer.cut = taken < batch.num_rows();
        left -= taken;
        if taken > 0 {
            answer.rows.push(batch.slice(0, taken));
        }
        if answer.cut {
            break;
        }
    }
    Ok(answer)
}

/// A session that sees nothing, writes nothing and holds so much at most.
fn session(limits: Limits) -> Result<SessionContext, SqlError> {
    let disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled);
    let runtime = RuntimeEnvBuilder::new()
        .with_disk_manager_builder(disk)
        .with_memory_limit(limits.memory, 1.0)
        .build_arc()
        .map_err(|why| wrong(&why))?;
    let config = SessionConfig::new().with_information_schema(false);
    let session = SessionContext::new_with_config_rt(config, runtime);
    // It leaves out what to sort by where it believes that an earlier column settles it. After a
    // join with something grouped it believes too much (55.2), and rows came back in no order.
    session.remove_optimizer_rule("eliminate_duplicated_expr");
    Ok(session)
}

/// The tables that a statement names, all of them known.
fn named(
    session: &SessionContext,
    statement: &Statement,
    known: &Known,
) -> Result<Vec<String>, SqlError> {
    let references = session.state().resolve_table_references(statement);
    let references = references.map_err(|why| wrong(&why))?;
    let mut named = Vec::new();
    for reference in references {
        let name = match &reference {
            TableReference::Bare { table } => table.to_string(),
            other => other.to_string(),
        };
        if COUNTING.contains(&name.as_str()) {
            continue;
        }
        if !known.names().any(|known| known == name) {
            return Err(no_table(&name, known));
        }
        named.push(name);
    }
    Ok(named)
}

fn no_table(name: &str, known: &Known) -> SqlError {
    let error = SqlError::asked(format!("there is no table `{name}`"));
    let error = match nearest(name, known.names()) {
        Some(near) => error.advise(format!("did you mean `{near}`?")),
        None => error,
    };
    error.advise("see which there are: `allhands sql --tables`")
}

/// What the engine says, for the person who asked.
fn wrong(why: &DataFusionError) -> SqlError {
    let root = why.find_root();
    if let DataFusionError::SchemaError(schema, _) = root
        && let SchemaError::FieldNotFound {
            field,
            valid_fields,
        } = schema.as_ref()
    {
        let error = SqlError::asked(format!("there is no column `{}`", field.name));
        let names = valid_fields.iter().map(|field| field.name.as_str());
        let error = match nearest(&field.name, names) {
            Some(near) => error.advise(format!("did you mean `{near}`?")),
            None => error,
        };
        return error.advise("see the columns of each table: `allhands sql --tables`");
    }
    if let DataFusionError::ResourcesExhausted(_) = root {
        let says = "it needs more memory than a question may have";
        let problem = Problem::new("sql-too-large", says, Place::file("command line"));
        return SqlError::Limit(problem)
            .advise("ask for less: name the columns, add a WHERE, order fewer rows");
    }
    let says = root.strip_backtrace();
    let first = says.lines().next().unwrap_or_default();
    let plain = [
        "Error during planning: ",
        "Execution error: ",
        "Arrow error: ",
        "SQL error: ",
    ];
    let plain = plain
        .iter()
        .fold(first, |says, prefix| says.trim_start_matches(prefix));
    SqlError::asked(format!("it cannot be answered: {plain}"))
        .advise("see the columns of each table: `allhands sql --tables`")
}
