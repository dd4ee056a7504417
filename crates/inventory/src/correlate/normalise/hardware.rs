//! UUIDs and network addresses.

use super::{Worthless, serial::all_one_character};

/// UUIDs that firmware ships unset (four of them are in osquery's own list), as they are compared.
const UNSET_UUIDS: &[&str] = &[
    "03000200-0400-0500-0006-000700080009",
    "03020100-0504-0706-0809-0a0b0c0d0e0f",
    "00010203-0405-0607-0809-0a0b0c0d0e0f",
    "10000000-0000-8000-0040-000000000000",
    "12345678-1234-5678-90ab-cddeefaabbcc",
    "12345678-1234-1234-1234-123456789abc",
    "01234567-89ab-cdef-0123-456789abcdef",
    "fefefefe-fefe-fefe-fefe-fefefefefefe",
];

/// Addresses that every machine of a sort has: of modem, point-to-point and virtual adapters.
const SHARED_MACS: &[&str] = &[
    "20:41:53:59:4e:ff", // Windows RAS: "ASYN"
    "50:50:54:50:30:30", // "PPTP00"
    "00:53:45:00:00:00", // PPP adapter
    "44:45:53:54:00:00", // "DEST", dial-up adapter
    "44:45:53:54:42:00",
    "00:50:56:c0:00:01", // VMware's adapters on the host
    "00:50:56:c0:00:08",
];

/// Hexadecimal digits in groups, whichever way round its first three groups are written.
///
/// SMBIOS stores them least significant byte first; some tools print the bytes as stored (SMBIOS
/// 2.6 and later say how, DSP0134 section 7.2.1). Both ways are one value: the one that names a
/// version RFC 9562 knows, else the greater.
pub(super) fn uuid(value: &str) -> Result<String, Worthless> {
    let lower = value.to_lowercase();
    let lower = lower
        .trim_start_matches("urn:uuid:")
        .trim_matches(['{', '}']);
    let digits: String = lower.chars().filter(|c| *c != '-').collect();
    if digits.len() != 32 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return Err(Worthless::Malformed);
    }
    if all_one_character(&digits) {
        return Err(Worthless::EmptyUuid);
    }
    let other = turned(&digits);
    let (one, two) = (grouped(&digits), grouped(&other));
    let unset = |uuid: &String| UNSET_UUIDS.contains(&uuid.as_str());
    if unset(&one) || unset(&two) {
        return Err(Worthless::EmptyUuid);
    }
    Ok(match (has_version(&digits), has_version(&other)) {
        (true, false) => one,
        (false, true) => two,
        _ => one.max(two),
    })
}

/// The same bytes with the first three groups the other way round.
fn turned(digits: &str) -> String {
    let bytes = |from: usize, to: usize| -> Vec<&str> {
        let pairs = (from..to).step_by(2).map(|at| &digits[at..at + 2]);
        pairs.rev().collect()
    };
    let groups = [bytes(0, 8), bytes(8, 12), bytes(12, 16)];
    groups.concat().concat() + &digits[16..]
}

fn grouped(digits: &str) -> String {
    let parts = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    parts.join("-")
}

/// Whether the digit of the version is one in use.
fn has_version(digits: &str) -> bool {
    matches!(digits.as_bytes()[12], b'1'..=b'8')
}

/// Six pairs of hexadecimal digits; only addresses that a manufacturer gave to one card.
pub(super) fn mac(value: &str) -> Result<String, Worthless> {
    let digits: String = value
        .to_lowercase()
        .chars()
        .filter(|c| !matches!(c, ':' | '-' | '.' | ' '))
        .collect();
    if digits.len() != 12 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return Err(Worthless::Malformed);
    }
    let first = u8::from_str_radix(&digits[..2], 16).map_err(|_| Worthless::Malformed)?;
    let pairs: Vec<&str> = (0..12).step_by(2).map(|at| &digits[at..at + 2]).collect();
    let mac = pairs.join(":");
    // IEEE 802: bit 0 of the first octet says "group", bit 1 says "locally administered". The
    // numbers below 256 are none that anybody gave.
    let made_up = first & 0b11 != 0 || digits.starts_with("0000000000");
    if made_up || SHARED_MACS.contains(&mac.as_str()) {
        return Err(Worthless::MadeUpMac);
    }
    Ok(mac)
}
