//! The files a source names, as inputs of its connector.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use globset::{GlobBuilder, GlobSetBuilder};
use jiff::Timestamp;
use model::{Place, Problem};
use sources::{Content, Input};

use crate::texts::slashes;

/// The most files one source may name.
const FILES_MOST: usize = 200_000;

/// Opens the files that match some patterns, in order of name.
///
/// A pattern is relative to `root` unless it is absolute; one that names a folder means all files
/// below it. `*` stays within one folder, `**` crosses folders. A file that cannot be opened is
/// an input too, an unreadable one, so that its source knows that it did not see everything.
///
/// # Errors
/// One problem per pattern that is not a pattern, and one when more files match than are read.
pub fn inputs(root: &Path, patterns: &[String]) -> Result<Vec<Input>, Problem> {
    let mut found: Vec<(String, PathBuf)> = Vec::new();
    for pattern in patterns {
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        let (base, rest) = fixed_part(root, pattern);
        if rest.is_empty() && !base.is_dir() {
            if base.exists() {
                let name = base
                    .file_name()
                    .map(Path::new)
                    .map(slashes)
                    .unwrap_or_default();
                found.push((name, base));
            }
            continue;
        }
        let rest = if rest.is_empty() {
            "**".to_owned()
        } else {
            rest
        };
        walk(&base, &rest, pattern, &mut found)?;
    }
    found.sort();
    found.dedup();
    Ok(found
        .into_iter()
        .map(|(name, path)| open(name, &path))
        .collect())
}

/// Splits a pattern into the folder before its first wildcard and the rest.
fn fixed_part(root: &Path, pattern: &str) -> (PathBuf, String) {
    let full = if Path::new(pattern).is_absolute() {
        PathBuf::from(pattern)
    } else {
        root.join(pattern)
    };
    let mut base = PathBuf::new();
    let mut rest = Vec::new();
    for part in full.components() {
        let text = part.as_os_str().to_string_lossy();
        if rest.is_empty() && !text.contains(['*', '?', '[', '{']) {
            base.push(part);
        } else {
            rest.push(text.into_owned());
        }
    }
    (base, rest.join("/"))
}

fn walk(
    base: &Path,
    rest: &str,
    pattern: &str,
    found: &mut Vec<(String, PathBuf)>,
) -> Result<(), Problem> {
    let refuse = |why: String| {
        Problem::new("source-files", why, Place::file(pattern))
            .advise("write it like `exports/jamf/*.json` or `exports/**/*.yaml`")
    };
    let glob = GlobBuilder::new(rest)
        .literal_separator(true)
        .build()
        .map_err(|error| refuse(format!("`{pattern}` is not a file pattern: {error}")))?;
    let set = GlobSetBuilder::new()
        .add(glob)
        .build()
        .map_err(|error| refuse(format!("`{pattern}` is not a file pattern: {error}")))?;
    let mut folders = vec![base.to_owned()];
    while let Some(folder) = folders.pop() {
        // A folder that cannot be listed may hold anything: it stands as one unreadable input.
        let Ok(entries) = fs::read_dir(&folder) else {
            if folder.exists() {
                found.push((
                    slashes(folder.strip_prefix(base).unwrap_or(&folder)),
                    folder,
                ));
            }
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.strip_prefix(base).unwrap_or(&path);
            if path.is_dir() {
                folders.push(path);
            } else if set.is_match(name) {
                found.push((slashes(name), path));
            }
        }
        if found.len() > FILES_MOST {
            return Err(refuse(format!(
                "`{pattern}` matches more than {FILES_MOST} files"
            )));
        }
    }
    Ok(())
}

fn open(name: String, path: &Path) -> Input {
    let modified = fs::metadata(path)
        .and_then(|meta| meta.modified())
        .ok()
        .and_then(|at| Timestamp::try_from(at).ok());
    let content = match File::open(path) {
        Ok(_) if path.is_dir() => Content::Unreadable("the folder cannot be listed".to_owned()),
        Ok(file) => Content::Bytes(Box::new(file)),
        Err(error) => Content::Unreadable(error.to_string()),
    };
    Input {
        name,
        modified,
        content,
    }
}
