//! Keeps people out of what leaves the organisation, where an auditor does not need them.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use model::{Entity, EntityId, Inventory};

/// Whether an auditor sees who people are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// People and things are told by their ids: `person-12`.
    #[default]
    Withheld,
    /// By what they are called.
    Shown,
}

/// Shorter texts name people by accident.
const SHORTEST: usize = 4;
/// Who did what no person did.
const JUDGE: &str = "judge";

/// Every text that names a person or an account, with the id in its place.
#[derive(Debug)]
pub(super) struct People {
    texts: Option<AhoCorasick>,
    ids: Vec<EntityId>,
    by_text: BTreeMap<String, EntityId>,
}

impl People {
    /// Those of an inventory; also those who left.
    pub(super) fn of(inventory: &Inventory) -> Self {
        let mut by_text: BTreeMap<String, EntityId> = BTreeMap::new();
        // A person before their accounts: a text that names both means the person.
        for kind in ["person", "account"] {
            for entity in inventory.of(kind) {
                for text in texts(entity) {
                    by_text.entry(text).or_insert_with(|| entity.id.clone());
                }
            }
        }
        let built = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(by_text.keys());
        Self {
            texts: built.ok(),
            ids: by_text.values().cloned().collect(),
            by_text,
        }
    }

    /// A text with the id of each person in the place of what names them. A text that cannot be
    /// searched is withheld whole.
    pub(super) fn hidden(&self, text: &str) -> String {
        let Some(texts) = &self.texts else {
            return String::new();
        };
        let mut hidden = String::with_capacity(text.len());
        let mut rest = 0;
        for found in texts.find_iter(text) {
            let (start, end) = (found.start(), found.end());
            let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            if joined(text[..start].chars().next_back()) || joined(text[end..].chars().next()) {
                continue;
            }
            hidden.push_str(&text[rest..start]);
            hidden.push_str(&self.ids[found.pattern().as_usize()].to_string());
            rest = end;
        }
        hidden.push_str(&text[rest..]);
        hidden
    }

    /// Whether a text names anybody.
    pub(super) fn named_in(&self, text: &str) -> bool {
        self.hidden(text) != text
    }

    /// Who did something, by id; `somebody` where nobody is known by that name.
    pub(super) fn actor(&self, actor: &str) -> String {
        if actor == JUDGE {
            return JUDGE.to_owned();
        }
        let known = self.by_text.get(&actor.to_lowercase());
        known.map_or_else(|| "somebody".to_owned(), ToString::to_string)
    }
}

/// What a person or an account is called, in small letters.
fn texts(entity: &Entity) -> Vec<String> {
    let fields = ["name", "email", "username"].map(|field| entity.reading(field).text());
    let all = fields.into_iter().flatten().map(str::to_owned);
    all.chain([entity.name.clone()])
        .map(|text| text.trim().to_lowercase())
        .filter(|text| text.chars().count() >= SHORTEST)
        .collect()
}
