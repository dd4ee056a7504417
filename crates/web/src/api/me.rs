//! Who asks, as the server sees them, and signing out.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    may::{Action, Resource},
    problem::Refusal,
    server::Server,
    sign_in::{self, Caller, Shown},
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(me))
        .routes(routes!(sign_out))
}

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    /// What they sign in with.
    account: String,
    /// The person they are; none for an account of the house.
    person: Option<String>,
    /// What people call them.
    name: String,
    /// What to call them in a greeting.
    first_name: String,
    /// What they are: `employee`, `team_lead`, `department_head`, `approver`, `security_lead`,
    /// `auditor`, `administrator`.
    roles: Vec<String>,
    /// Teams they lead.
    teams: Vec<Named>,
    /// Departments they head.
    departments: Vec<Named>,
    /// What they may do beside what is theirs, for menus. The server decides each time anyway.
    may: Vec<String>,
    /// The organisation.
    organisation: String,
    /// The zone its days begin and end in.
    time_zone: String,
    /// Languages its people read, best first.
    languages: Vec<String>,
    /// The instant of which everything speaks: the latest pass.
    as_of: String,
    /// The time to work at, which in a demo is a day of its story.
    now: String,
    /// Whether anything was judged yet.
    judged: bool,
}

/// Something with its name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Named {
    /// Its id.
    pub(super) id: String,
    /// What people call it.
    pub(super) name: String,
}

/// What menus ask about, each with its word.
const MAY: [(&str, Action, Resource); 13] = [
    ("read_findings", Action::Read, Resource::Finding),
    ("settle_findings", Action::Settle, Resource::Finding),
    ("read_inventory", Action::Read, Resource::Thing),
    ("read_departments", Action::Read, Resource::Department),
    ("read_rules", Action::Read, Resource::Rules),
    ("draft_rules", Action::Draft, Resource::Rules),
    ("sign_rules", Action::Sign, Resource::Rules),
    ("read_matrix", Action::Read, Resource::Matrix),
    ("settle_matrix", Action::Settle, Resource::Matrix),
    ("read_sources", Action::Read, Resource::Sources),
    ("check_again", Action::Check, Resource::Sources),
    ("read_log", Action::Read, Resource::Log),
    ("manage_accounts", Action::Manage, Resource::Accounts),
];

/// Who asks, what they are and may do
#[utoipa::path(get, path = "/me", tag = "me", responses((status = 200, body = Me)))]
async fn me(State(server): State<Server>, caller: Caller) -> Json<Me> {
    let snapshot = &caller.snapshot;
    let inventory = &snapshot.known.inventory;
    let person = caller
        .standing
        .person
        .as_ref()
        .and_then(|id| inventory.get(id));
    let named = |id: &model::EntityId| Named {
        id: id.to_string(),
        name: inventory
            .get(id)
            .map_or_else(|| id.to_string(), |one| one.name.clone()),
    };
    let allowed = MAY
        .iter()
        .filter(|(_, action, what)| caller.may_all(*action, *what));
    let settings = &snapshot.workspace.settings;
    Json(Me {
        account: caller.account.name.clone(),
        person: person.map(|person| person.id.to_string()),
        name: person.map_or_else(|| caller.account.name.clone(), |person| person.name.clone()),
        first_name: person
            .and_then(|person| person.reading("first name").text())
            .unwrap_or_default()
            .to_owned(),
        roles: caller
            .roles()
            .iter()
            .map(|role| role.word().to_owned())
            .collect(),
        teams: caller.standing.teams.iter().map(named).collect(),
        departments: caller.standing.headed.iter().map(named).collect(),
        may: allowed.map(|(word, ..)| (*word).to_owned()).collect(),
        organisation: settings.organisation.clone(),
        time_zone: settings.time_zone.iana_name().unwrap_or("UTC").to_owned(),
        languages: settings.languages.clone(),
        as_of: snapshot.known.at.to_string(),
        now: server.desk.now().to_string(),
        judged: snapshot.known.pass.is_some(),
    })
}

/// Ends the session
#[utoipa::path(post, path = "/sign-out", tag = "me", responses(
    (status = 204, description = "signed out"),
))]
async fn sign_out(State(server): State<Server>, caller: Caller) -> Result<Response, Refusal> {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Shown::Session(digest) = &caller.shown {
        let cookie = sign_in::end(&server, digest).await?;
        response.headers_mut().insert(header::SET_COOKIE, cookie);
        // Nothing of theirs stays in the browser.
        let all = HeaderValue::from_static("\"cache\", \"storage\"");
        response.headers_mut().insert("clear-site-data", all);
    }
    Ok(response)
}
