//! Components: records that active values and people's decisions connect, before any veto.

use std::collections::BTreeMap;

use super::{forest::Component, mark::Value};

/// Sets of records that grow together: union-find, the smallest number is the root.
#[derive(Debug)]
pub(super) struct Sets(Vec<u32>);

impl Sets {
    pub(super) fn new(records: usize) -> Self {
        Self((0..records as u32).collect())
    }

    pub(super) fn root(&mut self, mut record: u32) -> u32 {
        loop {
            let parent = self.0[record as usize];
            if parent == record {
                return record;
            }
            // Path halving: every other record on the way is hung one step higher.
            let above = self.0[parent as usize];
            self.0[record as usize] = above;
            record = above;
        }
    }

    pub(super) fn unite(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        self.0[high as usize] = low;
    }

    /// The root of every record. Roots are smaller than what hangs below, so one walk is enough.
    pub(super) fn roots(&mut self) -> &[u32] {
        for record in 0..self.0.len() {
            self.0[record] = self.0[self.0[record] as usize];
        }
        &self.0
    }
}

/// Records of one thing are never more; what connects more is cut where it is widest.
pub(super) const WIDEST: usize = 500;

/// The component, or what is left of one that is too wide; and the values that were cut.
pub(super) fn narrow<'a>(
    component: Component<'a>,
    pinned: &[[u32; 2]],
) -> (Vec<Component<'a>>, Vec<(Value, &'a [u32])>) {
    let mut done = Vec::new();
    let mut cut = Vec::new();
    let mut left = vec![component];
    while let Some(mut component) = left.pop() {
        let most = component.values.iter().map(|(_, records)| records.len());
        let Some(most) = most.max().filter(|_| component.members.len() > WIDEST) else {
            done.push(component);
            continue;
        };
        // All of the widest at once: which of two equally wide goes must not be left to chance.
        component.values.retain(|(value, records)| {
            let keep = records.len() < most;
            if !keep {
                cut.push((*value, *records));
            }
            keep
        });
        left.extend(pieces(component, pinned));
    }
    (done, cut)
}

/// The connected pieces of records and values.
pub(super) fn pieces<'a>(component: Component<'a>, pinned: &[[u32; 2]]) -> Vec<Component<'a>> {
    let mut at: Vec<(u32, u32)> = component.members.iter().copied().zip(0..).collect();
    at.sort_unstable();
    let position = |record: u32| {
        let found = at.binary_search_by_key(&record, |(record, _)| *record);
        found.ok().map(|found| at[found].1)
    };
    let mut sets = Sets::new(component.members.len());
    for (_, records) in &component.values {
        let mut positions = records.iter().filter_map(|&record| position(record));
        if let Some(first) = positions.next() {
            positions.for_each(|other| sets.unite(first, other));
        }
    }
    for [a, b] in pinned {
        if let (Some(a), Some(b)) = (position(*a), position(*b)) {
            sets.unite(a, b);
        }
    }
    let mut pieces: BTreeMap<u32, Component<'a>> = BTreeMap::new();
    for (member, &record) in (0..).zip(&component.members) {
        let piece = pieces
            .entry(sets.root(member))
            .or_insert_with(|| Component {
                members: Vec::new(),
                values: Vec::new(),
            });
        piece.members.push(record);
    }
    for (value, records) in component.values {
        let first = records.iter().find_map(|&record| position(record));
        let piece = first.and_then(|first| pieces.get_mut(&sets.root(first)));
        if let Some(piece) = piece {
            piece.values.push((value, records));
        }
    }
    pieces.into_values().collect()
}
