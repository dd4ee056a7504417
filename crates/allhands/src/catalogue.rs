//! The shipped catalogue, embedded. It has no privilege: the same format as anyone's files.

use app::workspace::Texts;

const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// All shipped texts by path.
pub(crate) fn texts() -> Texts {
    FILES
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}
