//! From rules to a table: what all share stands above it, what differs in columns.

use model::{Place, Problem, Problems, Vocabulary};

use super::{SUBJECT, TESTS, TITLE, cell, read::from_table, sheet};
use crate::{
    document::{blocks::blocks, label::Label, print::print},
    sentence::print::{Printer, path},
    tree::{Condition, Modal, Rule, Subject},
};

/// One rule, ready for a row: cells by their column.
struct Line {
    title: String,
    cells: Vec<(String, String)>,
}

/// How finely a sentence is laid out in columns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// A column for each field.
    Fields,
    /// One column for all conditions, and one for all demands.
    Clauses,
}

/// Writes rules about the same kind as a decision table in CSV. Reading it gives the same rules;
/// comments and the order of the labels have no place in a table.
///
/// # Errors
/// Rules that no table holds: none at all, or rules about different things.
pub fn to_table(rules: &[Rule], vocabulary: &Vocabulary) -> Result<String, Problems> {
    let refused = |says: String, advice: &str| {
        let problem = Problem::new("table-shape", says, Place::default());
        Err(Problems(vec![problem.advise(advice)]))
    };
    let Some(first) = rules.first() else {
        return refused(
            "there is no rule to write".to_owned(),
            "name the rules' files",
        );
    };
    let every = every(&first.expectation.subject);
    for (at, rule) in rules.iter().enumerate() {
        if rules[..at].iter().any(|other| other.id == rule.id) {
            let says = format!("two of these rules have the id `{}`", rule.id);
            return refused(says, "give each an `Id` of its own");
        }
        let other = self::every(&rule.expectation.subject);
        if other != every {
            let says = format!(
                "`{}` is about every {other}, and `{}` about every {every}",
                rule.id, first.id
            );
            return refused(says, "a table holds rules about the same things");
        }
    }
    for layout in [Layout::Fields, Layout::Clauses] {
        let text = table(rules, &every, layout, vocabulary);
        if reads_back(&text, rules, vocabulary) {
            return Ok(text);
        }
    }
    let says = "these rules say more than a table holds".to_owned();
    refused(
        says,
        "keep them as documents, or write fewer of them as a table",
    )
}

fn every(subject: &Subject) -> String {
    let words = subject.words.iter().map(String::as_str);
    words
        .chain([subject.kind.as_str()])
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a table is read as these rules, comments and order aside.
fn reads_back(text: &str, rules: &[Rule], vocabulary: &Vocabulary) -> bool {
    let plain = |rule: &Rule| Rule {
        notes: Vec::new(),
        order: Vec::new(),
        ..rule.clone()
    };
    let read: Option<Vec<Rule>> = from_table(text, "table", vocabulary)
        .into_iter()
        .map(|parsed| parsed.rule.map(|rule| plain(&rule)))
        .collect();
    read.is_some_and(|read| read == rules.iter().map(plain).collect::<Vec<_>>())
}

fn table(rules: &[Rule], every: &str, layout: Layout, vocabulary: &Vocabulary) -> String {
    let lines: Vec<Line> = rules
        .iter()
        .map(|rule| Line {
            title: rule.title.clone(),
            cells: cells(rule, layout, vocabulary),
        })
        .collect();
    let mut headers: Vec<&str> = Vec::new();
    for (header, _) in lines.iter().flat_map(|line| &line.cells) {
        if !headers.contains(&header.as_str()) {
            headers.push(header);
        }
    }
    let said = |line: &Line, header: &str| {
        let found = line.cells.iter().find(|(own, _)| own == header);
        found.map_or_else(String::new, |(_, cell)| cell.clone())
    };
    // Whom a rule binds, what it demands, whom it excuses, then the rest.
    headers.sort_by_key(|header| {
        let clauses = ["Id", "where", "must", "should", "unless"];
        let first = header.split(' ').next();
        let at = clauses.iter().position(|clause| first == Some(clause));
        at.unwrap_or(clauses.len())
    });
    // What all rules say alike stands once, above the table; one rule keeps its columns.
    let shared = |header: &&str| {
        let label = !["where", "must", "should", "unless"]
            .iter()
            .any(|word| header.split(' ').next() == Some(word));
        let value = |line: &Line| said(line, header);
        let alike = lines
            .windows(2)
            .all(|pair| value(&pair[0]) == value(&pair[1]));
        label && *header != TESTS && *header != "Id" && alike
    };
    let (above, columns): (Vec<&str>, Vec<&str>) = headers.into_iter().partition(shared);
    let mut rows = vec![vec![SUBJECT.to_owned(), every.to_owned()]];
    for header in above {
        rows.push(vec![header.to_owned(), said(&lines[0], header)]);
    }
    let header = std::iter::once(TITLE).chain(columns.iter().copied());
    rows.push(header.map(str::to_owned).collect());
    for line in &lines {
        let cells = columns.iter().map(|header| said(line, header));
        rows.push(std::iter::once(line.title.clone()).chain(cells).collect());
    }
    sheet::text(&rows)
}

/// The cells of a rule: its sentence, then its other labels, then its tests.
fn cells(rule: &Rule, layout: Layout, vocabulary: &Vocabulary) -> Vec<(String, String)> {
    let mut cells = vec![("Id".to_owned(), rule.id.to_string())];
    sentence(rule, layout, vocabulary, &mut cells);
    let plain = Rule {
        notes: Vec::new(),
        order: Vec::new(),
        ..rule.clone()
    };
    let text = print(&plain, vocabulary);
    let mut tests = Vec::new();
    for block in blocks(&text).blocks {
        let value = text.get(block.value.clone()).unwrap_or_default();
        match block.label {
            Label::Rule if block.qualifier.is_empty() => {}
            Label::Id | Label::Expectation => {}
            Label::Test => tests.push(text[block.at..block.value.end].to_owned()),
            label => {
                let qualifier = text.get(block.qualifier.clone()).unwrap_or_default().trim();
                let header = format!("{} {qualifier}", label.name());
                let lines: Vec<&str> = value.lines().map(str::trim).collect();
                let value = lines.join("\n").trim().to_owned();
                cells.push((header.trim().to_owned(), value));
            }
        }
    }
    if !tests.is_empty() {
        cells.push((TESTS.to_owned(), tests.join("\n")));
    }
    cells
}

fn sentence(
    rule: &Rule,
    layout: Layout,
    vocabulary: &Vocabulary,
    cells: &mut Vec<(String, String)>,
) {
    let printer = Printer::new(vocabulary);
    let sentence = &rule.expectation;
    let kind = sentence.subject.kind.as_str();
    let modal = match sentence.modal {
        Modal::Must => "must",
        Modal::Should => "should",
    };
    let by_field = layout == Layout::Fields;
    match &sentence.subject.condition {
        Some(Condition::All(items)) if by_field && items.iter().all(is_field) => {
            cells.extend(
                items
                    .iter()
                    .filter_map(|item| by_path("where", item, kind, &printer)),
            );
        }
        Some(condition) if by_field && is_field(condition) => {
            cells.extend(by_path("where", condition, kind, &printer));
        }
        Some(condition) => cells.push(("where".to_owned(), printer.condition(condition, kind))),
        None => {}
    }
    if by_field && sentence.parts.iter().all(is_field) {
        let header = format!("{modal} have");
        let parts = sentence.parts.iter();
        cells.extend(parts.filter_map(|part| by_path(&header, part, kind, &printer)));
    } else {
        let clauses = printer.clauses(sentence);
        let parts: Vec<&str> = clauses
            .iter()
            .skip(1)
            .take(sentence.parts.len())
            .map(String::as_str)
            .collect();
        let joined = parts.join(" ");
        let demands = joined.strip_prefix(&format!("{modal} ")).unwrap_or(&joined);
        cells.push((modal.to_owned(), demands.to_owned()));
    }
    if let Some(unless) = &sentence.unless {
        cells.push(("unless".to_owned(), printer.condition(unless, kind)));
    }
}

fn is_field(condition: &Condition) -> bool {
    matches!(condition, Condition::Field(_))
}

/// A comparison in the column of its path.
fn by_path(
    start: &str,
    condition: &Condition,
    kind: &str,
    printer: &Printer<'_>,
) -> Option<(String, String)> {
    let Condition::Field(field) = condition else {
        return None;
    };
    let path = path(&field.path);
    let words = printer.condition(condition, kind);
    let cell = words.strip_prefix(path.as_str())?.trim();
    let short = cell::short(&path, cell, kind, printer.vocabulary);
    Some((format!("{start} {path}"), short))
}
