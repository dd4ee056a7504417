//! Ownership: who answers, on what evidence, and why nobody does.

use jiff::civil::date;
use model::{Entity, Owner, OwnerClass, Reading, Record, Value, WhyUnowned};

use crate::support::{
    Fill, World, complete, day, entity_of, named, person, record, resolved, snapshot, text,
};

use OwnerClass::{Answered, Assigned, Declared, Inferred};

fn laptop() -> Record {
    record("jamf/device/7", &["serial number=SERIAL7"])
}

fn account(login: &str) -> Record {
    record(
        &format!("github/account/{login}"),
        &[&format!("login={login}")],
    )
    .with("username", text(login))
}

fn team(name: &str, members: &[&str]) -> Record {
    let team = record(
        &format!("github/team/{name}"),
        &[&format!("team name={name}")],
    )
    .with("name", text(name));
    members.iter().fold(team, |team, login| {
        team.link("members", "account", &format!("login={login}"))
    })
}

fn left(record: Record) -> Record {
    record.with("end date", Reading::Known(Value::Date(date(2026, 5, 3))))
}

/// Who answers for `thing` among these records, in a word.
fn answer(records: Vec<Record>, thing: &str) -> String {
    let resolution = resolved(records);
    let entity = entity_of(&resolution, thing);
    let name = |id| resolution.inventory.get(id).unwrap().name.clone();
    match &entity.ownership.owner {
        Owner::Person(id) => format!("person {}", name(id)),
        Owner::Team(id) => format!("team {}", name(id)),
        Owner::Account(id) => format!("account {}", name(id)),
        Owner::Unowned(why) => why.words().to_owned(),
    }
}

fn void(entity: &Entity) -> &str {
    entity.ownership.claims[0].void.as_deref().unwrap()
}

#[test]
fn nobody_is_named() {
    assert_eq!(answer(vec![laptop()], "7"), WhyUnowned::NobodyNamed.words());
}

#[test]
fn the_stronger_class_answers_however_old_it_is() {
    let records = |strong, weak| {
        vec![
            person("1", "Ada"),
            person("2", "Bo"),
            laptop()
                .owner(strong, "user", "person", "employee id=1")
                .dated(day(1)),
            record("edr/device/e", &["serial number=SERIAL7"])
                .owner(weak, "user", "person", "employee id=2")
                .dated(day(9)),
        ]
    };
    for (strong, weak) in [
        (Answered, Declared),
        (Declared, Assigned),
        (Assigned, Inferred),
    ] {
        assert_eq!(answer(records(strong, weak), "7"), "person Ada");
    }
}

#[test]
fn within_a_class_the_newest_claim_answers_and_it_is_disputed() {
    let resolution = resolved(vec![
        person("1", "Ada"),
        person("2", "Bo"),
        laptop()
            .owner(Assigned, "user", "person", "employee id=1")
            .dated(day(1)),
        record("edr/device/e", &["serial number=SERIAL7"])
            .owner(Assigned, "user", "person", "employee id=2")
            .dated(day(9)),
    ]);
    let ownership = &entity_of(&resolution, "7").ownership;
    assert_eq!(ownership.owner, Owner::Person(named(&resolution, "Bo")));
    assert!(ownership.disputed);
}

#[test]
fn a_later_declaration_disputes_an_answer_and_the_answer_stays() {
    for (declared_on, disputed) in [(day(9), true), (day(1), false)] {
        let resolution = resolved(vec![
            person("1", "Ada"),
            person("2", "Bo"),
            laptop()
                .owner(Answered, "user", "person", "employee id=1")
                .dated(day(5)),
            record("cmdb/device/c", &["serial number=SERIAL7"])
                .owner(Declared, "user", "person", "employee id=2")
                .dated(declared_on),
        ]);
        let ownership = &entity_of(&resolution, "7").ownership;
        assert_eq!(ownership.owner, Owner::Person(named(&resolution, "Ada")));
        assert_eq!(ownership.disputed, disputed);
    }
}

#[test]
fn several_names_in_one_record_are_no_dispute() {
    let resolution = resolved(vec![
        account("ada"),
        account("bo"),
        record("git/code path/src", &["code path=src"])
            .owner(Declared, "approvers", "account", "login=bo")
            .owner(Declared, "approvers", "account", "login=ada"),
    ]);
    let ownership = &entity_of(&resolution, "src").ownership;
    assert!(!ownership.disputed);
    assert_eq!(
        ownership.owner,
        Owner::Account(named(&resolution, "bo")),
        "the first written"
    );
}

#[test]
fn a_leaver_answers_for_nothing() {
    let claim = laptop().owner(Assigned, "user", "person", "employee id=1");
    let resolution = resolved(vec![left(person("1", "Ada")), claim]);
    let entity = entity_of(&resolution, "7");
    assert_eq!(
        entity.ownership.owner,
        Owner::Unowned(WhyUnowned::EverybodyLeft)
    );
    assert_eq!(void(entity), "Ada left on 2026-05-03");
    assert!(
        entity.links["user"].targets[0].to.is_some(),
        "the link itself stays a fact"
    );
}

#[test]
fn somebody_answers_through_the_last_day() {
    for (end, expected) in [
        (date(2026, 5, 31), WhyUnowned::EverybodyLeft.words()),
        (date(2026, 6, 1), "person Ada"),
    ] {
        let ada = person("1", "Ada").with("end date", Reading::Known(Value::Date(end)));
        let claim = laptop().owner(Assigned, "user", "person", "employee id=1");
        assert_eq!(answer(vec![ada, claim], "7"), expected);
    }
}

#[test]
fn when_the_assigned_user_left_the_next_claim_answers() {
    let records = vec![
        left(person("1", "Ada")),
        person("2", "Bo"),
        laptop().owner(Assigned, "user", "person", "employee id=1"),
        record("edr/device/e", &["serial number=SERIAL7"]).owner(
            Inferred,
            "user",
            "person",
            "employee id=2",
        ),
    ];
    assert_eq!(answer(records, "7"), "person Bo");
}

#[test]
fn a_live_account_of_a_leaver_answers_for_nothing() {
    let ada = left(person("1", "Ada"));
    let live =
        account("ada")
            .with("status", text("active"))
            .link("person", "person", "employee id=1");
    let path = record("git/code path/src", &["code path=src"]).owner(
        Declared,
        "approvers",
        "account",
        "login=ada",
    );
    assert_eq!(
        answer(vec![ada, live, path], "src"),
        WhyUnowned::EverybodyLeft.words()
    );
}

#[test]
fn an_account_answers_through_its_person_or_for_itself() {
    let path = || {
        record("git/code path/src", &["code path=src"]).owner(
            Declared,
            "approvers",
            "account",
            "login=ada",
        )
    };
    let known = account("ada").link("person", "person", "employee id=1");
    assert_eq!(
        answer(vec![person("1", "Ada"), known, path()], "src"),
        "person Ada"
    );
    assert_eq!(answer(vec![account("ada"), path()], "src"), "account ada");
    let closed = account("ada").with("status", text("suspended"));
    assert_eq!(
        answer(vec![closed, path()], "src"),
        WhyUnowned::EverybodyLeft.words()
    );
}

#[test]
fn an_account_of_a_program_answers_only_through_its_person() {
    let path = |login: &str| {
        let by = format!("login={login}");
        path("src", None).owner(Declared, "approvers", "account", &by)
    };
    let program = || account("deploy").with("purpose", text("automation"));
    let nobody = WhyUnowned::NoPerson.words();
    assert_eq!(answer(vec![program(), path("deploy")], "src"), nobody);
    let bot = account("renovate[bot]");
    assert_eq!(answer(vec![bot, path("renovate[bot]")], "src"), nobody);
    let known = program().link("person", "person", "employee id=1");
    let records = vec![person("1", "Ada"), known, path("deploy")];
    assert_eq!(answer(records, "src"), "person Ada");
}

#[test]
fn a_department_answers_through_its_head() {
    let department = |head: Option<&str>| {
        let sales = record("hr/department/sales", &["department name=Sales"]);
        let sales = sales.with("name", text("Sales"));
        match head {
            Some(id) => sales.link("head", "person", &format!("employee id={id}")),
            None => sales,
        }
    };
    let claim = || {
        laptop().owner(
            Assigned,
            "department",
            "department",
            "department name=Sales",
        )
    };
    for (records, expected) in [
        (
            vec![department(Some("1")), person("1", "Ada")],
            "person Ada",
        ),
        (vec![department(None)], WhyUnowned::NobodyNamed.words()),
        (
            vec![department(Some("1")), left(person("1", "Ada"))],
            WhyUnowned::EverybodyLeft.words(),
        ),
    ] {
        assert_eq!(answer([records, vec![claim()]].concat(), "7"), expected);
    }
}

#[test]
fn a_team_answers_while_somebody_is_in_it() {
    let service =
        || record("backstage/service/s", &[]).owner(Declared, "team", "team", "team name=Core");
    let suspended = account("ada").with("status", text("suspended"));
    for (records, expected) in [
        (vec![team("core", &["ada"]), account("ada")], "team core"),
        (vec![team("core", &[])], WhyUnowned::TeamEmpty.words()),
        (
            vec![team("core", &["stranger"])],
            WhyUnowned::NameUnknown.words(),
        ),
        (
            vec![team("core", &["ada"]), suspended],
            WhyUnowned::EverybodyLeft.words(),
        ),
        (vec![], WhyUnowned::NameUnknown.words()),
    ] {
        let mut records = records;
        records.push(service());
        assert_eq!(answer(records, "s"), expected);
    }
}

#[test]
fn a_placeholder_names_nobody_even_where_an_account_has_that_name() {
    for name in ["tbd", "TODO", "unknown", "guests", "N/A", "root"] {
        let records = vec![
            account("root"),
            laptop().owner(Declared, "approvers", "account", &format!("login={name}")),
        ];
        assert_eq!(
            answer(records, "7"),
            WhyUnowned::Placeholder.words(),
            "{name}"
        );
    }
}

#[test]
fn a_person_no_source_reports_any_more_has_left() {
    let mut world = World::default();
    let claim = laptop().owner(Assigned, "user", "person", "employee id=1");
    let people = vec![person("1", "Ada"), person("2", "Bo")];
    world.pass(
        &[
            complete("workday", day(0), people),
            complete("jamf", day(0), vec![claim.clone()]),
        ],
        day(0),
    );
    let mut last = None;
    for n in 1..3 {
        let deliveries = snapshot(day(n), vec![person("2", "Bo"), claim.clone()]);
        last = Some(world.pass(&deliveries, day(n)));
    }
    let last = last.unwrap();
    let entity = entity_of(&last, "7");
    assert_eq!(
        entity.ownership.owner,
        Owner::Unowned(WhyUnowned::EverybodyLeft)
    );
    assert_eq!(void(entity), "Ada is no longer reported by any source");
}

fn path(id: &str, parent: Option<&str>) -> Record {
    let path = record(
        &format!("git/code path/{id}"),
        &[&format!("code path={id}")],
    )
    .with("name", text(id));
    match parent {
        Some(parent) => path.link("parent", "code path", &format!("code path={parent}")),
        None => path,
    }
}

#[test]
fn a_path_without_owners_inherits_those_of_its_nearest_ancestor() {
    let resolution = resolved(vec![
        account("ada"),
        account("bo"),
        path("root", None).owner(Declared, "approvers", "account", "login=ada"),
        path("root/a", Some("root")).owner(Declared, "approvers", "account", "login=bo"),
        path("root/a/b", Some("root/a")),
        path("root/a/b/c", Some("root/a/b")),
    ]);
    let ownership = &entity_of(&resolution, "root/a/b/c").ownership;
    assert_eq!(ownership.owner, Owner::Account(named(&resolution, "bo")));
    assert_eq!(
        ownership.claims[0].inherited_from,
        Some(named(&resolution, "root/a"))
    );
    assert!(resolution.notes.is_empty());
}

#[test]
fn parents_in_a_circle_end_the_walk_and_are_told() {
    let resolution = resolved(vec![
        path("a", Some("b")),
        path("b", Some("c")),
        path("c", Some("a")),
        path("d", Some("a")),
    ]);
    assert_eq!(
        entity_of(&resolution, "d").ownership.owner,
        Owner::Unowned(WhyUnowned::NobodyNamed)
    );
    let notes: Vec<&str> = resolution
        .notes
        .iter()
        .map(|note| note.says.as_str())
        .collect();
    assert_eq!(
        notes,
        [
            "the parent of `a` (code_path-1) → `b` (code_path-2) → `c` (code_path-3) → \
         `a` (code_path-1) leads in a circle"
        ]
    );
}

#[test]
fn managers_in_a_circle_are_told_once() {
    let resolution = resolved(vec![
        person("1", "Ada").link("manager", "person", "employee id=2"),
        person("2", "Bo").link("manager", "person", "employee id=1"),
        person("3", "Cy").link("manager", "person", "employee id=3"),
    ]);
    assert_eq!(resolution.notes.len(), 2);
    assert!(
        resolution
            .notes
            .iter()
            .all(|note| note.code == "link-circle")
    );
}
