//! Commitments: a digest that fixes a text without telling it, and that tells nothing any more
//! once its salt is gone.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use tlog::{Hash, hash::hash};

/// What the salted hash begins with, so that it is the hash of nothing else.
const DOMAIN: &[u8] = b"allhands.commitment/1\0";
/// The same for the salt of one part.
const SALT_DOMAIN: &[u8] = b"allhands.salt/1\0";

/// A SHA-256 in an entry, written as hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(pub Hash);

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.hex())
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Hash::from_hex(&text).map(Self).map_err(de::Error::custom)
    }
}

/// What a commitment is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Who did it.
    Actor,
    /// Why, in their words.
    Reason,
    /// What was done, whole.
    After,
}

impl Part {
    fn name(self) -> &'static [u8] {
        match self {
            Self::Actor => b"actor",
            Self::Reason => b"reason",
            Self::After => b"after",
        }
    }
}

/// 32 random bytes, for one entry and for one part of it. Without it a commitment tells nothing
/// about what it is to, not even to somebody who tries every name there is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt(..)")
    }
}

impl Salt {
    /// The salt of one part of an entry: handing it out tells nothing of the other parts.
    #[must_use]
    pub fn of(&self, part: Part) -> Self {
        Self(hash(&[SALT_DOMAIN, part.name(), b"\0", &self.0]).0)
    }

    /// The commitment to a part of the entry whose salt this is:
    /// `SHA-256("allhands.commitment/1" 00 salt-of-part text)`, the salt of the part being
    /// `SHA-256("allhands.salt/1" 00 part 00 salt-of-entry)`.
    pub fn commit(&self, part: Part, text: &str) -> Digest {
        let opened = Opened {
            part,
            salt: Digest(Hash(self.of(part).0)),
            text: text.to_owned(),
        };
        opened.commitment()
    }
}

/// A part with its salt: whoever has both can see that the commitment is to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// What it is.
    pub part: Part,
    /// The salt of this part alone.
    pub salt: Digest,
    /// What the commitment is to.
    pub text: String,
}

impl Opened {
    /// The commitment that stands in the entry.
    pub fn commitment(&self) -> Digest {
        Digest(hash(&[DOMAIN, &self.salt.0.0, self.text.as_bytes()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commitment_opens_with_its_own_salt_and_text_only() {
        let salt = Salt([5; 32]);
        let commitment = salt.commit(Part::Actor, "mara@example.org");
        let opened = |part, salt: Salt, text: &str| Opened {
            part,
            salt: Digest(Hash(salt.0)),
            text: text.to_owned(),
        };
        let good = opened(Part::Actor, salt.of(Part::Actor), "mara@example.org");
        assert_eq!(good.commitment(), commitment);
        let other_text = opened(Part::Actor, salt.of(Part::Actor), "nils@example.org");
        assert_ne!(other_text.commitment(), commitment);
        let other_salt = opened(Part::Actor, salt.of(Part::Reason), "mara@example.org");
        assert_ne!(other_salt.commitment(), commitment);
        assert_eq!(format!("{salt:?}"), "Salt(..)");
    }
}
