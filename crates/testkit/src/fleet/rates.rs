//! How dirty a fleet is, read from a file, so that everybody can put in what they measured.

use serde::Deserialize;

/// The rates this crate ships, each with where it comes from or that it is a guess.
const SHIPPED: &str = include_str!("../../fleet.toml");

/// Rates are shares from 0 to 1; the file says of what.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    pub(super) devices: Devices,
    pub(super) serials: Serials,
    pub(super) uuids: Uuids,
    pub(super) macs: Macs,
    pub(super) hostnames: Hostnames,
    pub(super) records: Records,
    #[serde(rename = "source")]
    pub(super) sources: Vec<SourceRates>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Devices {
    pub(super) platforms: Platforms,
    pub(super) south: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Platforms {
    pub(super) windows: f64,
    pub(super) macos: f64,
    pub(super) linux: f64,
    pub(super) ios: f64,
    pub(super) android: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Serials {
    pub(super) placeholder: f64,
    pub(super) collisions: f64,
    pub(super) repaired: f64,
    pub(super) typos: f64,
    pub(super) redacted: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Uuids {
    pub(super) cloned: f64,
    pub(super) unset: f64,
    pub(super) board_swapped: f64,
    pub(super) byte_swapped: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Macs {
    pub(super) docked: f64,
    pub(super) devices_per_dock: f64,
    pub(super) made_up: f64,
    pub(super) vpn: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hostnames {
    pub(super) default: f64,
    pub(super) reused: f64,
    pub(super) after_person: f64,
    pub(super) renamed: f64,
    pub(super) long: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Records {
    pub(super) enrolled_again: f64,
    pub(super) registered_twice: f64,
}

/// One source: what it knows and how it writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceRates {
    pub(super) name: String,
    pub(super) coverage: f64,
    #[serde(default)]
    pub(super) serial: f64,
    #[serde(default)]
    pub(super) uuid: f64,
    #[serde(default)]
    pub(super) mac: f64,
    #[serde(default)]
    pub(super) hostname: f64,
    #[serde(default)]
    pub(super) ip: f64,
    /// Of its hostnames: with the domain.
    #[serde(default)]
    pub(super) qualified: f64,
    /// Of its hostnames: the first 15 characters, in capitals.
    #[serde(default)]
    pub(super) netbios: f64,
    #[serde(default)]
    pub(super) address_only: f64,
    /// People type into it.
    #[serde(default)]
    pub(super) typed: bool,
    pub(super) writes: Writes,
    pub(super) knows: Knows,
    pub(super) holds: Option<Holds>,
}

/// How a source writes serial numbers and addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Writes {
    Plain,
    Upper,
    Dashed,
}

/// Which tenants a source reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Knows {
    All,
    South,
}

/// Ids of another source that a source holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Holds {
    pub(super) issuer: String,
    pub(super) share: f64,
}

impl Rates {
    /// The rates of `fleet.toml`.
    ///
    /// # Panics
    /// Where the shipped file cannot be read; a test reads it.
    #[allow(clippy::expect_used, reason = "the text is part of the program")]
    pub fn shipped() -> Self {
        Self::read(SHIPPED).expect("the shipped rates can be read")
    }

    /// Rates as written in a file of the same form.
    ///
    /// # Errors
    /// What the TOML reader says: a rate that is missing, unknown or no number.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}
