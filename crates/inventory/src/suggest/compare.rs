//! What speaks for two entities being one thing, and what against it, in bits.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Entity, Reading, Value,
    entity::RefusedEdge,
    vocabulary::{FieldType, Kind},
};
use unicode_normalization::UnicodeNormalization;

/// How often one thing is written the same way in two tools: a guess, used for every field. The
/// rest is typing errors, changes that one tool has not heard of yet, and other habits.
const SAME_WHEN_ONE: f64 = 0.9;
/// Names are written in more ways: married, shortened, middle names.
const SAME_NAME_WHEN_ONE: f64 = 0.8;
/// From here on two writings of a name count as alike (Jaro and Winkler, 1990).
const ALIKE: f64 = 0.92;

/// Something that was compared.
#[derive(Clone, Debug)]
pub(super) struct Compared {
    /// More than 0 speaks for one thing, less against it.
    pub(super) bits: f64,
    pub(super) says: String,
}

/// How many entities there are, and how many of them say each value.
#[derive(Debug)]
pub(super) struct Frequencies {
    entities: usize,
    names: BTreeMap<String, usize>,
    values: BTreeMap<(String, String), usize>,
}

impl Frequencies {
    pub(super) fn of(entities: &[&Entity], kind: &Kind) -> Self {
        let mut frequencies = Self {
            entities: entities.len(),
            names: BTreeMap::new(),
            values: BTreeMap::new(),
        };
        for entity in entities {
            let name = words(&entity.name).join(" ");
            *frequencies.names.entry(name).or_default() += 1;
            for (field, value) in values(entity, kind) {
                *frequencies
                    .values
                    .entry((field.to_owned(), value))
                    .or_default() += 1;
            }
        }
        frequencies
    }

    pub(super) fn entities(&self) -> usize {
        self.entities
    }

    /// How likely two different things agree on what so many others say. Half a case more than
    /// was seen (Krichevsky and Trofimov, 1981): what nobody else says is rare, not impossible.
    fn by_chance(&self, others: usize) -> f64 {
        ((others as f64 + 0.5) / self.entities.max(2) as f64).min(0.99)
    }
}

/// The words of a name, without marks above letters and in the order of the alphabet: `Strauß,
/// Zoë` and `zoe strauss` are the same.
pub(super) fn words(name: &str) -> Vec<String> {
    let plain: String = name
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let plain = plain.replace('ß', "ss");
    let mut words: Vec<String> = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.sort();
    words
}

/// Compares two entities of a kind by name and by every field that both know.
pub(super) fn compare(
    [one, other]: [&Entity; 2],
    frequencies: &Frequencies,
    kind: &Kind,
) -> Vec<Compared> {
    let mut compared = vec![names([one, other], frequencies)];
    let (mine, theirs) = (values(one, kind), values(other, kind));
    for (field, value) in &mine {
        let Some(their) = theirs.get(field) else {
            continue;
        };
        let key = ((*field).to_owned(), value.clone());
        let say = frequencies.values.get(&key).copied().unwrap_or(1);
        // The two themselves, or this one, are among those who say it.
        let own = 1 + usize::from(value == their);
        let chance = frequencies.by_chance(say.saturating_sub(own));
        compared.push(match value == their {
            true => Compared {
                bits: (SAME_WHEN_ONE / chance).log2().max(0.0),
                says: format!("both have {field} {value}"),
            },
            false => Compared {
                bits: ((1.0 - SAME_WHEN_ONE) / (1.0 - chance)).log2(),
                says: format!("{field} is {value} here and {their} there"),
            },
        });
    }
    for shared in shared_identifiers([one, other]) {
        compared.push(Compared {
            // It was not good enough to join them, so it counts little.
            bits: 1.0,
            says: format!("both have {shared}"),
        });
    }
    compared
}

fn names(pair: [&Entity; 2], frequencies: &Frequencies) -> Compared {
    let [one, other] = pair.map(|entity| words(&entity.name).join(" "));
    let alike = strsim::jaro_winkler(&one, &other);
    let say = |name: &str| frequencies.names.get(name).copied().unwrap_or(1);
    // Of two writings the commoner one decides how little an agreement says.
    let own = 1 + usize::from(one == other);
    let chance = frequencies.by_chance(say(&one).max(say(&other)).saturating_sub(own));
    if one == other {
        return Compared {
            bits: (SAME_NAME_WHEN_ONE / chance).log2().max(0.0),
            says: format!("both are called {}", pair[0].name),
        };
    }
    let says = format!("the names {} and {}", pair[0].name, pair[1].name);
    match alike >= ALIKE {
        true => Compared {
            bits: (alike * SAME_NAME_WHEN_ONE / chance).log2().max(0.0) - 1.0,
            says: format!("{says} are alike"),
        },
        false => Compared {
            bits: ((1.0 - SAME_NAME_WHEN_ONE) / (1.0 - chance)).log2(),
            says: format!("{says} differ"),
        },
    }
}

/// Texts and days that tell things of a kind apart; the field that names it is compared as a name.
fn values<'a>(entity: &'a Entity, kind: &Kind) -> BTreeMap<&'a str, String> {
    let telling = |field: &str| {
        let known = kind.fields.get(field);
        known.is_some_and(|known| {
            let words = matches!(known.field_type, FieldType::Text | FieldType::Date);
            words && kind.named_by.as_deref() != Some(field) && field != "name"
        })
    };
    let facts = entity.facts.iter().filter(|(field, _)| telling(field));
    facts
        .filter_map(|(field, set)| match set.reading() {
            Reading::Known(Value::Text(text)) => Some((field.as_str(), words(text).join(" "))),
            Reading::Known(value @ (Value::Date(_) | Value::Instant(_))) => {
                Some((field.as_str(), value.to_string()))
            }
            _ => None,
        })
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// Identifiers that both carry and that are ignored.
fn shared_identifiers([one, other]: [&Entity; 2]) -> BTreeSet<String> {
    let of = |entity: &Entity| -> BTreeSet<String> {
        let ignored = entity.suppressed.iter();
        ignored.map(|ignored| ignored.claim.to_string()).collect()
    };
    of(one).intersection(&of(other)).cloned().collect()
}

/// Whether it is known already that they are two.
pub(super) fn excluded([one, other]: [&Entity; 2], kind: &Kind) -> bool {
    let holds = |entity: &Entity, edge: &RefusedEdge| {
        let mut members = entity.members.iter();
        members.any(|member| edge.between.contains(&member.record))
    };
    let mut refused = one.refused.iter();
    if refused.any(|edge| holds(one, edge) && holds(other, edge)) {
        return true;
    }
    let mut exclusive = kind.identifiers.iter().filter(|(_, known)| known.exclusive);
    exclusive.any(|(name, _)| {
        let value = |entity: &Entity| Some(words(entity.facts.get(name)?.reading().text()?));
        matches!((value(one), value(other)), (Some(a), Some(b)) if a != b)
    })
}
