//! The repository as a value: paths and texts. Checks read this and nothing else, so each can be
//! shown failing on a made-up tree of three lines.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// Folders that hold what is built or fetched, never what is written.
const SKIPPED: &[&str] = &[".git", "target", "node_modules", "dist"];

/// Endings of files whose text is read; of all others only the path is known.
const TEXT: &[&str] = &[
    "rs", "md", "toml", "yaml", "yml", "rule", "lock", "txt", "sql", "csv",
];

/// Paths (with `/`, from the root) and, for text files, what they hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// The tree below a folder, without what is built or fetched.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    pub fn read(root: &Path) -> Result<Self> {
        let mut tree = Self::default();
        tree.walk(root, "")?;
        Ok(tree)
    }

    /// A made-up tree.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Self {
            files: files.collect(),
        }
    }

    /// The text of a file; none where there is no such file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether there is such a file or folder.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.files.contains_key(path) || self.under(path).next().is_some()
    }

    /// All files, by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files below a folder, by path.
    pub fn under(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> + use<'_> {
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        self.files
            .range(prefix.clone()..)
            .take_while(move |(path, _)| path.starts_with(&prefix))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Names of the folders directly below a folder, in order.
    pub fn folders(&self, folder: &str) -> Vec<String> {
        let skip = folder.trim_end_matches('/').len() + 1;
        let mut names: Vec<String> = self
            .under(folder)
            .filter_map(|(path, _)| path[skip..].split_once('/'))
            .map(|(name, _)| name.to_owned())
            .collect();
        names.dedup();
        names
    }

    /// Files that end in `.rs`, by path.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter(|(path, _)| path.ends_with(".rs"))
    }

    fn walk(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        let entries = fs::read_dir(folder).with_context(|| unreadable(folder))?;
        for entry in entries {
            let entry = entry.with_context(|| unreadable(folder))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path: PathBuf = entry.path();
            let kind = entry.file_type().with_context(|| unreadable(&path))?;
            if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
                self.walk(&path, &format!("{prefix}{name}/"))?;
            } else if kind.is_file() {
                let text = if is_text(&path) {
                    lossy(&path)?
                } else {
                    String::new()
                };
                self.files.insert(format!("{prefix}{name}"), text);
            }
        }
        Ok(())
    }
}

fn is_text(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| TEXT.iter().any(|text| end == *text))
}

fn lossy(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| unreadable(path))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn unreadable(path: &Path) -> String {
    format!("`{}` cannot be read", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_exists_when_a_file_lies_in_it() {
        let tree = Tree::of(&[("a/b/c.md", ""), ("ab.md", "")]);
        assert!(tree.has("a/b") && tree.has("a/b/") && tree.has("ab.md"));
        assert!(!tree.has("a/bc") && !tree.has("c.md"));
        assert_eq!(tree.folders("a"), ["b"]);
    }

    #[test]
    fn what_is_built_or_fetched_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["target", "src", ".git"] {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join("a.rs"), "fn a() {}").unwrap();
        }
        fs::write(folder.path().join("picture.png"), [0xff, 0xd8]).unwrap();
        let tree = Tree::read(folder.path()).unwrap();
        assert_eq!(
            tree.files().map(|(path, _)| path).collect::<Vec<_>>(),
            ["picture.png", "src/a.rs"]
        );
        assert_eq!(tree.text("src/a.rs"), Some("fn a() {}"));
    }
}
