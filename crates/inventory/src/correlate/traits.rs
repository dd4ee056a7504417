//! What machines are known to be that two records of one thing cannot disagree on.

use model::Record;

use super::engine::{Platform, word_of};

/// Field that says what a device runs.
const SYSTEM: &str = "operating system";
/// Field that says who made a device.
const MAKER: &str = "manufacturer";

/// Names of one maker that do not begin alike.
const SAME_MAKER: &[(&str, &str)] = &[
    ("hewlett", "hp"),
    ("micro", "msi"),
    ("asustek", "asus"),
    ("asustekcomputer", "asus"),
];

/// Families of systems: `mac os x` and `macOS` are one. The first word that is found counts.
const FAMILIES: &[(&str, u8)] = &[
    ("ipados", 1),
    ("ios", 2),
    ("iphone", 2),
    ("mac", 3),
    ("darwin", 3),
    ("os x", 3),
    ("windows", 4),
    ("android", 5),
    ("chrome", 6),
    ("linux", 7),
    ("ubuntu", 7),
    ("debian", 7),
];

/// What people call the families, from number 1.
const NAMES: &[&str] = &[
    "iPadOS", "iOS", "macOS", "Windows", "Android", "ChromeOS", "Linux",
];

/// The family of systems a record runs; 0 when it does not say.
pub(super) fn platform(record: &Record) -> Platform {
    let Some(text) = record.fields.get(SYSTEM).and_then(|reading| reading.text()) else {
        return 0;
    };
    let text = text.to_lowercase();
    let family = FAMILIES.iter().find(|(word, _)| text.contains(word));
    family.map_or(0, |(_, number)| *number)
}

/// What people call the family of systems a record runs.
pub(super) fn platform_name(record: &Record) -> &'static str {
    let number = usize::from(platform(record));
    number
        .checked_sub(1)
        .and_then(|at| NAMES.get(at))
        .copied()
        .unwrap_or("unknown")
}

/// The maker a record knows of; 0 when it does not say.
pub(super) fn maker(record: &Record) -> u32 {
    maker_name(record).map_or(0, |name| word_of(&name))
}

/// The maker a record knows of, by its first word: `Apple` and `Apple Inc.` are one.
pub(super) fn maker_name(record: &Record) -> Option<String> {
    let text = record.fields.get(MAKER)?.text()?.to_lowercase();
    let first = text
        .split(|c: char| !c.is_alphanumeric())
        .find(|word| !word.is_empty())?;
    let same = SAME_MAKER.iter().find(|(name, _)| *name == first);
    Some(same.map_or(first, |(_, name)| name).to_owned())
}
