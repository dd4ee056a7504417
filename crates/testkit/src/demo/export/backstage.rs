//! Backstage: a `catalog-info.yaml` for each service and one for all teams.

use super::{Files, github};
use crate::demo::{
    Day,
    world::{
        World,
        engineering::{Service, ServiceOwner, Team},
    },
};

pub(super) fn files(world: &World, day: Day) -> Files {
    let services = world.engineering.services.iter().map(|service| {
        let text = component(world, service);
        (
            format!("{}/catalog-info.yaml", service.name),
            text.into_bytes(),
        )
    });
    let teams: Vec<_> = world
        .engineering
        .teams
        .iter()
        .map(|team| group(world, team, day))
        .collect();
    services
        .chain([(
            "teams/catalog-info.yaml".to_owned(),
            teams.join("---\n").into_bytes(),
        )])
        .collect()
}

fn component(world: &World, service: &Service) -> String {
    let Service {
        name,
        lifecycle,
        system,
        ..
    } = service;
    let owner = match service.owner {
        ServiceOwner::Team(team) => world.engineering.teams[team].slug,
        ServiceOwner::Placeholder => "guests",
    };
    let organisation = github::ORGANISATION;
    format!(
        "apiVersion: backstage.io/v1alpha1\n\
         kind: Component\n\
         metadata:\n\
         \x20 name: {name}\n\
         \x20 annotations:\n\
         \x20   github.com/project-slug: {organisation}/{name}\n\
         spec:\n\
         \x20 type: service\n\
         \x20 owner: {owner}\n\
         \x20 lifecycle: {lifecycle}\n\
         \x20 system: {system}\n"
    )
}

fn group(world: &World, team: &Team, day: Day) -> String {
    let here = team
        .members
        .iter()
        .map(|&m| &world.people[m])
        .filter(|p| p.is_here_on(day));
    let members: Vec<_> = here.map(github::login).collect();
    format!(
        "apiVersion: backstage.io/v1alpha1\n\
         kind: Group\n\
         metadata:\n\
         \x20 name: {}\n\
         \x20 description: {}\n\
         spec:\n\
         \x20 type: team\n\
         \x20 profile:\n\
         \x20   displayName: {}\n\
         \x20 children: []\n\
         \x20 members: [{}]\n",
        team.slug,
        team.purpose,
        team.name,
        members.join(", ")
    )
}
