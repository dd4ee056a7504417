//! `cargo xtask ui`: the web app, built from `ui/` into `ui/dist`, which the binary takes in.
//!
//! Nothing is done twice: packages are fetched when the lockfile changed, the app is built when a
//! file of it did. The build of the binary never comes here: it needs neither Node nor a network.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::shell::{self, say};

/// The oldest Node that the tools of the web app run on.
const NODE: (u32, u32) = (20, 19);

/// Folders of `ui/` that are made, not written.
const MADE: &[&str] = &["node_modules", "dist"];

/// What came of building the web app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Built {
    /// It is in `ui/dist`, within its budgets.
    There,
    /// It did not build, or is over a budget; what is wrong was printed.
    Failed,
    /// This machine has no Node that can build it: why, in a sentence.
    NoNode(String),
}

/// Builds the web app where anything changed since it was last built.
///
/// # Errors
/// When files of `ui/` cannot be read or written, or npm cannot be started.
pub fn build(root: &Path) -> Result<Built> {
    let folder = root.join("ui");
    if let Err(why) = node(root) {
        return Ok(Built::NoNode(why));
    }
    if !packages(&folder)? {
        return Ok(Built::Failed);
    }
    let inputs = fingerprint(&folder)?;
    let stamp = stamp(&folder, "build");
    if folder.join("dist").join("index.html").exists() && is(&stamp, inputs) {
        return Ok(Built::There);
    }
    say("building the web app");
    // The stamp of another build must not outlive a failed one.
    let _ = fs::remove_file(&stamp);
    if !shell::run(&folder, "npm", &["run", "--silent", "build"])? {
        return Ok(Built::Failed);
    }
    set(&stamp, inputs)?;
    Ok(Built::There)
}

/// Builds the web app, or says in one sentence why it cannot be.
///
/// # Errors
/// As [`build`], or when it does not build.
pub fn build_or_say(root: &Path) -> Result<()> {
    match build(root)? {
        Built::There => {
            say("the web app is in `ui/dist`; the next build of allhands takes it in");
            Ok(())
        }
        Built::Failed => bail!("the web app did not build; what is wrong stands above"),
        Built::NoNode(why) => {
            say(&format!("{why}: going on without the pages of the web app"));
            Ok(())
        }
    }
}

/// Whether this machine has a Node that is new enough; why not, in a sentence.
///
/// # Errors
/// The sentence.
pub fn node(root: &Path) -> Result<(), String> {
    let (major, minor) = NODE;
    let wanted = format!("the web app is built with Node {major}.{minor} or newer");
    if !shell::works(root, "npm", &["--version"]) {
        return Err(format!("{wanted}, and there is no Node here"));
    }
    let said = shell::output(root, "node", &["--version"]);
    let said = said.map_err(|_| format!("{wanted}, and there is no Node here"))?;
    match version(&said) {
        Some(version) if version >= NODE => Ok(()),
        _ => Err(format!("{wanted}, and this is {}", said.trim())),
    }
}

/// Fetches the packages of the lockfile unless they are there; whether they are.
fn packages(folder: &Path) -> Result<bool> {
    let lock = folder.join("package-lock.json");
    let text = fs::read(&lock).with_context(|| format!("`{}` cannot be read", lock.display()))?;
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let lock = hasher.finish();
    let stamp = stamp(folder, "lock");
    if is(&stamp, lock) {
        return Ok(true);
    }
    say("fetching the packages of the web app");
    if !shell::run(folder, "npm", &["ci", "--silent"])? {
        say("npm could not fetch them; `npm ci` in `ui/` says why");
        return Ok(false);
    }
    set(&stamp, lock)?;
    Ok(true)
}

/// A number that changes with the path or the content of any file that is written by hand.
fn fingerprint(folder: &Path) -> Result<u64> {
    let mut files = Vec::new();
    gather(folder, &mut files)?;
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        let bytes = fs::read(&file).with_context(|| unreadable(&file))?;
        file.strip_prefix(folder).unwrap_or(&file).hash(&mut hasher);
        bytes.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| unreadable(folder))? {
        let entry = entry.with_context(|| unreadable(folder))?;
        let name = entry.file_name();
        let kind = entry.file_type().with_context(|| unreadable(folder))?;
        if kind.is_dir() && !MADE.iter().any(|made| name == *made) {
            gather(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// Where the fingerprint of what was done last is kept: it goes when the packages go.
fn stamp(folder: &Path, of: &str) -> PathBuf {
    folder.join("node_modules").join(format!(".allhands-{of}"))
}

fn is(stamp: &Path, fingerprint: u64) -> bool {
    fs::read_to_string(stamp).is_ok_and(|text| text == fingerprint.to_string())
}

fn set(stamp: &Path, fingerprint: u64) -> Result<()> {
    fs::write(stamp, fingerprint.to_string())
        .with_context(|| format!("`{}` cannot be written", stamp.display()))
}

/// The first two numbers of `v20.19.2`.
fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn unreadable(path: &Path) -> String {
    format!("`{}` cannot be read", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_node_is_told_from_a_newer_one() {
        assert!(version("v20.19.0\n").unwrap() >= NODE);
        assert!(version("v22.1.0").unwrap() >= NODE);
        assert!(version("v20.9.0").unwrap() < NODE);
        assert_eq!(version("command not found"), None);
    }

    #[test]
    fn a_change_of_any_written_file_is_seen_and_what_is_made_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("src/main.tsx", "a");
        let before = fingerprint(folder.path()).unwrap();
        write("node_modules/react/index.js", "b");
        write("dist/index.html", "c");
        assert_eq!(fingerprint(folder.path()).unwrap(), before);
        write("src/main.tsx", "b");
        let changed = fingerprint(folder.path()).unwrap();
        assert_ne!(changed, before);
        write("src/other.tsx", "");
        assert_ne!(fingerprint(folder.path()).unwrap(), changed);
    }

    #[test]
    fn a_stamp_is_believed_only_for_what_it_was_set_for() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("node_modules")).unwrap();
        let stamp = stamp(folder.path(), "build");
        assert!(!is(&stamp, 7));
        set(&stamp, 7).unwrap();
        assert!(is(&stamp, 7) && !is(&stamp, 8));
    }
}
