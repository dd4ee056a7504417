//! The people behind a party, and whether they are still here.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use model::{
    Deputy, Entity, EntityId, Inventory, Life, OwnerClaim, OwnerClass, Reading, RecordKey, Value,
    Vocabulary, WhyUnowned,
    entity::{LinkTarget, Member},
};

use super::{Weighed, answers::place};
use crate::{
    decisions::Decision,
    directory::{Found, is_placeholder},
    follow::units,
    links::Named,
    words,
};

/// The to-many link of a team that holds its members.
const MEMBERS: &str = "members";
/// The link of a department to the person who heads it.
const HEAD: &str = "head";
/// The link of an account to its person.
const PERSON: &str = "person";

/// Who is who, asked again and again while claims are weighed.
pub(super) struct Parties<'a> {
    inventory: &'a Inventory,
    vocabulary: &'a Vocabulary,
    today: Date,
    /// Members of teams that the members' own records name.
    members: BTreeMap<EntityId, Vec<EntityId>>,
}

/// That a person or team cannot answer.
pub(super) enum Absence {
    /// For this reason.
    Sure(String),
    /// As far as anybody knows: who is in the team is not told, or not who that is.
    Perhaps,
}

/// The people behind a party, or why there are none.
type Behind = Result<Vec<EntityId>, (WhyUnowned, String)>;

impl<'a> Parties<'a> {
    pub(super) fn new(
        inventory: &'a Inventory,
        vocabulary: &'a Vocabulary,
        now: Timestamp,
    ) -> Self {
        // A stage knows no zone of its own; a last day ends everywhere within half a day of UTC.
        let today = now.to_zoned(TimeZone::UTC).date();
        let members = named_by_members(inventory, vocabulary);
        Self {
            inventory,
            vocabulary,
            today,
            members,
        }
    }

    /// Weighs one claim; nothing written is no claim.
    pub(super) fn weigh(&self, named: Named) -> Option<Weighed> {
        let (party, behind) = match &named.found {
            Found::Nothing => return None,
            found if found.by().is_some_and(|by| is_placeholder(&by.value)) => {
                let written = found.by().map_or("", |by| by.value.as_str());
                (
                    None,
                    Err((
                        WhyUnowned::Placeholder,
                        format!("`{written}` is a placeholder"),
                    )),
                )
            }
            Found::One { entity, .. } => (Some(entity.clone()), self.behind(entity)),
            Found::Gone { entity, .. } => {
                let says = format!("{} is no longer reported by any source", self.name(entity));
                (Some(entity.clone()), Err((WhyUnowned::EverybodyLeft, says)))
            }
            Found::Placeholder { by } => (
                None,
                Err((
                    WhyUnowned::Placeholder,
                    format!("`{}` is a placeholder", by.value),
                )),
            ),
            Found::Several { count, by } => {
                let says = format!("{count} of them have {by}");
                (None, Err((WhyUnowned::NameUnknown, says)))
            }
            Found::Nobody { by } => (
                None,
                Err((WhyUnowned::NameUnknown, format!("no source knows {by}"))),
            ),
        };
        let behind = match behind {
            _ if named.ended => {
                let day = named.confirmed.strftime("%Y-%m-%d");
                let says = format!("it was last said on {day}");
                Err((WhyUnowned::Expired, says))
            }
            behind => behind,
        };
        let mut weighed = claim(named.class, behind, named.record, named.told);
        weighed.claim.link = named.link;
        weighed.claim.party = party;
        weighed.claim.written = named.found.by().cloned();
        weighed.claim.confirmed = named.confirmed;
        weighed.position = named.position;
        Some(weighed)
    }

    /// Weighs a party that nobody named: the kind's default path leads to it.
    pub(super) fn by_default(
        &self,
        party: EntityId,
        path: &str,
        member: &Member,
        position: usize,
    ) -> Weighed {
        let behind = self.behind(&party);
        let record = member.record.clone();
        let mut weighed = claim(OwnerClass::Inferred, behind, record, member.last_seen);
        weighed.claim.link = path.to_owned();
        weighed.claim.party = Some(party);
        weighed.position = position;
        weighed
    }

    /// Weighs the word of a person that something is theirs. It ends when they leave, and when
    /// they are in another department than they were then.
    pub(super) fn answered(
        &self,
        person: &EntityId,
        unit: Option<&EntityId>,
        record: RecordKey,
        at: Timestamp,
    ) -> Weighed {
        let behind = self.behind(person).and_then(|people| {
            let moved = unit.and_then(|unit| self.moved(person, unit));
            moved.map_or(Ok(people), |says| Err((WhyUnowned::Moved, says)))
        });
        let mut weighed = claim(OwnerClass::Answered, behind, record, at);
        weighed.claim.party = Some(self.current(person));
        weighed
    }

    /// That a person is in another department than this one, in words. Where nobody tells their
    /// department they have not moved.
    fn moved(&self, person: &EntityId, unit: &EntityId) -> Option<String> {
        let entity = self.inventory.get(person)?;
        let units = units(self.inventory, self.vocabulary, entity);
        let (_, now) = units.first()?;
        let before = self.current(unit);
        (*now != before).then(|| {
            let [name, from, to] = [person, &before, now].map(|id| self.name(id));
            format!("{name} moved from {from} to {to}")
        })
    }

    /// Who stands in for somebody by a decision, while its time is not over.
    pub(super) fn deputy(&self, decision: &Decision) -> Option<Deputy> {
        let mut deputy = place(decision, self.today)?;
        deputy.of = self.current(&deputy.of);
        deputy.person = self.current(&deputy.person);
        deputy.void = self.behind(&deputy.person).err().map(|(_, says)| says);
        Some(deputy)
    }

    /// The id of an entity by any number it ever had.
    pub(super) fn current(&self, id: &EntityId) -> EntityId {
        self.inventory
            .get(id)
            .map_or_else(|| id.clone(), |entity| entity.id.clone())
    }

    /// Whether a person or team is known not to be there to answer, if so.
    pub(super) fn absence(&self, id: &EntityId) -> Option<Absence> {
        let (_, why) = self.behind(id).err()?;
        let unsure = self.inventory.get(id).is_some_and(|entity| {
            let team = entity.id.kind.as_str() == "team" && entity.life != Life::Gone;
            team && !self.lists_all(entity)
        });
        Some(match unsure {
            true => Absence::Perhaps,
            false => Absence::Sure(why),
        })
    }

    /// Whether all who are in a team are told, and known to some source.
    fn lists_all(&self, team: &Entity) -> bool {
        let named = listed(team).iter().all(|target| target.to.is_some());
        let told = team.listed.iter().any(|link| link == MEMBERS)
            || !listed(team).is_empty()
            || self.members.contains_key(&team.id);
        named && told
    }

    pub(super) fn name(&self, id: &EntityId) -> String {
        self.inventory
            .get(id)
            .map_or_else(|| id.to_string(), |entity| entity.name.clone())
    }

    fn behind(&self, id: &EntityId) -> Behind {
        let Some(entity) = self.inventory.get(id) else {
            return Err((WhyUnowned::NameUnknown, format!("no source knows {id}")));
        };
        match entity.id.kind.as_str() {
            "person" => self.person(entity).map(|()| vec![entity.id.clone()]),
            "account" => self.account(entity).map(|answers| vec![answers]),
            "team" => self.team(entity),
            "department" => self.head(entity).map(|head| vec![head]),
            kind => {
                let says = format!("{} is a {kind}, which cannot answer", entity.name);
                Err((WhyUnowned::NobodyNamed, says))
            }
        }
    }

    fn person(&self, person: &Entity) -> Result<(), (WhyUnowned, String)> {
        let name = &person.name;
        let left = |says: String| Err((WhyUnowned::EverybodyLeft, says));
        if person.life == Life::Gone {
            return left(format!("{name} is no longer reported by any source"));
        }
        if let Some(end) = day(person.reading("end date")).filter(|end| *end < self.today) {
            return left(format!("{name} left on {end}"));
        }
        if says_yes(person.reading("departed")) {
            return left(format!("{name} has left"));
        }
        Ok(())
    }

    /// Who answers for an account: its person, or the account itself where nobody knows one.
    fn account(&self, account: &Entity) -> Result<EntityId, (WhyUnowned, String)> {
        let name = &account.name;
        let left = |says: String| Err((WhyUnowned::EverybodyLeft, says));
        if account.life == Life::Gone {
            return left(format!("the account {name} is gone"));
        }
        match account.reading("status").text() {
            Some(status) if !status.eq_ignore_ascii_case("active") => {
                return left(format!("the account {name} is {status}"));
            }
            _ => {}
        }
        if matches!(
            account.reading("active"),
            Reading::Known(Value::Flag(false))
        ) {
            return left(format!("the account {name} is not active"));
        }
        let target = account
            .links
            .get(PERSON)
            .and_then(|link| link.targets.first()?.to.as_ref());
        match target.and_then(|id| self.inventory.get(id)) {
            Some(person) => self.person(person).map(|()| person.id.clone()),
            None if is_nobodys(account) => Err((
                WhyUnowned::NoPerson,
                format!("nobody is known behind the account {name}, which is no person's own"),
            )),
            None => Ok(account.id.clone()),
        }
    }

    /// Who answers for a department: its head.
    fn head(&self, department: &Entity) -> Result<EntityId, (WhyUnowned, String)> {
        let name = &department.name;
        let head = department.links.get(HEAD);
        let head = head.and_then(|link| link.targets.first()?.to.as_ref());
        match head.and_then(|id| self.inventory.get(id)) {
            Some(head) => self.person(head).map(|()| head.id.clone()),
            None => {
                let says = format!("nobody is known to head {name}");
                Err((WhyUnowned::NobodyNamed, says))
            }
        }
    }

    fn team(&self, team: &Entity) -> Behind {
        let name = &team.name;
        if team.life == Life::Gone {
            let says = format!("the team {name} is no longer reported by any source");
            return Err((WhyUnowned::TeamEmpty, says));
        }
        let listed = listed(team);
        let strangers = listed.iter().any(|target| target.to.is_none());
        let listed = listed.iter().filter_map(|target| target.to.as_ref());
        let members = self.members.get(&team.id).map_or(&[][..], Vec::as_slice);
        let members: Vec<&EntityId> = listed.chain(members).collect();
        if members.is_empty() && !strangers {
            return Err((
                WhyUnowned::TeamEmpty,
                format!("nobody is known to be in {name}"),
            ));
        }
        let mut people = Vec::new();
        for member in members {
            let here = match self.inventory.get(member) {
                Some(one) if one.id.kind.as_str() == "account" => self.account(one).ok(),
                Some(one) => self.person(one).ok().map(|()| one.id.clone()),
                None => None,
            };
            people.extend(here);
        }
        people.sort();
        people.dedup();
        match people.is_empty() {
            true if strangers => Err((
                WhyUnowned::NameUnknown,
                format!("no source knows anybody who is still in {name}"),
            )),
            true => Err((
                WhyUnowned::EverybodyLeft,
                format!("everybody in {name} has left"),
            )),
            false => Ok(people),
        }
    }
}

/// A claim as it weighs, without where it came from.
fn claim(class: OwnerClass, behind: Behind, record: RecordKey, told: Timestamp) -> Weighed {
    let (people, void, why) = match behind {
        Ok(people) => (people, None, None),
        Err((why, says)) => (Vec::new(), Some(says), Some(why)),
    };
    let claim = OwnerClaim {
        class,
        link: String::new(),
        party: None,
        written: None,
        people,
        record,
        told,
        confirmed: told,
        to_confirm: None,
        answer: None,
        deputy: None,
        void,
        inherited_from: None,
    };
    Weighed {
        claim,
        void: why,
        told,
        position: 0,
        known: None,
    }
}

/// Whether an account is known not to be one person's own: a program signs in with it, or several
/// people do. GitHub marks the accounts of programs by how their names end.
fn is_nobodys(account: &Entity) -> bool {
    let purpose = account.reading("purpose").text();
    purpose.is_some_and(|purpose| !purpose.eq_ignore_ascii_case("personal"))
        || account.name.ends_with("[bot]")
}

/// Those a team's own records name as its members.
fn listed(team: &Entity) -> &[LinkTarget] {
    let link = team.links.get(MEMBERS);
    link.map_or(&[][..], |link| link.targets.as_slice())
}

/// Teams whose members say so themselves, where `members` is the other side of their link.
fn named_by_members(
    inventory: &Inventory,
    vocabulary: &Vocabulary,
) -> BTreeMap<EntityId, Vec<EntityId>> {
    let mut members: BTreeMap<EntityId, Vec<EntityId>> = BTreeMap::new();
    let Some(link) = words::link(vocabulary, "team", MEMBERS) else {
        return members;
    };
    let Some(other) = &link.other_side_of else {
        return members;
    };
    for entity in inventory.of(vocabulary.root(link.to.as_str())) {
        let targets = entity
            .links
            .get(other)
            .map_or(&[][..], |link| link.targets.as_slice());
        for team in targets.iter().filter_map(|target| target.to.clone()) {
            members.entry(team).or_default().push(entity.id.clone());
        }
    }
    members
}

fn day(reading: &Reading) -> Option<Date> {
    match reading {
        Reading::Known(Value::Date(date)) => Some(*date),
        Reading::Known(Value::Instant(at)) => Some(at.to_zoned(TimeZone::UTC).date()),
        _ => None,
    }
}

fn says_yes(reading: &Reading) -> bool {
    match reading {
        Reading::Known(Value::Flag(flag)) => *flag,
        Reading::Known(Value::Text(text)) => ["yes", "true", "departed"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word)),
        _ => false,
    }
}
