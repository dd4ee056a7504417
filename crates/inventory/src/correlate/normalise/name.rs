//! Names of machines and mailboxes.

use std::collections::BTreeMap;

use super::Worthless;

/// Endings that a network of the moment puts behind a name of one word: they say nothing of the
/// machine (RFC 6762, section 3 and appendix G).
const PASSING: &[&str] = &["local", "localdomain", "lan", "home"];

/// Lower case; what a system makes of the name people gave it; without an ending of the moment.
///
/// macOS calls `Ada’s MacBook (2)` on the network `Adas-MacBook-2`: marks are left out, all else
/// that no host name holds becomes one hyphen. Other letters than ASCII are written as such,
/// never in Punycode (UTS 46).
pub(super) fn hostname(value: &str, domains: &BTreeMap<String, String>) -> String {
    let lower = value.to_lowercase();
    let decoded = lower
        .contains("xn--")
        .then(|| idna::domain_to_unicode(&lower));
    let plain = match decoded {
        Some((decoded, Ok(()))) => decoded,
        _ => lower,
    };
    let mut name = String::with_capacity(plain.len());
    for c in plain.chars() {
        match c {
            '\'' | '’' | '‘' | '`' | '"' => {}
            '.' | '_' => name.push(c),
            c if c.is_alphanumeric() => name.push(c),
            _ if name.ends_with('-') => {}
            _ => name.push('-'),
        }
    }
    let name = name.trim_matches(['-', '.']);
    without_passing(in_domain(name, domains))
}

fn without_passing(name: String) -> String {
    match name.split_once('.') {
        Some((first, rest)) if PASSING.contains(&rest) && !first.is_empty() => first.to_owned(),
        _ => name,
    }
}

/// The name with its domain replaced by the one it is another name of; nothing replaces a domain
/// whose machines are known by their first name alone.
fn in_domain(name: &str, domains: &BTreeMap<String, String>) -> String {
    let ends = |domain: &str| {
        let host = name.strip_suffix(domain)?.strip_suffix('.')?;
        (!host.is_empty()).then_some(host)
    };
    for (domain, same) in domains {
        if let Some(host) = ends(domain) {
            return match same.as_str() {
                "" => host.to_owned(),
                same => format!("{host}.{same}"),
            };
        }
    }
    name.to_owned()
}

/// Lower case, in the domain it is another name of.
pub(super) fn email(value: &str, domains: &BTreeMap<String, String>) -> Result<String, Worthless> {
    let lower = value.to_lowercase();
    match lower.split_once('@') {
        Some((name, domain)) if !name.is_empty() && !domain.is_empty() && !domain.contains('@') => {
            let domain = match domain.contains("xn--") {
                true => idna::domain_to_unicode(domain).0,
                false => domain.to_owned(),
            };
            let same = domains.get(&domain).filter(|same| !same.is_empty());
            Ok(format!("{name}@{}", same.unwrap_or(&domain)))
        }
        _ => Err(Worthless::Malformed),
    }
}

/// The mailbox behind an address with a tag: `ada+tools@` is `ada@` where that is known to be so
/// (RFC 5233).
pub(super) fn without_tag(email: &str) -> String {
    match email.split_once('@') {
        Some((name, domain)) => {
            let mailbox = name.split('+').next().filter(|first| !first.is_empty());
            format!("{}@{domain}", mailbox.unwrap_or(name))
        }
        None => email.to_owned(),
    }
}
