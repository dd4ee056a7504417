//! What a source said: records, the identifiers they claim, and what was refused.

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    id::{KindName, RecordKey},
    owner::OwnerClass,
    problem::Place,
    value::Reading,
};

/// How much an identifier proves (`S0` to `S4` of the inventory study, section 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimStrength {
    /// Corroborates or suggests; never merges by itself.
    Weak,
    /// Merges at tier `probable`, behind its gate (hostname, MAC).
    Medium,
    /// Natural and strong, behind its gate (vendor and serial, hardware UUID, verified mail).
    Strong,
    /// A key another source issued (Entra device id held by the device manager).
    Foreign,
}

/// An identifier that a record claims for its entity.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Claim {
    /// What sort of identifier: `serial number`, `hardware uuid`, `email`, `hostname`, ...
    pub key: String,
    /// Its normalised value; equal values are the same identifier.
    pub value: String,
    /// Where the value is unique (tenant, domain, issuer), when it is not everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.key, self.value)?;
        match &self.scope {
            Some(scope) => write!(f, " ({scope})"),
            None => Ok(()),
        }
    }
}

/// A record's pointer to another entity: the link it fills, and the identifiers that find it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ref {
    /// The link of this kind in the vocabulary (`user`, `person`, `manager`, `approvers`).
    pub link: String,
    /// The root kind pointed at.
    pub to: KindName,
    /// Identifiers of the target, tried in order; the first that finds somebody wins.
    pub by: Vec<Claim>,
    /// Whether this pointer also claims that the target answers for this entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<OwnerClass>,
    /// Tried when nobody is found here; it fills its own link. *(A name in an OWNERS file is an
    /// alias, so a team, or else an account.)*
    #[serde(default, rename = "else", skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Box<Ref>>,
}

/// A row nested in a record that becomes part of its entity (an app on a laptop).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartRow {
    /// The to-many link of the parent that holds it (`apps`).
    pub relation: String,
    /// The part's kind.
    pub kind: KindName,
    /// Its key within the parent; equal keys of one entity collapse.
    pub key: String,
    /// Its fields and stated words.
    pub fields: BTreeMap<String, Reading>,
}

/// One observation as a source gave it, mapped but never edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its stable name.
    pub key: RecordKey,
    /// The scope of the run that delivered it; only a complete run of this scope may end it.
    pub scope: String,
    /// Fields and stated words of the vocabulary, by name.
    pub fields: BTreeMap<String, Reading>,
    /// Identifiers, in the connector's order.
    pub claims: Vec<Claim>,
    /// Pointers to other entities.
    pub refs: Vec<Ref>,
    /// Nested rows.
    pub parts: Vec<PartRow>,
    /// To-many links whose rows this record lists in full: an empty list then means none.
    pub lists: Vec<String>,
    /// What the facts are about, where the source says so.
    pub as_of: Option<Timestamp>,
    /// When the source produced this answer.
    pub snapshot_at: Timestamp,
    /// Where it stood.
    pub place: Place,
    /// Digest of the raw bytes, hexadecimal; the raw record itself is kept beside.
    pub raw_digest: String,
}

/// A record that does not fit, kept with the reason (quarantine).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rejected {
    /// The root kind it would have been about, where that is clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<KindName>,
    /// The scope it was found in.
    pub scope: String,
    /// Where: file and line or index.
    pub place: Place,
    /// The field that does not fit, when one does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Why, in a sentence.
    pub reason: String,
    /// Identifiers that could still be read. A rejected record without any makes its scope
    /// partial; one with some counts as a possible row of its entity (semantics 8). What has no
    /// identifiers of its own (an endpoint agent) is told by those of what it belongs to.
    pub claims: Vec<Claim>,
    /// Other root kinds that the same raw record would have been about. *(A host is a device and
    /// its endpoint agent.)*
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<KindName>,
    /// Identifiers of whom it points at, as far as they could be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points_at: Vec<Claim>,
    /// The raw text, at most 64 KiB of it.
    pub raw: String,
}
