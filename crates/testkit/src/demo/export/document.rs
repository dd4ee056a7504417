//! JSON documents as vendors write them: keys in order, lists moved and not copied.
//!
//! The general value type hashes and copies every key; the organisation writes half a million of
//! them, all known when this is compiled.

use serde::{Serialize, Serializer, ser::SerializeMap};

/// A JSON document or a piece of one.
#[derive(Clone, Debug)]
pub(super) enum Json {
    Null,
    Truth(bool),
    Whole(i64),
    Real(f64),
    /// A text that is the same in every organisation.
    Fixed(&'static str),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(&'static str, Self)>),
}

impl Json {
    /// Adds a key to an object that vendors leave out where there is nothing to say.
    pub(super) fn add(&mut self, key: &'static str, value: impl Into<Self>) {
        if let Self::Object(keys) = self {
            keys.push((key, value.into()));
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Truth(truth) => serializer.serialize_bool(*truth),
            Self::Whole(number) => serializer.serialize_i64(*number),
            Self::Real(number) => serializer.serialize_f64(*number),
            Self::Fixed(text) => serializer.serialize_str(text),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => serializer.collect_seq(list),
            Self::Object(keys) => {
                let mut map = serializer.serialize_map(Some(keys.len()))?;
                for (key, value) in keys {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

macro_rules! from {
    ($($from:ty => $to:expr;)*) => {$(
        impl From<$from> for Json {
            fn from(value: $from) -> Self {
                $to(value)
            }
        }
    )*};
}

from! {
    bool => Self::Truth;
    i64 => Self::Whole;
    i32 => |number| Self::Whole(i64::from(number));
    u32 => |number| Self::Whole(i64::from(number));
    usize => |number| Self::Whole(number as i64);
    f64 => Self::Real;
    &'static str => Self::Fixed;
    String => Self::Text;
    &String => |text: &String| Self::Text(text.clone());
}

impl<T: Into<Self>> From<Vec<T>> for Json {
    fn from(list: Vec<T>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Self>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Writes a document the way it looks; a nested object is a `json!` of its own.
macro_rules! json {

    ([$($value:expr),* $(,)?]) => {
        $crate::demo::export::document::Json::List(vec![
            $($crate::demo::export::document::Json::from($value)),*
        ])
    };
    ({$($key:literal: $value:expr),* $(,)?}) => {
        $crate::demo::export::document::Json::Object(vec![
            $(($key, $crate::demo::export::document::Json::from($value))),*
        ])
    };
}
pub(super) use json;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_written_as_it_looks() {
        let mut document = json!({
            "z": 1_usize,
            "a": json!([true, Json::Null, 0.5, String::from("q\"")]),
            "none": None::<String>,
        });
        document.add("more", json!({}));
        assert_eq!(
            serde_json::to_string(&document).unwrap(),
            r#"{"z":1,"a":[true,null,0.5,"q\""],"none":null,"more":{}}"#
        );
    }
}
