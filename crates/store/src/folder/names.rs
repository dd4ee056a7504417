//! Which names files may have.

/// Whether a text file may have this name: one or two plain parts, nothing that leads elsewhere.
pub(super) fn is_text_name(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    parts.len() <= 2 && parts.iter().all(|part| is_plain(part)) && parts[0] != super::runs::TABLES
}

fn is_plain(part: &str) -> bool {
    let strange = |c: char| c.is_control() || matches!(c, '\\' | ':' | '\0');
    !part.is_empty() && !part.starts_with('.') && !part.contains(strange)
}

/// The file of a table: letters, digits, `-`, `_` and space as they are, other bytes as `%2F`.
pub(super) fn table_file(name: &str) -> String {
    let mut file = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b' ') {
            file.push(char::from(byte));
        } else {
            file.push_str(&format!("%{byte:02X}"));
        }
    }
    file.push_str(SUFFIX);
    file
}

/// The table a file holds; `None` for a file that holds none.
pub(super) fn table_name(file: &str) -> Option<String> {
    let mut rest = file.strip_suffix(SUFFIX)?.bytes();
    let mut name = Vec::new();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            name.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        let digits = std::str::from_utf8(&digits).ok()?;
        name.push(u8::from_str_radix(digits, 16).ok()?);
    }
    String::from_utf8(name).ok()
}

const SUFFIX: &str = ".arrow";
