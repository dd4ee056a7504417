//! YAML documents, divided by `---`. Each is parsed alone, so one that is wrong stops no other.

use model::Place;
use serde_json::Value;

use super::{End, Piece, cut};
use crate::decode::{Decoded, Encoding, whole};

pub(super) fn read(file: &str, reader: Decoded, sink: &mut dyn FnMut(Piece)) -> (End, Encoding) {
    let (text, encoding) = match whole(reader) {
        Ok(read) => read,
        Err(error) => return (cut(Place::file(file), error.to_string()), Encoding::Stated),
    };
    if text.trim().is_empty() {
        return (End::Empty, encoding);
    }
    let mut end = End::Whole;
    for (line, document) in documents(&text) {
        match serde_yaml_ng::from_str::<Value>(document) {
            Ok(Value::Null) => {}
            Ok(body) => sink(Piece::Body(body)),
            Err(error) => {
                let at = error.location().map_or(1, |at| at.line());
                let place = Place::file(file).at_line((line + at) as u64);
                if matches!(end, End::Whole) {
                    end = cut(place, format!("the YAML cannot be read: {error}"));
                }
            }
        }
    }
    (end, encoding)
}

/// The documents of a text, each with the number of lines before it.
fn documents(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let (mut start, mut start_line, mut at) = (0, 0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let end = at + line.len();
        let divides = line
            .strip_prefix("---")
            .is_some_and(|rest| rest.trim().is_empty());
        if divides {
            found.push((start_line, &text[start..at]));
            (start, start_line) = (end, number + 1);
        }
        at = end;
    }
    found.push((start_line, &text[start..]));
    found.retain(|(_, document)| !document.trim().is_empty());
    found
}
