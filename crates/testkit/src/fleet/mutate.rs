//! What happens to a fleet later: records come, change, go and come back, one at a time.

use std::collections::{BTreeMap, VecDeque};

use super::{Fleet, FleetClaim, FleetRecord, Key};
use crate::dice::Dice;

/// One change of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mutation {
    /// A record nobody had seen, of a device that is new; its other records follow.
    Insert(FleetRecord),
    /// A record with another hostname, address or serial number; here as it is afterwards.
    Change(FleetRecord),
    /// A record its source no longer has.
    Delete {
        /// Position of the source.
        source: u8,
        /// What the source called it.
        native_id: String,
    },
    /// A deleted record that is back as it was.
    Reappear(FleetRecord),
}

/// An endless stream of changes; the same fleet and seed give the same ones.
#[derive(Debug)]
pub struct Mutations<'a> {
    fleet: &'a Fleet,
    dice: Dice,
    /// Records as they are now, where they are not as the fleet lists them; none is gone.
    now: BTreeMap<(u8, String), Option<FleetRecord>>,
    gone: VecDeque<FleetRecord>,
    /// Records of the newest device that did not come yet.
    coming: VecDeque<FleetRecord>,
    devices: u32,
}

impl Fleet {
    /// Changes of this fleet. It has to have at least one record.
    pub fn mutations(&self, seed: u64) -> Mutations<'_> {
        Mutations {
            fleet: self,
            dice: Dice::of(seed, "mutations", 0),
            now: BTreeMap::new(),
            gone: VecDeque::new(),
            coming: VecDeque::new(),
            devices: self.devices,
        }
    }
}

impl Iterator for Mutations<'_> {
    type Item = Mutation;

    /// Of a hundred changes about 70 change a value, 10 each insert, delete and bring back: a
    /// guess, with the most of what costs the most.
    fn next(&mut self) -> Option<Mutation> {
        Some(match self.dice.below(10) {
            0 => Mutation::Insert(self.insert()),
            1 => {
                let record = self.any();
                let (source, native_id) = (record.source, record.native_id.clone());
                self.now.insert((source, native_id.clone()), None);
                self.gone.push_back(record);
                Mutation::Delete { source, native_id }
            }
            2 => match self.gone.pop_front() {
                Some(record) => Mutation::Reappear(self.keep(record)),
                None => self.change(),
            },
            _ => self.change(),
        })
    }
}

impl Mutations<'_> {
    /// A record that is there now.
    fn any(&mut self) -> FleetRecord {
        loop {
            let source = self.dice.below(self.fleet.sources);
            let place = self.dice.below(self.fleet.devices as usize);
            let listed = self.fleet.at(source, u32::try_from(place).unwrap_or(0));
            for record in listed {
                let key = (record.source, record.native_id.clone());
                match self.now.get(&key) {
                    None => return record,
                    Some(Some(changed)) => return changed.clone(),
                    Some(None) => {}
                }
            }
        }
    }

    fn keep(&mut self, record: FleetRecord) -> FleetRecord {
        let key = (record.source, record.native_id.clone());
        self.now.insert(key, Some(record.clone()));
        record
    }

    fn insert(&mut self) -> FleetRecord {
        loop {
            if let Some(record) = self.coming.pop_front() {
                return record;
            }
            for source in 0..self.fleet.sources {
                self.coming.extend(self.fleet.told(source, self.devices));
            }
            self.devices += 1;
        }
    }

    fn change(&mut self) -> Mutation {
        let mut record = self.any();
        let (key, value, scope) = match self.dice.below(3) {
            0 => {
                let name = format!("new-{}", self.dice.hex(8));
                let tenant = self.fleet.device(record.truth).tenant().name();
                (Key::Hostname, name, Some(tenant.to_owned()))
            }
            1 => (Key::MacAddress, format!("3c22fb{}", self.dice.hex(6)), None),
            _ => (Key::SerialNumber, self.dice.hex(10).to_uppercase(), None),
        };
        record.claims.retain(|claim| claim.key != key);
        record.claims.push(FleetClaim { key, value, scope });
        Mutation::Change(self.keep(record))
    }
}
