//! `is inside`: an address or a whole network lies within one of the networks, v4 or v6.

use std::net::IpAddr;

use super::{Scalar, Side, Terms, Truth, compared};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
    compared(left, right, terms, |left, right| {
        let Scalar::Text(left) = left else {
            return None;
        };
        let inner = network(left)?;
        let mut inside = false;
        for one in right {
            let Scalar::Text(outer) = one else {
                return None;
            };
            inside |= contains(network(outer)?, inner);
        }
        Some(inside)
    })
}

/// An address with the length of its network: all bits for a single address.
pub(super) fn network(text: &str) -> Option<(IpAddr, u8)> {
    let text = text.trim();
    let (address, bits) = text
        .split_once('/')
        .map_or((text, None), |(a, b)| (a, Some(b)));
    // An address of the old family that is written in the new one is the same address.
    let address = address.parse::<IpAddr>().ok()?;
    let all = if address.is_ipv4() { 32 } else { 128 };
    let bits = match bits {
        Some(bits) => bits.parse().ok().filter(|bits| *bits <= all)?,
        None => all,
    };
    match (address.to_canonical(), address) {
        (IpAddr::V4(v4), IpAddr::V6(_)) if bits >= 96 => Some((IpAddr::V4(v4), bits - 96)),
        _ => Some((address, bits)),
    }
}

fn contains((outer, outer_bits): (IpAddr, u8), (inner, inner_bits): (IpAddr, u8)) -> bool {
    let shared = |width: u32, a: u128, b: u128| {
        let dropped = width - u32::from(outer_bits);
        a.checked_shr(dropped).unwrap_or(0) == b.checked_shr(dropped).unwrap_or(0)
    };
    inner_bits >= outer_bits
        && match (outer, inner) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                shared(32, u128::from(a.to_bits()), u128::from(b.to_bits()))
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => shared(128, a.to_bits(), b.to_bits()),
            _ => false,
        }
}
