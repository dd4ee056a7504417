//! Scaffolds, so that adding a unit touches no more than it must and starts in the right shape.

mod command;
mod connector;
mod operator;
mod rule;

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::tree::Tree;

/// What can be scaffolded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A folder of the catalogue.
    Connector,
    /// A file of the catalogue.
    Rule,
    /// Two files of one name: what it says, what it does.
    Operator,
    /// A file of the binary.
    Command,
}

impl Unit {
    /// The unit of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "connector" => Some(Self::Connector),
            "rule" => Some(Self::Rule),
            "operator" => Some(Self::Operator),
            "command" => Some(Self::Command),
            _ => None,
        }
    }
}

/// Files to write, and what is left to do by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaffold {
    /// Path and text.
    pub files: Vec<(String, String)>,
    /// Files that list their modules, and the module to list there.
    pub listed: Vec<(String, String)>,
    /// One sentence each.
    pub next: Vec<String>,
}

/// What a new unit of this name consists of.
///
/// # Errors
/// A name that does not fit, or that is taken.
pub fn scaffold(tree: &Tree, unit: Unit, name: &str) -> Result<Scaffold> {
    let scaffold = match unit {
        Unit::Connector => connector::scaffold(kebab(name)?),
        Unit::Rule => rule::scaffold(tree, name)?,
        Unit::Operator => operator::scaffold(snake(name)?),
        Unit::Command => command::scaffold(snake(name)?),
    };
    if let Some((path, _)) = scaffold.files.iter().find(|(path, _)| tree.has(path)) {
        bail!("`{path}` exists already; choose another name");
    }
    Ok(scaffold)
}

/// Writes a scaffold, its lines in lists included.
///
/// # Errors
/// A path that cannot be read or written.
pub fn write(root: &Path, scaffold: &Scaffold) -> Result<()> {
    for (path, text) in &scaffold.files {
        let file = root.join(path);
        let folder = file.parent().unwrap_or(root);
        fs::create_dir_all(folder).with_context(|| format!("`{path}` is not writable"))?;
        fs::write(&file, text).with_context(|| format!("`{path}` is not writable"))?;
    }
    for (path, module) in &scaffold.listed {
        let file = root.join(path);
        let list = fs::read_to_string(&file).with_context(|| format!("`{path}` is not there"))?;
        let list = with_module(&list, module);
        fs::write(&file, list).with_context(|| format!("`{path}` is not writable"))?;
    }
    Ok(())
}

/// A source file with one more `mod` line, among the others in alphabetical order.
pub fn with_module(source: &str, module: &str) -> String {
    let new = format!("mod {module};");
    let mut lines: Vec<&str> = source.lines().collect();
    let is_mod = |line: &str| line.starts_with("mod ") && line.ends_with(';');
    // The list at the top; a test module stands apart, at the end.
    let top = lines
        .iter()
        .position(|line| is_mod(line))
        .unwrap_or(lines.len());
    let end = lines[top..]
        .iter()
        .position(|line| !is_mod(line))
        .map_or(lines.len(), |n| top + n);
    let at = lines[top..end]
        .iter()
        .position(|line| **line > *new)
        .map_or(end, |n| top + n);
    lines.insert(at, &new);
    lines.join("\n") + "\n"
}

fn kebab(name: &str) -> Result<&str> {
    spelled(name, '-').with_context(|| format!("`{name}`: lower case, words joined by `-`"))
}

fn snake(name: &str) -> Result<&str> {
    spelled(name, '_').with_context(|| format!("`{name}`: lower case, words joined by `_`"))
}

fn spelled(name: &str, joint: char) -> Option<&str> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint;
    let whole = name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.ends_with(joint);
    (whole && name.chars().all(fits)).then_some(name)
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
