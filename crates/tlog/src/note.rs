//! Signed notes: text, an empty line, and lines that sign it, as <https://c2sp.org/signed-note>.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

use crate::hash::hash;

/// What a signature line starts with: em dash, space.
const DASH: &str = "\u{2014} ";
/// Signature type of a note that a log signs.
pub const ED25519_TYPE: u8 = 0x01;
/// Signature type of a cosignature with a time, see [`crate::cosign`].
pub const COSIGNATURE_TYPE: u8 = 0x04;
/// More signatures than this are not read; the standard asks for 16 at least.
const MAX_SIGNATURES: usize = 100;
/// Longer notes are not read.
const MAX_LENGTH: usize = 1 << 20;

/// Text with its signatures, none of them checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The text, ending in a newline.
    pub text: String,
    /// Its signatures, in order.
    pub signatures: Vec<NoteSignature>,
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// The name of the key.
    pub name: String,
    /// The id of the key.
    pub id: u32,
    /// What the key made of the text.
    pub bytes: Vec<u8>,
}

/// Why a note is no note, or says nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not of the form of a signed note.
    #[error("not a signed note: {0}")]
    Malformed(&'static str),
    /// A signature of a known key is not over this text.
    #[error("the signature of `{0}` is not over this text")]
    Wrong(String),
    /// No known key signed.
    #[error("no known key signed it; it carries {}", listed(.0))]
    Unsigned(Vec<String>),
}

/// Names in a sentence.
fn listed(names: &[String]) -> String {
    match names {
        [] => "no signature".to_owned(),
        names => format!("those of `{}`", names.join("`, `")),
    }
}

impl Note {
    /// A note without signatures yet.
    ///
    /// # Errors
    /// When the text does not end in a newline or holds a control character.
    pub fn new(text: impl Into<String>) -> Result<Self, NoteError> {
        let text = text.into();
        if !text.ends_with('\n') {
            return Err(NoteError::Malformed("its text does not end in a newline"));
        }
        no_controls(&text)?;
        let signatures = Vec::new();
        Ok(Self { text, signatures })
    }

    /// Checks the signatures of known keys and answers with the keys that signed, in their order.
    /// Signatures of unknown keys count for nothing.
    ///
    /// # Errors
    /// When one of a known key is wrong, or no known key signed.
    pub fn verify<'k>(&self, keys: &'k [VerifierKey]) -> Result<Vec<&'k VerifierKey>, NoteError> {
        let mut signers = Vec::new();
        for key in keys {
            let mut of_key = self.signatures.iter().filter(|line| key.made(line));
            if let Some(first) = of_key.next() {
                key.check(&self.text, first)?;
                signers.push(key);
            }
        }
        if signers.is_empty() {
            let names = self.signatures.iter().map(|line| line.name.clone());
            return Err(NoteError::Unsigned(names.collect()));
        }
        Ok(signers)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for line in &self.signatures {
            let mut bytes = line.id.to_be_bytes().to_vec();
            bytes.extend(&line.bytes);
            writeln!(f, "{DASH}{} {}", line.name, STANDARD.encode(bytes))?;
        }
        Ok(())
    }
}

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(whole: &str) -> Result<Self, NoteError> {
        if whole.len() > MAX_LENGTH {
            return Err(NoteError::Malformed("it is longer than a note may be"));
        }
        no_controls(whole)?;
        let at = whole.rfind("\n\n");
        let at = at.ok_or(NoteError::Malformed("no empty line before the signatures"))?;
        let (text, lines) = (&whole[..=at], &whole[at + 2..]);
        let lines = lines.strip_suffix('\n');
        let lines = lines.ok_or(NoteError::Malformed("no line of signature at its end"))?;
        let signatures: Vec<_> = lines.split('\n').map(line).collect::<Result<_, _>>()?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(NoteError::Malformed("more signatures than a note may have"));
        }
        let text = text.to_owned();
        Ok(Self { text, signatures })
    }
}

fn no_controls(text: &str) -> Result<(), NoteError> {
    let control = |c: char| c < ' ' && c != '\n';
    if text.contains(control) {
        return Err(NoteError::Malformed("it holds a control character"));
    }
    Ok(())
}

/// One signature line.
fn line(text: &str) -> Result<NoteSignature, NoteError> {
    let malformed = NoteError::Malformed("a line of signature is not `— name base64`");
    let parted = text
        .strip_prefix(DASH)
        .and_then(|rest| rest.split_once(' '));
    let Some((name, base64)) = parted else {
        return Err(malformed);
    };
    let bytes = STANDARD.decode(base64).map_err(|_| malformed.clone())?;
    match bytes.split_first_chunk::<4>() {
        Some((id, rest)) if is_key_name(name) && !rest.is_empty() => Ok(NoteSignature {
            name: name.to_owned(),
            id: u32::from_be_bytes(*id),
            bytes: rest.to_vec(),
        }),
        _ => Err(malformed),
    }
}

/// Whether this may be the name of a key: not empty, no space, no plus, no control character.
pub fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

/// A key that checks signatures: `name+id+base64`, the form that is handed to auditors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    kind: u8,
    public: [u8; 32],
}

/// Why a text is no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not of the form `name+id+base64`.
    #[error("not a key of the form `name+12ab34cd+base64`")]
    Form,
    /// The id is not the one of this name and key: a letter is wrong somewhere.
    #[error("the id `{found:08x}` is not that of its name and key, which is `{expected:08x}`")]
    Id {
        /// What stands there.
        found: u32,
        /// What the rest makes.
        expected: u32,
    },
    /// A kind of signature that is not read here.
    #[error("signature type {0} is not read here, only Ed25519 (1) and its cosignatures (4)")]
    Kind(u8),
    /// No name of a key.
    #[error("`{0}` cannot name a key: no spaces, no `+`, not empty")]
    Name(String),
    /// No key of 32 bytes.
    #[error("not an Ed25519 key")]
    Ed25519,
}

impl VerifierKey {
    /// A key of a kind: [`ED25519_TYPE`] or [`COSIGNATURE_TYPE`].
    ///
    /// # Errors
    /// When the name cannot name a key, or the kind is another one.
    pub fn new(name: &str, kind: u8, public: [u8; 32]) -> Result<Self, KeyError> {
        if !is_key_name(name) {
            return Err(KeyError::Name(name.to_owned()));
        }
        if !matches!(kind, ED25519_TYPE | COSIGNATURE_TYPE) {
            return Err(KeyError::Kind(kind));
        }
        let [a, b, c, d, ..] = hash(&[name.as_bytes(), b"\n", &[kind], &public]).0;
        let id = u32::from_be_bytes([a, b, c, d]);
        let name = name.to_owned();
        Ok(Self {
            name,
            id,
            kind,
            public,
        })
    }

    /// Its name; that of a log is its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of the hash of name, kind and key.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Its kind: [`ED25519_TYPE`] or [`COSIGNATURE_TYPE`].
    pub fn kind(&self) -> u8 {
        self.kind
    }

    /// Whether a signature line claims to be of this key.
    pub fn made(&self, line: &NoteSignature) -> bool {
        line.name == self.name && line.id == self.id
    }

    /// Checks one signature line of this key over a text.
    ///
    /// # Errors
    /// When it is not over this text.
    pub fn check(&self, text: &str, line: &NoteSignature) -> Result<(), NoteError> {
        let good = match self.kind {
            COSIGNATURE_TYPE => crate::cosign::is_over(self, text, &line.bytes),
            _ => self.is_signed(text.as_bytes(), &line.bytes),
        };
        if good {
            Ok(())
        } else {
            Err(NoteError::Wrong(self.name.clone()))
        }
    }

    /// Whether these 64 bytes are this key's signature over a message.
    pub(crate) fn is_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(&ED25519, &self.public);
        key.verify(message, signature).is_ok()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.kind];
        bytes.extend(self.public);
        let key = STANDARD.encode(bytes);
        write!(f, "{}+{:08x}+{key}", self.name, self.id)
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Form);
        };
        let digit = |c: char| matches!(c, '0'..='9' | 'a'..='f');
        if id.len() != 8 || !id.chars().all(digit) {
            return Err(KeyError::Form);
        }
        let found = u32::from_str_radix(id, 16).map_err(|_| KeyError::Form)?;
        let bytes = STANDARD.decode(key).map_err(|_| KeyError::Form)?;
        let Some((kind, public)) = bytes.split_first() else {
            return Err(KeyError::Form);
        };
        let public = public.try_into().map_err(|_| KeyError::Ed25519)?;
        let key = Self::new(name, *kind, public)?;
        let expected = key.id;
        if found != expected {
            return Err(KeyError::Id { found, expected });
        }
        Ok(key)
    }
}

/// A key that signs. What it prints in `Debug` does not hold the secret.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    name: String,
    public: [u8; 32],
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl SigningKey {
    /// The key of a seed of 32 bytes, as RFC 8032 section 5.1.5 makes it.
    ///
    /// # Errors
    /// When the name cannot name a key, or the seed makes none.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_key_name(name) {
            return Err(KeyError::Name(name.to_owned()));
        }
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| KeyError::Ed25519)?;
        let public = pair.public_key().as_ref();
        let public = public.try_into().map_err(|_| KeyError::Ed25519)?;
        let name = name.to_owned();
        Ok(Self { pair, name, public })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What checks its signatures under notes.
    ///
    /// # Errors
    /// None for a key that was made here.
    pub fn verifier(&self) -> Result<VerifierKey, KeyError> {
        VerifierKey::new(&self.name, ED25519_TYPE, self.public)
    }

    /// What checks its cosignatures.
    ///
    /// # Errors
    /// None for a key that was made here.
    pub fn cosigner(&self) -> Result<VerifierKey, KeyError> {
        VerifierKey::new(&self.name, COSIGNATURE_TYPE, self.public)
    }

    /// Signs a note.
    ///
    /// # Errors
    /// None for a key that was made here.
    pub fn sign(&self, note: &mut Note) -> Result<(), KeyError> {
        let id = self.verifier()?.id;
        let bytes = self.sign_bytes(note.text.as_bytes());
        let name = self.name.clone();
        note.signatures.push(NoteSignature { name, id, bytes });
        Ok(())
    }

    /// The 64 bytes of a signature over a message.
    pub(crate) fn sign_bytes(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }
}

/// What the text of a signing key begins with, as `golang.org/x/mod/sumdb/note` writes it.
const PRIVATE: &str = "PRIVATE+KEY+";

impl SigningKey {
    /// The text of the key of a seed: `PRIVATE+KEY+name+id+base64`, which other programs for
    /// signed notes read too.
    ///
    /// # Errors
    /// As [`SigningKey::from_seed`].
    pub fn text(name: &str, seed: &[u8; 32]) -> Result<String, KeyError> {
        let id = Self::from_seed(name, seed)?.verifier()?.id;
        let mut bytes = vec![ED25519_TYPE];
        bytes.extend(seed);
        let key = STANDARD.encode(bytes);
        Ok(format!("{PRIVATE}{name}+{id:08x}+{key}"))
    }
}

impl FromStr for SigningKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let rest = text.strip_prefix(PRIVATE).ok_or(KeyError::Form)?;
        let mut parts = rest.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Form);
        };
        let found = u32::from_str_radix(id, 16).map_err(|_| KeyError::Form)?;
        let bytes = STANDARD.decode(key).map_err(|_| KeyError::Form)?;
        let seed = match bytes.split_first() {
            Some((&ED25519_TYPE, seed)) => seed.try_into().map_err(|_| KeyError::Ed25519)?,
            Some((kind, _)) => return Err(KeyError::Kind(*kind)),
            None => return Err(KeyError::Form),
        };
        let key = Self::from_seed(name, seed)?;
        let expected = key.verifier()?.id;
        if found != expected {
            return Err(KeyError::Id { found, expected });
        }
        Ok(key)
    }
}
