//! GitHub: answers of the GraphQL API for members, teams and repositories of the organisation.

use super::{
    Files,
    document::{Json, json},
    file,
};
use crate::{
    demo::{
        Day,
        world::{
            World, cast,
            engineering::{Repository, Team},
            people::{Department, Person},
        },
    },
    dice::Dice,
};

/// The organisation's name at the code host.
pub(in crate::demo) const ORGANISATION: &str = "linden-works";

pub(super) fn files(world: &World, day: Day) -> Files {
    let people = world.people.iter().filter(|person| is_member(person, day));
    let members: Vec<_> = people
        .map(|person| member(world.seed, person, day))
        .collect();
    let teams = world.engineering.teams.iter().enumerate();
    let teams: Vec<_> = teams
        .map(|(at, one)| json!({"node": team(world, at, one, day)}))
        .collect();
    let repositories: Vec<_> = world
        .engineering
        .repositories
        .iter()
        .map(|one| repository(one, day))
        .collect();
    vec![
        file("members.json", &answer("membersWithRole", "edges", members)),
        file("teams.json", &answer("teams", "edges", teams)),
        file(
            "repositories.json",
            &answer("repositories", "nodes", repositories),
        ),
    ]
}

/// The whole answer around one list of the organisation.
fn answer(what: &'static str, rows: &'static str, list: Vec<Json>) -> Json {
    let mut connection = json!({
        "totalCount": list.len(),
        "pageInfo": json!({"endCursor": Json::Null, "hasNextPage": false}),
    });
    connection.add(rows, list);
    let mut organization = json!({
        "id": "O_kgDOBLindenW",
        "login": ORGANISATION,
        "url": format!("https://github.com/{ORGANISATION}"),
    });
    organization.add(what, connection);
    json!({"data": json!({"organization": organization})})
}

/// Engineering, and those of Operations who run systems.
pub(in crate::demo) fn is_member(person: &Person, day: Day) -> bool {
    let builds = match person.department {
        Department::Engineering => true,
        Department::Operations => person.title == "Systems Administrator",
        _ => false,
    };
    // The forgotten leaver is taken out with the other accounts, before 1 June.
    let leaver = person.number == cast::person(cast::LEAVER_WITH_ACCOUNTS);
    builds && (person.is_here_on(day) || (leaver && day < Day::June1))
}

/// The name of a person at the code host.
pub(in crate::demo) fn login(person: &Person) -> String {
    format!("{}-lw", person.login().replace('.', "-"))
}

fn user_id(seed: u64, person: usize) -> String {
    format!("U_kgDO{}", Dice::of(seed, "github", person).hex(8))
}

fn member(seed: u64, person: &Person, day: Day) -> Json {
    let login = login(person);
    // Most keep their address to themselves; the organisation's own domain is shown anyway.
    let email = if person.number.is_multiple_of(6) {
        person.email_on(day)
    } else {
        String::new()
    };
    let second_factor = match person.number {
        n if n % 41 == 13 => Json::Truth(n % 2 == 0 && day >= Day::May25),
        n if n % 13 == 5 => Json::Truth(day >= Day::June1),
        n if n % 19 == 7 => Json::Null,
        _ => Json::Truth(true),
    };
    let administrator = person.number % 45 == 1;
    json!({
        "node": json!({
            "id": user_id(seed, person.number),
            "login": &login,
            "name": person.name_on(day),
            "isSiteAdmin": false,
            "company": Json::Null,
            "databaseId": 400_000 + person.number,
            "email": email,
            "url": format!("https://github.com/{login}"),
            "organizationVerifiedDomainEmails": json!([person.email_on(day)]),
        }),
        "hasTwoFactorEnabled": second_factor,
        "role": if administrator { "ADMIN" } else { "MEMBER" },
    })
}

fn team(world: &World, at: usize, team: &Team, day: Day) -> Json {
    let here = team
        .members
        .iter()
        .map(|&m| &world.people[m])
        .filter(|p| is_member(p, day));
    let members: Vec<_> = here
        .enumerate()
        .map(|(nth, p)| team_member(world.seed, nth, p))
        .collect();
    let repositories: Vec<_> = world
        .engineering
        .repositories
        .iter()
        .filter(|repository| repository.team == Some(at))
        .map(|repository| {
            let name = &repository.name;
            json!({
                "permission": "ADMIN",
                "node": json!({
                    "id": &repository.id,
                    "name": name,
                    "nameWithOwner": format!("{ORGANISATION}/{name}"),
                    "url": format!("https://github.com/{ORGANISATION}/{name}"),
                }),
            })
        })
        .collect();
    json!({
        "id": &team.id,
        "name": team.name,
        "slug": team.slug,
        "url": format!("https://github.com/orgs/{ORGANISATION}/teams/{}", team.slug),
        "description": team.purpose,
        "privacy": "VISIBLE",
        "parentTeam": Json::Null,
        "childTeams": json!({"totalCount": 0}),
        "repositories": json!({"totalCount": repositories.len(), "edges": repositories}),
        "members": json!({"totalCount": members.len(), "edges": members}),
    })
}

fn team_member(seed: u64, nth: usize, person: &Person) -> Json {
    json!({
        "node": json!({
            "id": user_id(seed, person.number),
            "name": person.name_on(Day::May18),
            "login": login(person),
        }),
        "role": if nth == 0 { "MAINTAINER" } else { "MEMBER" },
    })
}

fn repository(repository: &Repository, day: Day) -> Json {
    let name = &repository.name;
    let full = format!("{ORGANISATION}/{name}");
    // Without administration rights the host leaves the whole connection out.
    let protection = repository.protected(day).map(|on| {
        let rule = json!({
            "id": format!("BPR_{}", repository.id),
            "pattern": "main",
            "allowsDeletions": false,
            "allowsForcePushes": false,
            "isAdminEnforced": true,
            "requiresApprovingReviews": true,
            "requiredApprovingReviewCount": 1,
            "requiresStatusChecks": true,
        });
        json!({"nodes": if on { vec![rule] } else { Vec::new() }})
    });
    json!({
        "id": &repository.id,
        "name": name,
        "nameWithOwner": &full,
        "primaryLanguage": json!({"name": repository.language}),
        "url": format!("https://github.com/{full}"),
        "sshUrl": format!("git@github.com:{full}.git"),
        "createdAt": "2022-03-01T09:00:00Z",
        "description": Json::Null,
        "updatedAt": repository.pushed(day).to_string(),
        "pushedAt": repository.pushed(day).to_string(),
        "homepageUrl": "",
        "defaultBranchRef": json!({"name": "main", "id": format!("REF_{}", repository.id)}),
        "visibility": if repository.is_private { "PRIVATE" } else { "PUBLIC" },
        "isPrivate": repository.is_private,
        "isArchived": repository.is_archived,
        "isDisabled": false,
        "isLocked": false,
        "isFork": false,
        "parent": Json::Null,
        "owner": json!({
            "url": format!("https://github.com/{ORGANISATION}"),
            "login": ORGANISATION,
            "__typename": "Organization",
        }),
        "directCollaborators": json!({"totalCount": 0}),
        "outsideCollaborators": json!({"totalCount": 0}),
        "branchProtectionRules": protection,
    })
}
