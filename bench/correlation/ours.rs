//! Our engine: all records at once, and told one change after the other.

use std::{
    collections::HashMap,
    fs, io,
    path::Path,
    time::{Duration, Instant},
};

use indexmap::IndexMap;
use inventory::correlate::engine::{
    Card, Change, Clusters, Mark, Memory, Part, Pins, Roster, Rule, Scheme, Standing, name_of,
    word_of,
};
use model::{ClaimStrength, vocabulary::Identifier};
use serde_json::json;
use testkit::fleet::{Fleet, FleetRecord, Key, Mutation};

use crate::{
    keys,
    rows::{self, Claim, Row},
    tasks::Done,
};

/// The identifiers of devices as the product ships them, ranked as it ranks them.
struct Shipped {
    scheme: Scheme,
    /// The rank of each key of the fleet; none where the vocabulary does not have it.
    ranks: [Option<u8>; Key::ALL.len()],
}

/// The identifiers of devices as the catalogue lists them.
fn listed() -> io::Result<IndexMap<String, Identifier>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("../catalogue/vocabulary/devices.yaml"))?;
    let mut kinds = text.split("\n---\n");
    let device = kinds.find(|kind| kind.contains("kind: device\n"));
    let mut device: HashMap<String, serde_yaml_ng::Value> =
        serde_yaml_ng::from_str(device.unwrap_or_default()).map_err(io::Error::other)?;
    let listed = device.remove("identifiers").unwrap_or_default();
    serde_yaml_ng::from_value(listed).map_err(io::Error::other)
}

impl Shipped {
    fn read() -> io::Result<Self> {
        let listed = listed()?;
        let mut ranked: Vec<(&String, &Identifier)> = listed.iter().collect();
        // A stable sort: what is equal stays as listed.
        ranked.sort_by_key(|(_, id)| (std::cmp::Reverse(id.strength), !id.exclusive));
        let rank = |key: Key| {
            let at = ranked.iter().position(|(name, _)| *name == key.name())?;
            u8::try_from(at).ok()
        };
        Ok(Self {
            ranks: Key::ALL.map(rank),
            scheme: Scheme::new(ranked.iter().map(|(_, id)| Rule {
                strength: id.strength,
                exclusive: id.exclusive,
                most: id.shared_by_most.unwrap_or(match id.strength {
                    ClaimStrength::Strong | ClaimStrength::Foreign => 3,
                    ClaimStrength::Weak | ClaimStrength::Medium => 1,
                }),
            })),
        })
    }

    /// The mark of an identifier, where it identifies anything.
    fn mark<'a>(&self, claim: &Claim<'a>, room: &mut Vec<u8>) -> Option<(Mark, Option<&'a str>)> {
        let rank = self.ranks[usize::from(claim.key)]?;
        if !keys::normalise(Key::ALL[usize::from(claim.key)], claim.value, room) {
            return None;
        }
        let scope = std::str::from_utf8(claim.scope).ok();
        let scope = scope.filter(|scope| !scope.is_empty());
        Some((Mark::new(rank, room, scope), scope))
    }
}

fn card(row: &Row<'_>) -> Card {
    let text = |bytes| std::str::from_utf8(bytes).unwrap_or_default();
    let maker = text(row.maker).split(' ').next().unwrap_or_default();
    let platforms: [&[u8]; 5] = [b"Windows", b"macOS", b"Linux", b"iOS", b"Android"];
    let platform = platforms.iter().position(|name| *name == row.platform);
    Card {
        name: name_of("device", &row.source.to_string(), text(row.native_id)),
        maker: word_of(&maker.to_lowercase()),
        source: row.source.into(),
        platform: platform.map_or(0, |at| at as u8 + 1),
        present: true,
    }
}

/// All records at once.
pub fn solve(folder: &Path, threads: usize) -> io::Result<Done> {
    let shipped = Shipped::read()?;
    let began = Instant::now();
    // How much room a thread takes; a line is about 150 bytes and has four identifiers.
    let records = (folder.join(rows::ROWS).metadata()?.len() / 150 / threads as u64) as usize;
    let start = || {
        let part = Part::new(&shipped.scheme, records, records * 4);
        (part, Vec::new())
    };
    let parts = rows::read(folder, threads, start, |(part, room), row| {
        part.record(card(&row));
        for claim in row.claims() {
            if let Some((mark, scope)) = shipped.mark(&claim, room) {
                part.value(mark, scope);
            }
        }
    })?;
    let roster = Roster::new(&shipped.scheme, parts.into_iter().map(|(part, _)| part));
    let read = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let solved = roster.solve(&Pins::default(), &Memory::default(), threads);
    let solve = began.elapsed().as_secs_f64();
    Ok(Done {
        read,
        solve,
        more: json!({"ignored values": solved.ignored.len()}),
        labels: vec![
            ("with probable", solved.clusters.probable),
            ("confirmed", solved.clusters.confirmed),
        ],
    })
}

/// Records kept in memory, then changed one after the other; every change is timed.
pub fn changes(fleet: &Fleet, folder: &Path, changes: usize) -> io::Result<Done> {
    let shipped = Shipped::read()?;
    let began = Instant::now();
    let mut kept = Kept::new(&shipped);
    rows::read_all(folder, |row| {
        kept.put(&row);
    })?;
    let read = began.elapsed().as_secs_f64();

    let mut took = Vec::with_capacity(changes);
    let mut reached = 0;
    let mut line = Vec::new();
    for change in fleet.mutations(1).take(changes) {
        let (clusters, time) = kept.mutate(change, &mut line)?;
        reached += clusters;
        took.push(time);
    }
    took.sort_unstable();
    let micro = |at: usize| took[at].as_secs_f64() * 1e6;
    let differ = kept.differ_from_full()?;
    Ok(Done {
        read,
        solve: took.iter().sum::<Duration>().as_secs_f64(),
        labels: Vec::new(),
        more: json!({
            "changes": changes,
            "median microseconds": micro(changes / 2),
            "p99 microseconds": micro(changes * 99 / 100),
            "slowest microseconds": micro(changes - 1),
            "entities that were not what they had been": reached,
            "records that a full pass places elsewhere": differ,
        }),
    })
}

/// A record as it was entered: its card and its values, each with its scope.
type Entered = (Card, Vec<(Mark, Option<String>)>);

/// The standing engine, and what it takes to solve the same from nothing.
struct Kept<'a> {
    shipped: &'a Shipped,
    standing: Standing,
    /// The number of each record, by name.
    numbers: HashMap<u64, u32>,
    /// Every record as it is now.
    now: Vec<Option<Entered>>,
    room: Vec<u8>,
}

impl<'a> Kept<'a> {
    fn new(shipped: &'a Shipped) -> Self {
        Self {
            shipped,
            standing: Standing::new(&shipped.scheme, Pins::default(), Memory::default()),
            numbers: HashMap::new(),
            now: Vec::new(),
            room: Vec::new(),
        }
    }

    /// Puts a record in; how many clusters are new, and how long that took: normalising, hashing
    /// and solving, but not what this comparison remembers for itself.
    fn put(&mut self, row: &Row<'_>) -> (usize, Duration) {
        let card = card(row);
        let next = self.now.len() as u32;
        let record = *self.numbers.entry(card.name).or_insert(next);
        let began = Instant::now();
        let marks = row.claims();
        let values: Vec<(Mark, Option<&str>)> = marks
            .filter_map(|claim| self.shipped.mark(&claim, &mut self.room))
            .collect();
        let put = Change::Put {
            record,
            card,
            values: &values,
        };
        let diff = self.standing.change(put);
        let took = began.elapsed();
        let values = values
            .into_iter()
            .map(|(mark, scope)| (mark, scope.map(str::to_owned)));
        let now = Some((card, values.collect()));
        match self.now.get_mut(record as usize) {
            Some(was) => *was = now,
            None => self.now.push(now),
        }
        (diff.after.len(), took)
    }

    fn mutate(&mut self, change: Mutation, line: &mut Vec<u8>) -> io::Result<(usize, Duration)> {
        match change {
            Mutation::Insert(told) | Mutation::Change(told) | Mutation::Reappear(told) => {
                self.put_told(&told, line)
            }
            Mutation::Delete { source, native_id } => {
                let name = name_of("device", &source.to_string(), &native_id);
                let record = self.numbers[&name];
                let began = Instant::now();
                let diff = self.standing.change(Change::Take(record));
                let took = began.elapsed();
                self.now[record as usize] = None;
                Ok((diff.after.len(), took))
            }
        }
    }

    fn put_told(
        &mut self,
        told: &FleetRecord,
        line: &mut Vec<u8>,
    ) -> io::Result<(usize, Duration)> {
        line.clear();
        rows::write_row(line, told)?;
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let row = Row::parse(text).ok_or_else(|| io::Error::other("a change that is no record"))?;
        Ok(self.put(&row))
    }

    /// How many records a full pass over what is there now puts into another entity.
    fn differ_from_full(&self) -> io::Result<usize> {
        let mut part = Part::new(&self.shipped.scheme, self.now.len(), self.now.len() * 4);
        let nobody = Card {
            name: 0,
            maker: 0,
            source: 0,
            platform: 0,
            present: false,
        };
        for record in &self.now {
            let Some((card, values)) = record else {
                // Its number stays: a record without identifiers is by itself.
                part.record(nobody);
                continue;
            };
            part.record(*card);
            for (mark, scope) in values {
                part.value(*mark, scope.as_deref());
            }
        }
        let roster = Roster::new(&self.shipped.scheme, [part]);
        let full = roster
            .solve(&Pins::default(), &Memory::default(), 1)
            .clusters;
        let Clusters {
            confirmed,
            probable,
        } = self.standing.clusters();
        Ok(differ(&full.probable, &probable) + differ(&full.confirmed, &confirmed))
    }
}

/// Records whose cluster does not have the same first record in both.
fn differ(one: &[u32], other: &[u32]) -> usize {
    let firsts = |labels: &[u32]| -> Vec<u32> {
        let mut first = HashMap::new();
        let named = labels.iter().zip(0_u32..);
        named
            .map(|(label, record)| *first.entry(*label).or_insert(record))
            .collect()
    };
    let (one, other) = (firsts(one), firsts(other));
    one.len().abs_diff(other.len()) + one.iter().zip(&other).filter(|(a, b)| a != b).count()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use inventory::{Decisions, IdBook, Kept, RecordBook, resolve};
    use model::{KindName, Life, RecordKey, Vocabulary, vocabulary::Kind};
    use testkit::fleet::{Rates, Sources};

    use super::*;

    /// The entity of each record, as the whole stage of the product makes them.
    fn by_the_product(fleet: &Fleet) -> BTreeMap<RecordKey, u64> {
        let shipped = serde_json::json!({
            "kind": "device", "plural": "devices", "identifiers": listed().unwrap(),
        });
        let kind: Kind = serde_json::from_value(shipped).unwrap();
        let vocabulary = Vocabulary {
            kinds: [(KindName::new("device"), kind)].into_iter().collect(),
        };
        let now = "2026-06-01T12:00:00Z".parse().unwrap();
        let kept = fleet.records().map(|told| Kept {
            record: fleet.to_record(&told, now),
            life: Life::Live,
            misses: 0,
            first_seen: now,
            last_seen: now,
            first_run: 1,
        });
        let book = RecordBook {
            run: 1,
            records: kept.map(|kept| (kept.record.key.clone(), kept)).collect(),
            ..RecordBook::default()
        };
        let resolution = resolve(
            &book,
            &IdBook::default(),
            &Decisions::default(),
            &vocabulary,
            now,
        );
        let entities = resolution.inventory.all();
        entities
            .flat_map(|entity| {
                let members = entity.members.iter();
                members.map(|member| (member.record.clone(), entity.id.number))
            })
            .collect()
    }

    #[test]
    fn the_comparison_matches_as_the_product_does() {
        let fleet = Fleet::new(9, Rates::shipped(), 2_000, Sources::All);
        let folder = std::env::temp_dir().join(format!("correlation-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        rows::write(&fleet, &folder).unwrap();
        let done = solve(&folder, 2).unwrap();
        fs::remove_dir_all(&folder).unwrap();

        let product = by_the_product(&fleet);
        let now = "2026-06-01T12:00:00Z".parse().unwrap();
        let keys = fleet.records().map(|told| fleet.to_record(&told, now).key);
        let product: Vec<u32> = keys.map(|key| product[&key] as u32).collect();
        assert_eq!(differ(&done.labels[0].1, &product), 0);
    }
}
