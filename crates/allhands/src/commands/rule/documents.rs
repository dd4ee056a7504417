//! The rule documents a command was given: files, standard input, or the whole workspace.

mod tightenings;

use std::{
    collections::BTreeSet,
    io::Read as _,
    path::{Path, PathBuf},
};

use app::workspace::Workspace;
use model::{Place, Problem, Vocabulary};
use rules::{
    Notation,
    tree::{Expectation, Rule},
};

use crate::{
    cli::{Cli, RuleFiles},
    outcome::CommandError,
    wire,
};

/// The most that is read from standard input, in bytes.
const INPUT_MOST: u64 = 4 * 1024 * 1024;

/// One document, read.
pub(super) struct Document {
    /// What it is called in messages.
    pub(super) name: String,
    /// Its file, when it has one.
    pub(super) path: Option<PathBuf>,
    /// Its text and the line of the file it starts on, for showing where a mistake stands.
    pub(super) text: String,
    /// What it is written in.
    pub(super) notation: Notation,
    /// Its tree, as far as it could be read.
    pub(super) rule: Option<Rule>,
    /// A sentence given without a document around it.
    pub(super) sentence: Option<Expectation>,
    /// All that is wrong with it.
    pub(super) problems: Vec<Problem>,
    /// Why it cannot tighten the rule it names.
    pub(super) refusals: Vec<Problem>,
    /// Whether it takes its sentence from a rule that was not read yet.
    waits: bool,
    /// Itself within its text.
    own: Own,
}

/// One document of a file.
#[derive(Default)]
struct Own {
    text: String,
    lines_before: usize,
    file: String,
    stem: String,
}

/// Everything a rule command works on.
pub(super) struct Documents {
    pub(super) documents: Vec<Document>,
    pub(super) vocabulary: Vocabulary,
}

impl Document {
    /// What it says, in a notation; nothing where it cannot be read.
    pub(super) fn printed(&self, notation: Notation, vocabulary: &Vocabulary) -> Option<String> {
        let sentence = || {
            let sentence = self.sentence.as_ref()?;
            Some(notation.print_sentence(sentence, vocabulary))
        };
        let rule = self.rule.as_ref();
        rule.map(|rule| notation.print(rule, vocabulary))
            .or_else(sentence)
            .filter(|_| self.problems.is_empty())
    }
}

impl Documents {
    /// All problems of all documents.
    pub(super) fn problems(&self) -> Vec<Problem> {
        self.documents
            .iter()
            .flat_map(|document| document.problems.clone())
            .collect()
    }

    /// Takes refused tightenings for mistakes.
    pub(super) fn refuse(mut self) -> Self {
        for document in &mut self.documents {
            document.problems.append(&mut document.refusals);
        }
        self
    }

    /// The files, each once.
    pub(super) fn paths(&self) -> BTreeSet<PathBuf> {
        self.documents
            .iter()
            .filter_map(|document| document.path.clone())
            .collect()
    }
}

/// The vocabulary of a command: a file of its own, the workspace's, or the shipped one.
pub(super) fn vocabulary(cli: &Cli, own: Option<&Path>) -> Result<Vocabulary, CommandError> {
    match own {
        Some(path) => vocabulary_of(path),
        None => Ok(wire::open_or_shipped(cli)?.vocabulary),
    }
}

fn vocabulary_of(path: &Path) -> Result<Vocabulary, CommandError> {
    let text = text(path)?;
    let kinds = rules::read_vocabulary(&text, &path.display().to_string())?;
    Ok(rules::assemble(kinds)?)
}

/// The text of a file, or of standard input for `-`.
pub(super) fn text(file: &Path) -> Result<String, CommandError> {
    if file.as_os_str() == "-" {
        return standard_input();
    }
    io::read_text(file).map_err(|error| CommandError::wrong(error.problem()))
}

/// Reads what a command was given.
pub(super) fn read(cli: &Cli, files: &RuleFiles) -> Result<Documents, CommandError> {
    let (vocabulary, workspace) = match &files.vocabulary {
        Some(path) => (vocabulary_of(path)?, None),
        None => {
            let workspace = wire::open_or_shipped(cli)?;
            (workspace.vocabulary.clone(), Some(workspace))
        }
    };
    let mut documents = of_files(&files.files, &vocabulary)?;
    if files.files.is_empty() {
        of_workspace(cli, &mut documents, &vocabulary)?;
    }
    // What is shipped is in force nowhere as long as there is no workspace.
    let workspace = workspace.as_ref();
    let is_own = wire::find(cli).is_ok();
    tightenings::settle(&mut documents, workspace.filter(|_| is_own), &vocabulary);
    Ok(Documents {
        documents,
        vocabulary,
    })
}

/// Reads the documents of some files among the rules of a workspace.
pub(super) fn among(
    workspace: &Workspace,
    files: &[PathBuf],
) -> Result<Vec<Document>, CommandError> {
    let mut documents = of_files(files, &workspace.vocabulary)?;
    tightenings::settle(&mut documents, Some(workspace), &workspace.vocabulary);
    Ok(documents)
}

fn of_files(files: &[PathBuf], vocabulary: &Vocabulary) -> Result<Vec<Document>, CommandError> {
    let mut documents = Vec::new();
    for file in files {
        if file.as_os_str() == "-" {
            let text = standard_input()?;
            add(
                &mut documents,
                "standard input",
                None,
                &text,
                "rule",
                vocabulary,
            );
        } else {
            let text = io::read_text(file).map_err(|error| CommandError::wrong(error.problem()))?;
            let stem = file
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let name = file.display().to_string();
            add(&mut documents, &name, Some(file), &text, &stem, vocabulary);
        }
    }
    Ok(documents)
}

/// Without files: the workspace's own rules and the shipped ones.
fn of_workspace(
    cli: &Cli,
    documents: &mut Vec<Document>,
    vocabulary: &Vocabulary,
) -> Result<(), CommandError> {
    let mut texts = crate::catalogue::texts();
    if let Ok(root) = wire::find(cli) {
        texts.extend(io::read_texts(&root, &["rules"], &["rule", "yaml", "yml"])?);
        texts.retain(|path, _| path.starts_with("rules/") && path != "rules/adopted.yaml");
        for (path, text) in &texts {
            let file = root.join(path);
            let on_disk = file.is_file().then_some(file);
            add_named(documents, path, on_disk.as_deref(), text, vocabulary);
        }
        return Ok(());
    }
    for (path, text) in texts.iter().filter(|(path, _)| path.starts_with("rules/")) {
        add_named(documents, path, None, text, vocabulary);
    }
    Ok(())
}

fn add_named(
    documents: &mut Vec<Document>,
    name: &str,
    path: Option<&Path>,
    text: &str,
    vocabulary: &Vocabulary,
) {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.rsplit_once('.').map(|(stem, _)| stem);
    if let (Some(stem), Some(_)) = (stem, Notation::of_file(file)) {
        add(documents, name, path, text, stem, vocabulary);
    }
}

fn add(
    documents: &mut Vec<Document>,
    name: &str,
    path: Option<&Path>,
    text: &str,
    stem: &str,
    vocabulary: &Vocabulary,
) {
    let file = path.map_or_else(|| name.to_owned(), |path| path.display().to_string());
    if super::table::is_table(&file) {
        add_table(documents, &file, text, vocabulary);
        return;
    }
    let notation = |part: &str| Notation::of_file(&file).unwrap_or_else(|| Notation::of_text(part));
    let written = notation(text);
    if written.is_bare(text) {
        documents.push(alone(name, path, text, &file, written, vocabulary));
        return;
    }
    if text.trim().is_empty() {
        let says = "there is no rule in it".to_owned();
        let advice =
            "a rule starts with `Rule: ` and its title; `docs/guide/write-a-rule.md` has one";
        documents.push(Document {
            name: name.to_owned(),
            path: path.map(Path::to_owned),
            text: String::new(),
            notation: notation(text),
            rule: None,
            sentence: None,
            problems: vec![Problem::new("rule-empty", says, Place::file(file)).advise(advice)],
            refusals: Vec::new(),
            waits: false,
            own: Own::default(),
        });
        return;
    }
    for (line, part) in rules::split_documents(text) {
        let notation = notation(part);
        let parsed = notation.parse(part, &file, stem, vocabulary);
        let own = Own {
            text: part.to_owned(),
            lines_before: line,
            file: file.clone(),
            stem: stem.to_owned(),
        };
        documents.push(Document {
            name: name.to_owned(),
            path: path.map(Path::to_owned),
            text: text.to_owned(),
            notation,
            rule: parsed.rule,
            sentence: None,
            problems: in_file(parsed.problems.0, line),
            refusals: Vec::new(),
            waits: parsed.waits_for.is_some(),
            own,
        });
    }
}

/// The problems of a document, at their lines of its file.
fn in_file(mut problems: Vec<Problem>, lines_before: usize) -> Vec<Problem> {
    for problem in &mut problems {
        problem.place.line = problem.place.line.map(|at| at + lines_before as u64);
    }
    problems
}

/// The rules of a table, a document each. They have no file to be written back to: their file
/// holds all of them.
fn add_table(documents: &mut Vec<Document>, file: &str, text: &str, vocabulary: &Vocabulary) {
    let rows = rules::from_table(text, file, vocabulary).into_iter();
    documents.extend(rows.map(|parsed| Document {
        name: file.to_owned(),
        path: None,
        text: text.to_owned(),
        notation: Notation::Sentence,
        rule: parsed.rule,
        sentence: None,
        problems: parsed.problems.0,
        refusals: Vec::new(),
        waits: false,
        own: Own::default(),
    }));
}

/// A sentence without a document around it.
fn alone(
    name: &str,
    path: Option<&Path>,
    text: &str,
    file: &str,
    notation: Notation,
    vocabulary: &Vocabulary,
) -> Document {
    let (sentence, problems) = match notation.parse_sentence(text, file, vocabulary) {
        Ok(sentence) => (Some(sentence), Vec::new()),
        Err(problems) => (None, problems.0),
    };
    Document {
        name: name.to_owned(),
        path: path.map(Path::to_owned),
        text: text.to_owned(),
        notation,
        rule: None,
        sentence,
        problems,
        refusals: Vec::new(),
        waits: false,
        own: Own::default(),
    }
}

fn standard_input() -> Result<String, CommandError> {
    let place = || Place::file("standard input");
    let mut text = String::new();
    let read = std::io::stdin()
        .lock()
        .take(INPUT_MOST + 1)
        .read_to_string(&mut text);
    match read {
        Ok(_) if text.len() as u64 > INPUT_MOST => {
            let says = format!("it holds more than {INPUT_MOST} bytes");
            let problem = Problem::new("input-too-long", says, place());
            Err(CommandError::wrong(
                problem.advise("give the rules as files"),
            ))
        }
        Ok(_) => Ok(text),
        Err(error) => {
            let says = format!("it cannot be read as text: {error}");
            let problem = Problem::new("input-unreadable", says, place());
            Err(CommandError::wrong(problem.advise("rules are UTF-8 text")))
        }
    }
}
