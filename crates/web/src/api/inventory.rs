//! The inventory: what there is, kind by kind.

use std::collections::BTreeMap;

use app::ask::kind_named;
use axum::Json;
use model::{Entity, EntityId, Life, Owner, Place, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    asked::{Asked, At},
    entities::value,
    findings::word,
    me::Named,
    page::{Direction, Ordered, Page, Paging, holds},
};
use crate::{may::Action, problem::Refusal, server::Server, sign_in::Caller};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(kinds))
        .routes(routes!(list))
}

/// A kind of things.
#[derive(Debug, Serialize, ToSchema)]
struct KindLine {
    /// The root kind.
    kind: String,
    /// Several of them.
    plural: String,
    /// How many there are that the asker may see, gone ones aside.
    entities: usize,
    /// Of these, nobody answers for.
    unowned: usize,
    /// Kinds that some of them are.
    derived: Vec<String>,
}

/// Kinds of which the asker may see something
#[utoipa::path(get, path = "/kinds", tag = "inventory", responses(
    (status = 200, body = Vec<KindLine>),
))]
async fn kinds(caller: Caller) -> Json<Vec<KindLine>> {
    let snapshot = &caller.snapshot;
    let vocabulary = &snapshot.workspace.vocabulary;
    let mut lines = Vec::new();
    for (name, entities) in &snapshot.known.inventory.kinds {
        let seen: Vec<&Entity> = entities
            .iter()
            .filter(|entity| entity.life != Life::Gone && caller.may_thing(Action::Read, entity))
            .collect();
        if seen.is_empty() {
            continue;
        }
        let unowned = |entity: &&&Entity| matches!(entity.ownership.owner, Owner::Unowned(_));
        let derived = vocabulary.kinds.values().filter(|kind| {
            kind.kind != *name && vocabulary.root(kind.kind.as_str()) == name.as_str()
        });
        lines.push(KindLine {
            kind: name.to_string(),
            plural: vocabulary
                .kind(name.as_str())
                .map_or_else(|| name.to_string(), |kind| kind.plural.clone()),
            entities: seen.len(),
            unowned: seen.iter().filter(unowned).count(),
            derived: derived.map(|kind| kind.kind.to_string()).collect(),
        });
    }
    Json(lines)
}

/// Something in the inventory, as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EntityLine {
    /// `device-12`.
    entity: String,
    /// What people call it.
    name: String,
    /// Its root kind.
    kind: String,
    /// Who answers for it; none for nobody.
    owner: Option<Named>,
    /// Why nobody answers.
    why_unowned: Option<String>,
    /// The department whose rules apply to it.
    department: Option<String>,
    /// `live`, `unconfirmed`, `stale` or `gone`.
    life: String,
    /// The sources that report it.
    sources: Vec<String>,
    /// When any of them saw it last.
    #[schema(format = DateTime)]
    last_seen: Option<String>,
    /// Findings that are open about it.
    open: usize,
    /// The fields that were asked for, as people read them; what is not known is left out.
    fields: BTreeMap<String, String>,
}

/// Something as lists show it.
pub(super) fn line(caller: &Caller, entity: &Entity) -> EntityLine {
    line_with(caller, entity, &[])
}

fn line_with(caller: &Caller, entity: &Entity, fields: &[String]) -> EntityLine {
    let snapshot = &caller.snapshot;
    let inventory = &snapshot.known.inventory;
    let named = |id: &EntityId| Named {
        id: id.to_string(),
        name: inventory
            .get(id)
            .map_or_else(|| id.to_string(), |one| one.name.clone()),
    };
    let (owner, why_unowned) = match &entity.ownership.owner {
        Owner::Person(id) | Owner::Team(id) | Owner::Account(id) => (Some(named(id)), None),
        Owner::Unowned(why) => (None, Some(why.words().to_owned())),
    };
    let shown = |field: &String| {
        let value = visible(caller, entity, field)?;
        Some((field.clone(), value))
    };
    EntityLine {
        entity: entity.id.to_string(),
        name: entity.name.clone(),
        kind: entity.id.kind.to_string(),
        owner,
        why_unowned,
        department: department(caller, entity),
        life: word(&entity.life),
        sources: sources(entity),
        last_seen: entity
            .members
            .iter()
            .map(|one| one.last_seen)
            .max()
            .map(|at| at.to_string()),
        open: snapshot.open_about(&entity.id),
        fields: fields.iter().filter_map(shown).collect(),
    }
}

/// What is known of a field, as far as the asker may see it.
fn visible(caller: &Caller, entity: &Entity, field: &str) -> Option<String> {
    let kind = caller
        .snapshot
        .workspace
        .vocabulary
        .kind(entity.id.kind.as_str());
    let known = kind.and_then(|kind| kind.fields.get(field));
    let personal = known.is_some_and(|field| field.personal);
    if personal && !caller.may_thing(Action::Unmask, entity) {
        return None;
    }
    value(entity.reading(field), known)
}

/// The sources that report an entity, in order of name.
pub(super) fn sources(entity: &Entity) -> Vec<String> {
    let mut names: Vec<String> = entity
        .members
        .iter()
        .map(|member| member.record.source.to_string())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The name of the department whose rules apply to an entity.
pub(super) fn department(caller: &Caller, entity: &Entity) -> Option<String> {
    let snapshot = &caller.snapshot;
    let unit = snapshot.reach(&entity.id)?.unit.as_ref()?;
    snapshot
        .known
        .inventory
        .get(unit)
        .map(|unit| unit.name.clone())
}

/// Which things.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Words to look for in names and ids.
    q: Option<String>,
    /// Of the department of this name; `none` for those of no department.
    department: Option<String>,
    /// `unowned`, or the name of who answers.
    owner: Option<String>,
    /// Reported by this source.
    source: Option<String>,
    /// Not reported by this source.
    not_source: Option<String>,
    /// `live`, `unconfirmed`, `stale` or `gone`; without it all that are not gone.
    life: Option<String>,
    /// Only with open findings, or only without.
    open: Option<bool>,
    /// Only where a field is known to be this: `class:laptop`; several with commas between them.
    has: Option<String>,
    /// Fields to show, with commas between them.
    fields: Option<String>,
    /// `name` (the default), `owner`, `department`, `last_seen`, or a field.
    sort: Option<String>,
    /// `ascending` or `descending`.
    direction: Direction,
}

impl Filter {
    fn allows(&self, caller: &Caller, entity: &Entity) -> bool {
        let inventory = &caller.snapshot.known.inventory;
        let is = |asked: &str, has: Option<&str>| match asked {
            "none" => has.is_none(),
            name => has.is_some_and(|has| has.eq_ignore_ascii_case(name)),
        };
        let owned = |asked: &str| match &entity.ownership.owner {
            Owner::Unowned(_) => asked == "unowned",
            Owner::Person(id) | Owner::Team(id) | Owner::Account(id) => inventory
                .get(id)
                .is_some_and(|one| one.name.eq_ignore_ascii_case(asked)),
        };
        let told = |source: &str| {
            entity
                .members
                .iter()
                .any(|member| member.record.source.as_str() == source)
        };
        let life = match self.life.as_deref() {
            None => entity.life != Life::Gone,
            Some(life) => word(&entity.life) == life,
        };
        let open = || caller.snapshot.open_about(&entity.id) > 0;
        life && self.source.as_deref().is_none_or(told)
            && !self.not_source.as_deref().is_some_and(told)
            && self.owner.as_deref().is_none_or(owned)
            && self
                .department
                .as_deref()
                .is_none_or(|asked| is(asked, department(caller, entity).as_deref()))
            && self.q.as_deref().is_none_or(|q| {
                let q = q.to_lowercase();
                holds(&entity.name, &q) || entity.id.to_string().contains(&q)
            })
            && self.open.is_none_or(|wanted| open() == wanted)
            && self.has.iter().flat_map(|has| has.split(',')).all(|pair| {
                let (field, wanted) = pair.split_once(':').unwrap_or((pair, ""));
                let known = visible(caller, entity, field.trim());
                known.is_some_and(|known| known.eq_ignore_ascii_case(wanted.trim()))
            })
    }

    fn place(&self, caller: &Caller, entity: &Entity) -> String {
        let first = match self.sort.as_deref() {
            None | Some("name") => entity.name.to_lowercase(),
            Some("owner") => match &entity.ownership.owner {
                Owner::Unowned(_) => String::new(),
                Owner::Person(id) | Owner::Team(id) | Owner::Account(id) => {
                    let owner = caller.snapshot.known.inventory.get(id);
                    owner
                        .map(|owner| owner.name.to_lowercase())
                        .unwrap_or_default()
                }
            },
            Some("department") => department(caller, entity)
                .unwrap_or_default()
                .to_lowercase(),
            Some("last_seen") => {
                let seen = entity.members.iter().map(|one| one.last_seen).max();
                seen.map(|at| at.to_string()).unwrap_or_default()
            }
            Some(field) => visible(caller, entity, field)
                .unwrap_or_default()
                .to_lowercase(),
        };
        format!("{first}\u{0}{:020}", entity.id.number)
    }
}

/// Things of a kind that the asker may see
#[utoipa::path(get, path = "/inventory/{kind}", tag = "inventory",
    params(("kind" = String, Path, description = "a kind, in the singular or the plural"), Filter,
        Paging),
    responses((status = 200, body = Page<EntityLine>)))]
async fn list(
    caller: Caller,
    At(kind): At<String>,
    Asked(filter): Asked<Filter>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<EntityLine>>, Refusal> {
    let snapshot = &caller.snapshot;
    let vocabulary = &snapshot.workspace.vocabulary;
    let named = kind_named(vocabulary, &kind).map_err(Refusal::unknown)?;
    let root = vocabulary.root(named.kind.as_str());
    if root != named.kind.as_str() {
        return Err(derived(named.kind.as_str(), root));
    }
    let of_kind = snapshot.known.inventory.of(root).iter();
    let seen = of_kind
        .filter(|entity| filter.allows(&caller, entity))
        .filter(|entity| caller.may_thing(Action::Read, entity));
    let rows = seen
        .map(|entity| (filter.place(&caller, entity), entity))
        .collect();
    let fields = filter.fields.as_deref().unwrap_or_default().split(',');
    let fields: Vec<String> = fields
        .map(|field| field.trim().to_owned())
        .filter(|field| !field.is_empty())
        .collect();
    let ordered = Ordered::new(rows, filter.direction);
    let show = |entity: &Entity| line_with(&caller, entity, &fields);
    Ok(Json(ordered.page(&paging, snapshot.known.at, show)?))
}

/// What some of them are is a fact of each, which may be unknown: a list by it would leave out
/// those without saying so.
fn derived(kind: &str, root: &str) -> Refusal {
    let says = format!("things are not listed by `{kind}`, which is a {root}");
    let problem = Problem::new("kind-derived", says, Place::default());
    Refusal::wrong(problem.advise(format!(
        "`/inventory/{root}` lists them with every other {root}; `has` narrows it down"
    )))
}
