//! `is inside`: an address or a whole network lies within one of the networks, v4 or v6.

use std::net::IpAddr;

use super::{Scalar, Side, Terms, Truth, compared};

/// A network: its first address, and its length in bits.
pub(crate) type Network = (IpAddr, u8);

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

/// A network by its first address and its length in bits: all bits for a single address.
///
/// What an address says beyond its own network does not count: `10.1.2.3/8` is `10.0.0.0/8`. An
/// address of the old family that is written in the new one (`::ffff:10.0.0.1`) is the same
/// address (RFC 4291, section 2.5.5.2).
pub(crate) fn network(text: &str) -> Option<Network> {
    let text = text.trim();
    let (address, bits) = text
        .split_once('/')
        .map_or((text, None), |(a, b)| (a, Some(b)));
    let address = address.parse::<IpAddr>().ok()?;
    let all = if address.is_ipv4() { 32 } else { 128 };
    let bits = match bits {
        Some(bits) if bits.bytes().all(|b| b.is_ascii_digit()) => {
            bits.parse().ok().filter(|bits| *bits <= all)?
        }
        Some(_) => return None,
        None => all,
    };
    Some(match (address.to_canonical(), address) {
        (IpAddr::V4(v4), IpAddr::V6(_)) if bits >= 96 => first(IpAddr::V4(v4), bits - 96),
        _ => first(address, bits),
    })
}

/// The network an address lies in: its bits beyond the length are none.
fn first(address: IpAddr, bits: u8) -> Network {
    let kept = |width: u8| u32::from(width - bits);
    let address = match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(kept(32)).unwrap_or(0);
            IpAddr::V4((v4.to_bits() & mask).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(kept(128)).unwrap_or(0);
            IpAddr::V6((v6.to_bits() & mask).into())
        }
    };
    (address, bits)
}

/// Whether a network lies within another one.
pub(crate) fn contains((outer, outer_bits): Network, (inner, inner_bits): Network) -> bool {
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
