//! One thing of the inventory: what is known of it and from where, why its records are one, who
//! answers for it and why.

use axum::Json;
use inventory::explain;
use model::{Entity, EntityId, Fact, Reading, Value, vocabulary::Field};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    asked::At,
    findings::{FindingLine, word},
    inventory::department,
    me::Named,
};
use crate::{
    may::{Action, Resource},
    problem::Refusal,
    server::Server,
    sign_in::Caller,
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(show))
}

/// Everything known of one thing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EntityPage {
    /// `device-12`.
    entity: String,
    /// What people call it.
    name: String,
    /// Its root kind.
    kind: String,
    /// Numbers it was known under: records of them were merged into it.
    aliases: Vec<String>,
    /// `live`, `unconfirmed`, `stale` or `gone`.
    life: String,
    /// What that means.
    life_words: String,
    /// `confirmed`, or `probable` where its records are not surely one thing.
    tier: String,
    /// The department whose rules apply to it.
    department: Option<String>,
    /// Its records.
    records: Vec<RecordLine>,
    /// Why they are one thing, a sentence for each.
    merged: Vec<String>,
    /// What is not the same although it shares something.
    refused: Vec<String>,
    /// Identifiers that are ignored, and why.
    ignored: Vec<String>,
    /// What is known, field by field.
    fields: Vec<FieldLine>,
    /// Where it leads to.
    links: Vec<LinkLine>,
    /// Who answers for it.
    owner: OwnerLine,
    /// Findings about it that are open.
    findings: Vec<FindingLine>,
    /// Whether fields were left out that only the person themselves sees.
    masked: bool,
    /// What the asker may do with it: `answer`.
    may: Vec<String>,
}

/// One record.
#[derive(Debug, Serialize, ToSchema)]
struct RecordLine {
    /// The source.
    source: String,
    /// Its id there.
    native_id: String,
    /// What the source calls it.
    label: String,
    life: String,
    #[schema(format = DateTime)]
    first_seen: String,
    #[schema(format = DateTime)]
    last_seen: String,
}

/// One field.
#[derive(Debug, Serialize, ToSchema)]
struct FieldLine {
    /// Its name.
    field: String,
    /// `known`, `none` (there is none) or `unknown`.
    reading: String,
    /// What is known, as people read it.
    value: Option<String>,
    /// The source whose word counts.
    source: Option<String>,
    /// The instant that the source says it is of.
    #[schema(format = DateTime)]
    as_of: Option<String>,
    /// When the source was seen.
    #[schema(format = DateTime)]
    seen: Option<String>,
    /// What others say.
    others: Vec<OtherLine>,
}

/// What another source says.
#[derive(Debug, Serialize, ToSchema)]
struct OtherLine {
    source: String,
    value: Option<String>,
    #[schema(format = DateTime)]
    as_of: Option<String>,
    /// Whether that is something else.
    differs: bool,
}

/// Where it leads to.
#[derive(Debug, Serialize, ToSchema)]
struct LinkLine {
    link: String,
    /// What it leads to; none where that is nobody.
    to: Option<Named>,
    /// The source that says so.
    source: String,
    /// Whether that is sure.
    sure: bool,
    /// Why it leads to nobody.
    dangling: Option<String>,
}

/// Who answers.
#[derive(Debug, Serialize, ToSchema)]
struct OwnerLine {
    /// The answer in a sentence.
    says: String,
    /// Who; none for nobody.
    owner: Option<Named>,
    /// The people behind it.
    people: Vec<String>,
    /// The evidence that names them, a sentence each.
    because: Vec<String>,
    /// All evidence, what decided first.
    evidence: Vec<String>,
    /// Who else is named, and why that did not decide.
    others: Vec<String>,
    /// Why it is disputed.
    disputed: Option<String>,
    /// Since when somebody should confirm it.
    #[schema(format = DateTime)]
    to_confirm: Option<String>,
}

/// One thing with where everything comes from
#[utoipa::path(get, path = "/entities/{kind}/{number}", tag = "inventory",
    params(("kind" = String, Path, description = "the root kind, `_` for its spaces"),
        ("number" = u64, Path, description = "its number")),
    responses((status = 200, body = EntityPage)))]
async fn show(
    caller: Caller,
    At((kind, number)): At<(String, u64)>,
) -> Result<Json<EntityPage>, Refusal> {
    let entity = entity(&caller, Action::Read, &format!("{kind}-{number}"))?;
    Ok(Json(entity_page(&caller, entity)))
}

/// A thing with which the asker may do something.
pub(super) fn entity<'c>(
    caller: &'c Caller,
    action: Action,
    id: &str,
) -> Result<&'c Entity, Refusal> {
    let parsed = id.parse::<EntityId>().ok();
    let found = parsed.and_then(|id| {
        // `laptop-12` is what people say; the number belongs to `device-12`.
        let root = caller.snapshot.workspace.vocabulary.root(id.kind.as_str());
        caller
            .snapshot
            .known
            .inventory
            .get(&EntityId::new(root, id.number))
    });
    match found {
        Some(entity) if caller.may_thing(action, entity) => Ok(entity),
        None if caller.may_all(action, Resource::Thing) => {
            let unknown = caller.snapshot.view().find(id).err();
            Err(unknown.map_or_else(Refusal::forbidden, Refusal::unknown))
        }
        _ => Err(Refusal::forbidden()),
    }
}

/// Everything known of one thing, as far as the asker may see it.
pub(super) fn entity_page(caller: &Caller, entity: &Entity) -> EntityPage {
    let snapshot = &caller.snapshot;
    let known = &snapshot.known;
    let vocabulary = &snapshot.workspace.vocabulary;
    let explained = explain(entity, &known.inventory, vocabulary);
    let kind = vocabulary.kind(entity.id.kind.as_str());
    let of_kind = |field: &str| kind.and_then(|kind| kind.fields.get(field));
    let personal = |field: &str| of_kind(field).is_some_and(|field| field.personal);
    let all = caller.may_thing(Action::Unmask, entity);
    let facts = entity
        .facts
        .iter()
        .filter(|(field, _)| all || !personal(field));
    let fields = facts.map(|(field, set)| field_line(field, &set.0, of_kind(field)));
    let fields: Vec<FieldLine> = fields.collect();
    let may = [Action::Answer].into_iter();
    let may = may.filter(|action| caller.may_thing(*action, entity));
    let alias = |number: &u64| EntityId::new(entity.id.kind.clone(), *number).to_string();
    let rows = snapshot.rows().iter();
    let about = rows.filter(|row| row.finding.entity == entity.id && row.finding.state.is_open());
    let may_read = about.filter(|row| caller.may_finding(Action::Read, &row.finding));
    EntityPage {
        entity: entity.id.to_string(),
        name: entity.name.clone(),
        kind: entity.id.kind.to_string(),
        aliases: entity.aliases.iter().map(alias).collect(),
        life: word(&entity.life),
        life_words: entity.life.says().to_owned(),
        tier: word(&entity.tier),
        department: department(caller, entity),
        records: records(entity),
        merged: explained.merged,
        refused: explained.refused,
        ignored: explained.ignored,
        masked: fields.len() < entity.facts.len(),
        fields,
        links: links(caller, entity),
        owner: owner(caller, entity, explained.answer),
        findings: may_read.map(|row| FindingLine::of(row, caller)).collect(),
        may: may.map(|action| action.word().to_owned()).collect(),
    }
}

fn records(entity: &Entity) -> Vec<RecordLine> {
    let line = |member: &model::entity::Member| RecordLine {
        source: member.record.source.to_string(),
        native_id: member.record.native_id.to_string(),
        label: member.label.clone(),
        life: word(&member.life),
        first_seen: member.first_seen.to_string(),
        last_seen: member.last_seen.to_string(),
    };
    entity.members.iter().map(line).collect()
}

fn field_line(field: &str, facts: &[Fact], known: Option<&Field>) -> FieldLine {
    let as_of = |fact: &Fact| fact.provenance.as_of.map(|at| at.to_string());
    let source = |fact: &Fact| fact.provenance.record.source.to_string();
    let chosen = facts.first();
    let reading = chosen.map_or(&Reading::Unknown, |fact| &fact.reading);
    let other = |fact: &Fact| OtherLine {
        source: source(fact),
        value: value(&fact.reading, known),
        as_of: as_of(fact),
        differs: !fact.reading.is_unknown() && fact.reading != *reading,
    };
    FieldLine {
        field: field.to_owned(),
        reading: match reading {
            Reading::Known(_) => "known",
            Reading::None => "none",
            Reading::Unknown => "unknown",
        }
        .to_owned(),
        value: value(reading, known),
        source: chosen.map(source),
        as_of: chosen.and_then(as_of),
        seen: chosen.map(|fact| fact.provenance.snapshot_at.to_string()),
        others: facts.iter().skip(1).map(other).collect(),
    }
}

/// What is known, as people read it: a flag in the two words of its field.
pub(super) fn value(reading: &Reading, field: Option<&Field>) -> Option<String> {
    let words = field.and_then(|field| field.words.as_ref());
    match (reading, words) {
        (Reading::Known(Value::Flag(flag)), Some([yes, no])) => {
            Some(if *flag { yes.clone() } else { no.clone() })
        }
        (Reading::Known(value), _) => Some(value.to_string()),
        (Reading::None | Reading::Unknown, _) => None,
    }
}

/// Something by id with its name, where the inventory has it.
fn named(caller: &Caller, id: &EntityId) -> Named {
    let found = caller.snapshot.known.inventory.get(id);
    Named {
        id: id.to_string(),
        name: found.map_or_else(|| id.to_string(), |one| one.name.clone()),
    }
}

fn links(caller: &Caller, entity: &Entity) -> Vec<LinkLine> {
    let all = entity
        .links
        .iter()
        .flat_map(|(link, set)| set.targets.iter().map(move |target| (link, target)));
    let line = |(link, target): (&String, &model::entity::LinkTarget)| LinkLine {
        link: link.clone(),
        to: target.to.as_ref().map(|id| named(caller, id)),
        source: target.record.source.to_string(),
        sure: target.sure,
        dangling: target.dangling.clone(),
    };
    all.map(line).collect()
}

fn owner(caller: &Caller, entity: &Entity, answer: inventory::Answer) -> OwnerLine {
    use model::Owner;
    let owner = match &entity.ownership.owner {
        Owner::Person(id) | Owner::Team(id) | Owner::Account(id) => Some(named(caller, id)),
        Owner::Unowned(_) => None,
    };
    let other =
        |one: &inventory::who::Other| format!("{}, by {}: {}", one.party, one.source, one.why_not);
    OwnerLine {
        says: answer.says,
        owner,
        people: answer.people,
        because: answer.because,
        evidence: answer.evidence,
        others: answer.others.iter().map(other).collect(),
        disputed: answer.disputed,
        to_confirm: answer.to_confirm.map(|at| at.to_string()),
    }
}
