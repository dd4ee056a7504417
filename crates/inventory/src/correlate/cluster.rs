//! The forest put in words: proof, refusals and ignored values of each cluster.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Claim, RecordKey, Tier,
    entity::{Edge, RefusedEdge, Suppressed},
};

use super::{Claims, Cluster, gate::Gate, solve::Forest, tier_of};
use crate::book::Kept;

pub(super) fn describe(
    forest: Forest<'_>,
    records: &[&Kept],
    claims: &[Claims],
    gate: &Gate,
) -> Vec<Cluster> {
    let mut cluster_of = vec![0; claims.len()];
    for (index, members) in forest.clusters.iter().enumerate() {
        for &member in members {
            cluster_of[member] = index;
        }
    }
    let mut clusters: Vec<Cluster> = forest
        .clusters
        .into_iter()
        .map(|members| Cluster {
            suppressed: suppressed(&members, claims, gate),
            members,
            proof: Vec::new(),
            refused: Vec::new(),
            tier: Tier::Confirmed,
        })
        .collect();
    let keys = |between: [usize; 2]| -> [RecordKey; 2] {
        between.map(|at| records[at].record.key.clone())
    };
    for pair in forest.accepted {
        let cluster = &mut clusters[cluster_of[pair.between[0]]];
        let tier = tier_of(pair.strength);
        cluster.tier = cluster.tier.min(tier);
        cluster.proof.push(Edge {
            between: keys(pair.between),
            claim: pair.claim.clone(),
            tier,
        });
    }
    for (pair, veto) in forest.refused {
        let claim = pair.claim.clone();
        let edge = RefusedEdge {
            between: keys(pair.between),
            claim,
            veto,
        };
        let sides: BTreeSet<usize> = pair.between.iter().map(|&at| cluster_of[at]).collect();
        for side in sides {
            clusters[side].refused.push(edge.clone());
        }
    }
    clusters
}

/// The values of a cluster that identify nothing, each with how many records carry it.
fn suppressed(members: &[usize], claims: &[Claims], gate: &Gate) -> Vec<Suppressed> {
    let mut ignored: BTreeMap<&Claim, Suppressed> = BTreeMap::new();
    for claims in members.iter().map(|&member| &claims[member]) {
        for (claim, why) in &claims.worthless {
            let records = gate.worthless.get(claim).copied().unwrap_or(1);
            let reason = why.to_string();
            ignored.insert(
                claim,
                Suppressed {
                    claim: claim.clone(),
                    records,
                    reason,
                },
            );
        }
        for claim in claims.valid.iter().map(|valid| &valid.claim) {
            let Some(posting) = gate.postings.get(claim) else {
                continue;
            };
            let Some(reason) = posting.ignored.clone() else {
                continue;
            };
            let records = posting.records.len() as u64;
            ignored.insert(
                claim,
                Suppressed {
                    claim: claim.clone(),
                    records,
                    reason,
                },
            );
        }
    }
    ignored.into_values().collect()
}
