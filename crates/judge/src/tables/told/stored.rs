//! Answers as they are stored: one column of a few texts, each of which says all of an answer.
//!
//! `{"state":"known","source":"jamf","snapshot":"2026-06-14T08:00:00Z"}`: any reader of JSON can
//! take it apart, and a file holds each text once, so that a column costs next to nothing.

use std::{collections::HashMap, sync::Arc};

use arrow_array::{Array, Int32Array, StringArray, TimestampMicrosecondArray, cast::AsArray};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Keys, Mark, Told, Words};
use crate::tables::{STATES, State};

/// An answer as it is stored.
#[derive(Serialize, Deserialize)]
struct Answer {
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Arc<str>>,
    /// When the source produced it.
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshot: Option<Timestamp>,
    /// What the fact is about, where that is the same for all rows of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Timestamp>,
}

impl Mark {
    const SILENT: Self = Self {
        state: State::Silent,
        source: None,
        snapshot: None,
        as_of: None,
    };

    fn written(&self) -> String {
        let instant = |micros: Option<i64>| {
            micros.and_then(|micros| Timestamp::from_microsecond(micros).ok())
        };
        let answer = Answer {
            state: STATES[usize::from(self.state.code())].to_owned(),
            source: self.source.clone(),
            snapshot: instant(self.snapshot),
            as_of: instant(self.as_of),
        };
        // Texts and instants: JSON can hold all of it.
        serde_json::to_string(&answer).unwrap_or_default()
    }

    fn read(text: &str) -> Option<Self> {
        let answer: Answer = serde_json::from_str(text).ok()?;
        let state = STATES.iter().position(|state| *state == answer.state)?;
        Some(Self {
            state: State::of(u8::try_from(state).ok()?),
            source: answer.source,
            snapshot: answer.snapshot.map(Timestamp::as_microsecond),
            as_of: answer.as_of.map(Timestamp::as_microsecond),
        })
    }
}

impl Told {
    /// The answers as a column of texts; [`Self::dates`] go beside it.
    pub(crate) fn written(&self) -> Words {
        let texts: StringArray = self.marks.iter().map(|mark| Some(mark.written())).collect();
        let key = |row| i32::try_from(self.key(row)).ok();
        let keys: Int32Array = (0..self.len()).map(key).collect();
        // Keys point into the marks by construction, which is all that is checked.
        Words::try_new(keys, Arc::new(texts)).unwrap_or_else(|_| Words::from_iter([""; 0]))
    }

    /// The answers of a stored column; nothing where one of them says something else.
    pub(crate) fn read(texts: &Words, dates: Option<&TimestampMicrosecondArray>) -> Option<Self> {
        let mut marks: Vec<Mark> = Vec::new();
        let mut first: HashMap<&str, usize> = HashMap::new();
        // A dictionary that was put together from several may hold an answer twice.
        let mut places: Vec<usize> = Vec::new();
        for text in texts.values().as_string_opt::<i32>()?.iter() {
            let text = text?;
            let place = match first.get(text) {
                Some(place) => *place,
                None => {
                    marks.push(Mark::read(text)?);
                    first.insert(text, marks.len() - 1);
                    marks.len() - 1
                }
            };
            places.push(place);
        }
        let keys = texts.keys();
        let keys = if keys.null_count() == 0 {
            let places = keys.values().iter().map(|key| places[*key as usize]);
            Keys::of(marks.len(), places)
        } else {
            let silent = marks.len();
            marks.push(Mark::SILENT);
            let place = |row| texts.key(row).map_or(silent, |key| places[key]);
            Keys::of(marks.len(), (0..texts.len()).map(place))
        };
        Some(Self {
            marks: marks.into(),
            keys,
            as_of: dates.cloned(),
        })
    }
}
