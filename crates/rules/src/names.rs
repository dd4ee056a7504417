//! Looking names up in the vocabulary, lineage included, and saying them in the right number.

use model::{
    Vocabulary,
    vocabulary::{Field, Link, Word},
};

use crate::{
    operators::Comparable,
    tree::{Path, Quantity},
};

/// Fields of a kind and of those it is derived from, nearest first.
pub(crate) fn fields<'v>(
    vocabulary: &'v Vocabulary,
    kind: &str,
) -> impl Iterator<Item = (&'v str, &'v Field)> {
    vocabulary.lineage(kind).flat_map(|kind| {
        kind.fields
            .iter()
            .map(|(name, field)| (name.as_str(), field))
    })
}

/// Links of a kind and of those it is derived from, nearest first.
pub(crate) fn links<'v>(
    vocabulary: &'v Vocabulary,
    kind: &str,
) -> impl Iterator<Item = (&'v str, &'v Link)> {
    vocabulary
        .lineage(kind)
        .flat_map(|kind| kind.links.iter().map(|(name, link)| (name.as_str(), link)))
}

/// To-one links of a kind.
pub(crate) fn to_one<'v>(
    vocabulary: &'v Vocabulary,
    kind: &str,
) -> impl Iterator<Item = (&'v str, &'v Link)> {
    links(vocabulary, kind).filter(|(_, link)| !link.many)
}

/// To-many links of a kind.
pub(crate) fn to_many<'v>(
    vocabulary: &'v Vocabulary,
    kind: &str,
) -> impl Iterator<Item = (&'v str, &'v Link)> {
    links(vocabulary, kind).filter(|(_, link)| link.many)
}

/// Adjectives of a kind and of those it is derived from, nearest first.
pub(crate) fn words<'v>(
    vocabulary: &'v Vocabulary,
    kind: &str,
) -> impl Iterator<Item = (&'v str, &'v Word)> {
    vocabulary
        .lineage(kind)
        .flat_map(|kind| kind.words.iter().map(|(name, word)| (name.as_str(), word)))
}

/// One row of a to-many link; the word that opens its scope.
pub(crate) fn singular(link: &Link) -> &str {
    link.singular.as_deref().unwrap_or(link.to.as_str())
}

/// Several rows of a to-many link.
pub(crate) fn plural<'v>(name: &'v str, link: &'v Link) -> &'v str {
    link.plural.as_deref().unwrap_or(name)
}

/// What a path leads to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Typed<'v> {
    /// What can be compared there.
    pub(crate) comparable: Comparable,
    /// The field, when it is one.
    pub(crate) field: Option<&'v Field>,
    /// The kind that has the field, or that the last link leads to.
    pub(crate) kind: &'v str,
}

/// What a path from a kind leads to; none when the vocabulary does not know it.
pub(crate) fn typed<'v>(
    vocabulary: &'v Vocabulary,
    kind: &'v str,
    path: &Path,
) -> Option<Typed<'v>> {
    let mut kind = kind;
    for link in &path.links {
        kind = vocabulary.link(kind, link)?.to.as_str();
    }
    Some(match &path.field {
        Some(name) => {
            let field = vocabulary.field(kind, name)?;
            Typed {
                comparable: Comparable::Field(field.field_type),
                field: Some(field),
                kind,
            }
        }
        None => Typed {
            comparable: Comparable::Link,
            field: None,
            kind,
        },
    })
}

/// Whether two kinds are one or derived from the same root.
pub(crate) fn same_family(vocabulary: &Vocabulary, one: &str, other: &str) -> bool {
    vocabulary.root(one) == vocabulary.root(other)
}

/// `a` or `an` before a word.
pub(crate) fn article(word: &str) -> &'static str {
    let first = word.chars().next().map(|c| c.to_ascii_lowercase());
    let sounds_like_you = ["uni", "use", "usa", "eu"]
        .iter()
        .any(|start| word.starts_with(start));
    match first {
        Some('a' | 'e' | 'i' | 'o' | 'u') if !sounds_like_you => "an",
        _ => "a",
    }
}

/// `at least 2 admins`: a quantity and the relation in the number that goes with it.
pub(crate) fn quantified(quantity: Quantity, singular: &str, plural: &str) -> String {
    let count = |words: &str, count: u32| {
        format!(
            "{words} {count} {}",
            if count == 1 { singular } else { plural }
        )
    };
    match quantity {
        Quantity::Some => format!("{} {singular}", article(singular)),
        Quantity::No => format!("no {singular}"),
        Quantity::Only => format!("only {plural}"),
        Quantity::AtLeast(n) => count("at least", n),
        Quantity::AtMost(n) => count("at most", n),
        Quantity::Exactly(n) => count("exactly", n),
        Quantity::MoreThan(n) => count("more than", n),
        Quantity::FewerThan(n) => count("fewer than", n),
        Quantity::AtLeastPercent(n) => format!("at least {n}% of its {plural}"),
        Quantity::AtMostPercent(n) => format!("at most {n}% of its {plural}"),
        Quantity::ExactlyPercent(n) => format!("exactly {n}% of its {plural}"),
    }
}
