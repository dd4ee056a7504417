//! One way to write each identifier, without allocating: what the product's reader of identifiers
//! gives for what the fleet holds, as bytes in a buffer that is used again.
//!
//! This is the least that any matching has to do with an identifier, so it is the limit.

use testkit::fleet::Key;

/// Words of the product's list that stand for "no value", letters and digits only.
const NO_VALUE: &[&[u8]] = &[
    b"na",
    b"none",
    b"null",
    b"nil",
    b"unknown",
    b"undefined",
    b"unspecified",
    b"notspecified",
    b"notapplicable",
    b"notavailable",
    b"default",
    b"defaultstring",
    b"tobefilledbyoem",
    b"tobefilledoem",
    b"systemserialnumber",
    b"serialnumber",
    b"oem",
    b"empty",
    b"invalid",
];

/// Beginnings of serial numbers that the shipped vocabulary ignores.
const NO_SERIALS: &[&[u8]] = &[
    b"VMWARE",
    b"TOBEFILLED",
    b"SYSTEMSERIAL",
    b"0123456789",
    b"123456789",
    b"CHASSISSERIAL",
    b"PARALLELS",
];

/// Beginnings of hostnames that the shipped vocabulary ignores.
const NO_HOSTS: &[&[u8]] = &[b"localhost", b"macbook", b"android"];

/// Whole hostnames that it ignores.
const NO_HOST: &[&[u8]] = &[
    b"ubuntu", b"debian", b"desktop", b"laptop", b"iphone", b"ipad",
];

/// UUIDs that firmware ships unset, digits only.
const UNSET: &[&[u8]] = &[
    b"03000200040005000006000700080009",
    b"030201000504070608090a0b0c0d0e0f",
    b"10000000000080000040000000000000",
];

/// Writes a value the one way into `out`, or says false: it identifies nothing.
pub fn normalise(key: Key, value: &[u8], out: &mut Vec<u8>) -> bool {
    out.clear();
    let value = value.trim_ascii();
    if value.is_empty() || no_value(value, out) {
        return false;
    }
    out.clear();
    match key {
        Key::SerialNumber => serial(value, out),
        Key::HardwareUuid => uuid(value, out),
        Key::MacAddress => mac(value, out),
        Key::Hostname => hostname(value, out),
        Key::AgentId | Key::ManagementId | Key::IpAddress => {
            out.extend_from_slice(value);
            true
        }
    }
}

/// `out` is room for the letters and digits.
fn no_value(value: &[u8], out: &mut Vec<u8>) -> bool {
    if value == b"-1" || value == b"0" {
        return true;
    }
    // Longer than the longest word with every letter apart: no need to look.
    let bracketed = matches!(value[0], b'[' | b'<' | b'{' | b'(');
    if value.len() > 40 && !bracketed {
        return false;
    }
    let plain = value
        .iter()
        .filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    out.extend(plain.map(u8::to_ascii_lowercase));
    out.is_empty()
        || NO_VALUE.contains(&out.as_slice())
        || out.windows(8).any(|part| part == b"redacted")
        || (bracketed && out.iter().all(u8::is_ascii_alphabetic))
}

fn serial(value: &[u8], out: &mut Vec<u8>) -> bool {
    let separators = |byte: &&u8| !byte.is_ascii_whitespace() && !b".-/_".contains(byte);
    out.extend(value.iter().filter(separators).map(u8::to_ascii_uppercase));
    out.len() >= 4
        && !one_character(out)
        && !matches!(out.as_slice(), b"01234567" | b"12345678" | b"1234567")
        && !NO_SERIALS.iter().any(|begin| out.starts_with(begin))
}

fn uuid(value: &[u8], out: &mut Vec<u8>) -> bool {
    let digits = value.iter().filter(|byte| **byte != b'-');
    out.extend(digits.map(u8::to_ascii_lowercase));
    out.len() == 32
        && out.iter().all(u8::is_ascii_hexdigit)
        && !one_character(out)
        && out.chunks(2).any(|pair| pair != b"fe")
        && !UNSET.contains(&out.as_slice())
}

fn mac(value: &[u8], out: &mut Vec<u8>) -> bool {
    let digits = value.iter().filter(|byte| !b":-. ".contains(byte));
    out.extend(digits.map(u8::to_ascii_lowercase));
    // Bits 0 and 1 of the first octet: an address for many, or one that a machine made up.
    out.len() == 12
        && out.iter().all(u8::is_ascii_hexdigit)
        && matches!(out[1], b'0' | b'4' | b'8' | b'c')
        && !one_character(out)
}

fn hostname(value: &[u8], out: &mut Vec<u8>) -> bool {
    match std::str::from_utf8(value) {
        Ok(text) if !text.is_ascii() => out.extend_from_slice(text.to_lowercase().as_bytes()),
        _ => out.extend(value.iter().map(u8::to_ascii_lowercase)),
    }
    while out.last() == Some(&b'.') {
        out.pop();
    }
    !NO_HOST.contains(&out.as_slice()) && !NO_HOSTS.iter().any(|begin| out.starts_with(begin))
}

fn one_character(value: &[u8]) -> bool {
    value.iter().all(|byte| *byte == value[0])
}

/// The value with its identifier and scope, as 64 bits of XXH3.
pub fn hash(key: Key, value: &[u8], scope: &[u8]) -> u64 {
    let seed = match scope {
        [] => key as u64,
        scope => xxhash_rust::xxh3::xxh3_64_with_seed(scope, key as u64),
    };
    xxhash_rust::xxh3::xxh3_64_with_seed(value, seed)
}
