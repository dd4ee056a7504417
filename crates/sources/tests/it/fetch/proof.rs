//! How we prove who we are, that nobody else sees it, and what a source must say for it.

use model::ScopeOutcome::{Complete, Failed};
use serde_json::json;
use sources::{
    fetch::{Body, Request, Secret, Text, check_source},
    read_source,
};

use super::{JAMF, OKTA, answer, ask, ok, okta_people};
use crate::support::shipped;

fn proof(request: &Request) -> Option<&str> {
    let found = request
        .headers
        .iter()
        .find(|(name, _)| name == "authorization");
    found.map(|(_, text)| text.reveal())
}

/// The problems of a source file, read and held against its connector.
fn wrong(text: &str) -> Vec<String> {
    let connector = text.lines().next().unwrap().replace("connector: ", "");
    let problems = match read_source(text, "sources/s.yaml", "s".into()) {
        Ok(config) => check_source(&shipped(&connector), &config, "sources/s.yaml"),
        Err(problems) => problems.0,
    };
    problems.into_iter().map(|problem| problem.says).collect()
}

#[test]
fn a_secret_shows_in_no_debug_output() {
    let secret = Secret::new(" opensesame\n");
    assert_eq!(secret.reveal(), "opensesame");
    let asked = ask("okta", &format!("{OKTA}scopes: users\n"), |_| {
        ok(&okta_people(0..1))
    });
    let request = &asked.requests[0];
    assert_eq!(proof(request), Some("SSWS opensesame"));
    let tokens = ask("jamf", &format!("{JAMF}scopes: computers\n"), |_| {
        answer(500, &[], "")
    });
    for shown in [
        format!("{secret:?} {:?}", Text::Secret(secret.clone())),
        format!("{asked:?}", asked = (&asked.requests, &asked.collected)),
        format!("{:?}", tokens.requests),
    ] {
        assert!(!shown.contains("opensesame"), "{shown}");
    }
    assert!(matches!(&tokens.requests[0].body, Body::Form(form)
        if form.reveal() == "grant_type=client_credentials&client_id=c&client_secret=opensesame"));
}

#[test]
fn a_tool_that_repeats_the_secret_is_not_quoted_with_it() {
    let body = r#"{"errorSummary":"the token opensesame is not valid"}"#;
    let asked = ask("okta", &format!("{OKTA}scopes: users\n"), |_| {
        answer(401, &[], body)
    });
    assert_eq!(asked.requests.len(), 1);
    assert_eq!(
        asked.problems(),
        [
            "http-unauthorized: `users` of `s`: the tool answered 401: \"the token (secret) is not \
          valid\", so the secret is wrong or has expired"
        ]
    );
    assert!(!asked.reason("users").contains("opensesame"));
}

#[test]
fn a_token_that_ran_out_is_renewed_once() {
    let mut tokens = 0;
    let asked = ask("jamf", &format!("{JAMF}scopes: computers\n"), |request| {
        if request.url.ends_with("/token") {
            tokens += 1;
            return ok(&json!({"access_token": format!("granted {tokens}")}));
        }
        match proof(request) {
            Some("Bearer granted 1") => answer(401, &[], ""),
            _ => ok(&json!({"totalCount": 0, "results": []})),
        }
    });
    assert_eq!(
        asked.outcome("computers"),
        Some(Complete),
        "{:?}",
        asked.problems()
    );
    let refused = ask(
        "jamf",
        &format!("{JAMF}scopes: computers\n"),
        |request| match request.url.ends_with("/token") {
            true => ok(&json!({"access_token": "granted"})),
            false => answer(401, &[], ""),
        },
    );
    assert_eq!((refused.requests.len(), refused.problems().len()), (4, 1));
    let none = ask("jamf", &format!("{JAMF}scopes: computers\n"), |_| {
        ok(&json!({"error": "invalid_client"}))
    });
    assert_eq!(none.outcome("computers"), Some(Failed));
    assert!(none.problems()[0].ends_with("the tool gave no token: \"invalid_client\""));
}

#[test]
fn we_are_sent_on_within_one_server_only() {
    let asked = ask(
        "okta",
        &format!("{OKTA}scopes: users\n"),
        |request| match request.url.contains("/v2/") {
            false => answer(308, &[("location", "/api/v2/users")], ""),
            true => ok(&okta_people(0..1)),
        },
    );
    assert_eq!(
        asked.outcome("users"),
        Some(Complete),
        "{:?}",
        asked.problems()
    );
    assert_eq!(asked.urls()[1], "https://linden.okta.example/api/v2/users");
    let away = ask("okta", &format!("{OKTA}scopes: users\n"), |_| {
        answer(302, &[("location", "https://login.example/")], "")
    });
    assert_eq!(
        away.requests.len(),
        1,
        "the other server never sees the secret"
    );
    assert!(away.problems()[0].contains("another server, `https://login.example`"));
    let round = ask("okta", &format!("{OKTA}scopes: users\n"), |_| {
        answer(302, &[("location", "/again")], "")
    });
    assert_eq!(round.requests.len(), 6);
}

#[test]
fn plain_http_is_for_this_machine_unless_it_is_accepted() {
    let with = |base: &str, more: &str| {
        let lines = format!(
            "settings: {{base: \"{base}\", domain: x}}\nsecrets: {{token: {{env: T}}}}\n\
             scopes: users\n{more}"
        );
        ask("okta", &lines, |_| ok(&okta_people(0..1)))
    };
    assert_eq!(
        with("http://127.0.0.1:8080", "").outcome("users"),
        Some(Complete)
    );
    let refused = with("http://okta.example", "");
    assert_eq!(refused.requests.len(), 0);
    assert!(refused.problems()[0].contains("`http://okta.example` is not encrypted"));
    let accepted = with("http://okta.example", "plain http: accepted\n");
    assert_eq!(accepted.outcome("users"), Some(Complete));
}

#[test]
fn a_source_says_what_its_connector_needs() {
    assert_eq!(
        wrong("connector: okta\n"),
        [
            "`okta` needs the setting `domain`",
            "`okta` needs the secret `token`",
        ]
    );
    assert_eq!(
        wrong("connector: okta\nsettings: {domian: x, domain: y}\nsecrets: {token: {env: T}}"),
        ["`okta` knows no setting `domian`"]
    );
    assert_eq!(
        wrong("connector: training-csv\n"),
        ["`training-csv` cannot be asked over HTTP: it reads files"]
    );
    let scopes = "settings: {domain: y}\nsecrets: {token: {env: T}}\nscopes: [user]\n";
    assert_eq!(
        wrong(&format!("connector: okta\n{scopes}")),
        ["`okta` knows no scope `user`"]
    );
}

#[test]
fn a_secret_in_clear_is_refused_and_not_repeated() {
    for text in [
        "connector: okta\nsettings: {domain: x}\nsecrets: {token: opensesame}\n",
        "connector: okta\nsettings: {domain: x}\nsecrets: opensesame\n",
        "connector: okta\nsettings: {domain: x}\nsecrets: {token: [opensesame]}\n",
        "connector: okta\nsettings: {domain: x}\nsecrets: {token: {is: opensesame}}\n",
        "connector: okta\nsettings: {domain: x, token: opensesame}\nsecrets: {token: {env: T}}\n",
    ] {
        let said = wrong(text);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(!said[0].contains("opensesame"), "{said:?}");
    }
    assert_eq!(
        wrong("connector: okta\nsettings: {domain: x}\nsecrets: {token: opensesame}\n"),
        ["the secret `token` stands here in clear"]
    );
}
