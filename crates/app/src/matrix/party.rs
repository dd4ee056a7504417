//! Whom a text in the matrix means: a person, a team's lead, a department's head, whoever has a
//! role, or nobody.

use std::collections::{BTreeMap, BTreeSet};

use inventory::follow;
use jiff::civil::Date;
use ledger::matrix::{Reached, Through, Unreached, folded};
use model::{Entity, EntityId, Inventory, Life, Reading, Value};

use crate::parties::View;

/// What people write where they have not decided.
const NOBODY: &[&str] = &[
    "?",
    "??",
    "???",
    "all",
    "all staff",
    "anybody",
    "anyone",
    "everybody",
    "everyone",
    "guests",
    "n/a",
    "na",
    "nobody",
    "none",
    "open",
    "somebody",
    "someone",
    "tba",
    "tbc",
    "tbd",
    "to be agreed",
    "to be decided",
    "to be defined",
    "to be determined",
    "unassigned",
    "unknown",
    "vacant",
    "xxx",
];
/// Ways to name whoever runs something, around its name.
const RUNS: &[&str] = &["head of ", "lead of ", "leader of ", "director of "];
/// The same after its name.
const RUN_BY: &[&str] = &[" lead", " head", " team", " department", "-team"];

/// What people and the units they form are called, looked up once.
#[derive(Debug)]
pub struct Parties<'a> {
    view: View<'a>,
    today: Date,
    people: BTreeMap<String, BTreeSet<EntityId>>,
    teams: BTreeMap<String, BTreeSet<EntityId>>,
    departments: BTreeMap<String, BTreeSet<EntityId>>,
    roles: BTreeMap<String, BTreeSet<EntityId>>,
    /// Whether somebody who is not found is surely not there.
    complete: bool,
}

impl<'a> Parties<'a> {
    /// Everybody who was observed.
    pub fn new(view: View<'a>) -> Self {
        let inventory = view.inventory;
        let mut people = index(inventory, "person", &["email"]);
        for (text, mut found) in accounts(&view) {
            people.entry(text).or_default().append(&mut found);
        }
        let mut roles: BTreeMap<String, BTreeSet<EntityId>> = BTreeMap::new();
        for person in inventory.of("person") {
            if let Some(title) = person.reading("job title").text() {
                let role = roles.entry(folded(title)).or_default();
                role.insert(person.id.clone());
            }
        }
        let mut scopes = inventory.coverage.scopes.iter();
        let complete = inventory.coverage.scopes.iter().any(gives_people)
            && scopes.all(|scope| !gives_people(scope) || scope.tells_absence(view.at));
        Self {
            today: super::day(view.at, view.zone),
            people,
            teams: index(inventory, "team", &[]),
            departments: index(inventory, "department", &[]),
            roles,
            complete,
            view,
        }
    }

    /// Whom a text means.
    pub fn reach(&self, text: &str) -> Reached {
        let wanted = folded(text);
        if NOBODY.contains(&wanted.as_str()) || self.is_shared_mailbox(&wanted) {
            return Reached::Nobody(Unreached::Placeholder);
        }
        if let Some(entity) = self.by_id(text) {
            return match entity.id.kind.as_str() {
                "team" => self.leads(&entity.id),
                "department" => self.heads(&entity.id),
                _ => self.people(BTreeSet::from([entity.id.clone()]), Through::Name),
            };
        }
        if let Some(found) = self.people.get(&wanted) {
            return self.people(found.clone(), Through::Name);
        }
        if let Some(reached) = self.unit(&wanted) {
            return reached;
        }
        if let Some(found) = self.roles.get(&wanted) {
            return self.people(found.clone(), Through::Role(text.trim().to_owned()));
        }
        let runs = RUNS.iter().filter_map(|way| wanted.strip_prefix(way));
        let run_by = RUN_BY.iter().filter_map(|way| wanted.strip_suffix(way));
        let mut of_units = runs.chain(run_by).filter_map(|unit| self.unit(unit.trim()));
        of_units.next().unwrap_or(match self.complete {
            true => Reached::Nobody(Unreached::Unknown),
            false => Reached::Nobody(Unreached::NotKnown),
        })
    }

    /// Whether a person is here on the day: started, and not gone.
    pub fn is_here(&self, person: &EntityId) -> bool {
        self.has_started(person) && self.view.is_living(person)
    }

    fn has_started(&self, person: &EntityId) -> bool {
        let entity = self.view.inventory.get(person);
        match entity.map(|entity| entity.reading("start date")) {
            Some(Reading::Known(Value::Date(day))) => *day <= self.today,
            _ => true,
        }
    }

    fn by_id(&self, text: &str) -> Option<&'a Entity> {
        let id = text.trim().parse::<EntityId>().ok()?;
        let kind = self.view.vocabulary.root(id.kind.as_str());
        ["person", "team", "department"]
            .contains(&kind)
            .then_some(())?;
        self.view.inventory.get(&id)
    }

    fn unit(&self, name: &str) -> Option<Reached> {
        let team = self.teams.get(name).map(|found| (found, "team"));
        let department = self
            .departments
            .get(name)
            .map(|found| (found, "department"));
        let (found, kind) = department.or(team)?;
        let living = |id: &&EntityId| {
            let entity = self.view.inventory.get(id);
            entity.is_some_and(|entity| entity.life != Life::Gone)
        };
        let living: Vec<&EntityId> = found.iter().filter(living).collect();
        Some(match (living.as_slice(), kind) {
            ([], _) => Reached::Nobody(Unreached::Unknown),
            ([one], "team") => self.leads(one),
            ([one], _) => self.heads(one),
            (several, _) => {
                let several = several.iter().map(|id| (*id).clone()).collect();
                Reached::Nobody(Unreached::Several(several))
            }
        })
    }

    fn leads(&self, team: &EntityId) -> Reached {
        self.runs(team, "lead", Through::Lead(team.clone()))
    }

    fn heads(&self, department: &EntityId) -> Reached {
        self.runs(department, "head", Through::Head(department.clone()))
    }

    fn runs(&self, unit: &EntityId, link: &str, through: Through) -> Reached {
        let View {
            inventory,
            vocabulary,
            ..
        } = self.view;
        let entity = inventory.get(unit);
        let found = entity.map(|entity| follow(inventory, vocabulary, entity, &[link.to_owned()]));
        let found: BTreeSet<EntityId> = found.into_iter().flatten().collect();
        match found.iter().any(|person| self.is_here(person)) {
            true => self.people(found, through),
            false => Reached::Nobody(Unreached::NobodyLeads(unit.clone())),
        }
    }

    /// The one of some people who is here.
    fn people(&self, found: BTreeSet<EntityId>, through: Through) -> Reached {
        let here: Vec<&EntityId> = found.iter().filter(|one| self.is_here(one)).collect();
        match (here.as_slice(), found.first()) {
            ([one], _) => Reached::Person {
                person: (*one).clone(),
                through,
            },
            ([], Some(one)) if !self.has_started(one) => {
                Reached::Nobody(Unreached::NotYet(one.clone()))
            }
            ([], Some(one)) => Reached::Nobody(Unreached::Left(one.clone())),
            ([], None) => Reached::Nobody(Unreached::Unknown),
            (several, _) => {
                let several = several.iter().map(|id| (*id).clone()).collect();
                Reached::Nobody(Unreached::Several(several))
            }
        }
    }

    /// Whether an address is one that the vocabulary says belongs to no person: `info@...`.
    fn is_shared_mailbox(&self, text: &str) -> bool {
        let kind = self.view.vocabulary.kind("person");
        let email = kind.and_then(|kind| kind.identifiers.get("email"));
        let patterns = email.map_or(&[][..], |email| email.placeholders.as_slice());
        let matches = |pattern: &String| match pattern.strip_suffix('*') {
            Some(start) => text.starts_with(start),
            None => text == pattern,
        };
        text.contains('@') && patterns.iter().any(matches)
    }
}

fn gives_people(scope: &model::SourceState) -> bool {
    scope.kinds.iter().any(|kind| kind.as_str() == "person")
}

/// The entities of a kind by what they are called, in name and fields.
fn index(
    inventory: &Inventory,
    kind: &str,
    fields: &[&str],
) -> BTreeMap<String, BTreeSet<EntityId>> {
    let mut index: BTreeMap<String, BTreeSet<EntityId>> = BTreeMap::new();
    for entity in inventory.of(kind) {
        let called = fields
            .iter()
            .filter_map(|field| entity.reading(field).text());
        for text in called.chain([entity.name.as_str()]) {
            let found = index.entry(folded(text)).or_default();
            found.insert(entity.id.clone());
        }
    }
    index
}

/// The people behind accounts, by what the accounts are called.
fn accounts(view: &View) -> BTreeMap<String, BTreeSet<EntityId>> {
    let mut all: BTreeMap<String, BTreeSet<EntityId>> = BTreeMap::new();
    for account in view.inventory.of("account") {
        let Some(username) = account.reading("username").text() else {
            continue;
        };
        for person in view.people_behind(&account.id) {
            all.entry(folded(username)).or_default().insert(person);
        }
    }
    all
}

/// Why a party reaches nobody, after "`Ana Lima`": `is not here any more`.
pub fn why_unreached(why: &Unreached, view: &View) -> String {
    let name = |id: &EntityId| {
        let entity = view.inventory.get(id);
        entity.map_or_else(|| id.to_string(), |entity| entity.name.clone())
    };
    match why {
        Unreached::Left(_) => "is not here any more".to_owned(),
        Unreached::NotYet(_) => "is not here yet".to_owned(),
        Unreached::NobodyLeads(unit) => format!("is {}, which nobody leads", name(unit)),
        Unreached::Several(several) => {
            let names: Vec<String> = several.iter().map(name).collect();
            format!("may be {}", names.join(" or "))
        }
        Unreached::Placeholder => "stands for nobody".to_owned(),
        Unreached::Unknown => "is nobody's name here".to_owned(),
        Unreached::NotKnown => "is not found, and the list of people is not complete".to_owned(),
    }
}
