//! Small text files: rules, vocabularies, configuration.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use model::{Place, Problem};

/// The most a configuration file may hold, in bytes; more is somebody's mistake.
const TEXT_MOST: u64 = 4 * 1024 * 1024;

/// A file or folder that could not be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} `{}`", path.display())]
pub struct FileError {
    /// What was tried: `read`, `write`, `create`.
    pub doing: &'static str,
    /// On which path.
    pub path: PathBuf,
    /// What the system answered.
    #[source]
    pub source: io::Error,
}

impl FileError {
    pub(crate) fn new(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self {
            doing,
            path: path.to_owned(),
            source,
        }
    }

    /// The same, for a person: with the cause and the next step.
    pub fn problem(&self) -> Problem {
        let place = Place::file(self.path.display().to_string());
        Problem::new("file", format!("{self}: {}", self.source), place).advise(self.advice())
    }

    fn advice(&self) -> String {
        match self.source.kind() {
            io::ErrorKind::NotFound if self.doing == "read" => {
                "check the path, or create the file first".to_owned()
            }
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                "choose a folder in which files can be made".to_owned()
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                format!(
                    "give yourself the right to {} it, or choose another folder",
                    self.doing
                )
            }
            io::ErrorKind::AlreadyExists => {
                "a file of that name is in the way: move it, or choose another folder".to_owned()
            }
            io::ErrorKind::InvalidData => "save it as UTF-8 text".to_owned(),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "free some space on that disk and run the same command again".to_owned()
            }
            _ => "see the cause above, then run the same command again".to_owned(),
        }
    }
}

/// Reads one file.
///
/// # Errors
/// When it is missing or not readable.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, FileError> {
    fs::read(path).map_err(|source| FileError::new("read", path, source))
}

/// Reads one text file.
///
/// # Errors
/// When it is missing, not readable, not UTF-8 or larger than 4 MiB.
pub fn read_text(path: &Path) -> Result<String, FileError> {
    let fail = |source| FileError::new("read", path, source);
    let size = fs::metadata(path).map_err(fail)?.len();
    if size > TEXT_MOST {
        return Err(fail(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("it has {size} bytes, more than the {TEXT_MOST} such a file may have"),
        )));
    }
    fs::read_to_string(path).map_err(fail)
}

/// Reads the text files below some folders of a workspace: path relative to it, then text.
///
/// Folders that do not exist hold nothing. Files and folders whose name starts with a dot are
/// left alone, and so are files without one of the endings.
///
/// # Errors
/// The first file that cannot be read.
pub fn read_texts(
    root: &Path,
    folders: &[&str],
    endings: &[&str],
) -> Result<BTreeMap<String, String>, FileError> {
    let mut texts = BTreeMap::new();
    let mut left: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    while let Some(folder) = left.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(FileError::new("read", &folder, error)),
        };
        for entry in entries {
            let path = entry
                .map_err(|error| FileError::new("read", &folder, error))?
                .path();
            let hidden = path
                .file_name()
                .is_none_or(|n| n.to_string_lossy().starts_with('.'));
            let known = path
                .extension()
                .is_some_and(|e| endings.iter().any(|ending| e.eq_ignore_ascii_case(ending)));
            if hidden {
                continue;
            } else if path.is_dir() {
                left.push(path);
            } else if known {
                let name = path.strip_prefix(root).unwrap_or(&path);
                texts.insert(slashes(name), read_text(&path)?);
            }
        }
    }
    Ok(texts)
}

/// A relative path written the same way on every system.
pub(crate) fn slashes(path: &Path) -> String {
    path.components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// Creates a folder and those above it.
///
/// # Errors
/// When the system refuses.
pub(crate) fn create_folder(path: &Path) -> Result<(), FileError> {
    fs::create_dir_all(path).map_err(|error| FileError::new("create", path, error))
}

/// Writes a text file whole: under a temporary name first, so that a crash leaves the old one.
///
/// # Errors
/// When the system refuses.
pub fn write_text(path: &Path, text: &[u8]) -> Result<(), FileError> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let temporary = path.with_file_name(name);
    fs::write(&temporary, text)
        .and_then(|()| fs::rename(&temporary, path))
        .map_err(|error| FileError::new("write", path, error))
}

/// Writes a file with a modification time of its own, as an export of a tool has.
///
/// # Errors
/// When the system refuses.
pub fn write_export(path: &Path, bytes: &[u8], modified: Timestamp) -> Result<(), FileError> {
    write_text(path, bytes)?;
    let fail = |source| FileError::new("write", path, source);
    let file = fs::File::options().write(true).open(path).map_err(fail)?;
    file.set_modified(modified.into()).map_err(fail)
}

/// Removes a folder and everything in it.
///
/// # Errors
/// When the system refuses.
pub fn remove_folder(path: &Path) -> Result<(), FileError> {
    fs::remove_dir_all(path).map_err(|error| FileError::new("remove", path, error))
}

/// Whether a folder holds nothing, or is not there.
pub fn is_empty_or_missing(path: &Path) -> bool {
    match fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}
