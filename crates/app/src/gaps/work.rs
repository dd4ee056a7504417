//! Activities, with who holds what of them over which living things.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use ledger::matrix::{
    Extent, Held, Letter, Origin, OwnRecord, Reached, Through, Unreached,
    detectors::{Activity, AnswerSeen, Party, RuleSeen, SeatSeen, Seen, Table, Topic},
    folded,
};
use model::{EntityId, RuleId, id::ActivityId};

use super::Facts;
use crate::{matrix, workspace::RulesFrom};

/// How narrow a scope is over a thing, the narrowest first: things before a unit, a near unit
/// before one around it, the whole organisation last.
type Rank = (usize, usize);

impl Facts<'_> {
    pub(super) fn add_work(&self, seen: &mut Seen) {
        let about = matrix::about(self.workspace, self.matrix, &self.view);
        let measuring = self.measuring();
        let evidence = self.evidence(&measuring);
        let governed = self.workspace.settings.rules == RulesFrom::Published;
        let latest_entry = self.workspace.decided.entries.last().map(|entry| entry.at);
        for (id, activity) in &self.matrix.activities {
            let Some(entity) = self.matrix.entities.get(id) else {
                continue;
            };
            let rules = measuring.get(id).cloned().unwrap_or_default();
            let things = self.things_of(about.get(id), entity);
            let first_seen = self.inventory().get(entity);
            let first_seen =
                first_seen.and_then(|one| one.members.iter().map(|m| m.first_seen).min());
            let known = Activity {
                id: Some(id.clone()),
                first_tier: activity.tier.number() == 1,
                cadence_days: activity.cadence.as_ref().and_then(|cadence| cadence.days()),
                since: first_seen,
                seats: self.seats(id, &things),
                about: things,
                for_everyone: activity.for_everyone,
                needs: activity.needs.keys().copied().collect(),
                could_measure: self.could_measure(activity),
                unmeasured_because: activity.unmeasured_because.clone(),
                shown_here: activity.shown_by == Some(OwnRecord::Governance) && governed,
                controls: activity
                    .frameworks
                    .iter()
                    .map(|(name, ids)| (name.clone(), ids.iter().cloned().collect()))
                    .collect(),
                open_findings: self.found.open(&rules),
                evidence: match activity.shown_by {
                    Some(OwnRecord::Governance) => latest_entry.max(evidence.get(id).copied()),
                    None => evidence.get(id).copied(),
                },
                unit_says: Vec::new(),
                measured_by: rules,
            };
            seen.activities.insert(entity.clone(), known);
        }
        self.add_rules(seen);
        seen.required.clone_from(&self.workspace.required);
        if !seen.required.is_empty() {
            seen.told.insert(Topic::Controls, self.own());
        }
    }

    /// The rules in force that measure each activity.
    fn measuring(&self) -> BTreeMap<ActivityId, BTreeSet<RuleId>> {
        let in_force = self.workspace.rules.iter().filter(|loaded| loaded.in_force);
        let in_force: BTreeSet<&RuleId> = in_force.map(|loaded| &loaded.rule.id).collect();
        let rules = |activity: &ledger::matrix::Activity| {
            let listed = activity.measured_by.iter();
            listed
                .filter(|rule| in_force.contains(rule))
                .cloned()
                .collect()
        };
        let all = self.matrix.activities.iter();
        all.map(|(id, activity)| (id.clone(), rules(activity)))
            .collect()
    }

    /// The shipped rules that would measure an activity and are not in force.
    fn could_measure(&self, activity: &ledger::matrix::Activity) -> BTreeSet<RuleId> {
        let waiting = |rule: &&RuleId| {
            let known = self.workspace.rule(rule);
            known.is_some_and(|loaded| !loaded.in_force)
        };
        let listed = activity.measured_by.iter();
        listed.filter(waiting).cloned().collect()
    }

    /// The latest pass in which a rule of each activity came to a verdict.
    fn evidence(
        &self,
        measuring: &BTreeMap<ActivityId, BTreeSet<RuleId>>,
    ) -> BTreeMap<ActivityId, Timestamp> {
        let told = |rules: &BTreeSet<RuleId>| {
            let latest_first = self.passes.iter().rev();
            let mut telling = latest_first.filter(|pass| {
                let counts = rules.iter().filter_map(|rule| pass.rules.get(rule));
                counts
                    .into_iter()
                    .any(|counts| counts.met + counts.missed > 0)
            });
            telling.next().map(|pass| pass.at)
        };
        let all = measuring.iter();
        all.filter_map(|(id, rules)| Some((id.clone(), told(rules)?)))
            .collect()
    }

    /// The living things an activity is about; the departments, where it is about no kind.
    fn things_of(&self, about: Option<&Extent>, entity: &EntityId) -> BTreeSet<EntityId> {
        if let Some(Extent::Entities { sure, .. }) = about {
            return sure.clone();
        }
        let departments = self.living("department");
        let departments: BTreeSet<EntityId> = departments.map(|one| one.id.clone()).collect();
        match departments.is_empty() {
            true => BTreeSet::from([entity.clone()]),
            false => departments,
        }
    }

    fn seats(&self, id: &ActivityId, things: &BTreeSet<EntityId>) -> Vec<SeatSeen> {
        let mut seats = Vec::new();
        for letter in Letter::ALL {
            let held: Vec<&Held> = self.matrix.holders(id, letter).collect();
            let over = self.over(&held, things);
            let both = held.iter().zip(over);
            seats.extend(both.map(|(held, (over, perhaps))| self.seat(held, over, perhaps)));
        }
        seats
    }

    /// What each holder of one letter is over: the narrowest scope counts, as when messages are
    /// sent. What is only perhaps in a narrow scope stays with whoever has it for sure.
    fn over(
        &self,
        held: &[&Held],
        things: &BTreeSet<EntityId>,
    ) -> Vec<(BTreeSet<EntityId>, BTreeSet<EntityId>)> {
        let mut all = vec![(BTreeSet::new(), BTreeSet::new()); held.len()];
        let by_unit = held
            .iter()
            .any(|one| one.assignment.seat.scope.unit.is_some());
        for thing in things {
            let units = match by_unit {
                true => self.units(thing),
                false => Vec::new(),
            };
            let ranks: Vec<Option<(Rank, bool)>> =
                held.iter().map(|one| rank(one, thing, &units)).collect();
            let sure = ranks.iter().flatten().filter(|(_, sure)| *sure);
            let best = sure.map(|(rank, _)| *rank).min();
            for (at, rank) in ranks.iter().enumerate() {
                match rank {
                    Some((rank, true)) if Some(*rank) == best => {
                        all[at].0.insert(thing.clone());
                    }
                    Some((rank, false)) if best.is_none_or(|best| best == *rank) => {
                        all[at].1.insert(thing.clone());
                    }
                    _ => {}
                }
            }
        }
        all
    }

    /// The units a thing is in, the nearest first.
    fn units(&self, thing: &EntityId) -> Vec<EntityId> {
        let entity = self.inventory().get(thing);
        entity
            .map(|entity| self.view.units_around(entity))
            .unwrap_or_default()
    }

    fn seat(&self, held: &Held, over: BTreeSet<EntityId>, perhaps: BTreeSet<EntityId>) -> SeatSeen {
        let seat = &held.assignment.seat;
        let (party, people, delegate) = self.party(&held.reached, &seat.party);
        let scope = [seat.scope.unit.as_deref(), seat.scope.selector.as_deref()];
        let said = held.acknowledged.as_ref();
        SeatSeen {
            seat: Some(seat.clone()),
            letter: seat.letter,
            party,
            people,
            scope: scope.into_iter().flatten().collect::<Vec<_>>().join(", "),
            unit: held.unit.clone(),
            over,
            perhaps,
            since: self.since(held),
            answer: said.map(|said| AnswerSeen {
                says: said.answer,
                at: said.at,
            }),
            delegate,
            place: self.place(&held.assignment.origin),
            table: self.table(held),
        }
    }

    fn party(
        &self,
        reached: &Reached,
        written: &str,
    ) -> (Party, BTreeSet<EntityId>, Option<EntityId>) {
        let one = |person: &EntityId| BTreeSet::from([person.clone()]);
        let team = |team: &EntityId| self.view.people_behind(team).into_iter().collect();
        let named = |party: Party| (party, BTreeSet::new(), None);
        match reached {
            Reached::Person { person, through } => match through {
                Through::Delegate { of: Some(of), .. } => {
                    let people = BTreeSet::from([of.clone(), person.clone()]);
                    (Party::Person(of.clone()), people, Some(person.clone()))
                }
                Through::Lead(lead) => {
                    let mut people: BTreeSet<EntityId> = team(lead);
                    people.insert(person.clone());
                    (Party::Person(person.clone()), people, None)
                }
                _ => (Party::Person(person.clone()), one(person), None),
            },
            Reached::Nobody(why) => match why {
                Unreached::Left(person) | Unreached::NotYet(person) => {
                    (Party::Person(person.clone()), one(person), None)
                }
                Unreached::NobodyLeads(of) => (Party::Leaderless(of.clone()), team(of), None),
                Unreached::Several(people) => {
                    let people = people.iter().cloned().collect();
                    (Party::Nobody(written.to_owned()), people, None)
                }
                Unreached::Placeholder => named(Party::Nobody(written.to_owned())),
                Unreached::Unknown => named(self.vendor(written)),
                Unreached::NotKnown => named(Party::NotTold(written.to_owned())),
            },
        }
    }

    fn vendor(&self, written: &str) -> Party {
        let wanted = folded(written);
        let mut vendors = self.living("vendor");
        let found = vendors.find(|vendor| folded(&vendor.name) == wanted);
        found.map_or_else(
            || Party::Unknown(written.to_owned()),
            |vendor| Party::Vendor(vendor.id.clone()),
        )
    }

    /// Since when: the first day a table says, or the decision. Without either nobody knows.
    fn since(&self, held: &Held) -> Option<Timestamp> {
        let from = held.assignment.validity.from;
        // Noon is on that day wherever somebody reads it.
        let from = from.and_then(|day| day.at(12, 0, 0, 0).to_zoned(self.view.zone.clone()).ok());
        let decided = match held.assignment.origin {
            Origin::Act(number) => self.workspace.acts.iter().find(|act| act.number == number),
            Origin::File(_) => None,
        };
        let from = from.map(|day| day.timestamp());
        decided.map(|act| act.at).max(from)
    }

    fn place(&self, origin: &Origin) -> String {
        match origin {
            Origin::File(place) => place.to_string(),
            Origin::Act(number) => {
                let act = self.workspace.acts.iter().find(|act| act.number == *number);
                act.map_or_else(String::new, |act| {
                    format!("decision {number} of {}", act.at.strftime("%Y-%m-%d"))
                })
            }
        }
    }

    /// A table called like a unit is that unit's own: `responsibilities/sales.csv`.
    fn table(&self, held: &Held) -> Table {
        let (Origin::File(place), Some(unit)) = (&held.assignment.origin, &held.unit) else {
            return Table::Organisation;
        };
        let file = place.file.as_deref().unwrap_or_default();
        let file = file.rsplit('/').next().unwrap_or_default();
        let stem = file.split('.').next().unwrap_or_default();
        let even = |text: &str| folded(&text.replace(['-', '_'], " "));
        let name = self.inventory().get(unit).map(|unit| even(&unit.name));
        match name.is_some_and(|name| name == even(stem)) {
            true => Table::Unit(unit.clone()),
            false => Table::Organisation,
        }
    }

    /// The activity of a title, as an entity.
    fn activity(&self, title: &str) -> Option<EntityId> {
        let activity = self.matrix.activity(title)?;
        self.matrix.entities.get(&activity.id).cloned()
    }

    fn add_rules(&self, seen: &mut Seen) {
        seen.rules_kept_by = self.activity(&self.workspace.settings.security_activity);
        for loaded in self.workspace.rules.iter().filter(|loaded| loaded.in_force) {
            let names = loaded.rule.activity.clone();
            let rule = RuleSeen {
                activity: names.as_deref().and_then(|title| self.activity(title)),
                names,
                owner: self.proposer(&loaded.rule.id),
            };
            seen.rules.insert(loaded.rule.id.clone(), rule);
        }
    }
}

/// Whether an assignment holds a thing, how narrowly, and whether that is sure.
fn rank(held: &Held, thing: &EntityId, units: &[EntityId]) -> Option<(Rank, bool)> {
    let scope = &held.assignment.seat.scope;
    let near = match (&scope.unit, &held.unit) {
        (None, _) => units.len(),
        (Some(_), unit) => units.iter().position(|one| Some(one) == unit.as_ref())?,
    };
    let sure = match &held.extent {
        Extent::Whole => true,
        Extent::Entities { sure, .. } if sure.contains(thing) => true,
        Extent::Entities { possible, .. } if possible.contains(thing) => false,
        Extent::Entities { .. } | Extent::Unreadable => return None,
    };
    Some(((usize::from(scope.selector.is_none()), near), sure))
}
