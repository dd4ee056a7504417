//! Answers: who answers for something says so, says that it is not theirs, or names a deputy.
//!
//! Only who is named may speak, and the security lead, who is accountable for security rules and
//! may note down what somebody else said.

use std::collections::BTreeSet;

use inventory::{Decided, Decision, Decisions, PEOPLE, decisions::Said};
use jiff::civil::Date;
use ledger::matrix::Letter;
use model::{Entity, EntityId, OwnerClaim, Problem};

use super::{Author, here, refused};
use crate::{parties::View, workspace::Workspace};

/// Somebody who gives an answer, in person or through the security lead.
#[derive(Clone, Debug)]
pub struct Speaker<'a> {
    /// Whose answer it is.
    pub person: &'a Entity,
    /// Whether the security lead gives it.
    pub lead: bool,
}

/// Whose answer it is: the author's own, or of somebody whom the security lead speaks for.
///
/// # Errors
/// When somebody else than the security lead speaks for another, or that one is not here.
pub fn speaker<'a>(
    view: &View<'a>,
    workspace: &Workspace,
    author: &Author,
    behalf: Option<&str>,
) -> Result<Speaker<'a>, Problem> {
    let lead = leads(view, workspace).contains(&author.person);
    let person = match behalf {
        Some(text) => here(view, text)?,
        None => here(view, &author.person.to_string())?,
    };
    if person.id != author.person && !lead {
        let says = format!("{} cannot answer for {}", author.name, person.name);
        let problem = refused("answer-for-another", says);
        return Err(problem.advise(format!(
            "{} can, or {}",
            person.name,
            lead_words(view, workspace)
        )));
    }
    Ok(Speaker { person, lead })
}

/// That an entity is theirs.
///
/// # Errors
/// When nobody names them and the security lead does not say so.
pub fn mine(
    view: &View,
    workspace: &Workspace,
    entity: &Entity,
    speaker: &Speaker,
) -> Result<Decided, Problem> {
    let person = &speaker.person.id;
    let claims = &entity.ownership.claims;
    let names = |claim: &OwnerClaim| {
        claim.party.as_ref() == Some(person)
            || claim.people.contains(person)
            || leads_team(view, claim, person)
    };
    if !speaker.lead && !claims.iter().any(names) {
        return Err(not_named(view, workspace, entity, speaker.person));
    }
    Ok(Decided::Mine {
        entity: entity.id.clone(),
        person: person.clone(),
        unit: view.unit(speaker.person).map(|unit| unit.id.clone()),
        known: said(claims.iter()),
    })
}

/// That an entity is not theirs: the claims that name them stop counting.
///
/// # Errors
/// When nothing names them, or only a team they do not lead.
pub fn not_mine(
    view: &View,
    workspace: &Workspace,
    entity: &Entity,
    speaker: &Speaker,
) -> Result<Decided, Problem> {
    let person = &speaker.person.id;
    let own = |claim: &&OwnerClaim| {
        claim.record.source.as_str() != PEOPLE && speaks_for(view, claim, person)
    };
    let claims = said(entity.ownership.claims.iter().filter(own));
    let took = answers_of(&workspace.decisions, view, entity, person)
        .any(|decision| matches!(decision.what, Decided::Mine { .. }));
    if claims.is_empty() && !took {
        return Err(not_named(view, workspace, entity, speaker.person));
    }
    Ok(Decided::NotMine {
        entity: entity.id.clone(),
        person: person.clone(),
        claims,
    })
}

/// That somebody else answers in their place, up to and with a day.
///
/// # Errors
/// When they do not answer for it, the other one is not here, or the day is over.
pub fn delegated(
    view: &View,
    entity: &Entity,
    speaker: &Speaker,
    (to, until): (&str, Date),
) -> Result<Decided, Problem> {
    let person = speaker.person;
    let to = here(view, to)?;
    if to.id == person.id {
        let says = format!("{} answers already", person.name);
        return Err(refused("deputy-self", says).advise("name somebody else"));
    }
    let today = view.at.to_zoned(view.zone.clone()).date();
    if until < today {
        let says = format!("{until} is over");
        return Err(refused("deputy-past", says).advise("name a day from today on"));
    }
    let claims = entity.ownership.claims.iter();
    let mut standing = claims.filter(|claim| claim.void.is_none());
    let in_place = |claim: &OwnerClaim| claim.deputy.as_ref().is_some_and(|d| d.of == person.id);
    if !standing.any(|claim| claim.people.contains(&person.id) || in_place(claim)) {
        let says = format!("{} does not answer for {}", person.name, entity.name);
        return Err(refused("deputy-none", says)
            .advise(format!("`allhands who {}` shows who does", entity.id)));
    }
    Ok(Decided::Delegated {
        entity: entity.id.clone(),
        from: person.id.clone(),
        to: to.id.clone(),
        until,
    })
}

/// That the latest answer somebody gave about an entity was a mistake.
///
/// # Errors
/// When they gave none that is in force.
pub fn take_back(
    view: &View,
    workspace: &Workspace,
    entity: &Entity,
    speaker: &Speaker,
) -> Result<Decided, Problem> {
    let person = speaker.person;
    let latest = answers_of(&workspace.decisions, view, entity, &person.id)
        .map(|decision| decision.number)
        .max();
    latest
        .map(|number| Decided::Undone { number })
        .ok_or_else(|| {
            let says = format!("{} has said nothing about {}", person.name, entity.name);
            refused("answer-none", says)
                .advise(format!("`allhands who {}` shows who did", entity.id))
        })
}

/// The answers of a person about an entity that are in force.
fn answers_of(
    log: &[Decision],
    view: &View,
    entity: &Entity,
    person: &EntityId,
) -> impl Iterator<Item = Decision> {
    let is = |id: &EntityId, wanted: &EntityId| {
        view.inventory
            .get(id)
            .is_some_and(|found| found.id == *wanted)
    };
    let decisions = Decisions::replay(log);
    let theirs = decisions.answers().filter(|decision| match &decision.what {
        Decided::Mine {
            entity: of,
            person: by,
            ..
        }
        | Decided::NotMine {
            entity: of,
            person: by,
            ..
        }
        | Decided::Delegated {
            entity: of,
            from: by,
            ..
        } => is(of, &entity.id) && is(by, person),
        _ => false,
    });
    theirs.cloned().collect::<Vec<_>>().into_iter()
}

fn said<'a>(claims: impl Iterator<Item = &'a OwnerClaim>) -> Vec<Said> {
    let all: BTreeSet<Said> = claims
        .filter(|claim| claim.record.source.as_str() != PEOPLE)
        .map(Said::of)
        .collect();
    all.into_iter().collect()
}

/// Whether a person may say of a claim that it is wrong: it names them, or a team that they lead,
/// or that has no lead and them in it.
fn speaks_for(view: &View, claim: &OwnerClaim, person: &EntityId) -> bool {
    let team = claim
        .party
        .as_ref()
        .filter(|party| party.kind.as_str() == "team");
    match team {
        None => claim.party.as_ref() == Some(person) || claim.people.contains(person),
        Some(team) if team_leads(view, team).is_empty() => claim.people.contains(person),
        Some(_) => leads_team(view, claim, person),
    }
}

fn leads_team(view: &View, claim: &OwnerClaim, person: &EntityId) -> bool {
    let team = claim
        .party
        .as_ref()
        .filter(|party| party.kind.as_str() == "team");
    team.is_some_and(|team| team_leads(view, team).contains(person))
}

fn team_leads(view: &View, team: &EntityId) -> Vec<EntityId> {
    let path = ["lead".to_owned()];
    let team = view.inventory.get(team);
    team.map(|team| inventory::follow(view.inventory, view.vocabulary, team, &path))
        .unwrap_or_default()
}

/// Who is accountable for security rules.
fn leads(view: &View, workspace: &Workspace) -> Vec<EntityId> {
    let Some(matrix) = view.matrix else {
        return Vec::new();
    };
    let activity = matrix.activity(&workspace.settings.security_activity);
    let held = activity
        .into_iter()
        .flat_map(|one| matrix.whole(&one.id, Letter::A));
    held.filter_map(|held| held.reached.person().cloned())
        .collect()
}

fn lead_words(view: &View, workspace: &Workspace) -> String {
    let leads = leads(view, workspace);
    let names: Vec<&str> = leads
        .iter()
        .filter_map(|id| view.inventory.get(id))
        .map(|person| person.name.as_str())
        .collect();
    match names.is_empty() {
        true => format!(
            "who is accountable for `{}` in `responsibilities/`",
            workspace.settings.security_activity
        ),
        false => format!("the security lead ({})", names.join(", ")),
    }
}

fn not_named(view: &View, workspace: &Workspace, entity: &Entity, person: &Entity) -> Problem {
    let says = format!(
        "no source names {} for {} ({})",
        person.name, entity.name, entity.id
    );
    let mut problem = refused("answer-not-named", says);
    let claims = entity.ownership.claims.iter();
    let teams = claims
        .filter(|claim| claim.people.contains(&person.id))
        .flat_map(|claim| claim.party.as_ref())
        .flat_map(|team| team_leads(view, team))
        .filter_map(|lead| view.inventory.get(&lead));
    let leads: BTreeSet<&str> = teams.map(|lead| lead.name.as_str()).collect();
    for lead in leads {
        problem = problem.advise(format!(
            "{lead} leads the team that is named, and can say so"
        ));
    }
    problem.advise(format!(
        "{} can note it: `allhands who {} --mine --for \"{}\" --as ...`",
        lead_words(view, workspace),
        entity.id,
        person.name
    ))
}
