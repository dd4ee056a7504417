//! What goes wrong in Linden Works, as it does everywhere.

mod devices;
mod elsewhere;
mod people;

use super::{Day, world::World};

/// Something that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// A short name, the same for every seed.
    pub name: &'static str,
    /// The records that show it.
    pub records: Vec<Place>,
    /// The days on which they show it.
    pub days: Vec<Day>,
    /// What ought to come of it, in a sentence.
    pub expected: &'static str,
}

/// A record of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The source, by the name of its file under `sources/`.
    pub source: &'static str,
    /// The record's own id there; none where the trouble is the source as a whole.
    pub record: Option<String>,
}

/// Writes a trouble down.
type Tell = fn(&World) -> Trouble;

/// All of them: of devices, of people, of what the rest of the house keeps.
pub(super) fn all(world: &World) -> Vec<Trouble> {
    let tell = [devices::ALL, people::ALL, elsewhere::ALL]
        .into_iter()
        .flatten();
    tell.map(|tell| tell(world)).collect()
}

fn at(source: &'static str, record: impl Into<String>) -> Place {
    Place {
        source,
        record: Some(record.into()),
    }
}

fn until(last: Day) -> Vec<Day> {
    Day::ALL.into_iter().filter(|day| *day <= last).collect()
}

fn since(first: Day) -> Vec<Day> {
    Day::ALL.into_iter().filter(|day| *day >= first).collect()
}
