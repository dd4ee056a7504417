//! What each source tells of a device: part of the truth, late, and written its own way.

use super::{
    Fleet, FleetClaim, FleetRecord, Key, Maker, Platform, Tenant,
    device::{Device, Era},
    rates::{Knows, SourceRates, Writes},
};
use crate::dice::Dice;

/// The address of one VPN adapter, the same on every machine that has it.
const VPN: &str = "00059a3c7a00";

/// What a tool writes that blacks values out.
const REDACTED: &str = "[REDACTED]";

/// Names are cut to this by NetBIOS.
const NETBIOS: usize = 15;

impl Fleet {
    /// The records a source has of a device.
    pub(super) fn told(
        &self,
        source: usize,
        number: u32,
    ) -> impl Iterator<Item = FleetRecord> + use<> {
        let device = self.device(number);
        let known = device.known_to(&self.rates.sources[source]);
        let first = known.then(|| Observed::new(device, source, 0).record());
        let again = known && device.told_twice(&self.rates.sources[source]);
        let second = again.then(|| Observed::new(device, source, 1).record());
        first.into_iter().chain(second)
    }

    /// What a source calls its record of a device.
    pub(super) fn native_id(&self, source: usize, number: u32, slot: u8) -> String {
        let about = ["native id", "native id again"][usize::from(slot.min(1))];
        let own = Dice::of(self.seed, about, number as usize).roll();
        format!("{:016x}", Dice::of(own, "source", source).roll())
    }
}

impl Device<'_> {
    fn known_to(&self, source: &SourceRates) -> bool {
        let reads = source.knows == Knows::All || self.tenant() == Tenant::South;
        reads && self.dice(&source.name).chance(source.coverage)
    }

    fn told_twice(&self, source: &SourceRates) -> bool {
        let rates = &self.fleet.rates.records;
        match source.name.as_str() {
            "mdm" => self.dice("enrolled").chance(rates.enrolled_again),
            "directory" => {
                self.dice("enrolled").chance(rates.enrolled_again)
                    || self.platform() == Platform::Windows
                        && self.dice("registered").chance(rates.registered_twice)
            }
            _ => false,
        }
    }
}

/// One record while it is made.
struct Observed<'a> {
    device: Device<'a>,
    rates: &'a SourceRates,
    source: usize,
    slot: u8,
    dice: Dice,
    claims: Vec<FleetClaim>,
}

impl<'a> Observed<'a> {
    fn new(device: Device<'a>, source: usize, slot: u8) -> Self {
        let fleet = device.fleet;
        let about = ["record", "record again"][usize::from(slot.min(1))];
        let own = Dice::of(fleet.seed, about, device.number as usize).roll();
        Self {
            device,
            rates: &fleet.rates.sources[source],
            source,
            slot,
            dice: Dice::of(own, "of source", source),
            claims: Vec::with_capacity(5),
        }
    }

    fn record(mut self) -> FleetRecord {
        let native_id = self
            .device
            .fleet
            .native_id(self.source, self.device.number, self.slot);
        let bare = self.dice.chance(self.rates.address_only);
        if !bare {
            self.ids(&native_id);
            self.serial();
            self.uuid();
            self.mac();
            self.hostname();
        }
        if self.dice.chance(self.rates.ip) {
            let scope = self.device.tenant().name().to_owned();
            self.claim(Key::IpAddress, self.device.ip(), Some(scope));
        }
        // A source that reads no serial number asks no firmware, so it knows no maker either.
        let told = !bare && self.rates.serial > 0.0;
        FleetRecord {
            source: u8::try_from(self.source).unwrap_or(u8::MAX),
            native_id,
            truth: self.device.number,
            platform: (!bare).then(|| self.device.platform()),
            maker: told.then(|| self.device.maker()),
            claims: self.claims,
        }
    }

    fn claim(&mut self, key: Key, value: String, scope: Option<String>) {
        self.claims.push(FleetClaim { key, value, scope });
    }

    /// As it is, or as it was where the change has not come here yet: in half of the sources.
    fn era(&self, about: &str, changed: bool) -> Era {
        let own = self.device.dice(about).roll();
        if changed && Dice::of(own, "late", self.source).chance(0.5) {
            Era::Before
        } else {
            Era::Now
        }
    }

    /// The id of its own that others hold, and an id of another source that it holds.
    fn ids(&mut self, native_id: &str) {
        match self.rates.name.as_str() {
            "mdm" | "mdm-south" | "directory" => {
                let issuer = self.rates.name.clone();
                self.claim(Key::ManagementId, native_id.to_owned(), Some(issuer));
            }
            "edr" => self.claim(Key::AgentId, native_id.to_owned(), None),
            _ => {}
        }
        let fleet = self.device.fleet;
        let Some(holds) = &self.rates.holds else {
            return;
        };
        let issuer = fleet
            .rates
            .sources
            .iter()
            .position(|s| s.name == holds.issuer);
        let Some(at) = issuer.filter(|_| self.dice.chance(holds.share)) else {
            return;
        };
        let known = self.device.known_to(&fleet.rates.sources[at]);
        // Of two records there, the newer one is the one in use.
        let slot = u8::from(self.device.told_twice(&fleet.rates.sources[at]));
        if known {
            let id = fleet.native_id(at, self.device.number, slot);
            self.claim(Key::ManagementId, id, Some(holds.issuer.clone()));
        }
    }

    fn serial(&mut self) {
        if !self.dice.chance(self.rates.serial) {
            return;
        }
        let rates = &self.device.fleet.rates.serials;
        // People copy the sticker: where firmware says nothing, they mostly find none either.
        if self.rates.typed && self.device.placeholder().is_some() {
            return;
        }
        if self.dice.chance(rates.redacted) {
            return self.claim(Key::SerialNumber, REDACTED.to_owned(), None);
        }
        let era = self.era("repaired late", self.device.repaired());
        let mut serial = self.device.serial(era);
        if self.device.placeholder().is_none() {
            if self.rates.typed && self.dice.chance(rates.typos) {
                serial = mistyped(&serial, &mut self.dice);
            }
            serial = match self.rates.writes {
                Writes::Plain => serial.to_lowercase(),
                Writes::Upper => serial,
                Writes::Dashed => format!("{}-{}", &serial[..4], &serial[4..]),
            };
        }
        self.claim(Key::SerialNumber, serial, None);
    }

    fn uuid(&mut self) {
        if !self.dice.chance(self.rates.uuid) {
            return;
        }
        let era = self.era("board late", self.device.board_swapped());
        let mut uuid = self.device.uuid(era);
        if self.dice.chance(self.device.fleet.rates.uuids.byte_swapped) {
            uuid = byte_swapped(&uuid);
        }
        if self.rates.writes == Writes::Upper {
            uuid = uuid.to_uppercase();
        }
        self.claim(Key::HardwareUuid, uuid, None);
    }

    fn mac(&mut self) {
        if !self.dice.chance(self.rates.mac) {
            return;
        }
        let rates = &self.device.fleet.rates.macs;
        let made_up = self.dice.chance(rates.made_up);
        let era = self.era("board late", self.device.board_swapped());
        let digits = if made_up {
            // IEEE 802: bit 1 of the first octet says "locally administered".
            format!(
                "{}{}",
                ["02", "06", "0a", "0e"][self.dice.below(4)],
                self.dice.hex(10)
            )
        } else {
            self.device.mac(era)
        };
        self.address(&digits);
        if self.rates.name == "edr" && self.dice.chance(rates.vpn) {
            self.address(VPN);
        }
    }

    fn address(&mut self, digits: &str) {
        let mut written = String::with_capacity(17);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && at % 2 == 0 {
                written.push_str(match self.rates.writes {
                    Writes::Plain => "",
                    Writes::Upper => ":",
                    Writes::Dashed => "-",
                });
            }
            written.push(digit);
        }
        if self.rates.writes == Writes::Upper {
            written.make_ascii_uppercase();
        }
        self.claim(Key::MacAddress, written, None);
    }

    fn hostname(&mut self) {
        if !self.dice.chance(self.rates.hostname) {
            return;
        }
        let tenant = self.device.tenant().name();
        let era = self.era("renamed late", self.device.renamed());
        let mut name = self.device.hostname(era);
        if self.dice.chance(self.rates.qualified) {
            name = format!("{name}.{tenant}.example");
        } else if self.dice.chance(self.rates.netbios) {
            name = name
                .chars()
                .take(NETBIOS)
                .collect::<String>()
                .to_uppercase();
        }
        self.claim(Key::Hostname, name, Some(tenant.to_owned()));
    }
}

/// One character replaced by another.
fn mistyped(serial: &str, dice: &mut Dice) -> String {
    let at = dice.below(serial.len());
    let mut letters: Vec<char> = serial.chars().collect();
    letters[at] = if letters[at] == '8' { 'B' } else { '8' };
    letters.into_iter().collect()
}

/// The first three parts of a UUID with their bytes the other way round.
fn byte_swapped(uuid: &str) -> String {
    let pair = |at: usize| &uuid[at..at + 2];
    let order = [6, 4, 2, 0, 11, 9, 16, 14];
    let swapped: String = order.iter().map(|&at| pair(at)).collect();
    format!(
        "{}-{}-{}{}",
        &swapped[..8],
        &swapped[8..12],
        &swapped[12..],
        &uuid[18..]
    )
}

impl Platform {
    /// As the field `operating system` has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Windows => "Windows",
            Self::MacOs => "macOS",
            Self::Linux => "Linux",
            Self::Ios => "iOS",
            Self::Android => "Android",
        }
    }
}

impl Maker {
    /// As the field `manufacturer` has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Apple => "Apple Inc.",
            Self::Dell => "Dell",
            Self::Hp => "HP",
            Self::Lenovo => "LENOVO",
            Self::Samsung => "Samsung",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_swapped_uuid_swaps_back() {
        let uuid = "00112233-4455-6677-8899-aabbccddeeff";
        assert_eq!(byte_swapped(uuid), "33221100-5544-7766-8899-aabbccddeeff");
        assert_eq!(byte_swapped(&byte_swapped(uuid)), uuid);
    }

    #[test]
    fn a_typo_changes_one_character() {
        let mut dice = Dice::of(1, "typo", 0);
        for serial in ["ABCDEFG", "88888888"] {
            let typed = mistyped(serial, &mut dice);
            let differ = serial.chars().zip(typed.chars()).filter(|(a, b)| a != b);
            assert_eq!(differ.count(), 1);
        }
    }
}
