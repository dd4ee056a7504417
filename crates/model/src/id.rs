//! Names of things: kinds, entities, records, sources, rules, findings.
//!
//! Kinds are data (a vocabulary adds them), so an entity is `{ kind, number }`. Typed ids exist
//! only for the nouns that code itself treats specially.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps a name as it stands.
            pub fn new(name: impl AsRef<str>) -> Self {
                Self(Arc::from(name.as_ref()))
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self::new(name)
            }
        }

        impl From<String> for $name {
            fn from(name: String) -> Self {
                Self::new(name)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    )*};
}

names! {
    /// A kind of thing, in the singular as people say it: `laptop`, `api operation`.
    KindName;
    /// A configured tool: the stem of its file under `sources/`.
    SourceId;
    /// A rule: the stem of its file. Stable for ever.
    RuleId;
    /// An activity: the stem of its file under `activities/`. Stable for ever.
    ActivityId;
    /// A finding: `rule@entity`, see [`FindingId::of`].
    FindingId;
}

impl FindingId {
    /// A finding is one baseline rule on one entity, so its id is made of both.
    pub fn of(rule: &RuleId, entity: &EntityId) -> Self {
        Self::new(format!("{rule}@{entity}"))
    }
}

/// An entity: its root kind and its number there, shown as `device-1234`.
///
/// Numbers are given once, in the order of the stable record key, and never reused
/// (semantics 1 to 3). Spaces of a kind become `_` in the printed form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId {
    /// The root kind: `device`, never `laptop`.
    pub kind: KindName,
    /// The number within the kind, from 1.
    pub number: u64,
}

impl EntityId {
    /// An entity of a root kind.
    pub fn new(kind: impl Into<KindName>, number: u64) -> Self {
        Self {
            kind: kind.into(),
            number,
        }
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}-{}",
            self.kind.as_str().replace(' ', "_"),
            self.number
        )
    }
}

/// Text that is not an entity id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not an entity id such as `device-12`")]
pub struct EntityIdError(String);

impl FromStr for EntityId {
    type Err = EntityIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || EntityIdError(text.to_owned());
        let (kind, number) = text.rsplit_once('-').ok_or_else(wrong)?;
        let number = number.parse().map_err(|_| wrong())?;
        if kind.is_empty() || number == 0 {
            return Err(wrong());
        }
        Ok(Self::new(kind.replace('_', " "), number))
    }
}

impl Serialize for EntityId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EntityId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A record's stable name: which source, which kind, which native id there.
///
/// This is the tie-break everywhere, so that no result depends on the order of arrival.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordKey {
    /// The root kind of what the record is about.
    pub kind: KindName,
    /// The source that gave it.
    pub source: SourceId,
    /// What the source itself calls it.
    pub native_id: Arc<str>,
}

impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.source, self.kind, self.native_id)
    }
}
