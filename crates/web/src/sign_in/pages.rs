//! The pages and forms of signing in, without JavaScript.

use std::net::SocketAddr;

use app::ports::{Account, Grant};
use axum::{
    Router,
    extract::{ConnectInfo, Form, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use model::Problem;
use serde::Deserialize;

use super::{guard::is_our_page, secret, sessions};
use crate::{
    pages::{escaped, page},
    problem::Refusal,
    server::Server,
};

/// Everything below `/sign-in`.
pub(crate) fn routes() -> Router<Server> {
    Router::new()
        .route("/sign-in", get(show).post(sign_in))
        .route("/sign-in/first", get(show_first).post(first))
        .route("/sign-in/link", get(link))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    to: String,
    code: String,
}

#[derive(Debug, Deserialize)]
struct SignIn {
    name: String,
    password: String,
    #[serde(default)]
    to: String,
}

/// The page to go to afterwards: one of ours, else the first.
fn inside(to: &str) -> &str {
    let ours = to.starts_with('/') && !to.starts_with("//");
    let plain = to.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    if ours && plain { to } else { "/" }
}

async fn show(Query(wanted): Query<Wanted>) -> Response {
    form(StatusCode::OK, &wanted.to, "")
}

fn form(status: StatusCode, to: &str, problem: &str) -> Response {
    let body = format!(
        "{}<form method=\"post\" action=\"/sign-in\">\n\
         <input type=\"hidden\" name=\"to\" value=\"{}\">\n\
         <label for=\"name\">Mail address</label>\n\
         <input id=\"name\" name=\"name\" autocomplete=\"username\" required autofocus>\n\
         <label for=\"password\">Password</label>\n\
         <input id=\"password\" name=\"password\" type=\"password\" \
         autocomplete=\"current-password\" required>\n\
         <button>Sign in</button>\n</form>",
        note(problem),
        escaped(inside(to)),
    );
    page(status, "Sign in", &body)
}

fn note(problem: &str) -> String {
    match problem {
        "" => String::new(),
        says => format!(
            "<p class=\"problem\" role=\"alert\">{}</p>\n",
            escaped(says)
        ),
    }
}

async fn sign_in(
    State(server): State<Server>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(asked): Form<SignIn>,
) -> Result<Response, Refusal> {
    if !is_our_page(&headers) {
        return Err(Refusal::elsewhere());
    }
    let name = folded(&asked.name);
    let now = server.desk.wall();
    if let Some(seconds) = server.tries.wait(&name, from.ip(), now) {
        let says = format!(
            "This was tried too often. Wait {} minutes and try again.",
            seconds.div_ceil(60)
        );
        let mut response = form(StatusCode::TOO_MANY_REQUESTS, &asked.to, &says);
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
        return Ok(response);
    }
    let account = server.desk.books().account(&name).await?;
    let account = account.filter(|account| account.closed_at.is_none());
    let kept = account
        .as_ref()
        .and_then(|account| account.password.clone());
    let right = server
        .hash(move || secret::is_right(&asked.password, kept.as_deref()))
        .await?;
    match account.filter(|_| right) {
        Some(account) => {
            server.tries.succeeded(&name, from.ip());
            let cookie = sessions::begin(&server, &account).await?;
            Ok(go(inside(&asked.to), cookie))
        }
        None => {
            server.tries.failed(&name, from.ip(), now);
            let says = "The mail address or the password is not right.";
            Ok(form(StatusCode::UNAUTHORIZED, &asked.to, says))
        }
    }
}

/// Names of accounts differ by more than case and spaces.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// On to a page, with the cookie of a new session.
fn go(to: &str, cookie: HeaderValue) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    headers.insert(header::LOCATION, to);
    headers.insert(header::SET_COOKIE, cookie);
    response
}

async fn show_first(State(server): State<Server>, Query(wanted): Query<Wanted>) -> Response {
    match server.options.first.is(&wanted.code) {
        true => first_form(StatusCode::OK, &wanted.code, ""),
        false => no_longer(),
    }
}

fn no_longer() -> Response {
    let body = "<p>This link was used already, or the server was started again since. The server \
                prints a new one while there is no administrator.</p>\
                <p><a href=\"/sign-in\">Sign in</a></p>";
    page(
        StatusCode::FORBIDDEN,
        "This link does not work any more",
        body,
    )
}

fn first_form(status: StatusCode, code: &str, problem: &str) -> Response {
    let body = format!(
        "<p>You make the first administrator. An administrator keeps accounts and sources.</p>\n\
         {}<form method=\"post\" action=\"/sign-in/first\">\n\
         <input type=\"hidden\" name=\"code\" value=\"{}\">\n\
         <label for=\"name\">Your mail address</label>\n\
         <input id=\"name\" name=\"name\" autocomplete=\"username\" required autofocus>\n\
         <label for=\"password\">A password of {} characters or more</label>\n\
         <input id=\"password\" name=\"password\" type=\"password\" \
         autocomplete=\"new-password\" required>\n\
         <button>Make the account</button>\n</form>",
        note(problem),
        escaped(code),
        secret::SHORTEST,
    );
    page(status, "The first administrator", &body)
}

#[derive(Debug, Deserialize)]
struct First {
    code: String,
    name: String,
    password: String,
}

async fn first(
    State(server): State<Server>,
    headers: HeaderMap,
    Form(asked): Form<First>,
) -> Result<Response, Refusal> {
    if !is_our_page(&headers) {
        return Err(Refusal::elsewhere());
    }
    if !server.options.first.is(&asked.code) {
        return Ok(no_longer());
    }
    let name = folded(&asked.name);
    if name.is_empty() {
        let says = "Say how you want to sign in: your mail address, as a rule.";
        return Ok(first_form(
            StatusCode::UNPROCESSABLE_ENTITY,
            &asked.code,
            says,
        ));
    }
    let salt = random(&server)?;
    let password = asked.password;
    let kept = server.hash(move || secret::hashed(&password, salt)).await?;
    let kept = match kept {
        Ok(kept) => kept,
        Err(problem) => {
            let says = says(&problem);
            return Ok(first_form(
                StatusCode::UNPROCESSABLE_ENTITY,
                &asked.code,
                &says,
            ));
        }
    };
    // Of two who come at the same time only one gets further.
    if !server.options.first.take(&asked.code) {
        return Ok(no_longer());
    }
    let snapshot = server.desk.snapshot();
    let person = snapshot
        .view()
        .find_person(&name)
        .ok()
        .map(|person| person.id.clone());
    let account = Account {
        name,
        person,
        grants: [Grant::Administrator].into(),
        password: Some(kept),
        made_at: server.desk.wall(),
        closed_at: None,
    };
    server.desk.books().keep_account(&account).await?;
    let cookie = sessions::begin(&server, &account).await?;
    Ok(go("/", cookie))
}

/// A problem as a sentence on a page.
fn says(problem: &Problem) -> String {
    let mut says = problem.says.clone();
    if let Some(first) = says.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let advice = problem.advice.first().map(|advice| format!(": {advice}"));
    format!("{says}{}.", advice.unwrap_or_default())
}

fn random(server: &Server) -> Result<[u8; 32], Refusal> {
    let random = server.desk.random();
    random.map_err(|problem| Refusal::unavailable(vec![problem]))
}

async fn link(
    State(server): State<Server>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Refusal> {
    let Some(name) = server.options.links.account(&wanted.code) else {
        return Ok(no_longer());
    };
    let account = server.desk.books().account(name).await?;
    let Some(account) = account.filter(|account| account.closed_at.is_none()) else {
        return Ok(no_longer());
    };
    let cookie = sessions::begin(&server, &account).await?;
    Ok(go(inside(&wanted.to), cookie))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_server() {
        for to in [
            "https://example.org",
            "//example.org",
            "/\\example.org",
            "/a\r\nb",
            "",
            "x",
        ] {
            assert_eq!(inside(to), "/", "{to:?}");
        }
        assert_eq!(
            inside("/findings?state=open#top"),
            "/findings?state=open#top"
        );
    }
}
