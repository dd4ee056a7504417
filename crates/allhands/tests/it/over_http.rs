//! Sources that ask their tool, over a real connection to a server on this machine: whatever goes
//! wrong there, nothing ends, nothing closes, one note is written, and the next good answer heals.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::{Value, json};
use testkit::server::{Asked, Reply, Server};

use crate::world::{World, laptops, real_data, repository};

const SECRET: &str = "opensesame-4711";
const TOKEN: &str = "granted-0815";

/// A device manager with four laptops on two pages, two of them not encrypted, and one phone.
fn manager(asked: &Asked) -> Reply {
    if asked.is_for("/api/oauth/token") {
        let known = asked.body.contains(&format!("client_secret={SECRET}"));
        return match known {
            true => Reply::ok(json!({"access_token": TOKEN}).to_string()),
            false => Reply::new(401, r#"{"error":"invalid_client"}"#),
        };
    }
    if asked.header("authorization") != Some(&format!("Bearer {TOKEN}")) {
        return Reply::new(401, "");
    }
    if asked.is_for("/api/v2/mobile-devices/detail") {
        let phone = json!({"mobileDeviceId": "9", "deviceType": "iOS",
            "general": {"displayName": "Phone 9", "managed": true}});
        return Reply::ok(json!({"totalCount": 1, "results": [phone]}).to_string());
    }
    match asked.parameter("page") {
        Some("0") => Reply::ok(page(&["1", "2"])),
        _ => Reply::ok(page(&["3", "4"])),
    }
}

/// A page of laptops: the even ones are not encrypted.
fn page(ids: &[&str]) -> String {
    let serials: Vec<String> = ids.iter().map(|id| format!("C02XG00{id}")).collect();
    let rows = ids.iter().zip(&serials).map(|(id, serial)| {
        let encrypted = !["2", "4"].contains(id);
        (*id, serial.as_str(), "e1", encrypted)
    });
    let mut page: Value = serde_json::from_str(&laptops(&rows.collect::<Vec<_>>())).unwrap();
    page["totalCount"] = json!(4);
    page.to_string()
}

fn is_second_page(asked: &Asked) -> bool {
    asked.is_for("/api/v1/computers-inventory") && asked.parameter("page") == Some("1")
}

type Behaviour = Arc<Mutex<Box<dyn Fn(&Asked) -> Option<Reply> + Send>>>;

/// A workspace that asks the device manager, whose behaviour can be changed.
struct Office {
    world: World,
    server: Server,
    behaviour: Behaviour,
}

/// What a pass came to.
struct Pass {
    code: Option<i32>,
    json: Value,
}

impl Office {
    fn new() -> Self {
        let behaviour: Behaviour = Arc::new(Mutex::new(Box::new(|_: &Asked| None)));
        let shared = Arc::clone(&behaviour);
        let server = Server::start(move |asked| {
            let other = shared.lock().unwrap()(asked);
            other.unwrap_or_else(|| manager(asked))
        });
        let server = server.unwrap();
        let world = World::new();
        world.write("secrets/jamf", SECRET);
        let url = format!("url={}", server.url());
        world
            .run(&[
                "source",
                "add",
                "jamf",
                "--setting",
                &url,
                "--setting",
                "client_id=allhands",
                "--secret",
                "client_secret=file:secrets/jamf",
                "--scope",
                "computers",
                "--scope",
                "mobile devices",
            ])
            .ends(0)
            .says("allhands source check jamf");
        let file = "sources/jamf.yaml";
        let text = fs::read_to_string(world.root().join(file)).unwrap();
        assert!(!text.contains(SECRET), "{text}");
        world.write(file, &format!("{text}limits: {{tries: 2, seconds: 1}}\n"));
        world.adopt(&["laptops-are-encrypted"]);
        Self {
            world,
            server,
            behaviour,
        }
    }

    fn behaves(&self, how: impl Fn(&Asked) -> Option<Reply> + Send + 'static) {
        *self.behaviour.lock().unwrap() = Box::new(how);
    }

    fn day(&self, day: u32) -> Pass {
        let ran = self.world.pass_at(&format!("2026-06-{day:02}T07:00:00Z"));
        Pass {
            code: ran.code,
            json: ran.json(),
        }
    }

    /// Ids of the open findings, in order.
    fn findings(&self, day: u32) -> Vec<String> {
        let at = format!("2026-06-{day:02}T08:00:00Z");
        let list = ["finding", "list", "--format", "json"];
        let data = self.world.run_at(&list, &at).ends(0).data();
        let ids = data.as_array().unwrap().iter();
        let mut ids: Vec<String> = ids.map(|f| f["id"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        ids
    }
}

impl Pass {
    fn problems(&self) -> Vec<String> {
        let problems = self.json["problems"].as_array().unwrap().iter();
        problems
            .map(|p| {
                let text = |name: &str| p[name].as_str().unwrap();
                assert_eq!(p["place"]["file"], "sources/jamf.yaml", "{p}");
                format!("{}: {}", text("code"), text("says"))
            })
            .collect()
    }

    fn outcome(&self, scope: &str) -> String {
        let scopes = &self.json["data"]["collected"]["sources"][0]["scopes"];
        let mut scopes = scopes.as_array().unwrap().iter();
        let run = scopes.find(|run| run["scope"] == scope).unwrap();
        run["outcome"].as_str().unwrap().to_owned()
    }

    fn change(&self, what: &str) -> u64 {
        self.json["data"]["changes"][what].as_u64().unwrap()
    }

    fn devices(&self) -> (u64, u64) {
        let devices = &self.json["data"]["collected"]["entities"]["device"];
        (
            devices["entities"].as_u64().unwrap(),
            devices["gone"].as_u64().unwrap(),
        )
    }
}

/// Plays one trouble on two days in a row, then a good day.
#[track_caller]
fn plays(code: i32, told: &str, how: impl Fn(&Asked) -> Option<Reply> + Send + 'static) {
    plays_days(2, code, told, how);
}

#[track_caller]
fn plays_days(
    days: u32,
    code: i32,
    told: &str,
    how: impl Fn(&Asked) -> Option<Reply> + Send + 'static,
) {
    let office = Office::new();
    let first = office.day(1);
    assert_eq!((first.code, first.problems()), (Some(0), Vec::new()));
    assert_eq!(first.devices(), (5, 0));
    let open = office.findings(1);
    assert_eq!(open.len(), 2, "{open:?}");

    office.behaves(how);
    for day in 2..2 + days {
        let bad = office.day(day);
        let problems = bad.problems();
        assert_eq!(
            problems.len(),
            1,
            "one note to who answers for the source: {problems:?}"
        );
        assert!(problems[0].starts_with(told), "{problems:?}");
        assert_eq!(bad.code, Some(code), "{problems:?}");
        assert_eq!(bad.devices(), (5, 0), "nothing ended");
        for change in ["opened", "closed", "reopened"] {
            assert_eq!(bad.change(change), 0, "{change} on day {day}");
        }
        assert_eq!(office.findings(day), open);
        if !told.starts_with("http-unauthorized") {
            assert_eq!(
                bad.outcome("mobile devices"),
                "complete",
                "the other scope is whole"
            );
        }
    }

    office.behaves(|_| None);
    let good = office.day(2 + days);
    assert_eq!(
        (good.code, good.problems()),
        (Some(0), Vec::new()),
        "it heals"
    );
    assert_eq!(good.devices(), (5, 0));
    assert_eq!(good.outcome("computers"), "complete");
    assert_eq!((good.change("closed"), good.change("reopened")), (0, 0));
    assert_eq!(office.findings(2 + days), open);
}

#[test]
fn a_scope_that_is_refused_ends_nothing() {
    plays(3, "http-forbidden: `computers` of `jamf`", |asked| {
        let computers = asked.is_for("/api/v1/computers-inventory");
        computers.then(|| Reply::new(403, r#"{"message":"missing privilege"}"#))
    });
}

#[test]
fn a_secret_that_was_taken_back_ends_nothing() {
    plays(
        3,
        "http-unauthorized: `computers`, `mobile devices` of `jamf`",
        |asked| {
            asked
                .is_for("/api/oauth/token")
                .then(|| Reply::new(401, ""))
        },
    );
}

#[test]
fn an_empty_answer_is_held() {
    plays_days(1, 0, "scope-held", |asked| {
        let computers = asked.is_for("/api/v1/computers-inventory");
        computers.then(|| Reply::ok(r#"{"totalCount":0,"results":[]}"#))
    });
}

#[test]
fn a_truncated_page_ends_nothing() {
    plays(
        0,
        "http-cut: `computers` of `jamf`: the answer breaks off",
        |asked| {
            let cut = page(&["3", "4"]);
            is_second_page(asked).then(|| Reply::ok(&cut.as_bytes()[..cut.len() - 40]))
        },
    );
}

#[test]
fn a_page_that_comes_again_ends_nothing() {
    plays(0, "http-stands-still: `computers` of `jamf`", |asked| {
        is_second_page(asked).then(|| Reply::ok(page(&["1", "2"])))
    });
}

#[test]
fn a_slow_tool_ends_nothing() {
    plays(0, "http-late: `computers` of `jamf`", |asked| {
        is_second_page(asked).then(|| Reply::ok("{}").later(Duration::from_secs(3)))
    });
}

#[test]
fn a_connection_killed_within_the_answer_ends_nothing() {
    plays(
        0,
        "http-cut: `computers` of `jamf`: the answer broke off",
        |asked| is_second_page(asked).then(|| Reply::ok(page(&["3", "4"])).cut_after(30)),
    );
}

#[test]
fn a_laptop_that_moves_between_pages_ends_nothing() {
    // Laptop 2 slid to the second page; laptop 4 slid to where nobody looked.
    plays(0, "http-list-changed: `2` of `computers`", |asked| {
        is_second_page(asked).then(|| Reply::ok(page(&["2", "3"])))
    });
}

#[test]
fn what_passes_by_itself_is_not_told_at_all() {
    for bad in [
        Reply::new(429, "").with("Retry-After", "1"),
        Reply::new(500, "<html>"),
    ] {
        let office = Office::new();
        let refusals = Arc::new(Mutex::new(1));
        office.behaves(move |asked| {
            let mut left = refusals.lock().unwrap();
            let refuse = is_second_page(asked) && *left > 0;
            *left -= i32::from(refuse);
            refuse.then(|| bad.clone())
        });
        let pass = office.day(1);
        assert_eq!((pass.code, pass.problems()), (Some(0), Vec::new()));
        assert_eq!(pass.devices(), (5, 0));
        assert_eq!(
            office.server.asked().len(),
            5,
            "a token, a phone, and three for two pages"
        );
    }
}

#[test]
fn a_tool_nobody_reaches_fails_the_source_and_nothing_else() {
    let office = Office::new();
    assert_eq!(office.day(1).code, Some(0));
    let open = office.findings(1);
    let Office { world, server, .. } = office;
    drop(server);
    let ran = world.pass_at("2026-06-02T07:00:00Z").ends(3);
    let problems = ran.json()["problems"].as_array().unwrap().clone();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0]["code"], "http-unreachable");
    let list = ["finding", "list", "--format", "json"];
    let left = world.run_at(&list, "2026-06-02T08:00:00Z").ends(0).data();
    assert_eq!(left.as_array().unwrap().len(), open.len());
    world
        .run(&["source", "check"])
        .ends(3)
        .says("nobody answered");
}

#[test]
fn no_secret_is_kept_or_told() {
    let office = Office::new();
    office.day(1);
    office.behaves(|asked| {
        let body = format!(r#"{{"message":"{SECRET} {TOKEN}"}}"#);
        (!asked.is_for("/api/oauth/token")).then(|| Reply::new(403, body))
    });
    let told = office.day(2).json.to_string();
    let check = office.world.run(&["source", "check"]);
    let list = office.world.run(&["source", "list"]).ends(0);
    assert!(
        list.stdout.contains(&office.server.url()),
        "{}",
        list.stdout
    );
    for text in [told, check.stdout, check.stderr, list.stdout] {
        assert!(!text.contains(SECRET) && !text.contains(TOKEN), "{text}");
    }
    let data = office.world.root().join("data");
    let mut looked = 0;
    let mut folders = vec![data];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            looked += 1;
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            assert!(!text.contains(SECRET) && !text.contains(TOKEN), "{path:?}");
        }
    }
    assert!(looked > 3);
    // Whom the secret was shown to: the address of the source alone, and only to get the token.
    let shown = office
        .server
        .asked()
        .into_iter()
        .filter(|a| a.body.contains(SECRET));
    assert!(
        shown
            .into_iter()
            .all(|asked| asked.is_for("/api/oauth/token"))
    );
}

#[test]
fn a_source_that_is_not_whole_is_refused_when_it_is_added() {
    let world = World::new();
    let add = ["source", "add", "okta"];
    world
        .run(&[&add[..], &["--setting", "domain=linden.okta.example"]].concat())
        .ends(2)
        .says("`okta` needs the secret `token`")
        .says("add `--secret token=env:VARIABLE`");
    let clear = ["--setting", "domain=x", "--secret", "token=opensesame"];
    let ran = world.run(&[&add[..], &clear].concat()).ends(2);
    assert!(!ran.stderr.contains("opensesame"), "{}", ran.stderr);
    world
        .run(&["source", "add", "workday", "--setting", "url"])
        .ends(2)
        .says("the setting `url` has no `=`");
    world
        .run(&["source", "add", "training-csv"])
        .ends(2)
        .says("`training-csv` reads files, and none were named");
    let missing = [
        "--setting",
        "domain=x",
        "--secret",
        "token=env:NOT_THERE_AT_ALL",
    ];
    world.run(&[&add[..], &missing].concat()).ends(0);
    world
        .run(&["source", "check", "okta"])
        .ends(3)
        .says("the environment has no text called `NOT_THERE_AT_ALL`");
}

/// One product's recorded traffic, and what asking for it comes to.
#[derive(Debug, serde::Deserialize)]
struct Recorded {
    connector: String,
    file: String,
    source: Value,
    #[serde(default)]
    last: Option<String>,
    scopes: BTreeMap<String, String>,
    unasked: usize,
}

/// Serves a recording: each path gives its answers in the order they were recorded.
struct Replay {
    server: Server,
    left: Arc<Mutex<Vec<testkit::unwrap::Body>>>,
}

impl Replay {
    fn start(file: &Path, last: Option<String>) -> Self {
        let bodies = testkit::unwrap::har(&fs::read_to_string(file).unwrap()).unwrap();
        // Tokens are given by the server itself; browsers' first looks hold nothing.
        let without_tokens = bodies.into_iter().filter(|body| {
            let text = String::from_utf8_lossy(&body.bytes);
            let token = text.contains("access_token\"") || text.starts_with("{\"token\"");
            !token && !text.trim().is_empty()
        });
        let left = Arc::new(Mutex::new(without_tokens.collect::<Vec<_>>()));
        let shared = Arc::clone(&left);
        let server = Server::start(move |asked| {
            if asked.path.contains("token") && asked.method == "POST" {
                return Reply::ok(r#"{"access_token":"granted"}"#);
            }
            let mut left = shared.lock().unwrap();
            match left.iter().position(|body| answers(body, asked)) {
                Some(at) => Reply::ok(left.remove(at).bytes),
                None => match &last {
                    Some(last) => Reply::ok(last),
                    None => Reply::new(404, ""),
                },
            }
        });
        Self {
            server: server.unwrap(),
            left,
        }
    }
}

/// Whether a recorded body answers a question: the same path, and of a graph the same part of it.
fn answers(body: &testkit::unwrap::Body, asked: &Asked) -> bool {
    let path = body.url.split('?').next().unwrap();
    let path = path.splitn(4, '/').nth(3).unwrap_or_default();
    // In this order: teams are asked for with their repositories.
    let parts = ["membersWithRole", "teams", "nodes", "repositories"];
    let text = String::from_utf8_lossy(&body.bytes);
    let part = parts
        .iter()
        .find(|part| asked.body.contains(&format!("{part}(")));
    let holds = part.is_none_or(|part| match *part {
        "nodes" => text.contains("\"data\":{\"nodes\":"),
        part => text.contains(&format!("\"{part}\":")),
    });
    asked.is_for(&format!("/{path}")) && holds
}

#[test]
fn recorded_traffic_is_asked_for_and_every_answer_is_accounted_for() {
    let Some(data) = real_data("recorded traffic over HTTP") else {
        return;
    };
    let table = repository("crates/allhands/tests/it/over_http/recorded.yaml");
    let table = fs::read_to_string(table).unwrap();
    let table: Vec<Recorded> = serde_yaml_ng::from_str(&table).unwrap();
    let world = World::new();
    let mut replays = Vec::new();
    for (at, one) in table.iter().enumerate() {
        let replay = Replay::start(&data.join("api/har").join(&one.file), one.last.clone());
        let url = replay.server.url();
        if one.connector == "google-workspace" {
            let key = testkit::server::key_file(&format!("{url}/token"));
            world.write("secrets/key.json", &key);
        }
        let mut source = one.source.clone();
        source["connector"] = json!(one.connector);
        // JSON is YAML.
        let text = source.to_string().replace("URL", &url);
        world.write(&format!("sources/s{at}.yaml"), &text);
        replays.push(replay);
    }
    let check = ["source", "check", "--format", "json"];
    let mut command = world.command(&check, "2026-11-02T00:00:00Z");
    let output = command.env("SECRET", "opensesame").output().unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let reports = json["data"].as_array().unwrap();
    let mut wrong = Vec::new();
    for (at, (one, replay)) in table.iter().zip(&replays).enumerate() {
        let report = reports
            .iter()
            .find(|report| report["source"] == format!("s{at}"));
        let scopes = report.and_then(|report| report["scopes"].as_array());
        let outcome = |scope: &Value| {
            let word = scope["outcome"].as_str().unwrap();
            let name = scope["scope"].as_str().unwrap().to_owned();
            (name, format!("{word} {}", scope["accepted"]))
        };
        let scopes: BTreeMap<_, _> = scopes.into_iter().flatten().map(outcome).collect();
        let left = replay.left.lock().unwrap();
        if scopes != one.scopes || left.len() != one.unasked {
            let urls: Vec<&str> = left.iter().map(|body| body.url.as_str()).collect();
            wrong.push(format!(
                "{}: {scopes:?}\n  {} unasked: {urls:?}",
                one.file,
                urls.len()
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n{:#}",
        wrong.join("\n"),
        json["problems"]
    );
}
