//! Things, with what each source says of who answers for them and who may change them.

use std::collections::{BTreeMap, BTreeSet};

use ledger::matrix::detectors::{OwnerSaid, Seen, Thing, Told, Topic, VendorSeen};
use model::{Entity, EntityId, Life, Owner, OwnerClaim, OwnerClass, WhyUnowned};

use super::{Facts, OWN};

/// Kinds that answer for things, and those whose owner the matrix itself says.
const NO_THINGS: [&str; 6] = [
    "person",
    "account",
    "team",
    "department",
    "activity",
    "review",
];
/// Who may change a thing, by kind and link.
const GRANTS: [(&str, &str); 1] = [("repository", "admins")];

impl Facts<'_> {
    pub(super) fn add_things(&self, seen: &mut Seen) {
        let told = seen.told.get(&Topic::People).cloned();
        let all_people = told.is_some_and(|told| told.complete);
        let mut by = BTreeMap::new();
        for entity in self.inventory().all() {
            if entity.life == Life::Gone || NO_THINGS.contains(&entity.id.kind.as_str()) {
                continue;
            }
            let thing = said_of(entity, all_people);
            for claim in &thing.claims {
                let newest = by.entry(claim.source.clone()).or_insert(claim.at);
                *newest = (*newest).max(claim.at);
            }
            if thing.is_told() {
                seen.things.insert(entity.id.clone(), thing);
            }
        }
        if !by.is_empty() {
            let complete = true;
            seen.told.insert(Topic::Owners, Told { by, complete });
        }
        self.add_grants(seen);
        self.add_vendors(seen);
    }

    /// Who may change a thing, where the sources that tell know all of them.
    fn add_grants(&self, seen: &mut Seen) {
        for (kind, link) in GRANTS {
            let scopes = self.inventory().coverage.supplying(kind, link);
            let scopes: Vec<_> = scopes.map(|(state, _)| state).collect();
            let complete = scopes.iter().all(|state| state.tells_absence(self.view.at));
            let Some(told) = self.told(scopes.into_iter()).filter(|_| complete) else {
                continue;
            };
            seen.told.insert(Topic::Grants, told);
            for entity in self.living(kind) {
                if entity.listed.iter().any(|listed| listed == link) {
                    let parties = self.follow(entity, link);
                    let people = parties.iter().flat_map(|one| self.view.people_behind(one));
                    let thing = seen.things.entry(entity.id.clone()).or_default();
                    thing.grants = Some(people.collect());
                }
            }
        }
    }

    fn add_vendors(&self, seen: &mut Seen) {
        let Some(told) = self.told_by("vendor") else {
            return;
        };
        seen.told.insert(Topic::Vendors, told);
        let contracts = self.told_by("contract").is_some_and(|told| told.complete);
        for vendor in self.living("vendor") {
            let has = self.follow(vendor, "contracts").iter().any(|id| {
                let contract = self.inventory().get(id);
                contract.is_some_and(|one| one.life != Life::Gone)
            });
            let contract = (has || contracts).then_some(has);
            seen.vendors
                .insert(vendor.id.clone(), VendorSeen { contract });
        }
    }
}

/// What is said of one thing.
fn said_of(entity: &Entity, all_people: bool) -> Thing {
    let ownership = &entity.ownership;
    let valid = |claim: &&OwnerClaim| claim.void.is_none();
    let answered = |claim: &&OwnerClaim| claim.class == OwnerClass::Answered;
    let mine: BTreeSet<EntityId> = ownership
        .claims
        .iter()
        .filter(valid)
        .filter(answered)
        .flat_map(|claim| claim.people.iter().cloned())
        .collect();
    let unknown = ownership.owner == Owner::Unowned(WhyUnowned::NameUnknown) && all_people;
    let sources = ownership
        .claims
        .iter()
        .filter(|claim| claim.class != OwnerClass::Answered && claim.record.source.as_str() != OWN);
    let claims = sources.filter_map(|claim| {
        let dangling = unknown && claim.party.is_none() && claim.written.is_some();
        (claim.void.is_none() || dangling).then(|| OwnerSaid {
            source: claim.record.source.clone(),
            class: claim.class,
            people: claim.people.iter().cloned().collect(),
            written: claim
                .written
                .as_ref()
                .map_or_else(String::new, |by| by.value.clone()),
            dangling,
            at: claim.confirmed,
        })
    });
    Thing {
        claims: claims.collect(),
        mine,
        not_mine: ownership.denied.iter().cloned().collect(),
        cost_centre: None,
        grants: None,
    }
}
