//! The table for people and the JSON for machines: the same figures.

use serde_json::{Value, json};

/// One line: what was run and what it came to.
pub struct Line {
    pub name: String,
    /// What reading means for it, see the README.
    pub told: Result<Value, String>,
    /// Whether its reading starts from the same lines as ours.
    pub from: From,
}

/// What a line starts from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The lines of the fleet: reading is reading, normalising and hashing.
    Lines,
    /// Numbers that passed our gate: reading is loading columns.
    Pairs,
}

const HEADINGS: [&str; 11] = [
    "",
    "read s",
    "match s",
    "peak MB",
    "x limit",
    "x ours",
    "entities",
    "precision",
    "recall",
    "largest",
    "mixed",
];

/// The line of changes told one at a time, which stands below the table.
pub const CHANGES: &str = "ours, changes one at a time";

/// Everything as a table.
pub fn table(lines: &[Line]) -> String {
    let limit = seconds(lines, "limit", &["read"]);
    let ours = seconds(lines, "ours", &["solve"]);
    let mut rows: Vec<[String; 11]> = vec![HEADINGS.map(str::to_owned)];
    let mut missing = String::new();
    for line in lines {
        let told = match &line.told {
            Ok(told) => told,
            Err(why) => {
                missing.push_str(&format!("\n{}: not run: {why}", line.name));
                continue;
            }
        };
        if line.name == CHANGES {
            missing.push_str(&changes(told));
            continue;
        }
        let (read, solve) = (told["read"].as_f64(), told["solve"].as_f64());
        let all = read.zip(solve).map(|(read, solve)| read + solve);
        let measured = read.is_some_and(|read| read > 0.0);
        let of_limit = (line.from == From::Lines && measured).then(|| over(all, limit));
        let of_ours = solve
            .filter(|solve| *solve > 0.0)
            .map(|solve| over(Some(solve), ours));
        let mut row = [const { String::new() }; 11];
        row[0].clone_from(&line.name);
        if measured {
            row[1] = number(read, 2);
            row[2] = number(solve, 2);
            row[3] = number(told["peak"].as_f64().map(|bytes| bytes / 1e6), 0);
        }
        row[4] = of_limit.unwrap_or_default();
        row[5] = of_ours.unwrap_or_default();
        let scores = told["scores"].as_array().map_or(&[][..], Vec::as_slice);
        if scores.is_empty() {
            rows.push(row.clone());
        }
        for (at, score) in scores.iter().enumerate() {
            let mut row = if at == 0 {
                row.clone()
            } else {
                Default::default()
            };
            if scores.len() > 1 {
                let what = score["what"].as_str().unwrap_or_default();
                row[0] = format!("{}, {what}", line.name);
            }
            fill_score(&mut row, &score["score"]);
            rows.push(row);
        }
    }
    format!("{}{missing}\n", aligned(&rows))
}

fn changes(told: &Value) -> String {
    let more = &told["more"];
    let micro = |what: &str| number(more[format!("{what} microseconds")].as_f64(), 1);
    format!(
        "\n{CHANGES}: {} changes, median {} us, 99 in 100 within {} us, slowest {} us; {} MB; \
         a full pass puts {} records elsewhere",
        more["changes"],
        micro("median"),
        micro("p99"),
        micro("slowest"),
        number(told["peak"].as_f64().map(|bytes| bytes / 1e6), 0),
        more["records that a full pass places elsewhere"],
    )
}

fn fill_score(row: &mut [String; 11], score: &Value) {
    for (at, name, digits) in [
        (6, "entities", 0),
        (7, "precision", 6),
        (8, "recall", 4),
        (9, "largest", 0),
        (10, "mixed", 0),
    ] {
        row[at] = number(score[name].as_f64(), digits);
    }
}

fn seconds(lines: &[Line], name: &str, parts: &[&str]) -> Option<f64> {
    let line = lines.iter().find(|line| line.name == name)?;
    let told = line.told.as_ref().ok()?;
    parts.iter().map(|part| told[*part].as_f64()).sum()
}

fn over(one: Option<f64>, other: Option<f64>) -> String {
    let ratio = one.zip(other).filter(|(_, other)| *other > 0.0);
    number(ratio.map(|(one, other)| one / other), 2)
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(String::new, |value| format!("{value:.digits$}"))
}

fn aligned(rows: &[[String; 11]]) -> String {
    let width = |at: usize| {
        rows.iter()
            .map(|row| row[at].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..11).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = format!("{:<1$}", row[0], widths[0]);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            line.push_str(&format!("  {cell:>width$}"));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Everything as JSON.
pub fn json(run: &Value, lines: &[Line]) -> Value {
    let lines = lines.iter().map(|line| match &line.told {
        Ok(told) => json!({"name": line.name, "told": told}),
        Err(why) => json!({"name": line.name, "not run": why}),
    });
    json!({"run": run, "lines": lines.collect::<Vec<_>>()})
}
