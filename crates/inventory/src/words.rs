//! Looking names up for an entity: it is stored under its root kind, and may be any derived one.

use model::{
    Vocabulary,
    vocabulary::{Field, Kind, Link},
};

/// The root kind and all kinds derived from it.
pub(crate) fn family<'v>(vocabulary: &'v Vocabulary, root: &str) -> impl Iterator<Item = &'v Kind> {
    let kinds = vocabulary.kinds.values();
    // Asked for every field of every record: most kinds are their own root, which needs no look-up.
    kinds.filter(move |kind| match &kind.is_a {
        None => kind.kind.as_str() == root,
        Some(parent) => vocabulary.root(parent.as_str()) == root,
    })
}

/// A field of the root kind or of one derived from it.
pub(crate) fn field<'v>(vocabulary: &'v Vocabulary, root: &str, name: &str) -> Option<&'v Field> {
    family(vocabulary, root).find_map(|kind| kind.fields.get(name))
}

/// A link of the root kind or of one derived from it.
pub(crate) fn link<'v>(vocabulary: &'v Vocabulary, root: &str, name: &str) -> Option<&'v Link> {
    family(vocabulary, root).find_map(|kind| kind.links.get(name))
}

/// The kind in the plural.
pub(crate) fn plural<'v>(vocabulary: &'v Vocabulary, kind: &'v str) -> &'v str {
    vocabulary
        .kind(kind)
        .map_or(kind, |kind| kind.plural.as_str())
}
