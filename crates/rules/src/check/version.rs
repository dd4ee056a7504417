//! The version of a rule: a digest of what it says, and of what its words mean.

use std::collections::BTreeMap;

use model::{
    Vocabulary,
    vocabulary::{Field, Kind},
};
use serde::Serialize;

use super::reads::{Part, parts};
use crate::{tree::Rule, words};

/// The version of a rule: the first 16 hexadecimal digits of the BLAKE3 digest of its tree as
/// JSON and of its [`pins`]. Comments, the order of its labels and what of it is taken from its
/// baseline are left aside: mere spelling changes nothing; a definition that says something else
/// does.
pub fn version(rule: &Rule, vocabulary: &Vocabulary) -> String {
    let said = Rule {
        notes: Vec::new(),
        order: Vec::new(),
        inherits: None,
        ..rule.clone()
    };
    digest(&(said, pins(rule, vocabulary)))
}

/// What a rule uses of the vocabulary, each with a digest of what it means: words
/// (`account: stale`), fields with type, values and longest age, links with where they lead, and
/// derived kinds (`laptop`). What a definition uses is listed as well, so that of two versions of
/// a vocabulary the pins that differ name what was redefined.
pub fn pins(rule: &Rule, vocabulary: &Vocabulary) -> BTreeMap<String, String> {
    let pin = |part: &Part| meaning(part, vocabulary);
    parts(rule, vocabulary).iter().filter_map(pin).collect()
}

/// A part of the vocabulary under its name, and the digest of what it means. A root kind means
/// nothing beyond its name.
fn meaning(part: &Part, vocabulary: &Vocabulary) -> Option<(String, String)> {
    let about = |kind: &str| -> Option<&Kind> { vocabulary.kind(kind) };
    Some(match part {
        Part::Kind(kind) => {
            let own = words::own_membership(vocabulary, about(kind)?).ok()??;
            (kind.clone(), digest(&(&about(kind)?.is_a, own)))
        }
        Part::Field(kind, name) => {
            let field = about(kind)?.fields.get(name)?;
            // What is offered, who may see it and who is believed first decides no verdict's
            // meaning; everything else does.
            let means = Field {
                synonyms: Vec::new(),
                personal: false,
                trust_first: Vec::new(),
                ..field.clone()
            };
            (format!("{kind}: {name}"), digest(&means))
        }
        Part::Link(kind, name) => {
            let link = about(kind)?.links.get(name)?;
            let means = (&link.to, link.many, &link.other_side_of);
            (format!("{kind}: {name}"), digest(&means))
        }
        Part::Word(kind, name) => {
            // `None` where a source says so directly.
            let means = words::definition(vocabulary, kind, name).ok()?;
            (format!("{kind}: {name}"), digest(&means))
        }
    })
}

fn digest(of: &impl Serialize) -> String {
    // A tree has neither keys that are no text nor numbers that JSON cannot hold.
    let json = serde_json::to_vec(of).unwrap_or_default();
    blake3::hash(&json).to_hex()[..16].to_owned()
}
