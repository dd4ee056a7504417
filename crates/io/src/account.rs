//! Who is at this machine.

use std::ffi::OsString;

/// The operating-system account this program runs under: its name, else its number, else
/// `unknown`. It is what a claim made here can be held against, and no proof of a person.
pub fn account() -> String {
    owner().unwrap_or_else(|| {
        let named = |key: &str| std::env::var_os(key).and_then(|name| word(&name));
        let name = ["USERNAME", "USER", "LOGNAME"].into_iter().find_map(named);
        name.unwrap_or_else(|| "unknown".to_owned())
    })
}

/// The owner of this process as the kernel tells it, which no variable can change.
#[cfg(target_os = "linux")]
fn owner() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let number = std::fs::metadata("/proc/self").ok()?.uid().to_string();
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    // name:password:number:...
    let named = accounts.lines().find_map(|line| {
        let mut cells = line.split(':');
        let name = cells.next()?;
        (cells.nth(1)? == number).then(|| name.to_owned())
    });
    Some(named.unwrap_or(number))
}

#[cfg(not(target_os = "linux"))]
fn owner() -> Option<String> {
    None
}

fn word(text: &OsString) -> Option<String> {
    let text = text.to_string_lossy().trim().to_owned();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_always_named() {
        assert!(!account().is_empty());
        assert_eq!(word(&OsString::from("  ")), None);
    }
}
