//! What an entry of the log says.

use jiff::Timestamp;
use model::{Event, Finding, FindingId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tlog::{Hash, leaf_hash};

use super::{
    canonical,
    commitment::{Digest, Opened, Part, Salt},
    items::{EventItem, FindingItem, root_of},
};

/// The format of entries.
pub const FORMAT: &str = "allhands.leaf/1";

/// What sort of thing was sealed. With its number it names one row of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The log began; what was there before is not in it.
    Began,
    /// A pass: what the machine observed.
    Pass,
    /// What a person decided about findings, exceptions, responsibilities and duties.
    Act,
    /// What a person decided about records and owners.
    Decision,
    /// A step of a rule on its way into force and out of it.
    Rule,
    /// A key that signs checkpoints from here on.
    Key,
    /// Personal data was erased.
    Erasure,
}

impl Kind {
    /// As in `act 12`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Began => "beginning",
            Self::Pass => "pass",
            Self::Act => "act",
            Self::Decision => "decision",
            Self::Rule => "step of a rule",
            Self::Key => "key",
            Self::Erasure => "erasure",
        }
    }
}

/// Events that an entry covers: consecutive rows of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRange {
    /// The number of the first.
    pub first: u64,
    /// How many.
    pub count: u64,
    /// The root over them, in order of number, which is by finding.
    pub root: Digest,
}

/// Findings that an entry covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// How many.
    pub count: u64,
    /// The root over them, in order of id.
    pub root: Digest,
}

/// One entry of the log, without personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// See [`FORMAT`].
    pub format: String,
    /// Its place, from 0.
    pub seq: u64,
    /// When, by the clock of the machine that did it.
    pub at: Timestamp,
    /// That the clock had gone back: the entry before is of this later time.
    pub clock_back_from: Option<Timestamp>,
    /// The hash of the entry before. The tree proves the order already; this says where a change
    /// begins.
    pub previous: Option<Digest>,
    /// What sort of thing it was.
    pub kind: Kind,
    /// Its number among those of its sort.
    pub number: u64,
    /// What was done, in a word: `judged`, `claim`, `published`.
    pub action: String,
    /// What it is about: the id of a finding, a rule, an activity; never of a person's address.
    pub subject: String,
    /// Commitment to who did it; none for the machine.
    pub actor: Option<Digest>,
    /// Commitment to why.
    pub reason: Option<Digest>,
    /// Commitment to what was done, whole.
    pub after: Digest,
    /// Digests of files that were attached.
    pub evidence: Vec<Digest>,
    /// The events it made.
    pub events: Option<EventRange>,
    /// The findings it changed, as they stood after it.
    pub findings: Option<Counted>,
}

impl Leaf {
    /// Its canonical text: these bytes are the entry of the tree.
    pub fn text(&self) -> String {
        canonical(&serde_json::to_value(self).unwrap_or_default())
    }

    /// Reads an entry, which has to be in canonical form.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn read(text: &str) -> Result<Self, String> {
        let leaf: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if leaf.format != FORMAT {
            return Err(format!("its format is `{}`, not `{FORMAT}`", leaf.format));
        }
        if leaf.text() != text {
            return Err("it is not in canonical form".to_owned());
        }
        Ok(leaf)
    }

    /// The commitment to a part.
    pub fn commitment(&self, part: Part) -> Option<Digest> {
        match part {
            Part::Actor => self.actor,
            Part::Reason => self.reason,
            Part::After => Some(self.after),
        }
    }

    /// As in `entry 41 (act 12)`.
    pub fn named(&self) -> String {
        match self.kind {
            Kind::Began | Kind::Key | Kind::Erasure => {
                format!("entry {} ({})", self.seq, self.kind.word())
            }
            kind => format!("entry {} ({} {})", self.seq, kind.word(), self.number),
        }
    }
}

/// What is to be sealed.
#[derive(Clone, Debug)]
pub struct Sealing<'a> {
    /// When it was done.
    pub at: Timestamp,
    /// What sort of thing it is.
    pub kind: Kind,
    /// Its number among those of its sort.
    pub number: u64,
    /// What was done, in a word.
    pub action: String,
    /// What it is about; no personal data.
    pub subject: String,
    /// Who did it; none for the machine.
    pub actor: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// What was done, whole.
    pub after: Value,
    /// Digests of files that were attached.
    pub evidence: Vec<Digest>,
    /// The events it made, in the order of their rows.
    pub events: &'a [&'a Event],
    /// The findings it changed, as they stand after it.
    pub findings: &'a [&'a Finding],
}

/// Where it comes to stand.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its place in the log, from 0.
    pub seq: u64,
    /// Hash and time of the entry before.
    pub previous: Option<(Hash, Timestamp)>,
    /// The number of its first event, where it makes any.
    pub first_event: u64,
    /// 32 random bytes that were used for nothing else.
    pub salt: Salt,
}

/// What stands beside an entry and can be erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Private {
    /// The salt of the entry.
    pub salt: Salt,
    /// Who did it.
    pub actor: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// What was done, whole, as canonical JSON.
    pub after: String,
}

impl Private {
    /// Its parts, each with a salt of its own.
    pub fn opened(&self) -> Vec<Opened> {
        let part = |part, text: &String| Opened {
            part,
            salt: Digest(Hash(self.salt.of(part).0)),
            text: text.clone(),
        };
        let actor = self.actor.as_ref().map(|text| part(Part::Actor, text));
        let reason = self.reason.as_ref().map(|text| part(Part::Reason, text));
        let after = part(Part::After, &self.after);
        actor.into_iter().chain(reason).chain([after]).collect()
    }
}

/// An entry with all that is kept of it.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// What it says.
    pub leaf: Leaf,
    /// Its canonical text.
    pub text: String,
    /// The hash of its leaf.
    pub hash: Hash,
    /// What stands beside it.
    pub private: Private,
    /// The findings it changed, in order of id, each with the hash of how it stood.
    pub findings: Vec<(FindingId, Hash)>,
}

/// Makes the entry of a thing.
pub fn seal(what: &Sealing<'_>, place: &Place) -> Sealed {
    let salt = &place.salt;
    let private = Private {
        salt: *salt,
        actor: what.actor.clone(),
        reason: what.reason.clone(),
        after: canonical(&what.after),
    };
    let commit = |part, text: &Option<String>| text.as_ref().map(|text| salt.commit(part, text));
    let hidden = (what.kind == Kind::Act).then_some(salt);
    let items = what
        .events
        .iter()
        .map(|event| EventItem::of(event, hidden).hash());
    let events = (!what.events.is_empty()).then(|| EventRange {
        first: place.first_event,
        count: what.events.len() as u64,
        root: root_of(items),
    });
    let stands = |finding: &&Finding| (finding.id.clone(), FindingItem::of(finding).hash());
    let mut findings: Vec<_> = what.findings.iter().map(stands).collect();
    findings.sort();
    let counted = (!findings.is_empty()).then(|| Counted {
        count: findings.len() as u64,
        root: root_of(findings.iter().map(|(_, hash)| *hash)),
    });
    let before = place.previous;
    let leaf = Leaf {
        format: FORMAT.to_owned(),
        seq: place.seq,
        at: what.at,
        clock_back_from: before.map(|(_, at)| at).filter(|before| what.at < *before),
        previous: before.map(|(hash, _)| Digest(hash)),
        kind: what.kind,
        number: what.number,
        action: what.action.clone(),
        subject: what.subject.clone(),
        actor: commit(Part::Actor, &what.actor),
        reason: commit(Part::Reason, &what.reason),
        after: salt.commit(Part::After, &private.after),
        evidence: what.evidence.clone(),
        events,
        findings: counted,
    };
    let text = leaf.text();
    let hash = leaf_hash(text.as_bytes());
    Sealed {
        leaf,
        text,
        hash,
        private,
        findings,
    }
}
