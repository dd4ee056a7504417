//! Asking a tool, without a network: requests and answers are values, so each course of things is
//! played through. The same over a real connection is tested with the binary.

mod laws;
mod paging;
mod proof;
mod trouble;

use std::{collections::BTreeMap, time::Duration};

use model::ScopeOutcome;
use serde_json::{Value, json};
use sources::{
    Collected, Connector, SourceConfig, collect_fetched,
    fetch::{Body, Fetch, Request, Response, Secret, Step, Unreached, check_source},
    read_source,
};

use crate::support::{now, shipped, vocabulary};

/// More steps than any of these tools needs: who takes more goes round in circles.
const STEPS_MOST: usize = 2_000;

/// What asking came to.
struct Asked {
    collected: Collected,
    requests: Vec<Request>,
    waits: Vec<Duration>,
}

impl Asked {
    fn outcome(&self, scope: &str) -> Option<ScopeOutcome> {
        let mut runs = self.collected.runs.iter();
        runs.find(|run| run.scope == scope).map(|run| run.outcome)
    }

    fn reason(&self, scope: &str) -> String {
        let mut runs = self.collected.runs.iter();
        let run = runs
            .find(|run| run.scope == scope)
            .expect("the scope was asked for");
        run.reason.clone().unwrap_or_default()
    }

    /// Code and sentence of each problem.
    fn problems(&self) -> Vec<String> {
        let problems = self.collected.problems.iter();
        problems
            .map(|p| format!("{}: {}", p.code, p.says))
            .collect()
    }

    fn urls(&self) -> Vec<&str> {
        self.requests
            .iter()
            .map(|request| request.url.as_str())
            .collect()
    }

    fn ids(&self, kind: &str) -> Vec<String> {
        crate::support::ids(&self.collected, kind)
    }
}

/// The source file of a connector with these lines, checked.
fn source(connector: &Connector, lines: &str) -> SourceConfig {
    let text = format!("connector: {}\n{lines}", connector.name);
    let config = read_source(&text, "sources/s.yaml", "s".into())
        .unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(check_source(connector, &config, "sources/s.yaml"), []);
    config
}

/// Asks a tool with a secret `opensesame` for each that the source names.
fn ask(
    connector: &str,
    lines: &str,
    mut tool: impl FnMut(&Request) -> Result<Response, Unreached>,
) -> Asked {
    let connector = shipped(connector);
    let config = source(&connector, lines);
    let over = config.http.clone().expect("it asks");
    let secrets: BTreeMap<String, Secret> = over
        .secrets
        .keys()
        .map(|name| (name.clone(), Secret::new("opensesame")))
        .collect();
    let mut fetch = Fetch::new(&connector, &config, &over, secrets, now());
    let (mut requests, mut waits) = (Vec::new(), Vec::new());
    for _ in 0..STEPS_MOST {
        match fetch.step() {
            Step::Send(request) => {
                fetch.take(tool(&request));
                requests.push(request);
            }
            Step::Wait(length) => waits.push(length),
            Step::Done => {
                let fetched = fetch.finish();
                let collected = collect_fetched(&connector, &config, fetched, &vocabulary(), now());
                return Asked {
                    collected,
                    requests,
                    waits,
                };
            }
        }
    }
    panic!("{STEPS_MOST} steps and no end: {:?}", requests.last());
}

/// A good answer.
fn ok(body: &Value) -> Result<Response, Unreached> {
    answer(200, &[], &body.to_string())
}

/// Any answer.
fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Result<Response, Unreached> {
    let headers = headers
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Ok(Response {
        status,
        headers: headers.collect(),
        bytes: body.as_bytes().to_vec(),
    })
}

/// A parameter of the address of a request.
fn parameter<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let (_, query) = request.url.split_once('?')?;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(known, _)| *known == name)
        .map(|(_, text)| text)
}

/// What a request sends as JSON.
fn sent(request: &Request) -> Value {
    match &request.body {
        Body::Json(text) => serde_json::from_str(text).unwrap(),
        other => panic!("{other:?} is no JSON"),
    }
}

const OKTA: &str = "settings: {domain: linden.okta.example}\nsecrets: {token: {env: T}}\n";
const KANDJI: &str = "settings: {subdomain: linden}\nsecrets: {token: {env: T}}\n\
                      scopes: [devices, details, apps]\n";
const JAMF: &str = "settings: {url: \"https://linden.jamf.example\", client_id: c}\n\
                    secrets: {client_secret: {env: T}}\n";

/// People of a sign-in service, in the vendor's shape.
fn okta_people(numbers: std::ops::Range<u32>) -> Value {
    numbers
        .map(|n| {
            json!({
                "id": format!("u{n:04}"), "status": "ACTIVE",
                "lastUpdated": "2026-05-01T00:00:00.000Z",
                "profile": {"login": format!("p{n}@linden.example"),
                            "email": format!("p{n}@linden.example"), "firstName": "P"},
            })
        })
        .collect()
}

/// Laptops of a device manager, in the vendor's shape.
fn kandji_laptops(numbers: std::ops::Range<u32>) -> Value {
    numbers
        .map(|n| {
            json!({
                "device_id": format!("d{n:04}"), "device_name": format!("Laptop {n}"),
                "model": "MacBook Air", "platform": "Mac", "os_version": "15.5",
                "last_check_in": "2026-05-31T00:00:00Z", "serial_number": format!("C02KX{n:05}"),
                "mdm_enabled": true, "is_missing": false, "is_removed": false, "user": "",
            })
        })
        .collect()
}
