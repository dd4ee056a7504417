//! How right a matching is, counted over all pairs of records by their contingency table.

/// What a matching comes to beside the truth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Records scored.
    pub records: u64,
    /// Devices that have at least one record.
    pub devices: u64,
    /// Entities the matching made.
    pub entities: u64,
    /// Records of its largest entity.
    pub largest: u64,
    /// Entities with records of more than one device.
    pub mixed: u64,
    /// Pairs of records of one device.
    pub true_pairs: u64,
    /// Pairs of records of one entity.
    pub matched_pairs: u64,
    /// Pairs that are both.
    pub right_pairs: u64,
}

impl Score {
    /// Share of the matched pairs that are right; 1 where nothing was matched.
    pub fn precision(&self) -> f64 {
        share(self.right_pairs, self.matched_pairs)
    }

    /// Share of the true pairs that were matched; 1 where there are none.
    pub fn recall(&self) -> f64 {
        share(self.right_pairs, self.true_pairs)
    }

    /// Harmonic mean of both.
    pub fn f1(&self) -> f64 {
        share(2 * self.right_pairs, self.matched_pairs + self.true_pairs)
    }
}

fn share(part: u64, of: u64) -> f64 {
    if of == 0 {
        1.0
    } else {
        part as f64 / of as f64
    }
}

/// Scores records given as (device, entity), in any order; both are plain names.
///
/// Exact: pairs are counted by how many records each device and entity have in common. Takes
/// eight bytes a record.
pub fn score(records: impl IntoIterator<Item = (u32, u32)>) -> Score {
    let mut both: Vec<u64> = records
        .into_iter()
        .map(|(device, entity)| u64::from(entity) << 32 | u64::from(device))
        .collect();
    both.sort_unstable();
    let mut score = Score {
        records: both.len() as u64,
        ..Score::default()
    };
    for entity in both.chunk_by(|a, b| a >> 32 == b >> 32) {
        let size = entity.len() as u64;
        score.entities += 1;
        score.largest = score.largest.max(size);
        score.matched_pairs += pairs(size);
        let mut devices = 0;
        for device in entity.chunk_by(|a, b| a == b) {
            devices += 1;
            score.right_pairs += pairs(device.len() as u64);
        }
        score.mixed += u64::from(devices > 1);
    }
    // The table the other way round: devices first.
    for one in &mut both {
        *one = one.rotate_left(32);
    }
    both.sort_unstable();
    for device in both.chunk_by(|a, b| a >> 32 == b >> 32) {
        score.devices += 1;
        score.true_pairs += pairs(device.len() as u64);
    }
    score
}

fn pairs(things: u64) -> u64 {
    things * things.saturating_sub(1) / 2
}
