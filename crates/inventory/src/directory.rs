//! The directory: who carries which identifier, so that a pointer finds its target.

use std::collections::{BTreeMap, HashMap};

use model::{
    Claim, ClaimStrength, EntityId, KindName, Life, Ref, Vocabulary, vocabulary::Identifier,
};

use crate::{
    book::Kept,
    correlate::{
        Claims, Identifiers, Ranked, identifiers,
        normalise::{Worthless, tidy},
    },
    words,
};

/// One record of an entity that carries an identifier.
#[derive(Clone, Debug)]
struct Holder {
    entity: EntityId,
    scope: Option<String>,
    /// Whether the record is a tombstone.
    gone: bool,
    /// Whether the identifier finds surely: not weak, not ignored by its gate.
    trusted: bool,
}

/// All identifiers of all entities.
#[derive(Debug)]
pub(crate) struct Directory<'a> {
    kinds: HashMap<&'a str, Identifiers<'a>>,
    holders: HashMap<(KindName, String, String), Vec<Holder>>,
    /// The best state of each entity's records.
    lives: BTreeMap<EntityId, Life>,
}

/// Where a pointer leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// To one entity.
    One {
        entity: EntityId,
        by: Claim,
        trusted: bool,
    },
    /// To an entity that no source reports any more.
    Gone { entity: EntityId, by: Claim },
    /// To several, so to none.
    Several { count: usize, by: Claim },
    /// To nobody: the first identifier that could be read.
    Nobody { by: Claim },
    /// To a word that stands for nobody.
    Placeholder { by: Claim },
    /// Nothing is written.
    Nothing,
}

/// Words that name nobody, lower case (semantics 7: such a link is none, with its reason).
const PLACEHOLDERS: &[&str] = &[
    "tbd",
    "tbc",
    "todo",
    "unknown",
    "guest",
    "guests",
    "none",
    "n/a",
    "na",
    "nobody",
    "admin",
    "root",
    "test",
    "unassigned",
    "-",
    "?",
];

/// Whether a name stands for nobody.
pub(crate) fn is_placeholder(written: &str) -> bool {
    let plain = written.trim().trim_start_matches('@').to_lowercase();
    PLACEHOLDERS.contains(&&*plain)
}

impl<'a> Directory<'a> {
    pub(crate) fn new(vocabulary: &'a Vocabulary) -> Self {
        let roots = vocabulary.kinds.values().filter(|kind| kind.is_a.is_none());
        Self {
            kinds: roots
                .map(|kind| (kind.kind.as_str(), identifiers(&kind.identifiers)))
                .collect(),
            holders: HashMap::new(),
            lives: BTreeMap::new(),
        }
    }

    /// Enters one record of an entity. `ignored` are the values its kind's gates refuse.
    pub(crate) fn enter(
        &mut self,
        entity: &EntityId,
        kept: &Kept,
        claims: &Claims,
        ignored: &[model::entity::Suppressed],
    ) {
        let life = self.lives.entry(entity.clone()).or_insert(kept.life);
        *life = (*life).min(kept.life);
        for valid in &claims.valid {
            let trusted = self.strength(&entity.kind, &valid.claim.key) > ClaimStrength::Weak
                && !ignored
                    .iter()
                    .any(|suppressed| suppressed.claim == valid.claim);
            self.hold(entity, &valid.claim, kept, trusted);
        }
        for claim in &kept.record.claims {
            if self.identifier(&entity.kind, &claim.key).is_none() {
                self.hold(entity, &tidy(claim), kept, true);
            }
        }
    }

    fn hold(&mut self, entity: &EntityId, claim: &Claim, kept: &Kept, trusted: bool) {
        let key = (entity.kind.clone(), claim.key.clone(), claim.value.clone());
        self.holders.entry(key).or_default().push(Holder {
            entity: entity.clone(),
            scope: claim.scope.clone(),
            gone: kept.life == Life::Gone,
            trusted,
        });
    }

    fn identifier(&self, kind: &KindName, key: &str) -> Option<&'a Identifier> {
        self.ranked(kind, key).map(|ranked| ranked.identifier)
    }

    fn ranked(&self, kind: &KindName, key: &str) -> Option<&Ranked<'a>> {
        self.kinds.get(kind.as_str())?.get(key)
    }

    fn strength(&self, kind: &KindName, key: &str) -> ClaimStrength {
        self.identifier(kind, key)
            .map_or(ClaimStrength::Weak, |identifier| identifier.strength)
    }

    /// Follows a pointer: its identifiers in order, the first that finds somebody wins.
    pub(crate) fn find(&self, vocabulary: &Vocabulary, pointer: &Ref) -> Found {
        let kind = KindName::new(vocabulary.root(pointer.to.as_str()));
        let mut best = Found::Nothing;
        for written in &pointer.by {
            let found = self.find_one(&kind, written);
            if matches!(found, Found::One { .. } | Found::Gone { .. }) {
                return found;
            }
            // What says more about the failure stays: several, nobody, a placeholder, nothing.
            if says(&found) > says(&best) {
                best = found;
            }
        }
        best
    }

    /// Finds who carries one identifier.
    pub(crate) fn find_one(&self, kind: &KindName, written: &Claim) -> Found {
        let by = written.clone();
        let claim = match self.ranked(kind, &written.key) {
            Some(ranked) => ranked.reader.normalise(written),
            None if written.value.trim().is_empty() => Err(Worthless::Blank),
            None => Ok(tidy(written)),
        };
        let claim = match claim {
            Ok(claim) => claim,
            Err(Worthless::Blank) => return Found::Nothing,
            Err(Worthless::Placeholder) => return Found::Placeholder { by },
            Err(_) if is_placeholder(&written.value) => return Found::Placeholder { by },
            Err(_) => return Found::Nobody { by },
        };
        let key = (kind.clone(), claim.key.clone(), claim.value.clone());
        let holders = self.holders.get(&key).map_or(&[][..], Vec::as_slice);
        let fits = |holder: &&Holder| match (&holder.scope, &claim.scope) {
            (Some(theirs), Some(ours)) => theirs == ours,
            _ => true,
        };
        self.one_of(holders.iter().filter(fits).collect(), by)
    }

    /// Of those who carry it: the living before the gone, and only one of them.
    fn one_of(&self, holders: Vec<&Holder>, by: Claim) -> Found {
        let mut candidates: BTreeMap<&EntityId, (bool, bool)> = BTreeMap::new();
        for holder in holders {
            let (current, trusted) = candidates.entry(&holder.entity).or_insert((false, true));
            *current |= !holder.gone;
            *trusted &= holder.trusted;
        }
        let alive = |entity: &EntityId| self.lives.get(entity) != Some(&Life::Gone);
        let living: Vec<_> = candidates
            .iter()
            .filter(|(entity, _)| alive(entity))
            .collect();
        // An identifier that only a tombstone of an entity still carries loses to a current one.
        let current: Vec<_> = living.iter().filter(|(_, (current, _))| *current).collect();
        let pick = |found: &(&&EntityId, &(bool, bool))| Found::One {
            entity: (**found.0).clone(),
            by: by.clone(),
            trusted: found.1.1,
        };
        match (&current[..], &living[..]) {
            ([only], _) => pick(only),
            ([], [only]) => pick(only),
            ([], []) => match candidates.first_key_value() {
                Some((entity, _)) => Found::Gone {
                    entity: (*entity).clone(),
                    by,
                },
                None if is_placeholder(&by.value) => Found::Placeholder { by },
                None => Found::Nobody { by },
            },
            (several, _) => Found::Several {
                count: several.len().max(living.len()),
                by,
            },
        }
    }
}

fn says(found: &Found) -> u8 {
    match found {
        Found::Nothing => 0,
        Found::Placeholder { .. } => 1,
        Found::Nobody { .. } => 2,
        Found::Several { .. } => 3,
        Found::Gone { .. } => 4,
        Found::One { .. } => 5,
    }
}

impl Found {
    /// Why the pointer leads nowhere, when it does not.
    pub(crate) fn dangling(&self, vocabulary: &Vocabulary, kind: &str) -> Option<String> {
        let plural = || words::plural(vocabulary, kind);
        match self {
            Self::One { .. } => None,
            Self::Gone { entity, by } => Some(format!(
                "{entity}, which has {by}, is no longer reported by any source"
            )),
            Self::Several { count, by } => Some(format!("{count} {} have {by}", plural())),
            Self::Nobody { by } => Some(format!("no {kind} has {by}")),
            Self::Placeholder { by } => Some(format!("`{}` is a placeholder", by.value)),
            Self::Nothing => Some("nothing is written there".to_owned()),
        }
    }

    /// The identifier as it was written.
    pub(crate) fn by(&self) -> Option<&Claim> {
        match self {
            Self::One { by, .. }
            | Self::Gone { by, .. }
            | Self::Several { by, .. }
            | Self::Nobody { by }
            | Self::Placeholder { by } => Some(by),
            Self::Nothing => None,
        }
    }
}
