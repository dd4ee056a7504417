//! Tries at a password: few in a quarter of an hour, by account and by address.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

/// How long a failure counts.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// Failures after which one address is refused for one account.
const BOTH: u32 = 5;
/// Failures after which one account is refused to everybody, however many addresses try it.
const ACCOUNT: u32 = 30;
/// Failures after which one address is refused for all accounts.
const ADDRESS: u32 = 30;
/// The most that is remembered: a flood must not eat the memory.
const MOST: usize = 20_000;

/// What failures are counted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Both(String, IpAddr),
    Account(String),
    Address(IpAddr),
}

impl Key {
    fn all(account: &str, address: IpAddr) -> [(Self, u32); 3] {
        [
            (Self::Both(account.to_owned(), address), BOTH),
            (Self::Account(account.to_owned()), ACCOUNT),
            (Self::Address(address), ADDRESS),
        ]
    }
}

/// Failures lately: since when and how many.
#[derive(Debug, Default)]
pub(crate) struct Tries(Mutex<BTreeMap<Key, (Timestamp, u32)>>);

impl Tries {
    /// Seconds to wait, where somebody has failed too often.
    pub(crate) fn wait(&self, account: &str, address: IpAddr, now: Timestamp) -> Option<u64> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = Key::all(account, network(address))
            .into_iter()
            .filter_map(|(key, most)| {
                let (since, failures) = kept.get(&key)?;
                let left = WINDOW - now.duration_since(*since);
                (*failures >= most && left > SignedDuration::ZERO).then_some(left)
            });
        waits
            .max()
            .map(|left| u64::try_from(left.as_secs()).unwrap_or(0) + 1)
    }

    /// Counts a failure.
    pub(crate) fn failed(&self, account: &str, address: IpAddr, now: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() > MOST {
            make_room(&mut kept, now);
        }
        for (key, _) in Key::all(account, network(address)) {
            let entry = kept.entry(key).or_insert((now, 0));
            if now.duration_since(entry.0) >= WINDOW {
                *entry = (now, 0);
            }
            entry.1 += 1;
        }
    }

    /// Forgets the failures of an account from an address: they were the person's own.
    pub(crate) fn succeeded(&self, account: &str, address: IpAddr) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(&Key::Both(account.to_owned(), network(address)));
    }
}

/// Forgets what is over, then whoever may still try, and in the end everything, until half of it is
/// free: so it is done seldom, however long a flood lasts.
fn make_room(kept: &mut BTreeMap<Key, (Timestamp, u32)>, now: Timestamp) {
    kept.retain(|_, (since, _)| now.duration_since(*since) < WINDOW);
    if kept.len() > MOST / 2 {
        kept.retain(|key, (_, failures)| {
            *failures
                >= match key {
                    Key::Both(..) => BOTH,
                    Key::Account(_) => ACCOUNT,
                    Key::Address(_) => ADDRESS,
                }
        });
    }
    if kept.len() > MOST / 2 {
        kept.clear();
    }
}

/// Whoever has one address of version 6 has the whole network of it (RFC 6177: at least a /64).
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() >> 64 << 64).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn five_failures_shut_out_one_address_for_a_quarter_of_an_hour() {
        let tries = Tries::default();
        for second in 0..5 {
            assert_eq!(tries.wait("ana", ip("10.0.0.1"), at(second)), None);
            tries.failed("ana", ip("10.0.0.1"), at(second));
        }
        assert_eq!(tries.wait("ana", ip("10.0.0.1"), at(10)), Some(891));
        assert_eq!(tries.wait("ana", ip("10.0.0.2"), at(10)), None);
        assert_eq!(tries.wait("bo", ip("10.0.0.1"), at(10)), None);
        assert_eq!(tries.wait("ana", ip("10.0.0.1"), at(900)), None);
    }

    #[test]
    fn many_addresses_shut_an_account_and_many_accounts_shut_an_address() {
        let tries = Tries::default();
        for one in 0..30 {
            tries.failed("ana", ip(&format!("10.0.1.{one}")), at(0));
            tries.failed(&format!("bo{one}"), ip("2001:db8::1"), at(0));
        }
        assert!(tries.wait("ana", ip("10.9.9.9"), at(1)).is_some());
        assert!(tries.wait("cy", ip("2001:db8::2"), at(1)).is_some());
        assert_eq!(tries.wait("cy", ip("2001:db8:1::2"), at(1)), None);
    }

    #[test]
    fn a_flood_of_names_does_not_grow_for_ever() {
        let tries = Tries::default();
        for _ in 0..5 {
            tries.failed("ana", ip("10.0.0.1"), at(0));
        }
        for one in 0..30_000_u32 {
            let address = IpAddr::from((0x0a00_0000 + one % 200).to_be_bytes());
            tries.failed(&format!("{one}"), address, at(0));
        }
        assert!(tries.0.lock().unwrap().len() <= MOST + 3);
        // Whoever was shut out before the flood still is.
        assert!(tries.wait("ana", ip("10.0.0.1"), at(1)).is_some());
    }
}
