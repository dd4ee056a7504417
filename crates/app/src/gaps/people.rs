//! People and departments, as detectors see them.

use ledger::matrix::detectors::{Department, Manager, Person, Seen, Status, Topic};
use model::{Entity, Life, Reading, SourceId, Value};

use super::Facts;

impl Facts<'_> {
    pub(super) fn add_people(&self, seen: &mut Seen) {
        let Some(told) = self.told_by("person") else {
            return;
        };
        // Who reports to whom is told where anybody's manager is.
        let people = self.inventory().of("person");
        if people
            .iter()
            .any(|person| person.links.contains_key("manager"))
        {
            seen.told.insert(Topic::Managers, told.clone());
        }
        seen.told.insert(Topic::People, told);
        for person in people {
            let department = self.view.unit(person).map(|unit| unit.id.clone());
            let one = Person {
                status: self.status(person),
                department,
                manager: self.led_by(person, "manager"),
                manager_told_by: manager_told_by(person),
                open_work: 0.0,
            };
            seen.people.insert(person.id.clone(), one);
        }
        for department in self.living("department") {
            let one = Department {
                head: self.led_by(department, "head"),
                parent: self.follow(department, "parent").into_iter().next(),
            };
            seen.departments.insert(department.id.clone(), one);
        }
        for (person, weight) in self.found.work() {
            if let Some(one) = seen.people.get_mut(person) {
                one.open_work += weight;
            }
        }
    }

    fn status(&self, person: &Entity) -> Status {
        if person.life == Life::Gone {
            return Status::Left(String::new());
        }
        if !self.view.is_living(&person.id) {
            return Status::Left(match person.reading("end date") {
                Reading::Known(value) => value.to_string(),
                _ => String::new(),
            });
        }
        let accounts = self.follow(person, "accounts");
        let accounts = accounts.iter().filter_map(|id| self.inventory().get(id));
        let mut closed = None;
        for account in accounts.filter(|one| one.life != Life::Gone) {
            match account.reading("status") {
                Reading::Known(Value::Text(status)) if status != "active" => {
                    let source = account
                        .members
                        .first()
                        .map(|one| one.record.source.to_string());
                    closed = closed.or(source);
                }
                // One that works, or of which that is not known, is enough.
                _ => return Status::Here,
            }
        }
        closed.map_or(Status::Here, Status::Disabled)
    }

    /// Whom somebody reports to, or who heads a department.
    fn led_by(&self, entity: &Entity, link: &str) -> Manager {
        let Some(set) = entity.links.get(link) else {
            return Manager::NotTold;
        };
        match set.targets.first() {
            Some(target) => match (&target.to, &target.by) {
                (Some(to), _) => match self.inventory().get(to) {
                    Some(person) => Manager::Is(person.id.clone()),
                    None => Manager::NotTold,
                },
                (None, Some(claim)) => Manager::Lost(claim.value.clone()),
                (None, None) => Manager::NotTold,
            },
            None if set.none => Manager::Top,
            None => Manager::NotTold,
        }
    }
}

/// The source that says whom somebody reports to.
fn manager_told_by(person: &Entity) -> Option<SourceId> {
    let told = person.links.get("manager")?.targets.first()?;
    Some(told.record.source.clone())
}
