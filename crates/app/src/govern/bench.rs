//! Who may sit where: the chairs a rule is signed from, and the people who fill them.

use std::collections::{BTreeMap, BTreeSet};

use inventory::follow;
use ledger::matrix::{Held, Letter, Origin, Reached, Unreached};
use model::{Entity, EntityId, Place, Problem, Reading, Severity, Value};
use rules::tree::{FixedBy, Mode, Rule};

use super::entry::{Seat, Signer};
use crate::{
    matrix::why_unreached,
    parties::View,
    workspace::{Settings, nearest},
};

/// More people than this, and security signs as well.
const PEOPLE: u64 = 100;

/// The chairs of one rule, the people who may sit on each, and who is consulted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bench {
    /// Who may sit where.
    pub seats: BTreeMap<Seat, Vec<EntityId>>,
    /// Who is consulted: they may object, and an objection is answered.
    pub consulted: Vec<EntityId>,
}

/// Everything needed to say who signs.
#[derive(Clone, Copy, Debug)]
pub struct Roster<'a> {
    /// The organisation's settings.
    pub settings: &'a Settings,
    /// The people, and who answers for which activity.
    pub view: View<'a>,
}

impl Bench {
    /// The chairs that have to sign.
    pub fn needs(&self) -> BTreeSet<Seat> {
        self.seats.keys().cloned().collect()
    }

    /// The chairs a person may sit on.
    pub fn seats_of<'a>(&'a self, who: &'a Signer) -> impl Iterator<Item = &'a Seat> {
        let sits = self
            .seats
            .iter()
            .filter(|(_, people)| people.contains(&who.person));
        sits.map(|(seat, _)| seat)
    }

    /// Everybody who may sign, each once.
    pub fn people(&self) -> BTreeSet<&EntityId> {
        self.seats.values().flatten().collect()
    }
}

impl Seat {
    /// Who sits there, in words.
    pub fn says(&self, rule: &Rule) -> String {
        match self {
            Self::Accountable => {
                let activity = rule.activity.as_deref().unwrap_or("its activity");
                format!("accountable for \"{activity}\"")
            }
            Self::Head { unit } => format!("head of {unit}"),
            Self::Security => "accountable for security rules".to_owned(),
            Self::Outside => "a department head outside security".to_owned(),
        }
    }
}

impl<'a> Roster<'a> {
    /// Who has to sign a rule that concerns so many people.
    ///
    /// # Errors
    /// Each chair that nobody could fill, with what to write where.
    pub fn bench(&self, rule: &Rule, people: u64) -> Result<Bench, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut bench = Bench::default();
        let security = self.security();
        let activity = rule.activity.as_deref().unwrap_or_default();
        bench.consulted = self.holders(activity, Letter::C, &mut problems);
        if rule.tightens.is_some() && !rule.within.is_empty() {
            for unit in &rule.within {
                let seat = Seat::Head { unit: unit.clone() };
                bench.seats.insert(seat, self.heads_of(unit));
            }
        } else if self.binds_security(rule, &security) {
            bench.seats.insert(Seat::Outside, self.outside(&security));
        } else {
            let accountable = self.holders(activity, Letter::A, &mut problems);
            // Security alone approves nothing that binds others.
            if !accountable.is_empty() && accountable.iter().all(|p| security.contains(p)) {
                bench.seats.insert(Seat::Outside, self.outside(&security));
            }
            bench.seats.insert(Seat::Accountable, accountable);
        }
        if is_strict(rule) || people > PEOPLE {
            let activity = &self.settings.security_activity;
            let seated = self.holders(activity, Letter::A, &mut problems);
            bench.seats.insert(Seat::Security, seated);
        }
        for (seat, people) in &bench.seats {
            if people.is_empty() {
                problems.push(self.nobody(rule, seat));
            }
        }
        if problems.is_empty() {
            Ok(bench)
        } else {
            Err(problems)
        }
    }

    /// A person by mail address, as somebody who signs on this machine.
    ///
    /// # Errors
    /// When nobody here has that address, or who has it is not here any more.
    pub fn signer(&self, mail: &str, account: &str) -> Result<Signer, Problem> {
        let refuse = |code, says: String| Problem::new(code, says, Place::file("command line"));
        if !mail.contains('@') {
            let says = format!("`{mail}` is no mail address");
            return Err(refuse("govern-as", says).advise("say who you are with `--as NAME@...`"));
        }
        let wanted = mail.trim().to_lowercase();
        let has = |entity: &&Entity| {
            let email = entity.reading("email").text();
            email.is_some_and(|email| email.trim().to_lowercase() == wanted)
        };
        let people = self.view.inventory.of("person");
        let Some(person) = people.iter().find(has) else {
            let says = format!("nobody here has the address `{mail}`");
            let problem = refuse("govern-as", says);
            let emails = people
                .iter()
                .filter_map(|entity| entity.reading("email").text());
            return Err(match nearest(mail, emails) {
                Some(near) => problem.advise(format!("did you mean `{near}`?")),
                None => problem.advise("`allhands who --kind person` names everybody"),
            });
        };
        if !self.is_here(&person.id) {
            let says = format!("{} is not here any more, or not yet", person.name);
            return Err(refuse("govern-as", says).advise("ask somebody who is"));
        }
        Ok(Signer {
            person: person.id.clone(),
            mail: wanted,
            name: person.name.clone(),
            account: account.to_owned(),
        })
    }

    /// What a person is called; the number where nothing is known of them.
    pub fn name(&self, person: &EntityId) -> String {
        let found = self.view.inventory.get(person);
        found.map_or_else(|| person.to_string(), |entity| entity.name.clone())
    }

    /// Who holds a letter of an activity for the whole organisation.
    fn held(&self, activity: &str, letter: Letter) -> impl Iterator<Item = &'a Held> {
        let matrix = self.view.matrix;
        let known = matrix.and_then(|matrix| Some((matrix, matrix.activity(activity)?)));
        known
            .into_iter()
            .flat_map(move |(matrix, activity)| matrix.whole(&activity.id, letter))
    }

    /// The same as people who are here; others are problems of their row.
    fn holders(
        &self,
        activity: &str,
        letter: Letter,
        problems: &mut Vec<Problem>,
    ) -> Vec<EntityId> {
        let mut people = Vec::new();
        for held in self.held(activity, letter) {
            let why = match &held.reached {
                Reached::Person { person, .. } => {
                    people.push(person.clone());
                    continue;
                }
                Reached::Nobody(why) => why,
            };
            let place = match &held.assignment.origin {
                Origin::File(place) => place.clone(),
                Origin::Act(number) => Place::file(format!("act {number}")),
            };
            let name = match why {
                Unreached::Left(person) | Unreached::NotYet(person) => self.name(person),
                _ => format!("`{}`", held.assignment.seat.party),
            };
            let why = why_unreached(why, &self.view);
            let says = format!("{name} is named for `{activity}` and {why}");
            let problem = Problem::new("responsibilities-gone", says, place);
            problems.push(problem.advise("name somebody who is here"));
        }
        people
    }

    /// Whether somebody has started and has not left.
    fn is_here(&self, person: &EntityId) -> bool {
        let View { at, zone, .. } = self.view;
        let today = at.to_zoned(zone.clone()).date();
        let started = match self
            .view
            .inventory
            .get(person)
            .map(|p| p.reading("start date"))
        {
            Some(Reading::Known(Value::Date(day))) => *day <= today,
            _ => true,
        };
        started && self.view.is_living(person)
    }

    /// The people who guard the rules: accountable or responsible for that activity.
    fn security(&self) -> BTreeSet<EntityId> {
        let activity = &self.settings.security_activity;
        let letters = [Letter::A, Letter::R].into_iter();
        let held = letters.flat_map(|letter| self.held(activity, letter));
        held.filter_map(|held| held.reached.person().cloned())
            .collect()
    }

    /// Whether a rule asks something of the security people themselves.
    fn binds_security(&self, rule: &Rule, security: &BTreeSet<EntityId>) -> bool {
        let own =
            |activity: &String| activity.eq_ignore_ascii_case(&self.settings.security_activity);
        let theirs = |activity: &String| {
            let mut held = self.held(activity, Letter::R).peekable();
            let is_security =
                |held: &Held| held.reached.person().is_some_and(|p| security.contains(p));
            held.peek().is_some() && held.all(is_security)
        };
        rule.activity.as_ref().is_some_and(own)
            || (rule.fixed_by.contains(&FixedBy::Activity)
                && rule.activity.as_ref().is_some_and(theirs))
    }

    /// The heads of a unit who are here.
    fn heads_of(&self, unit: &str) -> Vec<EntityId> {
        let departments = self.view.inventory.of("department").iter();
        departments
            .filter(|entity| entity.name.eq_ignore_ascii_case(unit))
            .flat_map(|entity| self.head(entity))
            .collect()
    }

    fn head(&self, department: &Entity) -> Vec<EntityId> {
        let View {
            inventory,
            vocabulary,
            ..
        } = self.view;
        let heads = follow(inventory, vocabulary, department, &["head".to_owned()]);
        heads
            .into_iter()
            .filter(|person| self.is_here(person))
            .collect()
    }

    /// Heads of departments that are not security's own.
    fn outside(&self, security: &BTreeSet<EntityId>) -> Vec<EntityId> {
        let unit_of = |person: &EntityId| {
            let entity = self.view.inventory.get(person)?;
            self.view.unit(entity).map(|unit| unit.id.clone())
        };
        let own: BTreeSet<EntityId> = security.iter().filter_map(unit_of).collect();
        let departments = self.view.inventory.of("department").iter();
        departments
            .filter(|department| !own.contains(&department.id))
            .flat_map(|department| self.head(department))
            .filter(|head| !security.contains(head))
            .collect()
    }

    fn nobody(&self, rule: &Rule, seat: &Seat) -> Problem {
        let says = format!("nobody could sign `{}` as {}", rule.id, seat.says(rule));
        let problem = Problem::new(
            "govern-nobody",
            says,
            Place::file(format!("rule {}", rule.id)),
        );
        let row = |activity: &str| {
            format!("add a row for the activity \"{activity}\" in `responsibilities/`")
        };
        match seat {
            Seat::Accountable => {
                let activity = rule.activity.as_deref().unwrap_or_default();
                let problem = problem.advise(row(activity));
                let known = self.view.matrix.into_iter();
                let titles = known.flat_map(|matrix| matrix.activities.values());
                match nearest(activity, titles.map(|one| one.title.as_str())) {
                    Some(near) if near != activity => {
                        problem.advise(format!("or did you mean `Activity: \"{near}\"`?"))
                    }
                    _ => problem,
                }
            }
            Seat::Security => problem.advise(row(&self.settings.security_activity)),
            Seat::Head { unit } => problem.advise(format!(
                "name a head of {unit} in the source of departments"
            )),
            Seat::Outside => problem.advise("name heads of departments in their source"),
        }
    }
}

/// Whether a rule can refuse somebody's work, or is critical for some.
fn is_strict(rule: &Rule) -> bool {
    rule.enforce.iter().any(|row| row.mode == Mode::Block)
        || rule
            .severity
            .iter()
            .any(|row| row.value == Severity::Critical)
}
