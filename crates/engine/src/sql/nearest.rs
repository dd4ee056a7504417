//! The name that somebody probably meant.

/// The nearest of these names, where one is near.
pub(super) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    app::workspace::nearest(name, names)
}
