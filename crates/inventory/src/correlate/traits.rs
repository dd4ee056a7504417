//! What machines are known to be that two records of one thing cannot disagree on.

use model::Record;

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

/// The platform a record knows of, as a family: `mac os x` and `macOS` are one.
pub(super) fn platform(record: &Record) -> Option<String> {
    let text = record.fields.get(SYSTEM)?.text()?.to_lowercase();
    let family = [
        ("ipados", "iPadOS"),
        ("ios", "iOS"),
        ("iphone", "iOS"),
        ("mac", "macOS"),
        ("darwin", "macOS"),
        ("os x", "macOS"),
        ("windows", "Windows"),
        ("android", "Android"),
        ("chrome", "ChromeOS"),
        ("linux", "Linux"),
        ("ubuntu", "Linux"),
        ("debian", "Linux"),
    ];
    family
        .iter()
        .find(|(word, _)| text.contains(word))
        .map(|(_, name)| (*name).to_owned())
}

/// The maker a record knows of, by its first word: `Apple` and `Apple Inc.` are one.
pub(super) fn maker(record: &Record) -> Option<String> {
    let text = record.fields.get(MAKER)?.text()?.to_lowercase();
    let first = text
        .split(|c: char| !c.is_alphanumeric())
        .find(|word| !word.is_empty())?;
    let same = SAME_MAKER.iter().find(|(name, _)| *name == first);
    Some(same.map_or(first, |(_, name)| name).to_owned())
}
