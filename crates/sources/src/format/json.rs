//! JSON documents: usually one, sometimes several one after the other.

use model::Place;
use serde_json::{Deserializer, Value, error::Category};

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
    for body in Deserializer::from_str(&text).into_iter::<Value>() {
        match body {
            Ok(body) => sink(Piece::Body(body)),
            Err(error) => {
                let mut place = Place::file(file).at_line(error.line() as u64);
                place.column = Some(error.column() as u64);
                let reason = match error.classify() {
                    Category::Eof => "the JSON stops in the middle".to_owned(),
                    _ => format!("the JSON cannot be read: {}", words(&error)),
                };
                return (cut(place, reason), encoding);
            }
        }
    }
    (End::Whole, encoding)
}

/// What is wrong, without the place that serde repeats.
pub(super) fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split_once(" at line ")
        .map_or(text.as_str(), |(words, _)| words)
        .to_owned()
}
