//! The engine's answer put in words: proof, refusals and ignored values of each cluster.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Claim, RecordKey, Tier,
    entity::{Edge, RefusedEdge, Suppressed},
};

use super::{
    Claims, Cluster, Correlated, Distrusted, Identifiers,
    engine::{By, Gated, Join, Solved, Veto, Witness},
    notes,
    table::{Sources, claim_of},
    tier_of, traits,
};
use crate::{book::Kept, decisions::Pin};

/// Everything that was said for and against unions.
#[derive(Debug, Default)]
pub(super) struct Said {
    joined: Vec<Join>,
    /// The first refusal of each two records.
    refused: Vec<(Join, Veto)>,
    told: BTreeSet<[u32; 2]>,
}

impl Witness for Said {
    fn joined(&mut self, join: Join) {
        self.joined.push(join);
    }

    fn refused(&mut self, join: Join, veto: Veto) {
        let [a, b] = join.between;
        if self.told.insert([a.min(b), a.max(b)]) {
            self.refused.push((join, veto));
        }
    }
}

/// What is read to put an answer in words.
pub(super) struct Words<'a> {
    pub(super) records: &'a [&'a Kept],
    pub(super) claims: &'a [Claims],
    pub(super) identifiers: &'a Identifiers<'a>,
    pub(super) sources: &'a Sources<'a>,
    pub(super) pins: &'a [Pin<'a>],
    pub(super) distrusted: &'a Distrusted,
}

impl Words<'_> {
    /// The clusters, in order of their first record.
    pub(super) fn describe(&self, solved: &Solved, said: Said) -> Correlated {
        let mut notes = notes::contradicted(&said.refused);
        notes.extend(notes::without_record(self));
        notes.extend(notes::shared(self, solved));
        let (mut clusters, of) = self.clusters(&solved.clusters.probable);
        for join in said.joined {
            let cluster = &mut clusters[of[join.between[0] as usize]];
            let (claim, tier) = self.by(&join);
            cluster.tier = cluster.tier.min(tier);
            cluster.proof.push(Edge {
                between: self.keys(join.between),
                claim,
                tier,
            });
        }
        for (join, veto) in said.refused {
            let sides = join.between.map(|at| of[at as usize]);
            if sides[0] == sides[1] {
                continue;
            }
            let edge = RefusedEdge {
                between: self.keys(join.between),
                claim: self.by(&join).0,
                veto: self.veto(&veto),
            };
            for side in sides {
                clusters[side].refused.push(edge.clone());
            }
        }
        let distrusted = self.ignore(solved, &mut clusters, &of);
        Correlated {
            clusters,
            distrusted,
            notes,
        }
    }

    fn clusters(&self, labels: &[u32]) -> (Vec<Cluster>, Vec<usize>) {
        let mut place: BTreeMap<u32, usize> = BTreeMap::new();
        let mut clusters: Vec<Cluster> = Vec::new();
        let mut of = Vec::with_capacity(labels.len());
        for (record, label) in labels.iter().enumerate() {
            let at = *place.entry(*label).or_insert_with(|| {
                clusters.push(Cluster::default());
                clusters.len() - 1
            });
            clusters[at].members.push(record);
            of.push(at);
        }
        (clusters, of)
    }

    fn keys(&self, mut between: [u32; 2]) -> [RecordKey; 2] {
        between.sort_unstable();
        between.map(|at| self.records[at as usize].record.key.clone())
    }

    /// What a join rests on, and what that proves.
    fn by(&self, join: &Join) -> (Claim, Tier) {
        match join.by {
            By::Value(value) => {
                let claim = claim_of(&self.claims[join.between[0] as usize], value);
                let strength = claim.and_then(|claim| self.identifiers.get(claim.key.as_str()));
                let strength = strength.map(|ranked| ranked.identifier.strength);
                let tier = strength.map_or(Tier::Probable, tier_of);
                (claim.cloned().unwrap_or_else(nameless), tier)
            }
            By::Pin(number) => {
                let claim = Claim {
                    key: super::DECISION.to_owned(),
                    value: number.to_string(),
                    scope: self.pin(number).map(|pin| pin.by.to_owned()),
                };
                (claim, Tier::Confirmed)
            }
        }
    }

    fn pin(&self, number: u64) -> Option<&Pin<'_>> {
        self.pins.iter().find(|pin| pin.number == number)
    }

    fn veto(&self, veto: &Veto) -> String {
        let record = |at: u32| &self.records[at as usize].record;
        match veto {
            Veto::Pin(number) => match self.pin(*number) {
                Some(pin) => format!("{} said that they are not: {}", pin.by, pin.because),
                None => format!("decision {number} says that they are not"),
            },
            Veto::Differ { rank, records } => {
                let held = records.map(|at| self.exclusive(at, usize::from(*rank)));
                let key = held[0].map_or("identifier", |claim| claim.key.as_str());
                let values = held.map(|claim| claim.map_or("", |claim| claim.value.as_str()));
                differ(key, values, "differs")
            }
            Veto::Source(source) => {
                format!("{} keeps them as two records", self.sources.name(*source))
            }
            Veto::Platform(records) => {
                let names = records.map(|at| traits::platform_name(record(at)));
                differ("operating systems", names, "differ")
            }
            Veto::Maker(records) => {
                let names = records.map(|at| traits::maker_name(record(at)).unwrap_or_default());
                differ("manufacturers", [&names[0], &names[1]], "differ")
            }
        }
    }

    /// The first value of an identifier that a record holds and that identifies something.
    fn exclusive(&self, record: u32, rank: usize) -> Option<&Claim> {
        let mut valid = self.claims[record as usize].valid.iter();
        valid
            .find(|valid| valid.rank == rank)
            .map(|valid| &valid.claim)
    }

    /// Tells each cluster which of its values identify nothing; and which are not to be trusted
    /// for a while.
    fn ignore(&self, solved: &Solved, clusters: &mut [Cluster], of: &[usize]) -> Distrusted {
        let mut distrusted = self.distrusted.nothing_yet();
        let mut all: Vec<BTreeMap<&Claim, Suppressed>> = vec![BTreeMap::new(); clusters.len()];
        for ignored in &solved.ignored {
            let first = ignored.records.first();
            let claim = first.and_then(|&at| claim_of(&self.claims[at as usize], ignored.value));
            let Some(claim) = claim else { continue };
            let suppressed = Suppressed {
                claim: claim.clone(),
                records: ignored.records.len() as u64,
                reason: self.reason(&ignored.reason, claim),
            };
            for &record in &ignored.records {
                all[of[record as usize]].insert(claim, suppressed.clone());
            }
            distrusted.note(self, ignored, claim);
        }
        self.worthless(&mut all, of);
        for (cluster, ignored) in clusters.iter_mut().zip(all) {
            cluster.suppressed = ignored.into_values().collect();
        }
        distrusted
    }

    /// Values that no gate had to be asked about.
    fn worthless<'a>(&'a self, all: &mut [BTreeMap<&'a Claim, Suppressed>], of: &[usize]) {
        let mut counts: BTreeMap<&Claim, u64> = BTreeMap::new();
        let each = || self.claims.iter().flat_map(|claims| &claims.worthless);
        for (claim, _) in each() {
            *counts.entry(claim).or_default() += 1;
        }
        for (claims, &cluster) in self.claims.iter().zip(of) {
            for (claim, why) in &claims.worthless {
                all[cluster].entry(claim).or_insert_with(|| Suppressed {
                    claim: claim.clone(),
                    records: counts.get(claim).copied().unwrap_or(1),
                    reason: why.to_string(),
                });
            }
        }
    }

    fn reason(&self, reason: &Gated, claim: &Claim) -> String {
        match reason {
            Gated::BySource { source, records } => {
                format!(
                    "{} gives it to {records} records",
                    self.sources.name(*source)
                )
            }
            Gated::ByAll { records } => format!("{records} records carry it"),
            Gated::EverByAll { records } => format!("{records} records carry it or once did"),
            Gated::Beside { rank, values } => {
                let key = self
                    .identifiers
                    .iter()
                    .find(|(_, r)| r.rank == usize::from(*rank));
                let key = key.map_or("identifier", |(name, _)| name);
                format!("it stands beside {values} different values of `{key}`")
            }
            Gated::Lately => self.distrusted.reason(claim),
            Gated::Wide { records } => {
                format!("with it, {records} records would be part of one huge thing")
            }
        }
    }
}

fn differ(what: &str, mut values: [&str; 2], verb: &str) -> String {
    values.sort_unstable();
    format!("their {what} {verb}: {} and {}", values[0], values[1])
}

/// Never needed: a value of the engine is one of a record's own.
fn nameless() -> Claim {
    Claim {
        key: "identifier".to_owned(),
        value: String::new(),
        scope: None,
    }
}
