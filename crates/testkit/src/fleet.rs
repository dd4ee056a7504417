//! A dirty fleet of devices with the truth beside it, of any size, from a seed and rates.
//!
//! Each record says which device it is really about, so that precision and recall of a matching
//! can be counted instead of claimed. Nothing is kept while records are made: twenty million of
//! them pass through an iterator, and every device is worked out from its number alone.
//!
//! Start with [`Fleet`]; [`score()`] counts, [`Mutations`] is what happens to a fleet later.

mod convert;
mod device;
mod mutate;
mod observe;
mod rates;
mod score;
mod shuffle;

use device::Device;
pub use mutate::{Mutation, Mutations};
pub use rates::Rates;
pub use score::{Score, score};
use shuffle::Shuffle;

/// How many of the sources of the rates a fleet has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sources {
    /// The first five: MDM, EDR, directory, scanner, register.
    Five,
    /// Every one, a second MDM of an acquired tenant among them.
    All,
}

/// A fleet: what it takes to make its records.
#[derive(Clone, Debug)]
pub struct Fleet {
    seed: u64,
    devices: u32,
    rates: Rates,
    sources: usize,
    clones: Shuffle,
    serials: Shuffle,
    names: Shuffle,
    tenants: Shuffle,
    /// The order in which each source lists devices.
    orders: Vec<Shuffle>,
}

/// One record as a source tells it, with the truth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetRecord {
    /// Position of the source, from 0; [`Fleet::source_name`] has its name.
    pub source: u8,
    /// What the source calls it; 16 hexadecimal digits that tell nothing of the device.
    pub native_id: String,
    /// The device it is really about, from 0.
    pub truth: u32,
    /// What it says the device runs, where it says so.
    pub platform: Option<Platform>,
    /// Who it says made the device, where it says so.
    pub maker: Option<Maker>,
    /// Identifiers, as the source writes them.
    pub claims: Vec<FleetClaim>,
}

/// One identifier of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetClaim {
    /// What sort of identifier.
    pub key: Key,
    /// As the source writes it.
    pub value: String,
    /// Where it is unique, where that is not everywhere.
    pub scope: Option<String>,
}

/// Sorts of identifiers, strongest first; [`Key::name`] is the word of the shipped vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Key {
    /// The agent's own id.
    AgentId,
    /// An id that an MDM or a directory gave, in its scope.
    ManagementId,
    /// SMBIOS or hardware UUID.
    HardwareUuid,
    /// Serial number.
    SerialNumber,
    /// Address of a network card.
    MacAddress,
    /// Name in the network.
    Hostname,
    /// Internet address: corroborates, never joins.
    IpAddress,
}

impl Key {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::AgentId,
        Self::ManagementId,
        Self::HardwareUuid,
        Self::SerialNumber,
        Self::MacAddress,
        Self::Hostname,
        Self::IpAddress,
    ];

    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::AgentId => "agent id",
            Self::ManagementId => "management id",
            Self::HardwareUuid => "hardware uuid",
            Self::SerialNumber => "serial number",
            Self::MacAddress => "mac address",
            Self::Hostname => "hostname",
            Self::IpAddress => "ip address",
        }
    }
}

/// What a device runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Windows.
    Windows,
    /// macOS.
    MacOs,
    /// Linux.
    Linux,
    /// iOS.
    Ios,
    /// Android.
    Android,
}

/// Who made a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// Apple.
    Apple,
    /// Dell.
    Dell,
    /// HP.
    Hp,
    /// Lenovo.
    Lenovo,
    /// Samsung.
    Samsung,
}

/// The organisation a device came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tenant {
    North,
    South,
}

impl Tenant {
    fn name(self) -> &'static str {
        match self {
            Self::North => "north",
            Self::South => "south",
        }
    }
}

impl Fleet {
    /// A fleet of so many devices; the same seed, rates, size and sources give the same records.
    pub fn new(seed: u64, rates: Rates, devices: u32, sources: Sources) -> Self {
        let sources = match sources {
            Sources::Five => rates.sources.len().min(5),
            Sources::All => rates.sources.len(),
        };
        let shuffle = |about: &str| Shuffle::new(seed, about, devices);
        let orders = rates.sources[..sources].iter();
        Self {
            seed,
            devices,
            sources,
            clones: shuffle("clones"),
            serials: shuffle("serial twins"),
            names: shuffle("name twins"),
            tenants: shuffle("tenant twins"),
            orders: orders.map(|source| shuffle(&source.name)).collect(),
            rates,
        }
    }

    /// How many devices there really are.
    pub fn devices(&self) -> u32 {
        self.devices
    }

    /// How many sources tell of them.
    pub fn sources(&self) -> usize {
        self.sources
    }

    /// The name of a source.
    pub fn source_name(&self, source: u8) -> &str {
        &self.rates.sources[usize::from(source)].name
    }

    /// Every record: source after source, each in an order of its own.
    pub fn records(&self) -> impl Iterator<Item = FleetRecord> + '_ {
        (0..self.sources)
            .flat_map(move |source| (0..self.devices).flat_map(move |place| self.at(source, place)))
    }

    /// What a source tells at a place of its list: nothing, a record or two of one device.
    fn at(&self, source: usize, place: u32) -> impl Iterator<Item = FleetRecord> + use<> {
        self.told(source, self.orders[source].at(place))
    }

    fn device(&self, number: u32) -> Device<'_> {
        Device {
            fleet: self,
            number,
        }
    }
}
