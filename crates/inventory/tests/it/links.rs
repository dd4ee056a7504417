//! Links: pointers find their targets, or say why they do not.

use inventory::{follow, split_path};
use model::{KindName, LinkSet, Record, ScopeOutcome};

use crate::support::{
    Fill, World, complete, day, entity_of, failed, named, person, record, rejected, resolved, run,
    snapshot, text, vocabulary,
};

fn laptop(id: &str) -> Record {
    record(
        &format!("jamf/device/{id}"),
        &[&format!("serial number=SERIAL{id}")],
    )
}

/// Where a laptop's `user` leads when it is written this way.
fn check(by: &str, expected: &str) {
    let records = vec![
        person("1", "Ada"),
        person("2", "Bo").with("email", text("x")),
        record("okta/person/3", &["username=sam"]).with("name", text("Sam One")),
        record("okta/person/4", &["username=sam", "badge=B7"]).with("name", text("Sam Two")),
        laptop("7").link("user", "person", by),
    ];
    let resolution = resolved(records);
    let link = &entity_of(&resolution, "7").links["user"];
    assert_eq!(first(link, &resolution), expected, "{by}");
}

fn first(link: &LinkSet, resolution: &inventory::Resolution) -> String {
    let target = &link.targets[0];
    match (&target.to, &target.dangling) {
        (Some(to), None) => {
            let name = &resolution.inventory.get(to).unwrap().name;
            format!("{name}{}", if target.sure { "" } else { " perhaps" })
        }
        (_, why) => format!("nobody: {}", why.as_deref().unwrap_or("?")),
    }
}

#[test]
fn a_pointer_finds_its_target_by_any_identifier_in_order() {
    check("email=ADA@linden.example", "Ada");
    check("employee id=2", "Bo");
    check("email=nobody@linden.example or employee id=2", "Bo");
    check("employee id=1 or employee id=2", "Ada");
    check("badge=B7", "Sam Two");
}

#[test]
fn a_pointer_that_finds_nobody_says_why() {
    check(
        "email=cy@linden.example",
        "nobody: no person has email cy@linden.example",
    );
    check("username=sam", "nobody: 2 people have username sam");
    check("username=guest", "nobody: `guest` is a placeholder");
    check("username=TBD", "nobody: `TBD` is a placeholder");
}

#[test]
fn a_pointer_that_finds_nobody_is_tried_otherwise() {
    let approver = |name: &str| {
        let mut path = record("git/code path/src", &["code path=src"]).link(
            "approver teams",
            "team",
            &format!("team name={name}"),
        );
        let login = record("-/-/-", &[]).link("approvers", "account", &format!("login={name}"));
        path.refs[0].otherwise = login.refs.into_iter().next().map(Box::new);
        path
    };
    let team = record("git/team/t", &["team name=core"]);
    let account = record("git/account/a", &["login=ada"]);
    for (name, link, found) in [
        ("core", "approver teams", true),
        ("ada", "approvers", true),
        ("cy", "approvers", false),
    ] {
        let resolution = resolved(vec![team.clone(), account.clone(), approver(name)]);
        let links = &entity_of(&resolution, "src").links;
        assert_eq!(links.keys().collect::<Vec<_>>(), [link], "{name}");
        assert_eq!(links[link].targets[0].to.is_some(), found, "{name}");
    }
}

#[test]
fn a_weak_identifier_finds_only_perhaps() {
    let bo = record("okta/person/2", &["username=bo"]).with("name", text("Bo"));
    let resolution = resolved(vec![bo, laptop("7").link("user", "person", "username=bo")]);
    let link = &entity_of(&resolution, "7").links["user"];
    assert_eq!(first(link, &resolution), "Bo perhaps");
}

#[test]
fn an_empty_pointer_is_no_pointer() {
    let resolution = resolved(vec![laptop("7").link("user", "person", "email=  ")]);
    assert!(!entity_of(&resolution, "7").links.contains_key("user"));
}

#[test]
fn a_row_of_a_failed_or_stale_source_is_not_sure() {
    let mut world = World::default();
    let records = vec![
        person("1", "Ada"),
        laptop("7").link("user", "person", "employee id=1"),
    ];
    world.pass(&snapshot(day(0), records), day(0));
    let people = complete("workday", day(1), vec![person("1", "Ada")]);
    let later = world.pass(&[failed("jamf"), people], day(1));
    assert_eq!(
        first(&entity_of(&later, "7").links["user"], &later),
        "Ada perhaps"
    );
    let stale = world.resolve(day(90));
    assert_eq!(
        first(&entity_of(&stale, "7").links["user"], &stale),
        "Ada perhaps"
    );
}

#[test]
fn a_record_that_is_gone_points_nowhere_and_is_pointed_at_no_more() {
    let mut world = World::default();
    let agent =
        record("edr/endpoint agent/a", &[]).link("device", "device", "serial number=SERIAL7");
    let start = vec![laptop("7"), laptop("8"), agent];
    world.pass(&snapshot(day(0), start), day(0));
    let agent2 =
        record("edr/endpoint agent/b", &[]).link("device", "device", "serial number=SERIAL7");
    let mut last = None;
    for n in 1..4 {
        last = Some(world.pass(&snapshot(day(n), vec![laptop("8"), agent2.clone()]), day(n)));
    }
    let last = last.unwrap();
    assert!(entity_of(&last, "a").links.is_empty());
    let target = &entity_of(&last, "b").links["device"].targets[0];
    assert_eq!(target.to.as_ref(), Some(&entity_of(&last, "7").id));
    let why = target.dangling.as_deref().unwrap();
    assert!(why.contains("is no longer reported by any source"), "{why}");
}

#[test]
fn an_address_given_to_a_new_hire_no_longer_leads_to_who_had_it() {
    let mut world = World::default();
    let ada = person("1", "Ada");
    let was = record(
        "okta/person/o",
        &["employee id=1", "email=team.lead@linden.example"],
    );
    let new = record(
        "okta/person/n",
        &["employee id=2", "email=team.lead@linden.example"],
    );
    let laptop = laptop("7").link("user", "person", "email=team.lead@linden.example");
    let before = world.pass(
        &snapshot(day(0), vec![ada.clone(), was, new.clone(), laptop.clone()]),
        day(0),
    );
    let user = &entity_of(&before, "7").links["user"].targets[0];
    assert_eq!(user.to, None, "while both have it, nobody is meant surely");
    let mut after = before.clone();
    for n in 1..3 {
        let records = vec![ada.clone(), new.clone(), laptop.clone()];
        after = world.pass(&snapshot(day(n), records), day(n));
    }
    let user = &entity_of(&after, "7").links["user"].targets[0];
    assert_eq!(user.to.as_ref(), Some(&entity_of(&after, "n").id));
}

#[test]
fn who_has_left_is_no_security_contact_but_keeps_their_accounts() {
    let ada = person("1", "Ada").with(
        "end date",
        model::Reading::Known(model::Value::Date(jiff::civil::date(2026, 5, 3))),
    );
    let finance = record("hr/department/f", &["department name=Finance"])
        .with("name", text("Finance"))
        .link("security contact", "person", "employee id=1");
    let account =
        record("okta/account/a", &["login=ada"]).link("person", "person", "employee id=1");
    let resolution = resolved(vec![ada, finance, account]);
    let contact = &entity_of(&resolution, "f").links["security contact"];
    assert_eq!(
        first(contact, &resolution),
        "nobody: Ada left on 2026-05-03"
    );
    assert_eq!(
        first(&entity_of(&resolution, "a").links["person"], &resolution),
        "Ada"
    );
    let from = entity_of(&resolution, "f");
    let path = split_path("security contact");
    assert!(follow(&resolution.inventory, &vocabulary(), from, &path).is_empty());
}

#[test]
fn a_team_with_nobody_in_it_is_none_with_its_reason() {
    let mut team = record("github/team/t", &["team name=core"]).with("name", text("core"));
    team.lists.push("members".to_owned());
    let service = record("cat/service/s", &[]).link("team", "team", "team name=core");
    let resolution = resolved(vec![team, service]);
    let team = &entity_of(&resolution, "s").links["team"];
    assert_eq!(
        first(team, &resolution),
        "nobody: nobody is known to be in core"
    );
}

#[test]
fn a_team_of_which_nobody_tells_who_is_in_it_is_not_empty_but_unsure() {
    let team = || record("cat/team/t", &["team name=core"]).with("name", text("core"));
    let strangers = team().link("members", "account", "login=ada");
    for team in [team(), strangers] {
        let service = record("cat/service/s", &[]).link("team", "team", "team name=core");
        let resolution = resolved(vec![team, service]);
        let team = &entity_of(&resolution, "s").links["team"];
        assert_eq!(first(team, &resolution), "core perhaps");
    }
}

#[test]
fn a_source_that_lists_nothing_says_none() {
    let mut team = record("github/team/t", &["team name=core"]);
    team.lists.push("members".to_owned());
    let resolution = resolved(vec![team.clone()]);
    assert!(entity_of(&resolution, "t").links["members"].none);
    assert_eq!(entity_of(&resolution, "t").listed, ["members"]);

    let part = run("github", ScopeOutcome::Complete, Some(day(0)), vec![team]);
    let mut world = World::default();
    world.pass(&[part], day(0));
    let later = world.pass(&[failed("github")], day(1));
    assert!(
        entity_of(&later, "t").listed.is_empty(),
        "an unconfirmed record lists nothing"
    );
}

#[test]
fn two_sources_that_name_one_member_are_one_row() {
    let account = record("github/account/ada", &["login=ada"]);
    let member = |source: &str| {
        record(&format!("{source}/team/{source}"), &["team name=core"]).link(
            "members",
            "account",
            "login=ada",
        )
    };
    let resolution = resolved(vec![account, member("github"), member("okta")]);
    assert_eq!(
        entity_of(&resolution, "github").links["members"]
            .targets
            .len(),
        1
    );
}

#[test]
fn a_rejected_record_that_shares_an_identifier_is_a_possible_row() {
    let mut edr = complete("edr", day(0), Vec::new());
    edr.rejected
        .push(rejected("endpoint agent", &["serial number=serial7"]));
    let jamf = complete("jamf", day(0), vec![laptop("7"), laptop("8")]);
    let resolution = World::default().pass(&[edr, jamf], day(0));
    let target = &entity_of(&resolution, "7").links["endpoint agents"].targets[0];
    assert_eq!(
        (&target.to, target.sure, &target.dangling),
        (&None, false, &None)
    );
    assert!(entity_of(&resolution, "8").links.is_empty());
}

#[test]
fn a_rejected_host_may_be_the_agent_of_the_device_it_shares_a_number_with() {
    let mut edr = complete("edr", day(0), Vec::new());
    let mut host = rejected("device", &["serial number=serial7"]);
    host.also.push(KindName::new("endpoint agent"));
    edr.rejected.push(host);
    let jamf = complete("jamf", day(0), vec![laptop("7"), laptop("8")]);
    let resolution = World::default().pass(&[edr, jamf], day(0));
    let agents = &entity_of(&resolution, "7").links["endpoint agents"];
    assert_eq!(agents.targets.len(), 1);
    assert!(entity_of(&resolution, "8").links.is_empty());
}

#[test]
fn paths_are_followed_in_both_directions() {
    let finance = record("hr/department/f", &["department name=Finance"])
        .with("name", text("Finance"))
        .link("security contact", "person", "employee id=2");
    let resolution = resolved(vec![
        finance,
        person("1", "Ada").link("department", "department", "department name=finance"),
        person("2", "Bo"),
        laptop("7").link("user", "person", "employee id=1"),
    ]);
    let inventory = &resolution.inventory;
    let from = entity_of(&resolution, "7");
    let walk = |path: &str| follow(inventory, &vocabulary(), from, &split_path(path));
    assert_eq!(walk("user"), [named(&resolution, "Ada")]);
    assert_eq!(
        walk("user's department's security contact"),
        [named(&resolution, "Bo")]
    );
    assert_eq!(
        walk("user's department's people"),
        [named(&resolution, "Ada")]
    );
    assert_eq!(walk(""), std::slice::from_ref(&from.id));
    assert!(walk("user's manager").is_empty());
    assert!(walk("aura").is_empty());
}
