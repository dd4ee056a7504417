//! R17: one person carries too much, or too much hangs on one person.

use std::collections::{BTreeMap, BTreeSet};

use model::EntityId;

use super::{Detector, Gap, Limits, Looked, Row, SeatSeen, Seen, Status, Topic, Way};
use crate::matrix::Letter;

pub(super) const DETECTOR: Detector = Detector {
    id: "r17-one-person-carries-too-much",
    needs: &[Topic::Matrix, Topic::People],
    look,
};

fn look(seen: &Seen, limits: &Limits) -> Looked {
    let mut accountable: BTreeMap<&EntityId, BTreeSet<&EntityId>> = BTreeMap::new();
    for (id, activity) in &seen.activities {
        for person in activity.holding(Letter::A).filter_map(SeatSeen::person) {
            accountable.entry(person).or_default().insert(id);
        }
    }
    let counts: Vec<f64> = accountable.values().map(|held| held.len() as f64).collect();
    let peers = counts.len() as f64 >= limits.get("peers at least");
    let most = peers.then(|| limit_of_peers(&counts, limits.get("deviations above peers")));
    let first: BTreeSet<&EntityId> = seen
        .activities
        .iter()
        .filter(|(_, activity)| activity.first_tier)
        .map(|(id, _)| id)
        .collect();
    let here = seen
        .people
        .iter()
        .filter(|(_, one)| one.status == Status::Here);
    here.map(|(person, one)| {
        let held = accountable.get(person);
        let mut rows = Vec::new();
        let who = seen.name(person);
        if one.open_work > limits.get("open work") {
            let says = format!("{who} has open work of weight {:.0}", one.open_work);
            rows.push(Row::new("open work", says).ways(&[Way::Elsewhere]));
        }
        let own = held.map_or(0, |held| held.intersection(&first).count());
        let share = own as f64 * 100.0 / first.len().max(1) as f64;
        if first.len() as f64 >= limits.get("first tier at least")
            && share > limits.get("percent of first tier")
        {
            let most = limits.get("percent of first tier") * first.len() as f64 / 100.0;
            let says = format!(
                "{who} is accountable for {own} of {} activities of tier 1, {} at most for one \
                 person",
                first.len(),
                most.floor()
            );
            let row = Row::new("first tier", says);
            rows.push(
                row.pick(seats(seen, person, Tier::First))
                    .ways(&[Way::Assign]),
            );
        }
        let count = held.map_or(0, BTreeSet::len);
        if let Some(most) = most.filter(|most| count as f64 > *most) {
            let says =
                format!("{who} is accountable for {count} activities, peers up to {most:.0}");
            let row = Row::new("activities", says);
            rows.push(
                row.pick(seats(seen, person, Tier::Any))
                    .ways(&[Way::Assign]),
            );
        }
        let rows = rows.into_iter().map(|row| row.parties([person]));
        Gap::missed(person, rows.collect())
    })
    .collect()
}

/// Activities of which tier.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tier {
    First,
    Any,
}

/// What a person is accountable for.
fn seats<'s>(
    seen: &'s Seen,
    person: &'s EntityId,
    tier: Tier,
) -> impl Iterator<Item = &'s SeatSeen> {
    let of = seen.activities.values();
    let of = of.filter(move |one| one.first_tier || tier == Tier::Any);
    of.flat_map(|one| one.holding(Letter::A))
        .filter(move |seat| seat.person() == Some(person))
}

/// The median plus so many median absolute deviations. A deviation below one activity counts as
/// one: among people who all hold one, two is no outlier.
fn limit_of_peers(counts: &[f64], deviations: f64) -> f64 {
    let middle = median(counts.to_vec());
    let off = counts.iter().map(|count| (count - middle).abs()).collect();
    deviations.mul_add(median(off).max(1.0), middle)
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    let half = of.len() / 2;
    match of.len() {
        0 => 0.0,
        all if all % 2 == 1 => of[half],
        _ => f64::midpoint(of[half - 1], of[half]),
    }
}
