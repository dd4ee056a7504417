//! The words rules are written in: kinds, fields, links and adjectives. Data, extended by anyone.
//!
//! This module holds the nouns; reading and checking vocabulary files lives in `rules`.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::{id::KindName, measure::Measure, record::ClaimStrength, span::Length};

/// All kinds that may be spoken of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Vocabulary {
    /// By name, in the order they were read.
    pub kinds: IndexMap<KindName, Kind>,
}

/// One kind of thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Its name in the singular.
    pub kind: KindName,
    /// Its plural.
    pub plural: String,
    /// What else people call one. A word is used once, so these are offered and never understood:
    /// who writes `every employee` is told to write `every person`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// The kind it is derived from: a laptop is a device. Identity stays with the root.
    #[serde(default, rename = "is a", skip_serializing_if = "Option::is_none")]
    pub is_a: Option<KindName>,
    /// What makes an entity of the root kind one of these, as a condition in the rule language's
    /// YAML form; only with `is a`.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<serde_json::Value>,
    /// The kind it is part of: an app is part of a device, is never correlated and lives in the
    /// child table of its parent (semantics 2).
    #[serde(default, rename = "part of", skip_serializing_if = "Option::is_none")]
    pub part_of: Option<KindName>,
    /// Who answers when a rule does not say: paths, first that resolves.
    #[serde(
        default,
        rename = "owner default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub owner_default: Vec<String>,
    /// Paths to the department whose rules apply; the first that resolves wins (semantics 18).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unit: Vec<String>,
    /// The field that names one entity to a person.
    #[serde(default, rename = "named by", skip_serializing_if = "Option::is_none")]
    pub named_by: Option<String>,
    /// Identifiers that can join its records, strongest first. Only root kinds have them.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub identifiers: IndexMap<String, Identifier>,
    /// Its fields.
    #[serde(default)]
    pub fields: IndexMap<String, Field>,
    /// Its links.
    #[serde(default)]
    pub links: IndexMap<String, Link>,
    /// Its adjectives.
    #[serde(default)]
    pub words: IndexMap<String, Word>,
}

/// How an identifier of a kind is read and trusted (inventory study, sections 6 and 7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// What it proves.
    pub strength: ClaimStrength,
    /// How its values are normalised.
    #[serde(default, rename = "written as")]
    pub form: IdentifierForm,
    /// Two entities with different valid values are never merged (two serial numbers).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exclusive: bool,
    /// How many live records of one source may share a value before it is ignored; default 3
    /// for strong and foreign identifiers, 1 for the rest.
    #[serde(
        default,
        rename = "shared by at most",
        skip_serializing_if = "Option::is_none"
    )]
    pub shared_by_most: Option<u32>,
    /// Patterns (`*` and `?`) of values that identify nothing, compared after normalising.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub placeholders: Vec<String>,
    /// Domains of mailboxes and machines that are another name of a second one; of nothing where
    /// the machines of a domain are known by their first name alone.
    #[serde(
        default,
        rename = "same domains",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub same_domains: BTreeMap<String, String>,
    /// What stands behind a `+` in a mail address is no part of the mailbox: `ada+tools@` is
    /// `ada@`.
    #[serde(
        default,
        rename = "plus is alias",
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub plus_is_alias: bool,
}

/// How the values of an identifier are normalised before they are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierForm {
    /// NFKC, trimmed, case kept.
    #[default]
    Exact,
    /// NFKC, trimmed, lower case.
    Text,
    /// Upper case, separators (space `.` `-` `/` `_`) removed.
    Serial,
    /// Hexadecimal digits, lower case, grouped as a UUID, whichever way round they were printed.
    Uuid,
    /// Twelve hexadecimal digits in pairs; locally administered addresses are no identifier.
    Mac,
    /// Lower case; what a system makes of the name people give; no ending of the moment (`.local`).
    Hostname,
    /// Lower case.
    Email,
}

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// Compared without regard to case.
    Text,
    /// A finite number.
    Number,
    /// Compared segment by segment: 14.10 is after 14.7.
    Version,
    /// A day, or an instant compared as a day.
    Date,
    /// A date whose none means never, so infinitely long ago. Never goes stale by its own value.
    Event,
    /// Two words, the first is true.
    Flag,
    /// One of its values.
    Enum,
    /// One of its values, which are ordered from low to high.
    Ordinal,
    /// An IP address or network, v4 or v6.
    Address,
    /// A list of texts.
    List,
}

/// One field of a kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its type.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// The two words of a flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<[String; 2]>,
    /// The values of an enum or ordinal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// The unit of a number, in which its sources give it. A sentence may name another one that
    /// measures the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Measure>,
    /// No value of a number is below this, so what is not known adds no less (semantics 9).
    #[serde(default, rename = "at least", skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// How the versions of a field are ordered: a name of `rules::versions`, such as `debian`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// The field of the same row that names how: an ecosystem in the words of package URLs.
    #[serde(default, rename = "order by", skip_serializing_if = "Option::is_none")]
    pub order_by: Option<String>,
    /// What people try to write instead; used only to offer a repair.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// A fact older than this (by `as_of`) is stale, so unknown.
    #[serde(
        default,
        rename = "max age",
        with = "as_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub max_age: Option<Length>,
    /// Whether it says something about a person that others need not see.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
    /// Sources whose word counts before others', by connector name, first wins.
    #[serde(default, rename = "trust first", skip_serializing_if = "Vec::is_empty")]
    pub trust_first: Vec<String>,
}

/// One link of a kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The kind it leads to.
    pub to: KindName,
    /// To-many.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub many: bool,
    /// One of them, for a to-many link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub singular: Option<String>,
    /// The plural where it is not the link's own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plural: Option<String>,
    /// For a to-many link: the link of the other kind that it is the other side of.
    #[serde(
        default,
        rename = "other side of",
        skip_serializing_if = "Option::is_none"
    )]
    pub other_side_of: Option<String>,
}

/// An adjective of a kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// A source says so directly.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stated: bool,
    /// Its definition, as a condition in the rule language's YAML form.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<serde_json::Value>,
}

impl Vocabulary {
    /// A kind by its singular name.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.get(name)
    }

    /// The kind whose identity a kind shares: the end of its `is a` chain.
    pub fn root<'a>(&'a self, name: &'a str) -> &'a str {
        let mut current = name;
        // A chain longer than the number of kinds would be a cycle; the reader refuses those.
        for _ in 0..=self.kinds.len() {
            match self.kind(current).and_then(|kind| kind.is_a.as_ref()) {
                Some(parent) => current = parent.as_str(),
                None => break,
            }
        }
        current
    }

    /// A kind and those it is derived from, nearest first.
    pub fn lineage(&self, name: &str) -> impl Iterator<Item = &Kind> + use<'_> {
        let mut next = self.kind(name);
        let mut left = self.kinds.len() + 1;
        std::iter::from_fn(move || {
            let kind = next?;
            left -= 1;
            next = if left == 0 {
                None
            } else {
                kind.is_a.as_ref().and_then(|p| self.kind(p.as_str()))
            };
            Some(kind)
        })
    }

    /// A field of a kind or of one it is derived from.
    pub fn field(&self, kind: &str, field: &str) -> Option<&Field> {
        self.lineage(kind).find_map(|kind| kind.fields.get(field))
    }

    /// A link of a kind or of one it is derived from.
    pub fn link(&self, kind: &str, link: &str) -> Option<&Link> {
        self.lineage(kind).find_map(|kind| kind.links.get(link))
    }

    /// An adjective of a kind or of one it is derived from.
    pub fn word(&self, kind: &str, word: &str) -> Option<&Word> {
        self.lineage(kind).find_map(|kind| kind.words.get(word))
    }

    /// Kinds that share a root with this one, the root first.
    pub fn family<'a>(&'a self, root: &'a str) -> impl Iterator<Item = &'a Kind> {
        self.kinds
            .values()
            .filter(move |kind| self.root(kind.kind.as_str()) == root)
    }
}

/// Optional lengths of time are written as people say them.
mod as_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::span::Length;

    #[allow(clippy::ref_option, reason = "the shape serde asks for")]
    pub(super) fn serialize<S: Serializer>(
        length: &Option<Length>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match length {
            Some(length) => serializer.collect_str(length),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Length>, D::Error> {
        Option::<String>::deserialize(deserializer)?
            .map(|text| text.parse().map_err(D::Error::custom))
            .transpose()
    }
}
