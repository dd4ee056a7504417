//! What the words of a published rule meant when it was signed, kept with its text.
//!
//! A rule in force goes on meaning that, whatever the vocabulary says today; a changed definition
//! is a proposal like a changed text. What no rule in force uses changes freely.

use std::collections::{BTreeMap, BTreeSet};

use model::{KindName, Problems, Vocabulary, vocabulary::Kind};
use rules::tree::Rule;
use serde::{Deserialize, Serialize};

/// The part of a vocabulary that one rule uses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Words {
    /// What it uses, each with the digest of what that means: see [`rules::pins`].
    pub pins: BTreeMap<String, String>,
    /// The kinds these belong to, whole.
    pub kinds: Vec<Kind>,
}

impl Words {
    /// What a rule uses of a vocabulary.
    pub fn of(rule: &Rule, vocabulary: &Vocabulary) -> Self {
        let pins = rules::pins(rule, vocabulary);
        let subject = rule.expectation.subject.kind.as_str();
        let named = pins.keys().map(|pin| split(pin).0);
        let mut wanted: BTreeSet<&str> = BTreeSet::new();
        for kind in named.chain([subject]) {
            let lineage = vocabulary.lineage(kind);
            wanted.extend(lineage.map(|kind| kind.kind.as_str()));
        }
        for pin in pins.keys() {
            let (kind, name) = split(pin);
            let link = name.and_then(|name| vocabulary.link(kind, name));
            wanted.extend(link.map(|link| link.to.as_str()));
        }
        let kinds = vocabulary.kinds.values();
        let used = kinds.filter(|kind| wanted.contains(kind.kind.as_str()));
        Self {
            kinds: used.cloned().collect(),
            pins,
        }
    }

    /// The pins of another set that mean something else there.
    pub fn differing<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        self.pins.iter().filter_map(|(pin, digest)| {
            let theirs = other.pins.get(pin)?;
            (theirs != digest).then_some(pin.as_str())
        })
    }
}

/// A vocabulary in which everything that these words pin means what it meant then.
///
/// # Errors
/// When old and new do not fit together.
pub fn pinned<'a>(
    vocabulary: &Vocabulary,
    words: impl IntoIterator<Item = &'a Words>,
) -> Result<Vocabulary, Problems> {
    let mut kinds = vocabulary.kinds.clone();
    for words in words {
        let then: BTreeMap<&KindName, &Kind> =
            words.kinds.iter().map(|kind| (&kind.kind, kind)).collect();
        for kind in &words.kinds {
            kinds
                .entry(kind.kind.clone())
                .or_insert_with(|| kind.clone());
        }
        for pin in words.pins.keys() {
            let (name, part) = split(pin);
            let name = KindName::from(name);
            if let (Some(kind), Some(then)) = (kinds.get_mut(&name), then.get(&name)) {
                restore(kind, then, part);
            }
        }
    }
    let kinds: Vec<Kind> = kinds.into_values().collect();
    rules::assemble(kinds)
}

/// Makes one part of a kind what it was then; without a part, what makes something of the kind.
fn restore(kind: &mut Kind, then: &Kind, part: Option<&str>) {
    let Some(part) = part else {
        kind.is_a.clone_from(&then.is_a);
        kind.only.clone_from(&then.only);
        return;
    };
    if let Some(field) = then.fields.get(part) {
        kind.fields.insert(part.to_owned(), field.clone());
    } else if let Some(link) = then.links.get(part) {
        kind.links.insert(part.to_owned(), link.clone());
    } else if let Some(word) = then.words.get(part) {
        kind.words.insert(part.to_owned(), word.clone());
    }
}

/// A pin: the kind, and what of it.
fn split(pin: &str) -> (&str, Option<&str>) {
    match pin.split_once(": ") {
        Some((kind, part)) => (kind, Some(part)),
        None => (pin, None),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

    use super::*;

    fn vocabulary(stale: u32, more: &str) -> Vocabulary {
        let text = format!(
            "kind: account\nplural: accounts\nfields:\n  name: {{type: text}}\n  \
             last sign-in: {{type: event}}\nwords:\n  \
             stale: {{where: {{field: last sign-in, is more than … ago: {stale} days}}}}\n{more}"
        );
        rules::assemble(rules::read_vocabulary(&text, "v.yaml").unwrap()).unwrap()
    }

    fn rule(vocabulary: &Vocabulary) -> Rule {
        let text = "Rule: a\nId: a\nSeverity: low\nActivity: \"A\"\n\
                    Expectation: Every stale account must have name \"x\"\n";
        let parsed = rules::parse(text, "a.rule", "a", vocabulary);
        parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems))
    }

    #[test]
    fn a_changed_word_goes_on_meaning_what_was_signed() {
        let (then, now) = (vocabulary(90, ""), vocabulary(30, ""));
        let words = Words::of(&rule(&then), &then);
        assert!(words.pins.contains_key("account: stale"));
        assert_ne!(
            rules::version(&rule(&then), &then),
            rules::version(&rule(&now), &now)
        );
        let held = pinned(&now, [&words]).unwrap();
        assert_eq!(
            rules::version(&rule(&held), &held),
            rules::version(&rule(&then), &then)
        );
        let changed = Words::of(&rule(&now), &now);
        assert_eq!(
            words.differing(&changed).collect::<Vec<_>>(),
            ["account: stale"]
        );
    }

    #[test]
    fn additions_are_free() {
        let then = vocabulary(90, "");
        let now = vocabulary(
            90,
            "  idle: {where: {field: last sign-in, is never: true}}\n",
        );
        let words = Words::of(&rule(&then), &then);
        let held = pinned(&now, [&words]).unwrap();
        assert!(held.word("account", "idle").is_some());
        assert_eq!(words.differing(&Words::of(&rule(&now), &now)).count(), 0);
    }

    #[test]
    fn a_kind_that_was_deleted_is_still_known() {
        let then = vocabulary(90, "");
        let words = Words::of(&rule(&then), &then);
        let held = pinned(&Vocabulary::default(), [&words]).unwrap();
        assert_eq!(
            rules::version(&rule(&held), &held),
            rules::version(&rule(&then), &then)
        );
    }
}
