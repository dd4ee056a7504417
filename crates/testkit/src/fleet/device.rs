//! What is true of each device: made from its number alone, whenever somebody asks.

use super::{Fleet, Maker, Platform, Tenant};
use crate::dice::Dice;

/// What firmware says that was never told its serial number.
pub(super) const PLACEHOLDERS: &[&str] = &[
    "To Be Filled By O.E.M.",
    "Default string",
    "System Serial Number",
    "Not Specified",
    "None",
    "0",
    "-1",
    "............",
    "0123456789",
];

/// UUIDs that firmware ships unset; four of them are in osquery's own list.
const UNSET_UUIDS: &[&str] = &[
    "03000200-0400-0500-0006-000700080009",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "fefefefe-fefe-fefe-fefe-fefefefefefe",
];

/// First parts of addresses that makers of network cards own.
const PREFIXES: &[&str] = &["3c22fb", "a4bb6d", "f8b156", "98e743", "8c8590", "54e1ad"];

const FIRST_NAMES: &[&str] = &[
    "ada", "ben", "chloe", "dev", "elif", "finn", "grace", "hana", "ivan", "jun", "kofi", "lea",
    "mara", "nils", "omar", "priya", "quinn", "rosa", "sven", "tess", "uma", "vera", "wen", "zoë",
];

const SITES: &[&str] = &["ber", "lis", "osl", "nyc", "par", "tok", "rio", "del"];

/// Whether something is told as it was before a change, or as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Era {
    Before,
    Now,
}

/// Clones of one image are looked for among so many devices; groups have 2 to 49.
const CLONES_AMONG: u64 = 50;
/// How many devices such a group has on average.
const CLONES: f64 = 25.5;

/// One device of a fleet.
#[derive(Clone, Copy)]
pub(super) struct Device<'a> {
    pub(super) fleet: &'a Fleet,
    pub(super) number: u32,
}

impl Device<'_> {
    /// Numbers of its own for one purpose.
    pub(super) fn dice(&self, about: &str) -> Dice {
        Dice::of(self.fleet.seed, about, self.number as usize)
    }

    fn happens(&self, about: &str, rate: f64) -> bool {
        self.dice(about).chance(rate)
    }

    pub(super) fn tenant(&self) -> Tenant {
        if self.happens("tenant", self.fleet.rates.devices.south) {
            Tenant::South
        } else {
            Tenant::North
        }
    }

    pub(super) fn platform(&self) -> Platform {
        let shares = &self.fleet.rates.devices.platforms;
        let mut rest = self.dice("platform").share();
        for (share, platform) in [
            (shares.macos, Platform::MacOs),
            (shares.linux, Platform::Linux),
            (shares.ios, Platform::Ios),
            (shares.android, Platform::Android),
            (shares.windows, Platform::Windows),
        ] {
            rest -= share;
            if rest < 0.0 {
                return platform;
            }
        }
        Platform::Windows
    }

    pub(super) fn maker(&self) -> Maker {
        match self.platform() {
            Platform::MacOs | Platform::Ios => Maker::Apple,
            Platform::Android => Maker::Samsung,
            Platform::Windows | Platform::Linux => {
                *self
                    .dice("maker")
                    .pick(&[Maker::Dell, Maker::Hp, Maker::Lenovo])
            }
        }
    }

    /// Whether its firmware was never told a serial number; then this is what it says.
    pub(super) fn placeholder(&self) -> Option<&'static str> {
        let mut dice = self.dice("placeholder");
        dice.chance(self.fleet.rates.serials.placeholder)
            .then(|| *dice.pick(PLACEHOLDERS))
    }

    /// In capitals, without separators, or a placeholder as firmware writes it.
    pub(super) fn serial(&self, era: Era) -> String {
        if let Some(placeholder) = self.placeholder() {
            return placeholder.to_owned();
        }
        if era == Era::Before {
            return self.own_serial("serial before");
        }
        let twin = self.fleet.serials.first_of_pair(self.number);
        let collides = Dice::of(self.fleet.seed, "collision", twin as usize)
            .chance(self.fleet.rates.serials.collisions);
        let whose = if collides { twin } else { self.number };
        self.fleet.device(whose).own_serial("serial")
    }

    fn own_serial(&self, about: &str) -> String {
        let mut dice = self.dice(about);
        let first = match self.maker() {
            Maker::Apple => "C0",
            Maker::Dell => "",
            Maker::Hp => "5CG",
            Maker::Lenovo => "PF",
            Maker::Samsung => "R5",
        };
        let mut serial = String::with_capacity(12);
        serial.push_str(first);
        // Without vowels no number reads as a word.
        let letters = b"0123456789BCDFGHJKLMNPQRSTVWXYZ";
        for _ in 0..9 {
            serial.push(char::from(letters[dice.below(letters.len())]));
        }
        serial
    }

    pub(super) fn repaired(&self) -> bool {
        self.happens("repaired", self.fleet.rates.serials.repaired)
    }

    pub(super) fn board_swapped(&self) -> bool {
        self.happens("board", self.fleet.rates.uuids.board_swapped)
    }

    pub(super) fn renamed(&self) -> bool {
        self.happens("renamed", self.fleet.rates.hostnames.renamed)
    }

    /// The group of clones it belongs to.
    pub(super) fn clones(&self) -> Option<u64> {
        let place = u64::from(self.fleet.clones.place(self.number));
        let (among, at) = (place / CLONES_AMONG, place % CLONES_AMONG);
        let mut dice = Dice::of(self.fleet.seed, "clones", among as usize);
        let share = self.fleet.rates.uuids.cloned * CLONES_AMONG as f64 / CLONES;
        (dice.chance(share) && at < 2 + dice.below(48) as u64).then_some(among)
    }

    /// Lower case, with dashes.
    pub(super) fn uuid(&self, era: Era) -> String {
        let mut dice = self.dice("uuid");
        if dice.chance(self.fleet.rates.uuids.unset) {
            return (*dice.pick(UNSET_UUIDS)).to_owned();
        }
        if let Some(group) = self.clones() {
            return Dice::of(self.fleet.seed, "uuid of clones", group as usize).uuid();
        }
        match era {
            Era::Now => dice.uuid(),
            Era::Before => self.dice("uuid before").uuid(),
        }
    }

    /// The dock it is used at.
    pub(super) fn dock(&self) -> Option<u64> {
        let macs = &self.fleet.rates.macs;
        self.happens("docked", macs.docked).then(|| {
            let docked = f64::from(self.fleet.devices) * macs.docked;
            let docks = (docked / macs.devices_per_dock).ceil().max(1.0) as usize;
            self.dice("dock").below(docks) as u64
        })
    }

    /// Twelve digits, lower case: of its dock where it has one, else of its own card.
    pub(super) fn mac(&self, era: Era) -> String {
        if let Some(dock) = self.dock() {
            return made(Dice::of(self.fleet.seed, "dock address", dock as usize));
        }
        match era {
            Era::Now => made(self.dice("mac")),
            Era::Before => made(self.dice("mac before")),
        }
    }

    /// Lower case, without a domain.
    pub(super) fn hostname(&self, era: Era) -> String {
        let rates = &self.fleet.rates.hostnames;
        if self.happens("default name", rates.default) {
            let name = match self.platform() {
                Platform::Windows => "desktop",
                Platform::MacOs => "macbook-pro",
                Platform::Linux => "localhost",
                Platform::Ios => "iphone",
                Platform::Android => "android",
            };
            return name.to_owned();
        }
        let mut person = self.dice("after person");
        if person.chance(rates.after_person) {
            let name = person.pick(FIRST_NAMES);
            return match person.below(3) {
                0 => format!("{name}s-macbook-pro"),
                1 => format!("{name}s-laptop"),
                _ => format!("{name}s-macbook-pro (2)"),
            };
        }
        let twin = self.fleet.names.first_of_pair(self.number);
        let reused = Dice::of(self.fleet.seed, "name reused", twin as usize).chance(rates.reused);
        let whose = if reused { twin } else { self.number };
        self.fleet.device(whose).own_name(era)
    }

    fn own_name(&self, era: Era) -> String {
        // Two organisations that knew nothing of each other used the same names.
        let number = match self.tenant() {
            Tenant::North => self.number,
            Tenant::South => self.fleet.tenants.partner(self.number),
        };
        let mut dice = Dice::of(self.fleet.seed, "name", number as usize);
        let site = dice.pick(SITES);
        let old = if era == Era::Before { "x" } else { "" };
        if dice.chance(self.fleet.rates.hostnames.long) {
            format!("{site}-engineering-{old}{number:07}")
        } else {
            format!("{site}-{old}{number:07}")
        }
    }

    pub(super) fn ip(&self) -> String {
        let mut dice = self.dice("ip");
        let tail = dice.roll();
        // Private addresses are handed out again: far fewer of them than devices of a large fleet.
        format!("10.{}.{}.{}", tail & 15, tail >> 8 & 255, tail >> 16 & 255)
    }
}

fn made(mut dice: Dice) -> String {
    let prefix = dice.pick(PREFIXES);
    let mut address = String::with_capacity(12);
    address.push_str(prefix);
    address.push_str(&dice.hex(6));
    address
}
