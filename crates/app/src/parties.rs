//! Who is meant: entities by what people call them, units, and the people behind a rule's words.

use std::collections::BTreeSet;

use inventory::{follow, split_path};
use jiff::{Timestamp, tz::TimeZone};
use ledger::matrix::{Letter, Resolved};
use model::{Entity, EntityId, Inventory, Life, Place, Problem, Reading, Value, Vocabulary};
use people::{Candidates, Route, route, route::Activity};
use rules::tree::{FixedBy, Path, Rule};

use crate::workspace::nearest;

/// What was observed, with the words to speak of it and the instant it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Everything observed.
    pub inventory: &'a Inventory,
    /// The words.
    pub vocabulary: &'a Vocabulary,
    /// The organisation's zone.
    pub zone: &'a TimeZone,
    /// The instant.
    pub at: Timestamp,
    /// Who answers for which activity; none where that does not matter.
    pub matrix: Option<&'a Resolved>,
}

/// A text with spaces and case evened out, so that `Ana's  laptop` is found.
fn folded(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
        .replace('’', "'")
}

impl<'a> View<'a> {
    /// An entity by id or by what names it: its name, mail address, login or serial number.
    ///
    /// # Errors
    /// When nothing is called that (with the nearest names), or several things are.
    pub fn find(&self, text: &str) -> Result<&'a Entity, Problem> {
        if let Ok(id) = text.parse::<EntityId>() {
            // `laptop-12` is what people say; the number belongs to `device-12`.
            let root = EntityId::new(self.vocabulary.root(id.kind.as_str()), id.number);
            if let Some(entity) = self
                .inventory
                .get(&id)
                .or_else(|| self.inventory.get(&root))
            {
                return Ok(entity);
            }
        }
        let wanted = folded(text);
        let mut found: Vec<&Entity> = self
            .inventory
            .all()
            .filter(|entity| self.is_called(entity, &wanted))
            .collect();
        // Things that are still there come before tombstones of the same name.
        if found.iter().any(|entity| entity.life != Life::Gone) {
            found.retain(|entity| entity.life != Life::Gone);
        }
        match found.as_slice() {
            [one] => Ok(one),
            [] => Err(self.nothing_called(text)),
            several => Err(several_called(text, several)),
        }
    }

    /// A person by id, name or mail address. An account of the same address is theirs, not them.
    ///
    /// # Errors
    /// As [`View::find`], and when what is called that is no person.
    pub fn find_person(&self, text: &str) -> Result<&'a Entity, Problem> {
        let wanted = folded(text);
        let here = |entity: &&&Entity| {
            entity.life != Life::Gone
                && (self.is_called(entity, &wanted) || entity.id.to_string() == wanted)
        };
        let people = self.inventory.of("person");
        let found: Vec<&Entity> = people.iter().filter(|entity| here(&entity)).collect();
        match found.as_slice() {
            [one] => return Ok(one),
            [] => {}
            several => return Err(several_called(text, several)),
        }
        let other = self.find(text)?;
        if other.id.kind.as_str() == "person" {
            return Ok(other);
        }
        let says = format!("`{}` is a {}, not a person", other.name, other.id.kind);
        let problem = Problem::new("not-a-person", says, Place::file("command line"));
        Err(problem.advise(format!("`allhands who {}` names its person", other.id)))
    }

    fn is_called(&self, entity: &Entity, wanted: &str) -> bool {
        let field = |name: &str| {
            entity
                .reading(name)
                .text()
                .is_some_and(|t| folded(t) == *wanted)
        };
        folded(&entity.name) == *wanted
            || ["email", "username", "pattern", "serial number"]
                .into_iter()
                .any(field)
    }

    fn nothing_called(&self, text: &str) -> Problem {
        let place = Place::file("command line");
        if self.inventory.kinds.is_empty() {
            return Problem::new("nothing-collected", "nothing was collected yet", place)
                .advise("add a source with `allhands source add`, then `allhands run`");
        }
        let problem = Problem::new(
            "entity-unknown",
            format!("nothing is called `{text}`"),
            place,
        );
        let names = self.inventory.all().map(|entity| entity.name.as_str());
        match nearest(text, names) {
            Some(near) => problem.advise(format!("did you mean `{near}`?")),
            None => problem.advise("give its id, such as `device-12`, or its full name"),
        }
    }

    /// The departments whose rules apply to an entity: the first unit path that resolves.
    pub fn unit(&self, entity: &Entity) -> Option<&'a Entity> {
        if entity.id.kind.as_str() == "department" {
            return self.inventory.get(&entity.id);
        }
        let kind = self.vocabulary.kind(entity.id.kind.as_str())?;
        kind.unit.iter().find_map(|path| {
            let found = follow(self.inventory, self.vocabulary, entity, &split_path(path));
            found.iter().find_map(|id| self.inventory.get(id))
        })
    }

    /// Whether a person is still here: known to a source, and not past an end date.
    pub fn is_living(&self, person: &EntityId) -> bool {
        let Some(entity) = self.inventory.get(person) else {
            return false;
        };
        if entity.life == Life::Gone {
            return false;
        }
        let today = self.at.to_zoned(self.zone.clone()).date();
        match entity.reading("end date") {
            Reading::Known(Value::Date(end)) => *end >= today,
            Reading::Known(Value::Instant(end)) => end.to_zoned(self.zone.clone()).date() >= today,
            _ => true,
        }
    }

    /// The people behind a party: an account's person, a team's lead and members.
    pub fn people_behind(&self, party: &EntityId) -> Vec<EntityId> {
        let mut people = Vec::new();
        self.behind(party, &mut people, &mut BTreeSet::new());
        people
    }

    fn behind(&self, party: &EntityId, people: &mut Vec<EntityId>, seen: &mut BTreeSet<EntityId>) {
        if !seen.insert(party.clone()) {
            return;
        }
        let Some(entity) = self.inventory.get(party) else {
            return;
        };
        let links: &[&str] = match party.kind.as_str() {
            "person" => {
                if !people.contains(party) {
                    people.push(party.clone());
                }
                return;
            }
            "account" => &["person"],
            "team" => &["lead", "members"],
            _ => return,
        };
        for link in links {
            for next in follow(
                self.inventory,
                self.vocabulary,
                entity,
                &[(*link).to_owned()],
            ) {
                self.behind(&next, people, seen);
            }
        }
    }

    /// Who gets a finding of a rule on an entity.
    pub fn route(&self, rule: &Rule, entity: &Entity) -> Route {
        let candidates = self.candidates(rule, entity);
        let name = rule.activity.clone().unwrap_or_default();
        let activity = Activity {
            responsible: self.holders_for(&name, Letter::R, entity),
            name,
        };
        let contact = self.unit(entity).and_then(|unit| {
            let path = ["security contact".to_owned()];
            follow(self.inventory, self.vocabulary, unit, &path)
                .into_iter()
                .next()
        });
        route(&candidates, &activity, contact.as_ref(), |person| {
            self.is_living(person)
        })
    }

    /// `Fixed by` of the rule, else the kind's own default, each followed to people.
    fn candidates(&self, rule: &Rule, entity: &Entity) -> Vec<Candidates> {
        let mut all = Vec::new();
        for fixer in &rule.fixed_by {
            match fixer {
                FixedBy::Subject => {
                    let how = rule.expectation.subject.kind.to_string();
                    all.push(Candidates {
                        how,
                        people: self.people_behind(&entity.id),
                    });
                }
                FixedBy::Path(path) => all.push(self.asked(entity, &written(path))),
                // The matrix names who is responsible; `route` asks it by itself.
                FixedBy::Activity => {}
            }
        }
        if rule.fixed_by.is_empty() {
            let kind = self.vocabulary.kind(entity.id.kind.as_str());
            for path in kind
                .map(|kind| kind.owner_default.as_slice())
                .unwrap_or_default()
            {
                all.push(self.asked(entity, path));
            }
            all.push(self.owner(entity));
        }
        all
    }

    /// Those a path leads to. Where it says who has the entity, what people said of that counts
    /// before the link: who took it or stands in, and not who denied it.
    fn asked(&self, entity: &Entity, path: &str) -> Candidates {
        let mut asked = self.along(entity, path);
        let ownership = &entity.ownership;
        let kind = self.vocabulary.kind(entity.id.kind.as_str());
        let has_it = kind.is_some_and(|kind| kind.owner_default.iter().any(|way| way == path))
            || ownership.claims.iter().any(|claim| claim.link == path);
        if has_it && ownership.is_answered() {
            asked.people = self.owner(entity).people;
        }
        let denied = &ownership.denied;
        asked.people.retain(|person| !denied.contains(person));
        asked
    }

    fn owner(&self, entity: &Entity) -> Candidates {
        let people = entity.ownership.people().into_iter();
        Candidates {
            how: "owner".to_owned(),
            people: people.flat_map(|p| self.people_behind(p)).collect(),
        }
    }

    fn along(&self, entity: &Entity, path: &str) -> Candidates {
        let found = follow(self.inventory, self.vocabulary, entity, &split_path(path));
        let people = found
            .iter()
            .flat_map(|party| self.people_behind(party))
            .collect();
        Candidates {
            how: path.to_owned(),
            people,
        }
    }
}

fn written(path: &Path) -> String {
    let mut steps = path.links.clone();
    steps.extend(path.field.clone());
    steps.join("'s ")
}

fn several_called(text: &str, several: &[&Entity]) -> Problem {
    let says = format!("{} things are called `{text}`", several.len());
    let mut problem = Problem::new("entity-ambiguous", says, Place::file("command line"));
    for entity in several.iter().take(5) {
        let sort = &entity.id.kind;
        problem = problem.advise(format!("`{}` is the {sort} {}", entity.id, entity.name));
    }
    match several.len() {
        0..=5 => problem,
        more => problem.advise(format!("and {} more", more - 5)),
    }
}
