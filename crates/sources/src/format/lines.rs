//! One JSON value a line.

use model::Place;
use serde_json::Value;

use super::{End, Piece, cut, json::words};
use crate::decode::{self, Closed, Decoded, Encoding, Line, next_line};

pub(super) fn read(
    file: &str,
    mut reader: Decoded,
    sink: &mut dyn FnMut(Piece),
) -> (End, Encoding) {
    let mut encoding = Encoding::Stated;
    let mut number = 0;
    let mut found = false;
    loop {
        number += 1;
        let place = Place::file(file).at_line(number);
        match next_line(&mut reader) {
            Err(error) => return (cut(place, format!("reading stopped: {error}")), encoding),
            Ok(Line::End) => break,
            Ok(Line::TooLong) => {
                found = true;
                let reason = "the line is longer than 16 MiB".to_owned();
                sink(Piece::Bad {
                    place,
                    reason,
                    raw: String::new(),
                });
            }
            Ok(Line::Read(bytes, closed)) => {
                let (text, guessed) = decode::text(&bytes);
                if guessed == Encoding::Guessed {
                    encoding = guessed;
                }
                if text.trim().is_empty() {
                    continue;
                }
                found = true;
                match serde_json::from_str::<Value>(&text) {
                    Ok(value) => sink(Piece::Row(value, place)),
                    Err(_) if closed == Closed::No => {
                        return (cut(place, "the last line stops in the middle"), encoding);
                    }
                    Err(error) => {
                        let reason = format!("the line is not JSON: {}", words(&error));
                        sink(Piece::Bad {
                            place,
                            reason,
                            raw: text.into_owned(),
                        });
                    }
                }
            }
        }
    }
    (if found { End::Whole } else { End::Empty }, encoding)
}
