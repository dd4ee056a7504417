//! The shape of a connector file, before anything is checked against a vocabulary.

use std::{fmt, marker::PhantomData};

use indexmap::IndexMap;
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

use super::http::{Http, Request};
use crate::{format::Format, time::Epoch};

/// One thing, or a list of them.
#[derive(Clone, Debug)]
pub(crate) struct Many<T>(pub(crate) Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ManyVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ManyVisitor<T> {
            type Value = Many<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one value or a list of them")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                T::deserialize(de::value::StrDeserializer::new(text)).map(|one| Many(vec![one]))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(|one| Many(vec![one]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(one) = seq.next_element()? {
                    all.push(one);
                }
                Ok(Many(all))
            }
        }

        deserializer.deserialize_any(ManyVisitor(PhantomData))
    }
}

/// A short form (text) or the full one (a map).
#[derive(Clone, Debug)]
pub(crate) enum Short<T> {
    Plain(String),
    Full(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Short<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ShortVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ShortVisitor<T> {
            type Value = Short<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a path such as `.name`, or a map with `from` or `is`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Short::Plain(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Short::Full)
            }
        }

        deserializer.deserialize_any(ShortVisitor(PhantomData))
    }
}

/// What nothing means: null, empty text, a missing key, no record at all (semantics 6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Meaning {
    /// Positively none.
    None,
    /// Not known.
    #[default]
    Unknown,
}

/// What happens when a key occurs twice in one snapshot with different content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SameKey {
    /// The second is rejected.
    #[default]
    Reject,
    /// They complete each other where they do not contradict; else the second is rejected.
    Merge,
    /// They complete each other, and where they contradict, the newer `as of` counts.
    Newest,
    /// Where another scope has a record of the key, that scope speaks and this one is left out:
    /// the administrators of a tool are mostly in its list of people, too.
    Yield,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConnectorText {
    pub(super) connector: String,
    pub(super) title: String,
    #[serde(default, rename = "fresh for")]
    pub(super) fresh_for: Option<String>,
    #[serde(default)]
    pub(super) http: Option<Http>,
    #[serde(default)]
    pub(super) skips: Option<String>,
    #[serde(default, rename = "skips files")]
    pub(super) skips_files: Many<String>,
    pub(super) scopes: IndexMap<String, ScopeText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScopeText {
    pub(super) format: Format,
    #[serde(default)]
    pub(super) request: Option<Request>,
    #[serde(default)]
    pub(super) matches: Option<String>,
    #[serde(default)]
    pub(super) columns: Vec<String>,
    #[serde(default)]
    pub(super) files: Many<String>,
    #[serde(default)]
    pub(super) records: Option<String>,
    #[serde(default)]
    pub(super) complete: Option<String>,
    #[serde(default)]
    pub(super) total: Option<String>,
    #[serde(default)]
    pub(super) more: Option<String>,
    #[serde(default, rename = "snapshot at")]
    pub(super) snapshot_at: Option<String>,
    pub(super) emits: Vec<EmitText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EmitText {
    pub(super) kind: String,
    pub(super) key: String,
    #[serde(default, rename = "where")]
    pub(super) only: Option<String>,
    #[serde(default, rename = "as of")]
    pub(super) as_of: Option<String>,
    #[serde(default, rename = "same key")]
    pub(super) same_key: SameKey,
    #[serde(default)]
    pub(super) fields: IndexMap<String, Short<FieldText>>,
    #[serde(default)]
    pub(super) claims: IndexMap<String, Many<Short<ClaimText>>>,
    #[serde(default)]
    pub(super) links: IndexMap<String, Many<LinkText>>,
    #[serde(default)]
    pub(super) parts: IndexMap<String, PartText>,
    #[serde(default)]
    pub(super) supplies: Vec<SuppliesText>,
    #[serde(default, rename = "no record means")]
    pub(super) no_record: IndexMap<String, Meaning>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldText {
    #[serde(default)]
    pub(super) from: Option<String>,
    #[serde(default)]
    pub(super) is: Option<Value>,
    #[serde(default)]
    pub(super) values: IndexMap<String, String>,
    #[serde(default)]
    pub(super) otherwise: Option<String>,
    #[serde(default)]
    pub(super) on: Many<Value>,
    #[serde(default)]
    pub(super) off: Many<Value>,
    #[serde(default)]
    pub(super) none: Many<Value>,
    #[serde(default)]
    pub(super) unknown: Many<Value>,
    #[serde(default)]
    pub(super) epoch: Option<Epoch>,
    #[serde(default)]
    pub(super) null: Meaning,
    #[serde(default)]
    pub(super) empty: Meaning,
    #[serde(default)]
    pub(super) missing: Meaning,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClaimText {
    pub(super) from: String,
    #[serde(default)]
    pub(super) scope: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkText {
    #[serde(default)]
    pub(super) link: Option<String>,
    #[serde(default)]
    pub(super) to: Option<String>,
    pub(super) by: IndexMap<String, Many<Short<ClaimText>>>,
    #[serde(default)]
    pub(super) each: Option<String>,
    #[serde(default)]
    pub(super) owner: Option<model::OwnerClass>,
    #[serde(default, rename = "else")]
    pub(super) otherwise: Option<Box<LinkText>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartText {
    pub(super) each: String,
    pub(super) key: String,
    pub(super) kind: String,
    #[serde(default)]
    pub(super) fields: IndexMap<String, Short<FieldText>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SuppliesText {
    pub(super) relation: String,
    pub(super) of: String,
    #[serde(default, rename = "where")]
    pub(super) only: std::collections::BTreeMap<String, Vec<String>>,
}
