//! Who and what there is, on every day. Nothing here knows how a tool writes it down.

pub(super) mod cast;
pub(super) mod engineering;
pub(super) mod machines;
pub(super) mod people;
pub(super) mod vendors;

use engineering::Engineering;
use machines::{Machine, Phone, Server};
use people::Person;
use vendors::Vendor;

/// Everything there is.
#[derive(Clone, Debug)]
pub(super) struct World {
    /// The seed it grew from; day-to-day details roll their own dice from it.
    pub(super) seed: u64,
    /// Everybody with an entry in the HR system, in the order of departments; the first is the
    /// chief executive, the first of each department its head.
    pub(super) people: Vec<Person>,
    /// Macs: laptops, and a few that stay on a desk.
    pub(super) machines: Vec<Machine>,
    /// Phones and tablets.
    pub(super) phones: Vec<Phone>,
    /// Servers, which no device manager knows.
    pub(super) servers: Vec<Server>,
    /// Teams, repositories and services.
    pub(super) engineering: Engineering,
    /// Companies that something is bought from.
    pub(super) vendors: Vec<Vendor>,
}

impl World {
    /// The world that grows from a seed.
    pub(super) fn from(seed: u64) -> Self {
        let people = people::all(seed);
        let engineering = engineering::all(seed, &people);
        Self {
            seed,
            machines: machines::macs(seed, &people),
            phones: machines::phones(seed, &people),
            servers: machines::servers(seed),
            vendors: vendors::all(seed, &people),
            engineering,
            people,
        }
    }

    /// The Mac a person works on.
    pub(super) fn machine_of(&self, person: usize) -> Option<&Machine> {
        self.machines
            .iter()
            .find(|machine| machine.user == Some(person))
    }
}
