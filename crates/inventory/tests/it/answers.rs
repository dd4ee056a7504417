//! What people say about who answers: mine, not mine, a deputy; and what age does to a claim.

use inventory::{Answer, Decided, Decision, decisions::Said, who};
use jiff::{Timestamp, civil::Date, civil::date};
use model::{Entity, EntityId, Owner, OwnerClass, Reading, Record, SourceId, Value, WhyUnowned};

use crate::support::{
    Fill, World, complete, day, entity_of, person, record, snapshot, text, vocabulary,
};

use OwnerClass::{Assigned, Declared, Inferred};

/// Ada, Bo and Cy in two departments, Ada's laptop as its manager has it, and the repository's.
struct Story {
    world: World,
    records: Vec<Record>,
    now: u32,
}

fn department(name: &str) -> Record {
    let claim = format!("department name={name}");
    record(&format!("workday/department/{name}"), &[&claim]).with("name", text(name))
}

fn at_work(id: &str, name: &str, unit: &str) -> Record {
    person(id, name).link(
        "department",
        "department",
        &format!("department name={unit}"),
    )
}

fn laptop() -> Record {
    record("jamf/device/7", &["serial number=SERIAL7"])
        .with("name", text("ada-mac"))
        .owner(Assigned, "user", "person", "employee id=1")
}

fn seen_with(id: &str) -> Record {
    record("edr/device/e", &["serial number=SERIAL7"]).owner(
        Inferred,
        "user",
        "person",
        &format!("employee id={id}"),
    )
}

fn written_down_for(id: &str) -> Record {
    record("cmdb/device/c", &["serial number=SERIAL7"]).owner(
        Declared,
        "user",
        "person",
        &format!("employee id={id}"),
    )
}

impl Story {
    fn new(more: Vec<Record>) -> Self {
        let mut records = vec![
            department("Sales"),
            department("Legal"),
            at_work("1", "Ada", "Sales"),
            at_work("2", "Bo", "Sales"),
            at_work("3", "Cy", "Legal"),
            laptop(),
        ];
        records.extend(more);
        let mut story = Self {
            world: World::default(),
            records,
            now: 0,
        };
        story.pass();
        story
    }

    fn pass(&mut self) {
        let deliveries = snapshot(day(self.now), self.records.clone());
        self.world.pass(&deliveries, day(self.now));
    }

    /// The next day, with a record in the place of the one of its key, or as a new one.
    fn tells(&mut self, record: Record) {
        self.records.retain(|old| old.key != record.key);
        self.records.push(record);
        self.next_day();
    }

    fn next_day(&mut self) {
        self.now += 1;
        self.pass();
    }

    fn decide(&mut self, what: Decided) {
        let number = self.world.decisions.len() as u64 + 1;
        self.world.decisions.push(Decision {
            number,
            at: day(self.now),
            by: "ada@linden.example".to_owned(),
            because: String::new(),
            what,
        });
    }

    fn at(&mut self, now: Timestamp) -> (Entity, Answer) {
        let resolution = self.world.resolve(now);
        let entity = entity_of(&resolution, "7").clone();
        let answer = who(&entity, &resolution.inventory, &vocabulary());
        (entity, answer)
    }

    fn who(&mut self) -> (Entity, Answer) {
        self.at(day(self.now))
    }

    fn says(&mut self) -> String {
        self.who().1.says
    }
}

fn id(text: &str) -> EntityId {
    text.parse().unwrap()
}

fn mine(person: &str, known: &[(&str, &str)]) -> Decided {
    Decided::Mine {
        entity: id("device-1"),
        person: id(person),
        unit: Some(id("department-2")),
        known: said(known),
    }
}

fn not_mine(person: &str, claims: &[(&str, &str)]) -> Decided {
    Decided::NotMine {
        entity: id("device-1"),
        person: id(person),
        claims: said(claims),
    }
}

fn delegated(from: &str, to: &str, until: Date) -> Decided {
    Decided::Delegated {
        entity: id("device-1"),
        from: id(from),
        to: id(to),
        until,
    }
}

fn said(all: &[(&str, &str)]) -> Vec<Said> {
    all.iter()
        .map(|(source, value)| Said {
            source: SourceId::new(source),
            value: (*value).to_owned(),
        })
        .collect()
}

const JAMF: (&str, &str) = ("jamf", "employee id 1");
const CMDB: (&str, &str) = ("cmdb", "employee id 3");

#[test]
fn who_says_that_it_is_theirs_counts_before_everything_written_down() {
    let mut story = Story::new(vec![written_down_for("3"), seen_with("2")]);
    assert_eq!(story.says(), "Cy (person-3) answers for ada-mac");
    story.decide(mine("person-1", &[JAMF, CMDB]));
    let (entity, answer) = story.who();
    assert_eq!(answer.says, "Ada (person-1) answers for ada-mac");
    assert_eq!(
        answer.because[0],
        "Ada (person-1) said on 2026-06-01 that it is theirs (decision 1), noted by \
         ada@linden.example"
    );
    assert!(!entity.ownership.disputed, "what was known is no news");
    let others: Vec<String> = answer
        .others
        .iter()
        .map(|other| format!("{} by {}: {}", other.party, other.source, other.why_not))
        .collect();
    assert_eq!(
        others,
        [
            "Cy (person-3) by cmdb: a person's own word counts before what is written down as \
             ownership",
            "Bo (person-2) by edr: a person's own word counts before what use suggests",
        ]
    );
}

#[test]
fn reading_the_same_declaration_again_is_no_contradiction_but_another_one_is() {
    let mut story = Story::new(vec![written_down_for("3")]);
    story.decide(mine("person-1", &[JAMF, CMDB]));
    story.next_day();
    assert!(!story.who().0.ownership.disputed);
    story.tells(written_down_for("2"));
    let (entity, answer) = story.who();
    assert_eq!(answer.says, "Ada (person-1) answers for ada-mac");
    assert!(entity.ownership.disputed);
    assert_eq!(
        answer.disputed.as_deref(),
        Some("cmdb names Bo (person-2) by now; Ada answers until somebody settles it")
    );
}

#[test]
fn an_answer_ends_when_its_person_moves_and_when_they_leave() {
    let mut story = Story::new(vec![written_down_for("3")]);
    story.decide(mine("person-1", &[JAMF, CMDB]));
    story.tells(at_work("1", "Ada", "Legal"));
    let (entity, answer) = story.who();
    assert_eq!(answer.says, "Cy (person-3) answers for ada-mac");
    let moved = entity.ownership.claims.iter().find(|c| c.answer.is_some());
    assert_eq!(
        moved.unwrap().void.as_deref(),
        Some("Ada moved from Sales to Legal")
    );
    story.tells(at_work("1", "Ada", "Sales"));
    assert_eq!(story.says(), "Ada (person-1) answers for ada-mac");
    let end = Reading::Known(Value::Date(date(2026, 6, 2)));
    story.tells(at_work("1", "Ada", "Sales").with("end date", end));
    assert_eq!(story.says(), "Cy (person-3) answers for ada-mac");
}

#[test]
fn an_unknown_department_is_no_move() {
    let mut story = Story::new(vec![written_down_for("3")]);
    story.decide(mine("person-1", &[JAMF, CMDB]));
    story.tells(person("1", "Ada"));
    assert_eq!(story.says(), "Ada (person-1) answers for ada-mac");
}

#[test]
fn what_is_denied_stops_counting_until_its_source_says_something_else() {
    let mut story = Story::new(vec![seen_with("2")]);
    story.decide(not_mine("person-1", &[JAMF]));
    let (entity, answer) = story.who();
    assert_eq!(answer.says, "Bo (person-2) answers for ada-mac");
    assert_eq!(entity.ownership.denied, [id("person-1")]);
    assert_eq!(
        answer.others[0].why_not,
        "Ada said on 2026-06-01 that it is not theirs"
    );
    story.next_day();
    assert_eq!(
        story.says(),
        "Bo (person-2) answers for ada-mac",
        "it is the same value"
    );
    let mut changed = laptop();
    changed.refs[0].by[0].value = "3".to_owned();
    story.tells(changed);
    let (entity, answer) = story.who();
    assert_eq!(answer.says, "Cy (person-3) answers for ada-mac");
    assert_eq!(entity.ownership.denied, []);
}

#[test]
fn where_everybody_denies_nobody_answers_and_says_so() {
    let mut story = Story::new(vec![]);
    story.decide(not_mine("person-1", &[JAMF]));
    assert_eq!(
        story.says(),
        "nobody answers for ada-mac: everybody named says that it is not theirs"
    );
    story.decide(mine("person-1", &[JAMF]));
    assert_eq!(
        story.says(),
        "Ada (person-1) answers for ada-mac",
        "the later word"
    );
    story.decide(Decided::Undone { number: 2 });
    story.decide(Decided::Undone { number: 1 });
    let (entity, answer) = story.who();
    assert_eq!(answer.says, "Ada (person-1) answers for ada-mac");
    assert!(!entity.ownership.is_answered(), "by the source alone again");
}

#[test]
fn a_deputy_answers_through_the_last_day_and_then_whoever_did() {
    let mut story = Story::new(vec![]);
    story.decide(delegated("person-1", "person-2", date(2026, 6, 2)));
    let (entity, answer) = story.who();
    assert_eq!(answer.says, "Bo (person-2) answers for ada-mac");
    assert!(entity.ownership.is_answered());
    assert_eq!(
        answer.because,
        [
            "Ada (person-1) is assigned as user by jamf 7; Bo (person-2) answers in the place of \
          Ada until 2026-06-02 (decision 1)"
        ]
    );
    story.next_day();
    assert_eq!(story.says(), "Bo (person-2) answers for ada-mac");
    story.next_day();
    assert_eq!(story.says(), "Ada (person-1) answers for ada-mac");
}

#[test]
fn a_deputy_who_left_stands_in_for_nobody() {
    let mut story = Story::new(vec![]);
    story.decide(delegated("person-1", "person-2", date(2026, 6, 20)));
    let end = Reading::Known(Value::Date(date(2026, 6, 1)));
    story.tells(at_work("2", "Bo", "Sales").with("end date", end));
    let (_, answer) = story.who();
    assert_eq!(answer.says, "Ada (person-1) answers for ada-mac");
    assert!(
        answer.because[0].contains("but Bo left on 2026-06-01"),
        "{answer:?}"
    );
}

#[test]
fn nobody_stands_in_for_somebody_who_does_not_answer_any_more() {
    let mut story = Story::new(vec![written_down_for("3")]);
    story.decide(delegated("person-1", "person-2", date(2026, 6, 20)));
    assert_eq!(story.says(), "Cy (person-3) answers for ada-mac");
}

#[test]
fn age_asks_for_a_word_and_moves_nobody() {
    let mut story = Story::new(vec![seen_with("2")]);
    let (entity, answer) = story.at(day(183));
    assert_eq!(answer.says, "Ada (person-1) answers for ada-mac");
    assert_eq!(answer.to_confirm, Some(day(183)));
    assert!(
        answer.because[0]
            .ends_with("; for confirmation since 2026-12-01, as it was last said on 2026-06-01")
    );
    assert_eq!(entity.ownership.claims[1].to_confirm, Some(day(90)));
    assert_eq!(story.at(day(182)).1.to_confirm, None);
}

#[test]
fn only_when_all_claims_are_too_old_does_nobody_answer() {
    let mut story = Story::new(vec![seen_with("2")]);
    let (entity, _) = story.at(day(547));
    assert_eq!(entity.ownership.owner, Owner::Person(id("person-1")));
    let (entity, answer) = story.at(day(548));
    assert_eq!(entity.ownership.owner, Owner::Unowned(WhyUnowned::Expired));
    assert_eq!(
        answer.others[0].why_not,
        "nobody has confirmed it since 2026-06-01"
    );
    story.decide(mine("person-1", &[JAMF]));
    let (entity, _) = story.at(day(5000));
    assert_eq!(
        entity.ownership.owner,
        Owner::Person(id("person-1")),
        "a word does not expire"
    );
}

#[test]
fn a_record_that_ended_says_whom_it_named_where_nobody_else_is_named() {
    let mut story = Story::new(vec![
        record("scan/device/s", &["serial number=SERIAL7"]),
        record("jamf/device/8", &["serial number=SERIAL8"]),
    ]);
    story.records.retain(|record| &*record.key.native_id != "7");
    story.next_day();
    story.next_day();
    let resolution = story.world.resolve(day(2));
    let entity = entity_of(&resolution, "s");
    assert_eq!(entity.ownership.owner, Owner::Unowned(WhyUnowned::Expired));
    assert_eq!(
        entity.ownership.claims[0].void.as_deref(),
        Some("it was last said on 2026-06-01")
    );
}

#[test]
fn a_path_inherits_the_answer_the_denial_and_the_deputy_of_its_parent() {
    let path = |id: &str| {
        record(
            &format!("git/code path/{id}"),
            &[&format!("code path={id}")],
        )
        .with("name", text(id))
    };
    let root = path("src").owner(Declared, "approvers", "person", "employee id=1");
    let inner = path("src/a").link("parent", "code path", "code path=src");
    let mut world = World::default();
    let people = vec![person("1", "Ada"), person("2", "Bo")];
    world.pass(
        &[
            complete("workday", day(0), people),
            complete("git", day(0), vec![root, inner]),
        ],
        day(0),
    );
    let decide = |world: &mut World, what: Decided| {
        let number = world.decisions.len() as u64 + 1;
        world.decisions.push(Decision {
            number,
            at: day(0),
            by: "Ada".to_owned(),
            because: String::new(),
            what,
        });
        let resolution = world.resolve(day(0));
        let entity = entity_of(&resolution, "src/a");
        entity.ownership.owner.clone()
    };
    let entity = id("code_path-1");
    let place = Decided::Delegated {
        entity: entity.clone(),
        from: id("person-1"),
        to: id("person-2"),
        until: date(2026, 6, 9),
    };
    assert_eq!(decide(&mut world, place), Owner::Person(id("person-2")));
    let denied = Decided::NotMine {
        entity,
        person: id("person-1"),
        claims: said(&[("git", "employee id 1")]),
    };
    assert_eq!(
        decide(&mut world, denied),
        Owner::Unowned(WhyUnowned::Denied)
    );
}
